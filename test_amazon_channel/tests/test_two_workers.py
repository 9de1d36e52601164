from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import tagged

from .common import EndToEndCase


@tagged("post_install", "-at_install")
class TestTwoWorkers(EndToEndCase):
    """Another worker of the same database is at it. Whole processes that meet are in the long run, `./dev soak`."""

    @contextmanager
    def other_worker(self, operation):
        """A worker in a database session of its own, in the middle of this operation."""
        # Two imports in a company would fight over the same stock; accounts are fetched side by side.
        record = self.account.company_id if operation == "process_orders" else self.account
        with db_connect(self.env.cr.dbname).cursor() as cr:
            other = api.Environment(cr, SUPERUSER_ID, {})
            # Only the id is used: that session does not see what this test has created.
            with other["amazon.channel.operation"]._alone(operation, record.with_env(other)) as alone:
                self.assertTrue(alone, "nobody else may be at it yet")
                yield

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
