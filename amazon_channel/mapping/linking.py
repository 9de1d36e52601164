"""When a value at Amazon and a value in Odoo mean the same: for linking listings to products.

Each value has one *form*, in which it is compared, and several *spellings*, in which it may stand in the database, so
that an index finds it.
"""

import re

BARCODE = "barcode"  # digits with leading zeros or without: a UPC is the EAN with a zero in front
ASIN = "asin"  # in capital letters at Amazon, in any at people's
EXACT = "exact"  # letter for letter

_BARCODE_LENGTHS = (8, 12, 13, 14)
_MIN_DIGITS = 6  # a GTIN of 14 digits may begin with so many zeros that hardly more is left
_DIGITS = re.compile(rf"\d{{{_MIN_DIGITS},14}}", re.ASCII)
_ASIN = re.compile("B[0-9A-Z]{9}", re.ASCII | re.IGNORECASE)
_SEPARATORS = re.compile(r"(?<=\d)[ -](?=\d)")


def form_of(kind, value):
    """The form in which two values are compared; '' for a value that says nothing.

    :param str kind: BARCODE, ASIN or EXACT
    :param str value: as it stands at Amazon or in Odoo
    """
    value = (value or "").strip()
    if kind == EXACT:
        return value
    if _ASIN.fullmatch(value):
        return value.upper()
    if kind == ASIN:
        # The ASIN of a book is its ISBN-10, whose last character may be a letter.
        return value.upper()
    digits = _SEPARATORS.sub("", value)
    if not _DIGITS.fullmatch(digits):
        return value
    number = digits.lstrip("0")
    return number.zfill(14) if len(number) >= _MIN_DIGITS else digits


def spellings_of(kind, value):
    """All ways to write a value which have the same form, as far as an index can find them.

    :rtype: set[str]
    """
    form = form_of(kind, value)
    if not form:
        return set()
    found = {form, value.strip()}
    if kind == EXACT:
        return found
    if kind == BARCODE and len(form) == 14 and form.isdigit():
        number = form.lstrip("0")
        return found | {number} | {number.zfill(length) for length in _BARCODE_LENGTHS if length >= len(number)}
    return found | {form.lower()}
