import logging

from psycopg2 import errors as pg_errors

from odoo import api, fields, models
from odoo.fields import Domain

from ..mapping.errors import DocumentError
from .amazon_channel_order import HoldReason

_logger = logging.getLogger(__name__)

BATCH_SIZE = 50
# Two transactions met: the batch is started again on a fresh snapshot, it is nobody's fault.
TRANSIENT_ERRORS = (pg_errors.SerializationFailure, pg_errors.DeadlockDetected, pg_errors.LockNotAvailable)
MAX_COLLISIONS = 5

WAITING_STATUSES = ("PENDING", "PENDING_AVAILABILITY")
SALE_STATUSES = ("UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED")


class Candidate:
    """An order on its way to a sale order: the inbox row, what Amazon says, and what was found for it in Odoo."""

    __slots__ = ("buyer", "carrier", "channel", "data", "order", "products", "recipient", "sale_order")

    def __init__(self, order, data):
        self.order = order
        self.data = data
        self.channel = order.channel_id
        self.products = {}  # SKU -> product.product
        self.carrier = order.env["delivery.carrier"]
        self.buyer = self.recipient = order.env["res.partner"]
        self.sale_order = order.env["sale.order"]

    @property
    def by_amazon(self):
        return self.data.fulfilled_by == "AMAZON"


class OrdersRefusedError(Exception):
    """Some orders of a batch turned out wrong after they were built.

    :param dict reasons: Candidate -> list of HoldReason
    """

    def __init__(self, reasons):
        super().__init__()
        self.reasons = reasons


class AmazonChannelOrderImport(models.AbstractModel):
    """Process Orders: from the inbox to confirmed sale orders, 50 at a time.

    A batch is tried as a whole, in one savepoint. When that fails, the orders that are named as the cause are
    held and the others go on; when nobody is named, halves are tried, until the bad order stands alone.
    """

    _name = "amazon.channel.order.import"
    _description = "Process Amazon Orders"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_process_orders(self):
        """Process what is due, account by account."""
        orders = self.env["amazon.channel.order"]
        due = orders._read_group(orders._due_domain(), ["account_id"], ["__count"])
        self.env["ir.cron"]._commit_progress(remaining=sum(count for _account, count in due))
        for account, _count in due:
            self._process(account)

    @api.model
    def _process_and_notify(self, accounts):
        """Button: process what is due now.

        :return: a notification that says what happened
        """
        runs = self.env["amazon.channel.run"]
        for account in accounts:
            runs |= self._process(account)
        return runs._notification()

    @api.model
    def _process(self, account):
        """Process all due orders of `account`, committing batch by batch.

        :return: the amazon.channel.run; empty when there was nothing to do or somebody else is at it
        """
        run = self.env["amazon.channel.run"]
        domain = Domain("account_id", "=", account.id) & self.env["amazon.channel.order"]._due_domain()
        if not self.env["amazon.channel.order"].search_count(domain, limit=1):
            return run
        with self.env["amazon.channel.order.fetch"]._alone("process_orders", account) as alone:
            if not alone:
                return run
            run = run._start("process_orders", account)
            out_of_time = self._process_due(domain, run)
            run._end("done", out_of_time and self.env._("Out of time; the rest follows at once."))
            self.env["ir.cron"]._commit_progress()
            return run

    def _process_due(self, domain, run):
        """Take batch after batch until none is due.

        :return: True when the cron's time ran out before
        """
        collisions = 0
        while orders := self._next_batch(domain):
            try:
                self._process_batch(orders, run)
                self.env.flush_all()
            except TRANSIENT_ERRORS:
                self.env.cr.rollback()
                collisions += 1
                if collisions < MAX_COLLISIONS:
                    continue
                self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger()
                return True
            if not self.env["ir.cron"]._commit_progress(len(orders)):
                self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger()
                return True
        return False

    def _next_batch(self, domain):
        orders = self.env["amazon.channel.order"].search(domain, limit=BATCH_SIZE, order="id")
        return orders.try_lock_for_update().filtered_domain(domain)

    # -- One batch ---------------------------------------------------------------------------------------------

    def _process_batch(self, orders, run):
        """Bring up to 50 inbox rows of one account to the state that Amazon's documents ask for."""
        readings = self._read(orders)
        candidates, changes = [], []
        for order, data in readings.items():
            if order.sale_order_id:
                changes.append((order, data))
            elif not self._settle_without_sale(order, data):
                candidates.append(Candidate(order, data))
        before = orders.filtered("sale_order_id")
        ready = self.env["amazon.channel.order.check"]._ready(candidates)
        self._import_all(ready)
        for order, data in changes:
            self.env["amazon.channel.order.update"]._apply(order, data)
        states = orders.mapped("state")
        run._count(
            imported=len(orders.filtered("sale_order_id") - before),
            updated=len(changes),
            held=states.count("held"),
            failed=states.count("failed"),
        )

    def _read(self, orders):
        """Turn the payloads into `OrderData` and put its summary on the rows; hold what cannot be represented.

        :return: dict amazon.channel.order -> OrderData
        """
        check = self.env["amazon.channel.order.check"]
        channels = {channel.marketplace_id.amazon_ref: channel for channel in orders.account_id.channel_ids}
        currencies = check._currencies()
        readings = {}
        for order in orders:
            try:
                data = order._read_payload()
            except DocumentError as error:
                order._hold([HoldReason("document", error.code, check._document_message(error))])
                continue
            order.write(self._prepare_summary_vals(data, channels, currencies))
            readings[order] = data
        return readings

    def _prepare_summary_vals(self, data, channels, currencies):
        """What lists and forms show of the order before, and whether or not, it becomes a sale order."""
        channel = channels.get(data.marketplace_ref)
        return {
            "channel_id": channel and channel.id,
            "amazon_status": data.status,
            "fulfillment": {"AMAZON": "amazon", "MERCHANT": "merchant"}.get(data.fulfilled_by, False),
            "service_level": data.service_level,
            "programs": ", ".join(data.programs),
            "purchase_date": naive_utc(data.purchase_date),
            "last_updated": naive_utc(data.last_updated),
            "ship_by": naive_utc(data.ship_by.latest),
            "deliver_by": naive_utc(data.deliver_by.latest),
            "currency_id": currencies.get(data.currency, False),
            "amazon_total": float(data.grand_total or 0),
            "unknown_values": "\n".join(data.unknown) or False,
        }

    def _settle_without_sale(self, order, data):
        """Reach the final state of an order that makes no sale order (yet).

        :return: True when that was all there is to do
        """
        if data.sales_channel == "NON_AMAZON":
            order._settle("ignored")
        elif data.status == "CANCELLED":
            order._settle("cancelled")
        elif data.status in WAITING_STATUSES:
            order._settle("pending")
        elif data.fulfilled_by == "AMAZON" and data.status in ("UNSHIPPED", "PARTIALLY_SHIPPED"):
            # Amazon is still packing: the sale is complete, and its stock leaves, when it has shipped.
            order._settle("pending")
        else:
            return False
        return True

    # -- From candidates to sale orders ------------------------------------------------------------------------

    def _import_all(self, candidates):
        """Import all of them together if possible, each of them whatever happens to the others."""
        if not candidates:
            return
        try:
            with self.env.cr.savepoint():
                self._import_together(candidates)
        except OrdersRefusedError as refused:
            for candidate, reasons in refused.reasons.items():
                candidate.order._hold(reasons)
            self._import_all([candidate for candidate in candidates if candidate not in refused.reasons])
        except TRANSIENT_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - one order's surprise must not stop the others
            if len(candidates) == 1:
                candidates[0].order._fail(error)
                return
            middle = len(candidates) // 2
            self._import_all(candidates[:middle])
            self._import_all(candidates[middle:])

    def _import_together(self, candidates):
        """Contacts, sale orders, totals, confirmation, Amazon's own deliveries: each step once for all of them.

        :raises OrdersRefusedError: totals differ
        """
        self.env["amazon.channel.order.contact"]._assign(candidates)
        sale_orders = self._quiet("sale.order").create(self._prepare_sale_orders(candidates))
        for candidate, sale_order in zip(candidates, sale_orders, strict=True):
            candidate.sale_order = sale_order
        self.env["amazon.channel.order.check"]._verify_totals(candidates)
        sale_orders.action_confirm()
        for candidate in candidates:
            candidate.order._settle("imported", sale_order_id=candidate.sale_order.id)
        self.env["amazon.channel.order.delivery"]._follow_amazon(candidates)

    def _quiet(self, model):
        """`model` as the importer writes it: no tracking, no creation log, nobody subscribed, no mail."""
        return self.env[model].with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_auto_subscribe_no_notify=True
        )

    def _prepare_sale_orders(self, candidates):
        lines = self.env["amazon.channel.order.lines"]
        positions = self.env["account.fiscal.position"]
        taxes = {}  # shared by the batch: product and fiscal position -> taxes
        vals_list = []
        for candidate in candidates:
            channel = candidate.channel
            position = channel.fiscal_position_id or positions.with_company(channel.company_id)._get_fiscal_position(
                candidate.buyer, candidate.recipient
            )
            vals = self._prepare_sale_order_vals(candidate, position)
            vals["order_line"] = lines._prepare_commands(candidate, position, taxes)
            vals["amazon_channel_tax_collected"] = float(lines._tax_collected(channel, candidate.data))
            vals["amazon_channel_tax_reported"] = float(lines._tax_reported(channel, candidate.data))
            vals_list.append(vals)
        return vals_list

    def _prepare_sale_order_vals(self, candidate, fiscal_position):
        """The header of the sale order. The purchase date is Amazon's; the commitment is the ship-by date, since
        that is what Amazon measures the warehouse by."""
        channel, data = candidate.channel, candidate.data
        return {
            "company_id": channel.company_id.id,
            "partner_id": candidate.buyer.id,
            "partner_invoice_id": candidate.buyer.id,
            "partner_shipping_id": candidate.recipient.id,
            "fiscal_position_id": fiscal_position.id,
            "pricelist_id": channel.pricelist_id.id,
            "warehouse_id": channel.warehouse_id.id,
            "team_id": channel.team_id.id,
            "user_id": channel.user_id.id,
            "carrier_id": candidate.carrier.id,
            "client_order_ref": data.buyer.purchase_order or data.order_ref,
            "origin": data.order_ref,
            "date_order": naive_utc(data.purchase_date),
            "note": False,
            "require_signature": False,
            "require_payment": False,
            "amazon_channel_id": channel.id,
            "amazon_channel_order_id": candidate.order.id,
            "amazon_channel_order_ref": data.order_ref,
            "amazon_channel_total": float(data.grand_total),
            **self._prepare_followed_vals(data),
        }

    def _prepare_followed_vals(self, data):
        """Header fields that follow Amazon for as long as the order lives."""
        ship_by = naive_utc(data.ship_by.latest)
        return {
            "commitment_date": ship_by if data.fulfilled_by == "MERCHANT" else False,
            "amazon_channel_status": data.status,
            "amazon_channel_fulfillment": "amazon" if data.fulfilled_by == "AMAZON" else "merchant",
            "amazon_channel_service_level": data.service_level,
            "amazon_channel_programs": ", ".join(data.programs),
            "amazon_channel_ship_by": ship_by,
            "amazon_channel_deliver_by": naive_utc(data.deliver_by.latest),
            "amazon_channel_replaces": ", ".join(reference for _kind, reference in data.replaces) or False,
        }


def naive_utc(value):
    """An aware time as Odoo stores it, to the second; False for None."""
    return fields.Datetime.to_datetime(value.strftime("%Y-%m-%d %H:%M:%S")) if value else False
