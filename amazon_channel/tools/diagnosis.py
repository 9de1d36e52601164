"""What went wrong with an account, in words: what happened, and what to do about it."""

import math
from urllib.parse import urlsplit

from odoo import fields

from ..sp_api.errors import AnswerError, AuthorizationError, NetworkError, RequestError, ServerError, ThrottledError
from ..sp_api.lwa import LOGIN_OPERATIONS


def explain(account, error):
    """Return a sentence or two that a person can act on.

    :param account: amazon.channel.account, one record
    :param AmazonError error: why a call for it failed
    :rtype: str
    """
    if isinstance(error, AuthorizationError):
        words = _explain_authorization(account, error)
    elif isinstance(error, NetworkError):
        words = _explain_network(account, error)
    elif isinstance(error, ThrottledError):
        words = _explain_throttled(account, error)
    else:
        words = _explain_answer(account, error)
    if error.request_id:
        words += account.env._(" (Amazon's request ID: %(request_id)s)", request_id=error.request_id)
    return words


def explain_region(account, participations):
    """Say that a seller takes part in no marketplace of the account's region."""
    found = ", ".join(each.name for each in participations) or account.env._("none")
    return account.env._(
        "The login works, but this seller takes part in no marketplace of the region %(region)s. Amazon names: "
        "%(found)s. An authorization is good for one region: connect another account for each further region, with "
        "the authorization given in a Seller Central of that region.",
        region=_region(account),
        found=found,
    )


def _explain_authorization(account, error):
    application = account.application_id
    env = account.env
    if error.cause == "missing":
        return _missing(account, error.code)
    if error.cause == "unreadable":
        return _unreadable(account, error.code)
    if error.cause in ("wrong_secret", "unauthorized_client"):
        return env._(
            "Amazon refuses the client ID or the client secret of the application '%(application)s'. %(age)s "
            "Amazon lets a secret expire after 180 days. Make a new one in Amazon's developer console and enter it "
            "in the application.",
            application=application.name,
            age=_secret_age(application),
        )
    if error.cause in ("revoked", "expired"):
        return env._(
            "Amazon does not accept the seller's consent for '%(account)s'. It was withdrawn, its year is over, or the "
            "refresh token is not complete or belongs to another application than '%(application)s'. %(way)s",
            account=account.name,
            application=application.name,
            way=_way_back(account),
        )
    if error.operation in LOGIN_OPERATIONS:
        return env._(
            "Amazon's login denies access to the application '%(application)s'. Look at its state in Amazon's "
            "developer console, then authorize again.",
            application=application.name,
        )
    return env._(
        "The login works, but Amazon (%(host)s) refuses the call. Its answer does not say which of these it is: the "
        "application lacks a role (Selling Partner Insights for the connection test, Inventory and Order Tracking for "
        "orders; after adding one, the seller has to authorize again), the seller belongs to another region than "
        "%(region)s, or the seller withdrew the consent.",
        host=_host(account._api_url()),
        region=_region(account),
    )


def _missing(account, what):
    if what == "secret":
        return account.env._(
            "The application '%(application)s' has no client secret yet. Enter it in the application.",
            application=account.application_id.name,
        )
    return account.env._("'%(account)s' is not authorized yet. %(way)s", account=account.name, way=_way_back(account))


def _unreadable(account, problem):
    env = account.env
    if problem == "bad_key":
        return env._(
            "The option amazon_channel_key in Odoo's configuration file is not a key. Settings > Amazon shows how to "
            "make one. Nothing is lost: credentials are readable again with the right key."
        )
    if problem == "no_key":
        return env._(
            "The credentials of '%(account)s' are encrypted, and Odoo's configuration file names no key (option "
            "amazon_channel_key). Put the key back and restart Odoo. If it is lost, enter the client secret again and "
            "authorize again.",
            account=account.name,
        )
    return env._(
        "The credentials of '%(account)s' are encrypted, and the key in Odoo's configuration file (option "
        "amazon_channel_key) does not open them. Put the former key back, after the new one and a comma. If it is "
        "lost, enter the client secret again and authorize again.",
        account=account.name,
    )


def _way_back(account):
    if account.authorization_kind == "self":
        return account.env._(
            "Authorize the application again in Seller Central (Develop Apps) and enter the new refresh token here."
        )
    return account.env._("Press Authorize and give consent in Seller Central.")


def _secret_age(application):
    created = application.secret_created_on
    if not created:
        return application.env._("It is not known when the secret was made.")
    return application.env._(
        "The secret was made on %(date)s, %(days)s days ago.",
        date=created,
        days=(fields.Date.context_today(application) - created).days,
    )


def _explain_network(account, error):
    env = account.env
    hosts = env._(" or ").join(dict.fromkeys(_host(url) for url in (account._lwa_url(), account._api_url())))
    if account.environment == "simulator":
        return env._(
            "The simulated Amazon at %(host)s does not answer. Start it (./dev simulator), or correct its address in "
            "Settings > Amazon.",
            host=hosts,
        )
    if error.code == "timeout":
        return env._("Amazon (%(host)s) did not answer in time. Try again in a few minutes.", host=hosts)
    if error.code == "dns":
        return env._(
            "The name %(host)s cannot be found. Is this server on the Internet, and does DNS work?", host=hosts
        )
    if error.code == "tls":
        return env._(
            "No secure connection to Amazon (%(host)s). Look at this server's clock, its certificates, and whether "
            "a proxy stands in between.",
            host=hosts,
        )
    if error.code == "proxy":
        return env._("The proxy on the way to Amazon (%(host)s) refuses the connection.", host=hosts)
    return env._(
        "No connection to Amazon (%(host)s). Is this server on the Internet, and does the firewall let it out?",
        host=hosts,
    )


def _explain_throttled(account, error):
    env = account.env
    seconds = math.ceil(error.retry_after)
    wait = (
        env._("%(count)s seconds", count=seconds)
        if seconds < 100
        else env._("%(count)s minutes", count=-(-seconds // 60))
    )
    return env._(
        "Amazon's quota for %(operation)s is used up. Try again in %(wait)s.",
        operation=error.operation or env._("this operation"),
        wait=wait,
    )


def _explain_answer(account, error):
    env = account.env
    if isinstance(error, AnswerError):
        return env._(
            "Amazon's answer was not readable (%(message)s). Try again in a few minutes.", message=error.message
        )
    if isinstance(error, ServerError):
        return env._(
            "Amazon has a problem of its own (HTTP %(status)s). Try again in a few minutes.", status=error.http_status
        )
    if isinstance(error, RequestError) and error.code == "demo":
        return env._("This is demo data: there is no Amazon behind it, and nothing is asked or sent.")
    if isinstance(error, RequestError) and error.code == "simulator_url":
        return env._(
            "The address of the simulated Amazon is missing or not allowed. Set it in Settings > Amazon: https, or "
            "http to this machine, such as http://127.0.0.1:8765."
        )
    return env._("Amazon refuses the request: %(message)s", message=error.message or error.code)


def _region(account):
    return dict(account._fields["region"]._description_selection(account.env))[account.region]


def _host(url):
    return urlsplit(url).netloc
