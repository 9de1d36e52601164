"""Deliveries in warehouses of several steps, services, returns: what Amazon says reaches the right transfers."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .order_common import OrderCase
from .order_documents import DELIVER_BY, SHIP_BY, asking_to_cancel, item, later, order


@tagged("post_install", "-at_install")
class TestOrderDeliverySteps(OrderCase):
    """A warehouse that picks, then ships."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = "pick_ship"
        cls.stock_up(cls.mug, 10)

    def on_hand(self):
        return self.mug.with_context(warehouse_id=self.warehouse.id).qty_available

    def test_order_is_picked_then_shipped(self):
        sale_order = self.imported(order())
        self.assertEqual(sale_order.picking_ids.picking_type_id, self.warehouse.pick_type_id)
        self.deliver(sale_order)
        self.deliver(sale_order)
        self.assertEqual(sale_order.picking_ids.mapped("state"), ["done", "done"])
        self.assertEqual(sale_order.order_line.qty_delivered, 1)
        self.assertEqual(self.on_hand(), 9)

    def test_every_step_shows_number_and_deadlines(self):
        sale_order = self.imported(order())
        self.deliver(sale_order)
        self.assertEqual(len(sale_order.picking_ids), 2)
        for picking in sale_order.picking_ids:
            self.assertEqual(picking.amazon_channel_order_ref, sale_order.amazon_channel_order_ref)
            self.assertEqual(picking.amazon_channel_ship_by.isoformat() + "Z", SHIP_BY)
            self.assertEqual(picking.amazon_channel_deliver_by.isoformat() + "Z", DELIVER_BY)

    def test_delivery_method_is_on_the_step_that_ships(self):
        sale_order = self.imported(order())
        self.deliver(sale_order)
        shipping = sale_order.picking_ids.filtered(lambda picking: picking.picking_type_code == "outgoing")
        self.assertEqual(shipping.carrier_id, self.parcel)

    def test_request_to_cancel_blocks_the_picking_already(self):
        sale_order = self.imported(asking_to_cancel(order()))
        with self.assertRaisesRegex(UserError, "asks to cancel"):
            self.deliver(sale_order)

    def test_request_to_cancel_blocks_what_was_picked(self):
        document = order()
        sale_order = self.imported(document)
        self.deliver(sale_order)
        self.receive(asking_to_cancel(later(document)))
        with self.assertRaisesRegex(UserError, "asks to cancel"):
            self.deliver(sale_order)

    def test_goods_that_have_left_have_left_all_steps(self):
        sale_order = self.imported(order(status="SHIPPED"))
        sale_order.action_amazon_channel_goods_left()
        self.assertEqual(set(sale_order.picking_ids.mapped("state")), {"done"})
        self.assertEqual(sale_order.order_line.qty_delivered, 1)
        self.assertEqual(self.on_hand(), 9)

    def test_picked_goods_that_have_left_are_shipped(self):
        document = order()
        sale_order = self.imported(document)
        self.deliver(sale_order)
        self.receive(later(document, status="SHIPPED"))
        sale_order.action_amazon_channel_goods_left()
        self.assertEqual(sale_order.order_line.qty_delivered, 1)
        self.assertEqual(self.on_hand(), 9)

    def test_cancellation_stops_all_steps(self):
        document = order()
        sale_order = self.imported(document)
        self.deliver(sale_order)
        self.receive(later(document, status="CANCELLED"))
        self.assertEqual(sale_order.state, "cancel")
        shipping = sale_order.picking_ids.filtered(lambda picking: picking.picking_type_code == "outgoing")
        self.assertEqual(shipping.state, "cancel")
        self.assertEqual(self.on_hand(), 10)

    def test_order_that_amazon_ships_knows_no_steps(self):
        sale_order = self.imported(order(status="SHIPPED", by="AMAZON"))
        self.assertEqual(sale_order.picking_ids.mapped("state"), ["done"])
        self.assertEqual(self.on_hand(), 10)


@tagged("post_install", "-at_install")
class TestOrderDelivery(OrderCase):
    """A warehouse that ships in one step."""

    def test_service_needs_no_delivery(self):
        self.create_product("WARRANTY", type="service", is_storable=False)
        sale_order = self.imported(order(item("WARRANTY", "9.00"), status="SHIPPED"))
        self.assertFalse(sale_order.picking_ids)
        self.assertFalse(sale_order.amazon_channel_issue_ids)

    def test_rest_of_a_delivery_waits_in_a_backorder(self):
        sale_order = self.imported(order(item("MUG", "20.00", 2)))
        sale_order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        sale_order.picking_ids.with_context(skip_backorder=True).button_validate()
        rest = sale_order.picking_ids.filtered(lambda picking: picking.state != "done")
        self.assertEqual(rest.amazon_channel_order_ref, sale_order.amazon_channel_order_ref)
        self.assertEqual(rest.amazon_channel_ship_by, sale_order.amazon_channel_ship_by)
        self.assertEqual(rest.carrier_id, self.parcel)

    def test_rest_that_was_shipped_elsewhere_is_asked_for(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        sale_order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        sale_order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.receive(later(document, status="SHIPPED"))
        sale_order.action_amazon_channel_goods_left()
        self.assertEqual(set(sale_order.picking_ids.mapped("state")), {"done"})
        self.assertEqual(sale_order.order_line.qty_delivered, 2)

    def test_returned_goods_are_no_question_about_shipping(self):
        document = order()
        sale_order = self.imported(document)
        self.deliver(sale_order)
        self.receive(later(document, status="SHIPPED"))
        wizard = self.env["stock.return.picking"].with_context(
            active_id=sale_order.picking_ids.id, active_ids=sale_order.picking_ids.ids, active_model="stock.picking"
        )
        wizard = wizard.create({"picking_id": sale_order.picking_ids.id})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.receive(later(document, minutes=30, status="SHIPPED"))
        self.assertFalse(back.amazon_channel_shipped_elsewhere)
        back.move_ids.write({"quantity": 1, "picked": True})
        back.button_validate()
        self.assertEqual(back.state, "done")
        self.receive(later(document, minutes=50, status="SHIPPED"))
        self.assertFalse(sale_order.amazon_channel_issue_ids)

    def test_several_orders_are_shipped_in_one_go(self):
        self.stock_up(self.mug, 10)
        orders = [self.imported(order()) for _number in range(3)]
        pickings = self.env["stock.picking"].union(*[sale_order.picking_ids for sale_order in orders])
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        pickings.button_validate()
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    def test_one_blocked_delivery_is_named_among_several(self):
        self.stock_up(self.mug, 10)
        free, blocked = self.imported(order()), self.imported(asking_to_cancel(order()))
        with self.assertRaisesRegex(UserError, blocked.picking_ids.name):
            (free.picking_ids | blocked.picking_ids).button_validate()
