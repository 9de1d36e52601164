"""The Reports API and what the reports of all orders say."""

import pytest
import requests

from .conftest import DE, GB, JP, US
from .feeding import REPORTS, downloaded

BY_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
START, END = "2026-11-01T00:00:00Z", "2026-11-23T12:00:00Z"


def ask(client, marketplaces=(US,), report_type=BY_DATE, start=START, end=END, **more):
    body = {"reportType": report_type, "marketplaceIds": list(marketplaces), **more}
    return client.post(f"{REPORTS}/reports", body | {"dataStartTime": start, "dataEndTime": end})


def report(client, report_id):
    return client.get(f"{REPORTS}/reports/{report_id}").json()


def asked(client, *args, **kwargs):
    """Return a report that has ended."""
    answer = ask(client, *args, **kwargs)
    assert answer.status_code == 202, answer.text
    client.simulator.finish_reports()
    return report(client, answer.json()["reportId"])


def read(client, *args, **kwargs):
    """Return the rows of a report as dictionaries."""
    found = asked(client, *args, **kwargs)
    assert found["processingStatus"] == "DONE"
    content, answer = downloaded(client, f"{REPORTS}/documents/{found['reportDocumentId']}")
    codec = {"UTF-8": "utf-8", "windows-31j": "cp932"}[answer.headers["Content-Type"].rpartition("charset=")[2]]
    header, *lines = content.decode(codec).split("\r\n")[:-1]
    names = header.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


def test_a_report_is_made_by_the_clock(simulator, client, clock):
    simulator.generate_orders(3, marketplaces=["US"])
    report_id = ask(client).json()["reportId"]
    assert report(client, report_id) == {
        "reportId": report_id,
        "reportType": BY_DATE,
        "marketplaceIds": [US],
        "dataStartTime": "2026-11-01T00:00:00.000Z",
        "dataEndTime": "2026-11-23T12:00:00.000Z",
        "processingStatus": "IN_QUEUE",
        "createdTime": "2026-11-23T12:00:00.000Z",
    }
    clock.advance(seconds=20)
    assert report(client, report_id)["processingStatus"] == "IN_PROGRESS"
    clock.advance(seconds=10)
    done = report(client, report_id)
    assert (done["processingStatus"], done["processingEndTime"]) == ("DONE", "2026-11-23T12:00:30.000Z")
    simulator.change_settings(report_seconds=0)
    assert report(client, ask(client).json()["reportId"])["processingStatus"] == "DONE"


def test_there_is_a_line_for_every_item_of_every_order_in_the_period(simulator, client):
    placed = simulator.generate_orders(60, marketplaces=["US"])
    rows = read(client)
    expected = [(order_id, item["product"]["sellerSku"]) for order_id in placed for item in items(simulator, order_id)]
    assert sorted((row["amazon-order-id"], row["sku"]) for row in rows) == sorted(expected)


def items(simulator, order_id):
    return simulator.get_order(order_id)["orderItems"]


def test_a_line_says_what_amazon_says_and_nothing_of_the_buyer(simulator, client):
    order_id = simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]
    order = simulator.get_order(order_id)
    [row] = read(client)
    item = order["orderItems"][0]
    assert len(row) == 32
    assert row["merchant-order-id"] == order_id
    assert row["purchase-date"] == order["createdTime"][:19] + "+00:00"
    assert (row["order-status"], row["item-status"]) == ("Unshipped", "Unshipped")
    assert (row["fulfillment-channel"], row["sales-channel"]) == ("Merchant", "Amazon.com")
    assert row["ship-service-level"] == "Std US D2D Dom"
    assert (row["sku"], row["asin"]) == (item["product"]["sellerSku"], item["product"]["asin"])
    assert row["quantity"] == str(item["quantityOrdered"])
    assert (row["currency"], row["ship-country"]) == ("USD", "US")
    money = {part["type"]: part["subtotal"]["amount"] for part in item["proceeds"]["breakdowns"]}
    assert row["item-price"] == money["ITEM"]
    address = order["recipient"]["deliveryAddress"]
    personal = [order["buyer"]["buyerName"], order["buyer"]["buyerEmail"], *address.values()]
    shown = set(row.values())
    assert not shown & {value for value in personal if isinstance(value, str) and value != "US"}


@pytest.mark.parametrize(
    ("kind", "status", "item_status", "channel", "shop"),
    [
        ("pending", "Pending", "Unshipped", "Merchant", "Amazon.com"),
        ("cancelled", "Canceled", "Cancelled", "Merchant", "Amazon.com"),
        ("shipped_by_merchant", "Shipped", "Shipped", "Merchant", "Amazon.com"),
        ("fba_shipped", "Shipped", "Shipped", "Amazon", "Amazon.com"),
        ("non_amazon", "Shipped", "Shipped", "Amazon", "Non-Amazon"),
    ],
)
def test_states_and_channels_have_the_words_of_reports(simulator, client, kind, status, item_status, channel, shop):
    simulator.generate_orders(1, kinds=[kind], marketplaces=["US"])
    for row in read(client):
        assert (row["order-status"], row["item-status"]) == (status, item_status)
        assert (row["fulfillment-channel"], row["sales-channel"]) == (channel, shop)
        if kind in ("pending", "cancelled"):
            assert row["item-price"] == row["currency"] == ""
        if kind == "cancelled":
            assert row["quantity"] == "0"


def test_a_lost_order_is_in_the_report(simulator, client):
    kept, lost = simulator.generate_orders(2, kinds=["us_facilitator_tax"])
    simulator.lose_order(lost)
    assert client.order_ids() == [kept]
    assert {row["amazon-order-id"] for row in read(client)} == {kept, lost}


def test_orders_are_chosen_by_their_purchase_or_their_last_change(simulator, client, clock):
    def placed(moment):
        document = {"createdTime": moment, "lastUpdatedTime": moment, "orderItems": [{"product": {}}]}
        return simulator.place_order(document)

    old, new = placed("2026-10-01T00:00:00Z"), placed("2026-11-20T00:00:00Z")
    simulator.touch_order(old)
    assert [row["amazon-order-id"] for row in read(client)] == [new]
    assert [row["amazon-order-id"] for row in read(client, report_type=BY_UPDATE)] == [new, old]
    exact = "2026-11-20T00:00:00Z"
    assert [row["amazon-order-id"] for row in read(client, start=exact, end=exact)] == [new]


def test_only_marketplaces_that_were_asked_for_and_orders_of_the_seller(simulator, client_eu):
    german = simulator.generate_orders(2, marketplaces=["DE"])
    british = simulator.generate_orders(2, marketplaces=["UK"])
    simulator.generate_orders(2, marketplaces=["US"])
    assert {row["amazon-order-id"] for row in read(client_eu, [DE])} == set(german)
    assert {row["amazon-order-id"] for row in read(client_eu, [DE, GB])} == {*german, *british}
    assert ask(client_eu, [US]).status_code == 403


def test_orders_of_another_seller_of_the_marketplace_are_not_told(simulator, client):
    other = simulator.add_seller("Somebody Else", "na", ["US"]).selling_partner_id
    simulator.generate_orders(2, marketplaces=["US"], selling_partner_id=other)
    own = simulator.generate_orders(1, marketplaces=["US"])
    assert {row["amazon-order-id"] for row in read(client)} == set(own)


def test_a_report_without_data_is_cancelled(simulator, client):
    found = asked(client)
    assert found["processingStatus"] == "CANCELLED"
    assert "reportDocumentId" not in found


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "2026-10-24T11:59:59Z"},
        {"start": END, "end": START},
        {"end": "2026-11-23T12:00:01Z"},
        {"start": "last week"},
        {"start": 5},
        {"marketplaces": []},
        {"report_type": "GET_FLAT_FILE_OPEN_LISTINGS_DATA"},
        {"report_type": ""},
    ],
)
def test_a_period_of_more_than_thirty_days_and_other_mistakes_are_refused(client, wrong):
    assert ask(client, **wrong).status_code == 400


def test_thirty_days_are_allowed(simulator, client):
    assert ask(client, start="2026-10-24T12:00:00Z").status_code == 202


@pytest.mark.parametrize("compress", [True, False])
def test_a_report_comes_gzipped_or_not_for_five_minutes(simulator, client, clock, compress):
    simulator.change_settings(compress_documents=compress)
    simulator.generate_orders(3, marketplaces=["US"])
    document_id = asked(client)["reportDocumentId"]
    source = client.get(f"{REPORTS}/documents/{document_id}").json()
    assert (source.get("compressionAlgorithm") == "GZIP") == compress
    assert downloaded(client, f"{REPORTS}/documents/{document_id}")[0].startswith(b"amazon-order-id\t")
    clock.advance(minutes=5)
    expired = requests.get(source["url"], timeout=10)
    assert expired.status_code == 403
    assert "AccessDenied" in expired.text


def test_japanese_reports_are_written_in_windows_31j(simulator, client_fe):
    title = "日本語の品名"
    simulator.place_order(
        {
            "salesChannel": {"marketplaceId": JP},
            "orderItems": [{"product": {"title": title + "\tA\nB😀"}}],
        }
    )
    [row] = read(client_fe, [JP])
    assert row["product-name"] == f"{title} A B?"
    assert row["sales-channel"] == "Amazon.co.jp"


def test_service_texts_are_the_same_for_a_marketplace_and_a_service(simulator, client_eu, client):
    simulator.generate_orders(5, kinds=["service_next_day"], marketplaces=["DE"])
    simulator.generate_orders(5, kinds=["service_standard"], marketplaces=["DE"])
    simulator.generate_orders(2, kinds=["prime", "fba_shipped"], marketplaces=["US"])
    assert {row["ship-service-level"] for row in read(client_eu, [DE])} == {"Next DE Dom", "Std DE Dom"}
    assert any("Prime" in row["ship-service-level"] for row in read(client))


def test_orders_of_every_kind_can_be_reported(simulator, url):
    from amazon_simulator import KINDS
    from amazon_simulator.marketplaces import MARKETPLACES

    from .conftest import Client

    simulator.change_settings(throttling=False)
    placed = simulator.generate_orders(len(KINDS), kinds=list(KINDS))
    read_ids = set()
    for region in ("na", "eu", "fe"):
        ids = [row.id for row in MARKETPLACES.values() if row.region == region]
        read_ids |= {row["amazon-order-id"] for row in read(Client(simulator, url, region), ids)}
    assert read_ids == set(placed)


def test_the_next_report_fails_or_is_stuck(simulator, client, clock):
    simulator.generate_orders(1, marketplaces=["US"])
    for outcome in ("FATAL", "CANCELLED"):
        simulator.fail_next_report(outcome)
        found = asked(client)
        assert found["processingStatus"] == outcome
        assert "reportDocumentId" not in found
    simulator.fail_next_report("STUCK")
    report_id = ask(client).json()["reportId"]
    clock.advance(minutes=50)
    assert report(client, report_id)["processingStatus"] == "IN_PROGRESS"
    simulator.finish_reports(report_id)
    assert report(client, report_id)["processingStatus"] == "DONE"


def test_reports_are_listed_cancelled_and_belong_to_their_seller(simulator, client, client_eu, clock):
    ids = []
    for _ in range(3):
        ids.append(ask(client).json()["reportId"])
        clock.advance(seconds=1)
    page = client.get(f"{REPORTS}/reports", reportTypes=BY_DATE, pageSize="2").json()
    rest = client.get(f"{REPORTS}/reports", nextToken=page["nextToken"]).json()
    assert [row["reportId"] for row in page["reports"] + rest["reports"]] == ids[::-1]
    assert client.call("DELETE", f"{REPORTS}/reports/{ids[0]}").status_code == 200
    assert report(client, ids[0])["processingStatus"] == "CANCELLED"
    assert client.call("DELETE", f"{REPORTS}/reports/{ids[0]}").status_code == 400
    assert client_eu.get(f"{REPORTS}/reports/{ids[1]}").status_code == 404
    assert client.get(f"{REPORTS}/documents/nothing").status_code == 404


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("createReport", lambda client: ask(client)),
        ("getReports", lambda client: client.get(f"{REPORTS}/reports", reportTypes=BY_DATE)),
        ("getReport", lambda client: client.get(f"{REPORTS}/reports/1")),
        ("cancelReport", lambda client: client.call("DELETE", f"{REPORTS}/reports/1")),
        ("getReportDocument", lambda client: client.get(f"{REPORTS}/documents/1")),
    ],
)
def test_every_operation_of_reports_can_be_disturbed(simulator, client, operation, call):
    simulator.add_fault(operation, "status", status=500)
    assert call(client).status_code == 500
    assert call(client).status_code != 500


def test_amazons_rate_holds(client, clock):
    assert [ask(client).status_code for _ in range(16)] == [202] * 15 + [429]
    clock.advance(seconds=60)
    assert ask(client).status_code == 202
