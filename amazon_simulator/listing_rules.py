"""What Amazon checks at once when a listing is sent: attributes against the product type, and who may sell it."""

import itertools

from .catalog_items import APPROVAL, is_barcode
from .listing_state import issue, missing, text_of
from .product_schema import schema_of
from .product_types import LISTING
from .schema_check import flaws

UNTOLD = ("value", "schedule")
"""Parts of a path that Amazon's messages leave out."""


def problems(document, marketplace_id, names=None):
    """Return the issues with the attributes of a listing's document.

    :param names: of the attributes that were sent; None for all, which are then those that the requirements set knows
    """
    found = [
        issue(90220, f"'{name}' is required but not supplied.", "MISSING_ATTRIBUTE", name)
        for name in missing(document)
        if names is None or name in names
    ]
    requirements = document["requirements"] if names is None else LISTING
    schema = schema_of(document["productType"], requirements, marketplace_id)
    attributes = document["attributes"]
    sent = attributes if names is None else {name: attributes[name] for name in names if name in attributes}
    only = {word: schema[word] for word in ("properties", "additionalProperties")}
    wrong = [_issue(flaw) for flaw in flaws(sent, only, schema)]
    conditions = {"allOf": schema.get("allOf", [])}
    for flaw in flaws(attributes, conditions, schema):
        if flaw.word == "not":
            wrong += [_unwanted(name) for name in flaw.names if names is None or name in names]
        elif flaw.path:
            wrong += [_issue(flaw)] if flaw.path[0] in sent else []
    return [*found, *(wrong or _by_hand(sent))]


def _issue(flaw):
    """Return Amazon's issue for a flaw within an attribute."""
    where = ".".join(str(part) for part in flaw.path if not isinstance(part, int) and part not in UNTOLD)
    if flaw.word == "additionalProperties":
        return issue(90000900, "The attributes are invalid.", "INVALID_ATTRIBUTE", where)
    if flaw.word == "required":
        return _too_few(where, flaw.names[0])
    if flaw.word == "minItems":
        return _too_few(where, "value")
    return _invalid(where)


def _invalid(where, category="INVALID_ATTRIBUTE"):
    return issue(4000001, f"The provided value for '{where}' is invalid.", category, where.split(".")[0])


def _unwanted(name):
    text = f"The attribute '{name}' is not accepted together with the other attributes of this listing."
    return issue(4000001, text, "INVALID_ATTRIBUTE", name)


def _too_few(where, name):
    return issue(
        99022,
        f"The field '{name}' for the attribute '{where}' does not have enough values. "
        "The required minimum is '1' value(s).",
        "MISSING_ATTRIBUTE",
        where.split(".")[0],
    )


def _by_hand(attributes):
    """Return the issues that no schema tells."""
    found = [
        _invalid("externally_assigned_product_identifier")
        for row in attributes.get("externally_assigned_product_identifier", [])
        if row["type"] != "isbn" and not is_barcode(row["value"])
    ]
    for row in attributes.get("purchasable_offer", []):
        found += _price_problems(row)
    return found


def _price_problems(offer):
    """A price of zero is no price, a sale is cheaper and ends after it begins, many units are cheaper than few."""
    price = first_price(offer, "our_price")
    sales = [row for part in offer.get("discounted_price", []) for row in part["schedule"]]
    plans = [row for part in offer.get("quantity_discount_plan", []) for row in part["schedule"]]
    wrong = price <= 0 or any(not 0 < row["value_with_tax"] < price for row in sales)
    wrong = wrong or any(row["start_at"] > row["end_at"] for row in sales)
    wrong = wrong or any(_rises(plan, price) for plan in plans)
    return [_invalid("purchasable_offer", "INVALID_PRICE")] if wrong else []


def _rises(plan, price):
    levels = [(row["lower_bound"], row["value"]) for row in plan["levels"]]
    if plan["discount_type"] == "percent":
        levels = [(bound, price * (100 - value) / 100) for bound, value in levels]
    steps = [(1, price), *levels]
    return any(
        bound >= more or amount <= less or less <= 0 for (bound, amount), (more, less) in itertools.pairwise(steps)
    )


def first_price(offer, name):
    """Return the first amount of a price in an offer, None if there is none."""
    for part in offer.get(name) or ():
        for row in part.get("schedule") or ():
            return row.get("value_with_tax")
    return None


def out_of_bounds(document):
    """Say whether a price is beyond what the seller itself allows."""
    for offer in document["attributes"].get("purchasable_offer", []):
        price = first_price(offer, "our_price")
        least = first_price(offer, "minimum_seller_allowed_price")
        most = first_price(offer, "maximum_seller_allowed_price")
        if price is not None and ((least is not None and price < least) or (most is not None and price > most)):
            return True
    return False


def brand_problems(document, catalog, marketplace_id):
    """Return the issue of a brand that the seller may not sell."""
    item = catalog.get(document["asin"] or text_of(document, "merchant_suggested_asin"), marketplace_id)
    brand = item.brand if item else text_of(document, "brand")
    reason = catalog.restriction(brand)
    if not reason:
        return []
    message = (
        "You need approval to list this brand." if reason == APPROVAL else "You are not eligible to list this brand."
    )
    return [issue(18304, message, "QUALIFICATION_REQUIRED", "brand")]
