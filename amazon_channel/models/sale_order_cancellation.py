from odoo import api, fields, models
from odoo.exceptions import UserError

from .amazon_channel_submission import OPEN_STATES


class SaleOrder(models.Model):
    """Cancellations: what is cancelled in Odoo is cancelled at Amazon, and the buyer's wish is answered."""

    _inherit = "sale.order"

    amazon_channel_submission_ids = fields.One2many("amazon.channel.submission", "sale_order_id", "Told to Amazon")
    amazon_channel_cancel_state = fields.Selection(
        "_selection_amazon_channel_cancel_state",
        "Cancellation at Amazon",
        compute="_compute_amazon_channel_cancel_state",
        compute_sudo=True,
    )

    @api.model
    def _selection_amazon_channel_cancel_state(self):
        return self.env["amazon.channel.submission"]._fields["state"]._description_selection(self.env)

    @api.depends("amazon_channel_submission_ids.state")
    def _compute_amazon_channel_cancel_state(self):
        for order in self:
            cancellations = order.amazon_channel_submission_ids.filtered(lambda s: s.kind == "cancellation")
            order.amazon_channel_cancel_state = cancellations.sorted("id")[-1:].state

    def _amazon_channel_cancellable(self):
        """Those of these orders that Amazon still expects the seller to ship."""
        return self.filtered(
            lambda order: (
                order.amazon_channel_id
                and order.amazon_channel_fulfillment == "merchant"
                and order.state == "sale"
                and order.amazon_channel_status in ("UNSHIPPED", "PARTIALLY_SHIPPED", False)
            )
        )

    def action_amazon_channel_cancel(self):
        """Button: cancel with the reason that Amazon wants, or a part only."""
        if not self._amazon_channel_cancellable():
            return self.action_cancel()
        return self._amazon_channel_cancel_wizard()

    def action_amazon_channel_cancel_many(self):
        """Action of the list: cancel several orders for one reason."""
        orders = self._amazon_channel_cancellable()
        if not orders:
            raise UserError(self.env._("Amazon does not expect you to ship any of these orders."))
        return orders._amazon_channel_cancel_wizard()

    def action_amazon_channel_accept_cancel(self):
        """Button: the buyer asks to cancel, and gets his wish."""
        self.ensure_one()
        return self._amazon_channel_cancel_wizard(default_cancel_reason="BuyerCanceled")

    def _amazon_channel_cancel_wizard(self, **defaults):
        if any(order.locked for order in self):
            raise UserError(self.env._("You cannot cancel a locked order. Please unlock it first."))
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_cancel_action")
        return {**action, "context": {"default_sale_order_ids": self.ids, **defaults}}

    def action_amazon_channel_ship_anyway(self):
        """Button: Amazon did not cancel what was cancelled here, so that it is shipped after all."""
        for order in self:
            refused = order.sudo().amazon_channel_submission_ids.filtered(
                lambda submission: submission.kind == "cancellation" and submission.state == "refused"
            )
            if not refused:
                raise UserError(self.env._("No cancellation of this order was refused by Amazon."))
            if order.state == "cancel":
                order.action_draft()
                order.action_confirm()
                continue
            refused.write({"state": "cancelled", "note": self.env._("Shipped after all.")})
            refused._close_settled_issues()
            items = {item_ref for submission in refused for item_ref in submission.items}
            order.order_line.filtered(
                lambda line, items=items: line.amazon_channel_charge == "item" and line.amazon_channel_item_ref in items
            )._amazon_channel_put_back()
            # Somebody else may have shipped what is back now.
            order._amazon_channel_read_again()

    def _action_cancel(self):
        """Override of `sale`: tell Amazon, whichever way it was cancelled; without a reason somebody is asked."""
        told = self.browse()
        reason = self.env.context.get("amazon_channel_cancel_reason")
        if not self.env.context.get("amazon_channel_follows"):
            told = self._amazon_channel_cancellable()
        items = {order: order._amazon_channel_open_items() for order in told}
        # What has left stays sold, and can be invoiced: of such an order, the wizard cancels the rest only.
        partly = told.filtered(lambda order: reason and order._amazon_channel_has_left())
        for order in partly:
            if not items[order]:
                raise UserError(self.env._("%(order)s has left already: nothing can be cancelled.", order=order.name))
            for line in order.order_line.filtered(lambda line: line.amazon_channel_charge == "item"):
                left = items[order].get(line.amazon_channel_item_ref, 0)
                line._amazon_channel_take_off(left, left)
        others = self - partly
        result = super(SaleOrder, others)._action_cancel() if others else True
        for order in told:
            if items[order]:
                order._amazon_channel_tell_cancellation(items[order], reason)
        return result

    def _amazon_channel_has_left(self):
        return any(
            picking.state == "done" and picking.location_dest_id.usage == "customer" for picking in self.picking_ids
        )

    def action_draft(self):
        """Override of `sale`: an order that comes back before Amazon heard of its end need not be cancelled there."""
        result = super().action_draft()
        submissions = self.sudo().amazon_channel_submission_ids
        unsent = submissions.filtered(
            lambda s: s.kind == "cancellation" and s.state in ("waiting", "to_send", "refused")
        )
        unsent.write({"state": "cancelled", "note": self.env._("The order was taken up again.")})
        unsent._close_settled_issues()
        # It will be delivered whole again: whether other stock served a part of it is asked anew.
        for line in self.order_line.filtered("amazon_channel_other_stock_quantity"):
            line.amazon_channel_known_quantity -= line.amazon_channel_other_stock_quantity
            line.amazon_channel_other_stock_quantity = 0
        return result

    def action_confirm(self):
        """Override of `sale`: what Amazon changed while this order was cancelled here was passed over until now."""
        result = super().action_confirm()
        self.filtered(
            lambda order: order.amazon_channel_order_id.sudo().sale_order_id == order
        )._amazon_channel_read_again()
        return result

    def _amazon_channel_read_again(self):
        """Compare with what Amazon told last, as soon as this is committed."""
        inbox = self.sudo().amazon_channel_order_id
        if inbox:
            inbox.write({"state": "to_process", "attempts": 0, "next_attempt_at": False})
            self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told_to_amazon(self):
        if any(submission.state in OPEN_STATES for submission in self.sudo().amazon_channel_submission_ids):
            raise UserError(
                self.env._("Amazon has not confirmed yet what became of this order. Delete it when Amazon has.")
            )

    def _amazon_channel_open_items(self):
        """What Amazon sold and has not been told to be shipped or cancelled.

        :return: dict item -> pieces
        """
        self.ensure_one()
        left = {
            line.amazon_channel_item_ref: line.amazon_channel_quantity - line.amazon_channel_known_quantity
            for line in self.order_line
            if line.amazon_channel_charge == "item"
        }
        for submission in self.sudo().amazon_channel_submission_ids:
            over = submission.state == "cancelled" or (submission.kind == "cancellation" and submission.state == "done")
            for item_ref, quantity in {} if over else (submission.items or {}).items():
                left[item_ref] = left.get(item_ref, 0) - (quantity or left.get(item_ref, 0))
        return {item_ref: quantity for item_ref, quantity in left.items() if quantity > 0}

    def _amazon_channel_tell_cancellation(self, items, reason):
        """Write the cancellation of some items into the outbox.

        :param dict items: item -> pieces
        :param reason: one of Amazon's; False to ask for it later
        :return: the amazon.channel.submission
        """
        self.ensure_one()
        ordered = {
            line.amazon_channel_item_ref: line.amazon_channel_quantity
            for line in self.order_line
            if line.amazon_channel_charge == "item"
        }
        submissions = self.env["amazon.channel.submission"].sudo()
        earlier = submissions.search([("sale_order_id", "=", self.id), ("kind", "=", "cancellation")])
        left = {item_ref: ordered.get(item_ref, 0) - pieces for item_ref, pieces in items.items()}
        for submission in earlier.filtered(lambda submission: submission.state not in ("done", "cancelled")):
            for item_ref, pieces in submission.items.items():
                if item_ref in left:
                    left[item_ref] -= pieces or ordered.get(item_ref, 0)
        # Whole items go without a quantity, as Amazon's older schema wants it.
        items = {ref: None if pieces >= ordered.get(ref, 0) else pieces for ref, pieces in items.items()}
        submission = submissions.create(
            {
                "kind": "cancellation",
                "source": f"sale.order,{self.id},{len(earlier)}",
                "account_id": self.amazon_channel_id.account_id.id,
                "channel_id": self.amazon_channel_id.id,
                "order_id": self.amazon_channel_order_id.id,
                "sale_order_id": self.id,
                "deadline": self.amazon_channel_ship_by,
                "items": items,
                "items_left": {item_ref: max(pieces, 0) for item_ref, pieces in left.items()},
                "cancel_reason": reason,
            }
        )
        submission._refresh()
        return submission
