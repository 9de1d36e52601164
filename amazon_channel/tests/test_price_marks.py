from odoo.tests import freeze_time, tagged

from .price_common import PriceCase


@tagged("post_install", "-at_install")
class TestPriceMarks(PriceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.create_listing("MUG-1", cls.mug)

    def setUp(self):
        super().setUp()
        self.compute()

    def marked(self):
        """The listings that are marked now; all of the channel where the channel is."""
        marks = self.env["amazon.channel.price.mark"]
        marks._write_marks()
        found = marks.search([("channel_id", "=", self.shop.id)])
        listings = found.listing_id
        if any(not mark.listing_id for mark in found):
            listings = self.shop.listing_ids
        found.unlink()
        return listings

    def test_nothing_is_marked_after_it_was_computed(self):
        self.assertFalse(self.marked())
        self.assertFalse(self.compute())

    def test_a_product_marks_its_own_listings(self):
        for vals in ({"list_price": 30}, {"standard_price": 3}, {"taxes_id": [(5, 0, 0)]}):
            self.kettle.write(vals)
            self.assertEqual(self.marked(), self.listing, vals)
            self.kettle.product_tmpl_id.write(vals)
            self.assertEqual(self.marked(), self.listing, vals)
        self.kettle.name = "Kettle with a new name"
        self.assertFalse(self.marked())

    def test_a_pricelist_rule_marks_what_it_is_about(self):
        item = self.create_item(self.pricelist, self.kettle, fixed_price=3)
        self.assertEqual(self.marked(), self.listing)
        item.fixed_price = 4
        self.assertEqual(self.marked(), self.listing)
        item.unlink()
        self.assertEqual(self.marked(), self.listing)
        self.create_item(self.pricelist, compute_price="percentage", percent_price=1)
        self.assertEqual(self.marked(), self.shop.listing_ids)

    def test_a_rule_of_a_pricelist_below_marks_too(self):
        below = self.create_pricelist("GBP")
        self.create_item(self.pricelist, compute_price="formula", base="pricelist", base_pricelist_id=below.id)
        self.marked()
        self.create_item(below, compute_price="percentage", percent_price=1)
        self.assertEqual(self.marked(), self.shop.listing_ids)

    def test_a_pricelist_of_nobody_marks_nothing(self):
        self.create_item(self.create_pricelist("GBP"), compute_price="percentage", percent_price=1)
        self.assertFalse(self.marked())

    def test_settings_taxes_and_rules_mark_the_channel(self):
        self.shop.prices_with_tax = False
        self.assertEqual(self.marked(), self.shop.listing_ids)
        self.vat_included.amount = 21
        self.assertEqual(self.marked(), self.shop.listing_ids)
        rule = self.create_rule()
        self.assertEqual(self.marked(), self.shop.listing_ids)
        rule.unlink()
        self.assertEqual(self.marked(), self.shop.listing_ids)
        self.create_rule(product_id=self.kettle.id)
        self.assertEqual(self.marked(), self.listing)

    def test_a_link_and_a_lock_mark_the_listing(self):
        self.listing.product_id = self.mug
        self.assertEqual(self.marked(), self.listing)
        self.listing.write({"price_locked": True, "price_fixed": 3})
        self.assertEqual(self.marked(), self.listing)

    def test_a_rule_that_begins_or_ends_is_followed_at_its_time(self):
        with freeze_time("2031-03-10 08:00:00"):
            self.create_item(
                self.pricelist,
                self.kettle,
                fixed_price=20,
                date_start="2031-03-10 09:00:00",
                date_end="2031-03-10 11:00:00",
            )
            self.compute()
            self.assert_price(24)
        with freeze_time("2031-03-10 09:10:00"):
            self.compute()
            self.assert_price(20)
        with freeze_time("2031-03-10 11:10:00"):
            self.compute()
            self.assert_price(24)

    def test_a_change_made_while_prices_are_computed_is_not_lost(self):
        marks = self.env["amazon.channel.price.mark"]
        self.kettle.list_price = 30
        marks._write_marks()
        listings, done = marks._next(self.shop, 10)
        self.kettle.list_price = 31
        marks._write_marks()
        done.unlink()
        self.assertEqual(marks._next(self.shop, 10)[0], listings)
