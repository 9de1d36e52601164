"""Documents as they come from storage: unpacked piece by piece, never whole in memory."""

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from .errors import AnswerError

DEFAULT_CHARSET = "cp1252"
"""What Amazon's flat files are in when nobody says: ISO 8859-1 in name, Windows' Western code page in fact."""

# Japanese reports name Microsoft's code page in words that Python does not know, or by its smaller sister.
_ALIASES = {"windows-31j": "cp932", "x-windows-31j": "cp932", "ms932": "cp932", "x-sjis": "cp932", "shift_jis": "cp932"}
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:+-]+)""", re.IGNORECASE)

_GZIP_MAGIC = b"\x1f\x8b"
_WITH_GZIP_HEADER = 31  # zlib's `wbits`
_PIECE = 256 * 1024  # bytes unpacked at a time, however small the packed piece


def charset_of(content_type: str) -> str:
    """Return the name of Python's codec for the charset of a `Content-Type`; `DEFAULT_CHARSET` without a usable one.

    :param content_type: e.g. ``text/plain;charset=Windows-31J``.
    """
    match = _CHARSET.search(content_type)
    if not match:
        return DEFAULT_CHARSET
    name = match[1].lower()
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
        b"a\xff".decode(codec, "replace")  # refuses codecs that are not for text
    except (LookupError, ValueError):
        return DEFAULT_CHARSET
    return codec


def unpacked(chunks: Iterable[bytes], *, encoded: bool, operation: str) -> Iterator[bytes]:
    """Yield the content of a gzip file, of one or several members.

    :param chunks: the packed content.
    :param bool encoded: HTTP has unpacked it already (`Content-Encoding: gzip`); it may then not be gzip any more.
    :param str operation: for errors.
    :raises AnswerError: `encoding`, when it is not gzip, damaged or cut short.
    """
    chunks, head = iter(chunks), b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(_GZIP_MAGIC):
            break
    if head.startswith(_GZIP_MAGIC):
        yield from _inflated(chain((head,), chunks), operation)
    elif encoded:
        yield head
        yield from chunks
    else:
        raise _damaged(operation)


def _inflated(chunks, operation):
    inflater = zlib.decompressobj(_WITH_GZIP_HEADER)
    for chunk in chunks:
        while chunk:
            if inflater.eof:
                # Another member, or zeros that fill up a block.
                chunk = chunk.lstrip(b"\0")
                inflater = zlib.decompressobj(_WITH_GZIP_HEADER) if chunk else inflater
            else:
                yield _inflate(inflater, chunk, operation)
                chunk = inflater.unconsumed_tail or inflater.unused_data
    while not inflater.eof:  # what did not fit into the last piece
        piece = _inflate(inflater, b"", operation)
        if not piece and not inflater.eof:
            raise _damaged(operation)
        yield piece


def _inflate(inflater, chunk, operation):
    try:
        return inflater.decompress(chunk, _PIECE)
    except zlib.error as error:
        raise _damaged(operation) from error


def _damaged(operation: str) -> AnswerError:
    return AnswerError("The document could not be decompressed.", operation=operation, code="encoding")
