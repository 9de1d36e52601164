from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .shipping_common import ShippingCase


@tagged("post_install", "-at_install")
class TestCancellations(ShippingCase):
    """What is cancelled in Odoo is cancelled at Amazon."""

    def wizard(self, order, reason="NoInventory", **quantities):
        """The wizard behind the button Cancel, as somebody fills it in."""
        action = order.action_amazon_channel_cancel()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        form.cancel_reason = reason
        return form

    def cancel(self, order, reason="NoInventory"):
        self.wizard(order, reason).save().action_cancel_orders()

    def cancellation(self, order):
        return order.amazon_channel_submission_ids.filtered(lambda submission: submission.kind == "cancellation")

    def reason_at_amazon(self, number):
        (item, *_others) = self.simulator.get_order(number)["orderItems"]
        return item["cancellation"]["cancellationExecution"]

    def test_a_cancelled_order_is_done_when_amazon_shows_it_cancelled(self):
        number, order = self.bought()
        self.cancel(order)
        self.assertEqual((order.state, order.picking_ids.mapped("state")), ("cancel", ["cancel"]))
        self.sync_orders()
        self.follow_feeds()
        self.assertEqual((self.status(number), self.cancellation(order).state), ("CANCELLED", "sent"))
        self.assertEqual(self.reason_at_amazon(number), {"cancelledBy": "MERCHANT", "cancelReason": "NoInventory"})
        self.sync()
        self.assertEqual((self.cancellation(order).state, order.amazon_channel_status), ("done", "CANCELLED"))
        self.assertEqual(self.inbox(number).state, "cancelled")

    def test_many_cancellations_go_in_one_feed(self):
        numbers = self.simulator.generate_orders(5, ["us_facilitator_tax"], ["US"])
        self.sync()
        for order in self.inbox(*numbers).sale_order_id:
            self.cancel(order)
        self.sync_orders()
        self.follow_feeds()
        self.assertEqual(len(self.calls("createFeed")), 1)
        self.assertEqual({self.status(number) for number in numbers}, {"CANCELLED"})

    def test_a_refusal_is_an_issue_and_the_order_can_be_shipped_after_all(self):
        number, order = self.bought()
        self.cancel(order)
        self.simulator.ship_order(number)
        self.sync_orders()
        self.follow_feeds()
        self.assertEqual(self.cancellation(order).state, "refused")
        issue = self.env["amazon.channel.issue"].search([("code", "=", "cancel_refused"), ("state", "=", "open")])
        self.assertEqual(issue.sale_order_id, order)
        order.action_amazon_channel_ship_anyway()
        self.assertEqual(order.state, "sale")
        self.assertTrue(self.open_delivery(order))
        self.assertEqual(issue.state, "closed")

    def test_an_order_cancelled_without_reason_waits_for_one(self):
        number, order = self.bought()
        order.action_cancel()
        submission = self.cancellation(order)
        self.assertEqual((order.state, submission.state, submission.waiting_for), ("cancel", "waiting", "reason"))
        self.sync_orders()
        self.assertEqual(
            self.env["amazon.channel.issue"].search([("code", "=", "cancel_reason_missing")]).state, "open"
        )
        submission.cancel_reason = "PricingError"
        self.assertEqual(submission.state, "to_send")
        self.sync_orders()
        self.follow_feeds()
        self.assertEqual(self.reason_at_amazon(number)["cancelReason"], "PricingError")

    def test_an_order_that_comes_back_before_amazon_heard_is_not_cancelled_there(self):
        number, order = self.bought()
        self.cancel(order)
        order.action_draft()
        order.action_confirm()
        self.sync_orders()
        self.follow_feeds()
        self.assertEqual((self.status(number), self.cancellation(order).state), ("UNSHIPPED", "cancelled"))

    def test_an_order_cancelled_by_the_buyer_tells_amazon_nothing(self):
        number, order = self.bought()
        self.simulator.cancel_order(number)
        self.sync()
        self.assertEqual(order.state, "cancel")
        self.assertFalse(self.cancellation(order))

    def test_changes_at_amazon_do_not_revive_what_was_cancelled_here(self):
        number, order = self.bought()
        self.cancel(order)
        self.simulator.change_address(number, city="Elsewhere")
        self.sync()
        self.assertEqual((order.state, self.issues(number)), ("cancel", []))

    def test_no_call_is_made_while_cancelling(self):
        _number, order = self.bought()
        self.simulator.calls.clear()
        self.cancel(order)
        self.assertEqual(len(self.simulator.calls.recent), 0)

    def test_what_somebody_shipped_all_the_same_becomes_an_issue_until_the_order_is_taken_up_again(self):
        number, order = self.bought(quantity=3)
        (item,) = self.items(number)
        self.cancel(order)
        self.simulator.ship_order(number, items={item: 2})
        self.sync()
        self.assertEqual(self.issues(number), ["shipped_though_cancelled"])
        order.action_draft()
        order.action_confirm()
        self.process_orders()
        self.assertEqual(self.issues(number), ["shipped_elsewhere"])
        order.action_amazon_channel_goods_left()
        self.assertEqual(self.issues(number), [])
        self.assertEqual(self.open_delivery(order).move_ids.product_uom_qty, 1)

    # -- In parts --------------------------------------------------------------------------------------------------

    def test_pieces_are_taken_off_the_delivery_at_once_and_off_the_order_when_amazon_shows_it(self):
        number, order = self.bought(quantity=3)
        form = self.wizard(order)
        with form.line_ids.edit(0) as line:
            line.quantity = 1
        form.save().action_cancel_orders()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.open_delivery(order).move_ids.product_uom_qty, 2)
        self.assertEqual(order.order_line[0].product_uom_qty, 3)
        self.sync_orders()
        self.follow_feeds()
        self.sync()
        self.assertEqual(list(self.items(number).values()), [2])
        self.assertEqual(order.order_line[0].product_uom_qty, 2)
        self.assertEqual(order.amazon_channel_difference, 0)
        self.assertEqual(self.open_delivery(order).move_ids.product_uom_qty, 2)
        self.assertEqual(self.cancellation(order).state, "done")

    def test_pieces_that_amazon_shows_cancelled_before_the_feeds_result_are_done(self):
        _number, order = self.bought(quantity=3)
        form = self.wizard(order)
        with form.line_ids.edit(0) as line:
            line.quantity = 1
        form.save().action_cancel_orders()
        self.sync_orders()
        self.run_cron("follow_documents")
        self.simulator.finish_feeds()
        self.sync()
        self.assertEqual(order.order_line[0].product_uom_qty, 2)
        self.assertEqual(self.cancellation(order).state, "done")

    def test_what_is_left_of_a_shipped_part_can_be_cancelled(self):
        number, order = self.bought(quantity=3)
        self.ship(order.picking_ids, quantity=1)
        self.sync_orders()
        self.sync()
        form = self.wizard(order)
        self.assertEqual(form.line_ids.edit(0).open_quantity, 2)
        form.save().action_cancel_orders()
        self.sync_orders()
        self.follow_feeds()
        self.sync()
        self.assertEqual(list(self.items(number).values()), [1])
        self.assertEqual(self.status(number), "SHIPPED")
        self.assertFalse(self.open_delivery(order))
        self.assertEqual((order.state, order.order_line[0].product_uom_qty), ("sale", 1))

    def test_an_order_that_comes_back_hears_what_amazon_changed_meanwhile(self):
        number, order = self.bought(quantity=2)
        order.action_cancel()
        self.simulator.ship_order(number)
        self.sync()
        order.action_draft()
        order.action_confirm()
        self.process_orders()
        self.assertTrue(self.open_delivery(order).amazon_channel_shipped_elsewhere)
        self.assertEqual(self.issues(number), ["shipped_elsewhere"])

    def test_pieces_that_somebody_else_has_shipped_are_not_shipped_again(self):
        number, order = self.bought(quantity=3)
        form = self.wizard(order)
        with form.line_ids.edit(0) as line:
            line.quantity = 1
        form.save().action_cancel_orders()
        self.ship(order.picking_ids)
        self.simulator.ship_order(number)
        self.sync_orders()
        self.follow_feeds()
        self.sync()
        self.assertEqual(self.cancellation(order).state, "refused")
        order.action_amazon_channel_ship_anyway()
        self.process_orders()
        self.assertTrue(self.open_delivery(order).amazon_channel_shipped_elsewhere)

    def test_an_order_that_has_left_whole_cannot_be_cancelled(self):
        _number, order = self.bought()
        wizard = self.wizard(order).save()
        self.ship(order.picking_ids)
        with self.assertRaises(UserError):
            wizard.action_cancel_orders()
        self.assertEqual(order.state, "sale")

    def test_a_refusal_that_stays_the_same_after_looking_is_an_issue(self):
        number, order = self.bought(quantity=3)
        form = self.wizard(order)
        with form.line_ids.edit(0) as line:
            line.quantity = 2
        form.save().action_cancel_orders()
        self.simulator.ship_order(number, items=dict.fromkeys(self.items(number), 2))
        for _attempt in range(3):
            self.cancellation(order).next_attempt_at = False
            self.sync_orders()
            self.follow_feeds()
        self.assertEqual(self.cancellation(order).state, "refused")

    def test_a_whole_cancellation_is_done_when_amazon_expects_nothing_more(self):
        number, order = self.bought(quantity=3)
        self.cancel(order)
        self.simulator.ship_order(number, items=dict.fromkeys(self.items(number), 2))
        self.sync_orders()
        self.follow_feeds()
        self.sync()
        self.assertEqual(list(self.items(number).values()), [2])
        self.assertEqual(self.cancellation(order).state, "done")

    def test_no_more_than_what_is_open_can_be_cancelled(self):
        _number, order = self.bought(quantity=2)
        form = self.wizard(order)
        with form.line_ids.edit(0) as line:
            line.quantity = 3
        with self.assertRaises(UserError):
            form.save()

    # -- The buyer asks --------------------------------------------------------------------------------------------

    def test_the_buyers_wish_is_granted_with_his_reason(self):
        number, order = self.bought()
        self.simulator.request_cancellation(number)
        self.sync()
        self.assertEqual(self.issues(number), ["cancel_requested"])
        action = order.action_amazon_channel_accept_cancel()
        wizard = Form(self.env[action["res_model"]].with_context(**action["context"])).save()
        self.assertEqual(wizard.cancel_reason, "BuyerCanceled")
        wizard.action_cancel_orders()
        self.sync_orders()
        self.follow_feeds()
        self.sync()
        self.assertEqual((self.status(number), order.state), ("CANCELLED", "cancel"))
        self.assertEqual(self.issues(number), [])
