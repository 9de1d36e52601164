import time
from datetime import timedelta

from odoo import api, fields, models

from ..mapping.fba_inventory import read_fba_stocks
from ..sp_api.errors import AmazonError, AuthorizationError, ThrottledError
from ..sp_api.fba_inventory import get_inventory_summaries
from ..sp_api.pages import next_page_token
from .amazon_channel_operation import TRANSIENT_ERRORS

MAX_PAUSE = 2  # seconds; a longer wait for the quota ends the run
MAX_PAGES = 2000  # of 50 SKUs


class AmazonChannelFbaSync(models.AbstractModel):
    """Sync FBA Stock: what Amazon has of the SKUs that it sends (`getInventorySummaries`), channel by channel.

    Only read and shown. A seller without such a listing costs no call. Each page is committed; the token of the next
    one is good for 30 seconds only, so that a run that was stopped begins again.
    """

    _name = "amazon.channel.fba.sync"
    _inherit = ["amazon.channel.operation"]
    _description = "Sync Amazon FBA Stock"

    @api.model
    def _cron_sync_fba_stock(self):
        """Read the stock of every connected account."""
        accounts = self.env["amazon.channel.account"].search([("state", "=", "connected")])
        self.env["ir.cron"]._commit_progress(remaining=len(accounts))
        for account in accounts:
            self._sync(account)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _sync_and_notify(self, accounts):
        """Button: read the stock of these accounts now.

        :return: a notification that says what happened
        """
        runs = self.env["amazon.channel.run"]
        for account in accounts:
            runs |= self._sync(account)
        return runs._notification()

    @api.model
    def _sync(self, account):
        """Read the stock of one account. Whatever Amazon does ends in the run, never in an exception.

        :return: the amazon.channel.run; empty when Amazon sends nothing for it, or somebody else is at it
        """
        self, account = self._importer(account)
        run = self.env["amazon.channel.run"]
        channels = self._channels(account)
        if not channels:
            return run
        with self._alone("sync_fba_stock", account) as alone:
            if not alone:
                return run
            run = run._start("sync_fba_stock", account)
            try:
                with self._calling(account, run) as client:
                    for channel in channels:
                        self._read_channel(client, channel, run)
            except AmazonError as error:
                self._end_with_error(account, run, error)
            except TRANSIENT_ERRORS:
                self.env.cr.rollback()
                run._end("done", self.env._("Somebody else changed the same records; the next run reads them anew."))
            except Exception as error:  # noqa: BLE001 - our own mistake must not stop the other accounts
                self._log_surprise(f"Sync FBA Stock of account {account.id}", error)
                self._end_with_error(account, run, AmazonError(type(error).__name__, operation="getInventorySummaries"))
            else:
                run._end("done")
            self.env["ir.cron"]._commit_progress()
        return run

    @api.model
    def _channels(self, account):
        """The channels of an account in which Amazon sends something."""
        by_amazon = [
            ("account_id", "=", account.id),
            ("fulfillment_channel", "=", "amazon"),
            ("state", "!=", "gone"),
            ("channel_id.active", "=", True),
        ]
        groups = self.env["amazon.channel.listing"]._read_group(by_amazon, ["channel_id"])
        return self.env["amazon.channel"].union(*(channel for (channel,) in groups))

    def _read_channel(self, client, channel, run):
        """Read all pages of one channel, then compare with Odoo.

        :raises AmazonError: see `get_inventory_summaries`
        """
        stocks, marketplace = self.env["amazon.channel.fba.stock"], channel.marketplace_id.amazon_ref
        token = None
        for _page in range(MAX_PAGES):
            self.env["ir.cron"]._commit_progress()
            page = self._ask(client, marketplace, token)
            found = read_fba_stocks(page)
            run._count(fetched=len(found), changed=stocks._store(channel, found))
            token = next_page_token(page)
            if not token:
                break
        stocks._compare(channel)

    @staticmethod
    def _ask(client, marketplace, token):
        """One page; waits for the quota if that takes a moment only.

        :raises AmazonError: see `get_inventory_summaries`
        """
        while True:
            try:
                return get_inventory_summaries(client, marketplace, next_token=token)
            except ThrottledError as error:
                if error.http_status or error.retry_after > MAX_PAUSE:
                    raise
                time.sleep(error.retry_after)

    def _end_with_error(self, account, run, error):
        """Write down in the run how Amazon ended it; a run that was throttled goes on by itself."""
        self.env.cr.rollback()
        throttled = isinstance(error, ThrottledError)
        if isinstance(error, AuthorizationError) and error.cause != "denied":
            account._authorization_lost(error)
        elif throttled:
            retry_at = fields.Datetime.now() + timedelta(seconds=(error.retry_after or 60) + 1)
            self.env.ref("amazon_channel.ir_cron_sync_fba_stock").sudo()._trigger(at=retry_at)
        run._end("throttled" if throttled else "failed", account._error_in_words(error), error.request_id)
