"""The money of imported orders, to the cent, in both ways in which a company may round its taxes."""

from odoo.fields import Command
from odoo.tests import tagged

from .order_common import OrderCase
from .order_documents import item, later, order, without_person


class MoneyCases:
    """Amazon's figures, and what the sale order has."""

    # -- The table of the design -------------------------------------------------------------------------------

    def test_tax_that_amazon_collects_stays_off_the_order(self):
        sale_order = self.imported(order(item("KETTLE", "39.99", tax="3.30", collected=True)))
        self.assert_lines(sale_order, ("KETTLE", 1, "39.99"))
        self.assert_money(sale_order, "39.99", collected="3.30")
        self.assertEqual(sale_order.amazon_channel_total, 43.29)

    def test_uk_prices_contain_the_tax(self):
        sale_order = self.imported(order(item("KETTLE", "24.00", shipping="3.99"), marketplace="GB"))
        self.assert_lines(sale_order, ("KETTLE", 1, "24.00"), ("AMZ-SHIPPING", 1, "3.99"))
        self.assert_money(sale_order, "27.99", tax="4.67")

    def test_german_tax_told_separately_is_inside_the_price(self):
        document = order(item("LAMP", "16.80", tax="3.19", details={"tax": {"ITEM": "3.19"}}), marketplace="DE")
        sale_order = self.imported(document)
        self.assert_lines(sale_order, ("LAMP", 1, "19.99"))
        self.assert_money(sale_order, "19.99", tax="3.19")

    def test_promotion_and_shipping_promotion_are_two_lines(self):
        goods = item("MUG", "20.00", 2, shipping="4.00", discount="7.00", details={"discount": {"SHIPPING": "4.00"}})
        sale_order = self.imported(order(goods))
        self.assert_lines(
            sale_order,
            ("MUG", 2, "20.00"),
            ("AMZ-SHIPPING", 1, "4.00"),
            ("AMZ-PROMOTION", 1, "-3.00"),
            ("AMZ-SHIPPING-PROMOTION", 1, "-4.00"),
        )
        self.assert_money(sale_order, "17.00")

    def test_three_for_ten_comes_to_ten(self):
        sale_order = self.imported(order(item("KETTLE", "10.00", 3), marketplace="GB"))
        self.assert_lines(sale_order, ("KETTLE", 3, "10.00"))
        self.assert_money(sale_order, "10.00", tax="1.67")

    def test_replacement_is_an_order_over_nothing(self):
        associated = [{"orderId": "302-7654321-7654321", "associationType": "REPLACEMENT_ORIGINAL_ID"}]
        sale_order = self.imported(order(item("MUG", "0.00"), associatedOrders=associated))
        self.assert_lines(sale_order, ("MUG", 1, "0.00"))
        self.assert_money(sale_order, "0.00")
        self.assertEqual(sale_order.amazon_channel_replaces, "302-7654321-7654321")

    def test_yen_have_no_decimals(self):
        sale_order = self.imported(order(item("MUG", "1280"), marketplace="JP"))
        self.assert_lines(sale_order, ("MUG", 1, "1280.00"))
        self.assertEqual(sale_order.amount_total, 1280)
        self.assertEqual(sale_order.currency_id.name, "JPY")

    # -- Other charges -----------------------------------------------------------------------------------------

    def test_gift_wrap_bears_the_tax_of_its_goods(self):
        wrapped = item(
            "LAMP", "16.80", gift_wrap="4.20", tax="3.99", details={"tax": {"ITEM": "3.19", "GIFT_WRAP": "0.80"}}
        )
        sale_order = self.imported(order(wrapped, marketplace="DE"))
        self.assert_lines(sale_order, ("LAMP", 1, "19.99"), ("AMZ-GIFT-WRAP", 1, "5.00"))
        self.assert_money(sale_order, "24.99", tax="3.99")

    def test_cash_on_delivery_fee_is_a_line_of_its_own(self):
        sale_order = self.imported(order(item("MUG", "1280", cod_fee="330"), marketplace="JP"))
        self.assert_lines(sale_order, ("MUG", 1, "1280.00"), ("AMZ-COD", 1, "330.00"))

    def test_tip_of_the_whole_order_bears_no_tax(self):
        sale_order = self.imported(order(item("KETTLE", "12.00"), marketplace="GB", charges={"delivery_tip": "1.50"}))
        self.assert_lines(sale_order, ("KETTLE", 1, "12.00"), ("AMZ-TIP", 1, "1.50"))
        self.assert_money(sale_order, "13.50", tax="2.00")

    def test_tax_saved_by_a_discount_lowers_the_promotion(self):
        reduced = item(
            "LAMP", "100.00", tax="17.10", discount="10.00", details={"tax": {"ITEM": "19.00", "DISCOUNT": "-1.90"}}
        )
        sale_order = self.imported(order(reduced, marketplace="DE"))
        self.assert_lines(sale_order, ("LAMP", 1, "119.00"), ("AMZ-PROMOTION", 1, "-11.90"))
        self.assert_money(sale_order, "107.10", tax="17.10")

    def test_discount_with_a_minus_sign_is_still_a_discount(self):
        sale_order = self.imported(order(item("MUG", "20.00", discount="-7.00")))
        self.assert_lines(sale_order, ("MUG", 1, "20.00"), ("AMZ-PROMOTION", 1, "-7.00"))
        self.assert_money(sale_order, "13.00")

    def test_two_items_bear_each_its_own_rate(self):
        self.create_product("BOOK", self.create_tax(5, "tax_included"))
        sale_order = self.imported(order(item("KETTLE", "24.00"), item("BOOK", "10.49"), marketplace="GB"))
        self.assert_money(sale_order, "34.49", tax="4.50")

    def test_ten_small_lines_keep_their_cents(self):
        items = [item("LAMP", "0.84", tax="0.16") for _number in range(10)]
        sale_order = self.imported(order(*items, marketplace="DE"))
        self.assertEqual({f"{line.price_total:.2f}" for line in sale_order.order_line}, {"1.00"})
        self.assertEqual(f"{sale_order.amount_total:.2f}", "10.00")
        self.assertEqual(sale_order.amazon_channel_difference, 0.0)

    def test_gross_that_an_excluded_tax_cannot_reach_is_reached(self):
        # At 20 % on top, no net amount comes to 0.05, 0.11, 0.17 ... rounded to cents.
        self.create_product("PIN", self.create_tax(20, "tax_excluded"))
        for price in ("0.05", "0.11", "9.99", "24.59"):
            with self.subTest(price=price):
                sale_order = self.imported(order(item("PIN", price), marketplace="GB"))
                self.assert_lines(sale_order, ("PIN", 1, price))
                self.assertEqual(f"{sale_order.amount_total:.2f}", price)

    def test_goods_and_tax_of_both_kinds_share_an_order(self):
        collected, owed = item("MUG", "10.00", tax="0.80", collected=True), item("KETTLE", "12.00")
        sale_order = self.imported(order(collected, owed, marketplace="GB"))
        self.assert_lines(sale_order, ("MUG", 1, "10.00"), ("KETTLE", 1, "12.00"))
        self.assert_money(sale_order, "22.00", tax="2.00", collected="0.80")

    # -- Tax collected by Amazon, as a line --------------------------------------------------------------------

    def test_channel_may_want_the_collected_tax_as_a_line(self):
        self.channel.tax_collected_policy = "line"
        sale_order = self.imported(order(item("KETTLE", "39.99", tax="3.30", collected=True)))
        self.assert_lines(sale_order, ("KETTLE", 1, "39.99"), ("AMZ-TAX", 1, "3.30"))
        self.assert_money(sale_order, "43.29", collected="3.30")

    def test_channel_may_name_its_own_clearing_product(self):
        clearing = self.create_product("CLEARING", type="service", is_storable=False)
        self.channel.write({"tax_collected_policy": "line", "tax_collected_product_id": clearing.id})
        sale_order = self.imported(order(item("MUG", "39.99", tax="3.30", collected=True)))
        self.assert_lines(sale_order, ("MUG", 1, "39.99"), ("CLEARING", 1, "3.30"))

    def test_imported_order_stays_right_when_the_channel_changes_its_mind(self):
        sale_order = self.imported(order(item("MUG", "39.99", tax="3.30", collected=True)))
        self.channel.tax_collected_policy = "line"
        self.env.add_to_compute(sale_order._fields["amazon_channel_difference"], sale_order)
        self.assert_money(sale_order, "39.99", collected="3.30")

    def test_imported_order_gets_no_other_lines_when_the_channel_changes_its_mind(self):
        document = order(item("MUG", "39.99", tax="3.30", collected=True))
        sale_order = self.imported(document)
        self.channel.tax_collected_policy = "line"
        self.receive(later(document, programs=["PRIME"]))
        self.assert_lines(sale_order, ("MUG", 1, "39.99"))
        self.assertFalse(sale_order.amazon_channel_issue_ids)

    # -- Where no tax is due -----------------------------------------------------------------------------------

    def test_checkout_that_adds_tax_and_added_none_leaves_none(self):
        sale_order = self.imported(order(item("KETTLE", "39.99")))
        self.assertFalse(sale_order.order_line.tax_ids)
        self.assert_money(sale_order, "39.99")

    def test_us_tax_that_the_seller_owes_is_inside_the_price(self):
        self.create_product("PAN", self.create_tax(8.25, "tax_excluded"))
        sale_order = self.imported(order(item("PAN", "40.00", tax="3.30")))
        self.assert_lines(sale_order, ("PAN", 1, "43.30"))
        self.assert_money(sale_order, "43.30", tax="3.30")

    # -- Fiscal position ---------------------------------------------------------------------------------------

    def test_destination_decides_the_tax(self):
        position = self.env["account.fiscal.position"].create(
            {
                "name": "To Germany",
                "company_id": self.company.id,
                "auto_apply": True,
                "country_id": self.env.ref("base.de").id,
            }
        )
        german = self.create_tax(7, "tax_excluded")
        german.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.vat_included.id)],
            }
        )
        sale_order = self.imported(order(item("KETTLE", "10.70"), marketplace="DE"))
        self.assertEqual(sale_order.fiscal_position_id, position)
        self.assert_money(sale_order, "10.70", tax="0.70")

    def test_fiscal_position_of_the_channel_decides_before_the_destination(self):
        position = self.env["account.fiscal.position"].create({"name": "All abroad", "company_id": self.company.id})
        reduced = self.create_tax(10, "tax_excluded")
        reduced.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.vat_included.id)],
            }
        )
        self.channels["GB"].fiscal_position_id = position
        sale_order = self.imported(order(item("KETTLE", "11.00"), marketplace="GB"))
        self.assertEqual(sale_order.fiscal_position_id, position)
        self.assert_money(sale_order, "11.00", tax="1.00")

    def test_place_decides_the_tax_when_nobody_is_named(self):
        position = self.env["account.fiscal.position"].create(
            {
                "name": "To Germany",
                "company_id": self.company.id,
                "auto_apply": True,
                "country_id": self.env.ref("base.de").id,
            }
        )
        sale_order = self.imported(without_person(order(item("MUG", "10.70"), marketplace="DE")))
        self.assertEqual(sale_order.fiscal_position_id, position)

    # -- Invoices ----------------------------------------------------------------------------------------------

    def test_invoice_comes_to_the_same_cents(self):
        sale_order = self.imported(self.tricky_order())
        invoice = sale_order._create_invoices()
        invoice.action_post()
        self.assertEqual(f"{invoice.amount_total:.2f}", f"{sale_order.amount_total:.2f}")
        self.assertEqual(f"{invoice.amount_tax:.2f}", f"{sale_order.amount_tax:.2f}")

    def test_two_invoices_of_one_order_come_to_its_cents(self):
        self.lamp.invoice_policy = self.kettle.invoice_policy = "delivery"
        sale_order = self.imported(self.tricky_order())
        first = sale_order._create_invoices()
        for line in sale_order.order_line:
            line.qty_delivered = line.product_uom_qty
        second = sale_order._create_invoices()
        (first | second).action_post()
        self.assertNotEqual(first, second)
        self.assertEqual(f"{first.amount_total + second.amount_total:.2f}", f"{sale_order.amount_total:.2f}")

    def test_pieces_invoiced_one_by_one_come_to_the_cents_of_the_order(self):
        self.kettle.invoice_policy = "delivery"
        for price, pieces in (("10.00", 7), ("3.99", 2), ("9.99", 4), ("0.05", 3)):
            with self.subTest(price=price, pieces=pieces):
                sale_order = self.imported(order(item("KETTLE", price, pieces), marketplace="GB"))
                for delivered in range(1, pieces + 1):
                    sale_order.order_line.qty_delivered = delivered
                    sale_order._create_invoices().action_post()
                invoices = sale_order.invoice_ids
                self.assertEqual(len(invoices), pieces)
                self.assertEqual(f"{sum(invoices.mapped('amount_total')):.2f}", price)

    def test_invoice_after_a_cancelled_one_comes_to_the_cents_of_the_order(self):
        sale_order = self.imported(order(item("KETTLE", "10.00", 3), marketplace="GB"))
        sale_order._create_invoices().button_cancel()
        invoice = sale_order._create_invoices()
        self.assertEqual(f"{invoice.amount_total:.2f}", "10.00")

    def test_credit_note_of_the_whole_invoice_comes_to_nothing_left(self):
        sale_order = self.imported(self.tricky_order())
        invoice = sale_order._create_invoices()
        invoice.action_post()
        refund = invoice._reverse_moves(cancel=True)
        self.assertEqual(f"{refund.amount_total:.2f}", f"{invoice.amount_total:.2f}")

    def test_tax_of_an_invoice_is_posted_where_the_tax_says(self):
        sale_order = self.imported(order(item("LAMP", "16.80", tax="3.19"), marketplace="DE"))
        invoice = sale_order._create_invoices()
        self.assertEqual(invoice.line_ids.filtered("tax_line_id").account_id, self.tax_account)

    def tricky_order(self):
        """Thirds, two rates, one of them excluded, postage and a discount."""
        return order(
            item("KETTLE", "10.00", 3, shipping="3.99", discount="1.00"),
            item("LAMP", "16.80", 7, tax="3.19", shipping="0.00"),
            marketplace="GB",
        )


@tagged("post_install", "-at_install")
class TestOrderMoneyRoundedPerLine(MoneyCases, OrderCase):
    """A company that rounds the tax of each line."""

    allow_inherited_tests_method = True
    rounding = "round_per_line"


@tagged("post_install", "-at_install")
class TestOrderMoneyRoundedGlobally(MoneyCases, OrderCase):
    """A company that rounds the tax of the whole order."""

    allow_inherited_tests_method = True
    rounding = "round_globally"
