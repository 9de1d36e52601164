"""The control API: JSON under /simulator/. It mirrors the methods of `Simulator`."""

import inspect
import json
from dataclasses import asdict, is_dataclass

from .clock import parse_iso
from .errors import SimulatorError
from .generator import KINDS
from .spapi import json_response

ORDER_ACTIONS = {
    "ship": "ship_order",
    "deliver": "deliver_order",
    "cancel": "cancel_order",
    "request_cancellation": "request_cancellation",
    "release": "release_order",
    "change_quantity": "change_quantity",
    "change_address": "change_address",
    "touch": "touch_order",
    "lose": "lose_order",
    "find": "find_order",
}
SELLER_ACTIONS = {
    "authorize": "authorize",
    "consent": "consent",
    "revoke_consent": "revoke_consent",
    "expire_access_tokens": "expire_access_tokens",
}
APPLICATION_ACTIONS = {"rotate_secret": "rotate_secret", "expire_secrets": "expire_secrets"}


def call(method, *args, **kwargs):
    """Call a method of the simulator with what a client sent.

    Clients send whole documents; what is wrong in one may show anywhere in the code, and is their mistake. The
    simulator changes copies only, so that a half-made change is never kept.
    """
    try:
        inspect.signature(method).bind(*args, **kwargs)
        return method(*args, **kwargs)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise SimulatorError(str(error) or type(error).__name__) from error


def body_of(request, kind=dict):
    """Return the JSON object that a client sent; none is an empty one."""
    try:
        document = json.loads(request.get_data() or b"{}")
    except ValueError:
        raise SimulatorError("the body is not JSON") from None
    if not isinstance(document, kind):
        raise SimulatorError("the body must be a JSON object")
    return document


def _act(simulator, actions, key, action, request):
    if action not in actions:
        raise SimulatorError(f"unknown action {action!r}; known: {', '.join(actions)}")
    return call(getattr(simulator, actions[action]), key, **body_of(request))


def overview(simulator, request):
    """GET: what can be done here."""
    from . import jobs_control_api, listings_control_api

    routes = (*ROUTES, *jobs_control_api.ROUTES, *listings_control_api.ROUTES)
    return json_response({"routes": [f"{method} {path}" for method, path, _view in routes]})


def credentials(simulator, request):
    """GET: the first application's credentials, and a refresh token and seller id per region."""
    application = simulator.application
    regions = {seller.region for seller in simulator.accounts.sellers.values()}
    return json_response(
        {
            "application_id": application.application_id,
            "client_id": application.client_id,
            "client_secret": application.client_secret,
            "sellers": {
                region: {
                    "selling_partner_id": simulator.seller(region).selling_partner_id,
                    "refresh_token": simulator.refresh_token(region),
                }
                for region in sorted(regions)
            },
        }
    )


def list_orders(simulator, request):
    """GET: the latest orders, newest first; `status` and `limit` may be given."""
    limit = request.args.get("limit", default=100, type=int)
    return json_response({"orders": simulator.list_orders(request.args.get("status"), limit)})


def place_order(simulator, request):
    """POST: place the order in the body; `selling_partner_id` may be given in the query."""
    order_id = call(simulator.place_order, body_of(request), request.args.get("selling_partner_id"))
    return json_response({"orderId": order_id}, 201)


def generate_orders(simulator, request):
    """POST {n, kinds, marketplaces, catalogue, placed_between, ...}: place generated orders."""
    options = body_of(request)
    if options.get("placed_between"):
        options["placed_between"] = tuple(call(parse_iso, moment) for moment in options["placed_between"])
    return json_response({"orderIds": call(simulator.generate_orders, **options)}, 201)


def get_order(simulator, request, order_id):
    """GET: the whole order document."""
    return json_response(simulator.get_order(order_id))


def change_order(simulator, request, order_id):
    """PATCH: merge the body into the order document."""
    call(simulator.change_order, order_id, body_of(request))
    return json_response(simulator.get_order(order_id))


def act_on_order(simulator, request, order_id, action):
    """POST: ship, cancel ...; the body holds the arguments of the method."""
    _act(simulator, ORDER_ACTIONS, order_id, action, request)
    return json_response(simulator.get_order(order_id))


def list_kinds(simulator, request):
    """GET: the kinds of orders that can be generated."""
    return json_response({"kinds": {kind.name: kind.description for kind in KINDS.values()}})


def list_faults(simulator, request):
    """GET: the faults that are switched on."""
    return json_response({"faults": simulator.faults.as_list()})


def add_fault(simulator, request):
    """POST {operation, kind, status, seconds, times, probability, after}: switch a fault on."""
    return json_response(asdict(call(simulator.add_fault, **body_of(request))), 201)


def clear_faults(simulator, request):
    """DELETE: switch all faults off."""
    simulator.clear_faults()
    return list_faults(simulator, request)


def remove_fault(simulator, request, fault_id):
    """DELETE: switch one fault off."""
    simulator.remove_fault(fault_id)
    return list_faults(simulator, request)


def list_calls(simulator, request):
    """GET: how often each operation was called, and the latest calls."""
    with simulator.lock:
        return json_response(simulator.calls.as_dict())


def clear_calls(simulator, request):
    """DELETE: start counting anew."""
    with simulator.lock:
        simulator.calls.clear()
    return list_calls(simulator, request)


def get_settings(simulator, request):
    """GET: the settings."""
    return json_response(simulator.settings)


def change_settings(simulator, request):
    """PATCH {settle, throttling, throttle_scale, plans}: change settings."""
    call(simulator.change_settings, **body_of(request))
    return json_response(simulator.settings)


def _table_routes(table, add, change, actions):
    """Return the routes of applications or sellers: list, add, change, act."""
    path = f"/simulator/{table}"

    def list_rows(simulator, request):
        return json_response({table: [asdict(row) for row in getattr(simulator.accounts, table).values()]})

    def add_row(simulator, request):
        return json_response(asdict(call(getattr(simulator, add), **body_of(request))), 201)

    def change_row(simulator, request, key):
        return json_response(asdict(call(getattr(simulator, change), key, **body_of(request))))

    def act_on_row(simulator, request, key, action):
        result = _act(simulator, actions, key, action, request)
        return json_response({"result": asdict(result) if is_dataclass(result) else result})

    return (
        ("GET", path, list_rows),
        ("POST", path, add_row),
        ("PATCH", f"{path}/<key>", change_row),
        ("POST", f"{path}/<key>/<action>", act_on_row),
    )


ROUTES = (
    ("GET", "/simulator", overview),
    ("GET", "/simulator/credentials", credentials),
    ("GET", "/simulator/kinds", list_kinds),
    ("GET", "/simulator/orders", list_orders),
    ("POST", "/simulator/orders", place_order),
    ("POST", "/simulator/orders/generate", generate_orders),
    ("GET", "/simulator/orders/<order_id>", get_order),
    ("PATCH", "/simulator/orders/<order_id>", change_order),
    ("POST", "/simulator/orders/<order_id>/<action>", act_on_order),
    ("GET", "/simulator/faults", list_faults),
    ("POST", "/simulator/faults", add_fault),
    ("DELETE", "/simulator/faults", clear_faults),
    ("DELETE", "/simulator/faults/<int:fault_id>", remove_fault),
    ("GET", "/simulator/calls", list_calls),
    ("DELETE", "/simulator/calls", clear_calls),
    ("GET", "/simulator/settings", get_settings),
    ("PATCH", "/simulator/settings", change_settings),
    *_table_routes("applications", "add_application", "change_application", APPLICATION_ACTIONS),
    *_table_routes("sellers", "add_seller", "change_seller", SELLER_ACTIONS),
)
