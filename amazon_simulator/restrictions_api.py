"""Listings Restrictions API 2021-08-01: what a seller may not sell. Its errors are a bare list."""

from .catalog_items import APPROVAL
from .errors import ApiError, invalid_input
from .jobs_query import text_of
from .listings_query import check_listing_role, check_locale, check_seller, marketplaces_asked, one_of
from .operations import Operation
from .product_attributes import CONDITIONS
from .spapi import json_response

APPROVE = "https://sellercentral.amazon.com/hz/approvalrequest/restrictions/approve?asin="


def get_listings_restrictions(call):
    """GET /listings/2021-08-01/restrictions (getListingsRestrictions); an empty list means that all is allowed."""
    try:
        return {"restrictions": _restrictions(call)}
    except ApiError as error:
        return json_response(error.body()["errors"], error.status)


def _restrictions(call):
    check_listing_role(call)
    asin, seller_id = text_of(call.query, "asin"), text_of(call.query, "sellerId")
    if not asin or not seller_id:
        raise invalid_input("asin and sellerId are required.")
    check_seller(call, seller_id)
    check_locale(call.query, "reasonLocale")
    condition = one_of(call.query, "conditionType", CONDITIONS, CONDITIONS[0])
    rows = ((place, _reason(call.simulator.catalog_items, asin, place)) for place in marketplaces_asked(call))
    return [{"marketplaceId": place, "conditionType": condition, "reasons": [row]} for place, row in rows if row]


def _reason(catalog, asin, marketplace_id):
    item = catalog.get(asin, marketplace_id)
    if item is None:
        return {"message": "The ASIN does not exist in this marketplace.", "reasonCode": "ASIN_NOT_FOUND"}
    code = catalog.restriction(item.brand)
    if code == APPROVAL:
        link = {"resource": APPROVE + asin, "verb": "GET", "title": "Request approval", "type": "text/html"}
        return {"message": "You need approval to list this brand.", "reasonCode": code, "links": [link]}
    return {"message": "You cannot list this product.", "reasonCode": code} if code else None


OPERATIONS = (
    Operation("getListingsRestrictions", "GET", "/listings/2021-08-01/restrictions", 5, 10, get_listings_restrictions),
)
