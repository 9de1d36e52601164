"""The grand total, what belongs to no item, and orders that are not to be imported."""

from decimal import Decimal

from odoo.tests import tagged

from ..mapping.order import read_order
from .test_mapping_common import MappingCase, breakdown, figures, item, money, mug, order, simple_order


@tagged("post_install", "-at_install")
class TestMappingGrandTotal(MappingCase):
    def test_a_cent_too_much_in_the_order_is_refused_with_both_figures(self):
        error = self.assert_refused("total", order(mug(), mug(ref="2"), total="20.01"), "proceeds.grandTotal")
        self.assertEqual((error.values["computed"], error.values["stated"]), (Decimal("20.00"), Decimal("20.01")))
        self.assertIn("20.00 EUR", str(error))
        self.assertIn("20.01 EUR", str(error))

    def test_an_order_to_import_needs_its_grand_total(self):
        for status in ("UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "UNFULFILLABLE", "ON_THE_MOON"):
            with self.subTest(status=status):
                self.assert_refused("missing", order(mug(), status=status), "proceeds.grandTotal")

    def test_a_negative_grand_total_is_refused(self):
        goods = item(breakdown("ITEM", "1.00"), breakdown("DISCOUNT", "3.00"), total="-2.00")
        self.assertIn("negative", str(self.assert_refused("total", order(goods, total="-2.00"))))

    def test_breakdowns_of_the_order_that_repeat_the_items_add_nothing(self):
        goods = item(breakdown("ITEM", "20.00"), breakdown("DISCOUNT", "3.00"), breakdown("TAX", "1.70"), total="18.70")
        repeated = [breakdown("ITEM", "30.00"), breakdown("DISCOUNT", "-3.00"), breakdown("TAX", "1.70")]
        data = read_order(order(goods, mug(ref="2"), total="28.70", breakdowns=repeated))
        self.assertEqual(data.order_charges, ())


@tagged("post_install", "-at_install")
class TestMappingOrderCharges(MappingCase):
    def order_charges(self, total, *breakdowns):
        return figures(read_order(order(mug(), total=total, breakdowns=breakdowns)).order_charges)

    def test_a_tip_inside_the_grand_total_is_a_charge_of_the_order(self):
        tip = breakdown("DELIVERY_TIP", "5.00", status="FINALIZED")
        self.assertEqual(self.order_charges("15.00", tip), {"delivery_tip": ("5.00", "0")})

    def test_a_pending_tip_outside_the_grand_total_is_not_part_of_the_order(self):
        self.assertEqual(self.order_charges("10.00", breakdown("DELIVERY_TIP", "5.00", status="PENDING")), {})

    def test_of_two_tips_only_the_one_in_the_grand_total_counts(self):
        tips = [
            breakdown("DELIVERY_TIP", "5.00", status="PENDING"),
            breakdown("DELIVERY_TIP", "2.00", status="FINALIZED"),
        ]
        self.assertEqual(self.order_charges("12.00", *tips), {"delivery_tip": ("2.00", "0")})
        self.assertEqual(self.order_charges("17.00", *tips), {"delivery_tip": ("7.00", "0")})
        self.assertEqual(read_order(order(mug(), total="12.00", breakdowns=tips)).unknown, ())

    def test_a_cash_on_delivery_fee_of_the_order_is_a_charge_of_the_order(self):
        self.assertEqual(self.order_charges("12.00", breakdown("COD_FEE", "2.00")), {"cod_fee": ("2.00", "0")})

    def test_only_what_exceeds_the_items_belongs_to_the_order(self):
        goods = item(breakdown("ITEM", "10.00"), breakdown("COD_FEE", "2.00"), total="12.00")
        data = read_order(order(goods, total="13.50", breakdowns=[breakdown("COD_FEE", "3.50")]))
        self.assertEqual(figures(data.order_charges), {"cod_fee": ("1.50", "0")})

    def test_a_promotion_of_the_order_lowers_its_total(self):
        for amount in ("1.00", "-1.00"):
            with self.subTest(amount=amount):
                self.assertEqual(
                    self.order_charges("9.00", breakdown("DISCOUNT", amount)), {"promotion": ("-1.00", "0")}
                )

    def test_a_promotion_beyond_those_of_the_items_is_that_of_the_order(self):
        goods = item(breakdown("ITEM", "10.00"), breakdown("DISCOUNT", "3.00"), total="7.00")
        data = read_order(order(goods, total="5.00", breakdowns=[breakdown("DISCOUNT", "-5.00")]))
        self.assertEqual(figures(data.order_charges), {"promotion": ("-2.00", "0")})

    def test_tax_beyond_the_items_is_that_of_the_only_charge_of_the_order(self):
        charges = self.order_charges("12.38", breakdown("COD_FEE", "2.00"), breakdown("TAX", "0.38"))
        self.assertEqual(charges, {"cod_fee": ("2.00", "0.38")})
        others = [breakdown("DELIVERY_TIP", "3.00"), breakdown("DISCOUNT", "1.50")]
        charges = self.order_charges("13.88", breakdown("COD_FEE", "2.00"), breakdown("TAX", "0.38"), *others)
        expected = {"cod_fee": ("2.00", "0.38"), "delivery_tip": ("3.00", "0"), "promotion": ("-1.50", "0")}
        self.assertEqual(charges, expected)

    def test_an_amount_of_the_order_without_figure_is_refused(self):
        self.assert_refused("missing", order(mug(), total="10.00", breakdowns=[{"type": "COD_FEE"}]))

    def test_tax_beyond_the_items_without_a_charge_is_refused(self):
        self.assert_refused("tax", order(mug(), total="10.38", breakdowns=[breakdown("TAX", "0.38")]))
        extra = [breakdown("TAX", "0.38"), breakdown("DELIVERY_TIP", "2.00")]
        self.assert_refused("tax", order(mug(), total="12.38", breakdowns=extra))

    def test_goods_beyond_the_items_are_refused(self):
        self.assert_refused("total", order(mug(), total="15.00", breakdowns=[breakdown("ITEM", "15.00")]))

    def test_a_grand_total_that_can_be_reached_in_two_ways_is_refused(self):
        extra = [breakdown("COD_FEE", "2.00"), breakdown("OTHER", "2.00")]
        error = self.assert_refused("total", order(mug(), total="12.00", breakdowns=extra))
        self.assertIn("more than one way", str(error))

    def test_a_tip_that_is_partly_in_the_grand_total_is_refused(self):
        tip = breakdown("DELIVERY_TIP", "5.00", status="FINALIZED")
        self.assert_refused("total", order(mug(), total="13.00", breakdowns=[tip]))

    def test_an_unknown_kind_with_money_is_refused(self):
        extra = [breakdown("RECYCLING_FEE", "0.25")]
        error = self.assert_refused("charge", order(mug(), total="10.25", breakdowns=extra))
        self.assertEqual(error.path, "proceeds.breakdowns[0].type")

    def test_many_tips_take_no_time(self):
        tips = [breakdown("DELIVERY_TIP", "0.01", status=f"STATUS_{number}") for number in range(300)]
        self.assertEqual(self.order_charges("13.00", *tips), {"delivery_tip": ("3.00", "0")})


@tagged("post_install", "-at_install")
class TestMappingInformalMoney(MappingCase):
    """Pending, cancelled and foreign orders are not imported: their money may be missing or wrong."""

    NOT_IMPORTED = ("PENDING", "PENDING_AVAILABILITY", "CANCELLED")

    def test_orders_that_are_not_imported_need_no_money(self):
        for status in self.NOT_IMPORTED:
            with self.subTest(status=status):
                data = read_order(order(item(proceeds=None), status=status))
                self.assertEqual((data.currency, data.grand_total, data.order_charges), ("", None, ()))
                self.assertEqual((data.items[0].charges, data.items[0].total), ((), None))

    def test_orders_that_are_not_imported_are_not_checked(self):
        for status in self.NOT_IMPORTED:
            with self.subTest(status=status):
                data = read_order(order(mug(), total="99.00", status=status))
                self.assertEqual((data.currency, data.grand_total), ("EUR", Decimal("99.00")))
                self.assertEqual(figures(data.items[0].charges), {"item": ("10.00", "0")})

    def test_an_order_of_another_channel_needs_no_money(self):
        data = read_order(order(item(proceeds=None), salesChannel={"channelName": "NON_AMAZON"}))
        self.assertEqual((data.sales_channel, data.grand_total), ("NON_AMAZON", None))

    def test_of_a_cancelled_order_what_is_readable_is_kept(self):
        broken = item(breakdown("ITEM", "NaN"), ref="2")
        data = read_order(order(mug(), broken, total="10.00", status="CANCELLED"))
        self.assertEqual([figures(one.charges) for one in data.items], [{"item": ("10.00", "0")}, {}])
        self.assertEqual(data.unknown, ("orderItems[1].proceeds = not readable (malformed)",))

    def test_of_a_cancelled_order_in_two_currencies_the_first_is_kept(self):
        document = order(mug(), total="10.00", currency="USD", status="CANCELLED")
        data = read_order(document)
        self.assertEqual((data.currency, data.grand_total, data.items[0].charges), ("USD", Decimal("10.00"), ()))

    def test_a_cancelled_order_may_have_no_items_left(self):
        self.assertEqual(read_order(order(status="CANCELLED")).items, ())

    def test_a_zero_order_has_a_currency(self):
        data = read_order(order(item(), total="0.00"))
        self.assertEqual((data.currency, data.grand_total), ("EUR", Decimal("0.00")))

    def test_an_unreadable_grand_total_of_a_cancelled_order_is_left_out(self):
        document = simple_order(status="CANCELLED")
        document["proceeds"]["grandTotal"] = money("Infinity")
        self.assertIsNone(read_order(document).grand_total)
