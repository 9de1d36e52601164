"""What Amazon's schema of JSON_LISTINGS_FEED, version 2.0, demands: every feed that is sent must hold to it."""

import json

from jsonschema import Draft7Validator

DATA_SETS = ["summaries", "attributes", "issues", "offers", "fulfillmentAvailability"]
DATA_SETS += ["procurement", "relationships", "productTypes"]
TEXT = {"type": "string", "minLength": 1}


def _message_of(operation, needs, never):
    """A message of one operation: what it must have besides, and what it must not."""
    unwanted = dict.fromkeys(never, False)
    return {"properties": {"operationType": {"const": operation}, **unwanted}, "required": needs}


PATCH = {
    "type": "object",
    "properties": {
        "op": {"enum": ["add", "replace", "merge", "delete"]},
        "path": {"type": "string"},
        "value": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["op", "path"],
}
MESSAGE = {
    "type": "object",
    "properties": {
        "messageId": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        "sku": TEXT,
        "operationType": {"enum": ["UPDATE", "PARTIAL_UPDATE", "PATCH", "DELETE"]},
        "productType": TEXT,
        "requirements": {"enum": ["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"]},
        "attributes": {"type": "object", "minProperties": 1},
        "patches": {"type": "array", "minItems": 1, "items": PATCH},
    },
    "required": ["messageId", "sku", "operationType"],
    "oneOf": [
        _message_of("UPDATE", ["productType", "attributes"], ["patches"]),
        _message_of("PARTIAL_UPDATE", ["productType", "attributes"], ["requirements", "patches"]),
        _message_of("PATCH", ["productType", "patches"], ["requirements", "attributes"]),
        _message_of("DELETE", [], ["productType", "requirements", "attributes", "patches"]),
    ],
}
REPORT = {
    "type": "object",
    "properties": {
        "includedData": {"type": "array", "minItems": 1, "items": {"enum": DATA_SETS}},
        "apiVersion": {"const": "2021-08-01"},
    },
    "required": ["includedData", "apiVersion"],
}
SCHEMA = {
    "type": "object",
    "properties": {
        "header": {
            "type": "object",
            "properties": {
                "sellerId": {"type": "string"},
                "version": {"const": "2.0"},
                "issueLocale": {"type": "string"},
                "report": REPORT,
            },
            "required": ["sellerId", "version"],
        },
        "messages": {"type": "array", "minItems": 1, "maxItems": 25_000, "items": MESSAGE},
    },
    "required": ["header", "messages"],
}
_VALIDATOR = Draft7Validator(SCHEMA)


def feed_errors(content):
    """What Amazon's schema objects to in a feed.

    :param bytes content: the feed as it is uploaded
    :return: list of texts, each with its place; empty for a good feed
    """
    return [f"{error.json_path}: {error.message}" for error in _VALIDATOR.iter_errors(json.loads(content))]
