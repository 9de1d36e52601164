from collections import Counter
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from amazon_simulator import KINDS

from .. import checks
from .common import REGIONS, EndToEndCase, new_simulator

# Those that occur by themselves, in turn; what nobody may swallow is asked for by name.
USUAL = [name for name, kind in KINDS.items() if kind.weight]
PAGE = 100


@tagged("post_install", "-at_install")
class TestManyOrders(EndToEndCase):
    """Orders of every kind, fetched and processed once; each test looks at one thing that must be true of them."""

    regions = REGIONS
    rounding = "round_per_line"
    orders = 300

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.tax_calculation_rounding_method = cls.rounding
        cls.simulator = new_simulator()
        cls.simulator.generate_orders(cls.orders, USUAL)
        cls.documents = cls.simulator.list_orders(limit=cls.orders)
        with cls._connected(cls.simulator):
            cls.get_runs = cls.get_orders()
            cls.process_orders()
        cls.rows = checks.inbox(cls.env, cls.accounts)

    def setUp(self):
        super().setUp()
        self.imported = self.inbox().sale_order_id

    def test_every_order_is_in_the_inbox_exactly_once(self):
        documents = {document["orderId"]: document for document in self.documents}
        self.assertEqual(checks.completeness_problems(self.rows, documents), [])
        self.assertEqual(len(self.rows), self.orders)

    def test_every_order_ends_where_it_should_and_comes_to_the_cent(self):
        self.assertEqual(checks.problems(self.env, self.accounts, self.documents), [])

    def test_nearly_every_order_is_imported(self):
        # Held are those that Amazon tells too little of; were it more, the check above would prove little.
        states = Counter(row["state"] for row in self.rows)
        self.assertGreater(states["imported"], 0.9 * self.orders)
        self.assertLess(states["held"], 0.03 * self.orders)

    def test_amazon_is_asked_once_for_a_hundred_orders(self):
        by_account = Counter(self.inbox().mapped("account_id.id"))
        for run in self.get_runs:
            self.assertLessEqual(run.call_count, by_account[run.account_id.id] / PAGE + 2)
        self.assertEqual(len(self.get_runs), len(self.accounts))

    def test_runs_count_what_was_done(self):
        self.assertEqual(sum(self.get_runs.mapped("new_count")), self.orders)
        runs = self.env["amazon.channel.run"].search([("operation", "=", "process_orders")])
        self.assertEqual(sum(runs.mapped("imported_count")), len(self.imported))
        self.assertEqual(set((self.get_runs | runs).mapped("state")), {"done"})

    def test_processing_again_changes_nothing(self):
        self.inbox()._requeue()
        self.process_orders()
        again = checks.inbox(self.env, self.accounts)
        self.assertEqual([row["sale_order_id"] for row in again], [row["sale_order_id"] for row in self.rows])
        self.assertEqual(checks.problems(self.env, self.accounts, self.documents), [])

    # -- Invoices --------------------------------------------------------------------------------------------------

    def test_the_invoice_comes_to_the_same_cents(self):
        for order in self._sample(20):
            order._create_invoices().action_post()
            self.assertInvoiced(order)

    def test_invoices_in_two_parts_come_to_the_same_cents(self):
        several = self.imported.filtered(lambda order: max(self._goods(order).mapped("product_uom_qty")) > 1)
        self.assertTrue(several)
        for order in several[:20]:
            first = order._create_invoices()
            self._keep_one_of_each(order, first)
            first.action_post()
            order._create_invoices().action_post()
            self.assertEqual(len(order.invoice_ids), 2)
            self.assertInvoiced(order)

    def assertInvoiced(self, order):
        """The posted invoices of an order come to its total, and that is Amazon's without the tax it collects."""
        odoo = sum(Decimal(str(invoice.amount_total)) for invoice in order.invoice_ids)
        amazon = Decimal(str(order.amazon_channel_total)) - Decimal(str(order.amazon_channel_tax_collected))
        self.assertEqual(odoo, amazon, order.amazon_channel_order_ref)
        self.assertEqual(set(order.invoice_ids.mapped("state")), {"posted"})

    def _sample(self, number):
        """Orders from all over the list, with something to invoice."""
        orders = self.imported.filtered(lambda order: order.amount_total)
        return orders[:: max(1, len(orders) // number)]

    def _goods(self, order):
        return order.order_line.filtered(lambda line: line.amazon_channel_charge == "item")

    def _keep_one_of_each(self, order, invoice):
        """Invoice one piece of what there is more than one of, and nothing else for now."""
        kept = invoice.invoice_line_ids.filtered(lambda line: line.quantity > 1)
        kept.quantity = 1
        dropped = invoice.invoice_line_ids - kept
        invoice.write({"invoice_line_ids": [Command.delete(line.id) for line in dropped]})


@tagged("post_install", "-at_install")
class TestManyOrdersRoundedGlobally(TestManyOrders):
    """The same where the company rounds its taxes over the whole document."""

    allow_inherited_tests_method = True
    rounding = "round_globally"
    orders = 200
