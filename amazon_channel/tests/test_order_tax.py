"""Tax that the seller owes: inside the price, posted as its accountant wants, compared with Amazon's figure."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .order_common import OrderCase
from .order_documents import item, order


@tagged("post_install", "-at_install")
class TestOrderTax(OrderCase):
    def german_order(self, price="16.80", tax="3.19", sku="LAMP", **fields):
        return order(item(sku, price, tax=tax), marketplace="DE", **fields)

    def tax_of(self, document):
        return self.imported(document).order_line[:1].tax_ids

    # -- The price-included twin -------------------------------------------------------------------------------

    def test_excluded_tax_is_replaced_by_a_twin_that_reports_alike(self):
        tag = self.env["account.account.tag"].create(
            {"name": "+47", "applicability": "taxes", "country_id": self.company.country_id.id}
        )
        self.vat_excluded.invoice_repartition_line_ids.tag_ids = tag
        twin = self.tax_of(self.german_order())
        self.assertNotEqual(twin, self.vat_excluded)
        self.assertTrue(twin.price_include)
        self.assertEqual(twin.amount, 19)
        self.assertEqual(twin.tax_group_id, self.tax_group)
        self.assertEqual(twin.invoice_repartition_line_ids.tag_ids, tag)
        self.assertEqual(
            [
                (line.repartition_type, line.factor_percent, line.account_id)
                for line in twin.refund_repartition_line_ids
            ],
            [
                (line.repartition_type, line.factor_percent, line.account_id)
                for line in self.vat_excluded.refund_repartition_line_ids
            ],
        )

    def test_twin_is_made_once(self):
        self.assertEqual(self.tax_of(self.german_order()), self.tax_of(self.german_order("33.60", "6.38")))

    def test_included_tax_is_used_as_it_is(self):
        self.assertEqual(self.tax_of(order(item("KETTLE", "24.00"), marketplace="GB")), self.vat_included)

    def test_accountants_own_included_tax_is_found(self):
        own = self.create_tax(19, "tax_included")
        self.assertEqual(self.tax_of(self.german_order()), own)

    def test_included_tax_that_posts_elsewhere_is_no_twin(self):
        other = self.create_tax(19, "tax_included")
        account = self.tax_account.copy({"name": "Tax of another country", "code": "411399"})
        lines = other.invoice_repartition_line_ids.filtered(lambda line: line.repartition_type == "tax")
        lines.account_id = account
        self.assertNotEqual(self.tax_of(self.german_order()), other)

    def test_twin_follows_the_rate_of_its_tax(self):
        twin = self.tax_of(self.german_order())
        self.vat_excluded.amount = 16
        self.assertEqual(twin.amount, 16)

    def test_twin_follows_the_accounts_of_its_tax(self):
        twin = self.tax_of(self.german_order())
        account = self.tax_account.copy({"name": "New tax account", "code": "411398"})
        source = self.vat_excluded.invoice_repartition_line_ids.filtered(lambda line: line.repartition_type == "tax")
        self.vat_excluded.write(
            {"invoice_repartition_line_ids": [Command.update(source.id, {"account_id": account.id})]}
        )
        lines = twin.invoice_repartition_line_ids.filtered(lambda line: line.repartition_type == "tax")
        self.assertEqual(lines.account_id, account)

    def test_twin_goes_with_its_tax(self):
        twin = self.tax_of(self.german_order())
        self.env["sale.order.line"].search([("tax_ids", "in", twin.ids)]).tax_ids = False
        self.lamp.taxes_id = False
        self.vat_excluded.unlink()
        self.assertFalse(twin.exists())

    def test_group_of_excluded_taxes_becomes_a_group_of_twins(self):
        parts = self.create_tax(5, "tax_excluded") | self.create_tax(9, "tax_excluded")
        group = self.create_tax(0, False, amount_type="group", children_tax_ids=[Command.set(parts.ids)])
        self.create_product("TRAY", group)
        sale_order = self.imported(self.german_order("100.00", "14.00", "TRAY"))
        self.assert_money(sale_order, "114.00", tax="14.00")
        self.assertEqual(len(sale_order.order_line.tax_ids.children_tax_ids), 2)
        self.assertFalse(sale_order.order_line.tax_ids.children_tax_ids & parts)

    def test_two_taxes_of_one_product_are_both_inside_the_price(self):
        both = self.create_tax(5, "tax_excluded") | self.create_tax(9.975, "tax_excluded")
        self.create_product("TRAY", both)
        sale_order = self.imported(self.german_order("100.00", "14.98", "TRAY"))
        self.assertEqual(f"{sale_order.amount_total:.2f}", "114.98")
        self.assertEqual(len(sale_order.order_line.tax_ids), 2)
        self.assertFalse(sale_order.amazon_channel_tax_differs)

    def test_zero_rate_needs_no_twin(self):
        zero = self.create_tax(0, "tax_excluded")
        self.create_product("STAMP", zero)
        sale_order = self.imported(order(item("STAMP", "5.00"), marketplace="GB"))
        self.assertEqual(sale_order.order_line.tax_ids, zero)
        self.assert_money(sale_order, "5.00")

    def test_fixed_amount_is_inside_the_price_of_the_goods(self):
        self.create_product("BATTERY", self.create_tax(1, "tax_excluded", amount_type="fixed"))
        sale_order = self.imported(order(item("BATTERY", "24.00", 2), marketplace="GB"))
        self.assert_money(sale_order, "24.00", tax="2.00")

    def test_fixed_amount_of_the_goods_is_not_taken_from_the_postage(self):
        self.create_product("BATTERY", self.create_tax(1, "tax_excluded", amount_type="fixed"))
        row = self.receive(order(item("BATTERY", "24.00", 2, shipping="3.99"), marketplace="GB"))
        # Two batteries at 1.00 each: right, or held for a person, but never 3.00.
        outcome = (row.state, f"{row.sale_order_id.amount_tax:.2f}")
        self.assertIn(outcome, [("imported", "2.00"), ("held", "0.00")])

    def test_taxes_of_another_company_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Other", "country_id": self.company.country_id.id})
        group = self.tax_group.copy({"company_id": other.id})
        foreign = self.vat_included.copy(
            {"company_id": other.id, "tax_group_id": group.id, "repartition_line_ids": False}
        )
        self.kettle.company_id = False
        self.kettle.taxes_id |= foreign
        sale_order = self.imported(order(item("KETTLE", "24.00"), marketplace="GB"))
        self.assertEqual(sale_order.order_line.tax_ids, self.vat_included)

    # -- Amazon's figure and Odoo's ----------------------------------------------------------------------------

    def test_tax_that_differs_is_flagged_with_both_figures(self):
        row = self.receive(self.german_order(tax="3.50"))
        self.assertEqual(row.state, "imported")
        self.assertTrue(row.sale_order_id.amazon_channel_tax_differs)
        self.assertEqual(f"{row.sale_order_id.amount_total:.2f}", "20.30")
        issue = row.issue_ids
        self.assertEqual(issue.code, "tax_difference")
        self.assertIn("3.50", issue.fix)
        self.assertIn("3.24", issue.fix)

    def test_tax_that_differs_holds_the_order_where_the_channel_says_so(self):
        self.channels["DE"].tax_difference_policy = "hold"
        row = self.receive(self.german_order(tax="3.50"))
        self.assert_held(row, "tax", "3.50", "3.24")

    def test_order_held_for_its_tax_goes_on_when_the_tax_is_mended(self):
        self.channels["DE"].tax_difference_policy = "hold"
        document = order(item("LAMP", "100.00", tax="7.00"), marketplace="DE")
        row = self.receive(document)
        self.assert_held(row, "tax", "7.00", "17.08")
        self.lamp.taxes_id = self.create_tax(7, "tax_excluded")
        with self.committing():
            row.action_retry()
        self.assertEqual(row.state, "imported")
        self.assert_money(row.sale_order_id, "107.00", tax="7.00")

    def test_a_cent_a_line_is_no_difference(self):
        sale_order = self.imported(self.german_order(tax="3.20"))
        self.assertFalse(sale_order.amazon_channel_tax_differs)
        self.assertFalse(sale_order.amazon_channel_issue_ids)

    def test_tax_that_amazon_does_not_tell_is_no_difference(self):
        sale_order = self.imported(order(item("KETTLE", "24.00"), marketplace="GB"))
        self.assertFalse(sale_order.amazon_channel_tax_differs)

    def test_tax_collected_by_amazon_is_no_difference(self):
        sale_order = self.imported(order(item("KETTLE", "39.99", tax="3.30", collected=True)))
        self.assertEqual(sale_order.amazon_channel_tax_reported, 0.0)
        self.assertFalse(sale_order.amazon_channel_tax_differs)

    # -- Totals that do not match ------------------------------------------------------------------------------

    def one_cent_more(self, *skus):
        """An extension that makes the lines of these SKUs a cent dearer than Amazon says."""
        lines = self.env.registry["amazon.channel.order.lines"]
        prepare = lines._prepare_item_lines

        def prepare_item_lines(model, candidate, item, *args):
            for vals in prepare(model, candidate, item, *args):
                yield {**vals, "price_unit": vals["price_unit"] + 0.01} if item.sku in skus else vals

        return patch.object(lines, "_prepare_item_lines", prepare_item_lines)

    def test_total_that_differs_holds_the_order_with_both_figures(self):
        with self.one_cent_more("MUG"):
            row = self.receive(order(item("MUG", "39.99", tax="3.30", collected=True)))
        self.assert_held(row, "total", "43.29", "40.00", "3.30")

    def test_order_held_for_its_total_leaves_nothing_behind(self):
        models = ("res.partner", "sale.order", "sale.order.line", "stock.picking", "stock.move", "account.move")
        before = {name: self.env[name].search_count([]) for name in models}
        with self.one_cent_more("MUG"):
            self.receive(order(item("MUG", "39.99")))
        self.assertEqual({name: self.env[name].search_count([]) for name in models}, before)

    def test_order_held_for_its_total_goes_on_once_it_matches(self):
        with self.one_cent_more("MUG"):
            row = self.receive(order(item("MUG", "39.99")))
        with self.committing():
            row.action_retry()
        self.assertEqual(row.state, "imported")
        self.assertFalse(row.hold_ids)
        self.assertFalse(row.hold_reason)
