"""Changes of single attributes of a listing: how many there are, and what they cost.

The patches go into a request of their own (`patch_body`) or, many at a time, into a feed (`listing_feed`). Amounts are
`Decimal`; `exact_json` writes them digit by digit.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .errors import DocumentError

MERCHANT = "DEFAULT"
"""The fulfilment channel code of what the merchant sends."""

CONSUMERS, BUSINESSES = "ALL", "B2B"
MAX_LEAD_TIME = 365  # days
MAX_TIERS = 5
_QUANTITY_LIMIT = 10**8
_AMOUNT_LIMIT = 10**9
_WHOLE = frozenset({"JPY"})  # currencies without decimals
_CURRENCY = re.compile("[A-Z]{3}", re.ASCII)
_CODE = re.compile(r"[\x21-\x7e]{1,100}", re.ASCII)


@dataclass(frozen=True)
class SalePrice:
    """A lower price for some days, the first and the last included."""

    price: Decimal
    start: date
    end: date


@dataclass(frozen=True)
class PriceTier:
    """A price for so many units or more, for businesses."""

    quantity: int
    price: Decimal


@dataclass(frozen=True)
class PriceOffer:
    """What a SKU costs at one marketplace for one audience. Left out is what Amazon shall keep as it is."""

    marketplace_ref: str
    currency: str
    price: Decimal  # a unit's; with tax where prices are shown with tax
    audience: str = CONSUMERS  # or BUSINESSES
    sale: SalePrice | None = None
    minimum: Decimal | None = None  # Amazon refuses a lower price
    maximum: Decimal | None = None
    tiers: tuple[PriceTier, ...] = ()


def patch_body(product_type, patches):
    """Amazon's `ListingsItemPatchRequest`.

    :param str product_type: of the listing, e.g. ``LUGGAGE``; ``PRODUCT`` when it is not known.
    :param patches: what `quantity_patch` and `price_patch` return.
    :rtype: dict
    :raise DocumentError: `missing`.
    """
    if not product_type:
        raise _refused("missing", "productType", "needs the type of the product")
    if not patches:
        raise _refused("missing", "patches", "needs at least one change")
    return {"productType": product_type, "patches": list(patches)}


def quantity_patch(quantity, *, code=MERCHANT, lead_time_days=None, restock_date=None):
    """Tell how many there are. Merged: what is not named stays as it is at Amazon.

    :param int quantity: units that may be sold.
    :param str code: who sends them: ``DEFAULT`` or a supply source of the merchant's; never Amazon's, which counts
        itself and would take it for a change of who sends.
    :param int lead_time_days: days until a parcel leaves.
    :param date restock_date: when there will be more.
    :rtype: dict
    :raise DocumentError: `malformed`, `quantity`.
    """
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise _refused("malformed", "fulfillment_channel_code", "needs the code of who sends")
    if code.upper().startswith(("AMAZON", "AFN")):
        raise _refused("malformed", "fulfillment_channel_code", "has no quantity of the seller's where Amazon sends")
    if type(quantity) is not int or not 0 <= quantity < _QUANTITY_LIMIT:
        raise _refused("quantity", "quantity", "needs a whole number of units")
    value = {"fulfillment_channel_code": code, "quantity": quantity}
    if lead_time_days is not None:
        if type(lead_time_days) is not int or not 0 <= lead_time_days <= MAX_LEAD_TIME:
            raise _refused("malformed", "lead_time_to_ship_max_days", f"needs 0 to {MAX_LEAD_TIME} days")
        value["lead_time_to_ship_max_days"] = lead_time_days
    if restock_date is not None:
        value["restock_date"] = _day(restock_date, "restock_date")
    return {"op": "merge", "path": "/attributes/fulfillment_availability", "value": [value]}


def price_patch(*offers):
    """Tell what it costs: one offer for each marketplace, currency and audience.

    :param PriceOffer offers: at least one.
    :rtype: dict
    :raise DocumentError: `missing`, `malformed`, `currency`.
    """
    if not offers:
        raise _refused("missing", "purchasable_offer", "needs at least one price")
    keys = [(offer.marketplace_ref, offer.currency, offer.audience) for offer in offers]
    if len(set(keys)) < len(keys):
        raise _refused("malformed", "purchasable_offer", "has one price for each marketplace and audience")
    # Replaced, as in Amazon's own examples: the offers of other marketplaces and audiences stay.
    return {"op": "replace", "path": "/attributes/purchasable_offer", "value": [_offer(offer) for offer in offers]}


def _offer(offer):
    if not offer.marketplace_ref:
        raise _refused("missing", "marketplace_id", "needs the marketplace of a price")
    if not isinstance(offer.currency, str) or not _CURRENCY.fullmatch(offer.currency):
        raise _refused("currency", "currency", "needs the currency of a price")
    if offer.audience not in (CONSUMERS, BUSINESSES):
        raise _refused("malformed", "audience", "knows consumers and businesses")
    price = _amount(offer.price, offer.currency, "our_price")
    value = {"marketplace_id": offer.marketplace_ref, "currency": offer.currency, "audience": offer.audience}
    value["our_price"] = _schedule(price)
    if offer.sale is not None:
        value["discounted_price"] = [{"schedule": [_sale(offer)]}]
    for name, bound in (("minimum", offer.minimum), ("maximum", offer.maximum)):
        if bound is not None:
            key = f"{name}_seller_allowed_price"
            value[key] = _schedule(_amount(bound, offer.currency, key))
    if offer.tiers:
        value["quantity_discount_plan"] = [{"schedule": [{"discount_type": "fixed", "levels": _levels(offer)}]}]
    _check_bounds(offer)
    return value


def _sale(offer):
    sale = offer.sale
    price = _amount(sale.price, offer.currency, "discounted_price")
    start, end = _day(sale.start, "start_at"), _day(sale.end, "end_at")
    if price >= offer.price:
        raise _refused("malformed", "discounted_price", "has sale prices below the price")
    if start > end:
        raise _refused("malformed", "end_at", "has sales that end after they start")
    return {"start_at": start, "end_at": end, "value_with_tax": price}


def _levels(offer):
    if offer.audience != BUSINESSES or len(offer.tiers) > MAX_TIERS:
        raise _refused("malformed", "levels", f"has at most {MAX_TIERS} prices by quantity, for businesses")
    levels, quantity, price = [], 1, offer.price
    for tier in offer.tiers:
        amount = _amount(tier.price, offer.currency, "levels")
        if type(tier.quantity) is not int or tier.quantity <= quantity or amount >= price:
            raise _refused("malformed", "levels", "has prices by quantity that fall as the quantity grows")
        quantity, price = tier.quantity, amount
        levels.append({"lower_bound": quantity, "value": price})
    return levels


def _check_bounds(offer):
    """Refuse what Amazon would take the listing down for."""
    prices = [offer.price, *(tier.price for tier in offer.tiers), *([offer.sale.price] if offer.sale else [])]
    if offer.minimum is not None and min(prices) < offer.minimum:
        raise _refused("malformed", "minimum_seller_allowed_price", "has no price below the lowest one allowed")
    if offer.maximum is not None and max(prices) > offer.maximum:
        raise _refused("malformed", "maximum_seller_allowed_price", "has no price above the highest one allowed")


def _schedule(amount):
    return [{"schedule": [{"value_with_tax": amount}]}]


def _amount(amount, currency, path):
    """The amount with the decimals of its currency: exactly, or refused."""
    if not isinstance(amount, Decimal) or not amount.is_finite() or not 0 < amount < _AMOUNT_LIMIT:
        raise _refused("malformed", path, "needs an exact price above zero")
    unit = Decimal(1) if currency in _WHOLE else Decimal("0.01")
    rounded = amount.quantize(unit)
    if rounded != amount:
        raise _refused("malformed", path, f"has prices in {currency} without smaller parts than {unit}")
    return rounded


def _day(day, path):
    if not isinstance(day, date) or isinstance(day, datetime):
        raise _refused("malformed", path, "needs a day")
    return day.isoformat()


def _refused(code, path, rule):
    return DocumentError(code, path, f"Amazon cannot be told this: {path} is wrong; Amazon {rule}.", field=path)
