from babel.dates import format_timedelta
from psycopg2 import errors as pg_errors

from odoo import api, fields, models
from odoo.tools import SQL, babel_locale_parse
from odoo.tools.misc import get_lang

from .amazon_channel_operation import TRANSIENT_ERRORS

MAX_COLLISIONS = 3
CODES = [
    ("shipped_elsewhere", "Shipped outside Odoo"),
    ("shipped_though_cancelled", "Shipped though cancelled here"),
    ("cancelled_after_delivery", "Cancelled after goods left"),
    ("cancel_requested", "Buyer asks to cancel"),
    ("change_refused", "Change at Amazon not applied"),
    ("tax_difference", "Tax differs from Amazon's"),
    ("shipment_refused", "Shipment refused by Amazon"),
    ("shipment_not_confirmed", "Shipment not confirmed by Amazon"),
    ("carrier_unknown", "Carrier unknown to Amazon"),
    ("tracking_missing", "Tracking number missing"),
    ("amazon_not_reached", "Amazon not reached"),
    ("nothing_to_deliver", "Nothing left to deliver"),
    ("goods_without_item", "Goods that Amazon did not sell"),
    ("cancel_refused", "Cancellation refused by Amazon"),
    ("cancel_reason_missing", "Cancellation without a reason"),
    ("cancel_not_confirmed", "Cancellation not confirmed by Amazon"),
    ("document_failed", "Feed or report failed"),
    ("orders_missing", "Orders missing in Odoo"),
    ("orders_held", "Orders wait for a person"),
    ("orders_failed", "Orders failed several times"),
    ("publications_blocked", "Publications to correct"),
    ("publication_refused", "Publications refused by Amazon"),
    ("publication_not_live", "Publications that Amazon does not show"),
    ("authorization_lost", "Authorization lost"),
    ("access_denied", "Access denied by Amazon"),
    ("orders_not_fetched", "Orders not fetched"),
    ("listing_ambiguous", "Several products fit a listing"),
    ("listings_denied", "Listings may not be read"),
    ("listings_vanished", "Many listings missing in Amazon's report"),
]


class AmazonChannelIssue(models.Model):
    """What needs a person: what happened, why, what to do, and the record that it is about.

    One open issue per record, code and key; it closes itself when its cause is gone. Whoever finds the cause calls
    `_open`, whoever finds that it is gone calls `_close`; nobody else has to know.
    """

    _name = "amazon.channel.issue"
    _description = "Amazon Issue"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, create_date desc, id desc"
    _check_company_auto = True

    name = fields.Char("What Happened", required=True, readonly=True)
    fix = fields.Text("What to Do", readonly=True)
    code = fields.Selection(CODES, "Cause", required=True, readonly=True)
    key = fields.Char(readonly=True, help="Tells issues of the same cause and record apart, such as the unknown SKU.")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], required=True, default="open", readonly=True, index=True
    )
    closed_at = fields.Datetime(readonly=True)
    snoozed_until = fields.Datetime(tracking=True, help="Out of sight until then.")
    user_id = fields.Many2one(
        "res.users",
        "Assigned To",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("amazon_channel.amazon_channel_group_user").ids)],
    )
    age = fields.Char(compute="_compute_age", help="How long it has been open.")

    # What it is about
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    record_name = fields.Char("Record", compute="_compute_record_name", compute_sudo=True)
    order_id = fields.Many2one(
        "amazon.channel.order", "Inbox Order", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    account_id = fields.Many2one("amazon.channel.account", readonly=True, index="btree_not_null", ondelete="cascade")
    channel_id = fields.Many2one(
        "amazon.channel", compute="_compute_channel_id", store=True, index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="cascade")
    sale_order_id = fields.Many2one(
        "sale.order", compute="_compute_sale_order_id", store=True, index="btree_not_null", ondelete="set null"
    )

    _open_uniq = models.UniqueIndex(
        "(res_model, res_id, code, COALESCE(key, '')) WHERE state = 'open'", "This issue is open already."
    )

    # -- Compute -----------------------------------------------------------------------------------------------

    @api.depends("order_id.channel_id")
    def _compute_channel_id(self):
        for issue in self:
            issue.channel_id = issue.order_id.channel_id or issue.channel_id

    @api.depends("order_id.sale_order_id")
    def _compute_sale_order_id(self):
        for issue in self:
            issue.sale_order_id = issue.order_id.sale_order_id or issue.sale_order_id

    @api.depends("create_date", "closed_at")
    @api.depends_context("lang")
    def _compute_age(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        now = fields.Datetime.now()
        for issue in self:
            lasted = max((issue.closed_at or now) - (issue.create_date or now), now - now)
            issue.age = format_timedelta(lasted, granularity="minute", locale=locale)

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for res_model, issues in self.grouped("res_model").items():
            known = {}
            if res_model in self.env:
                known = {record.id: record for record in self.env[res_model].browse(issues.mapped("res_id")).exists()}
            for issue in issues:
                issue.record_name = known[issue.res_id].display_name if issue.res_id in known else False

    # -- Opening -----------------------------------------------------------------------------------------------

    @api.model
    def _open(self, record, code, name, fix, key=""):
        """Open the issue `code` of a record, or word the open one anew.

        :param record: one record of any model; its account, channel, company and sale order are found by themselves
        :param str code: a value of the field `code`
        :param str name: what happened, a translated sentence
        :param str fix: what to do about it, a translated sentence
        :param str key: tells issues of the same record and code apart
        :return: the issue; empty when another transaction is opening it right now
        """
        return self._open_all([(record, code, name, fix, key)])

    @api.model
    def _open_all(self, entries):
        """Open many issues, with the queries of one.

        :param entries: tuples of the arguments of `_open`
        :return: the issues
        """
        wanted = {
            (record._name, record.id, code, key or ""): (record, name, fix) for record, code, name, fix, key in entries
        }
        issues, prepared = self.sudo().browse(), []
        known = self._find_open(wanted)
        # In one sequence for everybody, so that two transactions wait for each other in one direction only.
        for identity, (record, name, fix) in sorted(wanted.items(), key=lambda entry: entry[0]):
            if issue := known.get(identity):
                issue._reword(name, fix)
                issues |= issue
            else:
                prepared.append(self._prepare_vals(record, identity, name, fix))
        return (issues | self._insert(prepared)).with_env(self.env)

    def _find_open(self, identities):
        """Dict (model, id, code, key) -> the open issue, for those of `identities` that have one."""
        if not identities:
            return {}
        models_, ids, codes, _keys = (set(values) for values in zip(*identities, strict=True))
        found = self.sudo().search(
            [
                ("state", "=", "open"),
                ("res_model", "in", list(models_)),
                ("res_id", "in", list(ids)),
                ("code", "in", list(codes)),
            ]
        )
        return {(issue.res_model, issue.res_id, issue.code, issue.key or ""): issue for issue in found}

    @api.model
    def _prepare_vals(self, record, identity, name, fix):
        """The columns of a new issue."""
        record = record.sudo()
        res_model, res_id, code, key = identity
        order = self._related_record(record, "amazon.channel.order", "order_id")
        channel = self._related_record(record, "amazon.channel", "channel_id", "amazon_channel_id") or order.channel_id
        account = self._related_record(record, "amazon.channel.account", "account_id")
        account = account or order.account_id or channel.account_id
        company = self._related_record(record, "res.company", "company_id") or account.company_id
        sale_order = self._related_record(record, "sale.order", "sale_order_id", "sale_id") or order.sale_order_id
        return {
            "name": name,
            "fix": fix or None,
            "code": code,
            "key": key,
            "state": "open",
            "res_model": res_model,
            "res_id": res_id,
            "order_id": order.id or None,
            "account_id": account.id or None,
            "channel_id": channel.id or None,
            "company_id": (company or record.env.company).id,
            "sale_order_id": sale_order.id or None,
        }

    @api.model
    def _related_record(self, record, model, *names):
        """The record of `model` that `record` is, or that it names in one of its fields; empty when there is none."""
        if record._name == model:
            return record
        for name in names:
            if name in record._fields and record._fields[name].comodel_name == model and record[name]:
                return record[name]
        return self.env[model].sudo()

    def _insert(self, vals_list):
        """Insert new issues unless another transaction has just done so.

        That other row may be one that our snapshot does not show; then Postgres refuses the statement. `create` would
        log this as an error and leave the caller's transaction broken; here it is no more than a reason to go on.
        """
        if not vals_list:
            return self.sudo().browse()
        now, uid = self.env.cr.now(), self.env.uid
        stamps = {"create_date": now, "write_date": now, "create_uid": uid, "write_uid": uid}
        rows = [SQL("%s", tuple({**vals, **stamps}.values())) for vals in vals_list]
        columns = [SQL.identifier(name) for name in {**vals_list[0], **stamps}]
        insert = SQL(
            "INSERT INTO amazon_channel_issue (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
            SQL(", ").join(columns),
            SQL(", ").join(rows),
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(insert, log_exceptions=False)
                issues = self.sudo().browse([row[0] for row in self.env.cr.fetchall()])
        except pg_errors.SerializationFailure:
            # One of them exists by now; the others shall not miss for it.
            alone = [self._insert([vals]) for vals in vals_list] if len(vals_list) > 1 else []
            return self.sudo().browse().union(*alone)
        issues.order_id.invalidate_recordset(["issue_ids"], flush=False)
        issues.sale_order_id.invalidate_recordset(["amazon_channel_issue_ids"], flush=False)
        return issues

    def _reword(self, name, fix):
        """Say anew what happened, unless somebody else is writing this issue."""
        if (self.name, self.fix or "") == (name, fix or ""):
            return
        lock = SQL("SELECT id FROM amazon_channel_issue WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED", self.id)
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(lock, log_exceptions=False)
                free = self.env.cr.fetchone()
        except pg_errors.SerializationFailure:
            return
        if free:
            self.write({"name": name, "fix": fix})

    # -- Closing -----------------------------------------------------------------------------------------------

    @api.model
    def _close(self, records, *codes, key=None):
        """Close the open issues of these records; of these codes and this key only, when given."""
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids), ("state", "=", "open")]
        if codes:
            domain.append(("code", "in", codes))
        issues = self.sudo().search(domain)
        if key is not None:
            issues = issues.filtered(lambda issue: (issue.key or "") == key)
        issues.action_close()

    def action_close(self):
        """Button: a person has dealt with it. Also when its cause is gone."""
        issues = self.filtered(lambda issue: issue.state == "open")
        if not issues:
            return
        issues.write({"state": "closed", "closed_at": fields.Datetime.now()})
        issues.activity_unlink(["amazon_channel.mail_activity_type_issue"])
        asked = issues.filtered(lambda issue: issue.code == "cancel_requested")
        asked.sale_order_id.activity_unlink(["amazon_channel.mail_activity_type_cancel_request"])

    # -- For operations ----------------------------------------------------------------------------------------

    @api.model
    def _apart(self, work, what):
        """Open or close issues after an operation has committed what it did, in a transaction of their own.

        A person may be writing the same issue; then it is done again. Whatever happens, the operation goes on.

        :param work: function without arguments
        :param str what: for the log, when something unforeseen happens
        """
        for _attempt in range(MAX_COLLISIONS):
            try:
                work()
                self.env["ir.cron"]._commit_progress()
                return
            except TRANSIENT_ERRORS:
                self.env.cr.rollback()
            except Exception as error:  # noqa: BLE001 - a list of issues must not stop the orders
                self.env.cr.rollback()
                self.env["amazon.channel.operation"]._log_surprise(what, error)
                return
