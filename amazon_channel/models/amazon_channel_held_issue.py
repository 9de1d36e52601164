from odoo import models


class AmazonChannel(models.Model):
    """Issues of a channel: orders that wait for the same thing."""

    _inherit = "amazon.channel"

    def _amazon_channel_open_issue(self, issue):
        if issue.code == "orders_held":
            return self.env["amazon.channel.order"]._open_waiting(issue)
        return self._get_records_action()

    def _amazon_channel_retry(self, issue):
        """Process again the orders that wait; for any other cause, get what is new."""
        orders = self.env["amazon.channel.order"]
        if issue.code == "orders_held":
            return orders.search(orders._waiting_domain(issue))._amazon_channel_retry(issue)
        return self.account_id.action_get_orders()
