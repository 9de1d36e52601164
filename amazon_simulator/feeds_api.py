"""Feeds API 2021-06-30: documents are uploaded, feeds are made of them, and tell how it went."""

from werkzeug.wrappers import Response

from . import listings_feed
from .errors import invalid_input, not_found, quota_exceeded
from .jobs import QUEUED
from .jobs_query import document_answer, marketplaces_of, page_of, specification
from .listings_query import check_listing_role
from .operations import Operation
from .orders_api import check_role
from .spapi import json_response

BASE = "/feeds/2021-06-30"
MAX_CONTENT_TYPE = 200


def create_feed_document(call):
    """POST /feeds/2021-06-30/documents (createFeedDocument): an address to upload a feed's content to."""
    check_role(call)
    [content_type] = specification(call, "contentType")
    if len(content_type) > MAX_CONTENT_TYPE or "/" not in content_type:
        raise invalid_input("contentType is not a content type.")
    simulator = call.simulator
    document = simulator.documents.add(call.seller.selling_partner_id, content_type, call.now)
    simulator.save()
    url = simulator.documents.address(call.base_url, "PUT", document, call.now)
    return json_response({"feedDocumentId": document.id, "url": url}, 201)


def create_feed(call):
    """POST /feeds/2021-06-30/feeds (createFeed): let Amazon work on a document that was uploaded."""
    check_role(call)
    feed_type, document_id = specification(call, "feedType", "inputFeedDocumentId")
    marketplace_ids = marketplaces_of(call)
    if feed_type == listings_feed.TYPE:
        _check_listings(call)
    simulator, seller_id = call.simulator, call.seller.selling_partner_id
    document = simulator.documents.get(document_id, seller_id)
    if document is None or document.content is None:
        raise invalid_input("inputFeedDocumentId is unknown, or nothing was uploaded.")
    if document.used_by:
        raise invalid_input("inputFeedDocumentId was used for another feed.")
    feed = simulator.feeds.add(
        seller_id,
        feed_type,
        marketplace_ids,
        call.now,
        simulator.feed_seconds,
        simulator.next_trouble("feed", feed_type),
        document_id=document_id,
        options=call.body.get("feedOptions") or {},
    )
    document.used_by = feed.id
    simulator.save()
    return json_response({"feedId": feed.id}, 202)


def _check_listings(call):
    """Feeds of listings need a role of their own, and have a quota of their own."""
    check_listing_role(call)
    caller = call.seller.selling_partner_id, call.application.client_id
    if not call.simulator.throttle.take(listings_feed.PLAN, *caller):
        raise quota_exceeded()


def _feed(call):
    feed = call.simulator.feeds.get(call.path["feed_id"], call.seller.selling_partner_id)
    if feed is None:
        raise not_found(f"Feed {call.path['feed_id']} was not found.")
    return feed


def _shown(feed):
    shown = {
        "feedId": feed.id,
        "feedType": feed.type,
        "marketplaceIds": feed.marketplace_ids,
        "processingStatus": feed.status,
        **feed.times(),
    }
    if feed.result_id:
        shown["resultFeedDocumentId"] = feed.result_id
    return shown


def get_feed(call):
    """GET /feeds/2021-06-30/feeds/{feedId} (getFeed): how far it is."""
    check_role(call)
    return _shown(_feed(call))


def get_feeds(call):
    """GET /feeds/2021-06-30/feeds (getFeeds): the latest feeds, newest first."""
    check_role(call)
    feeds, token = page_of(call, call.simulator.feeds, "getFeeds", "feedTypes")
    answer = {"feeds": [_shown(feed) for feed in feeds]}
    return {**answer, "nextToken": token} if token else answer


def cancel_feed(call):
    """DELETE /feeds/2021-06-30/feeds/{feedId} (cancelFeed): only while it is in the queue."""
    check_role(call)
    feed = _feed(call)
    if feed.status != QUEUED:
        raise invalid_input("Only feeds with processingStatus IN_QUEUE can be cancelled.")
    call.simulator.cancel_job(feed)
    return Response(status=200)


def get_feed_document(call):
    """GET /feeds/2021-06-30/documents/{feedDocumentId} (getFeedDocument): an address to download a document from."""
    check_role(call)
    document = call.simulator.documents.get(call.path["document_id"], call.seller.selling_partner_id)
    if document is None or document.content is None:
        raise not_found("The document was not found.")
    return document_answer(call, document, "feedDocumentId")


OPERATIONS = (
    Operation("createFeedDocument", "POST", f"{BASE}/documents", 0.5, 15, create_feed_document),
    Operation("createFeed", "POST", f"{BASE}/feeds", 0.0083, 15, create_feed),
    Operation("getFeeds", "GET", f"{BASE}/feeds", 0.0222, 10, get_feeds),
    Operation("getFeed", "GET", f"{BASE}/feeds/<feed_id>", 2, 15, get_feed),
    Operation("cancelFeed", "DELETE", f"{BASE}/feeds/<feed_id>", 2, 15, cancel_feed),
    Operation("getFeedDocument", "GET", f"{BASE}/documents/<document_id>", 0.0222, 10, get_feed_document),
)
