"""The parts of the soak. Each returns what is wrong, as sentences; an empty list is what one hopes for."""

import contextlib
import json
import random
import tempfile
import time

import psycopg2

from devtools import databases

from . import story, workers

EARLY_SECONDS = 2
CHANGED_SHARE = 5  # one of so many orders changes in the second half


class Soak:
    """What the parts share.

    :param amazon: the running `simulated.Amazon` of this part
    :param str template: a database with the shop, connected with an Amazon of the same seed
    :param options: the parsed command line
    """

    def __init__(self, amazon, template, options):
        self.amazon = amazon
        self.template = template
        self.options = options
        self.random = random.Random(options.seed)

    @contextlib.contextmanager
    def database(self, name):
        """A copy of the template, connected with this part's Amazon; dropped afterwards."""
        name = f"{self.template}_{name}"
        databases.drop(name)
        databases.copy(self.template, name)
        try:
            query = "UPDATE ir_config_parameter SET value = %s WHERE key = 'amazon_channel.simulator_url' RETURNING 1"
            ask(name, query, self.amazon.url)
            yield name
        finally:
            if not self.options.keep:
                databases.drop(name)

    def check(self, database):
        """Hold a database against all of Amazon's orders; return what is wrong."""
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(self.amazon.orders(), file)
            file.flush()
            result = workers.run("check", database, documents_file=file.name)
        say(f"checked against Amazon: {result['states']}, {len(result['problems'])} problems")
        return result["problems"]


def ask(database, query, *values):
    """Run a statement in a database and return the first value of its answer; without Odoo, so in no time."""
    with contextlib.closing(psycopg2.connect(dbname=database)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def say(text):
    """Tell how far a part has come."""
    print(f"  {text}", flush=True)


# -- Killed ------------------------------------------------------------------------------------------------------------


def kills(soak):
    """`kill -9` at random moments, then to the end: the same as a run that nobody disturbed, nothing twice."""
    number = soak.options.orders_killed
    soak.amazon.generate(number)
    with soak.database("calm") as calm, soak.database("killed") as killed:
        duration = workers.run("sync", calm)["seconds"]
        say(f"undisturbed: {number} orders in {duration:.0f} s")
        half = -(-soak.options.kills // 2)
        _get_killed(soak, killed, half, duration)
        problems = _compare(soak, calm, killed, "after the import")
        runs = [ask(database, "SELECT max(id) FROM amazon_channel_run") for database in (calm, killed)]
        _change_orders(soak)
        duration = workers.run("sync", calm, since_run=runs[0])["seconds"]
        say(f"undisturbed: changes of every {CHANGED_SHARE}th order in {duration:.0f} s")
        _get_killed(soak, killed, soak.options.kills - half, duration, since_run=runs[1])
        return problems + _compare(soak, calm, killed, "after the changes")


def _get_killed(soak, database, times, duration, since_run=0):
    """Kill workers so that the moments spread over the time that the work takes, then let one finish."""
    left, done = duration, 0
    while done < times:
        with workers.working("sync", database, since_run=since_run) as worker:
            # Every other one dies early: fetching takes seconds, processing takes minutes.
            delay = soak.random.uniform(0, EARLY_SECONDS if done % 2 else 2 * left / (times - done + 1))
            time.sleep(delay)
            if not worker.kill():
                say(f"kill {done + 1}: the work was done before")
                return
        left = max(left - delay, duration / 20)
        done += 1
        say(f"kill {done}: after {delay:.1f} s, {_progress(database)}")
    say(f"to the end in {workers.run('sync', database, since_run=since_run)['seconds']:.0f} s")


def _progress(database):
    inbox = ask(database, "SELECT count(*) FROM amazon_channel_order")
    sales = ask(database, "SELECT count(*) FROM sale_order")
    due = ask(database, "SELECT count(*) FROM amazon_channel_order WHERE state = 'to_process'")
    return f"{inbox} orders in the inbox, {sales} sale orders, {due} to process"


def _compare(soak, calm, other, moment):
    problems = [f"{moment}: {problem}" for problem in soak.check(other)]
    one, two = workers.run("tell", calm), workers.run("tell", other)
    found = story.differences(one, two)
    say(f"{moment}: {len(one['orders'])} orders and {one['sale orders']} sale orders, {len(found)} differences")
    return problems + [f"{moment}: {difference}" for difference in found]


def _change_orders(soak):
    """Let Amazon cancel some orders, ship some, and send some elsewhere."""
    merchant = [
        order["orderId"]
        for order in sorted(soak.amazon.orders(), key=lambda order: order["orderId"])
        if order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
        and order["fulfillment"].get("fulfilledBy") == "MERCHANT"
        and order.get("recipient")
    ]
    changes = (
        ("cancel", {}),
        ("ship", {}),
        ("request_cancellation", {}),
        ("change_address", {"addressLine1": "7 Invented Lane", "city": "Elsewhere"}),
    )
    for position, order_id in enumerate(soak.random.sample(merchant, len(merchant) // CHANGED_SHARE)):
        action, arguments = changes[position % len(changes)]
        soak.amazon.act(order_id, action, **arguments)


# -- Two at a time -----------------------------------------------------------------------------------------------------


def two_workers(soak):
    """Two workers at once: the same as with one."""
    soak.amazon.generate(soak.options.orders_workers)
    with soak.database("one") as one, soak.database("two") as both:
        say(f"one worker: {workers.run('sync', one)['seconds']:.0f} s")
        started = time.monotonic()
        with workers.working("sync", both) as first, workers.working("sync", both) as second:
            results = [worker.result() for worker in (first, second)]
            for worker in (first, second):
                if worker.log.strip():
                    say(f"logged: {worker.log.strip()[-1500:]}")
        attempts = " and ".join(str(result["attempts"]) for result in results)
        say(f"two workers: {time.monotonic() - started:.0f} s, {attempts} attempts")
        return _compare(soak, one, both, "two workers")


# -- Many --------------------------------------------------------------------------------------------------------------


def many(soak):
    """Thousands of orders: all there, to the cent, with few calls; invoices too; nobody is written to."""
    number = soak.options.orders
    soak.amazon.generate(number)
    total = len(soak.amazon.orders())
    soak.amazon.forget_calls()
    problems = []
    with soak.database("many") as database:
        result = workers.run("sync", database, seconds=4 * 3600)
        calls = soak.amazon.calls()
        say(f"{total} orders in {result['seconds']:.0f} s, {calls} calls, {result['memory']} MiB at most")
        if calls > total / 100 + 6:
            problems.append(f"{calls} calls for {total} orders in three accounts")
        problems += soak.check(database)
        found = workers.run("deliver_and_invoice", database, number=soak.options.invoices, seed=soak.options.seed)
        say(f"{soak.options.invoices} orders shipped and invoiced, {len(found)} problems")
        return problems + found


def damage(soak):
    """Thousands of damaged documents: none crashes anything, none is lost, none becomes a wrong sale."""
    with soak.database("damage") as database:
        result = workers.run("damage", database, number=soak.options.damaged, seed=soak.options.seed)
        say(f"{soak.options.damaged} damaged documents: {result['states']}, {len(result['problems'])} problems")
        return result["problems"]
