"""``./dev soak``: orders by the thousand, processes that are killed, two at a time, documents that are damaged."""

import argparse
import os
import signal
import sys
import time

from devtools import databases, odoo_process
from devtools.console import ToolError, run

from . import day, odoo_suites, parts, workers
from .simulated import amazon

PARTS = {
    "kills": parts.kills,
    "workers": parts.two_workers,
    "many": parts.many,
    "damage": parts.damage,
    "day": day.day,
    "odoo": odoo_suites.odoo_suites,
}
# Takes as long as everything else together.
ONLY_WHEN_ASKED = {"odoo"}


def main():
    """Run the chosen parts, print what is wrong, and end with 0 when nothing is."""
    options = _parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    template = f"amazon_channel_soak_{os.getpid()}"
    try:
        if set(options.only) != ONLY_WHEN_ASKED:
            _build(template, options.seed)
        problems = {name: _run(name, template, options) for name in options.only}
    finally:
        databases.drop(template)
    count = sum(map(len, problems.values()))
    print(f"soak (seed {options.seed}): {', '.join(options.only)}: {count} problems", flush=True)
    sys.exit(1 if count else 0)


def _build(template, seed):
    """Make the database that every part copies: a shop, connected."""
    started = time.monotonic()
    databases.create(template)
    install = ["-d", template, "-i", "amazon_channel", "--no-http", "--stop-after-init", "--log-level=warn"]
    run(odoo_process.command(*install, "--max-cron-threads=0"), env=odoo_process.environment())
    with amazon(seed) as running:
        workers.run("build", template, url=running.url, credentials=running.credentials())
    print(f"shop built in {time.monotonic() - started:.0f} s", flush=True)


def _run(name, template, options):
    """Run one part with an Amazon of its own, so that it can be repeated alone with the same result."""
    print(f"{name}: {PARTS[name].__doc__.splitlines()[0]}", flush=True)
    started = time.monotonic()
    with amazon(options.seed) as running:
        try:
            problems = PARTS[name](parts.Soak(running, template, options))
        except ToolError as error:
            problems = [str(error)]
    for problem in problems:
        print(f"PROBLEM {name}: {problem}")
    print(f"  {time.monotonic() - started:.0f} s, {len(problems)} problems", flush=True)
    return problems


def _parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev soak", description=__doc__)
    usual = [name for name in PARTS if name not in ONLY_WHEN_ASKED]
    parser.add_argument(
        "--only", type=_names, default=usual, metavar="PARTS", help=f"of {', '.join(PARTS)}; usually {','.join(usual)}"
    )
    parser.add_argument(
        "--odoo-suites", action="store_true", help="run Odoo's own tests with and without the addon, too"
    )
    parser.add_argument("--orders", type=int, default=5000, help="orders of the part many")
    parser.add_argument("--invoices", type=int, default=100, help="how many of them are shipped and invoiced")
    parser.add_argument("--kills", type=int, default=10, help="how often a worker is killed")
    parser.add_argument("--orders-killed", type=int, default=600, help="orders of the part kills")
    parser.add_argument("--orders-workers", type=int, default=600, help="orders of the part workers")
    parser.add_argument("--damaged", type=int, default=5000, help="damaged documents")
    parser.add_argument("--hours", type=float, default=8, help="length of the random day: 40 steps an hour")
    parser.add_argument("--seed", type=int, default=1, help="another number, other orders, moments and damages")
    parser.add_argument("--keep", action="store_true", help="keep the databases for a look")
    options = parser.parse_args()
    if options.odoo_suites:
        options.only = [*options.only, "odoo"]
    return options


def _names(text):
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in PARTS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"the parts are {', '.join(PARTS)}")
    return names


if __name__ == "__main__":
    try:
        main()
    except ToolError as error:
        sys.exit(f"soak: {error}")
