"""Who may call: applications, sellers, and the codes and tokens that tie them together.

Moments are kept as ISO 8601 texts (see `clock.iso`), which sort like the moments and go to JSON as they are.
"""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from .clock import iso
from .errors import SimulatorError

SECRET_DAYS = 180
OLD_SECRET_DAYS = 7
CONSENT_DAYS = 365
CODE_SECONDS = 300
APPSTORE_SECONDS = 600
ACCESS_TOKEN_SECONDS = 3600

ROLES = (
    "INVENTORY_AND_ORDER_TRACKING",
    "PRODUCT_LISTING",
    "PRICING",
    "AMAZON_FULFILLMENT",
    "FINANCE_AND_ACCOUNTING",
    "BUYER_COMMUNICATION",
    "DIRECT_TO_CONSUMER_SHIPPING",
    "TAX_INVOICING",
    "TAX_REMITTANCE",
)
"""Roles an application may have been granted; the last three are Amazon's restricted ones (personal data)."""


@dataclass
class Secret:
    """A client secret, valid until `expires`."""

    value: str
    expires: str


@dataclass
class Application:
    """An application registered with Amazon. A draft may be authorised with `version=beta` only.

    Without `redirect_uris` any loopback address is accepted, so that a demo needs no registration.
    """

    name: str
    application_id: str
    client_id: str
    secrets: list
    is_draft: bool = True
    redirect_uris: list = field(default_factory=list)
    login_uri: str = ""

    @property
    def client_secret(self):
        """The newest client secret."""
        return self.secrets[-1].value


@dataclass
class Seller:
    """A selling partner in one region. `suspended` names marketplaces whose listings are inactive."""

    selling_partner_id: str
    name: str
    region: str
    marketplaces: list
    roles: list = field(default_factory=lambda: list(ROLES))
    suspended: list = field(default_factory=list)


@dataclass
class Grant:
    """A seller's consent to an application: a refresh token. Self-authorisations do not expire."""

    refresh_token: str
    client_id: str
    selling_partner_id: str
    expires: str | None = None
    revoked: bool = False


@dataclass
class AuthorizationCode:
    """A `spapi_oauth_code`: five minutes, once."""

    code: str
    client_id: str
    selling_partner_id: str
    redirect_uri: str
    expires: str
    used: bool = False


@dataclass
class AppstoreStart:
    """A seller on the way from the Appstore to the application's login address: the `amazon_state`."""

    amazon_state: str
    client_id: str
    selling_partner_id: str
    expires: str


@dataclass
class AccessToken:
    """An access token: of a seller (with the refresh token it came from), or grantless with a scope."""

    token: str
    client_id: str
    expires: str
    selling_partner_id: str | None = None
    refresh_token: str | None = None
    scope: str | None = None


_TABLES = {
    "applications": (Application, "client_id"),
    "sellers": (Seller, "selling_partner_id"),
    "grants": (Grant, "refresh_token"),
    "codes": (AuthorizationCode, "code"),
    "appstore_starts": (AppstoreStart, "amazon_state"),
    "access_tokens": (AccessToken, "token"),
}


class Accounts:
    """All applications, sellers, grants, codes and access tokens, each by its key."""

    def __init__(self, clock):
        self.clock = clock
        self.applications, self.sellers, self.grants = {}, {}, {}
        self.codes, self.appstore_starts, self.access_tokens = {}, {}, {}

    # Applications

    def add_application(self, name, application_id=None, client_id=None, client_secret=None, **options):
        """Register an application and return it; what is not given is invented in Amazon's shape."""
        secret = Secret(client_secret or new_secret(), self._in(days=SECRET_DAYS))
        application = Application(
            name,
            application_id or f"amzn1.sp.solution.{secrets.token_hex(16)}",
            client_id or f"amzn1.application-oa2-client.{secrets.token_hex(16)}",
            [secret],
            **options,
        )
        self.applications[application.client_id] = application
        return application

    def application_by_id(self, application_id):
        """Return the application with this application id, or None."""
        return next((app for app in self.applications.values() if app.application_id == application_id), None)

    def rotate_secret(self, client_id):
        """Give the application a new client secret and return it; the old one works for seven more days."""
        application = self._get("applications", client_id)
        for secret in application.secrets:
            secret.expires = min(secret.expires, self._in(days=OLD_SECRET_DAYS))
        application.secrets.append(Secret(new_secret(), self._in(days=SECRET_DAYS)))
        return application.client_secret

    def expire_secrets(self, client_id):
        """Let all secrets of the application expire now, as after 180 days without rotation."""
        for secret in self._get("applications", client_id).secrets:
            secret.expires = self._in(seconds=0)

    def secret_is_valid(self, application, value):
        """Say whether `value` is a secret of the application that has not expired."""
        now = self._in(seconds=0)
        given = value.encode()
        return any(secrets.compare_digest(s.value.encode(), given) and s.expires > now for s in application.secrets)

    # Sellers and their consent

    def add_seller(self, name, region, marketplaces, selling_partner_id=None, **options):
        """Add a selling partner of `region` (`na`, `eu`, `fe`) who sells in `marketplaces` (ids); return it."""
        partner_id = selling_partner_id or "A" + secrets.token_hex(7).upper()[:13]
        self.sellers[partner_id] = Seller(partner_id, name, region, list(marketplaces), **options)
        return self.sellers[partner_id]

    def authorize(self, selling_partner_id, client_id, refresh_token=None, days=None):
        """Record the seller's consent and return the refresh token. Without `days` it never expires."""
        self._get("sellers", selling_partner_id)
        self._get("applications", client_id)
        token = refresh_token or f"Atzr|IwEB{secrets.token_urlsafe(180)}"
        expires = None if days is None else self._in(days=days)
        self.grants[token] = Grant(token, client_id, selling_partner_id, expires)
        return token

    def revoke(self, selling_partner_id, client_id=None):
        """Let a seller withdraw consent (from one application or all): refresh and access tokens stop working."""
        for grant in self.grants.values():
            if grant.selling_partner_id == selling_partner_id and client_id in (None, grant.client_id):
                grant.revoked = True
        self.expire_access_tokens(selling_partner_id, client_id)

    def new_code(self, client_id, selling_partner_id, redirect_uri):
        """Return a `spapi_oauth_code` for the website and Appstore workflows."""
        self._get("sellers", selling_partner_id)
        code = AuthorizationCode(
            secrets.token_urlsafe(16), client_id, selling_partner_id, redirect_uri, self._in(seconds=CODE_SECONDS)
        )
        self.codes[code.code] = code
        return code.code

    def new_appstore_start(self, client_id, selling_partner_id):
        """Return an `amazon_state` for a seller who starts at the Appstore; good for ten minutes."""
        start = AppstoreStart(
            secrets.token_urlsafe(16), client_id, selling_partner_id, self._in(seconds=APPSTORE_SECONDS)
        )
        self.appstore_starts[start.amazon_state] = start
        return start.amazon_state

    # Access tokens

    def new_access_token(self, client_id, grant=None, scope=None):
        """Return an access token of 3600 seconds, for a seller's grant or a grantless scope."""
        now = self._in(seconds=0)
        self.access_tokens = {key: token for key, token in self.access_tokens.items() if token.expires > now}
        token = AccessToken(
            f"Atza|IwEB{secrets.token_urlsafe(180)}",
            client_id,
            self._in(seconds=ACCESS_TOKEN_SECONDS),
            grant and grant.selling_partner_id,
            grant and grant.refresh_token,
            scope,
        )
        self.access_tokens[token.token] = token
        return token.token

    def expire_access_tokens(self, selling_partner_id=None, client_id=None):
        """Let access tokens expire now: of one seller or all, of one application or all."""
        for token in self.access_tokens.values():
            if selling_partner_id in (None, token.selling_partner_id) and client_id in (None, token.client_id):
                token.expires = self._in(seconds=0)

    def is_over(self, thing):
        """Say whether a code, token or grant has expired."""
        return thing.expires is not None and thing.expires <= self._in(seconds=0)

    # State

    def as_dict(self):
        """Return everything as a JSON document."""
        return {name: [asdict(row) for row in getattr(self, name).values()] for name in _TABLES}

    def load(self, document):
        """Replace everything by what `as_dict` once returned."""
        for name, (kind, key) in _TABLES.items():
            rows = [kind(**row) for row in document.get(name, [])]
            setattr(self, name, {getattr(row, key): row for row in rows})
        for application in self.applications.values():
            application.secrets = [Secret(**secret) for secret in application.secrets]

    def _in(self, **duration):
        return iso(self.clock() + timedelta(**duration))

    def _get(self, table, key):
        try:
            return getattr(self, table)[key]
        except KeyError:
            raise SimulatorError(f"no such key in {table}: {key!r}") from None


def new_secret():
    """Return a client secret in Login with Amazon's shape."""
    return f"amzn1.oa2-cs.v1.{secrets.token_hex(32)}"
