"""Listings as Amazon reports and shows them, and their way into a channel."""

import zlib

from ..mapping.listing import read_listing
from ..models.amazon_channel_document_follow import AmazonChannelDocumentFollow
from .document_common import DocumentCase
from .order_documents import MARKETPLACES

COLUMNS = (
    *("item-name", "seller-sku", "price", "quantity", "open-date", "product-id-type", "item-condition", "asin1"),
    *("product-id", "fulfillment-channel", "merchant-shipping-group", "status"),
)


def line(sku, **cells):
    """One line of the report: an active listing of the merchant's, unless `cells` (by column, _ for -) differ."""
    usual = {
        "item-name": f"Title of {sku}",
        "seller-sku": sku,
        "price": "12.50",
        "quantity": "7",
        "open-date": "2025-05-31 17:21:53 PST",
        "product-id-type": "1",
        "item-condition": "11",
        "asin1": f"B0{zlib.crc32(sku.encode()) % 10**8:08d}",
        "fulfillment-channel": "DEFAULT",
        "merchant-shipping-group": "Migrated Template",
        "status": "Active",
    }
    usual["product-id"] = usual["asin1"]
    usual |= {name.replace("_", "-"): value for name, value in cells.items()}
    return "\t".join(usual[name] for name in COLUMNS)


def report(*lines):
    """The whole report, with its header."""
    return "\r\n".join(("\t".join(COLUMNS), *lines, "")).encode()


def issue(code="18027", message="The main image is not permitted.", severity="ERROR", actions=(), **fields):
    """One of Amazon's issues with a listing; `actions` are in force."""
    document = {"code": code, "message": message, "severity": severity, "categories": ["INVALID_IMAGE"], **fields}
    if actions:
        exemption = {"status": "NOT_EXEMPT"}
        document["enforcements"] = {"actions": [{"action": action} for action in actions], "exemption": exemption}
    return document


SUPPRESSED = issue(actions=["LISTING_SUPPRESSED"])


def item(sku, *, price="12.50", quantity=7, issues=(), statuses=("BUYABLE", "DISCOVERABLE"), **summary):
    """Amazon's item document of an active listing, unless told otherwise. `quantity` None: fulfilled by Amazon."""
    marketplace = MARKETPLACES["US"][0]
    availability = {"fulfillmentChannelCode": "AMAZON_NA"}
    if quantity is not None:
        availability = {"fulfillmentChannelCode": "DEFAULT", "quantity": quantity}
    document = {
        "sku": sku,
        "summaries": [
            {
                "marketplaceId": marketplace,
                "asin": "B000000001",
                "productType": "HOME",
                "conditionType": "new_new",
                "status": list(statuses),
                "itemName": f"Title of {sku}",
                "createdDate": "2025-06-01T01:21:53Z",
                "lastUpdatedDate": "2026-02-28T10:00:00Z",
                **summary,
            }
        ],
        "issues": [{**row, "marketplaceIds": [marketplace]} for row in issues],
        "fulfillmentAvailability": [availability],
        "offers": [],
    }
    if price is not None:
        document["offers"].append(
            {
                "marketplaceId": marketplace,
                "offerType": "B2C",
                "price": {"amount": price, "currencyCode": "USD"},
                "audience": {"value": "ALL"},
            }
        )
    return document


class ListingCase(DocumentCase):
    """A channel in the United States, and an Amazon that makes the reports that a test wants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listings = cls.env["amazon.channel.listing"]
        cls.sync = cls.env["amazon.channel.listing.sync"]

    def setUp(self):
        super().setUp()
        self.patch(self.registry["amazon.channel.document.follow"], "_receiver", AmazonChannelDocumentFollow._receiver)

    def import_listings(self, *lines, content=None, statuses=("DONE",)):
        """Ask for the report, get it, import it; return the document."""
        with self.committing():
            self.channel.action_import_listings()
        document = self.documents.search([("purpose", "=", "listings")], order="id desc", limit=1)
        self.run_cron()
        self.amazon.result = report(*lines) if content is None else content
        self.later(document, *statuses)
        return document

    def store(self, *documents):
        """What a sync does with Amazon's item documents; returns the listings."""
        with self.committing():
            return self.sync._store(self.channel, self.read(*documents))

    @staticmethod
    def read(*documents):
        return [read_listing(document, MARKETPLACES["US"][0]) for document in documents]

    def listing(self, sku, channel=None):
        return self.listings.search([("sku", "=", sku), ("channel_id", "=", (channel or self.channel).id)])

    def states(self):
        """Dict SKU -> state of all listings of the channel."""
        found = self.listings.search([("channel_id", "=", self.channel.id)])
        return {listing.sku: listing.state for listing in found}

    def last_run(self, operation="import_listings"):
        return self.env["amazon.channel.run"].search([("operation", "=", operation)], order="id desc", limit=1)

    def history(self, listing):
        """The changes that the chatter tells, as (field, old, new)."""
        values = listing.message_ids.sudo().tracking_value_ids.sorted("id")
        return [(v.field_id.name, v.old_value_char or "", v.new_value_char or "") for v in values]

    def versions(self):
        """Which version of each row is in the database: another one as soon as anything was written."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, ctid::text FROM amazon_channel_listing WHERE channel_id = %s ORDER BY id", [self.channel.id]
        )
        return self.env.cr.fetchall()
