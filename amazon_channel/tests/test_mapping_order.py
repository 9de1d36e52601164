"""Everything of an order but its money and its address."""

from datetime import datetime, timezone

from odoo.tests import tagged

from ..mapping.order import read_order
from .test_mapping_common import MappingCase, item, mug, order, simple_order


def with_item(**fields):
    return order(mug(**fields), total="10.00")


@tagged("post_install", "-at_install")
class TestMappingRequired(MappingCase):
    def test_an_order_without_what_identifies_it_is_refused(self):
        for field in ("orderId", "createdTime", "lastUpdatedTime", "orderItems"):
            for absent in (None, "absent"):
                with self.subTest(field=field, absent=absent):
                    document = simple_order()
                    document[field] = None
                    if absent:
                        del document[field]
                    self.assert_refused("missing", document, field)

    def test_an_order_without_sales_channel_is_refused(self):
        self.assert_refused("missing", simple_order(salesChannel=None), "salesChannel.channelName")

    def test_an_order_without_status_is_refused(self):
        self.assert_refused("missing", simple_order(fulfillment=None), "fulfillment.fulfillmentStatus")

    def test_an_item_without_id_or_quantity_is_refused(self):
        for field in ("orderItemId", "quantityOrdered"):
            with self.subTest(field=field):
                self.assert_refused("missing", with_item(**{field: None}), f"orderItems[0].{field}")

    def test_an_order_to_import_has_an_item(self):
        self.assert_refused("missing", order(total="0.00"))

    def test_two_items_of_one_id_are_refused(self):
        self.assert_refused("malformed", order(mug(), mug(), total="20.00"), "orderItems[1].orderItemId")

    def test_what_is_no_document_is_refused(self):
        for document in (None, [], "order", 1, float("nan")):
            with self.subTest(document=document):
                self.assert_refused("malformed", document)

    def test_an_order_of_only_what_is_required_reads(self):
        document = order({"orderItemId": "1", "quantityOrdered": 1}, total="0.00")
        document["fulfillment"] = {"fulfillmentStatus": "UNSHIPPED"}
        data = read_order(document)
        self.assertEqual((data.fulfilled_by, data.service_level, data.programs, data.address), ("", "", (), None))
        self.assertEqual((data.items[0].sku, data.items[0].title, data.buyer.email), ("", "", ""))
        self.assertEqual((data.ship_by.earliest, data.deliver_by.latest, data.unknown), (None, None, ()))

    def test_every_optional_field_may_be_null(self):
        optional = ("buyer", "recipient", "tax", "packages", "programs", "associatedOrders", "orderAliases", "payment")
        data = read_order(simple_order(**dict.fromkeys(optional)))
        self.assertEqual((data.packages, data.programs, data.replaces, data.seller_order_ref), ((), (), (), ""))
        fields = dict.fromkeys(("fulfillment", "tax", "promotion", "cancellation", "expense", "measurement", "product"))
        (one,) = read_order(with_item(**fields)).items
        self.assertEqual((one.tax_models, one.promotion_refs, one.cancel_requested), ((), (), False))

    def test_the_wrong_type_is_refused_with_its_path(self):
        for path, document in {
            "buyer": simple_order(buyer=[]),
            "buyer.buyerName": simple_order(buyer={"buyerName": {"first": "Jane"}}),
            "recipient.deliveryAddress": simple_order(recipient={"deliveryAddress": ["1 High St"]}),
            "programs": simple_order(programs="PRIME"),
            "programs[1]": simple_order(programs=["PRIME", None]),
            "orderItems[0]": order(None, total="0.00"),
            "orderItems": simple_order(orderItems={"orderItemId": "1"}),
            "orderItems[0].orderItemId": with_item(orderItemId=11111111111111),
            "orderItems[0].product.title": with_item(product={"title": 5}),
        }.items():
            with self.subTest(path=path):
                self.assert_refused("malformed", document, path)


@tagged("post_install", "-at_install")
class TestMappingHead(MappingCase):
    def test_methods_and_programs_are_in_lower_case(self):
        document = simple_order(programs=["PRIME", "AMAZON_BUSINESS", "PRIME"])
        document["fulfillment"]["fulfillmentServiceLevel"] = "SECOND_DAY"
        data = read_order(document)
        self.assertEqual((data.service_level, data.programs), ("second_day", ("amazon_business", "prime")))

    def test_words_that_are_not_known_today_are_kept_and_listed(self):
        document = with_item(tax={"taxCollections": [{"model": "LOW_VALUE_GOODS"}]})
        document["programs"] = ["MOON_DELIVERY"]
        document["fulfillment"] = {
            "fulfillmentStatus": "INVOICE_UNCONFIRMED",
            "fulfilledBy": "ROBOT",
            "fulfillmentServiceLevel": "TELEPORT",
        }
        data = read_order(document)
        self.assertEqual((data.status, data.fulfilled_by), ("INVOICE_UNCONFIRMED", "ROBOT"))
        self.assertEqual((data.service_level, data.programs), ("teleport", ("moon_delivery",)))
        self.assertEqual(data.items[0].tax_models, ("LOW_VALUE_GOODS",))
        expected = {
            "fulfillment.fulfillmentStatus = INVOICE_UNCONFIRMED",
            "fulfillment.fulfilledBy = ROBOT",
            "fulfillment.fulfillmentServiceLevel = TELEPORT",
            "programs = MOON_DELIVERY",
            "orderItems[0].tax.taxCollections[0].model = LOW_VALUE_GOODS",
        }
        self.assertEqual(set(data.unknown), expected)

    def test_the_sellers_own_number_is_among_the_aliases(self):
        aliases = [{"aliasType": "OTHER_ID", "aliasId": "9"}, {"aliasType": "SELLER_ORDER_ID", "aliasId": "S-77"}]
        data = read_order(simple_order(orderAliases=aliases))
        self.assertEqual(data.seller_order_ref, "S-77")
        self.assertEqual(data.unknown, ("orderAliases[0].aliasType = OTHER_ID",))

    def test_the_buyers_mail_is_in_lower_case(self):
        data = read_order(simple_order(buyer={"buyerEmail": " AbC@Marketplace.Amazon.DE "}))
        self.assertEqual(data.buyer.email, "abc@marketplace.amazon.de")

    def test_parcels_need_to_say_what_is_in_them(self):
        for content in ({"orderItemId": "1"}, {"quantity": 1}):
            with self.subTest(content=content):
                packages = [{"packageReferenceId": "1", "packageItems": [content]}]
                self.assert_refused("missing", simple_order(packages=packages))


@tagged("post_install", "-at_install")
class TestMappingTimes(MappingCase):
    def test_times_are_in_utc(self):
        for text, expected in (
            ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10)),
            ("2026-03-01T10:00Z", datetime(2026, 3, 1, 10)),
            ("2026-03-01T10:00:00", datetime(2026, 3, 1, 10)),
            ("2026-03-01T10:00:00.123Z", datetime(2026, 3, 1, 10, 0, 0, 123000)),
            ("2026-03-01T10:00:00.123456789+00:00", datetime(2026, 3, 1, 10, 0, 0, 123456)),
            ("2026-03-01T01:00:00+09:00", datetime(2026, 2, 28, 16)),
            ("2026-02-28T20:30:00-0530", datetime(2026, 3, 1, 2)),
        ):
            with self.subTest(text=text):
                moment = read_order(simple_order(createdTime=text)).purchase_date
                self.assertEqual(moment, expected.replace(tzinfo=timezone.utc))
                self.assertEqual(moment.utcoffset().total_seconds(), 0)

    def test_what_is_no_time_of_this_century_is_refused(self):
        for text in (
            *("1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
            *("2026-02-30T10:00:00Z", "2026-03-01T25:00:00Z", "2026-03-01T10:00:60Z", "2026-03-01T10:00:00+99:00"),
            *("2026-03-01", "now", "", "٢٠٢٦-03-01T10:00:00Z", "2026-03-01T10:00:00Z" * 1000, 1772359200, True, []),
        ):
            with self.subTest(text=str(text)[:40]):
                self.assert_refused("malformed", simple_order(lastUpdatedTime=text), "lastUpdatedTime")

    def test_windows_may_be_open(self):
        document = simple_order()
        document["fulfillment"]["shipByWindow"] = {"latestDateTime": "2026-03-03T22:59:59Z"}
        data = read_order(document)
        self.assertIsNone(data.ship_by.earliest)
        self.assertEqual(data.ship_by.latest, datetime(2026, 3, 3, 22, 59, 59, tzinfo=timezone.utc))


@tagged("post_install", "-at_install")
class TestMappingQuantities(MappingCase):
    def test_what_is_no_number_of_units_is_refused(self):
        for quantity in (-1, 1_000_001, 1.5, 2.0, "2", True, 10**30, 10**5000, float("nan"), float("inf"), [2], {}):
            with self.subTest(kind=type(quantity)):
                self.assert_refused("quantity", with_item(quantityOrdered=quantity), "orderItems[0].quantityOrdered")

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
        self.assertEqual(
            self.cancelled(cancellationRequest=wish, cancellationExecution=done), (False, "No stock", "MERCHANT")
        )

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
        data = read_order(with_item(product={"customization": {"customizedUrl": "javascript:alert(1)"}}))
        self.assertEqual(data.items[0].customization_url, "")
        self.assertEqual(len(data.unknown), 1)


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
        self.assertEqual(len(self.title("x" * 100_000)), 2000)
        self.assertEqual(len(read_order(simple_order(buyer={"buyerName": "x" * 1000})).buyer.name), 256)

    def test_identifiers_are_stripped_but_never_cut_or_cleaned(self):
        self.assertEqual(read_order(with_item(product={"sellerSku": " A  B/ü "})).items[0].sku, "A  B/ü")
        for sku in ("x" * 257, "A\x00B", "A\nB", "A\ud800"):
            with self.subTest(sku=sku[:5]):
                self.assert_refused(
                    "malformed", with_item(product={"sellerSku": sku}), "orderItems[0].product.sellerSku"
                )

    def test_an_item_without_sku_reads(self):
        self.assertEqual(read_order(order(item(product={}), total="0.00")).items[0].sku, "")
