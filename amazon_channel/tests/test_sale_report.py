"""What was sold at Amazon, as Odoo's sales analysis shows it."""

from odoo.tests import tagged

from .order_common import OrderCase
from .order_documents import item, order


@tagged("post_install", "-at_install")
class TestSaleReport(OrderCase):
    def lines_of(self, sale_order):
        self.env.flush_all()
        return self.env["sale.report"].search([("name", "=", sale_order.name)])

    def test_sales_analysis_tells_channel_country_and_kind_of_amount(self):
        sale_order = self.imported(order(item("MUG", "10.00", 1)))
        line = self.lines_of(sale_order)
        self.assertEqual(line.amazon_channel_id, sale_order.amazon_channel_id)
        self.assertEqual(line.amazon_channel_country_id, sale_order.partner_shipping_id.country_id)
        self.assertEqual(line.amazon_channel_charge, "item")
        self.assertEqual(line.amazon_channel_fulfillment, "merchant")
        self.assertEqual(line.price_total, sale_order.amount_total)

    def test_business_orders_are_told_apart(self):
        usual = self.imported(order(item("MUG", "10.00", 1)))
        business = self.imported(order(item("MUG", "10.00", 1), programs=["AMAZON_BUSINESS"]))
        self.assertFalse(self.lines_of(usual).amazon_channel_is_business)
        self.assertTrue(self.lines_of(business).amazon_channel_is_business)

    def test_other_sales_are_counted_as_before(self):
        other = self.env["sale.order"].create(
            {
                "company_id": self.mug.company_id.id,
                "partner_id": self.mug.company_id.partner_id.id,
                "order_line": [(0, 0, {"product_id": self.mug.id, "product_uom_qty": 2})],
            }
        )
        line = self.lines_of(other)
        self.assertEqual(line.product_uom_qty, 2)
        self.assertFalse(line.amazon_channel_id)
