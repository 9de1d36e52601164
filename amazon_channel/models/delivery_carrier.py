from odoo import api, fields, models

from ..mapping.shipment import OTHER_CARRIER

AMAZON_FIELDS = {
    "amazon_channel_carrier_id",
    "amazon_channel_carrier_name",
    "amazon_channel_shipping_method",
    "amazon_channel_tracking_required",
}


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    amazon_channel_carrier_id = fields.Many2one(
        "amazon.channel.carrier",
        "Amazon's Carrier",
        ondelete="restrict",
        help="What shipments by this delivery method are confirmed with at Amazon. Choose Other for a carrier that "
        "Amazon does not know.",
    )
    amazon_channel_carrier_name = fields.Char(
        "Carrier's Name at Amazon", help="Shown to buyers when Amazon's carrier is Other."
    )
    amazon_channel_shipping_method = fields.Char(
        "Amazon's Shipping Service",
        help="The carrier's service as Amazon's list writes it, e.g. 'UPS Ground'. Amazon's valid tracking rate counts "
        "only shipments whose carrier and service it recognises.",
    )
    amazon_channel_tracking_required = fields.Boolean(
        "Amazon: Tracking Number Required",
        default=True,
        help="Confirm a package at Amazon only once its tracking number is known. Without a number, Amazon is told "
        "through a feed, which takes some minutes.",
    )
    amazon_channel_is_other = fields.Boolean(compute="_compute_amazon_channel_is_other")

    @api.depends("amazon_channel_carrier_id")
    def _compute_amazon_channel_is_other(self):
        for carrier in self:
            carrier.amazon_channel_is_other = carrier.amazon_channel_carrier_id.name == OTHER_CARRIER

    def write(self, vals):
        result = super().write(vals)
        if AMAZON_FIELDS & set(vals):
            self.env["amazon.channel.submission"].sudo()._refresh_by_carrier(self)
        return result
