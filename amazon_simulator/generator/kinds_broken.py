"""Orders that a client must not swallow. They never occur in a mixture: ask for them by name."""

from decimal import Decimal

from ..money import amount_of, money
from .plan import Line
from .registry import kind


@kind(0)
def broken_total(plan):
    """The order's grandTotal differs from the sum of its items by a few cents (yen: by a few yen)."""

    def spoil(order):
        total = order["proceeds"]["grandTotal"]
        cents = Decimal(plan.rng.randint(1, 9)) / (1 if plan.currency == "JPY" else 100)
        order["proceeds"]["grandTotal"] = money(amount_of(total) + cents, plan.currency)

    plan.finish.append(spoil)


@kind(0)
def broken_item_total(plan):
    """An item's proceedsTotal differs from the sum of its breakdowns."""

    def spoil(order):
        proceeds = order["orderItems"][0]["proceeds"]
        proceeds["proceedsTotal"] = money(amount_of(proceeds["proceedsTotal"]) - 1, plan.currency)

    plan.finish.append(spoil)


@kind(0)
def unknown_sku(plan):
    """A product that is in no catalogue."""
    from ..catalogue import Product

    number = plan.rng.randrange(10**6)
    product = Product(
        f"NOT-IN-CATALOGUE-{number:06d}",
        f"B0UNK{number % 10**5:05d}",
        "A Product Nobody Knows",
        {plan.currency: plan.price("19.99")},
    )
    plan.lines = [Line(product, 1, product.unit_price(plan.currency))]


@kind(0)
def unknown_tax_model(plan):
    """A tax collection model that Amazon's documentation does not name (yet)."""
    collection = {"model": "SOMETHING_NEW", "responsibleParty": "Somebody"}
    plan.lines[0].details["tax"] = {"taxCollections": [collection]}


@kind(0)
def unknown_charge(plan):
    """A type of proceeds that Amazon's documentation does not name (yet); the totals include it."""

    def add(order):
        from ..order_changes import refresh_totals

        row = {"type": "RECYCLING_FEE", "subtotal": money(plan.price("1.99"), plan.currency)}
        order["orderItems"][0]["proceeds"]["breakdowns"].append(row)
        refresh_totals(order)

    plan.finish.append(add)
