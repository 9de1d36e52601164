"""The simulator's own pages: what there is, and buttons for what may happen."""

import json
from urllib.parse import urlencode

from werkzeug.utils import redirect

from .control_api import ORDER_ACTIONS, call
from .errors import SimulatorError
from .generator import KINDS
from .marketplaces import MARKETPLACES
from .markup import field, form, page, select, table, tag, text_input
from .order_changes import status_of
from .order_page import order_page
from .orders_query import STATUSES

NAVIGATION = (
    ("/", "Orders"),
    ("/listings", "Listings"),
    ("/jobs", "Feeds and reports"),
    ("/traffic", "Traffic and trouble"),
    ("/accounts", "Accounts"),
    ("/appstore", "Appstore"),
)
SHOWN = 100


def show(title, request, *body):
    """Return a page with the navigation and the message that a form left behind."""
    message = request.args.get("message")
    error = request.args.get("error")
    return page(
        title,
        tag("div", message, class_="message") if message else None,
        tag("div", error, class_="message error") if error else None,
        *body,
        navigation=NAVIGATION,
    )


def back(address, action, done):
    """Do something and go back to a page, which says that it was done or why not."""
    try:
        result = action()
        message = {"message": done(result) if callable(done) else done}
    except (SimulatorError, ValueError, KeyError) as error:
        message = {"error": str(error)}
    return redirect(f"{address}?{urlencode(message)}", 303)


def home(simulator, request):
    """GET /: the latest orders, and a form to place more."""
    status = request.args.get("status")
    orders = simulator.list_orders(status, SHOWN)
    return show(
        "Orders",
        request,
        tag(
            "section", tag("h1", f"Orders ({len(simulator.orders)})"), _generate_form(), _tabs(status), _orders(orders)
        ),
    )


def _generate_form():
    kinds = [("", "a realistic mixture"), *((name, name.replace("_", " ")) for name in sorted(KINDS))]
    places = [("", "any marketplace"), *((row.country, f"{row.country} · {row.name}") for row in MARKETPLACES.values())]
    return form(
        "/generate",
        field("Place", text_input("n", "5", type="number", min="1", max="10000")),
        field("orders of kind", select("kind", kinds)),
        field("in", select("marketplace", places)),
        button="Place orders",
    )


def _tabs(selected):
    links = [tag("a", "All", href="/")]
    links += [tag("a", status.replace("_", " ").capitalize(), href=f"/?status={status}") for status in STATUSES]
    return tag("p", links, class_="tabs", data_selected=selected)


def _orders(orders):
    header = ("Order", "Placed", "Marketplace", "Status", "By", "Service", "Items", "Total")
    return table(header, [_order_row(order) for order in orders])


def _order_row(order):
    fulfillment = order["fulfillment"]
    total = order.get("proceeds", {}).get("grandTotal")
    return (
        tag("a", order["orderId"], href=f"/order/{order['orderId']}"),
        order["createdTime"][:16].replace("T", " "),
        order["salesChannel"].get("marketplaceName", ""),
        tag("span", status_of(order).replace("_", " ").lower(), class_=f"badge {status_of(order)}"),
        fulfillment.get("fulfilledBy", "").capitalize(),
        fulfillment.get("fulfillmentServiceLevel", "").replace("_", " ").capitalize(),
        sum(item["quantityOrdered"] for item in order["orderItems"]),
        f"{total['amount']} {total['currencyCode']}" if total else "",
    )


def show_order(simulator, request, order_id):
    """GET /order/<id>: one order with everything that may happen to it."""
    with simulator.lock:
        entry = simulator.orders.entry(order_id)
        order, lost = simulator.get_order(order_id), entry.lost
    document = tag("details", tag("summary", "Document"), tag("pre", json.dumps(order, indent=2, ensure_ascii=False)))
    return show(f"Order {order_id}", request, *order_page(order, lost), tag("section", document))


def generate(simulator, request):
    """POST: place generated orders."""
    values = request.form

    def place():
        kinds = [values["kind"]] if values.get("kind") else None
        marketplaces = [values["marketplace"]] if values.get("marketplace") else None
        return simulator.generate_orders(int(values["n"]), kinds=kinds, marketplaces=marketplaces)

    return back("/", place, lambda ids: f"{len(ids)} orders placed.")


def act_on_order(simulator, request, order_id, action):
    """POST: let something happen to an order."""
    return back(
        f"/order/{order_id}",
        lambda: call(getattr(simulator, ORDER_ACTIONS[action]), order_id, **order_arguments(action, request.form)),
        "Done.",
    )


def order_arguments(action, values):
    """Turn the fields of an order form into the arguments of the simulator's method."""
    filled = {name: value.strip() for name, value in values.items() if value.strip()}
    if action == "ship":
        items = {name.removeprefix("item-"): int(filled.pop(name)) for name in list(filled) if name.startswith("item-")}
        filled["items"] = {item_id: quantity for item_id, quantity in items.items() if quantity}
    if action == "change_quantity":
        filled["quantity"] = int(filled["quantity"])
    return filled


ROUTES = (
    ("GET", "/", home),
    ("GET", "/order/<order_id>", show_order),
    ("POST", "/order/<order_id>/<any({}):action>".format(", ".join(ORDER_ACTIONS)), act_on_order),
    ("POST", "/generate", generate),
)
