"""Prices of listings computed from a pricelist, beside one batch of the pricelist's prices."""

import argparse
import json
import sys
from pathlib import Path

from devtools.console import say

from . import prices_report, process
from .databases import Databases


def main(arguments):
    """Measure what the arguments ask for and print the table."""
    options = _parser().parse_args(arguments)
    with Databases() as stock, stock.copy("seed") as seed:
        say(f"computing {options.listings:,} prices")
        results = process.run("prices", seed, listings=options.listings, changed=options.changed, repeat=options.repeat)
    print(prices_report.render(results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    sys.exit(0 if prices_report.all_reached(results) else 1)


def _parser():
    parser = argparse.ArgumentParser(prog="./dev bench prices", description=__doc__)
    parser.add_argument("--listings", type=int, default=10_000, help="listings of the channel (10,000)")
    parser.add_argument("--changed", type=int, default=500, help="of which so many change in the second part (500)")
    parser.add_argument("--repeat", type=int, default=3, help="how often; the middle counts (3)")
    parser.add_argument("--json", type=Path, help="write all figures and statements to this file")
    return parser
