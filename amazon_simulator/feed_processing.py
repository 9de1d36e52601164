"""What Amazon does with a feed once it is its turn."""

from . import listings_feed
from .clock import parse_iso
from .feed_xml import CONTENT_TYPE, WHOLE_FEED, BadEnvelope, Result, read_messages, text_of, write_report
from .jobs import CANCELLED, DONE, FATAL
from .order_feeds import WORDS, acknowledge, fulfil
from .shipments import Refusal

PROCESSORS = {
    "POST_ORDER_FULFILLMENT_DATA": ("OrderFulfillment", fulfil),
    "POST_ORDER_ACKNOWLEDGEMENT_DATA": ("OrderAcknowledgement", acknowledge),
}
"""Feed types that are understood: what their messages are called, and who does what one message says.

A processor is called with (simulator, seller id, element, moment) and raises Refusal. JSON_LISTINGS_FEED has
a reader of its own. Feeds of any other type, Amazon's removed ones among them, end as FATAL without a result.
"""

PARTIAL, WARNING, NO_RESULT = "PARTIAL", "WARNING", "NO_RESULT"


def process(simulator, feed):
    """Let a feed end: do what its messages say and write the report, or fail as it was told to."""
    trouble = feed.trouble
    outcome = trouble.get("outcome")
    if outcome == CANCELLED or feed.type not in (*PROCESSORS, listings_feed.TYPE):
        feed.end(CANCELLED if outcome == CANCELLED else FATAL)
        return
    works = outcome != FATAL or trouble.get("processed")
    content, failed = (_listings if feed.type == listings_feed.TYPE else _orders)(simulator, feed, works)
    failed = failed or outcome == FATAL
    result_id = None
    if outcome != NO_RESULT and trouble.get("with_result", True):
        result_id = _store(simulator, feed, content)
    feed.end(FATAL if failed else DONE, result_id)


def _listings(simulator, feed, works):
    """Return (report, whether the feed failed) of a feed of listings; unless it `works`, nothing is done."""

    def strikes(position, message_id):
        struck = _strikes(feed.trouble, position, message_id)
        return struck and (struck.level, struck.code, struck.description)

    content = simulator.documents.find(feed.details["document_id"]).plain
    whole = None if works else (feed.trouble["code"], feed.trouble["description"])
    return listings_feed.process(simulator, feed, content, parse_iso(feed.ends), strikes, whole)


def _orders(simulator, feed, works):
    """Return (report, whether the feed failed) of a feed about orders; unless it `works`, nothing is done."""
    if works:
        results, processed, failed = _work(simulator, feed)
    else:
        results, processed, failed = [_whole(feed.trouble["code"], feed.trouble["description"])], 0, True
    failed = failed or feed.trouble.get("outcome") == FATAL
    return write_report(feed.id, feed.seller_id, results, processed, failed), failed


def _whole(code, description):
    return Result(WHOLE_FEED, "Error", code, description)


def _work(simulator, feed):
    """Return (results, number of messages, whether the feed as a whole could not be read)."""
    name, processor = PROCESSORS[feed.type]
    content = simulator.documents.find(feed.details["document_id"]).plain
    try:
        messages = read_messages(content, name)
    except BadEnvelope as error:
        return [_whole(error.code, error.description)], 0, True
    moment = parse_iso(feed.ends)
    results = []
    for position, (message_id, element) in enumerate(messages):
        struck = _strikes(feed.trouble, position, message_id)
        if struck is not None:
            results.append(struck)
        if struck is None or struck.level == "Warning":
            results += _do(simulator, feed, processor, message_id, element, moment)
    return results, len(messages), False


def _strikes(trouble, position, message_id):
    """Return the error or warning that this message is to get whatever it says: those named, or every second one."""
    if trouble.get("outcome") not in (PARTIAL, WARNING):
        return None
    named = trouble.get("messages")
    struck = position % 2 == 0 if named is None else message_id in named
    if not struck:
        return None
    level = "Warning" if trouble["outcome"] == WARNING else "Error"
    return Result(message_id, level, trouble["code"], trouble["description"])


def _do(simulator, feed, processor, message_id, element, moment):
    try:
        processor(simulator, feed.seller_id, element, moment)
    except Refusal as refusal:
        order_id = text_of(element, "AmazonOrderID")
        code, words = WORDS[refusal.reason]
        description = words.format(order=order_id, seller=feed.seller_id, **refusal.values)
        return [Result(message_id, "Error", code, description, order_id)]
    return []


def _store(simulator, feed, content):
    compress = simulator.compress_documents
    content_type = listings_feed.CONTENT_TYPE if feed.type == listings_feed.TYPE else CONTENT_TYPE
    return simulator.documents.add(
        feed.seller_id, content_type, parse_iso(feed.ends), content=content, compress=compress
    ).id
