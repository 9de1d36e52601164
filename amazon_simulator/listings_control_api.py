"""The control API for listings and the catalogue of products: the body of a POST holds the arguments of the method."""

from .control_api import body_of, call
from .errors import SimulatorError
from .listing_kinds import KINDS
from .spapi import json_response

ACTIONS = {
    "generate": "generate_listings",
    "change": "change_listing",
    "add_issue": "add_listing_issue",
    "clear_issues": "clear_listing_issues",
    "set_fba_stock": "set_fba_stock",
    "delete": "delete_listing",
    "clear": "clear_listings",
    "stick": "stick_listing",
    "release": "release_listing",
    "finish": "finish_listings",
}
CATALOG_ACTIONS = {
    "add_item": "add_catalog_item",
    "restrict_brand": "restrict_brand",
    "approve_brand": "approve_brand",
}


def list_listings(simulator, request):
    """GET: a seller's listings; `marketplace`, `selling_partner_id`, `status` and `limit` may be given."""
    options = {
        name: request.args[name] for name in ("marketplace", "selling_partner_id", "status") if name in request.args
    }
    limit = request.args.get("limit", default=200, type=int)
    return json_response({"listings": call(simulator.list_listings, limit=limit, **options)})


def list_submissions(simulator, request):
    """GET: what clients sent; `sku`, `operation` and `status` may be given."""
    names = ("sku", "operation", "status")
    options = {name: request.args[name] for name in names if name in request.args}
    return json_response({"submissions": call(simulator.list_submissions, **options)})


def list_mistakes(simulator, request):
    """GET: what no careful client sends."""
    return json_response({"mistakes": simulator.list_mistakes()})


def list_kinds(simulator, request):
    """GET: the kinds of listings that can be generated."""
    return json_response({"kinds": KINDS})


def _act(simulator, request, actions, action):
    if action not in actions:
        raise SimulatorError(f"unknown action {action!r}; known: {', '.join(actions)}")
    return json_response({"result": call(getattr(simulator, actions[action]), **body_of(request))})


def act(simulator, request, action):
    """POST: generate, change, stick ..."""
    return _act(simulator, request, ACTIONS, action)


def act_on_catalog(simulator, request, action):
    """POST: add_item, restrict_brand, approve_brand."""
    return _act(simulator, request, CATALOG_ACTIONS, action)


ROUTES = (
    ("GET", "/simulator/listings", list_listings),
    ("GET", "/simulator/listings/kinds", list_kinds),
    ("GET", "/simulator/listings/submissions", list_submissions),
    ("GET", "/simulator/listings/mistakes", list_mistakes),
    ("POST", "/simulator/listings/<action>", act),
    ("POST", "/simulator/catalog/<action>", act_on_catalog),
)
