from odoo import fields, models

CODES = [
    ("offers_stopped", "Quantities or prices stopped"),
    ("offer_refused", "Quantity or price refused by Amazon"),
    ("offer_not_shown", "Quantity or price not shown by Amazon"),
    ("offer_feed_stuck", "Feed of quantities or prices stuck"),
]


class AmazonChannelIssue(models.Model):
    """What a person must look at of quantities and prices."""

    _inherit = "amazon.channel.issue"

    code = fields.Selection(selection_add=CODES, ondelete={code: "cascade" for code, _name in CODES})
