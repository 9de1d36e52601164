from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..mapping.errors import DocumentError
from ..mapping.listing import read_listing
from ..sp_api.errors import NotFoundError
from ..sp_api.listings import MAX_IDENTIFIERS, get_listings_item, search_listings_items

# When Amazon is looked at after it has accepted something; after the last look a person hears of it.
CHECK_AFTER = [timedelta(minutes=minutes) for minutes in (5, 10, 30, 75)]
# More than so many listings are read back by the report of all listings: fifty calls take ten seconds, it minutes.
REPORT_FROM = 1000
REPEAT_AFTER = timedelta(hours=1)  # what somebody changes at Amazon again and again
REPORT_WAIT = timedelta(minutes=20)
MAX_ATTEMPTS = 2  # of the same figure that Amazon accepts and does not show


class AmazonChannelOfferConfirm(models.AbstractModel):
    """Done means shown: what was accepted is read back, and what Amazon does not show in time becomes an issue."""

    _name = "amazon.channel.offer.confirm"
    _description = "Confirm Quantities and Prices"

    # -- Comparing ---------------------------------------------------------------------------------------------

    def _notice_shown(self, channel):
        """What listings have shown since it was accepted is confirmed, by whomever they were read.

        The report of all listings writes what differs only: what it was asked for afterwards and left as it was, it has
        shown as well.

        :return: how many are
        """
        self.env.flush_all()
        count = 0
        for kind in ("quantity", "price"):
            self.env.cr.execute(
                SQL(
                    """UPDATE amazon_channel_offer o
                          SET state = 'confirmed', confirmed_at = s.seen_at, check_at = NULL, repeats = 0, note = NULL
                         FROM amazon_channel_listing l JOIN amazon_channel c ON c.id = l.channel_id,
                      LATERAL (SELECT GREATEST(%(seen_at)s, CASE WHEN %(seen_at)s IS NOT NULL AND l.state != 'gone'
                                                                 THEN c.listings_imported_at END) AS seen_at) s
                        WHERE l.id = o.listing_id AND o.channel_id = %(channel)s AND o.kind = %(kind)s
                          AND o.state IN ('sent', 'not_shown') AND s.seen_at > o.sent_at AND %(is_shown)s""",
                    channel=channel.id,
                    kind=kind,
                    is_shown=self._is_shown_sql(kind),
                    seen_at=SQL.identifier("l", f"{kind}_confirmed_at"),
                )
            )
            count += self.env.cr.rowcount
        self.env["amazon.channel.offer"].invalidate_model()
        return count

    def _notice_drift(self, channel):
        """What Amazon has shown once and shows differently now was changed there: it is told again.

        Amazon itself takes off what it sells, before Odoo hears of the order. So a quantity is raised only when all
        orders up to the moment at which Amazon showed it are here. It is told again once an hour at most.
        """
        self.env.flush_all()
        for kind in ("quantity", "price"):
            seen, seen_at = (SQL.identifier("l", f"{kind}_{name}") for name in ("confirmed", "confirmed_at"))
            orders = SQL("(%s > o.value OR a.orders_cursor IS NULL OR a.orders_cursor >= %s)", seen, seen_at)
            self.env.cr.execute(
                SQL(
                    """UPDATE amazon_channel_offer o SET state = 'to_send', must_send = TRUE
                         FROM amazon_channel_listing l JOIN amazon_channel_account a ON a.id = l.account_id
                        WHERE l.id = o.listing_id AND o.channel_id = %s AND o.kind = %s AND o.state = 'confirmed'
                          AND %s > o.confirmed_at AND NOT %s AND o.sent_at < %s AND %s""",
                    channel.id,
                    kind,
                    seen_at,
                    self._is_shown_sql(kind),
                    fields.Datetime.now() - REPEAT_AFTER,
                    orders if kind == "quantity" else SQL("TRUE"),
                )
            )
        self.env["amazon.channel.offer"].invalidate_model()

    # -- Reading back ------------------------------------------------------------------------------------------

    def _check_domain(self):
        return Domain("state", "=", "sent") & Domain("check_at", "<=", fields.Datetime.now())

    def _read_back(self, client, channel, run):
        """Ask Amazon what it shows of the listings whose time has come.

        :return: False when the cron's time ran out
        :raises AmazonError: Amazon cannot be asked at present
        """
        offers = self.env["amazon.channel.offer"]
        due = Domain("channel_id", "=", channel.id) & self._check_domain()
        listings = [listing for (listing,) in offers._read_group(due, ["listing_id"], limit=REPORT_FROM + 1)]
        if len(listings) > REPORT_FROM:
            self._ask_for_report(channel, offers.search(due))
            return True
        for start in range(0, len(listings), MAX_IDENTIFIERS):
            some = offers.listing_id.browse([one.id for one in listings[start : start + MAX_IDENTIFIERS]])
            self._look_at(client, channel, some)
            run._count(confirmed=self._notice_shown(channel))
            self._plan_next(offers.search(due & Domain("listing_id", "in", some.ids)))
            if not self.env["ir.cron"]._commit_progress():
                return False
        return True

    def _ask_for_report(self, channel, offers):
        """Have the report of all listings fetched: one look at them all. While it is made, they wait for it."""
        making = [("channel_id", "=", channel.id), ("purpose", "=", "listings"), ("is_open", "=", True)]
        if self.env["amazon.channel.document"].search_count(making, limit=1):
            offers.check_at = fields.Datetime.now() + REPORT_WAIT
        else:
            self._plan_next(offers, REPORT_WAIT)
            if offers.filtered("check_at"):
                self.env["amazon.channel.listing.import"]._request(channel)
        self.env["ir.cron"]._commit_progress()

    def _look_at(self, client, channel, listings):
        """Store what Amazon shows of these listings."""
        seller, marketplace = channel.account_id.selling_partner_id, channel.marketplace_id.amazon_ref
        locale = channel.language_code or None
        skus = listings.mapped("sku")
        self.env["ir.cron"]._commit_progress()
        documents = []
        together = [sku for sku in skus if "," not in sku]
        if together:
            answer = self._patiently(
                search_listings_items,
                client,
                seller,
                [marketplace],
                identifiers=together,
                identifiers_type="SKU",
                issue_locale=locale,
            )
            documents += answer["items"]
        for sku in set(skus) - set(together):
            try:
                documents.append(
                    self._patiently(get_listings_item, client, seller, sku, [marketplace], issue_locale=locale)
                )
            except NotFoundError:
                continue
        items = []
        for document in documents:
            try:
                items.append(read_listing(document, marketplace))
            except DocumentError:
                # What cannot be read proves nothing.
                continue
        sync = self.env["amazon.channel.listing.sync"]
        sync._store(channel, items)
        read = {document["sku"] for document in documents}
        sync._store_missing(channel, [sku for sku in skus if sku not in read])

    def _plan_next(self, offers, wait=timedelta()):
        """Look again later at what is not shown yet, after `wait` at the earliest."""
        now = fields.Datetime.now()
        for checks, same in offers.grouped(lambda offer: offer.checks + 1).items():
            if checks < len(CHECK_AFTER):
                same.write({"checks": checks, "check_at": now + max(wait, CHECK_AFTER[checks])})
            else:
                self._end_looks(same)

    def _end_looks(self, offers):
        """What Amazon has not shown in all looks is told again, once."""
        offers.check_at = False
        # Amazon shows no price of what is not for sale; the hourly look tells when it is.
        silent = offers.filtered(lambda offer: offer.kind == "quantity" or offer.listing_id.state == "active")
        for repeats, same in silent.grouped(lambda offer: offer.repeats + 1).items():
            same.write({"repeats": repeats, "state": "not_shown"})
            if repeats < MAX_ATTEMPTS:
                same.write({"state": "to_send", "must_send": True})
                self._wake(set(same.mapped("kind")))

    def _wake_for_checks(self, channel):
        """Have the next look taken in time."""
        waiting = Domain("channel_id", "=", channel.id) & Domain("state", "=", "sent") & Domain("check_at", "!=", False)
        first = self.env["amazon.channel.offer"].search(waiting, order="check_at", limit=1)
        if first:
            self._wake({first.kind}, first.check_at + timedelta(seconds=1))
