"""From an account to a client that calls Amazon: addresses, credentials, and who we say we are."""

from odoo.modules.module import Manifest
from odoo.release import series

from ..sp_api import endpoints
from ..sp_api.client import Client
from ..sp_api.errors import AuthorizationError, RequestError
from ..sp_api.lwa import Credentials, TokenCache
from ..sp_api.user_agent import user_agent
from . import secret_store

SIMULATOR_PARAMETER = "amazon_channel.simulator_url"

# Access tokens are good for an hour and cost a call each: one cache for all accounts of this process.
_token_cache = TokenCache()


def open_client(account, credentials, throttle, fresh_login=False):
    """Return a `Client` for an account. Use it as a context manager.

    :param account: amazon.channel.account, one record
    :param bool fresh_login: make a login of its own instead of taking one from the cache
    :raises RequestError: `simulator_url`, see `api_url`
    """
    return Client(
        base_url=api_url(account),
        lwa_url=lwa_url(account),
        credentials=credentials,
        user_agent=_user_agent(),
        throttle=throttle,
        token_cache=TokenCache() if fresh_login else _token_cache,
        token_key=(account.env.cr.dbname, account.id),
    )


def read_credentials(client_id, stored_secret, stored_token):
    """Return the `Credentials` behind stored values.

    :raises AuthorizationError: cause `missing` (code `secret` or `token`) or `unreadable` (code: the cause of
        `SecretStoreError`); both end like a refusal by Amazon, with an account that waits for a person
    """
    if not stored_secret:
        raise AuthorizationError("The client secret is missing.", cause="missing", code="secret")
    if not stored_token:
        raise AuthorizationError("The refresh token is missing.", cause="missing", code="token")
    return Credentials(client_id, readable(stored_secret), readable(stored_token))


def readable(stored):
    """Return the credential behind a stored value.

    :raises AuthorizationError: cause `unreadable`
    """
    try:
        return secret_store.reveal(stored)
    except secret_store.SecretStoreError as error:
        cause = error.cause
    raise AuthorizationError("The credentials cannot be decrypted.", cause="unreadable", code=cause)


def api_url(account):
    """Return the base URL of Amazon's API for an account.

    :raises RequestError: code `simulator_url`: the simulator's address is missing or not allowed; code `demo`: there is
        no Amazon behind this account
    """
    refuse_demo(account)
    if account.environment != "simulator":
        return endpoints.api_url(account.region, account.environment)
    return simulator_url(account.env)


def lwa_url(account):
    """Return where the account's credentials become access tokens. Raises like `api_url`."""
    refuse_demo(account)
    if account.environment != "simulator":
        return endpoints.LWA_URL
    return simulator_url(account.env) + endpoints.LWA_PATH


def refuse_demo(account):
    """Demo data calls nobody, whatever code it was that tried.

    :raises RequestError: code `demo`
    """
    if account.environment == "demo":
        raise RequestError("This is demo data: there is no Amazon behind it.", code="demo")


def simulator_url(env):
    """Return the address of the simulated Amazon, without a slash at its end. Raises like `api_url`."""
    try:
        return endpoints.checked_url(env["ir.config_parameter"].sudo().get_param(SIMULATOR_PARAMETER) or "")
    except ValueError as error:
        raise RequestError("The address of the simulator is missing or not allowed.", code="simulator_url") from error


def _user_agent():
    version = Manifest.for_addon("amazon_channel")["version"]
    return user_agent("AmazonChannelForOdoo", version, Odoo=series)
