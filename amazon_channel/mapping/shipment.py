"""What Odoo tells Amazon of an order: a package that left, items that will not come.

Identifiers are sent exactly or not at all; names are sent with their white space tidied. All texts fit into JSON and
into XML alike.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timezone

from .errors import DocumentError
from .text import cleaned
from .values import QUANTITY_LIMIT, REFERENCE_LIMIT, YEARS

OTHER_CARRIER = "Other"
"""Amazon's carrier code for carriers that have none; it then wants the name."""

COD_COLLECTION_METHODS = frozenset({"DirectPayment"})

CANCEL_REASONS = (
    "NoInventory",
    "ShippingAddressUndeliverable",
    "CustomerExchange",
    "BuyerCanceled",
    "GeneralAdjustment",
    "CarrierCreditDecision",
    "RiskAssessmentInformationNotValid",
    "CarrierCoverageFailure",
    "CustomerReturn",
    "MerchandiseNotReceived",
    "CannotVerifyInformation",
    "PricingError",
    "RejectOrder",
    "WeatherDelay",
)
"""Amazon's reasons for a cancellation, those its feed knows today."""

# Amazon's feeds take 50 characters; a longer text would make the whole feed invalid.
TEXT_LIMIT = 50
_PACKAGE_REF = re.compile(r"[1-9]\d{0,19}", re.ASCII)
_NOT_XML = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")


@dataclass(frozen=True)
class ShippedItem:
    """Units of one order item in a package."""

    item_ref: str  # orderItemId
    quantity: int


@dataclass(frozen=True)
class Shipment:
    """One package of an order."""

    amazon_order_ref: str
    marketplace_ref: str
    package_ref: str  # the seller's, a positive number; the same again changes the package
    carrier_code: str  # Amazon's, e.g. UPS; Other for carriers that have none
    carrier_name: str  # needed for Other
    shipping_method: str  # '' when there is nothing to tell
    tracking_number: str  # '' for carriers without
    ship_date: datetime  # aware
    items: tuple[ShippedItem, ...]
    cod_collection_method: str = ""  # Japan only: DirectPayment


@dataclass(frozen=True)
class CancelledItem:
    """One order item that will not be delivered."""

    item_ref: str  # orderItemId
    quantity: int | None  # None for all of it
    reason: str  # one of CANCEL_REASONS


@dataclass(frozen=True)
class Cancellation:
    """Items of an order that the seller cancels."""

    amazon_order_ref: str
    items: tuple[CancelledItem, ...]


def confirmation_body(shipment):
    """Amazon's `ConfirmShipmentRequest`.

    :param Shipment shipment: what left.
    :rtype: dict
    :raise DocumentError: for what cannot be told: `missing`, `malformed`, `quantity`.
    """
    shipment = checked_shipment(shipment)
    if not shipment.marketplace_ref:
        raise _missing("marketplace_ref", "the marketplace")
    package = {
        "packageReferenceId": shipment.package_ref,  # a text: Amazon refuses numbers here
        "carrierCode": shipment.carrier_code,
        "carrierName": shipment.carrier_name,
        "shippingMethod": shipment.shipping_method,
    }
    package = {key: value for key, value in package.items() if value}
    package["trackingNumber"] = shipment.tracking_number
    package["shipDate"] = utc_text(shipment.ship_date)
    package["orderItems"] = [{"orderItemId": item.item_ref, "quantity": item.quantity} for item in shipment.items]
    body = {"marketplaceId": shipment.marketplace_ref, "packageDetail": package}
    if shipment.cod_collection_method:
        body["codCollectionMethod"] = shipment.cod_collection_method
    return body


def checked_shipment(shipment):
    """The shipment as it can be sent: texts tidied, the same item named once.

    :param Shipment shipment: what left.
    :rtype: Shipment
    :raise DocumentError: for what cannot be told: `missing`, `malformed`, `quantity`.
    """
    name = _name(shipment.carrier_name, "carrier_name", "the carrier's name")
    code = _name(shipment.carrier_code, "carrier_code", "the carrier's code")
    if not code:
        raise _missing("carrier_code", "the carrier's code")
    if code == OTHER_CARRIER and not name:
        raise _missing("carrier_name", "the carrier's name, which Amazon wants with the code Other")
    if not isinstance(shipment.package_ref, str) or not _PACKAGE_REF.fullmatch(shipment.package_ref):
        raise _malformed("package_ref", "the package's number", "a text of 1 to 20 digits that does not start with 0")
    if shipment.cod_collection_method not in {"", *COD_COLLECTION_METHODS}:
        raise _malformed("cod_collection_method", "the way to collect the money", "one that Amazon knows")
    utc_text(shipment.ship_date)
    return Shipment(
        amazon_order_ref=_reference(shipment.amazon_order_ref, "amazon_order_ref", "the order's number"),
        marketplace_ref=_exact(shipment.marketplace_ref, "marketplace_ref", "the marketplace", REFERENCE_LIMIT),
        package_ref=shipment.package_ref,
        carrier_code=code,
        carrier_name=name,
        shipping_method=_name(shipment.shipping_method, "shipping_method", "the shipping method"),
        tracking_number=_exact(shipment.tracking_number, "tracking_number", "the tracking number", TEXT_LIMIT),
        ship_date=shipment.ship_date,
        items=_shipped_items(shipment.items),
        cod_collection_method=shipment.cod_collection_method,
    )


def checked_cancellation(cancellation):
    """The cancellation as it can be sent.

    :param Cancellation cancellation: what is cancelled.
    :rtype: Cancellation
    :raise DocumentError: for what cannot be told: `missing`, `malformed`, `quantity`.
    """
    items = []
    for index, item in enumerate(cancellation.items):
        path = f"items[{index}]"
        reference = _reference(item.item_ref, f"{path}.item_ref", "an item's number")
        if item.quantity is not None:
            _check_quantity(item.quantity, f"{path}.quantity")
        if item.reason not in CANCEL_REASONS:
            raise _malformed(f"{path}.reason", "the reason of a cancellation", "one that Amazon knows")
        if reference in (one.item_ref for one in items):
            raise _malformed(f"{path}.item_ref", "an item's number", "named once: it comes twice")
        items.append(CancelledItem(reference, item.quantity, item.reason))
    if not items:
        raise _missing("items[0]", "the items")
    return Cancellation(
        _reference(cancellation.amazon_order_ref, "amazon_order_ref", "the order's number"), tuple(items)
    )


def utc_text(moment):
    """A moment in UTC as ISO 8601 with Z, in whole seconds.

    :raise DocumentError: `malformed` for a time without time zone, or one of another century.
    """
    if isinstance(moment, datetime) and moment.utcoffset() is not None and moment.year in YEARS:
        return f"{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
    raise _malformed("ship_date", "the ship date", f"a time with its time zone between {YEARS[0]} and {YEARS[-1]}")


def _shipped_items(items):
    """The items, those with the same number added up: one line of Amazon's may be several moves of Odoo's."""
    quantities = {}
    for index, item in enumerate(items):
        reference = _reference(item.item_ref, f"items[{index}].item_ref", "an item's number")
        _check_quantity(item.quantity, f"items[{index}].quantity")
        quantities[reference] = quantities.get(reference, 0) + item.quantity
    if not quantities:
        raise _missing("items[0]", "the items")
    return tuple(ShippedItem(reference, quantity) for reference, quantity in quantities.items())


def _check_quantity(quantity, path):
    if type(quantity) is not int or not 1 <= quantity <= QUANTITY_LIMIT:
        message = f"Amazon cannot be told this quantity: {path} is not a whole number of at least 1."
        raise DocumentError("quantity", path, message, field=path)


def _reference(text, path, what):
    reference = _exact(text, path, what, REFERENCE_LIMIT)
    if not reference:
        raise _missing(path, what)
    return reference


def _exact(text, path, what, limit):
    """An identifier: stripped, else exactly as it is or refused."""
    text = text.strip() if isinstance(text, str) else None
    if text is None or len(text) > limit or _NOT_XML.search(text):
        raise _malformed(path, what, f"a text of at most {limit} printable characters")
    return text


def _name(text, path, what):
    """A name: white space and control characters tidied, but nothing cut off."""
    text = cleaned(text, len(text)) if isinstance(text, str) else text
    return _exact(text, path, what, TEXT_LIMIT)


def _missing(path, what):
    return DocumentError("missing", path, f"Amazon cannot be told without {what} ({path}).", field=path)


def _malformed(path, what, expected):
    message = f"Amazon cannot be told {what}: {path} is not {expected}."
    return DocumentError("malformed", path, message, field=path, expected=expected)
