"""The server and the command line."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from amazon_simulator import Simulator, serve

from .conftest import Client

ROOT = Path(__file__).resolve().parents[2]


def test_it_listens_at_a_free_loopback_port_and_several_may_run_at_once():
    with serve(Simulator(seed=1)) as first, serve(Simulator(seed=2)) as second:
        assert first.startswith("http://127.0.0.1:")
        assert first != second
        credentials = [requests.get(f"{url}/simulator/credentials", timeout=10).json() for url in (first, second)]
        assert credentials[0]["client_id"] != credentials[1]["client_id"]


def test_after_the_block_nothing_listens_and_no_thread_is_left(simulator):
    threads = threading.active_count()
    with serve(simulator) as url:
        requests.get(f"{url}/simulator", timeout=10)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(url, timeout=2)
    deadline = time.monotonic() + 2
    while threading.active_count() > threads and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= threads


def test_a_simulator_may_be_served_again(simulator):
    for _ in range(2):
        with serve(simulator) as url:
            assert Client(simulator, url).search().status_code == 200


def test_stopping_does_not_wait_for_a_delayed_answer(simulator):
    started = time.monotonic()
    with serve(simulator) as url, ThreadPoolExecutor() as pool:
        client = Client(simulator, url)
        client.get("/sellers/v1/account")
        simulator.add_fault("searchOrders", "delay", seconds=60)
        waiting = pool.submit(client.search)
        while simulator.faults.as_list():
            time.sleep(0.01)
        simulator.close()
        assert waiting.result().status_code == 200
    assert time.monotonic() - started < 10


def test_many_clients_and_controls_at_once_do_not_disturb_each_other(simulator, url):
    simulator.change_settings(throttling=False)
    simulator.generate_orders(100, marketplaces=["US"])
    client = Client(simulator, url)
    client.search()

    def read(_number):
        answer = client.search(maxResultsPerPage="20", includedData="PROCEEDS")
        return answer.status_code, len(answer.json()["orders"])

    def write(_number):
        order_id = simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]
        simulator.ship_order(order_id)
        return 200, 20

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(write if number % 4 == 0 else read, number) for number in range(120)]
        assert {job.result() for job in jobs} == {(200, 20)}
    assert len(simulator.orders) == 130
    assert simulator.calls.count("searchOrders") == 91


@contextlib.contextmanager
def command(*arguments):
    """Run the command line on a free port; yield (process, base URL, what it printed first)."""
    process = subprocess.Popen(
        [sys.executable, "-m", "amazon_simulator", "--port", "0", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        lines = []
        while "credentials" not in "".join(lines):
            line = process.stdout.readline()
            assert line, lines
            lines.append(line)
        text = "".join(lines)
        yield process, re.search(r"http://\S+?:\d+", text)[0], text
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(10)
        process.stdout.close()


def test_the_command_line_serves_orders_and_ends_cleanly(tmp_path):
    with command("--orders", "7", "--seed", "3", "--no-throttle", "--state", str(tmp_path / "s.json")) as started:
        process, url, text = started
        assert url.startswith("http://127.0.0.1:")
        assert "(7 orders)" in text
        settings = requests.get(f"{url}/simulator/settings", timeout=10).json()
        assert settings["throttling"] is False
        assert settings["settle"] == 120
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    with command("--orders", "50", "--state", str(tmp_path / "s.json")) as started:
        assert "(7 orders)" in started[2], "a state that exists is taken as it is"
        started[0].send_signal(signal.SIGINT)
        assert started[0].wait(10) == 0


def test_first_orders_are_old_enough_to_be_read_at_once():
    with command("--orders", "30") as (_process, url, _text):
        found = requests.get(f"{url}/simulator/credentials", timeout=10).json()
        read = 0
        for seller in found["sellers"].values():
            data = {
                "grant_type": "refresh_token",
                "client_id": found["client_id"],
                "client_secret": found["client_secret"],
                "refresh_token": seller["refresh_token"],
            }
            token = requests.post(f"{url}/auth/o2/token", data=data, timeout=10).json()["access_token"]
            answer = requests.get(
                f"{url}/orders/2026-01-01/orders",
                params={"lastUpdatedAfter": "2020-01-01T00:00:00Z"},
                headers={"x-amz-access-token": token},
                timeout=10,
            )
            read += len(answer.json()["orders"])
        assert read == 30
