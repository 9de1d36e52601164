"""One HTTP exchange: bounded in time and size, logged in one line, its failures errors of this package."""

import socket
import ssl
import time
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy

import requests
from requests import exceptions
from urllib3.exceptions import HTTPError, ReadTimeoutError

from .deadline import DeadlineAdapter, limits
from .endpoints import is_loopback
from .errors import AmazonError, AnswerError, NetworkError
from .quiet import quiet
from .redact import get_logger

_logger = get_logger(__name__)

CALL_SECONDS = 60.0
"""How long a whole call may take, everything included."""

MAX_BODY_BYTES = 64 * 1024 * 1024
"""The longest answer that is read, after decompression. A page of 100 orders has well under one."""

_CHUNK_BYTES = 64 * 1024
_HTTP_OK = 200
# What to look for in the chain of an exception, the most telling first. `requests` names a read time-out in the body
# a connection error, and a proxy that cannot be found a proxy error.
_CAUSES = (
    ("timeout", "Amazon did not answer in time", (exceptions.Timeout, ReadTimeoutError, TimeoutError)),
    ("tls", "No secure connection", (exceptions.SSLError, ssl.SSLError)),
    ("proxy", "The proxy could not be used", (exceptions.ProxyError,)),
    ("dns", "The host name was not found", (socket.gaierror,)),
)


@dataclass(frozen=True)
class WireAnswer:
    """An answer as it came. Neither headers nor body are shown by `repr()`.

    :param int status: the HTTP status.
    :param headers: the headers, looked up without regard to case.
    :param bytes body: the body, decompressed.
    """

    status: int
    headers: requests.structures.CaseInsensitiveDict = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def request_id(self) -> str:
        """Amazon's `x-amzn-RequestId`, or an empty text."""
        return self.headers.get("x-amzn-RequestId", "")


def open_session() -> requests.Session:
    """Return a session that keeps the deadline of each call. For one thread at a time; close it.

    Proxies and certificate authorities of the environment apply. Passwords from `~/.netrc` and cookies do not.
    """
    session = requests.Session()
    adapter = DeadlineAdapter()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.auth = _no_authentication
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def exchange(
    session, method, url, *, operation, headers, timeout, body=None, deadline=None, receive=None
) -> WireAnswer:
    """Send one request and read its whole answer, whatever its status. Redirects are not followed.

    Leaves one line in the log (debug): method, operation, status, duration, request id. Nothing of what was sent.

    :param requests.Session session: from `open_session`; another one works, but does not keep the deadline.
    :param str url: the complete, encoded URL.
    :param str operation: the operation's name, for errors and the log.
    :param tuple timeout: seconds to wait for the connection, and for each piece of the answer.
    :param float deadline: the `time.monotonic()` at which the call must be over; by default `CALL_SECONDS` from now.
    :param receive: takes the headers and the pieces of a body with status 200, so that it need not be kept in memory;
        the answer's `body` is then empty. It must take all pieces: what is wrong with a body shows at its end.
    :raises NetworkError: when no complete answer came.
    :raises AnswerError: when the answer is larger than `MAX_BODY_BYTES` or cannot be decompressed.
    """
    started = time.monotonic()
    seconds = CALL_SECONDS if deadline is None else deadline - started
    if seconds <= 0:
        raise NetworkError("The time for this call is used up.", operation=operation, code="timeout")
    connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    try:
        with quiet(), limits(connect, read, seconds):
            answer = _send(session, method, url, operation, receive, timeout=read, headers=headers, data=body)
    except AmazonError as error:
        _log(method, operation, error.code, started, error.request_id)
        raise
    _log(method, operation, answer.status, started, answer.request_id)
    return answer


def _log(method, operation, outcome, started, request_id):
    milliseconds = (time.monotonic() - started) * 1000
    _logger.debug("%s %s %s in %.0f ms, request id %s", method, operation, outcome, milliseconds, request_id or "-")


def _send(session, method, url, operation, receive, **options) -> WireAnswer:
    """Do what `exchange` says, with the exceptions of `requests` turned into ours."""
    # A proxy for the outside world must not see what is meant for this machine.
    proxies = dict.fromkeys(("http", "https", "all")) if is_loopback(url) else None
    try:
        response = session.request(method, url, allow_redirects=False, stream=True, proxies=proxies, **options)
        try:
            return WireAnswer(response.status_code, response.headers, _read_body(response, operation, receive))
        finally:
            response.close()
    except (exceptions.RequestException, HTTPError, OSError) as error:
        failure = _failure(error, operation)
    # Raised here, outside the handler, so that the original is not chained: it carries the request with its token,
    # and the address with its query.
    raise failure


def _read_body(response, operation, receive):
    """Return the body's bytes, none if `receive` takes them; stop reading at `MAX_BODY_BYTES`."""
    if receive and response.status_code == _HTTP_OK:
        receive(response.headers, _chunks(response))
        return b""
    chunks, size = [], 0
    for chunk in _chunks(response):
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise AnswerError(
                f"The answer is larger than {MAX_BODY_BYTES // 1024**2} MiB.",
                operation=operation,
                http_status=response.status_code,
                code="too_large",
                request_id=response.headers.get("x-amzn-RequestId", ""),
            )
        chunks.append(chunk)
    return b"".join(chunks)


def _chunks(response):
    """Yield the pieces of the body. Fail after the last one when it was not complete."""
    if response.raw is None:  # made by hand, in a test
        yield response.content
        return
    yield from response.iter_content(_CHUNK_BYTES)
    # Older versions of urllib3 take a connection that closes too early for the end of the body.
    promised = response.headers.get("Content-Length", "")
    if promised.isdecimal() and response.raw.tell() < int(promised):
        raise exceptions.ConnectionError("closed early")


def _failure(error, operation) -> AmazonError:
    """Return what an exception of the HTTP libraries means, without the exception's own text."""
    if isinstance(error, exceptions.ContentDecodingError):
        return AnswerError("The answer could not be decompressed.", operation=operation, code="encoding")
    chain = list(_chain(error))
    causes = ((code, text, each) for code, text, kinds in _CAUSES for each in chain if isinstance(each, kinds))
    code, sentence, match = next(causes, ("connection", "The connection failed", error))
    reason = next(filter(None, map(_reason, chain)), type(match).__name__)
    return NetworkError(f"{sentence}: {reason}.", operation=operation, code=code)


def _reason(error) -> str:
    """Return the system's own words, the only part of these exceptions that never holds an address or a header."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message or ""
    if isinstance(error, ssl.SSLError):
        return error.reason or ""
    # The exceptions of `requests` are OSErrors too, but not the system's.
    of_the_system = isinstance(error, OSError) and not isinstance(error, exceptions.RequestException)
    return (error.strerror or "") if of_the_system else ""


def _chain(error, limit=20):
    """Yield the exception and those it wraps: as arguments, reasons, causes and contexts."""
    waiting, seen = [error], set()
    while waiting and len(seen) < limit:
        current = waiting.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [*current.args, getattr(current, "reason", None), current.__cause__, current.__context__]


def _no_authentication(request):
    """Leave the request as it is. Given as `auth`, so that `requests` does not look into `~/.netrc`."""
    return request
