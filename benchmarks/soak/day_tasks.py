"""What the processes of a random day do. Each function gets a superuser environment and options."""

import contextlib
import json
import random
import time
from functools import partial
from pathlib import Path

from odoo import api
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.amazon_channel.models import amazon_channel_order_sync_feed
from odoo.addons.amazon_channel.sp_api.client import Client
from odoo.addons.amazon_channel.tools import connection
from odoo.addons.test_amazon_channel.random_day import Day, Evening, Impossible, problems

from devtools.console import ToolError

from .day import SLOW_SECONDS
from .simulated import Amazon

CRONS = ("get_orders", "process_orders", "sync_orders", "follow_documents", "audit_orders")
MARKETPLACES = ("US", "CA", "GB", "DE", "FR", "JP")
FEED_FROM = 4
PAUSE_SECONDS = (0.05, 0.6)
TRIES = 20
# Python's own time-outs while the simulator waits; a worker that waits does not see other trouble.
SLOW = {"kind": "delay", "seconds": SLOW_SECONDS}


class _Amazon(Amazon):
    def act(self, order_id, action, **arguments):
        """Let something happen to an order.

        :raises Impossible: it cannot happen to this one
        """
        try:
            return super().act(order_id, action, **arguments)
        except ToolError as error:
            raise Impossible(str(error)) from error


def work_day(env, url, number):
    """Run the schedules for ever, as a worker of Odoo does; the second one presses the buttons instead."""
    _hurry()
    rng = random.Random(number)
    while True:
        for name in rng.sample(CRONS, len(CRONS)):
            _press(env, name) if number else _run_cron(env, name)
        with contextlib.suppress(*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY), _transaction(env) as own:
            # Retries that would come in minutes come in seconds.
            own.cr.execute("UPDATE amazon_channel_submission SET next_attempt_at = NULL WHERE state = 'to_send'")
            own.cr.execute("UPDATE amazon_channel_document SET next_attempt_at = NULL WHERE is_open")
            own.cr.execute("UPDATE amazon_channel_account SET orders_retry_at = NULL WHERE orders_retry_at IS NOT NULL")
        time.sleep(rng.uniform(*PAUSE_SECONDS))


def play_day(env, url, seed, steps, log_file, story_file):
    """People, buyers and Amazon.

    :return: how often what happened
    """
    _hurry()
    day = Day(partial(_transaction, env), _Amazon(url), MARKETPLACES, seed, faults=(SLOW,))
    _again(day.begin)
    rng = random.Random(f"{seed}:pauses")
    with Path(log_file).open("w", buffering=1) as log:
        for number in range(steps):
            said = _again(partial(day.step, number))
            if said:
                log.write(f"{time.strftime('%H:%M:%S')} {said}\n")
            time.sleep(rng.uniform(*PAUSE_SECONDS))
    Path(story_file).write_text(json.dumps(day.story()))
    return {"counts": dict(day.counts), "said_no": dict(day.said_no)}


def end_day(env, url, seed, story_file):
    """Let everything settle, and hold both sides against each other.

    :return: the problems, and counts
    """
    _hurry()
    amazon = _Amazon(url)
    evening = Evening(partial(_transaction, env), amazon, partial(_run_crons, env), seed)
    rounds = evening.settle()
    with _transaction(env) as own:
        found, counts = problems(own, amazon, json.loads(Path(story_file).read_text()))
    return {"rounds": rounds, "problems": found, "counts": counts}


@contextlib.contextmanager
def _transaction(env):
    """An environment with a cursor of its own, committed when the block ends well, as a request has."""
    with env.registry.cursor() as cr:
        yield api.Environment(cr, env.uid, env.context)


def _again(function):
    """Call a function, again when two transactions have met, as Odoo does with requests."""
    for _attempt in range(TRIES):
        try:
            return function()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:  # pylint: disable=catching-non-exception
            time.sleep(random.uniform(*PAUSE_SECONDS))
    return function()


def _run_crons(env):
    for name in CRONS:
        _run_cron(env, name)


def _run_cron(env, name):
    with _transaction(env) as own, contextlib.suppress(UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
        # Another worker may be at it.
        own.ref(f"amazon_channel.ir_cron_{name}").method_direct_trigger()


def _press(env, name):
    """Do what the schedule does from a request, where the scheduler's lock keeps nobody out."""
    with _transaction(env) as own, contextlib.suppress(UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
        accounts = own["amazon.channel.account"].search([("state", "=", "connected")])
        if name == "get_orders":
            accounts.action_get_orders()
        elif name == "sync_orders":
            own["amazon.channel.order.sync"]._sync_and_notify(accounts)
        elif name == "follow_documents":
            own["amazon.channel.document.follow"]._follow_and_notify(accounts)


def _hurry():
    """Few packages fill a feed, and an answer that is late is given up soon."""
    amazon_channel_order_sync_feed.FEED_FROM = FEED_FROM
    connection.Client = partial(Client, timeout=(5, SLOW_SECONDS / 2))
