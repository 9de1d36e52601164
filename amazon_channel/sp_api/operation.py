"""What one operation of Amazon's API is: its address, its quota, and whether it may be repeated."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from .errors import RequestError

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class UsagePlan:
    """Amazon's default quota of an operation, for each pair of seller and application.

    :param float rate: requests per second.
    :param int burst: requests that may be made at once after a pause.
    """

    rate: float
    burst: int


@dataclass(frozen=True)
class Operation:
    """One operation, in Amazon's words.

    :param str name: Amazon's `operationId`, e.g. ``searchOrders``.
    :param str method: the HTTP method.
    :param str path: the path, with `{placeholders}`.
    :param UsagePlan plan: the published quota.
    :param bool repeatable: whether the request may be sent again when it is unclear if Amazon acted on the first.
    """

    name: str
    method: str
    path: str
    plan: UsagePlan
    repeatable: bool

    def url_path(self, values: Mapping[str, str] | None = None) -> str:
        """Return the path with its placeholders filled, every value fully percent-encoded (a slash too).

        :raises ValueError: when a placeholder has no value, or a value has no placeholder.
        :raises RequestError: when a value cannot be sent in a path: empty, `.` or `..`, which every HTTP library
            takes for a directory, so that the request would reach another operation.
        """
        values = values or {}
        if set(values) != set(_PLACEHOLDER.findall(self.path)):
            raise ValueError(f"{self.name} needs exactly the path parameters of {self.path}, got {sorted(values)}.")
        if any(str(value) in ("", ".", "..") for value in values.values()):
            message = "A path parameter is empty, '.' or '..' and cannot be sent to Amazon."
            raise RequestError(message, operation=self.name, code="unsendable")
        return _PLACEHOLDER.sub(lambda match: quote(str(values[match[1]]), safe=""), self.path)
