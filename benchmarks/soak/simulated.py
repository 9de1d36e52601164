"""A simulated Amazon in a process of its own, steered over HTTP."""

import contextlib
import re
import subprocess
import sys

import requests

from amazon_simulator import KINDS
from devtools.console import ToolError

USUAL = [name for name, kind in KINDS.items() if kind.weight]
START_SECONDS = 60
CALL_SECONDS = 300
# The addon's quota refills at the rate that Amazon reports: what is tried here is not how to wait.
QUOTA_SCALE = 1000


class Amazon:
    """Talks to the control API of a running simulator. `url` is its base address."""

    def __init__(self, url):
        self.url = url
        self._session = requests.Session()

    def credentials(self):
        """The credentials of its sellers, as `devtools.shop.connect` wants them."""
        return self._call("GET", "credentials")

    def generate(self, number, kinds=USUAL, marketplaces=None):
        """Place orders of these kinds, in turn; return their numbers."""
        body = {"n": number, "kinds": list(kinds), "marketplaces": marketplaces and list(marketplaces)}
        return self._call("POST", "orders/generate", json=body)["orderIds"]

    def orders(self):
        """All orders, as whole documents."""
        return self._call("GET", "orders", params={"limit": 10**6})["orders"]

    def act(self, order_id, action, **arguments):
        """Let something happen to an order: `ship`, `cancel`, `change_quantity` ..."""
        return self._call("POST", f"orders/{order_id}/{action}", json=arguments)

    def order(self, order_id):
        """One order, as a whole document."""
        return self._call("GET", f"orders/{order_id}")

    def add_fault(self, **fault):
        """Switch trouble on; see `Simulator.add_fault`."""
        self._call("POST", "faults", json=fault)

    def clear_faults(self):
        """Switch all trouble off."""
        self._call("DELETE", "faults")

    def fail_next_feed(self, **trouble):
        """Let a coming feed go wrong; see `Simulator.fail_next_feed`."""
        self._call("POST", "feeds/fail_next", json=trouble)

    def finish_jobs(self):
        """Let feeds and reports end now."""
        self._call("POST", "feeds/finish")
        self._call("POST", "reports/finish")

    def calls(self, operation="searchOrders"):
        """How often an operation was called since the last `forget_calls`."""
        return self._call("GET", "calls")["counts"].get(operation, 0)

    def forget_calls(self):
        """Start counting anew."""
        self._call("DELETE", "calls")

    def change_settings(self, **settings):
        """See `Simulator.change_settings`."""
        self._call("PATCH", "settings", json=settings)

    def _call(self, method, path, **options):
        response = self._session.request(method, f"{self.url}/simulator/{path}", timeout=CALL_SECONDS, **options)
        if not response.ok:
            raise ToolError(f"the simulator refuses {method} {path}: {response.text[:500]}")
        return response.json()


@contextlib.contextmanager
def amazon(seed):
    """Run a simulator without orders, without delay and without quota; end it with the block."""
    command = [sys.executable, "-m", "amazon_simulator", "--port", "0", "--seed", str(seed), "--orders", "0"]
    process = subprocess.Popen(
        [*command, "--settle", "0", "--no-throttle"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        match = re.search(r"http://\S+", process.stdout.readline())
        if not match:
            raise ToolError("the simulator does not start")
        running = Amazon(match[0])
        running.change_settings(throttle_scale=QUOTA_SCALE)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
