"""Which charge bears which part of the tax."""

from decimal import Decimal

from odoo.tests import tagged

from ..mapping.order import read_order
from .test_mapping_common import MappingCase, breakdown, one_item_order


@tagged("post_install", "-at_install")
class TestMappingTaxDetails(MappingCase):
    def test_tax_goes_to_the_charges_that_amazon_names(self):
        document = one_item_order(
            breakdown("ITEM", "20.00"),
            breakdown("SHIPPING", "4.00"),
            breakdown("GIFT_WRAP", "3.00"),
            breakdown("COD_FEE", "2.00"),
            breakdown("OTHER", "1.00"),
            breakdown("TAX", "2.51", ITEM="1.40", SHIPPING="0.76", GIFT_WRAP="0.21", COD_FEE="0.14", OTHER="0.00"),
            total="32.51",
        )
        self.assert_charges(
            document,
            item=("20.00", "1.40"),
            shipping=("4.00", "0.76"),
            gift_wrap=("3.00", "0.21"),
            cod_fee=("2.00", "0.14"),
            other="1.00",
        )

    def discounted(self, tax, on_discount, shipping="4.00"):
        return one_item_order(
            breakdown("ITEM", "20.00"),
            breakdown("SHIPPING", "4.00"),
            breakdown("DISCOUNT", "7.00", SHIPPING=shipping, ITEM=str(Decimal("7.00") - Decimal(shipping))),
            breakdown("TAX", tax, ITEM="3.80", SHIPPING="0.76", DISCOUNT=on_discount),
            total=str(Decimal("17.00") + Decimal(tax)),
        )

    def test_the_tax_saved_by_a_discount_is_shared_by_goods_and_shipping(self):
        self.assert_charges(
            self.discounted("3.23", "1.33"),
            item=("20.00", "3.80"),
            shipping=("4.00", "0.76"),
            promotion=("-3.00", "-0.57"),
            shipping_promotion=("-4.00", "-0.76"),
        )

    def test_the_tax_saved_by_a_discount_may_be_given_as_a_negative_amount(self):
        self.assertEqual(self.charges(self.discounted("3.23", "-1.33")), self.charges(self.discounted("3.23", "1.33")))

    def test_the_cent_that_cannot_be_shared_stays_on_the_promotion_of_the_goods(self):
        charges = self.charges(self.discounted("3.22", "1.34"))
        self.assertEqual(charges["shipping_promotion"], ("-4.00", "-0.77"))
        self.assertEqual(charges["promotion"], ("-3.00", "-0.57"))

    def test_a_discount_on_shipping_alone_has_all_the_tax_saved(self):
        charges = self.charges(self.discounted("3.23", "1.33", shipping="7.00"))
        self.assertEqual(charges["shipping_promotion"], ("-7.00", "-1.33"))

    def test_a_discount_that_raises_the_tax_is_refused(self):
        self.assert_refused("tax", self.discounted("5.89", "1.33"))

    def test_tax_that_a_discount_makes_zero_stays_visible_on_both_charges(self):
        document = one_item_order(
            breakdown("ITEM", "3.00"),
            breakdown("DISCOUNT", "3.00"),
            breakdown("TAX", "0.00", ITEM="0.57", DISCOUNT="0.57"),
            total="0.00",
        )
        self.assert_charges(document, item=("3.00", "0.57"), promotion=("-3.00", "-0.57"))

    def test_tax_on_shipping_that_was_not_charged_is_refused(self):
        document = one_item_order(
            breakdown("ITEM", "10.00"), breakdown("TAX", "1.00", ITEM="0.60", SHIPPING="0.40"), total="11.00"
        )
        error = self.assert_refused("tax", document, "orderItems[0].proceeds.breakdowns")
        self.assertIn("0.40 EUR", str(error))

    def test_tax_on_a_discount_that_was_not_given_is_refused(self):
        document = one_item_order(
            breakdown("ITEM", "10.00"), breakdown("TAX", "0.60", ITEM="1.00", DISCOUNT="0.40"), total="10.60"
        )
        self.assert_refused("tax", document)

    def test_tax_on_a_discount_alone_is_refused(self):
        document = one_item_order(
            breakdown("ITEM", "10.00"),
            breakdown("DISCOUNT", "1.00"),
            breakdown("TAX", "0.19", DISCOUNT="0.19"),
            total="9.19",
        )
        self.assert_refused("tax", document)

    def test_tax_on_free_goods_stays_on_them(self):
        document = one_item_order(breakdown("ITEM", "0.00"), breakdown("TAX", "1.90", ITEM="1.90"), total="1.90")
        self.assert_charges(document, item=("0.00", "1.90"))

    def test_negative_tax_is_refused(self):
        self.assert_refused("tax", one_item_order(breakdown("ITEM", "10.00"), breakdown("TAX", "-1.00"), total="9.00"))
        document = one_item_order(
            breakdown("ITEM", "10.00"),
            breakdown("SHIPPING", "4.00"),
            breakdown("TAX", "1.00", ITEM="1.50", SHIPPING="-0.50"),
            total="15.00",
        )
        self.assert_refused("tax", document)

    def test_the_tax_of_a_negative_correction_is_negative(self):
        document = one_item_order(
            breakdown("ITEM", "10.00"),
            breakdown("OTHER", "-1.00"),
            breakdown("TAX", "1.71", ITEM="1.90", OTHER="-0.19"),
            total="10.71",
        )
        self.assert_charges(document, item=("10.00", "1.90"), other=("-1.00", "-0.19"))

    def test_an_unknown_detail_with_money_is_refused(self):
        document = one_item_order(
            breakdown("ITEM", "10.00"), breakdown("TAX", "1.00", ITEM="0.80", LOCAL="0.20"), total="11.00"
        )
        self.assert_refused("charge", document)


@tagged("post_install", "-at_install")
class TestMappingTaxWithoutDetails(MappingCase):
    def test_the_only_charge_bears_all_of_it(self):
        document = one_item_order(
            breakdown("ITEM", "0.00"), breakdown("SHIPPING", "4.00"), breakdown("TAX", "0.76"), total="4.76"
        )
        self.assert_charges(document, item="0.00", shipping=("4.00", "0.76"))

    def test_charges_share_it_in_proportion_and_the_largest_remainder_gets_the_cent(self):
        document = one_item_order(
            breakdown("ITEM", "20.00"),
            breakdown("SHIPPING", "4.00"),
            breakdown("GIFT_WRAP", "3.00"),
            breakdown("TAX", "1.00"),
            total="28.00",
        )
        # Exactly: 0.7407, 0.1481, 0.1111.
        self.assert_charges(document, item=("20.00", "0.74"), shipping=("4.00", "0.15"), gift_wrap=("3.00", "0.11"))

    def test_of_equal_remainders_the_first_charge_gets_the_cent(self):
        document = one_item_order(
            breakdown("ITEM", "5.00"), breakdown("SHIPPING", "5.00"), breakdown("TAX", "0.99"), total="10.99"
        )
        self.assert_charges(document, item=("5.00", "0.50"), shipping=("5.00", "0.49"))

    def test_promotions_lower_the_tax_they_are_on(self):
        document = one_item_order(
            breakdown("ITEM", "20.00"),
            breakdown("SHIPPING", "4.00"),
            breakdown("DISCOUNT", "7.00", SHIPPING="4.00", ITEM="3.00"),
            breakdown("TAX", "3.23"),
            total="20.23",
        )
        self.assert_charges(
            document,
            item=("20.00", "3.80"),
            shipping=("4.00", "0.76"),
            promotion=("-3.00", "-0.57"),
            shipping_promotion=("-4.00", "-0.76"),
        )

    def test_tax_of_the_full_price_is_not_blown_up_by_a_discount_of_nearly_everything(self):
        document = one_item_order(
            breakdown("ITEM", "20.00"), breakdown("DISCOUNT", "19.99"), breakdown("TAX", "3.80"), total="3.81"
        )
        self.assert_charges(document, item=("20.00", "3.80"), promotion="-19.99")

    def test_details_that_do_not_add_up_are_not_used(self):
        document = one_item_order(
            breakdown("ITEM", "20.00"),
            breakdown("SHIPPING", "4.00"),
            breakdown("TAX", "2.40", ITEM="2.00", SHIPPING="0.39"),
            total="26.40",
        )
        self.assert_charges(document, item=("20.00", "2.00"), shipping=("4.00", "0.40"))

    def test_a_tip_bears_no_tax(self):
        document = one_item_order(
            breakdown("ITEM", "10.00"), breakdown("DELIVERY_TIP", "5.00"), breakdown("TAX", "1.90"), total="16.90"
        )
        self.assert_charges(document, item=("10.00", "1.90"), delivery_tip="5.00")

    def test_tax_on_nothing_is_refused(self):
        document = one_item_order(breakdown("ITEM", "0.00"), breakdown("TAX", "1.00"), total="1.00")
        self.assert_refused("tax", document)

    def test_yen_are_shared_in_whole_yen(self):
        document = one_item_order(
            breakdown("ITEM", "1000", "JPY"),
            breakdown("SHIPPING", "500", "JPY"),
            breakdown("TAX", "100", "JPY"),
            total="1600",
            currency="JPY",
        )
        self.assert_charges(document, item=("1000", "67"), shipping=("500", "33"))

    def test_a_currency_of_three_decimals_is_shared_in_its_smallest_unit(self):
        document = one_item_order(
            breakdown("ITEM", "1.000", "KWD"),
            breakdown("SHIPPING", "0.500", "KWD"),
            breakdown("TAX", "0.100", "KWD"),
            total="1.600",
            currency="KWD",
        )
        self.assert_charges(document, item=("1.000", "0.067"), shipping=("0.500", "0.033"))

    def test_tax_that_is_zero_is_no_tax(self):
        document = one_item_order(breakdown("ITEM", "11.90"), breakdown("TAX", "0.00", ITEM="1.90"), total="11.90")
        self.assert_charges(document, item="11.90")

    def test_the_shares_are_the_tax_whatever_the_amounts(self):
        for cents in range(1, 300):
            tax = Decimal(cents).scaleb(-2)
            document = one_item_order(
                breakdown("ITEM", "7.77"),
                breakdown("SHIPPING", "3.33"),
                breakdown("GIFT_WRAP", "1.11"),
                breakdown("DISCOUNT", "0.99", SHIPPING="0.55", ITEM="0.44"),
                breakdown("TAX", str(tax)),
                total=str(Decimal("11.22") + tax),
            )
            charges = read_order(document).items[0].charges
            self.assertEqual(sum(charge.tax for charge in charges), tax)
            for charge in charges:
                self.assertGreaterEqual(charge.tax * charge.amount, 0, f"{charge} of {tax}")
