import copy
import random
from datetime import datetime, timezone
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..mapping.errors import DocumentError
from ..mapping.listing import Availability, ListingData, ListingOffer, listed_marketplaces, read_listing
from ..mapping.listing_issue import ListingIssue, read_submission
from .mapping_listings import CANADA, US, listing_document, suppressing_issue
from .test_mapping_fuzz import damage, texts

MUTATIONS = 3000


def item(**fields):
    """The sandbox's item with other fields."""
    return listing_document("item.json") | fields


def with_summary(**fields):
    return {"sku": "MUG", "summaries": [{"marketplaceId": US, **fields}]}


@tagged("post_install", "-at_install")
class TestMappingListing(BaseCase):
    def read(self, **fields):
        return read_listing({"sku": "MUG", **fields}, US)

    def test_an_item_is_read_for_one_marketplace(self):
        data = read_listing(item(), US)
        issues, data_without = data.issues, {**data.__dict__, "issues": ()}
        expected = ListingData(
            sku="GM-ZDPI-9B4E",
            asin="B071VG5N9D",
            product_type="LUGGAGE",
            title="Hardside Carry-On Spinner Suitcase Luggage",
            statuses=("BUYABLE",),
            condition="new_new",
            image_url="https://www.example.com/luggage.png",
            offers=(ListingOffer("B2C", Decimal("100.00"), "USD", "ALL"),),
            availability=(Availability("DEFAULT", 100),),
            issues=(),
            created_at=datetime(2021, 2, 1, tzinfo=timezone.utc),
            updated_at=datetime(2021, 3, 1, tzinfo=timezone.utc),
            fn_sku="",
            unknown=(),
        )
        self.assertEqual(ListingData(**data_without), expected)
        self.assertEqual([issue.code for issue in issues], ["90220", "18027", "99300", "18155", "18742"])
        expiry = datetime(2025, 5, 28, 0, 36, 48, 914000, timezone.utc)
        self.assertEqual((issues[1].exempt, issues[1].exempt_until), ("EXEMPT_UNTIL_EXPIRY_DATE", expiry))
        missing = "'size' is required but not supplied."
        self.assertEqual(
            issues[0], ListingIssue("90220", missing, "ERROR", ("MISSING_ATTRIBUTE",), ("size",), (), "", None)
        )

    def test_another_marketplace_has_its_own_price_status_and_issues(self):
        data = read_listing(item(), CANADA)
        self.assertEqual((data.offers[0].price, data.offers[0].currency), (Decimal("130.00"), "CAD"))
        self.assertEqual([issue.code for issue in data.issues], ["18027", "99300"])
        self.assertFalse(data.is_buyable)
        self.assertEqual(listed_marketplaces(item()), (US, CANADA))

    def test_a_marketplace_without_the_item_has_nothing_of_it(self):
        data = read_listing(item(issues=[]), "A1PA6795UKMFR9")
        self.assertEqual((data.asin, data.statuses, data.offers, data.is_buyable), ("", (), (), False))

    def test_items_of_a_search_are_read_alike(self):
        (found,) = listing_document("search.json")["items"]
        data = read_listing(found, US)
        self.assertEqual((data.sku, data.offers[0].audience, data.unknown), ("GM-ZDPI-9B4E", "", ()))

    def test_only_what_amazon_enforces_suppresses_a_listing(self):
        self.assertTrue(read_listing(item(), US).is_suppressed)
        self.assertTrue(self.read(issues=[suppressing_issue()]).is_suppressed)
        for fields in (
            {"severity": "WARNING"},
            {"enforcements": {"actions": [{"action": "SEARCH_SUPPRESSED"}], "exemption": {"status": "NOT_EXEMPT"}}},
            {"enforcements": {"actions": [{"action": "LISTING_SUPPRESSED"}], "exemption": {"status": "EXEMPT"}}},
            {"enforcements": {"actions": [{"action": "LISTING_SUPPRESSED"}]}},
            {"enforcements": None},
            {"marketplaceIds": [CANADA]},
        ):
            with self.subTest(fields=fields):
                self.assertFalse(self.read(issues=[suppressing_issue(**fields)]).is_suppressed)

    def test_a_bare_sku_is_enough(self):
        data = self.read()
        self.assertEqual((data.asin, data.issues, data.offers, data.availability, data.unknown), ("", (), (), (), ()))

    def test_without_a_sku_it_is_no_listing(self):
        for document in ({}, {"sku": ""}, {"sku": None}, {"sku": 7}, {"sku": "a\x00b"}, [], None, "MUG"):
            with self.assertRaises(DocumentError) as caught:
                read_listing(document, US)
            self.assertIn(caught.exception.code, ("missing", "malformed"))

    def test_the_type_of_a_new_product_stands_beside_the_summary(self):
        types = [{"marketplaceId": CANADA, "productType": "SHOES"}, {"marketplaceId": US, "productType": "LUGGAGE"}]
        self.assertEqual(self.read(productTypes=types).product_type, "LUGGAGE")

    def test_new_words_are_kept_and_noted(self):
        data = read_listing(with_summary(status=["BUYABLE", "GLOWING"], conditionType="brand_new"), US)
        self.assertEqual((data.statuses, data.condition), (("BUYABLE", "GLOWING"), "brand_new"))
        self.assertEqual(data.unknown, ("summaries[0].status = GLOWING", "summaries[0].conditionType = brand_new"))
        (issue,) = self.read(issues=[suppressing_issue(severity="FATAL", categories=["SMELL"])]).issues
        self.assertEqual((issue.severity, issue.categories), ("FATAL", ("SMELL",)))

    def test_odd_prices_and_quantities_are_left_out_and_noted(self):
        price = {"currencyCode": "USD", "amount": "12 dollars"}
        data = self.read(
            offers=[{"marketplaceId": US, "offerType": "B2C", "price": price}, "free"],
            fulfillmentAvailability=[{"fulfillmentChannelCode": "DEFAULT", "quantity": -1}],
        )
        self.assertEqual(data.offers, (ListingOffer("B2C", None, "USD", ""),))
        self.assertEqual(data.availability, (Availability("DEFAULT", None),))
        noted = {note.partition(" = ")[0] for note in data.unknown}
        self.assertEqual(noted, {"offers[0].price.amount", "offers[1]", "fulfillmentAvailability[0].quantity"})

    def test_prices_are_exact(self):
        for amount, expected in (("19.90", "19.90"), (1280, "1280"), (0.1, "0.1")):
            offer = {"marketplaceId": US, "offerType": "B2B", "price": {"currencyCode": "USD", "amount": amount}}
            self.assertEqual(str(self.read(offers=[offer]).offers[0].price), expected)

    def test_units_at_amazon_are_amazons(self):
        for code, expected in (("AMAZON_NA", True), ("amazon_eu", True), ("DEFAULT", False), ("", False)):
            self.assertEqual(Availability(code, None).is_amazon, expected)


@tagged("post_install", "-at_install")
class TestMappingSubmission(BaseCase):
    def test_a_preview_that_is_valid_names_the_product(self):
        answer = read_submission(listing_document("submission_valid.json"), US)
        self.assertEqual((answer.status, answer.asin, answer.issues), ("VALID", "B07N4M94X4", ()))
        self.assertFalse(answer.is_refused)

    def test_a_refusal_says_which_attributes_are_wrong(self):
        answer = read_submission(listing_document("submission_invalid.json"), US)
        self.assertTrue(answer.is_refused)
        self.assertEqual([issue.attributes for issue in answer.issues], [("condition_type",), ("fake_attribute",)])
        self.assertEqual((answer.asin, answer.unknown), ("", ()))

    def test_an_error_or_a_new_status_is_never_taken_for_success(self):
        self.assertTrue(read_submission({"status": "ACCEPTED", "issues": [suppressing_issue()]}).is_refused)
        answer = read_submission({"status": "PARKED"})
        self.assertTrue(answer.is_refused)
        self.assertEqual(answer.unknown, ("status = PARKED",))
        self.assertFalse(read_submission({"status": "ACCEPTED"}).is_refused)

    def test_an_answer_without_a_status_is_none(self):
        for answer in ({}, {"status": None}, [], None):
            with self.assertRaises(DocumentError):
                read_submission(answer)


@tagged("post_install", "-at_install")
class TestMappingListingFuzz(BaseCase):
    def test_damaged_items_are_read_and_only_the_sku_refuses(self):
        chance = random.Random(20260105)
        originals = [item(), listing_document("search.json")["items"][0]]
        read = refused = 0
        for _number in range(MUTATIONS):
            document = copy.deepcopy(chance.choice(originals))
            for _damage in range(chance.choice((1, 1, 2, 5))):
                damage(document, chance)
            try:
                data = read_listing(document, US)
            except DocumentError as error:
                refused += 1
                self.assertEqual(error.path, "sku")
            else:
                read += 1
                self.assert_plausible(data)
        self.assertGreater(read, MUTATIONS // 2)
        self.assertGreater(refused, 10)

    def test_damaged_answers_are_read_or_refused_and_nothing_else(self):
        chance = random.Random(20260106)
        for _number in range(MUTATIONS):
            document = listing_document("submission_invalid.json")
            damage(document, chance)
            try:
                answer = read_submission(document, US)
            except DocumentError as error:
                self.assertEqual(error.path, "status")
            else:
                self.assertTrue(answer.is_refused or answer.status in ("ACCEPTED", "VALID"))

    def assert_plausible(self, data):
        for text in texts(data):
            self.assertNotRegex(text, "[\x00\ud800-\udfff]")
            self.assertLessEqual(len(text), 2100)
        for offer in data.offers:
            self.assertTrue(offer.price is None or 0 <= offer.price < 10**15)
        for one in data.availability:
            self.assertTrue(one.quantity is None or 0 <= one.quantity < 10**9)
