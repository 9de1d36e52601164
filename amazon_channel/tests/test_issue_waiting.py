"""Orders that wait, orders that fail, accounts that are silent: one issue each, which goes when its cause does."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..sp_api.errors import AuthorizationError
from .order_common import OrderCase
from .order_documents import item, order


@tagged("post_install", "-at_install")
class TestIssueWaiting(OrderCase):
    def issues(self, code, state="open"):
        domain = [("code", "=", code), ("state", "=", state), ("company_id", "=", self.company.id)]
        return self.env["amazon.channel.issue"].search(domain, order="key")

    # -- Held orders -------------------------------------------------------------------------------------------

    def test_orders_that_wait_for_one_thing_are_one_issue_with_their_number(self):
        self.receive(*[order(item("VASE")) for _number in range(3)])
        issue = self.issues("orders_held")
        self.assertEqual(issue.name, "3 orders wait: Unknown SKU: VASE")
        self.assertIn("VASE", issue.fix)
        self.assertEqual(issue.channel_id, self.channel)

    def test_each_channel_and_cause_is_an_issue_of_its_own(self):
        self.receive(order(item("VASE")), order(item("BOWL")))
        self.receive(order(item("VASE"), marketplace="GB"))
        issues = self.issues("orders_held")
        self.assertEqual(sorted(issues.mapped("key")), ["sku/BOWL", "sku/VASE", "sku/VASE"])
        self.assertEqual(issues.channel_id, self.channels["US"] | self.channels["GB"])

    def test_the_number_follows_as_more_orders_come(self):
        self.receive(order(item("VASE")))
        self.assertEqual(self.issues("orders_held").name, "1 order waits: Unknown SKU: VASE")
        self.receive(order(item("VASE")))
        self.assertEqual(self.issues("orders_held").name, "2 orders wait: Unknown SKU: VASE")

    def test_the_issue_closes_when_nothing_waits_any_more(self):
        self.receive(order(item("VASE")), order(item("BOWL")))
        self.create_product("VASE")
        self.process()
        self.assertEqual(self.issues("orders_held").key, "sku/BOWL")
        self.assertEqual(self.issues("orders_held", "closed").key, "sku/VASE")

    def test_an_order_without_channel_is_an_issue_of_the_account(self):
        self.receive(order(marketplace="FR"))
        issue = self.issues("orders_held")
        self.assertEqual((issue.res_model, issue.account_id), ("amazon.channel.account", self.accounts["eu"]))

    def test_another_account_leaves_the_issues_alone(self):
        self.receive(order(item("VASE")))
        self.receive(order(marketplace="GB"))
        self.assertEqual(len(self.issues("orders_held")), 1)

    def test_trying_again_processes_the_orders_that_wait(self):
        rows = self.receive(order(item("VASE")), order(item("BOWL")))
        with patch.object(self.env.registry["amazon.channel.order.hold"], "_release"):
            self.create_product("VASE")
        issue = self.issues("orders_held").filtered(lambda issue: issue.key == "sku/VASE")
        with self.committing():
            issue.action_retry()
        self.assertEqual(rows.mapped("state"), ["imported", "held"])
        self.assertEqual(issue.state, "closed")

    def test_open_shows_the_orders_that_wait_below_their_reason(self):
        rows = self.receive(order(item("VASE")), order(item("BOWL")))
        issue = self.issues("orders_held").filtered(lambda issue: issue.key == "sku/VASE")
        action = issue.action_open_record()
        self.assertEqual(action["res_model"], "amazon.channel.order.hold")
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).order_id, rows[0])

    def test_many_waiting_orders_cost_as_many_queries_as_one(self):
        orders = self.env["amazon.channel.order"]
        counts = []
        for number in (1, 12):
            self.receive(*[order(item("VASE")) for _order in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._report_held(self.account)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    # -- Failing orders ----------------------------------------------------------------------------------------

    @mute_logger("odoo.addons.amazon_channel.models.amazon_channel_operation")
    def let_fail(self, document, times):
        row = self.inbox(document)
        for _attempt in range(times):
            with self.failing(ValueError("broken"), document):
                self.process()
            row.next_attempt_at = fields.Datetime.now() - timedelta(minutes=1)
        return row

    def test_an_order_that_fails_once_is_no_issue(self):
        document = order()
        self.store(document)
        self.let_fail(document, 1)
        self.assertFalse(self.issues("orders_failed"))

    def test_an_order_that_fails_three_times_is_an_issue_of_the_account(self):
        document = order()
        self.store(document)
        row = self.let_fail(document, 3)
        issue = self.issues("orders_failed")
        self.assertEqual(issue.account_id, self.account)
        action = issue.action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), ("amazon.channel.order", row.id))

    def test_the_issue_closes_when_the_order_goes_through(self):
        document = order()
        self.store(document)
        self.let_fail(document, 3)
        self.process()
        self.assertFalse(self.issues("orders_failed"))

    # -- Accounts ----------------------------------------------------------------------------------------------

    def test_an_account_that_lost_its_authorization_is_one_issue(self):
        for _time in range(2):
            self.account._authorization_lost(AuthorizationError("revoked", cause="revoked"))
        issue = self.issues("authorization_lost")
        self.assertEqual(issue.account_id, self.account)
        self.assertEqual(issue.fix, self.account.last_error)

    def test_the_issue_closes_when_the_authorization_is_back(self):
        self.account._authorization_lost(AuthorizationError("revoked", cause="revoked"))
        self.account._authorization_restored()
        self.assertFalse(self.issues("authorization_lost"))

    def poll(self, state, failures):
        run = self.env["amazon.channel.run"].create({"operation": "get_orders", "account_id": self.account.id})
        run._end(state, "Amazon does not answer.")
        self.account.orders_failures = failures
        with self.committing():
            self.account._report_fetch(run)

    def test_two_failed_polls_are_no_issue(self):
        self.poll("failed", 2)
        self.assertFalse(self.issues("orders_not_fetched"))

    def test_three_failed_polls_are_an_issue_with_the_reason(self):
        self.poll("failed", 3)
        self.poll("failed", 4)
        issue = self.issues("orders_not_fetched")
        self.assertIn("4 polls", issue.name)
        self.assertEqual(issue.fix, "Amazon does not answer.")

    def test_the_next_poll_that_works_closes_it(self):
        self.poll("failed", 3)
        self.poll("done", 0)
        self.assertFalse(self.issues("orders_not_fetched"))
