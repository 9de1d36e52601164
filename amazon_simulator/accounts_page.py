"""The page of applications and sellers: credentials to copy, consent to withdraw."""

from .markup import form, table, tag
from .pages import back, show

SELLER_BUTTONS = (
    ("authorize", "New refresh token", False),
    ("expire_access_tokens", "Expire access tokens", False),
    ("revoke_consent", "Withdraw consent", True),
)


def show_accounts(simulator, request):
    """GET /accounts."""
    with simulator.lock:
        applications = [_application(application) for application in simulator.accounts.applications.values()]
        sellers = [_seller(simulator, seller) for seller in simulator.accounts.sellers.values()]
    note = tag("p", "Everything here is invented. Copy what a seller would copy from Seller Central.", class_="soft")
    return show("Accounts", request, note, *applications, *sellers)


def _application(application):
    address = f"/accounts/application/{application.client_id}"
    rows = [
        ("Application id", tag("code", application.application_id)),
        ("Client id", tag("code", application.client_id)),
        ("Client secret", tag("code", application.client_secret)),
        ("Secret expires", application.secrets[-1].expires[:10]),
        ("Status", "Draft: authorize with version=beta" if application.is_draft else "Published"),
        ("Redirect URIs", ", ".join(application.redirect_uris) or "any address of this machine"),
    ]
    return tag(
        "section",
        tag("h1", application.name),
        table((), rows),
        tag(
            "div",
            form(f"{address}/rotate_secret", button="New client secret (the old one works for 7 days)"),
            form(f"{address}/expire_secrets", button="Let the secrets expire now", danger=True),
            class_="buttons",
        ),
    )


def _seller(simulator, seller):
    partner_id = seller.selling_partner_id
    grants = [grant for grant in simulator.accounts.grants.values() if grant.selling_partner_id == partner_id]
    rows = [(tag("code", grant.refresh_token), _state_of(simulator, grant)) for grant in grants]
    address = f"/accounts/seller/{partner_id}"
    return tag(
        "section",
        tag("h2", f"{seller.name} ({seller.region.upper()})"),
        tag("p", "Selling partner id ", tag("code", partner_id), f", {len(seller.marketplaces)} marketplaces"),
        table(("Refresh token", "State"), rows),
        tag(
            "div",
            [form(f"{address}/{action}", button=text, danger=danger) for action, text, danger in SELLER_BUTTONS],
            class_="buttons",
        ),
    )


def _state_of(simulator, grant):
    if grant.revoked:
        return "withdrawn"
    if simulator.accounts.is_over(grant):
        return "expired"
    return f"good until {grant.expires[:10]}" if grant.expires else "good"


def act_on_seller(simulator, request, partner_id, action):
    """POST: a button of a seller."""
    return back("/accounts", lambda: getattr(simulator, action)(partner_id), "Done.")


def act_on_application(simulator, request, client_id, action):
    """POST: a button of an application."""
    return back("/accounts", lambda: getattr(simulator, action)(client_id), "Done.")


ROUTES = (
    ("GET", "/accounts", show_accounts),
    (
        "POST",
        "/accounts/seller/<partner_id>/<any(authorize, expire_access_tokens, revoke_consent):action>",
        act_on_seller,
    ),
    (
        "POST",
        "/accounts/application/<client_id>/<any(rotate_secret, expire_secrets):action>",
        act_on_application,
    ),
)
