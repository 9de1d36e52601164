"""What Amazon did with a feed: its XML ProcessingReport."""

import re
from dataclasses import dataclass

from lxml import etree

from .errors import DocumentError
from .text import cleaned
from .values import REFERENCE_LIMIT, TEXT_LIMIT

WHOLE_FEED = 0
"""The message id of results that are about the feed as a whole."""

ERROR, WARNING = "Error", "Warning"

_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


@dataclass(frozen=True)
class MessageResult:
    """What Amazon says about one message."""

    message_id: int  # as in the feed; WHOLE_FEED for all of it
    code: str  # Error, Warning or a word not known today
    error_code: str  # Amazon's ResultMessageCode, e.g. 18028
    description: str


@dataclass(frozen=True)
class FeedResult:
    """What Amazon did with a feed. Messages that it has nothing to say about are accepted."""

    processed: int
    successful: int
    with_error: int
    with_warning: int
    messages: tuple[MessageResult, ...]
    status: str = ""  # StatusCode: Complete, Processing, Rejected or a word not known today

    @property
    def whole_feed_error(self) -> MessageResult | None:
        """The error that is about the feed as a whole: nothing in it counts as accepted."""
        return next((one for one in self.messages if one.message_id == WHOLE_FEED and one.code == ERROR), None)

    @property
    def unlisted_errors(self) -> int:
        """How many messages failed, by Amazon's count, without being named: it is then unknown which are accepted."""
        named = {one.message_id for one in self.messages if one.code == ERROR}
        return max(0, self.with_error - len(named))


def read_processing_report(content):
    """The result document of a feed in XML.

    Characters that XML does not allow, and bytes that are none, are replaced: a description gone wrong must not cost
    the outcome of all messages.

    :param bytes content: the document, without compression.
    :rtype: FeedResult
    :raise DocumentError: `malformed` for what is no XML, is cut short, or has a DTD; `missing` without the figures of
        the summary.
    """
    reports = [
        report
        for message in _children(_parsed(content), "Message")
        for report in _children(message, "ProcessingReport")
    ]
    if not reports:
        raise DocumentError("missing", "ProcessingReport", "Amazon's answer to a feed has no ProcessingReport.")
    summaries = [_child(report, "ProcessingSummary") for report in reports]
    return FeedResult(
        processed=sum(_number(summary, "MessagesProcessed") for summary in summaries),
        successful=sum(_number(summary, "MessagesSuccessful") for summary in summaries),
        with_error=sum(_number(summary, "MessagesWithError") for summary in summaries),
        with_warning=sum(_number(summary, "MessagesWithWarning", default=0) for summary in summaries),
        messages=tuple(_message(result) for report in reports for result in _children(report, "Result")),
        status=_text(_child(reports[0], "StatusCode"), REFERENCE_LIMIT),
    )


def _parsed(content):
    """The root element. Nothing is loaded from anywhere, nothing is expanded."""
    root = _root(content)
    if root is None:
        text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", content.decode("utf-8-sig", "replace"))
        root = _root(_DECLARATION.sub("", text, count=1).encode())
    if root is None:
        raise DocumentError("malformed", "the document", "Amazon's answer to a feed is not complete XML.")
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError("malformed", "the document", "Amazon's answer to a feed has a DTD, which is not read.")
    return root


def _root(content):
    # A parser of its own each time: it keeps the errors of the last document.
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None  # not chained: the exception repeats the document


def _message(result):
    code = _text(_child(result, "ResultCode"), REFERENCE_LIMIT)
    return MessageResult(
        message_id=_number(result, "MessageID", default=WHOLE_FEED),
        code={ERROR.lower(): ERROR, WARNING.lower(): WARNING}.get(code.lower(), code),
        error_code=_text(_child(result, "ResultMessageCode"), REFERENCE_LIMIT),
        description=_text(_child(result, "ResultDescription"), TEXT_LIMIT),
    )


def _number(parent, name, default=None):
    text = _text(_child(parent, name), REFERENCE_LIMIT)
    if not text and default is not None:
        return default
    if not text:
        raise DocumentError("missing", name, f"Amazon's answer to a feed lacks {name}.", field=name)
    if not _NUMBER.fullmatch(text):
        raise DocumentError("malformed", name, f"In Amazon's answer to a feed, {name} is not a number.", field=name)
    return int(text)


def _children(parent, name):
    """The elements of that name, of whatever namespace."""
    return [] if parent is None else list(parent.iterchildren(name, f"{{*}}{name}"))


def _child(parent, name):
    return next(iter(_children(parent, name)), None)


def _text(element, limit):
    return "" if element is None else cleaned("".join(element.itertext()), limit)
