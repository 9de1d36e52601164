"""Amazon's states in Odoo: what becomes a sale order, what does not, and what blocks a delivery."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .order_common import OrderCase
from .order_documents import asking_to_cancel, item, later, order, pending


@tagged("post_install", "-at_install")
class TestOrderState(OrderCase):
    def open_issues(self, sale_order):
        return sale_order.amazon_channel_issue_ids.mapped("code")

    # -- No sale order -----------------------------------------------------------------------------------------

    def test_pending_order_makes_no_sale_order(self):
        row = self.receive(pending(order()))
        self.assertEqual(row.state, "pending")
        self.assertFalse(row.sale_order_id)

    def test_pending_order_is_imported_when_it_is_paid(self):
        document = order()
        self.receive(pending(document))
        row = self.receive(later(document))
        self.assertEqual(row.state, "imported")

    def test_preorder_waits_for_its_release(self):
        document = pending(order())
        document["fulfillment"]["fulfillmentStatus"] = "PENDING_AVAILABILITY"
        self.assertEqual(self.receive(document).state, "pending")

    def test_order_cancelled_before_it_was_imported_leaves_nothing(self):
        row = self.receive(order(status="CANCELLED"))
        self.assertEqual(row.state, "cancelled")
        self.assertFalse(row.sale_order_id)

    def test_cancelled_order_without_money_is_understood(self):
        document = pending(order())
        document["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
        self.assertEqual(self.receive(document).state, "cancelled")

    def test_order_of_another_shop_that_amazon_ships_is_no_sale(self):
        document = order(status="SHIPPED", by="AMAZON")
        document["salesChannel"]["channelName"] = "NON_AMAZON"
        row = self.receive(document)
        self.assertEqual(row.state, "ignored")
        self.assertFalse(row.sale_order_id)

    def test_unfulfillable_order_is_held(self):
        self.assert_held(self.receive(order(status="UNFULFILLABLE")), "unfulfillable", "Seller Central")

    def test_unfulfillable_order_goes_on_when_amazon_changes_it(self):
        document = order(status="UNFULFILLABLE")
        self.receive(document)
        row = self.receive(later(document, status="UNSHIPPED"))
        self.assertEqual(row.state, "imported")
        self.assertFalse(row.hold_ids)

    def test_status_nobody_knows_holds_the_order(self):
        self.assert_held(self.receive(order(status="TELEPORTED")), "status", "'TELEPORTED'")

    def test_fulfiller_nobody_knows_holds_the_order(self):
        self.assert_held(self.receive(order(by="NEIGHBOUR")), "status", "'NEIGHBOUR'")

    def test_sales_channel_nobody_knows_holds_the_order(self):
        document = order()
        document["salesChannel"]["channelName"] = "MARS"
        self.assert_held(self.receive(document), "status", "'MARS'")

    # -- Cancelled after the import ----------------------------------------------------------------------------

    def test_order_cancelled_after_the_import_is_cancelled_with_its_delivery(self):
        document = order()
        sale_order = self.imported(document)
        row = self.receive(later(document, status="CANCELLED"))
        self.assertEqual(row.state, "cancelled")
        self.assertEqual(sale_order.state, "cancel")
        self.assertEqual(sale_order.picking_ids.state, "cancel")
        self.assertEqual(sale_order.amazon_channel_status, "CANCELLED")

    def test_locked_order_is_cancelled_too(self):
        document = order()
        sale_order = self.imported(document)
        sale_order.action_lock()
        self.receive(later(document, status="CANCELLED"))
        self.assertEqual(sale_order.state, "cancel")

    def test_cancellation_after_the_delivery_asks_a_person(self):
        document = order()
        sale_order = self.imported(document)
        self.deliver(sale_order)
        row = self.receive(later(document, status="CANCELLED"))
        self.assertEqual(row.state, "cancelled")
        self.assertEqual(sale_order.state, "sale")
        self.assertEqual(self.open_issues(sale_order), ["cancelled_after_delivery"])
        self.assertIn(sale_order.picking_ids.name, sale_order.amazon_channel_issue_ids.name)

    def test_cancellation_after_the_invoice_asks_a_person(self):
        document = order()
        sale_order = self.imported(document)
        invoice = sale_order._create_invoices()
        invoice.action_post()
        self.receive(later(document, status="CANCELLED"))
        self.assertEqual(self.open_issues(sale_order), ["cancelled_after_delivery"])
        self.assertIn(invoice.name, sale_order.amazon_channel_issue_ids.name)
        self.assertEqual(sale_order.picking_ids.state, "cancel")

    def test_cancellation_after_half_of_it_was_delivered_stops_the_rest(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        sale_order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        sale_order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.receive(later(document, status="CANCELLED"))
        self.assertEqual(sorted(sale_order.picking_ids.mapped("state")), ["cancel", "done"])
        self.assertEqual(self.open_issues(sale_order), ["cancelled_after_delivery"])

    def test_order_that_a_person_cancelled_stays_cancelled(self):
        document = order()
        sale_order = self.imported(document)
        sale_order._action_cancel()
        self.receive(later(document, status="CANCELLED"))
        self.assertEqual(sale_order.state, "cancel")
        self.assertFalse(self.open_issues(sale_order))

    # -- Shipped outside Odoo ----------------------------------------------------------------------------------

    def test_order_that_arrives_shipped_blocks_its_delivery(self):
        sale_order = self.imported(order(status="SHIPPED"))
        self.assertTrue(sale_order.amazon_channel_shipped_elsewhere)
        with self.assertRaisesRegex(UserError, "was shipped already"):
            self.deliver(sale_order)
        self.assertEqual(self.open_issues(sale_order), ["shipped_elsewhere"])

    def test_order_that_is_shipped_elsewhere_later_blocks_its_delivery(self):
        document = order()
        sale_order = self.imported(document)
        self.receive(later(document, status="SHIPPED"))
        self.assertTrue(sale_order.amazon_channel_shipped_elsewhere)
        self.assertEqual(self.open_issues(sale_order), ["shipped_elsewhere"])

    def test_goods_have_left_moves_the_stock(self):
        self.stock_up(self.mug, 5)
        sale_order = self.imported(order(status="SHIPPED"))
        sale_order.action_amazon_channel_goods_left()
        self.assertEqual(sale_order.picking_ids.state, "done")
        self.assertEqual(sale_order.order_line.qty_delivered, 1)
        self.assertEqual(self.mug.with_context(location=self.warehouse.lot_stock_id.id).qty_available, 4)
        self.assertFalse(self.open_issues(sale_order))

    def test_goods_are_here_leaves_the_stock(self):
        self.stock_up(self.mug, 5)
        sale_order = self.imported(order(status="SHIPPED"))
        sale_order.action_amazon_channel_goods_here()
        self.assertEqual(sale_order.picking_ids.state, "cancel")
        self.assertEqual(self.mug.with_context(location=self.warehouse.lot_stock_id.id).free_qty, 5)
        self.assertFalse(self.open_issues(sale_order))

    def test_goods_are_here_is_not_asked_again(self):
        document = order(status="SHIPPED")
        sale_order = self.imported(document)
        sale_order.action_amazon_channel_goods_here()
        self.receive(later(document))
        self.assertFalse(self.open_issues(sale_order))

    def test_question_needs_a_marked_delivery(self):
        with self.assertRaises(UserError):
            self.imported(order()).action_amazon_channel_goods_left()

    def test_shipment_from_odoo_that_amazon_has_seen_is_no_question(self):
        document = order()
        sale_order = self.imported(document)
        self.deliver(sale_order)
        self.receive(later(document, status="SHIPPED"))
        self.assertFalse(self.open_issues(sale_order))
        self.assertEqual(sale_order.amazon_channel_status, "SHIPPED")

    def test_part_that_is_shipped_elsewhere_is_asked_for(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        changed = later(document, status="PARTIALLY_SHIPPED")
        changed["orderItems"][0]["fulfillment"] = {"quantityFulfilled": 1, "quantityUnfulfilled": 1}
        self.receive(changed)
        self.assertEqual(self.open_issues(sale_order), ["shipped_elsewhere"])

    def test_question_goes_away_when_the_warehouse_has_caught_up(self):
        document = order(status="SHIPPED")
        sale_order = self.imported(document)
        sale_order.picking_ids._amazon_channel_deliver()
        self.receive(later(document))
        self.assertFalse(self.open_issues(sale_order))

    # -- The buyer asks to cancel ------------------------------------------------------------------------------

    def test_buyer_who_asks_to_cancel_blocks_the_delivery(self):
        document = order()
        sale_order = self.imported(document)
        self.receive(asking_to_cancel(later(document)))
        self.assertTrue(sale_order.amazon_channel_cancel_requested)
        with self.assertRaisesRegex(UserError, "asks to cancel"):
            self.deliver(sale_order)

    def test_somebody_is_told_that_the_buyer_asks_to_cancel(self):
        self.channel.user_id = self.create_user("larkspur_operator", "amazon_channel.amazon_channel_group_user")
        sale_order = self.imported(asking_to_cancel(order()))
        self.assertEqual(self.open_issues(sale_order), ["cancel_requested"])
        self.assertEqual(sale_order.activity_ids.user_id, self.channel.user_id)
        self.assertIn("asks to cancel", sale_order.activity_ids.summary)

    def test_ship_anyway_frees_the_delivery(self):
        sale_order = self.imported(asking_to_cancel(order()))
        sale_order.action_amazon_channel_refuse_cancel()
        self.assertFalse(self.open_issues(sale_order))
        self.deliver(sale_order)
        self.assertEqual(sale_order.picking_ids.state, "done")

    def test_request_that_was_refused_is_not_asked_again(self):
        document = asking_to_cancel(order())
        sale_order = self.imported(document)
        sale_order.action_amazon_channel_refuse_cancel()
        self.receive(later(document))
        self.assertFalse(sale_order.amazon_channel_cancel_requested)
        self.assertFalse(self.open_issues(sale_order))

    def test_request_that_was_taken_back_frees_the_delivery(self):
        document = order()
        sale_order = self.imported(asking_to_cancel(document))
        self.receive(later(document))
        self.assertFalse(sale_order.amazon_channel_cancel_requested)
        self.assertFalse(self.open_issues(sale_order))

    def test_buyer_who_asks_again_after_taking_it_back_blocks_the_delivery_again(self):
        document = order()
        sale_order = self.imported(asking_to_cancel(document))
        self.receive(later(document))
        self.receive(asking_to_cancel(later(document, minutes=20)))
        self.assertTrue(sale_order.amazon_channel_cancel_requested)
        self.assertEqual(self.open_issues(sale_order), ["cancel_requested"])

    def test_activity_goes_when_the_request_is_settled(self):
        document = order()
        sale_order = self.imported(asking_to_cancel(document))
        self.assertTrue(sale_order.activity_ids)
        self.receive(later(document))
        self.assertFalse(sale_order.activity_ids)

    def test_request_that_amazon_carries_out_cancels_the_order(self):
        document = asking_to_cancel(order())
        sale_order = self.imported(document)
        self.receive(later(document, status="CANCELLED"))
        self.assertEqual(sale_order.state, "cancel")
        self.assertFalse(self.open_issues(sale_order))
        self.assertFalse(sale_order.amazon_channel_cancel_requested)
