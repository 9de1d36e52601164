from odoo import api, fields, models
from odoo.tools import formatLang


class SaleOrder(models.Model):
    _inherit = "sale.order"

    amazon_channel_id = fields.Many2one(
        "amazon.channel", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
    amazon_channel_order_id = fields.Many2one(
        "amazon.channel.order", "Amazon Order", readonly=True, copy=False, index="btree_not_null"
    )
    amazon_channel_order_ref = fields.Char("Amazon Order Number", readonly=True, copy=False)
    amazon_channel_status = fields.Char("Status at Amazon", readonly=True, copy=False)
    amazon_channel_fulfillment = fields.Selection(
        [("merchant", "Merchant"), ("amazon", "Amazon")], "Fulfilled By", readonly=True, copy=False
    )
    amazon_channel_service_level = fields.Char("Amazon Shipping Service", readonly=True, copy=False)
    amazon_channel_programs = fields.Char("Amazon Programs", readonly=True, copy=False)
    amazon_channel_replaces = fields.Char(
        "Replaces", readonly=True, copy=False, help="The Amazon order that this one replaces."
    )
    amazon_channel_ship_by = fields.Datetime("Ship By", readonly=True, copy=False)
    amazon_channel_deliver_by = fields.Datetime("Deliver By", readonly=True, copy=False)
    amazon_channel_cancel_requested = fields.Boolean(
        "Buyer Asks to Cancel", readonly=True, copy=False, help="Deliveries are blocked until somebody decides."
    )
    amazon_channel_cancel_refused = fields.Boolean(
        "Request to Cancel Refused", readonly=True, copy=False, help="Somebody decided to ship all the same."
    )
    amazon_channel_total = fields.Monetary(
        "Amazon's Total", readonly=True, copy=False, help="What the buyer paid, all taxes included (grandTotal)."
    )
    amazon_channel_tax_collected = fields.Monetary(
        "Tax Collected by Amazon",
        readonly=True,
        copy=False,
        help="Tax that Amazon collects from the buyer and remits: part of Amazon's total, not of this order's.",
    )
    amazon_channel_tax_reported = fields.Monetary(
        "Your Tax, by Amazon",
        readonly=True,
        copy=False,
        help="Tax that you owe, as Amazon reports it; 0 if it does not.",
    )
    amazon_channel_difference = fields.Monetary(
        "Difference to Amazon",
        compute="_compute_amazon_channel_difference",
        store=True,
        help="Amazon's total less this order's total and the tax collected by Amazon: nothing, when imported.",
    )
    amazon_channel_tax_differs = fields.Boolean(
        "Tax Differs from Amazon's",
        compute="_compute_amazon_channel_difference",
        store=True,
        help="Odoo's tax and the tax that Amazon reports as yours are more than a cent a line apart.",
    )
    amazon_channel_issue_ids = fields.One2many("amazon.channel.issue", "sale_order_id", domain=[("state", "=", "open")])

    _amazon_channel_order_uniq = models.UniqueIndex(
        "(amazon_channel_order_id) WHERE amazon_channel_order_id IS NOT NULL",
        "This Amazon order has its sale order already.",
    )
    _amazon_channel_ref_idx = models.Index("(amazon_channel_order_ref) WHERE amazon_channel_order_ref IS NOT NULL")

    @api.depends(
        "amount_total",
        "amount_tax",
        "amazon_channel_total",
        "amazon_channel_tax_collected",
        "amazon_channel_tax_reported",
    )
    def _compute_amazon_channel_difference(self):
        for order in self:
            if not order.amazon_channel_id or order.state == "cancel":
                order.amazon_channel_difference = 0.0
                order.amazon_channel_tax_differs = False
                continue
            currency = order.currency_id
            on_lines = any(line.amazon_channel_charge == "tax_collected" for line in order.order_line)
            collected = 0.0 if on_lines else order.amazon_channel_tax_collected
            order.amazon_channel_difference = currency.round(
                order.amazon_channel_total - order.amount_total - collected
            )
            lines = len(order.order_line)
            order.amazon_channel_tax_differs = bool(order.amazon_channel_tax_reported) and (
                currency.compare_amounts(
                    abs(order.amazon_channel_tax_reported - order.amount_tax), lines * currency.rounding
                )
                > 0
            )

    def _amazon_channel_tax_message(self):
        """Both tax figures in a sentence."""
        self.ensure_one()
        return self.env._(
            "Amazon reports %(amazon)s of tax that you owe, Odoo comes to %(odoo)s. Check the product's taxes in Odoo, "
            "the fiscal position, and the product tax code at Amazon.",
            amazon=formatLang(self.env, self.amazon_channel_tax_reported, currency_obj=self.currency_id),
            odoo=formatLang(self.env, self.amount_tax, currency_obj=self.currency_id),
        )

    # -- How Amazon's orders differ from others ----------------------------------------------------------------

    def _prepare_confirmation_values(self):
        """Override of `sale`: the buyer ordered when Amazon says, not when Odoo heard of it."""
        values = super()._prepare_confirmation_values()
        if self and all(order.amazon_channel_id for order in self):
            values.pop("date_order", None)
        return values

    def _send_order_confirmation_mail(self):
        """Override of `sale`: Amazon writes to its buyers, Odoo does not."""
        others = self.filtered(lambda order: not order.amazon_channel_id)
        return super(SaleOrder, others)._send_order_confirmation_mail() if others else None

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_amazon_channel_open(self):
        """Button: the order in Seller Central."""
        self.ensure_one()
        return self.amazon_channel_order_id.action_open_at_amazon()

    def action_amazon_channel_refuse_cancel(self):
        """Button: the buyer asked to cancel, and the order is shipped all the same."""
        asked = self.filtered("amazon_channel_cancel_requested")
        asked.write({"amazon_channel_cancel_requested": False, "amazon_channel_cancel_refused": True})
        for order in asked:
            order.message_post(body=self.env._("The buyer's request to cancel was refused."))
        # Operators close what they decided; issues are otherwise written by the importer.
        self.env["amazon.channel.issue"].sudo()._close(asked.amazon_channel_order_id, "cancel_requested")
