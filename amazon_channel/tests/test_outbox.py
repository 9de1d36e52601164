"""What waits in the outbox: numbers of several parcels, what somebody else did meanwhile, reminders."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..mapping.feed_result import FeedResult, MessageResult
from .order_documents import item, order
from .shipment_common import ShipmentCase


@tagged("post_install", "-at_install")
class TestOutbox(ShipmentCase):
    def issues_of(self, *codes):
        return self.env["amazon.channel.issue"].search(
            [("code", "in", codes), ("state", "=", "open"), ("company_id", "=", self.company.id)]
        )

    def later(self, document, status):
        document["lastUpdatedTime"] = "2026-03-01T11:30:00.456Z"
        document["fulfillment"]["fulfillmentStatus"] = status
        return self.receive(document)

    # -- Numbers -----------------------------------------------------------------------------------------------

    def test_of_several_numbers_of_one_parcel_amazon_gets_the_first(self):
        for written in ("1Z-A,1Z-B", "1Z-A+1Z-B", "1Z-A; 1Z-B"):
            self.assertEqual(self.ship(self.sold(1)[1], tracking=written).tracking_number, "1Z-A", written)

    def test_number_with_spaces_is_one_number(self):
        self.assertEqual(self.ship(self.sold(1)[1], tracking="1Z 999 AA1").tracking_number, "1Z 999 AA1")

    def test_numbers_are_shared_out_however_they_are_separated(self):
        for written in ("1Z-A+1Z-B", "1Z-A 1Z-B", "1Z-A, 1Z-B,"):
            _sale_order, picking = self.sold(2)
            self.put_in_packages(picking, {self.mug: 1}, {self.mug: 1})
            submissions = self.validated(picking, written)
            self.assertEqual(submissions.mapped("tracking_number"), ["1Z-A", "1Z-B"], written)

    def validated(self, picking, tracking):
        picking.carrier_tracking_ref = tracking
        picking.with_context(skip_backorder=True).button_validate()
        return picking.amazon_channel_submission_ids.sorted("package_id")

    def test_number_of_goods_beside_a_package_is_the_deliverys(self):
        _sale_order, picking = self.sold(2)
        package = self.put_in_packages(picking, {self.mug: 1})
        picking.move_ids.move_line_ids = [
            Command.create({**picking.move_ids._prepare_move_line_vals(), "quantity": 1, "picked": True})
        ]
        package.amazon_channel_tracking_ref = "1Z-PACK"
        submissions = self.validated(picking, False)
        loose = submissions.filtered(lambda submission: not submission.package_id)
        self.assertEqual(loose.waiting_for, "tracking")
        loose.tracking_number = "1Z-LOOSE"
        self.assertEqual((loose.state, loose.tracking_number), ("to_send", "1Z-LOOSE"))
        self.assertEqual((submissions - loose).tracking_number, "1Z-PACK")

    def test_one_package_with_goods_of_two_orders_has_one_number(self):
        (first, picking), (second, other) = self.sold(1), self.sold(1)
        other.move_ids.picking_id = picking
        self.put_in_packages(picking, {self.mug: 1})
        submissions = self.validated(picking, "1Z-BOTH")
        self.assertEqual(submissions.sale_order_id, first | second)
        self.assertEqual(submissions.mapped("tracking_number"), ["1Z-BOTH"] * 2)

    def test_too_long_number_is_refused_in_words_and_the_corrected_one_is_sent(self):
        submission = self.ship(self.sold(1)[1], tracking="1" * 400)
        self.env["amazon.channel.order.sync"]._prepare_task(submission)
        self.assertEqual(submission.state, "refused")
        self.assertIn("tracking number", submission.note)
        submission.picking_id.carrier_tracking_ref = "1Z001"
        self.assertEqual(submission.state, "to_send")

    def test_package_that_was_refused_is_told_again_when_its_delivery_method_is_corrected(self):
        submission = self.ship(self.sold(1)[1])
        submission._refused("Amazon does not know this service.")
        submission.picking_id.carrier_id.amazon_channel_shipping_method = "UPS Ground"
        self.assertEqual(submission.state, "to_send")
        self.assertFalse(self.issues_of("shipment_refused").filtered(lambda issue: issue.state == "open"))

    # -- Changed after it left ---------------------------------------------------------------------------------

    def test_delivery_method_that_is_corrected_after_the_goods_left_is_told(self):
        submission = self.ship(self.sold(1)[1])
        submission._accepted(submission.digest)
        fedex = self.env["amazon.channel.carrier"].search([("name", "=", "FedEx")])
        self.express.amazon_channel_carrier_id = fedex
        submission.picking_id.carrier_id = self.express
        self.assertEqual((submission.state, submission.carrier_code), ("to_send", "FedEx"))

    def test_number_that_was_corrected_during_the_call_is_told_after_it(self):
        submission = self.ship(self.sold(1)[1])
        told = submission.digest
        submission.picking_id.carrier_tracking_ref = "1Z-CORRECTED"
        submission._accepted(told)
        self.assertEqual(submission.state, "to_send")

    def test_what_was_due_is_not_sent_once_the_channel_is_back_in_shadow_mode(self):
        submission = self.ship(self.sold(1)[1])
        self.assertIn(submission, submission.search(submission._due_domain()))
        self.channel.action_go_shadow()
        self.assertNotIn(submission, submission.search(submission._due_domain()))
        self.channel.action_go_live()
        self.assertIn(submission, submission.search(submission._due_domain()))

    def test_nothing_is_due_while_the_account_is_not_connected(self):
        submission = self.ship(self.sold(1)[1])
        self.account.state = "reauthorize"
        self.assertNotIn(submission, submission.search(submission._due_domain()))

    def test_dismissed_package_that_is_told_after_all_is_told_once(self):
        sale_order, picking = self.sold(2)
        submission = self.ship(picking)
        submission.action_dismiss()
        self.assertEqual(submission.state, "cancelled")
        self.env["amazon.channel.shipment"]._tell(picking)
        self.assertEqual((submission.state, self.told(sale_order)), ("to_send", [{"MUG": 2}]))

    def test_cancelled_order_is_not_deleted_before_amazon_knows(self):
        sale_order, _picking = self.sold(1)
        sale_order.with_context(amazon_channel_cancel_reason="NoInventory")._action_cancel()
        with self.assertRaisesRegex(UserError, "Amazon has not confirmed"):
            sale_order.unlink()

    # -- What Amazon shows meanwhile ---------------------------------------------------------------------------

    def test_shipment_that_waits_is_done_when_somebody_confirmed_it_in_seller_central(self):
        document = order(item("MUG", "10.00"))
        submission = self.ship(self.open_delivery(self.imported(document)), tracking=False)
        self.assertEqual(submission.state, "waiting")
        self.later(document, "SHIPPED")
        self.assertEqual((submission.state, submission.waiting_for), ("done", False))

    def test_shipment_that_waits_is_not_needed_when_amazon_cancelled_the_order(self):
        document = order(item("MUG", "10.00"))
        submission = self.ship(self.open_delivery(self.imported(document)), tracking=False)
        self.later(document, "CANCELLED")
        self.assertEqual(submission.state, "cancelled")

    def test_cancellation_without_reason_is_done_when_amazon_cancelled_the_order_itself(self):
        document = order(item("MUG", "10.00"))
        sale_order = self.imported(document)
        sale_order.action_cancel()
        submissions = sale_order.amazon_channel_submission_ids
        submissions._remind()
        self.assertEqual(self.issues_of("cancel_reason_missing").res_id, submissions.id)
        self.later(document, "CANCELLED")
        self.assertEqual(submissions.state, "done")
        self.assertFalse(self.issues_of("cancel_reason_missing"))

    def test_issue_of_deliveries_without_carrier_opens_these_deliveries(self):
        _sale_order, picking = self.sold(1)
        picking.carrier_id = False
        submission = self.ship(picking)
        submission._remind()
        issue = self.issues_of("carrier_unknown")
        action = issue.action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.picking", picking.id))
        picking.carrier_id = self.parcel
        submission._remind()
        self.assertEqual(issue.state, "closed")

    # -- Feeds ------------------------------------------------------------------------------------------------

    def finish_feed(self, number, refused=()):
        """A feed of so many packages has ended; return the packages, and the queries that its result took."""
        submissions = self.env["amazon.channel.submission"].union(
            *(self.ship(self.sold(1)[1]) for _number in range(number))
        )
        document = self.env["amazon.channel.document"]._queue_feed(
            self.account, "shipments", "POST_ORDER_FULFILLMENT_DATA", b"<feed/>", number
        )
        for submission in submissions:
            submission.write({"state": "feed", "document_id": document.id, "sent_digest": submission.digest})
        self.env.flush_all()
        self.env.invalidate_all()
        messages = tuple(MessageResult(submissions[index].id, "Error", "1", "No.") for index in refused)
        result = FeedResult(number, number - len(refused), len(refused), 0, messages)
        before = self.env.cr.sql_log_count
        submissions._feed_finished(document, result)
        self.env.flush_all()
        return submissions, self.env.cr.sql_log_count - before

    def test_result_of_a_feed_costs_the_same_for_few_and_for_many_packages(self):
        self.finish_feed(2)
        (_few, queries_of_few), (many, queries_of_many) = self.finish_feed(2), self.finish_feed(12)
        self.assertEqual(set(many.mapped("state")), {"sent"})
        self.assertLessEqual(queries_of_many - queries_of_few, 3)

    def test_packages_that_a_feed_refuses_have_an_issue_each_and_the_others_are_sent(self):
        submissions, _queries = self.finish_feed(3, refused=(1,))
        self.assertEqual(submissions.mapped("state"), ["sent", "refused", "sent"])
        issue = self.issues_of("shipment_refused")
        self.assertEqual((issue.res_id, "No. (1)" in issue.name), (submissions[1].id, True))

    # -- Reminders ---------------------------------------------------------------------------------------------

    def test_one_issue_counts_the_packages_of_a_method_and_closes_itself(self):
        self.parcel.amazon_channel_carrier_id = False
        submissions = self.ship(self.sold(1)[1]) | self.ship(self.sold(1)[1])
        submissions._remind()
        issue = self.issues_of("carrier_unknown")
        self.assertEqual(len(issue), 1)
        self.assertIn("(2)", issue.name)
        submissions |= self.ship(self.sold(1)[1])
        submissions._remind()
        self.assertIn("(3)", issue.name)
        self.parcel.amazon_channel_carrier_id = self.ups
        submissions._remind()
        self.assertEqual(issue.state, "closed")

    def test_missing_number_is_an_issue_only_near_the_deadline(self):
        submission = self.ship(self.sold(1)[1], tracking=False)
        submission.deadline = fields.Datetime.now() + timedelta(hours=7)
        submission._remind()
        self.assertFalse(self.issues_of("tracking_missing"))
        submission.deadline = fields.Datetime.now() + timedelta(hours=5)
        submission._remind()
        self.assertEqual(self.issues_of("tracking_missing").res_id, submission.id)
        submission.picking_id.carrier_tracking_ref = "1Z001"
        self.assertFalse(self.issues_of("tracking_missing"))

    def test_reminder_that_fails_comes_after_everything_was_sent(self):
        self.ship(self.sold(1)[1])
        sync = self.env["amazon.channel.order.sync"]
        synced = []
        with (
            patch.object(type(self.env["amazon.channel.submission"]), "_remind", side_effect=ValueError),
            patch.object(type(sync), "_sync", lambda _self, account: synced.append(account)),
            self.assertRaises(ValueError),
        ):
            sync._cron_sync_orders()
        self.assertIn(self.account, synced)
