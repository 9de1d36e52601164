"""Trouble on demand."""

import socket
import time

import pytest
import requests

from amazon_simulator import SimulatorError


def test_a_throttle_strikes_as_often_as_it_was_told(simulator, client):
    simulator.add_fault("searchOrders", "throttle", times=2)
    assert [client.search().status_code for _ in range(3)] == [429, 429, 200]
    assert simulator.faults.as_list() == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_status_comes_with_amazons_error_body(simulator, client, status):
    simulator.add_fault("searchOrders", "status", status=status)
    answer = client.search()
    assert answer.status_code == status
    assert set(answer.json()["errors"][0]) == {"code", "message", "details"}
    assert client.search().status_code == 200


def test_a_fault_strikes_its_own_operation_only(simulator, client):
    simulator.add_fault("getOrder", "status", times=None)
    assert client.search().status_code == 200
    assert client.get("/orders/2026-01-01/orders/111-0000000-0000000").status_code == 500


def test_a_fault_of_every_operation_strikes_login_too(simulator, client):
    simulator.add_fault("*", "status", status=503, times=None)
    answer = client.token()
    assert answer.status_code == 503
    assert answer.json()["error"] == "temporarily_unavailable"
    simulator.clear_faults()
    assert client.token().status_code == 200


def test_login_can_fail_on_its_own(simulator, client):
    simulator.add_fault("token", "status", status=500)
    answer = client.token()
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")
    assert client.token().status_code == 200


def test_html_may_come_instead_of_json(simulator, client):
    simulator.add_fault("searchOrders", "html")
    simulator.add_fault("searchOrders", "html", status=200)
    for status in (503, 200):
        answer = client.search()
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
        with pytest.raises(requests.exceptions.JSONDecodeError):
            answer.json()


def test_json_may_be_cut_off(simulator, client):
    simulator.generate_orders(3, marketplaces=["US"])
    simulator.add_fault("searchOrders", "truncated")
    answer = client.search()
    assert answer.status_code == 200
    assert answer.text.startswith('{"orders"')
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert len(client.search().json()["orders"]) == 3


def test_the_connection_may_be_reset(simulator, client):
    simulator.add_fault("searchOrders", "reset")
    client.get("/sellers/v1/account")
    with pytest.raises(requests.exceptions.ConnectionError):
        client.search()
    assert client.search().status_code == 200
    assert [call.status for call in simulator.calls.recent if call.operation == "searchOrders"] == [0, 200]


def test_a_reset_is_a_reset_and_no_polite_end(simulator, url):
    simulator.add_fault("getAccount", "reset")
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"GET /sellers/v1/account HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_an_answer_may_come_too_late(simulator, client, url):
    token = client.token().json()["access_token"]
    simulator.add_fault("searchOrders", "delay", seconds=30)
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(
            f"{url}/orders/2026-01-01/orders",
            params={"createdAfter": "2026-11-01"},
            headers={"x-amz-access-token": token},
            timeout=0.2,
        )
    assert client.search().status_code == 200


def test_a_delay_is_followed_by_the_right_answer_or_by_more_trouble(simulator, client):
    simulator.add_fault("searchOrders", "delay", seconds=0.05)
    simulator.add_fault("searchOrders", "status", status=503)
    started = time.monotonic()
    assert client.search().status_code == 503
    assert time.monotonic() - started >= 0.05
    assert client.search().status_code == 200


def test_access_tokens_may_expire_in_the_middle_of_work(simulator, client):
    assert client.search().status_code == 200
    simulator.add_fault("searchOrders", "expire_tokens", after=1)
    assert client.search().status_code == 200
    assert client.search().status_code == 403
    client.access_token = None
    assert client.search().status_code == 200


def test_consent_may_be_withdrawn_in_the_middle_of_work(simulator, client):
    refresh_token = simulator.refresh_token()
    simulator.add_fault("searchOrders", "revoke")
    assert client.search().status_code == 403
    assert client.token(refresh_token=refresh_token).json()["error"] == "invalid_grant"


def test_a_fault_may_spare_the_first_calls(simulator, client):
    simulator.add_fault("searchOrders", "status", status=500, after=2, times=1)
    assert [client.search().status_code for _ in range(4)] == [200, 200, 500, 200]


def test_a_fault_may_strike_by_chance_and_the_seed_decides(simulator, client):
    simulator.change_settings(throttling=False)
    simulator.add_fault("searchOrders", "status", status=503, probability=0.3)
    answers = [client.search().status_code for _ in range(60)]
    assert 8 <= answers.count(503) <= 30
    assert answers.count(200) == 60 - answers.count(503)


def test_faults_strike_in_the_order_in_which_they_were_switched_on(simulator, client):
    simulator.add_fault("searchOrders", "throttle")
    simulator.add_fault("searchOrders", "status", status=503)
    assert [client.search().status_code for _ in range(3)] == [429, 503, 200]


def test_a_fault_lasts_until_it_is_removed(simulator, client):
    fault = simulator.add_fault("searchOrders", "status", status=500, times=None)
    assert [client.search().status_code for _ in range(5)] == [500] * 5
    simulator.remove_fault(fault.id)
    assert client.search().status_code == 200


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "earthquake"},
        {"kind": "status", "status": "500"},
        {"kind": "delay", "seconds": -1},
        {"kind": "throttle", "times": 0},
        {"kind": "throttle", "probability": 2},
        {"kind": "throttle", "colour": "red"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(simulator, options):
    with pytest.raises(SimulatorError):
        simulator.add_fault("searchOrders", **options)
