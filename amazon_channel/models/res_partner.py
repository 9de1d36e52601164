from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    amazon_channel_buyer_key = fields.Char(
        "Amazon Buyer", copy=False, readonly=True, help="What this buyer is known by within the Amazon account."
    )
    amazon_channel_address_key = fields.Char(
        "Amazon Address", copy=False, readonly=True, help="Digest of the whole address, under its buyer."
    )
    amazon_channel_relay_email = fields.Char(
        "Amazon Relay Address",
        copy=False,
        help="Amazon's alias of the buyer's address. Kept apart from the contact's email, so that no automatic "
        "message of Odoo ever reaches a buyer of Amazon.",
    )
    amazon_channel_tax_number = fields.Char(
        "Tax Number at Amazon", copy=False, help="As Amazon gives it, whether or not Odoo accepts it as a VAT number."
    )

    _amazon_channel_buyer_uniq = models.UniqueIndex(
        "(amazon_channel_buyer_key) WHERE amazon_channel_buyer_key IS NOT NULL", "This Amazon buyer exists already."
    )
    _amazon_channel_address_uniq = models.UniqueIndex(
        "(amazon_channel_address_key) WHERE amazon_channel_address_key IS NOT NULL",
        "This Amazon address exists already.",
    )
