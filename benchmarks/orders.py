"""Orders from Amazon to confirmed sale orders, beside the same sale orders by bare ORM.

The simulated Amazon runs in this process. Odoo runs in processes of its own, each on a fresh copy of a seeded database.
"""

import argparse
import contextlib
import json
import os
import platform
import sys
from datetime import datetime, timezone
from pathlib import Path

from amazon_simulator import KINDS, serve
from devtools.console import ToolError, say

from . import orders_report, process, workload
from .databases import Databases

WARM_UP = 20
BAD_ROUNDS = 3


def main(arguments):
    """Measure what the arguments ask for and print the table."""
    options = _parser().parse_args(arguments)
    results = {"about": _about(options), "runs": []}
    cut_short = None
    try:
        with Databases() as stock:
            Bench(stock, options, results).run()
    except (KeyboardInterrupt, ToolError) as error:
        if not results["runs"]:
            raise
        cut_short = str(error) or "interrupted"
    print(orders_report.render(results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
        say(f"all figures and statements: {options.json}")
    if cut_short:
        raise ToolError(f"cut short, the table lacks the rest: {cut_short}")
    sys.exit(0 if orders_report.all_reached(results) else 1)


def _parser():
    parser = argparse.ArgumentParser(prog="./dev bench orders", description=__doc__)
    parser.add_argument("--orders", type=int, default=500, help="orders of a run (500)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of that size; the medians count (3)")
    parser.add_argument("--big", type=int, default=5000, help="orders of the big run (5000), 0 for none")
    parser.add_argument("--mixed", type=int, default=400, help="orders of the run with every kind of order, 0 for none")
    parser.add_argument("--no-bad", dest="bad", action="store_false", help="leave out the batches with a bad order")
    parser.add_argument("--statements", type=int, default=0, metavar="N", help="show the N statements that differ most")
    parser.add_argument("--json", type=Path, help="write all figures and statements to this file")
    return parser


def _about(options):
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{os.cpu_count()} processors, Python {platform.python_version()}",
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "orders": options.orders,
        "big": options.big,
        "statements": options.statements,
    }


class Bench:
    """All measurements of one call. They are put into `results` one after the other, as they are finished."""

    def __init__(self, stock, options, results):
        self.stock = stock
        self.options = options
        self.results = results

    def run(self):
        """Measure all that was asked for."""
        options, results = self.options, self.results
        for number in range(options.repeat):
            say(f"run {number + 1} of {options.repeat}: {options.orders} orders")
            results["runs"].append(self._compare(options.orders, ("plain", "floor", "ours")))
        if options.bad:
            say("batches with a bad order")
            results["bad"] = self._ours("bad_orders", rounds=BAD_ROUNDS)
        if options.mixed:
            say(f"{options.mixed} orders of all kinds")
            results["mixed"] = self._ours("ours", orders=options.mixed, **_every_kind())
        if options.big:
            say(f"the big run: {options.big} orders")
            results["big"] = self._compare(options.big, ("floor", "ours"))

    def _compare(self, number, ways):
        """Process the same orders in several ways, a batch here, a batch there.

        :param ways: `ours`, `floor`, or `plain`: the floor in a database without the addon
        :return: dict way -> figures
        """
        warm_up, orders = workload.documents(WARM_UP, number)
        documents = {"warm_up": warm_up, "orders": orders}
        with contextlib.ExitStack() as stack:
            url = stack.enter_context(serve(workload.new_simulator()))
            jobs = []
            for way in ways:
                name = stack.enter_context(self.stock.copy("plain" if way == "plain" else "seed"))
                placed = {"url": url, "warm_up": WARM_UP, "orders": number}
                jobs.append(("ours", name, placed) if way == "ours" else ("floor", name, documents))
            return dict(zip(ways, process.run_in_turns(*jobs), strict=True))

    def _ours(self, task, **options):
        with self.stock.copy("seed") as name, serve(workload.new_simulator()) as url:
            return process.run(task, name, url=url, warm_up=WARM_UP, **options)


def _every_kind():
    """Options that make a run of every kind of order, in turn, in every region."""
    kinds = [name for name in KINDS if not name.startswith("benchmark")]
    return {"kinds": kinds, "marketplaces": None, "regions": ["na", "eu", "fe"]}
