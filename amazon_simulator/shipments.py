"""What a merchant tells of a package, and what becomes of the order: the same for confirmShipment and for feeds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .clock import iso, parse_iso
from .order_changes import OPEN, PENDING, by_amazon, left_of, next_reference, set_shipped, shipped_of, status_of

SHORTEST = timedelta(seconds=1)


class Refusal(Exception):
    """Amazon does not take what a merchant tells of an order.

    `reason` is one of `REASONS`; `values` are what the words about it need (`order`, `item`, `left`, `field` ...).
    """

    def __init__(self, reason, **values):
        super().__init__(f"{reason} {values}")
        self.reason = reason
        self.values = values


REASONS = (
    "order",  # there is no such order of this seller
    "item",  # the order has no such item
    "quantity",  # more than what is left
    "fulfilled",  # cancelled, or nothing is left and there is no such package
    "pending",  # payment is not cleared
    "by_amazon",  # Amazon ships this order itself
    "shipped",  # what is to be cancelled has been shipped
    "cancelled",  # what is to be cancelled has been cancelled
    "future",  # shipped later than now
    "early",  # shipped before it was ordered
    "field",  # a field is missing or wrong
)


@dataclass(frozen=True)
class Packed:
    """Units of one order item in a package; `quantity` None stands for all that is left."""

    item_id: str
    quantity: int | None = None
    transparency_codes: tuple = ()


@dataclass(frozen=True)
class Parcel:
    """A package as the merchant tells of it. An empty `reference` is numbered by Amazon, empty `items` are the rest."""

    reference: str
    carrier: str
    service: str
    tracking_number: str
    ship_time: datetime
    items: tuple = ()


def confirm(order, now, parcel):
    """Put a package on an order, or change the one with the same reference; raise Refusal."""
    _check_order(order)
    _check_time(order, now, parcel)
    packages = order.setdefault("packages", [])
    previous = next((row for row in packages if row["packageReferenceId"] == parcel.reference), None)
    if previous is None and status_of(order) == "SHIPPED":
        raise Refusal("fulfilled")
    before = _quantities(previous)
    packed = _packed(order, parcel, before)
    after = _quantities({"packageItems": packed})
    for item in order["orderItems"]:
        item_id = item["orderItemId"]
        set_shipped(item, shipped_of(item) - before.get(item_id, 0) + after.get(item_id, 0))
    package = previous if previous is not None else _new_package(packages, parcel.reference, now)
    package.update(
        carrier=parcel.carrier,
        shipTime=iso(parcel.ship_time),
        trackingNumber=parcel.tracking_number,
        packageItems=packed,
    )
    if parcel.service:
        package["shippingService"] = parcel.service
    everything = all(left_of(item) <= 0 for item in order["orderItems"])
    order["fulfillment"]["fulfillmentStatus"] = "SHIPPED" if everything else "PARTIALLY_SHIPPED"


def _check_order(order):
    if by_amazon(order):
        raise Refusal("by_amazon")
    if status_of(order) in PENDING:
        raise Refusal("pending")
    if status_of(order) not in (*OPEN, "SHIPPED"):
        raise Refusal("fulfilled")


def _check_time(order, now, parcel):
    """Times may be told in whole seconds, the order's has milliseconds."""
    if parcel.ship_time > now:
        raise Refusal("future")
    if parcel.ship_time + SHORTEST <= parse_iso(order["createdTime"]):
        raise Refusal("early")


def _quantities(package):
    return {row["orderItemId"]: row["quantity"] for row in (package or {}).get("packageItems", [])}


def _packed(order, parcel, before):
    """Return the packageItems of a parcel; `before` is what the same package held, which is free again."""
    items = {item["orderItemId"]: item for item in order["orderItems"]}
    free = {item_id: left_of(item) + before.get(item_id, 0) for item_id, item in items.items()}
    wanted = parcel.items or tuple(Packed(item_id) for item_id, left in free.items() if left)
    rows = {}
    for part in wanted:
        if part.item_id not in items:
            raise Refusal("item", item=part.item_id)
        quantity = free[part.item_id] if part.quantity is None else part.quantity
        if not 0 < quantity <= free[part.item_id]:
            raise Refusal("quantity", item=part.item_id, left=free[part.item_id])
        free[part.item_id] -= quantity
        row = rows.setdefault(part.item_id, {"orderItemId": part.item_id, "quantity": 0})
        row["quantity"] += quantity
        if part.transparency_codes:
            row["transparencyCodes"] = [*row.get("transparencyCodes", []), *part.transparency_codes]
    return list(rows.values())


def _new_package(packages, reference, now):
    package = {
        "packageReferenceId": reference or next_reference(packages),
        "createdTime": iso(now),
        "packageStatus": {"status": "SHIPPED", "detailedStatus": "PICKED_UP"},
    }
    packages.append(package)
    return package
