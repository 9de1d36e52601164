"""The audit: is every order here that Amazon reports, and is what is missing fetched?"""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .audit_common import AuditCase, line, report
from .order_documents import later, order


@tagged("post_install", "-at_install")
class TestOrderAudit(AuditCase):
    # -- Counting ----------------------------------------------------------------------------------------------

    def test_shop_where_everything_is_here(self):
        documents = [order(), order()]
        self.receive(*documents)
        self.audit(*[line(document["orderId"]) for document in documents])
        self.assertEqual(self.counts(), (2, 2, 0))
        self.assertEqual(self.account.audit_text, "2 of 2 in the last 30 days, checked 1 minute ago")
        self.assertEqual(self.channel.audit_text, self.account.audit_text)
        self.assertFalse(self.missing_issue())

    def test_order_of_several_items_counts_once_wherever_its_lines_stand(self):
        first, second = order(), order()
        self.receive(first, second)
        self.audit(line(first["orderId"]), line(second["orderId"]), line(first["orderId"]))
        self.assertEqual(self.counts(), (2, 2, 0))

    def test_report_longer_than_a_batch_is_counted_whole(self):
        lines = [line(f"111-0000000-{number:07d}") for number in range(2_500)]
        self.audit(*lines, *lines[:3])
        self.assertEqual(self.counts(), (2_500, 0, 2_500))

    def test_number_of_queries_grows_with_batches_only(self):
        def queries(number):
            content = report(*[line(f"111-{number:07d}-{index:07d}") for index in range(number)])
            before = self.env.cr.sql_log_count
            self.audit(content=content)
            return self.env.cr.sql_log_count - before

        queries(10)
        self.assertLess(queries(5_000) - queries(10), 12)

    def test_orders_are_counted_by_channel_and_day_of_purchase(self):
        self.audit(
            line("111-1"),
            line("111-2", website="amazon.CA"),
            line("111-3", bought="2026-02-28T23:59:59-08:00"),
            line("111-4", bought="2026-02-28T12:00:00Z"),
        )
        canada = self.account.channel_ids - self.channel
        self.assertEqual(self.counts()[0], 2)
        self.assertEqual(self.counts(channel=canada)[0], 1)
        self.assertEqual(self.counts(day="2026-02-28")[0], 1)

    def test_what_is_sold_elsewhere_is_counted_apart(self):
        self.audit(line("111-1", website="Non-Amazon"), line("111-2", website="Non-Amazon US"), line("111-3"))
        self.assertEqual(self.counts()[0], 1)
        self.assertEqual((self.account.audit_non_amazon_count, self.account.audit_unknown_channels), (2, ""))

    def test_unknown_sales_channel_is_shown_with_its_number(self):
        self.audit(
            line("111-1", website="Amazon.moon"), line("111-2", website="Amazon.moon"), line("111-3", website="")
        )
        self.assertEqual(self.account.audit_unknown_channels, "Amazon.moon: 2, (none named): 1")
        self.assertFalse(self.row())

    def test_order_that_the_poll_has_not_reached_is_not_missing(self):
        self.account.orders_cursor = "2026-03-01 09:00:00"
        self.audit(line("111-1"))
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_order_from_before_the_start_is_not_missing(self):
        self.account.orders_since = "2026-03-01 11:00:00"
        self.audit(line("111-1"))
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_account_that_was_never_polled_misses_nothing(self):
        self.account.orders_cursor = False
        self.audit(line("111-1"))
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_second_audit_corrects_the_first(self):
        document = order()
        self.audit(line(document["orderId"]), line("111-9"))
        self.assertEqual(self.counts(), (2, 0, 2))
        self.receive(document)
        self.audit(line(document["orderId"]))
        self.assertEqual(self.counts(), (1, 1, 0))
        self.assertEqual(len(self.row()), 1)

    def test_day_that_has_no_orders_any_more_is_empty(self):
        self.audit(line("111-1"))
        self.audit(line("111-2", bought="2026-02-27T10:00:00Z"))
        self.assertEqual((self.counts(), self.row().to_fetch), ((0, 0, 0), False))

    def test_audit_covers_thirty_days_at_most(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.account.audit_days = 31
            self.env.flush_all()

    # -- Fetching ----------------------------------------------------------------------------------------------

    def test_missing_order_is_fetched_and_imported(self):
        document = order()
        reference = document["orderId"]
        self.known[reference] = document
        self.audit(line(reference))
        self.assertEqual((self.counts(), self.row().missing_refs), ((1, 0, 1), reference))
        self.audit_cron()
        self.process()
        self.assertEqual(self.inbox(document).state, "imported")
        self.assertEqual((self.counts(), self.row().found_count), ((1, 1, 0), 1))
        self.assertFalse(self.missing_issue())

    def test_audit_wakes_the_schedule_that_fetches(self):
        self.audit(line("111-1"))
        cron = self.env.ref("amazon_channel.ir_cron_audit_orders")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_order_that_amazon_does_not_know_is_told_and_closes_itself(self):
        document = order()
        reference = document["orderId"]
        self.audit(line(reference))
        self.assertFalse(self.missing_issue())  # it is not asked for yet
        self.audit_cron()
        self.assertEqual(self.counts(), (1, 0, 1))
        issue = self.missing_issue()
        self.assertIn("1 orders of Amazon US", issue.name)
        self.assertIn(reference, issue.fix)
        self.receive(document)
        self.audit(line(reference))
        self.assertEqual((self.counts(), issue.state), ((1, 1, 0), "closed"))

    def test_cancelled_order_that_is_still_open_here_is_read_again(self):
        document = order()
        row = self.receive(document)
        reference, moment = document["orderId"], "2026-03-02T08:00:00Z"
        self.known[reference] = later(document, status="CANCELLED", lastUpdatedTime=moment)
        self.audit(line(reference, status="Cancelled", updated=moment))
        self.assertEqual((self.row().stale_count, self.row().missing_count), (1, 0))
        self.audit_cron()
        self.process()
        self.assertEqual((row.state, self.row().stale_count), ("cancelled", 0))

    def test_order_that_is_as_new_here_is_not_read_again(self):
        document = order()
        self.receive(document)
        self.audit(line(document["orderId"], status="Shipped - Delivered to Buyer"))
        self.assertEqual((self.row().stale_count, self.row().to_fetch), (0, False))

    # -- Asking ------------------------------------------------------------------------------------------------

    def test_report_is_asked_for_from_midnight_of_the_first_day(self):
        self.account.audit_days = 3
        self.account.action_audit_orders()
        document = self.documents.search([("purpose", "=", "order_audit")])
        self.assertEqual(str(document.data_start), "2026-02-28 00:00:00")

    def test_report_is_asked_for_once_at_a_time(self):
        self.account.action_audit_orders()
        self.account.action_audit_orders()
        self.audit_cron()
        self.assertEqual(len(self.documents.search([("account_id", "=", self.account.id)])), 1)

    def test_schedule_asks_once_a_day(self):
        self.audit_cron()
        document = self.documents.search([("account_id", "=", self.account.id)])
        document.is_open = False
        self.audit_cron()
        self.assertEqual(len(self.documents.search([("account_id", "=", self.account.id)])), 1)
        self.account.audit_requested_at = "2026-03-01 02:00:00"
        self.audit_cron()
        self.assertEqual(len(self.documents.search([("account_id", "=", self.account.id)])), 2)

    def test_account_that_is_not_connected_is_not_audited(self):
        self.account.state = "draft"
        with self.assertRaises(UserError):
            self.account.action_audit_orders()
        self.audit_cron()
        self.assertFalse(self.documents.search([("account_id", "=", self.account.id)]))

    # -- Reports that say nothing ------------------------------------------------------------------------------

    def test_shop_without_orders_is_audited(self):
        self.run_cancelled_report()
        self.assertEqual(self.account.audit_text, "0 of 0 in the last 30 days, checked 1 minute ago")

    def test_empty_report_about_a_shop_with_orders_proves_nothing(self):
        self.receive(order())
        document = self.run_cancelled_report()
        self.assertEqual((document.state, self.account.audit_text), ("failed", "not checked yet"))
        self.assertIn("1 orders of its days are here", self.account.audit_problem)

    def test_report_without_order_numbers_is_refused_and_told(self):
        document = self.audit(content=b"something\telse\r\n1\t2\r\n")
        self.assertEqual((document.state, document.is_open), ("failed", False))
        self.assertIn("amazon-order-id", self.issues(document).fix)
        self.assertIn("amazon-order-id", self.account.audit_problem)

    def test_report_that_amazon_gave_up_leaves_the_last_audit_standing(self):
        self.audit(line("111-1"))
        with self.committing():
            self.account.action_audit_orders()
        document = self.documents.search([("purpose", "=", "order_audit"), ("is_open", "=", True)])
        self.run_cron()
        self.amazon.result_ref = None
        self.later(document, "FATAL")
        self.assertEqual(self.counts(), (1, 0, 1))
        self.assertIn("'FATAL'", self.account.audit_problem)

    def run_cancelled_report(self):
        with self.committing():
            self.account.action_audit_orders()
        document = self.documents.search([("purpose", "=", "order_audit")])
        self.run_cron()
        for _turn in range(2):
            self.later(document, "CANCELLED")
        return document
