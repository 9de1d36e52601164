"""Listings imported from Amazon's report and linked to products, beside the same rows by bare SQL."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from devtools.console import say

from . import listings_report, process
from .databases import Databases
from .listings_workload import write_report


def main(arguments):
    """Measure what the arguments ask for and print the table."""
    options = _parser().parse_args(arguments)
    results = {}
    with Databases() as stock, tempfile.TemporaryDirectory(prefix="amazon_channel_bench_") as folder:
        for name, number in (("small", options.small), ("big", options.listings)):
            say(f"importing {number:,} listings")
            results[name] = _compare(stock, _report(folder, number))
        say(f"linking {options.link:,} listings")
        with stock.copy("seed") as seed:
            results["link"] = process.run("link", seed, report=_report(folder, options.link), listings=options.link)
    print(listings_report.render(results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    sys.exit(0 if listings_report.all_reached(results) else 1)


def _parser():
    parser = argparse.ArgumentParser(prog="./dev bench listings", description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000, help="listings of the big report (100,000)")
    parser.add_argument("--small", type=int, default=10_000, help="those of the small one, for the memory (10,000)")
    parser.add_argument("--link", type=int, default=20_000, help="listings that are linked (20,000)")
    parser.add_argument("--json", type=Path, help="write all figures and statements to this file")
    return parser


def _report(folder, number):
    path = Path(folder, f"{number}.txt")
    if not path.exists():
        write_report(path, number)
    return str(path)


def _compare(stock, report):
    with stock.copy("seed") as floor, stock.copy("seed") as seed:
        found = process.run_in_turns(
            ("import_floor", floor, {"report": report}), ("import_ours", seed, {"report": report})
        )
    return dict(zip(("floor", "ours"), found, strict=True))
