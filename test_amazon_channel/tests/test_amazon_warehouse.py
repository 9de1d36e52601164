from odoo.tests import tagged

from .. import checks
from .common import EndToEndCase


@tagged("post_install", "-at_install")
class TestAmazonWarehouse(EndToEndCase):
    """Orders that Amazon ships from its own warehouses (FBA)."""

    def product_of(self, tracking):
        """A product of our own, tracked or not, with the catalogue that lets the simulator sell it."""
        sku = f"FBA-{tracking}"
        product = self.env["product.product"].create(
            {"name": sku, "default_code": sku, "is_storable": True, "tracking": tracking}
        )
        return product, [{"sku": sku, "title": sku, "price": 12.5}]

    def imported(self, kind="fba_shipped", tracking="none"):
        product, catalogue = self.product_of(tracking)
        number = self.place(kind, catalogue=catalogue)
        self.sync()
        return number, product, self.sale_order(number)

    def test_what_amazon_shipped_is_delivered_at_once(self):
        number, _product, order = self.imported()
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])
        self.assertEqual(order.order_line[0].qty_delivered, order.order_line[0].product_uom_qty)
        self.assertEqual(self.issues(number), [])

    def test_it_leaves_amazons_stock_and_not_ours(self):
        _number, product, order = self.imported()
        own = self.env["stock.warehouse"].search([("company_id", "=", self.env.company.id)], limit=1)
        self.assertEqual(order.picking_ids.location_id, self.account.fba_location_id)
        self.assertEqual(product.with_context(warehouse_id=own.id).qty_available, 0)
        at_amazon = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", self.account.fba_location_id.id)]
        )
        self.assertEqual(sum(at_amazon.mapped("quantity")), -order.order_line[0].product_uom_qty)

    def test_products_with_lots_are_delivered_too(self):
        _number, _product, order = self.imported(tracking="lot")
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])

    def test_products_with_serial_numbers_are_delivered_too(self):
        _product, catalogue = self.product_of("serial")
        numbers = self.simulator.generate_orders(4, ["fba_shipped"], ["US"], catalogue=catalogue)
        self.simulator.change_order(numbers[0], {})
        self.sync()
        orders = self.inbox(*numbers).sale_order_id
        self.assertEqual(set(orders.picking_ids.mapped("state")), {"done"})
        self.assertEqual(len(orders.picking_ids), 4)

    def test_several_pieces_with_serial_numbers_are_delivered_too(self):
        _product, catalogue = self.product_of("serial")
        number = self.place("fba_pending", catalogue=catalogue)
        item_ref = self.simulator.get_order(number)["orderItems"][0]["orderItemId"]
        self.simulator.change_quantity(number, item_ref, 3)
        self.simulator.ship_order(number)
        self.sync()
        order = self.sale_order(number)
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])
        self.assertEqual(order.order_line[0].qty_delivered, 3)

    def test_an_order_that_amazon_is_packing_waits_until_it_is_shipped(self):
        number, _product, order = self.imported("fba_pending")
        self.assertFalse(order)
        self.simulator.release_order(number)
        self.sync()
        self.assertEqual(self.inbox(number).state, "pending")
        self.assertFalse(self.sale_order(number))
        self.simulator.ship_order(number)
        self.sync()
        self.assertEqual(self.sale_order(number).picking_ids.mapped("state"), ["done"])

    def test_the_money_is_right_and_nothing_is_moved_twice(self):
        self.simulator.generate_orders(20, ["fba_shipped"], ["US", "CA", "MX"])
        self.sync()
        documents = self.simulator.list_orders()
        self.assertEqual(checks.problems(self.env, self.accounts, documents), [])

    def test_no_delivery_method_is_asked_for(self):
        number, _product, order = self.imported()
        self.assertFalse(order.carrier_id)
        self.assertEqual(self.inbox(number).state, "imported")

    def test_buyers_whom_amazon_does_not_name_share_one_contact_per_country(self):
        _product, catalogue = self.product_of("none")
        numbers = self.simulator.generate_orders(5, ["fba_shipped"], ["US"], catalogue=catalogue)
        self.sync()
        orders = self.inbox(*numbers).sale_order_id
        self.assertEqual(len(orders), 5)
        self.assertEqual(len(orders.partner_id), 1)
