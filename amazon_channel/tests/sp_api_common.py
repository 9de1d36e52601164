"""What the tests of `sp_api` share: a client of a scripted server, with a clock and a sleep of their own."""

import contextlib
import logging

from odoo.tests import BaseCase

from ..sp_api.client import Client
from ..sp_api.errors import AmazonError
from ..sp_api.lwa import Credentials, TokenCache
from ..sp_api.operation import Operation, UsagePlan
from ..sp_api.throttle import MemoryThrottle
from .scripted_server import ScriptedServer

READ = Operation("readThing", "GET", "/things/{thingId}", UsagePlan(0.5, 10), True)
WRITE = Operation("writeThing", "POST", "/things", UsagePlan(0.5, 10), False)
CREDENTIALS = Credentials("amzn1.application-oa2-client.1", "amzn1.oa2-cs.v1.hidden-secret", "Atzr|hidden-refresh")


class FakeTime:
    """A clock that stands still, and a sleep that moves it."""

    def __init__(self, now=1_800_000_000.0):
        self.now = now
        self.slept = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class SpApiCase(BaseCase):
    """Gives every test a server (`self.server`), a time (`self.time`) and a client (`self.client`)."""

    def setUp(self):
        super().setUp()
        self.server = ScriptedServer()
        self.addCleanup(self.server.close)
        self.time = FakeTime()
        self.throttle = MemoryThrottle(self.time.clock)
        self.cache = TokenCache(self.time.clock)
        self.client = self.new_client()

    def new_client(self, **overrides):
        """Return a client of the server, closed with the test."""
        settings = {
            "base_url": self.server.url,
            "lwa_url": self.server.login_url,
            "credentials": CREDENTIALS,
            "user_agent": "Test/1.0 (Language=Python/3)",
            "throttle": self.throttle,
            "token_cache": self.cache,
            "token_key": ("database", 1),
            "timeout": (5, 5),
            "clock": self.time.clock,
            "sleep": self.time.sleep,
        }
        client = Client(**settings | overrides)
        self.addCleanup(client.close)
        return client

    def call_read(self, **query):
        """Call the operation that may be repeated."""
        return self.client.call(READ, path={"thingId": "1"}, query=query)

    def call_write(self, body=None):
        """Call the operation that may not."""
        return self.client.call(WRITE, body=body or {})

    def fails(self, error_class, call=None, **attributes):
        """Assert that the call raises exactly this class with these attributes, and return the error."""
        with self.assertRaises(AmazonError) as caught:
            (call or self.call_read)()
        self.assertIs(type(caught.exception), error_class, repr(caught.exception))
        for name, expected in attributes.items():
            self.assertEqual(getattr(caught.exception, name), expected, name)
        return caught.exception

    def api_calls(self):
        """Return the requests that reached the API, the logins left out."""
        return [request for request in self.server.requests if request.path.startswith("/things")]

    def logins(self):
        """Return the requests that reached the login service."""
        return [request for request in self.server.requests if not request.path.startswith("/things")]


@contextlib.contextmanager
def captured_log():
    """Yield a list that collects what the package logs, as a handler of the root logger formats it."""
    lines, handler = [], logging.Handler()
    handler.emit = lambda record: lines.append(logging.Formatter("%(levelname)s %(message)s").format(record))
    package = logging.getLogger(__package__.rpartition(".")[0] + ".sp_api")
    level, propagate = package.level, package.propagate
    package.setLevel(logging.DEBUG)
    package.propagate = False
    package.addHandler(handler)
    try:
        yield lines
    finally:
        package.removeHandler(handler)
        package.setLevel(level)
        package.propagate = propagate
