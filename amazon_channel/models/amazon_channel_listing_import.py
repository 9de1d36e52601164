from psycopg2 import errors as pg_errors

from odoo import api, models
from odoo.tools import SQL

from ..mapping.errors import DocumentError
from ..mapping.listings_report import LISTINGS_REPORT, read_listings_report

WRITE_SIZE = 500  # listings with a new line in their history, in one transaction
LINK_SIZE = 20_000
SHOWN_SKUS = 10


class AmazonChannelListingImport(models.AbstractModel):
    """Import Listings: from the report of all listings (GET_MERCHANT_LISTINGS_ALL_DATA) into the listings of a channel.

    The report is read into a table of the session, and goes into the listings 5,000 lines at a time, each batch a
    transaction of its own. All of it can be done again: what is as the report says is not written, so that whoever is
    killed in between only loses time.
    """

    _name = "amazon.channel.listing.import"
    _inherit = "amazon.channel.operation"
    _description = "Import Amazon Listings"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_import_listings(self):
        """Ask for the report of every channel in use."""
        channels = self.env["amazon.channel"].search([("account_id.state", "=", "connected")])
        self._request(channels)

    @api.model
    def _request(self, channels):
        """Ask for the report of each channel, unless Amazon is making one already.

        :return: the amazon.channel.document records, open
        """
        documents = self.env["amazon.channel.document"].sudo()
        waiting = [("channel_id", "in", channels.ids), ("purpose", "=", "listings"), ("is_open", "=", True)]
        found = documents.search(waiting)
        for channel in channels - found.channel_id:
            found |= documents._queue_report(channel.account_id, "listings", LISTINGS_REPORT, channel=channel)
        return found

    # -- The report --------------------------------------------------------------------------------------------

    @api.model
    def _report_finished(self, document, file, charset):
        """Put Amazon's report into the listings. Commits in between: all of it can be done again.

        :param document: amazon.channel.document, one record
        :param file: binary file, or None when there is no report: Amazon had nothing, or failed
        :raises DocumentError: nothing in it can be read
        """
        self, _account = self._importer(document.account_id)
        document = document.with_env(self.env)
        channel = document.channel_id
        with self._alone("listings", channel) as alone:
            if not alone:
                # They are being synced: in a minute.
                raise pg_errors.LockNotAvailable()
            self.env["ir.cron"]._commit_progress()
            run = self.env["amazon.channel.run"]._start("import_listings", document.account_id, channel)
            try:
                if file is not None or document.state == "done":
                    self._import(document, file, charset, run)
                else:
                    self._end_without(channel, document, run)
            except Exception as error:
                self.env.cr.rollback()
                words = error if isinstance(error, DocumentError) else type(error).__name__
                run._end("failed", self.env._("The report could not be imported: %s", words))
                self.env["ir.cron"]._commit_progress()
                raise

    def _end_without(self, channel, document, run):
        """Amazon gave up, or its report cannot be read: the document has an issue that says why."""
        channel.listings_problem = document.note
        run._end("failed", document.note)

    def _import(self, document, file, charset, run):
        """Bring the listings of the channel up to the report.

        :raises DocumentError: it has no column for the SKU, or no end
        """
        channel, made_at = document.channel_id, document.sent_at
        if channel.listings_imported_at and made_at < channel.listings_imported_at:
            run._end("done", self.env._("A later report has been imported already: this one is left aside."))
            return
        stage = self.env["amazon.channel.listing.stage"]
        with stage._stage():
            report = read_listings_report(file, charset) if file is not None else None
            count = stage._fill(report or (), channel.currency_id)
            skipped = report.skipped if report else 0
            run._count(fetched=count)
            for bounds in stage._batches():
                self._write_batch(channel, made_at, bounds, run)
            vanished = self._settle_vanished(channel, made_at, count, skipped, run)
        self._link_unlinked(channel, run)
        channel.write({"listings_imported_at": made_at, "listings_problem": False, "listings_vanished_count": vanished})
        words = skipped and self.env._("%(count)s lines of it cannot be read and were left out.", count=skipped)
        if vanished:
            words = " ".join(filter(None, (words, self._vanished_in_words(channel, vanished))))
        run._end("done", words)

    def _write_batch(self, channel, made_at, bounds, run):
        """Insert, update and note in the history what these lines of the report say; commit."""
        stage = self.env["amazon.channel.listing.stage"]
        listings = self.env["amazon.channel.listing"]
        self.env["ir.cron"]._commit_progress()
        changed = self._write_tracked(stage._tracked_changes(channel, made_at, bounds))
        listings.flush_model()
        changed |= set(stage._update(channel, made_at, bounds))
        new = stage._insert_new(channel, bounds)
        listings.invalidate_model(flush=False)
        run._count(new=new, changed=len(changed))
        self.env["ir.cron"]._commit_progress()

    def _write_tracked(self, changes):
        """Write by the ORM what a listing's history tells; they are few. Commits in between.

        :param list changes: pairs of id and values
        :return: set of the ids
        """
        listings = self.env["amazon.channel.listing"]
        for start in range(0, len(changes), WRITE_SIZE):
            for listing_id, vals in changes[start : start + WRITE_SIZE]:
                listing = listings.browse(listing_id)
                if vals["state"] == listing.state:
                    vals.pop("amazon_status")
                else:
                    vals["is_buyable"] = vals["state"] == "active"
                    vals["is_discoverable"] = vals["is_buyable"] and listing.is_discoverable
                listing.with_context(tracking_disable=listing.state == "draft" and not listing.product_id).write(vals)
            self.env["ir.cron"]._commit_progress()
            listings.invalidate_model(flush=False)
        return {listing_id for listing_id, _vals in changes}

    # -- What is not in it -------------------------------------------------------------------------------------

    def _settle_vanished(self, channel, made_at, count, skipped, run):
        """Mark what the report has no longer; nothing, and tell a person, when that is hard to believe.

        :param int count: SKUs in the report
        :param int skipped: lines of it that cannot be read
        :return: how many are missing and not marked
        """
        issues = self.env["amazon.channel.issue"]
        vanished = self.env["amazon.channel.listing.stage"]._vanished_sql(channel, made_at)
        self.env["amazon.channel.listing"].flush_model()
        number = self.env.execute_query(SQL("SELECT count(*) %s", vanished))[0][0]
        confirmed = channel.listings_vanish_confirmed
        if number > count - run.new_count and not confirmed:
            # More than half of what was there: rather half a report than half a shop.
            self._tell_vanished(channel, number, count)
            return number
        if number and skipped and not confirmed:
            # They may stand in the lines that cannot be read: Amazon is asked for each of them.
            self.env.cr.execute(
                SQL(
                    "UPDATE amazon_channel_listing SET is_to_sync = TRUE WHERE is_to_sync IS NOT TRUE "
                    "AND id IN (SELECT l.id %s)",
                    vanished,
                )
            )
            self.env["amazon.channel.listing"].invalidate_model(["is_to_sync"], flush=False)
        elif number:
            self._mark_vanished(vanished)
            run._count(missing=number)
        if confirmed:
            channel.listings_vanish_confirmed = False
        issues._close(channel, "listings_vanished")
        return 0

    def _mark_vanished(self, vanished):
        listings = self.env["amazon.channel.listing"]
        while ids := self.env.execute_query(SQL("SELECT l.id %s ORDER BY l.id LIMIT %s", vanished, WRITE_SIZE)):
            listings.browse([row[0] for row in ids])._mark_gone()
            listings.flush_model()
            self.env["ir.cron"]._commit_progress()
            listings.invalidate_model(flush=False)

    def _tell_vanished(self, channel, number, count):
        """Open the issue that asks whether so many listings are really gone."""
        name = self.env._(
            "%(number)s listings of %(channel)s are not in Amazon's report", number=number, channel=channel.name
        )
        fix = self.env._(
            "Amazon's report has %(count)s listings, and more than that would be gone. Perhaps the report is not "
            "whole, so none of them was marked. If the next import is as it was, this closes by itself. If you have "
            "deleted them, press Confirm Vanished Listings on the channel.",
            count=count,
        )
        self.env["amazon.channel.issue"]._open(channel, "listings_vanished", name, fix)

    def _vanished_in_words(self, channel, number):
        return self.env._(
            "%(number)s listings are not in the report; because they are so many, they are not marked as gone. See "
            "the issue of %(channel)s.",
            number=number,
            channel=channel.name,
        )

    # -- Linking -----------------------------------------------------------------------------------------------

    def _link_unlinked(self, channel, run):
        """Look for the products of the listings that have none, 20,000 at a time; commit."""
        last = 0
        self.env["ir.cron"]._commit_progress()
        unlinked = [("channel_id", "=", channel.id), ("product_id", "=", False), ("state", "!=", "gone")]
        while listings := self.env["amazon.channel.listing"].search(
            [*unlinked, ("id", ">", last)], limit=LINK_SIZE, order="id"
        ):
            last = listings[-1].id
            run._count(linked=self.env["amazon.channel.listing.sync"]._link(listings))
            self.env["ir.cron"]._commit_progress()
