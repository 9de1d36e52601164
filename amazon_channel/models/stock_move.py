from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _amazon_channel_quantity(self):
        """What these moves bring or have brought, in their products' units."""
        return sum(
            move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id, rounding_method="HALF-UP")
            if move.state == "done"
            else move.product_qty
            for move in self
        )

    def _amazon_channel_reduce(self, quantity):
        """Plan to move less with these open moves of one product, the latest first.

        :param float quantity: how much less, in the product's unit; what exceeds the moves is ignored
        """
        for move in self.sorted("id", reverse=True):
            unit = move.product_id.uom_id
            taken = min(quantity, move.product_qty)
            if unit.compare(taken, 0) <= 0:
                break
            quantity -= taken
            if unit.compare(taken, move.product_qty) >= 0:
                move._action_cancel()
                continue
            left = unit._compute_quantity(move.product_qty - taken, move.product_uom, rounding_method="HALF-UP")
            move.product_uom_qty = left
            move._do_unreserve()
            move._action_assign()
