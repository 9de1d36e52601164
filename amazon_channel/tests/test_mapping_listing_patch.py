import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..mapping.errors import DocumentError
from ..mapping.exact_json import exact_json
from ..mapping.listing_patch import PriceOffer, PriceTier, SalePrice, patch_body, price_patch, quantity_patch
from .mapping_listings import CANADA, US

OFFER = PriceOffer(US, "USD", Decimal("19.99"))
SALE = SalePrice(Decimal("17.5"), date(2026, 11, 24), date(2026, 12, 1))


class PatchCase(BaseCase):
    def assert_refused(self, path, call):
        with self.assertRaises(DocumentError) as caught:
            call()
        self.assertEqual(caught.exception.path, path, str(caught.exception))


@tagged("post_install", "-at_install")
class TestMappingExactJson(PatchCase):
    def test_amounts_are_written_digit_by_digit(self):
        for text in ("19.99", "0.1", "12345678901234.50", "1280", "0.000001"):
            self.assertEqual(exact_json([Decimal(text)]), f"[{text}]".encode())
        self.assertEqual(exact_json(Decimal("1E+2")), b"100")

    def test_everything_else_is_ordinary_json(self):
        value = {"a": [1, True, None, 'q"\n', "マグ"], "b": {}, "c": []}
        self.assertEqual(json.loads(exact_json(value)), value)
        self.assertNotIn(b" ", exact_json(value))

    def test_what_json_cannot_carry_is_refused(self):
        odd = (
            1.5,
            Decimal("NaN"),
            Decimal("Infinity"),
            Decimal("1E+400"),
            "a\x00",
            "\ud800",
            b"x",
            {1: 2},
            {"\ud800": 1},
        )
        for value in odd:
            with self.assertRaises(DocumentError):
                exact_json([value])
        endless = []
        endless.append(endless)
        with self.assertRaises(DocumentError):
            exact_json(endless)


@tagged("post_install", "-at_install")
class TestMappingQuantityPatch(PatchCase):
    def test_a_quantity_changes_nothing_beside_itself(self):
        value = [{"fulfillment_channel_code": "DEFAULT", "quantity": 12}]
        expected = {"op": "merge", "path": "/attributes/fulfillment_availability", "value": value}
        self.assertEqual(quantity_patch(12), expected)

    def test_lead_time_and_restock_date_go_along(self):
        (value,) = quantity_patch(0, lead_time_days=2, restock_date=date(2026, 12, 24))["value"]
        self.assertEqual((value["lead_time_to_ship_max_days"], value["restock_date"]), (2, "2026-12-24"))

    def test_amazon_is_never_told_what_amazon_has(self):
        for code in ("AMAZON_NA", "AMAZON_EU", "amazon_jp", "AFN"):
            self.assert_refused("fulfillment_channel_code", lambda code=code: quantity_patch(1, code=code))

    def test_what_is_no_quantity_is_refused(self):
        for odd in (-1, 1.0, Decimal(1), True, None, "1", 10**8):
            self.assert_refused("quantity", lambda odd=odd: quantity_patch(odd))
        for odd in (-1, 366, 1.5, True):
            self.assert_refused("lead_time_to_ship_max_days", lambda odd=odd: quantity_patch(1, lead_time_days=odd))
        for odd in ("2026-12-24", datetime(2026, 12, 24)):
            self.assert_refused("restock_date", lambda odd=odd: quantity_patch(1, restock_date=odd))
        for odd in ("", None, "A B"):
            self.assert_refused("fulfillment_channel_code", lambda odd=odd: quantity_patch(1, code=odd))


@tagged("post_install", "-at_install")
class TestMappingPricePatch(PatchCase):
    def value(self, **fields):
        return price_patch(replace(OFFER, **fields))["value"][0]

    def refused(self, path, **fields):
        self.assert_refused(path, lambda: self.value(**fields))

    def test_a_price_is_told_to_the_last_digit(self):
        written = exact_json(price_patch(OFFER)).decode()
        expected = (
            '{"op":"replace","path":"/attributes/purchasable_offer","value":[{"marketplace_id":"ATVPDKIKX0DER",'
            '"currency":"USD","audience":"ALL","our_price":[{"schedule":[{"value_with_tax":19.99}]}]}]}'
        )
        self.assertEqual(written, expected)

    def test_a_sale_has_its_days_and_bounds_go_along(self):
        value = self.value(sale=SALE, minimum=Decimal(15), maximum=Decimal(30))
        (sale,) = value["discounted_price"][0]["schedule"]
        self.assertEqual(sale, {"start_at": "2026-11-24", "end_at": "2026-12-01", "value_with_tax": Decimal("17.50")})
        self.assertEqual(value["minimum_seller_allowed_price"], [{"schedule": [{"value_with_tax": Decimal(15)}]}])
        self.assertEqual(value["maximum_seller_allowed_price"], [{"schedule": [{"value_with_tax": Decimal(30)}]}])

    def test_businesses_pay_less_for_more(self):
        tiers = (PriceTier(5, Decimal("18.50")), PriceTier(10, Decimal(17)))
        value = self.value(audience="B2B", tiers=tiers)
        (plan,) = value["quantity_discount_plan"][0]["schedule"]
        levels = [{"lower_bound": 5, "value": Decimal("18.50")}, {"lower_bound": 10, "value": Decimal(17)}]
        self.assertEqual(plan, {"discount_type": "fixed", "levels": levels})
        self.assertEqual(value["audience"], "B2B")

    def test_several_marketplaces_and_audiences_go_together(self):
        offers = (OFFER, replace(OFFER, audience="B2B"), replace(OFFER, marketplace_ref=CANADA, currency="CAD"))
        self.assertEqual(len(price_patch(*offers)["value"]), 3)
        self.assert_refused("purchasable_offer", lambda: price_patch(OFFER, OFFER))
        self.assert_refused("purchasable_offer", price_patch)

    def test_prices_that_cannot_be_told_exactly_are_refused(self):
        for odd in (
            19.99,
            20,
            "19.99",
            Decimal("19.999"),
            Decimal(0),
            Decimal(-1),
            Decimal("NaN"),
            Decimal(10**9),
            None,
        ):
            self.refused("our_price", price=odd)
        self.refused("our_price", currency="JPY")
        self.assertEqual(exact_json(self.value(currency="JPY", price=Decimal("1280.00"))).count(b"1280}"), 1)
        self.refused("currency", currency="usd")
        self.refused("marketplace_id", marketplace_ref="")
        self.refused("audience", audience="VIP")

    def test_prices_that_contradict_each_other_are_refused(self):
        self.refused("minimum_seller_allowed_price", minimum=Decimal(20))
        self.refused("minimum_seller_allowed_price", minimum=Decimal(18), sale=SALE)
        self.refused("maximum_seller_allowed_price", maximum=Decimal(10))
        self.refused("discounted_price", sale=replace(SALE, price=Decimal("19.99")))
        self.refused("end_at", sale=replace(SALE, end=date(2026, 11, 1)))
        tiers = (PriceTier(5, Decimal(18)), PriceTier(5, Decimal(17)))
        self.refused("levels", audience="B2B", tiers=tiers)
        self.refused("levels", audience="B2B", tiers=(PriceTier(5, Decimal(20)),))
        self.refused("levels", tiers=tiers[:1])

    def test_a_request_needs_a_type_and_a_change(self):
        self.assertEqual(patch_body("MUG", [quantity_patch(1)])["productType"], "MUG")
        self.assert_refused("productType", lambda: patch_body("", [quantity_patch(1)]))
        self.assert_refused("patches", lambda: patch_body("MUG", []))
