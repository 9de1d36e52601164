from odoo.tests import tagged

from ..sp_api import feeds
from ..sp_api.errors import AnswerError, NetworkError, NotFoundError, RequestError, ServerError, ThrottledError
from .scripted_server import answer, raw, reset
from .sp_api_common import SpApiCase

DOCUMENTS = "/feeds/2021-06-30/documents"
FEEDS = "/feeds/2021-06-30/feeds"
XML = "text/xml; charset=UTF-8"
URL = "https://storage.example/put?X-Amz-Signature=hidden"


@tagged("post_install", "-at_install")
class TestSpApiFeeds(SpApiCase):
    def hand_in(self, marketplace_ids=("ATVPDKIKX0DER",)):
        return feeds.create_feed(self.client, "POST_ORDER_FULFILLMENT_DATA", marketplace_ids, "doc-1")

    def test_a_document_for_a_feed_gives_its_id_and_its_address(self):
        self.server.script(DOCUMENTS, answer({"feedDocumentId": "doc-1", "url": URL}, 201))
        target = feeds.create_feed_document(self.client, XML)
        self.assertEqual((target.document_ref, target.url), ("doc-1", URL))
        (request,) = self.server.requests_to(DOCUMENTS)
        self.assertEqual((request.method, request.json()), ("POST", {"contentType": XML}))

    def test_the_address_of_a_document_is_not_shown(self):
        self.server.script(DOCUMENTS, answer({"feedDocumentId": "doc-1", "url": URL}, 201))
        self.server.script(DOCUMENTS + "/doc-1", answer({"feedDocumentId": "doc-1", "url": URL}))
        for shown in (feeds.create_feed_document(self.client, XML), feeds.get_feed_document(self.client, "doc-1")):
            self.assertNotIn("storage", repr(shown))

    def test_a_document_may_be_created_again_when_the_first_try_failed(self):
        self.server.script(DOCUMENTS, answer(status=500), answer({"feedDocumentId": "doc-2", "url": URL}, 201))
        self.assertEqual(feeds.create_feed_document(self.client, XML).document_ref, "doc-2")

    def test_a_feed_is_created_of_an_uploaded_document(self):
        self.server.script(FEEDS, answer({"feedId": "3485934"}, 202))
        self.assertEqual(self.hand_in(("ATVPDKIKX0DER", "A2EUQ1WTGCTBG2")), "3485934")
        expected = {
            "feedType": "POST_ORDER_FULFILLMENT_DATA",
            "marketplaceIds": ["ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"],
            "inputFeedDocumentId": "doc-1",
        }
        self.assertEqual(self.server.requests_to(FEEDS)[0].json(), expected)

    def test_a_feed_of_unclear_outcome_is_not_created_again(self):
        for scripted, error_class in (
            (answer(status=500), ServerError),
            (reset(), NetworkError),
            (raw(b"HTTP/1.1 202 Accepted\r\nContent-Length: 40\r\n\r\n{"), NetworkError),
        ):
            before = len(self.server.requests_to(FEEDS))
            self.server.script(FEEDS, scripted, answer({"feedId": "2"}, 202))
            self.fails(error_class, self.hand_in, operation="createFeed")
            self.assertEqual(len(self.server.requests_to(FEEDS)) - before, 1)

    def test_a_feed_that_amazon_would_refuse_costs_no_call(self):
        for marketplace_ids in ((), ["A"] * 26, "ATVPDKIKX0DER"):
            with self.assertRaises(ValueError):
                self.hand_in(marketplace_ids)
        self.assertEqual(self.server.requests, [])

    def test_the_state_of_a_feed_is_passed_on(self):
        done = {"feedId": "7", "feedType": "X", "processingStatus": "DONE", "resultFeedDocumentId": "doc-9"}
        self.server.script(FEEDS + "/7", answer({"processingStatus": "IN_QUEUE"}), answer(done))
        self.assertNotIn(feeds.get_feed(self.client, "7")["processingStatus"], feeds.FINAL_STATUSES)
        self.assertEqual(feeds.get_feed(self.client, "7"), done)

    def test_an_unknown_feed_is_not_found(self):
        self.server.script(FEEDS + "/7", answer({"errors": [{"code": "NotFound"}]}, 404))
        self.fails(NotFoundError, lambda: feeds.get_feed(self.client, "7"))

    def test_a_result_gives_its_address_and_how_it_is_packed(self):
        self.server.script(DOCUMENTS + "/doc-9", answer({"url": URL}))
        plain = feeds.get_feed_document(self.client, "doc-9")
        self.server.script(DOCUMENTS + "/doc-9", answer({"url": URL, "compressionAlgorithm": "GZIP"}))
        packed = feeds.get_feed_document(self.client, "doc-9")
        self.assertEqual([(each.url, each.compression) for each in (plain, packed)], [(URL, ""), (URL, "GZIP")])

    def test_answers_of_another_shape_are_no_answers(self):
        bad = {
            DOCUMENTS: ({}, [], {"feedDocumentId": "1"}, {"url": URL}, {"feedDocumentId": 1, "url": URL}),
            FEEDS: ({}, [], {"feedId": None}, {"feedId": 7}, {"feedId": ""}),
            FEEDS + "/7": ({}, [], {"processingStatus": 1}, {"processingStatus": "DONE", "resultFeedDocumentId": 3}),
            DOCUMENTS + "/doc-9": ({}, [], {"url": None}, {"url": [URL]}, {"url": URL, "compressionAlgorithm": 7}),
        }
        calls = {
            DOCUMENTS: lambda: feeds.create_feed_document(self.client, XML),
            FEEDS: self.hand_in,
            FEEDS + "/7": lambda: feeds.get_feed(self.client, "7"),
            DOCUMENTS + "/doc-9": lambda: feeds.get_feed_document(self.client, "doc-9"),
        }
        for path, payloads in bad.items():
            for payload in payloads:
                with self.subTest(path=path, payload=payload):
                    self.server.script(path, answer(payload))
                    self.fails(AnswerError, calls[path], code="shape", request_id="request-1")

    def test_refusals_and_quotas_are_told_apart(self):
        self.server.script(FEEDS, answer({"errors": [{"code": "400", "message": "Invalid input"}]}, 400))
        self.fails(RequestError, self.hand_in, code="400", message="Invalid input")
        self.server.script(FEEDS, answer({"errors": []}, 429))
        self.assertAlmostEqual(self.fails(ThrottledError, self.hand_in).retry_after, 1 / 0.0083)

    def test_the_published_quotas_are_kept(self):
        operations = (feeds.CREATE_FEED_DOCUMENT, feeds.CREATE_FEED, feeds.GET_FEED, feeds.GET_FEED_DOCUMENT)
        self.assertEqual(
            {each.name: (each.plan.rate, each.plan.burst) for each in operations},
            {
                "createFeedDocument": (0.5, 15),
                "createFeed": (0.0083, 15),
                "getFeed": (2, 15),
                "getFeedDocument": (0.0222, 10),
            },
        )
