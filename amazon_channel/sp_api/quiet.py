"""Keep the HTTP library's own log lines back while Amazon is called: they hold whole addresses.

urllib3 writes path and query of every request (debug), and the address of answers with odd headers (warning). Queries
name orders; the addresses of documents are secrets. `transport` leaves a line of its own instead.
"""

import logging
import threading
from contextlib import contextmanager

_LOGGERS = ("urllib3.connection", "urllib3.connectionpool", "urllib3.response", "urllib3.util.retry")
_thread = threading.local()


@contextmanager
def quiet():
    """Drop what the HTTP library logs from this thread meanwhile. What other threads do is logged as ever."""
    _thread.quiet = True
    try:
        yield
    finally:
        _thread.quiet = False


def _is_wanted(record: logging.LogRecord) -> bool:
    return not getattr(_thread, "quiet", False)


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_is_wanted)
