"""GET_MERCHANT_LISTINGS_ALL_DATA: one line per listing, tab separated, without quoting."""

from datetime import timedelta

from .clock import parse_iso
from .listing_state import by_amazon, channel_of, price_of, quantity_of, text_of, title_of, word_of
from .marketplaces import BY_COUNTRY, MARKETPLACES
from .money import round_money

TYPE = "GET_MERCHANT_LISTINGS_ALL_DATA"
COLUMNS = (
    "item-name",
    "item-description",
    "listing-id",
    "seller-sku",
    "price",
    "quantity",
    "open-date",
    "image-url",
    "item-is-marketplace",
    "product-id-type",
    "zshop-shipping-fee",
    "item-note",
    "item-condition",
    "zshop-category1",
    "zshop-browse-path",
    "zshop-storefront-feature",
    "asin1",
    "asin2",
    "asin3",
    "will-ship-internationally",
    "expedited-shipping",
    "zshop-boldface",
    "product-id",
    "bid-for-featured-placement",
    "add-delete",
    "pending-quantity",
    "fulfillment-channel",
    "merchant-shipping-group",
    "status",
)
IN_EUROPE = (*COLUMNS, "Minimum order quantity", "Sell remainder")
JAPANESE = {
    "商品名": "item-name",
    "出品ID": "listing-id",
    "出品者SKU": "seller-sku",
    "価格": "price",
    "数量": "quantity",
    "出品日": "open-date",
    "商品IDタイプ": "product-id-type",
    "コンディション説明": "item-note",
    "コンディション": "item-condition",
    "国外へ配送可": "will-ship-internationally",
    "迅速な配送": "expedited-shipping",
    "商品ID": "product-id",
    "在庫数": "pending-quantity",
    "フルフィルメント・チャンネル": "fulfillment-channel",
    "merchant-shipping-group": "merchant-shipping-group",
    "ステータス": "status",
}
"""Japan's headers and what they stand for: fewer columns, and no `asin1`: `product-id` has the ASIN."""

CONDITIONS = {
    "new_new": 11,
    "new_open_box": 11,
    "new_oem": 11,
    "refurbished_refurbished": 10,
    "used_like_new": 1,
    "used_very_good": 2,
    "used_good": 3,
    "used_acceptable": 4,
    "collectible_like_new": 5,
    "collectible_very_good": 6,
    "collectible_good": 7,
    "collectible_acceptable": 8,
}
ZONES = {"US": (-8, "PST"), "CA": (-8, "PST"), "MX": (-6, "CST"), "BR": (-3, "BRT"), "GB": (0, "GMT"), "IE": (0, "GMT")}
ZONES |= {"JP": (9, "JST"), "AU": (10, "AEST"), "SG": (8, "SGT"), "IN": (5.5, "IST")}
REST_OF_THE_WORLD = (1, "MEZ")


def lines_of(simulator, seller_id, marketplace_ids, moment):
    """Return the lines of a report with its header first, or an empty list if there are no listings."""
    columns = _columns(simulator, marketplace_ids)
    lines = [
        "\t".join(_clean(values.get(name, "")) for name in columns.values())
        for marketplace_id in marketplace_ids
        for document in simulator.listings.shown(seller_id, marketplace_id, moment)
        for values in [_values(document, marketplace_id)]
    ]
    return ["\t".join(columns), *lines] if lines else []


def _columns(simulator, marketplace_ids):
    """Return {header: name}; several marketplaces share Amazon's English columns."""
    if marketplace_ids == [BY_COUNTRY["JP"].id] and simulator.localised_reports:
        return JAPANESE
    european = all(MARKETPLACES[marketplace_id].region == "eu" for marketplace_id in marketplace_ids)
    return {name: name for name in (IN_EUROPE if european else COLUMNS)}


def _clean(value):
    """The format knows no quoting: whatever would end a field or a line becomes a space."""
    return " ".join(str(value).split())


def _values(document, marketplace_id):
    marketplace = MARKETPLACES[marketplace_id]
    price = price_of(document)
    images = document["attributes"].get("main_product_image_locator") or [{}]
    channel = channel_of(document).get("fulfillment_channel_code", "DEFAULT")
    return {
        "item-name": title_of(document),
        "item-description": text_of(document, "product_description"),
        "listing-id": _listing_id(document, marketplace_id),
        "seller-sku": document["sku"],
        "price": "" if price is None else round_money(price, marketplace.currency),
        "quantity": "" if by_amazon(document) else quantity_of(document),
        "open-date": _open_date(document["created"], marketplace),
        "image-url": images[0].get("media_location", ""),
        "item-is-marketplace": "y",
        "product-id-type": 1 if document["asin"] else "",
        "item-note": text_of(document, "condition_note"),
        "item-condition": CONDITIONS.get(text_of(document, "condition_type"), ""),
        "asin1": document["asin"],
        "product-id": document["asin"],
        "pending-quantity": "" if by_amazon(document) else 0,
        "fulfillment-channel": channel,
        "merchant-shipping-group": text_of(document, "merchant_shipping_group") or "Migrated Template",
        "status": word_of(document),
    }


def _listing_id(document, marketplace_id):
    number = sum(ord(letter) * 31**position for position, letter in enumerate(document["sku"] + marketplace_id))
    return f"0701{number % 10**7:07d}"


def _open_date(text, marketplace):
    hours, name = ZONES.get(marketplace.country, REST_OF_THE_WORLD)
    return f"{parse_iso(text) + timedelta(hours=hours):%Y-%m-%d %H:%M:%S} {name}"
