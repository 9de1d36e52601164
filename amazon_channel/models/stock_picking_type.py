from odoo import fields, models


class StockPickingType(models.Model):
    """Amazon's deadlines on the card of an operation type in the inventory overview."""

    _inherit = "stock.picking.type"

    amazon_channel_late_count = fields.Integer("Amazon: Late", compute="_compute_amazon_channel_deadlines")
    amazon_channel_today_count = fields.Integer("Amazon: Ship Today", compute="_compute_amazon_channel_deadlines")
    amazon_channel_at_risk_count = fields.Integer("Amazon: At Risk", compute="_compute_amazon_channel_deadlines")

    def _compute_amazon_channel_deadlines(self):
        counts = self.env["stock.picking"]._amazon_channel_count_deadlines("picking_type_id", self)
        for picking_type in self:
            picking_type.amazon_channel_late_count = counts["late"].get(picking_type.id, 0)
            picking_type.amazon_channel_today_count = counts["today"].get(picking_type.id, 0)
            picking_type.amazon_channel_at_risk_count = counts["at_risk"].get(picking_type.id, 0)

    def action_amazon_channel_deliveries(self):
        """Link: the urgent transfers of this type; the context says which (`amazon_channel_deadline`)."""
        self.ensure_one()
        return self.env["stock.picking"]._amazon_channel_open_deliveries(
            [("picking_type_id", "=", self.id)], self.env.context.get("amazon_channel_deadline")
        )
