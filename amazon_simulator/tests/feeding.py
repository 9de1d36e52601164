"""Sending feeds as a client of Amazon does, for the tests."""

import gzip
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import requests

from .conftest import US

SHIP, CANCEL = "POST_ORDER_FULFILLMENT_DATA", "POST_ORDER_ACKNOWLEDGEMENT_DATA"
MESSAGE_TYPES = {SHIP: "OrderFulfillment", CANCEL: "OrderAcknowledgement"}
CONTENT_TYPE = "text/xml; charset=UTF-8"
FEEDS, REPORTS = "/feeds/2021-06-30", "/reports/2021-06-30"


@dataclass
class Report:
    """A ProcessingReport as it was downloaded: its summary and [(message id, level, code, description)]."""

    status: str
    summary: dict
    results: list = field(default_factory=list)


def tags(**values):
    """Return elements with texts; what is None is left out."""
    return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items() if value is not None)


def envelope(feed_type, *bodies, message_type=None):
    """Return a feed with a message for each of `bodies`, numbered from 1."""
    name = message_type or MESSAGE_TYPES[feed_type]
    messages = "".join(
        f"<Message><MessageID>{number}</MessageID><{name}>{body}</{name}></Message>"
        for number, body in enumerate(bodies, 1)
    )
    header = "<Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>M</MerchantIdentifier></Header>"
    return f"<AmazonEnvelope>{header}<MessageType>{name}</MessageType>{messages}</AmazonEnvelope>".encode()


def shipment(order_id, items=(), reference="1", moment="2026-11-23T11:00:00Z", **data):
    """Return the body of an OrderFulfillment; `items` are (item id, quantity) pairs."""
    data = {"CarrierCode": "UPS", "ShippingMethod": "Ground", "ShipperTrackingNumber": "1Z999", **data}
    rows = "".join(f"<Item>{tags(AmazonOrderItemCode=item, Quantity=quantity)}</Item>" for item, quantity in items)
    head = tags(AmazonOrderID=order_id, MerchantFulfillmentID=reference, FulfillmentDate=moment)
    return f"{head}<FulfillmentData>{tags(**data)}</FulfillmentData>{rows}"


def cancellation(order_id, *items, status="Failure", **values):
    """Return the body of an OrderAcknowledgement; `items` are (item id, reason, quantity or None)."""
    rows = "".join(
        f"<Item>{tags(AmazonOrderItemCode=item, CancelReason=reason, Quantity=quantity)}</Item>"
        for item, reason, quantity in items
    )
    return tags(AmazonOrderID=order_id, **values, StatusCode=status) + rows


def uploaded(client, content, content_type=CONTENT_TYPE):
    """Return the id of a new feed document with this content."""
    answer = client.post(f"{FEEDS}/documents", {"contentType": content_type})
    assert answer.status_code == 201, answer.text
    put = requests.put(answer.json()["url"], data=content, headers={"Content-Type": content_type}, timeout=10)
    assert put.status_code == 200, put.text
    return answer.json()["feedDocumentId"]


def created(client, feed_type, content, marketplace=US):
    """Send a feed and return its id."""
    document_id = uploaded(client, content)
    body = {"feedType": feed_type, "marketplaceIds": [marketplace], "inputFeedDocumentId": document_id}
    answer = client.post(f"{FEEDS}/feeds", body)
    assert answer.status_code == 202, answer.text
    return answer.json()["feedId"]


def feed(client, feed_id):
    answer = client.get(f"{FEEDS}/feeds/{feed_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def downloaded(client, path, **parameters):
    """Return (bytes, Response) of a document, unzipped if it says that it is zipped."""
    source = client.get(path, **parameters)
    assert source.status_code == 200, source.text
    answer = requests.get(source.json()["url"], timeout=10)
    assert answer.status_code == 200, answer.text
    zipped = source.json().get("compressionAlgorithm") == "GZIP" and "Content-Encoding" not in answer.headers
    return (gzip.decompress(answer.content) if zipped else answer.content), answer


def result(client, feed_id):
    """Return the Report on a feed."""
    content, _answer = downloaded(client, f"{FEEDS}/documents/{feed(client, feed_id)['resultFeedDocumentId']}")
    root = ElementTree.fromstring(content)
    assert root.findtext("MessageType") == "ProcessingReport"
    report = root.find("Message/ProcessingReport")
    assert report.findtext("DocumentTransactionID") == feed_id
    names = ("MessageID", "ResultCode", "ResultMessageCode", "ResultDescription")
    return Report(
        status=report.findtext("StatusCode"),
        summary={row.tag: int(row.text) for row in report.find("ProcessingSummary")},
        results=[tuple(row.findtext(name) for name in names) for row in report.findall("Result")],
    )


def send(client, feed_type, *bodies):
    """Send a feed, let it be done and return the Report on it."""
    feed_id = created(client, feed_type, envelope(feed_type, *bodies))
    client.simulator.finish_feeds()
    return result(client, feed_id)


def codes(report):
    """Return {message id: code} of a Report."""
    return {message_id: code for message_id, _level, code, _description in report.results}
