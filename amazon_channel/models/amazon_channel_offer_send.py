import time
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..mapping.errors import DocumentError
from ..mapping.exact_json import exact_json
from ..mapping.listing_issue import read_submission
from ..mapping.listing_patch import patch_body, price_patch, quantity_patch
from ..sp_api.errors import AmazonError, AuthorizationError, RequestError, ThrottledError
from ..sp_api.listings import patch_listings_item
from .amazon_channel_offer_confirm import CHECK_AFTER
from .amazon_channel_operation import TRANSIENT_ERRORS

# patchListingsItem takes five a second, so that a hundred are told within half a minute. A feed of any size costs four
# calls, but takes minutes at Amazon, and holds back the SKUs in it meanwhile.
FEED_FROM = 100
MAX_PAUSE = 2  # seconds; a longer wait for the quota ends the run
MAX_FAILURES = 3  # in a row: Amazon is not there, the others need not be tried now
MAX_COLLISIONS = 5
ANY_PRODUCT_TYPE = "PRODUCT"
ATTRIBUTES = {"quantity": "fulfillment_availability", "price": "purchasable_offer"}


class AmazonChannelOfferSend(models.AbstractModel):
    """Tell Amazon few figures, listing by listing; and write down what Amazon answers, however it was told."""

    _name = "amazon.channel.offer.send"
    _description = "Send Quantities and Prices"

    def _send_few(self, client, channel, run):
        """Send what is ready by one call per listing.

        :return: False when the cron's time ran out
        :raises AmazonError: nothing can be sent at present
        """
        failures, skipped = 0, set()
        while offers := self._next_offers(channel, skipped):
            listing = offers.listing_id
            skipped.add(listing.id)
            body = self._take_up(offers, run)
            left = self.env["ir.cron"]._commit_progress()
            offers = offers.exists().filtered(lambda offer: offer.state == "calling")
            if not left:
                offers.state = "to_send"
                return False
            if body is None:
                continue
            try:
                self._tell(client, channel, listing, offers, body, run)
            except (AuthorizationError, ThrottledError) as error:
                # Refused without a look at it: nothing was told.
                self._note(offers, error, must_send=False)
                raise
            except AmazonError as error:
                self._note(offers, error, must_send=True)
                run._count(failed=1)
                self.env["ir.cron"]._commit_progress()
                failures += 1
                if failures >= MAX_FAILURES:
                    raise
            else:
                failures = 0
        return True

    def _next_offers(self, channel, skipped):
        """What is ready of the next listing. While many wait for their feed, nothing is."""
        offers = self.env["amazon.channel.offer"]
        if self._waits_for_feed(channel):
            return offers
        ready = [("channel_id", "=", channel.id), ("state", "=", "to_send"), ("listing_id", "not in", list(skipped))]
        first = offers.search(ready, order="kind desc, id", limit=1)
        return first and offers.search([*ready, ("listing_id", "=", first.listing_id.id)], order="kind desc, id")

    def _take_up(self, offers, run):
        """Look once more whether these may be told, and write down that they are being told.

        :return: the body of patchListingsItem, or None when there is nothing to tell
        """
        good = self._still_good(offers)
        if offers - good:
            self._put_aside(offers - good)
        patches, told = [], good.browse()
        for offer in good:
            try:
                patches.append(self._patch(offer))
            except DocumentError as error:
                self._refuse({offer.id: ("local", str(error))})
                run._count(refused=1)
            else:
                told |= offer
        if not told:
            return None
        told.write({"state": "calling", "attempted_at": fields.Datetime.now()})
        return exact_json(patch_body(told.listing_id.product_type or ANY_PRODUCT_TYPE, patches))

    def _put_aside(self, offers):
        """These changed since they were judged, or must not be told any more: the next run decides."""
        uncertain = offers.filtered(lambda offer: offer.must_send or offer.batch_id)
        uncertain.write({"state": "stopped"})
        (offers - uncertain).unlink()
        self._wake(set(uncertain.mapped("kind")) or {"quantity", "price"})

    @api.model
    def _patch(self, offer):
        """One offer as Amazon's patch.

        :raises DocumentError: it cannot be put into words
        """
        listing = offer.listing_id
        if offer.kind == "quantity":
            return quantity_patch(
                int(offer.value),
                code=listing.fulfillment_code or "DEFAULT",
                lead_time_days=listing.quantity_lead_time or None,
                restock_date=listing.quantity_restock_date or None,
            )
        prices = listing._price_offers()
        if not prices or prices[0].price != Decimal(str(offer.value)):
            raise DocumentError("malformed", "our_price", "The price of the listing is not the one that was judged.")
        return price_patch(*prices)

    def _tell(self, client, channel, listing, offers, body, run):
        """Call Amazon, and commit what it answers.

        :raises AmazonError: there is no answer about the listing
        """
        where = (channel.account_id.selling_partner_id, listing.sku, [channel.marketplace_id.amazon_ref])
        locale = channel.language_code or None
        try:
            answer = self._patiently(patch_listings_item, client, *where, body, issue_locale=locale)
            submission = read_submission(answer, channel.marketplace_id.amazon_ref)
        except RequestError as error:
            refused = {offer.id: (error.code or str(error.http_status or ""), error.message) for offer in offers}
        except DocumentError as error:
            raise AmazonError(str(error), operation="patchListingsItem") from None
        else:
            refused = _refused_by(submission, offers)
        self._surely(lambda: self._write_answer(offers, refused))
        run._count(sent=0 if refused else len(offers), refused=len(refused))
        self.env["ir.cron"]._commit_progress()

    def _write_answer(self, offers, refused):
        if refused:
            # Nothing of a refused message is done; what was not at fault is told without the rest.
            offers.filtered(lambda offer: offer.id not in refused).state = "to_send"
            self._refuse(refused)
        else:
            self._accept(offers.ids)

    @staticmethod
    def _patiently(operation, *args, **kwargs):
        """Call Amazon; wait for the quota if that takes a moment only.

        :raises ThrottledError: it takes longer, or Amazon itself refused the call
        """
        while True:
            try:
                return operation(*args, **kwargs)
            except ThrottledError as error:
                if error.http_status or error.retry_after > MAX_PAUSE:
                    raise
                time.sleep(error.retry_after)

    def _note(self, offers, error, must_send):
        """No answer: ready again; surely told again unless Amazon certainly has not looked at it."""
        self.env.cr.rollback()
        words = offers.channel_id.account_id._error_in_words(error)
        vals = {"state": "to_send", "note": words} | ({"must_send": True} if must_send else {})
        self._surely(lambda: offers.exists().write(vals))

    def _surely(self, work):
        """Write down an outcome that must not be lost because somebody else writes the same listing. Commits."""
        for attempt in range(MAX_COLLISIONS):
            try:
                work()
                self.env["ir.cron"]._commit_progress()
                return
            except TRANSIENT_ERRORS:
                self.env.cr.rollback()
                if attempt == MAX_COLLISIONS - 1:
                    raise

    # -- Answers -----------------------------------------------------------------------------------------------

    @api.model
    def _accept(self, offer_ids):
        """Amazon has accepted these: the listings say that it was sent, and Amazon is looked at soon."""
        self.env.flush_all()
        now = fields.Datetime.now()
        ids = list(offer_ids)
        for kind in ATTRIBUTES:
            self.env.cr.execute(
                SQL(
                    """UPDATE amazon_channel_listing l SET %s = o.value, %s = %s, %s = o.terms
                         FROM amazon_channel_offer o WHERE o.id = ANY(%s) AND o.kind = %s AND l.id = o.listing_id""",
                    SQL.identifier(f"{kind}_sent"),
                    SQL.identifier(f"{kind}_sent_at"),
                    now,
                    SQL.identifier(f"{kind}_terms_sent"),
                    ids,
                    kind,
                )
            )
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_channel_offer SET state = 'sent', sent_at = %s, must_send = FALSE, confirmed_at = NULL,
                          check_at = %s, checks = 0, error_code = NULL, note = NULL, write_date = %s
                    WHERE id = ANY(%s)""",
                now,
                now + CHECK_AFTER[0],
                now,
                ids,
            )
        )
        self._forget_cached()

    @api.model
    def _refuse(self, refused):
        """Amazon refuses these.

        :param dict refused: id of the offer -> Amazon's code and words
        """
        self.env.flush_all()
        rows = [SQL("(%s, %s, %s)", offer_id, code or None, words) for offer_id, (code, words) in refused.items()]
        for start in range(0, len(rows), 1000):
            self.env.cr.execute(
                SQL(
                    """UPDATE amazon_channel_offer o SET state = 'refused', must_send = FALSE, check_at = NULL,
                              error_code = v.code, note = v.words, attempted_at = %s, document_id = NULL
                         FROM (VALUES %s) AS v (id, code, words) WHERE o.id = v.id""",
                    fields.Datetime.now(),
                    SQL(", ").join(rows[start : start + 1000]),
                )
            )
        self._forget_cached()

    def _forget_cached(self):
        self.env["amazon.channel.offer"].invalidate_model()
        names = [f"{kind}_{name}" for kind in ATTRIBUTES for name in ("sent", "sent_at", "terms_sent")]
        self.env["amazon.channel.listing"].invalidate_model(names)


def _refused_by(submission, offers):
    """Which offers an answer refuses, as for `_refuse`: those whose attribute it names, or all of them."""
    if not submission.is_refused:
        return {}
    errors = [issue for issue in submission.issues if issue.is_error]
    found = {}
    for offer in offers:
        mine = [issue for issue in errors if ATTRIBUTES[offer.kind] in issue.attributes]
        if mine:
            found[offer.id] = (mine[0].code, " ".join(issue.message for issue in mine))
    words = " ".join(issue.message for issue in errors) or f"Amazon answers {submission.status}."
    code = errors[0].code if errors else submission.status
    return found or {offer.id: (code, words) for offer in offers}
