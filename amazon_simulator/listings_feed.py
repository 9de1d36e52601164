"""JSON_LISTINGS_FEED: many listings sent at once, and Amazon's JSON report on them."""

import json
from collections import Counter
from dataclasses import dataclass, field

from . import listing_submissions
from .errors import ApiError
from .listing_journal import TWICE_IN_FEED
from .listings_api import check_patch_body, check_put_body
from .listings_view import DATA_SETS, View, render
from .operations import Operation

TYPE = "JSON_LISTINGS_FEED"
CONTENT_TYPE = "application/json; charset=UTF-8"
VERSION, MAX_MESSAGES, MAX_ID = "2.0", 25_000, 2**31 - 1
PLAN = Operation(f"createFeed {TYPE}", "POST", "", 5 / 300, 5, None)
"""Five feeds of this type in five minutes; the name serves for `plans`."""


class BadFeed(ValueError):
    """A feed that cannot be read as a whole."""


@dataclass
class Report:
    """What is said of a feed: its header, issues, and counts."""

    header: dict
    issues: list = field(default_factory=list)
    processed: int = 0
    accepted: int = 0
    skus: list = field(default_factory=list)


def process(simulator, feed, content, moment, strikes, whole=None):
    """Do what a feed says; return (the report's text, whether the feed as a whole failed).

    `strikes(position, message id)` returns (level, code, description) of trouble for a message, or None; `whole` is
    (code, description) of a feed that is to fail before anything is done.
    """
    report = Report({"sellerId": feed.seller_id, "version": VERSION, "feedId": feed.id})
    try:
        if whole:
            report.issues.append({"code": whole[0], "severity": "ERROR", "message": whole[1]})
            return _written(report), True
        header, messages = _read(content, feed.seller_id)
    except BadFeed as error:
        report.issues.append({"code": "4000000", "severity": "ERROR", "message": str(error)})
        return _written(report), True
    for sku, times in Counter(str(message.get("sku")) for message in messages).items():
        if times > 1:
            simulator.journal.mistaken(TWICE_IN_FEED, feed.seller_id, sku, moment, feed.id)
    included = header.get("report", {}).get("includedData", [])
    for position, message in enumerate(messages):
        _one(simulator, feed, report, message, moment, strikes(position, message.get("messageId")))
    items = _items(simulator, feed, report, included, moment) if included else None
    if included:
        report.header["report"] = header["report"]
    return _written(report, items), False


def _read(content, seller_id):
    """Return (header, messages) of a feed; raise BadFeed."""
    try:
        document = json.loads(content)
    except ValueError:
        raise BadFeed("The feed is not valid JSON.") from None
    header = document.get("header") if isinstance(document, dict) else None
    messages = document.get("messages") if isinstance(document, dict) else None
    if not isinstance(header, dict) or not isinstance(messages, list) or not messages:
        raise BadFeed("The feed needs a header and messages.")
    if header.get("sellerId") != seller_id:
        raise BadFeed("The sellerId of the header is not the one of the feed.")
    if header.get("version") != VERSION:
        raise BadFeed(f"The version of the header must be {VERSION}.")
    if len(messages) > MAX_MESSAGES:
        raise BadFeed(f"A feed must not have more than {MAX_MESSAGES} messages.")
    _check_included(header)
    _check_messages(messages)
    return header, messages


def _check_included(header):
    if not isinstance(header.get("issueLocale", ""), str):
        raise BadFeed("The issueLocale of the header must be a text.")
    if "report" not in header:
        return
    report = header["report"]
    included = report.get("includedData") if isinstance(report, dict) else None
    if not isinstance(included, list) or not included or report.get("apiVersion") != "2021-08-01":
        raise BadFeed("The report of the header needs includedData and the apiVersion 2021-08-01.")
    if set(included) - set(DATA_SETS):
        raise BadFeed("The report of the header has unknown includedData.")


def _check_messages(messages):
    if not all(isinstance(message, dict) for message in messages):
        raise BadFeed("Every message must be an object.")
    ids = [message.get("messageId") for message in messages]
    if not all(type(number) is int and 1 <= number <= MAX_ID for number in ids):
        raise BadFeed(f"Every messageId must be a number from 1 to {MAX_ID}.")
    if len(set(ids)) < len(ids):
        raise BadFeed("Every messageId must be there once only.")


def _one(simulator, feed, report, message, moment, trouble):
    report.processed += 1
    issues = []
    if trouble:
        level, code, description = trouble
        issues.append({"code": code, "severity": level.upper(), "message": description})
    if not trouble or trouble[0] == "Warning":
        issues += _submitted(simulator, feed, message, moment)
    sku = message.get("sku")
    named = {"sku": sku} if isinstance(sku, str) and sku else {}
    report.issues += [{"messageId": message["messageId"], **named, **row} for row in issues]
    if not any(row["severity"] == "ERROR" for row in issues):
        report.accepted += 1
        report.skus.append(sku)


def _submitted(simulator, feed, message, moment):
    """Do what one message says; return what the report says of it."""
    sku = message.get("sku")
    if not isinstance(sku, str) or not sku:
        return [_unreadable("sku is required.")]
    operation = message.get("operationType")
    if operation not in OPERATIONS:
        return [_unreadable("operationType must be UPDATE, PARTIAL_UPDATE, PATCH or DELETE.")]
    strange = [name for name in NOT_WITH[operation] if name in message]
    if strange:
        return [_unreadable(f"{', '.join(strange)} must not be in a message with operationType {operation}.")]
    try:
        outcome = OPERATIONS[operation](simulator, feed, sku, message, moment)
    except ApiError as error:
        return [_unreadable(error.details)]
    return [_shown(row) for row in outcome.issues]


def _unreadable(text):
    return {"code": "4000000", "severity": "ERROR", "message": text}


def _shown(row):
    shown = {"code": row["code"], "severity": row["severity"], "message": row["message"]}
    return shown | ({"attributeName": row["attributeNames"][0]} if row["attributeNames"] else {})


def _update(simulator, feed, sku, message, moment):
    check_put_body(message)
    places = feed.marketplace_ids
    return listing_submissions.put(simulator, feed.seller_id, sku, places, message, moment, feed=feed.id)


def _partial_update(simulator, feed, sku, message, moment):
    check_put_body(message)
    patches = [
        {"op": "replace", "path": f"/attributes/{name}", "value": rows} for name, rows in message["attributes"].items()
    ]
    body = {"productType": message["productType"], "patches": patches}
    return listing_submissions.patch(simulator, feed.seller_id, sku, feed.marketplace_ids, body, moment, feed=feed.id)


def _patch(simulator, feed, sku, message, moment):
    check_patch_body(message)
    return listing_submissions.patch(
        simulator, feed.seller_id, sku, feed.marketplace_ids, message, moment, feed=feed.id
    )


def _delete(simulator, feed, sku, message, moment):
    return listing_submissions.delete(simulator, feed.seller_id, sku, feed.marketplace_ids, moment, feed=feed.id)


OPERATIONS = {"UPDATE": _update, "PARTIAL_UPDATE": _partial_update, "PATCH": _patch, "DELETE": _delete}
NOT_WITH = {
    "UPDATE": ("patches",),
    "PARTIAL_UPDATE": ("requirements", "patches"),
    "PATCH": ("requirements", "attributes"),
    "DELETE": ("requirements", "attributes", "productType", "patches"),
}
"""What Amazon's schema of feeds forbids in a message of each kind."""


def _items(simulator, feed, report, included, moment):
    """Return the listings that were accepted, as they show at that moment."""
    items, view = [], View(simulator.listings, feed.seller_id, moment)
    for sku in dict.fromkeys(report.skus):
        rows = {key: simulator.listings.get(feed.seller_id, key, sku, moment) for key in feed.marketplace_ids}
        documents = {key: document for key, document in rows.items() if document is not None}
        if documents:
            items.append(render(sku, documents, included, view))
    return items


def _written(report, items=None):
    severities = [row["severity"] for row in report.issues]
    summary = {
        "errors": severities.count("ERROR"),
        "warnings": severities.count("WARNING"),
        "messagesProcessed": report.processed,
        "messagesAccepted": report.accepted,
        "messagesInvalid": report.processed - report.accepted,
    }
    document = {"header": report.header, "issues": report.issues, "summary": summary}
    if items is not None:
        inner = [row["severity"] for item in items for row in item.get("issues", [])]
        counts = {"items": len(items), "errors": inner.count("ERROR"), "warnings": inner.count("WARNING")}
        summary["itemSummary"] = counts
        document["items"] = items
    return json.dumps(document, ensure_ascii=False).encode()
