"""What Amazon checks at once when a listing is sent: attributes against the product type, and who may sell it."""

import re

from .catalog_items import APPROVAL, is_barcode
from .listing_state import issue, missing, text_of
from .product_types import ATTRIBUTES, definitions, item_schema

TYPES = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


def problems(document, marketplace_id, names=None):
    """Return the issues with the attributes of a listing's document; only with those in `names`, if given."""
    found = [
        issue(90220, f"'{name}' is required but not supplied.", "MISSING_ATTRIBUTE", name)
        for name in missing(document)
        if names is None or name in names
    ]
    for name, rows in document["attributes"].items():
        if names is None or name in names:
            found += attribute_problems(name, rows, marketplace_id)
    return found


def attribute_problems(name, rows, marketplace_id):
    """Return the issues with one attribute."""
    attribute = ATTRIBUTES.get(name)
    if attribute is None:
        return [issue(90000900, "The attributes are invalid.", "INVALID_ATTRIBUTE", name)]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return [_invalid(name)]
    if len(rows) > attribute.most * 2:
        return [_invalid(name)]
    schema = item_schema(attribute)
    shared = definitions(marketplace_id)
    found = []
    for row in rows:
        found += list(_check(row, schema, name, shared))
    if not found and name == "externally_assigned_product_identifier":
        found = [_invalid(name) for row in rows if row["type"] != "isbn" and not is_barcode(row["value"])]
    if not found and name == "purchasable_offer":
        found = _price_problems(rows)
    return found


def _invalid(name):
    return issue(4000001, f"The provided value for '{name}' is invalid.", "INVALID_ATTRIBUTE", name.split(".")[0])


def _price_problems(rows):
    """A price of zero is no price."""
    prices = [
        schedule["value_with_tax"] for row in rows for price in row["our_price"] for schedule in price["schedule"]
    ]
    if all(price > 0 for price in prices):
        return []
    return [
        issue(4000001, "The provided value for 'purchasable_offer' is invalid.", "INVALID_PRICE", "purchasable_offer")
    ]


def _check(value, schema, where, shared):
    """Yield issues with a value, walking along a JSON Schema as far as those of `product_types` go."""
    schema = shared[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    kind = schema["type"]
    if not isinstance(value, TYPES[kind]) or (kind in ("integer", "number") and isinstance(value, bool)):
        yield _invalid(where)
    elif kind == "object":
        yield from _check_object(value, schema, where, shared)
    elif kind == "array":
        if not value:
            yield _too_few(where, "value")
        for element in value:
            yield from _check(element, schema["items"], where, shared)
    elif not _fits(value, schema):
        yield _invalid(where)


def _check_object(value, schema, where, shared):
    for name in schema["required"]:
        if name not in value:
            yield _too_few(where, name)
    for name, part in value.items():
        if name in schema["properties"]:
            inner = where if name in ("value", "schedule") else f"{where}.{name}"
            yield from _check(part, schema["properties"][name], inner, shared)
        elif not schema.get("additionalProperties", True):
            yield issue(90000900, "The attributes are invalid.", "INVALID_ATTRIBUTE", f"{where}.{name}")


def _too_few(where, name):
    return issue(
        99022,
        f"The field '{name}' for the attribute '{where}' does not have enough values. "
        "The required minimum is '1' value(s).",
        "MISSING_ATTRIBUTE",
        where.split(".")[0],
    )


def _fits(value, schema):
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, str):
        fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        return fits and ("pattern" not in schema or re.search(schema["pattern"], value) is not None)
    return value >= schema.get("minimum", value)


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
