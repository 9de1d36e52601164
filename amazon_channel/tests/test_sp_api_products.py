import base64
import hashlib
import io
from datetime import datetime, timezone

from odoo.tests import tagged

from ..sp_api import catalog, fba_inventory, listings_restrictions, pages, product_types
from ..sp_api.errors import AnswerError, NotFoundError, RequestError, ServerError, ThrottledError
from .mapping_listings import CANADA, US
from .scripted_server import answer, raw, reset
from .sp_api_common import SpApiCase, captured_log

RESTRICTIONS = "/listings/2021-08-01/restrictions"
TYPES = "/definitions/2020-09-01/productTypes"
CATALOG = "/catalog/2022-04-01/items"
STOCK = "/fba/inventory/v1/summaries"
CUT = raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{")
APPROVAL = "https://sellercentral.amazon.com/hz/approvalrequest/restrictions/approve?asin=B000000001"


class ProductsCase(SpApiCase):
    def assert_retried(self, path, good, call):
        """The call gets over a bad moment, and tells of throttling."""
        for bad in (answer(status=500), reset(), CUT):
            self.server.script(path, bad, good)
            self.time.sleep(60)
            call()
        self.server.script(path, answer(status=500))
        self.time.sleep(60)
        self.fails(ServerError, call)
        self.time.sleep(60)
        self.server.script(path, answer({"errors": [{"code": "QuotaExceeded"}]}, 429))
        self.assertGreater(self.fails(ThrottledError, call).retry_after, 0)

    def assert_shapes_refused(self, path, call, *odd):
        for payload in odd:
            self.time.sleep(60)
            self.server.script(path, answer(payload))
            self.fails(AnswerError, call, code="shape")


@tagged("post_install", "-at_install")
class TestSpApiRestrictions(ProductsCase):
    def ask(self, **options):
        return listings_restrictions.get_listings_restrictions(self.client, "A1SELLER", "B000000001", [US], **options)

    def test_a_restriction_comes_with_its_reasons(self):
        links = [{"resource": APPROVAL, "verb": "GET", "title": "Request approval"}]
        reasons = [{"message": "You need approval.", "reasonCode": "APPROVAL_REQUIRED", "links": links}]
        found = [{"marketplaceId": US, "conditionType": "new_new", "reasons": reasons}]
        self.server.script(RESTRICTIONS, answer({"restrictions": found}))
        self.assertEqual(self.ask(condition_type="new_new", product_type="MUG"), found)
        expected = {"asin": "B000000001", "sellerId": "A1SELLER", "marketplaceIds": US}
        self.assertEqual(self.server.requests[-1].query, expected | {"conditionType": "new_new", "productType": "MUG"})

    def test_no_restriction_is_an_empty_list(self):
        self.server.script(RESTRICTIONS, answer({"restrictions": []}))
        self.assertEqual(self.ask(), [])

    def test_its_errors_are_a_bare_list(self):
        self.server.script(RESTRICTIONS, answer([{"code": "BAD_REQUEST", "message": "Invalid 'asin' provided."}], 400))
        error = self.fails(RequestError, self.ask, code="BAD_REQUEST")
        self.assertEqual(error.message, "Invalid 'asin' provided.")

    def test_a_damaged_answer_is_never_a_permission(self):
        odd = ({}, [], {"restrictions": None}, {"restrictions": [1]}, {"restrictions": [{"reasons": [1]}]})
        self.assert_shapes_refused(RESTRICTIONS, self.ask, *odd)

    def test_it_gets_over_a_bad_moment(self):
        self.assert_retried(RESTRICTIONS, answer({"restrictions": []}), self.ask)


@tagged("post_install", "-at_install")
class TestSpApiProductTypes(ProductsCase):
    def definition(self, schema=b"{}", checksum=None):
        """Have the server define MUG with this schema."""
        checksum = checksum or base64.b64encode(hashlib.md5(schema, usedforsecurity=False).digest()).decode()
        link = {"resource": self.server.url + "/schema?X-Amz-Signature=hidden", "verb": "GET"}
        payload = {
            "productType": "MUG",
            "productTypeVersion": {"version": "UHqSqmb4FNUk=", "latest": True},
            "schema": {"link": link, "checksum": checksum},
        }
        self.server.script(TYPES + "/MUG", answer(payload))
        self.server.script("/schema", answer(body=schema))
        return product_types.get_product_type(self.client, "MUG", US, seller_ref="A1SELLER", locale="en_US")

    def test_types_are_searched_by_words_or_title(self):
        found = [{"name": "MUG", "displayName": "Mug", "marketplaceIds": [US]}]
        self.server.script(TYPES, answer({"productTypes": found, "productTypeVersion": "1"}))
        self.assertEqual(product_types.search_product_types(self.client, [US], keywords=["mug", "cup"]), found)
        self.assertEqual(self.server.requests[-1].query, {"marketplaceIds": US, "keywords": "mug,cup"})
        product_types.search_product_types(self.client, [US], item_name="Blue mug, large")
        self.assertEqual(self.server.requests[-1].query["itemName"], "Blue mug, large")
        with self.assertRaises(ValueError):
            product_types.search_product_types(self.client, [US], keywords=["mug"], item_name="Mug")

    def test_a_schema_is_downloaded_and_checked(self):
        schema = b'{"title": "Mug"}' * 50_000
        definition, file = self.definition(schema), io.BytesIO()
        query = self.server.requests_to(TYPES + "/MUG")[0].query
        self.assertEqual((query["requirements"], query["requirementsEnforced"]), ("LISTING", "ENFORCED"))
        self.assertEqual((query["sellerId"], query["marketplaceIds"]), ("A1SELLER", US))
        self.assertEqual(definition.version, "UHqSqmb4FNUk=")
        product_types.download_schema(definition, file)
        self.assertEqual(file.read(), schema)
        self.assertNotIn("x-amz-access-token", self.server.requests[-1].headers)

    def test_another_schema_than_promised_is_not_taken(self):
        for checksum in (base64.b64encode(b"0" * 16).decode(), "not base64"):
            definition, file = self.definition(b"{}", checksum), io.BytesIO()
            call = lambda definition=definition, file=file: product_types.download_schema(definition, file)  # noqa: E731
            self.fails(AnswerError, call, code="checksum")
            self.assertEqual(file.getvalue(), b"")

    def test_the_address_of_a_schema_is_neither_shown_nor_logged(self):
        with captured_log() as lines:
            definition = self.definition()
            product_types.download_schema(definition, io.BytesIO())
        self.assertNotIn("hidden", repr(definition) + "".join(lines))

    def test_unknown_types_and_requirements_are_refused(self):
        self.server.script(TYPES + "/MUG", answer({"errors": [{"code": "NOT_FOUND"}]}, 404))
        self.fails(NotFoundError, lambda: product_types.get_product_type(self.client, "MUG", US))
        with self.assertRaises(ValueError):
            product_types.get_product_type(self.client, "MUG", US, requirements="EVERYTHING")

    def test_answers_of_another_shape_are_no_answers(self):
        search, get = product_types.search_product_types, product_types.get_product_type
        odd = ({}, [], {"productTypes": {}}, {"productTypes": [{}]}, {"productTypes": ["MUG"]})
        self.assert_shapes_refused(TYPES, lambda: search(self.client, [US]), *odd)
        odd = ({}, [], {"schema": 1}, {"schema": {"link": {"resource": 1}, "checksum": "x"}}, {"schema": {"link": []}})
        self.assert_shapes_refused(TYPES + "/MUG", lambda: get(self.client, "MUG", US), *odd)

    def test_it_gets_over_a_bad_moment(self):
        search = product_types.search_product_types
        self.assert_retried(TYPES, answer({"productTypes": []}), lambda: search(self.client, [US]))


@tagged("post_install", "-at_install")
class TestSpApiCatalog(ProductsCase):
    def search(self, kind="EAN", identifiers=("4006381333931",), **options):
        return catalog.search_catalog_items(self.client, US, kind, identifiers, **options)

    def test_products_are_searched_by_their_barcodes(self):
        page = {"numberOfResults": 2, "items": [{"asin": "B000000001"}], "pagination": {"nextToken": "t"}}
        self.server.script(CATALOG, answer(page))
        self.assertEqual(self.search(page_token="p"), page)
        self.assertEqual(pages.next_page_token(page), "t")
        expected = {"identifiers": "4006381333931", "identifiersType": "EAN", "marketplaceIds": US}
        expected |= {"includedData": "summaries,identifiers,images,productTypes", "pageSize": "20", "pageToken": "p"}
        self.assertEqual(self.server.requests[-1].query, expected)

    def test_a_product_is_read_for_several_marketplaces(self):
        self.server.script(CATALOG + "/B000000001", answer({"asin": "B000000001"}))
        self.assertEqual(catalog.get_catalog_item(self.client, "B000000001", [US, CANADA]), {"asin": "B000000001"})
        self.assertEqual(self.server.requests[-1].query["marketplaceIds"], f"{US},{CANADA}")

    def test_a_search_that_amazon_would_refuse_costs_no_call(self):
        for options in (
            {"kind": "NAME"},
            {"kind": "SKU"},
            {"identifiers": ()},
            {"identifiers": "4006381333931"},
            {"identifiers": ["1"] * 21},
            {"page_size": 21},
        ):
            with self.assertRaises(ValueError):
                self.search(**options)
        with self.assertRaises(ValueError):
            catalog.get_catalog_item(self.client, "B000000001", US)
        self.assertEqual(self.server.requests, [])

    def test_answers_of_another_shape_are_no_answers(self):
        self.assert_shapes_refused(CATALOG, self.search, {}, [], {"items": [{}]}, {"items": [], "pagination": []})
        get = lambda: catalog.get_catalog_item(self.client, "B000000001", [US])  # noqa: E731
        self.assert_shapes_refused(CATALOG + "/B000000001", get, {}, [], {"asin": 1})

    def test_it_gets_over_a_bad_moment(self):
        self.assert_retried(CATALOG, answer({"items": []}), self.search)


@tagged("post_install", "-at_install")
class TestSpApiFbaInventory(ProductsCase):
    def ask(self, **options):
        return fba_inventory.get_inventory_summaries(self.client, US, **options)

    def test_quantities_come_in_pages_with_their_details(self):
        page = {"payload": {"inventorySummaries": [{"sellerSku": "MUG"}]}, "pagination": {"nextToken": "t"}}
        self.server.script(STOCK, answer(page), answer({"payload": {"inventorySummaries": []}}))
        self.assertEqual(pages.next_page_token(self.ask(skus=["MUG", "CUP"])), "t")
        last = self.ask(next_token="t", changed_since=datetime(2026, 1, 1, tzinfo=timezone.utc))
        self.assertIsNone(pages.next_page_token(last))
        one, two = (request.query for request in self.server.requests_to(STOCK))
        basics = {"details": "true", "granularityType": "Marketplace", "granularityId": US, "marketplaceIds": US}
        self.assertEqual(one, basics | {"sellerSkus": "MUG,CUP"})
        self.assertEqual(two, basics | {"nextToken": "t", "startDateTime": "2026-01-01T00:00:00Z"})

    def test_a_question_that_amazon_would_refuse_or_ignore_costs_no_call(self):
        since = datetime(2026, 1, 1, tzinfo=timezone.utc)
        for options in ({"skus": []}, {"skus": "MUG"}, {"skus": ["A"] * 51}, {"skus": ["A"], "changed_since": since}):
            with self.assertRaises(ValueError):
                self.ask(**options)
        self.assertEqual(self.server.requests, [])

    def test_answers_of_another_shape_are_no_answers(self):
        good = {"inventorySummaries": []}
        odd = ({}, [], {"payload": []}, {"payload": {"inventorySummaries": [1]}}, {"payload": good, "pagination": "x"})
        self.assert_shapes_refused(STOCK, self.ask, *odd)

    def test_it_gets_over_a_bad_moment(self):
        self.assert_retried(STOCK, answer({"payload": {"inventorySummaries": []}}), self.ask)
