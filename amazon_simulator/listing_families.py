"""Families of variants: a parent that nobody can buy, and its children, told by SKU."""

from .listing_state import issue
from .product_types import attributes_of_theme

UNKNOWN_PARENT = "8008"
CODES = {UNKNOWN_PARENT}
"""Codes of issues that go when the family is whole."""


def _first(document, name, field):
    rows = document["attributes"].get(name) or [{}]
    return rows[0].get(field, "")


def is_parent(document):
    """Say whether it stands for a family."""
    return _first(document, "parentage_level", "value") == "parent"


def parent_sku(document):
    """Return the SKU of the parent, '' for what is no child."""
    if _first(document, "parentage_level", "value") != "child":
        return ""
    return _first(document, "child_parent_sku_relationship", "parent_sku")


def theme_of(document):
    """Return what the members of the family differ in, such as `SIZE/COLOR`."""
    return _first(document, "variation_theme", "name")


def family_problems(document, parent):
    """Return the issues of a child with its parent's document, None where there is no parent yet."""
    if not parent_sku(document) or parent is None:
        return []
    if not is_parent(parent):
        return [_wrong("child_parent_sku_relationship", f"The SKU '{parent['sku']}' is not a variation parent.")]
    if theme_of(parent) != theme_of(document) or parent["productType"] != document["productType"]:
        return [_wrong("variation_theme", "The variation theme or product type is not that of the parent.")]
    return []


def _wrong(name, text):
    return issue(4000001, text, "INVALID_ATTRIBUTE", name)


def unknown_parent(document):
    """Return the warning of a child whose parent is not there."""
    text = f"We cannot recognize your child SKU: there is no parent '{parent_sku(document)}'."
    return issue(UNKNOWN_PARENT, text, "INVALID_ATTRIBUTE", "child_parent_sku_relationship", severity="WARNING")


def relationships(document, parent, children):
    """Return Amazon's relationships of a listing; `parent` is a document or None, `children` are SKUs."""
    family = {"type": "VARIATION"}
    if is_parent(document) and children:
        family["childSkus"] = sorted(children)
    elif parent is not None and is_parent(parent):
        family["parentSkus"] = [parent["sku"]]
    else:
        return []
    theme = theme_of(document)
    return [family | {"variationTheme": {"attributes": attributes_of_theme(theme), "theme": theme}}]
