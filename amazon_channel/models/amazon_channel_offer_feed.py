from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..mapping.errors import DocumentError
from ..mapping.listing_feed import CONTENT_TYPE, LISTING_FEED, MAX_MESSAGES, listing_feeds, patch_message
from .amazon_channel_offer_send import ANY_PRODUCT_TYPE, ATTRIBUTES, FEED_FROM

# A feed takes minutes. After this it is overtaken by a new one; whatever it still does is done again afterwards.
STUCK_AFTER = timedelta(hours=2)
REST_AFTER_FAILURE = timedelta(minutes=30)
CHUNK = 1000


class AmazonChannelOfferFeed(models.AbstractModel):
    """Tell Amazon many figures at once, by one feed of a channel at a time, and read what became of them.

    A message's number is the database id of its listing: both figures of a listing are one message.
    """

    _name = "amazon.channel.offer.feed"
    _description = "Feeds of Quantities and Prices"

    # -- Sending -----------------------------------------------------------------------------------------------

    def _ready(self, channel):
        return Domain("channel_id", "=", channel.id) & Domain("state", "=", "to_send")

    def _is_many(self, channel):
        """Whether more listings are ready than are told one by one."""
        listings = self.env["amazon.channel.offer"]._read_group(
            self._ready(channel), ["listing_id"], limit=FEED_FROM + 1
        )
        return len(listings) > FEED_FROM

    def _waits_for_feed(self, channel):
        """Whether what is ready has to wait, being so much that the next feed takes it."""
        return self._is_many(channel)

    def _queue_feed_of_many(self, channel, run):
        """Put what is ready into one feed, if it is a lot and no other feed is under way. The caller commits.

        :return: the amazon.channel.document, if any
        """
        documents = self.env["amazon.channel.document"]
        offers = self.env["amazon.channel.offer"]
        if not self._is_many(channel) or self._must_rest(channel):
            return documents
        listings = offers._read_group(self._ready(channel), ["listing_id"], limit=MAX_MESSAGES, order="listing_id")
        ready = offers.search(
            self._ready(channel) & Domain("listing_id", "in", [listing.id for (listing,) in listings]),
            order="listing_id",
        )
        good = self._still_good(ready)
        if ready - good:
            self._put_aside(ready - good)
        content, told, refused = self._feed_content(channel, good)
        run._count(refused=refused)
        if not told:
            return documents
        document = documents._queue_feed(
            channel.account_id, "offers", LISTING_FEED, content, len(told.listing_id), CONTENT_TYPE, channel
        )
        told.write({"state": "feed", "document_id": document.id, "attempted_at": fields.Datetime.now()})
        return document

    def _must_rest(self, channel):
        """Whether a feed of this channel is under way, or one has failed just now."""
        if self.env["amazon.channel.offer"].search_count(
            [("channel_id", "=", channel.id), ("state", "=", "feed")], limit=1
        ):
            return True
        just_now = fields.Datetime.now() - REST_AFTER_FAILURE
        failed = [
            ("channel_id", "=", channel.id),
            ("purpose", "=", "offers"),
            ("state", "=", "failed"),
            ("done_at", ">", just_now),
        ]
        return bool(self.env["amazon.channel.document"].search_count(failed, limit=1))

    def _feed_content(self, channel, offers):
        """Put offers into one feed; refuse those that cannot be put into words.

        :return: the feed, the offers in it (the next one takes what does not fit in), how many were refused
        """
        problems, grouped = {}, {}
        for offer in offers:
            try:
                patch = self._patch(offer)
            except DocumentError as error:
                problems[offer.id] = ("local", str(error))
            else:
                grouped.setdefault(offer.listing_id, []).append((offer.id, patch))

        def messages():
            for listing, patches in grouped.items():
                kind = listing.product_type or ANY_PRODUCT_TYPE
                try:
                    message = patch_message(listing.id, listing.sku, kind, [patch for _id, patch in patches])
                except DocumentError as error:
                    problems.update({offer_id: ("local", str(error)) for offer_id, _patch in patches})
                else:
                    yield message

        feeds = listing_feeds(channel.account_id.selling_partner_id, messages(), channel.language_code or "")
        feed = next(feeds, None)
        feeds.close()
        if problems:
            self._refuse(problems)
        if feed is None:
            return b"", offers.browse(), len(problems)
        inside = set(feed.message_ids)
        told = [
            offer_id for listing, patches in grouped.items() if listing.id in inside for offer_id, _patch in patches
        ]
        return feed.content, offers.browse(told), len(problems)

    def _check_before_upload(self, document):
        """The last look before a feed leaves: what must not be told any more, or not like this, is taken out of it.

        :return: False when nothing is left of the feed
        """
        offers = self.env["amazon.channel.offer"].search(
            [("document_id", "=", document.id), ("state", "=", "feed")], order="listing_id"
        )
        good = self._still_good(offers)
        if offers and good == offers:
            return True
        self._put_aside(offers - good)
        content, told, _refused = self._feed_content(document.channel_id, good)
        (good - told).exists().filtered(lambda offer: offer.state == "feed").write(
            {"state": "to_send", "document_id": False}
        )
        if told:
            document._replace_content(content, len(told.listing_id))
        return bool(told)

    # -- Outcomes ----------------------------------------------------------------------------------------------

    def _feed_finished(self, document, result):
        """Amazon has done with a feed: what it accepted was sent, what it refused says why.

        :param result: `ListingFeedResult`; None when Amazon gave up
        """
        self, _account = self._importer(document.account_id)
        offers = self.env["amazon.channel.offer"]
        mine = offers.search([("document_id", "=", document.id), ("state", "=", "feed")])
        error = result and result.whole_feed_error
        if result is None or error:
            mine.write({"state": "to_send", "must_send": True, "document_id": False, "note": document.note})
            if error:
                self._end_as_failed(document, error.message)
        else:
            self._take_answers(mine, result)
        self._resend_overtaken(document)
        self.env["amazon.channel.issue"]._close(document, "offer_feed_stuck")
        self._wake(ATTRIBUTES)

    def _end_as_failed(self, document, words):
        """Amazon has finished the feed, but taken nothing of it."""
        document.write({"note": words, "done_at": fields.Datetime.now(), "state": "failed"})
        name = self.env._("%(document)s failed", document=document.display_name)
        self.env["amazon.channel.document.follow"]._raise_alarm(document, name, words)

    def _take_answers(self, offers, result):
        refused = {}
        messages = {}
        for issue in result.issues:
            if issue.message_id in result.refused_ids and issue.severity == "ERROR":
                messages.setdefault(issue.message_id, []).append(issue)
        innocent = offers.browse()
        for listing_id, same in (
            offers.filtered(lambda offer: offer.listing_id.id in messages)
            .grouped(lambda offer: offer.listing_id.id)
            .items()
        ):
            errors = messages[listing_id]
            found = {
                offer.id: [one for one in errors if one.attribute.split("/")[0] == ATTRIBUTES[offer.kind]]
                for offer in same
            }
            guilty = {offer_id: own for offer_id, own in found.items() if own} or dict.fromkeys(same.ids, errors)
            for offer_id, own in guilty.items():
                refused[offer_id] = (own[0].code, " ".join(one.message for one in own))
            innocent |= same.filtered(lambda offer, guilty=guilty: offer.id not in guilty)
        innocent.write({"state": "to_send", "document_id": False})
        self._refuse(refused)
        self._accept(set(offers.ids) - set(refused) - set(innocent.ids))

    def _resend_overtaken(self, document):
        """A feed that was given up has ended after all: what was told since may be overwritten, and is told again."""
        overtaken = self.env["amazon.channel.offer"].search([("late_document_id", "=", document.id)])
        told = overtaken.filtered(lambda offer: offer.state in ("sent", "confirmed", "not_shown"))
        told.write({"state": "to_send", "must_send": True})
        overtaken.filtered(lambda offer: offer.state in ("to_send", "stopped")).must_send = True
        overtaken.late_document_id = False
        # What is in a feed right now may be older as well, as soon as that one has ended.
        for offer in overtaken.filtered(lambda offer: offer.state == "feed"):
            offer.late_document_id = offer.document_id

    def _feed_taken_back(self, document):
        """The feed was never sent: its figures are found anew."""
        offers = (
            self.env["amazon.channel.offer"].sudo().search([("document_id", "=", document.id), ("state", "=", "feed")])
        )
        offers.write({"state": "to_send", "document_id": False})
        self._wake(set(offers.mapped("kind")))

    def _notice_stuck_feeds(self, channel):
        """What is in a feed that does not end is told by another one; the feed itself is followed on."""
        offers = self.env["amazon.channel.offer"]
        limit = fields.Datetime.now() - STUCK_AFTER
        old = Domain("channel_id", "=", channel.id) & Domain("state", "=", "feed") & Domain("attempted_at", "<", limit)
        for (document,) in offers._read_group(old, ["document_id"]):
            stuck = offers.search(old & Domain("document_id", "=", document.id))
            if document.state == "to_send":
                # It never left: the next one takes its place.
                document._take_back()
                continue
            late = document.id if document.is_open else False
            stuck.write({"state": "to_send", "must_send": True, "document_id": False, "late_document_id": late})
            if late:
                name = self.env._(
                    "Amazon has not finished a feed with %(count)s figures of %(channel)s for two hours.",
                    count=len(stuck),
                    channel=channel.name,
                )
                fix = self.env._("The figures are sent again. If it happens often, look at Amazon's service health.")
                self.env["amazon.channel.issue"]._open(document, "offer_feed_stuck", name, fix)
