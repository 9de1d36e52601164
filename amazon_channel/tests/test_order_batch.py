"""Batches: one bad order stops nobody, lookups do not grow with the batch, an unchanged page costs nothing."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .order_common import OrderCase
from .order_documents import address, buyer, item, later, order

SURPRISES = "odoo.addons.amazon_channel.models.amazon_channel_operation"


def stranger(number, *items, **fields):
    """An order of a buyer and an address of its own."""
    return order(
        *items,
        buyer=buyer(f"Buyer {number}", f"buyer-{number}@marketplace.example"),
        recipient={"deliveryAddress": address(name=f"Buyer {number}", addressLine1=f"{number} Harbor Lane")},
        **fields,
    )


@tagged("post_install", "-at_install")
class TestOrderBatch(OrderCase):
    def states(self, *documents):
        return [row.state for row in self.inbox(*documents)]

    # -- One bad order -----------------------------------------------------------------------------------------

    @mute_logger(SURPRISES)
    def test_one_order_that_breaks_does_not_stop_the_other_49(self):
        documents = [stranger(number) for number in range(50)]
        with self.failing(ValueError("nobody foresaw this"), documents[17]):
            self.receive(*documents)
        states = self.states(*documents)
        self.assertEqual(states.pop(17), "failed")
        self.assertEqual(states, ["imported"] * 49)

    def test_one_order_that_odoo_refuses_does_not_stop_the_others(self):
        documents = [stranger(number) for number in range(6)]
        with self.failing(UserError("No."), documents[2]):
            self.receive(*documents)
        self.assertEqual(self.states(*documents), ["imported"] * 2 + ["held"] + ["imported"] * 3)

    def test_one_order_whose_total_differs_does_not_stop_the_others(self):
        documents = [stranger(number) for number in range(6)]
        dearer = documents[4]["orderId"]
        lines = self.env.registry["amazon.channel.order.lines"]
        prepare = lines._prepare_commands

        def prepare_commands(model, candidate, *args):
            commands = prepare(model, candidate, *args)
            if candidate.order.amazon_order_ref == dearer:
                commands[0][2]["price_unit"] += 0.01
            return commands

        with patch.object(lines, "_prepare_commands", prepare_commands):
            self.receive(*documents)
        self.assertEqual(self.states(*documents), ["imported"] * 4 + ["held"] + ["imported"])

    def test_one_order_nobody_can_read_does_not_stop_the_others(self):
        documents = [stranger(number) for number in range(3)]
        documents[1]["orderItems"] = "none"
        self.receive(*documents)
        self.assertEqual(self.states(*documents), ["imported", "held", "imported"])

    @mute_logger(SURPRISES)
    def test_change_that_breaks_does_not_stop_the_others(self):
        documents = [stranger(number) for number in range(3)]
        self.receive(*documents)
        with self.failing(ValueError("nobody foresaw this"), documents[0], at="write"):
            changed = [later(document, status="SHIPPED") for document in documents]
            self.receive(*changed, stranger(9))
        rows = self.inbox(*documents)
        self.assertEqual([row.sale_order_id.amazon_channel_status for row in rows], ["UNSHIPPED", "SHIPPED", "SHIPPED"])
        self.assertEqual(rows[0].state, "failed")

    @mute_logger(SURPRISES)
    def test_surprise_outside_of_an_order_is_tracked_down_to_it(self):
        documents = [stranger(number) for number in range(3)]
        header = self.env.registry["amazon.channel.order.header"]
        prepare = header._prepare_inbox_vals

        def prepare_inbox_vals(model, data, *args):
            if data.order_ref == documents[1]["orderId"]:
                raise ValueError("nobody foresaw this")
            return prepare(model, data, *args)

        with patch.object(header, "_prepare_inbox_vals", prepare_inbox_vals):
            self.receive(*documents)
        self.assertEqual(self.states(*documents), ["imported", "failed", "imported"])

    def test_more_orders_than_a_batch_are_all_processed(self):
        with patch("odoo.addons.amazon_channel.models.amazon_channel_order_import.BATCH_SIZE", 2):
            documents = [stranger(number) for number in range(5)]
            self.receive(*documents)
        self.assertEqual(self.states(*documents), ["imported"] * 5)

    def test_run_counts_what_happened(self):
        known = stranger(0)
        self.receive(known)
        self.store(stranger(1), stranger(2), stranger(3, item("VASE")), later(known))
        run = self.process()
        self.assertEqual(run.state, "done")
        self.assertEqual((run.imported_count, run.updated_count, run.held_count, run.failed_count), (2, 1, 1, 0))

    def test_nothing_to_do_leaves_no_run(self):
        self.assertFalse(self.process())

    def test_orders_of_another_account_wait_for_their_own_run(self):
        british = order(marketplace="GB")
        self.store(british)
        self.receive(order())
        self.assertEqual(self.states(british), ["to_process"])

    def test_cron_processes_all_accounts(self):
        american, british = order(), order(marketplace="GB")
        self.store(american)
        self.store(british)
        with self.enter_registry_test_mode():
            self.env.ref("amazon_channel.ir_cron_process_orders").method_direct_trigger()
        self.assertEqual(self.states(american) + self.states(british), ["imported", "imported"])

    # -- What it costs -----------------------------------------------------------------------------------------

    @contextmanager
    def queries(self):
        """Collect the statements that are sent to the database."""
        collected = []
        execute = type(self.env.cr).execute

        def collect(cr, query, *args, **kwargs):
            collected.append(str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", collect):
            yield collected

    def cost(self, count, start):
        """Statements that importing this many orders of strangers takes."""
        goods = item("MUG", "10.00"), item("KETTLE", "12.00", shipping="3.00")
        documents = [stranger(number, *goods, marketplace="GB") for number in range(start, start + count)]
        self.store(*documents)
        self.env.invalidate_all()
        with self.queries() as collected:
            self.process(self.accounts["eu"])
        self.assertEqual(set(self.states(*documents)), {"imported"})
        return collected

    def lookups(self, collected, table):
        return sum(bool(re.search(rf'FROM "{table}"', statement)) for statement in collected)

    def test_cost_of_an_order_does_not_grow_with_the_batch(self):
        self.cost(2, 1000)
        few, many = self.cost(5, 2000), self.cost(20, 3000)
        self.assertLessEqual(len(many) / 20, len(few) / 5)
        # Plain Odoo needs about 51 statements for an order of two goods and postage, written in batches of 50.
        each = (len(many) - len(few)) / 15
        self.assertLess(each, 60, f"{each:.1f} statements for one more order")

    def test_lookups_do_not_grow_with_the_batch(self):
        self.cost(2, 1000)
        few, many = self.cost(5, 2000), self.cost(20, 3000)
        tables = (
            "amazon_channel",
            "amazon_channel_shipping_mapping",
            "account_tax",
            "res_country_state",
            "res_currency",
        )
        for table in (*tables, "res_partner", "product_product"):
            self.assertEqual(self.lookups(many, table), self.lookups(few, table), table)

    def test_unchanged_page_writes_nothing(self):
        documents = [stranger(number) for number in range(20)]
        self.receive(*documents)
        with self.queries() as collected:
            counts = self.store(*documents)
        self.assertEqual(counts, {"fetched": 20, "new": 0, "changed": 0})
        self.assertFalse([statement for statement in collected if re.match(r"\s*(INSERT|UPDATE|DELETE)", statement)])

    def test_page_is_compared_in_one_lookup(self):
        documents = [stranger(number) for number in range(20)]
        self.store(*documents)
        with self.queries() as collected:
            self.store(*documents)
        self.assertEqual(self.lookups(collected, "amazon_channel_order"), 1)
