"""A seller's consent: the way to Amazon's page, and the state that has to come back from it.

The state is signed, bound to the user who left, good for ten minutes and for one use: a random word in it is
kept on the account and removed by whoever comes first.
"""

import re
import secrets
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import hash_sign, verify_hash_signed

CALLBACK_PATH = "/amazon_channel/oauth/callback"
LOGIN_PATH = "/amazon_channel/appstore/login"
CONSENT_PATH = "/apps/authorize/consent"
SCOPE = "amazon_channel_oauth"
# Amazon gives ten minutes for the whole authorization.
STATE_LIFE = timedelta(minutes=10)
_SELLER_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def redirect_uri(env):
    """Where Amazon sends the seller back to."""
    return _base_url(env) + CALLBACK_PATH


def login_uri(env, application):
    """Where Amazon's Appstore sends a seller who wants to connect."""
    return _base_url(env) + (f"{LOGIN_PATH}/{application.id}" if application else LOGIN_PATH)


def consent_url(account):
    """Return the address of Amazon's consent page, with a new state that makes the former one worthless.

    :param account: amazon.channel.account, one record
    :raises UserError: something has to be filled in before
    """
    application = account.application_id
    if not application.amazon_application_id:
        raise UserError(
            account.env._(
                "Enter the Application ID of '%(name)s' first. Amazon's developer console shows it.",
                name=application.name,
            )
        )
    parameters = {
        "application_id": application.amazon_application_id,
        "state": new_state(account),
        "redirect_uri": redirect_uri(account.env),
    }
    if application.is_draft:
        parameters["version"] = "beta"
    return f"{_consent_base(account)}{CONSENT_PATH}?{urlencode(parameters)}"


def _consent_base(account):
    if account.environment == "simulator":
        return account._api_url()
    if not account.home_marketplace_id:
        raise UserError(account.env._("Choose the home marketplace first: consent is given in its Seller Central."))
    return f"https://{account.home_marketplace_id.seller_central_host}"


def new_state(account):
    """Return a signed state for the current user, and remember its random word on the account."""
    nonce = secrets.token_urlsafe(24)
    account.sudo().oauth_nonce = nonce
    env = account.env
    return hash_sign(env(su=True), SCOPE, [account.id, env.uid, nonce], expiration=STATE_LIFE)


def spend_state(env, state):
    """Return the account that `state` was made for, and make the state worthless.

    This is committed at once: also when what follows fails, nobody can use the state again. Call it before
    anything is written.

    :param str state: what came back, from anybody
    :return: amazon.channel.account, empty when the state is forged, over, another user's, or used already
    """
    nobody = env["amazon.channel.account"]
    try:
        account_id, user_id, nonce = verify_hash_signed(env(su=True), SCOPE, state or "") or (None, None, None)
    except (ValueError, TypeError):
        # Not one of our states at all.
        return nobody
    if not account_id or user_id != env.uid:
        return nobody
    env.cr.execute(
        SQL(
            "UPDATE amazon_channel_account SET oauth_nonce = NULL WHERE id = %s AND oauth_nonce = %s RETURNING id",
            account_id,
            nonce,
        )
    )
    spent = env.cr.fetchone()
    env.cr.commit()
    env.invalidate_all()
    return nobody.browse(account_id) if spent else nobody


def appstore_url(account, callback_uri, amazon_state):
    """Return the address at Amazon where a seller who came from the Appstore goes on.

    :param str callback_uri: Amazon's `amazon_callback_uri`, checked by `is_amazon`
    """
    parameters = {"amazon_state": amazon_state, "state": new_state(account), "redirect_uri": redirect_uri(account.env)}
    if account.application_id.is_draft:
        parameters["version"] = "beta"
    separator = "&" if urlsplit(callback_uri).query else "?"
    return f"{callback_uri}{separator}{urlencode(parameters)}"


def is_seller_id(text):
    """Whether this may be Amazon's identifier of a seller: letters and digits, whoever sent it."""
    return bool(_SELLER_ID.fullmatch(text))


def amazon_host(url):
    """Return the host of an https address without any trick in it, else an empty string.

    :param str url: from anybody
    """
    # Browsers read a backslash as a slash and drop control characters, urllib does neither.
    if not url or not url.isascii() or not url.isprintable() or "\\" in url or " " in url:
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc or parts.fragment:
        return ""
    return parts.hostname or ""


def same_origin(url, base):
    """Whether `url` belongs to the server at `base` (the simulator)."""
    if not url or not url.isascii() or not url.isprintable() or "\\" in url or " " in url:
        return False
    try:
        one, other = urlsplit(url), urlsplit(base)
        return (one.scheme, one.netloc) == (other.scheme, other.netloc)
    except ValueError:
        return False


def _base_url(env):
    return env["ir.config_parameter"].sudo().get_param("web.base.url", "").rstrip("/")
