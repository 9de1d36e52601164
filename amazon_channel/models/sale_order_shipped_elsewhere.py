from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mapping.errors import DocumentError


class SaleOrder(models.Model):
    """Orders that Amazon says were shipped and Odoo has not shipped: a person says where the goods came from."""

    _inherit = "sale.order"

    amazon_channel_shipped_elsewhere = fields.Boolean(compute="_compute_amazon_channel_shipped_elsewhere")

    @api.depends("picking_ids.amazon_channel_shipped_elsewhere", "picking_ids.state")
    def _compute_amazon_channel_shipped_elsewhere(self):
        for order in self:
            order.amazon_channel_shipped_elsewhere = any(
                picking.amazon_channel_shipped_elsewhere and picking.state not in ("done", "cancel")
                for picking in order.picking_ids
            )

    def action_amazon_channel_goods_left(self):
        """Button: it was shipped outside Odoo, from this stock: move the stock."""
        for order in self:
            order._amazon_channel_settle_elsewhere(from_this_stock=True)

    def action_amazon_channel_goods_here(self):
        """Button: it was shipped outside Odoo, from other stock: do not deliver it once more."""
        for order in self:
            order._amazon_channel_settle_elsewhere(from_this_stock=False)

    def _amazon_channel_settle_elsewhere(self, from_this_stock):
        """Bring the deliveries to where Amazon is; what Amazon still waits for stays to be delivered.

        :raises UserError: nothing of this order is marked as shipped outside Odoo
        """
        self.ensure_one()
        pickings = self.picking_ids.filtered(
            lambda picking: picking.amazon_channel_shipped_elsewhere and picking.state not in ("done", "cancel")
        )
        if not pickings:
            raise UserError(self.env._("No open delivery of this order is marked as shipped outside Odoo."))
        pickings.check_access("write")
        ahead = self._amazon_channel_ahead()
        left = self._amazon_channel_open_items()
        rest = {ref: pieces for ref, pieces in left.items() if pieces > ahead.get(ref, 0)}
        lines = self.order_line.filtered(lambda line: ahead.get(line.amazon_channel_item_ref))
        lines = lines.filtered(lambda line: line.amazon_channel_charge == "item")
        if not rest and from_this_stock:
            pickings._amazon_channel_deliver()
        elif not rest:
            pickings.action_cancel()
        elif from_this_stock:
            pickings._amazon_channel_deliver_part(
                {line: self._amazon_channel_share(line, ahead, left) for line in lines}
            )
        else:
            for line in lines:
                line._amazon_channel_take_off(*self._amazon_channel_share(line, ahead, left))
            pickings.amazon_channel_shipped_elsewhere = False
        for line in lines.sudo():
            pieces = ahead[line.amazon_channel_item_ref]
            line.amazon_channel_known_quantity += pieces
            line.amazon_channel_other_stock_quantity += 0 if from_this_stock else pieces
        # Operators close what they decided; issues are otherwise written by the importer.
        self.env["amazon.channel.issue"].sudo()._close(self.amazon_channel_order_id, "shipped_elsewhere")

    @staticmethod
    def _amazon_channel_share(line, ahead, left):
        """Pair (pieces of an item that were shipped elsewhere, pieces that were to be shipped)."""
        left = left.get(line.amazon_channel_item_ref, 0)
        return min(ahead[line.amazon_channel_item_ref], left), left

    def _amazon_channel_ahead(self):
        """Dict item -> pieces that Amazon counts as shipped and Odoo does not."""
        order = self.amazon_channel_order_id.sudo()
        try:
            data = order._read_payload()
        except DocumentError as error:
            raise UserError(str(error)) from error
        shipped = self.env["amazon.channel.order.delivery"]._shipped_quantities(data)
        shipments = self.env["amazon.channel.shipment"]
        ahead = {
            line.amazon_channel_item_ref: shipped.get(line.amazon_channel_item_ref, 0) - shipments._gone(line)
            for line in self.order_line
            if line.amazon_channel_charge == "item"
        }
        return {item_ref: pieces for item_ref, pieces in ahead.items() if pieces > 0}
