"""Product ids: which kinds a value can be, and what is wrong with one. For people to see before Amazon does."""

import re
from dataclasses import dataclass

TYPES = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "UPC")

# Codes of what is wrong.
NO_VALUE = "no_value"  # a kind without a value: "The product ID is required when the Product ID Type is provided"
NO_TYPE = "no_type"  # a value without a kind
UNKNOWN_TYPE = "unknown_type"  # a kind that is not in TYPES
CHARACTERS = "characters"  # neither digits nor an ASIN: nothing it can be
CHECK_DIGIT = "check_digit"  # the last digit does not fit the others: a typing error
WRONG_TYPE = "wrong_type"  # good, but of another kind

_LENGTHS = {"EAN": (8, 13), "GTIN": (8, 12, 13, 14), "ISBN": (13,), "JAN": (8, 13), "UPC": (12,)}
_PREFIXES = {"ISBN": ("978", "979"), "JAN": ("45", "49")}
_ASIN = re.compile("B[0-9A-Z]{9}", re.ASCII)
_ISBN_10 = re.compile(r"\d{9}[\dX]", re.ASCII)
_DIGITS = re.compile(r"\d{8}|\d{12,14}", re.ASCII)
_SEPARATORS = re.compile(r"[\s-]+")


@dataclass(frozen=True)
class IdentifierCheck:
    """What a product id is, and what is wrong with it."""

    type: str  # in capital letters, '' without one
    value: str  # without spaces and hyphens
    problem: str  # one of the codes above, '' when nothing is wrong
    possible_types: tuple[str, ...]  # what the value can be, its check digit aside
    expected_digit: str = ""  # for CHECK_DIGIT: the one that would fit

    @property
    def is_good(self) -> bool:
        """Whether Amazon can be told; also when there is neither kind nor value."""
        return not self.problem


def check_identifier(kind, value):
    """Look at a product id and the kind it is said to be.

    :param str kind: one of `TYPES` in any case, or empty.
    :param str value: the id; spaces and hyphens in it say nothing.
    :rtype: IdentifierCheck
    """
    kind = (kind or "").strip().upper()
    value = _SEPARATORS.sub("", value or "").upper()
    possible = possible_types(value)
    problem = _problem(kind, value, possible)
    digit = _expected_digit(value) if problem == CHECK_DIGIT else ""
    return IdentifierCheck(kind, value, problem, possible, digit)


def possible_types(value):
    """The kinds that a value can be by its form; a wrong check digit does not change them.

    :rtype: tuple[str, ...]
    """
    if _ASIN.fullmatch(value):
        return ("ASIN",)
    if _ISBN_10.fullmatch(value):
        return ("ASIN", "ISBN")  # of a book both are the same
    if not _DIGITS.fullmatch(value):
        return ()
    return tuple(kind for kind in TYPES if len(value) in _LENGTHS.get(kind, ()) and _has_prefix(kind, value))


def check_digit(digits):
    """The digit that belongs behind these, by GS1's rule for GTIN, EAN, UPC, JAN and ISBN-13.

    :param str digits: without the check digit.
    :rtype: str
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def isbn_check_digit(digits):
    """The digit, or X, that belongs behind the nine digits of an ISBN-10."""
    rest = -sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _problem(kind, value, possible):
    if not kind or not value:
        return NO_VALUE if kind else NO_TYPE if value else ""
    if kind not in TYPES:
        return UNKNOWN_TYPE
    if not possible:
        return CHARACTERS
    if value[-1] != _expected_digit(value):
        return CHECK_DIGIT
    return "" if kind in possible else WRONG_TYPE


def _expected_digit(value):
    """The last character that fits the others; of an ASIN any does."""
    if _ASIN.fullmatch(value):
        return value[-1]
    return isbn_check_digit(value[:-1]) if len(value) == 10 else check_digit(value[:-1])


def _has_prefix(kind, value):
    return len(value) == 8 or value.startswith(_PREFIXES.get(kind, ("",)))
