import logging
import os
from unittest.mock import patch

from odoo.tests import tagged

from ..random_day import Day, Evening, LocalAmazon, problems
from .common import EndToEndCase

_logger = logging.getLogger(__name__)
CRONS = ("get_orders", "process_orders", "sync_orders", "follow_documents", "audit_orders")
FEEDS = "odoo.addons.amazon_channel.models.amazon_channel_order_sync_feed"
STEPS = int(os.environ.get("RANDOM_DAY_STEPS", 110))
SEEDS = [int(seed) for seed in os.environ.get("RANDOM_DAY_SEEDS", "1").split(",")]
CRON_EVERY = 5


@tagged("post_install", "-at_install")
class TestRandomDay(EndToEndCase):
    """A random day; longer ones, with processes that are killed, are in the long run, `./dev soak --only day`."""

    def run_crons(self):
        for name in CRONS:
            self.run_cron(name)

    def play(self, seed):
        """Play a day and its evening; return what is wrong afterwards."""
        amazon = LocalAmazon(self.simulator)
        day = Day(self.request, amazon, ("US", "CA"), seed)
        day.begin()
        log = []
        for number in range(STEPS):
            log.append(day.step(number))
            if number % CRON_EVERY == 0:
                self.run_crons()
        rounds = Evening(self.request, amazon, self.run_crons, seed).settle()
        self.env.invalidate_all()
        found, counts = problems(self.env, amazon, day.story())
        words = [f"seed {seed}: {rounds} rounds, {counts}, {dict(day.counts)}, {dict(day.said_no)}"]
        words += [*filter(None, log), *(f"PROBLEM {problem}" for problem in found)]
        _logger.info("A random day\n%s", "\n".join(words))
        return found

    def test_after_a_random_day_amazon_and_odoo_hold_the_same(self):
        self.startPatcher(patch(f"{FEEDS}.FEED_FROM", 3))
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.assertEqual(self.play(seed), [])
