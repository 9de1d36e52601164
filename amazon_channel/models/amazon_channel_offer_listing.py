from odoo import fields, models


class AmazonChannelListing(models.Model):
    """A listing's quantity and price on their way to Amazon."""

    _inherit = "amazon.channel.listing"

    offer_ids = fields.One2many("amazon.channel.offer", "listing_id", readonly=True)
    quantity_terms_sent = fields.Char(readonly=True, copy=False, help="Lead time and restock date as sent last.")
    price_terms_sent = fields.Char(readonly=True, copy=False, help="The parts of the price as sent last.")
