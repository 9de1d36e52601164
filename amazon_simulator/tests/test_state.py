"""The state file: a demo that is started again finds everything as it was."""

import json
import stat

import pytest

from amazon_simulator import ManualClock, Simulator, serve, state

from .conftest import Client


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "simulator.json"


def simulator_at(path, clock, **options):
    return Simulator(state_path=path, clock=clock, settle=0, **options)


def test_a_simulator_started_again_has_the_same_orders_and_credentials(path, clock):
    first = simulator_at(path, clock, seed=5)
    order_ids = first.generate_orders(20)
    first.ship_order(first.place_order({"orderItems": [{"product": {"sellerSku": "A"}}]}))
    first.lose_order(order_ids[0])
    secret = first.rotate_secret()
    again = simulator_at(path, clock)
    assert again.seed == 5
    assert again.orders.as_list() == first.orders.as_list()
    assert again.accounts.as_dict() == first.accounts.as_dict()
    assert again.application.client_secret == secret
    assert again.orders.entry(order_ids[0]).lost


def test_orders_generated_after_a_restart_are_new_ones(path, clock):
    first = simulator_at(path, clock)
    before = set(first.generate_orders(20))
    after = set(simulator_at(path, clock).generate_orders(20))
    assert not before & after


def test_clients_go_on_after_a_restart_with_their_tokens(path, clock):
    first = simulator_at(path, clock)
    first.generate_orders(4, marketplaces=["US"])
    parameters = {"lastUpdatedAfter": "2026-11-01T00:00:00Z", "maxResultsPerPage": "2"}
    with serve(first) as url:
        client = Client(first, url)
        page = client.search(**parameters).json()
        code = first.consent(first.seller("na").selling_partner_id)
        refresh_token = client.token(grant_type="authorization_code", code=code).json()["refresh_token"]
    again = simulator_at(path, clock)
    with serve(again) as url:
        later = Client(again, url)
        later.access_token = client.access_token
        following = later.search(**parameters, paginationToken=page["pagination"]["nextToken"])
        assert following.status_code == 200
        assert len(following.json()["orders"]) == 2
        assert later.token(refresh_token=refresh_token).status_code == 200


def test_a_refresh_token_is_saved_the_moment_it_is_given(path, clock):
    simulator = simulator_at(path, clock)
    with serve(simulator) as url:
        client = Client(simulator, url)
        code = simulator.consent(simulator.seller("na").selling_partner_id)
        refresh_token = client.token(grant_type="authorization_code", code=code).json()["refresh_token"]
        assert refresh_token in path.read_text()


def test_what_has_not_settled_before_a_restart_has_not_settled_after_it(path, clock):
    first = Simulator(state_path=path, clock=clock)
    order_id = first.place_order({"orderItems": [{"product": {}}]})
    clock.advance(minutes=5)
    first.ship_order(order_id)
    again = Simulator(state_path=path, clock=clock)
    with serve(again) as url:
        client = Client(again, url)
        [order] = client.search(includedData="FULFILLMENT").json()["orders"]
        assert order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
        clock.advance(minutes=2)
        [order] = client.search(includedData="FULFILLMENT").json()["orders"]
        assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"


def test_the_file_is_whole_and_only_for_its_owner(path, clock):
    simulator = simulator_at(path, clock)
    simulator.generate_orders(3)
    assert json.loads(path.read_text())["orders"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [path.name], "no temporary files are left behind"


def test_a_failed_save_leaves_the_old_file(path, clock):
    simulator_at(path, clock).generate_orders(3)
    before = path.read_text()
    with pytest.raises(TypeError):
        state.save(path, {"not": object()})
    assert path.read_text() == before
    assert len(list(path.parent.iterdir())) == 1


def test_without_a_file_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Simulator(clock=ManualClock()).generate_orders(3)
    assert list(tmp_path.iterdir()) == []
