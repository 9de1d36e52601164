from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# Where Odoo still has something to do or to wait for. One of these per listing.
OPEN_STATES = ("to_check", "blocked", "ready", "to_send", "feed", "sent", "refused")
# Amazon has not been told, or has said no: another one may take its place.
REPLACEABLE_STATES = ("to_check", "blocked", "ready", "to_send", "sent", "refused")


class AmazonChannelPublication(models.Model):
    """One listing on its way to Amazon: published, paused, resumed or deleted.

    Publish Listings (`amazon.channel.listing.publish`) takes it from step to step. It is done when Amazon shows it, not
    when Amazon accepted it. What the seller must put right is in its findings, Odoo's own and Amazon's alike.
    """

    _name = "amazon.channel.publication"
    _description = "Amazon Publication"
    _inherit = ["mail.thread"]
    _mail_post_access = "read"
    _order = "priority, id desc"
    _check_company_auto = True

    listing_id = fields.Many2one("amazon.channel.listing", required=True, readonly=True, index=True, ondelete="cascade")
    channel_id = fields.Many2one(related="listing_id.channel_id", store=True, index=True, precompute=True)
    account_id = fields.Many2one(related="channel_id.account_id", store=True, precompute=True)
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True, precompute=True)
    channel_mode = fields.Selection(related="channel_id.mode")
    product_id = fields.Many2one(related="listing_id.product_id", store=True, index="btree_not_null")
    sku = fields.Char("SKU", related="listing_id.sku", store=True, precompute=True)
    template_id = fields.Many2one(
        "amazon.channel.publish.template",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(
        [("publish", "Publish"), ("pause", "Pause"), ("resume", "Resume"), ("delete", "Delete")],
        required=True,
        readonly=True,
        default="publish",
    )
    state = fields.Selection(
        [
            ("to_check", "To Check"),
            ("blocked", "Blocked"),
            ("ready", "Would Be Sent"),
            ("to_send", "To Send"),
            ("feed", "In a Feed"),
            ("sent", "Accepted by Amazon"),
            ("refused", "Refused by Amazon"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        default="to_check",
        readonly=True,
        tracking=True,
        help="Blocked: somebody must put something right first. Would be sent: the channel is in shadow mode. "
        "Accepted: Amazon does not show it yet. Done: Amazon shows it.",
    )
    step = fields.Selection(
        [
            ("build", "Put together and check here"),
            ("match", "Find it in Amazon's catalogue"),
            ("restrict", "May it be sold?"),
            ("preview", "Let Amazon validate it"),
        ],
        "Check",
        default="build",
        required=True,
        readonly=True,
        help="The check that is next, or that stopped it.",
    )
    priority = fields.Integer(
        compute="_compute_priority", store=True, precompute=True, help="What needs a person first."
    )
    note = fields.Text("What Happened", readonly=True)

    # What Amazon is told
    document = fields.Text(
        readonly=True, copy=False, groups="amazon_channel.amazon_channel_group_manager", help="JSON."
    )
    digest = fields.Char(readonly=True, copy=False, help="Of the document.")
    asin = fields.Char(
        "ASIN",
        readonly=True,
        copy=False,
        help="The product of Amazon's catalogue that is offered; empty for a new one.",
    )
    condition = fields.Char(readonly=True, copy=False)
    quantity = fields.Integer(readonly=True, copy=False, help="Units that Amazon is told with it.")
    quantity_before = fields.Integer(readonly=True, copy=False, help="Units that Amazon showed before a pause.")
    finding_ids = fields.One2many("amazon.channel.publication.finding", "publication_id", "Findings", readonly=True)
    error_count = fields.Integer("Errors", readonly=True, aggregator="sum")
    warning_count = fields.Integer("Warnings", readonly=True, aggregator="sum")
    first_finding = fields.Char("What Is Wrong", readonly=True, help="The first of its errors, or of its warnings.")
    first_advice = fields.Text("What to Do First", compute="_compute_first_advice")
    candidate_ids = fields.One2many("amazon.channel.publication.candidate", "publication_id", "To Choose From")
    candidate_count = fields.Integer(readonly=True)

    # What became of it
    ask_first = fields.Boolean(readonly=True, copy=False, help="Amazon may know already: look before telling it again.")
    attempts = fields.Integer("Failures in a Row", readonly=True, copy=False)
    attempted_at = fields.Datetime("Last Attempt", readonly=True, copy=False)
    next_attempt_at = fields.Datetime("Next Look", readonly=True, copy=False)
    sent_at = fields.Datetime("Accepted On", readonly=True, copy=False)
    done_at = fields.Datetime("Done On", readonly=True, copy=False)
    submission_ref = fields.Char("Amazon's Number", readonly=True, copy=False, help="Amazon's submissionId.")
    request_ref = fields.Char("Amazon's Request ID", readonly=True, copy=False)
    document_id = fields.Many2one(
        "amazon.channel.document", "Feed", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    message_ref = fields.Integer("Message", readonly=True, copy=False, help="Its number in the feed.", aggregator=None)

    _open_uniq = models.UniqueIndex(
        "(listing_id) WHERE state IN ('to_check', 'blocked', 'ready', 'to_send', 'feed', 'sent', 'refused')",
        "This listing is on its way to Amazon already.",
    )
    _work_idx = models.Index("(channel_id, next_attempt_at, id) WHERE state IN ('to_check', 'to_send', 'sent')")

    # -- Compute -----------------------------------------------------------------------------------------------

    @api.depends("state")
    def _compute_priority(self):
        order = {"refused": 1, "blocked": 2, "done": 8, "cancelled": 9}
        for publication in self:
            publication.priority = order.get(publication.state, 5)

    @api.depends("sku", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for publication in self:
            publication.display_name = f"{kinds.get(publication.kind, '')} {publication.sku or ''}".strip()

    @api.depends("finding_ids.advice", "finding_ids.severity")
    @api.depends_context("lang")
    def _compute_first_advice(self):
        for publication in self:
            publication.first_advice = publication.finding_ids.sorted(lambda one: one.severity != "error")[:1].advice

    # -- CRUD --------------------------------------------------------------------------------------------------

    def write(self, vals):
        """All of it is written by the operations, whoever asked for it."""
        if not self.env.su and any(not name.startswith(("message_", "activity_")) for name in vals):
            raise AccessError(self.env._("Publications are changed by their buttons only."))
        return super().write(vals)

    # -- What is due -------------------------------------------------------------------------------------------

    @api.model
    def _due_domain(self):
        """What Publish Listings has to do now, whatever it is. Accounts that are not connected call nobody."""
        now = fields.Datetime.now()
        due = Domain("next_attempt_at", "=", False) | Domain("next_attempt_at", "<=", now)
        to_send = Domain("state", "=", "to_send") & Domain("channel_id.mode", "=", "live")
        work = Domain("state", "in", ("to_check", "sent")) | to_send
        return work & due & Domain("account_id.state", "=", "connected") & Domain("channel_id.active", "=", True)

    def _still(self, state, step=None):
        """Those that are still there: people cancel, replace and check again while Amazon is asked."""
        return self.exists().filtered(lambda one: one.state == state and step in (None, one.step))

    @api.model
    def _wake(self, at=None):
        """Let Publish Listings run at `at`, naive UTC or several, or as soon as the transaction is committed."""
        cron = self.env.ref("amazon_channel.ir_cron_publish_listings", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(at=at)

    # -- Starting ----------------------------------------------------------------------------------------------

    @api.model
    def _start(self, listings, kind, template=None):
        """Put listings on their way; what was on its way before and can still be stopped is replaced.

        :param listings: amazon.channel.listing
        :param str kind: a value of the field `kind`
        :param template: amazon.channel.publish.template, for `publish`
        :return: the new publications, parents of families first; none for what is in a feed at the moment
        """
        publications = self.sudo()
        listings = self._with_parents(listings.sudo(), kind, template)
        earlier = publications.search([("listing_id", "in", listings.ids), ("state", "in", OPEN_STATES)])
        replaced = earlier.filtered(lambda publication: publication.state in REPLACEABLE_STATES)
        replaced._cancel(self.env._("Replaced by a newer one."))
        replaced.flush_recordset(["state"])  # before the database sees the newer one: one is open per listing
        busy = (earlier - replaced).listing_id
        asins = {publication.listing_id: publication.asin for publication in replaced}
        created = publications.create(
            [
                {
                    "listing_id": listing.id,
                    "kind": kind,
                    "template_id": template.id if template else False,
                    "state": "to_check",
                    "asin": asins.get(listing),
                }
                for listing in listings - busy
            ]
        )
        created._wake()
        return created.with_env(self.env)

    @api.model
    def _with_parents(self, listings, kind, template):
        """These listings, behind the parents of their families that Amazon does not show yet, where the template makes
        families: Amazon accepts a variant before its parent, but complains until it has both."""
        if kind != "publish" or not template:
            return listings
        parents = template.sudo()._families(listings.filtered(lambda listing: listing.parentage != "parent"))
        return parents.filtered(lambda parent: parent.state in ("draft", "gone")) | listings

    def _cancel(self, note):
        self.write({"state": "cancelled", "note": note, "next_attempt_at": False, "ask_first": False})
        self.candidate_ids.unlink()

    # -- Findings ----------------------------------------------------------------------------------------------

    def _set_findings(self, findings, origins=("odoo", "amazon", "restriction", "catalog")):
        """Replace the findings of some origins by these.

        :param list findings: dicts of values of amazon.channel.publication.finding
        :param origins: whose findings go
        """
        self.ensure_one()
        self.finding_ids.filtered(lambda finding: finding.origin in origins).unlink()
        self.env["amazon.channel.publication.finding"].create(
            [{**values, "publication_id": self.id} for values in findings]
        )
        errors = self.finding_ids.filtered(lambda finding: finding.severity == "error")
        warnings = self.finding_ids.filtered(lambda finding: finding.severity == "warning")
        first = (errors or warnings)[:1].message
        self.write({"error_count": len(errors), "warning_count": len(warnings), "first_finding": first})
        return errors

    def _block(self, note=False):
        """Somebody must put something right first."""
        self.write({"state": "blocked", "note": note, "next_attempt_at": False})

    def _amazon_findings(self, issues, origin="amazon"):
        """What Amazon objects to, as findings: in its own words, with what usually helps.

        :param issues: ListingIssue or FeedIssue
        """
        severities = {"ERROR": "error", "WARNING": "warning"}
        findings = []
        for issue in issues:
            categories = getattr(issue, "categories", ())
            attributes = getattr(issue, "attributes", None) or filter(None, [getattr(issue, "attribute", "")])
            findings.append(
                {
                    "severity": severities.get(issue.severity, "info"),
                    "code": issue.code,
                    "message": issue.message or self.env._("Amazon gives no reason."),
                    "attributes": ",".join(attributes),
                    "categories": ",".join(categories),
                    "origin": origin,
                    "fix": self._way_out() if "QUALIFICATION_REQUIRED" in categories else False,
                }
            )
        return findings

    def _way_out(self):
        """What a seller does whom Amazon does not let list a brand."""
        return self.env._(
            "Ask Amazon for approval. If the form does not open, add one product of the brand by hand in Seller "
            "Central, which asks for the approval; once you have it, import the listings and link this one instead of "
            "publishing it."
        )
