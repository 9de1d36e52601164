"""Amounts of money: exact decimals, written as Amazon writes them."""

from decimal import ROUND_HALF_UP, Decimal

DECIMALS = {"JPY": 0}
"""Digits after the point, for currencies that do not have two."""


def round_money(amount, currency):
    """Round `amount` (Decimal) half up to the smallest unit of `currency`."""
    return Decimal(amount).quantize(Decimal(1).scaleb(-DECIMALS.get(currency, 2)), ROUND_HALF_UP)


def money(amount, currency):
    """Return Amazon's Money document: the amount as a decimal text, and the ISO 4217 currency."""
    return {"amount": str(round_money(amount, currency)), "currencyCode": currency}


def amount_of(document):
    """Return the amount of a Money document as a Decimal."""
    return Decimal(document["amount"])
