from odoo import models
from odoo.fields import Domain

USES = ("pricelist_id", "sale_pricelist_id", "business_pricelist_id")


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def write(self, vals):
        result = super().write(vals)
        if {"currency_id", "active"} & set(vals):
            self.env["amazon.channel.price.mark"]._mark_channels(self._amazon_channel_users())
        return result

    def _amazon_channel_users(self):
        """The channels whose prices depend on these pricelists, directly or through others that are based on them."""
        channels = self.env["amazon.channel"].sudo()
        if not self or not channels.search_count([], limit=1):
            return channels.browse()
        found = new = self
        while new:
            based = [("base", "=", "pricelist"), ("base_pricelist_id", "in", new.ids)]
            new = self.env["product.pricelist.item"].sudo().search(based).pricelist_id - found
            found |= new
        return channels.search(Domain.OR(Domain(name, "in", found.ids) for name in USES))
