"""The circuit breaker, shadow mode and going live, against a simulated Amazon."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.amazon_channel.models import amazon_channel_offer_feed

from .offers_common import OffersCase


@tagged("post_install", "-at_install")
class TestOffersBreaker(OffersCase):
    count = 20

    def setUp(self):
        super().setUp()
        self.want_more(self.listings)
        self.inventory()
        self.simulator.calls.clear()

    # -- Quantities --------------------------------------------------------------------------------------------

    def test_broken_import_that_empties_the_stock_reaches_nobody(self):
        self.want(self.listings, quantity=0)
        self.inventory()
        batch = self.stopped()
        self.assertEqual((self.changes(), batch.zero_count, batch.line_count), (0, 20, 20))
        self.assertIn("20 of 20 offered listings would be sold out", batch.reason)
        self.assertTrue(self.open_issues("offers_stopped"))

    def test_managers_are_asked(self):
        manager = new_test_user(self.env, "breaker_manager", "amazon_channel.amazon_channel_group_manager")
        self.want(self.listings, quantity=0)
        self.inventory()
        self.assertIn(manager, self.stopped().activity_ids.user_id)

    def test_a_few_that_are_sold_out_stop_nothing(self):
        self.want(self.listings[:4], quantity=0)
        self.inventory()
        self.assertEqual([self.at_amazon(one) for one in self.listings[:4]], [0] * 4)

    def test_emptying_the_shop_in_small_portions_is_stopped_as_well(self):
        self.want(self.listings[:4], quantity=0)
        self.inventory()
        self.want(self.listings[4:8], quantity=0)
        self.inventory()
        self.assertEqual((self.changes(), self.stopped().zero_count), (4, 4))

    def test_quantities_that_fall_go_on_and_those_that_rise_wait(self):
        self.want(self.listings[:10], quantity=0)
        self.want(self.listings[10], quantity=1)
        self.want(self.listings[11], quantity=5000)
        self.inventory()
        self.assertEqual((self.at_amazon(self.listings[10]), self.changes()), (1, 1))
        self.assertIn(self.listings[11], self.stopped().line_ids.listing_id)

    def test_approved_figures_are_told(self):
        self.want(self.listings, quantity=0)
        self.inventory()
        batch = self.stopped()
        batch.action_approve()
        self.inventory()
        self.assertEqual({self.at_amazon(one) for one in self.listings}, {0})
        self.assertEqual((batch.state, batch.decided_by_id), ("approved", self.env.user))
        self.assertFalse(self.open_issues("offers_stopped"))
        self.assertFalse(self.stopped())

    def test_what_changed_after_the_approval_is_judged_anew(self):
        self.want(self.listings[:10], quantity=0)
        self.inventory()
        self.stopped().action_approve()
        self.want(self.listings[10:], quantity=0)
        self.inventory()
        self.assertEqual([self.at_amazon(one) for one in self.listings[:10]], [0] * 10)
        self.assertEqual(self.stopped().line_ids.listing_id, self.listings[10:])

    def test_approved_figure_that_is_no_longer_wanted_is_not_told(self):
        self.want(self.listings, quantity=0)
        self.inventory()
        self.stopped().action_approve()
        self.want(self.listings[0], quantity=44)
        self.inventory()
        self.assertEqual((self.at_amazon(self.listings[0]), self.at_amazon(self.listings[1])), (44, 0))

    def test_rejected_figures_are_not_proposed_again(self):
        self.want(self.listings, quantity=0)
        self.inventory()
        batch = self.stopped()
        batch.action_reject()
        self.inventory()
        self.assertEqual((self.changes(), batch.state, self.stopped()), (0, "rejected", self.stopped().browse()))
        self.assertFalse(self.inventory())

    def test_rejected_listing_is_told_its_next_figure(self):
        self.want(self.listings, quantity=0)
        self.inventory()
        self.stopped().action_reject()
        self.want(self.listings[0], quantity=12)
        self.inventory()
        self.assertEqual((self.at_amazon(self.listings[0]), self.changes()), (12, 1))

    def test_rejected_figures_can_be_proposed_again(self):
        self.want(self.listings, quantity=0)
        self.inventory()
        batch = self.stopped()
        batch.action_reject()
        batch.action_propose_again()
        self.inventory()
        self.assertEqual((self.changes(), self.stopped().line_count), (0, 20))

    def test_stock_that_is_corrected_needs_no_decision(self):
        self.want(self.listings, quantity=0)
        self.inventory()
        batch = self.stopped()
        self.want_more(self.listings, more=2)
        self.inventory()
        self.assertEqual((batch.state, self.changes()), ("obsolete", 20))
        self.assertFalse(self.open_issues("offers_stopped"))

    def test_who_is_no_manager_does_not_decide(self):
        self.want(self.listings, quantity=0)
        self.inventory()
        user = new_test_user(self.env, "breaker_user", "amazon_channel.amazon_channel_group_user")
        for action in ("action_approve", "action_reject"):
            with self.assertRaises(AccessError):
                getattr(self.stopped().with_user(user), action)()

    # -- Prices ------------------------------------------------------------------------------------------------

    def test_pricelist_slip_reaches_nobody(self):
        for listing in self.listings:
            self.want(listing, price=round(listing.price_confirmed / 100, 2))
        self.prices()
        self.assertEqual((self.changes(), self.stopped("price").moved_count), (0, 20))

    def test_single_price_that_falls_too_far_is_stopped(self):
        self.want(self.listings[0], price=round(self.listings[0].price_confirmed / 10, 2))
        self.prices()
        self.assertEqual(self.changes(), 0)
        self.assertIn("90 %", self.stopped("price").reason)

    def test_prices_stopped_do_not_stop_quantities(self):
        self.want(self.listings[0], price=round(self.listings[0].price_confirmed / 10, 2))
        self.prices()
        self.want(self.listings[1], quantity=33)
        self.inventory()
        self.assertEqual((self.at_amazon(self.listings[1]), self.changes()), (33, 1))

    def test_approved_prices_are_told(self):
        listing = self.listings[0]
        self.want(listing, price=round(listing.price_confirmed / 10, 2))
        self.prices()
        self.stopped("price").action_approve()
        self.prices()
        self.assertEqual(self.price_at_amazon(listing), listing.price_wanted)


@tagged("post_install", "-at_install")
class TestOffersShadow(OffersCase):
    count = 12

    def go_live(self):
        self.channel.write({"mode": "shadow", "breaker_zero_min": 3})

    def preview(self):
        lines = self.env["amazon.channel.offer.batch.line"].search([("batch_id.state", "=", "preview")])
        return {line.listing_id.sku: int(line.value) for line in lines}

    def test_shadow_shows_what_would_be_sent_and_asks_nobody(self):
        self.want_more(self.listings[:5])
        before = len(self.simulator.calls.recent)
        self.inventory()
        self.assertEqual(self.preview(), {one.sku: one.quantity_wanted for one in self.listings[:5]})
        self.assertEqual(len(self.simulator.calls.recent), before)

    def test_table_follows_what_is_wanted(self):
        self.want_more(self.listings[:5])
        self.inventory()
        self.want_more(self.listings[:1], more=0)
        self.want_more(self.listings[1:2], more=9)
        self.inventory()
        self.assertEqual(self.preview(), {one.sku: one.quantity_wanted for one in self.listings[1:5]})

    def test_going_live_sends_what_the_table_showed(self):
        self.want_more(self.listings[:5])
        with self.request() as env:
            self.channel.with_env(env).action_review_go_live()
        shown = self.preview()
        wizard = self.env["amazon.channel.go.live"].create({"channel_id": self.channel.id})
        self.assertEqual((wizard.quantity_count, len(wizard.line_ids)), (5, 5))
        wizard.action_confirm()
        self.inventory()
        told = self.offers()
        self.assertEqual({one.listing_id.sku: int(one.value) for one in told}, shown)
        self.assertEqual(len(self.calls("patchListingsItem")), 5)
        self.assertFalse(self.preview())

    def test_first_run_after_going_live_is_judged_by_what_amazon_shows(self):
        self.want(self.listings, quantity=0)
        self.channel.mode = "live"
        self.inventory()
        self.assertEqual((self.changes(), self.stopped().zero_count), (0, 12))

    def test_prices_may_stay_in_shadow(self):
        self.want_more(self.listings[:1])
        self.want(self.listings[1], price=self.listings[1].price_confirmed + 1)
        wizard = self.env["amazon.channel.go.live"].create({"channel_id": self.channel.id, "sends_prices": False})
        wizard.action_confirm()
        self.inventory()
        self.prices()
        self.assertEqual((self.channel.mode, self.changes(), self.offers().kind), ("live", 1, "quantity"))

    def test_back_to_shadow_takes_back_a_feed_that_has_not_left(self):
        self.channel.mode = "live"
        self.patch_threshold(2)
        self.want_more(self.listings)
        self.inventory()
        self.channel.mode = "shadow"
        self.finish_feed()
        self.assertEqual(self.changes(), 0)

    def patch_threshold(self, count):
        self.patch(amazon_channel_offer_feed, "FEED_FROM", count)
