"""The JSON Schemas of product types, of the kind that Amazon publishes: draft 2019-09 with Amazon's own words.

`selectors`, `minUniqueItems`, `maxUniqueItems` (how many with the same selectors), `maxUtf8ByteLength` and `enumNames`
are Amazon's; a validator that does not know them passes over them.
"""

import functools

from .marketplaces import MARKETPLACES
from .product_attributes import IDENTIFIERS, NEW, OFFER_ATTRIBUTES
from .product_types import PRODUCT, PRODUCT_TYPES, attributes_of_theme
from .schema_parts import LOCAL, Place, has, lacks, needs, when
from .schema_words import in_language

NONE, CHILD, PARENT = "NONE", "CHILD", "PARENT"
BASE = "https://schemas.amazon.com/selling-partners/definitions/product-types"
META = f"{BASE}/meta-schema/v1"
VARIATION = ("parentage_level", "child_parent_sku_relationship", "variation_theme")
IS_PARENT, IS_CHILD = has("parentage_level", "value", "parent"), has("parentage_level", "value", "child")


@functools.cache
def schema_of(product_type, requirements, marketplace_id, language=None, enforced=True, parentage=None):
    """Return the JSON Schema of the attributes of a listing; nobody must change it.

    :param product_type: name of the product type
    :param language: such as `de`; None for the marketplace's
    :param enforced: whether required attributes are required
    :param parentage: NONE, CHILD or PARENT for a schema without conditions on it, None for one that serves for all
    """
    kind = PRODUCT_TYPES[product_type]
    marketplace = MARKETPLACES[marketplace_id]
    place = Place(marketplace, language or marketplace.language[:2])
    attributes = known(kind, requirements, parentage)
    document = {
        "$schema": META,
        "$id": f"{BASE}/schema/v1/{kind.name}",
        "$comment": f"Amazon product type definition for {kind.name} product type (2020-09-01).",
        "$defs": _definitions(marketplace),
        "type": "object",
        "properties": {name: _attribute(kind, name, row, place) for name, row in attributes.items()},
        "additionalProperties": False,
    }
    conditions = _conditions(kind, attributes)
    if enforced:
        required, more = _required(kind, requirements, parentage, attributes)
        document["required"] = required
        conditions += more
    if conditions:
        document["allOf"] = conditions
    return document


def known(kind, requirements, parentage=None):
    """Return {name: Attribute} of a product type and requirements set."""
    attributes = kind.attributes(requirements)
    if parentage == NONE:
        return {name: row for name, row in attributes.items() if name not in VARIATION}
    if parentage == PARENT:
        return {name: row for name, row in attributes.items() if name not in OFFER_ATTRIBUTES}
    return attributes


def _required(kind, requirements, parentage, attributes):
    """Return (names that are always required, conditions)."""
    product, offer = kind.product_required(requirements), kind.offer_required(requirements)
    # Of these, a parent has none: the members of its family differ in them.
    differing = {name for theme in kind.themes for name in attributes_of_theme(theme)}
    always = [name for name in product if name not in differing]
    sold = [*(name for name in product if name in differing), *offer]
    identity = {"anyOf": [{"required": [name]} for name in IDENTIFIERS if name in attributes]}
    family = {"child_parent_sku_relationship", "parentage_level", "variation_theme"}
    if not family <= set(attributes) or kind.name == PRODUCT or parentage == NONE:
        return [*always, *sold], [identity] if identity["anyOf"] else []
    member = _child(kind)
    if parentage == CHILD:
        return [*always, *sold, *VARIATION], [identity, *member]
    if parentage == PARENT:
        return [*always, "parentage_level", "variation_theme"], []
    is_child = when(IS_CHILD, {"allOf": [needs("child_parent_sku_relationship", "variation_theme"), *member]})
    is_parent = when(IS_PARENT, needs("variation_theme"), {"allOf": [needs(*sold), identity]} if sold else identity)
    return always, [is_parent, is_child]


def _child(kind):
    """Return what a child needs besides: the SKU of its parent, and the attributes of its theme."""
    parent = {"properties": {"child_parent_sku_relationship": {"items": {"required": ["parent_sku"]}}}}
    themes = [when(has("variation_theme", "name", name), needs(*attributes_of_theme(name))) for name in kind.themes]
    return [parent, *themes]


def _conditions(kind, attributes):
    """Return the conditions that hold whether required attributes are enforced or not."""
    found = []
    if {"condition_type", "condition_note"} <= set(attributes):
        found.append(when(has("condition_type", "value", *NEW), lacks("condition_note")))
    if "batteries_required" in attributes and kind.name != PRODUCT:
        found.append(when(has("batteries_required", "value", True), needs("batteries_included")))
        found.append(when(has("supplier_declared_dg_hz_regulation", "value", "ghs"), needs("ghs_classification_class")))
    if "parentage_level" in attributes and "purchasable_offer" in attributes:
        found.append(when(IS_PARENT, lacks("purchasable_offer", "fulfillment_availability", *IDENTIFIERS)))
    return found


def _definitions(marketplace):
    languages = sorted({marketplace.language, "en_US"})
    return {
        "marketplace_id": {
            "type": "string",
            "default": marketplace.id,
            "editable": False,
            "hidden": True,
            "enum": [marketplace.id],
            "enumNames": [marketplace.name],
        },
        "language_tag": {
            "type": "string",
            "default": marketplace.language,
            "editable": False,
            "hidden": True,
            "enum": languages,
            "enumNames": languages,
        },
    }


def _attribute(kind, name, attribute, place):
    title = in_language(attribute.title, place.language)
    return {
        "title": title,
        "description": f"Provide the {title.lower()} of the item",
        "type": "array",
        "minItems": 1,
        "minUniqueItems": 1,
        "maxUniqueItems": attribute.most,
        "selectors": list(attribute.selectors),
        "items": _item(kind, name, attribute, place),
    }


def _item(kind, name, attribute, place):
    properties, required = dict(attribute.properties), list(attribute.required)
    if name == "variation_theme" and kind.themes:
        properties["name"] = {"type": "string", "enum": list(kind.themes), "enumNames": list(kind.themes)}
    if name == "list_price":
        # Where prices are shown with tax, it has another name.
        used, unused = ("value", "value_with_tax")[:: 1 if place.marketplace.region == "na" else -1]
        required.append(used)
        del properties[unused]
    parts = {key: _part(key, row, attribute, place) for key, row in properties.items()}
    shared = {key: {"$ref": f"#/$defs/{key}"} for key in LOCAL if key in attribute.selectors or key == LOCAL[0]}
    return {"type": "object", "required": required, "properties": {**parts, **shared}, "additionalProperties": False}


def _part(key, row, attribute, place):
    row = row(place) if callable(row) else row
    title = in_language(attribute.title if key == "value" else key.replace("_", " ").title(), place.language)
    return {"title": title, "editable": True, "hidden": False, **row}


def groups(product_type, requirements, parentage=None):
    """Return the property groups of a requirements set."""
    result = {}
    for name, attribute in known(PRODUCT_TYPES[product_type], requirements, parentage).items():
        title = attribute.group.replace("_", " ").title()
        group = result.setdefault(attribute.group, {"title": title, "description": title, "propertyNames": []})
        group["propertyNames"].append(name)
    return result
