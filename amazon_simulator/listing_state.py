"""What follows from a listing's document: price, quantity, what is missing, and whether buyers can have it."""

from decimal import Decimal

from .marketplaces import BY_COUNTRY
from .product_attributes import IDENTIFIERS
from .product_schema import schema_of
from .schema_check import flaws

BUYABLE, DISCOVERABLE = "BUYABLE", "DISCOVERABLE"
ACTIVE, INACTIVE, INCOMPLETE = "Active", "Inactive", "Incomplete"
STOPS_SELLING = {"LISTING_SUPPRESSED", "CATALOG_ITEM_REMOVED"}
STOPS_FINDING = {"SEARCH_SUPPRESSED", "CATALOG_ITEM_REMOVED"}


def issue(code, message, category, *names, severity="ERROR", actions=(), marketplace_id=None):
    """Return one of Amazon's Issue documents; `actions` are enforcements that are in force."""
    document = {
        "code": str(code),
        "message": message,
        "severity": severity,
        "attributeNames": list(names),
        "categories": [category] if category else [],
    }
    if actions:
        document["enforcements"] = {
            "actions": [{"action": action} for action in actions],
            "exemption": {"status": "NOT_EXEMPT"},
        }
    if marketplace_id:
        document["marketplaceIds"] = [marketplace_id]
    return document


def missing(document, requirements=None):
    """Return the names of required attributes that a document lacks."""
    schema = schema_of(document["productType"], requirements or document["requirements"], BY_COUNTRY["US"].id)
    rules = {word: schema[word] for word in ("required", "allOf") if word in schema}
    names = []
    for flaw in flaws(document["attributes"], rules, schema):
        if flaw.path:
            continue
        if flaw.word == "required":
            names += flaw.names
        elif flaw.word == "anyOf" and not document["asin"]:
            names += IDENTIFIERS[:2]
    return list(dict.fromkeys(names))


def issues_of(document, marketplace_id):
    """Return all issues of a listing: for what is missing, then those that Amazon found by itself."""
    found = [
        issue(
            90220,
            f"'{name}' is required but not supplied.",
            "MISSING_ATTRIBUTE",
            name,
            actions=["LISTING_SUPPRESSED"],
            marketplace_id=marketplace_id,
        )
        for name in missing(document)
    ]
    return found + [{**row, "marketplaceIds": [marketplace_id]} for row in document["issues"]]


def text_of(document, name):
    """Return the first value of an attribute, or an empty text."""
    rows = document["attributes"].get(name) or [{}]
    return rows[0].get("value", "")


def title_of(document):
    """Return the title, or the SKU where there is none."""
    return str(text_of(document, "item_name") or document.get("title", ""))


def price_of(document, audience="ALL", moment=None):
    """Return the price for an audience as a Decimal, or None; with a moment (ISO text) the sale price of that time."""
    for row in document["attributes"].get("purchasable_offer", []):
        if row.get("audience", "ALL") == audience:
            schedule = (row.get("our_price") or [{}])[0].get("schedule") or [{}]
            amount = schedule[0].get("value_with_tax")
            for sale in _sales(row, moment) if moment else ():
                amount = sale["value_with_tax"]
            return None if amount is None else Decimal(str(amount))
    return None


def _sales(offer, moment):
    """Return the sale prices that are in force at a moment; days count whole, the first and the last included."""
    rows = [row for part in offer.get("discounted_price") or () for row in part.get("schedule") or ()]
    return [
        row
        for row in rows
        if row["start_at"] <= moment[: len(row["start_at"])] and moment[: len(row["end_at"])] <= row["end_at"]
    ]


def channel_of(document):
    """Return the fulfillment_availability that holds: Amazon's if there is one."""
    rows = document["attributes"].get("fulfillment_availability", [])
    by_amazon = [row for row in rows if row.get("fulfillment_channel_code", "").startswith("AMAZON")]
    return (by_amazon or rows or [{}])[0]


def by_amazon(document):
    """Say whether Amazon ships it."""
    return channel_of(document).get("fulfillment_channel_code", "").startswith("AMAZON")


def quantity_of(document):
    """Return how many units buyers can have."""
    if by_amazon(document):
        return (document["stock"] or {}).get("fulfillableQuantity", 0)
    return channel_of(document).get("quantity", 0)


def _actions(document):
    rows = [row.get("enforcements") or {} for row in document["issues"]]
    return {
        action["action"]
        for row in rows
        if row.get("exemption", {}).get("status") == "NOT_EXEMPT"
        for action in row.get("actions", [])
    }


def status_of(document):
    """Return Amazon's statuses: BUYABLE, DISCOVERABLE, both or none."""
    return [] if not document["asin"] or missing(document) else _status_of_complete(document)


def _status_of_complete(document):
    actions = _actions(document)
    sells = not document["closed"] and not actions & STOPS_SELLING
    sells = sells and bool(price_of(document)) and quantity_of(document) > 0
    statuses = [BUYABLE] if sells else []
    return statuses if document["closed"] or actions & STOPS_FINDING else [*statuses, DISCOVERABLE]


def word_of(document):
    """Return the status as the report on all listings has it."""
    if not document["asin"] or missing(document):
        return INCOMPLETE
    return ACTIVE if BUYABLE in _status_of_complete(document) else INACTIVE
