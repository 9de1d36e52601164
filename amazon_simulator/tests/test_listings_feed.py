"""JSON_LISTINGS_FEED: many listings at once, and the report on them."""

import json

import pytest

from .conftest import CA, US
from .feeding import FEEDS, downloaded, feed, uploaded
from .listing import SKU, get, offer, price, quantity, seller_of, shown, units

TYPE = "JSON_LISTINGS_FEED"
JSON = "application/json; charset=UTF-8"


def document(client, *messages, **header):
    header = {"sellerId": seller_of(client), "version": "2.0", **header}
    rows = [{"messageId": number, **message} for number, message in enumerate(messages, 1)]
    return {"header": header, "messages": rows}


def stock(units, sku=SKU, op="merge"):
    patches = [{"op": op, "path": "/attributes/fulfillment_availability", "value": quantity(units)}]
    return {"sku": sku, "operationType": "PATCH", "productType": "PRODUCT", "patches": patches}


def ask(client, content, marketplaces=(US,)):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    document_id = uploaded(client, content, JSON)
    body = {"feedType": TYPE, "marketplaceIds": list(marketplaces), "inputFeedDocumentId": document_id}
    return client.post(f"{FEEDS}/feeds", body)


def send(client, content, marketplaces=(US,), expected="DONE"):
    """Send a feed, let it be done and return the report on it."""
    answer = ask(client, content, marketplaces)
    assert answer.status_code == 202, answer.text
    client.simulator.finish_feeds()
    done = feed(client, answer.json()["feedId"])
    assert done["processingStatus"] == expected
    content, download = downloaded(client, f"{FEEDS}/documents/{done['resultFeedDocumentId']}")
    assert download.headers["Content-Type"] == JSON
    report = json.loads(content)
    assert report["header"]["feedId"] == done["feedId"]
    return report


def test_every_kind_of_message_does_its_work(simulator, client):
    update = {"sku": "NEW", "operationType": "UPDATE", "productType": "PRODUCT", "requirements": "LISTING_OFFER_ONLY"}
    partial = {"sku": SKU, "operationType": "PARTIAL_UPDATE", "productType": "PRODUCT"}
    report = send(
        client,
        document(
            client,
            update | {"attributes": offer()},
            partial | {"attributes": {"purchasable_offer": price(7.25)}},
            stock(3),
            {"sku": "LK-TEAPOT", "operationType": "DELETE"},
        ),
    )
    assert report["issues"] == []
    assert report["summary"] == {
        "errors": 0,
        "warnings": 0,
        "messagesProcessed": 4,
        "messagesAccepted": 4,
        "messagesInvalid": 0,
    }
    assert get(client, "NEW").status_code == 404, "accepted is not visible"
    simulator.finish_listings()
    assert shown(client, "NEW")["summaries"][0]["asin"] == "B0OTHER005"
    assert (units(client), shown(client)["offers"][0]["price"]["amount"]) == (3, "7.25")
    assert get(client, "LK-TEAPOT").status_code == 404


def test_a_feed_shows_when_it_was_worked_on_and_some_time_has_passed(simulator, client, clock):
    ask(client, document(client, stock(3)))
    clock.advance(seconds=60)
    assert units(client) != 3
    clock.advance(seconds=30)
    assert units(client) == 3


def test_a_wrong_message_is_told_and_does_not_stop_the_others(simulator, client):
    new = {"sku": "NEW", "operationType": "UPDATE", "productType": "HOME"}
    attributes = {name: rows for name, rows in offer().items() if name != "condition_type"}
    report = send(
        client,
        document(
            client,
            stock(-1),
            stock(4),
            new | {"requirements": "LISTING_OFFER_ONLY", "attributes": attributes},
            new | {"productType": "SPACESHIP", "attributes": attributes},
            {"sku": SKU, "operationType": "EXPLODE"},
            {"operationType": "DELETE"},
            stock(4, "UNKNOWN"),
        ),
    )
    assert {row["messageId"] for row in report["issues"]} == {1, 3, 4, 5, 6, 7}
    assert report["issues"][1] == {
        "messageId": 3,
        "sku": "NEW",
        "code": "90220",
        "severity": "ERROR",
        "message": "'condition_type' is required but not supplied.",
        "attributeName": "condition_type",
    }
    assert report["summary"]["messagesInvalid"] == report["summary"]["errors"] == 6
    simulator.finish_listings()
    assert units(client) == 4


def test_the_report_has_the_listings_if_asked(client):
    wanted = {"includedData": ["summaries", "issues"], "apiVersion": "2021-08-01"}
    report = send(client, document(client, stock(3), report=wanted), (US, CA))
    assert report["header"]["report"] == wanted
    assert [row["marketplaceId"] for row in report["items"][0]["summaries"]] == [US, CA]
    assert report["summary"]["itemSummary"] == {"items": 1, "errors": 0, "warnings": 0}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sent: sent["header"].update(sellerId="ANOTHER"),
        lambda sent: sent["header"].update(version="1.0"),
        lambda sent: sent.update(messages=[]),
        lambda sent: sent.pop("header"),
        lambda sent: sent.update(messages=sent["messages"] * 2),
        lambda sent: sent["messages"][0].update(messageId="1"),
        lambda sent: sent["header"].update(report={"includedData": ["prices"]}),
    ],
)
def test_a_feed_that_cannot_be_read_fails_as_a_whole(simulator, client, spoil):
    content = document(client, stock(3))
    spoil(content)
    report = send(client, content, expected="FATAL")
    assert [row["severity"] for row in report["issues"]] == ["ERROR"]
    assert "messageId" not in report["issues"][0]
    assert report["summary"]["messagesProcessed"] == 0
    simulator.finish_listings()
    assert units(client) != 3


def test_text_that_is_no_json_and_too_many_messages_fail_as_a_whole(client):
    send(client, b"<AmazonEnvelope/>", expected="FATAL")
    send(client, b'"text"', expected="FATAL")
    send(client, document(client, *([{"sku": SKU, "operationType": "DELETE"}] * 25_001)), expected="FATAL")


def test_a_feed_of_25000_messages_is_done(simulator, client):
    skus = simulator.generate_listings(100)
    rows = [stock(number, skus[number % 100], "replace") for number in range(25_000)]
    report = send(client, document(client, *rows))
    assert report["summary"]["messagesAccepted"] == 25_000


def test_trouble_can_be_made(simulator, client):
    simulator.fail_next_feed("PARTIAL", messages=[2], feed_type=TYPE, code="4000", description="Not today.")
    report = send(client, document(client, stock(3), stock(5, "LK-TEAPOT")))
    assert report["issues"] == [
        {"messageId": 2, "sku": "LK-TEAPOT", "code": "4000", "severity": "ERROR", "message": "Not today."}
    ]
    simulator.fail_next_feed("WARNING")
    report = send(client, document(client, stock(4)))
    assert (report["summary"]["warnings"], report["summary"]["messagesAccepted"]) == (1, 1)
    simulator.fail_next_feed("FATAL")
    assert send(client, document(client, stock(9)), expected="FATAL")["summary"]["messagesProcessed"] == 0
    simulator.finish_listings()
    assert units(client) == 4


def test_feeds_of_listings_have_a_quota_and_a_role_of_their_own(simulator, client, clock):
    content = document(client, stock(3))
    assert [ask(client, content).status_code for _number in range(6)] == [202] * 5 + [429]
    clock.advance(minutes=1)
    assert ask(client, content).status_code == 202
    clock.advance(minutes=1)
    simulator.change_seller(seller_of(client), roles=["INVENTORY_AND_ORDER_TRACKING"])
    assert ask(client, content).status_code == 403


@pytest.mark.parametrize(
    ("message", "strange"),
    [
        (stock(3) | {"requirements": "LISTING"}, "requirements"),
        ({"sku": SKU, "operationType": "DELETE", "productType": "PRODUCT"}, "productType"),
        (
            {"sku": SKU, "operationType": "UPDATE", "productType": "PRODUCT", "attributes": offer(), "patches": []},
            "patches",
        ),
    ],
)
def test_a_message_with_what_the_schema_forbids_is_refused(client, message, strange):
    report = send(client, document(client, message))
    (issue,) = report["issues"]
    assert (issue["severity"], strange in issue["message"]) == ("ERROR", True)


def test_a_header_that_asks_for_data_names_the_version(client):
    report = send(client, document(client, stock(3), report={"includedData": ["summaries"]}), expected="FATAL")
    assert "apiVersion" in report["issues"][0]["message"]
