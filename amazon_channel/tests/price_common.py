"""What the tests of prices share: listings whose prices are computed as the cron does it."""

from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class PriceCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pricelist = cls.create_pricelist("GBP")
        cls.shop = cls.channels["GB"]
        cls.shop.pricelist_id = cls.pricelist
        cls.kettle.list_price = 24.0
        cls.listing = cls.create_listing("KETTLE-1", cls.kettle)

    @classmethod
    def create_pricelist(cls, currency, **vals):
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", currency)])
        currency.active = True
        values = {"name": "Prices", "currency_id": currency.id, "company_id": cls.company.id}
        return cls.env["product.pricelist"].create({**values, **vals})

    @classmethod
    def create_item(cls, pricelist, product=None, **vals):
        """A rule of a pricelist for a variant, or for everything."""
        target = {"applied_on": "3_global"}
        if product:
            target = {
                "applied_on": "0_product_variant",
                "product_id": product.id,
                "product_tmpl_id": product.product_tmpl_id.id,
            }
        return cls.env["product.pricelist.item"].create(
            {"pricelist_id": pricelist.id, "compute_price": "fixed", **target, **vals}
        )

    @classmethod
    def create_listing(cls, sku, product=None, channel=None, **vals):
        values = {"channel_id": (channel or cls.shop).id, "sku": sku, "product_id": product and product.id}
        return cls.env["amazon.channel.listing"].create({**values, "state": "active", **vals})

    @classmethod
    def create_rule(cls, channel=None, **vals):
        return cls.env["amazon.channel.price.rule"].create({"channel_id": (channel or cls.shop).id, **vals})

    def compute(self, channel=None):
        """Compute what is marked, as the cron does.

        :return: the listings of which something changed
        """
        with self.committing():
            return self.env["amazon.channel.price.compute"]._compute_marked(channel or self.shop)

    def assert_price(self, price, listing=None):
        listing = listing or self.listing
        self.assertFalse(listing.price_problem)
        self.assertTrue(listing.price_wanted_at)
        self.assertAlmostEqual(listing.price_wanted, price, places=6)
