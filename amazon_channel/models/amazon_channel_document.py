import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

KEPT_DAYS = 90
XML_CONTENT = "text/xml; charset=UTF-8"
# Who is told how a document ended, and that a feed is not sent after all.
RECEIVERS = {
    "shipments": "amazon.channel.submission",
    "cancellations": "amazon.channel.submission",
    "order_audit": "amazon.channel.order.audit",
    "listings": "amazon.channel.listing.import",
    "publications": "amazon.channel.publication",
    "offers": "amazon.channel.offer.sync",
}


class AmazonChannelDocument(models.Model):
    """A feed sent to Amazon or a report asked for: where it stands, what Amazon said, and its files.

    Whoever needs one queues it here (`_queue_feed`, `_queue_report`), which calls nobody. Follow Documents
    (`amazon.channel.document.follow`) does all the calls, and hands the result to the model of its purpose:

    - `_feed_finished(document, result)`: a `FeedResult`, or a `ListingFeedResult` for feeds of listings; None when
      Amazon gave up, with the reason in `note`;
    - `_report_finished(document, file, charset)`: an open binary file that is gone afterwards; None likewise.

    It is told in a transaction of its own, and again until it returns without an error; a `DocumentError` says that
    this will not help, and the document has failed. A document is open until then. Reports are not kept: they may be
    large, and what counts of them is where it belongs by then.
    """

    _name = "amazon.channel.document"
    _description = "Amazon Document"
    _order = "create_date desc, id desc"
    _rec_name = "amazon_type"
    _check_company_auto = True

    account_id = fields.Many2one("amazon.channel.account", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    channel_id = fields.Many2one(
        "amazon.channel",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The only channel it is about. Empty: all of the account.",
    )
    kind = fields.Selection([("feed", "Feed"), ("report", "Report")], required=True, readonly=True)
    amazon_type = fields.Char(
        "Amazon's Type",
        required=True,
        readonly=True,
        help="Amazon's feedType or reportType, such as POST_ORDER_FULFILLMENT_DATA.",
    )
    purpose = fields.Selection(
        [
            ("shipments", "Shipments"),
            ("cancellations", "Cancellations"),
            ("order_audit", "Order Audit"),
            ("listings", "Listings"),
            ("publications", "Publications"),
            ("offers", "Quantities and Prices"),
        ],
        required=True,
        readonly=True,
    )
    amazon_ref = fields.Char("Amazon's Number", readonly=True, copy=False, help="Amazon's feedId or reportId.")
    input_document_ref = fields.Char("Uploaded As", readonly=True, copy=False)
    result_document_ref = fields.Char("Result At Amazon", readonly=True, copy=False)
    state = fields.Selection(
        [("to_send", "To Send"), ("in_progress", "In Progress"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        default="to_send",
        readonly=True,
        copy=False,
    )
    is_open = fields.Boolean(
        "Open", default=True, readonly=True, copy=False, help="Something is left to do: to send, to ask, to hand on."
    )
    amazon_status = fields.Char(
        "Status at Amazon", readonly=True, copy=False, help="Amazon's processingStatus, as Amazon writes it."
    )
    data_start = fields.Datetime("From", readonly=True, help="The report's period.")
    data_end = fields.Datetime("To", readonly=True, help="The report's period.")
    content_type = fields.Char(readonly=True)
    content = fields.Binary(
        attachment=True, readonly=True, copy=False, groups="amazon_channel.amazon_channel_group_manager"
    )
    content_name = fields.Char(compute="_compute_file_names")
    result = fields.Binary(
        attachment=True,
        readonly=True,
        copy=False,
        groups="amazon_channel.amazon_channel_group_manager",
        help="Amazon's answer to a feed, message by message.",
    )
    result_name = fields.Char(compute="_compute_file_names")
    message_count = fields.Integer("Messages", readonly=True, help="Messages in the feed.")
    error_count = fields.Integer("Refused", readonly=True, copy=False, help="Messages that Amazon refused.")
    note = fields.Text(readonly=True, copy=False, help="What happened, in words.")
    attempts = fields.Integer("Failures in a Row", readonly=True, copy=False)
    next_attempt_at = fields.Datetime("Next Look", readonly=True, copy=False)
    sent_at = fields.Datetime("Sent", readonly=True, copy=False)
    done_at = fields.Datetime("Ended", readonly=True, copy=False)

    _amazon_ref_uniq = models.Constraint(
        "UNIQUE (account_id, kind, amazon_ref)", "This document of Amazon is known already."
    )
    _open_idx = models.Index("(account_id, next_attempt_at) WHERE is_open")

    @api.depends("kind", "amazon_type", "amazon_ref")
    def _compute_display_name(self):
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            words = (kinds.get(document.kind), document.amazon_ref, purposes.get(document.purpose))
            document.display_name = " ".join(filter(None, words))

    @api.depends("amazon_type", "amazon_ref", "content_type")
    def _compute_file_names(self):
        for document in self:
            suffix = next((name for name in ("xml", "json") if name in (document.content_type or "")), "txt")
            name = f"{document.amazon_type}-{document.amazon_ref or document._origin.id}"
            document.content_name = f"{name}.{suffix}"
            document.result_name = f"{name}-result.{suffix}"

    # -- Queueing ----------------------------------------------------------------------------------------------

    @api.model
    def _queue_feed(self, account, purpose, feed_type, content, message_count, content_type=XML_CONTENT, channel=None):
        """Queue a feed; it is sent after the caller's transaction.

        Amazon may get it twice, when the answer to the first one is lost: its messages must bear that.

        :param account: amazon.channel.account, one record
        :param str purpose: a value of the field `purpose`
        :param str feed_type: Amazon's feedType
        :param bytes content: the feed, as it is uploaded
        :param int message_count: messages in it
        :param str content_type: as Amazon wants it for this feedType
        :param channel: amazon.channel, the only one that it is about; all live ones of the account when None
        :rtype: amazon.channel.document
        """
        return self._queue(
            account,
            purpose,
            kind="feed",
            amazon_type=feed_type,
            content=base64.b64encode(content),
            content_type=content_type,
            message_count=message_count,
            channel_id=channel.id if channel else False,
        )

    @api.model
    def _queue_report(self, account, purpose, report_type, start=None, end=None, channel=None):
        """Queue a report; it is asked for after the caller's transaction.

        :param account: amazon.channel.account, one record
        :param str purpose: a value of the field `purpose`
        :param str report_type: Amazon's reportType
        :param start: naive UTC datetime, or None
        :param end: naive UTC datetime, or None for now
        :param channel: amazon.channel, the only one that it is about; all of the account when None
        :rtype: amazon.channel.document
        """
        return self._queue(
            account,
            purpose,
            kind="report",
            amazon_type=report_type,
            data_start=start or False,
            data_end=end or False,
            channel_id=channel.id if channel else False,
        )

    def _queue(self, account, purpose, **vals):
        document = self.sudo().create({"account_id": account.id, "purpose": purpose, **vals})
        self._wake_follower()
        return document.with_env(self.env)

    def _take_back(self):
        """Do not send these feeds after all: what they were to tell is sent by others, or not at all."""
        waiting = self.filtered(lambda document: document.state == "to_send")
        waiting.write({"state": "failed", "is_open": False, "note": self.env._("Taken back before it was sent.")})
        for document in waiting:
            self.env[RECEIVERS[document.purpose]]._feed_taken_back(document)

    @api.model
    def _wake_follower(self, at=None):
        """Let Follow Documents run at `at`, naive UTC, or as soon as possible."""
        cron = self.env.ref("amazon_channel.ir_cron_follow_documents", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(at=at)

    @api.model
    def _due_domain(self):
        """Documents to look at now. Accounts that are not connected send and ask nothing."""
        return (
            Domain("is_open", "=", True)
            & Domain("account_id.state", "=", "connected")
            & (Domain("next_attempt_at", "=", False) | Domain("next_attempt_at", "<=", fields.Datetime.now()))
        )

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_follow(self):
        """Button: look at these documents now instead of at their next time."""
        self.env["amazon.channel.order"].check_access("write")
        self.check_access("read")
        waiting = self.sudo().filtered("is_open")
        if not waiting:
            raise UserError(self.env._("Nothing is left to do for this document."))
        waiting.next_attempt_at = False
        return self.env["amazon.channel.document.follow"]._follow_and_notify(waiting.account_id)

    def _amazon_channel_retry(self, _issues):
        """Issue: look again at what is open; ask anew for a report that failed."""
        self.env["amazon.channel.order"].check_access("write")
        ended = self.sudo().filtered(lambda document: not document.is_open)
        if ended.filtered(lambda document: document.kind == "feed"):
            raise UserError(self.env._("This feed has ended. What was in it is sent again from where it came from."))
        again = self.browse()
        for document in ended:
            start, end = document.data_start, document.data_end
            again |= self._queue_report(
                document.account_id, document.purpose, document.amazon_type, start, end, document.channel_id
            )
        return ((self - ended) | again).action_follow()

    @api.autovacuum
    def _gc_documents(self):
        """Amazon keeps documents 28 days; here they are kept a little longer than most questions about them."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        documents = self.search([("is_open", "=", False), ("create_date", "<", limit)], limit=1000)
        documents.unlink()
        return len(documents), len(documents) == 1000
