"""From the values of parts of an attribute to the attribute as Amazon wants it: a list of objects with selectors."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal, InvalidOperation

from .publication import Problem

# What has a list on the way to its value, for product types whose definition is not at hand.
_LISTS = frozenset(
    {
        *("our_price", "discounted_price", "minimum_seller_allowed_price", "maximum_seller_allowed_price"),
        *("schedule", "quantity_discount_plan", "levels"),
    }
)
_SELECTED = frozenset({"marketplace_id", "language_tag", "currency", "audience"})
_NO_SELECTORS = frozenset({"fulfillment_availability"})
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,10})?", re.ASCII)
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


@dataclass(frozen=True)
class Part:
    """One value on its way into a document."""

    attribute: str
    path: str  # inside the objects of the attribute
    entry: int  # which of several objects of the attribute, from 0
    value: object
    line_id: int = 0


@dataclass(frozen=True)
class Selectors:
    """What is filled in wherever a schema asks for it."""

    marketplace_id: str
    language_tag: str
    currency: str
    audience: str = "ALL"

    def value(self, name, allowed):
        """The value of a selector; where only one is allowed, that one."""
        own = getattr(self, name) if name in _SELECTED else ""
        return allowed[0] if len(allowed) == 1 and own not in allowed else own


def default_path(attribute):
    """Where the value of an attribute stands when its definition is not at hand.

    :param str attribute: Amazon's name.
    """
    known = {"purchasable_offer": "our_price.schedule.value_with_tax", "list_price": "value_with_tax"}
    if attribute in known:
        return known[attribute]
    return "media_location" if "image_locator" in attribute else "value"


def assemble(parts, rules, selectors):
    """Put parts together.

    :param parts: list of `Part`, in the order of the document.
    :param dict rules: `Definition.attributes`, or {} without a definition.
    :param Selectors selectors: of the marketplace.
    :return: Amazon's attributes by name, and a list of `Problem`.
    """
    entries, problems = {}, []
    for part in parts:
        rule = rules.get(part.attribute)
        leaf = rule and rule.leaf(part.path)
        value, code = convert(part.value, leaf.types if leaf else ())
        if code:
            shown = {"value": str(part.value)[:60], "title": (rule and rule.title) or part.attribute, "path": part.path}
            problems.append(Problem(code, part.attribute, shown, part.line_id))
        target = entries.setdefault(part.attribute, {}).setdefault(part.entry, {})
        _place(target, part.path.split("."), value, rule, rule.item if rule else None)
    return {name: _filled_in(name, items, rules.get(name), selectors) for name, items in entries.items()}, problems


def _filled_in(name, items, rule, selectors):
    result = [items[entry] for entry in sorted(items)]
    for item in result:
        if rule:
            _fill(item, rule.item, rule, selectors)
        elif name not in _NO_SELECTORS:
            item.setdefault("marketplace_id", selectors.marketplace_id)
    return result


def _place(target, names, value, rule, schema):
    """Set a value below `target`, with the lists and objects that are on the way."""
    name, *rest = names
    part = rule.property_of(schema, name) if rule else None
    is_list = part.get("type") == "array" if part else name in _LISTS
    if not rest:
        target[name] = [value] if is_list and not isinstance(value, list) else value
        return
    inner = target.setdefault(name, [{}] if is_list else {})
    _place(inner[0] if is_list else inner, rest, value, rule, rule.inner(part) if part else None)


def _fill(value, schema, rule, selectors):
    """Complete an object with its selectors, and with whatever it needs of which only one value is allowed."""
    for name in schema.get("properties") or {}:
        part = rule.property_of(schema, name)
        if name in value:
            for inner in value[name] if isinstance(value[name], list) else [value[name]]:
                if isinstance(inner, dict):
                    _fill(inner, rule.inner(part), rule, selectors)
            continue
        allowed = part.get("enum") if isinstance(part.get("enum"), list) else []
        found = selectors.value(name, allowed)
        if not found and len(allowed) == 1 and name in (schema.get("required") or []):
            found = allowed[0]
        if found:
            value[name] = found


def convert(value, types):
    """A value in the type that the schema wants.

    :param types: types of JSON that will do; empty when any will.
    :return: the value, and the code of the problem with it or ''
    """
    if isinstance(value, (datetime, date)):
        value = _moment(value)
    elif isinstance(value, float):
        value = Decimal(repr(value))
    if not types:
        return value, ""
    if isinstance(value, bool):
        return value, "" if "boolean" in types else "truth_not_wanted"
    if isinstance(value, (int, Decimal)):
        return _number(value, types)
    if not isinstance(value, str) or "string" in types:
        return value, ""
    return _from_text(value.strip(), types)


def _number(value, types):
    whole = value == int(value) if isinstance(value, int) or value.is_finite() else False
    if "integer" in types and whole:
        return int(value), ""
    if "number" in types:
        return value, ""
    if "integer" in types:
        return value, "not_whole"
    return (f"{value:f}" if isinstance(value, Decimal) else str(value)), "number_as_text" if "string" in types else ""


def _from_text(text, types):
    if "boolean" in types and text.casefold() in _YES | _NO:
        return text.casefold() in _YES, ""
    if {"number", "integer"} & set(types):
        try:
            number = Decimal(text) if _NUMBER.fullmatch(text) else None
        except InvalidOperation:
            number = None
        return (text, "text_not_number") if number is None else _number(number, types)
    return text, "text_not_truth" if "boolean" in types else ""


def _moment(value):
    if not isinstance(value, datetime):
        return value.isoformat()
    value = value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)
    return value.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
