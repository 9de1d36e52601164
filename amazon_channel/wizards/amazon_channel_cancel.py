from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AmazonChannelCancel(models.TransientModel):
    """Cancel Amazon orders, or pieces of one, with the reason that Amazon wants."""

    _name = "amazon.channel.cancel"
    _description = "Cancel Amazon Orders"

    sale_order_ids = fields.Many2many("sale.order", string="Orders", required=True)
    single = fields.Boolean(compute="_compute_single")
    cancel_reason = fields.Selection(
        lambda self: self.env["amazon.channel.submission"]._selection_cancel_reason(), "Reason", required=True
    )
    line_ids = fields.One2many("amazon.channel.cancel.line", "cancel_id", "Items")
    buyer_asked = fields.Boolean(compute="_compute_single")

    @api.depends("sale_order_ids")
    def _compute_single(self):
        for wizard in self:
            wizard.single = len(wizard.sale_order_ids) == 1
            wizard.buyer_asked = any(wizard.sale_order_ids.mapped("amazon_channel_cancel_requested"))

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        orders = self.env["sale.order"].browse(self.env.context.get("default_sale_order_ids") or [])
        if "line_ids" in fields_list and len(orders) == 1:
            left = orders._amazon_channel_open_items()
            values["line_ids"] = [
                Command.create({"sale_line_id": line.id, "open_quantity": left[ref], "quantity": left[ref]})
                for line in orders.order_line
                if line.amazon_channel_charge == "item" and (ref := line.amazon_channel_item_ref) in left
            ]
        return values

    def action_cancel_orders(self):
        """Button: cancel in Odoo, and tell Amazon as soon as this is committed."""
        self.ensure_one()
        orders = self.sale_order_ids
        orders.check_access("write")
        if self.single and self.line_ids and any(line.quantity < line.open_quantity for line in self.line_ids):
            return self._cancel_pieces()
        if any(order.locked for order in orders):
            raise UserError(self.env._("You cannot cancel a locked order. Please unlock it first."))
        orders.with_context(amazon_channel_cancel_reason=self.cancel_reason)._action_cancel()
        return {"type": "ir.actions.act_window_close"}

    def _cancel_pieces(self):
        """Take the pieces off the open deliveries at once; the order's lines follow when Amazon has cancelled them."""
        lines = self.line_ids.filtered("quantity")
        if not lines:
            raise UserError(self.env._("Enter how many pieces to cancel."))
        # Since the wizard was opened, goods may have left, or somebody else may have cancelled some.
        still_open = self.sale_order_ids._amazon_channel_open_items()
        for line in lines:
            left = still_open.get(line.sale_line_id.amazon_channel_item_ref, 0)
            line._check_open(left)
            line.sale_line_id._amazon_channel_take_off(line.quantity, left)
        items = {line.sale_line_id.amazon_channel_item_ref: line.quantity for line in lines}
        self.sale_order_ids._amazon_channel_tell_cancellation(items, self.cancel_reason)
        return {"type": "ir.actions.act_window_close"}


class AmazonChannelCancelLine(models.TransientModel):
    """How many pieces of an item to cancel."""

    _name = "amazon.channel.cancel.line"
    _description = "Item of an Amazon Order to Cancel"

    cancel_id = fields.Many2one("amazon.channel.cancel", required=True, ondelete="cascade")
    sale_line_id = fields.Many2one("sale.order.line", "Item", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="sale_line_id.product_id")
    open_quantity = fields.Integer("Not Shipped", readonly=True)
    quantity = fields.Integer("To Cancel")

    @api.constrains("quantity", "open_quantity")
    def _check_quantity(self):
        for line in self:
            line._check_open(line.open_quantity)

    def _check_open(self, left):
        """Refuse to cancel more than what is open.

        :raises UserError: with the number that can be cancelled
        """
        if not 0 <= self.quantity <= left:
            message = self.env._(
                "%(item)s: between 0 and %(open)s pieces can be cancelled.",
                item=self.sale_line_id.product_id.display_name,
                open=left,
            )
            raise UserError(message)
