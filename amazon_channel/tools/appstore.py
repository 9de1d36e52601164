"""The Appstore workflow: a seller starts at Amazon and lands here."""

from odoo.exceptions import UserError

from ..sp_api.errors import RequestError
from . import connection, consent


def account_of(env, application_id, callback_uri, selling_partner_id):
    """Return the account of a seller who comes from Amazon's Appstore; a draft is made for a new one.

    :param int application_id: of amazon.channel.application; 0 when the address did not say
    :param str callback_uri: where Amazon wants the browser back; anybody may have written it
    :raises UserError: in words why this cannot go on
    """
    simulated, marketplace = _origin(env, callback_uri)
    if not consent.is_seller_id(selling_partner_id):
        raise UserError(env._("Amazon did not say which seller this is. Start again from Amazon's Appstore."))
    domain = [
        ("selling_partner_id", "=", selling_partner_id),
        ("company_id", "in", env.companies.ids),
        ("environment", "=", "simulator") if simulated else ("environment", "!=", "simulator"),
    ]
    if not simulated:
        domain.append(("region", "=", marketplace.region))
    application = _application(env, application_id)
    accounts = env["amazon.channel.account"].search(domain)
    account = accounts.filtered(lambda account: account.application_id == application)[:1] or accounts[:1]
    if account:
        return account
    if not application:
        raise UserError(
            env._("It is not clear which application this is for. Use the login address that the application shows.")
        )
    if simulated:
        # All regions of the simulator share one address: guess, from where the company is.
        marketplace = marketplace.search([("country_id", "=", application.company_id.country_id.id)], limit=1)
    return env["amazon.channel.account"].create(
        {
            "name": env._("Seller %(seller)s", seller=selling_partner_id),
            "company_id": application.company_id.id,
            "application_id": application.id,
            "environment": "simulator" if simulated else "production",
            "region": marketplace.region or "na",
            "home_marketplace_id": marketplace.id,
            "selling_partner_id": selling_partner_id,
            "authorization_kind": "appstore",
        }
    )


def _origin(env, callback_uri):
    """Return (whether the simulator sent the browser, the marketplace it comes from).

    :raises UserError: the address is not Amazon's; following it would let anybody use us to lead people astray
    """
    try:
        simulator = connection.simulator_url(env)
    except RequestError:
        simulator = ""
    if simulator and consent.same_origin(callback_uri, simulator):
        return True, env["amazon.channel.marketplace"]
    host = consent.amazon_host(callback_uri)
    marketplaces = env["amazon.channel.marketplace"]._of_host(host) if host else env["amazon.channel.marketplace"]
    if not marketplaces:
        raise UserError(
            env._(
                "This request did not come from a Seller Central that is known here. Start again from Amazon's "
                "Appstore. If Amazon has moved a Seller Central, correct its host under Configuration > Marketplaces."
            )
        )
    return False, marketplaces[0]


def _application(env, application_id):
    """The application the address names, or the only one there is."""
    applications = env["amazon.channel.application"].search([("company_id", "in", env.companies.ids)])
    if application_id:
        return applications.filtered(lambda application: application.id == application_id)
    return applications if len(applications) == 1 else applications.browse()
