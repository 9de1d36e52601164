"""What the operations of a patch do to the attributes of a listing in one marketplace."""

import copy

from .marketplaces import MARKETPLACES
from .product_attributes import ATTRIBUTES

PREFIX = "/attributes/"
OPERATIONS = ("add", "replace", "merge", "delete")
KEEPS_THE_REST = frozenset({"purchasable_offer"})
"""Attributes of which `replace` leaves the parts alone that it does not name: only `merge` with null removes them."""


class BadPatch(ValueError):
    """A patch that cannot be understood."""


def check(patches):
    """Raise BadPatch unless `patches` is a list of operations on top-level attributes."""
    if not isinstance(patches, list) or not patches:
        raise BadPatch("patches is required and must be a list.")
    for patch in patches:
        if not isinstance(patch, dict) or patch.get("op") not in OPERATIONS:
            raise BadPatch("op of a patch must be add, replace, merge or delete.")
        path = patch.get("path")
        if not isinstance(path, str) or not path.startswith(PREFIX) or not path[len(PREFIX) :]:
            raise BadPatch("path of a patch must be /attributes/<name>.")
        if "/" in path[len(PREFIX) :]:
            raise BadPatch("Only top-level attributes can be patched.")
        value = patch.get("value")
        if value is None and patch["op"] == "delete":
            continue
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise BadPatch("value of a patch must be a list of objects.")


def name_of(patch):
    """Return the attribute that a patch is about."""
    return patch["path"][len(PREFIX) :]


def rows_for(rows, marketplace_id):
    """Return the rows of an attribute that are for a marketplace: those that name it, and those that name none."""
    return [copy.deepcopy(row) for row in rows if row.get("marketplace_id", marketplace_id) == marketplace_id]


def only_for(attributes, marketplace_id):
    """Return the attributes as far as they are for a marketplace."""
    chosen = {name: rows_for(rows, marketplace_id) for name, rows in attributes.items()}
    return {name: rows for name, rows in chosen.items() if rows}


def apply(attributes, patches, marketplace_id):
    """Return the attributes after the patches; raise BadPatch for a merge without its selectors."""
    result = dict(attributes)
    for patch in patches:
        name = name_of(patch)
        old = result.get(name, [])
        given = patch.get("value")
        new = rows_for(given or [], marketplace_id)
        if given and not new:
            continue  # it is about another marketplace
        rows = CHANGES[patch["op"]](name, old, new, marketplace_id)
        result.pop(name, None)
        if rows:
            result[name] = rows
    return result


def _key(name, row, marketplace_id):
    """Return the values by which the rows of an attribute are told apart."""
    attribute = ATTRIBUTES.get(name)
    selectors = attribute.selectors if attribute else ("marketplace_id",)
    marketplace = MARKETPLACES[marketplace_id]
    usual = {
        "marketplace_id": marketplace_id,
        "audience": "ALL",
        "currency": marketplace.currency,
        "language_tag": marketplace.language,
    }
    return tuple(row.get(selector, usual.get(selector)) for selector in selectors)


def _replace(name, old, new, marketplace_id):
    keys = {_key(name, row, marketplace_id): row for row in old}
    replaced = {_key(name, row, marketplace_id) for row in new}
    kept = [row for row in old if _key(name, row, marketplace_id) not in replaced]
    if name in KEEPS_THE_REST:
        new = [{**keys.get(_key(name, row, marketplace_id), {}), **row} for row in new]
    return kept + new


def _merge(name, old, new, marketplace_id):
    attribute = ATTRIBUTES.get(name)
    rows = [copy.deepcopy(row) for row in old]
    for part in new:
        for selector in attribute.selectors if attribute else ():
            if selector not in part and selector not in ("marketplace_id", "language_tag"):
                raise BadPatch(f"The selector {selector} of {name} is required to merge.")
        key = _key(name, part, marketplace_id)
        target = next((row for row in rows if _key(name, row, marketplace_id) == key), None)
        if target is None:
            target = {}
            rows.append(target)
        _merge_into(target, part)
    return rows


def _merge_into(target, part):
    for field, value in part.items():
        if value is None:
            target.pop(field, None)
        elif isinstance(value, dict) and isinstance(target.get(field), dict):
            _merge_into(target[field], value)
        else:
            target[field] = value


def _delete(name, old, new, marketplace_id):
    if not new:
        return []
    keys = {_key(name, row, marketplace_id) for row in new}
    return [row for row in old if _key(name, row, marketplace_id) not in keys]


CHANGES = {"add": _replace, "replace": _replace, "merge": _merge, "delete": _delete}
