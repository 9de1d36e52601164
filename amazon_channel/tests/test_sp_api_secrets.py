import copy
import traceback

from odoo.tests import tagged

from ..sp_api.errors import AmazonError
from ..sp_api.lwa import AccessToken, exchange_code
from ..sp_api.transport import open_session
from .scripted_server import LOGIN_PATH, answer, raw, reset, silence
from .sp_api_common import CREDENTIALS, READ, WRITE, SpApiCase, captured_log

SECRETS = (CREDENTIALS.client_secret, CREDENTIALS.refresh_token, "hidden-access", "hidden-code", "hidden-body")
PERSONAL = ("jane@example.com", "jane%40example.com", "Jane Doe", "hidden-query")


def everything_in(error):
    """Return the texts of an exception and of all it leads to: chains, arguments, attributes, traceback."""
    texts, waiting, seen = [], [error], set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        texts += [repr(current), str(current)]
        if isinstance(current, BaseException):
            waiting += [current.__cause__, current.__context__, *current.args, *vars(current).values()]
    return "\n".join(texts + traceback.format_exception(error))


@tagged("post_install", "-at_install")
class TestSpApiSecrets(SpApiCase):
    def setUp(self):
        super().setUp()
        self.server.script(LOGIN_PATH, answer({"access_token": "Atza|hidden-access", "expires_in": 3600}))
        self.client = self.new_client(timeout=(5, 0.3))

    def assert_nothing_leaks(self, text):
        for secret in (*SECRETS, *PERSONAL):
            self.assertNotIn(secret, text)

    def calls(self):
        """Yield calls with secrets and personal data in every place that a call has."""
        query = {"buyer": "jane@example.com", "token": "hidden-query"}
        yield lambda: self.client.call(READ, path={"thingId": "1"}, query=query)
        yield lambda: self.client.call(WRITE, query=query, body={"name": "Jane Doe", "note": "hidden-body"})

    def test_no_failure_of_a_call_leads_to_secrets_or_personal_data(self):
        message = "Atza|hidden-access of jane@example.com"
        echo = {"errors": [{"code": "X", "message": message, "details": "Jane Doe"}]}
        personal = b'{"name": "Jane Doe", "mail": "jane@example.com", '
        for scripted in (
            *(answer(echo, status) for status in (400, 401, 403, 404, 429, 500, 302)),
            answer(body=personal),
            answer(body=personal, headers={"Content-Encoding": "gzip"}),
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + personal),
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + personal),
            raw(b"Jane Doe\r\n\r\n"),
            reset(),
            silence(),
        ):
            self.server.script("/things/1", scripted)
            self.server.script("/things", scripted)
            for call in self.calls():
                self.time.now += 100
                with captured_log() as lines, self.assertRaises(AmazonError) as caught:
                    call()
                self.assert_nothing_leaks(everything_in(caught.exception))
                self.assert_nothing_leaks("\n".join(lines))

    def test_no_failure_to_connect_leads_to_secrets_or_personal_data(self):
        self.client = self.new_client(base_url="http://127.0.0.1:1/hidden-query")
        for call in self.calls():
            with captured_log() as lines, self.assertRaises(AmazonError) as caught:
                call()
            self.assert_nothing_leaks(everything_in(caught.exception) + "\n".join(lines))

    def test_no_failure_of_a_login_leads_to_secrets(self):
        session = open_session()
        self.addCleanup(session.close)
        secrets = {"client_id": "id", "client_secret": CREDENTIALS.client_secret, "code": "hidden-code"}
        body = {"error": "invalid_grant", "error_description": " ".join(SECRETS), "access_token": "hidden access"}
        for scripted in (
            *(answer(body, status) for status in (200, 302, 400, 401, 403, 429, 500)),
            answer({"access_token": "Atza|hidden-access\r\n", "expires_in": 3600}),
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nhidden-body"),
            raw(b"hidden-body\r\n\r\n"),
            reset(),
            silence(),
        ):
            self.server.script(LOGIN_PATH, scripted)
            for call in (
                self.call_write,
                lambda: exchange_code(session, self.server.login_url, timeout=(5, 0.3), **secrets),
            ):
                with captured_log() as lines, self.assertRaises(AmazonError) as caught:
                    call()
                self.assert_nothing_leaks(everything_in(caught.exception) + "\n".join(lines))

    def test_successful_calls_log_neither_secrets_nor_personal_data(self):
        self.server.script("/things/1", answer({"name": "Jane Doe"}))
        self.server.script("/things", answer({"name": "Jane Doe"}))
        with captured_log() as lines:
            answers = [call() for call in self.calls()]
        self.assertEqual(len(lines), 3)
        self.assert_nothing_leaks("\n".join(lines) + repr(answers))

    def test_objects_do_not_show_their_secrets(self):
        token = AccessToken("Atza|hidden-access", 1.0, CREDENTIALS.fingerprint)
        self.cache.put("key", token)
        for thing in (CREDENTIALS, token, self.client, self.cache, copy.copy(CREDENTIALS), (CREDENTIALS, [token])):
            self.assert_nothing_leaks(f"{thing} {thing!r}")
        self.assertIn(CREDENTIALS.client_id, repr(CREDENTIALS))

    def test_the_fingerprint_of_credentials_tells_nothing(self):
        self.assertRegex(CREDENTIALS.fingerprint, r"^[0-9a-f]{64}$")
