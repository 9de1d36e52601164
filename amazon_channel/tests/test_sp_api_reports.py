from datetime import datetime, timedelta, timezone

from odoo.tests import tagged

from ..sp_api import reports
from ..sp_api.errors import AnswerError, NotFoundError, ServerError, ThrottledError
from .scripted_server import answer
from .sp_api_common import SpApiCase

REPORTS = "/reports/2021-06-30/reports"
DOCUMENT = "/reports/2021-06-30/documents/doc-9"
TYPE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
URL = "https://storage.example/get?X-Amz-Signature=hidden"
START = datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=1)))
END = datetime(2026, 3, 31, tzinfo=timezone.utc)


@tagged("post_install", "-at_install")
class TestSpApiReports(SpApiCase):
    def ask_for(self, marketplace_ids=("A1PA6795UKMFR9",), **settings):
        return reports.create_report(self.client, TYPE, marketplace_ids, **settings)

    def test_a_report_is_asked_for_with_its_times_in_utc(self):
        self.server.script(REPORTS, answer({"reportId": "ID323"}, 202))
        self.assertEqual(self.ask_for(start=START, end=END, options={"showSalesChannel": "true"}), "ID323")
        expected = {
            "reportType": TYPE,
            "marketplaceIds": ["A1PA6795UKMFR9"],
            "dataStartTime": "2026-03-01T00:00:00Z",
            "dataEndTime": "2026-03-31T00:00:00Z",
            "reportOptions": {"showSalesChannel": "true"},
        }
        self.assertEqual(self.server.requests_to(REPORTS)[0].json(), expected)

    def test_what_is_not_asked_for_is_left_out(self):
        self.server.script(REPORTS, answer({"reportId": "1"}, 202))
        self.ask_for()
        self.assertEqual(set(self.server.requests_to(REPORTS)[0].json()), {"reportType", "marketplaceIds"})

    def test_a_report_that_amazon_would_refuse_costs_no_call(self):
        for settings in (
            {"marketplace_ids": ()},
            {"marketplace_ids": ["A"] * 26},
            {"marketplace_ids": "A1PA6795UKMFR9"},
            {"start": datetime(2026, 3, 1)},
            {"start": END, "end": START},
            {"start": END, "end": END},
        ):
            with self.subTest(settings=settings), self.assertRaises(ValueError):
                self.ask_for(**settings)
        self.assertEqual(self.server.requests, [])

    def test_a_report_of_unclear_outcome_is_not_asked_for_again(self):
        self.server.script(REPORTS, answer(status=500), answer({"reportId": "1"}, 202))
        self.fails(ServerError, self.ask_for, operation="createReport")
        self.assertEqual(len(self.server.requests_to(REPORTS)), 1)

    def test_a_used_up_quota_says_for_how_long(self):
        self.server.script(REPORTS, answer({"errors": []}, 429, {"Retry-After": "90"}))
        self.fails(ThrottledError, self.ask_for, retry_after=90)

    def test_the_state_of_a_report_is_passed_on(self):
        done = {"reportId": "7", "reportType": TYPE, "processingStatus": "DONE", "reportDocumentId": "doc-9"}
        self.server.script(REPORTS + "/7", answer({"processingStatus": "IN_PROGRESS"}), answer(done))
        self.assertNotIn(reports.get_report(self.client, "7")["processingStatus"], reports.FINAL_STATUSES)
        self.assertEqual(reports.get_report(self.client, "7"), done)

    def test_a_report_gives_its_address_and_how_it_is_packed(self):
        self.server.script(DOCUMENT, answer({"url": URL, "compressionAlgorithm": "GZIP"}))
        source = reports.get_report_document(self.client, "doc-9")
        self.assertEqual((source.url, source.compression), (URL, "GZIP"))
        self.assertNotIn("storage", repr(source))

    def test_an_unknown_report_is_not_found(self):
        self.server.script(REPORTS + "/7", answer({"errors": [{"code": "NotFound"}]}, 404))
        self.fails(NotFoundError, lambda: reports.get_report(self.client, "7"))

    def test_answers_of_another_shape_are_no_answers(self):
        for path, call, payloads in (
            (REPORTS, self.ask_for, ({}, [], {"reportId": 7}, {"reportId": ""})),
            (
                REPORTS + "/7",
                lambda: reports.get_report(self.client, "7"),
                ({}, [], {"processingStatus": "DONE", "reportDocumentId": ["doc-9"]}),
            ),
            (DOCUMENT, lambda: reports.get_report_document(self.client, "doc-9"), ({}, [], {"url": 7})),
        ):
            for payload in payloads:
                with self.subTest(path=path, payload=payload):
                    self.server.script(path, answer(payload))
                    self.fails(AnswerError, call, code="shape")

    def test_the_published_quotas_are_kept(self):
        operations = (reports.CREATE_REPORT, reports.GET_REPORT, reports.GET_REPORT_DOCUMENT)
        self.assertEqual(
            {each.name: (each.plan.rate, each.plan.burst) for each in operations},
            {"createReport": (0.0167, 15), "getReport": (2, 15), "getReportDocument": (0.0167, 15)},
        )
