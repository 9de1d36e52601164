"""Everything of an order but its money and its address."""

from dataclasses import FrozenInstanceError
from datetime import datetime, timezone

from odoo.tests import tagged

from ..mapping.order import read_order
from .test_mapping_common import MappingCase, mug, order, simple_order, with_item


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

    def test_marketplace_and_windows_are_kept(self):
        document = simple_order()
        document["fulfillment"] |= {
            "shipByWindow": {"earliestDateTime": "2026-03-02T23:00:00Z", "latestDateTime": "2026-03-03T22:59:59Z"},
            "deliverByWindow": {"earliestDateTime": "2026-03-05T23:00:00Z", "latestDateTime": "2026-03-07T22:59:59Z"},
        }
        data = read_order(document)
        self.assertEqual(data.marketplace_ref, "A1PA6795UKMFR9")
        windows = (data.ship_by.earliest, data.ship_by.latest, data.deliver_by.earliest, data.deliver_by.latest)
        self.assertEqual([moment.day for moment in windows], [2, 3, 5, 7])

    def test_what_was_read_cannot_be_changed(self):
        fields = {"packages": [{"packageReferenceId": "1"}], "tax": {"taxRegistrations": [{}]}}
        data = read_order(simple_order(recipient={"deliveryAddress": {"city": "York"}}, **fields))
        parts = (data.items[0], data.items[0].charges[0], data.buyer, data.packages[0], data.tax_registrations[0])
        for part in (data, data.ship_by, data.address, *parts):
            with self.subTest(part=type(part).__name__), self.assertRaises(FrozenInstanceError):
                part.order_ref = "1"

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

    def test_tax_numbers_have_their_legal_names(self):
        registration = {"taxRegistrationNumber": "DE123456789", "legalName": "Doe GmbH"}
        (entry,) = read_order(simple_order(tax={"taxRegistrations": [registration]})).tax_registrations
        self.assertEqual((entry.number, entry.legal_name, entry.country_code), ("DE123456789", "Doe GmbH", ""))


@tagged("post_install", "-at_install")
class TestMappingPublishedWords(MappingCase):
    """What Amazon publishes as possible values is known, and so not listed as unknown."""

    def assert_known(self, words, document_of):
        for word in words.split():
            with self.subTest(word=word):
                self.assertEqual(read_order(document_of(word)).unknown, ())

    def test_statuses_are_known(self):
        words = "PENDING_AVAILABILITY PENDING UNSHIPPED PARTIALLY_SHIPPED SHIPPED CANCELLED UNFULFILLABLE"
        self.assert_known(words, lambda word: simple_order(status=word))

    def test_sales_channels_are_known(self):
        self.assert_known("AMAZON NON_AMAZON", lambda word: simple_order(salesChannel={"channelName": word}))

    def test_service_levels_are_known(self):
        def document(word):
            return simple_order(fulfillment={"fulfillmentStatus": "SHIPPED", "fulfillmentServiceLevel": word})

        words = "EXPEDITED FREE_ECONOMY NEXT_DAY PRIORITY SAME_DAY SECOND_DAY SCHEDULED STANDARD"
        self.assert_known(words, document)

    def test_programs_are_known(self):
        words = (
            "AMAZON_BAZAAR AMAZON_BUSINESS AMAZON_EASY_SHIP AMAZON_HAUL DELIVERY_BY_AMAZON FBM_SHIP_PLUS "
            "INVOICE_BY_AMAZON IN_STORE_PICK_UP PREMIUM PREORDER PRIME"
        )
        self.assert_known(words, lambda word: simple_order(programs=[word]))

    def test_associations_are_known(self):
        words = "REPLACEMENT_ORIGINAL_ID EXCHANGE_ORIGINAL_ID"
        self.assert_known(words, lambda word: simple_order(associatedOrders=[{"associationType": word}]))

    def test_owners_and_kinds_of_tax_numbers_are_known(self):
        self.assert_known(
            "BUYER MERCHANT MARKETPLACE", lambda word: simple_order(tax={"taxRegistrations": [{"entityType": word}]})
        )
        self.assert_known(
            "BUSINESS VAT CST CPF CNPJ",
            lambda word: simple_order(tax={"taxRegistrations": [{"taxRegistrationType": word}]}),
        )

    def test_statuses_of_parcels_are_known(self):
        def document(word):
            return simple_order(packages=[{"packageReferenceId": "1", "packageStatus": {"status": word}}])

        self.assert_known("PENDING IN_TRANSIT SHIPPED DELIVERED CANCELLED UNDELIVERABLE", document)

    def test_those_who_cancel_are_known(self):
        self.assert_known("BUYER", lambda word: with_item(cancellation={"cancellationRequest": {"requester": word}}))
        self.assert_known(
            "BUYER MERCHANT AMAZON",
            lambda word: with_item(cancellation={"cancellationExecution": {"cancelledBy": word}}),
        )

    def test_tax_reporting_schemes_are_known(self):
        self.assert_known(
            "UOSS IOSS", lambda word: with_item(tax={"taxCalculationBreakdowns": [{"reportingScheme": word}]})
        )

    def test_kinds_of_address_are_known(self):
        self.assert_known(
            "RESIDENTIAL COMMERCIAL PICKUP_POINT",
            lambda word: simple_order(recipient={"deliveryAddress": {"addressType": word}}),
        )


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
            ("2000-01-01T00:00:00Z", datetime(2000, 1, 1)),
            ("2100-12-31T23:59:59Z", datetime(2100, 12, 31, 23, 59, 59)),
        ):
            with self.subTest(text=text):
                moment = read_order(simple_order(createdTime=text)).purchase_date
                self.assertEqual(moment, expected.replace(tzinfo=timezone.utc))
                self.assertEqual(moment.utcoffset().total_seconds(), 0)

    def test_what_is_no_time_of_this_century_is_refused(self):
        for text in (
            *("1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
            *("2026-02-30T10:00:00Z", "2026-03-01T25:00:00Z", "2026-03-01T10:00:60Z", "2026-03-01T10:00:00+99:00"),
            *("2026-03-01", "now", "", "\u0662\u0660\u0662\u0666-03-01T10:00:00Z", "2026-03-01T10:00:00Z" * 1000),
            *("2026-03-01T10:00:00+01:60", 1772359200, True, []),
        ):
            with self.subTest(text=str(text)[:40]):
                self.assert_refused("malformed", simple_order(lastUpdatedTime=text), "lastUpdatedTime")

    def test_windows_may_be_open(self):
        document = simple_order()
        document["fulfillment"]["shipByWindow"] = {"latestDateTime": "2026-03-03T22:59:59Z"}
        data = read_order(document)
        self.assertIsNone(data.ship_by.earliest)
        self.assertEqual(data.ship_by.latest, datetime(2026, 3, 3, 22, 59, 59, tzinfo=timezone.utc))
