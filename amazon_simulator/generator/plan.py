"""The plan of an order: what the kinds decide about, before the document is written."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ..marketplaces import Marketplace
from .people import Person
from .tax import TaxRegime

ZERO = Decimal(0)


@dataclass
class Line:
    """One order item. All amounts are Decimals for the whole line, as displayed to the buyer.

    `item` is the goods (None: unit price times quantity); discounts are positive. `details` is merged into the item's
    document at the end.
    """

    product: object
    quantity: int
    unit_price: Decimal
    item: Decimal | None = None
    shipping: Decimal = ZERO
    gift_wrap: Decimal = ZERO
    cod_fee: Decimal = ZERO
    other: Decimal = ZERO
    item_discount: Decimal = ZERO
    shipping_discount: Decimal = ZERO
    promotion_ids: list = field(default_factory=list)
    details: dict = field(default_factory=dict)

    @property
    def goods(self):
        """The displayed price of the whole line, without shipping and the like."""
        return self.unit_price * self.quantity if self.item is None else self.item


@dataclass
class Plan:
    """One order. `status` is a fulfillmentStatus; `story` the changes (see `order_changes`) that happened since.

    A step of the story is a function of (order document, moment). `details` is merged into the document before the
    story begins; each of `finish` may do anything to the document at the very end.
    """

    rng: random.Random
    marketplace: Marketplace
    products: tuple
    person: Person
    tax: TaxRegime
    created: datetime
    now: datetime
    lines: list = field(default_factory=list)
    status: str = "UNSHIPPED"
    fulfilled_by: str = "MERCHANT"
    service_level: str = "STANDARD"
    programs: list = field(default_factory=list)
    channel_name: str = "AMAZON"
    tip: Decimal = ZERO
    tip_status: str = "PENDING"
    free: bool = False
    negative_discounts: bool = False
    story: list[Callable] = field(default_factory=list)
    details: dict = field(default_factory=dict)
    finish: list[Callable] = field(default_factory=list)

    @property
    def currency(self):
        """The currency of the marketplace."""
        return self.marketplace.currency

    def add_line(self, quantity=1, product=None):
        """Add a line with a product of the catalogue that is not on the order yet, as long as there is one."""
        taken = {line.product.sku for line in self.lines}
        choice = [row for row in self.products if row.sku not in taken] or self.products
        product = product or self.rng.choice(choice)
        line = Line(product, quantity, product.unit_price(self.currency))
        self.lines.append(line)
        return line

    def price(self, dollars):
        """Return a displayed price that is worth about `dollars` in the marketplace's currency."""
        from ..catalogue import prices

        return prices(dollars)[self.currency]


def merge(target, changes):
    """Merge nested dictionaries: lists are joined, everything else is replaced."""
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(target.get(name), dict):
            merge(target[name], value)
        elif isinstance(value, list) and isinstance(target.get(name), list):
            target[name] = target[name] + value
        else:
            target[name] = value
    return target
