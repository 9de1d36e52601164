"""Trouble on demand: what Amazon and the network do to a client on a bad day."""

import itertools
import random
from dataclasses import asdict, dataclass

from .errors import SimulatorError

ENDING = ("throttle", "status", "html", "truncated", "reset", "reset_after")
PASSING = ("delay", "expire_tokens", "revoke")
KINDS = ENDING + PASSING
ANY = "*"


@dataclass
class Fault:
    """One kind of trouble for one operation.

    `operation` is Amazon's operation name (`searchOrders`), `token` for Login with Amazon, or `*` for all.
    `kind` is one of
      `throttle`       429 QuotaExceeded,
      `status`         the HTTP status in `status` (500, 503, 400, 403 ...) with Amazon's error body,
      `html`           an HTML page instead of JSON, with `status` (503 unless given),
      `truncated`      the right answer, cut off in the middle of the JSON,
      `reset`          the connection is reset before a byte is sent, and nothing is done,
      `reset_after`    the call is served, but the connection is reset before a byte of the answer is sent,
      `delay`          `seconds` pass before the call is served as usual (a client may time out),
      `expire_tokens`  the access tokens of the caller expire before the call is looked at,
      `revoke`         the seller withdraws consent before the call is looked at.
    It happens at the first `times` calls (None: always) after leaving `after` calls alone, each time with
    `probability` (None: surely).
    """

    operation: str
    kind: str
    status: int | None = None
    seconds: float = 0.0
    times: int | None = None
    probability: float | None = None
    after: int = 0
    id: int = 0


class Faults:
    """The faults that are switched on. The order in which they were added is the order in which they strike."""

    def __init__(self, seed):
        self._random = random.Random(f"faults:{seed}")
        self._ids = itertools.count(1)
        self._faults = []

    def __iter__(self):
        return iter(list(self._faults))

    def add(self, operation=ANY, kind="status", **options):
        """Switch a fault on and return it; see `Fault`. Without `times` and `probability` it strikes once.

        Pass `times=None` for trouble that lasts until it is removed.
        """
        if kind not in KINDS:
            raise SimulatorError(f"unknown kind of fault {kind!r}; known: {', '.join(KINDS)}")
        if options.get("probability") is None and "times" not in options:
            options["times"] = 1
        if kind == "status" and options.get("status") is None:
            options["status"] = 500
        try:
            fault = Fault(operation, kind, **options)
        except TypeError as error:
            raise SimulatorError(str(error)) from error
        _check(fault)
        fault.id = next(self._ids)
        self._faults.append(fault)
        return fault

    def remove(self, fault_id):
        """Switch one fault off, by its id."""
        self._faults = [fault for fault in self._faults if fault.id != fault_id]

    def clear(self):
        """Switch all faults off."""
        self._faults.clear()

    def draw(self, operation):
        """Return the faults that strike this call: any number that pass, then at most one that ends it."""
        struck = []
        for fault in list(self._faults):
            if fault.operation not in (ANY, operation) or not self._strikes(fault):
                continue
            struck.append(fault)
            if fault.kind in ENDING:
                break
        return struck

    def _strikes(self, fault):
        if fault.after > 0:
            fault.after -= 1
            return False
        if fault.probability is not None and self._random.random() >= fault.probability:
            return False
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)
        return True

    def as_list(self):
        """Return the faults as JSON documents."""
        return [asdict(fault) for fault in self._faults]


def _check(fault):
    """Refuse options that would only fail once a client calls."""
    numbers = {
        "status": (int, 100, 599),
        "seconds": (int | float, 0, 3600),
        "times": (int, 1, 10**9),
        "probability": (int | float, 0, 1),
        "after": (int, 0, 10**9),
    }
    for name, (kind, least, most) in numbers.items():
        value = getattr(fault, name)
        if value is not None and not (isinstance(value, kind) and least <= value <= most):
            raise SimulatorError(f"{name} of a fault must be between {least} and {most}")
