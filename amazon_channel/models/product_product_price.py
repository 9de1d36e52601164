from odoo import models

from .product_template_price import PRICE_FIELDS


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        result = super().write(vals)
        if PRICE_FIELDS & set(vals):
            self.env["amazon.channel.price.mark"]._mark_products(self.ids)
        return result
