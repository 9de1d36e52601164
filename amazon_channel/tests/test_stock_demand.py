"""Orders in the inbox are not offered a second time."""

from .order_documents import item, order, pending
from .stock_common import StockCase


class TestStockDemand(StockCase):
    """Orders that Odoo's stock does not know of."""

    def test_pending_orders_are_subtracted(self):
        row = self.receive(pending(order(item("MUG", "10.00", 2))))
        self.assertEqual(row.state, "pending")
        self.assertEqual(self.wanted(), 18)
        self.assertEqual(self.steps()["pending"], -2)

    def test_order_counts_before_it_is_processed(self):
        self.store(order(item("MUG", "10.00", 2)))
        self.assertEqual(self.wanted(), 18)

    def test_held_order_counts_until_it_is_imported(self):
        document = order(item("MUG", "10.00", 2), item("NOBODY-KNOWS", "10.00", 1))
        row = self.receive(document)
        self.assertEqual(row.state, "held")
        self.assertEqual(self.wanted(), 18)
        self.create_product("NOBODY-KNOWS")
        self.process()
        self.assertEqual(row.state, "imported")
        self.assertFalse(self.env["amazon.channel.order.demand"].search([("order_id", "=", row.id)]))
        self.assertEqual(self.wanted(), 18)
        self.assertEqual(self.steps()["reserved"], -2)

    def test_cancelled_order_is_offered_again(self):
        document = order(item("MUG", "10.00", 2), item("NOBODY-KNOWS", "10.00", 1))
        row = self.receive(document)
        self.assertEqual(self.wanted(), 18)
        row._settle("cancelled")
        self.assertEqual(self.wanted(), 20)

    def test_order_of_another_sku_of_the_product_counts(self):
        self.create_listing(self.mug, sku="MUG-OLD")
        row = self.receive(order(item("MUG-OLD", "10.00", 4), item("NOBODY-KNOWS", "10.00", 1)))
        self.assertEqual(row.state, "held")
        self.assertEqual(self.wanted(), 16)

    def test_sku_with_a_no_break_space_is_a_sku_like_any_other(self):
        self.create_listing(self.mug, sku="MUG\N{NO-BREAK SPACE}BLUE")
        document = order(item("MUG\N{NO-BREAK SPACE}BLUE", "10.00", 3), item("NOBODY-KNOWS", "10.00", 1))
        self.receive(document)
        self.assertEqual(self.wanted(), 17)

    def test_order_that_another_warehouse_sends_takes_nothing_away(self):
        other = self.create_warehouse("NRTH")
        self.channels["GB"].warehouse_id = other
        document = order(item("MUG", "10.00", 2), item("NOBODY-KNOWS", "10.00", 1), marketplace="GB")
        self.receive(document)
        self.assertEqual(self.wanted(), 20)

    def test_amazon_fulfilled_orders_take_nothing_away(self):
        document = order(item("MUG", "10.00", 2), item("NOBODY-KNOWS", "10.00", 1))
        document["fulfillment"]["fulfilledBy"] = "AMAZON"
        self.receive(document)
        self.assertEqual(self.wanted(), 20)

    def test_damaged_document_counts_as_far_as_it_can_be_read(self):
        document = order(item("MUG", "10.00", 2), item("KETTLE", "10.00", 1))
        document["orderItems"][1]["quantityOrdered"] = "many"
        row = self.receive(document)
        self.assertEqual(row.hold_ids.code, "document")
        self.assertEqual(self.wanted(), 18)

    def test_nonsense_documents_are_survived(self):
        for document in ([], None, {"orderItems": 3}, {"orderItems": [None, {"product": []}]}, {"fulfillment": "x"}):
            with self.committing():
                self.env["amazon.channel.order"]._store_documents(self.account, [document])
        self.assertEqual(self.wanted(), 20)

    def test_link_changes_whose_stock_an_order_takes(self):
        self.stock_up(self.kettle, 9)
        kettle = self.create_listing(self.kettle)
        other = self.create_listing(self.mug, sku="ODD")
        self.receive(order(item("ODD", "10.00", 4), item("NOBODY-KNOWS", "10.00", 1)))
        self.assertEqual((self.wanted(), self.wanted(kettle)), (16, 9))
        other.product_id = self.kettle
        self.compute()
        self.assertEqual((self.wanted(), self.wanted(kettle)), (20, 5))
