"""Keep buyers out of the log of failed queries: Odoo writes a query that failed with all its values."""

import logging
import threading
from contextlib import contextmanager

_logger = logging.getLogger("odoo.sql_db")


class _Withhold(logging.Filter):
    """Replaces the queries of one thread; others are none of our business."""

    def __init__(self):
        super().__init__()
        self.thread = threading.get_ident()

    def filter(self, record):
        """Let every record pass, without its values where they may be somebody's name and address."""
        if threading.get_ident() == self.thread and record.args and str(record.msg).startswith("bad query"):
            error = record.args[-1]
            record.msg = "bad query of an Amazon order (values withheld): %s"
            record.args = (type(error).__name__,)
        return True


@contextmanager
def values_withheld():
    """While this is open, a query of this thread that fails is logged by its error alone."""
    withhold = _Withhold()
    _logger.addFilter(withhold)
    try:
        yield
    finally:
        _logger.removeFilter(withhold)
