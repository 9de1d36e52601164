"""The Feeds API: documents, feeds, and what becomes of a feed when."""

import pytest
import requests

from .conftest import DE, US
from .feeding import (
    CANCEL,
    CONTENT_TYPE,
    FEEDS,
    SHIP,
    created,
    downloaded,
    envelope,
    feed,
    result,
    shipment,
    uploaded,
)


@pytest.fixture
def order_id(simulator):
    return simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]


def fulfillment_status(simulator, order_id):
    return simulator.get_order(order_id)["fulfillment"]["fulfillmentStatus"]


def upload_address(client, content_type=CONTENT_TYPE):
    return client.post(f"{FEEDS}/documents", {"contentType": content_type}).json()["url"]


def put(url, content=b"x", content_type=CONTENT_TYPE):
    return requests.put(url, data=content, headers={"Content-Type": content_type}, timeout=10).status_code


def test_a_feed_waits_is_worked_on_and_is_done_by_the_clock(simulator, client, clock, order_id):
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    assert feed(client, feed_id) == {
        "feedId": feed_id,
        "feedType": SHIP,
        "marketplaceIds": [US],
        "processingStatus": "IN_QUEUE",
        "createdTime": "2026-11-23T12:00:00.000Z",
    }
    clock.advance(seconds=15)
    running = feed(client, feed_id)
    assert (running["processingStatus"], running["processingStartTime"]) == ("IN_PROGRESS", "2026-11-23T12:00:15.000Z")
    assert fulfillment_status(simulator, order_id) == "UNSHIPPED"
    clock.advance(seconds=100)
    assert fulfillment_status(simulator, order_id) == "SHIPPED", "nobody has to ask for the feed"
    assert simulator.get_order(order_id)["lastUpdatedTime"] == "2026-11-23T12:00:30.000Z", "when it was due"
    done = feed(client, feed_id)
    assert (done["processingStatus"], done["processingEndTime"]) == ("DONE", "2026-11-23T12:00:30.000Z")
    assert result(client, feed_id).summary["MessagesSuccessful"] == 1


def test_search_orders_sees_what_a_feed_did(simulator, client, clock, order_id):
    created(client, SHIP, envelope(SHIP, shipment(order_id)))
    clock.advance(minutes=1)
    [order] = client.search(includedData="FULFILLMENT", lastUpdatedAfter="2026-11-23T12:00:20Z").json()["orders"]
    assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"


def test_how_long_a_feed_takes_is_set(simulator, client, clock, order_id):
    simulator.change_settings(feed_seconds=600)
    slow = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    simulator.change_settings(feed_seconds=0)
    quick = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    assert feed(client, quick)["processingStatus"] == "DONE"
    clock.advance(minutes=9)
    assert feed(client, slow)["processingStatus"] == "IN_PROGRESS"
    clock.advance(minutes=1)
    assert feed(client, slow)["processingStatus"] == "DONE"


def test_an_upload_address_is_good_for_five_minutes(client, clock):
    url = upload_address(client)
    clock.advance(minutes=4, seconds=59)
    assert put(url) == 200
    assert put(url, b"again") == 200
    clock.advance(seconds=1)
    assert put(url) == 403


def test_an_upload_needs_the_content_type_that_was_asked_for(client):
    url = upload_address(client)
    assert put(url, content_type="text/xml") == 403
    assert put(url) == 200
    assert put(url.replace("signature=", "signature=0")) == 403
    assert put(url.replace("2026", "2027")) == 403
    assert requests.get(url, timeout=10).status_code == 403, "an address to upload is none to download"


def test_a_feed_is_made_of_an_uploaded_document_of_the_seller_and_of_that_once(client, client_eu, order_id):
    def create(document_id, caller=client, **changes):
        body = {"feedType": SHIP, "marketplaceIds": [US], "inputFeedDocumentId": document_id, **changes}
        return caller.post(f"{FEEDS}/feeds", {name: value for name, value in body.items() if value}).status_code

    empty = client.post(f"{FEEDS}/documents", {"contentType": CONTENT_TYPE}).json()["feedDocumentId"]
    document_id = uploaded(client, envelope(SHIP, shipment(order_id)))
    assert create(empty) == 400
    assert create("nonsense") == 400
    assert create(document_id, client_eu, marketplaceIds=[DE]) == 400
    assert create(document_id, feedType=None) == 400
    assert create(document_id, marketplaceIds=None) == 400
    assert create(document_id, marketplaceIds=[DE]) == 403
    assert create(document_id) == 202
    assert create(document_id) == 400
    assert client.post(f"{FEEDS}/documents", {}).status_code == 400
    assert client.post(f"{FEEDS}/documents", {"contentType": "xml"}).status_code == 400


def test_a_document_of_a_feed_cannot_be_changed_any_more(client, order_id):
    answer = client.post(f"{FEEDS}/documents", {"contentType": CONTENT_TYPE}).json()
    assert put(answer["url"], envelope(SHIP, shipment(order_id))) == 200
    body = {"feedType": SHIP, "marketplaceIds": [US], "inputFeedDocumentId": answer["feedDocumentId"]}
    assert client.post(f"{FEEDS}/feeds", body).status_code == 202
    assert put(answer["url"], b"late") == 403


@pytest.mark.parametrize("compress", [True, False])
def test_a_result_is_downloaded_gzipped_or_not(simulator, client, clock, order_id, compress):
    simulator.change_settings(compress_documents=compress)
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    simulator.finish_feeds()
    path = f"{FEEDS}/documents/{feed(client, feed_id)['resultFeedDocumentId']}"
    source = client.get(path).json()
    assert (source.get("compressionAlgorithm") == "GZIP") == compress
    content, answer = downloaded(client, path)
    assert content.startswith(b"<?xml")
    assert answer.headers["Content-Type"] == "text/xml; charset=UTF-8"
    same, encoded = downloaded(client, path, enableContentEncodingUrlHeader="true")
    assert same == content
    assert encoded.headers.get("Content-Encoding") == ("gzip" if compress else None)
    clock.advance(minutes=5)
    assert requests.get(source["url"], timeout=10).status_code == 403


def test_feeds_and_documents_belong_to_their_seller(simulator, client, client_eu, order_id):
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    simulator.finish_feeds()
    result_id = feed(client, feed_id)["resultFeedDocumentId"]
    assert client_eu.get(f"{FEEDS}/feeds/{feed_id}").status_code == 404
    assert client_eu.get(f"{FEEDS}/documents/{result_id}").status_code == 404
    assert client_eu.call("DELETE", f"{FEEDS}/feeds/{feed_id}").status_code == 404
    assert client.get(f"{FEEDS}/feeds/1").status_code == 404


def test_a_feed_is_cancelled_while_it_waits_and_does_nothing(simulator, client, clock, order_id):
    first, second = (created(client, SHIP, envelope(SHIP, shipment(order_id))) for _ in range(2))
    assert client.call("DELETE", f"{FEEDS}/feeds/{first}").status_code == 200
    assert feed(client, first)["processingStatus"] == "CANCELLED"
    clock.advance(seconds=20)
    assert client.call("DELETE", f"{FEEDS}/feeds/{second}").status_code == 400
    simulator.finish_feeds()
    assert client.call("DELETE", f"{FEEDS}/feeds/{second}").status_code == 400
    assert "resultFeedDocumentId" not in feed(client, first)
    assert simulator.get_order(order_id)["packages"][0]["packageReferenceId"] == "1"


def test_feeds_are_listed_newest_first_page_by_page(simulator, client, clock, order_id):
    sent = []
    for _ in range(5):
        sent.append(created(client, SHIP, envelope(SHIP, shipment(order_id))))
        clock.advance(seconds=10)
    created(client, CANCEL, b"<x/>")

    def listed(**parameters):
        answer = client.get(f"{FEEDS}/feeds", **parameters)
        assert answer.status_code == 200, answer.text
        return [row["feedId"] for row in answer.json()["feeds"]], answer.json().get("nextToken")

    first, token = listed(feedTypes=SHIP, pageSize="3")
    rest, end = listed(nextToken=token)
    assert (first + rest, end) == (sent[::-1], None)
    assert listed(feedTypes=SHIP, processingStatuses="DONE")[0] == sent[2::-1]
    assert listed(feedTypes=SHIP, marketplaceIds=DE)[0] == []
    assert listed(feedTypes=SHIP, createdSince="2026-11-23T12:00:30Z")[0] == sent[:2:-1]
    assert listed(feedTypes=SHIP, createdUntil="2026-11-23T12:00:05Z")[0] == sent[:1]
    for wrong in ({}, {"feedTypes": SHIP, "nextToken": token}, {"feedTypes": SHIP, "pageSize": "101"}):
        assert client.get(f"{FEEDS}/feeds", **wrong).status_code in (400, 429)


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("createFeedDocument", lambda client: client.post(f"{FEEDS}/documents", {"contentType": CONTENT_TYPE})),
        ("createFeed", lambda client: client.post(f"{FEEDS}/feeds", {})),
        ("getFeeds", lambda client: client.get(f"{FEEDS}/feeds", feedTypes=SHIP)),
        ("getFeed", lambda client: client.get(f"{FEEDS}/feeds/1")),
        ("cancelFeed", lambda client: client.call("DELETE", f"{FEEDS}/feeds/1")),
        ("getFeedDocument", lambda client: client.get(f"{FEEDS}/documents/1")),
    ],
)
def test_every_operation_of_feeds_can_be_disturbed(simulator, client, operation, call):
    simulator.add_fault(operation, "status", status=503)
    assert call(client).status_code == 503
    assert call(client).status_code != 503


def test_amazons_rates_hold(simulator, client, clock, order_id):
    document_ids = [uploaded(client, envelope(SHIP, shipment(order_id))) for _ in range(15)]
    assert client.post(f"{FEEDS}/documents", {"contentType": CONTENT_TYPE}).status_code == 429
    body = {"feedType": SHIP, "marketplaceIds": [US]}
    created_feeds = [client.post(f"{FEEDS}/feeds", {**body, "inputFeedDocumentId": row}) for row in document_ids]
    assert {answer.status_code for answer in created_feeds} == {202}
    clock.advance(seconds=2)
    assert client.post(f"{FEEDS}/documents", {"contentType": CONTENT_TYPE}).status_code == 201
    assert client.post(f"{FEEDS}/feeds", {**body, "inputFeedDocumentId": document_ids[0]}).status_code == 429
