import threading

from odoo.tests import BaseCase, tagged

from ..sp_api.errors import (
    AnswerError,
    AuthorizationError,
    NetworkError,
    RequestError,
    ServerError,
    ThrottledError,
)
from ..sp_api.lwa import AccessToken, Credentials, TokenCache, exchange_code, request_access_token
from ..sp_api.transport import open_session
from .scripted_server import LOGIN_PATH, answer, raw, reset
from .sp_api_common import CREDENTIALS, FakeTime, SpApiCase, captured_log

GOOD = {"access_token": "Atza|x", "refresh_token": "Atzr|new", "token_type": "bearer", "expires_in": 3600}


class LoginCase(SpApiCase):
    def setUp(self):
        super().setUp()
        self.session = open_session()
        self.addCleanup(self.session.close)

    def log_in(self, **options):
        return request_access_token(
            self.session, self.server.login_url, CREDENTIALS, clock=self.time.clock, timeout=(5, 5), **options
        )

    def exchange(self, **options):
        settings = {"client_id": "id", "client_secret": "hidden-secret", "code": "hidden-code", "timeout": (5, 5)}
        return exchange_code(self.session, self.server.login_url, **settings | options)

    def answers(self, scripted, error_class, call=None, **attributes):
        """Script the login's answer and assert how the login fails."""
        self.server.script(LOGIN_PATH, scripted)
        return self.fails(error_class, call or self.log_in, **attributes)


@tagged("post_install", "-at_install")
class TestSpApiLogin(LoginCase):
    def test_a_refresh_token_becomes_an_access_token(self):
        token = self.log_in()
        self.assertEqual((token.value, token.expires_at), ("Atza|token-1", self.time.now + 3600))
        request = self.server.requests[0]
        self.assertEqual((request.method, request.target), ("POST", LOGIN_PATH))
        self.assertEqual(request.headers["content-type"], "application/x-www-form-urlencoded")
        self.assertEqual(
            request.form,
            {
                "grant_type": "refresh_token",
                "refresh_token": CREDENTIALS.refresh_token,
                "client_id": CREDENTIALS.client_id,
                "client_secret": CREDENTIALS.client_secret,
            },
        )

    def test_a_scope_is_asked_for_without_the_seller(self):
        self.log_in(scope="sellingpartnerapi::notifications")
        form = self.server.requests[0].form
        self.assertEqual(
            (form["grant_type"], form["scope"]), ("client_credentials", "sellingpartnerapi::notifications")
        )
        self.assertNotIn("refresh_token", form)

    def test_a_token_is_tied_to_its_credentials(self):
        other = Credentials(CREDENTIALS.client_id, CREDENTIALS.client_secret, "another")
        self.assertEqual(self.log_in().granted_to, CREDENTIALS.fingerprint)
        self.assertNotEqual(other.fingerprint, CREDENTIALS.fingerprint)

    def test_an_authorization_code_becomes_a_refresh_token(self):
        self.server.script(LOGIN_PATH, answer(GOOD))
        self.assertEqual(self.exchange(), "Atzr|new")
        form = {"grant_type": "authorization_code", "code": "hidden-code"}
        form |= {"client_id": "id", "client_secret": "hidden-secret"}
        self.assertEqual(self.server.requests[0].form, form)
        self.exchange(redirect_uri="https://shop.example/callback?a=b&c")
        redirect = {"redirect_uri": "https://shop.example/callback?a=b&c"}
        self.assertEqual(self.server.requests[1].form, form | redirect)

    def test_an_old_or_used_code_is_called_expired(self):
        self.answers(answer({"error": "invalid_grant"}, 400), AuthorizationError, self.exchange, cause="expired")

    def test_a_wrong_secret_does_not_blame_the_code(self):
        self.answers(answer({"error": "invalid_client"}, 401), AuthorizationError, self.exchange, cause="wrong_secret")


@tagged("post_install", "-at_install")
class TestSpApiLoginFailures(LoginCase):
    def test_refusals_are_told_apart(self):
        for code, status, cause in (
            ("invalid_grant", 400, "revoked"),
            ("invalid_client", 401, "wrong_secret"),
            ("unauthorized_client", 400, "unauthorized_client"),
            ("access_denied", 403, "denied"),
        ):
            scripted = answer({"error": code, "error_description": "about Atzr|hidden"}, status)
            self.answers(scripted, AuthorizationError, cause=cause, code=code, http_status=status, retryable=False)

    def test_other_refusals_are_errors_of_the_request(self):
        for code in ("invalid_request", "invalid_scope", "unsupported_grant_type"):
            self.answers(answer({"error": code}, 400), RequestError, code=code, request_id="request-1")

    def test_a_login_out_of_order_is_retryable(self):
        self.answers(answer({"error": "server_error"}, 400), ServerError, code="server_error")
        self.answers(answer({"error": "temporarily_unavailable"}, 400), ServerError)
        self.answers(answer(status=503, body=b"<html>", headers={"Retry-After": "9"}), ServerError, retry_after=9.0)
        self.answers(answer({"error": "invalid_client"}, 500), ServerError)

    def test_too_many_logins_are_throttled(self):
        self.answers(answer(status=429), ThrottledError, retry_after=60.0)
        self.answers(answer(status=429, headers={"Retry-After": "5"}), ThrottledError, retry_after=5.0)

    def test_a_broken_connection_is_a_network_error(self):
        self.answers(reset(), NetworkError, operation="requestAccessToken")

    def test_a_refusal_that_is_not_oauth_does_not_cost_the_authorization(self):
        for status in (400, 401, 403, 404):
            for body in (b"<html>Blocked</html>", b"", b'{"message": "no"}', b'{"error": {}}', b"[]"):
                self.answers(answer(status=status, body=body), AnswerError, http_status=status)
        self.answers(answer({"error": "Atzr|hidden code"}, 400), AnswerError, code="")
        self.answers(answer(status=302, headers={"Location": self.server.login_url}), AnswerError)

    def test_an_answer_without_a_usable_token_is_no_answer(self):
        for value in (None, "", 7, "with blank", "with\r\nbreak", "ümlaut", "x" * 5000, ["x"]):
            self.answers(answer(GOOD | {"access_token": value}), AnswerError)
            self.answers(answer(GOOD | {"refresh_token": value}), AnswerError, self.exchange)
        for body in (b"", b"{", b"[]", b"<html>", b'"text"'):
            self.answers(answer(body=body), AnswerError)
        self.answers(raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}"), AnswerError)

    def test_a_senseless_lifetime_is_no_answer(self):
        for value in (None, 0, -1, "3600", True, 1e300, 3600.5, 10**9, [3600]):
            self.answers(answer(GOOD | {"expires_in": value}), AnswerError)

    def test_no_text_of_the_login_reaches_log_or_error(self):
        for status in (400, 401, 500):
            body = {"error": "invalid_client", "error_description": "jane-says-hidden"}
            with captured_log() as lines:
                error = self.answers(answer(body, status), ServerError if status == 500 else AuthorizationError)
            self.assertNotIn("hidden", repr(error) + str(error) + "".join(lines))
            self.assertEqual(len(lines), 1)


@tagged("post_install", "-at_install")
class TestSpApiTokenCache(BaseCase):
    def setUp(self):
        super().setUp()
        self.time = FakeTime()
        self.cache = TokenCache(self.time.clock)
        self.token = AccessToken("Atza|x", self.time.now + 3600)

    def test_gives_back_what_was_put_under_the_key(self):
        self.cache.put("key", self.token)
        self.assertIs(self.cache.get("key"), self.token)
        self.assertIsNone(self.cache.get("other"))

    def test_a_token_is_not_used_in_its_last_minute(self):
        self.cache.put("key", self.token)
        self.time.now += 3600 - 61
        self.assertIs(self.cache.get("key"), self.token)
        self.time.now += 1
        self.assertIsNone(self.cache.get("key"))

    def test_forgets_on_demand(self):
        self.cache.put("key", self.token)
        self.cache.forget("key")
        self.cache.forget("key")
        self.assertIsNone(self.cache.get("key"))

    def test_a_late_report_does_not_drop_the_token_that_came_since(self):
        newer = AccessToken("Atza|y", self.time.now + 3600)
        self.cache.put("key", newer)
        self.cache.forget("key", self.token)
        self.assertIs(self.cache.get("key"), newer)
        self.cache.forget("key", newer)
        self.assertIsNone(self.cache.get("key"))

    def test_tokens_that_have_ended_do_not_pile_up(self):
        for number in range(100):
            self.cache.put(number, AccessToken("Atza|x", self.time.now + 10))
            self.time.now += 1
        self.assertLessEqual(len(self.cache._tokens), 11)

    def test_threads_can_share_it(self):
        def work(number):
            for _each in range(300):
                self.cache.put(number, self.token)
                self.cache.get(number)
                self.cache.forget(number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.cache._tokens, {})
