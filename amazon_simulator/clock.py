"""Time as the simulator sees it: a clock that can be replaced, and Amazon's way of writing moments."""

import re
from datetime import datetime, timedelta, timezone

UTC = timezone.utc
ISO_8601 = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:\.(?P<fraction>\d{1,9}))?"
    r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?"
)


def system_clock():
    """Return the present moment as an aware datetime in UTC."""
    return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is told to move; for tests.

    Calling it returns its present moment, an aware datetime in UTC.
    """

    def __init__(self, now=datetime(2026, 11, 23, 12, 0, tzinfo=UTC)):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, **duration):
        """Move forward by `duration`, given as arguments of `timedelta` (`seconds=5`, `days=1`)."""
        self.now += timedelta(**duration)
        return self.now


def iso(moment):
    """Write an aware datetime as Orders 2026-01-01 does: UTC with milliseconds, `2026-11-23T12:00:00.000Z`.

    The width is fixed, so the texts sort like the moments they stand for.
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse_iso(text):
    """Read an ISO 8601 date or moment; without a zone it is UTC. Raise ValueError for anything else."""
    match = ISO_8601.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not an ISO 8601 date: {text!r}")
    time = match["time"] or "00:00:00"
    moment = datetime.fromisoformat(f"{match['date']}T{time}")
    moment += timedelta(microseconds=int((match["fraction"] or "0").ljust(6, "0")[:6]))
    return moment.replace(tzinfo=_zone(match["zone"])).astimezone(UTC)


def _zone(text):
    """Read `Z`, `+02`, `+0200` or `-05:30` as a timezone."""
    if text in (None, "Z"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
