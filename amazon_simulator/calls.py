"""What was asked of the simulator: counts and the latest calls. Never a token, a secret or a person."""

from collections import Counter, deque
from dataclasses import asdict, dataclass, field

HIDDEN = "..."
OPEN_PARAMETERS = frozenset(
    {
        "createdAfter",
        "createdBefore",
        "lastUpdatedAfter",
        "lastUpdatedBefore",
        "fulfillmentStatuses",
        "marketplaceIds",
        "fulfilledBy",
        "maxResultsPerPage",
        "includedData",
        "feedTypes",
        "reportTypes",
        "processingStatuses",
        "createdSince",
        "createdUntil",
        "pageSize",
        "enableContentEncodingUrlHeader",
        "identifiersType",
        "issueLocale",
        "mode",
        "withIssueSeverity",
        "withStatus",
        "withoutStatus",
        "sortBy",
        "sortOrder",
        "granularityType",
        "granularityId",
        "details",
        "startDateTime",
        "requirements",
        "requirementsEnforced",
        "conditionType",
        "asin",
        "keywords",
        "grant_type",
        "version",
        "application_id",
    }
)
"""Parameters whose values may be kept. Others keep their name only: a new one is secret until known to be harmless."""


@dataclass(frozen=True)
class LoggedCall:
    """One call: when (ISO 8601), HTTP method, path without query, operation name, HTTP status (0: reset)."""

    time: str
    method: str
    path: str
    operation: str
    status: int
    parameters: dict = field(default_factory=dict)


class CallLog:
    """Counts per operation since the last `clear`, and the latest calls, newest last."""

    def __init__(self, keep=500):
        self.counts = Counter()
        self.recent = deque(maxlen=keep)

    def record(self, time, method, path, operation, status, parameters=()):
        """Add one call; `parameters` is a mapping whose secret values are left out."""
        shown = {name: value if name in OPEN_PARAMETERS else HIDDEN for name, value in dict(parameters).items()}
        self.counts[operation] += 1
        self.recent.append(LoggedCall(time, method, path, operation, status, shown))

    def count(self, operation=None):
        """Return how often an operation was called, or all operations together."""
        return self.counts.total() if operation is None else self.counts[operation]

    def clear(self):
        """Forget all calls."""
        self.counts.clear()
        self.recent.clear()

    def as_dict(self):
        """Return the log as a JSON document."""
        return {"counts": dict(self.counts), "recent": [asdict(call) for call in self.recent]}
