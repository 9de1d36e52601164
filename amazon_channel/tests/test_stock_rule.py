"""Which rule decides, and what it says."""

from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .stock_common import StockCase


class TestStockRule(StockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Tableware"})
        cls.below = cls.env["product.category"].create({"name": "Mugs", "parent_id": cls.category.id})
        cls.mug.categ_id = cls.below

    def test_nearest_rule_decides(self):
        steps = (
            (13, {}),
            (12, {"channel_id": self.channel.id}),
            (11, {"categ_id": self.category.id}),
            (10, {"categ_id": self.below.id}),
            (9, {"product_tmpl_id": self.mug.product_tmpl_id.id}),
            (8, {"product_id": self.mug.id}),
            (7, {"product_id": self.mug.id, "channel_id": self.channel.id}),
            (6, {"listing_id": self.listing.id}),
        )
        for maximum, vals in steps:
            self.create_rule(maximum=maximum, **vals)
            self.assertEqual(self.wanted(), maximum)

    def test_rule_decides_as_a_whole(self):
        self.create_rule(channel_id=self.channel.id, maximum=3)
        self.create_rule(product_id=self.mug.id, safety_stock=1)
        self.assertEqual(self.wanted(), 19)

    def test_rule_of_another_channel_does_not_count(self):
        self.create_rule(channel_id=self.channels["GB"].id, maximum=3)
        self.assertEqual(self.wanted(), 20)

    def test_rule_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Teasel Goods"})
        self.create_rule(company_id=other.id, maximum=3)
        self.assertEqual(self.wanted(), 20)

    def test_changed_archived_and_deleted_rules_are_followed(self):
        rule = self.create_rule(maximum=3)
        self.assertEqual(self.wanted(), 3)
        rule.maximum = 4
        self.assertEqual(self.wanted(), 4)
        rule.active = False
        self.assertEqual(self.wanted(), 20)
        rule.active = True
        self.assertEqual(self.wanted(), 4)
        rule.unlink()
        self.assertEqual(self.wanted(), 20)

    def test_rule_that_moves_on_is_forgotten_where_it_was(self):
        self.stock_up(self.kettle, 5)
        kettle = self.create_listing(self.kettle)
        rule = self.create_rule(product_id=self.mug.id, maximum=2)
        self.assertEqual((self.wanted(), self.wanted(kettle)), (2, 5))
        rule.product_id = self.kettle
        self.assertEqual((self.wanted(), self.wanted(kettle)), (20, 2))

    def test_product_in_another_category_gets_its_rule(self):
        other = self.env["product.category"].create({"name": "Ovenware"})
        self.create_rule(categ_id=other.id, maximum=2)
        self.assertEqual(self.wanted(), 20)
        self.mug.categ_id = other
        self.assertEqual(self.wanted(), 2)

    def test_category_that_moves_takes_its_products_along(self):
        other = self.env["product.category"].create({"name": "Ovenware"})
        self.create_rule(categ_id=other.id, maximum=2)
        self.wanted()
        self.category.parent_id = other
        self.assertEqual(self.wanted(), 2)

    def test_rule_names_one_target(self):
        with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"):
            self.create_rule(product_id=self.mug.id, categ_id=self.below.id)

    def test_same_rule_twice_is_refused(self):
        self.create_rule(product_id=self.mug.id)
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            self.create_rule(product_id=self.mug.id)

    def test_impossible_figures_are_refused(self):
        for vals in ({"share": 101}, {"safety_stock": -1}, {"buffer_window": 0}, {"handling_days": 31}):
            with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"):
                self.create_rule(**vals)

    def test_users_read_rules_and_managers_change_them(self):
        rule = self.create_rule(maximum=3)
        user = self.create_user("stock-reader", "amazon_channel.amazon_channel_group_user")
        manager = self.create_user("stock-manager", "amazon_channel.amazon_channel_group_manager")
        self.assertEqual(rule.with_user(user).maximum, 3)
        with self.assertRaises(AccessError):
            rule.with_user(user).maximum = 4
        rule.with_user(manager).maximum = 4
        self.env.flush_all()
        self.assertEqual(self.wanted(), 4)

    def test_rules_say_what_they_decide_for(self):
        names = [
            self.create_rule(**vals).display_name
            for vals in ({}, {"channel_id": self.channel.id}, {"categ_id": self.below.id})
        ]
        self.assertEqual(names, ["Everything", f"Everything ({self.channel.name})", "Tableware / Mugs"])

    # -- The buffer --------------------------------------------------------------------------------------------

    def sold_recently(self, product, quantity, days_ago=1, channel=None):
        sale = self.sell(product, quantity)
        sale.date_order = fields.Datetime.now() - timedelta(days=days_ago)
        sale.amazon_channel_id = channel
        sale.picking_ids.action_cancel()
        return sale

    def test_buffer_grows_with_recent_sales(self):
        rule = self.create_rule(buffer_days=3, buffer_window=10, buffer_scope="all")
        self.assertEqual(self.wanted(), 20)
        self.sold_recently(self.mug, 10)
        self.assertEqual(self.wanted(), 17)
        rule.buffer_days = 6
        self.assertEqual(self.wanted(), 14)

    def test_old_sales_no_longer_count(self):
        self.create_rule(buffer_days=3, buffer_window=10, buffer_scope="all")
        self.sold_recently(self.mug, 10, days_ago=11)
        self.assertEqual(self.wanted(), 20)

    def test_buffer_looks_where_the_rule_says(self):
        rule = self.create_rule(buffer_days=1, buffer_window=1, buffer_scope="all")
        self.sold_recently(self.mug, 1, days_ago=0)
        self.sold_recently(self.mug, 2, days_ago=0, channel=self.channels["GB"])
        self.sold_recently(self.mug, 4, days_ago=0, channel=self.channel)
        kept = {}
        for scope in ("all", "amazon", "channel"):
            rule.buffer_scope = scope
            kept[scope] = 20 - self.wanted()
        self.assertEqual(kept, {"all": 7, "amazon": 6, "channel": 4})

    def test_sales_in_dozens_are_counted_in_pieces(self):
        self.create_rule(buffer_days=1, buffer_window=1, buffer_scope="all")
        sale = self.sell(self.mug, 1, confirm=False)
        sale.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        sale.action_confirm()
        sale.picking_ids.action_cancel()
        self.assertEqual(self.wanted(), 8)
