"""Kits: Amazon sells one item, Odoo ships its components."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.amazon_channel.tests.order_documents import item, order
from odoo.addons.amazon_channel.tests.shipment_common import ShipmentCase


@tagged("post_install", "-at_install")
class TestKits(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.saucer, cls.spoon = cls.create_product("SAUCER"), cls.create_product("SPOON")
        cls.tea_set = cls.create_product("TEASET", is_storable=False)
        for product in (cls.saucer, cls.spoon):
            cls.stock_up(product, 100)
        cls.make_kit(cls.tea_set, (cls.saucer, 1), (cls.spoon, 2))

    @classmethod
    def make_kit(cls, product, *components):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": quantity})
                    for component, quantity in components
                ],
            }
        )

    def ship_products(self, picking, quantities, **options):
        """Ship this much of each product, by default in one package without name."""
        return self.ship(picking, *(quantities.get(move.product_id, 0) for move in picking.move_ids), **options)

    def cancel_pieces(self, sale_order, pieces):
        """Cancel pieces of the only item, as the wizard does."""
        wizard = self.env["amazon.channel.cancel"].with_context(default_sale_order_ids=sale_order.ids)
        wizard = wizard.create({"sale_order_ids": sale_order.ids, "cancel_reason": "NoInventory"})
        wizard.line_ids.quantity = pieces
        wizard.action_cancel_orders()

    # -- Complete or not ---------------------------------------------------------------------------------------

    def test_complete_kits_are_told_in_amazons_pieces(self):
        sale_order, picking = self.sold(3, sku="TEASET")
        self.assertEqual(picking.move_ids.mapped("product_uom_qty"), [3, 6])
        self.ship(picking)
        self.assertEqual(self.told(sale_order), [{"TEASET": 3}])

    def test_kit_is_told_with_its_last_component(self):
        sale_order, picking = self.sold(1, sku="TEASET")
        self.ship_products(picking, {self.saucer: 1})
        self.assertEqual(self.told(sale_order), [])
        self.ship(self.open_delivery(sale_order), tracking="1Z002")
        self.assertEqual(self.told(sale_order), [{"TEASET": 1}])
        self.assertEqual(sale_order.amazon_channel_submission_ids.tracking_number, "1Z002")

    def test_only_complete_kits_are_told(self):
        sale_order, picking = self.sold(2, sku="TEASET")
        self.ship_products(picking, {self.saucer: 2, self.spoon: 3})
        self.assertEqual(self.told(sale_order), [{"TEASET": 1}])
        self.ship(self.open_delivery(sale_order))
        self.assertEqual(self.told(sale_order), [{"TEASET": 1}, {"TEASET": 1}])

    def test_kit_in_two_packages_is_told_once(self):
        sale_order, picking = self.sold(1, sku="TEASET")
        packages = self.put_in_packages(picking, {self.saucer: 1}, {self.spoon: 2})
        packages.amazon_channel_tracking_ref = "1Z-A"
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.told(sale_order), [{"TEASET": 1}])
        self.assertEqual(picking.amazon_channel_submission_ids.state, "to_send")

    def test_nested_kits_are_told_when_all_of_them_are_complete(self):
        basket = self.create_product("BASKET", is_storable=False)
        self.make_kit(basket, (self.tea_set, 2), (self.mug, 1))
        sale_order, picking = self.sold(1, sku="BASKET")
        self.ship_products(picking, {self.mug: 1, self.saucer: 2, self.spoon: 3})
        self.assertEqual(self.told(sale_order), [])
        self.ship(self.open_delivery(sale_order))
        self.assertEqual(self.told(sale_order), [{"BASKET": 1}])

    def test_kit_of_kits_alone_is_told(self):
        pair = self.create_product("PAIR", is_storable=False)
        self.make_kit(pair, (self.tea_set, 2))
        sale_order, picking = self.sold(1, sku="PAIR")
        self.ship(picking)
        self.assertEqual(self.told(sale_order), [{"PAIR": 1}])

    def test_kit_and_goods_of_one_order_are_told_side_by_side(self):
        sale_order = self.imported(order(item("TEASET", "20.00", 1), item("MUG", "10.00", 2)))
        picking = self.open_delivery(sale_order)
        self.ship_products(picking, {self.mug: 2, self.saucer: 1})
        self.assertEqual(self.told(sale_order), [{"MUG": 2}])
        self.ship(self.open_delivery(sale_order))
        self.assertEqual(self.told(sale_order), [{"MUG": 2}, {"TEASET": 1}])

    def test_kit_sold_beside_its_own_component_is_not_mixed_up_with_it(self):
        sale_order = self.imported(order(item("TEASET", "20.00", 1), item("SPOON", "10.00", 2)))
        picking = self.open_delivery(sale_order)
        own = picking.move_ids.filtered(lambda move: move.sale_line_id.product_id == self.spoon)
        self.ship(picking, *(move.product_uom_qty if move == own else 0 for move in picking.move_ids))
        self.assertEqual(self.told(sale_order), [{"SPOON": 2}])

    def test_second_kit_is_told_though_the_first_came_back(self):
        sale_order, picking = self.sold(2, sku="TEASET")
        self.ship_products(picking, {self.saucer: 1, self.spoon: 2})
        self.ship(self.return_of(picking), tracking=False)
        open_delivery = self.open_delivery(sale_order).filtered(lambda p: p.picking_type_code == "outgoing")
        self.ship(open_delivery)
        self.assertEqual(self.told(sale_order), [{"TEASET": 1}, {"TEASET": 1}])

    # -- Substitutes -------------------------------------------------------------------------------------------

    def test_component_that_was_replaced_is_told_once_somebody_says_so(self):
        sale_order, picking = self.sold(1, sku="TEASET")
        picking.move_ids = [
            Command.create(
                {
                    "product_id": self.lamp.id,
                    "product_uom_qty": 2,
                    "company_id": self.company.id,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        ]
        self.ship_products(picking, {self.saucer: 1, self.lamp: 2}, backorder=False)
        self.assertEqual(self.told(sale_order), [])
        self.assertEqual(sale_order.amazon_channel_issue_ids.code, "goods_without_item")
        kit_line = sale_order.order_line.filtered(lambda line: line.product_id == self.tea_set)
        (sale_order.order_line - kit_line).amazon_channel_substitute_for_id = kit_line
        self.env["amazon.channel.shipment"]._tell(picking)
        self.assertEqual(self.told(sale_order), [{"TEASET": 1}])

    # -- Cancelled in pieces -----------------------------------------------------------------------------------

    def test_cancelled_kit_is_taken_off_with_all_its_components(self):
        sale_order, picking = self.sold(3, sku="TEASET")
        self.cancel_pieces(sale_order, 1)
        self.assertEqual(picking.move_ids.mapped("product_uom_qty"), [2, 4])
        self.ship(picking)
        self.assertEqual(self.told(sale_order), [{"TEASET": 2}])

    def test_cancelled_kit_leaves_what_is_missing_of_the_others(self):
        sale_order, picking = self.sold(2, sku="TEASET")
        self.ship_products(picking, {self.saucer: 1})
        self.cancel_pieces(sale_order, 1)
        moves = self.open_delivery(sale_order).move_ids.filtered(lambda move: move.state != "cancel")
        left = {move.product_id: move.product_uom_qty for move in moves}
        self.assertEqual(left.get(self.spoon), 2)
        self.assertFalse(left.get(self.saucer))
        self.ship(self.open_delivery(sale_order))
        self.assertEqual(self.told(sale_order), [{"TEASET": 1}])

    def test_refused_cancellation_of_kits_is_delivered_again(self):
        sale_order, _picking = self.sold(3, sku="TEASET")
        self.cancel_pieces(sale_order, 1)
        cancellation = sale_order.amazon_channel_submission_ids
        cancellation._refused("Too late")
        sale_order.action_amazon_channel_ship_anyway()
        moves = sale_order.picking_ids.move_ids.filtered(lambda move: move.state != "cancel")
        total = {
            product: sum(m.product_uom_qty for m in moves if m.product_id == product) for product in moves.product_id
        }
        self.assertEqual(total, {self.saucer: 3, self.spoon: 6})
        for delivery in self.open_delivery(sale_order):
            self.ship(delivery)
        self.assertEqual(sum(package["TEASET"] for package in self.told(sale_order)), 3)

    # -- Shipped elsewhere -------------------------------------------------------------------------------------

    def test_kit_that_odoo_shipped_whole_is_not_taken_for_shipped_elsewhere(self):
        document = order(item("TEASET", "20.00", 2))
        sale_order = self.imported(document)
        self.ship_products(self.open_delivery(sale_order), {self.saucer: 1, self.spoon: 2})
        document["lastUpdatedTime"] = "2026-03-01T11:30:00.456Z"
        document["fulfillment"]["fulfillmentStatus"] = "PARTIALLY_SHIPPED"
        document["orderItems"][0]["fulfillment"] = {"quantityFulfilled": 1, "quantityUnfulfilled": 1}
        self.receive(document)
        self.assertFalse(self.open_delivery(sale_order).amazon_channel_shipped_elsewhere)

    def test_goods_that_have_left_elsewhere_are_not_told_with_later_kits(self):
        document = order(item("TEASET", "20.00", 2))
        sale_order = self.imported(document)
        document["lastUpdatedTime"] = "2026-03-01T11:30:00.456Z"
        document["fulfillment"]["fulfillmentStatus"] = "SHIPPED"
        document["orderItems"][0]["fulfillment"] = {"quantityFulfilled": 2, "quantityUnfulfilled": 0}
        self.receive(document)
        self.assertTrue(sale_order.amazon_channel_shipped_elsewhere)
        sale_order.action_amazon_channel_goods_left()
        self.assertEqual(sale_order.picking_ids.mapped("state"), ["done"])
        self.assertEqual(self.told(sale_order), [])
