"""``./dev demo``: a shop in Odoo connected to the simulated Amazon; its orders fetched, processed and counted;
some of them shipped, two cancelled, and Amazon told about it; its listings imported, linked, and a few products
published.

The first run sets everything up. Every further run finds the same shop and the same Amazon, on which a few orders
were placed in the meantime.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from . import cache, databases, odoo_process
from .console import ToolError, run, say

DATABASE = "amazon_demo"
FIRST_ORDERS = 120
NEW_ORDERS = 12
CODE = {".py", ".xml", ".csv", ".js", ".scss"}
# The demo's script reports on a line of its own, among whatever Odoo prints.
SUMMARY_MARK = "AMAZON_CHANNEL_DEMO "


def main():
    """Run the demo."""
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the summary, without a web server")
    parser.add_argument("--reset", action="store_true", help="start over with an empty shop")
    parser.add_argument("--port", type=int, default=0, help="port of the web server; a free one by default")
    options = parser.parse_args()
    state = cache.folder("demo") / "simulator.json"
    if options.reset:
        databases.drop(DATABASE)
        state.unlink(missing_ok=True)
    _prepare_database()
    simulator, url = _start_simulator(state)
    try:
        summary = _run_job(url)
        _print(summary)
        if options.once:
            print("\nTo look at it: ./dev demo")
        else:
            _serve(options.port or _free_port())
    finally:
        _end(simulator)


def _prepare_database():
    """Create the demo's database, or bring it up to the present code."""
    code = cache.CHECKOUT / "amazon_channel"
    files = sorted(path for path in code.rglob("*") if path.suffix in CODE and "tests" not in path.parts)
    version = cache.digest(*(f"{path} {path.stat().st_mtime_ns}" for path in files))
    stamp = cache.folder("demo") / "version"
    known = stamp.read_text() if stamp.exists() else ""
    present = databases.exists(DATABASE)
    if present and known == version:
        return
    if not present:
        say("creating the demo's database")
        databases.create(DATABASE)
    say("installing amazon_channel")
    arguments = ["-d", DATABASE, "-u" if present else "-i", "amazon_channel", "--stop-after-init", "--no-http"]
    run(odoo_process.command(*arguments, "--log-level=warn"), env=odoo_process.environment())
    cache.write_atomically(stamp, version)


def _start_simulator(state):
    """Start the simulated Amazon with the orders of last time, and place a few new ones.

    :return: the process and its base URL
    """
    first = not state.exists()
    port = _free_port()
    command = [sys.executable, "-m", "amazon_simulator", "--port", str(port), "--orders", str(FIRST_ORDERS)]
    # Amazon's search lags two minutes behind; whoever tries the demo should not have to wait for that.
    command += ["--settle", "0"]
    process = subprocess.Popen([*command, "--state", str(state)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _attempt in range(100):
        try:
            _ask(f"{url}/simulator/credentials")
            break
        except OSError:
            if process.poll() is not None:
                raise ToolError("the simulator ended at once; try ./dev simulator") from None
            time.sleep(0.1)
    else:
        _end(process)
        raise ToolError("the simulator did not answer within ten seconds")
    if not first:
        now = time.time()
        period = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - age)) for age in (60, 0)]
        _ask(f"{url}/simulator/orders/generate", {"n": NEW_ORDERS, "placed_between": period})
    return process, url


def _run_job(url):
    """Connect, fetch and process in an Odoo of its own.

    :return: the summary of `devtools.demo_job`
    """
    script = f"from devtools import demo_job; print({SUMMARY_MARK!r} + demo_job.run(env, {url!r}))"
    command = odoo_process.command("shell", "-d", DATABASE, "--no-http", "--log-level=warn")
    environment = {**odoo_process.environment(), "PYTHONPATH": str(cache.CHECKOUT)}
    output = run(command, env=environment, given=script)
    for line in output.splitlines():
        if SUMMARY_MARK in line:
            return json.loads(line.split(SUMMARY_MARK, 1)[1])
    raise ToolError(f"the demo's script did not report:\n{output[-4000:]}")


def _print(summary):
    """Say what the main job did."""
    print(f"\nThis run took {summary['seconds']} s:\n")
    _print_table(summary["accounts"], ("channels", "fetched", "new", "imported", "API calls"))
    print("\nIn the inbox since the beginning:\n")
    _print_table(summary["accounts"], ("imported in all", "held", "pending"))
    print(f"\nInbox: {summary['inbox']}")
    print(
        f"Sale orders from Amazon: {summary['sale_orders']}, of which {summary['differing']} differ from Amazon's total"
    )
    for reason in summary["held"]:
        print(f"  {reason['count']:>3} held: {reason['reason']}")
    for issue in summary["issues"]:
        print(f"  {issue['count']:>3} open: {issue['cause']}")
    told = summary["told"]
    print(
        f"Told to Amazon: {told['confirmed']} of {told['packages']} packages confirmed, "
        f"{told['cancelled']} cancellations shown"
    )
    for row in told["open"]:
        print(f"  {row['state'].lower():>8}: {row['what']}: {row['note']}".rstrip(": "))
    listed = summary["listed"]
    print(
        f"Listed at Amazon: {listed['listings']} listings ({listed['states']}), {listed['linked']} linked to products, "
        f"{listed['errors']} with errors"
    )
    print(f"Published: {listed['published']}")
    print(
        f"Offered: {listed['quantities']} quantities and {listed['prices']} prices sent, "
        f"{listed['stopped']} stopped until somebody approves"
    )


def _print_table(accounts, columns):
    print(f"{'account':<18}" + "".join(f"{column:>17}" for column in columns))
    for account in accounts:
        print(f"{account['name']:<18}" + "".join(f"{account[column]:>17}" for column in columns))


def _serve(port):
    """Run Odoo's web server until Ctrl-C."""
    environment = {**odoo_process.environment()}
    arguments = [
        "-d",
        DATABASE,
        "--http-port",
        str(port),
        "--http-interface=127.0.0.1",
        "--log-level=warn",
        f"--db-filter=^{DATABASE}$",
    ]
    server = subprocess.Popen(odoo_process.command(*arguments), env=environment)
    print(f"\nOpen http://127.0.0.1:{port}/odoo/action-amazon_channel.amazon_channel_order_action  (admin / admin)")
    print("Ctrl-C ends the demo.", flush=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        pass
    finally:
        _end(server)


def _ask(url, body=None):
    """Call the simulator's own interface."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def _end(process):
    """End a process that we started."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    try:
        main()
    except ToolError as error:
        sys.exit(f"dev: {error}")
