"""The report of all orders: which orders Amazon has. Source: GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL.

One line an item, fields between tabs, no quoting, columns by name: Amazon adds some and leaves out others by
marketplace. Read as a stream: a report may have half a million lines.
"""

from dataclasses import dataclass
from datetime import datetime

from .errors import DocumentError
from .flat_file import fulfiller, read_lines
from .text import cleaned, is_exact
from .values import NAME_LIMIT, parsed_time

ORDER_REPORT = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"

_ORDER_REF_LIMIT = 50
_ORDER_REF = "amazon-order-id"
_COLUMNS = (
    _ORDER_REF,
    "purchase-date",
    "last-updated-date",
    "order-status",
    "sales-channel",
    "fulfillment-channel",
    "ship-service-level",
)


@dataclass(frozen=True)
class ReportedOrder:
    """One line of the report: an item of an order. Empty for what the report leaves out."""

    amazon_order_ref: str
    purchase_date: datetime | None
    last_updated: datetime | None
    status: str  # in the report's words: Pending, Shipped, Cancelled ...
    sales_channel: str  # e.g. Amazon.de, Non-Amazon
    fulfillment: str  # amazon, merchant or ''
    shipping_text: str  # e.g. Std US D2D Dom


class OrderReport:
    """Iterates over the lines of a report, once.

    :ivar int skipped: lines so far that name no order, blank ones left out.
    """

    def __init__(self, lines):
        self.skipped = 0
        self._lines = lines
        names = [name.strip().lower() for name in next(lines, "").split("\t")]
        if _ORDER_REF not in names:
            message = f"Amazon's report of orders has no column {_ORDER_REF}."
            raise DocumentError("missing", _ORDER_REF, message, field=_ORDER_REF)
        self._places = [names.index(name) if name in names else None for name in _COLUMNS]

    def __iter__(self):
        return self

    def __next__(self):
        for line in self._lines:
            if not line.strip():
                continue
            fields = line.split("\t")
            reference, *rest = (
                fields[place].strip() if place is not None and place < len(fields) else "" for place in self._places
            )
            if _is_order_ref(reference):
                return _order(reference, *rest)
            self.skipped += 1
        raise StopIteration


def read_order_report(binary_file, charset):
    """The report's lines.

    :param binary_file: open for reading bytes, at its beginning; read while the result is iterated over, never closed.
    :param str charset: its charset; an unknown one is taken for cp1252. A byte order mark knows better. What cannot
        be decoded is replaced.
    :return: an iterator of `ReportedOrder`; an order of several items comes several times.
    :rtype: OrderReport
    :raise DocumentError: `missing` without the column amazon-order-id, at once; `malformed` for a line without end,
        while it is iterated over.
    """
    return OrderReport(read_lines(binary_file, charset, "report of orders"))


def _order(reference, purchased, updated, status, sales_channel, fulfillment, shipping_text):
    return ReportedOrder(
        amazon_order_ref=reference,
        purchase_date=parsed_time(purchased),
        last_updated=parsed_time(updated),
        status=cleaned(status, NAME_LIMIT),
        sales_channel=cleaned(sales_channel, NAME_LIMIT),
        fulfillment=fulfiller(fulfillment),
        shipping_text=cleaned(shipping_text, NAME_LIMIT),
    )


def _is_order_ref(text):
    return 0 < len(text) <= _ORDER_REF_LIMIT and is_exact(text) and len(text.split()) == 1
