"""What Amazon did with a feed of listings: the processing report of JSON_LISTINGS_FEED, version 2.0."""

import json
from dataclasses import dataclass

from .errors import DocumentError
from .lenient import nodes, read
from .listing_issue import SEVERITIES
from .values import Node, malformed, missing

WHOLE_FEED = 0
"""The message id of issues that are about the feed as a whole."""

_NUMBER_LIMIT = 2**31


@dataclass(frozen=True)
class FeedIssue:
    """What Amazon says about one message."""

    message_id: int  # as in the feed; WHOLE_FEED for all of it
    sku: str
    code: str  # Amazon's, e.g. 90220; may be ''
    severity: str  # ERROR, WARNING, INFO or a word not known today
    message: str
    attribute: str


@dataclass(frozen=True)
class ListingFeedResult:
    """What Amazon did with a feed. An accepted message is not live yet: only the listing itself shows that."""

    feed_ref: str
    errors: int
    warnings: int
    processed: int  # messages
    accepted: int
    invalid: int
    issues: tuple[FeedIssue, ...]
    unknown: tuple[str, ...]  # what is odd or new in the report, as "path = value"

    @property
    def whole_feed_error(self) -> FeedIssue | None:
        """The error that is about the feed as a whole: nothing in it counts as accepted."""
        return next((one for one in self.issues if one.message_id == WHOLE_FEED and one.severity == "ERROR"), None)

    @property
    def refused_ids(self) -> frozenset[int]:
        """The messages with an error; the others are accepted unless there is a `whole_feed_error` or `unlisted`."""
        return frozenset(one.message_id for one in self.issues if one.severity == "ERROR") - {WHOLE_FEED}

    @property
    def unlisted(self) -> int:
        """How many messages were refused, by Amazon's count, without being named: which of them, nobody knows."""
        return max(0, self.invalid - len(self.refused_ids))

    def issues_of(self, message_id) -> tuple[FeedIssue, ...]:
        """What Amazon says about one message, in its order."""
        return tuple(one for one in self.issues if one.message_id == message_id)


def read_listing_feed_result(content):
    """The result document of a feed of listings.

    :param bytes content: the document, without compression. Bytes that are no UTF-8 are replaced: a message gone wrong
        must not cost the outcome of all.
    :rtype: ListingFeedResult
    :raise DocumentError: `malformed` for what is no JSON object or is cut short, `missing` without the figures of the
        summary.
    """
    notes = []
    report = Node(_parsed(content), "", notes)
    header, summary = read(report, "header", Node({}, "", notes), report.child), report.child("summary")
    return ListingFeedResult(
        feed_ref=read(header, "feedId", "", header.reference),
        errors=_figure(summary, "errors"),
        warnings=_figure(summary, "warnings"),
        processed=_figure(summary, "messagesProcessed"),
        accepted=_figure(summary, "messagesAccepted"),
        invalid=_figure(summary, "messagesInvalid"),
        issues=tuple(_issue(node) for node in nodes(report, "issues")),
        unknown=tuple(notes),
    )


def _parsed(content):
    try:
        document = json.loads(content.decode("utf-8-sig", "replace"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        document = None  # not chained: the exception repeats the document
    if document is None:
        raise DocumentError("malformed", "the document", "Amazon's answer to a feed of listings is not complete JSON.")
    return document


def _refuse_constant(name):
    raise ValueError(name)  # NaN and Infinity are not JSON


def _figure(summary, key):
    value = summary.raw(key)
    if value is None:
        raise missing(summary.path_of(key))
    return _number(summary, key)


def _number(node, key):
    value = node.raw(key)
    if value is None:
        return WHOLE_FEED
    if type(value) is not int or not 0 <= value < _NUMBER_LIMIT:
        raise malformed(node.path_of(key), "a number")
    return value


def _issue(issue):
    return FeedIssue(
        message_id=read(issue, "messageId", WHOLE_FEED, lambda key: _number(issue, key)),
        sku=read(issue, "sku", "", issue.reference),
        code=read(issue, "code", "", issue.reference),
        severity=read(issue, "severity", "", lambda key: issue.word(key, SEVERITIES)),
        message=read(issue, "message", "", issue.text),
        attribute=read(issue, "attributeName", "", issue.reference),
    )
