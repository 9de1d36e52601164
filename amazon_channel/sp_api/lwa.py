"""Login with Amazon: refresh tokens and authorization codes become access tokens.

Source: developer-docs.amazon.com/sp-api, "Connecting to the Selling Partner API" and "Authorization". Nothing that
is sent to or comes from the login service is logged or quoted in an error; errors name Amazon's error code only.
"""

import hashlib
import re
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from .answers import read_json, retry_after
from .endpoints import checked_url
from .errors import AmazonError, AnswerError, AuthorizationError, RequestError, ServerError, ThrottledError
from .transport import WireAnswer, exchange

RENEW_SECONDS = 60
"""How long before its end an access token is no longer used."""

LOGIN_OPERATIONS = ("requestAccessToken", "exchangeCode")
"""What errors call the two things that are asked of the login service. No names of Amazon's: it has none."""

_LOG_IN, _EXCHANGE = LOGIN_OPERATIONS
_MAX_TOKEN_SECONDS = 24 * 3600  # Amazon's last one hour
_DEFAULT_WAIT = 60.0  # seconds, when the login service is throttled and does not say for how long
_TOKEN = re.compile(r"[!-~]{1,4096}")  # what fits into a header: visible ASCII, no blanks
_ERROR_CODE = re.compile(r"[a-z_]{1,40}")

_CAUSES = {
    "invalid_client": ("wrong_secret", "Amazon does not accept the client id or its secret."),
    "invalid_grant": ("revoked", "Amazon no longer accepts the authorization of this seller."),
    "unauthorized_client": ("unauthorized_client", "Amazon does not let this application log in this way."),
    "access_denied": ("denied", "Amazon denied the login."),
}
_TEMPORARY = frozenset({"server_error", "temporarily_unavailable"})


@dataclass(frozen=True)
class Credentials:
    """What an application needs to act for a seller. Only the client id is shown by `repr()`."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """A digest that changes with the credentials and tells nothing about them."""
        text = "\0".join((self.client_id, self.client_secret, self.refresh_token))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class AccessToken:
    """A key to the API for about an hour.

    :param str value: goes into `x-amz-access-token`.
    :param float expires_at: seconds since the epoch.
    :param str granted_to: the fingerprint of the credentials it was given for.
    """

    value: str = field(repr=False)
    expires_at: float
    granted_to: str = field(default="", repr=False)


class TokenCache:
    """Access tokens of this process, in memory only, for all threads. Make one and share it.

    :param clock: gives seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float] = time.time):
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[Hashable, AccessToken] = {}

    def get(self, key: Hashable) -> AccessToken | None:
        """Return the token stored under the key, unless it ends within `RENEW_SECONDS`."""
        with self._lock:
            token = self._tokens.get(key)
        return token if token and token.expires_at - RENEW_SECONDS > self._clock() else None

    def put(self, key: Hashable, token: AccessToken) -> None:
        """Store a token, and drop those that have ended."""
        with self._lock:
            now = self._clock()
            self._tokens = {each: old for each, old in self._tokens.items() if old.expires_at > now}
            self._tokens[key] = token

    def forget(self, key: Hashable, token: AccessToken | None = None) -> None:
        """Drop what is stored under the key; with a token, only if it is still that one.

        Two threads may learn at the same time that a token is dead: the second must not drop the first one's new one.
        """
        with self._lock:
            if token is None or self._tokens.get(key) == token:
                self._tokens.pop(key, None)


def exchange_code(session, lwa_url, *, client_id, client_secret, code, redirect_uri=None, timeout=(5, 30)) -> str:
    """Return the refresh token for the authorization code of the website workflow (`spapi_oauth_code`).

    The code works once, within five minutes.

    :raises AuthorizationError: `expired` when the code is used or old, `wrong_secret`, `unauthorized_client`.
    :raises AmazonError: see `request_access_token`.
    """
    form = {"grant_type": "authorization_code", "code": code, "client_id": client_id, "client_secret": client_secret}
    if redirect_uri:
        form["redirect_uri"] = redirect_uri
    answer = _post(session, lwa_url, form, _EXCHANGE, timeout=timeout)
    return _token(answer, "refresh_token", _EXCHANGE)


def request_access_token(
    session, lwa_url, credentials, *, scope=None, clock=time.time, timeout=(5, 30), deadline=None
) -> AccessToken:
    """Return a new access token.

    :param Credentials credentials: the refresh token is not used up, and not sent when there is a scope.
    :param str scope: for operations that need no seller, e.g. ``sellingpartnerapi::notifications``.
    :param clock: gives seconds since the epoch.
    :param tuple timeout: seconds to wait for the connection, and for each piece of the answer.
    :param float deadline: the `time.monotonic()` at which the call must be over.
    :raises AuthorizationError: `wrong_secret`, `revoked`, `unauthorized_client` or `denied`.
    :raises ServerError: when the login service is out of order; `AnswerError` when its answer makes no sense.
    :raises NetworkError: when it cannot be reached.
    :raises RequestError: when it refuses the request for another reason.
    """
    form = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
    if scope:
        form |= {"grant_type": "client_credentials", "scope": scope}
    else:
        form |= {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token}
    asked_at = clock()  # before the request: too early an end is harmless, too late a one is not
    answer = _post(session, lwa_url, form, _LOG_IN, timeout=timeout, clock=clock, deadline=deadline)
    value = _token(answer, "access_token", _LOG_IN)
    seconds = read_json(answer, _LOG_IN).get("expires_in")
    if type(seconds) is not int or not 0 < seconds <= _MAX_TOKEN_SECONDS:
        raise _nonsense(answer, _LOG_IN, "a sensible 'expires_in'")
    return AccessToken(value, asked_at + seconds, credentials.fingerprint)


def _post(session, lwa_url, form, operation, *, timeout, clock=time.time, deadline=None) -> WireAnswer:
    """Send the form; return the answer if its status is 200."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    url = checked_url(lwa_url)
    answer = exchange(
        session,
        "POST",
        url,
        operation=operation,
        headers=headers,
        body=urlencode(form),
        timeout=timeout,
        deadline=deadline,
    )
    if answer.status != 200:
        raise _error(answer, operation, clock())
    return answer


def _token(answer: WireAnswer, key: str, operation: str) -> str:
    """Return the token under that key, if it is one: it goes into a header, whose own errors would quote it."""
    payload = read_json(answer, operation)
    value = payload.get(key) if isinstance(payload, dict) else None
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise _nonsense(answer, operation, f"a usable '{key}'")
    return value


def _nonsense(answer, operation, expected) -> AnswerError:
    message = f"The answer of Amazon's login lacks {expected}."
    return AnswerError(message, operation=operation, http_status=answer.status, request_id=answer.request_id)


def _error(answer: WireAnswer, operation: str, now: float) -> AmazonError:
    """Return the error of an answer other than 200. Source of the codes: RFC 6749, section 5.2."""
    code = _error_code(answer, operation)
    details = {
        "operation": operation,
        "http_status": answer.status,
        "request_id": answer.request_id,
        "code": code,
        "retry_after": retry_after(answer, now),
    }
    if answer.status == 429:
        details["retry_after"] = details["retry_after"] or _DEFAULT_WAIT
        return ThrottledError("Amazon's login received too many calls.", **details)
    if answer.status >= 500 or code in _TEMPORARY:
        return ServerError("Amazon's login is out of order.", **details)
    if code == "invalid_grant" and operation == _EXCHANGE:
        return AuthorizationError("The authorization code was used already or is too old.", cause="expired", **details)
    if code in _CAUSES:
        cause, message = _CAUSES[code]
        return AuthorizationError(message, cause=cause, **details)
    if code:
        return RequestError("Amazon's login refused the request.", **details)
    # Not the login service speaking, but something on the way to it.
    return AnswerError("Amazon's login gave an unexpected answer.", **details)


def _error_code(answer: WireAnswer, operation: str) -> str:
    """Return the `error` of an OAuth error body; an empty text when there is none."""
    try:
        payload = read_json(answer, operation)
    except AnswerError:
        return ""
    code = payload.get("error") if isinstance(payload, dict) else None
    return code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else ""
