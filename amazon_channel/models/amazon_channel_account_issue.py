from odoo import fields, models

# A connection that fails once or twice mends itself; three polls in a row is a quarter of an hour.
MANY_FAILURES = 3


class AmazonChannelAccount(models.Model):
    """Issues of an account: no authorization, no orders, orders that fail."""

    _inherit = "amazon.channel.account"

    issue_count = fields.Integer("Open Issues", compute="_compute_issue_count")

    def _compute_issue_count(self):
        counts = self.env["amazon.channel.issue"]._count_shown("account_id", self)
        for account in self:
            account.issue_count = counts.get(account.id, 0)

    def action_open_issues(self):
        """Button: what needs a person on this account."""
        self.ensure_one()
        return self.env["amazon.channel.issue"]._open_list([("account_id", "=", self.id)])

    def action_open_runs(self):
        """Button: what was done for this account, and how it ended."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_run_action")
        return {**action, "domain": [("account_id", "=", self.id)]}

    def _amazon_channel_open_issue(self, issue):
        if issue.code in ("orders_held", "orders_failed"):
            return self.env["amazon.channel.order"]._open_waiting(issue)
        if issue.code == "carrier_unknown":
            # Deliveries without any carrier: there is no delivery method that this could be about.
            packages = self._amazon_channel_without_carrier()
            return packages.picking_id._get_records_action(name=issue.name)
        return self._get_records_action()

    def _amazon_channel_without_carrier(self):
        waiting = [("state", "=", "waiting"), ("waiting_for", "=", "carrier"), ("carrier_id", "=", False)]
        return self.env["amazon.channel.submission"].search([("account_id", "=", self.id), *waiting])

    def _amazon_channel_retry(self, issue):
        """Try again what the issue is about: orders to process, packages to tell; else get orders."""
        if issue.code == "carrier_unknown":
            return self._amazon_channel_without_carrier().action_retry()
        if issue.code == "access_denied":
            return self.env["amazon.channel.order.sync"]._sync_and_notify(self)
        orders = self.env["amazon.channel.order"]
        if issue.code in ("orders_held", "orders_failed"):
            return orders.search(orders._waiting_domain(issue))._amazon_channel_retry(issue)
        return self.action_get_orders()

    def _report_lost_authorization(self, words):
        """Amazon refuses this account: one issue until it is authorized again.

        :param str words: what is wrong and what to do
        """
        name = self.env._("Amazon no longer accepts %(account)s: no order is fetched.", account=self.name)
        self.env["amazon.channel.issue"]._open(self, "authorization_lost", name, words)

    def _report_fetch(self, run):
        """After a poll: open an issue when several in a row have failed, close it when one has worked; commit.

        :param run: the amazon.channel.run that has ended
        """
        issues = self.env["amazon.channel.issue"]
        if run.state == "done":
            issues._apart(lambda: issues._close(self, "orders_not_fetched"), f"Issues of account {self.id}")
        elif run.state == "failed" and self.state == "connected" and self.orders_failures >= MANY_FAILURES:
            name = self.env._(
                "No orders from %(account)s: %(count)s polls in a row have failed.",
                account=self.name,
                count=self.orders_failures,
            )
            issues._apart(
                lambda: issues._open(self, "orders_not_fetched", name, run.message), f"Issues of account {self.id}"
            )
