"""Odoo's own tests, with and without the addon: what fails only with it is its fault."""

import subprocess

from devtools import cache, databases, odoo_log, odoo_process, system
from devtools.odoo_tests import _free_port

from .parts import say

MODULES = ("sale", "sale_stock", "delivery", "stock_delivery")
ADDON = "amazon_channel"
SECONDS = 3 * 3600


def odoo_suites(soak):
    """Odoo's tests of sales, stock and delivery, twice: tell what always fails, return what the addon breaks."""
    system.ensure_browser()
    without, with_addon = _run(soak, "plain", MODULES), _run(soak, "addon", (*MODULES, ADDON))
    for name in sorted(without.failed):
        say(f"fails without the addon too: {name}")
    missing = without.started - with_addon.started
    broken = with_addon.failed.keys() - without.failed.keys()
    return [f"{name} fails with the addon:\n{with_addon.failed[name]}" for name in sorted(broken)] + [
        f"{name} does not run with the addon" for name in sorted(missing)
    ]


def _run(soak, name, modules):
    """Run the tests of Odoo's modules in a fresh database in which `modules` are installed."""
    database = f"{soak.template}_suites_{name}"
    databases.create(database)
    log = cache.folder("logs") / f"{database}.log"
    try:
        if ADDON in modules:
            _odoo(log, "-d", database, "-i", ADDON, "--no-http")
        tags = ",".join(f"/{module}" for module in MODULES)
        _odoo(log, "-d", database, "-u", ",".join(modules), f"--test-tags={tags}", f"--http-port={_free_port()}")
        with log.open(errors="replace") as lines:
            outcome = odoo_log.parse_test_run(lines, cache.CHECKOUT)
    finally:
        databases.drop(database)
    counts = f"{len(outcome.passed)} passed, {len(outcome.failed)} failed, {len(outcome.skipped)} skipped"
    say(f"{'with' if ADDON in modules else 'without'} the addon: {counts} ({log})")
    return outcome


def _odoo(log, *arguments):
    with log.open("a") as file:
        subprocess.run(
            odoo_process.command(*arguments, "--stop-after-init", "--max-cron-threads=0"),
            env=odoo_process.environment(),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
