"""Feeds about orders: many shipments or cancellations in one XML document.

Amazon's `AmazonEnvelope` with messages `OrderFulfillment` (POST_ORDER_FULFILLMENT_DATA) and `OrderAcknowledgement`
(POST_ORDER_ACKNOWLEDGEMENT_DATA). Its answer names each message by its number: see `feed_result`.
"""

from lxml import etree

from .errors import DocumentError
from .shipment import OTHER_CARRIER, checked_cancellation, checked_shipment, utc_text

CONTENT_TYPE = "text/xml; charset=UTF-8"
FULFILLMENT_FEED = "POST_ORDER_FULFILLMENT_DATA"
ACKNOWLEDGEMENT_FEED = "POST_ORDER_ACKNOWLEDGEMENT_DATA"
DOCUMENT_VERSION = "1.01"
MESSAGE_IDS = range(1, 2**31)

_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def fulfillment_feed(merchant_ref, messages):
    """Tell of packages that left.

    :param str merchant_ref: the selling partner id.
    :param messages: pairs of a number, 1 to 2147483647 and used once, and a `Shipment`.
    :rtype: bytes
    :raise DocumentError: for the first message that cannot be told; try each with `shipment.checked_shipment` before.
    """
    return _feed(merchant_ref, "OrderFulfillment", messages, _fulfillment)


def acknowledgement_feed(merchant_ref, messages):
    """Cancel items of orders.

    :param str merchant_ref: the selling partner id.
    :param messages: pairs of a number, 1 to 2147483647 and used once, and a `Cancellation`.
    :rtype: bytes
    :raise DocumentError: for the first message that cannot be told; try each with `shipment.checked_cancellation`
        before.
    """
    return _feed(merchant_ref, "OrderAcknowledgement", messages, _acknowledgement)


def _feed(merchant_ref, message_type, messages, fill):
    if not merchant_ref or not merchant_ref.isascii() or not merchant_ref.isprintable():
        raise DocumentError("malformed", "merchant_ref", "A feed needs the selling partner id.", field="merchant_ref")
    envelope = etree.Element("AmazonEnvelope", nsmap={"xsi": _XSI})
    envelope.set(f"{{{_XSI}}}noNamespaceSchemaLocation", "amzn-envelope.xsd")
    header = etree.SubElement(envelope, "Header")
    _add(header, "DocumentVersion", DOCUMENT_VERSION)
    _add(header, "MerchantIdentifier", merchant_ref)
    _add(envelope, "MessageType", message_type)
    seen = set()
    for message_id, content in messages:
        if type(message_id) is not int or message_id not in MESSAGE_IDS or message_id in seen:
            raise DocumentError("malformed", "MessageID", "Each message of a feed needs a number of its own.")
        seen.add(message_id)
        message = etree.SubElement(envelope, "Message")
        _add(message, "MessageID", message_id)
        fill(etree.SubElement(message, message_type), content)
    if not seen:
        raise DocumentError("missing", "Message", "A feed needs at least one message.", field="Message")
    return etree.tostring(envelope, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _fulfillment(element, shipment):
    shipment = checked_shipment(shipment)
    _add(element, "AmazonOrderID", shipment.amazon_order_ref)
    _add(element, "MerchantFulfillmentID", shipment.package_ref)
    _add(element, "FulfillmentDate", utc_text(shipment.ship_date))
    data = etree.SubElement(element, "FulfillmentData")
    _add(data, "CarrierCode", shipment.carrier_code)
    # Some versions of Amazon's schema take either code or name; the name says something for this code only.
    _add(data, "CarrierName", shipment.carrier_name if shipment.carrier_code == OTHER_CARRIER else "")
    _add(data, "ShippingMethod", shipment.shipping_method)
    _add(data, "ShipperTrackingNumber", shipment.tracking_number)
    _add(element, "CODCollectionMethod", shipment.cod_collection_method)
    for item in shipment.items:
        line = etree.SubElement(element, "Item")
        _add(line, "AmazonOrderItemCode", item.item_ref)
        _add(line, "Quantity", item.quantity)


def _acknowledgement(element, cancellation):
    cancellation = checked_cancellation(cancellation)
    _add(element, "AmazonOrderID", cancellation.amazon_order_ref)
    _add(element, "StatusCode", "Failure")
    for item in cancellation.items:
        line = etree.SubElement(element, "Item")
        _add(line, "AmazonOrderItemCode", item.item_ref)
        _add(line, "CancelReason", item.reason)
        _add(line, "Quantity", item.quantity)


def _add(parent, name, value):
    """Add an element with a text; none for what there is nothing to tell about."""
    if value not in (None, ""):
        etree.SubElement(parent, name).text = str(value)
