import errno
import gzip
import io
import logging
import os
import tracemalloc
from unittest.mock import Mock, patch

from odoo.tests import BaseCase, tagged

from ..sp_api import documents, unpack
from ..sp_api.documents import DownloadSource
from ..sp_api.errors import (
    AmazonError,
    AnswerError,
    NetworkError,
    NotFoundError,
    RequestError,
    ServerError,
    ThrottledError,
)
from .scripted_server import answer, drip, raw, reset, silence
from .sp_api_common import SpApiCase, captured_log
from .test_sp_api_secrets import everything_in

PATH = "/bucket/hidden-document"
QUERY = "?X-Amz-Credential=hidden-credential%2F20260301&X-Amz-Signature=hidden-signature"
TEXT = b"amazon-order-id\torder-status\n302-1234567-1234567\tShipped\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain;charset=UTF-8\r\n"
EXPIRED = (
    b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message>"
    b"<AWSAccessKeyId>hidden-credential</AWSAccessKeyId><HostId>hidden-host</HostId></Error>"
)
XML = "text/xml; charset=UTF-8"


class DocumentsCase(SpApiCase):
    def setUp(self):
        super().setUp()
        self.url = self.server.url + PATH + QUERY
        self.file = io.BytesIO()

    def download(self, compression="", url=None, **options):
        return documents.download(DownloadSource(url or self.url, compression), self.file, **options)

    def upload(self, **options):
        return documents.upload(self.url, b"<AmazonEnvelope/>", XML, **options)

    def refused(self, error_class, scripted, compression="", **attributes):
        """Assert how the download of this answer fails, and that nothing is left of it."""
        self.server.script(PATH, scripted)
        self.file.seek(0)
        self.file.write(b"before")
        error = self.fails(error_class, lambda: self.download(compression), **attributes)
        self.file.seek(0)
        self.assertEqual(self.file.read(), b"before")
        return error


@tagged("post_install", "-at_install")
class TestSpApiDownload(DocumentsCase):
    def test_a_document_is_written_and_its_charset_told(self):
        self.server.script(PATH, answer(body=TEXT, content_type="text/plain;charset=UTF-8"))
        self.assertEqual(self.download(), "utf-8")
        self.assertEqual(self.file.read(), TEXT)

    def test_nothing_that_identifies_the_caller_goes_along(self):
        self.server.script(PATH, answer(body=TEXT, content_type="text/plain"))
        self.download()
        (request,) = self.server.requests
        self.assertEqual((request.method, request.target), ("GET", PATH + QUERY))
        self.assertFalse({"x-amz-access-token", "authorization", "cookie"} & set(request.headers))

    def test_what_was_in_the_file_before_stays(self):
        self.server.script(PATH, answer(body=TEXT))
        self.file.write(b"before")
        self.download()
        self.assertEqual((self.file.tell(), self.file.read()), (6, TEXT))

    def test_a_packed_document_is_unpacked(self):
        for body in (gzip.compress(TEXT), gzip.compress(TEXT[:20]) + gzip.compress(TEXT[20:]) + b"\0" * 512):
            self.server.script(PATH, answer(body=body))
            self.file.seek(0)
            self.download("GZIP")
            self.assertEqual(self.file.read(), TEXT)

    def test_a_document_that_http_unpacks_already_is_not_unpacked_twice(self):
        once, twice = gzip.compress(TEXT), gzip.compress(gzip.compress(TEXT))
        for body, compression in ((once, "GZIP"), (twice, "GZIP"), (once, "")):
            self.server.script(PATH, answer(body=body, headers={"Content-Encoding": "gzip"}))
            self.file.seek(0)
            self.download(compression)
            self.assertEqual(self.file.read(), TEXT)
            self.file.seek(0)
            self.file.truncate()

    def test_an_empty_document_is_a_document(self):
        self.server.script(PATH, answer(body=b"", content_type="text/plain"))
        self.assertEqual(self.download(), "cp1252")
        self.assertEqual(self.file.read(), b"")

    def test_damaged_gzip_is_refused(self):
        packed = gzip.compress(TEXT)
        for body in (
            b"",
            b"\x1f",
            TEXT,
            packed[:-1],
            packed[:12],
            packed[:-8] + b"\0" * 8,
            packed + b"rest",
            b"\x1f\x8b",
        ):
            self.refused(AnswerError, answer(body=body), "GZIP", code="encoding", retryable=True)

    def test_a_compression_that_is_not_known_is_refused_without_a_call(self):
        self.fails(AnswerError, lambda: self.download("ZSTD"), code="compression")
        self.assertEqual(self.server.requests, [])

    def test_a_document_cut_short_is_no_document(self):
        packed = gzip.compress(TEXT)
        for head, body in (
            (HEAD + b"Content-Length: %d\r\n\r\n" % (len(TEXT) + 1), TEXT),
            (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nabcde\r\n"),
            (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"50\r\nabcde"),
            (HEAD + b"Content-Length: 500\r\n\r\n", b""),
            (HEAD + b"Content-Leng", b""),
            (HEAD + b"Content-Length: ", b""),
            (HEAD + b"\r\n", TEXT),
        ):
            self.refused(NetworkError, raw(head + body), code="connection", retryable=True)
        cut = raw(HEAD + b"Content-Length: %d\r\n\r\n" % len(packed) + packed[:-3])
        self.refused(NetworkError, cut, "GZIP", code="connection")

    def test_gzip_says_by_itself_where_it_ends(self):
        packed = gzip.compress(TEXT)
        self.server.script(PATH, raw(HEAD + b"\r\n" + packed))
        self.download("GZIP")
        self.assertEqual(self.file.read(), TEXT)
        self.refused(AnswerError, raw(HEAD + b"\r\n" + packed[:-1]), "GZIP", code="encoding")

    def test_broken_connections_are_network_errors(self):
        self.refused(NetworkError, reset(), code="connection")
        self.refused(NetworkError, raw(b"hello\r\n\r\n"), code="connection")

    def test_a_storage_that_stalls_or_drips_is_given_up(self):
        for scripted in (silence(), drip(HEAD + b"Content-Length: 900\r\n\r\n", b"x", 0.02)):
            self.server.script(PATH, scripted)
            self.fails(NetworkError, lambda: self.download(seconds=0.3), code="timeout")

    def test_an_expired_address_is_not_taken_for_a_lost_authorisation(self):
        error = self.refused(AnswerError, answer(status=403, body=EXPIRED), code="expired", http_status=403)
        self.assertTrue(error.retryable)
        self.assertIn("AccessDenied", error.message)
        self.refused(AnswerError, answer(status=401, body=b""), code="expired")

    def test_other_refusals_of_the_storage_are_told_apart(self):
        gone = b"<Error><Code>NoSuchKey</Code></Error>"
        self.refused(NotFoundError, answer(status=404, body=gone), code="NoSuchKey", retryable=False)
        self.refused(RequestError, answer(status=400, body=b"junk"), code="", retryable=False)
        for status in (408, 500, 503):
            self.refused(ServerError, answer(status=status), http_status=status)
        self.refused(ThrottledError, answer(status=429), retry_after=60)
        self.refused(ThrottledError, answer(status=429, headers={"Retry-After": "7"}), retry_after=7)
        for status in (204, 206):
            self.refused(AnswerError, answer(status=status), code="shape")

    def test_the_storages_request_id_is_kept_for_support(self):
        scripted = answer(status=500, headers={"x-amz-request-id": "S3-1"})
        self.refused(ServerError, scripted, request_id="S3-1")

    def test_redirects_are_not_followed(self):
        for status in (301, 302, 307, 308):
            scripted = answer(status=status, headers={"Location": self.server.url + "/elsewhere"})
            self.refused(AnswerError, scripted, code="redirect", http_status=status)
        self.assertEqual(self.server.requests_to("/elsewhere"), [])

    def test_a_web_page_is_no_document(self):
        scripted = answer(body=b"<html>Sign in</html>", content_type="Text/HTML; charset=utf-8")
        self.refused(AnswerError, scripted, code="content_type")

    def test_a_document_that_is_too_large_is_not_kept(self):
        bomb = gzip.compress(b"0" * 5_000_000)
        for body, compression in ((b"0" * 2_000_001, ""), (bomb, "GZIP")):
            self.server.script(PATH, answer(body=body))
            call = lambda compression=compression: self.download(compression, max_bytes=2_000_000)  # noqa: E731
            self.fails(AnswerError, call, code="too_large")
            self.assertEqual(self.file.seek(0, os.SEEK_END), 0)

    def test_only_pieces_of_a_document_are_in_memory(self):
        line = b"302-1234567-1234567\tShipped\tSomething that was bought\n"
        packed = gzip.compress(line * 1_000_000, compresslevel=1)
        self.server.script(PATH, answer(body=packed))
        sizes, sink = [], Mock(wraps=io.BytesIO())
        sink.write = lambda data: sizes.append(len(data))
        with patch.object(self, "file", sink):
            tracemalloc.start()
            try:
                self.download("GZIP")
                _now, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        self.assertEqual(sum(sizes), len(line) * 1_000_000)
        self.assertLess(peak, 4_000_000)

    def test_a_full_disk_is_named_as_such(self):
        full = Mock(wraps=io.BytesIO())
        full.write.side_effect = OSError(errno.ENOSPC, "No space left on device")
        self.server.script(PATH, answer(body=TEXT))
        with patch.object(self, "file", full):
            error = self.fails(NetworkError, self.download, code="storage", retryable=True)
        self.assertIn("No space left on device", error.message)

    def test_only_safe_addresses_are_used(self):
        for url in (
            "http://storage.example/document",
            "ftp://127.0.0.1/document",
            "file:///etc/passwd",
            "https:///document",
            "https://",
            "https://user:hidden@storage.example/document",
            "https://[::1/document",
            "https://storage.example:99999/document",
            "https://storage.example/a document",
            "https://storage.example/a\r\nHost: elsewhere",
            "https://störage.example/",
            "nonsense",
        ):
            with self.subTest(url=url):
                error = self.fails(AnswerError, lambda url=url: self.download(url=url), code="url")
                self.assertNotIn("storage", str(error))
                target = self.fails(AnswerError, lambda url=url: documents.upload(url, b"", XML), code="url")
                self.assertEqual(target.operation, "uploadDocument")

    def test_a_session_may_be_shared(self):
        self.server.script(PATH, answer(body=TEXT))
        with documents.transport.open_session() as session:
            self.download(session=session)
            self.file.seek(0)
            self.download(session=session)
        self.assertEqual(self.server.connections, 1)

    def test_connections_of_their_own_are_closed(self):
        self.server.script(PATH, answer(body=TEXT))
        self.download()
        self.server.wait_until_closed()


@tagged("post_install", "-at_install")
class TestSpApiUpload(DocumentsCase):
    def test_content_is_put_with_its_type_and_nothing_else(self):
        self.server.script(PATH, answer(status=200))
        self.assertIsNone(self.upload())
        (request,) = self.server.requests
        self.assertEqual((request.method, request.target, request.body), ("PUT", PATH + QUERY, b"<AmazonEnvelope/>"))
        self.assertEqual(request.headers["content-type"], XML)
        self.assertEqual(request.headers["content-length"], "17")
        self.assertFalse({"x-amz-access-token", "authorization", "cookie"} & set(request.headers))

    def test_failures_are_told_apart(self):
        for scripted, error_class, code in (
            (answer(status=403, body=EXPIRED), AnswerError, "expired"),
            (answer(status=400, body=b"<Error><Code>EntityTooLarge</Code></Error>"), RequestError, "EntityTooLarge"),
            (answer(status=503, body=b"<Error><Code>SlowDown</Code></Error>"), ServerError, "SlowDown"),
            (answer(status=307, headers={"Location": self.server.url + "/elsewhere"}), AnswerError, "redirect"),
            (raw(b"HTTP/1.1 2"), NetworkError, "connection"),
            (reset(), NetworkError, "connection"),
        ):
            with self.subTest(code=code):
                self.server.script(PATH, scripted)
                self.fails(error_class, self.upload, code=code, operation="uploadDocument")
        self.assertEqual(self.server.requests_to("/elsewhere"), [])

    def test_a_storage_that_does_not_answer_is_given_up(self):
        self.server.script(PATH, silence())
        self.fails(NetworkError, lambda: self.upload(seconds=0.3), code="timeout")


@tagged("post_install", "-at_install")
class TestSpApiDocumentSecrets(DocumentsCase):
    def assert_nothing_leaks(self, text):
        for secret in ("hidden-document", "hidden-credential", "hidden-signature", "hidden-host", "Fairweather"):
            self.assertNotIn(secret, text)

    def test_no_failure_leads_to_the_address_or_the_content(self):
        personal = b"Rosalind Fairweather"
        for scripted in (
            *(answer(status=status, body=EXPIRED + personal) for status in (302, 400, 403, 404, 429, 500)),
            raw(HEAD + b"Content-Length: 999\r\n\r\n" + personal),
            answer(body=personal, headers={"Content-Encoding": "gzip"}),
            raw(personal + b"\r\n\r\n"),
            reset(),
            silence(),
        ):
            self.server.script(PATH, scripted)
            for call in (lambda: self.download("GZIP", seconds=0.3), lambda: self.upload(seconds=0.3)):
                with captured_log() as lines, self.assertRaises(AmazonError) as caught:
                    call()
                self.assert_nothing_leaks(everything_in(caught.exception) + "\n".join(lines))

    def test_the_http_library_does_not_log_the_address_either(self):
        # Headers without a colon make urllib3 warn, with the address of the request.
        scripted = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nNo-Colon\r\n\r\nx", close=True)
        self.server.script(PATH, scripted)
        with self.assertLogs("urllib3", logging.DEBUG) as log, captured_log() as lines:
            logging.getLogger("urllib3.connectionpool").warning("other threads and other times are logged")
            for call in (self.download, self.upload):
                call()
        self.assertEqual(len(log.output), 1)
        self.assertEqual(len(lines), 2)
        self.assert_nothing_leaks("\n".join(log.output + lines))

    def test_sources_and_targets_do_not_show_their_address(self):
        self.assert_nothing_leaks(repr([DownloadSource(self.url, "GZIP"), documents.UploadTarget("doc-1", self.url)]))


@tagged("post_install", "-at_install")
class TestSpApiUnpack(BaseCase):
    def test_charsets_are_named_as_python_names_them(self):
        for content_type, expected in {
            "text/plain;charset=UTF-8": "utf-8",
            'text/xml; Charset = "utf-8"; x=1': "utf-8",
            "text/plain; charset=ISO-8859-1": "iso8859-1",
            "text/plain; charset=Cp1252": "cp1252",
            "text/plain;charset=Windows-31J": "cp932",
            "text/plain; charset=Shift_JIS": "cp932",
            "text/tab-separated-values": "cp1252",
            "": "cp1252",
            "text/plain; charset=": "cp1252",
            "text/plain; charset=klingon": "cp1252",
            "text/plain; charset=hex": "cp1252",
            "text/plain; charset=zlib": "cp1252",
            "text/plain; charset=idna": "cp1252",
            "text/plain; charset=undefined": "cp1252",
        }.items():
            with self.subTest(content_type=content_type):
                self.assertEqual(unpack.charset_of(content_type), expected)

    def test_content_is_the_same_however_it_is_cut(self):
        content = os.urandom(2000) + b"a" * 1_000_000
        packed = gzip.compress(content[:1500]) + gzip.compress(content[1500:]) + b"\0" * 9
        for size in (1, 2, 7, 1000, len(packed)):
            chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
            pieces = list(unpack.unpacked(chunks, encoded=False, operation="x"))
            self.assertEqual(b"".join(pieces), content)
            self.assertLessEqual(max(map(len, pieces)), 256 * 1024)
