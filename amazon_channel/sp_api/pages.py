"""Answers that come in pages, linked by `pagination.nextToken`."""

from .answers import Answer, wrong_shape
from .operation import Operation


def check_page(answer: Answer, operation: Operation) -> None:
    """Refuse a page that would pass for the last one only because it is damaged.

    :param answer: its payload is an object.
    :raises AnswerError: `shape`.
    """
    pagination = answer.payload.get("pagination")
    if pagination is None:
        return
    token = pagination.get("nextToken") if isinstance(pagination, dict) else 0
    if token is not None and not isinstance(token, str):
        raise wrong_shape(answer, operation, "a readable 'pagination'")


def next_page_token(page: dict) -> str | None:
    """Return the token of the page after this one; None when it is the last.

    :param page: an answer of an operation that checked it with `check_page`.
    """
    return (page.get("pagination") or {}).get("nextToken") or None
