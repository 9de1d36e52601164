from odoo import models
from odoo.fields import Domain

from ..mapping.errors import DocumentError
from ..mapping.order_feed import ACKNOWLEDGEMENT_FEED, FULFILLMENT_FEED, acknowledgement_feed, fulfillment_feed
from ..mapping.shipment import checked_cancellation, checked_shipment

# confirmShipment takes two packages a second. What it cannot take within some minutes goes out in one feed.
FEED_FROM = 600
FEED_SIZE = 5_000


class AmazonChannelOrderSyncFeed(models.AbstractModel):
    """The part of the outbox that goes out in feeds: cancellations, and packages by the hundred.

    Message ids are the database ids of the submissions, so that Amazon's answer names them.
    """

    _name = "amazon.channel.order.sync.feed"
    _description = "Feeds about Amazon Orders"

    def _queue_feeds(self, account, mine, run):
        """Cancellations always go in a feed; packages when they are many, or have no tracking number, which
        confirmShipment asks for and the feed does not."""
        submissions = self.env["amazon.channel.submission"]
        due = mine & submissions._due_domain() & Domain("ask_first", "=", False)
        cancellations = submissions.search(due & Domain("kind", "=", "cancellation"), limit=FEED_SIZE)
        self._queue_feed(account, "cancellations", cancellations, run)
        packages = due & Domain("kind", "=", "shipment")
        if submissions.search_count(packages, limit=FEED_FROM + 1) <= FEED_FROM:
            packages &= Domain("tracking_number", "=", False)
        while batch := submissions.search(packages, limit=FEED_SIZE):
            self._queue_feed(account, "shipments", batch, run)

    def _queue_feed(self, account, purpose, submissions, run):
        """Put submissions into one feed; those that cannot be put into words are refused instead."""
        merchant = account.selling_partner_id
        if submissions and not merchant:
            submissions._refused(self.env._("Enter the Selling Partner ID on %(account)s.", account=account.name))
            return
        messages, sendable = [], submissions.browse()
        for submission in submissions:
            try:
                if purpose == "shipments":
                    told = checked_shipment(submission._as_shipment())
                else:
                    told = checked_cancellation(submission._as_cancellation())
            except DocumentError as error:
                submission._refused(str(error))
                continue
            messages.append((submission.id, told))
            sendable |= submission
        if messages:
            if purpose == "shipments":
                feed_type, content = FULFILLMENT_FEED, fulfillment_feed(merchant, messages)
            else:
                feed_type, content = ACKNOWLEDGEMENT_FEED, acknowledgement_feed(merchant, messages)
            document = self.env["amazon.channel.document"]._queue_feed(
                account, purpose, feed_type, content, len(messages)
            )
            for digest, same in sendable.grouped("digest").items():
                same.write({"state": "feed", "document_id": document.id, "sent_digest": digest})
            run._count(sent=len(messages))
        self.env["ir.cron"]._commit_progress()
