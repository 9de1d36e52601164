"""The guided setup: what each step says, to whom, and what its button does."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .connection_common import SECRET, TOKEN, ConnectionCase

NOTHING_ELSE = ["later"] * 8


class TestSetup(ConnectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "setup_user",
            "amazon_channel.amazon_channel_group_user",
            company_ids=[cls.company.id],
            company_id=cls.company.id,
        )

    def setUp(self):
        super().setUp()
        # What would be sent is computed with commits in between; here they only write.
        self.patch(self.env.cr, "commit", self.env.cr.flush)

    def open(self, user=None, account=None):
        """The setup as `user` sees it after having opened it."""
        accounts = self.env["amazon.channel.account"].with_user(user or self.administrator)
        action = (account or accounts).with_user(accounts.env.user).action_open_setup()
        return accounts.env["amazon.channel.setup"].browse(action["res_id"])

    def step(self, code, user=None, account=None):
        setup = self.open(user, account)
        setup.env.invalidate_all()
        return setup.step_ids.filtered(lambda step: step.code == code)

    def states(self, **options):
        return self.open(**options).step_ids.mapped("state")

    def forget_the_account(self):
        self.account.unlink()

    def connect(self):
        """The account answers and has its channels, as after the dialog."""
        self.account.with_user(self.administrator).action_discover_channels()
        return self.account.channel_ids

    # -- The connection ----------------------------------------------------------------------------------------

    def test_with_nothing_at_all_the_application_is_the_step_to_begin_with(self):
        self.account.unlink()
        self.application.unlink()
        setup = self.open()
        self.assertEqual(setup.step_ids.mapped("state"), ["todo", *NOTHING_ELSE])
        self.assertEqual(setup.step_ids.filtered("is_next").code, "application")
        self.assertEqual(setup.progress, "0 of 9 steps done")

    def test_with_an_application_the_seller_is_asked_for(self):
        self.forget_the_account()
        self.assertEqual(self.states()[:3], ["done", "todo", "later"])

    def test_an_application_without_its_secret_is_not_done(self):
        self.application.lwa_client_secret = False
        step = self.step("application")
        self.assertEqual(step.state, "todo")
        self.assertIn("Larkspur ERP", step.words)

    def test_a_manager_reads_that_an_administrator_has_to_enter_the_application(self):
        self.application.lwa_client_secret = False
        step = self.step("application", self.manager)
        self.assertFalse(step.is_mine)
        self.assertIn("A system administrator has to do this", step.words)
        with self.assertRaises(AccessError):
            step.action_do()

    def test_no_secret_is_in_anything_that_the_setup_shows(self):
        self.connect()
        setup = self.open()
        shown = str(setup.read()) + str(setup.step_ids.read())
        for secret in (SECRET, TOKEN):
            self.assertNotIn(secret, shown)

    def test_the_button_of_the_authorization_opens_the_dialog_and_leads_back(self):
        self.forget_the_account()
        action = self.step("authorize").action_do()
        self.assertEqual(action["res_model"], "amazon.channel.connect")
        self.assertTrue(action["context"]["amazon_channel_setup"])

    def test_who_connects_from_the_setup_comes_back_to_it(self):
        account = self.account.with_user(self.administrator).with_context(amazon_channel_setup=True)
        action = account._finish_connecting()
        self.assertEqual(action["params"]["next"]["res_model"], "amazon.channel.setup")

    def test_the_setup_that_was_opened_before_the_account_finds_the_account(self):
        values = self.account.copy_data()[0]
        self.forget_the_account()
        setup = self.open()
        account = self.env["amazon.channel.account"].create(values)
        setup.invalidate_recordset()
        self.assertEqual(setup.account_id, account)

    def test_a_consent_that_is_lost_makes_its_step_open_again_with_the_reason(self):
        self.connect()
        self.assertEqual(self.step("authorize").state, "done")
        self.account.write({"state": "reauthorize", "last_error": "The consent was withdrawn."})
        step = self.step("authorize")
        self.assertEqual((step.state, step.words), ("todo", "The consent was withdrawn."))

    def test_the_setup_goes_on_with_the_account_that_is_not_live_yet(self):
        self.connect().action_go_live()
        other = self.account.copy({"name": "Second"})
        self.account.copy({"name": "Third"}).channel_ids.create(
            {
                "account_id": self.env["amazon.channel.account"].search([("name", "=", "Third")]).id,
                "marketplace_id": self.account.channel_ids[0].marketplace_id.id,
                "mode": "live",
            }
        )
        self.assertEqual(self.open().account_id, other)

    # -- The channels ------------------------------------------------------------------------------------------

    def test_the_button_of_the_marketplaces_asks_amazon_where_the_seller_sells(self):
        self.account.state = "connected"
        self.assertEqual(self.step("marketplaces").state, "todo")
        self.step("marketplaces").action_do()
        self.assertEqual(self.step("marketplaces").state, "done")
        self.assertEqual(len(self.account.channel_ids), 2)

    def test_a_marketplace_that_is_not_wanted_is_asked_about_no_more(self):
        channels = self.connect()
        channels[1].with_user(self.manager).active = False
        self.assertNotIn(channels[1].name, self.step("marketplaces").words)
        action = self.step("marketplaces", self.manager).action_do()
        shown = self.env["amazon.channel"].with_context(**action["context"]).search(action["domain"])
        self.assertEqual(shown, channels)

    def test_a_pricelist_in_another_currency_is_missing(self):
        channels = self.connect()
        euro = self.env["product.pricelist"].create(
            {"name": "Euro", "company_id": self.company.id, "currency_id": self.env.ref("base.EUR").id}
        )
        self.assertEqual(self.step("warehouse").state, "done")
        channels[0].pricelist_id = euro
        step = self.step("warehouse")
        self.assertEqual(step.state, "todo")
        self.assertIn(channels[0].name, step.words)

    def test_a_channel_without_pricelist_is_named(self):
        channels = self.connect()
        channels[1].pricelist_id = False
        self.assertIn(channels[1].name, self.step("warehouse").words)

    def test_shipping_is_done_when_every_channel_has_its_answers(self):
        channels = self.connect()
        self.assertEqual(self.step("shipping").state, "todo")
        action = self.step("shipping", self.user).action_do()
        lines = self.env["amazon.channel.shipping.mapping"].search(action["domain"])
        self.assertEqual(lines.channel_id, channels)
        product = self.env["product.product"].create({"name": "Parcel", "type": "service"})
        carrier = self.env["delivery.carrier"].create({"name": "Parcel", "product_id": product.id})
        lines[1:].carrier_id = carrier
        self.assertEqual(self.step("shipping").state, "todo")
        lines.carrier_id = carrier
        self.assertEqual(self.step("shipping").state, "done")

    # -- Listings ----------------------------------------------------------------------------------------------

    def test_listings_are_under_way_while_amazon_makes_the_reports_and_done_when_they_are_imported(self):
        channels = self.connect()
        self.assertEqual(self.step("listings").state, "todo")
        self.step("listings", self.user).action_do()
        self.assertEqual(self.step("listings").state, "working")
        channels.listings_imported_at = fields.Datetime.now()
        self.assertEqual(self.step("listings").state, "done")

    def test_an_import_that_came_to_nothing_says_why(self):
        channels = self.connect()
        channels[0].listings_problem = "Amazon gave up."
        self.assertIn("Amazon gave up.", self.step("listings").words)

    def test_linking_counts_what_has_no_product(self):
        channels = self.connect()
        self.assertEqual(self.step("link").state, "later")
        channels.listings_imported_at = fields.Datetime.now()
        self.assertEqual(self.step("link").state, "done")
        listing = self.env["amazon.channel.listing"].create({"channel_id": channels[0].id, "sku": "LOST"})
        self.assertIn("1 of 1", self.step("link").words)
        action = self.step("link").action_do()
        self.assertEqual(self.env["amazon.channel.listing"].search(action["domain"]), listing)

    # -- Going live --------------------------------------------------------------------------------------------

    def test_the_review_is_done_when_somebody_has_looked(self):
        channels = self.connect()
        channels.listings_imported_at = fields.Datetime.now()
        self.assertEqual(self.step("review").state, "todo")
        self.step("review", self.manager).action_do()
        step = self.step("review")
        self.assertEqual(step.state, "done")
        self.assertIn(self.manager.name, step.words)

    def test_when_all_is_live_the_review_shows_what_is_sent(self):
        self.connect().action_go_live()
        self.assertEqual(self.step("review", self.user).action_do()["res_model"], "amazon.channel.offer")

    def test_live_names_the_channel_that_is_still_in_shadow_and_opens_its_dialog(self):
        channels = self.connect()
        channels[0].action_go_live()
        step = self.step("live", self.manager)
        self.assertNotIn(channels[0].name, step.words)
        action = step.action_do()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.channel_id, channels[1])

    def test_at_the_end_all_is_done_and_the_account_says_so(self):
        channels = self.connect()
        channels.listings_imported_at = fields.Datetime.now()
        self.env["amazon.channel.shipping.mapping"]._ask([(channel, "standard") for channel in channels])
        product = self.env["product.product"].create({"name": "Parcel", "type": "service"})
        carrier = self.env["delivery.carrier"].create({"name": "Parcel", "product_id": product.id})
        channels.shipping_mapping_ids.carrier_id = carrier
        self.account.invalidate_recordset()
        self.assertEqual(self.account.setup_text, "7 of 9 steps")
        channels.action_go_live()
        self.account.invalidate_recordset()
        self.assertEqual(self.account.setup_text, "9 of 9 steps")
        self.assertEqual(self.open().progress, "All steps are done: this account is live.")

    # -- Everybody ---------------------------------------------------------------------------------------------

    def test_an_accountant_sees_how_far_it_is_and_can_do_nothing(self):
        accountant = new_test_user(
            self.env,
            "setup_accountant",
            "account.group_account_readonly",
            company_ids=[self.company.id],
            company_id=self.company.id,
        )
        self.connect()
        setup = self.open(accountant)
        self.assertEqual(setup.done_count, 4)
        self.assertFalse(any(setup.step_ids.mapped("is_mine")))

    def test_many_listings_cost_no_more_queries_than_one(self):
        channels = self.connect()

        def count():
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.open().step_ids.mapped("words")
            return self.env.cr.sql_log_count - start

        def list_some(name, number):
            self.env["amazon.channel.listing"].create(
                [{"channel_id": channels[0].id, "sku": f"{name}-{index}"} for index in range(number)]
            )
            self.env.flush_all()

        list_some("ONE", 1)
        count()
        before = count()
        list_some("MANY", 200)
        count()
        self.assertEqual(count(), before)
        self.assertLess(before, 40)
