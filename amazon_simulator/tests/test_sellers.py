"""Sellers API: where a seller takes part."""

from amazon_simulator.marketplaces import MARKETPLACES

from .conftest import US


def test_all_23_marketplaces_are_known_with_currency_and_language(client, client_eu, client_fe):
    rows = []
    for one in (client, client_eu, client_fe):
        rows += one.get("/sellers/v1/marketplaceParticipations").json()["payload"]
    marketplaces = {row["marketplace"]["id"]: row["marketplace"] for row in rows}
    assert len(MARKETPLACES) == 23
    assert set(MARKETPLACES) < set(marketplaces)
    assert marketplaces[US] == {
        "id": US,
        "name": "Amazon.com",
        "countryCode": "US",
        "defaultCurrencyCode": "USD",
        "defaultLanguageCode": "en_US",
        "domainName": "www.amazon.com",
    }


def test_a_participation_may_name_something_that_is_no_marketplace(client):
    rows = client.get("/sellers/v1/marketplaceParticipations").json()["payload"]
    assert [row["marketplace"]["id"] for row in rows if row["marketplace"]["id"] not in MARKETPLACES] == [
        "A2ZV50J4W1RKNI"
    ]


def test_suspended_listings_are_told(simulator, client):
    partner_id = simulator.seller("na").selling_partner_id
    simulator.change_seller(partner_id, suspended=["MX"], marketplaces=["US", "MX"])
    rows = client.get("/sellers/v1/marketplaceParticipations").json()["payload"]
    told = {row["marketplace"]["countryCode"]: row["participation"] for row in rows}
    assert told == {
        "US": {"isParticipating": True, "hasSuspendedListings": False},
        "MX": {"isParticipating": True, "hasSuspendedListings": True},
    }


def test_the_account_tells_the_selling_plan(client):
    account = client.get("/sellers/v1/account").json()["payload"]
    assert account["sellingPlan"] == "PROFESSIONAL"
    assert account["businessType"] == "PRIVATE_LIMITED"
    assert len(account["marketplaceParticipationList"]) == 5


def test_another_seller_can_be_added(simulator, client):
    seller = simulator.add_seller("Second Shop", "na", ["US", "CA"])
    token = simulator.authorize(seller.selling_partner_id)
    client.access_token = client.token(refresh_token=token).json()["access_token"]
    rows = client.get("/sellers/v1/marketplaceParticipations").json()["payload"]
    assert {row["storeName"] for row in rows} == {"Second Shop"}
    order_id = simulator.generate_orders(1, marketplaces=["US"], selling_partner_id=seller.selling_partner_id)[0]
    assert client.order_ids() == [order_id]
