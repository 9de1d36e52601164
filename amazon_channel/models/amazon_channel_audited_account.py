from odoo import fields, models
from odoo.exceptions import UserError

MAX_AUDIT_DAYS = 30  # Amazon's limit of a report


class AmazonChannelAuditedAccount(models.AbstractModel):
    """The order audit of an account: how far it looks back, when it looked last, what it cannot assign."""

    _name = "amazon.channel.audited.account"
    _inherit = "amazon.channel.audited"
    _description = "Audited Amazon Account"
    _audited_by = "account_id"

    audit_days = fields.Integer(
        "Days to Audit", default=30, required=True, help="Counted back from today; Amazon reports 30 days at most."
    )
    audit_requested_at = fields.Datetime("Audit Asked For", readonly=True, copy=False)
    audit_checked_at = fields.Datetime("Audited", readonly=True, copy=False)
    audit_problem = fields.Text(readonly=True, copy=False, help="Why the last audit came to nothing.")
    audit_non_amazon_count = fields.Integer(
        "Sold Elsewhere", readonly=True, copy=False, help="Orders that Amazon only ships: no sales of Amazon's."
    )
    audit_unknown_channels = fields.Char(
        "Other Sales Channels",
        readonly=True,
        copy=False,
        help="Amazon's report names orders of these, too, with their number. They are no channels of this account.",
    )

    _audit_days_range = models.Constraint(
        f"CHECK (audit_days BETWEEN 1 AND {MAX_AUDIT_DAYS})", "An audit covers 1 to 30 days."
    )

    def _audited_account(self):
        return self

    def action_audit_orders(self):
        """Button: ask Amazon which orders there are, and compare."""
        self.env["amazon.channel.order"].check_access("write")
        for account in self:
            if account.state != "connected" or not account.channel_ids:
                raise UserError(
                    self.env._("'%(account)s' is not connected or has no channels yet.", account=account.name)
                )
            self.env["amazon.channel.order.audit"]._request(account)
        return self._notification(
            self.env._(
                "Amazon is asked for a report of all orders, which takes it some minutes. What it says is under "
                "Reporting > Order Audit."
            )
        )
