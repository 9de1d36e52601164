"""Shipments and cancellations as the tests of the mapping send them."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from ..mapping.shipment import Cancellation, CancelledItem, Shipment, ShippedItem

FIXTURES = Path(__file__).parent / "fixtures"
NEW_YORK = timezone(timedelta(hours=-5))


def shipment(**fields):
    """A package of one mug, shipped at 15:30 in New York."""
    settings = {
        "amazon_order_ref": "302-0000001-0000001",
        "marketplace_ref": "ATVPDKIKX0DER",
        "package_ref": "1",
        "carrier_code": "UPS",
        "carrier_name": "",
        "shipping_method": "UPS Ground",
        "tracking_number": "1Z999AA10123456784",
        "ship_date": datetime(2026, 3, 1, 15, 30, 12, 345678, NEW_YORK),
        "items": (ShippedItem("00000000000001", 1),),
    }
    return Shipment(**settings | fields)


def cancellation(*items, order_ref="302-0000001-0000001"):
    """The whole of one item, out of stock, unless items are given."""
    return Cancellation(order_ref, items or (CancelledItem("00000000000001", None, "NoInventory"),))
