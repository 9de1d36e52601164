"""Read what Amazon answers: payload, errors, quota headers. Nothing in an answer is taken for granted."""

import json
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from .errors import (
    AmazonError,
    AnswerError,
    AuthorizationError,
    NotFoundError,
    RequestError,
    ServerError,
    ThrottledError,
)
from .operation import Operation
from .throttle import sane_rate
from .transport import WireAnswer

# Longer waits are not believed: a schedule must not stand still because of one odd header.
_MAX_RETRY_AFTER = 3600.0  # seconds
_HTTP_NO_CONTENT = 204


@dataclass(frozen=True)
class Answer:
    """What an operation gave.

    :param payload: the JSON object or list; None when the answer has no content (204). Not shown by `repr()`: it may
        hold personal data.
    :param str request_id: Amazon's `x-amzn-RequestId`.
    :param float rate: the operation's rate in requests per second as Amazon reported it; None when it did not.
    """

    payload: dict | list | None = field(repr=False)
    request_id: str
    rate: float | None


def read_answer(answer: WireAnswer, operation: Operation, now: float) -> Answer:
    """Return the answer's content, or raise what its status means.

    :param now: seconds since the epoch, for a `Retry-After` that is a date.
    :raises AmazonError: of the class that fits the status; `AnswerError` for a body that is not what was promised.
    """
    rate = sane_rate(answer.headers.get("x-amzn-RateLimit-Limit"))
    if answer.status == _HTTP_NO_CONTENT:
        return Answer(None, answer.request_id, rate)
    if 200 <= answer.status < 300:
        return Answer(read_json(answer, operation.name), answer.request_id, rate)
    raise _error(answer, operation, rate, now)


def read_json(answer: WireAnswer, operation_name: str) -> dict | list:
    """Return the JSON object or list in the body.

    :raises AnswerError: when there is none: another content type, cut short, empty, a bare number or text.
    """
    content_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type and "json" not in content_type:
        raise _bad_answer(answer, operation_name, "content_type", "Amazon's answer is not JSON.")
    payload = _parse(answer.body)
    if payload is None:
        raise _bad_answer(answer, operation_name, "json", "Amazon's answer is not complete JSON.")
    return payload


def wrong_shape(answer: Answer, operation: Operation, expected: str) -> AnswerError:
    """Return the error for a well-formed answer without the part it must have.

    :param expected: what is missing, e.g. ``a list 'orders'``.
    """
    message = f"Amazon's answer lacks {expected}."
    return AnswerError(message, operation=operation.name, request_id=answer.request_id, code="shape")


def retry_after(answer: WireAnswer, now: float) -> float | None:
    """Return the seconds that `Retry-After` asks to wait; None when it is absent or makes no sense.

    :param now: seconds since the epoch.
    """
    text = answer.headers.get("Retry-After", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - now
        except (TypeError, ValueError, IndexError, OverflowError):
            return None
    return min(seconds, _MAX_RETRY_AFTER) if seconds > 0 else None  # NaN is not above 0


def error_texts(body: bytes) -> tuple[str, str]:
    """Return the first error's code and the messages of all, from an error body of any kind.

    Amazon sends `{"errors": [{"code", "message", "details"}]}`, some operations a bare list, gateways HTML. What
    cannot be read gives empty texts. `details` is left out: it is where requests are echoed.
    """
    payload = _parse(body)
    errors = payload.get("errors") if isinstance(payload, dict) else payload
    errors = [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []
    codes = [code for each in errors if isinstance(code := each.get("code"), str) and code]
    messages = [text for each in errors if isinstance(text := each.get("message"), str) and text]
    return (codes[0] if codes else ""), "; ".join(dict.fromkeys(messages))


def _parse(body: bytes) -> dict | list | None:
    """Return the JSON object or list; None for anything else. The parser's exception holds the body: not chained."""
    try:
        payload = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict | list) else None


def _refuse_constant(name):
    raise ValueError(name)  # NaN and Infinity are not JSON


def _bad_answer(answer: WireAnswer, operation_name: str, code: str, message: str) -> AnswerError:
    return AnswerError(
        message, operation=operation_name, http_status=answer.status, request_id=answer.request_id, code=code
    )


def _error(answer: WireAnswer, operation: Operation, rate: float | None, now: float) -> AmazonError:
    """Return the error of an answer whose status is not 2xx. Source: the responses in Amazon's API models."""
    status = answer.status
    code, message = error_texts(answer.body)
    wait = retry_after(answer, now)
    details = {"operation": operation.name, "http_status": status, "request_id": answer.request_id, "code": code}
    if status == 429:
        message = message or "Amazon received too many calls."
        return ThrottledError(message, **details | {"retry_after": wait or 1 / (rate or operation.plan.rate)})
    details["retry_after"] = wait
    if status in (401, 403):
        message = message or "Amazon denied access."
        return AuthorizationError(message, cause="denied", **details)
    if status == 408 or status >= 500:
        return ServerError(message or "Amazon could not process the request.", **details)
    if status < 400:
        return AnswerError("Amazon answered with a redirect, which is not followed.", **details | {"code": "redirect"})
    if status == 404:
        return NotFoundError(message or "Amazon does not know this.", **details)
    return RequestError(message or "Amazon refused the request.", **details)
