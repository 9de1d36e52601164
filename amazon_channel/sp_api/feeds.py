"""Feeds API 2021-06-30: send many changes as one document. Source: Amazon's model `feeds_2021-06-30.json`.

The way of a feed: `create_feed_document`, `documents.upload`, `create_feed`, then `get_feed` until its
`processingStatus` is final, `get_feed_document` of its `resultFeedDocumentId`, `documents.download`.
"""

from .answers import wrong_shape
from .client import Client
from .documents import DownloadSource, UploadTarget, checked_marketplaces, read_job, read_reference, read_source
from .operation import Operation, UsagePlan

_BASE = "/feeds/2021-06-30"
# Repeatable: at worst a document is left over that nobody uses.
CREATE_FEED_DOCUMENT = Operation("createFeedDocument", "POST", f"{_BASE}/documents", UsagePlan(0.5, 15), True)
CREATE_FEED = Operation("createFeed", "POST", f"{_BASE}/feeds", UsagePlan(0.0083, 15), False)
GET_FEED = Operation("getFeed", "GET", f"{_BASE}/feeds/{{feedId}}", UsagePlan(2, 15), True)
GET_FEED_DOCUMENT = Operation(
    "getFeedDocument", "GET", f"{_BASE}/documents/{{feedDocumentId}}", UsagePlan(0.0222, 10), True
)

FINAL_STATUSES = frozenset({"CANCELLED", "DONE", "FATAL"})
"""The values of `processingStatus` that do not change any more; `IN_QUEUE` and `IN_PROGRESS` do."""


def create_feed_document(client: Client, content_type: str) -> UploadTarget:
    """Return a place for the feed's content. Good for five minutes.

    :param content_type: e.g. ``text/xml; charset=UTF-8``; the upload must name exactly the same.
    :raises AmazonError: see `Client.call`.
    """
    answer = client.call(CREATE_FEED_DOCUMENT, body={"contentType": content_type})
    document_ref = read_reference(answer, CREATE_FEED_DOCUMENT, "feedDocumentId")
    url = answer.payload.get("url")
    if not url or not isinstance(url, str):
        raise wrong_shape(answer, CREATE_FEED_DOCUMENT, "a text 'url'")
    return UploadTarget(document_ref, url)


def create_feed(client: Client, feed_type: str, marketplace_ids, document_ref: str) -> str:
    """Hand the uploaded content to Amazon for processing and return the feed's id.

    Not repeated when the outcome is unclear: a feed that came twice is processed twice.

    :param feed_type: e.g. ``POST_ORDER_FULFILLMENT_DATA``.
    :param marketplace_ids: 1 to 25 marketplace ids of the client's region.
    :param document_ref: `UploadTarget.document_ref`, uploaded before.
    :raises ValueError: for marketplaces that Amazon would refuse, before they cost a call.
    :raises AmazonError: see `Client.call`.
    """
    body = {
        "feedType": feed_type,
        "marketplaceIds": checked_marketplaces(marketplace_ids),
        "inputFeedDocumentId": document_ref,
    }
    return read_reference(client.call(CREATE_FEED, body=body), CREATE_FEED, "feedId")


def get_feed(client: Client, feed_ref: str) -> dict:
    """Return the state of a feed.

    :return: Amazon's `Feed`: `processingStatus` (always there, see `FINAL_STATUSES`), `resultFeedDocumentId` (once
        there is a result, not for every failure), `feedType`, `createdTime` ...
    :raises NotFoundError: when the seller has no such feed.
    :raises AmazonError: see `Client.call`.
    """
    answer = client.call(GET_FEED, path={"feedId": feed_ref})
    return read_job(answer, GET_FEED, "resultFeedDocumentId")


def get_feed_document(client: Client, document_ref: str) -> DownloadSource:
    """Return where to download a feed's result. Good for five minutes.

    :param document_ref: `resultFeedDocumentId` of the feed.
    :raises AmazonError: see `Client.call`.
    """
    answer = client.call(GET_FEED_DOCUMENT, path={"feedDocumentId": document_ref})
    return read_source(answer, GET_FEED_DOCUMENT)
