"""From goods and pricelists to what Amazon shows: nothing in between is replaced."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .offers_common import OffersCase


@tagged("post_install", "-at_install")
class TestOffersReal(OffersCase):
    count = 4

    def replace_computation(self):
        """Here Odoo's own figures are sent, of goods that were received and of a pricelist."""
        self.warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.channel.company_id.id)], limit=1)
        self.own = self.listings.filtered(lambda listing: listing.fulfillment_channel == "merchant")
        self.by_amazon = self.listings - self.own
        self.channel.currency_id.active = True
        self.pricelist = self.create_pricelist("Shop at Amazon")
        self.channel.pricelist_id = self.pricelist
        for listing in self.listings:
            self.charge(listing, listing.price_confirmed)
        self.receive(self.listings, 100)

    def import_listings(self):
        self.simulator.generate_listings(2, ["fba"], ["US"])
        return super().import_listings()

    # -- What people do ----------------------------------------------------------------------------------------

    def create_pricelist(self, name):
        return self.env["product.pricelist"].create({"name": name, "currency_id": self.channel.currency_id.id})

    def charge(self, listing, price, pricelist=None, **vals):
        """Let the product of a listing cost this much."""
        pricelist = pricelist or self.pricelist
        product = listing.product_id
        with self.request() as env:
            items = env["product.pricelist.item"]
            items.search([("pricelist_id", "=", pricelist.id), ("product_id", "=", product.id)]).unlink()
            items.create(
                {
                    "pricelist_id": pricelist.id,
                    "applied_on": "0_product_variant",
                    "product_id": product.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "compute_price": "fixed",
                    "fixed_price": price,
                    **vals,
                }
            )

    def receive(self, listings, quantity):
        """So many of each product come from a supplier."""
        self.transfer(listings, quantity, self.warehouse.in_type_id)

    def deliver(self, listings, quantity):
        """So many of each product leave for a customer who is not Amazon's."""
        self.transfer(listings, quantity, self.warehouse.out_type_id)

    def transfer(self, listings, quantity, kind):
        with self.request() as env:
            kind = kind.with_env(env)
            places = {
                "location_id": (kind.default_location_src_id or env.ref("stock.stock_location_suppliers")).id,
                "location_dest_id": (kind.default_location_dest_id or env.ref("stock.stock_location_customers")).id,
            }
            moves = [
                Command.create({"product_id": product.id, "product_uom_qty": quantity, **places})
                for product in listings.product_id
            ]
            picking = env["stock.picking"].create({"picking_type_id": kind.id, **places, "move_ids": moves})
            picking.action_confirm()
            picking.button_validate()
            self.assertEqual(picking.state, "done")

    def sync_and_confirm(self):
        """Both schedules, Amazon shows what it accepted, and both schedules once more when they look at it."""
        self.inventory()
        self.prices()
        self.simulator.finish_listings()
        self.later(minutes=6)
        self.inventory()
        self.prices()

    def shown(self, listings):
        """The quantities that Amazon shows; None where it counts itself."""
        documents = [self.simulator.get_listing(listing.sku, "US") for listing in listings]
        entries = [document["attributes"]["fulfillment_availability"] for document in documents]
        return [entry.get("quantity") for (entry,) in entries]

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
