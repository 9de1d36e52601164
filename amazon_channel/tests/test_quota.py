"""Quotas: Amazon's token bucket, in the database, for all workers."""

import time
from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.amazon_channel_quota import StoredThrottle
from ..sp_api.errors import ThrottledError
from ..sp_api.operation import Operation, UsagePlan
from .connection_common import ConnectionCase

SLOW = Operation("slowThing", "GET", "/slow", UsagePlan(0.01, 2), True)
OTHER = Operation("otherThing", "GET", "/other", UsagePlan(1, 5), True)


@tagged("post_install", "-at_install")
class TestQuota(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.now = time.time()
        self.throttle = self.new_throttle()

    def new_throttle(self, account=None):
        return StoredThrottle(self.env, (account or self.account).id, clock=lambda: self.now)

    def row(self, operation=SLOW):
        return self.env["amazon.channel.quota"].search(
            [("account_id", "=", self.account.id), ("operation", "=", operation.name)]
        )

    def test_the_model_gives_the_throttle_of_an_account(self):
        self.env["amazon.channel.quota"]._throttle(self.account).acquire(SLOW)
        self.assertRecordValues(self.row(), [{"rate": 0.01, "burst": 2, "company_id": self.company.id}])
        self.assertAlmostEqual(self.row().tokens, 1, places=3)

    def test_a_full_bucket_gives_its_burst_and_then_says_for_how_long(self):
        self.throttle.acquire(SLOW)
        self.throttle.acquire(SLOW)
        with self.assertRaises(ThrottledError) as caught:
            self.throttle.acquire(SLOW)
        self.assertAlmostEqual(caught.exception.retry_after, 100, places=2)
        self.assertEqual(caught.exception.operation, "slowThing")

    def test_waiting_as_long_as_told_is_enough(self):
        self.throttle.acquire(SLOW)
        self.throttle.acquire(SLOW)
        self.now += 100
        self.throttle.acquire(SLOW)

    def test_two_workers_share_one_bucket(self):
        self.throttle.acquire(SLOW)
        self.new_throttle().acquire(SLOW)
        with self.assertRaises(ThrottledError):
            self.throttle.acquire(SLOW)

    def test_operations_and_accounts_do_not_share(self):
        self.throttle.acquire(SLOW)
        self.throttle.acquire(SLOW)
        self.throttle.acquire(OTHER)
        second = self.account.copy({"name": "Second"})
        self.env.flush_all()
        self.new_throttle(second).acquire(SLOW)

    def test_a_rate_that_amazon_reports_is_learned(self):
        self.throttle.acquire(SLOW)
        self.throttle.learn(SLOW, 0.5)
        self.assertEqual(self.row().rate, 0.5)
        with patch.object(StoredThrottle, "_change") as change:
            self.throttle.learn(SLOW, 0.5)
        change.assert_not_called()

    def test_a_429_empties_the_bucket_for_as_long_as_amazon_says(self):
        self.throttle.throttled(OTHER, 30)
        with self.assertRaises(ThrottledError) as caught:
            self.throttle.acquire(OTHER)
        self.assertAlmostEqual(caught.exception.retry_after, 30, places=1)
        row = self.row(OTHER)
        self.assertAlmostEqual((row.blocked_until - row.updated_on).total_seconds(), 30, delta=2)
        self.assertEqual(row.available, 0)

    def test_fractions_of_seconds_survive(self):
        self.now = 1_800_000_000.123456
        self.throttle.acquire(SLOW)
        self.assertAlmostEqual(self.row().updated_at, 1_800_000_000.123456, places=5)

    def test_a_spent_token_stays_spent_when_the_caller_fails(self):
        opened = []
        cursor = self.env.registry.cursor
        with patch.object(self.env.registry, "cursor", lambda: opened.append(cursor()) or opened[-1]):
            self.throttle.acquire(SLOW)
        self.assertEqual(len(opened), 1)
        self.assertIsNot(opened[0], self.env.cr)
        self.assertTrue(opened[0]._closed)

    def test_an_account_nobody_else_can_see_counts_in_memory(self):
        throttle = StoredThrottle(self.env, self.account.id + 1000, clock=lambda: self.now)
        throttle.acquire(SLOW)
        throttle.learn(SLOW, 0.02)
        throttle.acquire(SLOW)
        with self.assertRaises(ThrottledError) as caught:
            throttle.acquire(SLOW)
        self.assertAlmostEqual(caught.exception.retry_after, 50, places=1)

    def test_workers_that_meet_try_again(self):
        change_row = StoredThrottle._change_row
        failures = [psycopg2.errors.SerializationFailure(), psycopg2.errors.SerializationFailure()]

        def meet(throttle, *arguments):
            if failures:
                raise failures.pop()
            return change_row(throttle, *arguments)

        with patch.object(StoredThrottle, "_change_row", meet):
            self.throttle.acquire(SLOW)
        self.assertAlmostEqual(self.row().tokens, 1, places=3)

    def test_a_row_that_stays_locked_does_not_stop_the_caller(self):
        locked = psycopg2.errors.LockNotAvailable()
        with patch.object(StoredThrottle, "_change_row", side_effect=locked):
            self.throttle.acquire(SLOW)

    def test_nobody_edits_quotas(self):
        self.throttle.acquire(SLOW)
        quota = self.row().with_user(self.administrator)
        self.assertTrue(quota.has_access("read"))
        with self.assertRaises(AccessError):
            quota.tokens = 100
