from odoo.tests import tagged

from .linking_common import LinkingCase
from .order_documents import item, order


@tagged("post_install", "-at_install")
class TestLinkingOrders(LinkingCase):
    """Orders find the product of a SKU by its listing first, by the internal reference second."""

    def test_linked_listing_wins_over_the_internal_reference(self):
        self.listing("MUG", product_id=self.lamp.id)
        sale_order = self.imported(order(item("MUG", "10.00")))
        self.assert_lines(sale_order, ("LAMP", 1, "10.00"))

    def test_link_on_another_channel_says_nothing(self):
        self.listing("MUG", self.channels["GB"], product_id=self.lamp.id)
        sale_order = self.imported(order(item("MUG", "10.00")))
        self.assert_lines(sale_order, ("MUG", 1, "10.00"))

    def test_linking_by_hand_releases_the_orders_that_wait(self):
        listing = self.listing("UNKNOWN")
        row = self.receive(order(item("UNKNOWN", "10.00")))
        self.assert_held(row, "sku", "UNKNOWN", "listing")
        listing.product_id = self.mug
        self.assertEqual(row.state, "to_process")
        self.process()
        self.assertEqual(row.state, "imported", row.hold_reason)
        self.assert_lines(row.sale_order_id, ("MUG", 1, "10.00"))

    def test_linking_by_a_key_releases_them_too(self):
        self.set_keys(("product_ref", "barcode"))
        listing = self.listing("UNKNOWN", product_ref="012345678905")
        row = self.receive(order(item("UNKNOWN", "10.00")))
        self.mug.barcode = "0012345678905"
        self.assertEqual(listing.product_id, self.mug)
        self.assertEqual(row.state, "to_process")
        self.process()
        self.assertEqual(row.state, "imported", row.hold_reason)

    def test_linking_releases_no_orders_of_other_channels(self):
        row = self.receive(order(item("UNKNOWN", "10.00")))
        self.listing("UNKNOWN", self.channels["GB"], product_id=self.mug.id)
        self.assertEqual(row.state, "held")

    def test_fix_opens_the_listing(self):
        listing = self.listing("UNKNOWN")
        row = self.receive(order(item("UNKNOWN", "10.00")))
        action = row.hold_ids.action_fix()
        self.assertEqual((action["res_model"], action["res_id"]), ("amazon.channel.listing", listing.id))

    def test_fix_opens_products_where_the_channel_has_no_such_listing(self):
        row = self.receive(order(item("UNKNOWN", "10.00")))
        self.assertEqual(row.hold_ids.action_fix()["res_model"], "product.product")

    def test_archived_product_of_a_listing_holds_the_order_until_it_is_back(self):
        self.listing("CUP", product_id=self.lamp.id)
        self.lamp.active = False
        row = self.receive(order(item("CUP", "10.00")))
        self.assert_held(row, "sku", "CUP", "archived")
        self.lamp.active = True
        self.process()
        self.assertEqual(row.state, "imported", row.hold_reason)

    def test_lookup_costs_no_more_queries_for_many_skus(self):
        listings = self.listings([f"CUP-{number}" for number in range(40)], product_id=self.mug.id)
        products = self.env["product.product"].create(
            [{"name": "Cup", "default_code": f"REF-{n}", "company_id": self.company.id} for n in range(40)]
        )
        find = self.env["amazon.channel.listing.link"]._find_products

        def cost(number):
            self.env.invalidate_all()
            skus = listings[:number].mapped("sku") + products[:number].mapped("default_code")
            wanted = {(self.channel, sku) for sku in skus}
            self.env.invalidate_all()
            with self.statements() as collected:
                self.assertEqual(len(find(self.company, wanted)), 2 * number)
            return len(collected)

        cost(2)
        self.assertEqual(cost(40), cost(2))
