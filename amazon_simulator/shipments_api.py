"""Orders API v0: confirmShipment, the one operation of it that Amazon has not replaced."""

import re

from werkzeug.wrappers import Response

from .clock import parse_iso
from .errors import ApiError, invalid_input, not_found
from .marketplaces import BY_COUNTRY
from .operations import Operation
from .orders_api import ORDER_ID, check_role
from .shipments import Packed, Parcel, Refusal, confirm

REFERENCE = re.compile(r"0*[1-9][0-9]{0,19}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)
TEXTS = ("packageReferenceId", "carrierCode", "trackingNumber", "shipDate")
OPTIONAL_TEXTS = ("carrierName", "shippingMethod", "shipFromSupplySourceId")
MAY_BE_EMPTY = frozenset({"trackingNumber"})

WORDS = {
    "item": "OrderItemId is invalid: {item}.",
    "quantity": "Quantity of order item {item} is invalid: at most {left} can be confirmed as shipped.",
    "fulfilled": (
        "Failed to create package due to not finding a matching package or order already fulfilled. "
        "ErrorMessage(errorCode=GeneralError, errorDescription=Unable to find package to update for order ({order}), "
        "errorMetric=PackageToUpdateNotFound, packageIndex=null)"
    ),
    "pending": "Order {order} is pending and cannot be confirmed as shipped.",
    "by_amazon": "Order {order} is fulfilled by Amazon and cannot be confirmed as shipped.",
    "future": "ShipDate: is invalid, must not be in the future.",
    "early": "ShipDate: is invalid, must not be before the purchase date.",
}


def confirm_shipment(call):
    """POST /orders/v0/orders/{orderId}/shipmentConfirmation (confirmShipment): one package of an order is on its way.

    The same packageReferenceId again changes that package.
    """
    check_role(call)
    order_id = call.path["order_id"]
    if not ORDER_ID.fullmatch(order_id):
        raise invalid_input("orderId is not an Amazon order id.")
    body = _object(call.body, "payload")
    marketplace_id = _text(body, "marketplaceId", "marketplaceId")
    parcel = _parcel(_object(body.get("packageDetail"), "packageDetail"))
    order = call.simulator.orders.get(order_id, call.seller.selling_partner_id)
    if order is None:
        raise not_found(f"Order {order_id} was not found.")
    if order["salesChannel"].get("marketplaceId") != marketplace_id:
        raise _invalid("MarketplaceId: is invalid, the order is not of this marketplace.")
    _check_collection(body.get("codCollectionMethod"), marketplace_id)
    try:
        call.simulator.let_happen(order_id, confirm, parcel)
    except Refusal as refusal:
        raise _invalid(WORDS[refusal.reason].format(order=order_id, **refusal.values)) from None
    return Response(status=204)


def _invalid(message):
    return ApiError(400, "InvalidInput", message)


def _wrong_type(name):
    """Amazon's words for a number where a text must be, since January 2026."""
    return _invalid(f"The input you have submitted is not valid. Please check the fields with invalid type [{name}].")


def _missing(name):
    return _invalid(f"{name[:1].upper()}{name[1:]}: is required.")


def _object(value, name):
    if value is None:
        raise _missing(name)
    if not isinstance(value, dict):
        raise _wrong_type(name)
    return value


def _text(document, name, path, required=True):
    value = document.get(name)
    if value is None or (value == "" and name not in MAY_BE_EMPTY):
        if required:
            raise _missing(name)
        return ""
    if not isinstance(value, str):
        raise _wrong_type(path)
    return value


def _parcel(detail):
    texts = {name: _text(detail, name, f"packageDetail.{name}") for name in TEXTS}
    texts |= {name: _text(detail, name, f"packageDetail.{name}", required=False) for name in OPTIONAL_TEXTS}
    if not REFERENCE.fullmatch(texts["packageReferenceId"]):
        raise _invalid("PackageReferenceId: is invalid, must be a positive numeric value.")
    other = texts["carrierCode"] == "Other"
    if other and not texts["carrierName"]:
        raise _invalid('CarrierName: is required when carrierCode is "Other".')
    return Parcel(
        reference=texts["packageReferenceId"],
        carrier=texts["carrierName"] if other else texts["carrierCode"],
        service=texts["shippingMethod"],
        tracking_number=texts["trackingNumber"],
        ship_time=_moment(texts["shipDate"]),
        items=_items(detail.get("orderItems")),
    )


def _moment(text):
    try:
        if not MOMENT.fullmatch(text):
            raise ValueError(text)
        return parse_iso(text)
    except ValueError:
        raise _invalid("ShipDate: is invalid, must be an ISO 8601 date and time with a zone.") from None


def _items(rows):
    if rows is None:
        raise _missing("orderItems")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _wrong_type("packageDetail.orderItems")
    if not rows:
        raise _missing("orderItems")
    return tuple(_item(row) for row in rows)


def _item(row):
    path = "packageDetail.orderItems"
    quantity, codes = row.get("quantity"), row.get("transparencyCodes") or []
    if quantity is None:
        raise _missing("quantity")
    if type(quantity) is not int:
        raise _wrong_type(f"{path}.quantity")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise _wrong_type(f"{path}.transparencyCodes")
    return Packed(_text(row, "orderItemId", f"{path}.orderItemId"), quantity, tuple(codes))


def _check_collection(method, marketplace_id):
    if method is None:
        return
    if method != "DirectPayment" or marketplace_id != BY_COUNTRY["JP"].id:
        raise _invalid("CodCollectionMethod: is invalid, only DirectPayment in the JP marketplace is supported.")


OPERATIONS = (
    Operation("confirmShipment", "POST", "/orders/v0/orders/<order_id>/shipmentConfirmation", 2, 10, confirm_shipment),
)
