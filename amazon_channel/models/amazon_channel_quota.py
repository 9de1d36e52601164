import time
from datetime import datetime, timezone

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL

from ..sp_api.errors import ThrottledError
from ..sp_api.throttle import MemoryThrottle, TokenBucket

# Workers that meet at one bucket are put in a row by the database, which refuses all but one of them each time.
MAX_ATTEMPTS = 30
LOCK_TIMEOUT = "3s"


class AmazonChannelQuota(models.Model):
    """How many calls of one operation an account may make now: Amazon's token bucket, kept in the database.

    All workers and all runs share it. Every change is a short transaction of its own, because a token that was
    spent at Amazon stays spent, whatever becomes of the transaction that asked.
    """

    _name = "amazon.channel.quota"
    _description = "Amazon Quota"
    _order = "account_id, operation"
    _rec_name = "operation"
    _check_company_auto = True

    account_id = fields.Many2one("amazon.channel.account", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    operation = fields.Char(required=True, readonly=True, help="Amazon's name of the operation, such as searchOrders.")
    rate = fields.Float("Per Second", required=True, readonly=True)
    burst = fields.Float("At Most", required=True, readonly=True, help="Calls saved up after a pause.")
    tokens = fields.Float(
        required=True, readonly=True, help="Calls saved up at the last change; negative while Amazon asks to wait."
    )
    updated_at = fields.Float(required=True, readonly=True, help="Seconds since 1970-01-01 UTC, with fractions.")
    updated_on = fields.Datetime("Last Change", compute="_compute_now")
    available = fields.Integer("Calls Left", compute="_compute_now")
    blocked_until = fields.Datetime(compute="_compute_now", help="When the next call may be made; empty for now.")

    _operation_uniq = models.Constraint("UNIQUE (account_id, operation)", "This operation has a quota already.")

    @api.depends("rate", "burst", "tokens", "updated_at")
    def _compute_now(self):
        now = time.time()
        for quota in self:
            bucket = TokenBucket(quota.rate, quota.burst, quota.tokens, quota.updated_at)
            wait = bucket.take(now)[1]
            quota.updated_on = _naive(quota.updated_at)
            quota.available = max(0, int(bucket.refilled(now).tokens + 1e-6))
            quota.blocked_until = _naive(now + wait) if wait else False

    @api.model
    def _throttle(self, account):
        """Return the `Throttle` of an account's calls.

        :param account: amazon.channel.account, one record
        """
        return StoredThrottle(self.env, account.id)


class StoredThrottle:
    """A `Throttle` (see sp_api.throttle) whose buckets are the quota rows of one account.

    An account that no other transaction can see yet cannot share its calls with anybody: its buckets are kept in
    memory. So are they when a row stays locked, since being slow to count is no reason not to fetch orders.
    """

    def __init__(self, env, account_id, clock=time.time):
        self._env = env
        self._account_id = account_id
        self._clock = clock
        self._memory = MemoryThrottle(clock)
        self._learned = {}

    def acquire(self, operation):
        """Take one token.

        :raises ThrottledError: there is none; nothing was taken
        """
        wait = self._change(operation, lambda bucket, now: bucket.take(now))
        if wait is None:
            self._memory.acquire(operation)
        elif wait:
            raise ThrottledError(operation=operation.name, retry_after=wait)

    def learn(self, operation, rate):
        """Note the rate that Amazon reported."""
        if self._learned.get(operation.name) != rate:
            self._learned[operation.name] = rate
            self._change(operation, lambda bucket, now: (bucket.learn(rate, now), 0.0))
            self._memory.learn(operation, rate)

    def throttled(self, operation, retry_after):
        """Note that Amazon refused a call, and the seconds it asked to wait if it said so."""
        self._change(operation, lambda bucket, now: (bucket.emptied(now, retry_after), 0.0))
        self._memory.throttled(operation, retry_after)

    def _change(self, operation, change):
        """Replace the bucket of `operation` in a transaction of its own.

        :param change: function (bucket, seconds since the epoch) -> (bucket, seconds to wait)
        :return: the seconds to wait; None when there is no row to write to
        """
        for _attempt in range(MAX_ATTEMPTS):
            try:
                with self._env.registry.cursor() as cr:
                    return self._change_row(cr, operation, change)
            except psycopg2.errors.SerializationFailure:
                continue
            except psycopg2.errors.LockNotAvailable:
                break
        return None

    def _change_row(self, cr, operation, change):
        now = self._clock()
        cr.execute(SQL("SELECT set_config('lock_timeout', %s, true)", LOCK_TIMEOUT))
        row = self._lock_row(cr, operation)
        if not row:
            self._insert_row(cr, operation, now)
            row = self._lock_row(cr, operation)
        if not row:
            return None
        row_id, *values = row
        before = TokenBucket(*values)
        after, wait = change(before, now)
        if after != before:
            values = (after.rate, after.burst, after.tokens, after.updated_at, row_id)
            query = "UPDATE amazon_channel_quota SET rate = %s, burst = %s, tokens = %s, updated_at = %s WHERE id = %s"
            cr.execute(SQL(query, *values), log_exceptions=False)
        return wait

    def _lock_row(self, cr, operation):
        query = """SELECT id, rate::float8, burst::float8, tokens::float8, updated_at::float8
                     FROM amazon_channel_quota WHERE account_id = %s AND operation = %s FOR UPDATE"""
        cr.execute(SQL(query, self._account_id, operation.name), log_exceptions=False)
        return cr.fetchone()

    def _insert_row(self, cr, operation, now):
        """Two workers may come here at once: the second one's row is the first one's. No account, no row."""
        bucket = TokenBucket.full(operation.plan, now)
        query = """INSERT INTO amazon_channel_quota
                               (account_id, company_id, operation, rate, burst, tokens, updated_at)
                        SELECT id, company_id, %s, %s, %s, %s, %s FROM amazon_channel_account WHERE id = %s
                   ON CONFLICT DO NOTHING"""
        values = (operation.name, bucket.rate, bucket.burst, bucket.tokens, bucket.updated_at, self._account_id)
        cr.execute(SQL(query, *values), log_exceptions=False)


def _naive(seconds):
    """Seconds since the epoch as Odoo's naive UTC datetime."""
    return datetime.fromtimestamp(seconds, timezone.utc).replace(tzinfo=None, microsecond=0)
