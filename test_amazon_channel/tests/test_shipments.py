from contextlib import suppress
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from .shipping_common import ShippingCase


@tagged("post_install", "-at_install")
class TestShipments(ShippingCase):
    """Goods that leave Odoo's warehouse are shipped at Amazon."""

    def test_a_delivery_is_confirmed_with_one_call_and_shown_by_the_next_poll(self):
        number, order = self.bought()
        submission = self.ship(order.picking_ids)
        run = self.sync_orders()
        self.assertEqual(self.packages(number), [("UPS", "1Z001", self.items(number))])
        self.assertEqual(self.status(number), "SHIPPED")
        self.assertEqual((submission.state, len(self.confirmed_calls())), ("sent", 1))
        self.assertEqual((run.state, run.sent_count, run.call_count), ("done", 1, 1))
        self.sync()
        self.assertEqual(submission.state, "done")
        self.assertEqual(order.amazon_channel_status, "SHIPPED")
        self.assertEqual(self.issues(number), [])
        self.assertEqual(order.picking_ids.amazon_channel_confirmation, "done")

    def test_a_backorder_ships_the_order_in_two_packages(self):
        number, order = self.bought(quantity=3)
        self.ship(order.picking_ids, quantity=1)
        self.sync_orders()
        self.sync()
        self.assertEqual(self.status(number), "PARTIALLY_SHIPPED")
        self.assertEqual(self.open_delivery(order).move_ids.product_uom_qty, 2)
        self.ship(self.open_delivery(order), tracking="1Z002")
        self.sync_orders()
        (item,) = self.items(number)
        self.assertEqual(self.packages(number), [("UPS", "1Z001", {item: 1}), ("UPS", "1Z002", {item: 2})])
        self.sync()
        self.assertEqual(set(order.amazon_channel_submission_ids.mapped("state")), {"done"})

    def test_a_corrected_number_replaces_the_one_of_the_same_package(self):
        number, order = self.bought()
        submission = self.ship(order.picking_ids, tracking="1Z-WRONG")
        self.sync_orders()
        self.sync()
        order.picking_ids.carrier_tracking_ref = "1Z-RIGHT"
        self.sync_orders()
        self.sync()
        self.assertEqual(self.packages(number), [("UPS", "1Z-RIGHT", self.items(number))])
        self.assertEqual(submission.state, "done")

    def test_a_corrected_carrier_is_told_although_amazon_shows_the_package_meanwhile(self):
        number, order = self.bought()
        submission = self.ship(order.picking_ids)
        self.sync_orders()
        self.sync()
        order.picking_ids.carrier_id = self.env["delivery.carrier"].search([("name", "=", "Parcel Express")])
        self.simulator.touch_order(number)
        self.sync()
        self.assertEqual(submission.state, "to_send")
        self.sync_orders()
        self.sync()
        self.assertEqual((submission.state, self.packages(number)[0][0]), ("done", "FedEx"))

    def test_a_number_that_somebody_enters_meanwhile_starts_the_run_again(self):
        _number, order = self.bought()
        submission = self.ship(order.picking_ids)
        sync = type(self.env["amazon.channel.order.sync"])
        with patch.object(sync, "_call_amazon", side_effect=SerializationFailure), self.request() as env:
            env["amazon.channel.order.sync"]._sync(env["amazon.channel.account"].browse(self.account.id))
        run = self.env["amazon.channel.run"].search([("operation", "=", "sync_orders")], limit=1, order="id desc")
        self.assertEqual((run.state, submission.state), ("done", "to_send"))
        self.sync_orders()
        self.assertEqual(submission.state, "sent")

    def test_nothing_is_sent_in_shadow_mode(self):
        number, order = self.bought()
        self.channels.action_go_shadow()
        self.ship(order.picking_ids)
        self.sync_orders()
        self.assertEqual((self.status(number), self.confirmed_calls()), ("UNSHIPPED", []))

    def test_what_somebody_else_told_amazon_in_shadow_mode_is_not_told_again(self):
        number, order = self.bought()
        self.channels.action_go_shadow()
        submission = self.ship(order.picking_ids)
        self.simulator.ship_order(number)
        self.channels.action_go_live()
        self.sync_orders()
        self.assertEqual((submission.state, self.confirmed_calls()), ("done", []))
        self.assertEqual(len(self.packages(number)), 1)

    def test_validating_many_deliveries_calls_nobody_and_all_are_confirmed_when_the_network_is_back(self):
        pickings = self.bought_many(40)
        self.simulator.add_fault("*", "reset", times=None)
        self.simulator.calls.clear()
        submissions = self.ship(pickings, tracking=None)
        self.assertEqual(len(self.simulator.calls.recent), 0)
        self.assertEqual(submissions.mapped("state"), ["to_send"] * 40)
        runs = self.sync_orders()
        self.assertEqual(set(submissions.mapped("state")), {"to_send"})
        self.assertEqual(set(runs.mapped("state")), {"failed"}, "a run that reached nobody is not done")
        self.simulator.clear_faults()
        self.simulator.calls.clear()
        submissions.next_attempt_at = False
        self.sync_orders()
        self.assertEqual(set(submissions.mapped("state")), {"sent"})
        self.assertEqual(len(self.confirmed_calls()), 40)
        self.sync()
        self.assertEqual(set(submissions.mapped("state")), {"done"})

    def test_a_package_number_is_never_that_of_somebody_elses_package(self):
        number, order = self.bought(quantity=2)
        (item,) = self.items(number)
        self.simulator.ship_order(number, items={item: 1}, tracking_number="SOMEBODY")
        submission = self.ship(order.picking_ids, quantity=1)
        self.sync_orders()
        self.assertEqual([tracking for _carrier, tracking, _items in self.packages(number)], ["SOMEBODY", "1Z001"])
        self.assertGreater(int(submission._package_ref()), 1_000_000_000)

    def test_pieces_that_nobody_will_deliver_become_an_issue(self):
        number, order = self.bought(quantity=3)
        picking = order.picking_ids
        picking.carrier_tracking_ref = "1Z001"
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=picking.ids).button_validate()
        self.sync_orders()
        self.sync()
        self.sync_orders()
        self.assertEqual(self.issues(number), ["nothing_to_deliver"])
        form = self.env["amazon.channel.cancel"].with_context(default_sale_order_ids=order.ids)
        form.create({"sale_order_ids": order.ids, "cancel_reason": "NoInventory"}).action_cancel_orders()
        self.sync_orders()
        self.assertEqual(self.issues(number), [])

    def test_a_package_that_does_not_get_through_for_an_hour_becomes_an_issue(self):
        _number, order = self.bought()
        submission = self.ship(order.picking_ids)
        self.simulator.add_fault("confirmShipment", "status", status=500, times=None)
        for _attempt in range(5):
            submission.next_attempt_at = False
            self.sync_orders()
        issue = self.env["amazon.channel.issue"].search([("code", "=", "amazon_not_reached"), ("state", "=", "open")])
        self.assertEqual(issue.sale_order_id, order)
        self.simulator.clear_faults()
        submission.next_attempt_at = False
        self.sync_orders()
        self.assertEqual((submission.state, issue.state), ("sent", "closed"))

    # -- Refused, and already known --------------------------------------------------------------------------------

    def test_already_shipped_is_success_after_looking(self):
        number, order = self.bought()
        submission = self.ship(order.picking_ids)
        self.simulator.ship_order(number)
        self.sync_orders()
        self.assertEqual(submission.state, "done")
        self.assertEqual(len(self.packages(number)), 1)
        self.assertEqual(self.issues(number), [])
        submission._refresh()
        self.assertEqual(submission.state, "done", "nothing has changed that Amazon could be told")

    def test_a_refusal_is_an_issue_in_amazons_words_and_retry_sends_it_again(self):
        number, order = self.bought()
        submission = self.ship(order.picking_ids)
        self.simulator.add_fault("confirmShipment", "status", status=400)
        self.sync_orders()
        self.assertEqual(submission.state, "refused")
        issue = self.env["amazon.channel.issue"].search([("code", "=", "shipment_refused"), ("state", "=", "open")])
        self.assertEqual(issue.sale_order_id, order)
        with self.request() as env:
            env["amazon.channel.submission"].browse(submission.id).action_retry()
        self.assertEqual((submission.state, self.status(number)), ("sent", "SHIPPED"))
        self.assertEqual(issue.state, "closed")

    def test_an_order_cancelled_at_amazon_after_the_goods_left_asks_a_person(self):
        number, order = self.bought()
        submission = self.ship(order.picking_ids)
        self.simulator.cancel_order(number)
        self.sync_orders()
        self.sync()
        self.assertEqual(submission.state, "cancelled")
        self.assertIn("cancelled_after_delivery", self.issues(number))

    # -- Faults ----------------------------------------------------------------------------------------------------

    def test_an_answer_that_was_lost_is_looked_up_instead_of_told_again(self):
        _number, order = self.bought()
        submission = self.ship(order.picking_ids)
        self.simulator.add_fault("confirmShipment", "reset_after")
        self.sync_orders()
        self.assertEqual((submission.state, submission.ask_first), ("to_send", True))
        submission.next_attempt_at = False
        self.sync_orders()
        self.assertEqual((submission.state, len(self.confirmed_calls())), ("done", 1))

    def test_a_failure_of_one_package_does_not_stop_the_others(self):
        pickings = self.bought_many(4)
        submissions = self.ship(pickings, tracking=None)
        self.simulator.add_fault("confirmShipment", "status", status=500)
        self.sync_orders()
        self.assertEqual(sorted(submissions.mapped("state")), ["sent", "sent", "sent", "to_send"])
        submissions.next_attempt_at = False
        self.sync_orders()
        self.assertEqual(set(submissions.mapped("state")), {"sent"})

    def test_amazons_throttle_ends_the_run_and_wakes_it_later(self):
        submissions = self.ship(self.bought_many(3), tracking=None)
        self.simulator.add_fault("confirmShipment", "throttle", after=1, times=None)
        run = self.sync_orders()[:1]
        self.assertEqual(run.state, "throttled")
        self.assertEqual(sorted(submissions.mapped("state")), ["sent", "to_send", "to_send"])
        self.assertFalse(any(submissions.filtered(lambda s: s.state == "to_send").mapped("ask_first")))
        self.simulator.clear_faults()
        self.let_retry_time_pass()
        self.sync_orders()
        self.assertEqual(set(submissions.mapped("state")), {"sent"})

    def test_a_withdrawn_consent_keeps_everything_until_it_is_renewed(self):
        _number, order = self.bought()
        submission = self.ship(order.picking_ids)
        self.simulator.add_fault("*", "revoke")
        self.sync_orders()
        self.assertEqual((self.account.state, submission.state), ("reauthorize", "to_send"))

    def test_a_missing_role_stops_shipments_only_and_says_so(self):
        _number, order = self.bought()
        submission = self.ship(order.picking_ids)
        self.simulator.add_fault("confirmShipment", "status", status=403, times=None)
        self.sync_orders()
        self.assertEqual((self.account.state, submission.state), ("connected", "to_send"))
        issue = self.env["amazon.channel.issue"].search([("code", "=", "access_denied"), ("state", "=", "open")])
        self.assertEqual(issue.account_id, self.account)
        self.simulator.clear_faults()
        self.sync_orders()
        self.assertEqual((submission.state, issue.state), ("sent", "closed"))

    def test_a_feed_needs_the_sellers_number_and_says_so(self):
        carrier = self.env["delivery.carrier"].search([("name", "=", "Parcel Standard")])
        carrier.amazon_channel_tracking_required = False
        _number, order = self.bought()
        self.account.selling_partner_id = False
        submission = self.ship(order.picking_ids, tracking=None)
        self.sync_orders()
        self.assertEqual(submission.state, "refused")
        self.assertIn("Selling Partner ID", submission.note)

    def test_a_crash_after_amazon_accepted_confirms_the_package_once(self):
        number, order = self.bought()
        submission = self.ship(order.picking_ids)
        with (
            patch.object(type(submission), "_accepted", side_effect=KeyboardInterrupt),
            # Odoo's assertRaises would undo what was committed before.
            suppress(KeyboardInterrupt),
            self.request() as env,
        ):
            env["amazon.channel.order.sync"]._sync(env["amazon.channel.account"].browse(self.account.id))
        self.env.invalidate_all()
        self.assertEqual((submission.state, self.status(number)), ("to_send", "SHIPPED"))
        self.sync_orders()
        self.assertEqual((submission.state, len(self.confirmed_calls())), ("done", 1))
