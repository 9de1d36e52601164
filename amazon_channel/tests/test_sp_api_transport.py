import gzip
import json
import os
import socket
import tempfile
import time
from unittest.mock import patch

import requests

from odoo.tests import tagged

from ..sp_api import transport
from ..sp_api.answers import error_texts
from ..sp_api.errors import AmazonError, AnswerError, NetworkError, RequestError, ServerError
from .scripted_server import LOGIN_PATH, answer, drip, raw, reset, silence
from .sp_api_common import READ, SpApiCase

THINGS = "/things"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-amzn-RequestId: request-1\r\n"


@tagged("post_install", "-at_install")
class TestSpApiBrokenAnswers(SpApiCase):
    """Every one of these must end in an error that says "try again", never in an odd result."""

    def answers(self, scripted, error_class, **attributes):
        """Script the answer and assert how the (unrepeatable) call fails."""
        self.server.script(THINGS, scripted)
        self.time.now += 20  # the quota refills
        return self.fails(error_class, self.call_write, operation="writeThing", retryable=True, **attributes)

    def test_json_cut_short_is_no_answer(self):
        self.answers(answer(body=b'{"orders": [{"orderId": "1"}'), AnswerError, http_status=200, request_id="request-1")

    def test_html_with_status_200_is_no_answer(self):
        self.answers(answer(body=b"<html>Sign in</html>", content_type="text/html"), AnswerError, code="content_type")
        self.answers(answer(body=b"<html>Sign in</html>"), AnswerError, code="json")

    def test_another_content_type_is_no_answer_even_around_json(self):
        self.answers(answer(body=b"{}", content_type="text/plain; charset=utf-8"), AnswerError, code="content_type")

    def test_json_content_types_of_every_spelling_are_accepted(self):
        for content_type in ("application/json;charset=UTF-8", "Application/JSON", "application/problem+json", None):
            self.server.script(THINGS, answer({"a": 1}, content_type=content_type))
            self.assertEqual(self.call_write().payload, {"a": 1})

    def test_an_empty_body_is_no_answer_unless_it_was_announced(self):
        self.answers(answer(), AnswerError, code="json")
        self.answers(answer(status=202), AnswerError, code="json")
        self.server.script(THINGS, answer(status=204, content_type=None))
        self.assertIsNone(self.call_write().payload)

    def test_bare_values_and_values_that_are_not_json_are_no_answer(self):
        for body in (b"null", b"true", b"1", b'"text"', b"{} {}", b'{"a": NaN}', b"\xff\xfe\xff", b"\x00"):
            self.answers(answer(body=body), AnswerError, code="json")

    def test_a_bottomless_nesting_is_no_answer(self):
        self.answers(answer(body=b"[" * 200_000), AnswerError, code="json")

    def test_a_list_is_passed_on_to_the_operation(self):
        self.server.script(THINGS, answer([1]))
        self.assertEqual(self.call_write().payload, [1])

    def test_a_body_shorter_than_announced_is_a_broken_connection(self):
        # The part that came is valid JSON: only the length shows that it was cut.
        self.answers(raw(HEAD + b"Content-Length: 100\r\n\r\n{}"), NetworkError, code="connection")

    def test_a_chunked_body_cut_short_is_a_broken_connection(self):
        head = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
        for rest in (b"2\r\n{}\r\n", b"20\r\n{}", b"zz\r\n", b""):
            self.answers(raw(head + rest), NetworkError, code="connection")

    def test_a_complete_chunked_body_is_an_answer(self):
        self.server.script(THINGS, raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"))
        self.assertEqual(self.call_write().payload, {})

    def test_a_compressed_body_is_unpacked_and_a_damaged_one_is_no_answer(self):
        body = gzip.compress(json.dumps({"a": "b" * 10_000}).encode())
        self.server.script(THINGS, answer(body=body, headers={"Content-Encoding": "gzip"}))
        self.assertEqual(self.call_write().payload, {"a": "b" * 10_000})
        self.answers(answer(body=b"{}", headers={"Content-Encoding": "gzip"}), AnswerError, code="encoding")

    def test_an_answer_that_is_too_large_is_not_read_to_its_end(self):
        with patch.object(transport, "MAX_BODY_BYTES", 1024**2):
            self.answers(drip(HEAD + b"\r\n" + b" " * (1024**2 + 2**16), b" ", 0.01), AnswerError, code="too_large")
            self.server.wait_until_closed()
            bomb = gzip.compress(b" " * 5 * 1024**2)
            self.answers(answer(body=bomb, headers={"Content-Encoding": "gzip"}), AnswerError, code="too_large")

    def test_redirects_are_not_followed(self):
        for status in (301, 302, 307, 308):
            self.answers(
                answer(status=status, headers={"Location": self.server.url + "/elsewhere"}),
                AnswerError,
                code="redirect",
                http_status=status,
            )
        self.assertEqual(self.server.requests_to("/elsewhere"), [])

    def test_what_is_not_http_is_a_broken_connection(self):
        for data in (b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200):
            self.answers(raw(data), NetworkError, code="connection")

    def test_server_errors_are_retryable_whatever_their_body(self):
        for status in (408, 500, 502, 503, 504):
            for body in (b"", b"<html>Bad gateway</html>", b'{"errors": [', b'{"errors": null}', b"[1, null]", b"7"):
                self.answers(answer(status=status, body=body), ServerError, http_status=status)


@tagged("post_install", "-at_install")
class TestSpApiNetwork(SpApiCase):
    def test_a_refused_connection_is_a_network_error(self):
        with socket.create_server(("127.0.0.1", 0)) as unused:
            url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        self.client = self.new_client(base_url=url)
        self.fails(NetworkError, code="connection", message="The connection failed: Connection refused.")

    def test_a_reset_connection_is_a_network_error(self):
        self.server.script(THINGS, reset())
        self.fails(NetworkError, self.call_write, code="connection", http_status=None, retryable=True)

    def test_exceptions_that_lead_to_each_other_in_a_circle_are_read_once(self):
        self.client = self.new_client(session=requests.Session())
        first, second = requests.ConnectionError(), requests.ConnectionError()
        first.__cause__, second.__context__ = second, first
        with patch.object(requests.Session, "send", side_effect=first):
            self.fails(NetworkError, self.call_write, code="connection")

    def test_an_unknown_host_is_a_network_error(self):
        self.server.script(THINGS, answer({}))
        self.call_write()  # logs in, so that the name that fails is that of the API
        self.client = self.new_client(base_url="http://localhost:1")
        with patch("socket.getaddrinfo", side_effect=socket.gaierror(-2, "Name or service not known")):
            error = self.fails(NetworkError, self.call_write, code="dns")
        self.assertIn("Name or service not known", error.message)

    def test_a_server_without_tls_is_a_network_error(self):
        self.server.script(LOGIN_PATH, answer({"access_token": "Atza|1", "expires_in": 3600}))
        self.client = self.new_client(base_url=self.server.url.replace("http:", "https:"))
        error = self.fails(NetworkError, code="tls")
        self.assertRegex(
            error.message, r"^No secure connection: [A-Z_]+\.$"
        )  # OpenSSL's reason, e.g. WRONG_VERSION_NUMBER

    def test_a_server_that_does_not_answer_times_out(self):
        self.client = self.new_client(timeout=(5, 0.2))
        for path in (THINGS, LOGIN_PATH):
            self.cache.forget(("database", 1))
            self.server.script(path, silence())
            started = time.monotonic()
            self.fails(NetworkError, self.call_write, code="timeout")
            self.assertLess(time.monotonic() - started, 2)

    def test_a_server_that_stops_in_the_body_times_out(self):
        self.client = self.new_client(timeout=(5, 0.2))
        self.server.script(THINGS, drip(HEAD + b"Content-Length: 9\r\n\r\n{", b"", 60))
        self.fails(NetworkError, self.call_write, code="timeout")

    def test_a_connection_that_the_server_closed_meanwhile_is_replaced(self):
        self.server.script(THINGS, raw(HEAD + b"Content-Length: 2\r\n\r\n{}"))
        self.call_write()
        time.sleep(0.1)
        self.call_write()
        self.assertEqual(self.client.calls, 2)

    def test_neither_cookies_nor_passwords_of_this_machine_are_sent(self):
        self.server.script(THINGS, answer({}, headers={"Set-Cookie": "session=1; Path=/"}))
        with tempfile.NamedTemporaryFile("w", suffix="netrc") as netrc:
            netrc.write("machine 127.0.0.1 login someone password hidden\n")
            netrc.flush()
            with patch.dict(os.environ, {"NETRC": netrc.name}):
                self.call_write()
                self.call_write()
        for request in self.server.requests:
            self.assertNotIn("authorization", request.headers)
            self.assertNotIn("cookie", request.headers)

    def test_a_proxy_never_sees_what_is_meant_for_this_machine(self):
        self.server.script(THINGS, answer({}))
        proxies = dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy"), "http://127.0.0.1:1")
        with patch.dict(os.environ, proxies | {"no_proxy": "", "NO_PROXY": ""}):
            self.call_write()
        self.assertEqual(self.client.calls, 1)

    def test_another_session_may_be_given(self):
        session = requests.Session()
        session.headers["X-Session"] = "given"
        self.client = self.new_client(session=session)
        self.server.script(THINGS, answer({"a": 1}))
        self.assertEqual(self.call_write().payload, {"a": 1})
        self.assertEqual(self.api_calls()[0].headers["x-session"], "given")

    def test_an_answer_made_by_hand_is_read_as_well(self):
        made = requests.Response()
        made.status_code, made._content = 200, b'{"a": 1}'
        self.client = self.new_client()
        self.server.script(THINGS, answer({}))
        self.call_write()
        with patch.object(requests.Session, "send", return_value=made):
            self.assertEqual(self.call_write().payload, {"a": 1})


@tagged("post_install", "-at_install")
class TestSpApiErrorBodies(SpApiCase):
    def test_code_and_message_come_from_either_kind_of_list(self):
        errors = [{"code": "InvalidInput", "message": "Bad", "details": "jane"}, {"code": "B", "message": "Worse"}]
        for payload in ({"errors": errors}, errors):
            self.assertEqual(error_texts(json.dumps(payload).encode()), ("InvalidInput", "Bad; Worse"))

    def test_empty_texts_are_passed_over(self):
        errors = [{"code": "", "message": ""}, {"code": "B", "message": "Bad"}, {"code": "C", "message": "Bad"}]
        self.assertEqual(error_texts(json.dumps({"errors": errors}).encode()), ("B", "Bad"))

    def test_bodies_that_cannot_be_read_give_no_texts(self):
        for body in (
            b"",
            b"<html>",
            b"{}",
            b"[]",
            b"7",
            b'{"errors": {}}',
            b'{"errors": [1, {"code": 5, "message": []}]}',
        ):
            self.assertEqual(error_texts(body), ("", ""))

    def test_a_message_is_bounded_and_what_it_echoes_is_masked(self):
        message = "Bad token Atza|hidden of jane@example.com " + "x " * 1000
        self.server.script(THINGS, answer({"errors": [{"code": "InvalidInput", "message": message}]}, 400))
        error = self.fails(RequestError, self.call_write, code="InvalidInput")
        self.assertLessEqual(len(error.message), 500)
        self.assertNotIn("hidden", str(error))
        self.assertNotIn("jane", str(error))

    def test_an_error_without_a_readable_body_still_says_something(self):
        for status in (400, 401, 403, 404, 409, 429, 500):
            self.server.script(THINGS, answer(status=status, body=b"<html>"))
            with self.assertRaises(AmazonError) as caught:
                self.call_write()
            self.assertGreater(len(caught.exception.message), 10, status)
            self.time.now += 20

    def test_the_operation_is_named(self):
        self.server.script("/things/1", answer(status=400))
        self.fails(RequestError, operation=READ.name)
