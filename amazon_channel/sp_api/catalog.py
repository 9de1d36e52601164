"""Catalog Items API 2022-04-01: products as Amazon's catalogue has them. Source: `catalogItems_2022-04-01.json`."""

from .answers import wrong_shape
from .client import Client
from .operation import Operation, UsagePlan
from .pages import check_page

_ITEMS = "/catalog/2022-04-01/items"
SEARCH_CATALOG_ITEMS = Operation("searchCatalogItems", "GET", _ITEMS, UsagePlan(2, 2), True)
GET_CATALOG_ITEM = Operation("getCatalogItem", "GET", f"{_ITEMS}/{{asin}}", UsagePlan(2, 2), True)

MATCH_DATA = ("summaries", "identifiers", "images", "productTypes")
"""What a person needs to choose between products of the same barcode."""

IDENTIFIER_TYPES = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
MAX_IDENTIFIERS = 20
MAX_PAGE_SIZE = 20


def search_catalog_items(
    client: Client,
    marketplace_id: str,
    identifiers_type: str,
    identifiers,
    *,
    seller_ref: str | None = None,
    included_data=MATCH_DATA,
    locale: str | None = None,
    page_size: int = MAX_PAGE_SIZE,
    page_token: str | None = None,
) -> dict:
    """Return one page of the products with these identifiers. One barcode may stand for several products.

    :param identifiers_type: one of `IDENTIFIER_TYPES`.
    :param identifiers: 1 to 20 of them.
    :param seller_ref: the selling partner id, needed for the type SKU.
    :param page_token: of the page before, see `pages.next_page_token`; everything else must be as it was.
    :return: the answer: `numberOfResults`, a list `items`, and `pagination` unless it is the only page.
    :raises ValueError: for parameters that Amazon would refuse, before they cost a call.
    :raises AmazonError: see `Client.call`.
    """
    if identifiers_type not in IDENTIFIER_TYPES:
        raise ValueError(f"Products are searched by one of {', '.join(IDENTIFIER_TYPES)}.")
    if isinstance(identifiers, str) or not 1 <= len(identifiers) <= MAX_IDENTIFIERS:
        raise ValueError(f"Products are searched by a list of 1 to {MAX_IDENTIFIERS} identifiers.")
    if identifiers_type == "SKU" and not seller_ref:
        raise ValueError("A search by SKU needs the seller.")
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        raise ValueError(f"A page of products has 1 to {MAX_PAGE_SIZE} items, not {page_size}.")
    query = {
        "identifiers": list(identifiers),
        "identifiersType": identifiers_type,
        "marketplaceIds": [marketplace_id],
        "sellerId": seller_ref,
        "includedData": included_data or None,
        "locale": locale,
        "pageSize": page_size,
        "pageToken": page_token,
    }
    answer = client.call(SEARCH_CATALOG_ITEMS, query=query)
    items = answer.payload.get("items") if isinstance(answer.payload, dict) else None
    if not isinstance(items, list) or not all(map(_is_item, items)):
        raise wrong_shape(answer, SEARCH_CATALOG_ITEMS, "a list 'items', each with a text 'asin'")
    check_page(answer, SEARCH_CATALOG_ITEMS)
    return answer.payload


def get_catalog_item(client: Client, asin: str, marketplace_ids, included_data=MATCH_DATA, locale=None) -> dict:
    """Return one product of the catalogue.

    :param marketplace_ids: marketplace ids of the client's region, at least one.
    :return: Amazon's `Item`: `asin` and the data sets, each a list by marketplace.
    :raises NotFoundError: when the marketplaces have no such product.
    :raises ValueError: without a list of marketplaces.
    :raises AmazonError: see `Client.call`.
    """
    if isinstance(marketplace_ids, str) or not marketplace_ids:
        raise ValueError("Products are asked for with a list of marketplace ids.")
    query = {"marketplaceIds": list(marketplace_ids), "includedData": included_data or None, "locale": locale}
    answer = client.call(GET_CATALOG_ITEM, path={"asin": asin}, query=query)
    if not _is_item(answer.payload):
        raise wrong_shape(answer, GET_CATALOG_ITEM, "a text 'asin'")
    return answer.payload


def _is_item(payload) -> bool:
    return isinstance(payload, dict) and isinstance(payload.get("asin"), str) and bool(payload["asin"])
