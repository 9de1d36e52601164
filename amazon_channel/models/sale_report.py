from odoo import fields, models


class SaleReport(models.Model):
    _inherit = "sale.report"

    amazon_channel_id = fields.Many2one("amazon.channel", readonly=True)
    amazon_channel_fulfillment = fields.Selection(
        [("merchant", "Merchant"), ("amazon", "Amazon")], "Amazon: Fulfilled By", readonly=True
    )
    amazon_channel_country_id = fields.Many2one(
        "res.country",
        "Delivery Country",
        readonly=True,
        help="Where the goods go; buyers of Amazon are often strangers.",
    )
    amazon_channel_is_business = fields.Boolean("Amazon Business", readonly=True)
    amazon_channel_charge = fields.Selection(
        lambda self: self.env["sale.order.line"]._fields["amazon_channel_charge"]._description_selection(self.env),
        "Amazon Charge",
        readonly=True,
        help="Which of Amazon's amounts it is: goods, shipping, a promotion ...",
    )

    def _select_additional_fields(self):
        return {
            **super()._select_additional_fields(),
            "amazon_channel_id": "s.amazon_channel_id",
            "amazon_channel_fulfillment": "s.amazon_channel_fulfillment",
            "amazon_channel_country_id": "delivery_partner.country_id",
            "amazon_channel_is_business": "COALESCE(s.amazon_channel_programs, '') LIKE '%%amazon_business%%'",
            "amazon_channel_charge": "l.amazon_channel_charge",
        }

    def _from_sale(self):
        return f"""{super()._from_sale()}
            LEFT JOIN res_partner delivery_partner ON delivery_partner.id = s.partner_shipping_id"""

    def _group_by_sale(self):
        return f"""{super()._group_by_sale()},
            s.amazon_channel_id,
            s.amazon_channel_fulfillment,
            s.amazon_channel_programs,
            delivery_partner.country_id,
            l.amazon_channel_charge"""
