from odoo import fields, models


class AmazonChannelCarrier(models.Model):
    """Reference data: a carrier by the code that Amazon's confirmShipment expects.

    Amazon's list grows and differs from marketplace to marketplace, so that codes can be added like any record.
    """

    _name = "amazon.channel.carrier"
    _description = "Amazon Carrier"
    _order = "sequence, name"

    name = fields.Char("Amazon's Carrier Code", required=True, help="Exactly as Amazon writes it, e.g. 'Royal Mail'.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(LOWER(name))", "Amazon's carrier code is in the list already.")
