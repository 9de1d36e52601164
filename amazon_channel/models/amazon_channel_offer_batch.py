from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .amazon_channel_offer import KINDS

REASONS = [
    ("zero", "Would be sold out"),
    ("moved", "Price moves too far"),
    ("within", "Within the limits"),
]


class AmazonChannelOfferBatch(models.Model):
    """What one run would tell Amazon, shown before it is told: because it is too much at once, or in shadow mode.

    There is one open batch at most for each channel and kind. It follows what Odoo wants until a person decides; what a
    person approved is told if it is still wanted, and everything else is judged anew.
    """

    _name = "amazon.channel.offer.batch"
    _description = "Stopped Run"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    name = fields.Char("What Happened", compute="_compute_name")
    channel_id = fields.Many2one("amazon.channel", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    currency_id = fields.Many2one(related="channel_id.currency_id")
    kind = fields.Selection(KINDS, "What", required=True, readonly=True)
    state = fields.Selection(
        [
            ("preview", "Preview"),
            ("waiting", "Waiting for Approval"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("obsolete", "No Longer Needed"),
        ],
        required=True,
        readonly=True,
        tracking=True,
    )
    reason = fields.Text("Why It Was Stopped", readonly=True)
    line_ids = fields.One2many("amazon.channel.offer.batch.line", "batch_id", readonly=True)
    line_count = fields.Integer("Changes", readonly=True)
    zero_count = fields.Integer("Would Be Sold Out", readonly=True)
    moved_count = fields.Integer("Too Far", readonly=True, help="Prices that move further than the channel's limit.")
    refreshed_at = fields.Datetime("As Of", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(channel_id, kind) WHERE state IN ('preview', 'waiting')", "There is an open one for this channel already."
    )

    @api.depends("channel_id", "kind", "state", "line_count")
    def _compute_name(self):
        for batch in self:
            if batch.kind == "quantity":
                batch.name = self.env._(
                    "%(channel)s: %(count)s quantities", channel=batch.channel_id.name, count=batch.line_count
                )
            else:
                batch.name = self.env._(
                    "%(channel)s: %(count)s prices", channel=batch.channel_id.name, count=batch.line_count
                )

    @api.depends("name")
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = batch.name

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_approve(self):
        """Button: tell Amazon these figures, as far as they are still wanted."""
        self._check_undecided()
        for batch in self.sudo():
            batch._mark_stopped(batch_id=batch.id)
            batch._decide("approved")
        self._wake()

    def action_reject(self):
        """Button: tell Amazon nothing of it. The same figures are not proposed again until they change."""
        self._check_undecided()
        for batch in self.sudo():
            batch._mark_stopped(state="rejected", batch_id=batch.id)
            batch._decide("rejected")
        self._wake()

    def action_propose_again(self):
        """Button: what was rejected is judged anew, and shown again if it is still too much."""
        self.check_access("write")
        for batch in self.sudo().filtered(lambda batch: batch.state == "rejected"):
            rejected = (
                self.env["amazon.channel.offer"]
                .sudo()
                .search([("batch_id", "=", batch.id), ("state", "=", "rejected")])
            )
            rejected.write({"state": "stopped", "batch_id": False})
        self._wake()

    def action_open_lines(self):
        """Button: the table of all changes, with filters."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_offer_batch_line_action")
        return {**action, "name": self.name, "domain": [("batch_id", "=", self.id)]}

    def _check_undecided(self):
        self.check_access("write")
        if self.filtered(lambda batch: batch.state != "waiting"):
            raise UserError(self.env._("Only what waits for approval can be approved or rejected."))

    def _mark_stopped(self, **vals):
        """Write `vals` on the stopped offers that still stand for the figures of its lines."""
        self.ensure_one()
        self.env.flush_all()
        assignments = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in vals.items())
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_channel_offer o SET %s FROM amazon_channel_offer_batch_line n
                    WHERE n.batch_id = %s AND o.listing_id = n.listing_id AND o.kind = %s AND o.state = 'stopped'
                      AND o.value = n.value""",
                assignments,
                self.id,
                self.kind,
            )
        )
        self.env["amazon.channel.offer"].invalidate_model()

    def _decide(self, state):
        self.write({"state": state, "decided_at": fields.Datetime.now(), "decided_by_id": self.env.uid})
        self._settle()

    def _settle(self):
        """Nobody has to look at these any more."""
        self.env["amazon.channel.issue"]._close(self, "offers_stopped")
        self.activity_unlink(["amazon_channel.mail_activity_type_breaker"])

    def _wake(self):
        self.env["amazon.channel.offer.sync"]._wake(set(self.mapped("kind")))

    # -- Being stopped -----------------------------------------------------------------------------------------

    def _alarm(self):
        """Tell people that this run was stopped: an issue, and an activity for those who may decide."""
        self.ensure_one()
        words = self.env._("Open the table: approve it if it is right; otherwise reject it and correct its cause.")
        self.env["amazon.channel.issue"]._open(
            self, "offers_stopped", self.env._("Stopped: %(what)s", what=self.name), f"{self.reason} {words}"
        )
        if self.activity_ids:
            return
        managers = self.env.ref("amazon_channel.amazon_channel_group_manager").all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
        for user in managers:
            self.activity_schedule("amazon_channel.mail_activity_type_breaker", summary=self.reason, user_id=user.id)

    @api.autovacuum
    def _gc_batches(self):
        """Forget what was decided half a year ago."""
        old = self.search(
            [
                ("state", "in", ("approved", "rejected", "obsolete")),
                ("write_date", "<", fields.Datetime.subtract(fields.Datetime.now(), days=180)),
            ],
            limit=100,
        )
        old.unlink()
        return len(old), len(old) == 100


class AmazonChannelOfferBatchLine(models.Model):
    """One figure of a batch: before, after, and why it is there."""

    _name = "amazon.channel.offer.batch.line"
    _description = "Change of a Stopped Run"
    _order = "severity desc, id"
    _rec_name = "listing_id"

    batch_id = fields.Many2one(
        "amazon.channel.offer.batch", required=True, readonly=True, index=True, ondelete="cascade"
    )
    listing_id = fields.Many2one("amazon.channel.listing", required=True, readonly=True, index=True, ondelete="cascade")
    channel_id = fields.Many2one(related="batch_id.channel_id")
    company_id = fields.Many2one(related="batch_id.company_id")
    kind = fields.Selection(related="batch_id.kind")
    product_id = fields.Many2one(related="listing_id.product_id")
    title = fields.Char(related="listing_id.title")
    reason = fields.Selection(REASONS, "Why", readonly=True)
    severity = fields.Float(readonly=True, help="For sorting: the worst first.")
    is_known = fields.Boolean(readonly=True, help="Whether it is known what Amazon has now.")
    value_before = fields.Float(digits=(16, 2), readonly=True)
    value = fields.Float(digits=(16, 2), readonly=True)
    change = fields.Float("Change (%)", readonly=True, aggregator=None)
    before = fields.Char(compute="_compute_figures")
    after = fields.Char(compute="_compute_figures")

    @api.depends("kind", "value", "value_before", "is_known")
    def _compute_figures(self):
        for line in self:
            words = line.channel_id._figure_in_words
            line.before = words(line.kind, line.value_before) if line.is_known else self.env._("unknown")
            line.after = words(line.kind, line.value)
