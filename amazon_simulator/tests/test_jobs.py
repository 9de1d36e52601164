"""Feeds and reports as they are steered, shown, kept, and read by Amazon's own SDK."""

import gzip
import json

import pytest
import requests

from amazon_simulator import Simulator, serve

from .conftest import US, Client
from .feeding import CONTENT_TYPE, FEEDS, REPORTS, SHIP, created, envelope, feed, result, shipment
from .test_reports import BY_DATE, END, START, ask


@pytest.fixture
def order_id(simulator):
    return simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]


@pytest.fixture
def control(url):
    def request(method, path, document=None, expect=200):
        answer = requests.request(method, f"{url}/simulator{path}", json=document, timeout=10)
        assert answer.status_code == expect, answer.text
        return answer.json()

    return request


def test_feeds_are_listed_with_what_was_sent_and_what_came_of_it(simulator, client, order_id):
    first = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    second = created(client, SHIP, envelope(SHIP, shipment("111-0000000-0000000")))
    simulator.finish_feeds(second)
    newest, oldest = simulator.list_feeds()
    assert (newest["id"], newest["status"], oldest["id"], oldest["status"]) == (second, "DONE", first, "IN_QUEUE")
    assert order_id in oldest["content"]
    assert oldest["result"] is None
    assert "18028" in newest["result"]
    assert simulator.list_reports() == []


def test_everything_is_steered_over_http_too(simulator, client, control, order_id):
    planned = control("POST", "/feeds/fail_next", {"outcome": "PARTIAL", "messages": [1], "code": "7"}, 201)
    assert planned["planned"][0]["trouble"]["messages"] == [1]
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    assert control("GET", "/feeds")["feeds"][0]["trouble"] == "PARTIAL"
    [found] = control("POST", f"/feeds/{feed_id}/finish")["feeds"]
    assert found["status"] == "DONE"
    assert "<ResultMessageCode>7<" in found["result"]
    control("POST", "/reports/fail_next", {"outcome": "FATAL"}, 201)
    report_id = ask(client).json()["reportId"]
    assert control("POST", f"/reports/{report_id}/finish")["reports"][0]["status"] == "FATAL"
    ask(client)
    assert control("POST", "/reports/finish")["reports"][0]["status"] == "DONE"
    assert control("POST", "/feeds/finish")["feeds"][0]["status"] == "DONE"
    assert BY_DATE in str(control("GET", "/reports"))
    for path, document in (("/feeds/fail_next", {"outcome": "?"}), ("/feeds/fail_next", {"colour": "red"})):
        control("POST", path, document, 400)
    control("POST", "/feeds/1/finish", {}, 400)
    assert "POST /simulator/feeds/fail_next" in control("GET", "")["routes"]


def test_the_page_shows_them_and_its_buttons_work(simulator, client, url, order_id):
    def press(path, **fields):
        answer = requests.post(f"{url}/jobs{path}", data=fields, timeout=10)
        assert answer.status_code == 200, answer.text
        assert answer.history[0].status_code == 303
        return answer.text

    assert "None yet" in requests.get(f"{url}/jobs", timeout=10).text
    press("/feeds/fail_next", outcome="STUCK")
    press("/reports/fail_next", outcome="FATAL")
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    ask(client)
    assert "Finish now" in requests.get(f"{url}/jobs", timeout=10).text
    page = press(f"/feeds/{feed_id}/finish")
    assert feed_id in page
    assert order_id in page
    assert "MessagesSuccessful" in page
    assert "fatal" in press("/reports/finish")
    press("/reports/seconds", seconds="7")
    press("/feeds/seconds", seconds="3")
    assert (simulator.report_seconds, simulator.feed_seconds) == (7, 3)
    assert "message error" in press("/feeds/fail_next", outcome="?")
    assert "message error" in press("/feeds/1/finish")


def test_what_a_client_sends_is_shown_as_text(simulator, client, url):
    created(client, SHIP, b"<script>alert(1)</script>")
    simulator.finish_feeds()
    assert "<script" not in requests.get(f"{url}/jobs", timeout=10).text


def test_the_order_page_shows_what_is_in_a_package(simulator, client, url):
    order_id = simulator.generate_orders(1, kinds=["several_items"])[0]
    skus = [item["product"]["sellerSku"] for item in simulator.get_order(order_id)["orderItems"]]
    created(client, SHIP, envelope(SHIP, shipment(order_id, ShipperTrackingNumber="TRACK-ME")))
    simulator.finish_feeds()
    page = requests.get(f"{url}/order/{order_id}", timeout=10).text
    assert "TRACK-ME" in page
    assert f"1 × {skus[0]}" in page


def test_after_a_restart_feeds_and_reports_go_on(tmp_path, clock):
    path = tmp_path / "state.json"
    first = Simulator(seed=1, clock=clock, settle=0, state_path=path)
    order_id, other = first.generate_orders(2, kinds=["us_facilitator_tax"])
    with serve(first) as url:
        client = Client(first, url)
        done = created(client, SHIP, envelope(SHIP, shipment(order_id)))
        first.finish_feeds()
        open_feed = created(client, SHIP, envelope(SHIP, shipment(other)))
        report_id = ask(client).json()["reportId"]
    again = Simulator(seed=9, clock=clock, settle=0, state_path=path)
    with serve(again) as url:
        client = Client(again, url)
        assert feed(client, done)["processingStatus"] == "DONE"
        assert result(client, done).summary["MessagesSuccessful"] == 1
        assert feed(client, open_feed)["processingStatus"] == "IN_QUEUE"
        clock.advance(minutes=1)
        assert feed(client, open_feed)["processingStatus"] == "DONE"
        assert again.get_order(other)["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
        assert client.get(f"{REPORTS}/reports/{report_id}").json()["processingStatus"] == "DONE"
        later = created(client, SHIP, envelope(SHIP, shipment(other)))
        assert later not in (done, open_feed)
    assert Simulator(clock=clock, state_path=path).list_feeds()[1]["status"] == "DONE"


def test_what_a_feed_did_is_kept_at_once(tmp_path, clock):
    path = tmp_path / "state.json"
    simulator = Simulator(clock=clock, settle=0, state_path=path)
    order_id = simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]
    with serve(simulator) as url:
        client = Client(simulator, url)
        feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
        clock.advance(minutes=1)
        assert feed(client, feed_id)["processingStatus"] == "DONE"
        kept = json.loads(path.read_text())
    assert [row["status"] for row in kept["feeds"]] == ["DONE"]


def test_a_state_of_an_earlier_version_is_read(tmp_path, clock):
    path = tmp_path / "state.json"
    Simulator(clock=clock, state_path=path).generate_orders(2)
    document = json.loads(path.read_text())
    for name in ("feeds", "reports", "documents"):
        del document[name]
    path.write_text(json.dumps(document))
    again = Simulator(clock=clock, state_path=path)
    assert (len(again.orders), again.list_feeds()) == (2, [])


def test_amazons_sdk_sends_a_feed_and_reads_its_result(simulator, url, order_id):
    pytest.importorskip("spapi")
    from spapi.api.feeds_v2021_06_30.feeds_api import FeedsApi
    from spapi.models.feeds_v2021_06_30 import CreateFeedDocumentSpecification, CreateFeedSpecification

    from .test_sdk import sdk

    api = FeedsApi(sdk(simulator, url, "na"))
    target = api.create_feed_document(CreateFeedDocumentSpecification(content_type=CONTENT_TYPE))
    headers = {"Content-Type": CONTENT_TYPE}
    content = envelope(SHIP, shipment(order_id))
    assert requests.put(target.url, data=content, headers=headers, timeout=10).status_code == 200
    specification = CreateFeedSpecification(
        feed_type=SHIP, marketplace_ids=[US], input_feed_document_id=target.feed_document_id
    )
    feed_id = api.create_feed(specification).feed_id
    assert api.get_feed(feed_id).processing_status == "IN_QUEUE"
    simulator.finish_feeds()
    done = api.get_feed(feed_id)
    assert done.processing_status == "DONE"
    assert [row.feed_id for row in api.get_feeds(feed_types=[SHIP]).feeds] == [feed_id]
    source = api.get_feed_document(done.result_feed_document_id)
    assert source.compression_algorithm == "GZIP"
    assert b"ProcessingReport" in gzip.decompress(requests.get(source.url, timeout=10).content)
    simulator.change_settings(feed_seconds=100)
    target = api.create_feed_document(CreateFeedDocumentSpecification(content_type=CONTENT_TYPE))
    requests.put(target.url, data=content, headers=headers, timeout=10)
    specification.input_feed_document_id = target.feed_document_id
    second = api.create_feed(specification).feed_id
    api.cancel_feed(second)
    assert api.get_feed(second).processing_status == "CANCELLED"


def test_amazons_sdk_asks_for_a_report_and_reads_it(simulator, url, order_id):
    pytest.importorskip("spapi")
    from spapi.api.reports_v2021_06_30.reports_api import ReportsApi
    from spapi.models.reports_v2021_06_30 import CreateReportSpecification

    from .test_sdk import sdk

    api = ReportsApi(sdk(simulator, url, "na"))
    specification = CreateReportSpecification(
        report_type=BY_DATE, marketplace_ids=[US], data_start_time=START, data_end_time=END
    )
    report_id = api.create_report(specification).report_id
    simulator.finish_reports()
    done = api.get_report(report_id)
    assert done.processing_status == "DONE"
    assert [row.report_id for row in api.get_reports(report_types=[BY_DATE]).reports] == [report_id]
    source = api.get_report_document(done.report_document_id)
    assert order_id.encode() in gzip.decompress(requests.get(source.url, timeout=10).content)


def test_every_answer_fits_amazons_models(simulator, client, clock, order_id):
    pytest.importorskip("spapi")
    from .model_checker import Checker

    feeds, reports = Checker("spapi.models.feeds_v2021_06_30"), Checker("spapi.models.reports_v2021_06_30")

    def fits(checker, answer, model):
        assert checker.errors(answer.json(), model) == []

    fits(feeds, client.post(f"{FEEDS}/documents", {"contentType": CONTENT_TYPE}), "CreateFeedDocumentResponse")
    feed_id = created(client, SHIP, envelope(SHIP, shipment(order_id)))
    body = {"feedType": SHIP, "marketplaceIds": [US], "inputFeedDocumentId": "none"}
    fits(feeds, client.post(f"{FEEDS}/feeds", body), "ErrorList")
    report_id = ask(client).json()["reportId"]
    fits(reports, ask(client), "CreateReportResponse")
    fits(reports, ask(client, marketplaces=[]), "ErrorList")
    for _status in ("IN_QUEUE", "IN_PROGRESS", "DONE"):
        fits(feeds, client.get(f"{FEEDS}/feeds/{feed_id}"), "Feed")
        fits(reports, client.get(f"{REPORTS}/reports/{report_id}"), "Report")
        clock.advance(seconds=15)
    fits(feeds, client.get(f"{FEEDS}/feeds", feedTypes=SHIP), "GetFeedsResponse")
    fits(reports, client.get(f"{REPORTS}/reports", reportTypes=BY_DATE, pageSize="1"), "GetReportsResponse")
    result_id = feed(client, feed_id)["resultFeedDocumentId"]
    fits(feeds, client.get(f"{FEEDS}/documents/{result_id}"), "FeedDocument")
    document_id = client.get(f"{REPORTS}/reports/{report_id}").json()["reportDocumentId"]
    fits(reports, client.get(f"{REPORTS}/documents/{document_id}"), "ReportDocument")
