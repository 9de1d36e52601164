from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from .. import checks
from .common import REGIONS, EndToEndCase


@tagged("post_install", "-at_install")
class TestMoney(EndToEndCase):
    """Amounts that are easily wrong by a cent."""

    regions = REGIONS

    def placed(self, marketplace, total, quantity, **charges):
        """Place an order like `place_at` and import it; return its sale order."""
        number = self.place_at(marketplace, total, quantity, **charges)
        self.sync()
        self.assertEqual(self.inbox(number).state, "imported", self.inbox(number).hold_reason)
        row = [row for row in checks.inbox(self.env, self.accounts) if row["amazon_order_ref"] == number]
        self.assertEqual(checks.order_problems(row[0], self.simulator.get_order(number)), [])
        return self.sale_order(number)

    def invoice_one_by_one(self, order):
        """Invoice the goods piece by piece; return what all invoices come to."""
        while order.invoice_status == "to invoice":
            invoice = order._create_invoices()
            goods = invoice.invoice_line_ids.filtered(lambda line: line.quantity > 1)
            goods.quantity = 1
            invoice.action_post()
        return sum(Decimal(str(invoice.amount_total)) for invoice in order.invoice_ids)

    # -- Invoices in parts -----------------------------------------------------------------------------------------

    ODD = (
        ("US", "19.99", 2),
        ("GB", "19.99", 2),
        ("GB", "7.01", 2),
        ("SE", "0.03", 2),
        ("US", "10.00", 3),
        ("GB", "10.00", 3),
    )

    def test_pieces_invoiced_one_by_one_come_to_the_order_where_tax_is_rounded_per_line(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        self._invoice_the_odd_ones()

    def test_pieces_invoiced_one_by_one_come_to_the_order_where_tax_is_rounded_globally(self):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        self._invoice_the_odd_ones()

    def _invoice_the_odd_ones(self):
        numbers = {
            (marketplace, total, pieces): self.place_at(marketplace, total, pieces)
            for marketplace, total, pieces in self.ODD
        }
        self.sync()
        for case, number in numbers.items():
            with self.subTest(case):
                self.assertEqual(self.invoice_one_by_one(self.sale_order(number)), Decimal(case[1]))

    # -- Amounts ---------------------------------------------------------------------------------------------------

    def test_every_amount_up_to_two_pounds_can_be_reached(self):
        # With prices without tax, every sixth cent cannot, at 20 %.
        for cents in range(1, 200, 7):
            self.place_at("GB", f"{cents / 100:.2f}", 1 + cents % 3)
        self.sync()
        self.assertEqual(checks.problems(self.env, self.accounts, self.simulator.list_orders()), [])
        self.assertEqual(set(self.inbox().mapped("state")), {"imported"})

    def test_many_pieces_of_little_worth(self):
        self.placed("GB", "99.99", 1000)
        self.placed("US", "0.01", 997)

    def test_a_very_expensive_order(self):
        self.placed("JP", "98765432", 7)
        self.placed("GB", "9999999.99", 3, SHIPPING="1234.57")

    def test_every_charge_is_a_line_of_its_own(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        order = self.placed("GB", "24.00", 1, SHIPPING="3.99", GIFT_WRAP="2.50", OTHER="1.01")
        lines = {line.amazon_channel_charge: line.price_total for line in order.order_line}
        self.assertEqual(lines, {"item": 24.00, "shipping": 3.99, "gift_wrap": 2.50, "other": 1.01})

    def test_discounts_are_understood_with_either_sign(self):
        kinds = ["promotion", "shipping_promotion", "free_shipping", "discount_tax"]
        self.simulator.generate_orders(12, kinds, ["US", "DE", "IT"], negative_discounts=True)
        self.simulator.generate_orders(12, kinds, ["US", "DE", "IT"], negative_discounts=False)
        self.sync()
        self.assertEqual(checks.problems(self.env, self.accounts, self.simulator.list_orders()), [])
        self.assertEqual(set(self.inbox().mapped("state")), {"imported"})

    # -- Tax -------------------------------------------------------------------------------------------------------

    def test_tax_that_amazon_collects_may_be_a_line_on_the_order(self):
        self.channels.tax_collected_policy = "line"
        numbers = self.simulator.generate_orders(10, ["us_facilitator_tax", "shipping_tax"], ["US"])
        self.sync()
        for number in numbers:
            order = self.sale_order(number)
            amazon, _currency = checks.amount_of(self.simulator.get_order(number))
            self.assertEqual(Decimal(str(order.amount_total)), amazon)

    def test_a_tax_rate_that_is_wrong_in_odoo_is_flagged_with_both_figures(self):
        tax = self.env["account.tax"].search([("name", "=", "VAT 19% DE")])
        tax.amount = 7
        number = self.place("de_tax_separate", "DE")
        self.sync()
        order = self.sale_order(number)
        self.assertTrue(order.amazon_channel_tax_differs)
        self.assertIn("tax_difference", self.issues(number))
        self.assertEqual(order.amazon_channel_difference, 0)

    def test_a_tax_rate_that_is_wrong_in_odoo_may_hold_the_order(self):
        self.channels.tax_difference_policy = "hold"
        self.env["account.tax"].search([("name", "=", "VAT 19% DE")]).amount = 7
        number = self.place("de_tax_separate", "DE")
        self.sync()
        self.assertEqual(self.inbox(number).state, "held")
        self.assertEqual(self.inbox(number).hold_ids.code, "tax")

    def test_the_twin_of_a_tax_is_made_once(self):
        self.simulator.generate_orders(6, ["uk_vat_included"], ["GB"])
        self.sync()
        tax = self.env["account.tax"].search([("name", "=", "VAT 20% GB")])
        twins = self.inbox().sale_order_id.order_line.tax_ids
        self.assertEqual(len(twins), 1)
        self.assertEqual((twins.amazon_channel_source_id, twins.amount, twins.price_include), (tax, 20, True))

    def test_other_customers_pay_the_same_tax_as_before(self):
        before = self._ordinary_order("GB")
        self.place_at("GB", "24.00", 1)
        self.sync()
        after = self._ordinary_order("GB")
        self.assertEqual(after.order_line.tax_ids, before.order_line.tax_ids)
        self.assertEqual(after.amount_total, before.amount_total)

    def _ordinary_order(self, country):
        """A sale to a customer who has nothing to do with Amazon."""
        country = self.env["res.country"].search([("code", "=", country)])
        customer = self.env["res.partner"].create({"name": "Customer", "country_id": country.id})
        product = self.env["product.product"].search([("default_code", "=", "LK-SOAP-3")])
        return self.env["sale.order"].create(
            {"partner_id": customer.id, "order_line": [Command.create({"product_id": product.id})]}
        )

    def test_a_total_that_is_not_amazons_holds_that_order_alone_with_both_figures(self):
        tax = self.env["account.tax"].search([("name", "=", "VAT 20% GB")])
        # Somebody changed the twin: the prices would no longer contain the tax.
        twin = tax._amazon_channel_price_included()
        twin.price_include_override = "tax_excluded"
        bad = self.place_at("GB", "24.00", 1)
        good = self.simulator.generate_orders(3, ["de_tax_separate"], ["DE"])
        self.sync()
        self.assertEqual(self.inbox(*good).mapped("state"), ["imported"] * 3)
        row = self.inbox(bad)
        self.assertEqual((row.state, row.hold_ids.code), ("held", "total"))
        self.assertIn("24.00", row.hold_reason)
        self.assertIn("28.80", row.hold_reason)
        self.assertFalse(self.sale_order(bad))
        twin.price_include_override = "tax_included"
        with self.request() as env:
            env["amazon.channel.order"].browse(row.id).action_retry()
        self.assertEqual(self.sale_order(bad).amount_total, 24)

    def test_a_tax_of_a_fixed_amount_holds_the_order_instead_of_distorting_it(self):
        product = self.env["product.product"].search([("default_code", "=", "LK-SOAP-3")])
        fixed = self.env["account.tax"].create({"name": "Levy", "amount_type": "fixed", "amount": 0.3})
        product.taxes_id = [Command.set(fixed.ids)]
        number = self.place("uk_vat_included", "GB", catalogue=[{"sku": "LK-SOAP-3", "title": "Soap", "price": 10}])
        self.sync()
        row = [row for row in checks.inbox(self.env, self.accounts) if row["amazon_order_ref"] == number]
        self.assertEqual(checks.order_problems(row[0], self.simulator.get_order(number)), [])
