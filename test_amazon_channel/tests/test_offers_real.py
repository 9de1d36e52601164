"""From goods and pricelists to what Amazon shows: nothing in between is replaced."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .offers_real_common import RealOffersCase


@tagged("post_install", "-at_install")
class TestOffersReal(RealOffersCase):
    count = 4

    # -- The story ---------------------------------------------------------------------------------------------

    def test_goods_and_prices_reach_amazon_and_are_confirmed(self):
        prices = {listing: round(listing.price_confirmed + 1, 2) for listing in self.own}
        for listing, price in prices.items():
            self.charge(listing, price)
        self.sync_and_confirm()
        self.assertEqual(self.shown(self.own), [100] * 4)
        self.assertEqual({listing: self.price_at_amazon(listing) for listing in self.own}, prices)
        self.assertEqual(self.states(), ["confirmed"])
        self.assertEqual(len(self.offers()), 8)
        self.assertEqual(self.offers(kind="quantity").listing_id, self.own)
        before = self.changes()
        self.inventory()
        self.prices()
        self.assertEqual(self.changes(), before, "nothing has changed")

        self.deliver(self.own[0], 7)
        self.sync_and_confirm()
        self.assertEqual(self.shown(self.own), [93, 100, 100, 100])
        self.assertEqual((self.states(), self.changes()), (["confirmed"], before + 1))
        self.assertEqual((self.simulator.mistakes, len(self.by_amazon)), ([], 2))

    def test_what_amazon_sends_gets_a_price_and_never_a_quantity(self):
        for listing in self.by_amazon:
            self.charge(listing, round(listing.price_confirmed + 1, 2))
        self.deliver(self.by_amazon, 7)
        self.by_amazon.is_paused = True
        self.sync_and_confirm()
        self.assertEqual(self.offers(listing_id=self.by_amazon[0].id).kind, "price")
        for listing in self.by_amazon:
            self.assertEqual(self.price_at_amazon(listing), listing.price_wanted)
        self.assertEqual((self.shown(self.by_amazon), self.simulator.mistakes), ([None, None], []))

    # -- Sales -------------------------------------------------------------------------------------------------

    def put_on_sale(self, listings, factor, until=3):
        """Let these be sold for less from yesterday on."""
        sales = self.channel.sale_pricelist_id or self.create_pricelist("Sale at Amazon")
        with self.request() as env:
            self.channel.with_env(env).sale_pricelist_id = sales.id
        now = fields.Datetime.now()
        days = {"date_start": now - timedelta(days=2), "date_end": now + timedelta(days=until)}
        for listing in listings:
            self.charge(listing, round(listing.price_wanted * factor, 2), sales, **days)

    def look(self):
        """The hourly look at what Amazon shows."""
        with self.request() as env:
            channel = self.channel.with_env(env)
            with channel.account_id._amazon_client() as client:
                env["amazon.channel.offer.sync"]._look_at(client, channel, self.own.with_env(env))

    def test_sale_that_runs_is_confirmed_by_its_price_and_not_told_again(self):
        self.sync_and_confirm()
        self.put_on_sale(self.own, 0.8)
        before = self.changes()
        self.sync_and_confirm()
        self.assertEqual((self.changes(), self.states()), (before + 4, ["confirmed"]))
        self.assertLess(self.own[0].price_confirmed, self.own[0].price_wanted)
        for _turn in range(3):
            self.later(hours=3)
            self.look()
            self.prices()
        self.assertEqual((self.changes(), self.states()), (before + 4, ["confirmed"]))
        self.assertFalse(self.open_issues("offer_not_shown"))

    def test_price_that_changes_a_little_during_a_sale_is_no_far_move(self):
        self.channel.breaker_price_single = 60
        self.sync_and_confirm()
        self.put_on_sale(self.own, 0.5)
        self.sync_and_confirm()
        for listing in self.own:
            self.charge(listing, round(listing.price_wanted * 1.02, 2))
        self.put_on_sale(self.own, 0.51)
        self.sync_and_confirm()
        self.assertFalse(self.stopped("price"))
        self.assertEqual([self.price_at_amazon(one) for one in self.own], self.own.mapped("price_wanted"))

    def test_sale_that_is_taken_back_is_no_far_move(self):
        self.sync_and_confirm()
        self.put_on_sale(self.own, 0.5)
        self.sync_and_confirm()
        with self.request() as env:
            self.channel.with_env(env).write({"sale_pricelist_id": False, "breaker_price_count": 0})
        self.sync_and_confirm()
        self.assertFalse(self.stopped("price"))
        self.assertEqual(self.states(), ["confirmed"])
        self.assertEqual(self.own.mapped("price_confirmed"), self.own.mapped("price_wanted"))
