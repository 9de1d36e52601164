"""The day itself: one step after the other, each drawn from a random of its own."""

import random
from collections import Counter

from odoo.exceptions import UserError

from . import amazon, people
from .amazon import Events, Impossible
from .people import People


class Day:
    """A random working day.

    Step by step, what happens depends on the seed and on what is there to choose from, so that a day without killed
    processes is the same every time.

    :param transaction: returns a context manager with an environment that is committed when the block ends well
    :param amazon: see `Events`
    :param seed: another one, another day
    """

    def __init__(self, transaction, amazon, marketplaces, seed, faults=()):
        self.transaction = transaction
        self.events = Events(amazon, marketplaces, faults)
        self.seed = seed
        self.counts = Counter()
        self.said_no = Counter()

    def begin(self):
        """The shop opens: its channels are live, and one delivery method is not mapped yet."""
        with self.transaction() as env:
            env["amazon.channel"].search([("mode", "=", "shadow")]).action_go_live()
            env["delivery.carrier"].search([("name", "=", "Parcel Express")]).amazon_channel_carrier_id = False
            if "has_received_warning_stock_sms" in env.company._fields:
                # Otherwise Odoo asks the first time, instead of validating.
                env["res.company"].search([]).has_received_warning_stock_sms = True

    def step(self, number):
        """Let one thing happen; return what it was, or False when it could not happen."""
        rng = random.Random(f"{self.seed}:{number}")
        weights = amazon.WEIGHTS | people.WEIGHTS
        action = rng.choices(list(weights), list(weights.values()))[0]
        try:
            said = self._do(action, rng)
        except Impossible:
            return False
        except UserError as error:
            # Odoo says no to a person, who then leaves it.
            self.said_no[f"{action}: {error}"] += 1
            return False
        self.counts[action] += 1
        return f"{number} {action}: {said}"

    def _do(self, action, rng):
        if action in amazon.WEIGHTS:
            return getattr(self.events, action)(rng)
        with self.transaction() as env:
            return getattr(People(env, rng), action)()

    def story(self):
        """What the comparison must know of the day, as a JSON document."""
        return {"numbers": self.events.numbers, "elsewhere": sorted(self.events.elsewhere)}
