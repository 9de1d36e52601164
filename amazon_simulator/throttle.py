"""Amazon's usage plans: one token bucket per seller, application and operation."""

import math


class Throttle:
    """Token buckets that refill with the clock.

    `scale` multiplies every rate (1000 makes a bucket refill a thousand times faster); with `enabled` false
    nothing is ever refused. `plans` holds other rates than Amazon's default, as `{operation: (rate, burst)}`,
    the way Amazon grants some sellers more.
    """

    def __init__(self, clock, enabled=True, scale=1.0):
        self.clock = clock
        self.enabled = enabled
        self.scale = scale
        self.plans = {}
        self._buckets = {}

    def plan(self, operation):
        """Return (calls per second, burst) that hold for an operation now."""
        rate, burst = self.plans.get(operation.name, (operation.rate, operation.burst))
        return rate * self.scale, burst

    def take(self, operation, seller_id, client_id):
        """Take one token; return False when the bucket is empty and the call must be refused with 429."""
        if not self.enabled:
            return True
        rate, burst = self.plan(operation)
        key, now = (seller_id, client_id, operation.name), self.clock()
        tokens, since = self._buckets.get(key, (burst, now))
        # Rounding of floats must not make a token that is due at exactly 1/rate seconds come a moment late.
        tokens = min(burst, tokens + max(0.0, (now - since).total_seconds()) * rate)
        allowed = tokens >= 1 or math.isclose(tokens, 1)
        self._buckets[key] = (max(0.0, tokens - 1) if allowed else tokens, now)
        return allowed

    def refill(self):
        """Fill all buckets."""
        self._buckets.clear()
