"""Keep what Amazon sends along with people out of the web server's log: it writes whole addresses."""

import logging
import re

_QUERY = re.compile(r"\?\S*")


class QueryFilter(logging.Filter):
    """Cuts the query off the addresses of this addon, also where they are a parameter of the login page."""

    def filter(self, record):
        """Let every record pass, changed where it has to be."""
        message = record.getMessage()
        if "amazon_channel" in message and "?" in message:
            # Without arguments the message is not formatted again.
            record.msg, record.args = _QUERY.sub("?...", message), ()
        return True


logging.getLogger("werkzeug").addFilter(QueryFilter())
