"""getOrder, and what every call has in common."""

import re

import pytest

from .conftest import EVERYTHING

REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PATH = "/orders/2026-01-01/orders"


def test_an_order_is_got_by_its_id(simulator, client):
    order_id = simulator.generate_orders(1, marketplaces=["US"])[0]
    answer = client.get(f"{PATH}/{order_id}", includedData=EVERYTHING)
    assert answer.status_code == 200
    assert set(answer.json()) == {"order"}
    assert answer.json()["order"]["orderId"] == order_id


def test_an_unknown_order_is_not_found(client):
    answer = client.get(f"{PATH}/111-0000000-0000000")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "NotFound"


def test_an_order_of_another_seller_is_not_found(simulator, client, client_eu):
    order_id = simulator.generate_orders(1, marketplaces=["DE"])[0]
    assert client_eu.get(f"{PATH}/{order_id}").status_code == 200
    assert client.get(f"{PATH}/{order_id}").status_code == 404


@pytest.mark.parametrize("order_id", ["TEST_CASE_400", "123", "111-1111111-111111x"])
def test_what_is_no_order_id_is_invalid(client, order_id):
    answer = client.get(f"{PATH}/{order_id}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"


def test_every_answer_has_its_own_request_id(simulator, client):
    order_id = simulator.generate_orders(1, marketplaces=["US"])[0]
    answers = [
        client.search(),
        client.get(f"{PATH}/{order_id}"),
        client.get(f"{PATH}/111-0000000-0000000"),
        client.get(PATH),
        client.get(PATH, headers={"x-amz-access-token": "wrong"}),
        client.get("/nowhere"),
        client.token(),
        client.token(client_secret="wrong"),
    ]
    request_ids = [answer.headers["x-amzn-RequestId"] for answer in answers]
    assert all(REQUEST_ID.fullmatch(request_id) for request_id in request_ids)
    assert len(set(request_ids)) == len(answers)


def test_the_rate_is_told_with_200_400_and_404_but_not_with_403(simulator, client):
    order_id = simulator.generate_orders(1, marketplaces=["US"])[0]
    assert client.search().headers["x-amzn-RateLimit-Limit"] == "0.0056"
    assert client.get(PATH).headers["x-amzn-RateLimit-Limit"] == "0.0056"
    assert client.get(f"{PATH}/{order_id}").headers["x-amzn-RateLimit-Limit"] == "0.5"
    assert client.get(f"{PATH}/111-0000000-0000000").headers["x-amzn-RateLimit-Limit"] == "0.5"
    forbidden = client.get(PATH, headers={"x-amz-access-token": "wrong"})
    assert forbidden.status_code == 403
    assert "x-amzn-RateLimit-Limit" not in forbidden.headers


def test_a_missing_or_wrong_access_token_is_forbidden(client):
    for token in (None, "", "Atza|wrong"):
        answer = client.get(PATH, headers={"x-amz-access-token": token}, createdAfter="2026-01-01")
        assert answer.status_code == 403
        error = answer.json()["errors"][0]
        assert (error["code"], error["message"]) == ("Unauthorized", "Access to requested resource is denied.")
        assert error["details"]


def test_a_user_agent_is_needed_and_must_not_be_too_long(client):
    for agent in ("", "x" * 501):
        answer = client.get(PATH, headers={"user-agent": agent}, createdAfter="2026-01-01")
        assert answer.status_code == 400
        assert "user-agent" in answer.json()["errors"][0]["details"]


def test_a_path_that_does_not_exist_is_not_found(client):
    for path in ("/orders/v0/orders", "/nowhere", "/orders/2026-01-01/orders/1/2"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["code"] == "NotFound"


def test_text_in_any_script_arrives_unharmed(simulator, client):
    order_id = simulator.generate_orders(1, kinds=["emoji_names"], marketplaces=["US"])[0]
    order = client.order(order_id)
    assert order["recipient"]["deliveryAddress"]["name"] == "Zoe\u0301 🌻 Sternenfeld 🇪🇺"
    assert order["orderItems"][0]["product"]["title"].startswith("🔥")
