"""What people do with issues: take them on, put them off, try again, and what others may see of them."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .order_common import OrderCase
from .order_documents import asking_to_cancel, item, order


@tagged("post_install", "-at_install")
class TestIssueActions(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls.create_user("larkspur_operator", "amazon_channel.amazon_channel_group_user")
        cls.colleague = cls.create_user("larkspur_colleague", "amazon_channel.amazon_channel_group_user")
        cls.salesperson = cls.create_user("larkspur_salesperson", "sales_team.group_sale_salesman")
        cls.issue = cls.env["amazon.channel.issue"]._open(cls.channel, "document_failed", "It broke.", "Mend it.")

    def shown(self, *domain):
        """The issues of the channel in the list as it opens."""
        search = [("state", "=", "open"), ("snoozed", "=", False), ("channel_id", "=", self.channel.id), *domain]
        return self.env["amazon.channel.issue"].search(search)

    # -- Who sees to it ----------------------------------------------------------------------------------------

    def test_who_takes_an_issue_on_gets_an_activity(self):
        self.issue.with_user(self.operator).action_assign_to_me()
        self.assertEqual(self.issue.activity_ids.user_id, self.operator)
        self.assertEqual(self.issue.activity_ids.summary, "It broke.")

    def test_the_activity_moves_with_the_assignment(self):
        self.issue.with_user(self.operator).action_assign_to_me()
        self.issue.with_user(self.operator).user_id = self.colleague
        self.assertEqual(self.issue.activity_ids.user_id, self.colleague)

    def test_the_activity_ends_with_the_issue(self):
        self.issue.user_id = self.operator
        self.env["amazon.channel.issue"]._close(self.channel, "document_failed")
        self.assertFalse(self.issue.activity_ids)

    def test_an_operator_assigns_many_issues_at_once(self):
        other = self.issue._open(self.channel, "orders_missing", "Gone.", "Look.")
        both = self.issue | other
        plan = self.env["amazon.channel.issue.plan"].with_user(self.operator).with_context(active_ids=both.ids)
        with Form(plan) as form:
            form.user_id = self.colleague
        form.record.action_apply()
        self.assertEqual(both.user_id, self.colleague)
        self.assertFalse(both.filtered("snoozed_until"))

    # -- When --------------------------------------------------------------------------------------------------

    def test_a_snoozed_issue_is_out_of_sight(self):
        self.assertIn(self.issue, self.shown())
        self.issue.with_user(self.operator).action_snooze_day()
        self.assertNotIn(self.issue, self.shown())
        self.assertIn(self.issue, self.env["amazon.channel.issue"].search([("snoozed", "=", True)]))

    def test_a_snoozed_issue_comes_back_by_itself(self):
        self.issue.snoozed_until = fields.Datetime.now() - timedelta(seconds=1)
        self.assertIn(self.issue, self.shown())
        self.assertFalse(self.issue.snoozed)

    def test_a_snoozed_issue_can_be_woken_up(self):
        self.issue.action_snooze_week()
        self.issue.action_wake()
        self.assertIn(self.issue, self.shown())

    def test_a_snoozed_issue_moves_its_activity(self):
        self.issue.user_id = self.operator
        self.issue.action_snooze_week()
        self.assertGreater(self.issue.activity_ids.date_deadline, fields.Date.today() + timedelta(days=5))

    def test_a_closed_issue_is_not_snoozed(self):
        self.issue.action_snooze_week()
        self.issue.action_close()
        self.assertNotIn(self.issue, self.env["amazon.channel.issue"].search([("snoozed", "=", True)]))

    # -- Trying again ------------------------------------------------------------------------------------------

    def test_an_order_that_waits_is_processed_again(self):
        row = self.receive(order(item("VASE")))
        issue = self.issue._open(row, "change_refused", "It waits.", "Fix it.")
        with patch.object(self.env.registry["amazon.channel.order.import"], "_process") as process:
            process.return_value = self.env["amazon.channel.run"]
            with self.committing():
                issue.with_user(self.operator).action_retry()
        self.assertEqual(row.state, "to_process")
        self.assertEqual(issue.state, "open", "trying again closes nothing")

    def test_an_imported_order_follows_amazon_again(self):
        sale_order = self.imported(order())
        issue = self.issue._open(sale_order.amazon_channel_order_id, "change_refused", "It differs.", "Compare.")
        with self.committing():
            issue.with_user(self.operator).action_retry()
        self.assertEqual(sale_order.amazon_channel_order_id.state, "imported")
        self.assertEqual(issue.state, "closed", "the change was applied, so the cause is gone")

    def test_what_cannot_be_tried_again_says_so(self):
        partner = self.env["res.partner"].create({"name": "Somebody"})
        issue = self.issue._open(partner, "document_failed", "It broke.", "Mend it.")
        self.assertFalse(issue.can_retry)
        with self.assertRaisesRegex(UserError, "nothing to try again"):
            issue.action_retry()

    def test_one_refusal_does_not_stop_the_others(self):
        other = self.issue._open(self.account, "orders_not_fetched", "Nothing.", "Wait.")
        account_class = self.env.registry["amazon.channel.account"]

        def refuse(channel, _issue):
            raise UserError("Not today.")  # pylint: disable=translation-required

        with (
            patch.object(self.env.registry["amazon.channel"], "_amazon_channel_retry", refuse),
            patch.object(account_class, "_amazon_channel_retry", return_value=None) as retried,
            self.committing(),
        ):
            answer = (self.issue | other).action_retry()
        self.assertEqual(retried.call_count, 1)
        self.assertIn("Not today.", answer["params"]["message"])

    # -- The record --------------------------------------------------------------------------------------------

    def test_open_shows_the_record(self):
        action = self.issue.with_user(self.operator).action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), ("amazon.channel", self.channel.id))

    def test_open_shows_the_sale_order_of_an_imported_order(self):
        sale_order = self.imported(asking_to_cancel(order()))
        action = sale_order.amazon_channel_issue_ids.action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", sale_order.id))

    def test_open_says_when_the_record_is_gone(self):
        partner = self.env["res.partner"].create({"name": "Gone"})
        issue = self.issue._open(partner, "document_failed", "It broke.", "Mend it.")
        partner.unlink()
        with self.assertRaisesRegex(UserError, "has been deleted"):
            issue.action_open_record()

    # -- Who may see what --------------------------------------------------------------------------------------

    def test_salespeople_read_the_issues_of_their_orders_only(self):
        mine, theirs = self.imported(asking_to_cancel(order())), self.imported(asking_to_cancel(order()))
        mine.user_id, theirs.user_id = self.salesperson, self.operator
        issues = mine.amazon_channel_issue_ids | theirs.amazon_channel_issue_ids | self.issue
        seen = self.env["amazon.channel.issue"].with_user(self.salesperson).search([("id", "in", issues.ids)])
        self.assertEqual(seen.ids, mine.amazon_channel_issue_ids.ids)
        with self.assertRaises(AccessError):
            seen.action_close()

    def test_operators_see_all_issues(self):
        seen = self.env["amazon.channel.issue"].with_user(self.operator).search([("id", "=", self.issue.id)])
        self.assertTrue(seen.has_access("write"))
