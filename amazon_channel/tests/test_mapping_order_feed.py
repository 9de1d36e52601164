from lxml import etree

from odoo.tests import BaseCase, tagged

from ..mapping.errors import DocumentError
from ..mapping.order_feed import CONTENT_TYPE, acknowledgement_feed, fulfillment_feed
from ..mapping.shipment import CANCEL_REASONS, CancelledItem, ShippedItem
from .mapping_feeds import FIXTURES, cancellation, shipment

SELLER = "A1INVENTEDSELLER"


def fulfillments():
    return [
        (1, shipment()),
        (
            2,
            shipment(
                amazon_order_ref="302-0000002-0000002",
                package_ref="2",
                carrier_code="Other",
                carrier_name="Müller & Söhne <Eilboten>",
                shipping_method="",
                tracking_number="",
                items=(ShippedItem("00000000000002", 2), ShippedItem("00000000000003", 1)),
            ),
        ),
        (
            3,
            shipment(
                amazon_order_ref="302-0000003-0000003",
                carrier_code="YamatoTransport",
                carrier_name="ヤマト運輸",
                shipping_method="宅急便",
                cod_collection_method="DirectPayment",
            ),
        ),
    ]


def cancellations():
    items = (CancelledItem("00000000000002", 1, "BuyerCanceled"), CancelledItem("00000000000003", None, "PricingError"))
    return [(1, cancellation()), (2, cancellation(*items, order_ref="302-0000002-0000002"))]


@tagged("post_install", "-at_install")
class TestMappingOrderFeed(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schema = etree.XMLSchema(etree.parse(FIXTURES / "feeds" / "order_feeds.xsd"))

    def assert_golden(self, name, content):
        """The feed is byte for byte the one in the fixtures, and valid."""
        self.assertEqual(content, (FIXTURES / "feeds" / name).read_bytes())
        self.assert_valid(content)

    def assert_valid(self, content):
        self.schema.assertValid(etree.fromstring(content))

    def assert_refused(self, code, call):
        with self.assertRaises(DocumentError) as caught:
            call()
        self.assertEqual(caught.exception.code, code, str(caught.exception))

    def test_packages_are_told_as_in_the_golden_feed(self):
        self.assert_golden("order_fulfillment.xml", fulfillment_feed(SELLER, fulfillments()))

    def test_cancellations_are_told_as_in_the_golden_feed(self):
        self.assert_golden("order_acknowledgement.xml", acknowledgement_feed(SELLER, cancellations()))

    def test_the_feed_is_in_the_encoding_that_it_is_sent_as(self):
        self.assertEqual(CONTENT_TYPE, "text/xml; charset=UTF-8")
        content = fulfillment_feed(SELLER, fulfillments())
        self.assertIn("encoding='UTF-8'", content.decode("utf-8").splitlines()[0])

    def test_every_reason_to_cancel_is_valid(self):
        messages = [
            (number, cancellation(CancelledItem("1", 1, reason))) for number, reason in enumerate(CANCEL_REASONS, 1)
        ]
        self.assert_valid(acknowledgement_feed(SELLER, messages))

    def test_the_longest_texts_are_valid(self):
        longest = shipment(
            package_ref="9" * 20,
            carrier_code="Other",
            carrier_name="ü" * 50,
            shipping_method="<" * 50,
            tracking_number="&" * 50,
        )
        self.assert_valid(fulfillment_feed(SELLER, [(2**31 - 1, longest)]))

    def test_what_cannot_be_told_makes_no_feed(self):
        self.assert_refused(
            "missing",
            lambda: fulfillment_feed(
                SELLER,
                [
                    (
                        1,
                        shipment(),
                    ),
                    (2, shipment(items=())),
                ],
            ),
        )
        self.assert_refused("malformed", lambda: fulfillment_feed(SELLER, [(1, shipment(tracking_number="\ufffe"))]))
        odd = cancellation(CancelledItem("1", 0, "NoInventory"))
        self.assert_refused("quantity", lambda: acknowledgement_feed(SELLER, [(1, odd)]))

    def test_a_marketplace_is_not_needed(self):
        self.assert_valid(fulfillment_feed(SELLER, [(1, shipment(marketplace_ref=""))]))

    def test_a_feed_needs_a_seller(self):
        for odd in ("", None, "A\x00", "Ä"):
            self.assert_refused("malformed", lambda odd=odd: fulfillment_feed(odd, fulfillments()))

    def test_a_feed_has_messages_each_with_a_number_of_its_own(self):
        self.assert_refused("missing", lambda: acknowledgement_feed(SELLER, []))
        for numbers in ((0,), (-1,), (2**31,), ("1",), (True,), (1, 2, 1)):
            with self.subTest(numbers=numbers):
                messages = [(number, shipment()) for number in numbers]
                self.assert_refused("malformed", lambda messages=messages: fulfillment_feed(SELLER, messages))

    def test_messages_may_come_from_a_generator(self):
        content = fulfillment_feed(SELLER, ((number, shipment()) for number in range(1, 501)))
        self.assertEqual(content.count(b"<MessageID>"), 500)
        self.assert_valid(content)
