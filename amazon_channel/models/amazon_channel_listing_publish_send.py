from datetime import timedelta

from odoo import fields, models
from odoo.tools.misc import split_every

from ..mapping.errors import DocumentError
from ..mapping.exact_json import exact_json
from ..mapping.listing_feed import (
    CONTENT_TYPE,
    LISTING_FEED,
    delete_message,
    listing_feeds,
    patch_message,
    put_message,
)
from ..mapping.listing_issue import read_submission
from ..sp_api.errors import AuthorizationError, RequestError, ThrottledError
from ..sp_api.listings import MAX_IDENTIFIERS, delete_listings_item, patch_listings_item, put_listings_item
from .amazon_channel_publication_document import parsed

# putListingsItem takes five a second and answers at once; a feed answers after minutes, and five go in five minutes.
# 50 calls are through before Amazon would have begun with the feed.
FEED_FROM = 50
FEED_SIZE = 10_000
BATCH_SIZE = 10
UNSURE = timedelta(minutes=2)  # a put whose answer was lost is looked up when Amazon can show it


class AmazonChannelListingPublishSend(models.AbstractModel):
    """The part of Publish Listings that changes something at Amazon, and looks for it there afterwards."""

    _name = "amazon.channel.listing.publish.send"
    _description = "Send Amazon Publications"

    # -- Looking first -----------------------------------------------------------------------------------------

    def _look_up_unsure(self, client, channel, run):
        """What Amazon may have been told already: if it shows it, it is not told again."""
        return self._look_at(client, channel, run, [("state", "=", "to_send"), ("ask_first", "=", True)])

    def _look_at(self, client, channel, run, waiting):
        """Bring these to what Amazon shows, 20 SKUs a call.

        :return: False when the cron's time ran out
        """
        failures = self.with_context(amazon_channel_failures=[])
        while batch := self._due(channel, waiting, MAX_IDENTIFIERS):
            items = failures._trying(batch, lambda batch=batch: self._look_up(client, channel, batch))
            if items is None:
                continue
            batch = batch.exists().filtered_domain(waiting)
            shown = batch._compare(items)
            refused = shown._still("refused")
            run._count(confirmed=len(shown - refused), refused=len(refused))
            batch._still("to_send").ask_first = False
            if not self._commit(1):
                return False
        return True

    # -- Sending -----------------------------------------------------------------------------------------------

    def _send_all(self, client, channel, run):
        """By calls of their own for few, by feed for many.

        :return: False when the cron's time ran out
        """
        waiting = [("state", "=", "to_send"), ("ask_first", "=", False)]
        if len(self._due(channel, waiting, FEED_FROM + 1)) > FEED_FROM:
            return self._send_feeds(channel, waiting, run)
        failures = self.with_context(amazon_channel_failures=[])
        while batch := self._due(channel, waiting, BATCH_SIZE):
            for publication in batch:
                if not failures._send_one(client, channel, publication, run):
                    return False
        return True

    def _send_one(self, client, channel, publication, run):
        """Tell Amazon about one listing, and commit what it answers.

        :return: False when the cron's time ran out
        :raises AmazonError: no other can be sent now either
        """
        if not publication._still("to_send"):
            return True
        now = fields.Datetime.now()
        earlier = publication.next_attempt_at
        # A crash from here on leaves a trace: it is looked up, when Amazon can show it, before it is told again.
        publication.write({"ask_first": True, "attempted_at": now, "next_attempt_at": now + UNSURE})
        publication._wake(now + UNSURE)
        document, kind, sku = publication.document, publication.kind, publication.sku
        self._commit()
        try:
            self._trying(publication, lambda: self._tell(client, channel, publication, (kind, sku, document), run))
        except (AuthorizationError, ThrottledError):
            self.env.cr.rollback()
            # Amazon did not look at it. After any other error the trace stays.
            publication.write({"ask_first": False, "next_attempt_at": earlier})
            self._commit()
            raise
        return self._commit(1)

    def _tell(self, client, channel, publication, told, run):
        """The call, and what Amazon answers. What it objects to is an answer, not an error."""
        kind, sku, document = told
        seller, place = channel.account_id.selling_partner_id, channel.marketplace_id.amazon_ref
        locale = channel.language_code or None
        try:
            if kind == "delete":
                answer = self._patiently(delete_listings_item, client, seller, sku, place, locale)
            elif kind == "publish":
                body = document.encode()
                answer = self._patiently(put_listings_item, client, seller, sku, place, body, issue_locale=locale)
            else:
                body = document.encode()
                answer = self._patiently(patch_listings_item, client, seller, sku, [place], body, issue_locale=locale)
        except RequestError as error:
            if publication._still("to_send"):
                publication._refused(str(error), request_ref=error.request_id)
                run._count(refused=1)
            return
        if publication._still("to_send"):
            self._take_answer(publication, answer, run)
        else:
            # It stays what people made of it; the next version of the listing says the last word.
            publication._still("cancelled").note = self.env._("Cancelled while Amazon was being told: it may show it.")
            run._count(sent=1)

    def _take_answer(self, publication, answer, run):
        try:
            submission = read_submission(answer, publication.channel_id.marketplace_id.amazon_ref)
        except DocumentError as error:
            publication._postpone(str(error))
            return
        findings = publication._amazon_findings(submission.issues)
        if submission.is_refused:
            errors = [finding["message"] for finding in findings if finding["severity"] == "error"]
            reason = errors[0] if errors else self.env._("Amazon answers %(word)s.", word=submission.status)
            publication._refused(reason, findings)
            run._count(refused=1)
            return
        publication._set_findings(findings, origins=("amazon",))
        publication._accepted(submission.submission_ref)
        run._count(sent=1)

    # -- Feeds -------------------------------------------------------------------------------------------------

    def _send_feeds(self, channel, waiting, run):
        """Queue feeds of all that is to send; Follow Documents sends them and brings the answers."""
        while batch := self._due(channel, waiting, FEED_SIZE):
            messages = {}
            for publication in batch:
                try:
                    message = self._message(publication)
                    exact_json(message)
                except DocumentError as error:
                    publication._set_findings([{"severity": "error", "message": str(error)}], origins=("odoo",))
                    publication._block()
                    continue
                messages[publication.id] = message
            account = channel.account_id
            locale = channel.language_code or ""
            for feed in listing_feeds(account.selling_partner_id or "", messages.values(), locale):
                document = self.env["amazon.channel.document"]._queue_feed(
                    account, "publications", LISTING_FEED, feed.content, len(feed.message_ids), CONTENT_TYPE, channel
                )
                for ids in split_every(1000, feed.message_ids):
                    carried = batch.browse(ids)
                    vals = {"state": "feed", "document_id": document.id, "next_attempt_at": False, "note": False}
                    carried.write({**vals, "attempted_at": fields.Datetime.now()})
            run._count(sent=len(messages))
            # Feeds and states in one transaction: neither exists without the other.
            if not self._commit(1):
                return False
        return True

    @staticmethod
    def _message(publication):
        if publication.kind == "delete":
            return delete_message(publication.id, publication.sku)
        body = parsed(publication.document)
        if publication.kind == "publish":
            return put_message(
                publication.id, publication.sku, body["productType"], body["attributes"], body["requirements"]
            )
        return patch_message(publication.id, publication.sku, body["productType"], body["patches"])

    # -- Following ---------------------------------------------------------------------------------------------

    def _follow_all(self, client, channel, run):
        """Look at what Amazon accepted and may show by now."""
        return self._look_at(client, channel, run, [("state", "=", "sent")])
