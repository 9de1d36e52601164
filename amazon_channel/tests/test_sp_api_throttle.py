import threading

from odoo.tests import BaseCase, tagged

from ..sp_api.errors import ThrottledError
from ..sp_api.operation import Operation, UsagePlan
from ..sp_api.throttle import MemoryThrottle, TokenBucket, sane_rate
from .sp_api_common import FakeTime

NOW = 1_800_000_000.0
SEARCH = Operation("searchOrders", "GET", "/orders", UsagePlan(0.0056, 20), True)
OTHER = Operation("getOrder", "GET", "/order", UsagePlan(0.5, 30), True)


@tagged("post_install", "-at_install")
class TestSpApiTokenBucket(BaseCase):
    def test_full_bucket_gives_its_burst_and_then_says_how_long_to_wait(self):
        bucket = TokenBucket.full(UsagePlan(0.5, 3), NOW)
        for _call in range(3):
            bucket, wait = bucket.take(NOW)
            self.assertEqual(wait, 0)
        self.assertEqual(bucket.take(NOW), (bucket, 2.0))

    def test_waiting_as_long_as_told_is_enough_and_less_is_not(self):
        for rate in (0.0056, 0.0083, 0.016, 0.033, 0.5, 1 / 3, 5, 30):
            bucket = TokenBucket(rate, 20, 0.123456789, NOW + 0.987654321)
            now = bucket.updated_at
            for _call in range(50):
                bucket, wait = bucket.take(now)
                if wait:
                    self.assertGreater(bucket.take(now + wait - 0.002)[1], 0, rate)
                    now += wait
                    bucket, wait = bucket.take(now)
                    self.assertEqual(wait, 0, rate)

    def test_a_refused_take_takes_nothing(self):
        bucket = TokenBucket(0.1, 5, 0.5, NOW)
        for _call in range(10):
            bucket, wait = bucket.take(NOW)
            self.assertEqual(wait, 5.0)
        self.assertEqual(bucket.tokens, 0.5)

    def test_refills_with_time_up_to_its_burst(self):
        bucket = TokenBucket(0.5, 10, 1, NOW)
        self.assertEqual(bucket.refilled(NOW + 4), TokenBucket(0.5, 10, 3, NOW + 4))
        self.assertEqual(bucket.refilled(NOW + 1e6).tokens, 10)

    def test_a_clock_set_back_neither_gives_tokens_nor_stops_the_refill(self):
        bucket = TokenBucket(0.5, 10, 1, NOW).refilled(NOW - 3600)
        self.assertEqual(bucket.tokens, 1)
        self.assertEqual(bucket.refilled(NOW - 3598).tokens, 2)

    def test_a_new_rate_counts_only_from_now_on(self):
        bucket = TokenBucket(0.5, 10, 0, NOW).learn(2.0, NOW + 4)
        self.assertEqual(bucket, TokenBucket(2.0, 10, 2, NOW + 4))
        self.assertEqual(bucket.refilled(NOW + 6).tokens, 6)

    def test_a_new_rate_never_overfills_the_bucket(self):
        self.assertEqual(TokenBucket(0.5, 10, 9, NOW).learn(2.0, NOW + 60).tokens, 10)

    def test_a_senseless_rate_changes_nothing(self):
        bucket = TokenBucket(0.5, 10, 3, NOW)
        for rate in (0, -1, float("nan"), float("inf"), 1e9, 1e-9, None, "fast"):
            self.assertIs(bucket.learn(rate, NOW + 1), bucket)

    def test_a_rate_may_be_a_text_as_it_comes_in_a_header(self):
        self.assertEqual(sane_rate("0.0056"), 0.0056)
        self.assertEqual(sane_rate(" 5.0 "), 5.0)

    def test_after_a_refusal_by_amazon_the_next_token_comes_after_one_interval(self):
        self.assertEqual(TokenBucket(0.5, 10, 7, NOW).emptied(NOW).take(NOW)[1], 2.0)

    def test_after_a_refusal_the_wait_that_amazon_asked_for_holds(self):
        for seconds in (1.0, 2.0, 300.0):
            bucket = TokenBucket(0.5, 10, 7, NOW).emptied(NOW, seconds)
            self.assertEqual(bucket.take(NOW)[1], seconds)
            self.assertEqual(bucket.take(NOW + seconds)[1], 0)

    def test_four_numbers_are_all_its_state(self):
        bucket = TokenBucket(0.5, 10, 7, NOW).emptied(NOW, 300)
        copy = TokenBucket(bucket.rate, bucket.burst, bucket.tokens, bucket.updated_at)
        self.assertEqual(copy.take(NOW + 5), bucket.take(NOW + 5))


@tagged("post_install", "-at_install")
class TestSpApiMemoryThrottle(BaseCase):
    def setUp(self):
        super().setUp()
        self.time = FakeTime(NOW)
        self.throttle = MemoryThrottle(self.time.clock)

    def drain(self, operation):
        """Take tokens until there are none; return how many there were and the error."""
        for count in range(1000):
            try:
                self.throttle.acquire(operation)
            except ThrottledError as error:
                return count, error
        return None

    def test_starts_with_the_burst_of_the_plan(self):
        count, error = self.drain(SEARCH)
        self.assertEqual(count, 20)
        self.assertAlmostEqual(error.retry_after, 1 / 0.0056, places=2)
        self.assertEqual(error.operation, "searchOrders")
        self.assertIsNone(error.http_status)

    def test_operations_do_not_share_a_bucket(self):
        self.drain(SEARCH)
        self.assertEqual(self.drain(OTHER)[0], 30)

    def test_a_token_comes_back_in_time(self):
        _count, error = self.drain(SEARCH)
        self.time.now += error.retry_after
        self.assertEqual(self.drain(SEARCH)[0], 1)

    def test_a_learned_rate_shortens_the_wait(self):
        self.drain(SEARCH)
        self.throttle.learn(SEARCH, 0.5)
        self.assertAlmostEqual(self.drain(SEARCH)[1].retry_after, 2.0, places=2)

    def test_a_refusal_by_amazon_empties_the_bucket(self):
        self.throttle.throttled(SEARCH, None)
        self.assertEqual(self.drain(SEARCH)[0], 0)
        self.throttle.throttled(OTHER, 7.0)
        self.assertEqual(self.drain(OTHER)[1].retry_after, 7.0)

    def test_threads_together_get_no_more_than_the_burst(self):
        granted = []
        threads = [threading.Thread(target=lambda: granted.append(self.drain(OTHER)[0])) for _each in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sum(granted), 30)
