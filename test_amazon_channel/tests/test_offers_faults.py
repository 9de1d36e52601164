"""Quantities and prices reach Amazon whatever goes wrong on the way."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.amazon_channel.models import (
    amazon_channel_offer_confirm,
    amazon_channel_offer_feed,
    amazon_channel_offer_send,
)

from .offers_common import OffersCase

SYNC = "amazon.channel.offer.sync"


class Killed(BaseException):
    """The process is gone: nothing after it happens, nothing catches it."""


@tagged("post_install", "-at_install")
class TestOffersFaults(OffersCase):
    count = 6

    def setUp(self):
        super().setUp()
        self.want_more(self.listings)

    def assert_told(self):
        self.assertEqual([self.at_amazon(one) for one in self.listings], self.listings.mapped("quantity_wanted"))

    def killed_in(self, owner, name, after=False, times=2):
        """Run the schedule; the process is killed at the `times`-th call of a function."""
        original, count = getattr(owner, name), []

        def killed(*args, **kwargs):
            count.append(1)
            if len(count) < times:
                return original(*args, **kwargs)
            if after:
                original(*args, **kwargs)
            raise Killed

        with patch.object(owner, name, killed):
            try:
                with self.registry.cursor() as cr:
                    self.env["amazon.channel.offer.sync"].with_env(self.env(cr=cr))._cron_sync_inventory()
            except Killed:
                self.env.invalidate_all()
                return
        self.fail("It survived.")

    # -- Killed ------------------------------------------------------------------------------------------------

    def test_killed_before_a_call(self):
        self.killed_in(amazon_channel_offer_send, "patch_listings_item")
        self.inventory()
        self.assert_told()

    def test_killed_after_a_call_before_its_answer_is_written(self):
        self.killed_in(amazon_channel_offer_send, "patch_listings_item", after=True)
        self.assertEqual(len(self.offers(state="calling")), 1)
        self.inventory()
        self.assert_told()
        self.assertEqual(len(self.calls("patchListingsItem")), 7, "what nobody knows is told again")

    def test_killed_while_the_answer_is_written(self):
        self.killed_in(type(self.env[SYNC]), "_write_answer")
        self.inventory()
        self.assert_told()

    def test_figure_that_went_back_while_nobody_knew_is_told(self):
        before = self.listings.mapped("quantity_confirmed")
        self.killed_in(amazon_channel_offer_send, "patch_listings_item", after=True, times=1)
        self.want_more(self.listings, more=0)
        self.inventory()
        self.assertEqual([self.at_amazon(one) for one in self.listings], before)

    def test_killed_after_the_feed_was_queued(self):
        self.startPatcher(patch.object(amazon_channel_offer_feed, "FEED_FROM", 2))
        self.killed_in(type(self.env[SYNC]), "_queue_feed_of_many", after=True, times=1)
        self.inventory()
        self.finish_feed()
        self.assert_told()
        self.assertEqual(len(self.calls("createFeed")), 1)

    # -- Refused, throttled, unreachable -------------------------------------------------------------------------

    def test_throttled_run_goes_on_later(self):
        self.simulator.add_fault("patchListingsItem", "throttle", times=1, after=2)
        run = self.inventory()
        self.assertEqual(run[:1].state, "throttled")
        self.let_retry_time_pass()
        self.inventory()
        self.assert_told()
        self.assertFalse(self.offers(must_send=True))

    def test_answer_that_got_lost_is_asked_for_again(self):
        self.simulator.add_fault("patchListingsItem", "reset_after", times=1)
        self.inventory()
        self.assertTrue(self.offers(must_send=True))
        self.inventory()
        self.assert_told()

    def test_broken_amazon_ends_the_run_and_loses_nothing(self):
        self.simulator.add_fault("patchListingsItem", "status", status=503, times=None)
        run = self.inventory()
        self.assertEqual(run[:1].state, "failed")
        self.simulator.clear_faults()
        self.let_retry_time_pass()
        self.inventory()
        self.assert_told()

    def test_what_amazon_refuses_is_one_issue_in_amazons_words(self):
        self.simulator.add_fault("patchListingsItem", "status", status=400, times=3)
        self.inventory()
        self.assertEqual(len(self.offers(state="refused")), 3)
        issue = self.open_issues("offer_refused")
        self.assertEqual(len(issue), 1)
        self.assertIn("Amazon refuses 3 figures", issue.name)
        self.assertFalse(self.inventory(), "it is not told again and again")

    def test_refused_figure_is_told_again_when_a_person_says_so(self):
        self.simulator.add_fault("patchListingsItem", "status", status=400, times=3)
        self.inventory()
        issue = self.open_issues("offer_refused")
        with self.request() as env:
            issue.with_env(env).action_retry()
        self.inventory()
        self.assert_told()
        self.assertEqual(issue.state, "closed")

    def test_refused_figure_is_told_again_when_it_changes(self):
        self.simulator.add_fault("patchListingsItem", "status", status=400, times=1)
        self.inventory()
        self.want_more(self.listings, more=2)
        self.inventory()
        self.assert_told()

    # -- Feeds -------------------------------------------------------------------------------------------------

    def in_a_feed(self):
        self.startPatcher(patch.object(amazon_channel_offer_feed, "FEED_FROM", 2))
        self.inventory()

    def test_feed_that_amazon_gives_up_is_sent_again(self):
        self.simulator.fail_next_feed("FATAL")
        self.in_a_feed()
        self.finish_feed()
        self.assertEqual((self.states(), self.listings.mapped("quantity_sent_at")), (["to_send"], [False] * 6))
        self.env["amazon.channel.document"].search([("state", "=", "failed")]).done_at = "2026-01-01"
        self.inventory()
        self.finish_feed()
        self.assert_told()

    def test_failed_feed_is_not_repeated_at_once(self):
        self.simulator.fail_next_feed("FATAL")
        self.in_a_feed()
        self.finish_feed()
        self.inventory()
        self.assertEqual(len(self.calls("createFeed")), 1)

    def test_stuck_feed_is_overtaken_and_what_it_overwrites_is_told_again(self):
        self.simulator.fail_next_feed("STUCK")
        self.in_a_feed()
        self.run_cron("follow_documents")
        self.later(hours=3)
        self.want_more(self.listings, more=3)
        self.inventory()
        self.assertTrue(self.open_issues("offer_feed_stuck"))
        self.finish_feed()
        self.assert_told()
        # The first one ends after all, with older figures.
        late = self.offers().late_document_id
        with self.request() as env:
            env[SYNC]._resend_overtaken(late.with_env(env))
        self.inventory()
        self.finish_feed()
        self.assertEqual(len(self.calls("createFeed")), 3)

    # -- Accepted and not shown ----------------------------------------------------------------------------------

    def test_accepted_but_never_shown_is_told_once_more_and_then_a_person_hears(self):
        listing = self.listings[0]
        self.simulator.stick_listing(listing.sku)
        self.inventory()
        self.simulator.finish_listings()
        for _turn in range(10):
            self.later(hours=1)
            self.inventory()
        told = [call for call in self.calls("patchListingsItem") if listing.sku in str(call.path)]
        self.assertEqual((self.offers(state="not_shown").listing_id, len(told)), (listing, 2))
        self.assertIn("does not show them", self.open_issues("offer_not_shown").name)
        self.assertEqual(len(self.offers(state="confirmed")), 5)

    def test_issue_ends_when_amazon_shows_it_after_all(self):
        self.simulator.stick_listing(self.listings[0].sku)
        self.inventory()
        self.simulator.finish_listings()
        for _turn in range(10):
            self.later(hours=1)
            self.inventory()
        self.simulator.release_listing(self.listings[0].sku)
        self.simulator.finish_listings()
        with self.request() as env:
            channel = self.channel.with_env(env)
            with channel.account_id._amazon_client() as client:
                env[SYNC]._look_at(client, channel, self.listings.with_env(env))
        self.inventory()
        self.assertEqual((self.states(), self.open_issues("offer_not_shown").ids), (["confirmed"], []))

    def test_missing_role_is_told_once_until_amazon_lets_us_again(self):
        seller = self.simulator.seller("na").selling_partner_id
        roles = self.simulator.accounts.sellers[seller].roles
        self.simulator.change_seller(seller, roles=[])
        self.assertEqual(self.inventory().state, "failed")
        self.inventory()
        self.assertEqual(len(self.open_issues("access_denied")), 1)
        self.simulator.change_seller(seller, roles=roles)
        self.inventory()
        self.assertFalse(self.open_issues("access_denied"))
        self.assert_told()

    def test_amazon_that_does_not_answer_looks_is_not_asked_again_at_once(self):
        self.inventory()
        self.later(minutes=6)
        self.simulator.add_fault("searchListingsItems", "status", status=503, times=None)
        run = self.inventory()
        self.assertEqual((len(run), run.state), (1, "failed"))
        self.simulator.clear_faults()
        self.simulator.finish_listings()
        self.let_retry_time_pass()
        self.inventory()
        self.assertEqual(self.states(), ["confirmed"])


@tagged("post_install", "-at_install")
class TestOffersReport(OffersCase):
    """So many that they are read back by the report of all listings."""

    count = 4

    def setUp(self):
        super().setUp()
        self.patch(amazon_channel_offer_confirm, "REPORT_FROM", 2)

    def look(self, minutes):
        """Let time pass, have what is due looked at, and the report made and read if one is asked for."""
        self.later(minutes=minutes)
        self.inventory()
        self.run_cron("follow_documents")
        self.simulator.finish_reports()
        self.follow()

    def reports(self):
        return len(self.calls("createReport"))

    def test_report_confirms_what_it_shows(self):
        self.want_more(self.listings)
        self.inventory()
        self.simulator.finish_listings()
        before = self.reports()
        self.look(6)
        self.inventory()
        self.assertEqual((self.states(), self.reports() - before), (["confirmed"], 1))
        self.assertFalse(self.calls("searchListingsItems"))

    def test_report_confirms_the_same_figure_with_another_lead_time(self):
        self.later(minutes=5)
        self.want_more(self.listings, more=0)
        self.listings.quantity_lead_time = 4
        self.inventory()
        self.assertEqual(self.changes(), 4)
        self.simulator.finish_listings()
        before = self.reports()
        self.look(6)
        self.inventory()
        self.assertEqual((self.states(), self.reports() - before), (["confirmed"], 1))

    def test_what_no_report_shows_is_told_once_more_and_then_a_person_hears(self):
        for listing in self.listings:
            self.simulator.stick_listing(listing.sku)
        self.want_more(self.listings)
        self.inventory()
        before = self.reports()
        for _turn in range(12):
            self.look(90)
        self.assertEqual((self.states(), self.changes()), (["not_shown"], 8))
        self.assertLess(self.reports() - before, 9)
        self.assertIn("does not show them", self.open_issues("offer_not_shown").name)

    def test_slow_report_is_waited_for(self):
        self.want_more(self.listings)
        self.inventory()
        self.simulator.finish_listings()
        before = self.reports()
        for _turn in range(8):
            self.later(minutes=90)
            self.inventory()
            self.run_cron("follow_documents")
        self.assertEqual((self.states(), self.reports() - before, self.changes()), (["sent"], 1, 4))
