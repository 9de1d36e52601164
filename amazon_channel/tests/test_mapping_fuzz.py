"""Damaged documents: read right or refused, never anything else."""

import copy
import random
import time
from dataclasses import fields, is_dataclass
from decimal import Decimal

from odoo.tests import tagged

from ..mapping.errors import DocumentError
from ..mapping.order import ItemData, read_order
from .test_mapping_common import MappingCase, breakdown, item, order, samples

MUTATIONS = 2000
NOT_IMPORTED = {"PENDING", "PENDING_AVAILABILITY", "CANCELLED"}
CODES = {"missing", "malformed", "total", "currency", "tax", "quantity", "charge"}
PERSONAL = ("Carlos", "Oliveira", "Maria", "Sarah", "Thompson", "Mehmet", "Rua das", "Oak Avenue", "buyer-email", "@")

# What may stand anywhere instead of what belongs there.
WEIRD = [
    *(None, True, False, 0, -1, 1, 2, 3.5, -0.0, 1e400, float("nan"), 10**30, -(10**5000), Decimal("sNaN")),
    *("", " ", "0", "-1", "0.01", "12.345678", "1e400", "NaN", "Infinity", "-0.00", "9" * 40, "x" * 5000, "a\x00b"),
    *("\x00", "\ud800", "\udfff\ud83d", "\uff11\uff12", "\u0661\u0662.\u0660", "\u202egnp", "DROP TABLE"),
    *("2026-13-45T99:99:99Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"),
    *("USD", "PENDING", "CANCELLED", "SHIPPED", "ITEM", "TAX", "DISCOUNT", "NON_AMAZON"),
    *([], {}, [[]], [None], [{}], {"amount": "1.00"}, {"amount": "1.00", "currencyCode": "EUR"}, {"type": "ITEM"}),
]


def rich_order():
    """An order with something of everything that has to do with money."""
    return order(
        item(
            breakdown("ITEM", "20.00"),
            breakdown("SHIPPING", "4.00"),
            breakdown("GIFT_WRAP", "3.00"),
            breakdown("DISCOUNT", "7.00", ITEM="3.00", SHIPPING="4.00"),
            breakdown("TAX", "3.80", ITEM="3.80", SHIPPING="0.76", GIFT_WRAP="0.57", DISCOUNT="1.33"),
            total="23.80",
            quantity=2,
            fulfillment={"quantityFulfilled": 1, "quantityUnfulfilled": 1},
            cancellation={"cancellationRequest": {"requester": "BUYER", "cancelReason": "Too late"}},
        ),
        item(breakdown("ITEM", "10.00"), breakdown("DISCOUNT", "-1.00"), breakdown("TAX", "0.90"), ref="2"),
        total="38.70",
        breakdowns=[breakdown("COD_FEE", "2.00"), breakdown("DELIVERY_TIP", "3.00", status="FINALIZED")],
        buyer={"buyerName": "Sarah Thompson", "buyerEmail": "buyer-email@marketplace.amazon.de"},
        packages=[{"packageReferenceId": "1", "packageItems": [{"orderItemId": "2", "quantity": 1}]}],
    )


def places(node):
    """Every (container, key) of a document."""
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        yield node, key
        if isinstance(value, (dict, list)):
            yield from places(value)


def damage(document, chance):
    """Change one place of the document: another value, none, one from elsewhere, or an entry twice."""
    container, key = chance.choice(list(places(document)))
    way = chance.random()
    if way < 0.5:
        container[key] = copy.deepcopy(chance.choice(WEIRD))
    elif way < 0.65:
        del container[key]
    elif way < 0.9:
        other, other_key = chance.choice(list(places(document)))
        container[key] = copy.deepcopy(other[other_key])
    elif isinstance(container, list):
        container.insert(key, copy.deepcopy(container[key]))
    else:
        container[f"{key}New"] = container[key]


def texts(value):
    """Every text in a tree of dataclasses and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


@tagged("post_install", "-at_install")
class TestMappingFuzz(MappingCase):
    def setUp(self):
        super().setUp()
        self.originals = [*samples().values(), rich_order(), rich_order()]

    def test_the_undamaged_documents_read(self):
        for document in self.originals:
            self.assert_right(read_order(document))

    def test_damaged_documents_are_read_right_or_refused(self):
        chance = random.Random(20260101)
        read = refused = 0
        for _number in range(MUTATIONS):
            document = copy.deepcopy(chance.choice(self.originals))
            for _damage in range(chance.choice((1, 1, 1, 2, 3))):
                damage(document, chance)
            try:
                data = read_order(document)
            except DocumentError as error:
                refused += 1
                self.assert_tells_nothing_personal(error)
            else:
                read += 1
                self.assert_right(data)
        # Both happen often, else this proves little.
        self.assertGreater(read, MUTATIONS // 10)
        self.assertGreater(refused, MUTATIONS // 10)

    def test_damage_to_money_never_makes_an_order_of_another_total(self):
        chance = random.Random(7)
        for _number in range(MUTATIONS):
            document = copy.deepcopy(chance.choice(self.originals))
            holder = chance.choice([document, *document["orderItems"]])
            damage(holder["proceeds"], chance)
            try:
                data = read_order(document)
            except DocumentError as error:
                self.assertIn(error.code, CODES)
            else:
                self.assert_right(data)

    def test_an_order_takes_well_under_two_milliseconds(self):
        started = time.process_time()
        for _round in range(20):
            for document in self.originals:
                read_order(document)
        self.assertLess(time.process_time() - started, 20 * len(self.originals) * 0.002)

    def assert_right(self, data):
        for text in texts(data):
            self.assertNotRegex(text, "[\x00\ud800-\udfff]")
            self.assertLessEqual(len(text), 6500)
        for one in data.items:
            self.assertIsInstance(one, ItemData)
            quantities = (one.quantity, one.quantity_fulfilled, one.quantity_unfulfilled or 0)
            self.assertTrue(all(type(quantity) is int and 0 <= quantity <= 10**6 for quantity in quantities))
        if data.status not in NOT_IMPORTED and data.sales_channel != "NON_AMAZON":
            self.assert_adds_up(data)

    def assert_adds_up(self, data):
        for one in data.items:
            gross = sum((charge.gross for charge in one.charges), Decimal(0))
            self.assertIn(one.total, (None, gross))
            self.assertEqual(one.quantity > 0, any(charge.kind == "item" for charge in one.charges))
        charges = [charge for one in data.items for charge in one.charges] + list(data.order_charges)
        self.assertEqual(sum((charge.gross for charge in charges), Decimal(0)), data.grand_total)
        self.assertGreaterEqual(data.grand_total, 0)
        for charge in charges:
            self.assertGreaterEqual(charge.amount * charge.tax, 0)

    def assert_tells_nothing_personal(self, error):
        self.assertIn(error.code, CODES)
        told = f"{error} {error.path} {error.values}"
        for name in PERSONAL:
            self.assertNotIn(name, told)
