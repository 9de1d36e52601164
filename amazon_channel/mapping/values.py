"""Strict readers for the values of Amazon's documents: objects, lists, text, identifiers, counts, times.

What is absent or null reads as empty; what has another type than Amazon's model says is refused with its path.
No message repeats a text of the document: it may be personal.
"""

import re
from datetime import datetime, timedelta, timezone

from .errors import DocumentError
from .text import cleaned, is_exact

NAME_LIMIT = 256
TEXT_LIMIT = 2000
# Amazon's SKUs have 40 characters; names of promotions, which are identifiers too, are longer.
REFERENCE_LIMIT = 256
QUANTITY_LIMIT = 1_000_000
YEARS = range(2000, 2101)

_COUNTRY = re.compile("[A-Za-z]{2}", re.ASCII)
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?[0-5]\d)?",
    re.ASCII,
)


def missing(path):
    """The error for something that an order cannot do without."""
    return DocumentError("missing", path, f"Amazon's document lacks {path}.", field=path)


def malformed(path, expected):
    """The error for a value that is not what Amazon's model says.

    :param str expected: what belongs there, with its article.
    """
    message = f"In Amazon's document, {path} is not {expected}."
    return DocumentError("malformed", path, message, field=path, expected=expected)


def shown(value):
    """A value in words that are safe in a message: numbers as they are, of anything else only the kind."""
    if type(value) is float or (type(value) is int and abs(value) < 10**20):
        return f"{value}"
    kinds = {int: "a huge number", str: "a text", list: "a list", dict: "an object", bool: "a truth value"}
    return kinds.get(type(value), "something else")


class Node:
    """One object of a document that knows where it stands.

    :param fields: the object, as parsed from JSON.
    :param str path: where it stands, e.g. ``orderItems[0].proceeds``; '' for the document itself.
    :param list notes: collects what is outside Amazon's published lists, as "path = value"; one for the whole document.
    """

    __slots__ = ("_fields", "_notes", "path")

    def __init__(self, fields, path, notes):
        if not isinstance(fields, dict):
            raise malformed(path or "the document", "an object")
        self._fields = fields
        self._notes = notes
        self.path = path

    def path_of(self, key):
        return f"{self.path}.{key}" if self.path else key

    def note(self, key, value):
        """Keep a value outside Amazon's published lists for people to see."""
        self._notes.append(f"{self.path_of(key)} = {value}")

    def has(self, key):
        return self._fields.get(key) is not None

    def raw(self, key):
        """The value as parsed, `None` when absent. Only for readers that check it themselves."""
        return self._fields.get(key)

    def child(self, key):
        """The object below `key`; an empty one when absent."""
        value = self._fields.get(key)
        return Node({} if value is None else value, self.path_of(key), self._notes)

    def children(self, key, required=False):
        """The objects in the list below `key`; none when absent."""
        return [self.entry(key, index, value) for index, value in enumerate(self._list(key, required))]

    def entry(self, key, index, fields):
        """The object `fields`, entry number `index` of the list below `key`."""
        return Node(fields, f"{self.path_of(key)}[{index}]", self._notes)

    def _list(self, key, required=False):
        value = self._fields.get(key)
        if value is None:
            if required:
                raise missing(self.path_of(key))
            return ()
        if not isinstance(value, list):
            raise malformed(self.path_of(key), "a list")
        return value

    def text(self, key, limit=TEXT_LIMIT):
        """Text for people: cleaned, cut to `limit`, '' when absent."""
        value = self._fields.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise malformed(self.path_of(key), "a text")
        return cleaned(value, limit)

    def name(self, key):
        """The name of a person or a company."""
        return self.text(key, NAME_LIMIT)

    def reference(self, key, required=False, limit=REFERENCE_LIMIT):
        """An identifier: stripped, else exactly as it is or refused; '' when absent."""
        value = self._fields.get(key)
        reference = "" if value is None else _reference(value, self.path_of(key), limit)
        if required and not reference:
            raise missing(self.path_of(key))
        return reference

    def word(self, key, known, required=False):
        """One of the words that Amazon publishes for `key`, or another one, which is noted."""
        word = self.reference(key, required)
        if word and word not in known:
            self.note(key, word)
        return word

    def words(self, key, known):
        """A list of such words, in Amazon's order."""
        path = self.path_of(key)
        words = [_reference(value, f"{path}[{n}]", REFERENCE_LIMIT) for n, value in enumerate(self._list(key))]
        for word in words:
            if word and word not in known:
                self.note(key, word)
        return [word for word in words if word]

    def country(self, key):
        """ISO 3166-1 alpha-2 in upper case; '' for anything else, which is noted."""
        code = self.reference(key)
        if not code or _COUNTRY.fullmatch(code):
            return code.upper()
        self.note(key, code)
        return ""

    def count(self, key, required=False):
        """A number of units; `None` when absent."""
        value = self._fields.get(key)
        if value is None:
            if required:
                raise missing(self.path_of(key))
            return None
        if type(value) is not int or not 0 <= value <= QUANTITY_LIMIT:
            path, found = self.path_of(key), shown(value)
            message = f"In Amazon's document, {path} is not a number of units: {found}."
            raise DocumentError("quantity", path, message, field=path, found=found)
        return value

    def time(self, key, required=False):
        """A moment in UTC; `None` when absent. A time without offset is UTC, as all times of Amazon are."""
        value = self._fields.get(key)
        if value is None:
            if required:
                raise missing(self.path_of(key))
            return None
        moment = parsed_time(value) if isinstance(value, str) else None
        if moment is None:
            expected = f"a date and time between {YEARS[0]} and {YEARS[-1]}"
            raise malformed(self.path_of(key), expected)
        return moment


def _reference(value, path, limit):
    if not isinstance(value, str):
        raise malformed(path, "a text")
    reference = value.strip()
    if len(reference) > limit or not is_exact(reference):
        raise malformed(path, f"an identifier of at most {limit} printable characters")
    return reference


def parsed_time(text):
    """Text in ISO 8601 as an aware `datetime` in UTC, `None` when it is none."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    *parts, fraction, offset = match.groups(default="")
    try:
        local = datetime(*(int(part or 0) for part in parts), int(fraction[:6].ljust(6, "0")), tzinfo=timezone.utc)
        moment = local - _offset(offset)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in YEARS else None


def _offset(text):
    if text in ("", "Z"):
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    # `timezone` knows which offsets there are.
    return timezone(timedelta(hours=hours, minutes=minutes)).utcoffset(None) * (-1 if text[0] == "-" else 1)
