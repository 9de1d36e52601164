"""Quantities on their way to Amazon and back."""

from odoo.tests import tagged

from .offers_common import OffersCase


@tagged("post_install", "-at_install")
class TestOffers(OffersCase):
    def test_few_changes_are_told_one_by_one(self):
        self.want_more(self.listings)
        run = self.inventory()
        self.assertEqual(
            (run.changed_count, run.sent_count, len(self.calls("patchListingsItem"))), (8, 8, 8), run.message
        )
        for listing in self.listings:
            self.assertEqual(self.at_amazon(listing), listing.quantity_wanted)
            self.assertEqual(listing.quantity_sent, listing.quantity_wanted)
            self.assertTrue(listing.quantity_sent_at)

    def test_nothing_is_told_twice(self):
        self.want_more(self.listings)
        self.inventory()
        self.assertFalse(self.inventory())
        self.assertEqual(self.changes(), 8)

    def test_what_amazon_shows_already_is_not_told(self):
        self.want_more(self.listings, more=0)
        self.assertFalse(self.inventory())
        self.assertEqual(self.changes(), 0)

    def test_what_was_sent_is_done_when_amazon_shows_it(self):
        self.want_more(self.listings)
        self.inventory()
        self.assertEqual(self.states(), ["sent"])
        self.simulator.finish_listings()
        self.later(minutes=6)
        run = self.inventory()
        self.assertEqual((self.states(), run.confirmed_count), (["confirmed"], 8), run.message)
        self.assertEqual(len(self.calls("searchListingsItems")), 1)
        for listing in self.listings:
            self.assertEqual(listing.quantity_confirmed, listing.quantity_wanted)

    def test_lead_time_and_restock_date_at_amazon_stay(self):
        listing = self.listings[0]
        before = self.simulator.get_listing(listing.sku, "US", accepted=True)["attributes"]["fulfillment_availability"]
        self.want_more(listing)
        self.inventory()
        after = self.simulator.get_listing(listing.sku, "US", accepted=True)["attributes"]["fulfillment_availability"]
        self.assertEqual([one | {"quantity": 0} for one in before], [one | {"quantity": 0} for one in after])

    def test_paused_listing_is_offered_with_zero(self):
        self.want_more(self.listings)
        self.listings[:4].is_paused = True
        self.inventory()
        self.assertEqual([self.at_amazon(listing) for listing in self.listings[:4]], [0, 0, 0, 0])
        self.assertFalse(self.stopped(), "a person wanted it so")

    def test_listing_that_is_gone_or_has_no_product_is_told_nothing(self):
        self.want_more(self.listings[:2])
        self.listings[0].state = "gone"
        self.listings[1].product_id = False
        self.inventory()
        self.assertEqual(self.changes(), 0)

    def test_switched_off_quantities_are_not_sent(self):
        self.channel.sends_quantities = False
        self.want_more(self.listings)
        self.inventory()
        self.assertEqual(self.changes(), 0)

    def test_price_is_told_and_confirmed(self):
        listing = self.listings[0]
        self.want(listing, price=listing.price_confirmed + 1)
        self.prices()
        self.assertEqual(self.price_at_amazon(listing), listing.price_wanted)
        self.assertEqual(listing.price_sent, listing.price_wanted)
        self.simulator.finish_listings()
        self.later(minutes=6)
        self.prices()
        self.assertEqual(self.offers().state, "confirmed")

    # -- Amazon's own warehouses -------------------------------------------------------------------------------

    def test_no_quantity_for_what_amazon_sends(self):
        listing = self.listings[0]
        self.want(listing, quantity=7)
        listing.write({"fulfillment_channel": "amazon", "fulfillment_code": "AMAZON_NA"})
        self.inventory()
        self.assertEqual(self.changes(), 0)

    def test_no_quantity_for_what_only_the_code_says_amazon_sends(self):
        self.want(self.listings[0], quantity=7)
        self.listings[0].fulfillment_code = "AMAZON_NA"
        self.inventory()
        self.assertEqual(self.changes(), 0)

    def test_no_quantity_for_what_amazon_took_over_between_computing_and_calling(self):
        self.want_more(self.listings[:2])
        take_up = type(self.env["amazon.channel.offer.sync"])._take_up

        def switched(model, offers, run):
            self.listings.write({"fulfillment_channel": "amazon", "fulfillment_code": "AMAZON_NA"})
            self.env.flush_all()
            return take_up(model, offers, run)

        self.patch(self.registry["amazon.channel.offer.sync"], "_take_up", switched)
        self.inventory()
        self.assertEqual((self.changes(), self.offers()), (0, self.offers().browse()))

    # -- Somebody changes it at Amazon -------------------------------------------------------------------------

    def sent_and_shown(self, quantity=30):
        self.want(self.listings[0], quantity=quantity)
        self.inventory()
        self.simulator.finish_listings()
        self.later(minutes=6)
        self.inventory()
        self.assertEqual(self.states(), ["confirmed"])
        self.later(hours=3)
        return self.listings[0]

    def show(self, listing):
        """Let the hourly look find what Amazon shows."""
        with self.request() as env:
            channel = self.channel.with_env(env)
            with channel.account_id._amazon_client() as client:
                env["amazon.channel.offer.sync"]._look_at(client, channel, listing.with_env(env))

    def test_higher_quantity_set_in_seller_central_is_corrected(self):
        listing = self.sent_and_shown()
        self.simulator.change_listing(listing.sku, "US", quantity=99)
        self.show(listing)
        self.inventory()
        self.assertEqual(self.at_amazon(listing), 30)

    def test_unit_that_amazon_sold_is_not_offered_again_before_its_order_is_here(self):
        listing = self.sent_and_shown()
        self.account.orders_cursor = listing.quantity_confirmed_at
        self.simulator.change_listing(listing.sku, "US", quantity=29)
        self.show(listing)
        self.inventory()
        self.assertEqual(self.at_amazon(listing), 29)


@tagged("post_install", "-at_install")
class TestManyOffers(OffersCase):
    count = 500

    def test_five_hundred_changes_cost_four_calls(self):
        self.want_more(self.listings)
        self.simulator.calls.clear()
        self.inventory()
        self.finish_feed()
        names = ("createFeedDocument", "createFeed", "getFeed", "getFeedDocument", "patchListingsItem")
        self.assertEqual([len(self.calls(name)) for name in names], [1, 1, 1, 1, 0])
        self.assertEqual(self.states(), ["sent"])
        self.assertEqual({self.at_amazon(one) - one.quantity_confirmed for one in self.listings}, {1})

    def test_figures_that_changed_while_the_feed_was_under_way_follow_it(self):
        self.want_more(self.listings)
        self.inventory()
        self.run_cron("follow_documents")
        self.want(self.listings[0], quantity=777)
        self.inventory()
        self.assertEqual(self.changes(), 1, "nothing overtakes the feed")
        self.finish_feed()
        self.inventory()
        self.assertEqual(self.at_amazon(self.listings[0]), 777)

    def test_what_amazon_took_over_is_taken_out_of_a_feed_that_waits(self):
        self.want_more(self.listings)
        self.inventory()
        self.listings[0].write({"fulfillment_channel": "amazon", "fulfillment_code": "AMAZON_NA"})
        self.simulator.change_listing(self.listings[0].sku, "US", by_amazon=True)
        self.finish_feed()
        (feed,) = self.simulator.list_feeds()
        self.assertNotIn(self.listings[0].sku, str(feed["content"]))
        self.assertIn(self.listings[1].sku, str(feed["content"]))

    def test_quantity_and_price_of_a_listing_go_in_one_message(self):
        self.want_more(self.listings)
        for listing in self.listings:
            self.want(listing, price=listing.price_confirmed + 1)
        self.env["amazon.channel.offer.sync"]._prepare(self.channel, "price")
        self.inventory()
        self.finish_feed()
        (document,) = self.env["amazon.channel.document"].search([("purpose", "=", "offers")])
        self.assertEqual((document.message_count, len(self.offers(state="sent"))), (500, 1000))

    def test_each_message_has_its_own_outcome(self):
        refused = self.listings[3]
        self.simulator.fail_next_feed("PARTIAL", messages=[refused.id])
        self.want_more(self.listings)
        self.inventory()
        self.finish_feed()
        self.assertEqual(self.offers(state="refused").listing_id, refused)
        self.assertEqual(len(self.offers(state="sent")), 499)
        self.assertFalse(refused.quantity_sent_at)

    def test_many_are_read_back_by_twenty(self):
        self.want_more(self.listings)
        self.inventory()
        self.finish_feed()
        self.simulator.finish_listings()
        self.later(minutes=6)
        self.inventory()
        self.assertEqual((self.states(), len(self.calls("searchListingsItems"))), (["confirmed"], 25))
