"""Listings in the browser: imported and linked; published with a mistake, corrected, seen at Amazon."""

from odoo.tests import HttpCase, new_test_user, tagged

from amazon_simulator.catalog_items import barcode

from .publishing_common import PublishingCase

UNKNOWN_SKU = "LK-SOAP-3"
GOOD_BARCODE = barcode(900)
MISTYPED_BARCODE = GOOD_BARCODE[:-1] + str((int(GOOD_BARCODE[-1]) + 1) % 10)


@tagged("post_install", "-at_install")
class TestListingTour(PublishingCase, HttpCase):
    # The registry is in test mode for the whole class already.
    registry_test_mode = False
    without_skus = (UNKNOWN_SKU,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "amazon_channel.amazon_channel_group_user,product.group_product_manager"
        new_test_user(cls.env, "touring-lister", groups=groups, email="lister@larkspur.example")

    def test_an_operator_imports_listings_and_links_the_one_that_odoo_does_not_know(self):
        self.simulator.change_settings(report_seconds=0)
        soap = self.product("SOAP-BOX", name="Olive Soap in a Box")
        address = f"/odoo/action-amazon_channel.amazon_channel_action/{self.channel.id}"

        self.start_tour(address, "amazon_channel_import_listings", login="touring-lister")
        for _turn in range(2):
            self.env["amazon.channel.document"].search([("is_open", "=", True)]).next_attempt_at = False
            self.run_cron("follow_documents")
        self.start_tour(address, "amazon_channel_link_listing", login="touring-lister")

        self.env.invalidate_all()
        listing = self.env["amazon.channel.listing"].search(
            [("channel_id", "=", self.channel.id), ("sku", "=", UNKNOWN_SKU)]
        )
        self.assertEqual((listing.product_id, listing.link_source), (soap, "manual"))

    def test_an_operator_corrects_the_barcode_that_a_publication_names_and_sees_it_published(self):
        product = self.product("PUB-1", barcode=MISTYPED_BARCODE)
        address = f"/odoo/action-product.product_normal_action_sell/{product.id}"

        self.start_tour(address, "amazon_channel_publish_and_correct", login="touring-lister")

        self.assertEqual(product.barcode, GOOD_BARCODE)
        self.assertEqual(len(self.puts()), 1)
        self.later()
        self.start_tour("/odoo/amazon-publications", "amazon_channel_published", login="touring-lister")
        self.assertEqual(product.amazon_channel_listing_ids.state, "active")
