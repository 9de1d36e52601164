from odoo.tests import tagged

from .common import EndToEndCase

SKU = "LK-TEAPOT"
CATALOGUE = [{"sku": SKU, "title": "Teapot", "price": 29.5}]


@tagged("post_install", "-at_install")
class TestListingLinks(EndToEndCase):
    """Orders of a SKU without a product wait until its listing, imported from Amazon, has one."""

    without_skus = (SKU,)

    def setUp(self):
        super().setUp()
        self.channel = self.channels.filtered(lambda channel: channel.country_id.code == "US")
        self.order_ids = self.simulator.generate_orders(
            2, ["us_facilitator_tax"], marketplaces=["US"], catalogue=CATALOGUE
        )
        self.sync()
        self.assertEqual(self.inbox(*self.order_ids).mapped("state"), ["held", "held"])
        self.run_cron("sync_listings")
        self.listing = self.env["amazon.channel.listing"].search(
            [("channel_id", "=", self.channel.id), ("sku", "=", SKU)]
        )
        self.assertFalse(self.listing.product_id)

    def assert_imported(self):
        self.process_orders()
        rows = self.inbox(*self.order_ids)
        self.assertEqual(rows.mapped("state"), ["imported", "imported"])
        self.assertEqual(rows.sale_order_id.order_line.product_id & self.listing.product_id, self.listing.product_id)

    def test_product_created_from_the_listing_lets_the_orders_in(self):
        with self.request() as env:
            action = self.listing.with_env(env).action_create_products()
            wizard = env[action["res_model"]].browse(action["res_id"])
            wizard.line_ids.default_code = "TEAPOT-BLUE"
            wizard.action_create()
        self.assertEqual(self.listing.link_source, "created")
        self.assert_imported()
        self.assertEqual(self.listing.product_id.default_code, "TEAPOT-BLUE")

    def test_product_chosen_by_hand_lets_the_orders_in(self):
        with self.request() as env:
            teapot = env["product.product"].create({"name": "Teapot", "is_storable": True})
            self.listing.with_env(env).product_id = teapot
        self.assert_imported()
