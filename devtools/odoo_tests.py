"""Run the tests of our addons in a fresh database, with Odoo's own runner and a real browser."""

import contextlib
import os
import signal
import socket
import subprocess
import threading

from . import addon_tests, cache, databases, odoo_log, odoo_process, system
from .console import ToolError, say

TIMEOUT = 3600


def run(tags=(), keep=False):
    """Install every addon of the checkout, then update it with its tests.

    The tests come with the update, not with the installation: so the way that users take, from one version of the
    addon to the next, is walked each time too.

    :param tags: test tags of Odoo; all tests of our addons when empty
    :param bool keep: leave the database for a look
    :return: the outcome, and what is wrong besides tests that failed
    :rtype: tuple[odoo_log.TestRun, list[str]]
    """
    names = odoo_process.addons()
    found = [problem for name in names for problem in addon_tests.problems(cache.CHECKOUT / name)]
    system.ensure_browser()
    databases.drop_leftovers()
    database = f"amazon_channel_{'kept' if keep else 'test'}_{os.getpid()}"
    log = cache.folder("logs") / f"{database}.log"
    databases.create(database)
    try:
        code, outcome = _install_and_test(database, names, tags, log)
    finally:
        if keep:
            say(f"the database {database} is kept: ./dev odoo -d {database}")
        else:
            databases.drop(database)
    if code and not outcome.failed:
        found.append(f"Odoo ended with exit code {code}; its log: {log}")
    elif not found and not code and not outcome.complaints:
        log.unlink()
    else:
        say(f"the whole log: {log}")
    return outcome, found


def _install_and_test(database, names, tags, log):
    """Return the exit code of the first step that failed, or of the last, and what the log says about the tests."""
    common = ["-d", database, "--stop-after-init", "--max-cron-threads=0"]
    lines = []
    print(f"Installing {', '.join(names)}", flush=True)
    code = _odoo([*common, "-i", ",".join(names), "--no-http"], log, lines)
    if not code:
        print("Testing", flush=True)
        chosen = ",".join(tags) or ",".join(f"/{name}" for name in names)
        pictures = cache.folder("logs", "screenshots")
        options = [f"--test-tags={chosen}", f"--http-port={_free_port()}", f"--screenshots={pictures}"]
        code = _odoo([*common, "-u", ",".join(names), *options], log, lines)
    return code, odoo_log.parse_test_run(lines, cache.CHECKOUT)


def _odoo(arguments, log, lines):
    """Run Odoo, keep its log in a file and in ``lines``, show which test file it is at; return its exit code."""
    process = subprocess.Popen(
        odoo_process.command(*arguments),
        env=odoo_process.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # A group of its own: a browser that hangs is ended with it.
        start_new_session=True,
    )
    overdue = threading.Event()
    timer = threading.Timer(TIMEOUT, lambda: (overdue.set(), _end(process)))
    timer.daemon = True
    timer.start()
    try:
        with log.open("a") as file:
            _follow(process.stdout, file, lines)
        code = process.wait(timeout=60)
    finally:
        timer.cancel()
        _end(process)
    if overdue.is_set():
        raise ToolError(f"the tests took more than {TIMEOUT} s and were ended; the log: {log}")
    return code


def _follow(output, file, lines):
    """Copy the output line by line; name every test file once, when its first test starts."""
    current = None
    for line in output:
        file.write(line)
        lines.append(line)
        place = odoo_log.place_of_started_test(line)
        if place and place != current:
            current = place
            print(f"  {place}", flush=True)


def _end(process):
    """End what is left of a process and of what it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _free_port():
    """Return a port that nobody listens on, so that several runs do not meet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
