from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..sp_api.errors import AmazonError
from .amazon_channel_operation import TRANSIENT_ERRORS

CRONS = {"quantity": "ir_cron_sync_inventory", "price": "ir_cron_sync_prices"}
OPERATIONS = {"quantity": "sync_inventory", "price": "sync_prices"}
COMPUTERS = {"quantity": "amazon.channel.stock.compute", "price": "amazon.channel.price.compute"}
SWITCHES = {"quantity": "sends_quantities", "price": "sends_prices"}


class AmazonChannelOfferSync(models.AbstractModel):
    """Sync Inventory and Sync Prices: compute, find what differs, judge, send, and read back what Amazon shows.

    Channel by channel, one process at a time. Nothing is open while Amazon is being asked; what is about to be told is
    committed before each call and what became of it before the next one. After a crash what was being told is told
    again, with the figure of that moment: telling the same twice is harmless. An old figure after a newer one is not,
    so what is in a feed waits until the feed has ended.
    """

    _name = "amazon.channel.offer.sync"
    _inherit = [
        "amazon.channel.operation",
        "amazon.channel.offer.find",
        "amazon.channel.offer.breaker",
        "amazon.channel.offer.send",
        "amazon.channel.offer.feed",
        "amazon.channel.offer.confirm",
        "amazon.channel.offer.alarm",
    ]
    _description = "Sync Quantities and Prices"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_sync_inventory(self):
        self._cron_sync("quantity")

    @api.model
    def _cron_sync_prices(self):
        self._cron_sync("price")

    def _cron_sync(self, kind):
        channels = self.env["amazon.channel"].search([("account_id.state", "=", "connected")])
        for channel in channels:
            self._sync(channel, kind)
            if not self.env["ir.cron"]._commit_progress():
                # The rest has its turn at the next time, the first ones later.
                self._wake({kind})
                return

    @api.model
    def _sync_and_notify(self, channels, kind):
        """Button: send what is due now, or show in shadow mode what would be.

        :return: a notification that says what happened
        """
        runs = self.env["amazon.channel.run"]
        for channel in channels:
            runs |= self._sync(channel, kind)
        return runs._notification()

    @api.model
    def _wake(self, kinds, at=None):
        """Have the figures of these kinds sent soon, or at a time."""
        for kind in kinds:
            cron = self.env.ref(f"amazon_channel.{CRONS[kind]}", raise_if_not_found=False)
            if cron:
                cron.sudo()._trigger(at=at)

    # -- One channel -------------------------------------------------------------------------------------------

    @api.model
    def _sync(self, channel, kind):
        """Bring the quantities or the prices of `channel` to Amazon.

        Whatever Amazon does ends on the offers and in the run, never in an exception.

        :return: the amazon.channel.run; empty when there was nothing to do or somebody else is at it
        """
        self, account = self._importer(channel.account_id)
        channel = channel.with_env(account.env)
        run = self.env["amazon.channel.run"]
        if account.state != "connected":
            return run
        with self._alone("sync_offers", channel) as alone:
            # Whoever had the lock before may have done it all: that is seen in a new transaction only.
            self.env["ir.cron"]._commit_progress()
            if not alone:
                self._wake({kind}, fields.Datetime.now() + timedelta(minutes=1))
                return run
            try:
                run = self._sync_alone(channel, kind)
            except TRANSIENT_ERRORS:
                # Somebody changed the same listing meanwhile: begin again with what is there now.
                self.env.cr.rollback()
                self._wake({kind})
            self.env["ir.cron"]._commit_progress()
        return run

    def _sync_alone(self, channel, kind):
        problem = self._compute(channel, kind)
        self._take_stock(channel)
        self.env["ir.cron"]._commit_progress()
        run = self.env["amazon.channel.run"]
        if not problem and not self._has_work(channel, kind):
            self._close_alarms(channel)
            return run
        run = run._start(OPERATIONS[kind], channel.account_id, channel)
        if problem:
            run._end("failed", problem)
            return run
        held = 0
        if channel[SWITCHES[kind]] or channel.mode != "live":
            changed, held = self._prepare(channel, kind)
            run._count(changed=changed)
            self.env["ir.cron"]._commit_progress()
        if channel.mode == "live":
            self._talk(channel, run)
        else:
            run._end("done", self.env._("Shadow: nothing is sent. The channel shows what would be."))
        self._count_waiting(channel, kind, run)
        if held:
            run.message = " ".join(filter(None, [run.message, self.env._("%s changes wait for approval.", held)]))
        self.env["amazon.channel.issue"]._apart(lambda: self._alarm(channel), f"Issues of channel {channel.id}")
        return run

    def _compute(self, channel, kind):
        """Have Odoo's figures computed.

        :return: what went wrong, in words; False when nothing did
        """
        if COMPUTERS[kind] not in self.env:
            return False
        try:
            self.env[COMPUTERS[kind]]._compute_marked(channel)
        except TRANSIENT_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - the mistake of one channel must not stop the others
            self.env.cr.rollback()
            self._log_surprise(f"Computing figures ({kind}) of channel {channel.id}", error)
            return self.env._("A technical error (%s) stopped the computation; the log has it.", type(error).__name__)
        return False

    def _take_stock(self, channel):
        """Look at what was under way: told by a process that died, stuck in a feed, shown by Amazon, changed there."""
        offers = self.env["amazon.channel.offer"]
        lost = offers.search([("channel_id", "=", channel.id), ("state", "=", "calling")])
        lost.write({"state": "to_send", "must_send": True})
        self._notice_stuck_feeds(channel)
        self._notice_shown(channel)
        self._notice_drift(channel)

    def _has_work(self, channel, kind):
        """Whether there is anything to send, to show or to look after."""
        offers = self.env["amazon.channel.offer"]
        here = Domain("channel_id", "=", channel.id)
        if channel.mode == "live":
            if offers.search_count(here & (Domain("state", "=", "to_send") | self._check_domain()), limit=1):
                return True
            open_batch = Domain("kind", "=", kind) & Domain("state", "in", ("waiting", "preview"))
        else:
            # A preview that has become empty is emptied once.
            open_batch = Domain("kind", "=", kind) & (
                Domain("state", "=", "waiting") | Domain("state", "=", "preview") & Domain("line_count", ">", 0)
            )
        if self.env["amazon.channel.offer.batch"].search_count(here & open_batch, limit=1):
            return True
        wanted = channel.mode != "live" or channel[SWITCHES[kind]]
        return wanted and self._has_due(channel, kind)

    # -- With Amazon -------------------------------------------------------------------------------------------

    def _talk(self, channel, run):
        """Send what is ready and read back what is due, and end the run."""
        try:
            finished = self._call_amazon(channel, run)
        except AmazonError as error:
            self._end_with_error(channel, run, error)
        except TRANSIENT_ERRORS:
            self.env.cr.rollback()
            self._wake(OPERATIONS)
            run._end("done", self.env._("Somebody else changed the same records; the rest follows at once."))
        except Exception as error:  # noqa: BLE001 - our own mistake must not stop the other channels
            self.env.cr.rollback()
            self._log_surprise(f"Sync offers of channel {channel.id}", error)
            self._end_with_error(channel, run, AmazonError(type(error).__name__, operation="patchListingsItem"))
        else:
            self.env["amazon.channel.issue"]._close(channel, "access_denied")
            run._end("done", not finished and self.env._("Not all was done in time; the rest follows at once."))
            if not finished:
                self._wake(OPERATIONS)
            self._wake_for_checks(channel)

    def _call_amazon(self, channel, run):
        """:return: False when the cron's time ran out"""
        if self._queue_feed_of_many(channel, run):
            self.env["ir.cron"]._commit_progress()
        offers = self.env["amazon.channel.offer"]
        ready = Domain("channel_id", "=", channel.id) & (Domain("state", "=", "to_send") | self._check_domain())
        if not offers.search_count(ready, limit=1):
            return True
        self.env["ir.cron"]._commit_progress()
        with self._calling(channel.account_id, run) as client:
            return self._send_few(client, channel, run) and self._read_back(client, channel, run)

    def _end_with_error(self, channel, run, error):
        """Write down in the run how Amazon ended it, and when it is asked again."""
        self.env.cr.rollback()
        denied = self.env._("Amazon does not let %(channel)s change its listings.", channel=channel.name)
        if retry_at := self._end_run_with_error(channel, run, error, "access_denied", denied):
            self._wake(OPERATIONS, retry_at)
        self.env["ir.cron"]._commit_progress()

    def _count_waiting(self, channel, kind, run):
        waiting = Domain("channel_id", "=", channel.id) & Domain("kind", "=", kind)
        waiting &= Domain("state", "in", ("to_send", "stopped", "feed", "sent"))
        run._count(waiting=self.env["amazon.channel.offer"].search_count(waiting))
