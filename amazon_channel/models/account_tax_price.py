from odoo import models

AMOUNTS = {
    "amount",
    "amount_type",
    "price_include_override",
    "include_base_amount",
    "is_base_affected",
    "children_tax_ids",
    "original_tax_ids",
    "fiscal_position_ids",
    "sequence",
}


class AccountTax(models.Model):
    """A tax that changes, changes what shoppers see."""

    _inherit = "account.tax"

    def write(self, vals):
        result = super().write(vals)
        if AMOUNTS & set(vals):
            self.env["amazon.channel.price.mark"]._mark_company(self.company_id)
        return result
