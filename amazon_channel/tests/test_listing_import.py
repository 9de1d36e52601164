"""Import Listings: what becomes of Amazon's report."""

from odoo.tests import tagged

from .listing_common import SUPPRESSED, ListingCase, issue, item, line, report


@tagged("post_install", "-at_install")
class TestListingImport(ListingCase):
    # -- What is in the report ---------------------------------------------------------------------------------

    def test_listing_of_the_report_is_there_with_all_its_facts(self):
        self.import_listings(line("CUP-1", asin1="B0CUP00001", product_id="B0CUP00001"))
        self.assertRecordValues(
            self.listing("CUP-1"),
            [
                {
                    "account_id": self.account.id,
                    "company_id": self.company.id,
                    "currency_id": self.channel.currency_id.id,
                    "state": "active",
                    "amazon_status": "Active",
                    "is_buyable": True,
                    "title": "Title of CUP-1",
                    "asin": "B0CUP00001",
                    "price_confirmed": 12.5,
                    "quantity_confirmed": 7,
                    "fulfillment_channel": "merchant",
                    "fulfillment_code": "DEFAULT",
                    "condition": "new_new",
                    "product_ref": "B0CUP00001",
                    "product_ref_type": "ASIN",
                    "shipping_group": "Migrated Template",
                    "synced_at": False,
                }
            ],
        )
        self.assertTrue(self.listing("CUP-1").price_confirmed_at)
        self.assertTrue(self.listing("CUP-1").quantity_confirmed_at)

    def test_inactive_and_incomplete_ones_are_imported_too(self):
        self.import_listings(
            line("A"), line("B", status="Inactive", quantity="0"), line("C", status="Incomplete", price="", asin1="")
        )
        self.assertEqual(self.states(), {"A": "active", "B": "inactive", "C": "incomplete"})
        self.assertFalse(self.listing("C").price_confirmed_at)
        self.assertTrue(self.listing("B").quantity_confirmed_at)

    def test_odd_titles_and_skus_arrive_letter_for_letter(self):
        odd = {
            "A/B 1": 'Cup, "large", 5" wide',
            "50%+1": "Größe XL – 日本製 ☕ \\N \\t",
            "a\\b": "back\\slash",
        }
        self.import_listings(*[line(sku, item_name=title) for sku, title in odd.items()])
        found = self.listings.search([("channel_id", "=", self.channel.id)])
        self.assertEqual({listing.sku: listing.title for listing in found}, odd)

    def test_quantity_of_what_amazon_sends_is_nobodys(self):
        self.import_listings(line("A", fulfillment_channel="AMAZON_NA", quantity=""))
        listing = self.listing("A")
        self.assertEqual(listing.fulfillment_channel, "amazon")
        self.assertFalse(listing.quantity_confirmed_at)

    def test_sku_that_stands_there_twice_is_one_listing(self):
        self.import_listings(line("A", price="1.00"), line("B"), line("A", price="2.00"))
        self.assertEqual(self.listing("A").price_confirmed, 2)
        self.assertEqual(self.last_run().fetched_count, 2)

    def test_report_longer_than_a_batch_is_imported_whole(self):
        self.import_listings(*[line(f"S-{number:05d}") for number in range(5_100)])
        self.assertEqual(self.channel.listing_count, 5_100)
        self.assertEqual(self.last_run().new_count, 5_100)

    # -- Once more ---------------------------------------------------------------------------------------------

    def test_second_import_without_changes_writes_nothing(self):
        lines = (line("A"), line("B", status="Inactive"), line("C", fulfillment_channel="AMAZON_NA", quantity=""))
        self.import_listings(*lines)
        before = self.versions()
        self.import_listings(*lines)
        self.assertEqual(self.versions(), before)
        run = self.last_run()
        self.assertEqual((run.fetched_count, run.new_count, run.changed_count), (3, 0, 0))

    def test_only_the_listing_that_changed_is_written(self):
        self.import_listings(line("A"), line("B"))
        before = dict(self.versions())
        self.import_listings(line("A"), line("B", price="9.99", quantity="0"))
        after = dict(self.versions())
        self.assertEqual([i for i in after if after[i] != before[i]], self.listing("B").ids)
        self.assertEqual((self.listing("B").price_confirmed, self.listing("B").quantity_confirmed), (9.99, 0))
        self.assertEqual(self.last_run().changed_count, 1)

    def test_history_tells_status_and_asin_and_no_figures(self):
        self.import_listings(line("A"))
        listing = self.listing("A")
        self.import_listings(line("A", price="3.00", quantity="1", item_name="New title"))
        self.env.flush_all()
        self.assertEqual(self.history(listing), [])
        self.import_listings(line("A", status="Inactive"))
        self.env.cr.precommit.run()
        self.assertEqual(self.history(listing), [("state", "Active", "Inactive")])
        self.assertFalse(listing.is_buyable)

    def test_switch_to_amazon_forgets_the_merchants_quantity(self):
        self.import_listings(line("A"))
        self.import_listings(line("A", fulfillment_channel="AMAZON_NA", quantity=""))
        listing = self.listing("A")
        self.assertEqual((listing.fulfillment_channel, listing.quantity_confirmed), ("amazon", 0))
        self.assertFalse(listing.quantity_confirmed_at)

    def test_what_the_report_leaves_out_stays(self):
        self.import_listings(line("A"))
        self.import_listings(line("A", price="", asin1="", item_name="", merchant_shipping_group=""))
        listing = self.listing("A")
        self.assertEqual((listing.price_confirmed, listing.title), (12.5, "Title of A"))
        self.assertTrue(listing.asin)

    def test_draft_that_amazon_has_by_now_is_no_draft(self):
        draft = self.listings.create({"channel_id": self.channel.id, "sku": "A", "product_id": self.mug.id})
        self.import_listings(line("A"))
        self.assertEqual((draft.state, draft.product_id), ("active", self.mug))

    # -- Older than what is known ------------------------------------------------------------------------------

    def test_report_does_not_overwrite_what_amazon_told_after_it_was_asked_for(self):
        with self.committing():
            self.channel.action_import_listings()
        document = self.documents.search([("purpose", "=", "listings")], limit=1)
        self.run_cron()
        document.sent_at = "2026-03-01 10:00:00"
        self.store(item("A", price="20.00", quantity=2))
        self.amazon.result = report(line("A", price="12.50", quantity="7", status="Inactive"))
        self.later(document, "DONE")
        listing = self.listing("A")
        self.assertEqual((listing.price_confirmed, listing.quantity_confirmed, listing.state), (20, 2, "active"))

    def test_suppressed_listing_and_its_issues_survive_the_report(self):
        self.store(item("A", issues=[SUPPRESSED], statuses=()))
        listing = self.listing("A")
        listing.synced_at = "2026-01-01 00:00:00"
        for content in (report(line("A"), line("B")), report(line("B"))):
            self.import_listings(content=content)
            self.assertEqual((listing.state, listing.error_count), ("suppressed", 1))
            self.assertEqual(len(listing.amazon_issue_ids), 1)

    # -- What is not in the report -----------------------------------------------------------------------------

    def test_what_disappeared_is_marked_and_comes_back(self):
        self.import_listings(*map(line, "ABC"))
        self.import_listings(*map(line, "AB"))
        self.assertEqual(self.states(), {"A": "active", "B": "active", "C": "gone"})
        self.assertEqual(self.last_run().missing_count, 1)
        self.assertFalse(self.listing("C").price_confirmed_at)
        self.import_listings(*map(line, "ABC"))
        self.assertEqual(self.listing("C").state, "active")
        self.assertEqual(self.listing("C").price_confirmed, 12.5)

    def test_draft_stays_though_amazon_does_not_know_it(self):
        draft = self.listings.create({"channel_id": self.channel.id, "sku": "NEW"})
        self.import_listings(line("A"))
        self.assertEqual(draft.state, "draft")

    def test_listing_of_another_channel_stays(self):
        other = self.channels["DE"]
        listing = self.listings.create({"channel_id": other.id, "sku": "X"})
        listing.state = "active"
        self.import_listings(line("A"))
        self.assertEqual(listing.state, "active")

    def vanished_issue(self):
        domain = [("code", "=", "listings_vanished"), ("state", "=", "open")]
        return self.env["amazon.channel.issue"].search(domain)

    def test_report_without_most_listings_marks_none_and_asks(self):
        self.import_listings(*map(line, "ABCDE"))
        self.import_listings(*map(line, "AB"))
        self.assertEqual(set(self.states().values()), {"active"})
        self.assertEqual(self.vanished_issue().channel_id, self.channel)
        self.assertEqual(self.channel.listings_vanished_count, 3)
        self.import_listings(*map(line, "ABCDE"))
        self.assertFalse(self.vanished_issue())
        self.assertFalse(self.channel.listings_vanished_count)

    def test_person_confirms_that_most_listings_are_gone(self):
        self.import_listings(*map(line, "ABCDE"))
        self.import_listings(*map(line, "AB"))
        with self.committing():
            self.channel.action_confirm_vanished()
        self.import_listings(*map(line, "AB"))
        self.assertEqual(sorted(self.states().values()), ["active", "active", "gone", "gone", "gone"])
        self.assertFalse(self.vanished_issue())
        self.assertFalse(self.channel.listings_vanish_confirmed)

    def test_empty_report_marks_nothing_and_asks(self):
        self.import_listings(line("A"))
        for statuses, content in ((("DONE",), report()), (("DONE",), b""), (("CANCELLED",), b"")):
            self.import_listings(content=content, statuses=statuses)
            self.assertEqual(self.states(), {"A": "active"}, content)
        self.assertTrue(self.vanished_issue())

    def test_shop_without_listings_has_an_empty_report(self):
        self.import_listings(statuses=("CANCELLED",))
        self.assertEqual(self.last_run().state, "done")
        self.assertFalse(self.vanished_issue())
        self.assertTrue(self.channel.listings_imported_at)

    def test_missing_sku_is_asked_for_when_a_line_cannot_be_read(self):
        self.import_listings(*map(line, "ABCD"))
        self.import_listings(*map(line, "ABC"), "D without its other cells")
        self.assertEqual(self.listing("D").state, "active")
        self.assertTrue(self.listing("D").is_to_sync)
        self.assertIn("1 lines", self.last_run().message)

    # -- Trouble -----------------------------------------------------------------------------------------------

    def test_report_that_amazon_gave_up_is_told(self):
        document = self.import_listings(statuses=("FATAL",))
        self.assertEqual(self.last_run().state, "failed")
        self.assertEqual(self.channel.listings_problem, document.note)
        self.assertEqual(self.issues(document).state, "open")

    def test_report_without_a_column_of_skus_is_told(self):
        self.import_listings(line("A"))
        document = self.import_listings(content=b"name\tprice\r\nCup\t1\r\n")
        self.assertEqual((document.state, self.last_run().state), ("failed", "failed"))
        self.assertIn("seller-sku", self.channel.listings_problem)
        self.assertEqual(self.states(), {"A": "active"})

    def test_report_is_asked_for_once_at_a_time(self):
        for _press in range(2):
            self.channel.action_import_listings()
        self.env["amazon.channel.listing.import"]._cron_import_listings()
        documents = self.documents.search([("purpose", "=", "listings"), ("channel_id", "=", self.channel.id)])
        self.assertEqual(len(documents), 1)

    def test_schedule_asks_for_every_channel_in_use(self):
        self.accounts["eu"].state = "reauthorize"
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("amazon_channel.ir_cron_import_listings").method_direct_trigger()
        self.env.invalidate_all()
        found = self.documents.search([("purpose", "=", "listings"), ("company_id", "=", self.company.id)])
        self.assertEqual(found.channel_id, self.channels["US"] | self.channels["JP"])

    def test_number_of_queries_grows_with_batches_only(self):
        def queries(number):
            lines = [line(f"{number}-{index}") for index in range(number)]
            before = self.env.cr.sql_log_count
            self.import_listings(*lines)
            return self.env.cr.sql_log_count - before

        queries(10)
        self.channel.listings_vanish_confirmed = True
        few = queries(20)
        self.channel.listings_vanish_confirmed = True
        self.assertLess(queries(4_000) - few, 30)

    def test_warning_of_amazon_is_not_lost_by_a_report(self):
        self.store(item("A", issues=[issue(severity="WARNING")]))
        self.listing("A").synced_at = "2026-01-01 00:00:00"
        self.import_listings(line("A"))
        self.assertEqual(self.listing("A").warning_count, 1)
