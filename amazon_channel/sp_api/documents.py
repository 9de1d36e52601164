"""Contents of feeds and reports: they travel to and from storage, at addresses that are good for five minutes.

Such an address is a secret of its own: whoever has it can read or write the document. It is never logged, shown or
put into an error, and nothing that identifies the caller goes along with it.
"""

import re
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import urlsplit

from . import transport
from .answers import Answer, retry_after, wrong_shape
from .endpoints import is_loopback
from .errors import AmazonError, AnswerError, NetworkError, NotFoundError, RequestError, ServerError, ThrottledError
from .operation import Operation
from .unpack import charset_of, unpacked

DOCUMENT_SECONDS = 90.0
"""How long an upload or a download may take: less than what Odoo gives a scheduled action."""

MAX_DOCUMENT_BYTES = 1024 * 1024 * 1024
"""The longest document that is stored, after decompression: half a million listings with their descriptions."""

MAX_MARKETPLACES = 25
_TIMEOUT = (5, 30)  # seconds: to connect, and for each piece
_SLOW_DOWN = 60.0  # seconds, when storage refuses a call for its number and does not say for how long
# Storage answers errors in XML; the code is the only part without addresses and keys.
_STORAGE_CODE = re.compile(rb"<Code>([A-Za-z]{1,60})</Code>")


@dataclass(frozen=True)
class UploadTarget:
    """Where to put the content of a feed. `repr()` does not show the address.

    :param str document_ref: the document's id, for `feeds.create_feed`.
    :param str url: where to `upload` to, within five minutes.
    """

    document_ref: str
    url: str = field(repr=False)


@dataclass(frozen=True)
class DownloadSource:
    """Where to get a document. `repr()` does not show the address.

    :param str url: where to `download` from, within five minutes.
    :param str compression: ``GZIP``, or empty.
    """

    url: str = field(repr=False)
    compression: str = ""


def upload(target_url: str, content: bytes, content_type: str, *, session=None, seconds=DOCUMENT_SECONDS) -> None:
    """Store the content of a document. May be repeated: it then replaces what is there.

    :param target_url: `UploadTarget.url`.
    :param content_type: exactly the one that the document was created with.
    :param requests.Session session: by default a new one.
    :param float seconds: how long it may take in all.
    :raises AnswerError: `expired` when storage denies access, usually because five minutes are over: create a new
        document; `url` for an address that is not one.
    :raises AmazonError: see `errors`.
    """
    operation = "uploadDocument"
    _check(target_url, operation)
    headers = {"Content-Type": content_type}
    answer = _exchange(session, "PUT", target_url, operation, headers=headers, body=content, seconds=seconds)
    if not 200 <= answer.status < 300:
        raise _refusal(answer, operation)


def download(
    source: DownloadSource,
    file: BinaryIO,
    *,
    session=None,
    seconds: float = DOCUMENT_SECONDS,
    max_bytes: int = MAX_DOCUMENT_BYTES,
) -> str:
    """Write a document into a file, unpacked, and return its charset. Only pieces of it are in memory.

    :param file: open for binary writing, with `seek` and `truncate`. Afterwards it stands where it stood before; after
        an error nothing is left in it.
    :param requests.Session session: by default a new one.
    :param float seconds: how long it may take in all.
    :param int max_bytes: the longest content that is taken.
    :return: the name of a codec of Python's, e.g. ``utf-8``, ``cp932``; ``cp1252`` when storage does not say.
    :raises AnswerError: `expired` when storage denies access, usually because five minutes are over: ask for the
        document's address again; `too_large`; `encoding` for damaged gzip; `compression` for one that is not known;
        `content_type` for a web page; `url` for an address that is not one.
    :raises NetworkError: when it did not come completely, or could not be written (`storage`).
    :raises AmazonError: see `errors`.
    """
    operation = "downloadDocument"
    _check(source.url, operation)
    if source.compression not in ("", "GZIP"):
        raise AnswerError("The document is packed in a way not known.", operation=operation, code="compression")
    start = file.tell()

    def store(headers, chunks):
        if headers.get("Content-Type", "").lower().startswith("text/html"):
            raise AnswerError("A web page came instead of the document.", operation=operation, code="content_type")
        if not source.compression and not _says_where_it_ends(headers):
            # Also what is left of an answer whose headers were cut: it would pass for an empty document.
            raise NetworkError("The document does not say where it ends.", operation=operation, code="connection")
        if source.compression:
            chunks = unpacked(chunks, encoded="Content-Encoding" in headers, operation=operation)
        _write(chunks, file, max_bytes, operation)

    try:
        answer = _exchange(session, "GET", source.url, operation, headers={}, seconds=seconds, receive=store)
        if answer.status != 200:
            raise _refusal(answer, operation)
    except AmazonError:
        file.seek(start)
        file.truncate()
        raise
    file.seek(start)
    return charset_of(answer.headers.get("Content-Type", ""))


def read_source(answer: Answer, operation: Operation) -> DownloadSource:
    """Return the address in an answer of `getFeedDocument` or `getReportDocument`."""
    payload = answer.payload if isinstance(answer.payload, dict) else {}
    url, compression = payload.get("url"), payload.get("compressionAlgorithm") or ""
    if not url or not isinstance(url, str) or not isinstance(compression, str):
        raise wrong_shape(answer, operation, "a text 'url'")
    return DownloadSource(url, compression)


def read_reference(answer: Answer, operation: Operation, key: str) -> str:
    """Return the id under `key` in an answer."""
    reference = answer.payload.get(key) if isinstance(answer.payload, dict) else None
    if not reference or not isinstance(reference, str):
        raise wrong_shape(answer, operation, f"a text '{key}'")
    return reference


def read_job(answer: Answer, operation: Operation, document_key: str) -> dict:
    """Return Amazon's `Feed` or `Report`, with a status and, where there is one, a readable id of its document."""
    read_reference(answer, operation, "processingStatus")
    document_ref = answer.payload.get(document_key)
    if document_ref is not None and not isinstance(document_ref, str):
        raise wrong_shape(answer, operation, f"a readable '{document_key}'")
    return answer.payload


def checked_marketplaces(marketplace_ids) -> list[str]:
    """Return the marketplace ids as a list of 1 to 25, as feeds and reports want them."""
    if isinstance(marketplace_ids, str) or not 1 <= len(marketplace_ids) <= MAX_MARKETPLACES:
        raise ValueError(f"Feeds and reports are for a list of 1 to {MAX_MARKETPLACES} marketplace ids.")
    return list(marketplace_ids)


def _check(url: str, operation: str) -> None:
    """Refuse an address that is not https, or plain http to this machine. The error does not repeat it."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port  # reading them is what checks them
    except ValueError:
        host = ""
    good = host and url.isascii() and url.isprintable() and " " not in url and not parts.username
    if not good or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))):
        raise AnswerError("Amazon named an address that cannot be used.", operation=operation, code="url")


def _exchange(session, method, url, operation, *, seconds, **options) -> transport.WireAnswer:
    deadline = time.monotonic() + seconds
    options |= {"operation": operation, "timeout": _TIMEOUT, "deadline": deadline}
    if session is not None:
        return transport.exchange(session, method, url, **options)
    with closing(transport.open_session()) as own:
        return transport.exchange(own, method, url, **options)


def _says_where_it_ends(headers) -> bool:
    """Return whether a body that is cut short can be told from a complete one. Gzip itself says it, too."""
    return headers.get("Content-Length", "").isdecimal() or "chunked" in headers.get("Transfer-Encoding", "").lower()


def _write(chunks: Iterable[bytes], file: BinaryIO, max_bytes: int, operation: str) -> None:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            message = f"The document is larger than {max_bytes // 1024**2} MiB."
            raise AnswerError(message, operation=operation, code="too_large")
        try:
            file.write(chunk)
            reason = None
        except OSError as error:
            reason = error.strerror or type(error).__name__
        if reason is not None:
            message = f"The document could not be stored here: {reason}."
            raise NetworkError(message, operation=operation, code="storage")


def _refusal(answer: transport.WireAnswer, operation: str) -> AmazonError:
    """Return what the status of storage means. It knows nothing of sellers: a 403 is about the address alone."""
    match = _STORAGE_CODE.search(answer.body)
    code = match[1].decode() if match else ""
    status = answer.status
    details = {"operation": operation, "http_status": status, "request_id": answer.headers.get("x-amz-request-id", "")}
    details["code"] = code
    wait = retry_after(answer, time.time())
    if status in (401, 403):
        message = f"The address of the document is not good any more ({code or status})."
        return AnswerError(message, **details | {"code": "expired"})
    if status == 429:
        return ThrottledError("Amazon's storage received too many calls.", **details, retry_after=wait or _SLOW_DOWN)
    if status == 408 or status >= 500:
        return ServerError("Amazon's storage could not do it.", **details, retry_after=wait)
    if 300 <= status < 400:
        message = "Amazon's storage answered with a redirect, which is not followed."
        return AnswerError(message, **details | {"code": "redirect"})
    if status < 300:
        return AnswerError("Amazon's storage answered without the document.", **details | {"code": "shape"})
    if status == 404:
        return NotFoundError("Amazon's storage does not have the document.", **details)
    return RequestError("Amazon's storage refused the request.", **details)
