import base64
import tempfile
from datetime import timezone

from odoo import api, models

from ..mapping.errors import DocumentError
from ..mapping.feed_result import read_processing_report
from ..sp_api import feeds, reports
from ..sp_api.documents import download, upload
from ..sp_api.errors import AmazonError, ThrottledError
from ..sp_api.redact import one_line

MAX_ERROR_TEXT = 100_000  # bytes


class AmazonChannelDocumentTransfer(models.AbstractModel):
    """The calls that a feed and a report take: create, ask, download. What follows from them is decided elsewhere.

    A transaction is committed before each of them. All raise `AmazonError`.
    """

    _name = "amazon.channel.document.transfer"
    _description = "Transfer Amazon Documents"

    @api.model
    def _create_at_amazon(self, client, document, marketplaces):
        """Send a feed, or ask for a report.

        :param document: amazon.channel.document, one record
        :param list marketplaces: Amazon's ids
        :return: Amazon's number of it
        """
        if document.kind == "feed":
            return self._create_feed(client, document, marketplaces)
        self.env["ir.cron"]._commit_progress()
        return reports.create_report(
            client,
            document.amazon_type,
            marketplaces,
            start=_aware(document.data_start),
            end=_aware(document.data_end),
        )

    def _create_feed(self, client, document, marketplaces):
        """Upload the content, unless that was done, and create the feed of it (createFeedDocument, createFeed)."""
        uploaded = document.input_document_ref or self._upload(client, document)
        # Out of the row before the call: a feed whose fate is unknown is not created of the same upload again.
        document.input_document_ref = False
        self.env["ir.cron"]._commit_progress()
        try:
            feed_ref = feeds.create_feed(client, document.amazon_type, marketplaces, uploaded)
        except ThrottledError:
            # Refused without a look at it: that upload can still be used.
            document.input_document_ref = uploaded
            self.env["ir.cron"]._commit_progress()
            raise
        document.input_document_ref = uploaded
        return feed_ref

    def _upload(self, client, document):
        self.env["ir.cron"]._commit_progress()
        target = feeds.create_feed_document(client, document.content_type)
        upload(target.url, base64.b64decode(document.content or b""), document.content_type)
        return target.document_ref

    @api.model
    def _status_at_amazon(self, client, document):
        """Ask how far Amazon is (getFeed, getReport).

        :return: Amazon's processingStatus, and the number of the result's document or ''
        """
        self.env["ir.cron"]._commit_progress()
        if document.kind == "feed":
            answer = feeds.get_feed(client, document.amazon_ref)
            result = answer.get("resultFeedDocumentId")
        else:
            answer = reports.get_report(client, document.amazon_ref)
            result = answer.get("reportDocumentId")
        return str(answer.get("processingStatus") or ""), str(result or "")

    @api.model
    def _download(self, client, document, file):
        """Write the result of `document` into `file`, which is at its start afterwards.

        :param file: binary file, open for reading and writing
        :return: the charset of the file
        """
        self.env["ir.cron"]._commit_progress()
        get_document = feeds.get_feed_document if document.kind == "feed" else reports.get_report_document
        charset = download(get_document(client, document.result_document_ref), file)
        file.seek(0)
        return charset

    @api.model
    def _error_text(self, client, document):
        """What Amazon wrote about its failure, in one line; '' when that cannot be had, which must stop nobody."""
        try:
            with tempfile.TemporaryFile() as file:
                charset = self._download(client, document, file)
                content = file.read(MAX_ERROR_TEXT)
        except AmazonError:
            self.env.cr.rollback()
            return ""
        document.result = base64.b64encode(content)
        try:
            # What breaks a whole feed is told in the form in which Amazon answers feeds.
            broken = read_processing_report(content).whole_feed_error
        except DocumentError:
            broken = None
        if broken:
            return one_line(broken.description)
        try:
            return one_line(content.decode(charset or "utf-8", errors="replace"))
        except LookupError:
            return one_line(content.decode("utf-8", errors="replace"))


def _aware(value):
    return (value and value.replace(tzinfo=timezone.utc)) or None
