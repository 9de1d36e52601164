"""Listings by the dozen: of the kinds that trouble those who read them."""

import random
from datetime import timedelta
from decimal import Decimal

from .clock import iso
from .errors import SimulatorError
from .listing_seed import attributes_of, fnsku, offer_attributes, stock
from .listing_state import issue
from .listings import new_document
from .marketplaces import MARKETPLACES

WORDS = (
    "Kettle",
    "Basket",
    "Blanket",
    "Clock",
    "Cushion",
    "Ladle",
    "Mirror",
    "Shelf",
    "Stool",
    "Tray",
    "Vase",
    "Whisk",
)
MAKERS = ("Brookmere", "Halden", "Wickley", "Garth", "Paddock", "Ironleaf")
OLDEST_DAYS = 500

KINDS = {
    "active": "merchant-fulfilled, with price and quantity",
    "business": "with a price for businesses too",
    "fba": "fulfilled by Amazon: no quantity in the listing",
    "fba_empty": "fulfilled by Amazon, and sold out there",
    "used": "a used item, with a note",
    "sold_out": "quantity 0, so it is inactive",
    "inactive": "closed by the seller",
    "incomplete": "attributes are missing, and there is no ASIN",
    "no_price": "without a price",
    "suppressed": "Amazon does not sell it: an issue with LISTING_SUPPRESSED",
    "hidden": "Amazon does not show it in searches: SEARCH_SUPPRESSED",
    "warned": "sold, with a warning",
    "comma_title": "a title with commas",
    "quote_title": "a title with quotes, one of them left open",
    "tab_title": "a title with a tab and a line break",
    "unicode_title": "a title with accents, Japanese, an emoji and a long dash",
    "markup_title": "a title that looks like HTML",
    "long_title": "a title of 200 characters",
    "slash_sku": "a SKU with slashes",
    "space_sku": "a SKU with spaces",
    "percent_sku": "a SKU with percent signs and a plus",
    "unicode_sku": "a SKU with an accent",
    "zero_sku": "a SKU of digits with zeros in front",
}
"""All kinds, each with a sentence."""

TITLES = {
    "comma_title": "{}, Large, Blue, with Lid, 2,5 l",
    "quote_title": '{} 12" "Classic" with a 5" Rim and Farmer\'s Knot',
    "tab_title": "{}\tExtra\nLarge",
    "unicode_title": "{} – Größe XL, café crème, 日本製 ☕ ½ l",
    "markup_title": "{} <b>New</b> & <script>alert(1)</script>",
    "long_title": "{} " + "very long name " * 20,
}
SKUS = {
    "slash_sku": "A/B/{}",
    "space_sku": "MY SKU {} X",
    "percent_sku": "50%+{}%20",
    "unicode_sku": "CAFÉ-{}",
    "zero_sku": "000{}",
}
RARE = ("percent_sku", "unicode_sku", "zero_sku", "long_title", "markup_title", "tab_title")


def generated(seed, first, n, kinds, marketplace_id, now):
    """Return the documents of `n` listings, numbered from `first`; `kinds` in turn, or None for a mixture."""
    unknown = set(kinds or ()) - set(KINDS)
    if unknown:
        raise SimulatorError(f"unknown kinds of listings: {', '.join(sorted(unknown))}")
    documents = []
    for number in range(first, first + n):
        rng = random.Random(f"listing:{seed}:{number}")
        kind = kinds[(number - first) % len(kinds)] if kinds else _any_kind(rng)
        documents.append(_write(rng, kind, number, marketplace_id, now))
    return documents


def _any_kind(rng):
    weights = [40 if kind == "active" else 1 if kind in RARE else 3 for kind in KINDS]
    return rng.choices(list(KINDS), weights)[0]


def _write(rng, kind, number, marketplace_id, now):
    marketplace = MARKETPLACES[marketplace_id]
    title = f"{rng.choice(MAKERS)} {rng.choice(WORDS)} {number}"
    title = TITLES.get(kind, "{}").format(title)[:200]
    sku = SKUS.get(kind, "GEN-{}").format(f"{number:06d}")
    price = Decimal(rng.randint(300, 9900)) / 100 if marketplace.currency != "JPY" else Decimal(rng.randint(300, 9900))
    quantity = 0 if kind in ("sold_out", "fba_empty") else rng.randint(1, 200)
    moment = iso(now - timedelta(days=rng.randint(1, OLDEST_DAYS), seconds=rng.randint(0, 86400)))
    by_amazon = kind in ("fba", "fba_empty")
    document = new_document(
        sku=sku,
        productType="HOME",
        asin=f"B0GEN{number:05d}",
        attributes=attributes_of(title, price, quantity, marketplace_id, by_amazon, product_type="HOME"),
        created=moment,
        updated=moment,
        title=title,
    )
    document["attributes"]["merchant_suggested_asin"] = [{"value": document["asin"], "marketplace_id": marketplace_id}]
    if by_amazon:
        document["fnsku"] = fnsku(sku)
        document["stock"] = stock(quantity, inboundShippedQuantity=rng.randint(0, 50))
    if kind in CHANGES:
        CHANGES[kind](document, price, quantity, marketplace)
    return document


def _business(document, price, quantity, marketplace):
    lower = round(price * Decimal("0.9"), 2 if marketplace.currency != "JPY" else 0)
    document["attributes"] |= offer_attributes(price, quantity, marketplace, False, lower)


def _used(document, price, quantity, marketplace):
    note = {"value": "Signs of use, works well", "language_tag": marketplace.language}
    document["attributes"]["condition_type"] = [{"value": "used_good", "marketplace_id": marketplace.id}]
    document["attributes"]["condition_note"] = [note | {"marketplace_id": marketplace.id}]


def _inactive(document, price, quantity, marketplace):
    document["closed"] = True


def _incomplete(document, price, quantity, marketplace):
    document["asin"] = ""
    for name in ("brand", "bullet_point", "country_of_origin", "merchant_suggested_asin"):
        del document["attributes"][name]


def _no_price(document, price, quantity, marketplace):
    del document["attributes"]["purchasable_offer"]


def _with_issue(code, message, category, severity, *actions):
    def change(document, price, quantity, marketplace):
        document["issues"] = [issue(code, message, category, severity=severity, actions=actions)]

    return change


CHANGES = {
    "business": _business,
    "used": _used,
    "inactive": _inactive,
    "incomplete": _incomplete,
    "no_price": _no_price,
    "suppressed": _with_issue(
        18155,
        "The 'minimum price' is greater than the selling price (excluding shipping) for the listing.",
        "INVALID_PRICE",
        "ERROR",
        "LISTING_SUPPRESSED",
    ),
    "hidden": _with_issue(
        18027,
        "We believe the main image has text, logo, graphic, or watermark that is not permitted.",
        "INVALID_IMAGE",
        "WARNING",
        "SEARCH_SUPPRESSED",
    ),
    "warned": _with_issue(18448, "Attributes tagged as relevant are incomplete.", "MISSING_ATTRIBUTE", "WARNING"),
}
