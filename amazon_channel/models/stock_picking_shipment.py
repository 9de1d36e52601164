from odoo import api, fields, models

# Of several packages of a delivery, the one that is furthest from done speaks for it.
WORST_FIRST = ("refused", "waiting", "to_send", "feed", "sent", "done", "cancelled")


class StockPicking(models.Model):
    """Shipments that Amazon is told about."""

    _inherit = "stock.picking"

    amazon_channel_submission_ids = fields.One2many(
        "amazon.channel.submission", "picking_id", "Packages for Amazon", domain=[("kind", "=", "shipment")]
    )
    amazon_channel_confirmation = fields.Selection(
        "_selection_amazon_channel_confirmation",
        "Amazon Confirmation",
        compute="_compute_amazon_channel_confirmation",
        search="_search_amazon_channel_confirmation",
        compute_sudo=True,
        help="Whether Amazon knows that this delivery was shipped.",
    )

    amazon_channel_can_confirm = fields.Boolean(
        compute="_compute_amazon_channel_can_confirm",
        compute_sudo=True,
        help="Whether pressing Confirm at Amazon can bring anything about.",
    )

    @api.model
    def _selection_amazon_channel_confirmation(self):
        return self.env["amazon.channel.submission"]._fields["state"]._description_selection(self.env)

    @api.depends("amazon_channel_submission_ids.state")
    def _compute_amazon_channel_confirmation(self):
        for picking in self:
            states = set(picking.amazon_channel_submission_ids.mapped("state"))
            picking.amazon_channel_confirmation = next((state for state in WORST_FIRST if state in states), False)

    @api.depends(
        "state", "amazon_channel_confirmation", "sale_id.amazon_channel_status", "sale_id.amazon_channel_issue_ids"
    )
    def _compute_amazon_channel_can_confirm(self):
        """What waits for somebody, or is on its way, gains nothing; goods that somebody said only now what they stand
        for may still have to be told beside packages that Amazon knows."""
        shipments = self.env["amazon.channel.shipment"]
        for picking in self:
            order = picking.sale_id
            untold = picking.amazon_channel_confirmation in (False, "to_send", "refused")
            strays = "goods_without_item" in order.amazon_channel_issue_ids.mapped("code")
            picking.amazon_channel_can_confirm = bool(
                shipments._goes_to_an_amazon_buyer(picking)
                and order.amazon_channel_status not in ("SHIPPED", "CANCELLED")
                and (untold or strays)
            )

    @api.model
    def _search_amazon_channel_confirmation(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("amazon_channel_submission_ids", "any", [("state", "in", list(value))])]

    def _action_done(self):
        """Override of `stock`: what leaves for a buyer of Amazon is told to Amazon, later, by Sync Orders."""
        result = super()._action_done()
        # Where Amazon knows already that goods have left, it needs no telling.
        if not self.env.context.get("amazon_channel_deliver"):
            amazon = self.filtered("amazon_channel_id")
            if amazon:
                self.env["amazon.channel.shipment"]._tell(amazon)
        return result

    def write(self, vals):
        result = super().write(vals)
        if "carrier_id" in vals or "carrier_tracking_ref" in vals:
            self.sudo().filtered("amazon_channel_id").amazon_channel_submission_ids._refresh()
        return result

    def action_amazon_channel_confirm(self):
        """Button: tell Amazon about what has left and what it does not know yet, now."""
        self.env["amazon.channel.submission"].check_access("write")
        self.env["amazon.channel.shipment"]._tell(self)
        return self.amazon_channel_submission_ids.action_retry()
