from odoo import fields, models

CHARGES = [
    ("item", "Goods"),
    ("shipping", "Shipping"),
    ("gift_wrap", "Gift Wrap"),
    ("cod_fee", "Cash on Delivery Fee"),
    ("delivery_tip", "Delivery Tip"),
    ("other", "Other"),
    ("promotion", "Promotion"),
    ("shipping_promotion", "Shipping Promotion"),
    ("tax_collected", "Tax Collected by Amazon"),
]


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amazon_channel_item_ref = fields.Char(
        "Amazon Order Item",
        readonly=True,
        copy=False,
        help="Amazon's orderItemId; empty for charges of the whole order.",
    )
    amazon_channel_charge = fields.Selection(
        CHARGES, "Amazon Charge", readonly=True, copy=False, help="Which of Amazon's amounts this line carries."
    )
    amazon_channel_quantity = fields.Integer(
        "Ordered at Amazon", readonly=True, copy=False, help="Pieces of this item that Amazon sold."
    )
    amazon_channel_known_quantity = fields.Integer(
        "Shipped outside Odoo", readonly=True, copy=False, help="Pieces whose shipment Amazon knows from somebody else."
    )
    amazon_channel_other_stock_quantity = fields.Integer(
        "Shipped from Other Stock", readonly=True, copy=False, help="Those of them that never left this stock."
    )
    amazon_channel_substitute_for_id = fields.Many2one(
        "sale.order.line",
        "Stands For",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('order_id', '=', order_id), ('amazon_channel_charge', '=', 'item')]",
        help="The Amazon item that is shipped with this line: a substitute, or a part of it on a line of its own.",
    )
    amazon_channel_gift_message = fields.Text("Gift Message", readonly=True, copy=False)

    def _amazon_channel_item_line(self):
        """The line of the Amazon item that goods of this line are shipped for.

        Its own item; the one that somebody chose; or the only item of the same product, as for goods that were added
        to a delivery by hand.

        :return: one line, or none
        """
        if not self or self.amazon_channel_charge == "item":
            return self
        if self.amazon_channel_substitute_for_id:
            return self.amazon_channel_substitute_for_id
        same = self.order_id.order_line.filtered(
            lambda line: line.amazon_channel_charge == "item" and line.product_id == self.product_id
        )
        return same if len(same) == 1 else self.browse()

    def _amazon_channel_take_off(self, pieces, left):
        """Take pieces of this Amazon item off its open deliveries; the line itself stays as Amazon sold it.

        :param int pieces: to take off
        :param int left: pieces that are still to be shipped, these included
        """
        lines = self.order_id.order_line.filtered(lambda line: line._amazon_channel_item_line() == self)
        # Neither what comes back nor what is sent in exchange for that.
        moves = lines.sudo().move_ids.filtered(
            lambda move: (
                move.state != "cancel" and not move.origin_returned_move_id and move.location_id.usage != "customer"
            )
        )
        unshipped = moves.filtered(lambda move: move.state != "done")
        if pieces >= left:
            unshipped._action_cancel()
            return
        total = left + self.env["amazon.channel.shipment"]._shipped(self)
        kit = self._amazon_channel_is_kit()
        for part in (moves.grouped("product_id") if kit else {self.product_id: moves}).values():
            # One after the other in a warehouse of several steps; later ones may not know of all the goods yet.
            steps = part.grouped("picking_type_id").values()
            planned = max(step._amazon_channel_quantity() for step in steps) if kit else total
            for step in steps:
                done = (step - unshipped)._amazon_channel_quantity()
                still = (step & unshipped)._amazon_channel_quantity()
                (step & unshipped)._amazon_channel_reduce(still + done - planned * (total - pieces) / total)

    def _amazon_channel_put_back(self):
        """Deliver again what was taken off and Amazon did not cancel."""
        self.sudo()._action_launch_stock_rule()

    def _amazon_channel_is_kit(self):
        """Whether components are shipped instead of the product: a phantom bill of materials of `mrp`."""
        moves = self.move_ids
        return "bom_line_id" in moves._fields and any(
            move.bom_line_id.bom_id.type == "phantom" and move.product_id != self.product_id for move in moves
        )

    def _prepare_invoice_line(self, **optional_values):
        """Override of `sale`: invoiced in parts, a line comes to the same cents as invoiced whole.

        Three for 10.00 are 3.33 each, which leaves a cent. Each part is a whole number of cents, taken from what
        earlier parts left; so the last one is exact, however taxes are rounded.
        """
        values = super()._prepare_invoice_line(**optional_values)
        quantity, left = values.get("quantity") or 0, self.product_uom_qty - self.qty_invoiced
        if self.amazon_channel_charge and 0 < quantity <= left:
            gross = self.currency_id.round(self.price_unit * self.product_uom_qty)
            for line in self.invoice_lines.filtered(lambda line: line.parent_state != "cancel"):
                sign = -1 if line.move_id.move_type == "out_refund" else 1
                gross -= sign * line.currency_id.round(line.price_unit * line.quantity * (1 - line.discount / 100))
            values["price_unit"] = self.currency_id.round(gross * quantity / left) / quantity
        return values
