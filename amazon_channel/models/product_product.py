from odoo import api, fields, models


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
        products._amazon_channel_release()
        return products

    def write(self, vals):
        if not {"default_code", "active", "company_id"} & set(vals):
            return super().write(vals)
        # Orders also wait where two products share a reference: one that gives it up releases them as well.
        earlier = set(self.mapped("default_code"))
        result = super().write(vals)
        self._amazon_channel_release(earlier)
        return result

    def unlink(self):
        skus = set(self.mapped("default_code"))
        result = super().unlink()
        self.browse()._amazon_channel_release(skus)
        return result

    def _amazon_channel_release(self, skus=frozenset()):
        """Orders that waited for the internal references of these products, or for `skus`, are processed again."""
        skus = {*skus, *self.mapped("default_code")} - {False}
        if skus:
            self.env["amazon.channel.order.hold"]._release("sku", skus)
