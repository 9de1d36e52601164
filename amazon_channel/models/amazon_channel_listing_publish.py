import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..mapping.errors import DocumentError
from ..mapping.listing import read_listing
from ..sp_api.errors import AmazonError, AuthorizationError, ThrottledError
from .amazon_channel_operation import TRANSIENT_ERRORS

MAX_PAUSE = 2  # seconds; a longer wait for the quota ends the run
MAX_FAILURES = 3  # in a row: Amazon is not there, the others need not be tried now


class AmazonChannelListingPublish(models.AbstractModel):
    """Publish Listings: from a listing in Odoo to one that Amazon shows, step by step.

    Each step reads from the publications what is to do and commits what came of it, so that a process may be killed
    between any two lines. No transaction is open while Amazon is asked. Before a put of unknown fate is repeated, the
    listing is looked up.
    """

    _name = "amazon.channel.listing.publish"
    _inherit = [
        "amazon.channel.operation",
        "amazon.channel.listing.publish.check",
        "amazon.channel.listing.publish.send",
    ]
    _description = "Publish Amazon Listings"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_publish_listings(self):
        """Check, send and follow what is due, channel by channel."""
        publications = self.env["amazon.channel.publication"]
        for (channel,) in publications._read_group(publications._due_domain(), ["channel_id"]):
            self._publish(channel)

    @api.model
    def _publish_and_notify(self, channels):
        """Button: do now what is due.

        :return: a notification that says what happened
        """
        runs = self.env["amazon.channel.run"]
        for channel in channels:
            runs |= self._publish(channel)
        return runs._notification()

    @api.model
    def _publish(self, channel):
        """Bring all that is due of `channel` as far as Amazon lets it.

        Whatever Amazon does ends in the publications and the run, never in an exception.

        :return: the amazon.channel.run; empty when there was nothing to do or somebody else is at it
        """
        self, account = self._importer(channel.account_id)
        channel = channel.with_env(account.env)
        run = self.env["amazon.channel.run"]
        due = Domain("channel_id", "=", channel.id) & self.env["amazon.channel.publication"]._due_domain()
        if not self.env["amazon.channel.publication"].search_count(due, limit=1):
            return run
        with self._alone("publish_listings", channel) as alone:
            if not alone:
                soon = fields.Datetime.now() + timedelta(minutes=1)
                self.env["amazon.channel.publication"]._wake(soon)
                return run
            run = run._start("publish_listings", account, channel)
            try:
                finished = self._take_steps(channel, run)
            except AmazonError as error:
                self._end_with_error(channel, run, error)
            except TRANSIENT_ERRORS:
                # Somebody changed the same publication meanwhile: begin again with what is there now.
                self.env.cr.rollback()
                self.env["amazon.channel.publication"]._wake()
                run._end("done", self.env._("Somebody else changed the same records; the rest follows at once."))
            except Exception as error:  # noqa: BLE001 - our own mistake must not stop the other channels
                self._log_surprise(f"Publish Listings of channel {channel.id}", error)
                self._end_with_error(channel, run, AmazonError(type(error).__name__, operation="putListingsItem"))
            else:
                self.env["amazon.channel.issue"]._close(channel, "access_denied")
                run._end("done", not finished and self.env._("Not all was done in time; the rest follows at once."))
                if not finished:
                    self.env["amazon.channel.publication"]._wake()
            self._conclude(channel, run)
        return run

    def _take_steps(self, channel, run):
        """All steps, in the sequence in which a publication goes through them.

        :return: False when the cron's time ran out
        :raises AmazonError: nothing can be asked or sent at present
        """
        self.env["ir.cron"]._commit_progress()
        with self._calling(channel.account_id, run) as client:
            steps = (self._build_all, self._match_all, self._restrict_all, self._preview_all)
            steps += (self._look_up_unsure, self._send_all, self._follow_all)
            return all(step(client, channel, run) for step in steps)

    def _conclude(self, channel, run):
        """Count what waits, and tell people what needs them."""
        waiting = [("channel_id", "=", channel.id), ("state", "in", ("to_check", "to_send", "feed", "sent"))]
        run._count(waiting=self.env["amazon.channel.publication"].search_count(waiting))
        self.env["ir.cron"]._commit_progress()
        issues = self.env["amazon.channel.issue"]
        refresh = self.env["amazon.channel.publication.issue"]._refresh
        issues._apart(lambda: refresh(channel), f"Issues of publications of channel {channel.id}")

    # -- What the steps share ----------------------------------------------------------------------------------

    def _due(self, channel, domain, limit):
        """The next publications of a channel to work on, oldest first."""
        publications = self.env["amazon.channel.publication"]
        due = Domain("channel_id", "=", channel.id) & publications._due_domain()
        return publications.search(due & Domain(domain), order="id", limit=limit)

    def _commit(self, remaining=0):
        """Commit what was done.

        :return: whether the cron has time left
        """
        self.env.flush_all()
        return bool(self.env["ir.cron"]._commit_progress(remaining and 1))

    def _patiently(self, operation, *args, **options):
        """Call Amazon without a transaction open; wait for the quota if that takes a moment only.

        :raises ThrottledError: it takes longer, or Amazon itself refused the call
        """
        self.env["ir.cron"]._commit_progress()
        while True:
            try:
                return operation(*args, **options)
            except ThrottledError as error:
                if error.http_status or error.retry_after > MAX_PAUSE:
                    raise
                time.sleep(error.retry_after)

    def _trying(self, publications, call):
        """Make a call about some publications; what comes instead of an answer is noted on them.

        :param call: function without arguments
        :return: its answer, or None when the call failed and others may be tried
        :raises AmazonError: no other call can be made now either
        """
        try:
            return call()
        except (AuthorizationError, ThrottledError):
            raise
        except AmazonError as error:
            self.env.cr.rollback()
            account = publications.account_id
            unsure = any(publications.mapped("ask_first"))
            publications._postpone(account._error_in_words(error), error.retry_after, error.request_id, unsure)
            self._commit()
            failures = self.env.context.get("amazon_channel_failures")
            if failures is not None:
                failures.append(error)
                if len(failures) >= MAX_FAILURES:
                    raise
            return None

    def _look_up(self, client, channel, publications):
        """What Amazon shows of the SKUs of these publications, at most 20, stored on their listings.

        :return: dict SKU -> ListingData; a SKU that Amazon does not have is not in it
        :raises AmazonError: see `search_listings_items`
        """
        sync, skus = self.env["amazon.channel.listing.sync"], publications.mapped("sku")
        # A comma would end the SKU in a list of SKUs.
        listed = [sku for sku in skus if "," not in sku]
        documents = sync._ask(client, channel, identifiers=listed, identifiers_type="SKU")["items"] if listed else []
        for sku in set(skus) - set(listed):
            documents += sync._get_one(client, channel, sku)
        items = {}
        for document in documents:
            try:
                item = read_listing(document, channel.marketplace_id.amazon_ref)
            except DocumentError:
                continue  # what cannot be read proves nothing
            items[item.sku] = item
        sync._store(channel, [items[sku] for sku in skus if sku in items])
        answered = {document["sku"] for document in documents}
        if missing := [sku for sku in skus if sku not in answered]:
            sync._store_missing(channel, missing)
        return items

    # -- Ends that are not good ends ---------------------------------------------------------------------------

    def _end_with_error(self, channel, run, error):
        """Write down in the run how Amazon ended it, and when it is asked again."""
        self.env.cr.rollback()
        denied = self.env._("Amazon does not let %(channel)s publish listings.", channel=channel.name)
        if retry_at := self._end_run_with_error(channel, run, error, "access_denied", denied):
            self.env["amazon.channel.publication"]._wake(retry_at)
        elif error.cause == "denied":
            self._put_off(channel, run.message)

    def _put_off(self, channel, words):
        """Amazon shuts us out: what is due is tried again in an hour, not every ten minutes."""
        publications = self._due(channel, [], None)
        publications.write({"next_attempt_at": fields.Datetime.now() + timedelta(hours=1), "note": words})
