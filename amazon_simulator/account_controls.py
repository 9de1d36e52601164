"""The simulator's Python API for applications, sellers, consent and tokens."""

from dataclasses import replace

from .controls import controlled
from .errors import SimulatorError
from .marketplaces import MARKETPLACES, NON_RETAIL, marketplace_id

CHANGEABLE = {
    "applications": {"name", "is_draft", "redirect_uris", "login_uri"},
    "sellers": {"name", "marketplaces", "roles", "suspended"},
}


class AccountControls:
    """Applications and sellers, and what ties them together. A part of `Simulator`."""

    @property
    def application(self):
        """The first application: with `client_id`, `client_secret`, `application_id`."""
        return next(iter(self.accounts.applications.values()))

    def seller(self, region="na"):
        """Return the first seller of a region (`na`, `eu`, `fe`)."""
        for seller in self.accounts.sellers.values():
            if seller.region == region:
                return seller
        raise SimulatorError(f"no seller in region {region!r}")

    def refresh_token(self, region="na"):
        """Return a refresh token that the first seller of a region gave to the first application."""
        partner_id, client_id = self.seller(region).selling_partner_id, self.application.client_id
        for grant in self.accounts.grants.values():
            if (grant.selling_partner_id, grant.client_id, grant.revoked) == (partner_id, client_id, False):
                return grant.refresh_token
        raise SimulatorError(f"the seller of region {region!r} has not authorised the application")

    @controlled
    def add_application(self, name, **options):
        """Register another application and return it.

        Options: `application_id`, `client_id`, `client_secret` (invented if not given), `is_draft`, `redirect_uris`,
        `login_uri` (where the Appstore sends sellers).
        """
        return self.accounts.add_application(name, **options)

    @controlled
    def change_application(self, client_id, **fields):
        """Change an application's `name`, `is_draft`, `redirect_uris` or `login_uri`; return it."""
        return self._change_row("applications", client_id, fields)

    @controlled
    def add_seller(self, name, region, marketplaces, **options):
        """Add a selling partner of `region` and return it; `marketplaces` are ids or country codes.

        Options: `selling_partner_id`, `roles` (see `accounts.ROLES`), `suspended` (marketplace ids).
        """
        return self.accounts.add_seller(name, region, _marketplace_ids(marketplaces), **options)

    @controlled
    def change_seller(self, selling_partner_id, **fields):
        """Change a seller's `name`, `marketplaces`, `roles` or `suspended` marketplaces; return the seller."""
        for name in ("marketplaces", "suspended"):
            if name in fields:
                fields[name] = _marketplace_ids(fields[name])
        return self._change_row("sellers", selling_partner_id, fields)

    def _change_row(self, table, key, fields):
        rows = getattr(self.accounts, table)
        if key not in rows:
            raise SimulatorError(f"no such key in {table}: {key!r}")
        if unknown := set(fields) - CHANGEABLE[table]:
            raise SimulatorError(f"cannot be changed: {', '.join(sorted(unknown))}")
        rows[key] = replace(rows[key], **fields)
        return rows[key]

    @controlled
    def authorize(self, selling_partner_id, client_id=None, days=None):
        """Self-authorisation in Seller Central: return a new refresh token. Without `days` it does not expire."""
        return self.accounts.authorize(selling_partner_id, client_id or self.application.client_id, days=days)

    @controlled
    def consent(self, selling_partner_id, redirect_uri="", client_id=None):
        """Press the Authorize button of the consent page: return a `spapi_oauth_code`, good for five minutes, once."""
        return self.accounts.new_code(client_id or self.application.client_id, selling_partner_id, redirect_uri)

    @controlled
    def revoke_consent(self, selling_partner_id, client_id=None):
        """Let a seller withdraw consent, from one application or all: refresh and access tokens stop working."""
        self.accounts.revoke(selling_partner_id, client_id)

    @controlled
    def expire_access_tokens(self, selling_partner_id=None):
        """Let the access tokens of one seller or all expire now."""
        self.accounts.expire_access_tokens(selling_partner_id)

    @controlled
    def rotate_secret(self, client_id=None):
        """Give an application a new client secret and return it; the old one works for seven days."""
        return self.accounts.rotate_secret(client_id or self.application.client_id)

    @controlled
    def expire_secrets(self, client_id=None):
        """Let an application's client secrets expire now."""
        self.accounts.expire_secrets(client_id or self.application.client_id)


def _marketplace_ids(names):
    return [name if name in MARKETPLACES or name in NON_RETAIL else marketplace_id(name) for name in names]
