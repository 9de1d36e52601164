"""Orders as Amazon would send them, from a seeded random: realistic, complete, and exact to the cent."""

import random
from datetime import timedelta
from decimal import Decimal

from ..clock import iso, parse_iso
from ..errors import SimulatorError
from ..marketplaces import BY_COUNTRY, MARKETPLACES, marketplace_id
from ..order_changes import refresh_totals
from . import (
    kinds_broken,
    kinds_by_marketplace,
    kinds_of_content,
    kinds_of_people,
    kinds_of_state,
)
from .document import write_order
from .people import invent_person
from .plan import Plan
from .registry import KINDS
from .tax import usual

__all__ = ["KINDS", "Generator"]

COMMON_COUNTRIES = ("US", "US", "US", "GB", "DE", "DE", "FR", "IT", "ES", "CA", "JP")
DEFAULT_PERIOD = timedelta(days=3)


class Generator:
    """Writes order documents.

    `products` is the catalogue, `seed` any text, `taken` a container of order ids that must not be used again.
    """

    def __init__(self, products, seed, taken=(), negative_discounts=False):
        self.products = products
        self.seed = seed
        self.taken = taken
        self.negative_discounts = negative_discounts
        self._rng = random.Random(f"ids:{seed}")
        self._new = set()

    def generate(self, n, kinds, marketplaces, placed_between, now):
        """Return `n` Order documents, oldest first; see `Simulator.generate_orders` for the arguments.

        Without `placed_between` the orders were placed in the last three days and Amazon updated them this moment, so
        that a client that has read everything up to now will still see them.
        """
        choices = _choices(kinds, marketplaces)
        start, end = placed_between or (now - DEFAULT_PERIOD, now)
        orders = []
        for number in range(n):
            rng = random.Random(f"{self.seed}:{number}")
            kind, marketplace = self._choose(rng, choices, number, in_turn=bool(kinds))
            created = start + (end - start) * rng.random()
            order = self._write(rng, kind, marketplace, created, max(now, created))
            if placed_between is None:
                order["lastUpdatedTime"] = iso(now)
            orders.append(order)
        return sorted(orders, key=lambda order: (order["createdTime"], order["orderId"]))

    def _choose(self, rng, choices, number, in_turn):
        if in_turn:
            kind, allowed = choices[number % len(choices)]
        else:
            kind, allowed = rng.choices(choices, [kind.weight for kind, _ in choices])[0]
        return kind, MARKETPLACES[rng.choice(allowed)]

    def _write(self, rng, kind, marketplace, created, now):
        person = invent_person(rng, marketplace)
        tax = usual(marketplace, person.address, rng)
        plan = Plan(rng, marketplace, self.products, person, tax, created, now)
        plan.negative_discounts = self.negative_discounts
        plan.add_line()
        kind.shape(plan)
        return write_order(plan, self._order_id(marketplace), self._item_ids())

    def _order_id(self, marketplace):
        while True:
            prefix = self._rng.choice(marketplace.order_prefixes or ("111",))
            order_id = f"{prefix}-{self._rng.randrange(10**7):07d}-{self._rng.randrange(10**7):07d}"
            if order_id not in self.taken and order_id not in self._new:
                self._new.add(order_id)
                return order_id

    def _item_ids(self):
        while True:
            yield str(self._rng.randrange(10 ** self._rng.randint(11, 13), 10**14))

    def complete(self, document, now):
        """Fill in what an Order document lacks: ids, times, status, sales channel, and totals of given breakdowns."""
        if not document.get("orderItems"):
            raise SimulatorError("an order needs orderItems")
        channel = document.setdefault("salesChannel", {})
        channel.setdefault("channelName", "AMAZON")
        marketplace = MARKETPLACES.get(channel.setdefault("marketplaceId", BY_COUNTRY["US"].id))
        if marketplace:
            channel.setdefault("marketplaceName", marketplace.name)
        if "orderId" not in document:
            document["orderId"] = self._order_id(marketplace or BY_COUNTRY["US"])
        for name in ("createdTime", "lastUpdatedTime"):
            document[name] = iso(parse_iso(document[name])) if name in document else iso(now)
        fulfillment = document.setdefault("fulfillment", {})
        fulfillment.setdefault("fulfillmentStatus", "UNSHIPPED")
        fulfillment.setdefault("fulfilledBy", "MERCHANT")
        for item, item_id in zip(document["orderItems"], self._item_ids()):  # noqa: B905 (endless ids)
            item.setdefault("orderItemId", item_id)
            item.setdefault("quantityOrdered", 1)
            item.setdefault("product", {})
        _complete_totals(document)
        return document


def _complete_totals(document):
    """Compute totals where the breakdowns are given and no total is; what the caller gave stays as it is."""
    proceeds = [item.get("proceeds", {}) for item in document["orderItems"]]
    if "grandTotal" in document.get("proceeds", {}) or not all(row.get("breakdowns") for row in proceeds):
        return
    if any("proceedsTotal" in row for row in proceeds):
        return
    for row in proceeds:
        row["proceedsTotal"] = {"amount": str(Decimal(0)), **row["breakdowns"][0]["subtotal"]}
    refresh_totals(document)


def _choices(kinds, marketplaces):
    """Return (kind, allowed marketplace ids) pairs for the kinds and marketplaces that go together."""
    wanted = [marketplace_id(name) for name in marketplaces or ()]
    unknown = [name for name in kinds or () if name not in KINDS]
    if unknown:
        raise SimulatorError(f"unknown kind of order {unknown[0]!r}; known: {', '.join(KINDS)}")
    candidates = [KINDS[name] for name in kinds] if kinds else [kind for kind in KINDS.values() if kind.weight]
    choices = []
    for kind in candidates:
        countries = kind.countries or (() if wanted else COMMON_COUNTRIES)
        ids = [BY_COUNTRY[country].id for country in countries]
        allowed = [identifier for identifier in ids or wanted if not wanted or identifier in wanted]
        if allowed:
            choices.append((kind, allowed))
        elif kinds:
            raise SimulatorError(f"kind {kind.name!r} does not occur in these marketplaces")
    return choices
