from odoo import fields, models


class AmazonChannelListing(models.Model):
    _inherit = "amazon.channel.listing"

    fba_stock_ids = fields.One2many("amazon.channel.fba.stock", "listing_id", "FBA Stock", readonly=True)
