from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sp_api.errors import AmazonError, AuthorizationError, RequestError, ThrottledError
from ..sp_api.orders import get_order, search_orders

# Amazon's answer names the time up to which it is complete. Reading a little again costs nothing, since what
# did not change is not written, and catches an order that reached Amazon's index late.
OVERLAP = timedelta(minutes=5)
# Downtime is caught up in windows of this length, so that no page token ever spans more than it can live.
WINDOW = timedelta(days=31)
TOKEN_LIFE = timedelta(hours=23)
MAX_RETRY_MINUTES = 60


class AmazonChannelOrderFetch(models.AbstractModel):
    """Get Orders: from `searchOrders` into the inbox, one region of one seller at a time.

    One call brings 100 orders of all the account's marketplaces. Every page is committed with the token of the
    next one before Amazon is asked again; the cursor moves only when the window's last page is stored. No
    transaction is open while Amazon is being asked.
    """

    _name = "amazon.channel.order.fetch"
    _inherit = "amazon.channel.operation"
    _description = "Get Amazon Orders"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_get_orders(self):
        """Poll every connected account that is not waiting for a retry."""
        now = fields.Datetime.now()
        accounts = self.env["amazon.channel.account"].search(
            [("state", "=", "connected"), "|", ("orders_retry_at", "=", False), ("orders_retry_at", "<=", now)]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(accounts))
        for account in accounts:
            self._fetch(account)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _get_and_process(self, accounts):
        """Button: fetch what is new and process what is due, one account after the other.

        :return: a notification that says what happened
        """
        self.env["amazon.channel.order"].check_access("write")
        runs = self.env["amazon.channel.run"]
        for account in accounts:
            runs |= self._fetch(account)
            runs |= self.env["amazon.channel.order.import"]._process(account)
        return runs._notification()

    @api.model
    def _fetch_one(self, account, amazon_order_ref):
        """Fetch one order by its Amazon number (`getOrder`) into the inbox and commit.

        :return: the amazon.channel.order
        :raises AmazonError: e.g. `NotFoundError` when Amazon knows no such order
        """
        self.env["amazon.channel.order"].check_access("write")
        self, account = self._importer(account)
        self.env["ir.cron"]._commit_progress()
        with account._amazon_client() as client:
            document = get_order(client, amazon_order_ref)
        orders = self.env["amazon.channel.order"]
        orders._store_documents(account, [document])
        order = orders.search([("account_id", "=", account.id), ("amazon_order_ref", "=", amazon_order_ref)])
        order._requeue()
        self.env["ir.cron"]._commit_progress()
        return order

    @api.model
    def _restart_from(self, account, since):
        """Read all orders again that changed since `since` (naive UTC). The inbox recognises what it knows.

        :raises UserError: somebody is fetching for this account right now
        """
        with self._alone("get_orders", account) as alone:
            if not alone:
                raise UserError(
                    self.env._("Orders of this account are being fetched right now. Try again in a minute.")
                )
            account.sudo().write({"orders_cursor": since + OVERLAP, "orders_retry_at": False, **self._no_window()})
            self.env["ir.cron"]._commit_progress()

    # -- One account -------------------------------------------------------------------------------------------

    @api.model
    def _fetch(self, account):
        """Fetch all windows that are due for `account`.

        Whatever Amazon does ends in the run, never in an exception: the next poll goes on from what is stored.

        Runs with the importer's rights in the account's company, whoever asked for it.

        :return: the amazon.channel.run, empty when somebody else is fetching for this account
        """
        self, account = self._importer(account)
        with self._alone("get_orders", account) as alone:
            if not alone:
                return self.env["amazon.channel.run"]
            run = self.env["amazon.channel.run"]._start("get_orders", account)
            try:
                with self._calling(account, run) as client:
                    finished = self._fetch_windows(account, client, run)
            except AmazonError as error:
                self._end_with_error(account, run, error)
            except Exception as error:  # noqa: BLE001 - our own mistake must not stop the other accounts
                self._log_surprise(f"Get Orders of account {account.id}", error)
                self._end_with_error(account, run, AmazonError(type(error).__name__, operation="searchOrders"))
            else:
                account.write(
                    {"orders_retry_at": False, "orders_failures": 0, "orders_last_fetch": fields.Datetime.now()}
                )
                account._authorization_restored()
                run._end("done", run.message if finished else self.env._("Out of time; the rest follows at once."))
                if not finished:
                    self.env.ref("amazon_channel.ir_cron_get_orders").sudo()._trigger()
            if run.new_count or run.changed_count:
                self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger()
            self.env["ir.cron"]._commit_progress()
            account._report_fetch(run)
            return run

    def _fetch_windows(self, account, client, run):
        """Ask page after page until the present is reached.

        :return: False when the cron's time ran out before
        """
        marketplaces = sorted(account.channel_ids.marketplace_id.mapped("amazon_ref"))
        if not marketplaces:
            run.message = self.env._("This account has no channels yet. Press Discover Channels first.")
            return True
        while True:
            if not account.orders_window_start:
                self._open_window(account)
            if not self.env["ir.cron"]._commit_progress():
                return False
            answer = self._ask(account, client, marketplaces)
            if answer is None:
                continue
            counts = self.env["amazon.channel.order"]._store_documents(account, answer["orders"])
            reached_present = self._advance(account, answer)
            run._count(**counts)
            self.env["ir.cron"]._commit_progress()
            if reached_present:
                return True

    def _open_window(self, account):
        """The next stretch of time to read: up to now, or one bounded window after a long silence."""
        start = (account.orders_cursor and account.orders_cursor - OVERLAP) or account.orders_since
        end = start + WINDOW
        account.write(
            {
                **self._no_window(),
                "orders_window_start": start,
                # The present is left open: Amazon says how far its answer reaches, whatever our clock says.
                "orders_window_end": end if end < fields.Datetime.now() - timedelta(hours=1) else False,
            }
        )

    def _ask(self, account, client, marketplaces):
        """One page of the open window.

        :return: the answer of `searchOrders`; None when the page token was refused and the window starts again
        """
        token = account.sudo().orders_page_token
        if token and account.orders_token_at < fields.Datetime.now() - TOKEN_LIFE:
            token = False
        try:
            return search_orders(
                client,
                last_updated_after=_aware(account.orders_window_start),
                last_updated_before=_aware(account.orders_window_end),
                marketplace_ids=marketplaces,
                pagination_token=token or None,
            )
        except RequestError:
            if not token:
                raise
            # Expired, or the seller's marketplaces changed between two pages. The window is read again from its
            # start: what is in the inbox already is recognised.
            account.write({"orders_page_token": False, "orders_token_at": False, "orders_bound": False})
            return None

    def _advance(self, account, answer):
        """Remember the next page, or close the window and move the cursor.

        :return: True when the present was reached
        """
        bound = _naive(answer.get("lastUpdatedBefore"))
        # Later pages may name a later bound, but only what the first page promised is complete.
        bound = min(filter(None, [account.orders_bound, bound, account.orders_window_end]), default=None)
        token = (answer.get("pagination") or {}).get("nextToken")
        if token:
            now = fields.Datetime.now()
            account.write({"orders_page_token": token, "orders_token_at": now, "orders_bound": bound})
            return False
        reached_present = not account.orders_window_end
        if not bound:
            # Amazon named none. It is at most two minutes behind; an hour is safe and costs one page.
            bound = fields.Datetime.now() - timedelta(hours=1)
        bound = max(min(bound, fields.Datetime.now()), account.orders_cursor or account.orders_window_start)
        account.write({"orders_cursor": bound, **self._no_window()})
        return reached_present

    @staticmethod
    def _no_window():
        return dict.fromkeys(
            ("orders_window_start", "orders_window_end", "orders_page_token", "orders_token_at", "orders_bound"), False
        )

    # -- Ends that are not good ends ---------------------------------------------------------------------------

    def _end_with_error(self, account, run, error):
        """Write down in the run how Amazon ended it, and when the account is asked again."""
        self.env.cr.rollback()
        state = "throttled" if isinstance(error, ThrottledError) else "failed"
        if isinstance(error, AuthorizationError):
            account._authorization_lost(error)
        else:
            failures = 0 if state == "throttled" else account.orders_failures + 1
            seconds = error.retry_after or 60 * min(2**failures, MAX_RETRY_MINUTES)
            retry_at = fields.Datetime.now() + timedelta(seconds=seconds + 1)
            account.write({"orders_retry_at": retry_at, "orders_failures": failures})
            self.env.ref("amazon_channel.ir_cron_get_orders").sudo()._trigger(at=retry_at)
        run._end(state, account._error_in_words(error), error.request_id)


def _aware(value):
    return (value and value.replace(tzinfo=timezone.utc)) or None


def _naive(value):
    """Amazon's ISO 8601 time as naive UTC, or None when it is missing or not readable."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    if parsed.tzinfo:
        parsed = parsed.astimezone(timezone.utc).replace(tzinfo=None)
    return parsed.replace(microsecond=0)
