from odoo import api, fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    amazon_channel_fba_stock_ids = fields.One2many("amazon.channel.fba.stock", "product_id", "Stock at Amazon")
    amazon_channel_fba_count = fields.Integer("SKUs at Amazon", compute="_compute_amazon_channel_fba_count")

    @api.depends("amazon_channel_fba_stock_ids")
    def _compute_amazon_channel_fba_count(self):
        stocks, counts = self.env["amazon.channel.fba.stock"], {}
        if stocks.has_access("read"):
            counts = dict(stocks._read_group([("product_id", "in", self.ids)], ["product_id"], ["__count"]))
        for product in self:
            product.amazon_channel_fba_count = counts.get(product._origin, 0)

    def action_amazon_channel_fba_stock(self):
        """Button: what Amazon has of this product."""
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_fba_stock_action")
        return {**action, "domain": [("product_id", "in", self.ids)], "context": {}}
