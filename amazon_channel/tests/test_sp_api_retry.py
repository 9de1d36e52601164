import contextlib
from datetime import datetime, timezone

from odoo.tests import tagged

from ..sp_api.errors import (
    NetworkError,
    NotFoundError,
    RequestError,
    ServerError,
    ThrottledError,
)
from .scripted_server import answer, reset
from .sp_api_common import READ, SpApiCase

THING = "/things/1"
DOWN = answer({"errors": [{"code": "InternalFailure", "message": "Down"}]}, 500)


@tagged("post_install", "-at_install")
class TestSpApiClientThrottle(SpApiCase):
    def test_an_empty_bucket_makes_no_call(self):
        self.server.script(THING, answer({}))
        for _each in range(10):
            self.call_read()
        error = self.fails(ThrottledError, http_status=None)
        self.assertEqual(error.retry_after, 2.0)
        self.assertEqual(self.client.calls, 10)
        self.time.now += error.retry_after
        self.call_read()

    def test_a_refusal_waits_one_interval_of_the_plan(self):
        self.server.script(THING, answer({"errors": [{"code": "QuotaExceeded", "message": "Too many"}]}, 429))
        error = self.fails(ThrottledError, http_status=429, code="QuotaExceeded", request_id="request-1")
        self.assertEqual(error.retry_after, 2.0)
        self.assertEqual(self.client.calls, 1)
        self.assertEqual(self.time.slept, [])

    def test_a_refusal_waits_one_interval_of_the_reported_rate(self):
        self.server.script(THING, answer(status=429, headers={"x-amzn-RateLimit-Limit": "0.1"}))
        self.fails(ThrottledError, retry_after=10.0)
        self.fails(ThrottledError, retry_after=10.0, http_status=None)
        self.assertEqual(self.client.calls, 1)

    def test_a_refusal_waits_as_long_as_amazon_says(self):
        self.server.script(THING, answer(status=429, headers={"Retry-After": "17"}))
        self.fails(ThrottledError, retry_after=17.0, http_status=429)
        self.fails(ThrottledError, retry_after=17.0, http_status=None)

    def test_a_date_to_come_back_counts_from_now(self):
        date = datetime.fromtimestamp(self.time.now + 90, timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        self.server.script(THING, answer(status=429, headers={"Retry-After": date}))
        self.fails(ThrottledError, retry_after=90.0)

    def test_a_senseless_wait_is_not_believed(self):
        for text in ("0", "-5", "soon", "nan", "Mon, 99 Foo 2026", "Thu, 01 Jan 1970 00:00:00 GMT", ""):
            self.server.script(THING, answer(status=429, headers={"Retry-After": text}))
            self.time.now += 1000
            self.fails(ThrottledError, retry_after=2.0, http_status=429)
        self.server.script(THING, answer(status=429, headers={"Retry-After": "1e12"}))
        self.time.now += 1000
        self.fails(ThrottledError, retry_after=3600.0)

    def test_the_rate_is_learned_from_every_kind_of_answer(self):
        for status, rate in ((200, "0.6"), (400, "0.7"), (404, "0.8"), (429, "0.9")):
            self.server.script(THING, answer({}, status, {"x-amzn-RateLimit-Limit": rate}))
            self.time.now += 1000
            with contextlib.suppress(RequestError, ThrottledError):
                self.call_read()
            self.assertEqual(self.throttle.bucket(READ).rate, float(rate))

    def test_a_senseless_rate_is_not_learned(self):
        for rate in ("", "fast", "0", "0.0", "-1", "nan", "inf", "1e30", "1e-30", "1,5"):
            self.server.script(THING, answer({}, headers={"x-amzn-RateLimit-Limit": rate}))
            self.time.now += 1000
            self.assertIsNone(self.call_read().rate)
            self.assertEqual(self.throttle.bucket(READ).rate, 0.5, rate)


@tagged("post_install", "-at_install")
class TestSpApiClientRepetition(SpApiCase):
    def test_a_reading_call_is_repeated_once_after_a_short_pause(self):
        for failure in (DOWN, reset(), answer(body=b"{"), answer(status=503)):
            self.server.script(THING, failure, answer({"a": 1}))
            self.assertEqual(self.call_read().payload, {"a": 1})
        self.assertEqual(self.client.calls, 8)
        self.assertEqual(len(self.time.slept), 4)
        for seconds in self.time.slept:
            self.assertTrue(0 < seconds <= 1.5, seconds)

    def test_pauses_differ_so_that_workers_do_not_come_back_together(self):
        self.server.script(THING, *[DOWN, answer({})] * 5, answer({}))
        for _each in range(5):
            self.call_read()
        self.assertGreater(len(set(self.time.slept)), 1)

    def test_a_second_failure_is_final(self):
        self.server.script(THING, DOWN)
        self.fails(ServerError, http_status=500, code="InternalFailure")
        self.assertEqual(self.client.calls, 2)

    def test_a_writing_call_is_never_repeated(self):
        self.server.script("/things", DOWN, reset(), answer({}))
        self.fails(ServerError, self.call_write)
        self.fails(NetworkError, self.call_write)
        self.assertEqual(self.client.calls, 2)
        self.assertEqual(self.time.slept, [])

    def test_the_repetition_needs_a_token_of_the_quota(self):
        self.server.script(THING, answer({}))
        for _each in range(9):
            self.call_read()
        self.server.script(THING, DOWN, answer({}))
        self.fails(ServerError)
        self.assertEqual(self.client.calls, 10)
        self.assertEqual(self.time.slept, [])

    def test_the_repetition_uses_up_a_token_of_the_quota(self):
        self.server.script(THING, DOWN, answer({}))
        self.call_read()
        self.assertEqual(round(10 - self.throttle.bucket(READ).tokens), 2)

    def test_a_longer_wait_that_amazon_asks_for_is_left_to_the_caller(self):
        self.server.script(THING, answer(status=503, headers={"Retry-After": "30"}))
        self.fails(ServerError, retry_after=30.0)
        self.assertEqual(self.client.calls, 1)

    def test_a_request_that_amazon_refuses_is_not_repeated(self):
        for status, error_class in (
            (400, RequestError),
            (404, NotFoundError),
            (409, RequestError),
            (413, RequestError),
        ):
            self.server.script(THING, answer({"errors": [{"code": "Invalid", "message": "No"}]}, status))
            self.fails(error_class, http_status=status, code="Invalid", message="No", request_id="request-1")
        self.assertEqual(self.client.calls, 4)

    def test_no_repetition_is_begun_that_the_deadline_would_cut(self):
        self.client = self.new_client(deadline=0.4)
        self.server.script(THING, DOWN)
        self.fails(ServerError)
        self.assertEqual(self.client.calls, 1)
        self.assertEqual(self.time.slept, [])
