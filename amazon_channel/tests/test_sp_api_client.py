from datetime import datetime, timedelta, timezone

from odoo.tests import tagged

from ..sp_api.errors import (
    AuthorizationError,
    NetworkError,
    RequestError,
)
from ..sp_api.lwa import Credentials
from .scripted_server import LOGIN_PATH, answer, reset
from .sp_api_common import READ, WRITE, SpApiCase, captured_log

THING = "/things/1"
DOWN = answer({"errors": [{"code": "InternalFailure", "message": "Down"}]}, 500)
DENIED = answer({"errors": [{"code": "Unauthorized", "message": "Access denied"}]}, 403)


@tagged("post_install", "-at_install")
class TestSpApiClientRequests(SpApiCase):
    def test_sends_token_and_user_agent_and_returns_the_answer(self):
        self.server.script(THING, answer({"a": 1}, headers={"x-amzn-RateLimit-Limit": "0.7"}))
        got = self.call_read()
        self.assertEqual((got.payload, got.request_id, got.rate), ({"a": 1}, "request-1", 0.7))
        request = self.api_calls()[0]
        self.assertEqual((request.method, request.target, request.body), ("GET", THING, b""))
        self.assertEqual(request.headers["x-amz-access-token"], "Atza|token-1")
        self.assertEqual(
            {each.headers["user-agent"] for each in self.server.requests}, {"Test/1.0 (Language=Python/3)"}
        )
        self.assertNotIn("content-type", request.headers)

    def test_sends_a_body_as_json(self):
        self.server.script("/things", answer(status=204))
        self.assertIsNone(self.call_write({"name": "Größe"}).payload)
        request = self.api_calls()[0]
        self.assertEqual((request.method, request.json()), ("POST", {"name": "Größe"}))
        self.assertEqual(request.headers["content-type"], "application/json")

    def test_spells_query_values_as_amazon_wants_them(self):
        self.server.script(THING, answer({}))
        cest = timezone(timedelta(hours=2))
        self.call_read(
            ids=["A", "B"],
            one="x,y z&ä",
            absent=None,
            flag=True,
            count=100,
            whole=datetime(2026, 1, 31, 14, tzinfo=cest),
            exact=datetime(2026, 1, 31, 12, 0, 0, 123999, tzinfo=timezone.utc),
            least=datetime(2026, 1, 31, 12, 0, 0, 1000, tzinfo=timezone.utc),
            cut=datetime(2026, 1, 31, 12, 0, 0, 999, tzinfo=timezone.utc),
        )
        self.assertEqual(
            self.api_calls()[0].target,
            "/things/1?ids=A%2CB&one=x%2Cy%20z%26%C3%A4&flag=true&count=100"
            "&whole=2026-01-31T12%3A00%3A00Z&exact=2026-01-31T12%3A00%3A00.123Z"
            "&least=2026-01-31T12%3A00%3A00.001Z&cut=2026-01-31T12%3A00%3A00Z",
        )

    def test_an_encoded_path_reaches_the_server_as_it_is(self):
        self.server.script("/things/a%2Fb%20%3F..", answer({}))
        self.client.call(READ, path={"thingId": "a/b ?.."})
        self.assertEqual(self.api_calls()[0].target, "/things/a%2Fb%20%3F..")

    def test_mistakes_of_the_caller_are_found_before_any_request(self):
        for query in ({"ids": []}, {"after": datetime(2026, 1, 1)}):
            with self.assertRaises(ValueError):
                self.call_read(**query)
        with self.assertRaises(ValueError):
            self.call_write({"n": float("nan")})
        self.fails(RequestError, lambda: self.call_read(ids=["a,b"]), code="unsendable")
        self.assertEqual(self.server.requests, [])

    def test_counts_the_calls_to_the_api_by_operation(self):
        self.server.script(THING, DOWN, answer({}), answer({}))
        self.server.script("/things", answer({}))
        self.call_read()
        self.call_read()
        self.call_write()
        self.assertEqual(self.client.calls, 4)
        self.assertEqual(self.client.calls_by_operation, {"readThing": 3, "writeThing": 1})

    def test_several_calls_use_one_connection_and_closing_ends_it(self):
        self.server.script(THING, answer({}))
        with self.new_client() as client:
            for _each in range(3):
                client.call(READ, path={"thingId": "1"})
            self.assertEqual(self.server.connections, 1)
        self.server.wait_until_closed()

    def test_one_log_line_for_each_call_without_query_or_body(self):
        self.server.script(THING, answer({"name": "Jane"}))
        with captured_log() as lines:
            self.call_read(buyer="jane-doe")
        self.assertEqual(len(lines), 2)
        self.assertRegex(lines[0], r"^DEBUG POST requestAccessToken 200 in \d+ ms, request id request-1$")
        self.assertRegex(lines[1], r"^DEBUG GET readThing 200 in \d+ ms, request id request-1$")

    def test_a_failed_call_is_logged_with_its_cause(self):
        self.server.script("/things", reset())
        with captured_log() as lines:
            self.fails(NetworkError, self.call_write)
        self.assertRegex(lines[1], r"^DEBUG POST writeThing connection in \d+ ms, request id -$")


@tagged("post_install", "-at_install")
class TestSpApiClientAuthorization(SpApiCase):
    def test_the_access_token_is_fetched_once_and_renewed_before_it_ends(self):
        self.server.script(THING, answer({}))
        self.call_read()
        self.new_client().call(READ, path={"thingId": "1"})
        self.time.now += 3600 - 61
        self.call_read()
        self.assertEqual(len(self.logins()), 1)
        self.time.now += 2
        self.call_read()
        self.assertEqual(len(self.logins()), 2)
        self.assertEqual(self.api_calls()[-1].headers["x-amz-access-token"], "Atza|token-2")

    def test_other_accounts_have_other_tokens(self):
        self.server.script(THING, answer({}))
        self.call_read()
        self.new_client(token_key=("database", 2)).call(READ, path={"thingId": "1"})
        self.assertEqual(len(self.logins()), 2)

    def test_new_credentials_never_use_the_token_of_the_old_ones(self):
        self.server.script(THING, answer({}))
        self.call_read()
        self.client = self.new_client(credentials=Credentials("id", "secret", "Atzr|other-seller"))
        self.call_read()
        self.assertEqual(self.logins()[-1].form["refresh_token"], "Atzr|other-seller")
        self.assertEqual(self.api_calls()[-1].headers["x-amz-access-token"], "Atza|token-2")

    def test_a_refused_token_is_replaced_once(self):
        for status in (401, 403):
            self.server.requests.clear()
            self.server.script(THING, answer({}, status), answer({"a": status}))
            self.assertEqual(self.call_read().payload, {"a": status})
            first, second = (request.headers["x-amz-access-token"] for request in self.api_calls())
            self.assertNotEqual(first, second)

    def test_writing_calls_too_are_sent_again_with_a_new_token(self):
        self.server.script("/things", DENIED, answer({"ok": True}))
        self.assertEqual(self.call_write().payload, {"ok": True})

    def test_a_fresh_token_that_is_refused_means_denied(self):
        self.server.script(THING, DENIED)
        self.fails(
            AuthorizationError,
            cause="denied",
            http_status=403,
            code="Unauthorized",
            request_id="request-1",
            retryable=False,
        )
        self.assertEqual(self.client.calls, 2)
        self.assertEqual(len(self.logins()), 2)
        self.assertEqual(self.time.slept, [])

    def test_the_second_try_uses_up_a_token_of_the_quota(self):
        self.server.script(THING, DENIED, answer({}))
        self.call_read()
        self.assertEqual(self.throttle.bucket(READ).tokens, 8)

    def test_the_token_is_replaced_at_most_once_in_a_call(self):
        self.server.script(THING, DENIED, DOWN, DENIED, answer({}))
        self.fails(AuthorizationError)
        self.assertEqual(self.client.calls, 3)
        self.assertEqual(len(self.logins()), 2)

    def test_a_login_that_fails_costs_no_quota_and_makes_no_call(self):
        self.server.script(LOGIN_PATH, answer({"error": "invalid_grant"}, 400))
        self.fails(AuthorizationError, cause="revoked", operation="requestAccessToken")
        self.assertEqual(self.client.calls, 0)
        self.assertEqual(self.throttle.bucket(READ).tokens, 10)

    def test_a_consent_withdrawn_in_mid_flight_is_told_by_the_login(self):
        self.server.script(THING, DENIED)
        self.server.script(
            LOGIN_PATH,
            answer({"access_token": "Atza|1", "expires_in": 3600}),
            answer({"error": "invalid_grant"}, 400),
        )
        self.fails(AuthorizationError, cause="revoked")
        self.assertEqual(self.client.calls, 1)

    def test_the_operation_decides_its_method(self):
        self.server.script("/things", answer({}))
        self.client.call(WRITE)
        self.assertEqual((self.api_calls()[0].method, self.api_calls()[0].body), ("POST", b""))
