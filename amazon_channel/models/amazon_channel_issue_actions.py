from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIVITY_TYPE = "amazon_channel.mail_activity_type_issue"
KEPT_DAYS = 180  # after it was closed


class AmazonChannelIssue(models.Model):
    """What people do with issues: open the record, try again, take them on, put them off; and what time does."""

    _inherit = "amazon.channel.issue"

    can_retry = fields.Boolean(compute="_compute_can_retry")
    snoozed = fields.Boolean(compute="_compute_snoozed", search="_search_snoozed")

    # -- Compute -----------------------------------------------------------------------------------------------

    @api.depends("res_model", "state")
    def _compute_can_retry(self):
        for issue in self:
            known = issue.res_model in self.env and hasattr(self.env[issue.res_model], "_amazon_channel_retry")
            issue.can_retry = issue.state == "open" and known

    @api.depends("snoozed_until", "state")
    def _compute_snoozed(self):
        now = fields.Datetime.now()
        for issue in self:
            issue.snoozed = issue.state == "open" and bool(issue.snoozed_until and issue.snoozed_until > now)

    def _search_snoozed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "open"), ("snoozed_until", ">", fields.Datetime.now())]

    # -- CRUD --------------------------------------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals or "snoozed_until" in vals:
            self._plan_activity()
        return result

    def _plan_activity(self):
        """One activity for whoever the issue is assigned to, due when it is to be looked at."""
        self.sudo().activity_unlink([ACTIVITY_TYPE])
        for issue in self.filtered(lambda issue: issue.user_id and issue.state == "open"):
            until = issue.snoozed_until and fields.Datetime.context_timestamp(issue, issue.snoozed_until).date()
            today = fields.Date.context_today(issue)
            issue.activity_schedule(
                ACTIVITY_TYPE,
                date_deadline=max(until, today) if until else today,
                summary=issue.name,
                user_id=issue.user_id.id,
            )

    # -- The list ----------------------------------------------------------------------------------------------

    @api.model
    def _count_shown(self, name, records):
        """Dict id of a record -> how many issues of it the list shows: open and not snoozed.

        :param str name: the field of the issue that names the record
        """
        # Warehouse workers see channels, but not the issues.
        if not self.has_access("read"):
            return {}
        domain = [(name, "in", records.ids), ("state", "=", "open"), ("snoozed", "=", False)]
        return {record.id: count for record, count in self._read_group(domain, [name], ["__count"])}

    @api.model
    def _open_list(self, domain):
        """The list of issues, with these only."""
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_issue_action")
        return {**action, "domain": domain}

    # -- The record --------------------------------------------------------------------------------------------

    def action_open_record(self):
        """Button: what the issue is about; the model may know better what to show for it."""
        self.ensure_one()
        record = self._record()
        if not record:
            raise UserError(self.env._("What this issue was about has been deleted. Close the issue."))
        if hasattr(record, "_amazon_channel_open_issue"):
            return record._amazon_channel_open_issue(self)
        return record._get_records_action()

    def _record(self):
        """The record that the issue is about; empty when it is gone."""
        self.ensure_one()
        if self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    # -- Trying again ------------------------------------------------------------------------------------------

    def action_retry(self):
        """Button: do again what went wrong. It closes nothing by itself: an issue goes when its cause does.

        :return: the answer of the record's own retry, or for several records a notification
        """
        answer, refused = None, []
        issues = self.filtered("can_retry")
        if not issues:
            raise UserError(self.env._("There is nothing to try again. Do what the issue says, and close it."))
        for records, about in issues._by_retry():
            try:
                answer = records._amazon_channel_retry(about)
            except UserError as error:
                if len(issues) == 1:
                    raise
                # What was tried before is committed.
                self.env.cr.rollback()
                refused.append(f"{', '.join(about.mapped('record_name'))}: {error}")
            else:
                self.env["ir.cron"]._commit_progress()
        if len(issues) == 1 and answer:
            return answer
        message = "\n".join([self.env._("%s issues were tried again.", len(issues) - len(refused)), *refused])
        return self._notification(message, "warning" if refused else "success")

    def _by_retry(self):
        """Pairs of the records to try again at once, and the issues that they stand for."""
        for res_model, issues in self.grouped("res_model").items():
            records = self.env[res_model].browse(issues.mapped("res_id")).exists()
            if getattr(records, "_amazon_channel_retry_together", False):
                yield records, issues
                continue
            for record in records:
                for issue in issues.filtered(lambda issue, record=record: issue.res_id == record.id):
                    yield record, issue

    # -- Who and when ------------------------------------------------------------------------------------------

    def action_assign_to_me(self):
        """Button: I see to it."""
        self.write({"user_id": self.env.uid})

    def action_snooze_day(self):
        """Button: out of sight until tomorrow, at this time."""
        self._snooze(days=1)

    def action_snooze_week(self):
        """Button: out of sight for a week."""
        self._snooze(days=7)

    def action_wake(self):
        """Button: back into the list."""
        self.write({"snoozed_until": False})

    def _snooze(self, days):
        self.write({"snoozed_until": fields.Datetime.now() + timedelta(days=days)})

    def _notification(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Amazon"),
                "message": message,
                "type": kind,
                "sticky": kind == "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.autovacuum
    def _gc_issues(self):
        """Close what is about records that are gone, and forget what was closed long ago."""
        for res_model, issues in self.search([("state", "=", "open")]).grouped("res_model").items():
            known = self.env[res_model].browse(issues.mapped("res_id")).exists().ids if res_model in self.env else []
            issues.filtered(lambda issue, known=known: issue.res_id not in known).action_close()
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        closed = self.search([("state", "=", "closed"), ("closed_at", "<", limit)], limit=10_000)
        closed.unlink()
        return len(closed), len(closed) == 10_000
