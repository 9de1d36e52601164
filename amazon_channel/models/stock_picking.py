from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    amazon_channel_id = fields.Many2one(
        related="sale_id.amazon_channel_id", string="Amazon Channel", store=True, index="btree_not_null"
    )
    amazon_channel_order_ref = fields.Char(related="sale_id.amazon_channel_order_ref")
    amazon_channel_ship_by = fields.Datetime(related="sale_id.amazon_channel_ship_by", store=True)
    amazon_channel_deliver_by = fields.Datetime(related="sale_id.amazon_channel_deliver_by")
    amazon_channel_cancel_requested = fields.Boolean(related="sale_id.amazon_channel_cancel_requested")
    amazon_channel_shipped_elsewhere = fields.Boolean(
        "Shipped outside Odoo",
        readonly=True,
        copy=False,
        help="Amazon says that these goods have been shipped already.",
    )

    def button_validate(self):
        """Override of `stock`: goods that the buyer wants to cancel, or that were shipped elsewhere, stay here until
        somebody has decided."""
        for picking in self:
            if picking.amazon_channel_cancel_requested:
                raise UserError(
                    self.env._(
                        "%(delivery)s: the buyer asks to cancel Amazon order %(order)s. On the sale order, press "
                        "Accept and Cancel or Ship Anyway.",
                        delivery=picking.name,
                        order=picking.amazon_channel_order_ref,
                    )
                )
            if picking.amazon_channel_shipped_elsewhere and not self.env.context.get("amazon_channel_deliver"):
                raise UserError(
                    self.env._(
                        "%(delivery)s: Amazon says that order %(order)s was shipped already. Say on the sale order "
                        "whether the goods left this stock.",
                        delivery=picking.name,
                        order=picking.amazon_channel_order_ref,
                    )
                )
        return super().button_validate()

    def _amazon_channel_deliver(self):
        """Deliver everything that is planned: the goods have left, whatever the stock says."""
        for move in self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            move.quantity = move.product_uom_qty
            move.picked = True
        self.with_context(cancel_backorder=True)._amazon_channel_finish()

    def _amazon_channel_deliver_part(self, shares):
        """Deliver a part of what is planned; the rest becomes a backorder.

        :param dict shares: sale order line of an Amazon item -> (pieces that have left, pieces that were planned)
        """
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        for move in moves:
            move.quantity, move.picked = 0, False
        item_lines = {move: move.sale_line_id._amazon_channel_item_line() for move in moves}
        # A kit leaves by all its components, in every step of the warehouse.
        for (line, _step, _product), same in moves.grouped(
            lambda move: (item_lines[move], move.picking_type_id, move.product_id)
        ).items():
            pieces, planned = shares.get(line, (0, 1))
            still = same._amazon_channel_quantity() * pieces / planned
            for move in same:
                taken = min(move.product_qty, still)
                still -= taken
                move.quantity = move.product_id.uom_id._compute_quantity(taken, move.product_uom)
                move.picked = bool(taken)
        self._amazon_channel_finish()

    def _amazon_channel_finish(self):
        """Have it done, and the steps after it."""
        self.with_context(amazon_channel_deliver=True)._action_done()
        # A warehouse with several steps creates the next transfer only now; the goods have left all of them.
        following = self.move_ids.move_dest_ids.picking_id
        following = following.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if following:
            following._amazon_channel_deliver()

    # -- No message to buyers ----------------------------------------------------------------------------------

    def _send_confirmation_email(self):
        """Override of `stock`: Amazon tells its buyers that goods are on their way; the carrier's part stays."""
        amazon = self.filtered("amazon_channel_id")
        if amazon:
            super(StockPicking, amazon.with_context(amazon_channel_silent=True))._send_confirmation_email()
        return super(StockPicking, self - amazon)._send_confirmation_email()

    def message_post_with_source(self, *args, **kwargs):
        """Override of `mail`: the delivery confirmation is not sent for Amazon's orders."""
        if self.env.context.get("amazon_channel_silent"):
            return self.env["mail.message"]
        return super().message_post_with_source(*args, **kwargs)

    def _message_sms_with_template(self, *args, **kwargs):
        """Override of `sms`, where that is installed: no text message either."""
        if self.amazon_channel_id:
            return self.env["mail.message"]
        return super()._message_sms_with_template(*args, **kwargs)

    def _add_delivery_cost_to_so(self):
        """Override of `stock_delivery`: what the buyer pays for shipping was settled at Amazon."""
        return None if self.amazon_channel_id else super()._add_delivery_cost_to_so()
