from odoo.exceptions import UserError
from odoo.tests import tagged

from amazon_simulator.order_changes import refresh_totals

from .. import checks
from .common import EndToEndCase


@tagged("post_install", "-at_install")
class TestChanges(EndToEndCase):
    """What happens to an order at Amazon after the first time that it was fetched."""

    regions = ("na", "eu")

    def imported(self, kind="us_facilitator_tax", marketplace="US"):
        """Place an order and import it; return its number and its sale order."""
        number = self.place(kind, marketplace)
        self.sync()
        self.assertEqual(self.inbox(number).state, "imported")
        return number, self.sale_order(number)

    def ship_in_odoo(self, order):
        for move in order.picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        order.picking_ids.button_validate()
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])

    def goods(self, order):
        return order.order_line.filtered(lambda line: line.amazon_channel_charge == "item")

    def assertFollows(self, number):
        """The sale order says what Amazon says: money to the cent, quantities, what is to be moved."""
        row = [row for row in checks.inbox(self.env, self.accounts) if row["amazon_order_ref"] == number]
        self.assertEqual(checks.order_problems(row[0], self.simulator.get_order(number)), [])

    # -- Cancelled -------------------------------------------------------------------------------------------------

    def test_an_order_cancelled_before_it_was_fetched_becomes_no_sale(self):
        number = self.place("us_facilitator_tax")
        self.simulator.cancel_order(number)
        self.sync()
        self.assertEqual(self.inbox(number).state, "cancelled")
        self.assertFalse(self.sale_order(number))

    def test_an_order_cancelled_between_fetching_and_processing_becomes_no_sale(self):
        number = self.place("us_facilitator_tax")
        self.get_orders()
        self.simulator.cancel_order(number)
        self.sync()
        self.assertFalse(self.sale_order(number))

    def test_an_order_cancelled_after_the_import_cancels_sale_and_delivery(self):
        number, order = self.imported()
        self.simulator.cancel_order(number)
        self.sync()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.picking_ids.mapped("state"), ["cancel"])
        self.assertEqual(self.inbox(number).state, "cancelled")
        self.assertEqual(self.issues(number), [])

    def test_an_order_cancelled_after_the_goods_left_asks_a_person(self):
        number, order = self.imported()
        self.ship_in_odoo(order)
        self.simulator.cancel_order(number)
        self.sync()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])
        self.assertEqual(self.issues(number), ["cancelled_after_delivery"])

    def test_an_order_cancelled_after_it_was_invoiced_asks_a_person(self):
        number, order = self.imported()
        order._create_invoices().action_post()
        self.simulator.cancel_order(number)
        self.sync()
        self.assertEqual(order.invoice_ids.state, "posted")
        self.assertEqual(order.picking_ids.mapped("state"), ["cancel"])
        self.assertEqual(self.issues(number), ["cancelled_after_delivery"])

    # -- Address ---------------------------------------------------------------------------------------------------

    def test_a_new_address_redirects_the_open_delivery(self):
        number, order = self.imported()
        before = order.partner_shipping_id
        street = before.street
        self.simulator.change_address(number, addressLine1="7 Invented Lane", city="Elsewhere")
        self.sync()
        self.assertEqual(order.partner_shipping_id.street, "7 Invented Lane")
        self.assertEqual(order.picking_ids.partner_id, order.partner_shipping_id)
        self.assertEqual(before.street, street, "other orders of that address would change with it")
        self.assertFollows(number)

    def test_a_new_address_leaves_what_was_shipped_alone(self):
        number, order = self.imported()
        self.ship_in_odoo(order)
        before = order.picking_ids.partner_id
        self.simulator.change_address(number, addressLine1="7 Invented Lane")
        self.sync()
        self.assertEqual(order.picking_ids.partner_id, before)

    # -- Quantities ------------------------------------------------------------------------------------------------

    def test_a_larger_quantity_is_followed_to_the_cent(self):
        for kind, marketplace in (("us_facilitator_tax", "US"), ("uk_vat_included", "GB"), ("de_tax_separate", "DE")):
            with self.subTest(kind):
                number, order = self.imported(kind, marketplace)
                self.simulator.change_quantity(number, self.goods(order)[0].amazon_channel_item_ref, 7)
                self.sync()
                self.assertEqual(self.goods(order).product_uom_qty, 7)
                self.assertFollows(number)

    def test_a_smaller_quantity_is_followed_to_the_cent(self):
        for marketplace in ("US", "GB", "DE"):
            with self.subTest(marketplace):
                number, order = self.imported("quantity", marketplace)
                self.simulator.change_quantity(number, self.goods(order).amazon_channel_item_ref, 1)
                self.sync()
                self.assertEqual(self.goods(order).product_uom_qty, 1)
                self.assertFollows(number)

    def test_an_item_that_is_taken_off_is_not_shipped(self):
        for marketplace in ("US", "DE"):
            with self.subTest(marketplace):
                number, order = self.imported("item_programs", marketplace)
                kept, dropped = self.goods(order)
                self._take_off(number, dropped.amazon_channel_item_ref)
                self.sync()
                self.assertEqual((kept.product_uom_qty, dropped.product_uom_qty), (1, 0))
                self.assertFollows(number)

    def _take_off(self, number, item_ref):
        """Let Amazon set the quantity of an item to 0, with all its amounts."""
        document = self.simulator.get_order(number)
        for item in document["orderItems"]:
            if item["orderItemId"] == item_ref:
                item["quantityOrdered"] = 0
                item["fulfillment"].update(quantityFulfilled=0, quantityUnfulfilled=0)
                item["proceeds"]["breakdowns"] = []
        refresh_totals(document)
        self.simulator.change_order(number, {"orderItems": document["orderItems"], "proceeds": document["proceeds"]})

    def test_a_smaller_quantity_after_the_goods_left_asks_a_person(self):
        number, order = self.imported("quantity")
        self.ship_in_odoo(order)
        before = (order.amount_total, self.goods(order).product_uom_qty)
        self.simulator.change_quantity(number, self.goods(order).amazon_channel_item_ref, 1)
        self.sync()
        self.assertEqual((order.amount_total, self.goods(order).product_uom_qty), before)
        self.assertEqual(self.issues(number), ["change_refused"])

    def test_a_quantity_that_changes_after_the_invoice_asks_a_person(self):
        number, order = self.imported("quantity")
        order._create_invoices().action_post()
        total = order.amount_total
        self.simulator.change_quantity(number, self.goods(order).amazon_channel_item_ref, 1)
        self.sync()
        self.assertEqual(order.amount_total, total)
        self.assertEqual(self.issues(number), ["change_refused"])

    # -- Shipped elsewhere -----------------------------------------------------------------------------------------

    def test_an_order_shipped_outside_odoo_asks_whether_stock_shall_move(self):
        number, order = self.imported()
        self.simulator.ship_order(number)
        self.sync()
        self.assertTrue(order.amazon_channel_shipped_elsewhere)
        self.assertEqual(self.issues(number), ["shipped_elsewhere"])
        with self.assertRaises(UserError):
            order.picking_ids.button_validate()

    def test_goods_that_left_this_stock_are_moved_when_somebody_says_so(self):
        number, order = self.imported()
        self.simulator.ship_order(number)
        self.sync()
        order.action_amazon_channel_goods_left()
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])
        self.assertEqual(self.issues(number), [])

    def test_goods_that_never_left_this_stock_stay_when_somebody_says_so(self):
        number, order = self.imported()
        self.simulator.ship_order(number)
        self.sync()
        order.action_amazon_channel_goods_here()
        self.assertEqual(order.picking_ids.mapped("state"), ["cancel"])
        self.assertEqual(self.issues(number), [])

    def test_an_order_that_odoo_shipped_raises_no_question_when_amazon_says_so_too(self):
        number, order = self.imported()
        self.ship_in_odoo(order)
        self.simulator.ship_order(number)
        self.sync()
        self.assertEqual(self.issues(number), [])
        self.assertEqual(order.amazon_channel_status, "SHIPPED")

    # -- The buyer asks to cancel ----------------------------------------------------------------------------------

    def test_a_buyer_who_asks_to_cancel_blocks_the_delivery(self):
        number, order = self.imported()
        self.simulator.request_cancellation(number)
        self.sync()
        self.assertTrue(order.amazon_channel_cancel_requested)
        self.assertEqual(self.issues(number), ["cancel_requested"])
        self.assertTrue(order.activity_ids)
        with self.assertRaisesRegex(UserError, "asks to cancel"):
            self.ship_in_odoo(order)

    def test_a_buyer_who_takes_it_back_gets_the_goods(self):
        number, order = self.imported()
        self.simulator.request_cancellation(number)
        self.sync()
        item_ref = self.goods(order).amazon_channel_item_ref
        self.simulator.change_order(number, {"orderItems": {item_ref: {"cancellation": None}}})
        self.sync()
        self.assertEqual(self.issues(number), [])
        self.ship_in_odoo(order)

    def test_a_request_that_was_refused_is_not_asked_again(self):
        number, order = self.imported()
        self.simulator.request_cancellation(number)
        self.sync()
        order.action_amazon_channel_refuse_cancel()
        self.simulator.change_address(number, addressLine2="Back door")
        self.sync()
        self.assertEqual(self.issues(number), [])
        self.ship_in_odoo(order)

    # -- From pending on -------------------------------------------------------------------------------------------

    def test_a_pending_order_becomes_a_sale_when_amazon_releases_it(self):
        number = self.place("pending")
        self.sync()
        self.assertEqual(self.inbox(number).state, "pending")
        self.assertFalse(self.sale_order(number))
        self.simulator.release_order(number)
        self.sync()
        self.assertEqual(self.sale_order(number).state, "sale")
        self.assertFollows(number)

    def test_an_order_of_a_product_that_is_not_out_yet_waits_through_both_states(self):
        number = self.place("pending_availability")
        for state in ("pending", "pending", "imported"):
            self.sync()
            self.assertEqual(self.inbox(number).state, state)
            if state == "pending":
                self.simulator.release_order(number)

    def test_a_partly_shipped_order_is_imported_whole(self):
        number, order = self.imported("partially_shipped")
        self.assertFollows(number)
        self.assertEqual(self.issues(number), ["shipped_elsewhere"])
        self.assertEqual(order.amazon_channel_status, "PARTIALLY_SHIPPED")
