from odoo import api, models


class ProductPricelistItem(models.Model):
    """What a rule of a pricelist says, or said, changes prices at Amazon."""

    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._amazon_channel_mark()
        return items

    def write(self, vals):
        self._amazon_channel_mark()
        result = super().write(vals)
        self._amazon_channel_mark()
        return result

    def unlink(self):
        self._amazon_channel_mark()
        return super().unlink()

    def _amazon_channel_mark(self, channels=None):
        """Mark what these rules are about.

        :param channels: the only ones that matter; None to find those that use the pricelists
        """
        marks = self.env["amazon.channel.price.mark"]
        wide = self.filtered(lambda item: item.applied_on in ("3_global", "2_product_category"))
        if wide:
            marks._mark_channels(wide.pricelist_id._amazon_channel_users() if channels is None else channels)
        narrow = self - wide
        variants = narrow.filtered(lambda item: item.applied_on == "0_product_variant").product_id
        templates = narrow.filtered(lambda item: item.applied_on == "1_product").product_tmpl_id
        marks._mark_products(variants.ids)
        marks._mark_templates(templates.ids)
