"""Orders that Amazon ships: delivered at once from Amazon's warehouse, whatever is tracked, touching nobody's stock."""

from odoo.tests import tagged

from .order_common import OrderCase
from .order_documents import item, later, order, without_person


def fba(*items, status="SHIPPED", **fields):
    """An order that Amazon ships; the seller hears neither name nor street."""
    return without_person(order(*items, status=status, by="AMAZON", **fields))


@tagged("post_install", "-at_install")
class TestOrderFba(OrderCase):
    def test_order_that_amazon_shipped_is_delivered_at_once(self):
        sale_order = self.imported(fba(item("MUG", "20.00", 2)))
        self.assertEqual(sale_order.picking_ids.state, "done")
        self.assertEqual(sale_order.order_line.qty_delivered, 2)
        self.assertEqual(sale_order.amazon_channel_fulfillment, "amazon")

    def test_goods_leave_the_location_of_amazon(self):
        sale_order = self.imported(fba())
        location = self.account.fba_location_id
        self.assertEqual(sale_order.picking_ids.location_id, location)
        self.assertEqual(sale_order.picking_ids.picking_type_id, self.account.fba_picking_type_id)
        self.assertEqual(self.mug.with_context(location=location.id).qty_available, -1)

    def test_own_warehouse_is_not_touched(self):
        self.stock_up(self.mug, 5)
        self.imported(fba(item("MUG", "20.00", 2)))
        mug = self.mug.with_context(warehouse_id=self.warehouse.id)
        self.assertEqual((mug.qty_available, mug.free_qty), (5, 5))

    def test_stock_at_amazon_is_never_offered_by_the_own_warehouse(self):
        self.imported(fba())
        self.stock_up(self.mug, 100, self.account.fba_location_id)
        self.assertFalse(self.account.fba_location_id.warehouse_id)
        self.assertEqual(self.mug.with_context(warehouse_id=self.warehouse.id).free_qty, 0)

    def test_batches_need_no_lot(self):
        self.create_product("HONEY", tracking="lot")
        sale_order = self.imported(fba(item("HONEY", "20.00", 3)))
        self.assertEqual(sale_order.picking_ids.state, "done")
        self.assertEqual(sale_order.order_line.qty_delivered, 3)

    def test_devices_need_no_serial_number(self):
        self.create_product("RADIO", tracking="serial")
        sale_order = self.imported(fba(item("RADIO", "80.00", 2)))
        self.assertEqual(sale_order.picking_ids.state, "done")
        self.assertEqual(sale_order.order_line.qty_delivered, 2)

    def test_operation_type_asks_for_no_lots(self):
        self.imported(fba())
        picking_type = self.account.fba_picking_type_id
        self.assertFalse(picking_type.use_create_lots)
        self.assertFalse(picking_type.use_existing_lots)
        self.assertFalse(picking_type.warehouse_id)

    def test_second_order_uses_what_the_first_one_made(self):
        self.imported(fba())
        made = self.account.fba_location_id, self.account.fba_picking_type_id, self.account.fba_route_id
        second = self.imported(fba())
        self.assertEqual(
            (self.account.fba_location_id, self.account.fba_picking_type_id, self.account.fba_route_id), made
        )
        self.assertEqual(second.picking_ids.location_id, made[0])

    def test_each_account_has_its_own_location(self):
        american, british = self.imported(fba()), self.imported(fba(marketplace="GB"))
        self.assertNotEqual(american.picking_ids.location_id, british.picking_ids.location_id)

    def test_location_that_a_person_chose_is_used(self):
        location = self.env["stock.location"].create(
            {"name": "At Amazon", "usage": "internal", "company_id": self.company.id}
        )
        self.account.fba_location_id = location
        sale_order = self.imported(fba())
        self.assertEqual(sale_order.picking_ids.location_id, location)

    def test_amazon_is_still_packing(self):
        for status in ("UNSHIPPED", "PARTIALLY_SHIPPED"):
            row = self.receive(fba(status=status))
            self.assertEqual(row.state, "pending")
            self.assertFalse(row.sale_order_id)

    def test_packed_order_is_imported_when_amazon_has_shipped_it(self):
        document = fba(status="UNSHIPPED")
        self.receive(document)
        row = self.receive(later(document, status="SHIPPED"))
        self.assertEqual(row.sale_order_id.picking_ids.state, "done")

    def test_service_of_amazons_own_delivery_needs_no_mapping(self):
        sale_order = self.imported(fba(service="SAME_DAY"))
        self.assertFalse(sale_order.carrier_id)
        self.assertFalse(sale_order.picking_ids.carrier_id)

    def test_orders_of_both_kinds_share_a_batch(self):
        rows = self.receive(fba(), order())
        amazon, merchant = (row.sale_order_id for row in rows)
        self.assertEqual(amazon.picking_ids.state, "done")
        self.assertNotIn(merchant.picking_ids.state, ("done", "cancel"))
        self.assertEqual(merchant.picking_ids.location_id, self.warehouse.lot_stock_id)

    def test_nobody_is_asked_about_what_amazon_ships(self):
        sale_order = self.imported(fba())
        self.assertFalse(sale_order.amazon_channel_shipped_elsewhere)
        self.assertFalse(sale_order.amazon_channel_issue_ids)

    def test_order_is_delivered_with_services_on_it(self):
        sale_order = self.imported(fba(item("MUG", "20.00", 2, shipping="4.00", gift_wrap="1.00")))
        self.assert_money(sale_order, "25.00")
        self.assertEqual(sale_order.picking_ids.state, "done")

    def test_cancellation_after_amazon_has_shipped_asks_a_person(self):
        document = fba()
        sale_order = self.imported(document)
        self.receive(later(document, status="CANCELLED"))
        self.assertEqual(sale_order.amazon_channel_issue_ids.code, "cancelled_after_delivery")
