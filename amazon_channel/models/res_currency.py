from odoo import models


class ResCurrency(models.Model):
    """Rates that are known, for money that is told to Amazon or taken from it."""

    _inherit = "res.currency"

    def _amazon_channel_rate(self, target, company, date):
        """How many units of `target` one unit of this currency is for a company on a day; 0.0 where that is not known.

        Odoo's own `_get_conversion_rate` takes 1 for a currency without rates, and one currency for the other.
        """
        self.ensure_one()
        needed = (self | target) - company.currency_id
        if self != target and needed:
            # Those of another company do not count: Odoo does not convert with them either.
            here = [("currency_id", "in", needed.ids), ("company_id", "in", (False, company.root_id.id))]
            if len(self.env["res.currency.rate"].sudo()._read_group(here, ["currency_id"])) < len(needed):
                return 0.0
        return self._get_conversion_rate(self, target, company, date)
