"""From an order that waits to the place where its cause is mended: one click."""

from odoo.exceptions import UserError
from odoo.tests import Form

from .order_common import OrderCase
from .order_documents import buyer, item, order


class TestHoldActions(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "amazon_channel.amazon_channel_group_user,product.group_product_manager"
        cls.operator = cls.create_user("fixing-operator", groups)

    def hold_of(self, *items, **fields):
        """The one reason why an order with these items waits, as the operator sees it."""
        row = self.receive(order(*items, **fields))
        self.assertEqual(len(row.hold_ids), 1, row.hold_reason)
        return row.hold_ids.with_user(self.operator)

    def records_of(self, action):
        """What somebody sees who follows an action."""
        records = self.env[action["res_model"]].with_user(self.operator)
        return records.browse(action["res_id"]) if action.get("res_id") else records.search(action.get("domain") or [])

    def test_fix_of_an_unmapped_service_shows_its_lines_of_all_channels_that_wait_for_it(self):
        self.receive(order(service="SECOND_DAY", marketplace="GB"))
        self.receive(order(service="NEXT_DAY", marketplace="DE"))
        hold = self.hold_of(service="SECOND_DAY")

        mappings = self.records_of(hold.action_fix())

        self.assertEqual(set(mappings.mapped("amazon_method")), {"second_day"})
        self.assertEqual(mappings.channel_id, self.channel | self.channels["GB"])

    def test_answering_the_line_that_fix_shows_releases_the_order(self):
        hold = self.hold_of(service="SECOND_DAY")
        row = hold.order_id

        self.records_of(hold.action_fix()).carrier_id = self.express
        self.process()

        self.assertEqual(row.state, "imported")

    def test_fix_of_an_unknown_sku_offers_a_new_product_with_reference_and_title(self):
        action = self.hold_of(item("TEAPOT")).action_fix()

        with Form(self.env[action["res_model"]].with_user(self.operator).with_context(**action["context"])) as form:
            self.assertEqual((form.default_code, form.name), ("TEAPOT", "Title of TEAPOT"))
            self.assertTrue(form.is_storable)

    def test_saving_the_product_that_fix_offers_releases_the_order(self):
        hold = self.hold_of(item("TEAPOT"))
        row, action = hold.order_id, hold.action_fix()

        Form(self.env[action["res_model"]].with_user(self.operator).with_context(**action["context"])).save()
        self.process()

        self.assertEqual(row.state, "imported", row.hold_reason)

    def test_fix_of_a_sku_that_two_products_have_shows_both(self):
        twins = self.create_product("TWIN") | self.create_product("TWIN")

        self.assertEqual(self.records_of(self.hold_of(item("TWIN")).action_fix()), twins)

    def test_fix_of_a_sku_in_other_capitals_shows_the_product_that_is_meant(self):
        teapot = self.create_product("teapot")

        self.assertEqual(self.records_of(self.hold_of(item("TEAPOT")).action_fix()), teapot)

    def test_who_may_not_create_products_is_told_what_to_ask_for(self):
        hold = self.hold_of(item("TEAPOT"))
        helper = self.create_user("helping-operator", "amazon_channel.amazon_channel_group_user")

        with self.assertRaisesRegex(UserError, "TEAPOT"):
            hold.with_user(helper).action_fix()

    def test_fix_of_a_wrong_currency_opens_the_channel(self):
        self.channel.pricelist_id = self.channels["GB"].pricelist_id

        self.assertEqual(self.records_of(self.hold_of().action_fix()), self.channel)

    def test_fix_of_a_marketplace_without_channel_opens_the_account(self):
        hold = self.hold_of(marketplace="FR")

        self.assertEqual(self.records_of(hold.action_fix()), self.accounts["eu"])

    def test_what_no_setting_mends_opens_the_order_at_amazon(self):
        action = self.hold_of(status="UNFULFILLABLE").action_fix()

        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_an_order_is_one_click_from_what_it_waits_for(self):
        hold = self.hold_of(item("TEAPOT"), buyer=buyer())

        self.assertEqual(self.records_of(hold.action_open_order()), hold.order_id)

    def test_what_is_waited_for_is_told_in_words(self):
        self.assertEqual(self.hold_of(service="SECOND_DAY").waits_for, "Shipping not mapped: Second Day")
        self.assertEqual(self.hold_of(item("TEAPOT")).waits_for, "Unknown SKU: TEAPOT")
        self.assertEqual(self.hold_of(status="UNFULFILLABLE").waits_for, "Unfulfillable")
