from odoo.tests import tagged

from .common import EndToEndCase


@tagged("post_install", "-at_install")
class TestFbaStock(EndToEndCase):
    """Amazon's own stock, read over a real socket from the simulator."""

    def list_by_amazon(self, count):
        """So many SKUs that Amazon sends; they are listed here as an import would do it."""
        self.simulator.clear_listings()
        skus = self.simulator.generate_listings(count, kinds=["fba"])
        channel = self.channels.filtered(lambda channel: channel.country_id.code == "US")
        return self.env["amazon.channel.listing"].create(
            [{"channel_id": channel.id, "sku": sku, "state": "active", "fulfillment_channel": "amazon"} for sku in skus]
        )

    def sync_fba(self):
        return self._run_and_return_runs("sync_fba_stock")

    def test_stock_is_read_page_by_page(self):
        listings = self.list_by_amazon(120)
        listing = listings[7]
        self.simulator.set_fba_stock(listing.sku, 41, inboundShippedQuantity=6, pendingCustomerOrderQuantity=3)
        run = self.sync_fba()
        self.assertEqual((run.state, run.fetched_count, run.call_count), ("done", 120, 3))
        self.assertEqual(len(listings.fba_stock_ids), 120)
        row = listing.fba_stock_ids
        self.assertEqual((row.fulfillable, row.inbound_shipped, row.reserved, row.on_hand), (41, 6, 3, 44))

    def test_the_next_run_follows_what_changed(self):
        listing = self.list_by_amazon(3)[0]
        self.sync_fba()
        self.simulator.set_fba_stock(listing.sku, 2)
        run = self.sync_fba()
        self.assertEqual((run.changed_count, listing.fba_stock_ids.fulfillable), (1, 2))

    def test_nothing_is_asked_where_amazon_sends_nothing(self):
        self.assertFalse(self.sync_fba())
        self.assertFalse(self.calls("getInventorySummaries"))
