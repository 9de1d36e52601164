"""Runs: what they say they did."""

from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestRun(OrderCase):
    def run_of(self, operation, **counts):
        run = self.env["amazon.channel.run"].create({"operation": operation, "account_id": self.account.id})
        run._count(**counts)
        return run

    def test_sync_orders_says_what_became_of_packages(self):
        run = self.run_of("sync_orders", sent=12, confirmed=10, refused=1, waiting=3)
        self.assertEqual(run.summary, "12 packages sent, 10 confirmed, 1 refused, 3 waiting.")

    def test_follow_documents_says_what_is_done(self):
        run = self.run_of("follow_documents", sent=2, confirmed=1, waiting=1)
        self.assertEqual(run.summary, "2 feeds and reports sent, 1 done, 0 failed, 1 still at Amazon.")

    def test_a_run_whose_message_says_it_all_has_no_empty_numbers(self):
        run = self.run_of("follow_documents")
        run._end("done", "1 document: 1 done.")
        self.assertEqual(run.summary, "1 document: 1 done.")

    def test_audit_orders_says_what_was_missing(self):
        run = self.run_of("audit_orders", fetched=4812, missing=2, new=2)
        self.assertEqual(run.summary, "4812 orders at Amazon compared: 2 were missing here, 2 of them fetched.")

    def test_how_it_ended_follows_what_it_did(self):
        run = self.run_of("get_orders", fetched=3, new=1)
        run._end("failed", "Amazon does not answer.")
        self.assertEqual(run.summary, "3 orders received: 1 new, 0 changed. Amazon does not answer.")

    def test_every_operation_has_words(self):
        for operation, _label in self.env["amazon.channel.run"]._fields["operation"].selection:
            self.assertTrue(self.run_of(operation, sent=1).summary, operation)

    def test_what_was_refused_is_a_warning(self):
        run = self.run_of("sync_orders", sent=2, refused=1)
        run._end("done")
        self.assertEqual(run._notification()["params"]["type"], "warning")

    def test_the_account_shows_its_own_runs(self):
        mine = self.run_of("get_orders")
        other = mine.create({"operation": "get_orders", "account_id": self.accounts["eu"].id})
        found = mine.search(self.account.action_open_runs()["domain"])
        self.assertIn(mine, found)
        self.assertNotIn(other, found)
