"""What Amazon changes after the import: followed whole, or left to a person, never half."""

from odoo import fields
from odoo.tests import tagged

from .order_common import OrderCase
from .order_documents import address, item, later, order, totalled, with_quantity

ELSEWHERE = {"deliveryAddress": address(addressLine1="88 Mill Road", city="Salem", postalCode="97301")}


@tagged("post_install", "-at_install")
class TestOrderChange(OrderCase):
    def open_issues(self, sale_order):
        return sale_order.amazon_channel_issue_ids.mapped("code")

    def demand(self, sale_order):
        """What the warehouse still has to ship."""
        moves = sale_order.picking_ids.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return sum(moves.mapped("product_uom_qty"))

    # -- Versions ----------------------------------------------------------------------------------------------

    def test_older_document_never_overwrites_a_newer_one(self):
        document = order()
        self.receive(later(document, status="CANCELLED"))
        counts = self.store(document)
        self.assertEqual(counts, {"fetched": 1, "new": 0, "changed": 0})
        row = self.receive(document)
        self.assertEqual(row.state, "cancelled")
        self.assertEqual(row.amazon_status, "CANCELLED")

    def test_newer_of_two_versions_on_one_page_counts(self):
        document = order()
        row = self.receive(later(document, status="CANCELLED"), document)[:1]
        self.assertEqual(row.state, "cancelled")

    def test_same_document_again_changes_nothing(self):
        document = order()
        row = self.receive(document)
        self.assertEqual(self.store(document), {"fetched": 1, "new": 0, "changed": 0})
        self.assertEqual(row.state, "imported")

    def test_dates_follow_amazon(self):
        document = order()
        sale_order = self.imported(document)
        changed = later(document)
        changed["fulfillment"]["shipByWindow"]["latestDateTime"] = "2026-03-05T22:59:59Z"
        self.receive(changed)
        moment = fields.Datetime.to_datetime("2026-03-05 22:59:59")
        self.assertEqual(sale_order.amazon_channel_ship_by, moment)
        self.assertEqual(sale_order.commitment_date, moment)
        self.assertEqual(sale_order.picking_ids.date_deadline, moment)
        self.assertEqual(sale_order.picking_ids.amazon_channel_ship_by, moment)

    def test_change_that_concerns_nobody_writes_no_message(self):
        document = order()
        sale_order = self.imported(document)
        messages = sale_order.message_ids
        self.receive(later(document))
        self.assertEqual(sale_order.message_ids, messages)

    # -- Address -----------------------------------------------------------------------------------------------

    def test_new_address_moves_the_open_delivery(self):
        document = order()
        sale_order = self.imported(document)
        self.receive(later(document, recipient=ELSEWHERE))
        self.assertEqual(sale_order.partner_shipping_id.street, "88 Mill Road")
        self.assertEqual(sale_order.picking_ids.partner_id, sale_order.partner_shipping_id)

    def test_new_address_leaves_other_orders_of_the_buyer_alone(self):
        document = order()
        self.imported(document)
        second = self.imported(order())
        self.receive(later(document, recipient=ELSEWHERE))
        self.assertEqual(second.partner_shipping_id.street, "12 Harbor Lane")
        self.assertEqual(second.picking_ids.partner_id.street, "12 Harbor Lane")

    def test_new_address_leaves_what_was_delivered(self):
        document = order()
        sale_order = self.imported(document)
        self.deliver(sale_order)
        self.receive(later(document, recipient=ELSEWHERE))
        self.assertEqual(sale_order.picking_ids.partner_id.street, "12 Harbor Lane")

    def test_new_address_is_told_on_the_order_without_naming_it(self):
        document = order()
        sale_order = self.imported(document)
        known = sale_order.message_ids
        self.receive(later(document, recipient=ELSEWHERE))
        told = "".join(str(message.body) for message in sale_order.message_ids - known)
        self.assertIn("changed the delivery address", told)
        self.assertNotIn("Mill Road", told)

    def test_address_that_amazon_no_longer_tells_is_kept(self):
        document = order()
        sale_order = self.imported(document)
        changed = later(document)
        del changed["recipient"]
        self.receive(changed)
        self.assertEqual(sale_order.partner_shipping_id.street, "12 Harbor Lane")

    # -- Quantities and amounts --------------------------------------------------------------------------------

    def test_more_units_are_delivered(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        self.receive(later(with_quantity(document, 3, "30.00")))
        self.assert_lines(sale_order, ("MUG", 3, "30.00"))
        self.assert_money(sale_order, "30.00")
        self.assertEqual(self.demand(sale_order), 3)

    def test_fewer_units_are_delivered(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        self.receive(later(with_quantity(document, 1, "10.00")))
        self.assert_lines(sale_order, ("MUG", 1, "10.00"))
        self.assert_money(sale_order, "10.00")
        self.assertEqual(self.demand(sale_order), 1)

    def test_item_that_is_cancelled_is_not_delivered(self):
        self.create_product("CUP")
        document = order(item("MUG", "20.00", 2), item("CUP", "5.00"))
        sale_order = self.imported(document)
        self.receive(later(with_quantity(document, 0, "0.00", index=1)))
        self.assert_money(sale_order, "20.00")
        self.assertEqual(self.demand(sale_order), 2)

    def test_new_item_is_added(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        other = order(item("KETTLE", "30.00"))
        changed = later(document)
        changed["orderItems"] += other["orderItems"]
        changed["proceeds"]["grandTotal"]["amount"] = "50.00"
        self.receive(changed)
        self.assert_lines(sale_order, ("MUG", 2, "20.00"), ("KETTLE", 1, "30.00"))
        self.assertEqual(self.demand(sale_order), 3)

    def test_refunded_postage_lowers_the_order(self):
        document = order(item("MUG", "20.00", 2, shipping="4.00"))
        sale_order = self.imported(document)
        cheaper = later(document)
        cheaper["orderItems"][0]["proceeds"]["breakdowns"].pop()
        cheaper["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"] = "20.00"
        cheaper["proceeds"]["grandTotal"]["amount"] = "20.00"
        self.receive(cheaper)
        self.assert_money(sale_order, "20.00")

    def test_new_amount_keeps_the_cents(self):
        document = order(item("KETTLE", "10.00", 3), marketplace="GB")
        sale_order = self.imported(document)
        self.receive(later(with_quantity(document, 3, "9.99")))
        self.assert_money(sale_order, "9.99", tax="1.67")

    def test_collected_tax_follows(self):
        document = order(item("MUG", "20.00", 2, tax="1.60", collected=True))
        sale_order = self.imported(document)
        changed = with_quantity(document, 1, "10.00")
        changed["orderItems"][0]["proceeds"]["breakdowns"][1]["subtotal"]["amount"] = "0.80"
        changed["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"] = "10.80"
        changed["proceeds"]["grandTotal"]["amount"] = "10.80"
        self.receive(later(changed))
        self.assert_money(sale_order, "10.00", collected="0.80")

    def test_collected_tax_follows_when_nothing_else_changes(self):
        document = order(item("MUG", "20.00", 2, tax="1.60", collected=True))
        sale_order = self.imported(document)
        changed = later(document)
        changed["orderItems"][0]["proceeds"]["breakdowns"][1]["subtotal"]["amount"] = "1.70"
        self.receive(totalled(changed))
        self.assertEqual(sale_order.amazon_channel_total, 21.70)
        self.assert_money(sale_order, "20.00", collected="1.70")

    def test_order_that_a_person_cancelled_follows_no_quantities(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        sale_order._action_cancel()
        self.receive(later(with_quantity(document, 3, "30.00")))
        self.assertEqual(sale_order.state, "cancel")
        self.assertEqual(self.demand(sale_order), 0)

    def test_locked_order_follows_and_stays_locked(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        sale_order.action_lock()
        self.receive(later(with_quantity(document, 3, "30.00")))
        self.assert_lines(sale_order, ("MUG", 3, "30.00"))
        self.assertTrue(sale_order.locked)

    def test_change_of_an_invoiced_order_is_left_to_a_person(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        sale_order._create_invoices().action_post()
        row = self.receive(later(with_quantity(document, 1, "10.00")))
        self.assertEqual(row.state, "imported")
        self.assert_lines(sale_order, ("MUG", 2, "20.00"))
        self.assertEqual(self.open_issues(sale_order), ["change_refused"])
        self.assertIn("after the order was invoiced", sale_order.amazon_channel_issue_ids.fix)

    def test_fewer_units_than_were_delivered_are_left_to_a_person(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        self.deliver(sale_order)
        self.receive(later(with_quantity(document, 1, "10.00")))
        self.assertEqual(sale_order.order_line.product_uom_qty, 2)
        self.assertEqual(self.open_issues(sale_order), ["change_refused"])

    def test_refused_change_leaves_the_order_as_it_was(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        changed = later(with_quantity(document, 1, "10.00"), recipient=ELSEWHERE)
        changed["orderItems"] += order(item("UNKNOWN", "1.00"))["orderItems"]
        changed["proceeds"]["grandTotal"]["amount"] = "11.00"
        self.receive(changed)
        self.assert_lines(sale_order, ("MUG", 2, "20.00"))
        self.assertEqual(sale_order.partner_shipping_id.street, "12 Harbor Lane")
        self.assertEqual(self.open_issues(sale_order), ["change_refused"])
        self.assertIn("'UNKNOWN'", sale_order.amazon_channel_issue_ids.fix)

    def test_refused_change_is_settled_by_the_next_one_that_works(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        strange = later(document)
        strange["orderItems"] += order(item("UNKNOWN", "1.00"))["orderItems"]
        strange["proceeds"]["grandTotal"]["amount"] = "21.00"
        self.receive(strange)
        self.receive(later(document, minutes=20))
        self.assertFalse(self.open_issues(sale_order))

    def test_product_of_an_imported_item_stays_when_the_sku_moves(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        self.mug.default_code = "OLD-MUG"
        self.create_product("MUG")
        self.receive(later(with_quantity(document, 3, "30.00")))
        self.assertEqual(sale_order.order_line.product_id, self.mug)
        self.assertEqual(sale_order.order_line.product_uom_qty, 3)

    def test_product_of_an_imported_item_stays_when_the_sku_is_gone(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        self.mug.default_code = False
        self.receive(later(with_quantity(document, 3, "30.00")))
        self.assertEqual(sale_order.order_line.product_id, self.mug)
        self.assertEqual(sale_order.order_line.product_uom_qty, 3)

    def test_change_that_cannot_be_read_leaves_the_order_and_says_why(self):
        document = order(item("MUG", "20.00", 2))
        sale_order = self.imported(document)
        changed = later(document)
        changed["proceeds"]["grandTotal"]["amount"] = "99.00"
        row = self.receive(changed)
        self.assertEqual(row.state, "imported")
        self.assertIn("99.00", row.hold_reason)
        self.assert_lines(sale_order, ("MUG", 2, "20.00"))
