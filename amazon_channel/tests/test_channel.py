"""Channels: what a person can set, and what the screens show."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .connection_common import US, ConnectionCase


@tagged("post_install", "-at_install")
class TestChannel(ConnectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketplace = cls.env["amazon.channel.marketplace"].search([("amazon_ref", "=", US)])
        cls.channel = cls.env["amazon.channel"].create(
            {"account_id": cls.account.id, "marketplace_id": cls.marketplace.id}
        )

    def create_order(self, ref, state):
        return self.env["amazon.channel.order"].create(
            {
                "account_id": self.account.id,
                "channel_id": self.channel.id,
                "amazon_order_ref": ref,
                "state": state,
            }
        )

    def test_there_are_23_marketplaces_each_of_one_region(self):
        marketplaces = self.env["amazon.channel.marketplace"].search([])
        regions = marketplaces.grouped("region")
        self.assertEqual({region: len(regions[region]) for region in regions}, {"na": 4, "eu": 16, "fe": 3})
        self.assertEqual(self.marketplace.seller_central_host, "sellercentral.amazon.com")

    def test_a_host_outside_amazon_is_refused(self):
        for host in ("sellercentral.amazon.com.evil.com", "https://sellercentral.amazon.de", "amazon.com", "x.com/"):
            with self.assertRaises(ValidationError):
                self.marketplace.seller_central_host = host
        self.marketplace.seller_central_host = "sellercentral-japan.amazon.co.jp"

    @mute_logger("odoo.sql_db")
    def test_a_marketplace_has_one_channel_in_an_account(self):
        with self.assertRaises(UniqueViolation):
            self.channel.copy()

    def test_the_mode_is_switched_by_buttons_and_tracked(self):
        self.channel.with_user(self.manager).action_go_live()
        self.assertEqual(self.channel.mode, "live")
        self.channel.action_go_shadow()
        self.assertEqual(self.channel.mode, "shadow")
        self.assertTrue(self.channel._fields["mode"].tracking)

    def test_orders_are_counted_for_those_who_may_see_them(self):
        self.create_order("111-1", "held")
        self.create_order("111-2", "imported")
        self.channel.invalidate_recordset()
        self.assertEqual((self.channel.order_count, self.channel.held_count), (2, 1))
        worker = new_test_user(
            self.env, "conn_stock", "stock.group_stock_user", company_ids=[self.company.id], company_id=self.company.id
        )
        self.assertEqual(self.channel.with_user(worker).order_count, 0)

    def test_the_buttons_lead_to_the_orders(self):
        self.assertEqual(self.channel.action_open_orders()["domain"], [("channel_id", "=", self.channel.id)])
        held = self.channel.with_context(held=True).action_open_orders()
        self.assertIn(("state", "=", "held"), held["domain"])

    def test_tax_models_are_lists(self):
        self.assertEqual(self.channel._tax_models(), {"MARKETPLACE_FACILITATOR"})
        self.channel.tax_owed_models = " seller , ,Other"
        self.assertEqual(self.channel._tax_models("owed"), {"SELLER", "OTHER"})
        self.assertEqual(self.channel._tax_models("collected"), {"MARKETPLACE_FACILITATOR"})
        self.assertEqual(self.channel._tax_models(), {"SELLER", "OTHER", "MARKETPLACE_FACILITATOR"})

    def test_naming_a_tax_model_releases_the_orders_that_waited_for_it(self):
        order = self.create_order("111-3", "held")
        order.hold_ids.create({"order_id": order.id, "code": "tax_model", "key": "NEW_MODEL", "message": "?"})
        self.channel.tax_owed_models = "NEW_MODEL"
        self.assertEqual(order.state, "to_process")

    def test_a_pricelist_in_another_currency_is_pointed_out(self):
        self.assertFalse(self.channel.pricelist_warning)
        self.channel.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Yen", "currency_id": self.env.ref("base.JPY").id, "company_id": self.company.id}
        )
        self.assertIn("JPY", self.channel.pricelist_warning)

    def test_the_clearing_product_is_a_service(self):
        goods = self.env["product.product"].create({"name": "Mug", "type": "consu"})
        with self.assertRaises(ValidationError):
            self.channel.tax_collected_product_id = goods

    def test_the_forms_open_and_save_for_a_manager(self):
        with Form(self.channel.with_user(self.manager)) as form:
            form.name = "Shop"
        with Form(self.account.with_user(self.manager)) as form:
            form.name = "Seller"
        self.assertEqual((self.channel.name, self.account.name), ("Shop", "Seller"))
