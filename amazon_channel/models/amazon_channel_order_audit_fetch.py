from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..sp_api.errors import AmazonError, AuthorizationError, RequestError, ThrottledError
from ..sp_api.orders import get_order

BETWEEN_AUDITS = timedelta(hours=20)
RETRY_MINUTES = 10
MAX_FAILURES = 3  # in a row: then it is not the order
SHOWN_REFS = 10


class AmazonChannelOrderAuditFetch(models.AbstractModel):
    """Audit Orders: ask for the report every night, and fetch by number (getOrder) what it says is missing here.

    Each order is a transaction of its own: stored, and struck off the list. Killed anywhere, the next run goes on with
    what is left of the list.
    """

    _name = "amazon.channel.order.audit.fetch"
    _inherit = "amazon.channel.operation"
    _description = "Audit Amazon Orders"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_audit_orders(self):
        """Ask for the reports of the day, and go on with what earlier ones found."""
        accounts = self.env["amazon.channel.account"].search([("state", "=", "connected")])
        limit = fields.Datetime.now() - BETWEEN_AUDITS
        audits = self.env["amazon.channel.order.audit"]
        for account in accounts:
            due = not account.audit_requested_at or account.audit_requested_at < limit
            if due and account.channel_ids:
                audits._request(account)
                self.env["ir.cron"]._commit_progress()
        for account in accounts:
            self._fetch_waiting(account)

    @api.model
    def _wake_if_waiting(self, account):
        """The report was read: fetch what it found, or settle at once what it says."""
        if self._waiting(account):
            self.env.ref("amazon_channel.ir_cron_audit_orders").sudo()._trigger()
        else:
            self._tell_missing(account)

    # -- One account -------------------------------------------------------------------------------------------

    def _waiting(self, account):
        domain = Domain("account_id", "=", account.id) & Domain("to_fetch", ">", "")
        return self.env["amazon.channel.order.audit"].search(domain, order="day desc, id")

    @api.model
    def _fetch_waiting(self, account):
        """Fetch the orders on the list of `account`, as many as the quota allows.

        :return: the amazon.channel.run; empty when there was nothing to do or somebody else is at it
        """
        self, account = self._importer(account)
        run = self.env["amazon.channel.run"]
        if not self._waiting(account):
            return run
        with self._alone("audit_orders", account) as alone:
            # What somebody else did until now is seen in a new transaction only.
            self.env["ir.cron"]._commit_progress()
            audits = alone and self._waiting(account)
            if not audits:
                return run
            run = run._start("audit_orders", account)
            error = self._call_amazon(account, audits, run)
            self._end(account, run, error)
            self.env["ir.cron"]._commit_progress()
        return run

    def _call_amazon(self, account, audits, run):
        """Fetch with a client of this run.

        :return: the AmazonError that ended it, or None
        """
        try:
            with self._calling(account, run) as client:
                return self._fetch_all(client, audits, run)
        except AmazonError as error:
            self.env.cr.rollback()
            return error

    def _fetch_all(self, client, audits, run):
        """Ask for one number after the other. No transaction is open while Amazon is asked.

        :return: the AmazonError that makes it useless to go on, or None
        """
        failures = 0
        for audit in audits:
            for reference in audit.to_fetch.split("\n"):
                try:
                    document = get_order(client, reference)
                except RequestError:
                    # Amazon does not know it by this number, or does not hand it out: no use to ask again today.
                    self._strike_off(audit, reference)
                except (ThrottledError, AuthorizationError) as error:
                    return error
                except AmazonError as error:
                    failures += 1
                    if failures == MAX_FAILURES:
                        return error
                else:
                    failures = 0
                    self._store_one(audit, reference, document, run)
                if not self.env["ir.cron"]._commit_progress():
                    self.env.ref("amazon_channel.ir_cron_audit_orders").sudo()._trigger()
                    return None
        return None

    def _store_one(self, audit, reference, document, run):
        """Keep an order that was fetched, and its row. The caller commits."""
        orders = self.env["amazon.channel.order"]
        counts = orders._store_documents(audit.account_id, [document])
        known = [("account_id", "=", audit.account_id.id), ("amazon_order_ref", "=", reference)]
        self._strike_off(audit, reference, here=bool(orders.search_count(known, limit=1)))
        run._count(**counts)

    def _strike_off(self, audit, reference, here=False):
        """Amazon was asked for this number: take it off the list; off the missing ones, too, when it is `here`."""
        missing, waiting = ((audit[name] or "").split("\n") for name in ("missing_refs", "to_fetch"))
        waiting.remove(reference)
        vals = {"to_fetch": "\n".join(waiting) or False}
        if reference not in missing:
            vals["stale_count"] = max(0, audit.stale_count - 1)
        elif here:
            missing.remove(reference)
            vals |= {
                "missing_refs": "\n".join(missing) or False,
                "missing_count": len(missing),
                "here_count": audit.here_count + 1,
                "found_count": audit.found_count + 1,
            }
        audit.write(vals)

    # -- Ends --------------------------------------------------------------------------------------------------

    def _end(self, account, run, error):
        """Close the run, wake whoever goes on, tell people what stays missing."""
        waiting = self._waiting(account)
        left = sum(len(audit.to_fetch.split("\n")) for audit in waiting)
        account.invalidate_recordset(["audit_text"])
        message = account.audit_text
        if left:
            message += " " + self.env._("%(count)s orders are still to be asked for.", count=left)
        state = "done"
        if error:
            message += " " + account._error_in_words(error)
            state = "throttled" if isinstance(error, ThrottledError) else "failed"
        if isinstance(error, AuthorizationError):
            account._authorization_lost(error)
        elif left:
            seconds = (error and error.retry_after) or 60 * RETRY_MINUTES
            at = fields.Datetime.now() + timedelta(seconds=int(seconds) + 1)
            self.env.ref("amazon_channel.ir_cron_audit_orders").sudo()._trigger(at=at)
        run._count(missing=sum(self._unknown(account).values()))
        run._end(state, message, error and error.request_id)
        if run.new_count or run.changed_count:
            self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger()
        self._tell_missing(account)

    def _unknown(self, account):
        """Dict channel -> number of orders that Amazon reports and does not hand out."""
        audits = self._settled(account)
        return {channel: sum(rows.mapped("missing_count")) for channel, rows in audits.grouped("channel_id").items()}

    def _settled(self, account):
        domain = (
            Domain("account_id", "=", account.id) & Domain("missing_count", ">", 0) & Domain("to_fetch", "=", False)
        )
        return self.env["amazon.channel.order.audit"].search(domain)

    def _tell_missing(self, account):
        """One issue per channel for the orders that cannot be had; none where none is missing any more."""
        issues = self.env["amazon.channel.issue"]
        settled = self._settled(account).grouped("channel_id")
        waiting = self._waiting(account).channel_id
        for channel in account.with_context(active_test=False).channel_ids:
            audits = settled.get(channel)
            if not audits:
                if channel not in waiting:
                    issues._close(channel, "orders_missing")
                continue
            references = "\n".join(audits.mapped("missing_refs")).split("\n")
            name = self.env._(
                "%(count)s orders of %(channel)s are at Amazon and not here",
                count=len(references),
                channel=channel.name,
            )
            shown = ", ".join(references[:SHOWN_REFS]) + (", ..." if len(references) > SHOWN_REFS else "")
            fix = self.env._(
                "Amazon's report names them, but Amazon does not give them out by number: %(orders)s. Look at them in "
                "Seller Central. They are asked for again every night, and this closes by itself.",
                orders=shown,
            )
            issues._open(channel, "orders_missing", name, fix)
