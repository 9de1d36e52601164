"""Product Type Definitions API 2020-09-01: which attributes a product of a type may and must have."""

import base64
import hashlib
import json

from .errors import invalid_input, not_found
from .jobs_query import text_of
from .listings_query import check_listing_role, check_locale, list_of, marketplaces_asked, one_of
from .marketplaces import MARKETPLACES
from .operations import Operation
from .product_schema import CHILD, META, NONE, PARENT, groups, schema_of
from .product_types import LISTING, PRODUCT_TYPES, REQUIREMENTS, fitting

BASE = "/definitions/2020-09-01/productTypes"
VERSION = "UHqSqmb4FNUk="
META_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    "$id": META,
    "$vocabulary": {
        "https://json-schema.org/draft/2019-09/vocab/core": True,
        "https://json-schema.org/draft/2019-09/vocab/applicator": True,
        "https://json-schema.org/draft/2019-09/vocab/validation": True,
        "https://json-schema.org/draft/2019-09/vocab/meta-data": True,
    },
    "allOf": [{"$ref": "https://json-schema.org/draft/2019-09/schema"}],
    "properties": {
        "selectors": {"type": "array", "items": {"type": "string"}},
        "minUniqueItems": {"type": "integer", "minimum": 0},
        "maxUniqueItems": {"type": "integer", "minimum": 1},
        "minUtf8ByteLength": {"type": "integer", "minimum": 0},
        "maxUtf8ByteLength": {"type": "integer", "minimum": 1},
        "enumNames": {"type": "array", "items": {"type": "string"}},
        "editable": {"type": "boolean"},
        "hidden": {"type": "boolean"},
    },
}
ENFORCED = ("ENFORCED", "NOT_ENFORCED")


def search_definitions(call):
    """GET /definitions/2020-09-01/productTypes (searchDefinitionsProductTypes): by keywords or the title of an item."""
    check_listing_role(call)
    marketplace_ids = marketplaces_asked(call)
    check_locale(call.query, "locale", "searchLocale")
    keywords, title = list_of(call.query, "keywords"), text_of(call.query, "itemName")
    if keywords and title:
        raise invalid_input("keywords and itemName cannot be given together.")
    found = fitting(" ".join(keywords) or title or "")
    rows = [{"name": row.name, "displayName": row.title, "marketplaceIds": marketplace_ids} for row in found]
    return {"productTypes": rows, "productTypeVersion": VERSION}


def get_definition(call):
    """GET /definitions/2020-09-01/productTypes/{productType} (getDefinitionsProductType): where its schema is."""
    check_listing_role(call)
    [marketplace_id] = marketplaces_asked(call, most=1)
    check_locale(call.query, "locale")
    requirements = one_of(call.query, "requirements", REQUIREMENTS, LISTING)
    enforced = one_of(call.query, "requirementsEnforced", ENFORCED, ENFORCED[0])
    parentage = one_of(call.query, "parentageLevel", (NONE, CHILD, PARENT))
    product_type = PRODUCT_TYPES.get(call.path["product_type"])
    if product_type is None:
        raise not_found(f"The product type {call.path['product_type']} is unknown.")
    asked = text_of(call.query, "locale") or "DEFAULT"
    locale = MARKETPLACES[marketplace_id].language if asked == "DEFAULT" else asked
    document = schema_of(
        product_type.name, requirements, marketplace_id, locale[:2], enforced == ENFORCED[0], parentage
    )
    return {
        "metaSchema": _link(call, META_SCHEMA),
        "schema": _link(call, document),
        "requirements": requirements,
        "requirementsEnforced": enforced,
        "propertyGroups": groups(product_type.name, requirements, parentage),
        "locale": locale,
        "marketplaceIds": [marketplace_id],
        "productType": product_type.name,
        "displayName": product_type.title,
        "productTypeVersion": {"version": VERSION, "latest": True, "releaseCandidate": False},
    }


def _link(call, document):
    """Return a SchemaLink: a signed address that is good for some minutes, and the checksum of what is there."""
    content = json.dumps(document).encode()
    checksum = base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
    simulator = call.simulator
    if checksum not in simulator.schemas:
        stored = simulator.documents.add("", "application/json", call.now, content=content)
        simulator.schemas[checksum] = stored.id
    stored = simulator.documents.find(simulator.schemas[checksum])
    address = simulator.documents.address(call.base_url, "GET", stored, call.now)
    return {"link": {"resource": address, "verb": "GET"}, "checksum": checksum}


OPERATIONS = (
    Operation("searchDefinitionsProductTypes", "GET", BASE, 5, 10, search_definitions),
    Operation("getDefinitionsProductType", "GET", f"{BASE}/<product_type>", 5, 10, get_definition),
)
