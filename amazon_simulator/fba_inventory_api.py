"""FBA Inventory API v1: what is in Amazon's warehouses."""

from datetime import timedelta

from .clock import iso
from .errors import invalid_input
from .jobs_query import text_of
from .listing_state import by_amazon, title_of
from .listing_state import text_of as attribute_of
from .listings_query import check_listing_role, list_of, marketplaces_asked, one_of, time_of
from .operations import Operation

PAGE_SIZE, MAX_SKUS = 50, 50
TOKEN_LIFETIME = timedelta(seconds=30)
LONGEST = timedelta(days=548)
RESERVED = ("pendingCustomerOrderQuantity", "pendingTransshipmentQuantity", "fcProcessingQuantity")
INBOUND = ("inboundWorkingQuantity", "inboundShippedQuantity", "inboundReceivingQuantity")
UNSELLABLE = ("customerDamagedQuantity", "warehouseDamagedQuantity", "defectiveQuantity", "expiredQuantity")
CONDITIONS = {"new_new": "NewItem", "used_good": "UsedGood", "used_like_new": "UsedLikeNew"}


def get_inventory_summaries(call):
    """GET /fba/inventory/v1/summaries (getInventorySummaries): a page of a seller's FBA stock in one marketplace."""
    check_listing_role(call, "AMAZON_FULFILLMENT", "PRODUCT_LISTING")
    query = call.query
    [marketplace_id] = marketplaces_asked(call, most=1)
    if one_of(query, "granularityType", ("Marketplace",)) is None or text_of(query, "granularityId") != marketplace_id:
        raise invalid_input("granularityType must be Marketplace, and granularityId the marketplace.")
    # Amazon's SDK writes True.
    details = one_of(query, "details", ("true", "false", "True", "False"), "false").lower() == "true"
    documents = _asked(call, marketplace_id)
    start = _start(call)
    rows = [_summary(document, details) for document in documents if document["sku"] > start]
    shown = rows[:PAGE_SIZE]
    answer = {
        "payload": {
            "granularity": {"granularityType": "Marketplace", "granularityId": marketplace_id},
            "inventorySummaries": shown,
        }
    }
    if len(rows) > len(shown):
        expires = iso(call.now + TOKEN_LIFETIME)
        key = (shown[-1]["sellerSku"],)
        answer["pagination"] = {"nextToken": call.simulator.page_tokens.make(_repeated(call), expires, key, call.now)}
    return answer


def _asked(call, marketplace_id):
    """Return the documents of FBA listings that are asked for, by SKU."""
    since = time_of(call.query, "startDateTime")
    if since and since < call.now - LONGEST:
        raise invalid_input("startDateTime must not be more than 18 months ago.")
    skus = set(list_of(call.query, "sellerSkus", MAX_SKUS) or call.query.get("sellerSku", []))
    seller_id, listings = call.seller.selling_partner_id, call.simulator.listings
    documents = [row for row in listings.shown(seller_id, marketplace_id, call.now) if by_amazon(row)]
    if since:
        documents = [row for row in documents if row["updated"] >= iso(since)]
    elif skus:
        documents = [row for row in documents if row["sku"] in skus]
    return sorted(documents, key=lambda row: row["sku"])


def _repeated(call):
    return ["fba", {name: value for name, value in call.query.items() if name != "nextToken"}]


def _start(call):
    token = text_of(call.query, "nextToken")
    if token is None:
        return ""
    expires, (sku,) = call.simulator.page_tokens.read(token, _repeated(call), call.now)
    if expires <= iso(call.now):
        raise invalid_input("nextToken has expired.")
    return sku


def _summary(document, details):
    quantities = document["stock"]
    summary = {
        "asin": document["asin"],
        "fnSku": document["fnsku"],
        "sellerSku": document["sku"],
        "condition": CONDITIONS.get(attribute_of(document, "condition_type"), "NewItem"),
        "lastUpdatedTime": document["updated"],
        "productName": title_of(document),
        "totalQuantity": sum(quantities.values()),
        "stores": [],
    }
    return summary | ({"inventoryDetails": _details(quantities)} if details else {})


def _details(quantities):
    reserved = {name: quantities[name] for name in RESERVED}
    unsellable = {name: quantities[name] for name in UNSELLABLE}
    researching = quantities["totalResearchingQuantity"]
    terms = ("researchingQuantityInShortTerm", "researchingQuantityInMidTerm", "researchingQuantityInLongTerm")
    return {
        "fulfillableQuantity": quantities["fulfillableQuantity"],
        **{name: quantities[name] for name in INBOUND},
        "reservedQuantity": {"totalReservedQuantity": sum(reserved.values()), **reserved},
        "researchingQuantity": {
            "totalResearchingQuantity": researching,
            "researchingQuantityBreakdown": [
                {"name": name, "quantity": 0 if number else researching} for number, name in enumerate(terms)
            ],
        },
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": sum(unsellable.values()),
            **unsellable,
            "distributorDamagedQuantity": 0,
            "carrierDamagedQuantity": 0,
        },
    }


OPERATIONS = (Operation("getInventorySummaries", "GET", "/fba/inventory/v1/summaries", 2, 2, get_inventory_summaries),)
