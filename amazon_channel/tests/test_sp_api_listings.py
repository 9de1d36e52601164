from datetime import datetime, timezone
from urllib.parse import unquote

from odoo.tests import tagged

from ..sp_api import listings, pages
from ..sp_api.errors import AnswerError, NetworkError, NotFoundError, RequestError, ServerError, ThrottledError
from .mapping_listings import CANADA, US, listing_document
from .scripted_server import answer, raw, reset
from .sp_api_common import SpApiCase

ITEMS = "/listings/2021-08-01/items/A1SELLER"
MUG = ITEMS + "/MUG"
ACCEPTED = {"sku": "MUG", "status": "ACCEPTED", "submissionId": "s-1", "issues": []}
PATCHES = {"productType": "PRODUCT", "patches": [{"op": "replace", "path": "/attributes/list_price"}]}
CUT = raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{")


@tagged("post_install", "-at_install")
class TestSpApiListings(SpApiCase):
    def get(self, sku="MUG", marketplace_ids=(US,)):
        return listings.get_listings_item(self.client, "A1SELLER", sku, marketplace_ids)

    def search(self, **options):
        return listings.search_listings_items(self.client, "A1SELLER", [US], **options)

    def test_an_item_comes_with_what_a_synchronisation_needs(self):
        document = listing_document("item.json")
        self.server.script(MUG, answer(document))
        self.assertEqual(self.get(marketplace_ids=(US, CANADA)), document)
        query = self.server.requests[-1].query
        self.assertEqual(query["marketplaceIds"], f"{US},{CANADA}")
        self.assertEqual(query["includedData"], "summaries,offers,fulfillmentAvailability,issues")

    def test_any_sku_reaches_amazon_as_it_is(self):
        for sku in ("A/B", "A+B C%2F", "../x", "ü#?&=", "a,b;c", "マグ", '"q"'):
            with self.subTest(sku=sku):
                self.fails(ServerError, lambda sku=sku: self.get(sku))
                path = self.server.requests[-1].path
                self.assertEqual(path.count("/"), MUG.count("/"))
                self.assertEqual(unquote(path.rpartition("/")[2]), sku)

    def test_a_sku_that_no_path_can_carry_costs_no_call(self):
        for sku in ("", ".", ".."):
            self.fails(RequestError, lambda sku=sku: self.get(sku), code="unsendable")
        self.assertEqual(self.server.requests, [])

    def test_an_unknown_sku_is_not_found(self):
        self.server.script(MUG, answer({"errors": [{"code": "NOT_FOUND", "message": "SKU not found"}]}, 404))
        self.fails(NotFoundError, self.get, code="NOT_FOUND")

    def test_a_search_comes_in_pages(self):
        page = listing_document("search.json")
        self.server.script(ITEMS, answer(page), answer({"numberOfResults": 3, "items": []}))
        first = self.search(identifiers=["A", "B"], identifiers_type="SKU")
        self.assertEqual(first, page)
        token = pages.next_page_token(first)
        last = self.search(
            page_token=token, withStatus=["BUYABLE"], lastUpdatedAfter=datetime(2026, 1, 1, tzinfo=timezone.utc)
        )
        self.assertIsNone(pages.next_page_token(last))
        one, two = (request.query for request in self.server.requests_to(ITEMS))
        self.assertEqual((one["identifiers"], one["identifiersType"], one["pageSize"]), ("A,B", "SKU", "20"))
        self.assertEqual((two["pageToken"], two["withStatus"]), (token, "BUYABLE"))
        self.assertEqual(two["lastUpdatedAfter"], "2026-01-01T00:00:00Z")

    def test_a_search_that_amazon_would_refuse_costs_no_call(self):
        for options in (
            {"page_size": 21},
            {"page_size": 0},
            {"identifiers": ["A"]},
            {"identifiers_type": "SKU"},
            {"identifiers": "MUG", "identifiers_type": "SKU"},
            {"identifiers": [], "identifiers_type": "SKU"},
            {"identifiers": ["A"] * 21, "identifiers_type": "SKU"},
        ):
            with self.assertRaises(ValueError):
                self.search(**options)
        for marketplace_ids in ((), US):
            with self.assertRaises(ValueError):
                self.get(marketplace_ids=marketplace_ids)
        self.fails(RequestError, lambda: self.search(identifiers=["a,b"], identifiers_type="SKU"), code="unsendable")
        self.assertEqual(self.server.requests, [])

    def test_answers_of_another_shape_are_no_answers(self):
        for odd in ([], {}, {"sku": ""}, {"sku": 7}, {"summaries": []}):
            self.time.sleep(60)
            self.server.script(MUG, answer(odd))
            self.fails(AnswerError, self.get, code="shape")
        items = [{"sku": "MUG"}]
        for odd in ([], {"items": {}}, {"items": [7]}, {"items": [{}]}, {"items": items, "pagination": "x"}):
            self.time.sleep(60)
            self.server.script(ITEMS, answer(odd))
            self.fails(AnswerError, self.search, code="shape")
        self.server.script(ITEMS, answer({"items": items, "pagination": {"nextToken": 7}}))
        self.fails(AnswerError, self.search, code="shape")

    def test_reading_is_tried_again_after_a_bad_moment(self):
        for bad in (answer(status=500), reset(), CUT):
            self.time.sleep(60)
            self.server.script(MUG, bad, answer({"sku": "MUG"}))
            self.assertEqual(self.get(), {"sku": "MUG"})


@tagged("post_install", "-at_install")
class TestSpApiSubmissions(SpApiCase):
    def put(self, body=None, **options):
        return listings.put_listings_item(self.client, "A1SELLER", "MUG", US, body or {"productType": "MUG"}, **options)

    def patch(self, body=None, **options):
        return listings.patch_listings_item(self.client, "A1SELLER", "MUG", [US, CANADA], body or PATCHES, **options)

    def delete(self):
        return listings.delete_listings_item(self.client, "A1SELLER", "MUG", US)

    def test_a_patch_goes_to_several_marketplaces(self):
        self.server.script(MUG, answer(ACCEPTED))
        self.assertEqual(self.patch(issue_locale="de_DE"), ACCEPTED)
        request = self.server.requests[-1]
        self.assertEqual((request.method, request.json()), ("PATCH", PATCHES))
        expected = {"marketplaceIds": f"{US},{CANADA}", "includedData": "issues", "issueLocale": "de_DE"}
        self.assertEqual(request.query, expected)

    def test_a_put_and_a_delete_go_to_one(self):
        self.server.script(MUG, answer(ACCEPTED))
        self.put()
        self.delete()
        put, delete = self.server.requests_to(MUG)
        self.assertEqual((put.method, put.json(), put.query["marketplaceIds"]), ("PUT", {"productType": "MUG"}, US))
        self.assertEqual((delete.method, delete.body, delete.query), ("DELETE", b"", {"marketplaceIds": US}))

    def test_numbers_are_sent_digit_by_digit(self):
        self.server.script(MUG, answer(ACCEPTED))
        body = b'{"productType":"MUG","price":12345678901234.50}'
        self.put(body)
        self.assertEqual(self.server.requests[-1].body, body)
        self.assertEqual(self.server.requests[-1].headers["content-type"], "application/json")

    def test_a_preview_says_so_and_asks_for_the_product(self):
        for name in ("submission_valid.json", "submission_invalid.json"):
            self.server.script(MUG, answer(listing_document(name)))
            for call in (self.put, self.patch):
                self.assertEqual(call(preview=True), listing_document(name))
                query = self.server.requests[-1].query
                self.assertEqual((query["mode"], query["includedData"]), ("VALIDATION_PREVIEW", "issues,identifiers"))

    def test_a_change_of_unclear_outcome_is_not_sent_again(self):
        for call in (self.put, self.patch, self.delete):
            for scripted, error_class in (
                (answer(status=500), ServerError),
                (reset(), NetworkError),
                (CUT, NetworkError),
            ):
                self.time.sleep(60)
                before = len(self.server.requests_to(MUG))
                self.server.script(MUG, scripted, answer(ACCEPTED))
                self.fails(error_class, call)
                self.assertEqual(len(self.server.requests_to(MUG)) - before, 1)

    def test_a_preview_of_unclear_outcome_is(self):
        for call in (self.put, self.patch):
            self.server.script(MUG, answer(status=503), answer(ACCEPTED))
            self.assertEqual(call(preview=True), ACCEPTED)

    def test_a_throttled_change_says_when_to_come_back(self):
        self.server.script(MUG, answer({"errors": [{"code": "QuotaExceeded"}]}, 429, {"x-amzn-RateLimit-Limit": "5"}))
        error = self.fails(ThrottledError, self.patch, code="QuotaExceeded", operation="patchListingsItem")
        self.assertGreater(error.retry_after, 0)
        self.assertEqual(len(self.server.requests_to(MUG)), 1)

    def test_what_amazon_cannot_read_is_refused_with_its_words(self):
        self.server.script(MUG, answer({"errors": [{"code": "BAD_REQUEST", "message": "Invalid input"}]}, 400))
        error = self.fails(RequestError, self.put, code="BAD_REQUEST")
        self.assertEqual(error.message, "Invalid input")

    def test_answers_of_another_shape_are_no_answers(self):
        for odd in ([], {}, {"status": 1}, {"status": ""}, {"status": "VALID", "issues": {}}):
            self.time.sleep(60)
            self.server.script(MUG, answer(odd))
            for call in (self.put, self.patch, self.delete):
                self.fails(AnswerError, call, code="shape")
