"""One HTTP exchange, bounded in time and size, whose failures are errors of this package.

`requests` bounds each wait for bytes, not their sum: a server that sends a byte every few seconds holds a worker for
as long as it likes, while headers come in as well as in the body. `open_session` closes that gap.
"""

import http.client
import io
import math
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

import requests
from requests import exceptions
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.util import Timeout

from .endpoints import is_loopback
from .errors import AmazonError, AnswerError, NetworkError

CALL_SECONDS = 60.0
"""How long a whole call may take, everything included."""

MAX_BODY_BYTES = 64 * 1024 * 1024
"""The longest answer that is read, after decompression. A page of 100 orders has well under one."""

_CHUNK_BYTES = 64 * 1024
# What to look for in the chain of an exception, the most telling first. `requests` names a read time-out in the body
# a connection error, and a proxy that cannot be found a proxy error.
_CAUSES = (
    ("timeout", "Amazon did not answer in time", (exceptions.Timeout, ReadTimeoutError, TimeoutError)),
    ("tls", "No secure connection", (exceptions.SSLError, ssl.SSLError)),
    ("proxy", "The proxy could not be used", (exceptions.ProxyError,)),
    ("dns", "The host name was not found", (socket.gaierror,)),
)
_DIRECT = {"http": None, "https": None, "all": None}
# The limits of the exchange that this thread is in. They go beside the request, not with it: what may stand between
# session and adapter, such as the network guard of Odoo's tests, takes a timeout for a plain number of seconds.
_current = threading.local()


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
    adapter = _DeadlineAdapter()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.auth = _no_authentication
    session.cookies.set_policy(_NoCookies())
    return session


def exchange(session, method, url, *, operation, headers, timeout, body=None, deadline=None) -> WireAnswer:
    """Send one request and read its whole answer, whatever its status. Redirects are not followed.

    :param requests.Session session: from `open_session`; another one works, but keeps the deadline only roughly.
    :param str url: the complete, encoded URL.
    :param str operation: the operation's name, for errors.
    :param tuple timeout: seconds to wait for the connection, and for each piece of the answer.
    :param float deadline: the `time.monotonic()` at which the call must be over; by default `CALL_SECONDS` from now.
    :raises NetworkError: when no complete answer came.
    :raises AnswerError: when the answer is larger than `MAX_BODY_BYTES` or cannot be decompressed.
    """
    seconds = CALL_SECONDS if deadline is None else deadline - time.monotonic()
    if seconds <= 0:
        raise NetworkError("The time for this call is used up.", operation=operation, code="timeout")
    connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    _current.limits = Timeout(connect=connect, read=read, total=seconds)
    try:
        response = session.request(
            method,
            url,
            data=body,
            headers=headers,
            timeout=read,
            allow_redirects=False,
            stream=True,
            # A proxy for the outside world must not see what is meant for this machine.
            proxies=dict(_DIRECT) if is_loopback(url) else None,
        )
        try:
            return WireAnswer(response.status_code, response.headers, _read_body(response, operation))
        finally:
            response.close()
    except (exceptions.RequestException, HTTPError, OSError) as error:
        failure = _failure(error, operation)
    finally:
        _current.limits = None
    # Raised here, outside the handler, so that the original is not chained: it carries the request with its token,
    # and the address with its query.
    raise failure


def _read_body(response, operation):
    """Return the body's bytes; stop reading at `MAX_BODY_BYTES`."""
    if response.raw is None:  # made by hand, in a test
        return response.content
    chunks, size = [], 0
    for chunk in response.iter_content(_CHUNK_BYTES):
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
    # Older versions of urllib3 take a connection that closes too early for the end of the body.
    promised = response.headers.get("Content-Length", "")
    if promised.isdecimal() and response.raw.tell() < int(promised):
        raise exceptions.ConnectionError("closed early")
    return b"".join(chunks)


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


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):
    """Neither accept nor return cookies."""

    def set_ok(self, cookie, request):
        return False

    def return_ok(self, cookie, request):
        return False


class _DeadlineAdapter(HTTPAdapter):
    """Ends an exchange when its time is over, however the bytes drip in.

    urllib3 itself counts the `total` of a timeout for connecting and for the first wait only.
    """

    def send(self, request, stream=False, timeout=None, **kwargs):
        limits = getattr(_current, "limits", None)
        _current.ends_at = time.monotonic() + limits.total if limits else math.inf
        return super().send(request, stream=stream, timeout=limits or timeout, **kwargs)

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pool_classes()

    def proxy_manager_for(self, *args, **kwargs):
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pool_classes()
        return manager

    def _pool_classes(self):
        return {"http": self._bounded(HTTPConnectionPool), "https": self._bounded(HTTPSConnectionPool)}

    @staticmethod
    def _bounded(pool_class):
        """Return the pool class with connections whose answers are read by `_DeadlineReader`."""

        class BoundedResponse(http.client.HTTPResponse):
            def __init__(self, sock, *args, **kwargs):
                super().__init__(sock, *args, **kwargs)
                self.fp = io.BufferedReader(_DeadlineReader(self.fp.detach(), sock, _current.ends_at))

        connection = type("BoundedConnection", (pool_class.ConnectionCls,), {"response_class": BoundedResponse})
        return type("BoundedPool", (pool_class,), {"ConnectionCls": connection})


class _DeadlineReader(io.RawIOBase):
    """Reads a socket until a deadline.

    :param raw: the socket's own reader.
    :param float ends_at: the `time.monotonic()` of the deadline.
    """

    def __init__(self, raw, sock, ends_at):
        self._raw, self._sock, self._ends_at = raw, sock, ends_at
        self._patience = sock.gettimeout()

    def readable(self):
        return True

    def readinto(self, buffer):
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline of the call has passed")
        if left != math.inf:
            self._sock.settimeout(left if self._patience is None else min(left, self._patience))
        return self._raw.readinto(buffer)

    def close(self):
        if not self.closed:
            with suppress(OSError):  # closed already
                self._sock.settimeout(self._patience)  # the connection may serve another request
            self._raw.close()
        super().close()
