"""Seller Central: where a seller lets an application in (website and Appstore workflow)."""

import ipaddress
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect

from .markup import field, form, page, select, tag

CONSENT = "/apps/authorize/consent"
CONFIRM = "/apps/authorize/confirm"
APPSTORE = "/appstore"
HIDDEN = ("application_id", "state", "redirect_uri", "version")


class ConsentError(Exception):
    """A reason why Seller Central shows an error page; `code` is Amazon's (MD1000 ...) or empty."""

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code
        self.reason = reason


def _with_error_page(view):
    def guarded(simulator, request, **arguments):
        try:
            return view(simulator, request, **arguments)
        except ConsentError as error:
            return page(
                "Authorization error",
                tag(
                    "section",
                    tag("h1", "We could not authorize this application"),
                    tag("p", error.reason),
                    tag("p", "Error code: ", tag("strong", error.code)) if error.code else None,
                    class_="narrow",
                ),
                status=400,
            )

    return guarded


def _check(simulator, parameters):
    """Return (application, redirect URI) for the parameters of a consent or confirm address."""
    application = simulator.accounts.application_by_id(parameters.get("application_id", ""))
    if application is None:
        raise ConsentError("", "The application id is not valid.")
    if application.is_draft and parameters.get("version") != "beta":
        raise ConsentError("MD1000", "The application is in Draft status: its address needs version=beta.")
    redirect_uri = parameters.get("redirect_uri", "")
    if "#" in redirect_uri:
        raise ConsentError("MD5110", "The redirect URI must not contain a fragment (#).")
    if not redirect_uri and application.redirect_uris:
        redirect_uri = application.redirect_uris[0]
    if not _is_registered(application, redirect_uri):
        raise ConsentError("MD5101", "The redirect URI is not registered for this application.")
    if not parameters.get("state"):
        raise ConsentError("", "The state parameter is missing.")
    return application, redirect_uri


def _is_registered(application, redirect_uri):
    if application.redirect_uris:
        return redirect_uri in application.redirect_uris
    return is_loopback(redirect_uri)


def is_loopback(address):
    """Say whether an http(s) address leads to this very machine."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost" or parts.hostname.endswith(".localhost")


@_with_error_page
def show_consent(simulator, request):
    """GET: the page on which a seller looks at an application and presses Authorize."""
    application, _redirect_uri = _check(simulator, request.args)
    sellers = list(simulator.accounts.sellers.values())
    choices = [
        tag(
            "label",
            tag("input", type="radio", name="selling_partner_id", value=seller.selling_partner_id, checked=not number),
            f"{seller.name} · {seller.region.upper()} · {len(seller.marketplaces)} marketplaces",
            class_="choice",
        )
        for number, seller in enumerate(sellers)
    ]
    hidden = [tag("input", type="hidden", name=name, value=request.args.get(name, "")) for name in HIDDEN]
    return page(
        "Authorize",
        tag(
            "section",
            tag("h1", f"Authorize {application.name}"),
            tag("p", "The application asks for access to orders, listings and the names and addresses of buyers."),
            form(CONSENT, choices, hidden, tag("p"), button="Authorize", class_="stacked"),
            tag("p", "This is a simulation of Seller Central; nothing leaves this machine.", class_="soft"),
            class_="narrow",
        ),
    )


@_with_error_page
def give_consent(simulator, request):
    """POST: the seller pressed Authorize. Send the browser back with state, selling_partner_id and the code."""
    application, redirect_uri = _check(simulator, request.form)
    partner_id = request.form.get("selling_partner_id", "")
    if partner_id not in simulator.accounts.sellers:
        raise ConsentError("", "Choose a seller account.")
    return _send_back(simulator, application, partner_id, redirect_uri, request.form["state"])


def _send_back(simulator, application, partner_id, redirect_uri, state):
    code = simulator.consent(partner_id, redirect_uri, application.client_id)
    return redirect(
        extend(redirect_uri, {"state": state, "selling_partner_id": partner_id, "spapi_oauth_code": code}), 302
    )


def extend(address, parameters):
    """Add query parameters to an address that may have some already."""
    joint = "&" if urlsplit(address).query else "?"
    return f"{address}{joint}{urlencode(parameters)}"


def show_appstore(simulator, request):
    """GET: a corner of the Selling Partner Appstore, where a seller starts the authorisation."""
    accounts = simulator.accounts
    apps = [(app.client_id, app.name) for app in accounts.applications.values()]
    sellers = [(seller.selling_partner_id, seller.name) for seller in accounts.sellers.values()]
    return page(
        "Appstore",
        tag(
            "section",
            tag("h1", "Selling Partner Appstore"),
            form(
                APPSTORE,
                field("Application", select("client_id", apps)),
                field("Seller account", select("selling_partner_id", sellers)),
                button="Authorize",
                class_="stacked",
            ),
            class_="narrow",
        ),
    )


@_with_error_page
def start_at_appstore(simulator, request):
    """POST: send the seller to the application's login address, as Amazon does from its Appstore."""
    accounts = simulator.accounts
    application = accounts.applications.get(request.form.get("client_id", ""))
    partner_id = request.form.get("selling_partner_id", "")
    if application is None or partner_id not in accounts.sellers:
        raise ConsentError("", "Choose an application and a seller account.")
    if not application.login_uri:
        raise ConsentError("", "The application has no login URI.")
    with simulator.lock:
        amazon_state = accounts.new_appstore_start(application.client_id, partner_id)
    parameters = {
        "amazon_callback_uri": f"{request.host_url.rstrip('/')}{CONFIRM}/{application.application_id}",
        "amazon_state": amazon_state,
        "selling_partner_id": partner_id,
    }
    if application.is_draft:
        parameters["version"] = "beta"
    return redirect(extend(application.login_uri, parameters), 302)


@_with_error_page
def confirm(simulator, request, application_id):
    """GET amazon_callback_uri: the seller has logged in to the application; go on to its redirect URI."""
    application, redirect_uri = _check(simulator, {**request.args, "application_id": application_id})
    with simulator.lock:
        start = simulator.accounts.appstore_starts.pop(request.args.get("amazon_state", ""), None)
    if start is None or simulator.accounts.is_over(start) or start.client_id != application.client_id:
        raise ConsentError("", "The amazon_state is unknown, used or too old.")
    return _send_back(simulator, application, start.selling_partner_id, redirect_uri, request.args["state"])


ROUTES = (
    ("GET", CONSENT, show_consent),
    ("POST", CONSENT, give_consent),
    ("GET", APPSTORE, show_appstore),
    ("POST", APPSTORE, start_at_appstore),
    ("GET", f"{CONFIRM}/<application_id>", confirm),
)
