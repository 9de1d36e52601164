"""Listings Items: what a seller reads, sends, and when it shows."""

import pytest

from amazon_simulator.listing_seed import attributes_of

from .conftest import CA, DE, GB, JP, US
from .listing import (
    SKU,
    change,
    get,
    offer,
    patch,
    path_of,
    price,
    put,
    quantity,
    search,
    seller_of,
    shown,
    units,
)


@pytest.fixture(autouse=True)
def unhurried(simulator):
    simulator.change_settings(throttling=False)


def codes(answer):
    return [(row["code"], row["categories"]) for row in answer.json()["issues"]]


def test_the_catalogue_is_listed_in_every_marketplace(simulator, client, client_eu, client_fe):
    for reader, place in ((client, US), (client_eu, DE), (client_fe, JP)):
        assert search(reader, place).json()["numberOfResults"] == len(simulator.catalogue)
    item = shown(client_eu, marketplaces=f"{DE},{GB}")
    assert [row["marketplaceId"] for row in item["summaries"]] == [DE, GB]
    assert [row["price"]["currencyCode"] for row in item["offers"]] == ["EUR", "GBP"]
    assert item["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]
    assert item["attributes"]["item_name"][0]["language_tag"] == "de_DE"


def test_summaries_come_unless_other_data_are_asked_for(client):
    assert set(get(client, included=None).json()) == {"sku", "summaries"}
    assert set(get(client, included="offers").json()) == {"sku", "offers"}
    assert get(client, included="prices").status_code == 400


@pytest.mark.parametrize("kind", ["slash_sku", "space_sku", "percent_sku", "unicode_sku", "zero_sku"])
def test_a_sku_with_odd_characters_is_read_and_changed(simulator, client, kind):
    [sku] = simulator.generate_listings(1, [kind])
    assert shown(client, sku)["sku"] == sku
    assert patch(client, sku, ("replace", "fulfillment_availability", quantity(77))).json()["status"] == "ACCEPTED"
    simulator.finish_listings()
    assert units(client, sku) == 77


def test_what_was_accepted_shows_after_a_while(simulator, client, clock):
    answer = patch(client, SKU, ("merge", "fulfillment_availability", quantity(3)))
    assert (answer.status_code, answer.json()["status"], answer.json()["issues"]) == (200, "ACCEPTED", [])
    assert answer.json()["submissionId"]
    clock.advance(seconds=59)
    assert units(client) != 3
    clock.advance(seconds=1)
    assert units(client) == 3
    assert shown(client)["summaries"][0]["lastUpdatedDate"] == "2026-11-23T12:01:00.000Z"


def test_changes_build_on_what_was_accepted_before_them(simulator, client):
    patch(client, SKU, ("replace", "fulfillment_availability", quantity(3)))
    patch(client, SKU, ("replace", "purchasable_offer", price(8.5)))
    simulator.finish_listings()
    item = shown(client)
    assert item["fulfillmentAvailability"][0]["quantity"] == 3
    assert item["offers"][0]["price"] == {"amount": "8.50", "currencyCode": "USD"}


def test_a_stuck_listing_does_not_show_what_was_accepted(simulator, client, clock):
    simulator.stick_listing(SKU)
    assert patch(client, SKU, ("merge", "fulfillment_availability", quantity(3))).json()["status"] == "ACCEPTED"
    clock.advance(minutes=45)
    assert units(client) != 3
    simulator.release_listing(SKU)
    assert units(client) == 3


def test_merging_a_quantity_leaves_the_rest_and_replacing_does_not(simulator, client):
    patch(client, SKU, ("merge", "fulfillment_availability", quantity(3)))
    simulator.finish_listings()
    [row] = shown(client)["attributes"]["fulfillment_availability"]
    assert row == {"fulfillment_channel_code": "DEFAULT", "quantity": 3, "lead_time_to_ship_max_days": 2}
    patch(client, SKU, ("replace", "fulfillment_availability", quantity(4)))
    simulator.finish_listings()
    assert shown(client)["attributes"]["fulfillment_availability"] == quantity(4)
    refused = patch(client, SKU, ("merge", "fulfillment_availability", [{"quantity": 5}]))
    assert refused.json()["status"] == "INVALID"


def test_a_price_for_businesses_stands_next_to_the_other_until_it_is_deleted(simulator, client):
    patch(client, SKU, ("replace", "purchasable_offer", price(8, audience="B2B")))
    simulator.finish_listings()
    assert [row["offerType"] for row in shown(client)["offers"]] == ["B2C", "B2B"]
    patch(client, SKU, ("delete", "purchasable_offer", [{"marketplace_id": US, "currency": "USD", "audience": "B2B"}]))
    simulator.finish_listings()
    assert [row["offerType"] for row in shown(client)["offers"]] == ["B2C"]


def test_one_patch_serves_several_marketplaces(simulator, client):
    patches = [("replace", "purchasable_offer", price(8) + price(11, CA, "CAD"))]
    assert patch(client, SKU, *patches, marketplaces=f"{US},{CA}").json()["status"] == "ACCEPTED"
    simulator.finish_listings()
    amounts = [row["price"]["amount"] for row in shown(client, marketplaces=f"{US},{CA}")["offers"]]
    assert amounts == ["8.00", "11.00"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("fulfillment_availability", quantity(-1), "4000001"),
        ("fulfillment_availability", quantity("3"), "4000001"),
        ("purchasable_offer", price("8.00"), "4000001"),
        ("purchasable_offer", price(0), "4000001"),
        ("condition_note", [{"language_tag": "en_US"}], "99022"),
        ("condition_type", [{"value": "brand_new"}], "4000001"),
        ("favourite_dish", [{"value": "soup"}], "90000900"),
        ("item_name", [{"value": "x" * 201, "language_tag": "en_US"}], "4000001"),
    ],
)
def test_a_wrong_value_is_invalid_and_changes_nothing(simulator, client, name, value, code):
    before = shown(client)
    answer = patch(client, SKU, ("replace", name, value))
    assert (answer.status_code, answer.json()["status"]) == (200, "INVALID")
    assert code in [row["code"] for row in answer.json()["issues"]]
    assert answer.json()["issues"][0]["severity"] == "ERROR"
    simulator.finish_listings()
    assert shown(client) == before


def test_a_preview_says_what_would_happen_and_keeps_nothing(simulator, client):
    good = patch(
        client,
        SKU,
        ("replace", "fulfillment_availability", quantity(3)),
        mode="VALIDATION_PREVIEW",
        includedData="identifiers,issues",
    ).json()
    assert (good["status"], good["identifiers"]) == ("VALID", [{"marketplaceId": US, "asin": "B0LKS00003"}])
    bad = put(client, "NEW", {"brand": [{"value": "Garth"}]}, mode="VALIDATION_PREVIEW").json()
    assert bad["status"] == "INVALID"
    put(client, "NEW", offer(), requirements="LISTING_OFFER_ONLY", mode="VALIDATION_PREVIEW")
    simulator.finish_listings()
    assert units(client) != 3
    assert get(client, "NEW").status_code == 404


def test_an_offer_on_an_asin_is_made_and_sold(simulator, client):
    answer = put(client, "NEW", offer(), product_type="PRODUCT", requirements="LISTING_OFFER_ONLY")
    assert answer.json()["status"] == "ACCEPTED"
    assert get(client, "NEW").status_code == 404, "accepted is not visible"
    simulator.finish_listings()
    [summary] = shown(client, "NEW")["summaries"]
    assert (summary["asin"], summary["itemName"]) == ("B0OTHER005", "Calder Day LED Lamp, Walnut")
    assert summary["status"] == ["BUYABLE", "DISCOVERABLE"]


def test_missing_attributes_are_told_one_by_one(client):
    attributes = offer()
    del attributes["condition_type"]
    answer = put(client, "NEW", attributes, requirements="LISTING_OFFER_ONLY")
    assert codes(answer) == [("90220", ["MISSING_ATTRIBUTE"])]
    assert answer.json()["issues"][0]["attributeNames"] == ["condition_type"]
    assert answer.json()["issues"][0]["message"] == "'condition_type' is required but not supplied."
    names = [row["attributeNames"][0] for row in put(client, "NEW", offer(), product_type="SHIRT").json()["issues"]]
    assert {"item_name", "brand", "size", "color", "department"} <= set(names)
    del attributes["merchant_suggested_asin"]
    names = [row["attributeNames"][0] for row in put(client, "NEW", attributes).json()["issues"]]
    assert {"merchant_suggested_asin", "externally_assigned_product_identifier"} <= set(names)


def test_a_new_product_gets_an_asin(simulator, client):
    attributes = attributes_of("Garth Watering Can, Green", 19, 4, US, False, 900)
    answer = put(client, "CAN", attributes, includedData="identifiers,issues").json()
    assert answer["status"] == "ACCEPTED"
    simulator.finish_listings()
    assert shown(client, "CAN")["summaries"][0]["asin"] == answer["identifiers"][0]["asin"]


def test_what_matches_no_asin_or_several_is_accepted_and_then_has_an_issue(simulator, client):
    put(client, "NONE", offer("B0NOWHERE1"), requirements="LISTING_OFFER_ONLY")
    put(client, "TWO", attributes_of("Brookmere Bottle", 19, 4, US, False, 1, "HOME"))
    simulator.finish_listings()
    for sku, code in (("NONE", "13013"), ("TWO", "8542")):
        item = shown(client, sku)
        assert item["summaries"][0]["status"] == []
        assert "asin" not in item["summaries"][0]
        assert code in [row["code"] for row in item["issues"]]


def test_a_brand_that_needs_approval_is_refused_until_it_is_approved(simulator, client):
    arguments = ("NEW", offer("B0OTHER003"))
    answer = put(client, *arguments, requirements="LISTING_OFFER_ONLY")
    assert codes(answer) == [("18304", ["QUALIFICATION_REQUIRED"])]
    simulator.approve_brand("Aurelle Maison")
    assert put(client, *arguments, requirements="LISTING_OFFER_ONLY").json()["status"] == "ACCEPTED"


def test_putting_replaces_everything_and_deleting_removes_it(simulator, client):
    put(client, SKU, offer("B0LKS00003"), requirements="LISTING_OFFER_ONLY")
    simulator.finish_listings()
    assert set(shown(client)["attributes"]) == set(offer())
    answer = change(client, "DELETE", SKU)
    assert (answer.json()["status"], answer.json()["issues"]) == ("ACCEPTED", [])
    assert get(client).status_code == 200
    simulator.finish_listings()
    assert get(client).status_code == 404
    assert change(client, "DELETE", SKU).json()["status"] == "ACCEPTED"
    assert patch(client, SKU, ("merge", "fulfillment_availability", quantity(3))).json()["status"] == "INVALID"


def test_issues_that_amazon_finds_stop_the_sale(simulator, client):
    simulator.add_listing_issue(SKU, code="18155", actions=["LISTING_SUPPRESSED"], marketplace="US")
    item = shown(client)
    assert item["summaries"][0]["status"] == ["DISCOVERABLE"]
    assert item["issues"][0]["enforcements"]["actions"] == [{"action": "LISTING_SUPPRESSED"}]
    simulator.clear_listing_issues(SKU)
    assert shown(client)["issues"] == []
    assert shown(client)["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]


def test_what_the_seller_changes_elsewhere_shows_at_once(simulator, client):
    simulator.change_listing(SKU, price=12.34, quantity=6, title="Renamed")
    item = shown(client)
    assert item["offers"][0]["price"]["amount"] == "12.34"
    assert item["fulfillmentAvailability"][0]["quantity"] == 6
    assert item["summaries"][0]["itemName"] == "Renamed"
    simulator.change_listing(SKU, closed=True)
    assert shown(client)["summaries"][0]["status"] == []
    simulator.change_listing(SKU, closed=False, by_amazon=True)
    simulator.set_fba_stock(SKU, 9)
    assert shown(client)["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "AMAZON_NA"}]
    assert "BUYABLE" in shown(client)["summaries"][0]["status"]


def test_others_and_other_regions_are_out_of_reach(simulator, client):
    other = simulator.seller("eu").selling_partner_id
    assert client.get(f"/listings/2021-08-01/items/{other}/{SKU}", marketplaceIds=US).status_code == 403
    assert get(client, marketplaces=DE).status_code == 403
    assert client.get(path_of(client, SKU)).status_code == 400
    simulator.change_seller(seller_of(client), roles=["INVENTORY_AND_ORDER_TRACKING"])
    assert get(client).status_code == 403
    assert patch(client, SKU, ("merge", "fulfillment_availability", quantity(3))).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"productType": "HOME"},
        {"productType": "SPACESHIP", "patches": [{"op": "delete", "path": "/attributes/brand"}]},
        {"productType": "HOME", "patches": [{"op": "move", "path": "/attributes/brand"}]},
        {"productType": "HOME", "patches": [{"op": "replace", "path": "/brand", "value": [{}]}]},
        {"productType": "HOME", "patches": [{"op": "replace", "path": "/attributes/brand/0/value", "value": [{}]}]},
        {"productType": "HOME", "patches": [{"op": "replace", "path": "/attributes/brand", "value": "Garth"}]},
    ],
)
def test_a_body_that_cannot_be_read_is_400(client, body):
    answer = change(client, "PATCH", SKU, body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"


def test_puts_and_deletes_are_for_one_marketplace(client):
    assert put(client, SKU, offer(), marketplaces=f"{US},{CA}").status_code == 400
    assert change(client, "DELETE", SKU, marketplaces=f"{US},{CA}").status_code == 400
    assert put(client, SKU, {"brand": "Garth"}).status_code == 400


@pytest.mark.parametrize(
    ("operation", "call", "burst"),
    [
        ("getListingsItem", get, 10),
        ("searchListingsItems", search, 5),
        ("patchListingsItem", lambda client: change(client, "PATCH", SKU), 5),
        ("putListingsItem", lambda client: change(client, "PUT", SKU), 10),
        ("deleteListingsItem", lambda client: change(client, "DELETE", "x"), 5),
    ],
)
def test_quotas_and_faults_know_the_operations(simulator, client, operation, call, burst):
    simulator.change_settings(throttling=True)
    statuses = [call(client).status_code for _number in range(burst + 1)]
    assert 429 not in statuses[:-1]
    assert statuses[-1] == 429
    simulator.throttle.refill()
    assert call(client).headers["x-amzn-RateLimit-Limit"] == "5"
    simulator.add_fault(operation, "status", status=503)
    assert call(client).status_code == 503
