"""Items of an order but for their money: quantities, wishes, texts."""

from odoo.tests import tagged

from ..mapping.order import read_order
from .test_mapping_common import MappingCase, item, order, simple_order, with_item


@tagged("post_install", "-at_install")
class TestMappingQuantities(MappingCase):
    def test_what_is_no_number_of_units_is_refused(self):
        for quantity in (-1, 1_000_001, 1.5, 2.0, "2", True, 10**30, 10**5000, float("nan"), float("inf"), [2], {}):
            with self.subTest(kind=type(quantity)):
                self.assert_refused("quantity", with_item(quantityOrdered=quantity), "orderItems[0].quantityOrdered")

    def test_the_refusal_of_a_quantity_tells_numbers_but_no_text(self):
        for quantity, found in (
            (-3, "-3"),
            (1.5, "1.5"),
            (10**30, "a huge number"),
            (True, "a truth value"),
            ("Jane Doe", "a text"),
            ([1], "a list"),
            ({}, "an object"),
        ):
            with self.subTest(found=found):
                error = self.assert_refused("quantity", with_item(quantityOrdered=quantity))
                self.assertEqual(error.values["found"], found)
                message = f"In Amazon's document, orderItems[0].quantityOrdered is not a number of units: {found}."
                self.assertEqual(str(error), message)

    def test_units_fulfilled_and_not_are_those_ordered(self):
        fulfillment = {"quantityFulfilled": 1, "quantityUnfulfilled": 2}
        (one,) = read_order(with_item(quantity=3, fulfillment=fulfillment)).items
        self.assertEqual((one.quantity, one.quantity_fulfilled, one.quantity_unfulfilled), (3, 1, 2))

    def test_units_that_do_not_add_up_are_refused(self):
        for fulfillment in (
            {"quantityFulfilled": 1, "quantityUnfulfilled": 1},
            {"quantityFulfilled": 2, "quantityUnfulfilled": 2},
            {"quantityFulfilled": 4},
            {"quantityUnfulfilled": 4},
        ):
            with self.subTest(fulfillment=fulfillment):
                error = self.assert_refused("quantity", with_item(quantity=3, fulfillment=fulfillment))
                self.assertEqual(error.values["ordered"], 3)

    def test_units_of_a_cancelled_order_need_not_add_up(self):
        document = with_item(quantity=3, fulfillment={"quantityFulfilled": 0, "quantityUnfulfilled": 0})
        document["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
        self.assertEqual(read_order(document).items[0].quantity_unfulfilled, 0)

    def test_units_fulfilled_follow_from_those_unfulfilled(self):
        (one,) = read_order(with_item(quantity=3, fulfillment={"quantityUnfulfilled": 1})).items
        self.assertEqual((one.quantity_fulfilled, one.quantity_unfulfilled), (2, 1))

    def test_without_fulfilment_nothing_is_fulfilled(self):
        (one,) = read_order(with_item(quantity=3)).items
        self.assertEqual((one.quantity_fulfilled, one.quantity_unfulfilled), (0, None))

    def test_a_measure_in_pieces_says_nothing_new(self):
        self.assertEqual(read_order(with_item(measurement={"unit": "COUNT", "value": 1})).unknown, ())

    def test_a_measure_in_another_unit_is_kept_for_people_to_see(self):
        data = read_order(with_item(measurement={"unit": "KILOGRAMS", "value": 1.5}))
        self.assertEqual(data.unknown, ("orderItems[0].measurement = 1.5 KILOGRAMS",))


@tagged("post_install", "-at_install")
class TestMappingItems(MappingCase):
    def cancelled(self, **cancellation):
        (one,) = read_order(with_item(cancellation=cancellation)).items
        return one.cancel_requested, one.cancel_reason, one.cancelled_by

    def test_a_buyers_wish_to_cancel_is_seen(self):
        wish = {"requester": "BUYER", "cancelReason": "Ordered twice"}
        self.assertEqual(self.cancelled(cancellationRequest=wish), (True, "Ordered twice", ""))

    def test_an_executed_cancellation_is_no_wish_any_more(self):
        wish, done = {"requester": "BUYER"}, {"cancelledBy": "MERCHANT", "cancelReason": "No stock"}
        for execution, expected in (
            (done, (False, "No stock", "MERCHANT")),
            ({"cancelledBy": "AMAZON"}, (False, "", "AMAZON")),
            ({"cancelReason": "No stock"}, (False, "No stock", "")),
        ):
            with self.subTest(execution=execution):
                cancelled = self.cancelled(cancellationRequest=wish, cancellationExecution=execution)
                self.assertEqual(cancelled, expected)

    def test_a_wish_to_cancel_needs_no_more_than_a_word(self):
        self.assertEqual(self.cancelled(cancellationRequest={"requester": "BUYER"}), (True, "", ""))
        self.assertEqual(self.cancelled(cancellationRequest={"cancelReason": "Late"}), (True, "Late", ""))

    def test_an_empty_request_is_no_wish(self):
        self.assertEqual(self.cancelled(cancellationRequest={}), (False, "", ""))

    def test_gift_customs_and_customisation_are_kept(self):
        fields = {
            "fulfillment": {
                "packing": {"giftOption": {"giftMessage": "Happy\nbirthday", "giftWrapLevel": "Classic"}},
                "shipping": {"internationalShipping": {"iossNumber": "IM4420001201"}},
            },
            "product": {"sellerSku": "MUG", "customization": {"customizedUrl": "https://example.com/a?b=c"}},
            "promotion": {"breakdowns": [{"promotionId": "P1"}, {"promotionId": "P2"}, {"promotionId": "P1"}]},
        }
        (one,) = read_order(with_item(**fields)).items
        self.assertEqual((one.gift_message, one.gift_wrap_level), ("Happy birthday", "Classic"))
        self.assertEqual(one.ioss_number, "IM4420001201")
        self.assertEqual(one.customization_url, "https://example.com/a?b=c")
        self.assertEqual(one.promotion_refs, ("P1", "P2"))

    def test_only_web_addresses_become_links(self):
        for url, link in (("http://example.com/", "http://example.com/"), ("javascript:alert(1)", "")):
            with self.subTest(url=url):
                (one,) = read_order(with_item(product={"customization": {"customizedUrl": url}})).items
                self.assertEqual(one.customization_url, link)

    def test_a_product_has_its_three_names(self):
        (one,) = read_order(simple_order()).items
        self.assertEqual((one.sku, one.asin, one.title), ("MUG-BLUE", "B000000001", "Blue mug"))


@tagged("post_install", "-at_install")
class TestMappingText(MappingCase):
    def title(self, text):
        return read_order(with_item(product={"title": text})).items[0].title

    def test_text_that_cannot_be_stored_is_cleaned(self):
        self.assertEqual(self.title("  Mu\x00g\ud800,\tblue\r\n\x07 \u3000 big\x85 "), "Mug, blue big")

    def test_text_of_all_scripts_stays(self):
        for text in ("スマートスピーカー", "चाय का कप", "قهوة", "👩‍👩‍👧 mug", "Tæ & <b>Ø</b>"):
            with self.subTest(text=text):
                self.assertEqual(self.title(text), text)

    def test_long_text_is_cut(self):
        self.assertEqual(self.title("x" * 100_000), "x" * 2000)
        self.assertEqual(self.title("x" * 1999 + " yz"), "x" * 1999)
        self.assertEqual(len(read_order(simple_order(buyer={"buyerName": "x" * 1000})).buyer.name), 256)

    def test_identifiers_are_stripped_but_never_cut_or_cleaned(self):
        for sku in ("A  B/ü", "x" * 256):
            with self.subTest(sku=sku[:6]):
                self.assertEqual(read_order(with_item(product={"sellerSku": f" {sku} "})).items[0].sku, sku)
        for sku in ("x" * 257, "A\x00B", "A\nB", "A\ud800"):
            with self.subTest(sku=sku[:5]):
                self.assert_refused(
                    "malformed", with_item(product={"sellerSku": sku}), "orderItems[0].product.sellerSku"
                )

    def test_an_item_without_sku_reads(self):
        self.assertEqual(read_order(order(item(product={}), total="0.00")).items[0].sku, "")
