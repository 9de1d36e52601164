"""Builders of Amazon's order documents, and what the tests of the mapping share."""

import json
from pathlib import Path

from odoo.tests import BaseCase

from ..mapping.errors import DocumentError
from ..mapping.order import read_order

SAMPLES = Path(__file__).parent / "fixtures" / "sandbox_orders"


def money(amount, currency="EUR"):
    return {"amount": amount, "currencyCode": currency}


def breakdown(kind, amount, currency="EUR", *, status=None, **details):
    """One entry of `breakdowns`; details by subtype as keywords."""
    entry = {"type": kind, "subtotal": money(amount, currency)}
    if details:
        entry["detailedBreakdowns"] = [
            {"subtype": subtype, "value": money(value, currency)} for subtype, value in details.items()
        ]
    if status:
        entry["status"] = status
    return entry


def item(*breakdowns, total=None, quantity=1, ref="11111111111111", currency="EUR", **fields):
    """One entry of `orderItems`, without proceedsTotal unless `total` is given."""
    proceeds = {"breakdowns": list(breakdowns)}
    if total is not None:
        proceeds["proceedsTotal"] = money(total, currency)
    return {
        "orderItemId": ref,
        "quantityOrdered": quantity,
        "product": {"asin": "B000000001", "sellerSku": "MUG-BLUE", "title": "Blue mug"},
        "proceeds": proceeds,
        **fields,
    }


def order(*items, total=None, breakdowns=(), status="UNSHIPPED", currency="EUR", **fields):
    """An order document, without grandTotal unless `total` is given."""
    proceeds = {}
    if total is not None:
        proceeds["grandTotal"] = money(total, currency)
    if breakdowns:
        proceeds["breakdowns"] = list(breakdowns)
    return {
        "orderId": "305-1234567-1234567",
        "createdTime": "2026-03-01T10:00:00Z",
        "lastUpdatedTime": "2026-03-01T10:05:00Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "fulfillment": {"fulfillmentStatus": status, "fulfilledBy": "MERCHANT", "fulfillmentServiceLevel": "STANDARD"},
        "proceeds": proceeds,
        "orderItems": list(items),
        **fields,
    }


def mug(**fields):
    """An item of 10.00 that adds up."""
    return item(breakdown("ITEM", "10.00"), total="10.00", **fields)


def simple_order(**fields):
    """An order of 10.00 that adds up."""
    return order(mug(), total="10.00", **fields)


def with_item(**fields):
    """An order of 10.00 whose only item has these fields."""
    return order(mug(**fields), total="10.00")


def one_item_order(*breakdowns, total, currency="EUR", **fields):
    """An order of a single item; both totals are `total`."""
    return order(item(*breakdowns, total=total, currency=currency, **fields), total=total, currency=currency)


def samples():
    """Amazon's own sample orders by order id."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.json"))}


def figures(charges):
    """Charges as comparable texts: kind -> (amount, tax), with the decimals they have."""
    return {charge.kind: (str(charge.amount), str(charge.tax)) for charge in charges}


class MappingCase(BaseCase):
    """Reads documents and looks at what comes out."""

    def charges(self, document):
        """Figures of the first item."""
        return figures(read_order(document).items[0].charges)

    def assert_charges(self, document, **expected):
        """The first item has exactly these charges: an amount, or a pair of amount and tax."""
        expected = {kind: value if isinstance(value, tuple) else (value, "0") for kind, value in expected.items()}
        self.assertEqual(self.charges(document), expected)

    def assert_refused(self, code, document, path=None):
        """The document is refused with this code (and path); returns the error."""
        with self.assertRaises(DocumentError) as caught:
            read_order(document)
        error = caught.exception
        self.assertEqual(error.code, code, str(error))
        if path is not None:
            self.assertEqual(error.path, path)
        return error
