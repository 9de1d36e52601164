"""The WSGI application: one host that plays Amazon's API, Login with Amazon and Seller Central."""

import functools
import json
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request

from . import (
    accounts_page,
    consent,
    control_api,
    documents_http,
    fault_effects,
    jobs_control_api,
    jobs_page,
    listings_control_api,
    listings_page,
    lwa,
    pages,
    spapi,
    traffic_page,
)
from .errors import LwaError, SimulatorError, lwa_error, not_found
from .operations import all_operations

MAX_BODY = 64 * 1024 * 1024


@functools.cache
def _url_map():
    """Return the map of all addresses. It is the same for every simulator, and takes a while to make."""
    rules = [Rule(operation.path, methods=[operation.method], endpoint=operation) for operation in all_operations()]
    rules.append(Rule("/auth/o2/token", methods=["POST"], endpoint=_token))
    for module in (
        control_api,
        jobs_control_api,
        consent,
        pages,
        traffic_page,
        accounts_page,
        jobs_page,
        listings_control_api,
        listings_page,
        documents_http,
    ):
        rules += [Rule(path, methods=[method], endpoint=view) for method, path, view in module.ROUTES]
    return Map(rules, strict_slashes=False, merge_slashes=False)


class App:
    """Finds who answers a request: an operation of the Selling Partner API, Login with Amazon, a page, a control."""

    def __init__(self, simulator):
        self.simulator = simulator
        self._map = _url_map()

    def __call__(self, environ, start_response):
        request = Request(environ)
        request.max_content_length = MAX_BODY
        # An unread body would be taken for the next request on the same connection.
        request.get_data(cache=True, parse_form_data=False)
        return self._answer(request, environ)(environ, start_response)

    def _answer(self, request, environ):
        try:
            endpoint, arguments = self._map.bind_to_environ(environ).match()
        except (NotFound, MethodNotAllowed) as error:
            if request.path.startswith("/simulator"):
                return spapi.json_response({"error": error.name}, error.code)
            return spapi.stamp(spapi.json_response(not_found(f"{request.method} {request.path}").body(), 404))
        except HTTPException as error:
            return error
        if callable(endpoint):
            return self._view(endpoint, request, arguments)
        return spapi.answer(self.simulator, endpoint, request, arguments)

    def _view(self, view, request, arguments):
        if request.method != "GET" and _comes_from_elsewhere(request):
            return spapi.json_response({"error": "another site must not steer the simulator"}, 403)
        try:
            return view(self.simulator, request, **arguments)
        except SimulatorError as error:
            return spapi.json_response({"error": str(error)}, 400)


def _comes_from_elsewhere(request):
    """Say whether a browser sent the request on behalf of another site."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _token(simulator, request):
    """POST /auth/o2/token, as a form or as JSON."""
    status, parameters = 0, _parameters(request)
    try:
        response = fault_effects.apply(
            simulator,
            lwa.OPERATION,
            None,
            serve=lambda: _token_response(simulator, parameters),
            refuse=lambda code: spapi.json_response(lwa_error(code).body(), code),
        )
        status = response.status_code
    finally:
        simulator.log_call(request, lwa.OPERATION, status, parameters)
    response.headers["Cache-Control"] = "no-store"
    return spapi.stamp(response)


def _token_response(simulator, parameters):
    try:
        with simulator.lock:
            answer = lwa.token_response(simulator.accounts, parameters)
            if parameters["grant_type"] == "authorization_code":
                # A refresh token that a client was given must still be known after a restart.
                simulator.save()
        return spapi.json_response(answer)
    except LwaError as error:
        return spapi.json_response(error.body(), error.status)


def _parameters(request):
    if request.mimetype != "application/json":
        return request.form.to_dict()
    try:
        parameters = json.loads(request.get_data())
    except ValueError:
        return {}
    return parameters if isinstance(parameters, dict) else {}
