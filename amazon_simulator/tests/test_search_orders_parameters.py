"""searchOrders: what may be asked, and how Amazon refuses the rest."""

from datetime import timedelta

import pytest

from amazon_simulator.clock import iso

from .conftest import CA, DE, US

AFTER = "2026-11-01T00:00:00Z"


def is_invalid(response):
    document = response.json()
    return response.status_code == 400 and document["errors"][0]["code"] == "InvalidInput"


def raw_search(client, **parameters):
    return client.get("/orders/2026-01-01/orders", **parameters)


def test_exactly_one_family_of_times_must_be_given(client):
    assert is_invalid(raw_search(client))
    assert is_invalid(raw_search(client, createdAfter=AFTER, lastUpdatedAfter=AFTER))
    assert is_invalid(raw_search(client, createdBefore=AFTER))
    assert raw_search(client, createdAfter=AFTER).status_code == 200
    assert raw_search(client, lastUpdatedAfter=AFTER).status_code == 200


def test_the_families_must_not_be_mixed(client):
    assert is_invalid(raw_search(client, createdAfter=AFTER, lastUpdatedBefore="2026-11-02T00:00:00Z"))
    assert is_invalid(raw_search(client, lastUpdatedAfter=AFTER, createdBefore="2026-11-02T00:00:00Z"))


@pytest.mark.parametrize("family", ["created", "lastUpdated"])
def test_before_must_be_two_minutes_old(client, simulator, clock, family):
    simulator.change_settings(settle=120)
    now = clock()
    for seconds, status in ((119, 400), (120, 200), (0, 400), (-60, 400)):
        before = iso(now - timedelta(seconds=seconds))
        answer = raw_search(client, **{f"{family}After": AFTER, f"{family}Before": before})
        assert answer.status_code == status, seconds


def test_before_must_not_be_earlier_than_after(client):
    assert is_invalid(raw_search(client, createdAfter=AFTER, createdBefore="2026-10-31T23:59:59Z"))
    assert raw_search(client, createdAfter=AFTER, createdBefore=AFTER).status_code == 200


def test_after_must_not_be_in_the_future(client):
    assert is_invalid(raw_search(client, createdAfter="2026-11-23T12:00:01Z"))


@pytest.mark.parametrize(
    "text", ["2026-11-01T00:00:00Z", "2026-11-01T00:00:00.123Z", "2026-11-01T02:00:00+02:00", "2026-11-01", "20261101"]
)
def test_times_are_iso_8601(client, text):
    assert raw_search(client, createdAfter=text).status_code == (400 if text == "20261101" else 200)


@pytest.mark.parametrize("text", ["TEST_CASE_400", "yesterday", "2026-13-01", "2026-11-01T25:00:00Z", "1763900000"])
def test_other_times_are_refused(client, text):
    assert is_invalid(raw_search(client, createdAfter=text))


@pytest.mark.parametrize(
    ("size", "status"), [("1", 200), ("100", 200), ("0", 400), ("101", 400), ("ten", 400), ("-1", 400)]
)
def test_a_page_holds_1_to_100_orders(client, size, status):
    assert raw_search(client, createdAfter=AFTER, maxResultsPerPage=size).status_code == status


def test_unknown_values_of_enumerations_are_refused(client):
    assert is_invalid(raw_search(client, createdAfter=AFTER, fulfillmentStatuses="UNSHIPPED,Shipped"))
    assert is_invalid(raw_search(client, createdAfter=AFTER, fulfilledBy="MFN"))
    assert is_invalid(raw_search(client, createdAfter=AFTER, includedData="BUYER,EVERYTHING"))
    assert is_invalid(client.get("/orders/2026-01-01/orders/111-1111111-1111111", includedData="EVERYTHING"))


def test_lists_are_comma_separated(client, simulator):
    wanted = simulator.generate_orders(1, kinds=["shipped_by_merchant"], marketplaces=["US"])
    wanted += simulator.generate_orders(1, kinds=["cancelled"], marketplaces=["CA"])
    simulator.generate_orders(1, kinds=["pending"], marketplaces=["US"])
    simulator.generate_orders(1, kinds=["cancelled"], marketplaces=["MX"])
    found = client.order_ids(fulfillmentStatuses="SHIPPED,CANCELLED", marketplaceIds=f"{US},{CA}")
    assert sorted(found) == sorted(wanted)


def test_at_most_50_marketplaces_may_be_named(client):
    assert raw_search(client, createdAfter=AFTER, marketplaceIds=",".join([US] * 50)).status_code == 200
    assert is_invalid(raw_search(client, createdAfter=AFTER, marketplaceIds=",".join([US] * 51)))


@pytest.mark.parametrize("marketplace_id", ["A2ZV50J4W1RKNI", "NONSENSE", DE])
def test_a_marketplace_that_is_none_or_in_another_region_is_forbidden(client, marketplace_id):
    answer = raw_search(client, createdAfter=AFTER, marketplaceIds=f"{US},{marketplace_id}")
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "Unauthorized"


def test_without_marketplaces_all_of_the_seller_are_searched(client, simulator):
    placed = simulator.generate_orders(8, marketplaces=["US", "CA", "MX", "BR"])
    simulator.generate_orders(3, marketplaces=["GB", "JP"])
    assert sorted(client.order_ids()) == sorted(placed)


def test_a_parameter_that_takes_one_value_must_not_be_repeated(client, url):
    answer = client.get("/orders/2026-01-01/orders", createdAfter=[AFTER, AFTER])
    assert is_invalid(answer)
