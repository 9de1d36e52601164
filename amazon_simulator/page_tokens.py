"""Pagination tokens: opaque to the client, signed, and valid for 24 hours."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

from .clock import iso
from .errors import invalid_input

LIFETIME = timedelta(hours=24)


class PageTokens:
    """Makes and reads tokens. They carry their state, so that they outlive a restart of the simulator."""

    def __init__(self, seed):
        self._key = f"page tokens of simulator {seed}".encode()

    def make(self, query, bound, key, now):
        """Return a token for the page after `key`.

        `query` is what must be repeated unchanged (any JSON), `bound` the upper bound of the first page, `key` the
        (time, order id) of the last order shown.
        """
        content = json.dumps([_digest(query), bound, list(key), iso(now + LIFETIME)]).encode()
        return base64.urlsafe_b64encode(self._sign(content) + content).decode().rstrip("=")

    def read(self, token, query, now):
        """Return (bound, key) of a token; raise Amazon's 400 if it is not ours, too old or for another query."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            signature, content = raw[:16], raw[16:]
            if not hmac.compare_digest(signature, self._sign(content)):
                raise ValueError("signature")
            digest, bound, key, expires = json.loads(content)
        except ValueError:
            raise invalid_input("paginationToken is invalid.") from None
        if expires <= iso(now):
            raise invalid_input("paginationToken has expired.")
        if digest != _digest(query):
            raise invalid_input(
                "All other parameters must be the same as in the request that returned paginationToken."
            )
        return bound, tuple(key)

    def _sign(self, content):
        return hmac.new(self._key, content, hashlib.sha256).digest()[:16]


def _digest(query):
    return hashlib.sha256(json.dumps(query, sort_keys=True).encode()).hexdigest()[:16]
