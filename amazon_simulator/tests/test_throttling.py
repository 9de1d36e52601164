"""Usage plans: a token bucket per seller, application and operation."""

import pytest

PATH = "/orders/2026-01-01/orders"


def statuses(call, times):
    return [call().status_code for _ in range(times)]


def test_search_orders_may_be_called_20_times_and_then_once_in_three_minutes(client, clock):
    assert statuses(client.search, 21) == [200] * 20 + [429]
    clock.advance(seconds=178)
    assert client.search().status_code == 429
    clock.advance(seconds=1)
    assert statuses(client.search, 2) == [200, 429]


@pytest.mark.parametrize(
    ("path", "burst", "wait"),
    [
        (f"{PATH}/111-0000000-0000000", 30, 2),
        ("/sellers/v1/marketplaceParticipations", 15, 63),
        ("/sellers/v1/account", 15, 63),
    ],
)
def test_each_operation_has_amazons_burst_and_rate(client, clock, path, burst, wait):
    answers = statuses(lambda: client.get(path), burst + 1)
    assert 429 not in answers[:-1]
    assert answers[-1] == 429
    clock.advance(seconds=wait)
    assert client.get(path).status_code != 429


def test_a_refused_call_has_amazons_body_and_no_rate_header(client):
    statuses(client.search, 20)
    answer = client.search()
    assert answer.status_code == 429
    assert answer.json() == {
        "errors": [
            {
                "code": "QuotaExceeded",
                "message": "You exceeded your quota for the requested resource.",
                "details": "",
            }
        ]
    }
    assert "x-amzn-RateLimit-Limit" not in answer.headers
    assert "Retry-After" not in answer.headers
    assert answer.headers["x-amzn-RequestId"]


def test_buckets_are_kept_apart_by_operation_and_seller(client, client_eu):
    statuses(client.search, 20)
    assert client.search().status_code == 429
    assert client.get("/sellers/v1/account").status_code == 200
    assert client_eu.search().status_code == 200


def test_buckets_are_kept_apart_by_application(simulator, client):
    statuses(client.search, 21)
    other = simulator.add_application("Other")
    token = simulator.authorize(simulator.seller("na").selling_partner_id, other.client_id)
    answer = client.token(refresh_token=token, client_id=other.client_id, client_secret=other.client_secret)
    client.access_token = answer.json()["access_token"]
    assert client.search().status_code == 200


def test_invalid_calls_use_the_quota_too_but_forbidden_ones_do_not(client):
    assert statuses(lambda: client.get(PATH), 10) == [400] * 10
    assert statuses(lambda: client.get(PATH, headers={"x-amz-access-token": "wrong"}), 10) == [403] * 10
    assert statuses(client.search, 11) == [200] * 10 + [429]


def test_a_bucket_never_holds_more_than_its_burst(client, clock):
    statuses(client.search, 20)
    clock.advance(days=1)
    client.access_token = None
    assert statuses(client.search, 21) == [200] * 20 + [429]


def test_throttling_can_be_switched_off(simulator, client):
    simulator.change_settings(throttling=False)
    assert statuses(client.search, 40) == [200] * 40


def test_rates_can_be_scaled_and_the_header_tells(simulator, client, clock):
    simulator.change_settings(throttle_scale=1000)
    assert client.search().headers["x-amzn-RateLimit-Limit"] == "5.6"
    statuses(client.search, 19)
    assert client.search().status_code == 429
    clock.advance(seconds=1)
    assert statuses(client.search, 6) == [200] * 5 + [429]


def test_a_seller_may_have_another_plan(simulator, client):
    simulator.change_settings(plans={"searchOrders": (0.1, 2)})
    assert statuses(client.search, 3) == [200, 200, 429]
    assert client.get(PATH).status_code == 429


def test_buckets_can_be_refilled(simulator, client):
    statuses(client.search, 21)
    simulator.throttle.refill()
    assert client.search().status_code == 200
