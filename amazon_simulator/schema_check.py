"""Checks a value against a JSON Schema as far as those of the product types go, Amazon's own words included."""

import re
from collections import Counter
from typing import NamedTuple

TYPES = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list, "object": dict}


class Flaw(NamedTuple):
    """What is wrong: where (names and positions), the word of the schema that says so, and its names if it has some."""

    path: tuple
    word: str
    names: tuple = ()


def flaws(value, schema, root, path=()):
    """Yield what is wrong with a value; `root` is the schema whose `$defs` are meant."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    kind = schema.get("type")
    if kind and not _is(value, kind):
        yield Flaw(path, "type")
        return
    for word, rule in schema.items():
        check = CHECKS.get(word)
        if check:
            yield from check(value, rule, schema, root, path)


def fits(value, schema, root):
    """Say whether nothing is wrong with a value."""
    return next(flaws(value, schema, root), None) is None


def _is(value, kind):
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _required(value, rule, schema, root, path):
    if isinstance(value, dict):
        for name in rule:
            if name not in value:
                yield Flaw(path, "required", (name,))


def _properties(value, rule, schema, root, path):
    if isinstance(value, dict):
        for name, part in value.items():
            if name in rule:
                yield from flaws(part, rule[name], root, (*path, name))


def _additional(value, rule, schema, root, path):
    if rule is False and isinstance(value, dict):
        for name in value:
            if name not in schema["properties"]:
                yield Flaw((*path, name), "additionalProperties", (name,))


def _items(value, rule, schema, root, path):
    if isinstance(value, list):
        for position, part in enumerate(value):
            yield from flaws(part, rule, root, (*path, position))


def _few(value, rule, schema, root, path):
    if isinstance(value, list) and len(value) < rule:
        yield Flaw(path, "minItems")


def _many(value, rule, schema, root, path):
    """At most so many elements may have the same selectors; without selectors, at most so many may be there."""
    if not isinstance(value, list) or len(value) <= rule:
        return
    selectors = schema.get("selectors", ())
    alike = Counter(tuple(str(row.get(name)) for name in selectors) for row in value if isinstance(row, dict))
    if max(alike.values(), default=0) > rule:
        yield Flaw(path, "maxUniqueItems")


def _contains(value, rule, schema, root, path):
    if isinstance(value, list) and not any(fits(part, rule, root) for part in value):
        yield Flaw(path, "contains")


def _simple(word, holds):
    def check(value, rule, schema, root, path):
        if not holds(value, rule):
            yield Flaw(path, word)

    return check


def _length(compare, size=len):
    return lambda value, rule: not isinstance(value, str) or compare(size(value), rule)


def _amount(compare):
    return lambda value, rule: isinstance(value, str | bool | list | dict) or compare(value, rule)


def _all_of(value, rule, schema, root, path):
    for part in rule:
        yield from flaws(value, part, root, path)


def _any_of(value, rule, schema, root, path):
    if not any(fits(value, part, root) for part in rule):
        yield Flaw(path, "anyOf", tuple(name for part in rule for name in part.get("required", ())))


def _not(value, rule, schema, root, path):
    if fits(value, rule, root):
        names = [name for part in rule.get("anyOf", [rule]) for name in part.get("required", ())]
        yield Flaw(path, "not", tuple(name for name in names if isinstance(value, dict) and name in value))


def _if(value, rule, schema, root, path):
    branch = "then" if fits(value, rule, root) else "else"
    if branch in schema:
        yield from flaws(value, schema[branch], root, path)


CHECKS = {
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "minItems": _few,
    "maxUniqueItems": _many,
    "contains": _contains,
    "enum": _simple("enum", lambda value, rule: any(value == known and type(value) is type(known) for known in rule)),
    "pattern": _simple("pattern", lambda value, rule: not isinstance(value, str) or bool(re.search(rule, value))),
    "minLength": _simple("minLength", _length(int.__ge__)),
    "maxLength": _simple("maxLength", _length(int.__le__)),
    "maxUtf8ByteLength": _simple("maxUtf8ByteLength", _length(int.__le__, lambda text: len(text.encode()))),
    "minimum": _simple("minimum", _amount(lambda value, rule: value >= rule)),
    "maximum": _simple("maximum", _amount(lambda value, rule: value <= rule)),
    "allOf": _all_of,
    "anyOf": _any_of,
    "not": _not,
    "if": _if,
}
