"""What is wrong with a listing's document beyond its schema: what sellers get wrong, told before Amazon does."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from . import product_identifier as ids
from .publication import Problem

SKU_LIMIT = 40
MAX_QUANTITY = 10_000_000
MAX_LEAD_DAYS = 365
FULFILLMENT, OFFER = "fulfillment_availability", "purchasable_offer"
IDENTIFIER, SUGGESTED = "externally_assigned_product_identifier", "merchant_suggested_asin"
EXEMPTION = "supplier_declared_has_product_identifier_exemption"
MERCHANT = "DEFAULT"

_ASIN = re.compile(r"B[0-9A-Z]{9}|[0-9]{9}[0-9X]", re.ASCII)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{2,5});")
_PRIVATE_HOST = re.compile(
    r"localhost|.*\.(local|localhost|internal|test|invalid|lan)|127\..*|10\..*|192\.168\..*|"
    r"172\.(1[6-9]|2\d|3[01])\..*|169\.254\..*|\[.*\]|[^.]+",
    re.ASCII,
)
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?:[^/?#@]*@)?(?P<host>\[[^\]]*\]|[^/?#:]*)(?::\d+)?", re.I)
_DATE_KEYS = ("start_at", "end_at", "restock_date")


@dataclass(frozen=True)
class Facts:
    """What a document is checked against."""

    sku: str
    currency: str  # of the marketplace
    has_offer: bool = True  # False for product data without an offer, and for parents
    is_at_amazon: bool = False  # fulfilled by Amazon today
    price_digits: int = 2


def check_document(attributes, facts):
    """Look a document through. Nothing in it is changed.

    :param dict attributes: Amazon's attributes by name, well formed or not.
    :param Facts facts: what it is checked against.
    :rtype: list[Problem]
    """
    found = [*check_sku(facts.sku)]
    for check in (_identifiers, _texts, _pictures, _dates):
        found += check(attributes)
    if facts.has_offer:
        for check in (_fulfillment, _prices):
            found += check(attributes, facts)
    return found


def check_sku(sku):
    """What is wrong with a SKU: Amazon keeps it for ever, letter for letter."""
    if not sku:
        yield Problem("sku_missing")
    elif sku != sku.strip():
        yield Problem("sku_space", values={"sku": sku})
    elif len(sku) > SKU_LIMIT:
        yield Problem("sku_long", values={"sku": sku, "count": len(sku), "limit": SKU_LIMIT})
    elif not sku.isprintable():
        yield Problem("sku_characters", values={"sku": sku})


def leave_out(attributes):
    """Take out of a document what Amazon does not accept and nobody will miss.

    :return: the attributes without it, and a list of `Problem`: warnings
    """
    problems = []
    if "condition_note" in attributes and _value(attributes, "condition_type").startswith("new"):
        attributes = {name: rows for name, rows in attributes.items() if name != "condition_note"}
        problems.append(Problem("condition_note_new", "condition_note"))
    rows = attributes.get(FULFILLMENT) or []
    if any(_is_amazon(row) and len(row) > 1 for row in rows):
        kept = [_only_code(row) if _is_amazon(row) else row for row in rows]
        attributes = attributes | {FULFILLMENT: kept}
        codes = ", ".join(row["fulfillment_channel_code"] for row in rows if _is_amazon(row))
        problems.append(Problem("quantity_at_amazon", FULFILLMENT, {"value": codes}))
    return attributes, problems


def _is_amazon(row):
    """Whether Amazon has the units: every code but the merchant's own."""
    return bool(isinstance(row, dict) and row.get("fulfillment_channel_code") not in (MERCHANT, None, "", False))


def _only_code(row):
    return {"fulfillment_channel_code": row["fulfillment_channel_code"]}


# -- Identity ----------------------------------------------------------------------------------------------------


def _identifiers(attributes):
    rows = [row for row in attributes.get(IDENTIFIER) or [] if isinstance(row, dict)]
    for row in rows:
        yield from _identifier(str(row.get("type") or ""), str(row.get("value") or ""))
    asin = _value(attributes, SUGGESTED)
    if asin and not _ASIN.fullmatch(asin):
        yield Problem("asin_form", SUGGESTED, {"value": asin})
    if rows and _first(attributes, EXEMPTION).get("value") is True:
        yield Problem("exemption_and_id", EXEMPTION, {"value": str(rows[0].get("value") or "")})


def _identifier(kind, value):
    check = ids.check_identifier(kind, value)
    if check.problem:
        values = {
            "kind": check.type,
            "value": value,
            "digit": check.expected_digit,
            "kinds": ", ".join(kind for kind in check.possible_types if kind != "ASIN"),
        }
        yield Problem(f"id_{check.problem}", IDENTIFIER, values)


# -- Offer -------------------------------------------------------------------------------------------------------


def _fulfillment(attributes, facts):
    rows = [row for row in attributes.get(FULFILLMENT) or [] if isinstance(row, dict)]
    if not any(row.get("fulfillment_channel_code") for row in rows):
        yield Problem("fulfillment_missing", FULFILLMENT)
    for row in rows:
        if facts.is_at_amazon and row.get("fulfillment_channel_code") == MERCHANT:
            yield Problem("would_leave_amazon", FULFILLMENT)
        quantity, days = row.get("quantity"), row.get("lead_time_to_ship_max_days")
        if isinstance(quantity, (int, Decimal)) and not isinstance(quantity, bool):
            if quantity < 0:
                yield Problem("quantity_negative", FULFILLMENT, {"value": str(quantity)})
            elif quantity > MAX_QUANTITY:
                yield Problem("quantity_large", FULFILLMENT, {"value": str(quantity), "limit": MAX_QUANTITY})
        if type(days) is int and not 0 <= days <= MAX_LEAD_DAYS:
            yield Problem("lead_time", FULFILLMENT, {"value": str(days), "limit": MAX_LEAD_DAYS})


def _prices(attributes, facts):
    rows = [row for row in attributes.get(OFFER) or [] if isinstance(row, dict)]
    for row in rows:
        prices = {
            name: _schedule(row, name)
            for name in (
                "our_price",
                "discounted_price",
                "minimum_seller_allowed_price",
                "maximum_seller_allowed_price",
            )
        }
        price = _amount(prices["our_price"])
        if price is None and row.get("audience") in ("ALL", None):
            yield Problem("price_missing", OFFER)
        if row.get("currency") not in (facts.currency, None):
            yield Problem("price_currency", OFFER, {"value": str(row["currency"]), "currency": facts.currency})
        for schedule in prices.values():
            yield from _amount_problems(_amount(schedule), facts.price_digits)
        yield from _compared(price, prices)
        yield from _sale_dates(prices["discounted_price"])


def _amount_problems(amount, digits):
    if amount is None:
        return
    values = {"value": f"{amount:f}" if isinstance(amount, Decimal) else str(amount)}
    if amount < 0:
        yield Problem("price_negative", OFFER, values)
    elif amount == 0:
        yield Problem("price_zero", OFFER)
    elif amount != round(Decimal(amount), digits):
        yield Problem("price_digits", OFFER, values | {"digits": digits})


def _compared(price, prices):
    """The other prices beside the price itself."""
    sale, least, most = (
        _amount(prices[name])
        for name in ("discounted_price", "minimum_seller_allowed_price", "maximum_seller_allowed_price")
    )
    if price is None:
        return
    if sale is not None and sale >= price:
        yield Problem("sale_above", OFFER, {"value": str(sale), "price": str(price)})
    if least is not None and least > price:
        yield Problem("minimum_above", OFFER, {"value": str(least), "price": str(price)})
    if most is not None and most < price:
        yield Problem("maximum_below", OFFER, {"value": str(most), "price": str(price)})


def _sale_dates(schedule):
    if _amount(schedule) is None:
        return
    start, end = (schedule.get(name) for name in ("start_at", "end_at"))
    if not start or not end:
        yield Problem("sale_dates", OFFER)
    elif (first := read_date(start)) and (last := read_date(end)) and last <= first:
        yield Problem("sale_dates_order", OFFER, {"start": str(start), "end": str(end)})


def _schedule(row, name):
    """The first schedule of one of an offer's prices; {} without one."""
    prices = row.get(name)
    price = prices[0] if isinstance(prices, list) and prices and isinstance(prices[0], dict) else {}
    schedules = price.get("schedule")
    return schedules[0] if isinstance(schedules, list) and schedules and isinstance(schedules[0], dict) else {}


def _amount(schedule):
    amount = schedule.get("value_with_tax")
    return amount if isinstance(amount, (int, Decimal)) and not isinstance(amount, bool) else None


# -- Texts, pictures, dates --------------------------------------------------------------------------------------


def _texts(attributes):
    for name, value in _leaves(attributes):
        if isinstance(value, str) and (tag := _TAG.search(value)):
            yield Problem("html", name, {"value": tag.group()})


def _pictures(attributes):
    for name in attributes:
        address = _first(attributes, name).get("media_location") if "image_locator" in name else None
        if not isinstance(address, str) or not address:
            continue
        url = _URL.match(address)
        if not url or url["scheme"].lower() != "https":
            yield Problem("picture_https", name, {"value": address})
        elif _PRIVATE_HOST.fullmatch(url["host"].lower()):
            yield Problem("picture_private", name, {"value": url["host"]})


def _dates(attributes):
    for name, rows in attributes.items():
        for key, value in _named(rows, _DATE_KEYS):
            if isinstance(value, str) and read_date(value) is None:
                yield Problem("date", name, {"value": value, "path": key})


def read_date(text):
    """A day or a moment as Amazon writes it; None when it is neither."""
    text = str(text).strip()
    if len(text) == 8:
        return None  # Python would take 20261124, Amazon does not
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00")).replace(tzinfo=None)
    except ValueError:
        return None


def _named(value, keys):
    """The values below `value` that have one of these names."""
    if isinstance(value, list):
        for each in value:
            yield from _named(each, keys)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in keys and not isinstance(each, (dict, list)):
                yield key, each
            else:
                yield from _named(each, keys)


def _leaves(attributes):
    """Pairs of an attribute's name and one of its values."""
    for name, rows in attributes.items():
        stack = [rows]
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                stack += value.values()
            elif isinstance(value, list):
                stack += value
            else:
                yield name, value


def _first(attributes, name):
    rows = attributes.get(name)
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}


def _value(attributes, name):
    value = _first(attributes, name).get("value")
    return value if isinstance(value, str) else ""
