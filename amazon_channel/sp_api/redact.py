"""Keep secrets and e-mail addresses out of logs and error texts.

A safety net below a stricter rule: nothing in this package passes a header, a body or a query to a logger in the
first place. Loggers made by `get_logger` mask what slips through all the same, tracebacks included.
"""

import logging
import re
from contextlib import suppress

MASK = "***"

# The end of a key is enough: it also covers `lwa_client_secret`, `newClientSecret`, `x-amz-access-token`.
_SECRET_KEY = (
    r"(?:access[_-]?token|refresh[_-]?token|client[_-]?secret|oauth[_-]?code|authorization[_-]?code|authorization"
    r"|restricted[_-]?data[_-]?token|password|passwd|cookie)"
)
_IS_SECRET_KEY = re.compile(_SECRET_KEY + r"\Z", re.IGNORECASE)
# OAuth calls its code just `code`, and so does every error. Next to one of these keys it is the secret one.
_OAUTH_SIBLINGS = frozenset({"grant_type", "redirect_uri", "client_id", "client_secret"})

_QUOTED = r"""b?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*'"""
_BARE = r"""[^\s"'&,;<>{}()\[\]]+"""
# Every repetition is bounded or starts at a fixed word, so that a long hostile text costs linear time.
_PATTERNS = (
    # key=value, key: value, 'key': 'value', "key": "value", Authorization: Bearer value
    (
        re.compile(rf"""({_SECRET_KEY}["']?\s{{0,8}}[:=]\s{{0,8}})({_QUOTED}|(?:(?:bearer|basic)\s+)?{_BARE})""", re.I),
        rf"\g<1>{MASK}",
    ),
    (re.compile(rf"((?:^|[?&])code=){_BARE}", re.I), rf"\g<1>{MASK}"),
    (re.compile(rf"\b(bearer|basic)\s+(?=\S{{8}}){_BARE}", re.I), rf"\g<1> {MASK}"),
    # Amazon's own shapes: access, refresh and restricted data tokens, client secrets.
    (re.compile(r"""\bAt[a-z](?:[a-z]|\.sprdt)?(?:\||%7C)[^\s"'&,;<>{}()\[\]]+""", re.I), MASK),
    (re.compile(r"\bamzn1\.oa2-cs\.[\w.-]+", re.I), MASK),
    (re.compile(r"[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), MASK),
)
# Longer than any SKU (40), order number or UUID: a token of some kind.
_LONG_RUN = re.compile(r"[A-Za-z0-9+_=-]{41,}")


def _mask_long_run(match: re.Match) -> str:
    run = match.group()
    return MASK if any(character.isdigit() for character in run) else run


def mask_text(text: str) -> str:
    """Return the text with secrets and e-mail addresses replaced by `MASK`."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return _LONG_RUN.sub(_mask_long_run, text)


def one_line(text: str, limit: int = 500) -> str:
    """Return the text masked, on one line, without control characters, in at most `limit` characters.

    For texts that others wrote, e.g. Amazon's error messages: they may be long, may echo what was sent, and a line
    break in them could pass for a log line of its own.
    """
    # Cut first, so that a huge text costs nothing; generously, so that a secret at the border is still recognised.
    text = mask_text(text[: 8 * limit])
    text = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def mask(value):
    """Return a copy of a value with its secrets replaced, through dictionaries, lists and tuples.

    :param value: anything; what is neither a text nor a container is returned as it is.
    """
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, bytes):
        return mask_text(value.decode("utf-8", "replace"))
    if isinstance(value, dict):
        code_is_secret = not _OAUTH_SIBLINGS.isdisjoint(key for key in value if isinstance(key, str))
        return {key: MASK if _is_secret(key, code_is_secret) else mask(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return (list if isinstance(value, list) else tuple)(mask(item) for item in value)
    return value


def _is_secret(key, code_is_secret: bool) -> bool:
    if isinstance(key, bytes):
        key = key.decode("latin-1")
    if not isinstance(key, str):
        return False
    return bool(_IS_SECRET_KEY.search(key)) or (code_is_secret and key == "code")


class RedactingFilter(logging.Filter):
    """Masks secrets in a record's message, arguments and traceback before any handler sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place. Always true: records are cleaned, never dropped."""
        record.args = mask(record.args) if record.args else record.args
        # A format that does not fit its arguments is reported by `logging` itself, with the masked arguments.
        with suppress(TypeError, ValueError, KeyError):
            record.msg, record.args = mask_text(record.getMessage()), None
        if record.exc_info:
            # Formatters use this text instead of formatting the exception again.
            record.exc_text = mask_text(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


def get_logger(name: str) -> logging.Logger:
    """Return the logger of that name, carrying one `RedactingFilter`.

    A filter works only on records made through this very logger, not through its children: every module that handles
    secrets gets its own with this function.
    """
    logger = logging.getLogger(name)
    if not any(isinstance(each, RedactingFilter) for each in logger.filters):
        logger.addFilter(RedactingFilter())
    return logger
