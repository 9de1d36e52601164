"""Orders API 2026-01-01: find orders and read one. Source: Amazon's model `orders_2026-01-01.json`."""

from .answers import Answer, wrong_shape
from .client import Client
from .operation import Operation, UsagePlan

SEARCH_ORDERS = Operation("searchOrders", "GET", "/orders/2026-01-01/orders", UsagePlan(0.0056, 20), True)
GET_ORDER = Operation("getOrder", "GET", "/orders/2026-01-01/orders/{orderId}", UsagePlan(0.5, 30), True)

IMPORT_DATA = ("BUYER", "RECIPIENT", "PROCEEDS", "PROMOTION", "CANCELLATION", "FULFILLMENT", "TAX", "PACKAGES")
"""What an import needs of an order. Without a set's name its part of the order is missing, not empty."""

MAX_PAGE_SIZE = 100
MAX_MARKETPLACES = 50


def search_orders(
    client: Client,
    *,
    marketplace_ids,
    last_updated_after=None,
    last_updated_before=None,
    created_after=None,
    created_before=None,
    included_data=IMPORT_DATA,
    page_size=MAX_PAGE_SIZE,
    pagination_token=None,
    fulfillment_statuses=None,
    fulfilled_by=None,
) -> dict:
    """Return one page of orders with what `included_data` asks for.

    The quota is one page in three minutes after a burst of 20: ask for all marketplaces of the region at once.

    :param marketplace_ids: 1 to 50 marketplace ids of the client's region.
    :param last_updated_after: aware datetime; either this or `created_after`.
    :param last_updated_before: aware datetime, at least two minutes ago. Best left out: the answer's
        `lastUpdatedBefore` says how far Amazon looked, which is where the next search starts.
    :param created_after: aware datetime. `created_before` goes with it.
    :param page_size: orders on a page, 1 to 100.
    :param pagination_token: `pagination.nextToken` of the page before, good for 24 hours; everything but `page_size`
        and `included_data` must be as it was.
    :param fulfillment_statuses: ``PENDING_AVAILABILITY``, ``PENDING``, ``UNSHIPPED``, ``PARTIALLY_SHIPPED``,
        ``SHIPPED``, ``CANCELLED``, ``UNFULFILLABLE``; None for all.
    :param fulfilled_by: ``MERCHANT``, ``AMAZON``; None for both.
    :return: the answer: a list `orders`, `pagination` unless it is the last page (see `next_page_token`), and
        `lastUpdatedBefore` or `createdBefore`.
    :raises ValueError: for parameters that Amazon would refuse, before they cost a call.
    :raises AmazonError: see `Client.call`.
    """
    _check_times(last_updated_after, last_updated_before, created_after, created_before)
    if isinstance(marketplace_ids, str) or not 1 <= len(marketplace_ids) <= MAX_MARKETPLACES:
        raise ValueError(f"Orders are searched in a list of 1 to {MAX_MARKETPLACES} marketplace ids.")
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        raise ValueError(f"A page of orders has 1 to {MAX_PAGE_SIZE} orders, not {page_size}.")
    query = {
        "lastUpdatedAfter": last_updated_after,
        "lastUpdatedBefore": last_updated_before,
        "createdAfter": created_after,
        "createdBefore": created_before,
        "marketplaceIds": list(marketplace_ids),
        "fulfillmentStatuses": fulfillment_statuses,
        "fulfilledBy": fulfilled_by,
        "includedData": included_data or None,
        "maxResultsPerPage": page_size,
        "paginationToken": pagination_token,
    }
    answer = client.call(SEARCH_ORDERS, query=query)
    _check_page(answer)
    return answer.payload


def next_page_token(page: dict) -> str | None:
    """Return the token of the page after this one; None when it is the last.

    :param page: an answer of `search_orders`.
    """
    return (page.get("pagination") or {}).get("nextToken") or None


def get_order(client: Client, order_id: str, included_data=IMPORT_DATA) -> dict:
    """Return one order with what `included_data` asks for.

    :param order_id: Amazon's order number, e.g. ``114-9876543-1234567``.
    :raises NotFoundError: when the seller has no such order.
    :raises AmazonError: see `Client.call`.
    """
    answer = client.call(GET_ORDER, path={"orderId": order_id}, query={"includedData": included_data or None})
    order = answer.payload.get("order") if isinstance(answer.payload, dict) else None
    if not isinstance(order, dict):
        raise wrong_shape(answer, GET_ORDER, "an object 'order'")
    return order


def _check_times(last_updated_after, last_updated_before, created_after, created_before):
    """Refuse what the model forbids: exactly one start, and no end of the other family."""
    if (last_updated_after is None) == (created_after is None):
        raise ValueError("Orders are searched either by last_updated_after or by created_after.")
    if created_after is None and created_before is not None:
        raise ValueError("created_before goes with created_after, not with last_updated_after.")
    if last_updated_after is None and last_updated_before is not None:
        raise ValueError("last_updated_before goes with last_updated_after, not with created_after.")


def _check_page(answer: Answer):
    """Refuse a page that would pass for an empty or for the last one only because it is damaged."""
    payload = answer.payload
    if not isinstance(payload, dict) or not isinstance(payload.get("orders"), list):
        raise wrong_shape(answer, SEARCH_ORDERS, "a list 'orders'")
    pagination = payload.get("pagination")
    if pagination is None:
        return
    token = pagination.get("nextToken") if isinstance(pagination, dict) else 0
    if token is not None and not isinstance(token, str):
        raise wrong_shape(answer, SEARCH_ORDERS, "a readable 'pagination'")
