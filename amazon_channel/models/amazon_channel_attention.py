from odoo import fields, models


class AmazonChannel(models.Model):
    """What of a channel needs attention: issues, orders that wait for the same thing, urgent deliveries."""

    _inherit = "amazon.channel"

    issue_count = fields.Integer("Open Issues", compute="_compute_issue_count")
    late_count = fields.Integer("Late Deliveries", compute="_compute_deadlines")
    today_count = fields.Integer("Deliveries to Ship Today", compute="_compute_deadlines")
    at_risk_count = fields.Integer("Deliveries at Risk", compute="_compute_deadlines")

    def _compute_issue_count(self):
        counts = self.env["amazon.channel.issue"]._count_shown("channel_id", self)
        for channel in self:
            channel.issue_count = counts.get(channel.id, 0)

    def _compute_deadlines(self):
        counts = self.env["stock.picking"]._amazon_channel_count_deadlines("amazon_channel_id", self)
        for channel in self:
            channel.late_count = counts["late"].get(channel.id, 0)
            channel.today_count = counts["today"].get(channel.id, 0)
            channel.at_risk_count = counts["at_risk"].get(channel.id, 0)

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_open_issues(self):
        """Button: what needs a person on this channel."""
        self.ensure_one()
        return self.env["amazon.channel.issue"]._open_list([("channel_id", "=", self.id)])

    def action_open_deliveries(self):
        """Button: the open deliveries; only the urgent ones that the context names (`amazon_channel_deadline`)."""
        self.ensure_one()
        return self.env["stock.picking"]._amazon_channel_open_deliveries(
            [("amazon_channel_id", "=", self.id)], self.env.context.get("amazon_channel_deadline")
        )

    # -- Issues of the channel ---------------------------------------------------------------------------------

    def _amazon_channel_open_issue(self, issue):
        if issue.code == "orders_held":
            return self.env["amazon.channel.order"]._open_waiting(issue)
        return self._get_records_action()

    def _amazon_channel_retry(self, issue):
        """Process again the orders that wait, read again the listings; for any other cause, get what is new."""
        orders = self.env["amazon.channel.order"]
        if issue.code == "orders_held":
            return orders.search(orders._waiting_domain(issue))._amazon_channel_retry(issue)
        if issue.code == "listings_vanished":
            return self.action_import_listings()
        if issue.code == "listings_denied":
            return self.action_sync_listings()
        return self.account_id.action_get_orders()
