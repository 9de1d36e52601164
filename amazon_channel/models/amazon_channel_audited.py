from datetime import timedelta

from babel.dates import format_timedelta
from babel.numbers import format_decimal

from odoo import api, fields, models
from odoo.tools import babel_locale_parse
from odoo.tools.misc import get_lang


class AmazonChannelAudited(models.AbstractModel):
    """What the order audit says about an account or a channel: is everything here that Amazon has?"""

    _name = "amazon.channel.audited"
    _description = "Audited by Amazon's Report"
    # The column of amazon.channel.order.audit that names the record.
    _audited_by = "channel_id"

    audit_text = fields.Char("Order Audit", compute="_compute_audit_text", compute_sudo=True)
    audit_missing_count = fields.Integer("Missing Orders", compute="_compute_audit_text", compute_sudo=True)

    @api.depends_context("lang")
    def _compute_audit_text(self):
        totals = self.env["amazon.channel.order.audit"]._totals(self._audited_by, self._origin)
        for record in self:
            counts = totals.get(record._origin.id, (0, 0, 0))
            record.audit_missing_count = counts[2]
            record.audit_text = record._audited_account()._audit_in_words(counts)

    def _audited_account(self):
        """The amazon.channel.account whose report it is."""
        return self.account_id

    def _audit_in_words(self, counts):
        """'4,812 of 4,812 in the last 30 days, checked 3 hours ago'; called on the account.

        :param tuple counts: orders at Amazon, here, missing
        """
        if not self.audit_checked_at:
            return self.env._("not checked yet")
        locale = babel_locale_parse(get_lang(self.env).code)
        age = max(fields.Datetime.now() - self.audit_checked_at, timedelta(minutes=1))
        at_amazon, here = (format_decimal(count, locale=locale) for count in counts[:2])
        return self.env._(
            "%(here)s of %(at_amazon)s in the last %(days)s days, checked %(ago)s",
            here=here,
            at_amazon=at_amazon,
            days=self.audit_days,
            ago=format_timedelta(-age, add_direction=True, granularity="minute", locale=locale),
        )

    def action_open_audit(self):
        """Button: its days."""
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_order_audit_action")
        return {**action, "domain": [(self._audited_by, "in", self.ids)]}
