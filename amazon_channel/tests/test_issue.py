"""One list of everything that needs a person: issues open once, close by themselves, and say what they are about."""

from odoo.tests import freeze_time, tagged

from .order_common import OrderCase
from .order_documents import asking_to_cancel, item, order


@tagged("post_install", "-at_install")
class TestIssue(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issues = cls.env["amazon.channel.issue"]

    def open_issue(self, record=None, code="document_failed", name="It broke.", fix="Mend it.", key=""):
        return self.issues._open(record or self.channel, code, name, fix, key)

    def all_of(self, record):
        return self.issues.search([("res_model", "=", record._name), ("res_id", "=", record.id)])

    # -- Opening -----------------------------------------------------------------------------------------------

    def test_an_issue_that_happens_again_is_not_doubled(self):
        first, second = self.open_issue(), self.open_issue()
        self.assertEqual(first, second)
        self.assertEqual(len(self.all_of(self.channel)), 1)

    def test_an_issue_that_happens_again_is_worded_anew(self):
        issue = self.open_issue()
        self.open_issue(name="It broke twice.", fix="Mend it twice.")
        self.assertEqual((issue.name, issue.fix), ("It broke twice.", "Mend it twice."))

    def test_keys_tell_issues_of_one_cause_apart(self):
        self.open_issue(key="MUG")
        self.open_issue(key="LAMP")
        self.open_issue(key="LAMP")
        self.assertEqual(sorted(self.all_of(self.channel).mapped("key")), ["LAMP", "MUG"])

    def test_an_issue_that_was_closed_opens_as_a_new_one(self):
        closed = self.open_issue()
        closed.action_close()
        self.assertNotEqual(self.open_issue(), closed)
        self.assertEqual(sorted(self.all_of(self.channel).mapped("state")), ["closed", "open"])

    def test_many_issues_cost_no_more_queries_than_one(self):
        channels = self.env["amazon.channel"].concat(*self.channels.values())
        entries = [(channel, "orders_held", "Wait.", "Fix.", "") for channel in channels]
        channels.mapped("account_id.company_id")
        self.issues._open_all(entries[:1])
        self.issues._close(channels)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.issues._open_all(entries[:1])
        one = self.env.cr.sql_log_count - before
        self.issues._close(channels)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(len(self.issues._open_all(entries)), 4)
        self.assertLessEqual(self.env.cr.sql_log_count - before, one)

    # -- What it is about --------------------------------------------------------------------------------------

    def test_an_issue_of_an_account_knows_its_company(self):
        issue = self.open_issue(self.account)
        self.assertEqual((issue.account_id, issue.company_id), (self.account, self.company))

    def test_an_issue_of_a_channel_knows_its_account(self):
        issue = self.open_issue(self.channel)
        self.assertEqual((issue.channel_id, issue.account_id), (self.channel, self.account))
        self.assertEqual(issue.record_name, self.channel.name)

    def test_an_issue_of_a_delivery_knows_its_sale_order_and_channel(self):
        picking = self.imported(order()).picking_ids
        issue = self.open_issue(picking)
        self.assertEqual((issue.sale_order_id, issue.channel_id), (picking.sale_id, self.channel))
        self.assertIn(issue, picking.sale_id.amazon_channel_issue_ids)

    def test_an_issue_of_something_without_company_belongs_to_the_company_that_works(self):
        partner = self.env["res.partner"].create({"name": "Nobody's"})
        issue = self.open_issue(partner.with_company(self.company))
        self.assertEqual(issue.company_id, self.company)

    def test_an_issue_of_an_order_follows_its_sale_order(self):
        row = self.receive(order(item("VASE")))
        issue = self.open_issue(row)
        self.assertFalse(issue.sale_order_id)
        self.create_product("VASE")
        self.process()
        self.assertTrue(row.sale_order_id)
        self.assertEqual(issue.sale_order_id, row.sale_order_id)

    def test_an_issue_of_something_deleted_has_no_name_and_can_be_closed(self):
        partner = self.env["res.partner"].create({"name": "Gone"})
        issue = self.open_issue(partner)
        partner.unlink()
        self.assertFalse(issue.record_name)
        issue.action_close()
        self.assertEqual(issue.state, "closed")

    def test_age_is_told_in_words(self):
        issue = self.open_issue()
        self.env.cr.execute("UPDATE amazon_channel_issue SET create_date = '2026-03-01 10:00' WHERE id = %s", issue.ids)
        issue.invalidate_recordset()
        with freeze_time("2026-03-04 11:00:00"):
            self.assertEqual(issue.age, "3 days")

    # -- Closing -----------------------------------------------------------------------------------------------

    def test_closing_a_cause_leaves_the_others_open(self):
        self.open_issue(code="document_failed")
        self.open_issue(code="orders_missing")
        self.issues._close(self.channel, "document_failed")
        still_open = self.all_of(self.channel).filtered(lambda issue: issue.state == "open")
        self.assertEqual(still_open.code, "orders_missing")

    def test_closing_a_key_leaves_the_others_open(self):
        self.open_issue(key="MUG")
        self.open_issue(key="")
        self.issues._close(self.channel, "document_failed", key="")
        still_open = self.all_of(self.channel).filtered(lambda issue: issue.state == "open")
        self.assertEqual(still_open.key, "MUG")

    def test_closing_one_record_leaves_another_models_record_of_the_same_id_alone(self):
        issue = self.open_issue(self.channel)
        self.issues._close(self.env["amazon.channel.account"].browse(self.channel.id))
        self.assertEqual(issue.state, "open")

    def test_closing_remembers_when(self):
        issue = self.open_issue()
        with freeze_time("2026-03-04 11:00:00"):
            issue.action_close()
        self.assertEqual(str(issue.closed_at), "2026-03-04 11:00:00")

    def test_closing_a_wish_to_cancel_ends_its_activity(self):
        sale_order = self.imported(asking_to_cancel(order()))
        self.assertTrue(sale_order.activity_ids)
        sale_order.amazon_channel_issue_ids.action_close()
        self.assertFalse(sale_order.activity_ids)
