"""Deliveries that are validated and confirmed at Amazon, beside the same deliveries without the addon."""

import argparse
import json
import sys
from pathlib import Path

from amazon_simulator import serve
from devtools.console import say

from . import process, shipments_report, workload
from .databases import Databases

WARM_UP = 10


def main(arguments):
    """Measure what the arguments ask for and print the table."""
    options = _parser().parse_args(arguments)
    runs = []
    with Databases() as stock:
        for number in range(options.repeat):
            say(f"run {number + 1} of {options.repeat}: {options.deliveries} deliveries")
            runs.append(_compare(stock, options.deliveries))
    print(shipments_report.render(runs))
    if options.json:
        options.json.write_text(json.dumps(runs, indent=1))
    sys.exit(0 if shipments_report.all_reached(runs) else 1)


def _parser():
    parser = argparse.ArgumentParser(prog="./dev bench shipments", description=__doc__)
    parser.add_argument("--deliveries", type=int, default=200, help="deliveries of a run (200)")
    parser.add_argument("--repeat", type=int, default=3, help="runs; the medians count (3)")
    parser.add_argument("--json", type=Path, help="write all figures and statements to this file")
    return parser


def _compare(stock, number):
    """Validate the same deliveries in a database without the addon and in one with it, in turn.

    :return: dict with the figures of `floor` (without the addon), `ours` and, of ours, `sync`
    """
    warm_up, orders = workload.documents(WARM_UP, number)
    with stock.copy("plain") as plain, stock.copy("seed") as seed, serve(workload.new_simulator()) as url:
        floor, ours = process.run_in_turns(
            ("validate_floor", plain, {"warm_up": warm_up, "orders": orders}),
            ("validate_ours", seed, {"url": url, "warm_up": WARM_UP, "orders": number}),
        )
    return {"floor": floor, "ours": ours, "sync": ours.pop("sync")}
