"""Quantities of 10,000 listings beside one read of free_qty, and what marking them costs the warehouse."""

import argparse
import json
import sys
from pathlib import Path

from devtools.console import say

from . import inventory_report, process
from .databases import Databases


def main(arguments):
    """Measure what the arguments ask for and print the table."""
    options = _parser().parse_args(arguments)
    with Databases() as stock:
        say(f"{options.listings} listings, of which {options.changed} change")
        with stock.copy("seed") as seed:
            process.run("build_listings", seed, number=options.listings)
            quantities = process.run("compute_quantities", seed, some=options.changed, repeat=options.repeat)
        say(f"{options.deliveries} deliveries of 50 lines")
        with stock.copy("plain") as plain, stock.copy("seed") as seed:
            floor, ours = process.run_in_turns(
                ("validate_long_deliveries", plain, {"rounds": options.deliveries}),
                ("validate_long_deliveries", seed, {"rounds": options.deliveries}),
            )
    results = {"quantities": quantities, "deliveries": {"floor": floor, "ours": ours}}
    print(inventory_report.render(results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    sys.exit(0 if inventory_report.all_reached(results) else 1)


def _parser():
    parser = argparse.ArgumentParser(prog="./dev bench inventory", description=__doc__)
    parser.add_argument("--listings", type=int, default=10000, help="listings of the shop (10000)")
    parser.add_argument("--changed", type=int, default=500, help="how many change in the usual case (500)")
    parser.add_argument("--repeat", type=int, default=5, help="runs; the medians count (5)")
    parser.add_argument("--deliveries", type=int, default=30, help="deliveries of 50 lines, with and without (30)")
    parser.add_argument("--json", type=Path, help="write all figures and statements to this file")
    return parser
