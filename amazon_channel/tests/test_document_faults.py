"""Feeds and reports when Amazon, the network or Odoo fails, and when the process is killed."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..sp_api.errors import (
    AuthorizationError,
    NetworkError,
    NotFoundError,
    RequestError,
    ServerError,
    ThrottledError,
)
from .document_common import CONTENT, DocumentCase

LOGGER = "odoo.addons.amazon_channel.models.amazon_channel_operation"


@tagged("post_install", "-at_install")
class TestDocumentFaults(DocumentCase):
    # -- Amazon ------------------------------------------------------------------------------------------------

    def test_used_up_quota_ends_the_run_and_wakes_the_schedule_in_time(self):
        document = self.queue_feed()
        self.amazon.errors["create_feed"] = [ThrottledError(operation="createFeed", retry_after=120)]
        run = self.run_cron()
        self.assertEqual((run.state, document.state, document.attempts), ("throttled", "to_send", 0))
        self.assertIn("createFeed", document.note)
        wait = (document.next_attempt_at - fields.Datetime.now()).total_seconds()
        self.assertAlmostEqual(wait, 120, delta=10)
        self.assertTrue([at for at in self.wake_ups() if at >= document.next_attempt_at])

    def test_used_up_quota_for_feeds_does_not_stop_reports(self):
        self.queue_feed()
        report = self.queue_report()
        self.amazon.errors["create_feed"] = [ThrottledError(operation="createFeed", retry_after=120)]
        self.run_cron()
        self.assertEqual(report.state, "in_progress")

    def test_what_was_uploaded_before_the_quota_ended_is_used_later(self):
        document = self.queue_feed()
        self.amazon.errors["create_feed"] = [ThrottledError(operation="createFeed", retry_after=120)]
        self.run_cron()
        self.later(document)
        self.assertEqual(self.amazon.asked, ["create_feed_document", "upload", "create_feed", "create_feed"])
        self.assertEqual((document.state, document.note), ("in_progress", False))

    def test_failures_of_amazon_are_tried_again_ever_more_slowly(self):
        document = self.queue_feed()
        waits = []
        for error in (ServerError(http_status=503), NetworkError(code="timeout"), ServerError(http_status=500)):
            self.amazon.errors["create_feed_document"] = [error]
            self.later(document)
            waits.append((document.next_attempt_at - fields.Datetime.now()).total_seconds() // 60)
        self.assertEqual((document.attempts, document.state), (3, "to_send"))
        self.assertEqual(waits, [2, 4, 8])

    def test_person_hears_of_the_third_failure_and_of_its_end(self):
        document = self.queue_feed()
        for number in range(3):
            self.assertEqual(len(self.issues(document)), 0, number)
            self.amazon.errors["upload"] = [ServerError(http_status=503)]
            self.later(document)
        self.assertEqual(self.issues(document).state, "open")
        self.later(document)
        self.assertEqual((document.state, self.issues(document).state), ("in_progress", "closed"))

    def test_refusal_of_amazon_is_told_in_its_words_and_handed_on(self):
        document = self.queue_feed()
        self.amazon.errors["create_feed"] = [RequestError("feedType is not valid", http_status=400)]
        run = self.run_cron()
        self.assertEqual((document.state, document.is_open, run.state), ("failed", False, "failed"))
        self.assertIn("feedType is not valid", document.note)
        self.assertIn("feedType is not valid", self.issues(document).fix)
        self.assertIsNone(self.receiver.told[0][1])

    def test_feed_that_amazon_does_not_find_yet_is_asked_for_again(self):
        document = self.sent(self.queue_feed())
        self.amazon.errors["get_feed"] = [NotFoundError("no such feed", http_status=404)]
        self.later(document)
        self.assertEqual(document.state, "in_progress")
        document.sent_at -= timedelta(hours=1)
        self.amazon.errors["get_feed"] = [NotFoundError("no such feed", http_status=404)]
        self.later(document)
        self.assertEqual(document.state, "failed")

    def test_lost_authorization_stops_the_account_and_the_feed_waits(self):
        first, second = self.queue_feed(), self.queue_feed()
        self.amazon.errors["create_feed_document"] = [AuthorizationError(cause="revoked")]
        self.run_cron()
        self.assertEqual(self.account.state, "reauthorize")
        self.assertEqual(self.amazon.asked, ["create_feed_document"])
        self.assertFalse(self.run_cron())
        self.account.state = "connected"
        self.run_cron()
        self.assertEqual((first | second).mapped("state"), ["in_progress", "in_progress"])

    def test_missing_role_for_reports_does_not_stop_orders(self):
        document = self.queue_report()
        self.amazon.errors["create_report"] = [AuthorizationError(cause="denied", http_status=403)]
        self.run_cron()
        self.assertEqual((self.account.state, document.state), ("connected", "to_send"))
        self.assertIn("lacks a role", self.issues(document).fix)

    def test_unknown_status_is_shown_and_polled_for_a_day(self):
        document = self.sent(self.queue_feed())
        self.later(document, "RESTING")
        self.assertEqual((document.state, document.amazon_status), ("in_progress", "RESTING"))
        document.sent_at -= timedelta(hours=25)
        self.later(document, "RESTING")
        self.assertEqual((document.state, document.is_open), ("failed", False))
        self.assertIn("'RESTING'", self.issues(document).fix)

    def test_download_that_breaks_off_is_repeated(self):
        document = self.sent(self.queue_report())
        self.amazon.errors["download"] = [NetworkError(code="connection")]
        self.later(document, "DONE")
        self.assertEqual((document.state, self.receiver.told), ("in_progress", []))
        self.later(document, "DONE")
        self.assertEqual((document.state, len(self.receiver.told)), ("done", 1))
        self.assertEqual(self.amazon.asked.count("get_report"), 1)

    def test_one_bad_document_stops_nobody(self):
        bad, good = self.queue_feed(), self.queue_feed()
        self.amazon.errors["create_feed_document"] = [ValueError("nobody foresaw this")]
        with mute_logger(LOGGER):
            self.run_cron()
        self.assertEqual((bad.state, bad.attempts, good.state), ("to_send", 1, "in_progress"))
        self.assertNotIn("nobody foresaw", bad.note)

    # -- Odoo --------------------------------------------------------------------------------------------------

    def test_receiver_that_fails_is_told_again_and_nothing_of_it_stays(self):
        document = self.sent(self.queue_feed())
        self.receiver.effect = lambda _document: self.channel.write({"name": "Half done"})
        self.receiver.errors = [ValueError("broken")]
        with mute_logger(LOGGER):
            self.later(document, "DONE")
        self.assertEqual((document.state, document.is_open, document.attempts), ("in_progress", True, 1))
        self.assertNotEqual(self.channel.name, "Half done")
        self.amazon.asked.clear()
        self.later(document)
        self.assertEqual((document.state, document.note, self.channel.name), ("done", False, "Half done"))
        self.assertEqual(self.amazon.asked, [])  # the result is here already

    def test_person_hears_when_the_receiver_fails_three_times(self):
        document = self.sent(self.queue_feed())
        self.receiver.errors = [UserError("There is no carrier.")] * 3
        for _attempt in range(3):
            self.assertFalse(self.issues(document))
            with mute_logger(LOGGER):
                self.later(document, "DONE")
        self.assertIn("There is no carrier.", self.issues(document).fix)
        self.later(document)
        self.assertEqual((document.state, self.issues(document).state), ("done", "closed"))

    def test_reason_is_still_known_when_the_receiver_failed_first(self):
        document = self.sent(self.queue_feed())
        self.receiver.errors = [ValueError("broken")]
        self.amazon.result_ref = None
        with mute_logger(LOGGER):
            self.later(document, "CANCELLED")
        self.assertEqual((document.state, document.is_open), ("failed", True))
        self.later(document)
        self.assertIn("'CANCELLED'", self.receiver.told[0][0])
        self.assertFalse(document.is_open)

    # -- Killed ------------------------------------------------------------------------------------------------

    def assert_gets_there(self, document):
        """The next run takes it up and it comes to its end, told once."""
        for _turn in range(3):
            self.later(document, "DONE")
        self.assertEqual((document.state, document.is_open, len(self.receiver.told)), ("done", False, 1))

    def test_killed_while_uploading_it_is_uploaded_again(self):
        document = self.queue_feed()
        with self.dying("upload"):
            self.run_cron()
        self.assertEqual((document.state, document.input_document_ref), ("to_send", False))
        self.assert_gets_there(document)
        self.assertEqual(self.amazon.uploaded, CONTENT)

    def test_killed_while_creating_a_feed_a_fresh_upload_is_created(self):
        document = self.queue_feed()
        with self.dying("create_feed"):
            self.run_cron()
        self.assertFalse(document.input_document_ref)
        self.assert_gets_there(document)
        self.assertEqual(self.amazon.asked.count("upload"), 2)

    def test_killed_while_asking_it_asks_again(self):
        document = self.sent(self.queue_feed())
        with self.dying("get_feed"):
            self.later(document, "DONE")
        self.assert_gets_there(document)
        self.assertNotIn("create_feed", self.amazon.asked)

    def test_killed_while_downloading_it_downloads_again(self):
        document = self.sent(self.queue_feed())
        with self.dying("download"):
            self.later(document, "DONE")
        self.assert_gets_there(document)

    def test_killed_while_handing_on_it_is_handed_on_again(self):
        document = self.sent(self.queue_report())
        self.receiver.errors = [KeyboardInterrupt()]
        with self.killed():
            self.later(document, "DONE")
        self.assertEqual((document.state, document.is_open), ("in_progress", True))
        self.assert_gets_there(document)

    def test_run_of_a_killed_process_is_seen(self):
        document = self.queue_feed()
        with self.dying("create_feed"):
            self.run_cron()
        self.later(document)
        runs = self.env["amazon.channel.run"].search([("operation", "=", "follow_documents")], order="id")
        self.assertEqual(runs.mapped("state"), ["interrupted", "done"])
