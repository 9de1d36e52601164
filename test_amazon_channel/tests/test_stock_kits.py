"""Quantities of kits: as many as their components make, less what others want of these."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.amazon_channel.tests.order_documents import item, order, pending
from odoo.addons.amazon_channel.tests.stock_common import StockCase


@tagged("post_install", "-at_install")
class TestStockKits(StockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.saucer, cls.spoon = cls.create_product("SAUCER"), cls.create_product("SPOON")
        cls.tea_set = cls.create_product("TEASET", is_storable=False)
        cls.bom = cls.make_kit(cls.tea_set, (cls.saucer, 1), (cls.spoon, 2))
        cls.stock_up(cls.saucer, 10)
        cls.stock_up(cls.spoon, 12)
        cls.kit, cls.spoons = cls.create_listing(cls.tea_set), cls.create_listing(cls.spoon)

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

    def figures(self):
        self.compute()
        return self.kit.quantity_wanted, self.spoons.quantity_wanted

    def test_kit_is_offered_as_often_as_its_components_make_it(self):
        self.assertEqual(self.figures(), (6, 12))

    def test_stock_of_a_component_moves_its_kits(self):
        self.figures()
        self.stock_up(self.spoon, 4)
        self.assertEqual(self.figures(), (8, 16))

    def test_sold_kit_takes_its_components(self):
        self.figures()
        self.sell(self.tea_set, 2)
        self.assertEqual(self.figures(), (4, 8))

    def test_pending_order_of_a_component_leaves_fewer_kits(self):
        self.figures()
        self.receive(pending(order(item("SPOON", "10.00", 3))))
        self.assertEqual(self.figures(), (4, 9))
        self.assertEqual(self.steps(self.kit), {"on_hand": 6, "pending": -2})

    def test_pending_order_of_a_kit_leaves_fewer_components(self):
        self.figures()
        row = self.receive(pending(order(item("TEASET", "10.00", 2))))
        self.assertEqual(self.figures(), (4, 8))
        [line] = self.why(self.spoons).line_ids.filtered(lambda line: line.code == "pending")
        action = line.action_open_records()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), row)

    def test_pending_and_held_orders_are_told_apart(self):
        self.receive(pending(order(item("TEASET", "10.00", 2))))
        self.receive(order(item("SPOON", "10.00", 2), item("NOBODY-KNOWS", "10.00", 1)))
        self.assertEqual(self.figures(), (3, 6))
        self.assertEqual(self.steps(self.kit), {"on_hand": 6, "pending": -2, "held": -1})

    def test_kit_of_kits_follows_the_components_below(self):
        basket = self.create_product("BASKET", is_storable=False)
        self.make_kit(basket, (self.tea_set, 2), (self.mug, 1))
        listing = self.create_listing(basket)
        self.assertEqual(self.wanted(listing), 3)
        self.stock_up(self.spoon, 4)
        self.assertEqual(self.wanted(listing), 4)
        self.receive(pending(order(item("SPOON", "10.00", 1))))
        self.assertEqual(self.wanted(listing), 3)

    def test_planned_deliveries_of_components_count_where_the_channel_says_so(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        self.channel.inventory_basis = "unplanned"
        self.figures()
        self.sell(self.spoon, 4)
        self.assertEqual(self.figures(), (4, 8))
        self.sell(self.tea_set, 1)
        self.assertEqual(self.figures(), (3, 6))

    def test_kit_of_another_company_is_none(self):
        other = self.env["res.company"].create({"name": "Teasel Goods"})
        self.tea_set.company_id = False
        (self.saucer | self.spoon).company_id = False
        self.bom.company_id = other
        self.compute()
        self.assertFalse(self.kit.quantity_wanted_at)
        self.assertEqual(self.kit.quantity_reason, "untracked")

    def test_why_of_a_kit_opens_the_stock_of_its_components(self):
        [line] = self.why(self.kit).line_ids.filtered(lambda line: line.code == "on_hand")
        action = line.action_open_records()
        quants = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(quants.product_id, self.saucer | self.spoon)
