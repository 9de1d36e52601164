"""Stay below Amazon's quotas: a token bucket for each operation.

Amazon gives every operation a rate and a burst, counted for each pair of seller and application. Source:
developer-docs.amazon.com/sp-api, "Usage Plans and Rate Limits". Nothing here waits: an empty bucket is an error that
says for how long, so that a worker is never held by a quota that refills in minutes.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from .errors import ThrottledError
from .operation import Operation, UsagePlan

# Amazon's slowest and fastest operations lie well inside. A value outside is a mistake, and believing it would
# stop an operation for hours or let it run into the real limit.
_RATE_BOUNDS = (0.0001, 1000.0)  # requests per second
# Rounding of floats must not make a caller who waited as long as told come an instant too early.
_ALMOST = 1e-6  # tokens


def sane_rate(value) -> float | None:
    """Return a rate in requests per second, or None for what is not one: garbage, NaN, zero, negative, absurd.

    :param value: a number, or a text such as Amazon's `x-amzn-RateLimit-Limit`.
    """
    try:
        rate = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    lowest, highest = _RATE_BOUNDS
    return rate if lowest <= rate <= highest else None  # False for NaN as well


@dataclass(frozen=True)
class TokenBucket:
    """How many calls may be made now. Pure arithmetic: every change gives a new bucket, time is passed in.

    Its four fields are all there is to store. `tokens` is negative while a longer wait that Amazon asked for runs.

    :param float rate: tokens coming back, per second.
    :param float burst: tokens a full bucket holds.
    :param float tokens: tokens there were at `updated_at`.
    :param float updated_at: seconds since the epoch.
    """

    rate: float
    burst: float
    tokens: float
    updated_at: float

    @classmethod
    def full(cls, plan: UsagePlan, now: float) -> "TokenBucket":
        """Return the bucket of an operation that has not been called for long."""
        return cls(plan.rate, plan.burst, float(plan.burst), now)

    def refilled(self, now: float) -> "TokenBucket":
        """Return the bucket as it is at `now`.

        A clock set back gives no tokens and takes none: the bucket goes on from the new time. Without that, an hour
        back would mean an hour without calls.
        """
        passed = max(0.0, now - self.updated_at)
        return replace(self, tokens=min(float(self.burst), self.tokens + passed * self.rate), updated_at=now)

    def take(self, now: float) -> tuple["TokenBucket", float]:
        """Try to take one token.

        :return: the bucket afterwards, and the seconds to wait: 0.0 when a token was taken, else how long until one
            is there (rounded up to the millisecond, so that a caller who waits exactly that long gets it).
        """
        bucket = self.refilled(now)
        if bucket.tokens >= 1 - _ALMOST:
            return replace(bucket, tokens=max(0.0, bucket.tokens - 1)), 0.0
        return bucket, math.ceil((1 - bucket.tokens) / bucket.rate * 1000) / 1000

    def learn(self, rate: float, now: float) -> "TokenBucket":
        """Return the bucket with the rate Amazon reported; the bucket itself when the rate makes no sense."""
        rate = sane_rate(rate)
        if rate is None:
            return self
        # Refill at the old rate first: the time until now was governed by it. Only what follows is at the new one.
        return replace(self.refilled(now), rate=rate)

    def emptied(self, now: float, retry_after: float | None = None) -> "TokenBucket":
        """Return the bucket after Amazon said 429: whatever we thought was left is not there.

        :param retry_after: seconds after which Amazon wants the next call; without it, the next token comes after
            `1 / rate` seconds.
        """
        tokens = 0.0 if retry_after is None else 1 - retry_after * self.rate
        return replace(self, tokens=min(tokens, float(self.burst)), updated_at=now)


class Throttle(Protocol):
    """What the client asks before each call, and tells afterwards."""

    def acquire(self, operation: Operation) -> None:
        """Take one token.

        :raises ThrottledError: when there is none; `retry_after` says for how long. Nothing was taken.
        """

    def learn(self, operation: Operation, rate: float) -> None:
        """Note the rate (requests per second) that Amazon reported for the operation."""

    def throttled(self, operation: Operation, retry_after: float | None) -> None:
        """Note that Amazon refused a call (429), and the seconds it asked to wait if it said so."""


class MemoryThrottle:
    """A `Throttle` in memory, for scripts and tests. Thread-safe; forgets everything with the process."""

    def __init__(self, clock: Callable[[], float] = time.time):
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, TokenBucket] = {}

    def bucket(self, operation: Operation) -> TokenBucket:
        """Return the operation's bucket as it is now."""
        return self._buckets.get(operation.name) or TokenBucket.full(operation.plan, self._clock())

    def acquire(self, operation: Operation) -> None:
        """See `Throttle.acquire`."""
        with self._lock:
            self._buckets[operation.name], wait = self.bucket(operation).take(self._clock())
        if wait:
            raise ThrottledError(operation=operation.name, retry_after=wait)

    def learn(self, operation: Operation, rate: float) -> None:
        """See `Throttle.learn`."""
        with self._lock:
            self._buckets[operation.name] = self.bucket(operation).learn(rate, self._clock())

    def throttled(self, operation: Operation, retry_after: float | None) -> None:
        """See `Throttle.throttled`."""
        with self._lock:
            self._buckets[operation.name] = self.bucket(operation).emptied(self._clock(), retry_after)
