"""searchListingsItems, listings of all kinds, and Amazon's model and SDK."""

import pytest

from amazon_simulator import Simulator, serve
from amazon_simulator.listing_kinds import KINDS

from .conftest import JP, US, Client
from .listing import EVERYTHING, SKU, change, found, patch, quantity, search, seller_of, shown, units


@pytest.fixture(autouse=True)
def unhurried(simulator):
    simulator.change_settings(throttling=False)


def test_searching_by_identifier_status_issue_and_time(simulator, client):
    simulator.add_listing_issue(SKU, severity="WARNING", marketplace="US")
    assert found(client, identifiers=f"{SKU},LK-TEAPOT,NONE", identifiersType="SKU", sortBy="sku", sortOrder="ASC") == [
        SKU,
        "LK-TEAPOT",
    ]
    assert found(client, identifiers="B0LKS00003", identifiersType="ASIN") == [SKU]
    barcode = shown(client)["attributes"]["externally_assigned_product_identifier"][0]["value"]
    assert found(client, identifiers=barcode, identifiersType="EAN") == [SKU]
    assert found(client, identifiers=f"0{barcode}", identifiersType="GTIN") == [SKU]
    assert found(client, withIssueSeverity="WARNING") == [SKU]
    assert found(client, withoutStatus="BUYABLE") == ["LK-BULBS-GLASS"]
    assert found(client, lastUpdatedAfter="2026-11-23T11:00:00Z") == [SKU]
    assert found(client, createdBefore="2025-02-05T00:00:00Z") == ["LK-BOTTLE-750"]
    assert found(client, variationParentSku=SKU) == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"identifiers": SKU},
        {"identifiersType": "SKU"},
        {"identifiers": ",".join(map(str, range(21))), "identifiersType": "SKU"},
        {"pageSize": "21"},
        {"sortBy": "price"},
        {"withStatus": "SOLD"},
        {"createdAfter": "yesterday"},
        {"pageToken": "x"},
        {"issueLocale": "english"},
        {"variationParentSku": SKU, "packageHierarchySku": SKU},
    ],
)
def test_parameters_that_amazon_refuses(client, parameters):
    assert search(client, **parameters).status_code == 400


def test_pages_go_to_the_end_and_back_but_not_beyond_a_thousand(simulator, client):
    simulator.generate_listings(1200)
    parameters = {"pageSize": "20", "sortBy": "createdDate", "includedData": "summaries"}
    page = search(client, **parameters).json()
    assert page["numberOfResults"] == 1200 + len(simulator.catalogue)
    assert "previousToken" not in page["pagination"]
    skus, pages = [], 0
    while True:
        skus += [item["sku"] for item in page["items"]]
        pages += 1
        if "nextToken" not in page["pagination"]:
            break
        token = page["pagination"]["nextToken"]
        page = search(client, **parameters, pageToken=token).json()
    assert (len(skus), len(set(skus)), pages) == (1000, 1000, 50)
    back = search(client, **parameters, pageToken=page["pagination"]["previousToken"]).json()
    assert [item["sku"] for item in back["items"]] == skus[960:980]
    assert search(client, pageSize="10", pageToken=token).status_code == 400


def test_every_kind_of_listing_is_made_and_read(simulator, client):
    skus = simulator.generate_listings(len(KINDS), list(KINDS))
    items = dict(zip(KINDS, (shown(client, sku) for sku in skus), strict=True))
    status = {kind: item["summaries"][0]["status"] for kind, item in items.items()}
    both = ["BUYABLE", "DISCOVERABLE"]
    assert {kind for kind, value in status.items() if value != both} == {
        "fba_empty",
        "sold_out",
        "inactive",
        "incomplete",
        "no_price",
        "suppressed",
        "hidden",
    }
    assert "quantity" not in items["fba"]["fulfillmentAvailability"][0]
    assert "\t" in items["tab_title"]["summaries"][0]["itemName"]
    assert len(items["long_title"]["summaries"][0]["itemName"]) == 200
    assert items["used"]["summaries"][0]["conditionType"] == "used_good"


def test_listings_and_what_is_still_to_show_outlive_a_restart(tmp_path, clock):
    path = tmp_path / "state.json"
    first = Simulator(state_path=path, clock=clock)
    [sku] = first.generate_listings(1)
    first.stick_listing("LK-TEAPOT")
    with serve(first) as url:
        patch(Client(first, url), SKU, ("merge", "fulfillment_availability", quantity(3)))
    again = Simulator(state_path=path, clock=clock)
    with serve(again) as url:
        client = Client(again, url)
        assert shown(client, sku) is not None
        assert units(client) != 3
        clock.advance(minutes=1)
        assert units(client) == 3
    assert again.listings.stuck == {"LK-TEAPOT"}
    assert again.generate_listings(1) != [sku]


def test_all_answers_fit_amazons_model(simulator, client, client_fe):
    pytest.importorskip("spapi")
    from .model_checker import Checker

    checker = Checker("spapi.models.listings_items_v2021_08_01")
    skus = simulator.generate_listings(len(KINDS), list(KINDS))
    for sku in skus:
        assert checker.errors(_without_attributes(shown(client, sku)), "Item") == []
    page = search(client, includedData=EVERYTHING, pageSize="20").json()
    page["items"] = [_without_attributes(item) for item in page["items"]]
    assert checker.errors(page, "ItemSearchResults") == []
    assert checker.errors(_without_attributes(shown(client_fe, marketplaces=JP)), "Item") == []
    for answer in (
        patch(client, SKU, ("merge", "fulfillment_availability", quantity(3)), includedData="identifiers,issues"),
        patch(client, SKU, ("merge", "fulfillment_availability", quantity(-3))),
        change(client, "DELETE", SKU),
    ):
        assert checker.errors(answer.json(), "ListingsItemSubmissionResponse") == []
    assert checker.errors(change(client, "PATCH", SKU).json(), "ErrorList") == []


def _without_attributes(item):
    """The SDK knows attributes as any object."""
    return {name: value for name, value in item.items() if name != "attributes"}


def test_amazons_sdk_reads_changes_and_searches(simulator, url, client):
    pytest.importorskip("spapi")
    from spapi.api.listings_items_v2021_08_01.listings_api import ListingsApi
    from spapi.models.listings_items_v2021_08_01 import ListingsItemPatchRequest, PatchOperation

    from .test_sdk import sdk

    api, seller_id = ListingsApi(sdk(simulator, url, "na")), seller_of(client)
    [sku] = simulator.generate_listings(1, ["slash_sku"])
    item = api.get_listings_item(seller_id, sku, [US], included_data=EVERYTHING.split(","))
    assert (item.sku, item.summaries[0].marketplace_id) == (sku, US)
    operation = PatchOperation(op="merge", path="/attributes/fulfillment_availability", value=quantity(3))
    body = ListingsItemPatchRequest(product_type="PRODUCT", patches=[operation])
    assert api.patch_listings_item(seller_id, sku, [US], body).status == "ACCEPTED"
    simulator.finish_listings()
    assert units(client, sku) == 3
    page = api.search_listings_items(seller_id, [US], page_size=20)
    assert (page.number_of_results, len(page.items)) == (len(simulator.catalogue) + 1, 20)
    assert api.delete_listings_item(seller_id, sku, [US]).status == "ACCEPTED"
