"""A channel with listings at a simulated Amazon, linked to products: what is sent of quantities and prices."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields

from odoo.addons.amazon_channel.mapping.listing_patch import PriceOffer

from .common import EndToEndCase


class OffersCase(EndToEndCase):
    count = 8
    """Listings of the merchant's that each test begins with."""

    def setUp(self):
        super().setUp()
        self.channel = self.channels.filtered(lambda channel: channel.marketplace_id.country_id.code == "US")
        self.simulator.clear_listings("US")
        self.skus = self.simulator.generate_listings(self.count, ["active"], ["US"])
        self.import_listings()
        self.listings = self.env["amazon.channel.listing"].search([("channel_id", "=", self.channel.id)], order="id")
        products = self.env["product.product"].create(
            [{"name": sku, "is_storable": True} for sku in self.listings.mapped("sku")]
        )
        for listing, product in zip(self.listings, products, strict=True):
            listing.product_id = product
        self.replace_computation()
        self.go_live()

    def replace_computation(self):
        """These tests say themselves what Odoo wants."""
        for kind in ("stock", "price"):
            compute = self.registry[f"amazon.channel.{kind}.compute"]
            self.patch(compute, "_compute_marked", lambda model, channel: model.env["amazon.channel.listing"])
        self.patch(self.registry["amazon.channel.listing"], "_price_offers", _price_offers)

    def go_live(self):
        self.channel.write({"mode": "live", "breaker_zero_min": 3})

    def import_listings(self):
        self.channel.action_import_listings()
        self.run_cron("follow_documents")
        self.simulator.finish_reports()
        self.follow()

    def follow(self):
        """Let Follow Documents look at everything that is open."""
        self.env["amazon.channel.document"].search([("is_open", "=", True)]).next_attempt_at = False
        self.run_cron("follow_documents")

    # -- What Odoo wants ---------------------------------------------------------------------------------------

    def want(self, listings, quantity=None, price=None):
        """Let these figures be wanted, as if they had been computed."""
        now = fields.Datetime.now()
        if quantity is not None:
            listings.write({"quantity_wanted": quantity, "quantity_wanted_at": now})
        for listing in listings if price is not None else ():
            values = {"price_wanted": price, "price_wanted_at": now}
            if "price_digest" in listing._fields:
                values["price_digest"] = f"digest of {price}"
            listing.write(values)
        self.env.flush_all()

    def want_more(self, listings, more=1):
        """Let everything be wanted that is there now, and some more."""
        for listing in listings:
            self.want(listing, quantity=listing.quantity_confirmed + more)

    def inventory(self):
        """Run the schedule; return its runs."""
        return self._run_and_return_runs("sync_inventory")

    def prices(self):
        return self._run_and_return_runs("sync_prices")

    def finish_feed(self):
        """Let the feed leave, Amazon process it, and its answer be read."""
        self.run_cron("follow_documents")
        self.simulator.finish_feeds()
        self.follow()

    def later(self, **passed):
        """Let time pass for what was sent: everything seems to have happened so much earlier."""
        passed = timedelta(**passed)
        for offer in self.offers():
            stamps = ("attempted_at", "sent_at", "confirmed_at", "check_at")
            offer.write({name: offer[name] - passed for name in stamps if offer[name]})
        for listing in self.listings:
            stamps = [f"{kind}_{what}_at" for kind in ("quantity", "price") for what in ("sent", "confirmed")]
            listing.write({name: listing[name] - passed for name in stamps if listing[name]})
        self.channel.listings_imported_at -= passed
        self.env.flush_all()

    # -- Looking -----------------------------------------------------------------------------------------------

    def offers(self, **values):
        domain = [("channel_id", "=", self.channel.id), *((name, "=", value) for name, value in values.items())]
        return self.env["amazon.channel.offer"].search(domain, order="id")

    def states(self):
        return sorted(set(self.offers().mapped("state")))

    def at_amazon(self, listing):
        """The quantity that Amazon has accepted."""
        document = self.simulator.get_listing(listing.sku, "US", accepted=True)
        (entry,) = document["attributes"]["fulfillment_availability"]
        return entry.get("quantity")

    def price_at_amazon(self, listing):
        document = self.simulator.get_listing(listing.sku, "US", accepted=True)
        entries = document["attributes"]["purchasable_offer"]
        (entry,) = [one for one in entries if one.get("audience", "ALL") == "ALL"]
        return float(entry["our_price"][0]["schedule"][0]["value_with_tax"])

    def changes(self):
        """How often Amazon was told anything."""
        return len(self.calls("patchListingsItem")) + len(self.calls("createFeed"))

    def open_issues(self, code):
        return self.env["amazon.channel.issue"].search([("code", "=", code), ("state", "=", "open")])

    def stopped(self, kind="quantity"):
        return self.env["amazon.channel.offer.batch"].search(
            [("channel_id", "=", self.channel.id), ("kind", "=", kind), ("state", "=", "waiting")]
        )


def _price_offers(listing):
    channel = listing.channel_id
    price = Decimal(str(round(listing.price_wanted, 2)))
    return (PriceOffer(channel.marketplace_id.amazon_ref, channel.currency_id.name, price),)
