from odoo.tests import BaseCase, tagged

from ..mapping.fba_inventory import FbaStock, read_fba_stocks
from .order_common import OrderCase


def summary(sku, **details):
    """One entry of getInventorySummaries, as Amazon's model has it."""
    return {
        "sellerSku": sku,
        "fnSku": f"X-{sku}",
        "lastUpdatedTime": "2026-03-10T08:00:00Z",
        "inventoryDetails": {
            "fulfillableQuantity": 7,
            "inboundWorkingQuantity": 1,
            "inboundShippedQuantity": 2,
            "inboundReceivingQuantity": 3,
            "reservedQuantity": {"totalReservedQuantity": 4, "pendingCustomerOrderQuantity": 4},
            "researchingQuantity": {"totalResearchingQuantity": 5},
            "unfulfillableQuantity": {"totalUnfulfillableQuantity": 6},
            **details,
        },
    }


def page(*rows):
    return {"payload": {"inventorySummaries": list(rows)}}


@tagged("post_install", "-at_install")
class TestMappingFbaInventory(BaseCase):
    def test_every_quantity_is_read(self):
        (stock,) = read_fba_stocks(page(summary("A")))
        self.assertEqual((stock.sku, stock.fn_sku, stock.updated_at.hour), ("A", "X-A", 8))
        self.assertEqual((stock.inbound_working, stock.inbound_shipped, stock.inbound_receiving), (1, 2, 3))
        self.assertEqual((stock.fulfillable, stock.reserved, stock.researching, stock.unsellable), (7, 4, 5, 6))
        self.assertEqual(stock.on_hand, 22)

    def test_an_odd_quantity_is_left_out_and_noted(self):
        (stock,) = read_fba_stocks(page(summary("A", fulfillableQuantity="many", reservedQuantity=[1])))
        self.assertEqual((stock.fulfillable, stock.reserved, stock.unsellable, stock.on_hand), (None, None, 6, None))
        self.assertTrue(any("fulfillableQuantity" in note for note in stock.unknown))

    def test_entries_without_sku_and_pages_without_entries_are_passed_over(self):
        self.assertEqual(read_fba_stocks(page({"sellerSku": 5}, {}, summary("B")))[0].sku, "B")
        self.assertEqual(read_fba_stocks({}), [])

    def test_absent_details_are_not_zero(self):
        (stock,) = read_fba_stocks(page({"sellerSku": "A"}))
        self.assertIsNone(stock.fulfillable)


@tagged("post_install", "-at_install")
class TestFbaStock(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls.env["amazon.channel.listing"].create(
            {
                "channel_id": cls.channel.id,
                "sku": "MUG-FBA",
                "product_id": cls.mug.id,
                "state": "active",
                "fulfillment_channel": "amazon",
            }
        )
        cls.env["amazon.channel.order.delivery"]._fba_route(cls.account)

    def store(self, *stocks):
        stock_model = self.env["amazon.channel.fba.stock"]
        changed = stock_model._store(self.channel, list(stocks))
        stock_model._compare(self.channel)
        return changed

    def stock(self, sku="MUG-FBA", fulfillable=5, **others):
        quantities = dict.fromkeys(
            ("inbound_working", "inbound_shipped", "inbound_receiving", "reserved", "unsellable", "researching"), 0
        )
        return FbaStock(sku, "X1", fulfillable, **{**quantities, **others}, updated_at=None)

    def test_amazons_stock_is_kept_and_changes_nothing_in_odoo(self):
        quants = self.env["stock.quant"].search_count([])
        self.assertEqual(self.store(self.stock(fulfillable=5, reserved=2), self.stock("UNKNOWN")), 1)
        row = self.listing.fba_stock_ids
        self.assertEqual((row.fulfillable, row.reserved, row.on_hand), (5, 2, 7))
        self.assertEqual(self.env["stock.quant"].search_count([]), quants)
        self.assertEqual(self.store(self.stock(fulfillable=5, reserved=2)), 0)

    def test_a_figure_that_amazon_left_out_stays(self):
        self.store(self.stock(fulfillable=5))
        self.store(self.stock(fulfillable=None, reserved=3))
        row = self.listing.fba_stock_ids
        self.assertEqual((row.fulfillable, row.reserved, row.on_hand), (5, 3, 5))

    def test_the_difference_to_odoos_location_is_shown(self):
        self.stock_up(self.mug, 9, self.account.fba_location_id)
        self.store(self.stock(fulfillable=5, reserved=2, inbound_shipped=10))
        row = self.listing.fba_stock_ids
        self.assertEqual((row.odoo_quantity, row.difference, row.has_difference), (9, 2, True))
        self.store(self.stock(fulfillable=7, reserved=2))
        self.assertFalse(row.has_difference)

    def test_two_skus_of_a_product_are_compared_together(self):
        self.listing.copy({"sku": "MUG-FBA-2", "product_id": self.mug.id})
        self.stock_up(self.mug, 9, self.account.fba_location_id)
        self.store(self.stock(fulfillable=5), self.stock("MUG-FBA-2", fulfillable=4))
        self.assertFalse(self.listing.fba_stock_ids.has_difference)

    def test_a_shop_without_fba_location_has_no_difference(self):
        self.account.fba_location_id = False
        self.store(self.stock(fulfillable=5))
        self.assertFalse(self.listing.fba_stock_ids.has_difference)

    def test_the_product_shows_it(self):
        self.store(self.stock(fulfillable=5))
        self.assertEqual(self.mug.amazon_channel_fba_count, 1)
        action = self.mug.action_amazon_channel_fba_stock()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), self.listing.fba_stock_ids)

    def test_a_seller_without_fba_listing_costs_no_call(self):
        self.listing.fulfillment_channel = "merchant"
        self.assertFalse(self.env["amazon.channel.fba.sync"]._sync(self.account))
