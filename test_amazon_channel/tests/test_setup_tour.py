"""The first hour in the browser: from nothing to a channel that is live."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common import EndToEndCase, credentials_of

UNKNOWN_SKU = "LK-SOAP-3"


@tagged("post_install", "-at_install")
class TestSetupTour(EndToEndCase, HttpCase):
    # The registry is in test mode for the whole class already.
    registry_test_mode = False
    without_skus = (UNKNOWN_SKU,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Back to nothing: only the shop is there.
        application = cls.accounts.application_id
        cls.channels.unlink()
        cls.accounts.unlink()
        application.unlink()
        groups = "base.group_system,stock.group_stock_manager,sales_team.group_sale_manager"
        new_test_user(cls.env, "touring-founder", groups=groups, email="founder@larkspur.example")
        cls.env["product.product"].create({"name": "Olive Soap in a Box", "is_storable": True, "list_price": 6.5})

    def test_an_administrator_goes_from_nothing_to_live(self):
        self.simulator.change_settings(report_seconds=0)
        credentials = credentials_of(self.simulator)
        copied = {
            "client_id": credentials["client_id"],
            "client_secret": credentials["client_secret"],
            "refresh_token": credentials["sellers"]["na"]["refresh_token"],
        }

        self.start_tour("/odoo", "amazon_channel_setup_to_listings", login="touring-founder", cookies=copied)

        self.env.invalidate_all()
        channel = self.env["amazon.channel"].search([])
        self.assertEqual((channel.name, channel.mode), ("Amazon US", "shadow"))
        for _turn in range(2):
            self.env["amazon.channel.document"].search([("is_open", "=", True)]).next_attempt_at = False
            self.run_cron("follow_documents")
        self.assertFalse(self.calls("patchListingsItem"), "nothing is sent before going live")

        self.start_tour("/odoo", "amazon_channel_setup_to_live", login="touring-founder")

        self.env.invalidate_all()
        self.assertEqual(channel.mode, "live")
        self.assertTrue(channel.reviewed_at)
