"""What every call of the Selling Partner API goes through, whatever its operation."""

import json
import logging
import uuid

from werkzeug.wrappers import Response

from . import fault_effects
from .errors import ApiError, api_error, invalid_input, quota_exceeded, unauthorized
from .lwa import caller_of
from .operations import Call

_logger = logging.getLogger(__name__)
MAX_USER_AGENT = 500
STATUSES_WITH_RATE = frozenset({200, 201, 202, 204, 400, 404})
"""Amazon tells the rate with these answers only: not with 403, not with 429."""


def answer(simulator, operation, request, path):
    """Serve one HTTP request for `operation` and return the Response; it is logged whatever happens."""
    status = 0
    try:
        response = fault_effects.apply(
            simulator,
            operation.name,
            request.headers.get("x-amz-access-token"),
            serve=lambda: _served(simulator, operation, request, path),
            refuse=lambda code: json_response(api_error(code).body(), code),
        )
        status = response.status_code
    finally:
        simulator.log_call(request, operation.name, status)
    stamp(response)
    if status in STATUSES_WITH_RATE:
        response.headers["x-amzn-RateLimit-Limit"] = f"{simulator.throttle.plan(operation)[0]:.10g}"
    return response


def stamp(response):
    """Give a response the id that every answer of Amazon has, and return it."""
    response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
    return response


def _served(simulator, operation, request, path):
    try:
        with simulator.lock:
            simulator.work()
            result = _result(simulator, operation, request, path)
        return result if isinstance(result, Response) else json_response(result)
    except ApiError as error:
        return json_response(error.body(), error.status)
    except Exception:
        _logger.exception("The simulator failed in %s", operation.name)
        return json_response(api_error(500).body(), 500)


def _result(simulator, operation, request, path):
    """Check the caller, the rate and the body in Amazon's order, then let the operation answer."""
    user_agent = request.headers.get("user-agent", "")
    if not 0 < len(user_agent) <= MAX_USER_AGENT:
        raise invalid_input("The user-agent header is missing or too long.")
    accounts = simulator.accounts
    token = caller_of(accounts, request.headers.get("x-amz-access-token"))
    if token.selling_partner_id is None:
        raise unauthorized("The access token has no selling partner: this operation is not grantless.")
    if not simulator.throttle.take(operation, token.selling_partner_id, token.client_id):
        raise quota_exceeded()
    return operation.handler(
        Call(
            simulator=simulator,
            seller=accounts.sellers[token.selling_partner_id],
            application=accounts.applications[token.client_id],
            now=simulator.clock(),
            query=request.args.to_dict(flat=False),
            path=path,
            body=_body(request),
            base_url=request.host_url,
        )
    )


def _body(request):
    if request.method not in ("POST", "PUT", "PATCH"):
        return None
    try:
        return json.loads(request.get_data() or b"null")
    except ValueError:
        raise invalid_input("The body is not JSON.") from None


def json_response(document, status=200):
    """Return a JSON Response; texts stay readable in any script."""
    return Response(
        json.dumps(document, ensure_ascii=False, separators=(",", ":")), status, mimetype="application/json"
    )
