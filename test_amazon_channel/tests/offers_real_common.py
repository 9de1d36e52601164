"""A live channel whose quantities and prices come from Odoo's own stock and pricelists."""

from odoo.fields import Command

from .offers_common import OffersCase


class RealOffersCase(OffersCase):
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
