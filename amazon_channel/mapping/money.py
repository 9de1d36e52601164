"""Amounts of money: read exactly, all of an order in one currency, added up by kind."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from .errors import DocumentError
from .values import malformed, missing

ZERO = Decimal(0)
# Amazon's types of proceeds and what they are called here. TAX and DISCOUNT are taken apart.
CHARGE_KINDS = {
    "ITEM": "item",
    "SHIPPING": "shipping",
    "GIFT_WRAP": "gift_wrap",
    "COD_FEE": "cod_fee",
    "OTHER": "other",
    "DELIVERY_TIP": "delivery_tip",
}
TYPES = frozenset({*CHARGE_KINDS, "DISCOUNT", "TAX"})
SUBTYPES = TYPES - {"DELIVERY_TIP", "TAX"}
DETAILED_TYPES = frozenset({"DISCOUNT", "TAX"})

# With these bounds every sum of an order is exact in the 28 digits that decimals have by default.
INTEGER_DIGITS = 15
DECIMALS = 6
# Beyond this, the shortest decimal of a binary number may no longer be the one that was sent.
BINARY_DIGITS = 15
_KIND = re.compile(r"\w{1,40}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,3})?", re.ASCII)


class Purse:
    """Reads the amounts of one order: refuses a second currency, knows the smallest unit that was used."""

    def __init__(self):
        self.currency = ""  # ISO 4217, '' before the first amount
        self.exponent = 0  # of the smallest unit written so far: -2 for cents, 0 for whole yen

    def read(self, node, key, required=False):
        """Amazon's `Money` below `key`.

        :return: the exact amount, `None` when absent.
        :rtype: Decimal | None
        :raise DocumentError: `missing`, `malformed`, `currency`.
        """
        if not node.has(key):
            if required:
                raise missing(node.path_of(key))
            return None
        money = node.child(key)
        self._keep_currency(money)
        if not money.has("amount"):
            raise missing(money.path_of("amount"))
        amount = exact_amount(money.raw("amount"))
        if amount is None:
            raise malformed(money.path_of("amount"), "an exact amount of money")
        self.exponent = min(self.exponent, amount.as_tuple().exponent)
        return amount

    def _keep_currency(self, money):
        currency = money.reference("currencyCode", required=True)
        path = money.path_of("currencyCode")
        if not re.fullmatch("[A-Z]{3}", currency):
            message = f"In Amazon's document, {path} is not the code of a currency."
            raise DocumentError("currency", path, message, field=path)
        if self.currency and currency != self.currency:
            message = f"Amazon's document has amounts in {self.currency} and in {currency}; an order has one currency."
            raise DocumentError("currency", path, message, first=self.currency, second=currency)
        self.currency = currency

    def show(self, amount):
        """An amount as people write it: ``43.29 USD``."""
        return f"{amount:f} {self.currency}".strip()


def exact_amount(value):
    """A JSON number, or a text that holds one, as `Decimal` with the decimals it was written with.

    :return: `None` for what is no number, infinite, absurdly large or precise, or no longer exact.
    """
    if isinstance(value, float):
        # NaN and infinity do not look like numbers and drop out below.
        value = repr(value)
        if sum(map(str.isdigit, value.partition("e")[0])) > BINARY_DIGITS + value.endswith(".0"):
            return None
    elif isinstance(value, Decimal) or (type(value) is int and abs(value) < 10**INTEGER_DIGITS):
        value = str(value)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    amount = Decimal(value)
    if amount.adjusted() >= INTEGER_DIGITS or amount.as_tuple().exponent < -DECIMALS:
        return None
    # The sum with zero makes 1E+2 a 100, and -0.00 a 0.00.
    return amount + ZERO


@dataclass
class Proceeds:
    """What Amazon says about the money of one item (`ItemProceeds`), signs as given."""

    path: str
    total: Decimal | None  # proceedsTotal
    amounts: dict[str, Decimal] = field(default_factory=dict)  # subtotals by type
    details: dict[str, dict[str, Decimal]] = field(default_factory=dict)  # by type (TAX, DISCOUNT) and subtype

    def add(self, kind, amount):
        self.amounts[kind] = self.amounts.get(kind, ZERO) + amount

    def add_detail(self, kind, subtype, amount):
        details = self.details.setdefault(kind, {})
        details[subtype] = details.get(subtype, ZERO) + amount

    @property
    def discount(self):
        """All discounts of the item, shipping included, as a positive amount: Amazon does not document the sign."""
        return abs(self.amounts.get("DISCOUNT", ZERO))

    @property
    def tax(self):
        """The tax that Amazon reports beside the amounts."""
        return self.amounts.get("TAX", ZERO)


def read_proceeds(proceeds, purse):
    """Amazon's `ItemProceeds`, breakdowns of one type added up.

    :param Node proceeds: `orderItems[].proceeds`.
    :raise DocumentError: `charge` for an amount of a type outside Amazon's list, else as `Purse.read`.
    """
    result = Proceeds(proceeds.path, purse.read(proceeds, "proceedsTotal"))
    for breakdown in proceeds.children("breakdowns"):
        amount = purse.read(breakdown, "subtotal", required=True)
        kind = known_kind(breakdown, "type", TYPES, amount, purse)
        if kind:
            result.add(kind, amount)
        if kind in DETAILED_TYPES:
            _read_details(breakdown, kind, result, purse)
    return result


def _read_details(breakdown, kind, result, purse):
    for detail in breakdown.children("detailedBreakdowns"):
        # Amazon's model demands neither field here; a detail without a figure tells nothing.
        amount = purse.read(detail, "value")
        if amount is not None:
            subtype = known_kind(detail, "subtype", SUBTYPES, amount, purse)
            if subtype:
                result.add_detail(kind, subtype, amount)


def known_kind(node, key, known, amount, purse):
    """The type of an amount; '' for an unknown type that carries no money, which is noted.

    :raise DocumentError: `charge` when an unknown type carries money: nobody can say on which line it belongs.
    """
    kind = node.reference(key, required=True)
    if kind in known:
        return kind
    if amount:
        path = node.path_of(key)
        # Amazon's kinds are words like COD_FEE; anything else that got here could be anybody's text.
        shown_kind = kind if _KIND.fullmatch(kind) else "?"
        message = f"Amazon's document has {purse.show(amount)} of the unknown kind {shown_kind} at {path}."
        raise DocumentError("charge", path, message, kind=shown_kind, amount=amount, currency=purse.currency)
    node.note(key, kind)
    return ""
