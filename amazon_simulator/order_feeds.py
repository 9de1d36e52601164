"""What the messages of the two order feeds do: POST_ORDER_FULFILLMENT_DATA and POST_ORDER_ACKNOWLEDGEMENT_DATA."""

from .cancellations import Dropped, cancel_by_merchant
from .clock import parse_iso
from .feed_xml import text_of
from .marketplaces import BY_COUNTRY
from .shipments import Packed, Parcel, Refusal, confirm

WORDS = {
    "order": (
        "18028",
        "Your order cannot be found using Merchant ID {seller} and Order {order}. "
        "Enter the correct order ID and then resubmit your feed.",
    ),
    "quantity": (
        "18021",
        "The quantities you provided for order id ({order}) were larger than the quantities that could be fulfilled. "
        "Please review the quantity from the order report and take into account any items that have been cancelled or "
        "already fulfilled.",
    ),
    "item": ("18026", "The order item {item} cannot be found in order {order}, or is named twice."),
    "fulfilled": (
        "18020",
        "Unable to find package to update for order ({order}): it is already fulfilled or was cancelled. "
        "errorMetric=PackageToUpdateNotFound",
    ),
    "pending": ("18022", "The order {order} is pending."),
    "by_amazon": ("18023", "The order {order} is fulfilled by Amazon."),
    "shipped": ("18024", "The order {order} has been shipped and cannot be cancelled."),
    "cancelled": ("18025", "The order {order} has been cancelled already."),
    "future": ("18029", "The fulfillment date of order {order} is in the future."),
    "early": ("18030", "The fulfillment date of order {order} is before its purchase date."),
    "field": ("18031", "{field} of order {order} is missing or invalid."),
}
"""18021 and 18028 are Amazon's codes and words, the others are invented."""


def fulfil(simulator, seller_id, element, moment):
    """One OrderFulfillment: a package of an order."""
    order_id = _order_id(simulator, seller_id, element)
    _check_collection(simulator.orders.entry(order_id).current, text_of(element, "CODCollectionMethod"))
    simulator.change_at(moment, order_id, confirm, _parcel(element))


def _order_id(simulator, seller_id, element):
    order_id = text_of(element, "AmazonOrderID")
    if not order_id:
        raise Refusal("field", field="AmazonOrderID")
    if simulator.orders.get(order_id, seller_id) is None:
        raise Refusal("order")
    return order_id


def _check_collection(order, method):
    japanese = order["salesChannel"].get("marketplaceId") == BY_COUNTRY["JP"].id
    if method and not (japanese and method == "DirectPayment"):
        raise Refusal("field", field="CODCollectionMethod")


def _parcel(element):
    code, name = text_of(element, "FulfillmentData/CarrierCode"), text_of(element, "FulfillmentData/CarrierName")
    if not name and code in ("", "Other"):
        raise Refusal("field", field="CarrierName" if code else "CarrierCode")
    reference = text_of(element, "MerchantFulfillmentID")
    if reference and _number(reference) is None:
        raise Refusal("field", field="MerchantFulfillmentID")
    return Parcel(
        reference=reference,
        carrier=name if code in ("", "Other") else code,
        service=text_of(element, "FulfillmentData/ShippingMethod"),
        tracking_number=text_of(element, "FulfillmentData/ShipperTrackingNumber"),
        ship_time=_moment(element),
        items=tuple(_packed(item) for item in element.findall("Item")),
    )


def _moment(element):
    try:
        return parse_iso(text_of(element, "FulfillmentDate"))
    except ValueError:
        raise Refusal("field", field="FulfillmentDate") from None


def _number(text):
    """Return a positive number, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 and int(text) > 0 else None


def _quantity(item):
    text = text_of(item, "Quantity")
    if text and _number(text) is None:
        raise Refusal("field", field="Quantity")
    return _number(text)


def _packed(item):
    codes = tuple((code.text or "").strip() for code in item.findall("TransparencyCode"))
    return Packed(text_of(item, "AmazonOrderItemCode"), _quantity(item), codes)


def acknowledge(simulator, seller_id, element, moment):
    """One OrderAcknowledgement: Success takes note of the merchant's own id, Failure cancels."""
    order_id = _order_id(simulator, seller_id, element)
    status = text_of(element, "StatusCode")
    if status == "Failure":
        dropped = tuple(
            Dropped(text_of(item, "AmazonOrderItemCode"), text_of(item, "CancelReason"), _quantity(item))
            for item in element.findall("Item")
        )
        simulator.change_at(moment, order_id, cancel_by_merchant, dropped)
    elif status == "Success":
        merchant_order_id = text_of(element, "MerchantOrderID")
        if merchant_order_id:
            simulator.change_at(moment, order_id, _set_alias, merchant_order_id)
    else:
        raise Refusal("field", field="StatusCode")


def _set_alias(order, now, merchant_order_id):
    others = [row for row in order.get("orderAliases", []) if row.get("aliasType") != "SELLER_ORDER_ID"]
    order["orderAliases"] = [*others, {"aliasId": merchant_order_id, "aliasType": "SELLER_ORDER_ID"}]
