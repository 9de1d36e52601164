"""Orders API 2026-01-01: searchOrders and getOrder."""

import re

from .accounts import ROLES
from .clock import iso
from .errors import invalid_input, not_found, unauthorized
from .operations import Operation
from .order_book import TIMES
from .orders_query import included_data, search_query
from .orders_view import render

ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}")
OLDEST = "2016-01-01T00:00:00.000Z"
LONG_MEMORY = frozenset({"A1VC38T7YXB528", "A39IBJ37TRP1C6", "A19VAU5U5O7RUS"})
"""JP, AU and SG show orders since 2016; all other marketplaces the last two years."""


def search_orders(call):
    """GET /orders/2026-01-01/orders (searchOrders): one page of a seller's orders."""
    check_role(call)
    simulator = call.simulator
    query = search_query(call.query, call.seller, call.now, simulator.settle)
    bound, start = query.bound, None
    if query.token:
        bound, start = simulator.page_tokens.read(query.token, _repeated(query, call), call.now)
    page = _page(call, query, bound, start)
    shown = page[: query.page_size]
    answer = {"orders": [render(order, query.included, call.seller.roles, call.now) for order in shown]}
    if len(page) > query.page_size:
        key = (shown[-1][TIMES[query.family]], shown[-1]["orderId"])
        answer["pagination"] = {"nextToken": simulator.page_tokens.make(_repeated(query, call), bound, key, call.now)}
    answer[f"{query.family}Before"] = bound
    return answer


def _repeated(query, call):
    return query.repeated(call.seller.selling_partner_id)


def _page(call, query, bound, start):
    """Return one order more than the page holds, to know whether another page follows."""
    horizon = iso(call.now - call.simulator.settle_time)
    page = []
    seller_id = call.seller.selling_partner_id
    for order in call.simulator.orders.search(seller_id, query.family, query.after, bound, horizon, start):
        if query.accepts(order) and _is_remembered(order, call.now):
            page.append(order)
            if len(page) > query.page_size:
                break
    return page


def get_order(call):
    """GET /orders/2026-01-01/orders/{orderId} (getOrder): one order as it is this moment."""
    check_role(call)
    order_id = call.path["order_id"]
    if not ORDER_ID.fullmatch(order_id):
        raise invalid_input("orderId is not an Amazon order id.")
    included = included_data(call.query)
    order = call.simulator.orders.get(order_id, call.seller.selling_partner_id)
    if order is None or not _is_remembered(order, call.now):
        raise not_found(f"Order {order_id} was not found.")
    return {"order": render(order, included, call.seller.roles, call.now)}


def check_role(call):
    """Any of Amazon's order roles will do; the simulator knows no role that gives no access to orders."""
    if not set(call.seller.roles) & set(ROLES):
        raise unauthorized("The application has no role for this operation.")


def _is_remembered(order, now):
    if order["salesChannel"].get("marketplaceId") in LONG_MEMORY:
        return order["createdTime"] >= OLDEST
    day = min(now.day, 28)
    return order["createdTime"] >= iso(now.replace(year=now.year - 2, day=day))


OPERATIONS = (
    Operation("searchOrders", "GET", "/orders/2026-01-01/orders", 0.0056, 20, search_orders),
    Operation("getOrder", "GET", "/orders/2026-01-01/orders/<order_id>", 0.5, 30, get_order),
)
