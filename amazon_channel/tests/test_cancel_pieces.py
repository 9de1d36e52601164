"""Pieces that are cancelled come off the open deliveries at once, however these were split."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .shipment_common import ShipmentCase


@tagged("post_install", "-at_install")
class TestCancelPieces(ShipmentCase):
    def wizard(self, sale_order):
        """The wizard as it opens on one order."""
        wizards = self.env["amazon.channel.cancel"].with_context(default_sale_order_ids=sale_order.ids)
        return wizards.create({"sale_order_ids": sale_order.ids, "cancel_reason": "NoInventory"})

    def cancel_pieces(self, sale_order, pieces):
        wizard = self.wizard(sale_order)
        wizard.line_ids.quantity = pieces
        wizard.action_cancel_orders()
        return sale_order.amazon_channel_submission_ids.filtered(lambda s: s.kind == "cancellation").sorted("id")[-1:]

    def planned(self, sale_order):
        """What open deliveries are to bring, per operation type."""
        moves = self.open_delivery(sale_order).move_ids.filtered(lambda move: move.state != "cancel")
        return {
            picking_type.code: sum(same.mapped("product_qty"))
            for picking_type, same in moves.grouped("picking_type_id").items()
        }

    def test_pieces_come_off_whole_from_two_open_deliveries(self):
        sale_order, picking = self.sold(3)
        other = picking.copy({"move_ids": []})
        picking.move_ids.product_uom_qty = 2
        move = picking.move_ids.copy({"picking_id": other.id, "product_uom_qty": 1})
        move.sale_line_id = sale_order.order_line
        other.action_confirm()
        self.cancel_pieces(sale_order, 1)
        self.assertEqual(self.planned(sale_order), {"outgoing": 2})
        quantities = self.open_delivery(sale_order).move_ids.mapped("product_uom_qty")
        self.assertTrue(all(quantity == int(quantity) for quantity in quantities), quantities)

    def test_pieces_come_off_both_steps_of_a_warehouse(self):
        self.warehouse.delivery_steps = "pick_ship"
        sale_order, pick = self.sold(3)
        self.ship(pick, 1)
        self.cancel_pieces(sale_order, 1)
        self.assertEqual(self.planned(sale_order).get("internal"), 1)
        for _step in range(3):
            for delivery in self.open_delivery(sale_order).filtered(lambda p: p.state == "assigned"):
                self.ship(delivery, *delivery.move_ids.mapped("quantity"))
        self.assertEqual(sum(package["MUG"] for package in self.told(sale_order)), 2)

    def test_all_that_is_left_comes_off_with_its_substitute(self):
        sale_order, _picking = self.sold(2)
        sale_order.order_line = [
            Command.create(
                {
                    "product_id": self.lamp.id,
                    "product_uom_qty": 1,
                    "price_unit": 0,
                    "amazon_channel_substitute_for_id": sale_order.order_line.id,
                }
            )
        ]
        self.env["sale.order.line"].browse(sale_order.order_line[0].id)._amazon_channel_take_off(2, 2)
        self.assertFalse(self.open_delivery(sale_order))

    def test_goods_on_their_way_back_still_come_back(self):
        sale_order, picking = self.sold(3)
        self.ship(picking, 1)
        back = self.return_of(picking)
        self.cancel_pieces(sale_order, 1)
        self.assertNotEqual(back.state, "cancel")

    def test_what_left_after_the_wizard_was_opened_is_not_cancelled(self):
        sale_order, picking = self.sold(3)
        wizard = self.wizard(sale_order)
        self.ship(picking, 2)
        wizard.line_ids.quantity = 2
        with self.assertRaisesRegex(UserError, "between 0 and 1"):
            wizard.action_cancel_orders()

    def test_what_somebody_else_cancelled_meanwhile_is_not_cancelled_twice(self):
        sale_order, _picking = self.sold(3)
        wizard = self.wizard(sale_order)
        self.cancel_pieces(sale_order, 2)
        wizard.line_ids.quantity = 2
        with self.assertRaises(UserError):
            wizard.action_cancel_orders()

    def test_refused_pieces_are_delivered_after_all(self):
        sale_order, _picking = self.sold(3)
        self.cancel_pieces(sale_order, 1)._refused("Too late")
        sale_order.action_amazon_channel_ship_anyway()
        self.assertEqual(self.planned(sale_order), {"outgoing": 3})
        for delivery in self.open_delivery(sale_order):
            self.ship(delivery)
        self.assertEqual(sum(package["MUG"] for package in self.told(sale_order)), 3)

    def test_pieces_are_cancelled_and_the_rest_is_shipped(self):
        sale_order, _picking = self.sold(3)
        self.cancel_pieces(sale_order, 1)
        self.ship(self.open_delivery(sale_order))
        self.assertEqual(self.told(sale_order), [{"MUG": 2}])
        self.assertEqual(sale_order._amazon_channel_open_items(), {})

    def test_two_cancellations_of_pieces_are_done_one_by_one(self):
        sale_order, _picking = self.sold(5)
        first, second = self.cancel_pieces(sale_order, 1), self.cancel_pieces(sale_order, 1)
        item_ref = sale_order.order_line.amazon_channel_item_ref
        self.assertEqual([first.items_left, second.items_left], [{item_ref: 4}, {item_ref: 3}])
