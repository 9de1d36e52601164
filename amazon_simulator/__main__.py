"""Run the simulator: `python -m amazon_simulator`."""

import argparse
import contextlib
import ipaddress
import logging
import signal
from datetime import timedelta

from .server import Server
from .simulator import Simulator

LOOPBACK_NAMES = ("localhost",)
FIRST_ORDERS_PERIOD = timedelta(days=3)
FIRST_ORDERS_AGE = timedelta(minutes=5)


def main(arguments=None):
    """Serve one simulator until interrupted. A new one gets `--orders` orders of the last three days."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    simulator = Simulator(
        seed=options.seed,
        settle=options.settle,
        throttling=not options.no_throttle,
        state_path=options.state,
    )
    if options.orders and not len(simulator.orders):
        end = simulator.clock() - FIRST_ORDERS_AGE
        simulator.generate_orders(options.orders, placed_between=(end - FIRST_ORDERS_PERIOD, end))
    server = Server(simulator, options.host, options.port)
    if not _is_loopback(options.host):
        print("Warning: anyone who reaches this address can steer the simulator and read its credentials.")
    with contextlib.suppress(KeyboardInterrupt):
        try:
            # Before the summary: whoever waits for it may end the process right away.
            signal.signal(signal.SIGTERM, _interrupt)
            # A shell that starts it in the background has told it to ignore this one.
            signal.signal(signal.SIGINT, _interrupt)
            print(_summary(simulator, server.url), flush=True)
            server.serve_forever()
        finally:
            simulator.close()
            server.server_close()


def _parser():
    parser = argparse.ArgumentParser(prog="amazon_simulator", description="A fake Amazon Selling Partner API.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
    parser.add_argument("--port", type=int, default=8765, help="port to listen at; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="decides ids, credentials and generated orders")
    parser.add_argument("--orders", type=int, default=40, help="orders that a new simulator starts with")
    parser.add_argument("--state", metavar="FILE", help="keep the state in this file")
    parser.add_argument("--settle", type=float, default=120, help="seconds that searchOrders lags behind (Amazon: 120)")
    parser.add_argument("--no-throttle", action="store_true", help="never answer 429 for want of quota")
    return parser


def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES


def _summary(simulator, url):
    application = simulator.application
    lines = [
        f"Simulated Amazon at {url} ({len(simulator.orders)} orders). Stop with Ctrl-C.",
        f"  application id    {application.application_id}",
        f"  client id         {application.client_id}",
        f"  credentials       {url}/simulator/credentials",
    ]
    return "\n".join(lines)


def _interrupt(signum, frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
