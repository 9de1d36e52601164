from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import escape_psql

from ..mapping.errors import DocumentError
from .amazon_channel_shipping_mapping import AMAZON_METHODS


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
    waits_for = fields.Char(compute="_compute_waits_for", store=True, help="Reason and key, as people say them.")
    message = fields.Char(required=True)
    ship_by = fields.Datetime(related="order_id.ship_by", store=True)

    _key_idx = models.Index("(code, key)")

    @api.depends("code", "key")
    def _compute_waits_for(self):
        codes = dict(self._fields["code"]._description_selection(self.env))
        methods = dict(AMAZON_METHODS)
        for hold in self:
            key = hold.key or ""
            if hold.code == "shipping":
                key = methods.get(key, key.replace("_", " ").title())
            hold.waits_for = ": ".join(filter(None, [codes[hold.code], key]))

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

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_open_order(self):
        """Open the order that waits."""
        self.ensure_one()
        return self.order_id._get_records_action()

    def action_fix(self):
        """Button: open what has to be completed, as near to it as possible; the order itself where nothing is known."""
        self.ensure_one()
        if self.code == "shipping":
            return self._open_mappings()
        if self.code == "sku" and self.key:
            listing = self._listing()
            return listing._get_records_action() if listing else self._open_products()
        if self.code == "channel":
            return self.order_id.account_id._get_records_action()
        if self.code in ("tax_model", "currency"):
            return self.channel_id._get_records_action()
        if self.code in ("unfulfillable", "sku") and self.channel_id:
            return self.order_id.action_open_at_amazon()
        return self.action_open_order()

    def _open_mappings(self):
        """The lines of this service on all channels where orders wait for it, ready to be answered."""
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_shipping_mapping_action")
        waiting = self.search([("code", "=", "shipping"), ("key", "=", self.key), ("order_id.state", "=", "held")])
        domain = [("channel_id", "in", waiting.channel_id.ids), ("amazon_method", "=", self.key)]
        defaults = {"default_channel_id": self.channel_id.id, "default_amazon_method": self.key}
        return {**action, "domain": domain, "context": defaults}

    def _listing(self):
        """The listing whose product has to be chosen; empty when the channel has none with this SKU."""
        domain = [("channel_id", "=", self.channel_id.id), ("sku", "=", self.key)]
        return self.env["amazon.channel.listing"].search(domain, limit=1)

    def _open_products(self):
        """The products with this SKU or likely to be meant by it; a new one, filled in, where there is none."""
        title = self._product_title()
        products = self.env["product.product"].search(
            Domain("default_code", "=ilike", escape_psql(self.key))
            | Domain("barcode", "=", self.key)
            | Domain("name", "=", title or self.key)
        )
        defaults = {"default_default_code": self.key, "default_name": title, "default_is_storable": True}
        if products:
            return products._get_records_action(context=defaults)
        if not products.has_access("create"):
            raise UserError(
                self.env._(
                    "There is no product with the internal reference '%(sku)s', and you may not create products. "
                    "Ask somebody who may.",
                    sku=self.key,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Product"),
            "res_model": "product.product",
            "views": [(False, "form")],
            "context": defaults,
        }

    def _product_title(self):
        """Amazon's title of the product that the order waits for, or False."""
        try:
            items = self.order_id._read_payload().items
        except DocumentError:
            return False
        return next((item.title for item in items if item.sku == self.key and item.title), False)
