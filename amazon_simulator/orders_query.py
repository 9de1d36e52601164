"""Orders API 2026-01-01: reading and checking what a client asks for."""

from dataclasses import dataclass
from datetime import timedelta

from .clock import iso, parse_iso
from .errors import invalid_input, unauthorized
from .marketplaces import MARKETPLACES

INCLUDED_DATA = (
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "TAX",
    "PAYMENT",
    "FULFILLMENT_ORDERS",
)
STATUSES = (
    "PENDING_AVAILABILITY",
    "PENDING",
    "UNSHIPPED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "CANCELLED",
    "UNFULFILLABLE",
)
FULFILLED_BY = ("MERCHANT", "AMAZON")
FAMILIES = ("created", "lastUpdated")
MAX_MARKETPLACES = 50
MAX_RESULTS = 100


@dataclass(frozen=True)
class SearchQuery:
    """The checked parameters of searchOrders.

    `family` is `created` or `lastUpdated`. `after` and `bound` are ISO texts, both included in the search; `bound`
    is the effective upper end. Empty tuples mean no filter.
    """

    family: str
    after: str
    bound: str
    asked_before: str | None
    statuses: tuple
    marketplace_ids: tuple
    fulfilled_by: tuple
    page_size: int
    token: str | None
    included: frozenset

    def repeated(self, seller_id):
        """Return what a client must repeat unchanged with a pagination token."""
        return [
            seller_id,
            self.family,
            self.after,
            self.asked_before,
            sorted(self.statuses),
            sorted(self.marketplace_ids),
            sorted(self.fulfilled_by),
        ]

    def accepts(self, document):
        """Say whether an order passes the filters (times aside)."""
        fulfillment = document.get("fulfillment", {})
        return (
            _passes(self.statuses, fulfillment.get("fulfillmentStatus"))
            and _passes(self.fulfilled_by, fulfillment.get("fulfilledBy"))
            and _passes(self.marketplace_ids, document["salesChannel"].get("marketplaceId"))
        )


def _passes(wanted, value):
    return not wanted or value in wanted


def search_query(query, seller, now, settle):
    """Check the query of searchOrders and return a `SearchQuery`; raise Amazon's 400 or 403.

    `query` maps names to lists of texts, `settle` is how far behind the present the list call runs (seconds).
    """
    family = _family(query)
    after = _moment(query, f"{family}After")
    before = _moment(query, f"{family}Before")
    newest = now - timedelta(seconds=settle)
    if after > now:
        raise invalid_input(f"{family}After must not be in the future.")
    if before and before > newest:
        raise invalid_input(f"{family}Before must be at least two minutes before the time of the request.")
    if before and before < after:
        raise invalid_input(f"{family}Before must be equal to or after {family}After.")
    return SearchQuery(
        family=family,
        after=iso(after),
        bound=iso(before or newest),
        asked_before=before and iso(before),
        statuses=_enumeration(query, "fulfillmentStatuses", STATUSES),
        marketplace_ids=_marketplace_ids(query, seller),
        fulfilled_by=_enumeration(query, "fulfilledBy", FULFILLED_BY),
        page_size=_page_size(query),
        token=_single(query, "paginationToken"),
        included=included_data(query),
    )


def included_data(query):
    """Return the set of data sets that `includedData` names; raise Amazon's 400 for an unknown one."""
    return frozenset(_enumeration(query, "includedData", INCLUDED_DATA))


def _family(query):
    given = [family for family in FAMILIES if _single(query, f"{family}After")]
    if len(given) != 1:
        raise invalid_input("Exactly one of createdAfter and lastUpdatedAfter must be provided.")
    other = FAMILIES[1 - FAMILIES.index(given[0])]
    if _single(query, f"{other}Before"):
        raise invalid_input(f"{other}Before must not be combined with {given[0]}After.")
    return given[0]


def _single(query, name):
    values = [value for value in query.get(name, []) if value]
    if len(values) > 1:
        raise invalid_input(f"{name} must be given once.")
    return values[0] if values else None


def _values(query, name):
    return tuple(value.strip() for text in query.get(name, []) for value in text.split(",") if value.strip())


def _enumeration(query, name, allowed):
    values = _values(query, name)
    unknown = [value for value in values if value not in allowed]
    if unknown:
        raise invalid_input(f"{name} has no value {unknown[0]!r}.")
    return values


def _moment(query, name):
    text = _single(query, name)
    if text is None:
        return None
    try:
        return parse_iso(text)
    except ValueError:
        raise invalid_input(f"{name} must be an ISO 8601 date.") from None


def _page_size(query):
    text = _single(query, "maxResultsPerPage") or str(MAX_RESULTS)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_RESULTS):
        raise invalid_input(f"maxResultsPerPage must be between 1 and {MAX_RESULTS}.")
    return int(text)


def _marketplace_ids(query, seller):
    values = _values(query, "marketplaceIds")
    if len(values) > MAX_MARKETPLACES:
        raise invalid_input(f"marketplaceIds must not have more than {MAX_MARKETPLACES} values.")
    for value in values:
        if value not in MARKETPLACES or MARKETPLACES[value].region != seller.region:
            raise unauthorized("The seller has no access to one of the marketplaces.")
    return values
