from odoo import api, fields, models


class AmazonChannelOrderHold(models.Model):
    """One reason why an order waits, worded with its fix.

    `code` and `key` say what would release it: when that thing appears (a mapping, a product with that
    SKU, a channel), every order that waited for it is processed again.
    """

    _name = "amazon.channel.order.hold"
    _description = "Amazon Order Hold"
    _rec_name = "message"
    _order = "code, key, id"

    order_id = fields.Many2one("amazon.channel.order", required=True, index=True, ondelete="cascade")
    channel_id = fields.Many2one(related="order_id.channel_id", store=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    code = fields.Selection(
        [
            ("channel", "No channel"),
            ("sku", "Unknown SKU"),
            ("shipping", "Shipping not mapped"),
            ("status", "Unknown status"),
            ("unfulfillable", "Unfulfillable"),
            ("tax_model", "Unknown tax model"),
            ("tax", "Tax differs"),
            ("currency", "Currency"),
            ("total", "Total differs"),
            ("document", "Unreadable"),
            ("odoo", "Refused by Odoo"),
        ],
        "Reason",
        required=True,
    )
    key = fields.Char(help="What the order waits for: the SKU, the shipping service, the marketplace.")
    message = fields.Char(required=True)

    _key_idx = models.Index("(code, key)")

    @api.model
    def _release(self, code, keys, channels=None):
        """Process again the orders that wait for one of `keys`.

        :param str code: a value of the field `code`
        :param keys: texts
        :param channels: amazon.channel records; any channel when None
        :return: the released amazon.channel.order records
        """
        keys = [key for key in keys if key]
        if not keys:
            return self.env["amazon.channel.order"]
        domain = [("code", "=", code), ("key", "in", keys), ("order_id.state", "=", "held")]
        if channels is not None:
            domain.append(("order_id.channel_id", "in", channels.ids))
        # An operator who may edit a product or a mapping may by that release orders.
        orders = self.sudo().search(domain).order_id
        orders._requeue()
        return orders
