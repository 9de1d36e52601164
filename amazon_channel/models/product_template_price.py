from odoo import models

# What of a product its prices depend on.
PRICE_FIELDS = {
    "list_price",
    "standard_price",
    "lst_price",
    "taxes_id",
    "categ_id",
    "uom_id",
    "company_id",
    "price_extra",
}


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if PRICE_FIELDS & set(vals):
            self.env["amazon.channel.price.mark"]._mark_templates(self.ids)
        return result
