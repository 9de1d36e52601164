from odoo import models


class ProductTemplateAttributeValue(models.Model):
    _inherit = "product.template.attribute.value"

    def write(self, vals):
        result = super().write(vals)
        if "price_extra" in vals:
            variants = self.product_tmpl_id.with_context(active_test=False).product_variant_ids
            self.env["amazon.channel.price.mark"]._mark_products(variants.ids)
        return result
