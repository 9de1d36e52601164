"""Amazon's flat files, read as a stream of lines: one record a line, fields between tabs, no quoting.

Such a report may have half a million lines; only a piece of it is in memory.
"""

import codecs

from .errors import DocumentError

_PIECE = 256 * 1024  # bytes
_LINE_LIMIT = 1024 * 1024  # characters
_DEFAULT_CHARSET = "cp1252"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_lines(binary_file, charset, name):
    """Yield the lines, split at line feeds alone: other line ends of Unicode may stand inside a title.

    :param binary_file: open for reading bytes, at its beginning; never closed.
    :param str charset: its charset; an unknown one is taken for cp1252. A byte order mark knows better. What cannot
        be decoded is replaced.
    :param str name: what the file is, for the error, e.g. ``report of orders``.
    :raise DocumentError: `malformed` for a line without end.
    """
    rest = ""
    for text in _texts(binary_file, charset):
        *lines, rest = (rest + text).split("\n")
        yield from (line.rstrip("\r") for line in lines)
        if len(rest) > _LINE_LIMIT:
            raise DocumentError("malformed", "line", f"A line of Amazon's {name} has no end.", field="line")
    if rest:
        yield rest


def fulfiller(text):
    """Who fulfils, in two words: ``amazon``, ``merchant``, or '' for what is neither.

    Amazon says Amazon or Merchant in some reports, AFN, AMAZON_EU, MFN or DEFAULT in others.
    """
    text = text.lower()
    if text.startswith("amazon") or text == "afn":
        return "amazon"
    return "merchant" if text in ("merchant", "mfn", "default", "seller") else ""


def _texts(binary_file, charset):
    piece = binary_file.read(_PIECE)
    mark, charset = next((pair for pair in _BYTE_ORDER_MARKS if piece.startswith(pair[0])), (b"", charset))
    decoder = codecs.getincrementaldecoder(_usable(charset))("replace")
    piece = piece[len(mark) :]
    while piece:
        yield decoder.decode(piece)
        piece = binary_file.read(_PIECE)
    yield decoder.decode(b"", final=True)


def _usable(charset):
    """The charset if it decodes bytes of any kind, without a mark at the beginning; else the default."""
    try:
        b"a\xff".decode(charset, "replace")  # refuses codecs that are not for text
        codecs.getincrementaldecoder(charset)("replace").decode(b"a\xff" * 4)
    except (LookupError, ValueError, TypeError):
        return _DEFAULT_CHARSET
    return charset
