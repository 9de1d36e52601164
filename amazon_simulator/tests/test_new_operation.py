"""An operation that Amazon has and the simulator does not is one object away."""

import pytest
import requests
from werkzeug.wrappers import Response

from amazon_simulator import Simulator, app, serve
from amazon_simulator.errors import invalid_input
from amazon_simulator.operations import Operation, all_operations

from .conftest import USER_AGENT, Client

PATH = "/examples/v0/orders/<order_id>/confirmation"


def confirm(call):
    """Ship the order that the path names with the carrier in the body, as a confirmation of shipment would."""
    if not call.body or "carrier" not in call.body:
        raise invalid_input("carrier is missing")
    call.simulator.ship_order(call.path["order_id"], carrier=call.body["carrier"])
    return Response(status=204)


@pytest.fixture
def url_and_client(simulator: Simulator, monkeypatch):
    operation = Operation("confirmExample", "POST", PATH, rate=2, burst=3, handler=confirm)
    monkeypatch.setattr(app, "all_operations", lambda: (*all_operations(), operation))
    app._url_map.cache_clear()
    with serve(simulator) as url:
        yield url, Client(simulator, url)
    app._url_map.cache_clear()


def test_it_is_authorised_throttled_counted_and_disturbed_like_all_others(simulator, url_and_client):
    url, client = url_and_client
    order_id = simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]
    client.search()
    headers = {"x-amz-access-token": client.access_token, "user-agent": USER_AGENT}

    def post(body, headers=headers):
        address = f"{url}/examples/v0/orders/{order_id}/confirmation"
        return requests.post(address, data=body, headers=headers, timeout=10)

    assert post("{}", {"user-agent": USER_AGENT}).status_code == 403
    assert post("{").status_code == 400
    assert post("{}").json()["errors"][0]["details"] == "carrier is missing"
    confirmed = post('{"carrier": "DHL"}')
    assert confirmed.status_code == 204
    assert confirmed.headers["x-amzn-RateLimit-Limit"] == "2"
    assert post("{}").status_code == 429
    assert simulator.get_order(order_id)["packages"][0]["carrier"] == "DHL"
    assert simulator.calls.count("confirmExample") == 5
    simulator.add_fault("confirmExample", "status", status=503)
    assert post("{}").status_code == 503
