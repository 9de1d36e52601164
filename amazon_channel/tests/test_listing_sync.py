"""Sync & Link Listings: what Amazon is asked for, how far it was read, and how it ends."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import amazon_channel_listing_ask, amazon_channel_listing_sync
from ..sp_api.errors import AuthorizationError, NotFoundError, RequestError, ServerError, ThrottledError
from .listing_common import ListingCase, issue, item

NOW = datetime(2026, 3, 2, 12, 0)


class SearchedAmazon:
    """Stands in for Amazon's searches: filters, sorts and pages as Amazon does."""

    def __init__(self, amazon):
        self.amazon = amazon
        self.items = {}
        self.searches = []
        self.errors = []

    def show(self, *documents):
        self.items |= {document["sku"]: document for document in documents}

    def search(self, _client, _seller, _marketplaces, *, identifiers=None, page_token=None, **options):
        self.searches.append({"identifiers": identifiers, "page_token": page_token, **options})
        self.amazon.asked.append("search")
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error
        found = list(self.items.values())
        after = options.get("lastUpdatedAfter")
        if identifiers is not None:
            found = [document for document in found if document["sku"] in identifiers]
        if after:
            found = [document for document in found if _updated(document) >= after]
        found.sort(key=lambda document: document["sku"] if options.get("sortBy") == "sku" else str(_updated(document)))
        start = int(page_token or 0)
        page = {"numberOfResults": len(found), "items": found[start : start + 20]}
        if start + 20 < min(len(found), 1000):
            page["pagination"] = {"nextToken": str(start + 20)}
        return page

    def get(self, _client, _seller, sku, _marketplaces, **_options):
        self.amazon.asked.append("get")
        if sku not in self.items:
            raise NotFoundError("no such SKU", http_status=404)
        return self.items[sku]


def _updated(document):
    return datetime.fromisoformat(document["summaries"][0]["lastUpdatedDate"].replace("Z", "+00:00"))


@tagged("post_install", "-at_install")
class TestListingSync(ListingCase):
    def setUp(self):
        super().setUp()
        self.shop = SearchedAmazon(self.amazon)
        self.patch(amazon_channel_listing_ask, "search_listings_items", self.shop.search)
        self.patch(amazon_channel_listing_ask, "get_listings_item", self.shop.get)
        self.patch(fields.Datetime, "now", lambda *_args: NOW)

    def sync_listings(self):
        with self.committing():
            self.channel.action_sync_listings()
        return self.last_run("sync_listings")

    # -- A shop that can be read whole -------------------------------------------------------------------------

    def test_small_shop_is_read_whole(self):
        self.shop.show(*[item(f"S-{number:03d}") for number in range(45)])
        run = self.sync_listings()
        self.assertEqual((run.state, run.fetched_count, run.new_count, run.call_count), ("done", 45, 45, 3))
        self.assertEqual(set(self.states().values()), {"active"})

    def test_listing_that_is_on_no_page_and_not_found_is_gone(self):
        self.store(item("A"), item("B"))
        self.listing("A").synced_at = self.listing("B").synced_at = NOW - timedelta(days=1)
        self.shop.show(item("B"))
        run = self.sync_listings()
        self.assertEqual(self.states(), {"A": "gone", "B": "active"})
        self.assertEqual(run.missing_count, 1)

    def test_sku_with_a_comma_is_asked_for_alone(self):
        self.store(item("A,1"), item("B,2"))
        self.listings.search([]).synced_at = NOW - timedelta(days=1)
        self.shop.show(item("B,2", price="3.00"))
        with self.committing():
            self.listings.search([("channel_id", "=", self.channel.id)]).action_sync()
        self.assertEqual(self.states(), {"A,1": "gone", "B,2": "active"})
        self.assertEqual(self.listing("B,2").price_confirmed, 3)
        self.assertEqual(self.shop.searches, [])

    def test_most_of_a_shop_missing_marks_nothing(self):
        self.store(*[item(f"S-{number:03d}") for number in range(50)])
        self.listings.search([("channel_id", "=", self.channel.id)]).synced_at = NOW - timedelta(days=1)
        self.sync_listings()
        self.assertEqual(set(self.states().values()), {"active"})
        self.assertTrue(self.env["amazon.channel.issue"].search([("code", "=", "listings_vanished")]))
        self.assertTrue(self.documents.search([("purpose", "=", "listings"), ("is_open", "=", True)]))

    def test_selection_of_listings_costs_one_call(self):
        self.store(item("A"), item("B"))
        self.shop.show(item("A", quantity=1), item("B"))
        with self.committing():
            self.listing("A").action_sync()
        self.assertEqual(self.listing("A").quantity_confirmed, 1)
        self.assertEqual([search["identifiers"] for search in self.shop.searches], [["A"]])

    def test_listing_without_product_is_linked(self):
        self.shop.show(item("MUG"))
        run = self.sync_listings()
        self.assertEqual(self.listing("MUG").product_id, self.mug)
        self.assertEqual(run.linked_count, 1)

    def test_pass_that_was_throttled_goes_on_with_its_page(self):
        self.shop.show(*[item(f"S-{number:03d}") for number in range(45)])
        self.shop.errors = [None, None, ThrottledError(retry_after=90)]
        run = self.sync_listings()
        self.assertEqual((run.state, len(self.states())), ("throttled", 40))
        cron = self.env.ref("amazon_channel.ir_cron_sync_listings")
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at")
        self.assertIn(NOW + timedelta(seconds=91), woken)
        self.shop.searches.clear()
        self.sync_listings()
        self.assertEqual(len(self.states()), 45)
        self.assertEqual([search["page_token"] for search in self.shop.searches], ["40"])

    def test_page_token_that_amazon_refuses_starts_anew(self):
        self.shop.show(*[item(f"S-{number:03d}") for number in range(25)])
        self.channel.write({"listings_pass_at": NOW, "listings_page_token": "expired"})
        self.shop.errors = [RequestError("expired", http_status=400)]
        self.assertEqual(self.sync_listings().state, "done")
        self.assertEqual(len(self.states()), 25)

    def test_killed_after_a_page_the_next_run_goes_on(self):
        self.shop.show(*[item(f"S-{number:03d}") for number in range(45)])
        self.shop.errors = [None, KeyboardInterrupt()]
        with self.killed(), self.committing():
            try:
                self.channel.action_sync_listings()
            except KeyboardInterrupt:
                self.env.cr.rollback()
                raise
        self.assertEqual(self.sync_listings().state, "done")
        self.assertEqual(len(self.states()), 45)

    # -- A shop that cannot ------------------------------------------------------------------------------------

    def grow(self, limit=10):
        """Let so many listings be more than can be paged through."""
        self.patch(amazon_channel_listing_sync, "MAX_RESULTS", limit)

    def test_large_shop_that_was_never_imported_is_imported_first(self):
        self.store(*[item(f"S-{number}") for number in range(11)])
        self.grow()
        run = self.sync_listings()
        self.assertEqual(self.shop.searches, [])
        self.assertTrue(self.documents.search([("purpose", "=", "listings"), ("is_open", "=", True)]))
        self.assertIn("report", run.message)

    def test_unknown_shop_that_turns_out_large_is_imported(self):
        self.shop.show(*[item(f"S-{number:03d}") for number in range(25)])
        self.grow()
        self.sync_listings()
        self.assertEqual(len(self.shop.searches), 1)
        self.assertTrue(self.documents.search([("purpose", "=", "listings"), ("is_open", "=", True)]))

    def large_shop(self, number=30):
        documents = [
            item(f"S-{index:03d}", lastUpdatedDate=f"2026-03-02T10:{index:02d}:00Z") for index in range(number)
        ]
        self.store(*documents)
        self.shop.show(*documents)
        self.grow()
        self.channel.listings_cursor = "2026-03-02 10:10:00"
        self.shop.searches.clear()

    def test_large_shop_is_asked_for_what_changed(self):
        self.large_shop()
        self.shop.show(item("S-029", price="99.00", lastUpdatedDate="2026-03-02T11:30:00Z"))
        run = self.sync_listings()
        self.assertEqual(self.listing("S-029").price_confirmed, 99)
        self.assertEqual(self.channel.listings_cursor, datetime(2026, 3, 2, 11, 30))
        self.assertEqual(run.changed_count, 1)

    def test_cursor_moves_only_with_the_page_that_was_stored(self):
        self.large_shop()
        self.shop.errors = [None, ServerError("down", http_status=500)]
        self.assertEqual(self.sync_listings().state, "failed")
        self.assertEqual(self.channel.listings_cursor, datetime(2026, 3, 2, 10, 24))
        self.assertEqual(self.sync_listings().state, "done")
        self.assertEqual(self.channel.listings_cursor, datetime(2026, 3, 2, 10, 29))

    def test_many_changes_of_one_second_are_all_read(self):
        self.large_shop()
        moment = "2026-03-02T11:00:00Z"
        self.shop.show(*[item(f"S-{index:03d}", quantity=index, lastUpdatedDate=moment) for index in range(30)])
        self.sync_listings()
        found = self.listings.search([("channel_id", "=", self.channel.id)])
        self.assertEqual({listing.sku: listing.quantity_confirmed for listing in found}["S-017"], 17)
        self.assertEqual(len(set(found.mapped("quantity_confirmed"))), 30)

    def test_very_many_changes_are_left_to_the_report(self):
        self.large_shop()
        self.patch(amazon_channel_listing_sync, "REPORT_FROM", 15)
        self.sync_listings()
        self.assertEqual(len(self.shop.searches), 1)
        self.assertTrue(self.documents.search([("purpose", "=", "listings"), ("is_open", "=", True)]))

    def test_large_shop_is_asked_for_those_with_issues_and_those_to_look_at(self):
        self.large_shop()
        self.patch(amazon_channel_listing_sync, "LOOK_CALLS", 1)
        self.patch(amazon_channel_listing_sync, "MAX_IDENTIFIERS", 2)
        troubled, awaited = self.listing("S-001"), self.listing("S-002")
        self.store(item("S-001", issues=[issue()], lastUpdatedDate="2026-01-01T00:00:00Z"))
        troubled.synced_at = NOW - timedelta(days=1)
        awaited.is_to_sync = True
        self.sync_listings()
        self.assertEqual(sorted(self.shop.searches[-1]["identifiers"]), ["S-001", "S-002"])
        self.assertFalse(awaited.is_to_sync)
        self.assertFalse(troubled.error_count)

    # -- Trouble -----------------------------------------------------------------------------------------------

    def test_account_that_may_not_read_listings_is_told_and_closes_itself(self):
        self.shop.errors = [AuthorizationError("no role", cause="denied", http_status=403)]
        self.assertEqual(self.sync_listings().state, "failed")
        found = self.env["amazon.channel.issue"].search([("code", "=", "listings_denied")])
        self.assertEqual((found.channel_id, self.account.state), (self.channel, "connected"))
        self.sync_listings()
        self.assertEqual(found.state, "closed")

    def test_lost_authorization_stops_the_account(self):
        self.shop.errors = [AuthorizationError("revoked", cause="revoked", http_status=400)]
        self.sync_listings()
        self.assertEqual(self.account.state, "reauthorize")
        with self.assertRaisesRegex(UserError, "not connected"):
            self.channel.action_sync_listings()

    def test_own_mistake_stops_no_other_channel(self):
        self.shop.errors = [ZeroDivisionError()]
        with self.assertLogs("odoo.addons.amazon_channel", "ERROR"):
            self.assertEqual(self.sync_listings().state, "failed")

    def test_schedule_syncs_connected_channels(self):
        self.accounts["eu"].state = "reauthorize"
        self.shop.show(item("A"))
        with self.committing():
            self.sync._cron_sync_listings()
        found = self.env["amazon.channel.run"].search([("operation", "=", "sync_listings")])
        self.assertEqual(
            found.channel_id & self.env["amazon.channel"].union(*self.channels.values()),
            self.channels["US"] | self.channels["JP"],
        )

    def test_item_that_cannot_be_read_stops_no_other(self):
        self.shop.show(item("A"), {"sku": "x" * 400}, item("B"))
        run = self.sync_listings()
        self.assertEqual((run.state, run.failed_count), ("done", 1))
        self.assertEqual(set(self.states()), {"A", "B"})
