"""How a fault shows: in front of the answer, instead of it, or in its last bytes."""

from werkzeug.wrappers import Response

HTML = "<!DOCTYPE html><html><head><title>Service Unavailable</title></head><body>We're sorry!</body></html>"


class ConnectionReset(ConnectionError):
    """Raised through the WSGI server, which then drops the connection without an answer."""


def apply(simulator, operation, access_token, serve, refuse):
    """Answer one call under the faults that strike it.

    `operation` is its name, `access_token` the caller's (or None), `serve()` the undisturbed Response, and
    `refuse(status)` the Response that this API gives for an HTTP status.
    """
    with simulator.lock:
        faults = simulator.faults.draw(operation)
    for fault in faults:
        if fault.kind == "delay":
            simulator.wait(fault.seconds)
        elif fault.kind in ("expire_tokens", "revoke"):
            _withdraw(simulator, fault.kind, access_token)
    last = faults[-1] if faults else None
    ending = ENDINGS.get(last.kind) if last else None
    return ending(last, serve, refuse) if ending else serve()


def _withdraw(simulator, kind, access_token):
    with simulator.lock:
        token = simulator.accounts.access_tokens.get(access_token)
        if token is None:
            return
        withdraw = simulator.accounts.revoke if kind == "revoke" else simulator.accounts.expire_access_tokens
        withdraw(token.selling_partner_id, token.client_id)
        simulator.save()


def _throttle(fault, serve, refuse):
    return refuse(429)


def _status(fault, serve, refuse):
    return refuse(fault.status)


def _html(fault, serve, refuse):
    return Response(HTML, fault.status or 503, mimetype="text/html")


def _truncated(fault, serve, refuse):
    response = serve()
    whole = response.get_data()
    response.set_data(whole[: max(1, len(whole) // 2)])
    return response


def _reset(fault, serve, refuse):
    raise ConnectionReset


def _reset_after(fault, serve, refuse):
    serve()
    raise ConnectionReset


ENDINGS = {
    "throttle": _throttle,
    "status": _status,
    "html": _html,
    "truncated": _truncated,
    "reset": _reset,
    "reset_after": _reset_after,
}
