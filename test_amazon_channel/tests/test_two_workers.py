from contextlib import contextmanager

from odoo.sql_db import db_connect
from odoo.tests import tagged

from .common import EndToEndCase


@tagged("post_install", "-at_install")
class TestTwoWorkers(EndToEndCase):
    """Another worker of the same database is at it. Whole processes that meet are in the long run, `./dev soak`."""

    @contextmanager
    def other_worker(self, operation):
        """A worker in a database session of its own, in the middle of this operation."""
        with db_connect(self.env.cr.dbname).cursor() as cr:
            # Two imports in a company would fight over the same stock; accounts are fetched side by side.
            record = self.account.company_id if operation == "process_orders" else self.account
            name = f"amazon_channel/{operation}/{record.id}"
            cr.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (name,))
            self.assertTrue(cr.fetchone()[0], "nobody else may be at it yet")
            yield
            cr.execute("SELECT pg_advisory_unlock_all()")

    def test_a_second_worker_does_not_fetch_what_the_first_is_fetching(self):
        number = self.place("us_facilitator_tax")
        with self.other_worker("get_orders"):
            self.assertFalse(self.get_orders())
            self.assertEqual(self.calls(), [])
        self.get_orders()
        self.assertTrue(self.inbox(number))

    def test_a_second_worker_does_not_process_what_the_first_is_processing(self):
        number = self.place("us_facilitator_tax")
        self.get_orders()
        with self.other_worker("process_orders"):
            self.assertFalse(self.process_orders())
            self.assertEqual(self.inbox(number).state, "to_process")
        self.process_orders()
        self.assertTrue(self.sale_order(number))

    def test_a_second_worker_comes_back_for_what_the_first_may_leave(self):
        self.place("us_facilitator_tax")
        self.get_orders()
        cron = self.env.ref("amazon_channel.ir_cron_process_orders")
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        with self.other_worker("process_orders"):
            self.process_orders()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_fetching_and_processing_do_not_wait_for_each_other(self):
        number = self.place("us_facilitator_tax")
        with self.other_worker("process_orders"):
            self.get_orders()
            self.assertTrue(self.inbox(number))
        with self.other_worker("get_orders"):
            self.process_orders()
        self.assertTrue(self.sale_order(number))

    def test_whoever_presses_the_button_meanwhile_is_told(self):
        self.place("us_facilitator_tax")
        with self.other_worker("get_orders"), self.request() as env:
            answer = env["amazon.channel.account"].browse(self.account.id).action_get_orders()
        self.assertIn("already", answer["params"]["message"])

    def test_a_lock_is_given_back_when_the_run_is_over(self):
        self.place("us_facilitator_tax")
        self.sync()
        for operation in ("get_orders", "process_orders"):
            with self.other_worker(operation):
                pass
