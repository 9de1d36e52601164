from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

KEPT_DAYS = 60
COUNTERS = [
    f"{name}_count"
    for name in (
        *("fetched", "new", "changed", "imported", "updated", "held", "failed"),
        *("sent", "confirmed", "refused", "waiting", "missing", "linked"),
    )
]


class AmazonChannelRun(models.Model):
    """One execution of an operation: what it did, what it cost, how it ended.

    A run is committed when it starts, so that one that was killed is seen as interrupted instead of not at all.
    """

    _name = "amazon.channel.run"
    _description = "Amazon Run"
    _order = "started_at desc, id desc"
    _rec_name = "operation"

    operation = fields.Selection(
        [
            ("get_orders", "Get Orders"),
            ("process_orders", "Process Orders"),
            ("sync_orders", "Sync Orders"),
            ("follow_documents", "Follow Documents"),
            ("audit_orders", "Audit Orders"),
            ("import_listings", "Import Listings"),
            ("sync_listings", "Sync & Link Listings"),
            ("publish_listings", "Publish Listings"),
            ("sync_inventory", "Sync Inventory"),
            ("sync_prices", "Sync Prices"),
        ],
        required=True,
        readonly=True,
    )
    account_id = fields.Many2one("amazon.channel.account", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("throttled", "Waiting for Amazon"),
            ("failed", "Failed"),
            ("interrupted", "Interrupted"),
        ],
        required=True,
        default="running",
        readonly=True,
    )
    started_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    ended_at = fields.Datetime(readonly=True)
    duration = fields.Float(
        "Duration (s)", compute="_compute_duration", store=True, aggregator="sum", help="Seconds from start to end."
    )
    message = fields.Text(readonly=True, help="How the run ended, in words.")
    request_ref = fields.Char(
        "Amazon's Request ID", readonly=True, help="Amazon's support asks for it when a call failed."
    )
    call_count = fields.Integer("Calls", readonly=True, help="Calls made to Amazon.")
    fetched_count = fields.Integer("Fetched", readonly=True, help="Orders or listings that Amazon sent.")
    new_count = fields.Integer("New", readonly=True, help="Seen for the first time.")
    changed_count = fields.Integer("Changed", readonly=True, help="What Amazon changed since the last time.")
    imported_count = fields.Integer("Imported", readonly=True, help="Sale orders created.")
    updated_count = fields.Integer("Updated", readonly=True, help="Imported orders that followed a change at Amazon.")
    held_count = fields.Integer("Held", readonly=True, help="Orders that wait for a person.")
    failed_count = fields.Integer("Failed", readonly=True, help="Orders or documents that will be tried again.")
    sent_count = fields.Integer("Sent", readonly=True, help="What was sent to Amazon.")
    confirmed_count = fields.Integer("Confirmed", readonly=True, help="What Amazon shows as done.")
    refused_count = fields.Integer("Refused", readonly=True, help="What Amazon does not accept.")
    waiting_count = fields.Integer("Waiting", readonly=True, help="What waits for Amazon, or for something in Odoo.")
    missing_count = fields.Integer(
        "Missing",
        readonly=True,
        help="Orders at Amazon that were not in the inbox; listings that Amazon has no longer.",
    )
    linked_count = fields.Integer("Linked", readonly=True, help="Listings that found their product.")
    channel_id = fields.Many2one(
        "amazon.channel", readonly=True, index="btree_not_null", ondelete="cascade", help="Empty: all of the account."
    )
    summary = fields.Char("What It Did", compute="_compute_summary")

    @api.depends("started_at", "ended_at")
    def _compute_duration(self):
        for run in self:
            run.duration = (run.ended_at - run.started_at).total_seconds() if run.ended_at else 0.0

    @api.depends("operation", "message", *COUNTERS)
    @api.depends_context("lang")
    def _compute_summary(self):
        for run in self:
            run.summary = run._in_words()

    @api.model
    def _start(self, operation, account, channel=None):
        """Open a run and commit it. The caller holds the lock of this operation and account (and channel, for what
        is done channel by channel), so that a run which still says it is running belongs to a process that died.

        :rtype: amazon.channel.run
        """
        vals = {"operation": operation, "account_id": account.id, "channel_id": channel.id if channel else False}
        domain = Domain([(name, "=", value) for name, value in vals.items()]) & Domain("state", "=", "running")
        self.search(domain).write(
            {
                "state": "interrupted",
                "ended_at": fields.Datetime.now(),
                "message": self.env._("The process ended before the run did. The next run went on where it stopped."),
            }
        )
        run = self.create(vals)
        self.env["ir.cron"]._commit_progress()
        return run

    def _count(self, **counts):
        """Add to the counters: `run._count(fetched=100, new=3)`."""
        self.ensure_one()
        self.write({f"{name}_count": self[f"{name}_count"] + number for name, number in counts.items() if number})

    def _end(self, state, message=False, request_ref=False):
        """Close the run. The caller commits."""
        self.write({"state": state, "ended_at": fields.Datetime.now(), "message": message, "request_ref": request_ref})

    def _notification(self):
        """What these runs did, as a message for the person who pressed the button."""
        lines = [run._in_words() for run in self] or [
            self.env._("There was nothing to do, or it is being done already.")
        ]
        bad = self.filtered(lambda run: run.state in ("failed", "throttled"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Amazon"),
                "message": "\n".join(lines),
                "type": "warning" if bad or any(run.held_count or run.refused_count for run in self) else "success",
                "sticky": bool(bad),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _in_words(self):
        """What the run did and how it ended, in a sentence or two."""
        self.ensure_one()
        done = getattr(self, f"_{self.operation}_in_words")()
        return " ".join(filter(None, [done, self.message]))

    def _get_orders_in_words(self):
        return self.env._(
            "%(fetched)s orders received: %(new)s new, %(changed)s changed.",
            fetched=self.fetched_count,
            new=self.new_count,
            changed=self.changed_count,
        )

    def _process_orders_in_words(self):
        return self.env._(
            "%(imported)s orders imported, %(updated)s updated, %(held)s held, %(failed)s failed.",
            imported=self.imported_count,
            updated=self.updated_count,
            held=self.held_count,
            failed=self.failed_count,
        )

    def _sync_orders_in_words(self):
        return self.env._(
            "%(sent)s packages sent, %(confirmed)s confirmed, %(refused)s refused, %(waiting)s waiting.",
            sent=self.sent_count,
            confirmed=self.confirmed_count,
            refused=self.refused_count,
            waiting=self.waiting_count,
        )

    def _follow_documents_in_words(self):
        if not any(self[name] for name in COUNTERS):
            return False  # The message says it all.
        return self.env._(
            "%(sent)s feeds and reports sent, %(confirmed)s done, %(refused)s failed, %(waiting)s still at Amazon.",
            sent=self.sent_count,
            confirmed=self.confirmed_count,
            refused=self.refused_count,
            waiting=self.waiting_count,
        )

    def _audit_orders_in_words(self):
        return self.env._(
            "%(fetched)s orders at Amazon compared: %(missing)s were missing here, %(new)s of them fetched.",
            fetched=self.fetched_count,
            missing=self.missing_count,
            new=self.new_count,
        )

    @api.autovacuum
    def _gc_runs(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        runs = self.search([("started_at", "<", limit)], limit=10_000)
        runs.unlink()
        return len(runs), len(runs) == 10_000
