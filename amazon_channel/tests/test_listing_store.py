"""What Amazon shows of single listings, and how it gets onto them."""

from odoo.tests import tagged

from .listing_common import SUPPRESSED, ListingCase, issue, item


@tagged("post_install", "-at_install")
class TestListingStore(ListingCase):
    def test_unknown_sku_becomes_a_listing_with_all_facts(self):
        listing = self.store(item("A/1", mainImage={"link": "https://img.example/1.jpg"}, fnSku="X001"))
        self.assertRecordValues(
            listing,
            [
                {
                    "sku": "A/1",
                    "company_id": self.company.id,
                    "account_id": self.account.id,
                    "currency_id": self.channel.currency_id.id,
                    "state": "active",
                    "amazon_status": "BUYABLE, DISCOVERABLE",
                    "asin": "B000000001",
                    "fn_sku": "X001",
                    "product_type": "HOME",
                    "condition": "new_new",
                    "image_url": "https://img.example/1.jpg",
                    "price_confirmed": 12.5,
                    "quantity_confirmed": 7,
                    "fulfillment_channel": "merchant",
                }
            ],
        )
        self.assertTrue(listing.synced_at)
        self.assertTrue(listing.price_confirmed_at)
        self.assertTrue(listing.quantity_confirmed_at)

    def test_new_listing_has_an_empty_history(self):
        listing = self.store(item("A"))
        self.env.cr.precommit.run()
        self.assertEqual(self.history(listing), [])

    def test_history_tells_a_status_that_changed(self):
        listing = self.store(item("A"))
        self.store(item("A", statuses=("DISCOVERABLE",), price="1.00"))
        self.env.cr.precommit.run()
        self.assertEqual(self.history(listing), [("state", "Active", "Inactive")])

    def test_status_follows_from_what_amazon_shows(self):
        for document, state in (
            (item("A"), "active"),
            (item("A", statuses=("DISCOVERABLE",)), "inactive"),
            (item("A", statuses=()), "inactive"),
            (item("B", statuses=(), asin=""), "incomplete"),
            (item("A", issues=[SUPPRESSED]), "suppressed"),
            (item("A", issues=[issue(actions=["SEARCH_SUPPRESSED"])]), "active"),
        ):
            self.assertEqual(self.store(document).state, state)

    def test_nothing_is_written_for_what_is_as_it_was_but_the_time(self):
        document = item("A", issues=[SUPPRESSED, issue("99300", "Rules", "WARNING")])
        listing = self.store(document)
        known = listing.amazon_issue_ids
        self.patch(self.registry["amazon.channel.listing.issue"], "create", lambda *_a: self.assertEqual(_a[1], []))
        _listings, counts = self.sync._store_and_count(self.channel, self.read(document))
        self.assertEqual((counts["new"], counts["changed"]), (0, 0))
        self.assertEqual(listing.amazon_issue_ids, known)

    def test_figure_of_zero_is_known(self):
        listing = self.store(item("A", quantity=0, price="0"))
        self.assertEqual((listing.quantity_confirmed, bool(listing.quantity_confirmed_at)), (0, True))

    def test_listing_that_is_sold_out_shows_zero(self):
        listing = self.store(item("A"))
        self.store(item("A", quantity=0))
        self.assertEqual((listing.quantity_confirmed, bool(listing.quantity_confirmed_at)), (0, True))

    def test_price_is_the_one_for_everybody_in_the_channels_currency(self):
        document = item("A", price="10.00")
        offer = document["offers"][0]
        others = [
            {**offer, "offerType": "B2B", "audience": {"value": "B2B"}, "price": {"amount": 1, "currencyCode": "USD"}},
            {**offer, "price": {"amount": 2, "currencyCode": "CAD"}},
        ]
        document["offers"] = [*others, offer]
        self.assertEqual(self.store(document).price_confirmed, 10)

    def test_price_that_is_not_shown_any_more_stays_as_the_last_known(self):
        self.store(item("A"))
        self.assertEqual(self.store(item("A", price=None)).price_confirmed, 12.5)

    def test_switch_to_amazon_forgets_the_merchants_quantity(self):
        listing = self.store(item("A"))
        self.store(item("A", quantity=None))
        self.assertEqual((listing.fulfillment_channel, listing.quantity_confirmed_at), ("amazon", False))

    def test_issues_are_replaced_and_counted(self):
        listing = self.store(item("A", issues=[issue("1", "First"), issue("2", "Second", "WARNING")]))
        self.assertEqual((listing.error_count, listing.warning_count), (1, 1))
        second = listing.amazon_issue_ids.filtered(lambda row: row.code == "2")
        self.store(item("A", issues=[issue("2", "Second", "WARNING"), issue("3", "Third", "NOTICE")]))
        self.assertEqual((listing.error_count, listing.warning_count), (0, 1))
        self.assertEqual(sorted(listing.amazon_issue_ids.mapped("code")), ["2", "3"])
        self.assertIn(second, listing.amazon_issue_ids)
        other = listing.amazon_issue_ids - second
        self.assertEqual((other.severity, other.severity_ref), ("other", "NOTICE"))

    def test_same_issue_twice_is_shown_twice(self):
        listing = self.store(item("A", issues=[issue(), issue()]))
        self.assertEqual(listing.error_count, 2)
        known = listing.amazon_issue_ids
        self.store(item("A", issues=[issue(), issue()]))
        self.assertEqual(listing.amazon_issue_ids, known)

    def test_sku_that_amazon_does_not_find_is_gone_with_its_issues(self):
        listing = self.store(item("A", issues=[issue()]))
        self.sync._store_missing(self.channel, ["A", "UNKNOWN"])
        self.assertEqual((listing.state, listing.error_count), ("gone", 0))
        self.assertFalse(listing.amazon_issue_ids)
        self.assertFalse(listing.price_confirmed_at)

    def test_draft_that_amazon_does_not_find_stays(self):
        draft = self.listings.create({"channel_id": self.channel.id, "sku": "NEW"})
        self.assertFalse(self.sync._store_missing(self.channel, ["NEW"]))
        self.assertEqual(draft.state, "draft")

    def test_persons_product_stays(self):
        listing = self.store(item("A"))
        listing.product_id = self.mug
        self.store(item("A", asin="B000000002", statuses=()))
        self.assertEqual(listing.product_id, self.mug)

    def test_hundred_listings_cost_a_few_queries(self):
        documents = [item(f"S-{number}", issues=[issue()]) for number in range(100)]
        self.store(*documents)
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.sync._store(self.channel, self.read(*documents))
            self.env.flush_all()
