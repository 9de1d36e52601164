from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain

from ..sp_api.errors import AmazonError, RequestError, ThrottledError
from ..sp_api.listings import MAX_IDENTIFIERS, MAX_RESULTS
from ..sp_api.pages import next_page_token
from .amazon_channel_operation import TRANSIENT_ERRORS

OVERLAP = timedelta(minutes=5)  # Amazon may list a change a little late
TOKEN_LIFE = timedelta(hours=12)
MAX_CALLS = 200  # of one run and channel: 40 seconds at Amazon's rate
LOOK_CALLS = 50  # of those, for what was not asked for the longest time
REPORT_FROM = 5000  # changed listings from which on one report costs less than pages of 20


class AmazonChannelListingSync(models.AbstractModel):
    """Sync & Link Listings: what Amazon shows of single listings (`searchListingsItems`, 20 a call).

    The rule: a channel of at most 1,000 listings is read whole, in 50 calls at most, and what is not found then is
    asked for by its SKU. Of a larger one, which Amazon does not let anybody page through, this reads what changed since
    the last time, what waits to be looked at, what has issues, and with what is left of its calls those that were not
    asked for the longest time. If more than 5,000 changed, the report of all listings is asked for instead: it is one
    download.

    No transaction is open while Amazon is asked. Each page is stored and committed together with how far it reaches,
    so that whoever is killed loses one page.
    """

    _name = "amazon.channel.listing.sync"
    _inherit = ["amazon.channel.operation", "amazon.channel.listing.ask", "amazon.channel.listing.store"]
    _description = "Sync Amazon Listings"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_sync_listings(self):
        """Sync every channel of a connected account."""
        channels = self.env["amazon.channel"].search([("account_id.state", "=", "connected")])
        self.env["ir.cron"]._commit_progress(remaining=len(channels))
        for channel in channels:
            self._sync(channel)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _sync(self, channel, listings=None):
        """Read from Amazon what is due of a channel, or these listings of it only.

        Whatever Amazon does ends in the run, never in an exception.

        :return: the amazon.channel.run; empty when somebody else is at the channel's listings
        """
        self, account = self._importer(channel.account_id)
        channel = channel.with_env(self.env)
        run = self.env["amazon.channel.run"]
        with self._alone("listings", channel) as alone:
            if not alone:
                return run
            self.env["ir.cron"]._commit_progress()
            run = run._start("sync_listings", account, channel)
            skus = None if listings is None else listings.mapped("sku")
            try:
                words = self._call_amazon(channel, skus, run)
            except AmazonError as error:
                self._end_with_error(channel, run, error)
            except TRANSIENT_ERRORS:
                self.env.cr.rollback()
                self._wake()
                run._end("done", self.env._("Somebody else changed the same records; the rest follows at once."))
            except Exception as error:  # noqa: BLE001 - our own mistake must not stop the other channels
                self._log_surprise(f"Sync Listings of channel {channel.id}", error)
                self._end_with_error(channel, run, AmazonError(type(error).__name__, operation="searchListingsItems"))
            else:
                self.env["amazon.channel.issue"]._close(channel, "listings_denied")
                run._end("done", words)
            self.env["ir.cron"]._commit_progress()
        return run

    @api.model
    def _sync_and_notify(self, channels):
        """Button: sync these channels now.

        :return: a notification that says what happened
        """
        runs = self.env["amazon.channel.run"]
        for channel in channels:
            runs |= self._sync(channel)
        return runs._notification()

    def _call_amazon(self, channel, skus, run):
        """Read these SKUs, or what is due when they are None.

        :return: what is to be added to the run's words, or False
        """
        with self._calling(channel.account_id, run) as client:
            if skus is None:
                return self._read_due(client, channel, run)
            self._ask_skus(client, channel, skus, run)
            return False

    # -- What is due -------------------------------------------------------------------------------------------

    def _read_due(self, client, channel, run):
        """Read by the rule above.

        :return: what is to be added to the run's words, or False
        """
        at_amazon = Domain("channel_id", "=", channel.id) & Domain("state", "not in", ("draft", "gone"))
        count = self.env["amazon.channel.listing"].search_count(at_amazon, limit=MAX_RESULTS + 1)
        if count <= MAX_RESULTS:
            if self._read_all(client, channel, run):
                return self._ask_unseen(client, channel, at_amazon, run)
            words = self.env._("There are more listings than can be paged through: the report was asked for.")
            return self._import_instead(channel, words)
        if not channel.listings_cursor:
            if not channel.listings_imported_at:
                return self._import_instead(channel, self.env._("The report of all listings was asked for first."))
            channel.listings_cursor = channel.listings_imported_at
        if not self._read_changes(client, channel, run):
            words = self.env._("So much has changed that the report of all listings was asked for.")
            return self._import_instead(channel, words)
        return self._look(client, channel, at_amazon, run)

    def _import_instead(self, channel, words):
        """The report costs less: what changed until now will be in it."""
        self.env["amazon.channel.listing.import"]._request(channel)
        channel.write({"listings_cursor": fields.Datetime.now() - OVERLAP, **self._no_pass()})
        return words

    def _read_all(self, client, channel, run):
        """Page through all listings, by SKU; goes on where an earlier run was stopped.

        :return: False when there are more than can be paged through
        """
        now = fields.Datetime.now()
        if not channel.listings_pass_at or channel.listings_pass_at < now - TOKEN_LIFE:
            channel.write({**self._no_pass(), "listings_pass_at": now})
        while True:
            token = channel.listings_page_token or None
            try:
                answer = self._ask(client, channel, sortBy="sku", sortOrder="ASC", page_token=token)
            except RequestError:
                if not token:
                    raise
                # Expired, or not Amazon's any more: from the beginning.
                channel.write({**self._no_pass(), "listings_pass_at": fields.Datetime.now()})
                continue
            if (answer.get("numberOfResults") or 0) > MAX_RESULTS:
                return False
            self._keep(channel, answer["items"], run)
            token = next_page_token(answer)
            channel.listings_page_token = token or False
            self.env["ir.cron"]._commit_progress()
            if not token:
                return True

    def _ask_unseen(self, client, channel, at_amazon, run):
        """After all pages: ask for what was on none of them by its SKU; what is not found then is gone."""
        started = channel.listings_pass_at
        listings = self.env["amazon.channel.listing"]
        unseen = listings.search(at_amazon & (Domain("synced_at", "=", False) | Domain("synced_at", "<", started)))
        seen = listings.search_count(at_amazon) - len(unseen)
        if len(unseen) > max(seen, MAX_IDENTIFIERS):
            # More than half of the shop: rather half a list than half a shop.
            imports = self.env["amazon.channel.listing.import"]
            imports._tell_vanished(channel, len(unseen), seen)
            return self._import_instead(channel, self.env._("Most listings are missing: the report was asked for."))
        self._ask_skus(client, channel, unseen.mapped("sku"), run)
        channel.write({**self._no_pass(), "listings_cursor": started})
        return False

    def _read_changes(self, client, channel, run):
        """Read what changed since the cursor, oldest first; the cursor follows page by page.

        Each page is asked for anew from the last change that was read: what changes meanwhile moves to the end of the
        list, and would push others from one page to another. Only within the same second there are page tokens.

        :return: False when the report costs less
        """
        since, token = channel.listings_cursor - OVERLAP, None
        for _call in range(MAX_CALLS - LOOK_CALLS):
            answer = self._ask(
                client,
                channel,
                page_token=token,
                lastUpdatedAfter=since.replace(tzinfo=timezone.utc),
                sortBy="lastUpdatedDate",
                sortOrder="ASC",
            )
            if (answer.get("numberOfResults") or 0) > REPORT_FROM:
                return False
            times = self._keep(channel, answer["items"], run)
            newest, token = max(times, default=since), next_page_token(answer)
            advanced, since = newest > since, max(newest, since)
            channel.listings_cursor = max(channel.listings_cursor, since)
            self.env["ir.cron"]._commit_progress()
            if not token:
                # More than a thousand of the same second cannot be paged through.
                return advanced or (answer.get("numberOfResults") or 0) <= MAX_RESULTS
            token = None if advanced else token
        self._wake()
        return True

    def _look(self, client, channel, at_amazon, run):
        """Ask for those that wait for it, then those with issues, then those not asked for the longest time."""
        listings = self.env["amazon.channel.listing"]
        limit = LOOK_CALLS * MAX_IDENTIFIERS
        hour_ago = fields.Datetime.now() - timedelta(minutes=50)
        waiting = listings.search(at_amazon & Domain("is_to_sync", "=", True), limit=limit)
        troubled = Domain("error_count", ">", 0) | Domain("warning_count", ">", 0) | Domain("state", "=", "suppressed")
        old = Domain("synced_at", "=", False) | Domain("synced_at", "<", hour_ago)
        for domain in (at_amazon & troubled & old, at_amazon & old):
            if len(waiting) < limit:
                waiting |= listings.search(domain, order="synced_at NULLS FIRST, id", limit=limit - len(waiting))
        self._ask_skus(client, channel, waiting[:limit].mapped("sku"), run)
        return False

    @staticmethod
    def _no_pass():
        return {"listings_pass_at": False, "listings_page_token": False}

    # -- Ends --------------------------------------------------------------------------------------------------

    def _wake(self, seconds=0):
        at = fields.Datetime.now() + timedelta(seconds=seconds)
        self.env.ref("amazon_channel.ir_cron_sync_listings").sudo()._trigger(at=at)

    def _end_with_error(self, channel, run, error):
        """Write down in the run how Amazon ended it, and when it is asked again."""
        self.env.cr.rollback()
        denied = self.env._("Amazon does not let %(account)s read its listings.", account=channel.account_id.name)
        self._end_run_with_error(channel, run, error, "listings_denied", denied)
        # Whatever else it is, the next hour tries again.
        if isinstance(error, ThrottledError):
            self._wake(int(error.retry_after) + 1)
