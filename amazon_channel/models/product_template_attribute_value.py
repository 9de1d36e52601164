from odoo import models


class ProductTemplateAttributeValue(models.Model):
    _inherit = "product.template.attribute.value"

    def write(self, vals):
        result = super().write(vals)
        if "price_extra" in vals:
            self.env["amazon.channel.price.mark"]._mark_templates(self.product_tmpl_id.ids)
        return result
