"""The end of the day: people answer every question, time passes, the crons run until nothing is open."""

import random

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.amazon_channel.models.amazon_channel_submission import OPEN_STATES

from .people import People

MAX_ROUNDS = 25
RETRIES = 3


class Evening:
    """Brings everything to its end.

    :param transaction: see `Day`
    :param amazon: see `Events`
    :param run_crons: a function that runs all schedules once
    """

    def __init__(self, transaction, amazon, run_crons, seed):
        self.transaction = transaction
        self.amazon = amazon
        self.run_crons = run_crons
        self.rng = random.Random(f"{seed}:evening")
        self.retried = {}

    def settle(self):
        """Go on until nothing is open.

        :return: rounds it took
        """
        self.amazon.clear_faults()
        self._mend_accounts()
        quiet = 0
        for number in range(1, MAX_ROUNDS + 1):
            self.amazon.finish_jobs()
            asked = self._answer_questions()
            with self.transaction() as env:
                let_time_pass(env)
            self.run_crons()
            self.amazon.finish_jobs()
            with self.transaction() as env:
                quiet = 0 if asked or is_open(env) else quiet + 1
            if quiet == 2:
                return number
        return MAX_ROUNDS

    def _mend_accounts(self):
        """Amazon lets everybody in again, and is asked for all orders: some may have been lost on the way."""
        with self.transaction() as env:
            accounts = env["amazon.channel.account"].search([])
            for account in accounts.filtered(lambda account: account.state != "connected"):
                account.action_test_connection()
            let_time_pass(env)
            accounts.action_audit_orders()

    def _answer_questions(self):
        """Everything that waits for a person is answered, each in a transaction of its own; return how many."""
        answered = 0
        for model, domain, answer in QUESTIONS:
            with self.transaction() as env:
                ids = env[model].search(domain, order="id").ids
            for record_id in ids:
                try:
                    with self.transaction() as env:
                        answered += answer(self, People(env, self.rng), env[model].browse(record_id)) is not None
                except UserError:
                    continue
        return answered

    def _settle_refusal(self, people, submission):
        """Retry a few times; then leave it with its issue."""
        times = self.retried[submission.id] = self.retried.get(submission.id, 0) + 1
        if submission.state == "refused" and times <= RETRIES:
            return people.settle_refusal(submission)
        return None


def _enter_number(evening, people, submission):
    people.enter_number(submission)
    return True


def _map_carrier(evening, people, submission):
    return people.maps_carriers()


def _give_reason(evening, people, submission):
    submission.cancel_reason = "NoInventory"
    return True


QUESTIONS = (
    ("amazon.channel.submission", [("waiting_for", "=", "carrier"), ("state", "=", "waiting")], _map_carrier),
    ("amazon.channel.submission", [("waiting_for", "=", "tracking"), ("state", "=", "waiting")], _enter_number),
    ("amazon.channel.submission", [("waiting_for", "=", "reason"), ("state", "=", "waiting")], _give_reason),
    (
        "sale.order",
        [("amazon_channel_cancel_requested", "=", True), ("state", "=", "sale")],
        lambda evening, people, order: people.decide_request(order),
    ),
    (
        "sale.order",
        [
            ("picking_ids", "any", [("amazon_channel_shipped_elsewhere", "=", True)]),
            ("picking_ids", "any", [("state", "not in", ("done", "cancel"))]),
        ],
        lambda evening, people, order: people.decide_goods(order) if order.amazon_channel_shipped_elsewhere else None,
    ),
    ("amazon.channel.submission", [("state", "=", "refused")], Evening._settle_refusal),
)


def let_time_pass(env):
    """Let the time pass that things wait for by themselves."""
    now = fields.Datetime.now()
    env["amazon.channel.submission"].search([("next_attempt_at", "!=", False)]).write({"next_attempt_at": False})
    for submission in env["amazon.channel.submission"].search([("state", "=", "sent")]):
        submission.write({"sent_at": fields.Datetime.subtract(submission.sent_at, hours=2), "checked_at": False})
    env["amazon.channel.document"].search([("is_open", "=", True)]).write({"next_attempt_at": False})
    env["amazon.channel.order"].search([("next_attempt_at", "!=", False)]).write({"next_attempt_at": False})
    env["amazon.channel.account"].search([("orders_retry_at", "!=", False)]).write({"orders_retry_at": now})
    for quota in env["amazon.channel.quota"].search([]):
        quota.tokens = quota.burst


def is_open(env):
    """Whether something is still on its way by itself."""
    return bool(
        env["amazon.channel.submission"].search_count([("state", "in", OPEN_STATES)])
        or env["amazon.channel.order"].search_count([("state", "in", ("to_process", "failed"))])
        or env["amazon.channel.document"].search_count([("is_open", "=", True)])
    )
