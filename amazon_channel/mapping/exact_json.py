"""JSON with decimals written digit by digit: no amount of money goes through a binary number."""

import json
import re
from decimal import Decimal

from .errors import DocumentError
from .money import INTEGER_DIGITS

_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")
_DEPTH = 50


def exact_json(value):
    """A value as JSON, in UTF-8 and without spaces.

    :param value: of dictionaries with texts as keys, lists, tuples, texts, whole numbers, `Decimal`, truth values and
        None.
    :rtype: bytes
    :raise DocumentError: `malformed` for a float, an infinite or huge number, a text that no document can carry, and
        whatever else JSON does not know.
    """
    return _text(value, "", _DEPTH).encode()


def _text(value, path, depth):
    if depth < 0:
        raise _unsendable(path)
    if isinstance(value, dict):
        pairs = (f"{_text_of(key, path)}:{_text(each, f'{path}/{key}', depth - 1)}" for key, each in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_text(each, f"{path}/{place}", depth - 1) for place, each in enumerate(value)) + "]"
    if isinstance(value, str):
        return _text_of(value, path)
    if isinstance(value, Decimal):
        if not value.is_finite() or value.adjusted() >= INTEGER_DIGITS:
            raise _unsendable(path)
        return f"{value:f}"
    if value is None or (type(value) in (bool, int) and abs(value) < 10**INTEGER_DIGITS):
        return json.dumps(value)
    raise _unsendable(path)


def _text_of(text, path):
    if not isinstance(text, str) or _UNSENDABLE.search(text):
        raise _unsendable(path)
    return json.dumps(text, ensure_ascii=False)


def _unsendable(path):
    path = path.encode(errors="replace").decode() or "the document"
    return DocumentError("malformed", path, f"Amazon cannot be told {path}: JSON cannot carry its value.", field=path)
