"""Hold an HTTP exchange to its time, however slowly the bytes drip in.

`requests` and urllib3 bound each wait for bytes, not their sum: a server that sends a byte every few seconds holds a
worker for as long as it likes, while headers come in as well as in the body. Here every read of the socket is told
how much time is left. Works with urllib3 1.26 and 2.
"""

import http.client
import io
import math
import threading
import time
from contextlib import contextmanager, suppress

from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Timeout

# The limits of the exchange that this thread is in. They go beside the request, not with it: what may stand between
# session and adapter, such as the network guard of Odoo's tests, takes a timeout for a plain number of seconds.
_current = threading.local()


@contextmanager
def limits(connect: float, read: float, total: float):
    """Hold what this thread sends through a `DeadlineAdapter` meanwhile to these limits, all in seconds.

    :param connect: for opening a connection.
    :param read: for each wait for more bytes.
    :param total: for everything together.
    """
    _current.limits = Timeout(connect=connect, read=read, total=total)
    try:
        yield
    finally:
        _current.limits = None


class DeadlineAdapter(HTTPAdapter):
    """Ends an exchange when the time set by `limits` is over."""

    def send(self, request, stream=False, timeout=None, **kwargs):
        held_to = getattr(_current, "limits", None)
        # urllib3 itself counts the total for connecting and for the first wait only.
        _current.ends_at = time.monotonic() + held_to.total if held_to else math.inf
        return super().send(request, stream=stream, timeout=held_to or timeout, **kwargs)

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
