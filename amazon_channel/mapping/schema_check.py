"""Whether a document fits Amazon's JSON Schema of its product type.

Checked by the library `jsonschema`, which learns the words that Amazon adds to JSON Schema 2019-09. Nothing is fetched:
a schema that refers to another address is checked without it.
"""

import re
from collections import Counter
from functools import cached_property

from jsonschema import Draft201909Validator
from jsonschema.exceptions import UnknownType, ValidationError, best_match
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from .publication import Problem

FAMILY = frozenset({"parentage_level", "variation_theme", "child_parent_sku_relationship"})

_SHOWN = 60  # characters of a value
_CHOICES = 8
_MOST_PROBLEMS = 100
_MOST_KNOWN = 10_000  # values of attributes
_MOST_DEPTH = 40


def _max_unique(validator, limit, items, schema):
    """At most so many objects that the selectors do not tell apart, such as five texts in one language."""
    if validator.is_type(items, "array") and (most := _most_alike(items, schema)) > limit:
        yield ValidationError(f"{most} values are more than {limit}")


def _min_unique(validator, limit, items, schema):
    if validator.is_type(items, "array") and _most_alike(items, schema) < limit:
        yield ValidationError(f"{len(items)} values are less than {limit}")


def _most_alike(items, schema):
    selectors = schema.get("selectors") or []
    counts = Counter(
        tuple(repr(item.get(name)) for name in selectors) if isinstance(item, dict) else () for item in items
    )
    return max(counts.values(), default=0)


def _max_bytes(validator, limit, text, schema):
    if validator.is_type(text, "string") and len(text.encode(errors="replace")) > limit:
        yield ValidationError(f"longer than {limit} bytes")


def _min_bytes(validator, limit, text, schema):
    if validator.is_type(text, "string") and len(text.encode(errors="replace")) < limit:
        yield ValidationError(f"shorter than {limit} bytes")


def _pattern(validator, pattern, text, schema):
    """A pattern that Python does not understand forbids nothing: Amazon's are written for other languages, too."""
    try:
        fits = not validator.is_type(text, "string") or re.search(pattern, text)
    except re.error:
        return
    if not fits:
        yield ValidationError(f"does not match {pattern}")


def _condition(validator, condition, instance, schema):
    """`if`: most of Amazon's conditions are about attributes that a listing does not have, which is seen at once."""
    wanted = condition.get("required") if isinstance(condition, dict) else None
    lacks = isinstance(wanted, list) and isinstance(instance, dict) and any(name not in instance for name in wanted)
    branch = "then" if not lacks and validator.evolve(schema=condition).is_valid(instance) else "else"
    if branch in schema:
        yield from validator.descend(instance, schema[branch], schema_path=branch)


AmazonValidator = extend(
    Draft201909Validator,
    {
        "maxUniqueItems": _max_unique,
        "minUniqueItems": _min_unique,
        "maxUtf8ByteLength": _max_bytes,
        "minUtf8ByteLength": _min_bytes,
        "pattern": _pattern,
        "if": _condition,
    },
)


class SchemaCheck:
    """The check of one product type, made once for many documents.

    :param Definition definition: Amazon's.
    """

    def __init__(self, definition):
        self.definition = definition
        self._registry = Registry()
        schema = _without_references(definition.schema)
        properties = schema.get("properties")
        if "$ref" in repr(schema) or not isinstance(properties, dict):
            # It refers to itself, or elsewhere: nothing can be taken apart.
            schema, properties = definition.schema, {}
        self._validator = self._validator_of(
            schema | {"properties": dict.fromkeys(properties, True)} if properties else schema
        )
        self._parts = {name: self._validator_of(part) for name, part in properties.items()}
        self._known = {}

    def _validator_of(self, schema):
        return AmazonValidator(schema, registry=self._registry)

    @cached_property
    def required(self):
        """The names of the attributes that a product to be sold must have, whatever its other attributes say.

        Amazon requires many on conditions only, such as a price of all but parents: so that an empty product is tried,
        and a variant. What only holds a family together is not counted.
        """
        tried = ({}, {"parentage_level": [{"value": "child"}]})
        problems = [problem for attributes in tried for problem in self.problems(attributes)]
        missing = {problem.attribute for problem in problems if problem.code == "attribute_missing"} - FAMILY
        return tuple(name for name in self.definition.attributes if name in missing | set(self.definition.required))

    def problems(self, attributes):
        """What keeps a document from fitting.

        :param dict attributes: Amazon's attributes by name.
        :rtype: list[Problem]
        """
        found = []
        try:
            for error in self._errors(attributes):
                found += self._problems_of(error)
                if len(found) >= _MOST_PROBLEMS:
                    break
        except (Unresolvable, UnknownType, RecursionError, TypeError):
            found.append(Problem("schema_unusable"))
        return list({_key(problem): problem for problem in found}.values())

    def _errors(self, attributes):
        """The errors of the library. Each attribute is checked by itself, and many listings have the same of some."""
        for name, value in attributes.items():
            if name not in self._parts:
                continue
            key = (name, repr(value))
            errors = self._known.get(key)  # another thread may clear it
            if errors is None:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                errors = [self._below(name, error) for error in self._parts[name].iter_errors(value)]
                self._known[key] = errors
            yield from errors
        yield from self._validator.iter_errors(attributes)

    @staticmethod
    def _below(name, error):
        error.path.appendleft(name)
        return error

    def _problems_of(self, error):
        """The problems of one error of the library, which may be about several attributes."""
        where = [each for each in error.absolute_path if isinstance(each, str)]
        attribute, path = (where[0] if where else ""), ".".join(where[1:])
        kind = error.validator
        if kind == "required":
            return [self._missing(name, attribute, path) for name in _absent(error)]
        if kind in ("additionalProperties", "unevaluatedProperties"):
            return [self._unknown(name, attribute, path) for name in _unexpected(error)]
        if kind in ("anyOf", "oneOf"):
            return self._of_alternatives(error, attribute, path)
        values = {"path": path, "title": self._title(attribute), "value": _short(error.instance)}
        if kind in ("enum", "const"):
            return [self._not_allowed(error.instance, attribute, path, values)]
        limits = {"limit": error.validator_value, "count": _size(kind, error.instance)}
        code = _CODES.get(kind)
        if code == "too_few" and error.instance:
            code = "too_few_values"
        if code:
            return [Problem(code, attribute, values | limits)]
        return [Problem("schema_other", attribute, values | {"words": _short(error.message, 200)})]

    def _missing(self, name, attribute, path):
        if not attribute:
            return Problem("attribute_missing", name, {"title": self._title(name)})
        return Problem("part_missing", attribute, {"title": self._title(attribute), "path": _join(path, name)})

    def _unknown(self, name, attribute, path):
        if not attribute:
            return Problem("attribute_unknown", name, {})
        return Problem("part_unknown", attribute, {"title": self._title(attribute), "path": _join(path, name)})

    def _not_allowed(self, value, attribute, path, values):
        rule = self.definition.attributes.get(attribute)
        leaf = rule and path and rule.leaf(path)
        choices = leaf.choices if leaf else {}
        meant = leaf.choice_like(value) if leaf else None
        shown = [key if name == key else f"{key} ({name})" for key, name in list(choices.items())[:_CHOICES]]
        more = len(choices) > _CHOICES
        extra = {"choices": ", ".join(shown) + (" ..." if more else ""), "meant": meant or ""}
        return Problem("choice_meant" if meant else "choice", attribute, values | extra)

    def _of_alternatives(self, error, attribute, path):
        branches = [each for each in error.context if each.validator == "required"]
        if not attribute and len(branches) == len(error.context):
            names = [name for each in branches for name in _absent(each)]
            titles = ", ".join(self._title(name) for name in dict.fromkeys(names))
            return [Problem("one_of_missing", names[0] if names else "", {"names": tuple(names), "titles": titles})]
        choice = [each for each in error.context if each.validator in ("enum", "const")]
        if choice:
            return self._problems_of(choice[0])
        inner = best_match(error.context) if error.context else None
        if inner is not None and inner is not error:
            return self._problems_of(inner)
        return [Problem("schema_other", attribute, {"path": path, "words": _short(error.message, 200)})]

    def _title(self, name):
        attribute = self.definition.attributes.get(name)
        return (attribute and attribute.title) or name


def _without_references(schema):
    """A schema with what it refers to in its place: looking it up takes longer than checking it."""

    def resolved(part, depth):
        if depth > _MOST_DEPTH:
            return part
        if isinstance(part, list):
            return [resolved(each, depth + 1) for each in part]
        if not isinstance(part, dict):
            return part
        result = {key: resolved(value, depth + 1) for key, value in part.items() if key not in ("$ref", "$defs")}
        reference = part.get("$ref")
        target = schema.get("$defs", {}).get(reference[8:]) if str(reference).startswith("#/$defs/") else None
        if target is None:
            return result if reference is None else part
        return (
            result | {"allOf": [*result.get("allOf", []), resolved(target, depth + 1)]}
            if result
            else resolved(target, depth + 1)
        )

    return resolved(schema, 0)


_CODES = {
    "type": "wrong_type",
    "maxLength": "text_long",
    "maxUtf8ByteLength": "text_long_bytes",
    "minLength": "text_short",
    "minUtf8ByteLength": "text_short",
    "minimum": "number_small",
    "exclusiveMinimum": "number_small",
    "maximum": "number_large",
    "exclusiveMaximum": "number_large",
    "multipleOf": "number_step",
    "pattern": "wrong_form",
    "maxItems": "too_many",
    "maxUniqueItems": "too_many",
    "minItems": "too_few",
    "minUniqueItems": "too_few",
}


def _key(problem):
    return problem.code, problem.attribute, str(sorted(problem.values.items(), key=str))


def _absent(error):
    """The names that an object lacks. The library tells them one by one, each in its message only."""
    return [
        name for name in error.validator_value if name not in error.instance and error.message.startswith(repr(name))
    ]


def _unexpected(error):
    known = error.schema.get("properties") or {}
    return [name for name in error.instance if name not in known]


def _size(kind, value):
    if kind.endswith("Utf8ByteLength"):
        return len(value.encode(errors="replace"))
    return len(value) if isinstance(value, (str, list)) else value


def _join(path, name):
    return f"{path}.{name}" if path else name


def _short(value, limit=_SHOWN):
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
