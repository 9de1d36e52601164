"""Reports of orders as Amazon writes them, and their way to the audit."""

from datetime import datetime

from odoo import fields

from ..models import amazon_channel_order_audit_fetch
from ..models.amazon_channel_document_follow import AmazonChannelDocumentFollow
from ..sp_api.errors import NotFoundError
from .document_common import DocumentCase
from .order_documents import BOUGHT_AT

NOW = "2026-03-02 12:00:00"
COLUMNS = (
    "amazon-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "ship-service-level",
)


def line(reference, *, website="Amazon.com", status="Unshipped", text="", bought=BOUGHT_AT, updated=None):
    """One line of the report: an item of an order."""
    return (reference, bought, updated or bought, status, "Merchant", website, text)


def report(*lines):
    """The whole report, with its header."""
    return "\r\n".join("\t".join(columns) for columns in (COLUMNS, *lines)).encode() + b"\r\n"


class AuditCase(DocumentCase):
    """It is noon of the day after the day on which all orders were bought; the polls have reached the present."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.audits = cls.env["amazon.channel.order.audit"]
        cls.fetch = cls.env["amazon.channel.order.audit.fetch"]
        cls.env["amazon.channel"].create(
            {
                "account_id": cls.account.id,
                "marketplace_id": cls.env.ref("amazon_channel.amazon_channel_marketplace_ca").id,
            }
        )
        # A new channel starts the polls anew.
        cls.account.write({"orders_since": "2026-01-01 00:00:00", "orders_cursor": NOW})

    def setUp(self):
        super().setUp()
        self.patch(self.registry["amazon.channel.document.follow"], "_receiver", AmazonChannelDocumentFollow._receiver)
        self.patch(fields.Datetime, "now", lambda *_args: datetime.fromisoformat(NOW))
        self.known = {}
        self.get_order_errors = {}
        self.get_order_calls = []
        self.patch(amazon_channel_order_audit_fetch, "get_order", self.get_order)

    def get_order(self, _client, reference):
        """Amazon's getOrder: what `known` holds."""
        self.get_order_calls.append(reference)
        self.amazon.asked.append("get_order")
        errors = self.get_order_errors.get(reference)
        if errors:
            raise errors.pop(0)
        if reference not in self.known:
            raise NotFoundError("no such order", http_status=404)
        return self.known[reference]

    def audit(self, *lines, content=None):
        """Ask for the report, get it, compare; return the document."""
        with self.committing():
            self.account.action_audit_orders()
        document = self.documents.search([("purpose", "=", "order_audit")], order="id desc", limit=1)
        self.run_cron()
        self.amazon.result = report(*lines) if content is None else content
        self.later(document, "DONE")
        return document

    def audit_cron(self):
        """The nightly schedule, or a later turn of it."""
        with self.committing():
            self.fetch._cron_audit_orders()

    def row(self, day="2026-03-01", channel=None):
        return self.audits.search([("day", "=", day), ("channel_id", "=", (channel or self.channel).id)])

    def counts(self, **key):
        row = self.row(**key)
        return (row.amazon_count, row.here_count, row.missing_count)

    def missing_issue(self):
        return self.env["amazon.channel.issue"].search([("code", "=", "orders_missing"), ("state", "=", "open")])
