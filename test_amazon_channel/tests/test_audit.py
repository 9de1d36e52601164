from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect
from odoo.tests import tagged

from .common import EndToEndCase, new_simulator

LIST = "searchOrders"


@tagged("post_install", "-at_install")
class TestAudit(EndToEndCase):
    """The order audit against a whole Amazon: report asked for, made, downloaded, compared, what is missing fetched."""

    def setUp(self):
        super().setUp()
        # Orders of the last days: what the polls have passed is expected here, what is younger is not.
        now = datetime.now(timezone.utc)
        period = (now - timedelta(days=5), now - timedelta(days=1))
        self.use(new_simulator())
        self.simulator.change_settings(report_seconds=0)
        self.numbers = self.simulator.generate_orders(6, ["us_facilitator_tax"], ["US"], placed_between=period)

    # -- What people and schedules do ------------------------------------------------------------------------------

    def audit(self, turns=2):
        """The nightly audit: asked for, followed to the end, what is missing fetched, everything processed."""
        self.account.audit_requested_at = False
        self.run_cron("audit_orders")
        self.follow(turns)
        self.run_cron("audit_orders")
        self.process_orders()

    def follow(self, turns=2):
        """Follow documents so often, each time after their waiting time."""
        for _turn in range(turns):
            self.documents().filtered("is_open").next_attempt_at = False
            self.run_cron("follow_documents")
            self.env.invalidate_all()

    def documents(self):
        return self.env["amazon.channel.document"].search([("account_id", "=", self.account.id)], order="id")

    def totals(self):
        days = self.env["amazon.channel.order.audit"].search([("account_id", "=", self.account.id)])
        return tuple(sum(days.mapped(f"{name}_count")) for name in ("amazon", "here", "missing", "found"))

    def lose(self, number):
        """An order that the list of orders leaves out."""
        self.simulator.lose_order(number)
        return number

    # -- The good way ----------------------------------------------------------------------------------------------

    def test_complete_shop_is_proven_complete(self):
        self.sync()
        self.audit()
        self.assertEqual(self.totals(), (6, 6, 0, 0))
        self.assertIn("6 of 6 in the last 30 days", self.account.audit_text)

    def test_order_that_the_list_left_out_is_found_and_imported(self):
        lost = self.lose(self.numbers[2])
        self.sync()
        self.assertFalse(self.sale_order(lost))
        self.audit()
        self.assertTrue(self.sale_order(lost))
        self.assertEqual(self.totals(), (6, 6, 0, 1))

    def test_orders_of_another_channel_than_amazon_are_no_gap(self):
        self.sync()
        self.audit()
        self.assertFalse(self.account.audit_unknown_channels)

    def test_report_brings_the_shipping_texts(self):
        self.sync()
        self.audit()
        self.assertTrue(all(self.inbox().mapped("shipping_text")))

    def test_order_cancelled_behind_the_back_of_the_list_is_cancelled_here(self):
        number = self.numbers[0]
        self.sync()
        self.lose(number)
        self.simulator.cancel_order(number)
        # The polls have passed the cancellation without being told.
        self.account.orders_cursor = fields.Datetime.now() + timedelta(minutes=1)
        self.audit()
        self.assertEqual(self.inbox(number).state, "cancelled")

    # -- Trouble -----------------------------------------------------------------------------------------------------

    def assert_found_in_the_end(self, lost):
        self.let_retry_time_pass()
        self.audit(turns=3)
        self.assertTrue(self.sale_order(lost))
        self.assertEqual(self.totals()[:3], (6, 6, 0))

    def test_trouble_on_every_call_is_survived(self):
        lost = self.lose(self.numbers[1])
        self.sync()
        for operation in ("createReport", "getReport", "getReportDocument", "getOrder"):
            for status in (500, 429):
                self.simulator.add_fault(operation, "status", status=status, times=2)
        self.audit()
        self.assertFalse(self.sale_order(lost))
        # One night for each kind of trouble at most; the quota of getOrder is empty after Amazon's 429.
        for _night in range(7):
            self.let_retry_time_pass()
            self.audit()
        self.assert_found_in_the_end(lost)

    def test_report_that_amazon_gave_up_is_told_and_asked_for_again(self):
        lost = self.lose(self.numbers[1])
        self.sync()
        for outcome in ("FATAL", "CANCELLED"):
            self.simulator.fail_next_report(outcome)
            self.audit(turns=3)
            self.assertEqual(self.totals(), (0, 0, 0, 0), outcome)
            self.assertEqual(self.documents()[-1].state, "failed", outcome)
            self.assertTrue(self.account.audit_problem)
        self.assert_found_in_the_end(lost)
        self.assertFalse(self.account.audit_problem)
        issues = self.env["amazon.channel.issue"].search([("account_id", "=", self.account.id), ("state", "=", "open")])
        self.assertNotIn("document_failed", issues.mapped("code"))

    def test_killed_between_any_two_calls_the_audit_comes_to_its_end(self):
        lost = self.lose(self.numbers[1])
        self.sync()
        module = "odoo.addons.amazon_channel.models.amazon_channel_document_transfer"
        for name in ("reports.create_report", "reports.get_report", "reports.get_report_document", "download"):
            with patch(f"{module}.{name}", side_effect=SystemExit), self.killed():
                self.audit()
        with (
            patch(
                "odoo.addons.amazon_channel.models.amazon_channel_order_audit_fetch.get_order", side_effect=SystemExit
            ),
            self.killed(),
        ):
            self.audit()
        self.assert_found_in_the_end(lost)

    def killed(self):
        """The scheduled action does not come to its end."""
        return Killed()

    # -- Two workers -------------------------------------------------------------------------------------------------

    def test_second_worker_leaves_documents_and_missing_orders_alone(self):
        lost = self.lose(self.numbers[1])
        self.sync()
        self.run_cron("audit_orders")
        with self.other_worker("follow_documents"):
            self.follow()
            self.assertEqual(self.calls("createReport"), [])
        self.follow()
        with self.other_worker("audit_orders"):
            self.run_cron("audit_orders")
            self.assertEqual(self.calls("getOrder"), [])
        self.audit()
        self.assertTrue(self.sale_order(lost))

    def other_worker(self, operation):
        return OtherWorker(self, operation)


class Killed:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        # The scheduler turns whatever ends an action into a text; a killed process does not even do that.
        return kind is not None and issubclass(kind, (SystemExit, AssertionError))


class OtherWorker:
    """A worker in a database session of its own, in the middle of an operation of the account."""

    def __init__(self, test, operation):
        self.test, self.operation = test, operation

    def __enter__(self):
        self.cr = db_connect(self.test.env.cr.dbname).cursor()
        other = api.Environment(self.cr, SUPERUSER_ID, {})
        account = self.test.account.with_env(other)
        self.lock = other["amazon.channel.operation"]._alone(self.operation, account)
        self.test.assertTrue(self.lock.__enter__())

    def __exit__(self, *error):
        self.lock.__exit__(*error)
        self.cr.close()
