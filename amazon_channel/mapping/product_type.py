"""Amazon's definition of a product type: which attributes a listing may have and must have.

It is a JSON Schema 2019-09 with words of Amazon's own. What is read here is what people choose from, and what is
filled in for them; whether a document fits is for `schema_check` to say. Read leniently: what is odd is passed over.
"""

import json
from dataclasses import dataclass
from decimal import Decimal

from .errors import DocumentError

_DEPTH = 12
_ALTERNATIVES = ("allOf", "anyOf", "oneOf")
_SELECTORS = ("marketplace_id", "language_tag", "currency", "audience")
_MAIN = ("value", "media_location", "name")


@dataclass(frozen=True)
class Leaf:
    """One value of an attribute."""

    path: str  # names with dots between them, such as our_price.schedule.value_with_tax
    title: str
    types: tuple[str, ...]  # of JSON; empty when any will do
    choices: dict  # Amazon's values -> their names; empty when any will do
    max_length: int | None  # characters
    max_bytes: int | None  # in UTF-8
    required: bool  # of those that have the attribute

    def choice_like(self, value):
        """The allowed value that somebody means by `value`: its name, or another spelling. None when unclear."""
        wanted = _plain(value)
        found = {key for key, name in self.choices.items() if wanted in (_plain(key), _plain(name))}
        return found.pop() if len(found) == 1 else None


class Attribute:
    """One attribute of a product type: a list of objects."""

    def __init__(self, name, schema, root, required):
        view = _flat(schema, root)
        self.name = name
        self.title = view.get("title") if isinstance(view.get("title"), str) else ""
        self.description = view.get("description") if isinstance(view.get("description"), str) else ""
        self.required = required
        self.selectors = tuple(each for each in _list(view.get("selectors")) if isinstance(each, str))
        self.item = _flat(view.get("items"), root)
        self._root = root

    def property_of(self, schema, name):
        """The schema of a property of an object; None when there is none."""
        properties = _dict(schema.get("properties"))
        return _flat(properties[name], self._root) if name in properties else None

    def inner(self, schema):
        """What is in an array, or the schema itself."""
        return _flat(schema.get("items"), self._root) if _is_array(schema) else schema

    def leaf(self, path):
        """The value at a path; None when the attribute has no such part."""
        schema, required = self.item, True
        for name in path.split("."):
            required = name in _list(schema.get("required"))
            found = self.property_of(schema, name)
            if found is None:
                return None
            title, schema = found.get("title"), self.inner(found)
        types = schema.get("type")
        return Leaf(
            path=path,
            title=title if isinstance(title, str) else "",
            types=tuple(each for each in (types if isinstance(types, list) else [types]) if isinstance(each, str)),
            choices=_choices(schema),
            max_length=_whole(schema.get("maxLength")),
            max_bytes=_whole(schema.get("maxUtf8ByteLength")),
            required=required,
        )

    def paths(self, schema=None, depth=4):
        """The paths of all values, those that are filled in by themselves left out."""
        schema = self.item if schema is None else schema
        result = []
        for name in _dict(schema.get("properties")):
            part = self.inner(self.property_of(schema, name))
            if name in _SELECTORS and name in ("marketplace_id", "language_tag", *self.selectors):
                continue
            if _dict(part.get("properties")) and depth:
                result += [f"{name}.{path}" for path in self.paths(part, depth - 1)]
            else:
                result.append(name)
        return result

    @property
    def main_path(self):
        """The path of the value when only one can be meant; '' otherwise."""
        paths = self.paths()
        return next((name for name in _MAIN if name in paths), paths[0] if len(paths) == 1 else "")


class Definition:
    """The definition of a product type.

    :param dict schema: as parsed by `read_schema`.
    """

    def __init__(self, schema):
        self.schema = schema
        required = {name for name in _list(schema.get("required")) if isinstance(name, str)}
        self.attributes = {
            name: Attribute(name, rule, schema, name in required)
            for name, rule in _dict(schema.get("properties")).items()
        }
        """By Amazon's names, in Amazon's order."""

    @property
    def required(self):
        """The names of the attributes that every listing must have."""
        return tuple(name for name, attribute in self.attributes.items() if attribute.required)


def read_schema(content):
    """A schema as Amazon stores it.

    :param bytes content: JSON in UTF-8. Numbers with a point become `Decimal`.
    :rtype: dict
    :raise DocumentError: `malformed` for what is no JSON Schema of an object's attributes.
    """
    try:
        schema = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        schema = None
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        message = "Amazon's definition of the product type cannot be read: it is no JSON Schema with attributes."
        raise DocumentError("malformed", "schema", message, field="schema")
    return schema


def _flat(schema, root, depth=_DEPTH):
    """A schema with what it refers to, and all its alternatives, laid over each other."""
    if not isinstance(schema, dict) or not depth:
        return {}
    result = {}
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        result = dict(_flat(_target(reference, root), root, depth - 1))
    for key in _ALTERNATIVES:
        for part in _list(schema.get(key)):
            _lay_over(result, _flat(part, root, depth - 1))
    _lay_over(result, {key: value for key, value in schema.items() if key not in (*_ALTERNATIVES, "$ref")})
    return result


def _lay_over(result, part):
    for key, value in part.items():
        if key == "properties" and isinstance(result.get(key), dict) and isinstance(value, dict):
            result[key] = {**result[key], **value}
        elif key in ("enum", "enumNames", "required") and isinstance(result.get(key), list):
            result[key] = result[key] + [each for each in _list(value) if key == "enumNames" or each not in result[key]]
        else:
            result[key] = value


def _target(reference, root):
    for name in reference[2:].split("/"):
        root = _dict(root).get(name.replace("~1", "/").replace("~0", "~"))
    return root


def _choices(schema):
    values = [each for each in _list(schema.get("enum")) if isinstance(each, str)]
    names = _list(schema.get("enumNames"))
    if len(names) != len(values) or not all(isinstance(name, str) for name in names):
        names = values
    return dict(zip(values, names, strict=True))


def _is_array(schema):
    return schema.get("type") == "array" or (isinstance(schema.get("items"), dict) and "properties" not in schema)


def _plain(value):
    return str(value).replace("_", " ").strip().casefold()


def _whole(value):
    return value if type(value) is int else None


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value):
    return value if isinstance(value, list) else []
