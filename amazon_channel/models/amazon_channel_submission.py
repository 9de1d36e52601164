import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# Where a submission still has something to do by itself.
OPEN_STATES = ("waiting", "to_send", "feed", "sent")


class AmazonChannelSubmission(models.Model):
    """Outbox: one thing to tell Amazon, such as a package that has left.

    Written in the transaction of the event itself, so that neither exists without the other; sent afterwards by Sync
    Orders. It is done when Amazon shows it, not when Amazon accepted it.
    """

    _name = "amazon.channel.submission"
    _description = "Amazon Submission"
    _order = "deadline, id"
    _check_company_auto = True

    kind = fields.Selection(
        [("shipment", "Shipment"), ("cancellation", "Cancellation")], required=True, readonly=True, default="shipment"
    )
    source = fields.Char(required=True, readonly=True, help="The record this tells Amazon about; never twice.")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("to_send", "To Send"),
            ("feed", "In a Feed"),
            ("sent", "Sent"),
            ("done", "Confirmed"),
            ("refused", "Refused"),
            ("cancelled", "Not Needed"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        help="Waiting: something is missing. Sent: Amazon accepted it. Confirmed: Amazon shows it.",
    )
    waiting_for = fields.Selection(
        [
            ("carrier", "Amazon's carrier"),
            ("tracking", "Tracking number"),
            ("reason", "Reason for Amazon"),
            ("live", "Channel goes live"),
        ],
        readonly=True,
    )
    note = fields.Text("What It Waits For", readonly=True, help="Why it was not sent yet, or what Amazon answered.")

    account_id = fields.Many2one("amazon.channel.account", required=True, readonly=True, ondelete="cascade")
    channel_id = fields.Many2one("amazon.channel", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    order_id = fields.Many2one("amazon.channel.order", "Amazon Order", readonly=True, index=True, ondelete="cascade")
    sale_order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    deadline = fields.Datetime("Ship By", readonly=True, help="Until when Amazon expects to hear of it.")
    items = fields.Json(
        "Items and Quantities", readonly=True, help="Amazon's order item -> quantity, in Amazon's units."
    )
    items_text = fields.Char("Items", compute="_compute_items_text")

    # A package
    picking_id = fields.Many2one("stock.picking", "Delivery", readonly=True, index="btree_not_null", ondelete="cascade")
    package_id = fields.Many2one("stock.package", readonly=True, index="btree_not_null", ondelete="set null")
    carrier_id = fields.Many2one(related="picking_id.carrier_id", store=True, index="btree_not_null")
    carrier_code = fields.Char("Amazon's Carrier", readonly=True)
    carrier_name = fields.Char("Carrier's Name", readonly=True)
    shipping_method = fields.Char("Shipping Service", readonly=True)
    tracking_number = fields.Char(inverse="_inverse_tracking_number")
    shipped_at = fields.Datetime("Shipped", readonly=True)

    # A cancellation
    cancel_reason = fields.Selection("_selection_cancel_reason", "Reason", inverse="_inverse_cancel_reason")

    items_left = fields.Json(
        "Left of the Items", readonly=True, help="Amazon's order item -> pieces that Amazon shows once it is done."
    )

    # What became of it
    digest = fields.Char(readonly=True, help="Of what Amazon is to be told now.")
    sent_digest = fields.Char(readonly=True, help="Of what Amazon was told last.")
    ask_first = fields.Boolean(readonly=True, help="Amazon may know already: look before telling it again.")
    attempts = fields.Integer(readonly=True, help="Failed attempts since the last success.")
    attempted_at = fields.Datetime("Last Attempt", readonly=True)
    next_attempt_at = fields.Datetime("Next Attempt", readonly=True)
    sent_at = fields.Datetime("Accepted by Amazon", readonly=True)
    checked_at = fields.Datetime("Looked Up at Amazon", readonly=True)
    done_at = fields.Datetime("Shown by Amazon", readonly=True)
    request_ref = fields.Char("Amazon's Request ID", readonly=True)
    document_id = fields.Many2one("amazon.channel.document", "Feed", readonly=True, index="btree_not_null")

    _source_uniq = models.UniqueIndex("(kind, source)", "Amazon is being told about this already.")
    _due_idx = models.Index("(account_id, deadline, id) WHERE state = 'to_send'")
    _sent_idx = models.Index("(account_id, sent_at) WHERE state = 'sent'")
    _waiting_idx = models.Index("(waiting_for, account_id) WHERE state = 'waiting'")

    # -- Writing -----------------------------------------------------------------------------------------------

    def write(self, vals):
        """People enter what is missing; everything else is written by the operations."""
        if not self.env.su and set(vals) - {"tracking_number", "cancel_reason"}:
            raise AccessError(self.env._("Only the tracking number and the reason are entered by hand."))
        return super().write(vals)

    # -- Compute -----------------------------------------------------------------------------------------------

    @api.depends("kind", "picking_id", "package_id", "sale_order_id")
    def _compute_display_name(self):
        for submission in self:
            parts = [submission.picking_id.name or submission.sale_order_id.name, submission.package_id.name]
            submission.display_name = " · ".join(filter(None, parts))

    @api.depends("items", "sale_order_id.order_line.amazon_channel_item_ref")
    def _compute_items_text(self):
        for submission in self:
            lines = {
                line.amazon_channel_item_ref: line
                for line in submission.sale_order_id.sudo().order_line
                if line.amazon_channel_charge == "item"
            }
            texts = []
            for item_ref, quantity in (submission.items or {}).items():
                line = lines.get(item_ref, self.env["sale.order.line"])
                # Whole items are cancelled without a quantity.
                pieces = quantity or line.amazon_channel_quantity or ""
                texts.append(
                    f"{pieces} × {line.product_id.default_code or line.product_id.name or item_ref}".strip(" ×")
                )
            submission.items_text = ", ".join(texts)

    # -- What is due -------------------------------------------------------------------------------------------

    @api.model
    def _due_domain(self):
        """What can be sent now."""
        now = fields.Datetime.now()
        due = Domain("next_attempt_at", "=", False) | Domain("next_attempt_at", "<=", now)
        # A channel that went back to shadow mode sends nothing any more.
        may = Domain("account_id.state", "=", "connected") & Domain("channel_id.mode", "=", "live")
        return Domain("state", "=", "to_send") & due & may

    def _wake(self):
        """Have Sync Orders look at these as soon as the transaction is committed."""
        if self.filtered(lambda submission: submission.state == "to_send"):
            self.env.ref("amazon_channel.ir_cron_sync_orders").sudo()._trigger()

    # -- From the records to what is sent ----------------------------------------------------------------------

    def _refresh(self):
        """Look again at the records behind these submissions: what was missing may be there, what Amazon was told may
        have changed."""
        self._read_records()
        self._close_settled_issues()
        self._wake()

    def _read_records(self):
        """Write what the records behind these submissions say, and the state that follows."""
        for submission in self:
            values = submission._prepare_refreshed_vals()
            if any(submission[name] != value for name, value in values.items()):
                submission.with_context(amazon_channel_refresh=True).write(values)

    def _prepare_refreshed_vals(self):
        """What `_read_records` writes: what to tell, and the state that follows from it."""
        self.ensure_one()
        told = self._prepare_told_vals()
        waiting_for, note = self._missing(told)
        digest = self._digest_of(told)
        if waiting_for:
            # What Amazon was told already stays true; a number that was wiped out does not make it untrue.
            if self.state not in ("waiting", "to_send"):
                return {}
            return {**told, "digest": digest, "state": "waiting", "waiting_for": waiting_for, "note": note}
        values = {**told, "digest": digest, "waiting_for": False}
        if self.state == "waiting" or (self.state in ("sent", "done", "refused") and digest != self.sent_digest):
            values.update(state="to_send", note=False, attempts=0, next_attempt_at=False)
        return values

    def _prepare_told_vals(self):
        """The columns that are sent, as the records behind them say now."""
        if self.kind == "shipment":
            return self._prepare_package_vals()
        return {"cancel_reason": self.cancel_reason}

    def _missing(self, told):
        """What must be known before Amazon can be told.

        :param dict told: see `_prepare_told_vals`
        :return: (`waiting_for`, what to do about it in words), or (False, False)
        """
        waiting_for, note = self._missing_in_package(told) if self.kind == "shipment" else self._missing_in_cancel(told)
        if not waiting_for and self.channel_id.mode != "live":
            note = self.env._(
                "%(channel)s is in shadow mode: nothing is sent before it goes live.", channel=self.channel_id.name
            )
            return "live", note
        return waiting_for, note

    def _digest_of(self, told):
        document = json.dumps([told, self.items], sort_keys=True, default=str)
        return hashlib.sha256(document.encode()).hexdigest()

    def _go_live(self):
        """The channels of these are live now. Amazon may have heard of them from whoever told it before Odoo did."""
        self.write({"ask_first": True})
        self._refresh()

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_retry(self):
        """Button: look at the records again, and send what can be sent."""
        self.check_access("write")
        submissions = self.sudo()
        refused = submissions.filtered(lambda submission: submission.state == "refused")
        refused.write({"state": "to_send", "note": False, "attempts": 0, "next_attempt_at": False, "ask_first": True})
        submissions.filtered(lambda s: s.state == "to_send").write({"next_attempt_at": False})
        submissions._refresh()
        return self.env["amazon.channel.order.sync"]._sync_and_notify(self.account_id)

    def action_open_source(self):
        """Button: the delivery, or the sale order."""
        self.ensure_one()
        return (self.picking_id or self.sale_order_id)._get_records_action()

    def action_dismiss(self):
        """Button: Amazon need not be told; somebody has dealt with it in Seller Central."""
        self.check_access("write")
        waiting = self.sudo().filtered(lambda submission: submission.state in ("waiting", "to_send", "refused"))
        waiting.write({"state": "cancelled", "note": self.env._("Dismissed by %(user)s.", user=self.env.user.name)})
        waiting._close_settled_issues()

    def _amazon_channel_retry(self, issue):
        """Retry on an issue about this submission."""
        return self.action_retry()
