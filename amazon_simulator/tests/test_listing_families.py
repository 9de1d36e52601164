"""Families of variants, and the one stock of a SKU in a region."""

import pytest

from .conftest import CA, US
from .listing import SKU, found, offer, patch, put, quantity, seller_of, shown, units
from .test_product_schema import complete

FBA = [{"fulfillment_channel_code": "AMAZON_NA"}]


@pytest.fixture(autouse=True)
def unhurried(simulator):
    simulator.change_settings(throttling=False)


def parent(theme="SIZE/COLOR"):
    sold = ("color", "size", "condition_type", "purchasable_offer", "fulfillment_availability")
    without = dict.fromkeys((*sold, "externally_assigned_product_identifier"))
    family = {"parentage_level": [{"value": "parent"}], "variation_theme": [{"name": theme}]}
    return complete("SHIRT", **without, **family)


def child(sku="FAMILY", theme="SIZE/COLOR", **changes):
    family = {
        "parentage_level": [{"value": "child"}],
        "variation_theme": [{"name": theme}],
        "child_parent_sku_relationship": [{"child_relationship_type": "variation", "parent_sku": sku}],
    }
    return complete("SHIRT", **family | changes)


def send(client, sku, attributes):
    return put(client, sku, attributes, product_type="SHIRT").json()


def codes(answer):
    return [(row["code"], row["attributeNames"][0]) for row in answer["issues"]]


def test_a_family_is_shown_with_its_theme_and_the_parent_is_not_for_sale(simulator, client):
    assert send(client, "FAMILY", parent())["status"] == "ACCEPTED"
    for sku in ("B", "A"):
        assert send(client, sku, child())["status"] == "ACCEPTED"
    simulator.finish_listings()
    theme = {"attributes": ["size", "color"], "theme": "SIZE/COLOR"}
    item = shown(client, "FAMILY")
    assert item["summaries"][0]["status"] == ["DISCOVERABLE"]
    [row] = item["relationships"]
    assert row["relationships"] == [{"type": "VARIATION", "childSkus": ["A", "B"], "variationTheme": theme}]
    [row] = shown(client, "A")["relationships"]
    assert row["relationships"] == [{"type": "VARIATION", "parentSkus": ["FAMILY"], "variationTheme": theme}]
    assert shown(client, "A")["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]
    assert sorted(found(client, variationParentSku="FAMILY")) == ["A", "B"]


def test_a_parent_has_no_price_and_needs_a_theme(client):
    answer = send(client, "FAMILY", parent() | {"fulfillment_availability": quantity(3)})
    assert codes(answer) == [("4000001", "fulfillment_availability")]
    attributes = parent()
    del attributes["variation_theme"]
    assert codes(send(client, "FAMILY", attributes)) == [("90220", "variation_theme")]


def test_a_child_names_its_parent_and_has_what_the_theme_names(client):
    assert codes(send(client, "A", child(child_parent_sku_relationship=None))) == [
        ("90220", "child_parent_sku_relationship")
    ]
    assert ("90220", "size") in codes(send(client, "A", child(size=None)))


def test_a_child_of_another_theme_or_of_no_parent_is_refused(simulator, client):
    send(client, "FAMILY", parent("SIZE"))
    assert codes(send(client, "A", child())) == [("4000001", "variation_theme")]
    assert codes(send(client, "A", child(SKU))) == [("4000001", "child_parent_sku_relationship")]


def test_a_child_that_comes_first_has_a_warning_until_its_parent_comes(simulator, client):
    send(client, "A", child())
    simulator.finish_listings()
    assert [row["code"] for row in shown(client, "A")["issues"]] == ["8008"]
    send(client, "FAMILY", parent())
    simulator.finish_listings()
    assert shown(client, "A")["issues"] == []


def test_a_region_has_one_stock_of_a_sku(simulator, client):
    patch(client, SKU, ("merge", "fulfillment_availability", quantity(3)))
    simulator.finish_listings()
    for place in (US, CA):
        assert shown(client, marketplaces=place)["fulfillmentAvailability"][0]["quantity"] == 3
    patch(client, SKU, ("merge", "fulfillment_availability", quantity(4)), marketplaces=CA)
    simulator.finish_listings()
    assert units(client) == 4
    simulator.change_listing(SKU, "US", quantity=5)
    assert shown(client, marketplaces=CA)["fulfillmentAvailability"][0]["quantity"] == 5
    assert simulator.get_listing(SKU, "DE")["attributes"]["fulfillment_availability"][0]["quantity"] != 5


def test_what_goes_to_amazon_leaves_the_sellers_stock_and_comes_back_when_told(simulator, client):
    patch(client, SKU, ("replace", "fulfillment_availability", FBA))
    simulator.finish_listings()
    assert shown(client)["fulfillmentAvailability"] == FBA_SHOWN
    assert simulator.mistakes == []
    patch(client, SKU, ("delete", "fulfillment_availability", FBA), ("add", "fulfillment_availability", quantity(2)))
    simulator.finish_listings()
    assert (units(client), simulator.mistakes) == (2, [])


FBA_SHOWN = [{"fulfillmentChannelCode": "AMAZON_NA"}]


@pytest.mark.parametrize("row", [FBA[0] | {"quantity": 4}, quantity(4)[0]])
def test_a_quantity_for_what_amazon_ships_is_a_mistake(simulator, client, row):
    simulator.change_listing(SKU, by_amazon=True)
    patch(client, SKU, ("merge", "fulfillment_availability", [row]), mode="VALIDATION_PREVIEW")
    assert simulator.mistakes == []
    patch(client, SKU, ("merge", "fulfillment_availability", [row]))
    assert [(row.kind, row.sku) for row in simulator.mistakes] == [("quantity_for_amazon", SKU)]
    simulator.finish_listings()
    assert shown(client)["fulfillmentAvailability"] == FBA_SHOWN


def test_putting_a_merchants_offer_over_amazons_is_a_mistake(simulator, client):
    simulator.change_listing(SKU, by_amazon=True)
    put(client, SKU, offer("B0LKS00003"), requirements="LISTING_OFFER_ONLY")
    assert [row["kind"] for row in simulator.list_mistakes()] == ["left_amazon"]


def test_what_was_sent_twice_can_be_counted(simulator, client):
    for mode in (None, None, "VALIDATION_PREVIEW"):
        put(client, "NEW", offer(), requirements="LISTING_OFFER_ONLY", **({"mode": mode} if mode else {}))
    patch(client, "NEW", ("replace", "fulfillment_availability", quantity(-1)))
    rows = simulator.list_submissions("NEW", "PUT")
    assert [(row["status"], row["marketplaces"], row["seller"]) for row in rows] == [
        ("ACCEPTED", (US,), seller_of(client))
    ] * 2
    assert len(simulator.list_submissions("NEW", status="INVALID")) == 1


SALE = [{"schedule": [{"value_with_tax": 6, "start_at": "2026-11-24", "end_at": "2026-11-25"}]}]


def test_a_sale_price_is_offered_on_its_days_and_kept(simulator, client, clock):
    simulator.change_settings(listing_seconds=0)
    row = {"marketplace_id": US, "currency": "USD", "audience": "ALL"}
    row["our_price"] = [{"schedule": [{"value_with_tax": 8}]}]
    patch(client, SKU, ("replace", "purchasable_offer", [row | {"discounted_price": SALE}]))
    amounts = []
    for _day in range(4):
        amounts.append(shown(client)["offers"][0]["price"]["amount"])
        clock.advance(days=1)
        client.access_token = None
    assert amounts == ["8.00", "6.00", "6.00", "8.00"]
    assert shown(client)["attributes"]["purchasable_offer"][0]["discounted_price"] == SALE


@pytest.mark.parametrize(
    "more",
    [
        {"discounted_price": [{"schedule": [{**SALE[0]["schedule"][0], "value_with_tax": 8}]}]},
        {"discounted_price": [{"schedule": [{**SALE[0]["schedule"][0], "end_at": "2026-11-01"}]}]},
        {
            "quantity_discount_plan": [
                {"schedule": [{"discount_type": "fixed", "levels": [{"lower_bound": 5, "value": 8}]}]}
            ]
        },
    ],
)
def test_sales_and_prices_by_quantity_are_below_the_price(client, more):
    row = {"marketplace_id": US, "currency": "USD", "audience": "ALL"}
    row["our_price"] = [{"schedule": [{"value_with_tax": 8}]}]
    answer = patch(client, SKU, ("replace", "purchasable_offer", [row | more])).json()
    assert (answer["status"], answer["issues"][0]["categories"]) == ("INVALID", ["INVALID_PRICE"])


def test_a_price_below_the_sellers_own_minimum_is_taken_down(simulator, client):
    row = {"marketplace_id": US, "currency": "USD", "audience": "ALL"}
    least = [{"schedule": [{"value_with_tax": 5}]}]
    for amount, status in ((4, ["DISCOVERABLE"]), (6, ["BUYABLE", "DISCOVERABLE"])):
        price = [{"schedule": [{"value_with_tax": amount}]}]
        rows = [row | {"our_price": price, "minimum_seller_allowed_price": least}]
        assert patch(client, SKU, ("replace", "purchasable_offer", rows)).json()["status"] == "ACCEPTED"
        simulator.finish_listings()
        assert shown(client)["summaries"][0]["status"] == status
