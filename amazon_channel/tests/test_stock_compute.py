"""The quantity of listings: from the stock, by the rules, and when it is computed again."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from .stock_common import StockCase


class TestStockCompute(StockCase):
    # -- From the stock ----------------------------------------------------------------------------------------

    def test_free_stock_is_offered(self):
        self.assertEqual(self.wanted(), 20)

    def test_reserved_goods_are_not_offered(self):
        self.wanted()
        self.sell(self.mug, 3)
        self.assertEqual(self.wanted(), 17)

    def test_cancelled_delivery_is_offered_again(self):
        sale = self.sell(self.mug, 3)
        self.wanted()
        sale.picking_ids.action_cancel()
        self.assertEqual(self.wanted(), 20)

    def test_goods_that_left_stay_gone(self):
        sale = self.sell(self.mug, 3)
        self.deliver(sale)
        self.assertEqual(self.wanted(), 17)

    def test_receipt_is_offered(self):
        self.wanted()
        self.stock_up(self.mug, 5)
        self.assertEqual(self.wanted(), 25)

    def test_other_warehouses_are_not_offered(self):
        other = self.create_warehouse("NRTH")
        self.stock_up(self.mug, 50, other.lot_stock_id)
        self.assertEqual(self.wanted(), 20)

    def test_several_warehouses_are_added_up(self):
        other = self.create_warehouse("NRTH")
        self.stock_up(self.mug, 50, other.lot_stock_id)
        self.wanted()
        self.channel.inventory_warehouse_ids = self.warehouse | other
        self.assertEqual(self.wanted(), 70)

    def test_dedicated_location_is_all_that_is_offered(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.lot_stock_id.id, "company_id": self.company.id}
        )
        self.stock_up(self.mug, 4, shelf)
        self.assertEqual(self.wanted(), 24)
        self.channel.inventory_location_ids = shelf
        self.assertEqual(self.wanted(), 4)

    def test_location_beside_a_warehouse_counts_once(self):
        other = self.create_warehouse("NRTH")
        self.stock_up(self.mug, 6, other.lot_stock_id)
        self.channel.inventory_warehouse_ids = self.warehouse
        self.channel.inventory_location_ids = other.lot_stock_id | self.warehouse.lot_stock_id
        self.assertEqual(self.wanted(), 26)

    def test_what_is_not_reserved_by_itself_is_not_offered_twice(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        self.channel.inventory_basis = "unplanned"
        self.wanted()
        sale = self.sell(self.mug, 3)
        self.assertFalse(sale.picking_ids.move_ids.quantity)
        self.assertEqual(self.wanted(), 17)
        sale.picking_ids.action_assign()
        self.assertEqual(self.wanted(), 17)

    def test_new_channel_of_a_warehouse_that_reserves_by_hand_counts_planned_deliveries(self):
        warehouse = self.create_warehouse("HAND")
        warehouse.out_type_id.reservation_method = "manual"
        self.assertEqual(self.channel.inventory_basis, "free")
        self.channel.warehouse_id = warehouse
        self.assertEqual(self.channel.inventory_basis, "unplanned")

    # -- Who has a quantity ------------------------------------------------------------------------------------

    def test_amazon_fulfilled_listing_never_gets_one(self):
        self.wanted()
        self.listing.fulfillment_channel = "amazon"
        self.create_rule(listing_id=self.listing.id, basis="fixed", fixed_quantity=9)
        self.assertIsNone(self.wanted())
        self.assertEqual(self.listing.quantity_reason, "amazon")
        self.assertFalse(self.listing.quantity_lead_time)

    def test_listing_without_known_sender_gets_none(self):
        self.listing.fulfillment_channel = False
        self.assertIsNone(self.wanted())

    def test_unlinked_gone_and_draft_listings_get_none(self):
        for vals, reason in (
            ({"product_id": False}, "unlinked"),
            ({"product_id": self.mug.id, "state": "gone"}, "gone"),
            ({"state": "draft"}, "draft"),
        ):
            self.listing.write(vals)
            self.assertIsNone(self.wanted())
            self.assertEqual(self.listing.quantity_reason, reason)
        self.listing.state = "active"
        self.assertEqual(self.wanted(), 20)
        self.assertFalse(self.listing.quantity_reason)

    def test_paused_listing_offers_nothing(self):
        self.listing.is_paused = True
        self.assertEqual(self.wanted(), 0)
        self.listing.is_paused = False
        self.assertEqual(self.wanted(), 20)

    def test_service_has_no_quantity_without_a_rule(self):
        service = self.create_product("ENGRAVING", type="service", is_storable=False)
        listing = self.create_listing(service)
        self.assertIsNone(self.wanted(listing))
        self.assertEqual(listing.quantity_reason, "untracked")
        self.create_rule(product_id=service.id, basis="fixed", fixed_quantity=30)
        self.assertEqual(self.wanted(listing), 30)

    def test_product_that_becomes_tracked_is_computed(self):
        self.mug.product_tmpl_id.is_storable = True
        cup = self.create_product("CUP", is_storable=False)
        listing = self.create_listing(cup)
        self.assertIsNone(self.wanted(listing))
        cup.product_tmpl_id.is_storable = True
        self.stock_up(cup, 2)
        self.assertEqual(self.wanted(listing), 2)

    def test_two_channels_offer_the_same_stock(self):
        other = self.create_listing(self.mug, channel=self.channels["GB"])
        self.assertEqual((self.wanted(), self.wanted(other)), (20, 20))

    # -- When --------------------------------------------------------------------------------------------------

    def test_only_what_changed_is_named(self):
        self.stock_up(self.kettle, 5)
        kettle = self.create_listing(self.kettle)
        self.assertEqual(self.compute(), self.listing | kettle)
        self.assertFalse(self.compute())
        self.stock_up(self.kettle, 1)
        self.assertEqual(self.compute(), kettle)

    def test_time_of_the_figure_moves_with_it_only(self):
        self.wanted()
        before = fields.Datetime.now() - timedelta(days=1)
        self.listing.quantity_wanted_at = before
        self.env["amazon.channel.stock.mark"]._mark("listing", self.listing.ids)
        self.wanted()
        self.assertEqual(self.listing.quantity_wanted_at, before)
        self.stock_up(self.mug, 1)
        self.wanted()
        self.assertGreater(self.listing.quantity_wanted_at, before)

    def test_link_made_by_bulk_sql_is_noticed(self):
        self.wanted()
        self.stock_up(self.kettle, 8)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_channel_listing SET product_id = %s WHERE id = %s", (self.kettle.id, self.listing.id)
        )
        self.env.invalidate_all()
        self.assertEqual(self.wanted(), 8)

    def test_daily_pass_finds_what_nobody_marked(self):
        self.wanted()
        self.env["stock.quant"].flush_model()
        self.env.cr.execute("UPDATE stock_quant SET quantity = 11 WHERE product_id = %s", (self.mug.id,))
        self.env.invalidate_all()
        self.assertEqual(self.wanted(), 20)
        with self.enter_registry_test_mode():
            self.env.ref("amazon_channel.ir_cron_compute_inventory").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.listing.quantity_wanted, 11)

    def test_more_than_one_batch_is_computed_whole(self):
        products = self.env["product.product"].create(
            [{"name": f"Bead {n}", "default_code": f"BEAD{n}", "is_storable": True} for n in range(7)]
        )
        for product in products:
            self.create_listing(product)
            self.stock_up(product, 3)
        with self.patched_batch(3):
            changed = self.compute()
        self.assertEqual(len(changed), 8)
        self.assertEqual(set(products.amazon_channel_listing_ids.mapped("quantity_wanted")), {3})
        self.assertFalse(self.env["amazon.channel.stock.mark"].search_count([]))

    def patched_batch(self, size):
        return patch("odoo.addons.amazon_channel.models.amazon_channel_stock_compute.BATCH_SIZE", size)

    def test_ten_times_as_many_listings_cost_no_more_statements(self):
        counts = []
        for number in (5, 50):
            products = self.env["product.product"].create(
                [{"name": f"Bead {n}", "default_code": f"B{number}-{n}", "is_storable": True} for n in range(number)]
            )
            for product in products:
                self.create_listing(product)
            self.compute()
            self.env["amazon.channel.stock.mark"]._mark("product", products.ids)
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.compute()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # -- What is told along ------------------------------------------------------------------------------------

    def test_handling_time_of_the_rule_is_told(self):
        self.wanted()
        at = self.listing.quantity_wanted_at = fields.Datetime.now() - timedelta(hours=1)
        self.create_rule(channel_id=self.channel.id, handling_days=3)
        self.assertEqual(self.compute(), self.listing)
        self.assertEqual(self.listing.quantity_lead_time, 3)
        self.assertGreater(self.listing.quantity_wanted_at, at)

    def test_restock_date_is_the_next_receipt_when_nothing_is_left(self):
        receipt = fields.Datetime.now() + timedelta(days=9)
        self.env["stock.move"].create(
            {
                "product_id": self.lamp.id,
                "product_uom_qty": 10,
                "company_id": self.company.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "date": receipt,
            }
        )._action_confirm()
        listing = self.create_listing(self.lamp)
        self.assertEqual(self.wanted(listing), 0)
        self.assertFalse(listing.quantity_restock_date)
        self.create_rule(send_restock_date=True)
        self.wanted(listing)
        self.assertEqual(listing.quantity_restock_date, receipt.date())
        self.stock_up(self.lamp, 1)
        self.assertEqual(self.wanted(listing), 1)
        self.assertFalse(listing.quantity_restock_date)
