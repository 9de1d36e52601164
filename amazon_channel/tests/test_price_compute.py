from datetime import date
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..mapping.listing_patch import BUSINESSES, CONSUMERS, price_patch
from .price_common import PriceCase


@tagged("post_install", "-at_install")
class TestPriceCompute(PriceCase):
    def test_the_price_is_that_of_the_pricelist(self):
        self.create_item(self.pricelist, self.kettle, fixed_price=21.5)
        self.assertEqual(self.compute(), self.listing)
        self.assert_price(21.5)

    def test_a_price_without_tax_gets_the_tax_where_shoppers_see_it(self):
        self.lamp.list_price = 16.8
        lamp = self.create_listing("LAMP-1", self.lamp)
        self.compute()
        self.assert_price(19.99, lamp)

    def test_a_price_with_tax_loses_it_where_the_checkout_adds_it(self):
        shop = self.channels["US"]
        shop.pricelist_id = self.create_pricelist("USD")
        self.create_item(shop.pricelist_id, self.kettle, fixed_price=24)
        listing = self.create_listing("KETTLE-US", self.kettle, shop)
        self.compute(shop)
        self.assert_price(20, listing)

    def test_taxes_follow_the_fiscal_position_of_the_channel(self):
        local = self.create_tax(10, "tax_included", name="local")
        position = self.env["account.fiscal.position"].create({"name": "Abroad", "company_id": self.company.id})
        local.write(
            {
                "original_tax_ids": [Command.link(self.vat_included.id)],
                "fiscal_position_ids": [Command.link(position.id)],
            }
        )
        self.shop.fiscal_position_id = position
        self.compute()
        self.assert_price(22)

    def test_another_currency_is_converted_at_the_rate_of_today(self):
        shop = self.channels["DE"]
        euro = shop.currency_id
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2020-01-01", "rate": 1.25}
        )
        shop.pricelist_id = self.pricelist
        self.create_item(self.pricelist, self.kettle, fixed_price=20)
        listing = self.create_listing("KETTLE-DE", self.kettle, shop)
        self.compute(shop)
        self.assert_price(25, listing)

    def test_a_currency_without_rate_is_no_price(self):
        shop = self.channels["DE"]
        shop.currency_id.rate_ids.unlink()
        # What another company knows is no rate of this one's.
        other = self.env["res.company"].create({"name": "Fernbrook"})
        self.env["res.currency.rate"].create({"currency_id": shop.currency_id.id, "company_id": other.id, "rate": 2})
        shop.pricelist_id = self.pricelist
        listing = self.create_listing("KETTLE-DE", self.kettle, shop)
        self.compute(shop)
        self.assertIn("exchange rate", listing.price_problem)
        self.assertEqual(listing._price_offers(), ())

    def test_yen_have_no_decimals(self):
        shop = self.channels["JP"]
        shop.pricelist_id = self.create_pricelist("JPY")
        self.create_item(shop.pricelist_id, self.mug, fixed_price=1280.4)
        listing = self.create_listing("MUG-JP", self.mug, shop)
        self.compute(shop)
        self.assert_price(1280, listing)
        price_patch(*listing._price_offers())

    def test_no_price_is_not_sent_and_says_why(self):
        self.kettle.list_price = 0
        self.compute()
        self.assertIn("no price above zero", self.listing.price_problem)
        self.assertEqual(self.listing._price_offers(), ())
        self.kettle.list_price = 5
        self.compute()
        self.assert_price(5)

    def test_what_nobody_linked_has_no_price_and_no_problem(self):
        listing = self.create_listing("STRANGER")
        self.compute()
        self.assertFalse(listing.price_wanted_at or listing.price_problem)

    def test_a_locked_price_stays_whatever_the_rules_say(self):
        self.create_rule(price_floor=30, price_ceiling=40, send_bounds=True)
        self.listing.write({"price_locked": True, "price_fixed": 19.95})
        self.compute()
        self.assert_price(19.95)
        self.kettle.list_price = 99
        self.assertFalse(self.compute())
        (offer,) = self.listing._price_offers()
        self.assertEqual((offer.minimum, offer.maximum), (Decimal("19.95"), Decimal(40)))
        self.listing.price_locked = False
        self.compute()
        self.assert_price(40)

    def test_the_nearest_rule_decides(self):
        category = self.env["product.category"].create({"name": "Kitchen"})
        self.kettle.categ_id = self.env["product.category"].create({"name": "Kettles", "parent_id": category.id})
        prices = []
        for floor, target in (
            (100, {}),
            (90, {"categ_id": category.id}),
            (80, {"categ_id": self.kettle.categ_id.id}),
            (70, {"product_tmpl_id": self.kettle.product_tmpl_id.id}),
            (60, {"product_id": self.kettle.id}),
            (50, {"listing_id": self.listing.id}),
        ):
            self.create_rule(price_floor=floor, **target)
            self.compute()
            prices.append(self.listing.price_wanted)
        self.assertEqual(prices, [100, 90, 80, 70, 60, 50])

    def test_the_margin_counts_tax_and_fees(self):
        self.kettle.with_company(self.company).standard_price = 30
        self.create_rule(use_margin=True, margin_percent=10, fee_percent=15)
        self.compute()
        # 48.30 has 40.25 without tax, less 7.245 of fees leaves 33.005
        self.assert_price(48.3)

    def test_an_unknown_cost_is_no_price(self):
        self.create_rule(use_margin=True, margin_percent=10)
        self.compute()
        self.assertIn("no cost", self.listing.price_problem)

    def test_limits_reach_amazon_when_asked(self):
        self.create_rule(price_floor=15, price_ceiling=30, send_bounds=True)
        self.compute()
        (offer,) = self.listing._price_offers()
        self.assertEqual((offer.minimum, offer.price, offer.maximum), (Decimal(15), Decimal(24), Decimal(30)))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestPriceOffers(PriceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Europe/London"
        cls.sale = cls.create_pricelist("GBP", name="Sale")
        cls.business = cls.create_pricelist("GBP", name="Business")

    def only_offer(self):
        (offer,) = self.listing._price_offers()
        price_patch(offer)
        return offer

    def test_a_dated_rule_is_a_sale(self):
        self.shop.sale_pricelist_id = self.sale
        self.create_item(self.sale, fixed_price=19, date_start="2026-03-20 00:00:00", date_end="2026-03-31 23:00:00")
        self.compute()
        sale = self.only_offer().sale
        # Until midnight in London, which has summer time by then.
        self.assertEqual((sale.price, sale.start, sale.end), (Decimal(19), date(2026, 3, 20), date(2026, 3, 31)))
        self.assertEqual(self.listing.sale_end_wanted, date(2026, 3, 31))

    def test_the_sale_that_runs_comes_before_the_next_one(self):
        self.shop.sale_pricelist_id = self.sale
        self.create_item(self.sale, fixed_price=18, date_start="2026-03-20 00:00:00", date_end="2026-03-25 00:00:00")
        self.create_item(self.sale, fixed_price=19, date_start="2026-03-01 00:00:00", date_end="2026-03-12 00:00:00")
        self.compute()
        self.assertEqual(self.only_offer().sale.price, Decimal(19))

    def test_a_rule_without_end_is_no_sale(self):
        self.shop.sale_pricelist_id = self.sale
        self.create_item(self.sale, fixed_price=19)
        self.compute()
        self.assertIsNone(self.only_offer().sale)

    def test_a_sale_that_is_not_lower_is_none(self):
        self.shop.sale_pricelist_id = self.sale
        self.create_item(self.sale, fixed_price=24, date_end="2026-03-25 00:00:00")
        self.compute()
        self.assertIsNone(self.only_offer().sale)

    def test_a_sale_that_is_taken_back_is_ended_at_amazon(self):
        self.shop.sale_pricelist_id = self.sale
        item = self.create_item(
            self.sale, fixed_price=19, date_start="2026-03-01 00:00:00", date_end="2026-03-20 00:00:00"
        )
        self.compute()
        item.unlink()
        self.assertEqual(self.compute(), self.listing)
        sale = self.only_offer().sale
        self.assertEqual((sale.start, sale.end), (date(2026, 3, 1), date(2026, 3, 9)))
        self.listing.sku = self.listing.sku  # nothing else is to be told the next day
        with freeze_time("2026-03-11 12:00:00"):
            self.assertFalse(self.compute())

    def test_businesses_pay_less_for_many(self):
        self.shop.business_pricelist_id = self.business
        self.create_item(self.business, self.kettle, fixed_price=22)
        for quantity, price in ((5, 20), (10, 18), (20, 19), (50, 17)):
            self.create_item(self.business, self.kettle, fixed_price=price, min_quantity=quantity)
        self.compute()
        consumers, businesses = self.listing._price_offers()
        price_patch(consumers, businesses)
        self.assertEqual((consumers.audience, consumers.price), (CONSUMERS, Decimal(24)))
        self.assertEqual((businesses.audience, businesses.price), (BUSINESSES, Decimal(22)))
        tiers = [(tier.quantity, tier.price) for tier in businesses.tiers]
        self.assertEqual(tiers, [(5, 20), (10, 18), (50, 17)])

    def test_a_changed_price_by_quantity_is_a_change(self):
        self.shop.business_pricelist_id = self.business
        item = self.create_item(self.business, self.kettle, fixed_price=20, min_quantity=5)
        self.compute()
        before = self.listing.price_digest
        item.fixed_price = 19
        self.assertEqual(self.compute(), self.listing)
        self.assertNotEqual(self.listing.price_digest, before)
        self.assertEqual(self.listing.price_wanted, 24)

    def test_businesses_never_pay_more_than_everybody(self):
        self.shop.business_pricelist_id = self.business
        self.create_item(self.business, self.kettle, fixed_price=30)
        self.compute()
        self.assertEqual(self.listing._price_offers()[1].price, Decimal(24))
