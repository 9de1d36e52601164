"""A made-up Amazon for feeds and reports: what it answers is set by each test, what it was asked is kept."""

from contextlib import contextmanager
from types import SimpleNamespace

from odoo import fields

from ..mapping.errors import DocumentError
from ..models import amazon_channel_document_follow, amazon_channel_document_transfer
from .order_common import OrderCase

FEED = "POST_ORDER_FULFILLMENT_DATA"
REPORT = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
CONTENT = b"<AmazonEnvelope/>"


class FakeAmazon:
    """Stands in for `sp_api.feeds`, `sp_api.reports` and `sp_api.documents` alike.

    `errors` maps the name of a call to the exceptions that its next calls raise. `asked` is what was called.
    """

    def __init__(self):
        self.asked = []
        self.errors = {}
        self.statuses = []  # of the next polls; the last one stays
        self.result_ref = "result-1"
        self.result = b"<result/>"
        self.charset = "utf-8"
        self.numbers = 0
        self.marketplaces = self.uploaded = self.period = None

    def _ask(self, name):
        self.asked.append(name)
        errors = self.errors.get(name)
        if errors:
            error = errors.pop(0)
            if error:
                raise error

    def _number(self, what):
        self.numbers += 1
        return f"{what}-{self.numbers}"

    def create_feed_document(self, _client, content_type):
        self._ask("create_feed_document")
        return SimpleNamespace(document_ref=self._number("upload"), url="https://upload.example/1")

    def upload(self, url, content, content_type):
        self._ask("upload")
        self.uploaded = content

    def create_feed(self, _client, feed_type, marketplace_ids, document_ref):
        self._ask("create_feed")
        self.marketplaces = marketplace_ids
        return self._number("feed")

    def create_report(self, _client, report_type, marketplace_ids, start=None, end=None, options=None):
        self._ask("create_report")
        self.marketplaces, self.period = marketplace_ids, (start, end)
        return self._number("report")

    def _status(self):
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return status, (self.result_ref if status in ("DONE", "FATAL") else None)

    def get_feed(self, _client, feed_ref):
        self._ask("get_feed")
        status, result = self._status()
        return {"processingStatus": status, **({"resultFeedDocumentId": result} if result else {})}

    def get_report(self, _client, report_ref):
        self._ask("get_report")
        status, result = self._status()
        return {"processingStatus": status, **({"reportDocumentId": result} if result else {})}

    def get_feed_document(self, _client, document_ref):
        self._ask("get_feed_document")
        return SimpleNamespace(url="https://download.example/1", compression=None)

    get_report_document = get_feed_document

    def download(self, source, file):
        self._ask("download")
        file.write(self.result)
        return self.charset


class Receiver:
    """Stands in for the model of a document's purpose: keeps what it was told, fails when a test wants it to."""

    def __init__(self):
        self.told = []
        self.errors = []
        self.effect = None

    def _feed_finished(self, document, result):
        self._finished(document, result)

    def _report_finished(self, document, file, charset):
        self._finished(document, file and file.read(), charset)

    def _finished(self, document, *outcome):
        if self.effect:
            self.effect(document)
        if self.errors:
            raise self.errors.pop(0)
        self.told.append((document.note, *outcome))


class DocumentCase(OrderCase):
    """Documents of one account, with a made-up Amazon and a made-up receiver."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls.env["amazon.channel.document"]
        cls.follow = cls.env["amazon.channel.document.follow"]
        cls.cron = cls.env.ref("amazon_channel.ir_cron_follow_documents")
        cls.channel.mode = "live"
        cls.env["ir.config_parameter"].set_param("amazon_channel.simulator_url", "http://127.0.0.1:1")

    def setUp(self):
        super().setUp()
        self.amazon = FakeAmazon()
        self.receiver = Receiver()
        transfer = amazon_channel_document_transfer
        for name in ("feeds", "reports"):
            self.patch(transfer, name, self.amazon)
        for name in ("upload", "download"):
            self.patch(transfer, name, getattr(self.amazon, name))
        self.patch(amazon_channel_document_follow, "read_processing_report", self.read_result)
        self.patch(self.registry["amazon.channel.account"], "_amazon_client", lambda _account: self.open_client())
        self.patch(self.registry["amazon.channel.document.follow"], "_receiver", lambda _self, _document: self.receiver)

    @staticmethod
    def read_result(content):
        if content == b"garbage":
            raise DocumentError("malformed", "", "It is not XML.")
        return SimpleNamespace(content=content, with_error=1)

    @contextmanager
    def open_client(self):
        asked = self.amazon.asked
        before = len(asked)

        class Client:
            @property
            def calls(self):
                return len(asked) - before

        yield Client()

    # -- What tests do -----------------------------------------------------------------------------------------

    def queue_feed(self, account=None):
        return self.documents._queue_feed(account or self.account, "shipments", FEED, CONTENT, 3)

    def queue_report(self):
        now = fields.Datetime.now().replace(microsecond=0)
        return self.documents._queue_report(self.account, "order_audit", REPORT, now, now)

    def run_cron(self):
        """As the schedule does; return the runs that this made."""
        runs = self.env["amazon.channel.run"]
        before = runs.search([])
        killed = None
        with self.committing():
            try:
                self.follow._cron_follow_documents()
            except KeyboardInterrupt as error:
                # What was not committed is gone.
                self.env.cr.rollback()
                killed = error
        if killed:
            raise killed
        return runs.search([]) - before

    def later(self, document, *statuses):
        """Let the time of the next look come, with Amazon's next statuses; return the runs that this made."""
        if statuses:
            self.amazon.statuses = list(statuses)
        document.next_attempt_at = False
        return self.run_cron()

    def sent(self, document):
        """Send the document; return it."""
        self.run_cron()
        self.assertEqual(document.state, "in_progress", document.note)
        self.amazon.asked.clear()
        return document

    @contextmanager
    def dying(self, name):
        """The process is killed when Amazon is asked `name`: nothing after it happens."""
        self.amazon.errors[name] = [KeyboardInterrupt()]
        with self.killed():
            yield

    @contextmanager
    def killed(self):
        """The process does not survive this; what it committed does, unlike in `assertRaises`."""
        try:
            yield
        except KeyboardInterrupt:
            return
        self.fail("It survived.")

    def issues(self, document=None):
        """What people are told about documents, as (state, text)."""
        domain = [("code", "=", "document_failed"), ("account_id", "=", self.account.id)]
        if document:
            domain.append(("res_id", "=", document.id))
        return self.env["amazon.channel.issue"].search(domain)

    def wake_ups(self):
        """When the schedule was asked to run."""
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).mapped("call_at")
