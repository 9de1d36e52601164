"""Held, never guessed: every reason in words, with its fix, and released by it."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .order_common import OrderCase
from .order_documents import item, order, totalled

SURPRISES = "odoo.addons.amazon_channel.models.amazon_channel_operation"


@tagged("post_install", "-at_install")
class TestOrderHold(OrderCase):
    def assert_released(self, *rows):
        """The fix has put the orders back in line, and they are imported."""
        self.assertEqual({row.state for row in rows}, {"to_process"}, [row.hold_reason for row in rows])
        self.process(rows[0].account_id)
        self.assertEqual({row.state for row in rows}, {"imported"}, [row.hold_reason for row in rows])

    # -- Products ----------------------------------------------------------------------------------------------

    def test_unknown_sku_holds_the_order(self):
        row = self.receive(order(item("VASE")))
        self.assert_held(
            row, "sku", "'VASE'", "Title of VASE", "Set it on the product, or create the product, or choose"
        )

    def test_new_product_releases_all_that_waited_for_it(self):
        rows = self.receive(order(item("VASE")), order(item("VASE")), order(item("BOWL")))
        self.create_product("VASE")
        self.assertEqual(rows[2].state, "held")
        self.assert_released(*rows[:2])

    def test_released_order_is_processed_soon(self):
        self.receive(order(item("VASE")))
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("amazon_channel.ir_cron_process_orders").id)]
        )
        triggers.unlink()
        self.create_product("VASE")
        self.assertTrue(triggers.search([("cron_id", "=", self.env.ref("amazon_channel.ir_cron_process_orders").id)]))

    def test_reference_set_on_a_product_releases_the_order(self):
        row = self.receive(order(item("VASE")))
        self.create_product("SOMETHING").default_code = "VASE"
        self.assert_released(row)

    def test_reference_set_on_the_product_form_releases_the_order(self):
        row = self.receive(order(item("VASE")))
        self.create_product("SOMETHING").product_tmpl_id.default_code = "VASE"
        self.assert_released(row)

    def test_sku_is_compared_letter_for_letter(self):
        row = self.receive(order(item("mug")))
        self.assert_held(row, "sku", "'mug'", "Perhaps it is '[MUG] Mug'?")

    def test_product_with_that_barcode_is_suggested(self):
        self.mug.barcode = "4006381333931"
        self.assert_held(self.receive(order(item("4006381333931"))), "sku", "Perhaps it is '[MUG] Mug'?")

    def test_item_without_sku_holds_the_order(self):
        document = order(item("MUG"))
        del document["orderItems"][0]["product"]["sellerSku"]
        self.assert_held(self.receive(document), "sku", "no SKU for 'Title of MUG'")

    def test_sku_of_two_products_holds_the_order(self):
        self.create_product("MUG")
        self.assert_held(self.receive(order()), "sku", "2 products", "'MUG'", "Keep it on one of them")

    def test_other_reference_on_one_of_two_products_releases_the_order(self):
        other = self.create_product("MUG")
        row = self.receive(order())
        other.default_code = "MUG-2"
        self.assert_released(row)

    def test_no_reference_on_one_of_two_products_releases_the_order(self):
        other = self.create_product("MUG")
        row = self.receive(order())
        other.default_code = False
        self.assert_released(row)

    def test_archiving_one_of_two_products_releases_the_order(self):
        other = self.create_product("MUG")
        row = self.receive(order())
        other.action_archive()
        self.assert_released(row)

    def test_archived_product_holds_the_order_until_it_is_back(self):
        self.mug.action_archive()
        row = self.receive(order())
        self.assert_held(row, "sku", "'MUG'")
        self.mug.action_unarchive()
        self.assert_released(row)

    def test_product_of_another_company_is_not_found(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.create_product("VASE", company_id=other.id)
        self.assert_held(self.receive(order(item("VASE"))), "sku", "'VASE'")

    def test_product_of_another_company_is_not_suggested(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.create_product("VASE", company_id=other.id, name="Secret of another company")
        self.assertNotIn("Secret", self.receive(order(item("vase"))).hold_reason)

    def test_product_of_all_companies_is_found(self):
        self.create_product("VASE", company_id=False)
        self.imported(order(item("VASE")))

    def test_item_of_no_units_asks_for_no_product(self):
        document = order(item("MUG", "10.00"), item("VASE", "0.00", 0))
        self.assert_lines(self.imported(document), ("MUG", 1, "10.00"))

    # -- Shipping, channel, money ------------------------------------------------------------------------------

    def test_unmapped_service_holds_the_order(self):
        row = self.receive(order(service="EXPEDITED"))
        self.assert_held(row, "shipping", "No shipping mapping for 'Expedited' on Amazon US", "Shipping Mappings")

    def test_delivery_method_of_other_channels_is_suggested(self):
        self.map_shipping(self.channels["DE"], "expedited", self.express)
        row = self.receive(order(service="EXPEDITED"))
        self.assert_held(row, "shipping", "Other channels use 'Express' for it.")

    def test_delivery_method_releases_all_that_waited_for_it(self):
        rows = self.receive(order(service="EXPEDITED"), order(service="EXPEDITED"), order(service="NEXT_DAY"))
        self.map_shipping(self.channel, "expedited", self.express)
        self.assertEqual(rows[2].state, "held")
        self.assert_released(*rows[:2])

    def test_marketplace_without_channel_holds_the_order(self):
        row = self.receive(order(marketplace="FR"), account=self.accounts["eu"])
        self.assert_held(row, "channel", "A13V1IB3VIYZZH", "Press Discover Channels")

    def test_new_channel_releases_its_orders(self):
        row = self.receive(order(marketplace="FR"), account=self.accounts["eu"])
        self._create_channel("FR")
        self.assert_released(row)
        self.assertEqual(row.channel_id.marketplace_id.name, "Amazon FR")

    def test_archived_channel_holds_its_orders_until_it_is_back(self):
        self.channel.action_archive()
        row = self.receive(order())
        self.assert_held(row, "channel", "ATVPDKIKX0DER")
        self.channel.action_unarchive()
        self.assert_released(row)

    def test_pricelist_in_another_currency_holds_the_order(self):
        self.channel.pricelist_id = self.channels["DE"].pricelist_id
        self.assert_held(self.receive(order()), "currency", "in USD", "sells in EUR", "pricelist in USD")

    def test_pricelist_that_fits_releases_the_order(self):
        pricelist = self.channel.pricelist_id
        self.channel.pricelist_id = self.channels["DE"].pricelist_id
        row = self.receive(order())
        self.channel.pricelist_id = pricelist
        self.assert_released(row)

    def test_channel_without_pricelist_holds_the_order_in_words(self):
        self.channel.pricelist_id = False
        row = self.receive(order())
        self.assert_held(row, "currency", "pricelist in USD")
        self.assertNotIn("False", row.hold_reason)

    def test_unknown_tax_model_holds_the_order(self):
        document = order()
        document["orderItems"][0]["tax"] = {"taxCollections": [{"model": "STATE_LEVY"}]}
        self.assert_held(self.receive(document), "tax_model", "'STATE_LEVY'", "under Money")

    def test_naming_the_tax_model_releases_the_order(self):
        document = order()
        document["orderItems"][0]["tax"] = {"taxCollections": [{"model": "STATE_LEVY"}]}
        row = self.receive(document)
        self.channel.tax_owed_models = "STATE_LEVY"
        self.assert_released(row)

    # -- Documents ---------------------------------------------------------------------------------------------

    def test_figures_that_do_not_add_up_hold_the_order(self):
        document = order(item("MUG", "20.00"))
        document["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"] = "21.00"
        self.assert_held(self.receive(document), "document", "20.00", "21.00", "Seller Central")

    def test_document_that_is_no_order_is_kept_and_held(self):
        with self.committing():
            self.env["amazon.channel.order"]._store_documents(self.account, [{"what": "is this"}])
        self.process()
        row = self.env["amazon.channel.order"].search([("account_id", "=", self.account.id)])
        self.assertEqual(row.state, "held")
        self.assertEqual(row.hold_ids.code, "document")

    def test_kind_of_charge_nobody_knows_holds_the_order(self):
        document = order(item("MUG", "20.00", moon_fee="1.00"))
        self.assert_held(self.receive(document), "document", "MOON_FEE", "1.00")

    def test_values_nobody_knows_are_shown_and_stop_nothing(self):
        row = self.receive(order(programs=["PRIME", "MOONSHOT"]))
        self.assertEqual(row.state, "imported")
        self.assertIn("MOONSHOT", row.unknown_values)

    # -- What Odoo refuses -------------------------------------------------------------------------------------

    def test_what_odoo_refuses_is_told_in_its_words(self):
        document = order()
        with self.failing(UserError("Mugs are sold out in spring."), document):
            row = self.receive(document)
        self.assert_held(row, "odoo", "Mugs are sold out in spring.")

    def test_several_reasons_are_all_told(self):
        row = self.receive(order(item("VASE"), item("BOWL"), service="EXPEDITED"))
        self.assertEqual(sorted(row.hold_ids.mapped("key")), ["BOWL", "VASE", "expedited"])
        self.assertEqual(len(row.hold_reason.splitlines()), 3)

    def test_order_waits_until_the_last_reason_is_gone(self):
        row = self.receive(order(item("VASE"), service="EXPEDITED"))
        self.create_product("VASE")
        self.process()
        self.assert_held(row, "shipping", "'Expedited'")
        self.map_shipping(self.channel, "expedited", self.express)
        self.assert_released(row)
        self.assertFalse(row.hold_ids)
        self.assertFalse(row.hold_reason)

    def test_try_again_tells_what_happened(self):
        row = self.receive(order(item("VASE")))
        with self.committing():
            action = row.action_retry()
        self.assertEqual(row.state, "held")
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("1 held", action["params"]["message"])

    def test_imported_order_stays_in_the_inbox(self):
        row = self.receive(order())
        with self.assertRaises(UserError):
            row.unlink()

    # -- Technical errors --------------------------------------------------------------------------------------

    @mute_logger(SURPRISES)
    def test_technical_error_is_tried_again_later_and_later(self):
        document = order()
        now = fields.Datetime.now()
        self.store(document)
        with self.failing(ValueError("12 Harbor Lane"), document):
            for minutes_before, attempts, delay in ((0, 1, 2), (2, 2, 4), (6, 3, 8)):
                moment = now + timedelta(minutes=minutes_before)
                with freeze_time(moment):
                    self.process()
                    row = self.inbox(document)
                    self.assertEqual((row.state, row.attempts), ("failed", attempts))
                    self.assertEqual(row.next_attempt_at, moment.replace(microsecond=0) + timedelta(minutes=delay))
        self.assertNotIn("Harbor", row.hold_reason)

    @mute_logger(SURPRISES)
    def test_failed_order_rests_until_it_is_due(self):
        document = order()
        with self.failing(ValueError("nobody foresaw this"), document):
            row = self.receive(document)
        self.process()
        self.assertEqual(row.state, "failed")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=3)):
            self.process()
        self.assertEqual(row.state, "imported")
        self.assertEqual(row.attempts, 0)
        self.assertFalse(row.hold_reason)

    @mute_logger(SURPRISES)
    def test_try_again_does_not_wait(self):
        document = order()
        with self.failing(ValueError("nobody foresaw this"), document):
            row = self.receive(document)
        with self.committing():
            row.action_retry()
        self.assertEqual(row.state, "imported")

    def test_log_names_the_error_and_no_personal_data(self):
        document = order()
        with self.failing(ValueError("12 Harbor Lane"), document), self.assertLogs(SURPRISES, "ERROR") as logs:
            self.receive(document)
        text = "\n".join(logs.output)
        self.assertIn("ValueError", text)
        self.assertIn(document["orderId"], text)
        self.assertNotIn("Harbor", text)

    @mute_logger(SURPRISES)
    def test_document_with_a_currency_odoo_lacks_is_held(self):
        document = order()
        totalled(document, "XXX")
        row = self.receive(document)
        self.assert_held(row, "currency", "in XXX")
