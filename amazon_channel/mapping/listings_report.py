"""The report of all listings: what the seller offers at one marketplace. Source: GET_MERCHANT_LISTINGS_ALL_DATA.

Read as a stream, columns by name, in the languages that are known. Nothing is guessed: what cannot be read for certain
is kept as a text with the columns that are not read.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from .errors import DocumentError
from .flat_file import fulfiller, read_lines
from .listings_report_columns import SKU, column_name
from .money import exact_amount
from .text import cleaned, is_exact
from .values import NAME_LIMIT, REFERENCE_LIMIT, TEXT_LIMIT, parsed_time

LISTINGS_REPORT = "GET_MERCHANT_LISTINGS_ALL_DATA"

# What the report's numbers for kinds of product ids mean.
PRODUCT_ID_TYPES = {"1": "ASIN", "2": "ISBN", "3": "UPC", "4": "EAN"}

_LIMITS = {"item-name": TEXT_LIMIT, "item-description": TEXT_LIMIT, "image-url": TEXT_LIMIT}
# Hours from UTC. IST is left out: it is India's time and Ireland's.
_ZONES = {"": 0, "UTC": 0, "GMT": 0, "BST": 1, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "MEZ": 1}
_ZONES |= {"MESZ": 2, "EET": 2, "EEST": 3, "TRT": 3, "GST": 4, "SGT": 8, "JST": 9, "AEST": 10, "AEDT": 11, "BRT": -3}
_ZONES |= {"PDT": -7, "PST": -8}
_AMERICAN = ("PDT", "PST")
_ASIN = re.compile("B0[0-9A-Z]{8}", re.ASCII)
_QUANTITY = re.compile(r"\d{1,9}", re.ASCII)
_SPACED = re.compile(r"(?<=\d)[ '\u00a0\u202f\u2019](?=\d{3}(?!\d))", re.ASCII)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*", re.ASCII)
_DATE = re.compile(r"(\d{4}|\d\d)[/.-](\d\d)[/.-](\d{4}|\d\d)[ T](\d\d:\d\d(?::\d\d)?) ?([A-Z]{0,4})", re.ASCII)


@dataclass(frozen=True)
class ReportedListing:
    """One line of the report: a SKU. Empty for what the report leaves out."""

    sku: str
    asin: str
    title: str
    price: Decimal | None  # in the marketplace's currency
    quantity: int | None  # None when Amazon fulfils: it has the units
    status: str  # in the report's words: Active, Inactive, Incomplete ...
    fulfillment: str  # amazon, merchant or ''
    fulfillment_code: str  # DEFAULT, AMAZON_NA ...
    product_id: str
    product_id_type: str  # ASIN, ISBN, UPC, EAN or as the report says
    condition: str  # the report's number, e.g. 11 for new
    description: str
    opened_at: datetime | None
    image_url: str
    shipping_group: str
    unknown: tuple[tuple[str, str], ...]  # pairs of column and text: columns not read, and values that cannot be


class ListingsReport:
    """Iterates over the lines of a report, once.

    :ivar int skipped: lines so far that are no listing, blank ones left out: without a SKU, or with cells that tabs
        or line ends inside a text have moved.
    """

    def __init__(self, lines):
        self.skipped = 0
        self._lines = lines
        headers = next(lines, "").split("\t")
        self._width = len(headers)
        self._places, self._others = {}, []
        for place, header in enumerate(headers):
            name = column_name(header)
            if name and name not in self._places:
                self._places[name] = place
            elif header.strip():
                self._others.append((cleaned(header, NAME_LIMIT), place))
        if SKU not in self._places:
            message = f"Amazon's report of listings has no column {SKU}."
            raise DocumentError("missing", SKU, message, field=SKU)

    def __iter__(self):
        return self

    def __next__(self):
        for line in self._lines:
            if not line.strip():
                continue
            listing = self._listing(line.split("\t"))
            if listing:
                return listing
            self.skipped += 1
        raise StopIteration

    def _listing(self, cells):
        """The listing, `None` for what is none."""
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return None  # a tab inside a text
        row = _Row(cells, self._places)
        sku = row.exact(SKU)
        if not sku:
            return None
        listing = _read(sku, row)
        if len(cells) < self._width and row.unread:
            return None  # the end of a line that was broken: its cells stand in other columns
        others = [(name, cleaned(cells[place], TEXT_LIMIT)) for name, place in self._others if place < len(cells)]
        pairs = [pair for pair in (*others, *row.unread) if pair[1]]
        return ReportedListing(**listing, unknown=tuple(pairs))


def read_listings_report(binary_file, charset):
    """The report's lines.

    :param binary_file: open for reading bytes, at its beginning; read while the result is iterated over, never closed.
    :param str charset: its charset; an unknown one is taken for cp1252. A byte order mark knows better. What cannot
        be decoded is replaced.
    :return: an iterator of `ReportedListing`.
    :rtype: ListingsReport
    :raise DocumentError: `missing` without a column for the SKU, at once; `malformed` for a line without end, while
        it is iterated over.
    """
    return ListingsReport(read_lines(binary_file, charset, "report of listings"))


class _Row:
    """The cells of one line by column; remembers what could not be read."""

    __slots__ = ("_cells", "_places", "unread")

    def __init__(self, cells, places):
        self._cells = cells
        self._places = places
        self.unread = []  # pairs of column and text

    def cell(self, name):
        place = self._places.get(name)
        return self._cells[place].strip() if place is not None and place < len(self._cells) else ""

    def text(self, name):
        return cleaned(self.cell(name), _LIMITS.get(name, NAME_LIMIT))

    def exact(self, name):
        """An identifier: exactly as it is, '' for what is none."""
        text = self.cell(name)
        return text if len(text) <= REFERENCE_LIMIT and is_exact(text) and "\ufffd" not in text else ""

    def parsed(self, name, parse):
        text = self.cell(name)
        value = parse(text) if text else None
        if text and value is None:
            self.unread.append((name, cleaned(text, TEXT_LIMIT)))
        return value


def _read(sku, row):
    code, product_id, id_type = row.text("fulfillment-channel"), row.text("product-id"), row.text("product-id-type")
    id_type = PRODUCT_ID_TYPES.get(id_type, id_type)
    asin = row.text("asin1")
    if not asin and id_type == "ASIN" and _ASIN.fullmatch(product_id):
        asin = product_id  # Japan's report names it there only
    return {
        "sku": sku,
        "asin": asin,
        "title": row.text("item-name"),
        "price": row.parsed("price", parsed_price),
        "quantity": row.parsed("quantity", _parsed_quantity),
        "status": row.text("status"),
        "fulfillment": fulfiller(code),
        "fulfillment_code": code,
        "product_id": product_id,
        "product_id_type": id_type,
        "condition": row.text("item-condition"),
        "description": row.text("item-description"),
        "opened_at": row.parsed("open-date", parsed_open_date),
        "image_url": row.text("image-url"),
        "shipping_group": row.text("merchant-shipping-group"),
    }


def parsed_price(text):
    """The amount in a text with a decimal point or comma, `None` when it is none or may mean two amounts.

    With both signs the last one is the decimal one. One sign with three digits behind may be either: 1.299 is a
    thousand in Germany and little more than one elsewhere.
    """
    text = _SPACED.sub("", text)
    last = max(text.rfind("."), text.rfind(","))
    whole, decimals = text[:last], text[last + 1 :]
    if last >= 0 and ("." in whole or "," in whole):
        match = _THOUSANDS.fullmatch(whole)
        if match and match[1] != text[last]:
            text = whole.replace(match[1], "") + "." + decimals
        elif _THOUSANDS.fullmatch(text):
            text = text.replace(text[last], "")
    elif _THOUSANDS.fullmatch(text):
        return None
    else:
        text = text.replace(",", ".")
    amount = None if "e" in text.lower() else exact_amount(text)
    return amount if amount is not None and amount >= 0 else None


def parsed_open_date(text):
    """The moment in UTC, `None` for what cannot be read for certain.

    Amazon writes ``2022-05-31 17:21:53 PDT``, ``2019/10/09 12:34:56 JST`` or ``31/05/2022 17:21:53 BST``.
    """
    match = _DATE.fullmatch(text)
    if not match or match[5] not in _ZONES or len(match[1]) == len(match[3]):
        return parsed_time(text)
    first, month, last, clock, zone = match.groups()
    if len(first) == 2 and zone in _AMERICAN:
        return None  # day or month first?
    year, day = (first, last) if len(first) == 4 else (last, first)
    moment = parsed_time(f"{year}-{month}-{day}T{clock}")
    return moment and (moment - timedelta(hours=_ZONES[zone])).astimezone(timezone.utc)


def _parsed_quantity(text):
    return int(text) if _QUANTITY.fullmatch(text) else None
