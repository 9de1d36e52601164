from datetime import timedelta

from psycopg2 import errors as pg_errors

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..mapping.errors import DocumentError
from ..mapping.order_report import ORDER_REPORT, read_order_report

NON_AMAZON = "non-amazon"


class AmazonChannelOrderAudit(models.Model):
    """What Amazon's own report says about the orders of one channel and day, beside what is in the inbox.

    Get Orders asks for what changed; this asks for what there is. So an order that a poll never brought is found,
    whatever the reason, and fetched by its number.
    """

    _name = "amazon.channel.order.audit"
    _description = "Amazon Order Audit"
    _order = "day desc, channel_id"
    _rec_name = "day"
    _check_company_auto = True

    channel_id = fields.Many2one("amazon.channel", required=True, readonly=True, index=True, ondelete="cascade")
    account_id = fields.Many2one(related="channel_id.account_id", store=True, index=True)
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True)
    day = fields.Date(required=True, readonly=True, help="Day of purchase, UTC.")
    amazon_count = fields.Integer("At Amazon", readonly=True, help="Orders in Amazon's report.")
    here_count = fields.Integer("Here", readonly=True, help="Those of them that are in the inbox.")
    missing_count = fields.Integer("Missing", readonly=True, help="Those that are not.")
    missing_refs = fields.Text("Missing Orders", readonly=True, help="Amazon's order numbers, one a line.")
    found_count = fields.Integer(
        "Fetched Later", readonly=True, help="Orders that no poll brought: the audit missed them and fetched them."
    )
    stale_count = fields.Integer(
        "Out of Date", readonly=True, help="Shipped or cancelled by Amazon's report, and still open here."
    )
    to_fetch = fields.Text(readonly=True, help="Order numbers that Amazon is still to be asked for, one a line.")
    checked_at = fields.Datetime("Checked", readonly=True)

    _day_uniq = models.Constraint("UNIQUE (channel_id, day)", "This channel's day has been audited already.")
    _to_fetch_idx = models.Index("(account_id) WHERE to_fetch > ''")

    @api.depends("channel_id", "day")
    def _compute_display_name(self):
        for audit in self:
            day = audit.day and fields.Date.to_string(audit.day)
            audit.display_name = " ".join(filter(None, (audit.channel_id.name, day)))

    # -- Asking ------------------------------------------------------------------------------------------------

    @api.model
    def _request(self, account):
        """Ask for the report of the account's last `audit_days` days, from midnight UTC on.

        :return: the amazon.channel.document; the open one when Amazon was asked already
        """
        documents = self.env["amazon.channel.document"].sudo()
        domain = [("account_id", "=", account.id), ("purpose", "=", "order_audit"), ("is_open", "=", True)]
        document = documents.search(domain, limit=1)
        if not document:
            now = fields.Datetime.now()
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            start = midnight - timedelta(days=account.audit_days - 1)
            # Amazon refuses an end in the future, and its clock may be behind ours.
            end = now - timedelta(minutes=5)
            document = documents._queue_report(account, "order_audit", ORDER_REPORT, min(start, end), end)
        account.sudo().audit_requested_at = document.create_date
        return document

    # -- Reading the report ------------------------------------------------------------------------------------

    @api.model
    def _report_finished(self, document, file, charset):
        """Compare Amazon's report with the inbox. Commits in between: all of it can be done again.

        :param document: amazon.channel.document, one record
        :param file: binary file, or None when there is no report: Amazon had nothing, or failed
        """
        account = document.account_id
        operation = self.env["amazon.channel.order.audit.fetch"]
        with operation._alone("audit_orders", account) as alone:
            if not alone:
                # Somebody is fetching what was missing: in a minute.
                raise pg_errors.LockNotAvailable()
            self.env["ir.cron"]._commit_progress()
            run = self.env["amazon.channel.run"]._start("audit_orders", account)
            try:
                if file is not None or document.state == "done":
                    self._read_report(document, file, charset, run)
                    account.write({"audit_checked_at": fields.Datetime.now(), "audit_problem": False})
                    account.invalidate_recordset(["audit_text"])
                    run._end("done", account.audit_text)
                else:
                    account.audit_problem = document.note
                    run._end("failed", document.note)
            except Exception as error:
                self.env.cr.rollback()
                words = error if isinstance(error, DocumentError) else type(error).__name__
                run._end("failed", self.env._("The report could not be compared: %s", words))
                self.env["ir.cron"]._commit_progress()
                raise
            operation._wake_if_waiting(account)

    def _read_report(self, document, file, charset, run):
        """Fill the rows of the report's days, and learn the shipping texts that it brings.

        :raises DocumentError: it says nothing, or nothing that can be read
        """
        stage = self.env["amazon.channel.order.audit.stage"]
        account = document.account_id
        with stage._stage():
            if file is not None:
                stage._fill(read_order_report(file, charset), self._websites(account))
            rows, elsewhere = stage._compare(account), stage._elsewhere()
            if not rows and not elsewhere:
                self._expect_nothing(document)
            self._store(document, rows)
            self._note_elsewhere(account, elsewhere)
            at_amazon = sum(row["amazon_count"] for row in rows)
            run._count(fetched=at_amazon, missing=sum(len(row["missing"]) for row in rows))
            stage._keep_shipping_texts(account)
            services = stage._shipping_services(account)
            self.env["amazon.channel.shipping.mapping"]._learn_texts(account.channel_ids, services)

    def _websites(self, account):
        """Dict Amazon's name of a sales channel in small letters -> id of the channel."""
        return {(channel.marketplace_id.domain or "").casefold(): channel.id for channel in account.channel_ids}

    def _expect_nothing(self, document):
        """Amazon names no order at all.

        :raises DocumentError: there are some of these days
        """
        domain = [
            ("account_id", "=", document.account_id.id),
            ("channel_id", "!=", False),
            ("purchase_date", ">=", document.data_start),
            ("purchase_date", "<=", document.data_end),
            ("state", "!=", "ignored"),
        ]
        count = self.env["amazon.channel.order"].search_count(domain)
        if count:
            words = self.env._(
                "Amazon's report names no order, but %(count)s orders of its days are here.", count=count
            )
            raise DocumentError("missing", "", words)

    def _store(self, document, rows):
        """Insert or update a row per channel and day; days of the report without orders are empty now."""
        self.flush_model()
        channels = document.account_id.channel_ids
        now = fields.Datetime.now()
        empty = {"amazon_count": 0, "here_count": 0, "missing_count": 0, "missing_refs": False, "stale_count": 0}
        days = [("day", ">=", document.data_start.date()), ("day", "<=", document.data_end.date())]
        known = self.search([("channel_id", "in", channels.ids), *days])
        known.write({**empty, "to_fetch": False, "checked_at": now})
        by_key = {(audit.channel_id.id, audit.day): audit for audit in known}
        for row in rows:
            missing, stale = row["missing"], row["stale"]
            vals = {
                "amazon_count": row["amazon_count"],
                "here_count": row["here_count"],
                "missing_count": len(missing),
                "missing_refs": "\n".join(missing) or False,
                "stale_count": len(stale),
                "to_fetch": "\n".join(missing + stale) or False,
                "checked_at": now,
            }
            audit = by_key.get((row["channel_id"], row["day"]))
            if audit:
                audit.write(vals)
            else:
                self.create({"channel_id": row["channel_id"], "day": row["day"], **vals})

    def _note_elsewhere(self, account, elsewhere):
        """Keep apart what is sold elsewhere, and what Amazon calls by a name that is no channel of the account."""
        unknown = {name: count for name, count in elsewhere.items() if not name.casefold().startswith(NON_AMAZON)}
        account.write(
            {
                "audit_non_amazon_count": sum(elsewhere.values()) - sum(unknown.values()),
                "audit_unknown_channels": ", ".join(
                    f"{name or self.env._('(none named)')}: {count}" for name, count in unknown.items()
                ),
            }
        )

    # -- Looking -----------------------------------------------------------------------------------------------

    def action_open_missing(self):
        """Button: where a missing order can be looked up at Amazon."""
        self.ensure_one()
        host = self.channel_id.marketplace_id.seller_central_host
        reference = (self.missing_refs or "").split("\n")[0]
        if not reference:
            raise UserError(self.env._("No order of this day is missing."))
        return {"type": "ir.actions.act_url", "target": "new", "url": f"https://{host}/orders-v3/order/{reference}"}

    @api.model
    def _totals(self, field, records):
        """Sums of the days that the account's audits cover.

        :param str field: `account_id` or `channel_id`
        :return: dict record -> (at Amazon, here, missing)
        """
        totals = {}
        if not records.ids:
            return totals
        table = SQL.identifier("amazon_channel_order_audit")
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT a.%(field)s, SUM(a.amazon_count), SUM(a.here_count), SUM(a.missing_count)
                     FROM %(table)s a JOIN amazon_channel_account c ON c.id = a.account_id
                    WHERE a.%(field)s IN %(ids)s AND a.day > c.audit_checked_at::date - c.audit_days
                 GROUP BY 1""",
                field=SQL.identifier(field),
                table=table,
                ids=tuple(records.ids),
            )
        )
        return {record_id: tuple(map(int, sums)) for record_id, *sums in rows}
