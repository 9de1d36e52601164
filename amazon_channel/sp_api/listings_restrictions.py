"""Listings Restrictions API 2021-08-01: may the seller offer a product? Source: `listingsRestrictions_2021-08-01.json`.

Its errors are a bare list instead of an object; `answers.error_texts` reads both.
"""

from .answers import wrong_shape
from .client import Client
from .operation import Operation, UsagePlan

GET_LISTINGS_RESTRICTIONS = Operation(
    "getListingsRestrictions", "GET", "/listings/2021-08-01/restrictions", UsagePlan(5, 10), True
)


def get_listings_restrictions(
    client: Client,
    seller_ref: str,
    asin: str,
    marketplace_ids,
    *,
    condition_type: str | None = None,
    reason_locale: str | None = None,
    product_type: str | None = None,
) -> list[dict]:
    """Return what keeps the seller from offering a product; an empty list when nothing does.

    :param seller_ref: the selling partner id.
    :param marketplace_ids: marketplace ids of the client's region, at least one.
    :param condition_type: e.g. ``new_new``; None for all conditions.
    :param reason_locale: language of the reasons, e.g. ``en_US``.
    :return: `{"marketplaceId", "conditionType", "reasons": [{"message", "reasonCode", "links"}]}` for each. A link
        leads to where the seller can ask for approval.
    :raises ValueError: without a list of marketplaces.
    :raises AmazonError: see `Client.call`.
    """
    if isinstance(marketplace_ids, str) or not marketplace_ids:
        raise ValueError("Restrictions are asked for with a list of marketplace ids.")
    query = {
        "asin": asin,
        "sellerId": seller_ref,
        "marketplaceIds": list(marketplace_ids),
        "conditionType": condition_type,
        "reasonLocale": reason_locale,
        "productType": product_type,
    }
    answer = client.call(GET_LISTINGS_RESTRICTIONS, query=query)
    restrictions = answer.payload.get("restrictions") if isinstance(answer.payload, dict) else None
    if not isinstance(restrictions, list) or not all(map(_is_readable, restrictions)):
        # An answer without them would pass for a permission.
        raise wrong_shape(answer, GET_LISTINGS_RESTRICTIONS, "a list 'restrictions' of objects")
    return restrictions


def _is_readable(restriction) -> bool:
    reasons = restriction.get("reasons") if isinstance(restriction, dict) else 0
    return reasons is None or (isinstance(reasons, list) and all(isinstance(each, dict) for each in reasons))
