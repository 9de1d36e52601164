"""Listings Items API 2021-08-01: what a seller offers, and how that is changed."""

from . import listing_patches, listing_submissions
from .errors import invalid_input, not_found
from .listings_query import check_listing_role, check_locale, check_seller, list_of, marketplaces_asked, one_of
from .listings_search import search_listings_items
from .listings_view import DATA_SETS, View, render
from .operations import Operation
from .product_types import PRODUCT_TYPES, REQUIREMENTS

BASE = "/listings/2021-08-01/items/<seller_id>"
ONE = f"{BASE}/<path:sku>"
PREVIEW = "VALIDATION_PREVIEW"
SUBMISSION_DATA = ("identifiers", "issues")


def get_listings_item(call):
    """GET /listings/2021-08-01/items/{sellerId}/{sku} (getListingsItem): a listing as it shows now."""
    sku = _sku(call)
    marketplace_ids = marketplaces_asked(call)
    included = list_of(call.query, "includedData", allowed=DATA_SETS) or ["summaries"]
    seller_id, listings = call.seller.selling_partner_id, call.simulator.listings
    documents = {key: listings.get(seller_id, key, sku, call.now) for key in marketplace_ids}
    documents = {key: document for key, document in documents.items() if document is not None}
    if not documents:
        raise not_found(f"SKU '{sku}' not found in marketplaces {', '.join(marketplace_ids)}.")
    return render(sku, documents, included, View(listings, seller_id, call.now))


def put_listings_item(call):
    """PUT /listings/2021-08-01/items/{sellerId}/{sku} (putListingsItem): all attributes of a listing."""
    sku = _sku(call)
    marketplace_ids = marketplaces_asked(call, most=1)
    included, preview = _options(call)
    check_put_body(call.body)
    outcome = listing_submissions.put(
        call.simulator, call.seller.selling_partner_id, sku, marketplace_ids, call.body, call.now, preview
    )
    return _answer(call, sku, outcome, included, preview)


def patch_listings_item(call):
    """PATCH /listings/2021-08-01/items/{sellerId}/{sku} (patchListingsItem): some attributes of a listing."""
    sku = _sku(call)
    marketplace_ids = marketplaces_asked(call)
    included, preview = _options(call)
    check_patch_body(call.body)
    outcome = listing_submissions.patch(
        call.simulator, call.seller.selling_partner_id, sku, marketplace_ids, call.body, call.now, preview
    )
    return _answer(call, sku, outcome, included, preview)


def delete_listings_item(call):
    """DELETE /listings/2021-08-01/items/{sellerId}/{sku} (deleteListingsItem)."""
    sku = _sku(call)
    marketplace_ids = marketplaces_asked(call, most=1)
    outcome = listing_submissions.delete(call.simulator, call.seller.selling_partner_id, sku, marketplace_ids, call.now)
    return _answer(call, sku, outcome, ["issues"], preview=False)


def _sku(call):
    check_listing_role(call)
    check_seller(call, call.path["seller_id"])
    check_locale(call.query, "issueLocale")
    return call.path["sku"]


def _options(call):
    included = list_of(call.query, "includedData", allowed=SUBMISSION_DATA) or ["issues"]
    return included, one_of(call.query, "mode", (PREVIEW,)) == PREVIEW


def check_put_body(body):
    """Raise Amazon's 400 for a body that putListingsItem cannot read."""
    _check_product_type(body)
    if body.get("requirements", "LISTING") not in REQUIREMENTS:
        raise invalid_input("requirements has an unknown value.")
    check_attributes(body.get("attributes"))


def check_attributes(attributes):
    """Raise Amazon's 400 unless these are attributes: lists of objects by name."""
    if not isinstance(attributes, dict) or not attributes:
        raise invalid_input("attributes is required and must be an object.")
    for name, rows in attributes.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise invalid_input(f"The attribute {name} must be a list of objects.")


def check_patch_body(body):
    """Raise Amazon's 400 for a body that patchListingsItem cannot read."""
    _check_product_type(body)
    try:
        listing_patches.check(body.get("patches"))
    except listing_patches.BadPatch as error:
        raise invalid_input(str(error)) from None


def _check_product_type(body):
    if not isinstance(body, dict):
        raise invalid_input("The body must be a JSON object.")
    product_type = body.get("productType")
    if not isinstance(product_type, str) or product_type not in PRODUCT_TYPES:
        raise invalid_input(f"productType {product_type!r} is unknown.")


def _answer(call, sku, outcome, included, preview):
    simulator = call.simulator
    answer = {
        "sku": sku,
        "status": outcome.status,
        "submissionId": listing_submissions.submission_id(simulator, call.seller.selling_partner_id, sku),
    }
    if "issues" in included:
        answer["issues"] = outcome.issues
    if "identifiers" in included:
        answer["identifiers"] = [{"marketplaceId": key, "asin": asin} for key, asin in outcome.asins.items()]
    if not preview and outcome.status == listing_submissions.ACCEPTED:
        simulator.save()
    return answer


OPERATIONS = (
    Operation("getListingsItem", "GET", ONE, 5, 10, get_listings_item),
    Operation("searchListingsItems", "GET", BASE, 5, 5, search_listings_items),
    Operation("putListingsItem", "PUT", ONE, 5, 10, put_listings_item),
    Operation("patchListingsItem", "PATCH", ONE, 5, 5, patch_listings_item),
    Operation("deleteListingsItem", "DELETE", ONE, 5, 5, delete_listings_item),
)
