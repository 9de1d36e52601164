from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

REMIND_BEFORE = timedelta(hours=6)


class AmazonChannelSubmission(models.Model):
    """Reminders: submissions that wait for somebody become issues, those of one cause together."""

    _inherit = "amazon.channel.submission"

    @api.model
    def _remind(self):
        """Open the issues of what waits, close those of what waits no more."""
        waiting = Domain("state", "=", "waiting")
        self._remind_of_carriers(waiting & Domain("waiting_for", "=", "carrier"))
        soon = fields.Datetime.now() + REMIND_BEFORE
        late = Domain("waiting_for", "=", "tracking") & Domain("deadline", "<=", soon)
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
