from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .amazon_channel_submission import OPEN_STATES

REMIND_BEFORE = timedelta(hours=6)
MAX_UNDELIVERED = 500  # issues at once; nobody reads more


class AmazonChannelSubmission(models.Model):
    """Reminders: submissions that wait for somebody become issues, those of one cause together."""

    _inherit = "amazon.channel.submission"

    @api.model
    def _remind(self):
        """Open the issues of what waits, close those of what waits no more."""
        waiting = Domain("state", "=", "waiting")
        self._remind_of_carriers(waiting & Domain("waiting_for", "=", "carrier"))
        self._remind_of_undelivered()
        soon = fields.Datetime.now() + REMIND_BEFORE
        late = Domain("waiting_for", "=", "tracking") & (
            Domain("deadline", "<=", soon) | Domain("deadline", "=", False)
        )
        issues = self.env["amazon.channel.issue"]
        reminded = issues._search(
            [("code", "in", ("tracking_missing", "cancel_reason_missing")), ("state", "=", "open")]
        )
        known = set(issues.browse(reminded).mapped("res_id"))
        for submission in self.search(waiting & (late | Domain("waiting_for", "=", "reason"))):
            if submission.id not in known:
                submission._open_reminder()

    def _open_reminder(self):
        issues = self.env["amazon.channel.issue"]
        order = self.sale_order_id.amazon_channel_order_ref
        if self.waiting_for == "reason":
            name = self.env._("Order %(order)s was cancelled in Odoo, Amazon does not know yet.", order=order)
            issues._open(self, "cancel_reason_missing", name, self.note)
            return
        name = self.env._(
            "%(package)s of order %(order)s has left, Amazon does not know yet: no tracking number.",
            package=self.display_name,
            order=order,
        )
        issues._open(self, "tracking_missing", name, self.note)

    @api.model
    def _remind_of_undelivered(self):
        """Orders that Amazon waits for, and for which nothing is left to deliver here: pieces that somebody took off a
        delivery, or a delivery that was cancelled."""
        issues = self.env["amazon.channel.issue"]
        kept = issues.browse()
        orders = self.env["sale.order"].search(
            [
                ("amazon_channel_status", "in", ("UNSHIPPED", "PARTIALLY_SHIPPED")),
                ("amazon_channel_fulfillment", "=", "merchant"),
                ("state", "=", "sale"),
                ("picking_ids", "not any", [("state", "not in", ("done", "cancel"))]),
                ("amazon_channel_submission_ids", "not any", [("state", "in", (*OPEN_STATES, "refused"))]),
            ],
            limit=MAX_UNDELIVERED,
        )
        for order in orders.filtered(lambda order: order._amazon_channel_open_items()):
            name = self.env._(
                "Amazon waits for goods of order %(order)s, and no delivery is left.",
                order=order.amazon_channel_order_ref,
            )
            fix = self.env._(
                "Open the sale order. Deliver the goods with a new delivery, or cancel them with its button Cancel."
            )
            kept |= issues._open(order.amazon_channel_order_id, "nothing_to_deliver", name, fix)
        stale = issues.search([("code", "=", "nothing_to_deliver"), ("state", "=", "open")]) - kept
        stale.action_close()

    @api.model
    def _remind_of_carriers(self, domain):
        """One issue for each delivery method that Amazon does not know, and one for deliveries without any."""
        issues = self.env["amazon.channel.issue"]
        kept = issues.browse()
        for account, carrier, count in self._read_group(domain, ["account_id", "carrier_id"], ["__count"]):
            if carrier:
                name = self.env._(
                    "Packages wait (%(count)s): delivery method %(carrier)s has no Amazon carrier.",
                    count=count,
                    carrier=carrier.name,
                )
                fix = self.env._("Choose Amazon's carrier on the delivery method: all of them are released.")
            else:
                name = self.env._("Packages wait (%(count)s): their deliveries have no carrier.", count=count)
                fix = self.env._("Choose the carrier on the deliveries.")
            kept |= issues._open(
                carrier.with_company(account.company_id) or account, "carrier_unknown", name, fix, str(account.id)
            )
        stale = issues.search([("code", "=", "carrier_unknown"), ("state", "=", "open")]) - kept
        stale.action_close()
