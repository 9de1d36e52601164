from collections import defaultdict

from odoo import api, fields, models

from .amazon_channel_listing_product import LINKING


class ProductProduct(models.Model):
    _inherit = "product.product"

    amazon_channel_listing_ids = fields.One2many("amazon.channel.listing", "product_id", "Amazon Listings")

    @api.model
    def _amazon_channel_find_by_sku(self, company, skus):
        """Products whose internal reference is one of Amazon's SKUs, letter for letter. One query for all.

        :param company: the company that sells
        :param skus: texts
        :return: dict SKU -> product.product, which may hold several
        """
        products = self.search([("default_code", "in", list(skus)), *self._check_company_domain(company)])
        # All of it at once: the lines of the orders read weights, units, taxes and types of these products.
        products.fetch()
        return products.grouped("default_code")

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        if not self.env.context.get(LINKING) and products._amazon_channel_awaited():
            products._amazon_channel_changed({})
        return products

    def write(self, vals):
        if not self._amazon_channel_fields() & set(vals) or not self._amazon_channel_awaited():
            return super().write(vals)
        # What waited because two products fit goes on when one of them no longer does: its earlier values count too.
        earlier = self._amazon_channel_values()
        result = super().write(vals)
        self._amazon_channel_changed(earlier)
        return result

    def unlink(self):
        earlier = self.sudo()._amazon_channel_values()
        linked = self.env["amazon.channel.listing"].sudo().search([("product_id", "in", self.ids)])
        result = super().unlink()
        # The product is gone: that was nobody's decision about these listings.
        linked.with_context(tracking_disable=True).link_source = False
        self.browse()._amazon_channel_changed(earlier)
        return result

    # -- What waits for products -------------------------------------------------------------------------------

    @api.model
    def _amazon_channel_fields(self):
        """The fields of variants by which SKUs and listings find them; those of the template are watched there."""
        pairs = self.env["amazon.channel.linking.key"]._used_pairs()
        return {"default_code", "active"} | {ours for _theirs, ours in pairs if not self._fields[ours].inherited}

    def _amazon_channel_values(self):
        """Dict name of a field -> the texts that these products have in it, for each field that a key compares."""
        names = {"default_code", *(ours for _theirs, ours in self.env["amazon.channel.linking.key"]._used_pairs())}
        return {name: set(filter(None, self.sudo().mapped(name))) for name in names}

    @api.model
    def _amazon_channel_awaited(self):
        """Whether any order waits for a SKU, or any listing for a product. One query, and mostly all that is done."""
        return any(self.env["amazon.channel.listing.link"]._somebody_waits())

    def _amazon_channel_changed(self, earlier):
        """These products are new or have changed: process the orders and try the listings that may wait for them.

        :param earlier: `_amazon_channel_values` before the change
        """
        values = defaultdict(set, earlier)
        for name, texts in self._amazon_channel_values().items():
            values[name] = values[name] | texts
        linked = self.env["amazon.channel.listing"].sudo().search_fetch([("product_id", "in", self.ids)], ["sku"])
        skus = values["default_code"] | set(linked.mapped("sku"))
        self.env["amazon.channel.order.hold"]._release("sku", skus)
        self.env["amazon.channel.listing.link"]._link_values(values)

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_amazon_channel_this_one(self):
        """Button beside a product that fits a listing: this is what is sold. The context names the listing."""
        self.ensure_one()
        listing = self.env["amazon.channel.listing"].browse(self.env.context["amazon_channel_listing_id"])
        listing.product_id = self
