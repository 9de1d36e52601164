from odoo import api, models


class AccountFiscalPosition(models.Model):
    """Which taxes apply in a country decides what shoppers see there."""

    _inherit = "account.fiscal.position"

    @api.model_create_multi
    def create(self, vals_list):
        positions = super().create(vals_list)
        self.env["amazon.channel.price.mark"]._mark_company(positions.company_id)
        return positions

    def write(self, vals):
        result = super().write(vals)
        self.env["amazon.channel.price.mark"]._mark_company(self.company_id)
        return result
