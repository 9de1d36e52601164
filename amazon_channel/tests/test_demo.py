"""Amazon without Amazon: what the demo shows, that it calls nobody, and that nothing of it stays."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..sp_api import client as sp_api_client

# What a person would find again: nothing of it may stay. (Marks for the next computation of stock do: it takes them.)
LEFT_BEHIND = (
    *("sale.order", "sale.order.line", "stock.picking", "stock.move", "stock.reference", "res.partner"),
    *("product.product", "product.template", "product.pricelist", "crm.team", "delivery.carrier", "stock.quant"),
    *("amazon.channel.account", "amazon.channel", "amazon.channel.application", "amazon.channel.order"),
    *("amazon.channel.order.hold", "amazon.channel.listing", "amazon.channel.listing.issue", "amazon.channel.issue"),
    *("amazon.channel.run", "amazon.channel.document", "amazon.channel.submission", "amazon.channel.offer"),
    *("amazon.channel.offer.batch", "amazon.channel.offer.batch.line", "amazon.channel.stock.rule"),
    *("amazon.channel.price.mark", "amazon.channel.linking.key", "mail.message"),
    *("amazon.channel.shipping.mapping", "mail.activity", "res.currency"),
)


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Larkspur", "country_id": cls.env.ref("base.us").id})
        cls.administrator = new_test_user(
            cls.env, "demo_admin", "base.group_system", company_ids=[cls.company.id], company_id=cls.company.id
        )
        cls.demo = cls.env["amazon.channel.demo"].with_user(cls.administrator)

    @contextmanager
    def committing(self):
        """Commits of the code under test only write, and there is nothing to roll back."""
        with (
            patch.object(self.env.cr, "commit", self.env.cr.flush),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            yield
        self.env.invalidate_all()

    def start(self):
        with self.committing():
            return self.demo._start(self.company).with_env(self.env)

    def remove(self):
        with self.committing():
            self.demo._remove(self.company)

    def counts(self):
        self.env.flush_all()
        return {name: self.env[name].with_context(active_test=False).search_count([]) for name in LEFT_BEHIND}

    # -- What it shows -----------------------------------------------------------------------------------------

    def test_the_demo_has_something_on_every_screen(self):
        channel = self.start()
        orders = channel.order_ids
        self.assertEqual(sorted(orders.mapped("state")), ["held", "held"] + ["imported"] * 4)
        self.assertEqual(set(orders.hold_ids.mapped("code")), {"sku", "shipping"})
        self.assertEqual(len(channel.listing_ids), 6)
        self.assertEqual((channel.listing_error_count, channel.listing_unlinked_count), (1, 1))
        self.assertEqual(set(channel.offer_batch_ids.mapped("kind")), {"quantity", "price"})
        self.assertTrue(self.env["amazon.channel.issue"].search([("account_id", "=", channel.account_id.id)]))

    def test_its_sale_orders_agree_with_the_invented_amazon_to_the_cent(self):
        orders = self.start().order_ids.sale_order_id
        self.assertEqual(len(orders), 4)
        self.assertEqual(set(orders.mapped("amazon_channel_difference")), {0.0})
        self.assertEqual(set(orders.mapped("state")), {"sale"})

    def test_everything_in_it_says_that_it_is_the_demo(self):
        channel = self.start()
        orders = channel.order_ids.sale_order_id
        names = [channel.name, channel.account_id.name, *orders.partner_id.mapped("name")]
        names += [*channel.listing_ids.mapped("sku"), *orders.order_line.product_id.mapped("name")]
        for name in names:
            self.assertIn("demo", name.lower())

    def test_some_of_it_is_late_or_to_be_shipped_today(self):
        pickings = self.start().order_ids.sale_order_id.picking_ids
        self.assertEqual(len(pickings), 4)
        self.assertTrue(all(pickings.mapped("amazon_channel_ship_by")))

    # -- What it never does ------------------------------------------------------------------------------------

    def test_no_call_is_made_for_it(self):
        with patch.object(sp_api_client.Client, "__init__", side_effect=AssertionError("called")):
            channel = self.start()
            with self.committing():
                run = self.env["amazon.channel.order.fetch"]._fetch(channel.account_id)
        self.assertEqual(run.state, "failed")
        self.assertIn("demo data", run.message)

    def test_schedules_leave_it_alone(self):
        channel = self.start()
        self.assertEqual(channel.account_id.state, "draft")
        with self.assertRaises(ValidationError):
            channel.account_id.state = "connected"

    def test_buttons_that_ask_amazon_say_that_there_is_none(self):
        channel = self.start()
        account = channel.account_id
        for button in (channel.action_import_listings, channel.action_sync_listings, account.action_authorize):
            with self.assertRaisesRegex(UserError, "demo data"):
                button()

    def test_it_never_goes_live(self):
        channel = self.start()
        with self.assertRaises(ValidationError):
            channel.action_go_live()

    def test_no_goods_leave_for_it_and_no_invoice_is_made(self):
        order = self.start().order_ids.sale_order_id[0]
        order.order_line.qty_delivered = 1
        with self.assertRaisesRegex(UserError, "demo"):
            order.picking_ids._action_done()
        with self.assertRaisesRegex(UserError, "demo"):
            order._create_invoices()

    # -- Beside what is real -----------------------------------------------------------------------------------

    def real_account(self):
        application = self.env["amazon.channel.application"].create(
            {"name": "Real", "lwa_client_id": "amzn1.real", "company_id": self.company.id}
        )
        return self.env["amazon.channel.account"].create(
            {"name": "Real", "application_id": application.id, "company_id": self.company.id, "region": "na"}
        )

    def test_a_company_with_an_account_gets_no_demo_not_even_with_an_archived_one(self):
        self.real_account().active = False
        before = self.counts()
        with self.assertRaisesRegex(UserError, "already"):
            self.demo._start(self.company)
        self.assertEqual(self.counts(), before)

    def test_a_company_with_demo_data_connects_no_seller(self):
        self.start()
        with self.assertRaisesRegex(ValidationError, "demo data"):
            self.real_account()

    def test_an_account_does_not_become_the_demo_and_the_demo_no_account(self):
        account = self.real_account()
        with self.assertRaisesRegex(UserError, "Settings"):
            account.environment = "demo"
        account.unlink()
        channel = self.start()
        with self.assertRaisesRegex(UserError, "Settings"):
            channel.account_id.environment = "production"

    def test_only_an_administrator_makes_it(self):
        manager = new_test_user(self.env, "demo_manager", "amazon_channel.amazon_channel_group_manager")
        demo = self.env["amazon.channel.demo"].with_user(manager)
        with self.assertRaises(AccessError):
            demo._start(self.company)
        with self.assertRaises(AccessError):
            demo._remove(self.company)

    # -- Taking it away ----------------------------------------------------------------------------------------

    def test_nothing_of_it_stays(self):
        before = self.counts()
        self.start()
        made = self.counts()
        self.assertGreater(made["sale.order"], before["sale.order"])
        self.remove()
        self.assertEqual(self.counts(), before)

    def test_a_currency_that_only_the_demo_needed_is_switched_off_again(self):
        swedish = self.env["amazon.channel.marketplace"].search([("country_id.code", "=", "SE")])
        krona = swedish.currency_id
        krona.active = False
        self.patch(
            self.registry["amazon.channel.demo"], "_marketplace", lambda demo, company: swedish.with_env(demo.env)
        )
        self.start()
        self.assertTrue(krona.active)
        self.remove()
        self.assertFalse(krona.active)

    def test_it_can_be_made_again(self):
        self.start()
        self.remove()
        self.assertEqual(len(self.start().listing_ids), 6)

    def test_what_is_real_stays(self):
        partner = self.env["res.partner"].create({"name": "Real Buyer"})
        product = self.env["product.product"].create({"name": "Real", "company_id": self.company.id})
        order = self.env["sale.order"].create({"partner_id": partner.id, "company_id": self.company.id})
        self.start()
        self.remove()
        self.assertTrue(partner.exists() and product.exists() and order.exists())

    def test_a_demo_product_in_a_real_order_is_archived_instead(self):
        product = self.start().listing_ids.product_id[0]
        partner = self.env["res.partner"].create({"name": "Real Buyer"})
        values = {"partner_id": partner.id, "company_id": self.company.id}
        order = self.env["sale.order"].create({**values, "order_line": [(0, 0, {"product_id": product.id})]})
        self.remove()
        self.assertTrue(order.order_line.product_id == product)
        self.assertFalse(product.active)

    def test_held_orders_that_somebody_released_go_as_well(self):
        before = self.counts()
        channel = self.start()
        held = channel.order_ids.filtered(lambda row: "shipping" in row.hold_ids.mapped("code"))
        carrier = channel.shipping_mapping_ids.carrier_id[:1]
        question = channel.shipping_mapping_ids.filtered(lambda mapping: not mapping.carrier_id)
        question.carrier_id = carrier
        with self.committing():
            self.env["amazon.channel.order.import"]._process(channel.account_id)
        self.assertTrue(held.sale_order_id)
        self.remove()
        self.assertEqual(self.counts(), before)
