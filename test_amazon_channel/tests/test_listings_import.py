from unittest.mock import patch

from odoo.tests import tagged

from .common import EndToEndCase, new_simulator

TRANSFER = "odoo.addons.amazon_channel.models.amazon_channel_document_transfer"
STAGE = "odoo.addons.amazon_channel.models.amazon_channel_listing_stage.AmazonChannelListingStage"
ODD = ("comma_title", "quote_title", "tab_title", "unicode_title", "markup_title", "slash_sku", "space_sku")
ODD += ("percent_sku", "unicode_sku", "zero_sku", "inactive", "incomplete", "no_price", "fba", "suppressed")


class ImportCase(EndToEndCase):
    """Listings against a whole Amazon: report asked for, made, downloaded, imported; items searched for."""

    country = "US"

    def setUp(self):
        super().setUp()
        self.use(new_simulator())
        self.simulator.change_settings(report_seconds=0)
        self.channel = self.channels.filtered(lambda channel: channel.country_id.code == self.country)

    def import_listings(self, turns=2):
        self.run_cron("import_listings")
        for _turn in range(turns):
            self.env["amazon.channel.document"].search([("is_open", "=", True)]).next_attempt_at = False
            self.run_cron("follow_documents")
            self.env.invalidate_all()

    def listings(self):
        return self.env["amazon.channel.listing"].search([("channel_id", "=", self.channel.id)])

    def at_amazon(self):
        return {row["sku"] for row in self.simulator.list_listings(self.country, limit=10_000)}

    def versions(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT id, ctid::text FROM amazon_channel_listing ORDER BY id")
        return self.env.cr.fetchall()


@tagged("post_install", "-at_install")
class TestListingsImport(ImportCase):
    def test_every_listing_of_the_shop_is_here_whatever_its_title_and_sku(self):
        self.simulator.generate_listings(30, kinds=list(ODD))
        self.import_listings()
        self.assertEqual(set(self.listings().mapped("sku")), self.at_amazon())
        self.assertGreater(len(set(self.listings().mapped("state"))), 2)

    def test_second_import_writes_nothing(self):
        self.simulator.generate_listings(30, kinds=list(ODD))
        self.import_listings()
        before = self.versions()
        self.import_listings()
        self.assertEqual(self.versions(), before)

    def test_sync_and_import_agree(self):
        self.simulator.generate_listings(30, kinds=list(ODD))
        self.import_listings()
        self.run_cron("sync_listings")
        states = {listing.sku: listing.state for listing in self.listings()}
        self.assertIn("suppressed", states.values())
        self.import_listings()
        self.run_cron("sync_listings")
        self.assertEqual({listing.sku: listing.state for listing in self.listings()}, states)
        self.assertEqual(set(states), self.at_amazon())

    def test_deleted_listing_is_gone_and_alive_again_by_sync_alone(self):
        [sku] = self.simulator.generate_listings(1)
        self.run_cron("sync_listings")
        listing = self.listings().filtered(lambda listing: listing.sku == sku)
        self.simulator.delete_listing(sku)
        self.import_listings()
        self.run_cron("sync_listings")
        self.assertEqual(listing.state, "gone")

    def test_killed_between_any_two_steps_the_import_comes_to_its_end(self):
        self.simulator.generate_listings(10)
        places = [f"{TRANSFER}.{name}" for name in ("reports.create_report", "reports.get_report", "download")]
        places += [f"{STAGE}.{name}" for name in ("_fill", "_tracked_changes", "_update", "_insert_new")]
        for place in places:
            with patch(place, side_effect=SystemExit):
                try:
                    self.import_listings()
                except (SystemExit, AssertionError):
                    self.env.invalidate_all()
        self.import_listings(turns=3)
        self.assertEqual(set(self.listings().mapped("sku")), self.at_amazon())

    def test_quota_that_is_used_up_delays_and_loses_nothing(self):
        self.simulator.generate_listings(30)
        self.simulator.add_fault("searchListingsItems", "throttle", after=1, times=1)
        self.run_cron("sync_listings")
        self.let_retry_time_pass()
        self.run_cron("sync_listings")
        self.assertEqual(set(self.listings().mapped("sku")), self.at_amazon())

    def test_amazon_that_empties_the_shop_is_not_believed(self):
        self.import_listings()
        states = self.listings().mapped("state")
        self.simulator.clear_listings("US")
        self.import_listings()
        self.assertEqual(self.listings().mapped("state"), states)
        self.assertTrue(self.env["amazon.channel.issue"].search([("code", "=", "listings_vanished")]))


@tagged("post_install", "-at_install")
class TestJapaneseListingsImport(ImportCase):
    regions = ("fe",)
    country = "JP"

    def test_japanese_report_is_read(self):
        self.simulator.generate_listings(12, kinds=["active", "space_sku", "fba"], marketplaces=["JP"])
        self.import_listings()
        self.assertEqual(set(self.listings().mapped("sku")), self.at_amazon())
        self.assertTrue(all(self.listings().mapped("asin")))
