"""What happens to an order after it was placed. Each function changes an order document in place."""

from decimal import Decimal

from .clock import iso
from .errors import SimulatorError
from .money import amount_of, money, round_money

OPEN = ("UNSHIPPED", "PARTIALLY_SHIPPED")
PENDING = ("PENDING", "PENDING_AVAILABILITY")
CANCELLED_BY = ("BUYER", "MERCHANT", "AMAZON")


def status_of(order):
    """Return the order's fulfillmentStatus."""
    return order["fulfillment"]["fulfillmentStatus"]


def item_of(order, order_item_id):
    """Return the order item with this id; raise SimulatorError if there is none."""
    for item in order["orderItems"]:
        if item["orderItemId"] == str(order_item_id):
            return item
    raise SimulatorError(f"order {order['orderId']} has no item {order_item_id!r}")


def merge(order, now, changes):
    """Merge any part of an order document into the order: objects are merged, everything else is replaced.

    A value of None removes the field. `orderItems` may be a mapping from orderItemId to what changes in that item.
    """
    changes = dict(changes)
    items = changes.pop("orderItems", None)
    if isinstance(items, dict):
        for order_item_id, change in items.items():
            _merge(item_of(order, order_item_id), change)
    elif items is not None:
        order["orderItems"] = items
    if changes.pop("orderId", order["orderId"]) != order["orderId"]:
        raise SimulatorError("an order keeps its id")
    _merge(order, changes)


def _merge(target, changes):
    for name, value in changes.items():
        if value is None:
            target.pop(name, None)
        elif isinstance(value, dict) and isinstance(target.get(name), dict):
            _merge(target[name], value)
        else:
            target[name] = value


def release(order, now):
    """Let Amazon finish its checks: PENDING_AVAILABILITY becomes PENDING, PENDING becomes ready to be shipped."""
    following = {"PENDING_AVAILABILITY": "PENDING", "PENDING": "UNSHIPPED"}
    if status_of(order) not in following:
        raise SimulatorError(f"order {order['orderId']} is not pending")
    order["fulfillment"]["fulfillmentStatus"] = following[status_of(order)]


def ship(order, now, items=None, carrier="UPS", tracking_number=None, shipping_service="Standard"):
    """Ship an order, whole or in part.

    `items` maps orderItemId to the quantity shipped now; without it everything that is left goes. An order that the
    merchant fulfils gets a package.
    """
    if status_of(order) not in OPEN and not (status_of(order) == "PENDING" and by_amazon(order)):
        raise SimulatorError(f"order {order['orderId']} is {status_of(order)} and cannot be shipped")
    if items is None:
        items = {item["orderItemId"]: left_of(item) for item in order["orderItems"] if left_of(item)}
    packed = []
    for order_item_id, quantity in items.items():
        item = item_of(order, order_item_id)
        if not 0 < quantity <= left_of(item):
            raise SimulatorError(f"item {order_item_id}: {left_of(item)} left, {quantity} cannot be shipped")
        set_shipped(item, shipped_of(item) + quantity)
        packed.append({"orderItemId": item["orderItemId"], "quantity": quantity})
    everything = all(left_of(item) == 0 for item in order["orderItems"])
    order["fulfillment"]["fulfillmentStatus"] = "SHIPPED" if everything else "PARTIALLY_SHIPPED"
    if not by_amazon(order):
        packages = order.setdefault("packages", [])
        reference = next_reference(packages)
        packages.append(
            {
                "packageReferenceId": reference,
                "createdTime": iso(now),
                "packageStatus": {"status": "SHIPPED", "detailedStatus": "PICKED_UP"},
                "carrier": carrier,
                "shipTime": iso(now),
                "shippingService": shipping_service,
                "trackingNumber": tracking_number or f"SIM{order['orderId'].replace('-', '')}{reference}",
                "packageItems": packed,
            }
        )


def deliver(order, now):
    """Let all packages on the way arrive."""
    for package in order.get("packages", []):
        if package.get("packageStatus", {}).get("status") in ("PENDING", "SHIPPED", "IN_TRANSIT"):
            package["packageStatus"] = {"status": "DELIVERED", "detailedStatus": "DELIVERED"}


def cancel(order, now, cancelled_by="BUYER", reason="BuyerCanceled"):
    """Cancel the whole order; nothing of it may have been shipped."""
    if cancelled_by not in CANCELLED_BY:
        raise SimulatorError(f"cancelled_by is one of {', '.join(CANCELLED_BY)}")
    if status_of(order) not in (*PENDING, "UNSHIPPED", "UNFULFILLABLE"):
        raise SimulatorError(f"order {order['orderId']} is {status_of(order)} and cannot be cancelled")
    order["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
    for item in order["orderItems"]:
        item.setdefault("fulfillment", {}).update(quantityFulfilled=0, quantityUnfulfilled=0)
        item.setdefault("cancellation", {})["cancellationExecution"] = {
            "cancelledBy": cancelled_by,
            "cancelReason": reason,
        }


def request_cancellation(order, now, reason="Ordered by mistake"):
    """Let the buyer ask for a cancellation. The order's status stays: it is the merchant's turn."""
    if status_of(order) not in OPEN:
        raise SimulatorError(f"order {order['orderId']} is {status_of(order)}; the buyer cannot ask any more")
    for item in order["orderItems"]:
        item.setdefault("cancellation", {})["cancellationRequest"] = {"requester": "BUYER", "cancelReason": reason}


def change_quantity(order, now, order_item_id, quantity):
    """Change the ordered quantity of an item; its amounts follow in proportion, and so do all totals."""
    item = item_of(order, order_item_id)
    if not item["quantityOrdered"]:
        raise SimulatorError(f"item {order_item_id} was cancelled; its amounts are gone")
    if quantity < max(1, shipped_of(item)):
        raise SimulatorError("the quantity must be at least 1 and at least what has been shipped")
    set_quantity(order, item, quantity)


def set_quantity(order, item, quantity):
    """Let `quantity` units of an item (which had some) be ordered; its amounts and the totals follow in proportion."""
    share = Decimal(quantity) / item["quantityOrdered"]
    shipped = shipped_of(item)
    item["quantityOrdered"] = quantity
    set_shipped(item, shipped)
    if "proceeds" in item:
        _scale_proceeds(item["proceeds"], share)
    if all("proceedsTotal" in row.get("proceeds", {}) for row in order["orderItems"]):
        refresh_totals(order)


def change_address(order, now, **fields):
    """Change fields of the delivery address (Amazon's names: `addressLine1`, `city`, ...)."""
    _merge(order.setdefault("recipient", {}).setdefault("deliveryAddress", {}), fields)


def _scale_proceeds(proceeds, share):
    for breakdown in proceeds.get("breakdowns", []):
        _scale(breakdown["subtotal"], share)
        details = breakdown.get("detailedBreakdowns", [])
        for detail in details:
            _scale(detail["value"], share)
        if details:
            currency = breakdown["subtotal"]["currencyCode"]
            breakdown["subtotal"] = money(sum_of_details(breakdown), currency)


def _scale(document, share):
    # + 0: a discount of -5.00 that goes away is 0.00, not -0.00
    document["amount"] = str(round_money(amount_of(document) * share, document["currencyCode"]) + 0)


def sum_of_details(breakdown):
    """Return what the details of a TAX or DISCOUNT breakdown come to; discount tax that is positive lowers tax."""
    total = Decimal(0)
    for detail in breakdown["detailedBreakdowns"]:
        lowers = breakdown["type"] == "TAX" and detail["subtype"] == "DISCOUNT"
        total += -abs(amount_of(detail["value"])) if lowers else amount_of(detail["value"])
    return total


def sum_of_breakdowns(breakdowns):
    """Return what breakdowns come to; a discount lowers the sum whether it is written as 5.00 or -5.00."""
    total = Decimal(0)
    for row in breakdowns:
        value = amount_of(row["subtotal"])
        total += -abs(value) if row["type"] == "DISCOUNT" else value
    return total


def refresh_totals(order):
    """Set every item's proceedsTotal, the order's breakdowns and its grandTotal from the items' breakdowns."""
    sums, grand_total, currency = {}, Decimal(0), None
    for item in order["orderItems"]:
        breakdowns = item["proceeds"].get("breakdowns", [])
        currency = item["proceeds"]["proceedsTotal"]["currencyCode"]
        total = sum_of_breakdowns(breakdowns)
        item["proceeds"]["proceedsTotal"] = money(total, currency)
        grand_total += total
        for row in breakdowns:
            sums[row["type"]] = sums.get(row["type"], Decimal(0)) + amount_of(row["subtotal"])
    proceeds = order.setdefault("proceeds", {})
    tips = [row for row in proceeds.get("breakdowns", []) if row["type"] == "DELIVERY_TIP"]
    grand_total += sum((amount_of(row["subtotal"]) for row in tips), Decimal(0))
    rows = [{"type": kind, "subtotal": money(value, currency)} for kind, value in sums.items()]
    proceeds["breakdowns"] = rows + tips
    proceeds["grandTotal"] = money(grand_total, currency)


def next_reference(packages):
    """Return the first number that no package has reached yet, as a text."""
    used = [int(row["packageReferenceId"]) for row in packages if row["packageReferenceId"].isdecimal()]
    return str(max(used, default=0) + 1)


def by_amazon(order):
    """Say whether Amazon ships the order itself."""
    return order["fulfillment"].get("fulfilledBy") == "AMAZON"


def shipped_of(item):
    """Return how many units of an item have been shipped."""
    return item.get("fulfillment", {}).get("quantityFulfilled", 0)


def left_of(item):
    """Return how many units of an item are still to be shipped."""
    return item["quantityOrdered"] - shipped_of(item)


def set_shipped(item, quantity):
    """Set how many units of an item have been shipped; the rest is not."""
    item.setdefault("fulfillment", {}).update(
        quantityFulfilled=quantity, quantityUnfulfilled=item["quantityOrdered"] - quantity
    )
