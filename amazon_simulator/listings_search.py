"""searchListingsItems: filters, order and pages."""

from dataclasses import dataclass

from .clock import iso
from .errors import invalid_input
from .jobs_query import text_of
from .listing_families import parent_sku
from .listing_state import issues_of, status_of
from .listings_query import (
    check_listing_role,
    check_locale,
    check_seller,
    list_of,
    marketplaces_asked,
    number_of,
    one_of,
    time_of,
)
from .listings_view import DATA_SETS, View, render

IDENTIFIER_TYPES = ("ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
SORTS = {"sku": None, "createdDate": "created", "lastUpdatedDate": "updated"}
STATUSES = ("BUYABLE", "DISCOVERABLE")
MAX_IDENTIFIERS, PAGE_SIZE, MAX_PAGE_SIZE, REACH = 20, 10, 20, 1000
"""REACH: how many items can be paged through; numberOfResults counts the others too."""

REPEATED = (
    "marketplaceIds",
    "identifiers",
    "identifiersType",
    "variationParentSku",
    "packageHierarchySku",
    "createdAfter",
    "createdBefore",
    "lastUpdatedAfter",
    "lastUpdatedBefore",
    "withIssueSeverity",
    "withStatus",
    "withoutStatus",
    "sortBy",
    "sortOrder",
    "pageSize",
)


@dataclass(frozen=True)
class Search:
    """What searchListingsItems was asked for."""

    marketplace_ids: list
    identifiers: frozenset
    identifiers_type: str | None
    parent: str | None
    package: str | None
    times: dict
    severities: frozenset
    with_status: frozenset
    without_status: frozenset

    def accepts(self, document, marketplace_id):
        """Say whether a listing in a marketplace is asked for."""
        if self.package or (self.parent and parent_sku(document) != self.parent):
            return False
        if not self._identified(document) or not self._timely(document):
            return False
        if self.with_status or self.without_status:
            statuses = set(status_of(document))
            if not self.with_status <= statuses or self.without_status & statuses:
                return False
        if not self.severities:
            return True
        return any(row["severity"] in self.severities for row in issues_of(document, marketplace_id))

    def _identified(self, document):
        kind = self.identifiers_type
        if kind is None:
            return True
        field = {"SKU": "sku", "ASIN": "asin", "FNSKU": "fnsku"}.get(kind)
        if field:
            return document[field] in self.identifiers
        rows = document["attributes"].get("externally_assigned_product_identifier", [])
        return any(str(row.get("value", "")).lstrip("0") in self.identifiers for row in rows)

    def _timely(self, document):
        return all(
            (after is None or document[field] >= after) and (before is None or document[field] <= before)
            for field, (after, before) in self.times.items()
        )


def search_listings_items(call):
    """GET /listings/2021-08-01/items/{sellerId} (searchListingsItems): one page of a seller's listings."""
    check_listing_role(call)
    check_seller(call, call.path["seller_id"])
    check_locale(call.query, "issueLocale")
    search = _search(call)
    included = list_of(call.query, "includedData", allowed=DATA_SETS) or ["summaries"]
    size = number_of(call.query, "pageSize", PAGE_SIZE, MAX_PAGE_SIZE)
    skus = _sorted(call, _found(call, search))
    start = _start(call)
    shown = skus[start : min(start + size, REACH)]
    view = View(call.simulator.listings, call.seller.selling_partner_id, call.now)
    answer = {"numberOfResults": len(skus), "items": [render(sku, rows, included, view) for sku, rows in shown]}
    pages = _pages(call, start, size, min(len(skus), REACH))
    return answer | ({"pagination": pages} if pages else {})


def _search(call):
    query = call.query
    kind = one_of(query, "identifiersType", IDENTIFIER_TYPES)
    identifiers = list_of(query, "identifiers", MAX_IDENTIFIERS)
    family = [name for name in ("variationParentSku", "packageHierarchySku") if text_of(query, name)]
    if bool(kind) != bool(identifiers):
        raise invalid_input("identifiers and identifiersType must be given together.")
    if len(family) + bool(identifiers) > 1:
        raise invalid_input("Only one of identifiers, variationParentSku and packageHierarchySku can be given.")
    if kind not in (None, "SKU", "ASIN", "FNSKU"):
        identifiers = [value.lstrip("0") for value in identifiers]
    return Search(
        marketplaces_asked(call),
        frozenset(identifiers),
        kind,
        text_of(query, "variationParentSku"),
        text_of(query, "packageHierarchySku"),
        {field: _period(query, name) for name, field in (("created", "created"), ("lastUpdated", "updated"))},
        frozenset(list_of(query, "withIssueSeverity", allowed=("WARNING", "ERROR"))),
        frozenset(list_of(query, "withStatus", allowed=STATUSES)),
        frozenset(list_of(query, "withoutStatus", allowed=STATUSES)),
    )


def _period(query, name):
    moments = [time_of(query, f"{name}{end}") for end in ("After", "Before")]
    after, before = (moment and iso(moment) for moment in moments)
    if after and before and after > before:
        raise invalid_input(f"{name}Before must not be before {name}After.")
    return after, before


def _found(call, search):
    """Return {SKU: {marketplace id: document}} of what is asked for."""
    found = {}
    seller_id = call.seller.selling_partner_id
    for marketplace_id in search.marketplace_ids:
        for document in call.simulator.listings.shown(seller_id, marketplace_id, call.now):
            if search.accepts(document, marketplace_id):
                found.setdefault(document["sku"], {})[marketplace_id] = document
    return found


def _sorted(call, found):
    field = SORTS[one_of(call.query, "sortBy", SORTS, "lastUpdatedDate")]
    descending = one_of(call.query, "sortOrder", ("ASC", "DESC"), "DESC") == "DESC"

    def key(row):
        sku, documents = row
        return (max(document[field] for document in documents.values()) if field else "", sku)

    return sorted(found.items(), key=key, reverse=descending)


def _repeated(call):
    return ["listings", call.path["seller_id"], {name: call.query.get(name) for name in REPEATED}]


def _start(call):
    token = text_of(call.query, "pageToken")
    if token is None:
        return 0
    start, _key = call.simulator.page_tokens.read(token, _repeated(call), call.now)
    return start


def _pages(call, start, size, end):
    make = call.simulator.page_tokens.make
    pages = {}
    if start + size < end:
        pages["nextToken"] = make(_repeated(call), start + size, (), call.now)
    if start:
        pages["previousToken"] = make(_repeated(call), max(0, start - size), (), call.now)
    return pages
