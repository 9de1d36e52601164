"""All that Amazon is told of what a SKU costs, put together and compared; in exact decimals, without records."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

MAX_TIERS = 5


@dataclass(frozen=True)
class Sale:
    """A lower price from one day to another, both included."""

    price: Decimal
    start: date
    end: date


@dataclass(frozen=True)
class Offer:
    """What consumers pay, when a sale runs, what businesses pay, and what Amazon shall refuse."""

    price: Decimal
    sale: Sale | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    business: Decimal | None = None
    tiers: tuple[tuple[int, Decimal], ...] = ()

    def as_json(self):
        """What a JSON field keeps of it: amounts as texts, so that no digit is lost."""
        sale = self.sale and [str(self.sale.price), self.sale.start.isoformat(), self.sale.end.isoformat()]
        amounts = {name: getattr(self, name) for name in ("price", "minimum", "maximum", "business")}
        content = {name: str(amount) for name, amount in amounts.items() if amount is not None}
        tiers = [[quantity, str(price)] for quantity, price in self.tiers]
        return {**content, **({"sale": sale} if sale else {}), **({"tiers": tiers} if tiers else {})}

    @classmethod
    def from_json(cls, content):
        """The offer that `as_json` made the content from; None for no content."""
        if not content:
            return None
        sale = content.get("sale")
        return cls(
            **{n: Decimal(content[n]) for n in ("price", "minimum", "maximum", "business") if n in content},
            sale=Sale(Decimal(sale[0]), date.fromisoformat(sale[1]), date.fromisoformat(sale[2])) if sale else None,
            tiers=tuple((quantity, Decimal(price)) for quantity, price in content.get("tiers", ())),
        )

    def digest(self, *context):
        """A short text that differs whenever something in the offer, or in `context`, does."""
        text = json.dumps([self.as_json(), *context], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def ended_sale(offer, before, today, unit):
    """The offer, with the sale of the offer before ended where it is no longer wanted.

    What is left out of an offer stays at Amazon, so that a sale that was taken back is told again with an end in the
    past. One that ended by itself stays as it was told, which changes nothing.

    :param before: the offer as it was wanted until now, or None.
    """
    old = before and before.sale
    if offer.sale or not old:
        return offer
    yesterday = today - timedelta(days=1)
    price = min(old.price, offer.price - unit)
    if price <= 0 or (offer.minimum is not None and price < offer.minimum):
        return offer
    return replace(offer, sale=Sale(price, min(old.start, yesterday), min(old.end, yesterday)))


def falling_tiers(business, candidates):
    """Those of the prices by quantity that fall as the quantity grows, at most as many as Amazon takes.

    :param candidates: pairs quantity, price in any order.
    """
    tiers, last = [], business
    for quantity, price in sorted(candidates):
        if quantity > 1 and price < last and len(tiers) < MAX_TIERS:
            tiers.append((quantity, price))
            last = price
    return tuple(tiers)
