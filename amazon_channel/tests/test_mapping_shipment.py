import json
from dataclasses import FrozenInstanceError, replace
from datetime import datetime, timedelta, timezone

from odoo.tests import BaseCase, tagged

from ..mapping.errors import DocumentError
from ..mapping.shipment import (
    CANCEL_REASONS,
    CancelledItem,
    ShippedItem,
    checked_cancellation,
    checked_shipment,
    confirmation_body,
)
from .mapping_feeds import cancellation, shipment

ODD_TEXTS = ("a\x00b", "a\ud800", "a\ufffeb", "a\x85b", "x" * 300, 7, None, True, b"a", [])


class ShipmentCase(BaseCase):
    def assert_refused(self, code, path, call):
        """The call is refused with this code and path; returns the error."""
        with self.assertRaises(DocumentError) as caught:
            call()
        self.assertEqual((caught.exception.code, caught.exception.path), (code, path), str(caught.exception))
        return caught.exception


@tagged("post_install", "-at_install")
class TestMappingConfirmation(ShipmentCase):
    def refused(self, code, path, **fields):
        return self.assert_refused(code, path, lambda: confirmation_body(shipment(**fields)))

    def package(self, **fields):
        return confirmation_body(shipment(**fields))["packageDetail"]

    def test_a_package_is_told_in_amazons_words(self):
        expected = {
            "marketplaceId": "ATVPDKIKX0DER",
            "packageDetail": {
                "packageReferenceId": "1",
                "carrierCode": "UPS",
                "shippingMethod": "UPS Ground",
                "trackingNumber": "1Z999AA10123456784",
                "shipDate": "2026-03-01T20:30:12Z",
                "orderItems": [{"orderItemId": "00000000000001", "quantity": 1}],
            },
        }
        self.assertEqual(confirmation_body(shipment()), expected)

    def test_the_number_of_a_package_is_a_text(self):
        self.assertEqual(self.package(package_ref="12345678901234567890")["packageReferenceId"], "1234567890" * 2)
        for odd in (1, "", "0", "01", "-1", "1.0", "1 ", "P1", "WH/OUT/00001", "1" * 21, "\uff11", "\u0661", None):
            with self.subTest(package_ref=odd):
                self.refused("malformed", "package_ref", package_ref=odd)

    def test_a_carrier_without_a_code_of_its_own_needs_its_name(self):
        package = self.package(carrier_code="Other", carrier_name="  Swift \t Couriers ")
        self.assertEqual((package["carrierCode"], package["carrierName"]), ("Other", "Swift Couriers"))
        for name in ("", "  "):
            self.refused("missing", "carrier_name", carrier_code="Other", carrier_name=name)
        self.refused("missing", "carrier_code", carrier_code=" ", carrier_name="Swift Couriers")

    def test_a_carrier_without_tracking_has_an_empty_tracking_number(self):
        package = self.package(tracking_number=" ", shipping_method="")
        self.assertEqual(package["trackingNumber"], "")
        self.assertNotIn("shippingMethod", package)

    def test_the_same_item_is_told_once(self):
        items = (ShippedItem("1", 2), ShippedItem("2", 1), ShippedItem("1", 3))
        expected = [{"orderItemId": "1", "quantity": 5}, {"orderItemId": "2", "quantity": 1}]
        self.assertEqual(self.package(items=items)["orderItems"], expected)

    def test_a_package_has_something_in_it(self):
        self.refused("missing", "items[0]", items=())
        self.refused("missing", "items[0].item_ref", items=(ShippedItem(" ", 1),))

    def test_quantities_are_whole_and_at_least_one(self):
        for odd in (0, -1, 1.0, 2.5, "1", True, None, 10**9):
            with self.subTest(quantity=odd):
                items = (ShippedItem("1", 1), ShippedItem("2", odd))
                self.refused("quantity", "items[1].quantity", items=items)

    def test_a_ship_date_knows_its_time_zone(self):
        self.refused("malformed", "ship_date", ship_date=datetime(2026, 3, 1))
        self.refused("malformed", "ship_date", ship_date="2026-03-01T00:00:00Z")
        self.refused("malformed", "ship_date", ship_date=None)
        for year in (1, 1999, 9999):
            self.refused("malformed", "ship_date", ship_date=datetime(year, 1, 1, tzinfo=timezone.utc))
        kolkata = timezone(timedelta(hours=5, minutes=30))
        package = self.package(ship_date=datetime(2026, 1, 1, 0, 15, tzinfo=kolkata))
        self.assertEqual(package["shipDate"], "2025-12-31T18:45:00Z")

    def test_texts_that_cannot_be_sent_are_refused_not_cut(self):
        for field in ("carrier_name", "carrier_code", "shipping_method", "tracking_number"):
            self.refused("malformed", field, **{field: "x" * 51})
            self.assertIn(
                "x" * 50, json.dumps(self.package(**{"carrier_code": "Other", "carrier_name": "Y"} | {field: "x" * 50}))
            )
        for odd in ODD_TEXTS:
            for field in ("tracking_number", "amazon_order_ref", "marketplace_ref"):
                with self.subTest(field=field, odd=odd):
                    self.refused("malformed", field, **{field: odd})
            self.refused("malformed", "items[0].item_ref", items=(ShippedItem(odd, 1),))

    def test_control_characters_in_names_become_spaces(self):
        package = self.package(carrier_code="Other", carrier_name="Swift\r\n\x00Couriers", shipping_method="By\x1fair")
        self.assertEqual((package["carrierName"], package["shippingMethod"]), ("Swift Couriers", "By air"))

    def test_identifiers_are_needed(self):
        self.refused("missing", "amazon_order_ref", amazon_order_ref="")
        self.refused("missing", "marketplace_ref", marketplace_ref=" ")

    def test_cash_on_delivery_is_told_in_amazons_word(self):
        body = confirmation_body(shipment(cod_collection_method="DirectPayment"))
        self.assertEqual(body["codCollectionMethod"], "DirectPayment")
        self.refused("malformed", "cod_collection_method", cod_collection_method="Barter")

    def test_messages_repeat_no_text_of_the_shipment(self):
        error = self.refused("malformed", "tracking_number", tracking_number="Fairweather\x00")
        self.assertNotIn("Fairweather", f"{error} {error.values}")

    def test_what_was_checked_stays_so(self):
        once = checked_shipment(shipment(carrier_name="  a  b ", items=(ShippedItem("1", 1), ShippedItem("1", 1))))
        self.assertEqual(checked_shipment(once), once)
        with self.assertRaises(FrozenInstanceError):
            once.package_ref = "2"


@tagged("post_install", "-at_install")
class TestMappingCancellation(ShipmentCase):
    def refused(self, code, path, *items, **fields):
        return self.assert_refused(code, path, lambda: checked_cancellation(replace(cancellation(*items), **fields)))

    def test_a_cancellation_that_can_be_told_stays_as_it_is(self):
        given = cancellation(CancelledItem("1", 2, "PricingError"), CancelledItem("2", None, "BuyerCanceled"))
        self.assertEqual(checked_cancellation(given), given)

    def test_amazons_reasons_are_known_and_no_others(self):
        self.assertEqual(len(set(CANCEL_REASONS)), 14)
        for reason in CANCEL_REASONS:
            checked_cancellation(cancellation(CancelledItem("1", None, reason)))
        for odd in ("", "noinventory", "Changed my mind", None, []):
            with self.subTest(reason=odd):
                self.refused("malformed", "items[0].reason", CancelledItem("1", None, odd))

    def test_a_cancellation_names_items_each_once(self):
        self.refused("missing", "items[0]", items=())
        self.refused("missing", "items[0].item_ref", CancelledItem("", None, "NoInventory"))
        twice = (CancelledItem("1", 1, "NoInventory"), CancelledItem(" 1", 1, "NoInventory"))
        self.refused("malformed", "items[1].item_ref", *twice)

    def test_quantities_are_whole_and_at_least_one(self):
        for odd in (0, -1, 1.0, "1", False):
            with self.subTest(quantity=odd):
                self.refused("quantity", "items[0].quantity", CancelledItem("1", odd, "NoInventory"))

    def test_the_order_is_needed(self):
        self.refused("missing", "amazon_order_ref", amazon_order_ref="")
        self.refused("malformed", "amazon_order_ref", amazon_order_ref="a\x00")
