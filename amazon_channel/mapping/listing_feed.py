"""Many changes of listings as feeds in JSON: Amazon's JSON_LISTINGS_FEED, version 2.0.

Its answer names each message by its number: see `listing_feed_result`. Amazon takes no order of messages for granted,
so a SKU comes once: all changes of it go into one message.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .errors import DocumentError
from .exact_json import exact_json
from .text import is_exact
from .values import REFERENCE_LIMIT

LISTING_FEED = "JSON_LISTINGS_FEED"
CONTENT_TYPE = "application/json; charset=UTF-8"
VERSION = "2.0"
MAX_MESSAGES = 25_000
MAX_FEED_BYTES = 10 * 1024 * 1024 - 1  # less than 10 MiB
MESSAGE_IDS = range(1, 2**31)
REQUIREMENTS = ("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")


@dataclass(frozen=True)
class ListingFeed:
    """One feed: what to upload, and the numbers of the messages in it."""

    content: bytes = field(repr=False)
    message_ids: tuple[int, ...]


def put_message(message_id, sku, product_type, attributes, requirements="LISTING"):
    """Create a listing or replace all of its attributes.

    :param int message_id: 1 to 2147483647, used once in all feeds of one call.
    :param dict attributes: Amazon's attributes by name, each a list.
    :param str requirements: what the attributes are complete for, one of `REQUIREMENTS`.
    :rtype: dict
    :raise DocumentError: `missing`, `malformed`.
    """
    if requirements not in REQUIREMENTS:
        raise _malformed("requirements", f"one of {', '.join(REQUIREMENTS)}")
    message = _message(message_id, sku, "UPDATE", product_type, "attributes", attributes, dict)
    return message | {"requirements": requirements}


def partial_update_message(message_id, sku, product_type, attributes):
    """Replace these attributes, keep the others. Parameters and errors as `put_message`."""
    return _message(message_id, sku, "PARTIAL_UPDATE", product_type, "attributes", attributes, dict)


def patch_message(message_id, sku, product_type, patches):
    """Change attributes as patches say, see `listing_patch`. Parameters and errors as `put_message`."""
    return _message(message_id, sku, "PATCH", product_type, "patches", patches, (list, tuple))


def delete_message(message_id, sku):
    """Delete a SKU. Errors as `put_message`."""
    return {"messageId": _checked_id(message_id), "sku": _checked_sku(sku), "operationType": "DELETE"}


def listing_feeds(
    seller_ref: str,
    messages: Iterable[dict],
    issue_locale: str = "",
    *,
    max_messages: int = MAX_MESSAGES,
    max_bytes: int = MAX_FEED_BYTES,
) -> Iterator[ListingFeed]:
    """Yield as many feeds as the messages need; only one of them is in memory.

    :param seller_ref: the selling partner id.
    :param messages: what `put_message` and its neighbours return.
    :param issue_locale: language of Amazon's answer, e.g. ``en_US``; '' for the marketplace's.
    :raise DocumentError: `malformed` for a number or a SKU that comes twice, a message that JSON cannot carry or that
        is larger than a feed, a bad seller; feeds yielded before are good.
    """
    if not seller_ref or not seller_ref.isascii() or not seller_ref.isprintable():
        raise _malformed("sellerId", "the selling partner id")
    header = {"sellerId": seller_ref, "version": VERSION} | ({"issueLocale": issue_locale} if issue_locale else {})
    head, tail = b'{"header":' + exact_json(header) + b',"messages":[', b"]}"
    parts, numbers, size, seen = [], [], 0, set()
    for message in messages:
        part = exact_json(message)
        _check_once(message, seen)
        if len(head) + len(part) + len(tail) > max_bytes:
            raise _malformed(f"message {message['messageId']}", "small enough for a feed")
        if parts and (len(parts) == max_messages or size + 1 + len(part) > max_bytes):
            yield ListingFeed(head + b",".join(parts) + tail, tuple(numbers))
            parts, numbers = [], []
        size = size + 1 + len(part) if parts else len(head) + len(part) + len(tail)
        parts.append(part)
        numbers.append(message["messageId"])
    if parts:
        yield ListingFeed(head + b",".join(parts) + tail, tuple(numbers))


def _check_once(message, seen):
    """Refuse a number or a SKU that came before, in whatever feed: feeds overtake each other, too."""
    for key in (message["messageId"], message["sku"]):
        if key in seen:
            raise _malformed(f"message {message['messageId']}", "with a number and a SKU of its own")
        seen.add(key)


def _message(message_id, sku, operation, product_type, key, content, kind):
    message = {"messageId": _checked_id(message_id), "sku": _checked_sku(sku), "operationType": operation}
    if not product_type or not isinstance(product_type, str):
        raise _missing("productType", "the type of the product")
    if not content:
        raise _missing(key, "something to tell")
    if not isinstance(content, kind):
        raise _malformed(key, "in the form that Amazon wants")
    return message | {"productType": product_type, key: content}


def _checked_id(message_id):
    if type(message_id) is not int or message_id not in MESSAGE_IDS:
        raise _malformed("messageId", f"a number from 1 to {MESSAGE_IDS[-1]}")
    return message_id


def _checked_sku(sku):
    if not sku:
        raise _missing("sku", "the SKU")
    if not isinstance(sku, str) or len(sku) > REFERENCE_LIMIT or not is_exact(sku) or sku != sku.strip():
        raise _malformed("sku", f"a SKU of at most {REFERENCE_LIMIT} printable characters")
    return sku


def _missing(path, what):
    return DocumentError("missing", path, f"A feed of listings needs {what} ({path}).", field=path)


def _malformed(path, expected):
    message = f"In a feed of listings, {path} is not {expected}."
    return DocumentError("malformed", path, message, field=path, expected=expected)
