from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _amazon_channel_find_by_sku(self, company, skus):
        """Products whose internal reference is one of Amazon's SKUs, letter for letter. One query for all.

        :param company: the company that sells
        :param skus: texts
        :return: dict SKU -> product.product, which may hold several
        """
        products = self.search_fetch(
            [("default_code", "in", list(skus)), *self._check_company_domain(company)],
            ["default_code", "product_tmpl_id"],
        )
        return products.grouped("default_code")

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        products._amazon_channel_release()
        return products

    def write(self, vals):
        result = super().write(vals)
        if vals.get("default_code") or vals.get("active"):
            self._amazon_channel_release()
        return result

    def _amazon_channel_release(self):
        """Orders that waited for one of these internal references are processed again."""
        skus = {product.default_code for product in self if product.default_code}
        if skus:
            self.env["amazon.channel.order.hold"]._release("sku", skus)
