"""What the schemas of product types are made of: attributes, and the parts of their values."""

from dataclasses import dataclass
from typing import NamedTuple

from .marketplaces import Marketplace
from .schema_words import in_language

LOCAL = ("marketplace_id", "language_tag")
OFFER, IMAGES, DETAILS, SAFETY, IDENTITY, VARIATIONS = (
    "offer",
    "images",
    "product_details",
    "safety_and_compliance",
    "product_identity",
    "variations",
)


class Place(NamedTuple):
    """Whom a schema is for: `language` (such as `de`) is that of its titles, the values are the marketplace's."""

    marketplace: Marketplace
    language: str


@dataclass(frozen=True)
class Attribute:
    """One attribute: a list of objects with `properties`, at most `most` with the same `selectors`.

    A property is a JSON Schema, or a function that makes one for a Place.
    """

    title: str
    group: str
    properties: dict
    required: tuple = ("value",)
    selectors: tuple = ("marketplace_id",)
    most: int = 1


def string(longest=2000, **more):
    """Return the schema of a text."""
    return {"type": "string", "minLength": 1, "maxLength": longest, **more}


def number(least=0, **more):
    """Return the schema of a number."""
    return {"type": "number", "minimum": least, **more}


def whole(least=0, most=99_999_999):
    """Return the schema of a whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def choice(**words):
    """Return the schema of one of some values: the same values everywhere, with names in the locale's language."""
    return lambda place: {
        "type": "string",
        "enum": list(words),
        "enumNames": [in_language(word, place.language) for word in words.values()],
    }


def local_choice(*words):
    """Return the schema of one of some words, which are the values, too: in the marketplace's language."""

    def schema(place):
        values = [in_language(word, place.marketplace.language[:2]) for word in words]
        return {"type": "string", "enum": values, "enumNames": values}

    return schema


def suggested(*words, longest=100):
    """Return the schema of a text for which Amazon suggests some words."""

    def schema(place):
        values = [in_language(word, place.marketplace.language[:2]) for word in words]
        return {"anyOf": [string(longest), {"type": "string", "enum": values, "enumNames": values}]}

    return schema


def text(title, group=DETAILS, most=1, longest=2000, value=None, **more):
    """Return an attribute that is a text in a language."""
    return Attribute(title, group, {"value": value or string(longest, **more)}, ("value", "language_tag"), LOCAL, most)


def value(title, schema, group=DETAILS):
    """Return an attribute with a single value, the same in all languages."""
    return Attribute(title, group, {"value": schema})


def measure(title, **units):
    """Return an attribute that is a number with a unit."""
    return Attribute(title, DETAILS, {"value": number(), "unit": choice(**units)}, ("value", "unit"))


def image(title):
    """Return an attribute that is the address of a picture."""
    return Attribute(title, IMAGES, {"media_location": string(pattern="^https?://")}, ("media_location",))


def list_of(properties, *required, most=1):
    """Return the schema of a list inside a value."""
    items = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return {"type": "array", "minItems": 1, "minUniqueItems": 1, "maxUniqueItems": most, "items": items}


# Conditions, as they stand in `allOf` of a schema


def has(name, field="value", *values):
    """Return the schema of a listing that has an attribute, with one of some values if any are given."""
    part = {"required": [field], "properties": {field: {"enum": list(values)}}} if values else {"required": [field]}
    return {"required": [name], "properties": {name: {"contains": part}}}


def when(condition, then, otherwise=None):
    """Return a condition on a listing."""
    return {"if": condition, "then": then, **({"else": otherwise} if otherwise else {})}


def needs(*names):
    """Return the schema of a listing that has some attributes."""
    return {"required": list(names)}


def lacks(*names):
    """Return the schema of a listing that has none of some attributes."""
    return {"not": {"anyOf": [{"required": [name]} for name in names]}}
