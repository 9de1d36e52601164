import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..mapping.errors import DocumentError
from ..mapping.order import read_order

MAX_RETRY_MINUTES = 240


class AmazonChannelOrder(models.Model):
    """Inbox: one order as Amazon last told it, and what became of it.

    The payload is kept whole, so that an order which cannot be represented today loses nothing and can be
    processed again tomorrow. It carries personal data: administrators only.
    """

    _name = "amazon.channel.order"
    _description = "Amazon Order"
    _rec_name = "amazon_order_ref"
    _order = "purchase_date desc, id desc"
    _check_company_auto = True

    account_id = fields.Many2one("amazon.channel.account", required=True, readonly=True, ondelete="restrict")
    channel_id = fields.Many2one("amazon.channel", readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    amazon_order_ref = fields.Char("Amazon Order", required=True, readonly=True)
    state = fields.Selection(
        [
            ("to_process", "To Process"),
            ("held", "Held"),
            ("failed", "Failed"),
            ("pending", "Pending at Amazon"),
            ("imported", "Imported"),
            ("cancelled", "Cancelled"),
            ("ignored", "Not a Sale"),
        ],
        required=True,
        default="to_process",
        readonly=True,
        help="Held orders wait for a person; failed ones are tried again by themselves.",
    )
    hold_ids = fields.One2many("amazon.channel.order.hold", "order_id", readonly=True)
    hold_reason = fields.Text(
        "Why It Waits", readonly=True, help="What happened and what to do, one sentence a reason."
    )
    sale_order_id = fields.Many2one("sale.order", readonly=True, index="btree_not_null", ondelete="restrict")
    issue_ids = fields.One2many("amazon.channel.issue", "order_id", readonly=True)

    # As Amazon last told it
    amazon_status = fields.Char("Status at Amazon", readonly=True)
    fulfillment = fields.Selection([("merchant", "Merchant"), ("amazon", "Amazon")], "Fulfilled By", readonly=True)
    service_level = fields.Char("Shipping Service", readonly=True, help="Amazon's fulfillmentServiceLevel.")
    shipping_text = fields.Char(readonly=True, help="Amazon's own wording of the service, where a report brought it.")
    programs = fields.Char(readonly=True, help="Amazon's programs the order takes part in, such as Prime.")
    purchase_date = fields.Datetime(readonly=True)
    last_updated = fields.Datetime("Changed at Amazon", readonly=True)
    ship_by = fields.Datetime(readonly=True, help="Hand over to the carrier by then.")
    deliver_by = fields.Datetime(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amazon_total = fields.Monetary(
        "Amazon's Total",
        readonly=True,
        aggregator=False,  # Orders of several currencies stand in one list.
        help="grandTotal: what the buyer paid, tax included.",
    )
    unknown_values = fields.Text(readonly=True, help="Values in Amazon's document that this version does not know.")
    payload = fields.Text(readonly=True, groups="base.group_system", help="Amazon's document, as it was received.")
    payload_digest = fields.Char(readonly=True)
    attempts = fields.Integer(readonly=True, help="Failed attempts since the last success.")
    next_attempt_at = fields.Datetime(readonly=True)

    _amazon_order_uniq = models.Constraint(
        "UNIQUE (account_id, amazon_order_ref)", "This Amazon order is in the inbox already."
    )
    _due_idx = models.Index("(account_id, id) WHERE state IN ('to_process', 'failed')")
    _state_idx = models.Index("(state, channel_id)")
    # The newest first, without sorting all of them.
    _purchase_date_idx = models.Index("(purchase_date, id)")

    # -- Storing -----------------------------------------------------------------------------------------------

    @api.model
    def _store_documents(self, account, documents):
        """Insert or update the inbox rows of one page by (account, Amazon order id). The caller commits.

        Nothing is judged here: whatever Amazon sent is kept, even what nobody can read.

        :param account: amazon.channel.account, one record
        :param list documents: orders of `searchOrders` or `getOrder`, decoded JSON
        :return: dict with the numbers `fetched`, `new` and `changed`
        """
        incoming = {}
        for document in documents:
            values = self._prepare_stored_vals(document)
            earlier = incoming.get(values["amazon_order_ref"])
            if not earlier or not self._is_older(values, earlier["last_updated"]):
                incoming[values["amazon_order_ref"]] = values
        known = self.search_fetch(
            [("account_id", "=", account.id), ("amazon_order_ref", "in", list(incoming))],
            ["amazon_order_ref", "payload_digest", "last_updated"],
        )
        changed = 0
        for order in known:
            values = incoming.pop(order.amazon_order_ref)
            if values["payload_digest"] != order.payload_digest and not self._is_older(values, order.last_updated):
                order.write({**values, "state": "to_process", "attempts": 0, "next_attempt_at": False})
                changed += 1
        self.create([{**values, "account_id": account.id} for values in incoming.values()])
        return {"fetched": len(documents), "new": len(incoming), "changed": changed}

    @api.model
    def _prepare_stored_vals(self, document):
        """The columns that identify a document; tolerant, since judging it is the next step's work."""
        payload = json.dumps(document, sort_keys=True)
        digest = hashlib.sha256(payload.encode()).hexdigest()
        reference = document.get("orderId") if isinstance(document, dict) else None
        if not isinstance(reference, str) or not 0 < len(reference.strip()) <= 64 or not reference.isprintable():
            reference = f"unreadable-{digest[:16]}"
        updated = document.get("lastUpdatedTime") if isinstance(document, dict) else None
        return {
            "amazon_order_ref": reference.strip(),
            "payload": payload,
            "payload_digest": digest,
            "last_updated": _read_time(updated),
        }

    @staticmethod
    def _is_older(values, last_updated):
        """Pages overlap and a single resync may be newer than a page: never step back to an older version."""
        return bool(last_updated and values["last_updated"] and values["last_updated"] < last_updated)

    # -- Reading -----------------------------------------------------------------------------------------------

    def _read_payload(self):
        """The order as `OrderData`.

        :raises DocumentError: the document cannot be represented; the reason is in it
        """
        self.ensure_one()
        try:
            document = json.loads(self.sudo().payload or "null")
        except ValueError as error:
            raise DocumentError("malformed", "", "Amazon's answer for this order is not JSON.") from error
        return read_order(document)

    # -- State -------------------------------------------------------------------------------------------------

    def _requeue(self):
        """Process these orders again as soon as possible."""
        waiting = self.filtered(lambda order: order.state in ("held", "failed", "pending", "ignored", "to_process"))
        if waiting:
            # The reasons are found anew; until then nobody should look at what is fixed already.
            waiting.sudo().hold_ids.unlink()
            waiting.write({"state": "to_process", "hold_reason": False, "attempts": 0, "next_attempt_at": False})
            self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger()

    def _hold(self, reasons):
        """Hold these orders.

        :param reasons: `HoldReason` objects; one hold line each
        """
        lines = [fields.Command.clear()] + [
            fields.Command.create({"code": reason.code, "key": reason.key, "message": reason.message})
            for reason in reasons
        ]
        self.write(
            {
                "state": "imported" if self.sale_order_id else "held",
                "hold_reason": "\n".join(reason.message for reason in reasons),
                "hold_ids": lines,
                "attempts": 0,
                "next_attempt_at": False,
            }
        )

    def _settle(self, state, **values):
        """Processing ended well: `state` is reached and nothing is waited for any more."""
        held = self.filtered("hold_reason")
        if held:
            held.write({"hold_reason": False, "hold_ids": [fields.Command.clear()]})
        self.write({"state": state, "attempts": 0, "next_attempt_at": False, **values})

    def _fail(self, error):
        """Something broke that is not the order's fault as far as we know: try again later, more and more slowly.

        What Odoo refuses in its own words (`UserError`) will not mend itself: a person is asked.
        """
        self.ensure_one()
        if isinstance(error, UserError):
            message = self.env._("Odoo refuses this order: %(reason)s", reason=str(error))
            self._hold([HoldReason("odoo", "", message)])
            return
        self.env["amazon.channel.operation"]._log_surprise(f"Amazon order {self.amazon_order_ref}", error)
        attempts = self.attempts + 1
        minutes = min(2**attempts, MAX_RETRY_MINUTES)
        self.write(
            {
                "state": "failed",
                "attempts": attempts,
                "next_attempt_at": fields.Datetime.now() + timedelta(minutes=minutes),
                "hold_reason": self.env._(
                    "A technical error (%(error)s) stopped this order. It is tried again in %(minutes)s minutes. "
                    "If it stays, the server log has the details.",
                    error=type(error).__name__,
                    minutes=minutes,
                ),
            }
        )

    @api.model
    def _due_domain(self):
        """Orders to process now."""
        return Domain("state", "=", "to_process") | (
            Domain("state", "=", "failed") & Domain("next_attempt_at", "<=", fields.Datetime.now())
        )

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_retry(self):
        """Button: process again, now if nobody else is at it."""
        self._requeue()
        return self.env["amazon.channel.order.import"]._process_and_notify(self.account_id)

    def action_open_sale_order(self):
        self.ensure_one()
        return self.sale_order_id._get_records_action()

    def action_open_at_amazon(self):
        """Open the order in Seller Central."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "new", "url": self._seller_central_url()}

    def _seller_central_url(self):
        """Address of the order in the Seller Central of its marketplace, or False without a channel."""
        self.ensure_one()
        host = self.channel_id.marketplace_id.seller_central_host
        return host and f"https://{host}/orders-v3/order/{self.amazon_order_ref}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        if any(order.sale_order_id for order in self):
            raise UserError(self.env._("An imported Amazon order stays in the inbox as long as its sale order exists."))


class HoldReason:
    """Why an order waits: `code` of the hold, `key` of what would release it, `message` with the fix."""

    __slots__ = ("code", "key", "message")

    def __init__(self, code, key, message):
        self.code = code
        self.key = key
        self.message = message


def _read_time(value):
    """Amazon's time as Odoo's naive UTC datetime, or False when it is not readable."""
    if not isinstance(value, str):
        return False
    try:
        return fields.Datetime.to_datetime(value[:19].replace("T", " "))
    except ValueError:
        return False
