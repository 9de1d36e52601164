"""Product Type Definitions API 2020-09-01: what Amazon wants to know of which kind of product.

Source: Amazon's model `definitionsProductTypes_2020-09-01.json`. The schema itself lies in storage, at an address that
is a secret and expires: download it at once, keep it by its checksum.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import BinaryIO

from . import documents
from .answers import wrong_shape
from .client import Client
from .documents import DownloadSource
from .errors import AnswerError
from .operation import Operation, UsagePlan

_BASE = "/definitions/2020-09-01/productTypes"
SEARCH_PRODUCT_TYPES = Operation("searchDefinitionsProductTypes", "GET", _BASE, UsagePlan(5, 10), True)
GET_PRODUCT_TYPE = Operation("getDefinitionsProductType", "GET", f"{_BASE}/{{productType}}", UsagePlan(5, 10), True)

REQUIREMENTS = ("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")
MAX_SCHEMA_BYTES = 64 * 1024 * 1024
_PIECE = 256 * 1024  # bytes


@dataclass(frozen=True)
class ProductTypeDefinition:
    """What Amazon wants to know of one kind of product.

    :param str product_type: e.g. ``LUGGAGE``.
    :param str version: changes with the definition.
    :param DownloadSource schema: where its JSON schema lies.
    :param str checksum: Base64 of the schema's MD5: the same again means the same schema.
    :param dict payload: Amazon's whole answer: `propertyGroups`, `requirements`, `locale` ... It holds the address:
        never log or store it as it is.
    """

    product_type: str
    version: str
    schema: DownloadSource
    checksum: str
    payload: dict = field(repr=False)


def search_product_types(
    client: Client, marketplace_ids, *, keywords=None, item_name=None, locale=None, search_locale=None
) -> list[dict]:
    """Return the product types that fit keywords or a title; all of them without either.

    :param keywords: a list of words, or `item_name`: a title to recommend types for.
    :param locale: language of the display names, e.g. ``en_US``.
    :param search_locale: language of the keywords or the title.
    :return: `{"name", "displayName", "marketplaceIds"}` for each.
    :raises ValueError: for parameters that Amazon would refuse, before they cost a call.
    :raises AmazonError: see `Client.call`.
    """
    if isinstance(marketplace_ids, str) or isinstance(keywords, str):
        raise ValueError("Marketplace ids and keywords are lists.")
    if keywords and item_name:
        raise ValueError("Product types are searched either by keywords or by a title.")
    query = {
        "marketplaceIds": list(marketplace_ids),
        "keywords": keywords or None,
        "itemName": item_name or None,
        "locale": locale,
        "searchLocale": search_locale,
    }
    answer = client.call(SEARCH_PRODUCT_TYPES, query=query)
    found = answer.payload.get("productTypes") if isinstance(answer.payload, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) and _is_text(each.get("name")) for each in found):
        raise wrong_shape(answer, SEARCH_PRODUCT_TYPES, "a list 'productTypes', each with a text 'name'")
    return found


def get_product_type(
    client: Client,
    product_type: str,
    marketplace_id: str,
    *,
    seller_ref: str | None = None,
    requirements: str = "LISTING",
    enforced: bool = True,
    locale: str | None = None,
) -> ProductTypeDefinition:
    """Return where the definition of a product type lies.

    :param seller_ref: the selling partner id: adds what is allowed to this seller only, e.g. brands.
    :param requirements: one of `REQUIREMENTS`.
    :param enforced: False for a schema that takes single attributes without the required ones.
    :param locale: language of labels and descriptions, e.g. ``en_US``.
    :raises ValueError: for requirements that Amazon does not know.
    :raises NotFoundError: when there is no such product type.
    :raises AmazonError: see `Client.call`.
    """
    if requirements not in REQUIREMENTS:
        raise ValueError(f"The requirements of a product type are one of {', '.join(REQUIREMENTS)}.")
    query = {
        "marketplaceIds": [marketplace_id],
        "sellerId": seller_ref,
        "requirements": requirements,
        "requirementsEnforced": "ENFORCED" if enforced else "NOT_ENFORCED",
        "locale": locale,
    }
    answer = client.call(GET_PRODUCT_TYPE, path={"productType": product_type}, query=query)
    payload = answer.payload if isinstance(answer.payload, dict) else {}
    schema, version = _object(payload.get("schema")), _object(payload.get("productTypeVersion"))
    address, checksum = _object(schema.get("link")).get("resource"), schema.get("checksum")
    if not _is_text(address) or not _is_text(checksum):
        raise wrong_shape(answer, GET_PRODUCT_TYPE, "an object 'schema' with its address and checksum")
    number = version.get("version")
    return ProductTypeDefinition(
        product_type, number if _is_text(number) else "", DownloadSource(address), checksum, payload
    )


def download_schema(definition: ProductTypeDefinition, file: BinaryIO, **options) -> str:
    """Write the schema into a file and return its charset. After an error nothing is left in it.

    :param file: open for reading and writing bytes.
    :param options: of `documents.download`.
    :raises AnswerError: `checksum` when another schema came than was promised; else as `documents.download`.
    :raises AmazonError: as `documents.download`.
    """
    start = file.tell()
    charset = documents.download(definition.schema, file, **{"max_bytes": MAX_SCHEMA_BYTES} | options)
    digest = hashlib.md5(usedforsecurity=False)  # Amazon's choice; against damage, not against forgery
    while piece := file.read(_PIECE):
        digest.update(piece)
    file.seek(start)
    if digest.digest() != _decoded(definition.checksum):
        file.truncate()
        message = "The schema of the product type is not the one that Amazon promised."
        raise AnswerError(message, operation="downloadDocument", code="checksum")
    return charset


def _decoded(checksum: str) -> bytes:
    try:
        return base64.b64decode(checksum, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _object(value) -> dict:
    return value if isinstance(value, dict) else {}


def _is_text(value) -> bool:
    return isinstance(value, str) and bool(value)
