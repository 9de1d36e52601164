from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        watched = {"company_id"} | {ours for _theirs, ours in self.env["amazon.channel.linking.key"]._used_pairs()}
        # What stands on the variants comes by them.
        touched = {name for name in watched & set(vals) if self._fields[name].store and not self._fields[name].compute}
        if not touched or not self.env["product.product"]._amazon_channel_awaited():
            return super().write(vals)
        products = self.product_variant_ids
        earlier = products._amazon_channel_values()
        result = super().write(vals)
        self.product_variant_ids._amazon_channel_changed(earlier)
        return result
