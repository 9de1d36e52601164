from odoo import api, fields, models

SHOWN = 10


class AmazonChannelGoLive(models.TransientModel):
    """Going live with the table of what would be sent in front of the person."""

    _name = "amazon.channel.go.live"
    _description = "Go Live at Amazon"

    channel_id = fields.Many2one("amazon.channel", required=True, readonly=True)
    sends_quantities = fields.Boolean("Send Quantities", default=True)
    sends_prices = fields.Boolean("Send Prices", default=True)
    quantity_batch_id = fields.Many2one("amazon.channel.offer.batch", compute="_compute_batches")
    price_batch_id = fields.Many2one("amazon.channel.offer.batch", compute="_compute_batches")
    quantity_count = fields.Integer("Quantities That Would Change", related="quantity_batch_id.line_count")
    zero_count = fields.Integer(related="quantity_batch_id.zero_count")
    price_count = fields.Integer("Prices That Would Change", related="price_batch_id.line_count")
    moved_count = fields.Integer(related="price_batch_id.moved_count")
    line_ids = fields.Many2many("amazon.channel.offer.batch.line", compute="_compute_batches")
    shipment_count = fields.Integer(compute="_compute_shipment_count")

    @api.depends("channel_id")
    def _compute_batches(self):
        batches, lines = self.env["amazon.channel.offer.batch"], self.env["amazon.channel.offer.batch.line"]
        for wizard in self:
            found = batches.search([("channel_id", "=", wizard.channel_id.id), ("state", "=", "preview")])
            wizard.quantity_batch_id = found.filtered(lambda batch: batch.kind == "quantity")
            wizard.price_batch_id = found.filtered(lambda batch: batch.kind == "price")
            wizard.line_ids = lines.search([("batch_id", "in", found.ids)], limit=SHOWN)

    @api.depends("channel_id")
    def _compute_shipment_count(self):
        for wizard in self:
            wizard.shipment_count = self.env["amazon.channel.submission"].search_count(
                [
                    ("channel_id", "=", wizard.channel_id.id),
                    ("state", "=", "waiting"),
                    ("waiting_for", "=", "live"),
                ]
            )

    def action_open_all(self):
        """Button: the whole table, with filters."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_offer_batch_line_action")
        batches = self.quantity_batch_id | self.price_batch_id
        return {**action, "domain": [("batch_id", "in", batches.ids)]}

    def action_confirm(self):
        """Button: from now on, what changes is sent."""
        self.ensure_one()
        self.channel_id.write({"sends_quantities": self.sends_quantities, "sends_prices": self.sends_prices})
        self.channel_id.action_go_live()
        return {"type": "ir.actions.act_window_close"}
