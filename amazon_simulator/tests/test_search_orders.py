"""searchOrders: which orders come back, in which order, on which page."""

import base64
from datetime import datetime, timedelta, timezone

import pytest

from amazon_simulator import ManualClock, Simulator
from amazon_simulator.clock import iso

from .conftest import DE, GB, JP, US

UTC = timezone.utc


def place(simulator, order_id=None, **fields):
    document = {"orderItems": [{"quantityOrdered": 1, "product": {"sellerSku": "A"}}], **fields}
    if order_id:
        document["orderId"] = order_id
    return simulator.place_order(document)


def test_orders_come_oldest_first_by_the_time_that_was_asked_for(simulator, client, clock):
    first = place(simulator, createdTime="2026-11-23T10:00:00Z", lastUpdatedTime="2026-11-23T11:30:00Z")
    second = place(simulator, createdTime="2026-11-23T10:30:00Z", lastUpdatedTime="2026-11-23T11:00:00Z")
    assert client.order_ids(createdAfter="2026-11-23T00:00:00Z") == [first, second]
    assert client.order_ids(lastUpdatedAfter="2026-11-23T00:00:00Z") == [second, first]


def test_both_ends_of_the_period_belong_to_it(simulator, client):
    order_id = place(simulator, createdTime="2026-11-23T10:00:00.500Z")
    exact = {"createdAfter": "2026-11-23T10:00:00.500Z", "createdBefore": "2026-11-23T10:00:00.500Z"}
    assert client.order_ids(**exact) == [order_id]
    assert client.order_ids(createdAfter="2026-11-23T10:00:00.501Z") == []
    assert client.order_ids(createdAfter="2026-11-23T09:00:00Z", createdBefore="2026-11-23T10:00:00.499Z") == []


@pytest.mark.parametrize("family", ["created", "lastUpdated"])
def test_the_answer_tells_the_upper_bound_that_was_used(simulator, client, clock, family):
    simulator.change_settings(settle=120)
    answer = client.search(**{f"{family}After": "2026-11-01T00:00:00Z"}).json()
    assert answer[f"{family}Before"] == iso(clock() - timedelta(seconds=120))
    given = {f"{family}After": "2026-11-01T00:00:00Z", f"{family}Before": "2026-11-02T01:00:00+01:00"}
    answer = client.search(**given).json()
    assert answer[f"{family}Before"] == "2026-11-02T00:00:00.000Z"
    other = "created" if family == "lastUpdated" else "lastUpdated"
    assert f"{other}Before" not in answer


def test_times_have_milliseconds(simulator, client):
    place(simulator, createdTime="2026-11-23T10:00:00Z")
    order = client.search().json()["orders"][0]
    assert order["createdTime"] == "2026-11-23T10:00:00.000Z"


def test_pages_follow_each_other_without_gap_or_repetition(simulator, client):
    placed = simulator.generate_orders(23, marketplaces=["US"])
    seen, parameters = [], {"lastUpdatedAfter": "2026-11-01T00:00:00Z", "maxResultsPerPage": "5"}
    page = client.search(**parameters).json()
    seen += [order["orderId"] for order in page["orders"]]
    while "pagination" in page:
        page = client.search(**parameters, paginationToken=page["pagination"]["nextToken"]).json()
        seen += [order["orderId"] for order in page["orders"]]
    assert len(seen) == 23
    assert sorted(seen) == sorted(placed)


def test_there_is_no_pagination_when_the_page_is_the_last(simulator, client):
    simulator.generate_orders(5, marketplaces=["US"])
    assert "pagination" not in client.search(maxResultsPerPage="5").json()
    assert "pagination" in client.search(maxResultsPerPage="4").json()


def test_a_search_without_results_is_an_empty_list(client):
    answer = client.search()
    assert answer.status_code == 200
    assert answer.json()["orders"] == []


def test_a_change_between_two_pages_pushes_no_other_order_off_the_list(simulator, client, clock):
    placed = simulator.generate_orders(6, marketplaces=["US"])
    clock.advance(minutes=1)
    parameters = {"lastUpdatedAfter": "2026-11-01T00:00:00Z", "maxResultsPerPage": "3"}
    first = client.search(**parameters).json()
    on_first = [order["orderId"] for order in first["orders"]]
    clock.advance(seconds=5)
    simulator.touch_order(on_first[0])
    second = client.search(**parameters, paginationToken=first["pagination"]["nextToken"]).json()
    assert sorted(on_first + [order["orderId"] for order in second["orders"]]) == sorted(placed)
    assert second["lastUpdatedBefore"] == first["lastUpdatedBefore"]
    following = client.order_ids(lastUpdatedAfter=first["lastUpdatedBefore"])
    assert following == [on_first[0]]


def first_page(simulator, client, **parameters):
    simulator.generate_orders(4, marketplaces=["US"])
    parameters = {"lastUpdatedAfter": "2026-11-01T00:00:00Z", "maxResultsPerPage": "2", **parameters}
    return parameters, client.search(**parameters).json()["pagination"]["nextToken"]


def test_page_size_and_data_sets_may_change_between_pages(simulator, client):
    parameters, token = first_page(simulator, client)
    parameters.update(maxResultsPerPage="1", includedData="FULFILLMENT")
    answer = client.search(**parameters, paginationToken=token)
    assert answer.status_code == 200
    assert len(answer.json()["orders"]) == 1
    assert "fulfillment" in answer.json()["orders"][0]


@pytest.mark.parametrize(
    "change",
    [
        {"lastUpdatedAfter": "2026-11-02T00:00:00Z"},
        {"marketplaceIds": US},
        {"fulfillmentStatuses": "UNSHIPPED"},
        {"fulfilledBy": "MERCHANT"},
        {"lastUpdatedBefore": "2026-11-23T11:00:00Z"},
    ],
)
def test_other_parameters_must_be_repeated_unchanged(simulator, client, change):
    parameters, token = first_page(simulator, client)
    answer = client.search(**{**parameters, **change}, paginationToken=token)
    assert answer.status_code == 400


def test_the_order_of_values_in_a_list_does_not_matter_to_a_token(simulator, client):
    parameters, token = first_page(simulator, client, fulfilledBy="AMAZON,MERCHANT")
    parameters["fulfilledBy"] = "MERCHANT,AMAZON"
    assert client.search(**parameters, paginationToken=token).status_code == 200


def test_a_token_lives_24_hours(simulator, client, clock):
    parameters, token = first_page(simulator, client)
    clock.advance(hours=23, minutes=59)
    client.access_token = None
    assert client.search(**parameters, paginationToken=token).status_code == 200
    clock.advance(minutes=1)
    client.access_token = None
    assert client.search(**parameters, paginationToken=token).status_code == 400


@pytest.mark.parametrize("token", ["nonsense", "ü", "AAAA", "2YgYW55IGNhcm5hbCBwbGVhc3VyZS4"])
def test_a_token_that_is_not_amazons_is_refused(simulator, client, token):
    parameters, _token = first_page(simulator, client)
    assert client.search(**parameters, paginationToken=token).status_code == 400


def test_a_token_that_was_tampered_with_is_refused(simulator, client):
    parameters, token = first_page(simulator, client)
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    position = raw.index(b'"20') + len('"2026-11-2')
    raw[position] = ord("1")
    forged = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    assert forged != token
    assert client.search(**parameters, paginationToken=forged).status_code == 400


def test_a_token_of_another_seller_is_refused(simulator, client, client_eu):
    parameters, token = first_page(simulator, client)
    assert client_eu.search(**parameters, paginationToken=token).status_code == 400


def test_a_seller_sees_own_orders_only(simulator, client, client_eu, client_fe):
    by_region = {
        client: simulator.generate_orders(2, marketplaces=["US"]),
        client_eu: simulator.generate_orders(2, marketplaces=["DE"]),
        client_fe: simulator.generate_orders(2, marketplaces=["JP"]),
    }
    for one, order_ids in by_region.items():
        assert sorted(one.order_ids()) == sorted(order_ids)


def test_filters_narrow_the_result(simulator, client_eu):
    simulator.generate_orders(60, marketplaces=["GB", "DE", "FR"])
    answer = client_eu.search(
        marketplaceIds=f"{GB},{DE}", fulfilledBy="AMAZON", fulfillmentStatuses="SHIPPED", includedData="FULFILLMENT"
    ).json()
    assert answer["orders"]
    for order in answer["orders"]:
        assert order["salesChannel"]["marketplaceId"] in (GB, DE)
        assert order["fulfillment"]["fulfilledBy"] == "AMAZON"
        assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"


def test_a_new_order_shows_only_after_two_minutes_but_get_order_has_it_at_once():
    clock = ManualClock()
    simulator = Simulator(clock=clock)
    assert simulator.settle == 120
    from amazon_simulator import serve

    from .conftest import Client

    with serve(simulator) as url:
        client = Client(simulator, url)
        order_id = place(simulator)
        assert client.order_ids() == []
        assert client.order(order_id)["orderId"] == order_id
        clock.advance(seconds=119)
        assert client.order_ids() == []
        clock.advance(seconds=1)
        assert client.order_ids() == [order_id]


def test_a_change_shows_only_after_two_minutes_and_until_then_the_state_before(simulator, client, clock):
    simulator.change_settings(settle=120)
    order_id = place(simulator)
    clock.advance(minutes=10)
    simulator.ship_order(order_id)
    clock.advance(seconds=60)
    assert client.order(order_id)["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    listed = client.search(includedData="FULFILLMENT").json()["orders"]
    assert [order["fulfillment"]["fulfillmentStatus"] for order in listed] == ["UNSHIPPED"]
    clock.advance(seconds=60)
    listed = client.search(includedData="FULFILLMENT").json()["orders"]
    assert [order["fulfillment"]["fulfillmentStatus"] for order in listed] == ["SHIPPED"]


def test_polling_with_the_returned_bound_as_next_cursor_misses_no_change(simulator, client, clock):
    simulator.change_settings(settle=120)
    simulator.throttle.enabled = False
    cursor, seen, placed = "2026-11-01T00:00:00Z", [], []
    for _round in range(20):
        placed.append(place(simulator))
        clock.advance(seconds=37)
        answer = client.search(lastUpdatedAfter=cursor).json()
        seen += [order["orderId"] for order in answer["orders"]]
        cursor = answer["lastUpdatedBefore"]
    clock.advance(seconds=120)
    seen += client.order_ids(lastUpdatedAfter=cursor)
    assert set(seen) == set(placed)


def test_orders_older_than_two_years_are_gone_except_in_japan_australia_and_singapore(simulator, client, client_fe):
    old = "2024-11-01T00:00:00Z"
    recent = place(simulator, createdTime="2024-12-01T00:00:00Z")
    gone = place(simulator, createdTime=old)
    japanese = place(simulator, createdTime=old, salesChannel={"marketplaceId": JP})
    after = {"createdAfter": "2010-01-01T00:00:00Z"}
    assert client.order_ids(**after) == [recent]
    assert client.get(f"/orders/2026-01-01/orders/{gone}").status_code == 404
    assert client_fe.order_ids(**after) == [japanese]


def test_a_lost_order_is_not_listed_but_can_be_got_by_its_id(simulator, client):
    kept, lost = simulator.generate_orders(2, marketplaces=["US"])
    simulator.lose_order(lost)
    assert client.order_ids() == [kept]
    assert client.order(lost)["orderId"] == lost
    simulator.find_order(lost)
    assert sorted(client.order_ids()) == sorted([kept, lost])


def test_a_leap_day_does_not_stop_the_search():
    clock = ManualClock(datetime(2028, 2, 29, 12, tzinfo=UTC))
    simulator = Simulator(clock=clock, settle=0)
    from amazon_simulator import serve

    from .conftest import Client

    order_id = place(simulator)
    with serve(simulator) as url:
        assert Client(simulator, url).order_ids() == [order_id]
