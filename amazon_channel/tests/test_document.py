"""Feeds and reports: sent once, followed to the end, handed on, whatever comes in between."""

import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .document_common import CONTENT, DocumentCase

FOLLOW = "odoo.addons.amazon_channel.models.amazon_channel_operation"


@tagged("post_install", "-at_install")
class TestDocument(DocumentCase):
    # -- A feed ------------------------------------------------------------------------------------------------

    def test_queueing_calls_nobody_and_wakes_the_schedule(self):
        document = self.queue_feed()
        self.assertEqual((document.state, document.is_open, self.amazon.asked), ("to_send", True, []))
        self.assertTrue(self.wake_ups())

    def test_feed_is_uploaded_and_created(self):
        document = self.queue_feed()
        self.run_cron()
        self.assertEqual(self.amazon.asked, ["create_feed_document", "upload", "create_feed"])
        self.assertEqual(self.amazon.uploaded, CONTENT)
        self.assertEqual((document.state, document.amazon_ref), ("in_progress", "feed-2"))

    def test_feed_goes_to_the_live_channels_only(self):
        self._create_channel("GB", self.accounts["na"])  # in shadow
        self.queue_feed()
        self.run_cron()
        self.assertEqual(self.amazon.marketplaces, ["ATVPDKIKX0DER"])

    def test_feed_of_a_shop_in_shadow_is_not_sent(self):
        self.channel.mode = "shadow"
        document = self.queue_feed()
        self.run_cron()
        self.assertEqual((document.state, self.amazon.asked), ("to_send", []))
        self.assertIn("No channel of this account is live", document.note)

    def test_feed_in_progress_is_asked_for_later(self):
        document = self.sent(self.queue_feed())
        self.later(document, "IN_PROGRESS")
        self.assertEqual((document.state, document.amazon_status), ("in_progress", "IN_PROGRESS"))
        self.assertGreater(document.next_attempt_at, fields.Datetime.now())
        self.assertTrue([at for at in self.wake_ups() if at >= document.next_attempt_at])

    def test_result_of_a_feed_is_kept_and_handed_on(self):
        document = self.sent(self.queue_feed())
        self.later(document, "DONE")
        self.assertEqual((document.state, document.is_open, document.error_count), ("done", False, 1))
        self.assertEqual(base64.b64decode(document.result), b"<result/>")
        ((note, result),) = self.receiver.told
        self.assertEqual((note, result.content), (False, b"<result/>"))

    def test_feed_that_amazon_gave_up_is_handed_on_with_the_reason(self):
        document = self.sent(self.queue_feed())
        self.amazon.result = b"Merchant is suspended"
        self.later(document, "FATAL")
        self.assertEqual((document.state, document.is_open), ("failed", False))
        ((note, result),) = self.receiver.told
        self.assertIsNone(result)
        self.assertIn("'FATAL'. Amazon says: Merchant is suspended", note)
        self.assertEqual(self.issues(document).state, "open")

    def test_feed_without_a_result_is_no_success(self):
        document = self.sent(self.queue_feed())
        self.amazon.result_ref = None
        self.later(document, "DONE")
        self.assertEqual((document.state, self.receiver.told[0][1]), ("failed", None))

    def test_answer_that_cannot_be_read_is_kept(self):
        document = self.sent(self.queue_feed())
        self.amazon.result = b"garbage"
        self.later(document, "DONE")
        self.assertEqual((document.state, document.result), ("failed", b"Z2FyYmFnZQ=="))
        self.assertIn("It is not XML.", self.receiver.told[0][0])

    def test_success_ends_the_alarm_about_the_feed_before(self):
        document = self.sent(self.queue_feed())
        self.later(document, "FATAL")
        another = self.sent(self.queue_feed())
        self.later(another, "DONE")
        self.assertEqual(self.issues(document).state, "closed")

    # -- A report ----------------------------------------------------------------------------------------------

    def test_report_is_asked_for_with_its_period(self):
        document = self.queue_report()
        self.run_cron()
        self.assertEqual(self.amazon.asked, ["create_report"])
        self.assertEqual([moment.replace(tzinfo=None) for moment in self.amazon.period], [document.data_start] * 2)
        self.assertTrue(all(moment.tzinfo for moment in self.amazon.period))

    def test_report_is_read_in_shadow_too(self):
        self.channel.mode = "shadow"
        document = self.queue_report()
        self.run_cron()
        self.assertEqual(document.state, "in_progress")

    def test_report_is_handed_on_and_not_kept(self):
        document = self.sent(self.queue_report())
        self.amazon.result = b"amazon-order-id\n"
        self.later(document, "IN_QUEUE")
        self.later(document, "DONE")
        self.assertEqual(self.receiver.told, [(False, b"amazon-order-id\n", "utf-8")])
        self.assertEqual((document.state, document.result), ("done", False))

    def test_empty_report_is_no_alarm(self):
        document = self.sent(self.queue_report())
        self.later(document, "CANCELLED")
        self.assertEqual((document.state, document.is_open), ("done", False))
        self.assertEqual(self.receiver.told[0][1:], (None, ""))
        self.assertFalse(self.issues())

    # -- Doing nothing -----------------------------------------------------------------------------------------

    def test_without_open_documents_nothing_runs(self):
        document = self.sent(self.queue_feed())
        self.later(document, "DONE")
        self.amazon.asked.clear()
        self.assertFalse(self.run_cron())
        self.assertEqual(self.amazon.asked, [])

    def test_document_is_left_alone_until_its_time(self):
        self.sent(self.queue_feed())
        self.assertFalse(self.run_cron())
        self.assertEqual(self.amazon.asked, [])

    def test_account_that_is_not_connected_sends_nothing(self):
        for state in ("draft", "reauthorize"):
            self.account.state = state
            document = self.queue_feed()
            self.assertFalse(self.run_cron())
            self.assertEqual((document.state, self.amazon.asked), ("to_send", []))

    def test_second_worker_leaves_the_account_to_the_first(self):
        self.queue_feed()
        operation = self.registry["amazon.channel.operation"]
        alone = operation._alone
        self.patch(operation, "_alone", lambda _self, *_args: _nobody())
        self.assertFalse(self.run_cron())
        self.patch(operation, "_alone", alone)
        self.assertEqual(self.amazon.asked, [])

    def test_run_says_what_was_done_and_what_it_cost(self):
        self.queue_feed()
        self.queue_report()
        run = self.run_cron()
        self.assertEqual((run.operation, run.state, run.call_count), ("follow_documents", "done", 4))
        self.assertIn("2 documents: 0 to send, 2 in progress", run.message)

    # -- People ------------------------------------------------------------------------------------------------

    def test_operator_looks_at_once(self):
        operator = self.create_user("document_operator", "amazon_channel.amazon_channel_group_user")
        document = self.sent(self.queue_feed())
        self.amazon.statuses = ["DONE"]
        with self.committing():
            notification = document.with_user(operator).action_follow()
        self.assertEqual(document.state, "done")
        self.assertIn("1 done", notification["params"]["message"])
        with self.assertRaises(UserError):
            document.with_user(operator).action_follow()

    def test_report_that_failed_is_asked_for_again_from_its_issue(self):
        document = self.sent(self.queue_report())
        self.later(document, "FATAL")
        with self.committing():
            self.issues(document).action_retry()
        again = self.documents.search([("purpose", "=", "order_audit")]) - document
        self.assertEqual((again.state, again.data_start), ("in_progress", document.data_start))
        self.assertEqual(self.amazon.asked[-1], "create_report")

    def test_accountant_reads_and_files_are_for_managers(self):
        auditor = self.create_user("document_auditor", "account.group_account_readonly")
        document = self.queue_feed()
        self.assertEqual(document.with_user(auditor).message_count, 3)
        with self.assertRaises(AccessError):
            document.with_user(auditor).action_follow()
        with self.assertRaises(AccessError):
            document.with_user(auditor).read(["content"])

    def test_old_documents_go_with_their_files_and_open_ones_stay(self):
        ended, waiting = self.queue_feed(), self.queue_feed()
        ended.is_open = False
        files = [("res_model", "=", "amazon.channel.document"), ("res_id", "=", ended.id), ("res_field", "!=", False)]
        self.assertTrue(self.env["ir.attachment"].search(files))
        self.env.flush_all()
        long_ago = fields.Datetime.now() - timedelta(days=91)
        self.env.cr.execute("UPDATE amazon_channel_document SET create_date = %s", (long_ago,))
        self.env.invalidate_all()
        self.documents._gc_documents()
        self.assertEqual((ended | waiting).exists(), waiting)
        self.assertFalse(self.env["ir.attachment"].search(files))


class _nobody:
    """The lock of an operation that somebody else holds."""

    def __enter__(self):
        return False

    def __exit__(self, *_error):
        return False
