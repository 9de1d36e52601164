"""Listings Items API 2021-08-01: read, publish, change and delete what the seller offers.

Source: Amazon's model `listingsItems_2021-08-01.json`. HTTP success is not success here: an answer to a submission
says INVALID with status 200, and ACCEPTED before anything has changed.
"""

from dataclasses import replace

from .answers import wrong_shape
from .client import Client
from .operation import Operation, UsagePlan
from .pages import check_page

_ITEMS = "/listings/2021-08-01/items/{sellerId}"
_ITEM = f"{_ITEMS}/{{sku}}"
GET_LISTINGS_ITEM = Operation("getListingsItem", "GET", _ITEM, UsagePlan(5, 10), True)
SEARCH_LISTINGS_ITEMS = Operation("searchListingsItems", "GET", _ITEMS, UsagePlan(5, 5), True)
# Not to be repeated when the outcome is unclear: between two tries somebody else may have told another price.
PUT_LISTINGS_ITEM = Operation("putListingsItem", "PUT", _ITEM, UsagePlan(5, 10), False)
PATCH_LISTINGS_ITEM = Operation("patchListingsItem", "PATCH", _ITEM, UsagePlan(5, 5), False)
DELETE_LISTINGS_ITEM = Operation("deleteListingsItem", "DELETE", _ITEM, UsagePlan(5, 5), False)
PREVIEW = "VALIDATION_PREVIEW"

SYNC_DATA = ("summaries", "offers", "fulfillmentAvailability", "issues")
"""What a synchronisation needs of an item. Without a set's name its part is missing, not empty."""

MAX_PAGE_SIZE = 20
MAX_IDENTIFIERS = 20
MAX_RESULTS = 1000
"""How many items a search can be paged through; for more there is the report of listings."""


def get_listings_item(
    client: Client, seller_ref: str, sku: str, marketplace_ids, included_data=SYNC_DATA, issue_locale=None
) -> dict:
    """Return one item of the seller.

    :param seller_ref: the selling partner id.
    :param marketplace_ids: marketplace ids of the client's region, at least one.
    :param included_data: see `SYNC_DATA`; also ``attributes``, ``relationships``, ``productTypes``, ``procurement``.
    :param issue_locale: language of the issues, e.g. ``en_US``; None for the first marketplace's.
    :return: Amazon's `Item`: `sku` and the data sets.
    :raises NotFoundError: when the seller has no such SKU.
    :raises ValueError: for parameters that Amazon would refuse, before they cost a call.
    :raises AmazonError: see `Client.call`.
    """
    query = {
        "marketplaceIds": _marketplaces(marketplace_ids),
        "includedData": included_data or None,
        "issueLocale": issue_locale,
    }
    answer = client.call(GET_LISTINGS_ITEM, path={"sellerId": seller_ref, "sku": sku}, query=query)
    if not _is_item(answer.payload):
        raise wrong_shape(answer, GET_LISTINGS_ITEM, "a text 'sku'")
    return answer.payload


def search_listings_items(
    client: Client,
    seller_ref: str,
    marketplace_ids,
    *,
    included_data=SYNC_DATA,
    identifiers=None,
    identifiers_type=None,
    page_size=MAX_PAGE_SIZE,
    page_token=None,
    issue_locale=None,
    **filters,
) -> dict:
    """Return one page of the seller's items. `MAX_RESULTS` is the end of all pages together.

    :param identifiers: at most 20, of `identifiers_type`: ``SKU``, ``ASIN``, ``EAN``, ``UPC``, ``GTIN`` ...
        None for all items. A SKU with a comma cannot be searched for: read it with `get_listings_item`.
    :param page_size: items on a page, 1 to 20.
    :param page_token: of the page before, see `pages.next_page_token`; everything else must be as it was.
    :param filters: Amazon's other parameters by their names: `lastUpdatedAfter`, `withStatus`, `withIssueSeverity`,
        `sortBy` ... Times are aware datetimes.
    :return: the answer: `numberOfResults`, a list `items`, and `pagination` unless it is the only page.
    :raises ValueError: for parameters that Amazon would refuse, before they cost a call.
    :raises AmazonError: see `Client.call`.
    """
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        raise ValueError(f"A page of listings has 1 to {MAX_PAGE_SIZE} items, not {page_size}.")
    if (identifiers is None) != (identifiers_type is None):
        raise ValueError("Identifiers go with their type.")
    if identifiers is not None and (isinstance(identifiers, str) or not 1 <= len(identifiers) <= MAX_IDENTIFIERS):
        raise ValueError(f"Listings are searched by a list of 1 to {MAX_IDENTIFIERS} identifiers.")
    query = {
        "marketplaceIds": _marketplaces(marketplace_ids),
        "identifiers": identifiers,
        "identifiersType": identifiers_type,
        "includedData": included_data or None,
        "issueLocale": issue_locale,
        "pageSize": page_size,
        "pageToken": page_token,
    }
    answer = client.call(SEARCH_LISTINGS_ITEMS, path={"sellerId": seller_ref}, query=filters | query)
    items = answer.payload.get("items") if isinstance(answer.payload, dict) else None
    if not isinstance(items, list) or not all(map(_is_item, items)):
        raise wrong_shape(answer, SEARCH_LISTINGS_ITEMS, "a list 'items', each with a text 'sku'")
    check_page(answer, SEARCH_LISTINGS_ITEMS)
    return answer.payload


def put_listings_item(
    client: Client,
    seller_ref: str,
    sku: str,
    marketplace_id: str,
    body: dict | bytes,
    *,
    preview=False,
    issue_locale=None,
) -> dict:
    """Create an item, or replace all of its attributes at a marketplace.

    Not repeated when the outcome is unclear: read the item again instead. A preview changes nothing and may be.

    :param body: Amazon's `ListingsItemPutRequest`: `productType`, `requirements`, `attributes`; or its JSON.
    :param preview: only have it checked.
    :return: Amazon's `ListingsItemSubmissionResponse`: `status` (``ACCEPTED``, ``INVALID``; ``VALID`` for a preview),
        `submissionId`, `issues`, `identifiers`.
    :raises RequestError: when Amazon cannot read it (400); what it objects to is in the answer instead.
    :raises AmazonError: see `Client.call`.
    """
    return _submit(client, PUT_LISTINGS_ITEM, (seller_ref, sku, [marketplace_id]), body, preview, issue_locale)


def patch_listings_item(
    client: Client,
    seller_ref: str,
    sku: str,
    marketplace_ids,
    body: dict | bytes,
    *,
    preview=False,
    issue_locale=None,
) -> dict:
    """Change single attributes of an item, e.g. its price or quantity.

    Not repeated when the outcome is unclear: read the item again instead. A preview changes nothing and may be.

    :param marketplace_ids: marketplace ids of the client's region, at least one.
    :param body: Amazon's `ListingsItemPatchRequest`: `productType`, `patches`; or its JSON.
    :param preview: only have it checked.
    :return: as `put_listings_item`.
    :raises AmazonError: see `Client.call`.
    """
    return _submit(client, PATCH_LISTINGS_ITEM, (seller_ref, sku, marketplace_ids), body, preview, issue_locale)


def delete_listings_item(client: Client, seller_ref: str, sku: str, marketplace_id: str, issue_locale=None) -> dict:
    """Delete a SKU from a marketplace. To pause a listing, tell a quantity of 0 instead.

    Not repeated when the outcome is unclear.

    :return: as `put_listings_item`.
    :raises AmazonError: see `Client.call`.
    """
    where = (seller_ref, sku, [marketplace_id])
    return _submit(client, DELETE_LISTINGS_ITEM, where, None, False, issue_locale)


def _submit(client, operation, where, body, preview, issue_locale) -> dict:
    seller_ref, sku, marketplace_ids = where
    query = {"marketplaceIds": _marketplaces(marketplace_ids), "issueLocale": issue_locale}
    if body is not None:
        query["includedData"] = ("issues", "identifiers") if preview else ("issues",)
    if preview:
        query["mode"] = PREVIEW
        operation = replace(operation, repeatable=True)
    answer = client.call(operation, path={"sellerId": seller_ref, "sku": sku}, query=query, body=body)
    payload = answer.payload if isinstance(answer.payload, dict) else {}
    issues = [] if payload.get("issues") is None else payload["issues"]
    if not payload.get("status") or not isinstance(payload["status"], str) or not isinstance(issues, list):
        raise wrong_shape(answer, operation, "a text 'status' and a list 'issues'")
    return payload


def _is_item(payload) -> bool:
    return isinstance(payload, dict) and isinstance(payload.get("sku"), str) and bool(payload["sku"])


def _marketplaces(marketplace_ids) -> list[str]:
    if isinstance(marketplace_ids, str) or not marketplace_ids:
        raise ValueError("Listings are asked for with a list of marketplace ids.")
    return list(marketplace_ids)
