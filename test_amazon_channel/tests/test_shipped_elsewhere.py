from odoo.tests import tagged

from .shipping_common import ShippingCase


@tagged("post_install", "-at_install")
class TestShippedElsewhere(ShippingCase):
    """A part of an order was shipped outside Odoo; the rest is still to be shipped."""

    def setUp(self):
        super().setUp()
        self.number, self.order = self.bought(quantity=3)
        (self.item,) = self.items(self.number)
        self.simulator.ship_order(self.number, items={self.item: 1}, tracking_number="ELSEWHERE")
        self.sync()

    def on_hand(self):
        return self.order.order_line[0].product_id.qty_available

    def ship_the_rest(self):
        self.ship(self.open_delivery(self.order))
        self.sync_orders()
        self.sync()

    def assert_shipped_in_two_packages(self):
        numbers = [tracking for _carrier, tracking, _items in self.packages(self.number)]
        self.assertEqual(numbers, ["ELSEWHERE", "1Z001"])
        self.assertEqual(self.packages(self.number)[1][2], {self.item: 2})
        self.assertEqual(self.status(self.number), "SHIPPED")
        self.assertEqual(self.issues(self.number), [])
        self.assertEqual(self.order.amazon_channel_submission_ids.state, "done")

    def test_pieces_from_this_stock_move_and_the_rest_is_shipped(self):
        before = self.on_hand()
        self.order.action_amazon_channel_goods_left()
        self.assertEqual(self.on_hand(), before - 1)
        self.assertEqual(self.open_delivery(self.order).move_ids.product_uom_qty, 2)
        self.ship_the_rest()
        self.assertEqual(self.on_hand(), before - 3)
        self.assert_shipped_in_two_packages()

    def test_pieces_from_other_stock_come_off_the_delivery_and_the_rest_is_shipped(self):
        before = self.on_hand()
        self.order.action_amazon_channel_goods_here()
        self.assertEqual(self.open_delivery(self.order).move_ids.product_uom_qty, 2)
        self.ship_the_rest()
        self.assertEqual(self.on_hand(), before - 2)
        self.assert_shipped_in_two_packages()

    def test_the_question_is_not_asked_again_when_amazon_changes_something_else(self):
        self.order.action_amazon_channel_goods_here()
        self.simulator.touch_order(self.number)
        self.sync()
        self.assertFalse(self.order.amazon_channel_shipped_elsewhere)
        self.assertEqual(self.issues(self.number), [])

    def test_the_question_is_asked_again_when_the_order_is_taken_up_again(self):
        self.order.action_amazon_channel_goods_here()
        self.order.with_context(amazon_channel_cancel_reason="NoInventory")._action_cancel()
        self.order.action_draft()
        self.order.action_confirm()
        self.process_orders()
        self.assertEqual(self.issues(self.number), ["shipped_elsewhere"])
        self.order.action_amazon_channel_goods_here()
        self.assertEqual(self.open_delivery(self.order).move_ids.product_uom_qty, 2)

    def test_only_what_nobody_has_shipped_can_be_cancelled(self):
        self.order.action_amazon_channel_goods_left()
        self.assertEqual(self.order._amazon_channel_open_items(), {self.item: 2})

    def test_nothing_is_told_of_the_pieces_that_somebody_else_told(self):
        self.order.action_amazon_channel_goods_left()
        self.assertFalse(self.order.amazon_channel_submission_ids)
