"""Catalog Items API 2022-04-01: products by ASIN, barcode or words."""

from .errors import invalid_input, not_found
from .jobs_query import text_of
from .listings_query import (
    check_listing_role,
    check_locale,
    check_seller,
    list_of,
    marketplaces_asked,
    number_of,
    one_of,
)
from .operations import Operation

BASE = "/catalog/2022-04-01/items"
DATA_SETS = (
    "attributes",
    "classifications",
    "dimensions",
    "identifiers",
    "images",
    "productTypes",
    "relationships",
    "salesRanks",
    "summaries",
    "vendorDetails",
)
IDENTIFIER_TYPES = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
MOST = 20


def get_catalog_item(call):
    """GET /catalog/2022-04-01/items/{asin} (getCatalogItem)."""
    check_listing_role(call)
    places, included = marketplaces_asked(call), _included(call)
    asin = call.path["asin"]
    places = [place for place in places if call.simulator.catalog_items.get(asin, place)]
    if not places:
        raise not_found(f"Requested item '{asin}' not found.")
    return _shown(call.simulator.catalog_items.get(asin, places[0]), places, included)


def search_catalog_items(call):
    """GET /catalog/2022-04-01/items (searchCatalogItems): by identifiers or keywords, page by page."""
    check_listing_role(call)
    [place] = marketplaces_asked(call, most=1)
    included = _included(call)
    found = _found(call, place)
    size = number_of(call.query, "pageSize", 10, MOST)
    repeated = ["catalog", {name: value for name, value in call.query.items() if name != "pageToken"}]
    tokens, token, start = call.simulator.page_tokens, text_of(call.query, "pageToken"), 0
    if token:
        start, _key = tokens.read(token, repeated, call.now)
    answer = {
        "numberOfResults": len(found),
        "items": [_shown(item, [place], included) for item in found[start : start + size]],
    }
    if start + size < len(found):
        answer["pagination"] = {"nextToken": tokens.make(repeated, start + size, (), call.now)}
    return answer


def _included(call):
    check_locale(call.query, "locale", "keywordsLocale")
    return list_of(call.query, "includedData", allowed=DATA_SETS) or ["summaries"]


def _found(call, place):
    identifiers, keywords = list_of(call.query, "identifiers", MOST), list_of(call.query, "keywords", MOST)
    kind = one_of(call.query, "identifiersType", IDENTIFIER_TYPES)
    if bool(identifiers) == bool(keywords) or bool(identifiers) != bool(kind):
        raise invalid_input("Either keywords, or identifiers and identifiersType are required.")
    catalog = call.simulator.catalog_items
    if keywords:
        words = " ".join(keywords).lower().split()
        brands = set(list_of(call.query, "brandNames"))
        return [
            item
            for item in catalog
            if item.is_in(place)
            and all(word in item.title.lower() for word in words)
            and (not brands or item.brand in brands)
        ]
    if kind in ("ASIN", "SKU"):
        asins = identifiers if kind == "ASIN" else _asins(call, place, identifiers)
        return [item for item in (catalog.get(asin, place) for asin in dict.fromkeys(asins)) if item]
    found = {item.asin: item for value in identifiers for item in catalog.with_barcode(value, place)}
    return list(found.values())


def _asins(call, place, skus):
    seller_id = text_of(call.query, "sellerId")
    if not seller_id:
        raise invalid_input("sellerId is required when identifiersType is SKU.")
    check_seller(call, seller_id)
    rows = (call.simulator.listings.get(seller_id, place, sku, call.now) for sku in skus)
    return [row["asin"] for row in rows if row]


def _shown(item, places, included):
    shown = {"asin": item.asin}
    for name in included:
        if name in PARTS:
            shown[name] = [{"marketplaceId": place, **PARTS[name](item)} for place in places]
        elif name == "attributes":
            shown[name] = {
                key: [{"value": value, "marketplace_id": place} for place in places]
                for key, value in (("item_name", item.title), ("brand", item.brand))
            }
    return shown


def _summary(item):
    return {
        "brand": item.brand,
        "itemClassification": "BASE_PRODUCT",
        "itemName": item.title,
        "manufacturer": item.brand,
        "packageQuantity": 1,
    }


def _identifiers(item):
    kinds = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}
    return {
        "identifiers": [{"identifierType": kinds.get(len(code), "EAN"), "identifier": code} for code in item.barcodes]
    }


def _images(item):
    link = f"https://images.example/{item.asin}.jpg"
    return {"images": [{"variant": "MAIN", "link": link, "height": 500, "width": 500}]}


PARTS = {
    "summaries": _summary,
    "identifiers": _identifiers,
    "images": _images,
    "productTypes": lambda item: {"productType": item.product_type},
    "relationships": lambda item: {"relationships": []},
    "salesRanks": lambda item: {},
    "classifications": lambda item: {},
    "dimensions": lambda item: {},
}

OPERATIONS = (
    Operation("getCatalogItem", "GET", f"{BASE}/<asin>", 2, 2, get_catalog_item),
    Operation("searchCatalogItems", "GET", BASE, 2, 2, search_catalog_items),
)
