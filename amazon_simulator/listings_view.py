"""Listings as getListingsItem and searchListingsItems show them."""

from typing import NamedTuple

from .clock import iso
from .listing_families import is_parent, parent_sku, relationships
from .listing_state import by_amazon, channel_of, issues_of, price_of, quantity_of, status_of, text_of, title_of
from .marketplaces import BY_COUNTRY, MARKETPLACES
from .money import money

DATA_SETS = (
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
)
AUDIENCES = {"ALL": ("B2C", "Sell on Amazon"), "B2B": ("B2B", "Amazon Business")}


class View(NamedTuple):
    """Whose listings are shown, and as of when (an aware datetime)."""

    listings: object
    seller_id: str
    now: object


def render(sku, documents, included, view):
    """Return an Item; `documents` are those of the SKU by marketplace id, `included` names from DATA_SETS."""
    item = {"sku": sku}
    for name in DATA_SETS:
        if name in included and name in PARTS:
            item[name] = PARTS[name](documents, view)
    return item


def _summaries(documents, view):
    return [_summary(document, marketplace_id) for marketplace_id, document in documents.items()]


def _summary(document, marketplace_id):
    summary = {
        "marketplaceId": marketplace_id,
        "asin": document["asin"],
        "productType": document["productType"],
        "conditionType": text_of(document, "condition_type"),
        "status": status_of(document),
        "fnSku": document["fnsku"],
        "itemName": title_of(document),
        "createdDate": document["created"],
        "lastUpdatedDate": document["updated"],
    }
    images = document["attributes"].get("main_product_image_locator")
    if images:
        summary["mainImage"] = {"link": images[0]["media_location"], "height": 500, "width": 500}
    return {name: value for name, value in summary.items() if value != ""}


def _attributes(documents, view):
    result = {}
    for document in documents.values():
        for name, rows in document["attributes"].items():
            known = result.setdefault(name, [])
            known += [row for row in rows if row not in known]
    return result


def _issues(documents, view):
    """Issues that are the same in several marketplaces are told once."""
    result = []
    for marketplace_id, document in documents.items():
        for row in issues_of(document, marketplace_id):
            same = [old for old in result if {**old, "marketplaceIds": row["marketplaceIds"]} == row]
            if same:
                same[0]["marketplaceIds"] = [*same[0]["marketplaceIds"], marketplace_id]
            else:
                result.append(row)
    return result


def _offers(documents, view):
    return [
        offer
        for marketplace_id, document in documents.items()
        for audience in AUDIENCES
        if (offer := _offer(document, marketplace_id, audience, iso(view.now)))
    ]


def _offer(document, marketplace_id, audience, moment):
    price = price_of(document, audience, moment)
    if price is None:
        return None
    offer_type, name = AUDIENCES[audience]
    offer = {
        "marketplaceId": marketplace_id,
        "offerType": offer_type,
        "price": money(price, MARKETPLACES[marketplace_id].currency),
        "audience": {"value": audience, "displayName": name},
    }
    if marketplace_id == BY_COUNTRY["JP"].id:
        offer["points"] = {"pointsNumber": int(price) // 100}
    return offer


def _availability(documents, view):
    """One row for each fulfilment network."""
    rows = {}
    for document in documents.values():
        code = channel_of(document).get("fulfillment_channel_code")
        if code and code not in rows:
            rows[code] = {"fulfillmentChannelCode": code}
            if not by_amazon(document):
                rows[code]["quantity"] = quantity_of(document)
    return list(rows.values())


def _product_types(documents, view):
    return [{"marketplaceId": key, "productType": document["productType"]} for key, document in documents.items()]


def _relationships(documents, view):
    result = []
    for marketplace_id, document in documents.items():
        parent, children = None, ()
        if is_parent(document):
            rows = view.listings.shown(view.seller_id, marketplace_id, view.now)
            children = [row["sku"] for row in rows if parent_sku(row) == document["sku"]]
        elif parent_sku(document):
            parent = view.listings.get(view.seller_id, marketplace_id, parent_sku(document), view.now)
        found = relationships(document, parent, children)
        if found:
            result.append({"marketplaceId": marketplace_id, "relationships": found})
    return result


PARTS = {
    "summaries": _summaries,
    "attributes": _attributes,
    "issues": _issues,
    "offers": _offers,
    "fulfillmentAvailability": _availability,
    "relationships": _relationships,
    "productTypes": _product_types,
}
"""Data sets and who makes them; `procurement` is for vendors only."""
