"""Feeds that go wrong: by what is in them, and because they were told to."""

import pytest
import requests

from amazon_simulator import SimulatorError

from .feeding import (
    CANCEL,
    CONTENT_TYPE,
    FEEDS,
    SHIP,
    codes,
    created,
    envelope,
    feed,
    result,
    send,
    shipment,
)


@pytest.fixture
def order_id(simulator):
    return simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]


def fulfillment_status(simulator, order_id):
    return simulator.get_order(order_id)["fulfillment"]["fulfillmentStatus"]


def put(url):
    return requests.put(url, data=b"x", headers={"Content-Type": CONTENT_TYPE}, timeout=10).status_code


BOMB = b'<!DOCTYPE x [<!ENTITY a "M">]>' + envelope(SHIP, "").replace(b">M<", b">&a;<")
MISLABELLED = envelope(SHIP, "").replace(b"<MessageType>OrderFulfillment", b"<MessageType>OrderAcknowledgement")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<AmazonEnvelope>",
        b"<Other/>",
        b"<AmazonEnvelope/>",
        BOMB,
        MISLABELLED,
        envelope(SHIP),
        envelope(CANCEL, "", message_type="OrderAcknowledgement"),
        envelope(SHIP, "").replace(b"<MessageID>1", b"<MessageID>one"),
        envelope(SHIP, "", "").replace(b"<MessageID>2", b"<MessageID>1"),
        envelope(SHIP, "").replace(b"MerchantIdentifier", b"Merchant"),
        b'<?xml version="1.0" encoding="klingon"?>' + envelope(SHIP, ""),
    ],
)
def test_a_feed_that_cannot_be_read_is_fatal_and_says_why(simulator, client, content):
    feed_id = created(client, SHIP, content)
    simulator.finish_feeds()
    assert feed(client, feed_id)["processingStatus"] == "FATAL"
    report = result(client, feed_id)
    assert report.status == "Rejected"
    assert report.summary["MessagesSuccessful"] == 0
    assert [row[:2] for row in report.results] == [("0", "Error")]


@pytest.mark.parametrize("feed_type", ["POST_PRODUCT_DATA", "POST_INVENTORY_AVAILABILITY_DATA", "NO_SUCH_FEED"])
def test_feeds_of_other_types_are_fatal_without_a_result(simulator, client, feed_type, order_id):
    feed_id = created(client, feed_type, envelope(SHIP, shipment(order_id)))
    simulator.finish_feeds()
    found = feed(client, feed_id)
    assert found["processingStatus"] == "FATAL"
    assert "resultFeedDocumentId" not in found
    assert fulfillment_status(simulator, order_id) == "UNSHIPPED"


def test_the_next_feed_is_fatal_with_or_without_result_before_or_after_the_work(simulator, client, order_id):
    simulator.fail_next_feed("FATAL", code="123", description="No.")
    assert send(client, SHIP, shipment(order_id)).results == [("0", "Error", "123", "No.")]
    assert fulfillment_status(simulator, order_id) == "UNSHIPPED"
    simulator.fail_next_feed("FATAL", with_result=False, processed=True)
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    simulator.finish_feeds()
    assert feed(client, feed_id)["processingStatus"] == "FATAL"
    assert "resultFeedDocumentId" not in feed(client, feed_id)
    assert fulfillment_status(simulator, order_id) == "SHIPPED"


def test_the_next_feed_is_cancelled_or_has_no_result(simulator, client, order_id):
    for outcome, status in (("CANCELLED", "CANCELLED"), ("NO_RESULT", "DONE")):
        simulator.fail_next_feed(outcome)
        feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
        simulator.finish_feeds()
        assert feed(client, feed_id)["processingStatus"] == status
        assert "resultFeedDocumentId" not in feed(client, feed_id)
    assert fulfillment_status(simulator, order_id) == "SHIPPED"


def test_a_stuck_feed_never_ends_until_it_is_finished(simulator, client, clock, order_id):
    simulator.fail_next_feed("STUCK")
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    clock.advance(minutes=50)
    assert feed(client, feed_id)["processingStatus"] == "IN_PROGRESS"
    simulator.finish_feeds(feed_id)
    assert feed(client, feed_id)["processingStatus"] == "DONE"
    assert feed(client, feed_id)["processingEndTime"] == "2026-11-23T12:50:00.000Z"


def test_some_messages_of_the_next_feed_fail(simulator, client):
    order_ids = simulator.generate_orders(4, kinds=["us_facilitator_tax"])
    bodies = [shipment(order_id) for order_id in order_ids]
    simulator.fail_next_feed("PARTIAL", messages=[2, 3], code="77")
    report = send(client, SHIP, *bodies)
    assert codes(report) == {"2": "77", "3": "77"}
    assert report.summary["MessagesSuccessful"] == 2
    states = [fulfillment_status(simulator, order_id) for order_id in order_ids]
    assert states == ["SHIPPED", "UNSHIPPED", "UNSHIPPED", "SHIPPED"]
    simulator.fail_next_feed("PARTIAL")
    assert list(codes(send(client, SHIP, *bodies))) == ["1", "3"]
    simulator.fail_next_feed("WARNING", messages=[3])
    report = send(client, SHIP, *bodies)
    assert [row[:2] for row in report.results] == [("3", "Warning")]
    assert report.summary["MessagesWithWarning"] == 1
    assert fulfillment_status(simulator, order_ids[2]) == "SHIPPED"


def test_trouble_is_planned_for_a_type_and_a_number_of_feeds(simulator, client, order_id):
    simulator.fail_next_feed("CANCELLED", times=2, feed_type=CANCEL)

    def ends(feed_type):
        feed_id = created(client, feed_type, envelope(SHIP, shipment(order_id)))
        simulator.finish_feeds()
        return feed(client, feed_id)["processingStatus"]

    assert [ends(SHIP), ends(CANCEL), ends(CANCEL), ends(CANCEL)] == ["DONE", "CANCELLED", "CANCELLED", "FATAL"]
    simulator.fail_next_feed("CANCELLED", times=None)
    assert [ends(SHIP), ends(SHIP)] == ["CANCELLED", "CANCELLED"]
    simulator.clear_faults()
    assert ends(SHIP) == "DONE"
    for wrong in ({"outcome": "LOST"}, {"times": 0}, {"times": "2"}):
        with pytest.raises(SimulatorError):
            simulator.fail_next_feed(**wrong)


def test_an_order_that_is_no_proper_document_does_not_stop_the_simulator(simulator, client):
    order_id = simulator.place_order({"createdTime": "2026-11-01T00:00:00Z", "orderItems": [{"product": {}}]})
    simulator.change_order(order_id, {"packages": [{"carrier": "?"}]})
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    simulator.finish_feeds()
    assert feed(client, feed_id)["processingStatus"] == "FATAL"
    assert client.search().status_code == 200


def test_storage_is_disturbed_by_name_and_its_calls_are_counted(simulator, client, order_id):
    url = client.post(f"{FEEDS}/documents", {"contentType": CONTENT_TYPE}).json()["url"]
    simulator.add_fault("uploadFeedDocument", "status", status=503)
    assert [put(url), put(url)] == [503, 200]
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    simulator.finish_feeds()
    address = client.get(f"{FEEDS}/documents/{feed(client, feed_id)['resultFeedDocumentId']}").json()["url"]
    simulator.add_fault("downloadDocument", "status", status=403)
    assert requests.get(address, timeout=10).status_code == 403
    simulator.add_fault("downloadDocument", "truncated")
    cut, whole = (requests.get(address, timeout=10).content for _ in range(2))
    assert 0 < len(cut) < len(whole)
    assert simulator.calls.counts["uploadFeedDocument"] == 3
    assert simulator.calls.counts["downloadDocument"] == 3
    assert "signature=" not in str(simulator.calls.as_dict())
