"""The worked examples of what an order's money becomes."""

from decimal import Decimal

from odoo.tests import tagged

from ..mapping.order import read_order
from .test_mapping_common import MappingCase, breakdown, figures, item, one_item_order, order, samples


@tagged("post_install", "-at_install")
class TestMappingExamples(MappingCase):
    def test_us_tax_of_a_facilitator_stays_beside_the_amount(self):
        document = one_item_order(
            breakdown("ITEM", "39.99", "USD"),
            breakdown("TAX", "3.30", "USD", ITEM="3.30"),
            total="43.29",
            currency="USD",
            tax={"taxCollections": [{"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon Services, Inc."}]},
        )
        data = read_order(document)
        self.assertEqual(figures(data.items[0].charges), {"item": ("39.99", "3.30")})
        self.assertEqual(data.items[0].tax_models, ("MARKETPLACE_FACILITATOR",))
        self.assertEqual((data.grand_total, data.currency), (Decimal("43.29"), "USD"))

    def test_uk_prices_with_vat_inside_are_taken_as_they_are(self):
        document = one_item_order(
            breakdown("ITEM", "24.00", "GBP"), breakdown("SHIPPING", "3.99", "GBP"), total="27.99", currency="GBP"
        )
        self.assert_charges(document, item="24.00", shipping="3.99")

    def test_german_tax_reported_separately_makes_up_the_gross_price(self):
        document = one_item_order(breakdown("ITEM", "16.80"), breakdown("TAX", "3.19", ITEM="3.19"), total="19.99")
        self.assert_charges(document, item=("16.80", "3.19"))
        self.assertEqual(read_order(document).items[0].charges[0].gross, Decimal("19.99"))

    def test_the_discount_on_shipping_is_not_counted_twice(self):
        document = one_item_order(
            breakdown("ITEM", "20.00"),
            breakdown("SHIPPING", "4.00"),
            breakdown("DISCOUNT", "7.00", ITEM="3.00", SHIPPING="4.00"),
            total="17.00",
            quantity=2,
        )
        self.assert_charges(document, item="20.00", shipping="4.00", promotion="-3.00", shipping_promotion="-4.00")

    def test_three_for_ten_is_ten_for_the_whole_line(self):
        data = read_order(one_item_order(breakdown("ITEM", "10.00"), total="10.00", quantity=3))
        self.assertEqual(data.items[0].quantity, 3)
        self.assertEqual(figures(data.items[0].charges), {"item": ("10.00", "0")})

    def test_a_replacement_has_its_goods_at_zero_and_names_the_original(self):
        document = order(
            item(breakdown("ITEM", "0.00"), total="0.00"),
            total="0.00",
            associatedOrders=[{"orderId": "305-7654321-7654321", "associationType": "REPLACEMENT_ORIGINAL_ID"}],
        )
        data = read_order(document)
        self.assertEqual(figures(data.items[0].charges), {"item": ("0.00", "0")})
        self.assertEqual(data.replaces, (("REPLACEMENT_ORIGINAL_ID", "305-7654321-7654321"),))

    def test_yen_have_no_decimals(self):
        document = one_item_order(breakdown("ITEM", "1280", "JPY"), total="1280", currency="JPY")
        self.assert_charges(document, item="1280")

    def test_a_currency_of_three_decimals_keeps_them(self):
        document = one_item_order(
            breakdown("ITEM", "1.255", "KWD"), breakdown("TAX", "0.063", "KWD"), total="1.318", currency="KWD"
        )
        self.assert_charges(document, item=("1.255", "0.063"))


@tagged("post_install", "-at_install")
class TestMappingSamples(MappingCase):
    """The sample orders of Amazon's sandbox. All six add up."""

    def test_every_sample_reads_and_adds_up(self):
        totals = {}
        for reference, document in samples().items():
            data = read_order(document)
            gross = sum(charge.gross for one in data.items for charge in one.charges)
            self.assertEqual(gross, data.grand_total, reference)
            self.assertEqual(data.unknown, (), reference)
            totals[data.order_ref] = f"{data.grand_total} {data.currency}"
        expected = {
            "028-1234567-8901234": "125.00 TRY",
            "114-9876543-1234567": "49.99 USD",
            "171-2345678-9012345": "1599.90 BRL",
            "171-9876543-2109876": "299.90 BRL",
            "202-7654321-1098765": "34.99 GBP",
            "250-1234567-8901234": "19940 JPY",
        }
        self.assertEqual(totals, expected)

    def test_the_us_sample_has_its_undetailed_tax_on_its_only_charge(self):
        self.assert_charges(samples()["114-9876543-1234567"], item=("39.99", "10.00"))

    def test_the_japanese_sample_has_two_items_shipped_by_amazon(self):
        data = read_order(samples()["250-1234567-8901234"])
        self.assertEqual((data.status, data.fulfilled_by), ("SHIPPED", "AMAZON"))
        self.assertEqual([one.quantity_fulfilled for one in data.items], [1, 2])
        self.assertEqual(data.items[0].promotion_refs, ("JP-WINTER-SALE-2024",))

    def test_the_british_sample_has_a_parcel(self):
        (package,) = read_order(samples()["202-7654321-1098765"]).packages
        self.assertEqual((package.carrier, package.shipping_service), ("DPD", "DPD Next Day Delivery"))
        self.assertEqual((package.status, package.tracking_number), ("IN_TRANSIT", "15501234567890123456"))
        self.assertEqual(package.items, (("20276543210987", 1),))
        self.assertEqual(package.ship_time.isoformat(), "2024-12-25T14:00:00+00:00")

    def test_the_brazilian_business_sample_has_buyer_and_tax_numbers(self):
        data = read_order(samples()["171-2345678-9012345"])
        self.assertEqual(
            (data.buyer.company, data.buyer.purchase_order), ("Oliveira Tecnologia Ltda", "PO-BR-2024-5678")
        )
        self.assertEqual(
            [(one.entity, one.kind, one.number) for one in data.tax_registrations],
            [("BUYER", "VAT", "1234567890"), ("MARKETPLACE", "CNPJ", "15436940"), ("MERCHANT", "", "")],
        )
        self.assertEqual(data.programs, ("amazon_business", "delivery_by_amazon"))

    def test_the_brazilian_gift_sample_has_its_message(self):
        (gift,) = read_order(samples()["171-9876543-2109876"]).items
        self.assertEqual(gift.gift_wrap_level, "STANDARD")
        self.assertTrue(gift.gift_message.startswith("Feliz Natal!"))

    def test_the_turkish_sample_has_tax_collected_by_amazon(self):
        data = read_order(samples()["028-1234567-8901234"])
        self.assertEqual(data.items[0].tax_models, ("MARKETPLACE_FACILITATOR",))
        self.assertEqual(data.items[0].tax_reporting_schemes, ("IOSS",))
        self.assertEqual(data.tax_registrations[0].country_code, "TR")
