from odoo import api, models


class ResCurrencyRate(models.Model):
    """A rate changes the prices of channels that convert."""

    _inherit = "res.currency.rate"

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates._amazon_channel_mark()
        return rates

    def write(self, vals):
        result = super().write(vals)
        self._amazon_channel_mark()
        return result

    def _amazon_channel_mark(self):
        converting = [
            "|",
            ("currency_id", "in", self.currency_id.ids),
            ("pricelist_id.currency_id", "in", self.currency_id.ids),
        ]
        self.env["amazon.channel.price.mark"]._mark_company(self.company_id.root_id, converting)
