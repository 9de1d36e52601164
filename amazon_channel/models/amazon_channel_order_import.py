from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..mapping.errors import DocumentError
from ..tools.private_log import values_withheld
from .amazon_channel_operation import TRANSIENT_ERRORS
from .amazon_channel_order import HoldReason

BATCH_SIZE = 50
MAX_COLLISIONS = 10

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
    held and the others go on; when nobody is named, each order is tried alone.
    """

    _name = "amazon.channel.order.import"
    _inherit = "amazon.channel.operation"
    _description = "Process Amazon Orders"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_process_orders(self):
        """Process what is due, account by account."""
        orders = self.env["amazon.channel.order"]
        # No number of remaining orders is reported: another worker may be at them, and Odoo would call again at once.
        for (account,) in orders._read_group(orders._due_domain(), ["account_id"]):
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

        Runs with the importer's rights in the account's company, whoever asked for it.

        :return: the amazon.channel.run; empty when there was nothing to do or somebody else is at it
        """
        self, account = self._importer(account)
        run = self.env["amazon.channel.run"]
        domain = Domain("account_id", "=", account.id) & self.env["amazon.channel.order"]._due_domain()
        if not self.env["amazon.channel.order"].search_count(domain, limit=1):
            return run
        # One import at a time in a company: two of them would fight over the same stock.
        with self._alone("process_orders", account.company_id) as alone:
            if not alone:
                soon = fields.Datetime.now() + timedelta(minutes=1)
                self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger(at=soon)
                return run
            run = run._start("process_orders", account)
            self._prepare_fba(account, domain)
            with values_withheld():
                out_of_time = self._process_due(domain, run)
            run._end("done", out_of_time and self.env._("Not all was done in time; the rest follows at once."))
            self.env["ir.cron"]._commit_progress()
            self.env["amazon.channel.order"]._report_waiting(account)
        return run

    def _prepare_fba(self, account, domain):
        """Set up the account's FBA location before its first order needs it, in a transaction of its own: Get Orders
        writes the account's row all the time, and a whole batch would collide with it."""
        by_amazon = domain & Domain("payload", "like", '"fulfilledBy": "AMAZON"')
        if account.fba_route_id or not self.env["amazon.channel.order"].search_count(by_amazon, limit=1):
            return
        for _attempt in range(MAX_COLLISIONS):
            try:
                self.env["amazon.channel.order.delivery"]._fba_route(account)
                self.env["ir.cron"]._commit_progress()
                return
            except TRANSIENT_ERRORS:
                self.env.cr.rollback()

    def _process_due(self, domain, run):
        """Take batch after batch until none is due.

        :return: True when it ended before that: the cron's time ran out, or others kept getting in the way
        """
        size, collisions = BATCH_SIZE, 0
        while orders := self._next_batch(domain, size):
            try:
                self._process_safely(orders, domain, run)
                self.env.flush_all()
                # What others changed meanwhile is found out here at the latest.
                seconds_left = self.env["ir.cron"]._commit_progress(len(orders))
            except TRANSIENT_ERRORS:
                self.env.cr.rollback()
                collisions += 1
                # Others work with the same stock: a small batch is done before they come.
                size = max(1, size // 4)
                if collisions < MAX_COLLISIONS:
                    continue
                seconds_left = 0
            else:
                size, collisions = min(BATCH_SIZE, 2 * size), 0
            if not seconds_left:
                self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger()
                return True
        return False

    def _next_batch(self, domain, size):
        orders = self.env["amazon.channel.order"].search(domain, limit=size, order="id")
        return orders.try_lock_for_update().filtered_domain(domain)

    def _process_safely(self, orders, domain, run):
        """Process a batch; when something unforeseen breaks it, process its orders one by one."""
        try:
            self._process_batch(orders, run)
            return
        except TRANSIENT_ERRORS:
            raise
        except Exception:  # noqa: BLE001 - the order that broke the batch is found, and logged, below
            self.env.cr.rollback()
        for order in orders.try_lock_for_update().filtered_domain(domain):
            try:
                with self.env.cr.savepoint():
                    self._process_batch(order, run)
            except TRANSIENT_ERRORS:
                raise
            except Exception as error:  # noqa: BLE001 - one order's surprise must not stop the others
                order._fail(error)

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
        check, header = self.env["amazon.channel.order.check"], self.env["amazon.channel.order.header"]
        channels = {channel.marketplace_id.amazon_ref: channel for channel in orders.account_id.channel_ids}
        currencies = check._currencies()
        readings = {}
        for order in orders:
            try:
                data = order._read_payload()
            except DocumentError as error:
                order._hold([HoldReason("document", error.code, check._document_message(error))])
                continue
            order.write(header._prepare_inbox_vals(data, channels, currencies))
            readings[order] = data
        return readings

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
            # Nobody is named: alone, each shows what it is, however many of them are bad.
            for candidate in candidates:
                self._import_all([candidate])

    def _import_together(self, candidates):
        """Contacts, sale orders, totals, confirmation, Amazon's own deliveries: each step once for all of them.

        :raises OrdersRefusedError: totals differ
        """
        self.env["amazon.channel.order.contact"]._assign(candidates)
        prepared = self.env["amazon.channel.order.header"]._prepare_sale_orders(candidates)
        sale_orders = self._quiet("sale.order").create(prepared)
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
