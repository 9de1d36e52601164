"""Charges, discounts and totals of items."""

from decimal import Decimal

from odoo.tests import tagged

from ..mapping.order import read_order
from .test_mapping_common import MappingCase, breakdown, figures, item, money, mug, one_item_order, order, simple_order


@tagged("post_install", "-at_install")
class TestMappingCharges(MappingCase):
    def test_every_kind_of_money_becomes_a_charge_of_its_own(self):
        document = one_item_order(
            breakdown("DISCOUNT", "-2.00"),
            breakdown("OTHER", "0.60"),
            breakdown("COD_FEE", "2.00"),
            breakdown("GIFT_WRAP", "3.50"),
            breakdown("SHIPPING", "4.00"),
            breakdown("ITEM", "20.00"),
            breakdown("DELIVERY_TIP", "1.00"),
            total="29.10",
        )
        expected = [
            ("item", "20.00"),
            ("shipping", "4.00"),
            ("gift_wrap", "3.50"),
            ("cod_fee", "2.00"),
            ("other", "0.60"),
            ("delivery_tip", "1.00"),
            ("promotion", "-2.00"),
        ]
        charges = read_order(document).items[0].charges
        self.assertEqual([(charge.kind, str(charge.amount)) for charge in charges], expected)

    def test_kinds_at_zero_become_no_charge(self):
        document = one_item_order(
            breakdown("ITEM", "10.00"), breakdown("SHIPPING", "0.00"), breakdown("DISCOUNT", "0.00"), total="10.00"
        )
        self.assert_charges(document, item="10.00")

    def test_breakdowns_of_one_kind_are_added_up(self):
        document = one_item_order(
            breakdown("ITEM", "10.00"),
            breakdown("ITEM", "2.50"),
            breakdown("DISCOUNT", "1.00", ITEM="1.00"),
            breakdown("DISCOUNT", "0.50", SHIPPING="0.50"),
            breakdown("TAX", "1.00", ITEM="1.00"),
            breakdown("TAX", "0.20", ITEM="0.20"),
            total="12.20",
        )
        self.assert_charges(document, item=("12.50", "1.20"), promotion="-1.00", shipping_promotion="-0.50")

    def test_an_unknown_kind_with_money_is_refused_and_named(self):
        document = one_item_order(breakdown("ITEM", "10.00"), breakdown("RECYCLING_FEE", "0.25"), total="10.25")
        error = self.assert_refused("charge", document, "orderItems[0].proceeds.breakdowns[1].type")
        self.assertIn("RECYCLING_FEE", str(error))
        self.assertIn("0.25 EUR", str(error))
        self.assertEqual((error.values["kind"], error.values["amount"]), ("RECYCLING_FEE", Decimal("0.25")))

    def test_an_unknown_kind_without_money_is_kept_for_people_to_see(self):
        document = one_item_order(breakdown("ITEM", "10.00"), breakdown("RECYCLING_FEE", "0.00"), total="10.00")
        self.assertEqual(read_order(document).unknown, ("orderItems[0].proceeds.breakdowns[1].type = RECYCLING_FEE",))

    def test_an_unknown_kind_is_not_repeated_when_it_is_no_word(self):
        document = one_item_order(breakdown("ITEM", "10.00"), breakdown("Jane Doe, 1 High St", "1.00"), total="11.00")
        self.assertNotIn("Jane", str(self.assert_refused("charge", document)))

    def test_a_negative_price_is_refused(self):
        document = one_item_order(breakdown("ITEM", "-10.00"), breakdown("SHIPPING", "12.00"), total="2.00")
        self.assert_refused("charge", document)

    def test_a_correction_called_other_may_be_negative(self):
        document = one_item_order(breakdown("ITEM", "10.00"), breakdown("OTHER", "-0.01"), total="9.99")
        self.assert_charges(document, item="10.00", other="-0.01")

    def test_money_for_goods_of_which_none_was_ordered_is_refused(self):
        self.assert_refused("quantity", one_item_order(breakdown("ITEM", "10.00"), total="10.00", quantity=0))

    def test_an_item_of_which_none_is_left_has_no_goods_but_may_have_shipping(self):
        document = one_item_order(breakdown("ITEM", "0.00"), breakdown("SHIPPING", "4.00"), total="4.00", quantity=0)
        self.assert_charges(document, shipping="4.00")

    def test_an_item_without_any_money_is_free_when_the_totals_agree(self):
        document = order(mug(), item(ref="2", proceeds=None), total="10.00")
        self.assertEqual(figures(read_order(document).items[1].charges), {"item": ("0", "0")})


@tagged("post_install", "-at_install")
class TestMappingDiscounts(MappingCase):
    def discounted(self, discount, total="13.00", **details):
        return one_item_order(breakdown("ITEM", "16.00"), breakdown("DISCOUNT", discount, **details), total=total)

    def test_a_discount_given_as_a_positive_amount_lowers_the_price(self):
        self.assert_charges(self.discounted("3.00"), item="16.00", promotion="-3.00")

    def test_a_discount_given_as_a_negative_amount_lowers_the_price(self):
        self.assert_charges(self.discounted("-3.00"), item="16.00", promotion="-3.00")

    def test_a_discount_that_would_raise_the_price_is_refused(self):
        error = self.assert_refused("total", self.discounted("3.00", total="19.00"))
        self.assertEqual((error.values["computed"], error.values["stated"]), (Decimal("13.00"), Decimal("19.00")))

    def test_details_may_be_signed_unlike_their_discount(self):
        expected = {"item": ("16.00", "0"), "promotion": ("-1.00", "0"), "shipping_promotion": ("-2.00", "0")}
        for discount, on_item, on_shipping in (("3.00", "-1.00", "-2.00"), ("-3.00", "1.00", "2.00")):
            with self.subTest(discount=discount):
                document = self.discounted(discount, ITEM=on_item, SHIPPING=on_shipping)
                self.assertEqual(self.charges(document), expected)

    def test_where_only_shipping_is_detailed_the_rest_is_on_the_goods(self):
        document = self.discounted("3.00", SHIPPING="-1.00")
        self.assert_charges(document, item="16.00", promotion="-2.00", shipping_promotion="-1.00")

    def test_a_discount_that_is_all_shipping_leaves_no_promotion_on_goods(self):
        self.assert_charges(self.discounted("3.00", SHIPPING="3.00"), item="16.00", shipping_promotion="-3.00")

    def test_discounts_on_other_kinds_count_as_promotion(self):
        document = self.discounted("3.00", ITEM="1.00", GIFT_WRAP="2.00")
        self.assert_charges(document, item="16.00", promotion="-3.00")

    def test_details_that_are_not_the_discount_are_refused(self):
        for details in (
            {"ITEM": "1.00", "SHIPPING": "1.00"},
            {"ITEM": "1.00"},
            {"ITEM": "0.00", "SHIPPING": "1.00"},
            {"SHIPPING": "4.00"},
            {"ITEM": "4.00", "SHIPPING": "-1.00"},
            {"ITEM": "2.00", "SHIPPING": "-1.00"},
        ):
            with self.subTest(details=details):
                error = self.assert_refused("total", self.discounted("3.00", **details))
                self.assertEqual(error.values["stated"], Decimal("3.00"))

    def test_details_without_a_figure_tell_nothing(self):
        document = self.discounted("3.00")
        document["orderItems"][0]["proceeds"]["breakdowns"][1]["detailedBreakdowns"] = [{"subtype": "SHIPPING"}]
        self.assert_charges(document, item="16.00", promotion="-3.00")

    def test_an_unknown_detail_with_money_is_refused(self):
        for subtype in ("LOYALTY", "TAX", "DELIVERY_TIP"):
            with self.subTest(subtype=subtype):
                error = self.assert_refused("charge", self.discounted("3.00", **{subtype: "3.00"}))
                self.assertEqual(error.values["kind"], subtype)

    def test_without_the_items_total_the_orders_total_decides(self):
        goods = item(breakdown("ITEM", "16.00"), breakdown("DISCOUNT", "3.00"))
        self.assert_charges(order(goods, total="13.00"), item="16.00", promotion="-3.00")
        error = self.assert_refused("total", order(goods, total="19.00"), "proceeds.grandTotal")
        self.assertEqual((error.values["computed"], error.values["stated"]), (Decimal("13.00"), Decimal("19.00")))


@tagged("post_install", "-at_install")
class TestMappingItemTotals(MappingCase):
    def test_a_cent_too_much_in_an_item_is_refused_with_both_figures(self):
        document = order(item(breakdown("ITEM", "10.00"), total="10.01"), total="10.01")
        error = self.assert_refused("total", document, "orderItems[0].proceeds.proceedsTotal")
        self.assertEqual((error.values["computed"], error.values["stated"]), (Decimal("10.00"), Decimal("10.01")))
        self.assertIn("10.00 EUR", str(error))
        self.assertIn("10.01 EUR", str(error))

    def test_items_without_a_total_are_checked_by_the_orders_total(self):
        document = order(item(breakdown("ITEM", "10.00")), item(breakdown("ITEM", "5.00"), ref="2"), total="15.00")
        self.assertEqual([one.total for one in read_order(document).items], [None, None])

    def test_a_total_alone_is_no_price(self):
        self.assert_refused("total", order(item(total="10.00"), total="10.00"))

    def test_no_amount_can_change_by_a_cent_unnoticed(self):
        def document():
            return order(
                item(
                    breakdown("ITEM", "20.00"),
                    breakdown("SHIPPING", "4.00"),
                    breakdown("DISCOUNT", "7.00", ITEM="3.00", SHIPPING="4.00"),
                    breakdown("TAX", "3.23", ITEM="3.80", SHIPPING="0.76", DISCOUNT="1.33"),
                    total="20.23",
                ),
                mug(ref="2"),
                total="30.23",
            )

        proceeds = document()["orderItems"][0]["proceeds"]
        paths = [("breakdowns", index, "subtotal") for index in range(len(proceeds["breakdowns"]))]
        for path in [*paths, ("proceedsTotal",)]:
            changed = document()
            target = changed["orderItems"][0]["proceeds"]
            for key in path:
                target = target[key]
            target["amount"] = str(Decimal(target["amount"]) + Decimal("0.01"))
            with self.subTest(path=path):
                self.assert_refused("total", changed)


@tagged("post_install", "-at_install")
class TestMappingAmounts(MappingCase):
    def test_amounts_may_be_json_numbers(self):
        for amount, expected in (
            (10, "10"),
            (10.5, "10.5"),
            (0.1, "0.1"),
            (1234567890.12345, "1234567890.12345"),
            (123456789012345.0, "123456789012345.0"),
            (Decimal("10.50"), "10.50"),
            (10**15 - 1, "999999999999999"),
            ("1E+1", "10"),
            ("1.5e-1", "0.15"),
        ):
            with self.subTest(amount=amount):
                document = one_item_order(breakdown("ITEM", amount), total=amount)
                self.assert_charges(document, item=expected)

    def test_what_is_no_exact_amount_is_refused(self):
        absurd = [
            *("NaN", "Infinity", "-Infinity", "1e400", "1e-400", "0e400", "", " 1.00", "1,00", "1_000", "0x10"),
            *("+1.00", "1.", ".5", "\u0661\u0662", 1234567890.123456),
            *(float("nan"), float("inf"), 1e400, 1e22, 0.12345678901234567, 10**15, -(10**15), 10**5000, True),
            *("1" + "0" * 15, "1" * 10_000, "0.0000001", [], {}, ["1.00"], Decimal("sNaN"), Decimal("1e99")),
        ]
        for amount in absurd:
            with self.subTest(amount=str(amount)[:30] if not isinstance(amount, int) else type(amount)):
                document = simple_order()
                document["proceeds"]["grandTotal"]["amount"] = amount
                self.assert_refused("malformed", document, "proceeds.grandTotal.amount")

    def test_the_largest_and_finest_amounts_are_exact(self):
        document = one_item_order(
            breakdown("ITEM", "999999999999999.999999"),
            breakdown("DISCOUNT", "999999999999999.999998"),
            total="0.000001",
        )
        self.assert_charges(document, item="999999999999999.999999", promotion="-999999999999999.999998")

    def test_minus_zero_is_zero(self):
        document = one_item_order(breakdown("ITEM", "-0.00"), total="-0.00")
        self.assert_charges(document, item="0.00")
        self.assertEqual(str(read_order(document).grand_total), "0.00")

    def test_two_currencies_in_an_order_are_refused(self):
        document = simple_order()
        document["orderItems"][0]["proceeds"]["breakdowns"][0]["subtotal"] = money("10.00", "USD")
        error = self.assert_refused("currency", document)
        self.assertEqual((error.values["first"], error.values["second"]), ("EUR", "USD"))

    def test_a_currency_is_three_capital_letters(self):
        for currency in ("eur", "EURO", "E1R", "\u0395\u03a5\u03a1"):
            with self.subTest(currency=currency):
                self.assert_refused("currency", one_item_order(total="0.00", currency=currency))

    def test_an_amount_without_figure_or_currency_is_refused(self):
        for field in ("amount", "currencyCode"):
            with self.subTest(field=field):
                document = simple_order()
                document["proceeds"]["grandTotal"][field] = None
                self.assert_refused("missing", document, f"proceeds.grandTotal.{field}")

    def test_a_breakdown_without_type_or_amount_is_refused(self):
        for field in ("type", "subtotal"):
            with self.subTest(field=field):
                document = simple_order()
                document["orderItems"][0]["proceeds"]["breakdowns"][0][field] = None
                self.assert_refused("missing", document, f"orderItems[0].proceeds.breakdowns[0].{field}")
