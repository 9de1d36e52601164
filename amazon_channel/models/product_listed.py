from odoo import api, fields, models


class ProductProduct(models.Model):
    """The listings of a product."""

    _inherit = "product.product"

    amazon_channel_listing_count = fields.Integer(
        "Number of Amazon Listings", compute="_compute_amazon_channel_listing_count"
    )

    @api.depends("amazon_channel_listing_ids")
    def _compute_amazon_channel_listing_count(self):
        listings = self.env["amazon.channel.listing"]
        counts = {}
        if listings.has_access("read"):
            counts = dict(listings._read_group([("product_id", "in", self.ids)], ["product_id"], ["__count"]))
        for product in self:
            product.amazon_channel_listing_count = counts.get(product._origin, 0)

    def action_amazon_channel_listings(self):
        """Button: the listings of these products, in all channels."""
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_listing_action")
        return {**action, "domain": [("product_id", "in", self.ids)], "context": {}}


class ProductTemplate(models.Model):
    """The listings of all variants."""

    _inherit = "product.template"

    amazon_channel_listing_ids = fields.One2many(
        "amazon.channel.listing", compute="_compute_amazon_channel_listings", string="Amazon Listings"
    )
    amazon_channel_listing_count = fields.Integer(
        "Number of Amazon Listings", compute="_compute_amazon_channel_listings"
    )

    @api.depends("product_variant_ids.amazon_channel_listing_ids")
    def _compute_amazon_channel_listings(self):
        for template in self:
            listings = template.product_variant_ids.amazon_channel_listing_ids
            template.amazon_channel_listing_ids = listings
            template.amazon_channel_listing_count = len(listings)

    def action_amazon_channel_listings(self):
        """Button: the listings of all variants, in all channels."""
        return self.product_variant_ids.action_amazon_channel_listings()
