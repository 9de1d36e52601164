"""The client: one seller, one region, one session. Every call goes through `Client.call`."""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from urllib.parse import quote, urlencode

import requests

from . import transport
from .answers import Answer, read_answer, retry_after
from .endpoints import checked_url
from .errors import AmazonError, NetworkError, RequestError, ServerError, ThrottledError
from .lwa import AccessToken, Credentials, TokenCache, request_access_token
from .operation import Operation
from .throttle import Throttle, sane_rate

_PAUSE_BOUNDS = (0.5, 1.5)  # seconds before the one repetition, spread so that workers do not come back together


@dataclass
class _Call:
    """One call under way, with all its tries."""

    operation: Operation
    url: str = field(repr=False)
    body: bytes | None = field(repr=False)
    deadline: float  # time.monotonic()
    renewed: bool = False  # the access token was replaced once already


class Client:
    """Calls Amazon's API for one seller in one region. Use it as a context manager, from one thread.

    :param str base_url: see `endpoints.api_url`; https, or http to this machine.
    :param str lwa_url: the login service's URL, under the same rule.
    :param Credentials credentials: the seller's and the application's.
    :param str user_agent: see `user_agent.user_agent`.
    :param Throttle throttle: asked before every call.
    :param TokenCache token_cache: shared by all clients of the process.
    :param token_key: identifies the account in the cache, e.g. (database, account id).
    :param tuple timeout: seconds to wait for a connection, and for each piece of an answer.
    :param clock: gives seconds since the epoch.
    :param sleep: waits for some seconds.
    :param requests.Session session: by default one of `transport.open_session`. Closed with the client either way.
    :param float deadline: seconds a whole call may take: login, tries and pauses together.

    `calls` counts the requests sent to the API, repetitions and failures included, the login not;
    `calls_by_operation` counts them by the operation's name.
    """

    def __init__(
        self,
        *,
        base_url: str,
        lwa_url: str,
        credentials: Credentials,
        user_agent: str,
        throttle: Throttle,
        token_cache: TokenCache,
        token_key: Hashable,
        timeout: tuple[float, float] = (5, 30),
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        session: requests.Session | None = None,
        deadline: float = transport.CALL_SECONDS,
    ):
        self._base_url = checked_url(base_url)
        self._lwa_url = checked_url(lwa_url)
        self._credentials = credentials
        self._throttle = throttle
        self._token_cache = token_cache
        self._token_key = token_key
        self._timeout = timeout
        self._clock = clock
        self._sleep = sleep
        self._session = session or transport.open_session()
        self._session.headers["User-Agent"] = user_agent  # for the login as well
        self._seconds = deadline
        self.calls_by_operation: Counter[str] = Counter()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *exception) -> None:
        self.close()

    def close(self) -> None:
        """Close the session's connections."""
        self._session.close()

    @property
    def calls(self) -> int:
        """How many requests were sent to the API."""
        return self.calls_by_operation.total()

    def call(
        self, operation: Operation, *, path: Mapping | None = None, query: Mapping | None = None, body=None
    ) -> Answer:
        """Call an operation and return its answer.

        A call that failed without a clear outcome is repeated once after a short pause, if the operation allows it,
        a token of the quota is there, and Amazon did not ask for a longer wait. A throttled call never is.

        :param path: the path's parameters.
        :param query: the query's parameters. Lists become comma-separated, aware datetimes ISO 8601 in UTC; None is
            left out.
        :param body: what to send as JSON; bytes are JSON already, e.g. with numbers of more digits than floats have.
        :raises ThrottledError: when the quota is used up; with our own bucket empty, no call was made.
        :raises AuthorizationError: when login or access is refused, also with a fresh access token.
        :raises AmazonError: of the class that fits; see `errors`.
        :raises ValueError: for parameters that are mistakes of the caller: a naive datetime, an empty list.
        """
        url = self._base_url + operation.url_path(path) + _query_string(operation, query)
        data = body if body is None or isinstance(body, bytes) else json.dumps(body, allow_nan=False).encode()
        call = _Call(operation, url, data, time.monotonic() + self._seconds)
        # The login comes first, so that one that fails costs nothing of the operation's quota.
        token = self._access_token(call)
        self._throttle.acquire(operation)
        try:
            return self._send(call, token)
        except (NetworkError, ServerError) as failure:
            pause = random.uniform(*_PAUSE_BOUNDS)
            if not self._may_repeat(call, failure, pause):
                raise
        self._sleep(pause)
        return self._send(call, self._access_token(call))

    def _may_repeat(self, call: _Call, failure: AmazonError, pause: float) -> bool:
        """Return whether to try once more. Takes the token of the quota for it."""
        if not call.operation.repeatable or (failure.retry_after or 0) > pause:
            return False
        if time.monotonic() + pause >= call.deadline:
            return False
        try:
            self._throttle.acquire(call.operation)
        except ThrottledError:
            return False
        return True

    def _send(self, call: _Call, token: AccessToken) -> Answer:
        """Send the request; once more with a new access token if Amazon refuses this one (401, 403)."""
        answer = self._exchange(call, token)
        if answer.status in (401, 403) and not call.renewed:
            call.renewed = True
            self._token_cache.forget(self._token_key, token)
            token = self._access_token(call)
            self._throttle.acquire(call.operation)
            answer = self._exchange(call, token)
        return read_answer(answer, call.operation, self._clock())

    def _exchange(self, call: _Call, token: AccessToken) -> transport.WireAnswer:
        """Send the request once, count it, and pass on what the answer says about the quota."""
        operation = call.operation
        self.calls_by_operation[operation.name] += 1
        headers = {"x-amz-access-token": token.value, "Accept": "application/json"}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        answer = transport.exchange(
            self._session,
            operation.method,
            call.url,
            operation=operation.name,
            headers=headers,
            body=call.body,
            timeout=self._timeout,
            deadline=call.deadline,
        )
        self._note_quota(operation, answer)
        return answer

    def _note_quota(self, operation: Operation, answer: transport.WireAnswer) -> None:
        rate = sane_rate(answer.headers.get("x-amzn-RateLimit-Limit"))
        if rate is not None:
            self._throttle.learn(operation, rate)
        if answer.status == 429:
            self._throttle.throttled(operation, retry_after(answer, self._clock()))

    def _access_token(self, call: _Call) -> AccessToken:
        """Return the cached access token, or a new one.

        A token of other credentials is not used: after a reconnection under the same key it would read the data of
        the seller who was connected before.
        """
        token = self._token_cache.get(self._token_key)
        if token and token.granted_to == self._credentials.fingerprint:
            return token
        token = request_access_token(
            self._session,
            self._lwa_url,
            self._credentials,
            clock=self._clock,
            timeout=self._timeout,
            deadline=call.deadline,
        )
        self._token_cache.put(self._token_key, token)
        return token


def _query_string(operation: Operation, query: Mapping | None) -> str:
    pairs = [(key, _query_value(operation, key, value)) for key, value in (query or {}).items() if value is not None]
    return "?" + urlencode(pairs, quote_via=quote, safe="") if pairs else ""


def _query_value(operation: Operation, key: str, value) -> str:
    """Return a query value in Amazon's spelling."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return iso_time(key, value)
    if isinstance(value, list | tuple | set | frozenset):
        return _csv(operation, key, value)
    return str(value)


def _csv(operation: Operation, key: str, values) -> str:
    if not values:
        # Left out, it would ask for everything.
        raise ValueError(f"The list {key} is empty; pass None to leave it out.")
    texts = [_query_value(operation, key, value) for value in values]
    if any("," in text for text in texts):
        message = f"A value of {key} contains a comma, which Amazon takes for the end of the value."
        raise RequestError(message, operation=operation.name, code="unsendable")
    return ",".join(texts)


def iso_time(key: str, value: datetime) -> str:
    """Return e.g. `2025-01-31T12:00:00Z`, with milliseconds when there are any, cut, not rounded."""
    if value.utcoffset() is None:
        raise ValueError(f"The time {key} has no time zone.")
    value = value.astimezone(timezone.utc)
    precision = "milliseconds" if value.microsecond >= 1000 else "seconds"
    return value.replace(tzinfo=None).isoformat(timespec=precision) + "Z"
