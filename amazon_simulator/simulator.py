"""The simulator: everything that a fake Amazon remembers, and what can be done to it."""

import threading
from datetime import timedelta

from . import state
from .account_controls import AccountControls
from .accounts import Accounts
from .calls import CallLog
from .catalogue import CATALOGUE
from .clock import iso, system_clock
from .errors import SimulatorError
from .faults import Faults
from .order_book import OrderBook
from .order_controls import OrderControls
from .page_tokens import PageTokens
from .throttle import Throttle
from .world import populate

AMAZON_SETTLE_SECONDS = 120


class Simulator(OrderControls, AccountControls):
    """A fake Amazon. Serve it with `amazon_simulator.serve`; steer it with its methods, from any thread.

    `seed` decides ids, credentials and generated orders. `clock` returns the present as an aware datetime.
    `settle` is how many seconds searchOrders lags behind a change (Amazon: two minutes). `throttling` switches
    Amazon's usage plans on. `state_path` names a file that is loaded now if it exists, and written after every change.

    Parts: `accounts`, `orders` (an `OrderBook`), `faults`, `calls`, `throttle`; hold `lock` to use them directly.
    """

    def __init__(self, seed=1, clock=system_clock, settle=AMAZON_SETTLE_SECONDS, throttling=True, state_path=None):
        self.seed = seed
        self.clock = clock
        self.settle = settle
        self.lock = threading.RLock()
        self.accounts = Accounts(clock)
        self.orders = OrderBook()
        self.faults = Faults(seed)
        self.calls = CallLog()
        self.throttle = Throttle(clock, throttling)
        self.page_tokens = PageTokens(seed)
        self.catalogue = CATALOGUE
        self.generated = 0
        self._closing = threading.Event()
        self._state_path = state_path
        document = state.load(state_path) if state_path else None
        if document:
            self._restore(document)
        else:
            populate(self.accounts, seed)
            self.save()

    @property
    def settle_time(self):
        """`settle` as a timedelta."""
        return timedelta(seconds=self.settle)

    # Trouble

    def add_fault(self, operation="*", kind="status", **options):
        """Switch trouble on and return it; see `faults.Fault` for kinds and options. By default it strikes once."""
        with self.lock:
            return self.faults.add(operation, kind, **options)

    def remove_fault(self, fault_id):
        """Switch one fault off, by its id."""
        with self.lock:
            self.faults.remove(fault_id)

    def clear_faults(self):
        """Switch all trouble off."""
        with self.lock:
            self.faults.clear()

    @property
    def settings(self):
        """What `change_settings` changes, as a dictionary."""
        return {
            "settle": self.settle,
            "throttling": self.throttle.enabled,
            "throttle_scale": self.throttle.scale,
            "plans": {name: list(plan) for name, plan in self.throttle.plans.items()},
        }

    def change_settings(self, settle=None, throttling=None, throttle_scale=None, plans=None):
        """Change how Amazon behaves; arguments that are None leave things as they are.

        `settle`: seconds that searchOrders lags behind; `throttling`: usage plans on or off; `throttle_scale`: factor
        for all rates; `plans`: {operation: (calls per second, burst)} for operations with other than Amazon's default.
        """
        with self.lock:
            if settle is not None:
                self.settle = _number(settle, "settle")
            if throttle_scale is not None:
                self.throttle.scale = _number(throttle_scale, "throttle_scale")
            if throttling is not None:
                self.throttle.enabled = bool(throttling)
            if plans is not None:
                self.throttle.plans = {name: (float(rate), int(burst)) for name, (rate, burst) in plans.items()}

    # Running

    def open(self):
        """Be ready to serve (again)."""
        self._closing.clear()

    def wait(self, seconds):
        """Let real time pass, but no longer than the simulator runs."""
        self._closing.wait(seconds)

    def log_call(self, request, operation, status, parameters=None):
        """Write a served request to the call log."""
        with self.lock:
            parameters = request.args.to_dict() if parameters is None else parameters
            self.calls.record(iso(self.clock()), request.method, request.path, operation, status, parameters)

    def close(self):
        """End waiting calls and save the state."""
        self._closing.set()
        self.save()

    def save(self):
        """Write the state file, if there is one. Faults, settings and the call log are not kept."""
        if self._state_path:
            with self.lock:
                state.save(self._state_path, self._as_dict())

    def _as_dict(self):
        return {
            "seed": self.seed,
            "generated": self.generated,
            "accounts": self.accounts.as_dict(),
            "orders": self.orders.as_list(),
        }

    def _restore(self, document):
        self.seed = document["seed"]
        self.generated = document["generated"]
        self.accounts.load(document["accounts"])
        self.orders.load(document["orders"])
        self.page_tokens = PageTokens(self.seed)


def _number(value, name):
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise SimulatorError(f"{name} must be a number that is not negative")
    return value
