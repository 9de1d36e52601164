"""Tables that people bring along: CSV with any separator and encoding, or the first sheet of an Excel file."""

import csv
import io
import zipfile

MAX_ROWS = 200_000
_SEPARATORS = ";,\t|"
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class TableError(Exception):
    """The file cannot be read; `code` is `empty`, `excel`, `no_excel` or `too_long`."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_table(content):
    """The rows of a file, the first with the headings.

    :param bytes content: of the file
    :return: list of lists of texts, without surrounding spaces; empty rows are left out
    :raises TableError: it is empty or not a table
    """
    rows = _excel_rows(content) if content.startswith(b"PK\x03\x04") else _text_rows(content)
    table = []
    for row in rows:
        cells = [_text(cell) for cell in row]
        # Rows keep their place: people look for line 17 in line 17.
        table.append(cells)
        if len(table) > MAX_ROWS:
            raise TableError("too_long")
    if not any(any(cells) for cells in table):
        raise TableError("empty")
    return table


def _text_rows(content):
    text = _decode(content)
    heading = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=heading.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _decode(content):
    if content.startswith(_BYTE_ORDER_MARKS):
        return content.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads everything")


def _excel_rows(content):
    try:
        import openpyxl
    except ImportError as error:
        raise TableError("no_excel") from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise TableError("excel") from error


def _text(cell):
    """A cell as people read it: whole numbers without the decimal point that Excel adds."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
