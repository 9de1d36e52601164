"""Product types, restrictions and Amazon's catalogue of products."""

import base64
import hashlib

import pytest
import requests

from .conftest import DE, US
from .listing import SKU, seller_of

TYPES, ITEMS = "/definitions/2020-09-01/productTypes", "/catalog/2022-04-01/items"
RESTRICTIONS = "/listings/2021-08-01/restrictions"


@pytest.fixture(autouse=True)
def unhurried(simulator):
    simulator.change_settings(throttling=False)


def restrictions(client, asin, **more):
    parameters = {"asin": asin, "sellerId": seller_of(client), "marketplaceIds": US}
    return client.get(RESTRICTIONS, **parameters | more)


def asins(client, **parameters):
    answer = client.get(ITEMS, marketplaceIds=US, **parameters)
    assert answer.status_code == 200, answer.text
    return [item["asin"] for item in answer.json()["items"]]


def test_product_types_are_found_by_words(client):
    names = [row["name"] for row in client.get(TYPES, marketplaceIds=US, keywords="mug").json()["productTypes"]]
    assert names == ["DRINKING_CUP"]
    titled = client.get(TYPES, marketplaceIds=US, itemName="LED Desk Lamp").json()["productTypes"]
    assert [row["name"] for row in titled] == ["LAMP"]
    assert len(client.get(TYPES, marketplaceIds=US).json()["productTypes"]) > 5
    assert client.get(TYPES, marketplaceIds=US, keywords="mug", itemName="Mug").status_code == 400


@pytest.mark.parametrize(
    ("requirements", "has", "lacks"),
    [
        ("LISTING", {"item_name", "capacity", "purchasable_offer"}, set()),
        ("LISTING_PRODUCT_ONLY", {"item_name", "capacity"}, {"purchasable_offer"}),
        ("LISTING_OFFER_ONLY", {"purchasable_offer"}, {"item_name", "capacity"}),
    ],
)
def test_the_schema_of_a_product_type_is_at_a_signed_address(client, requirements, has, lacks):
    answer = client.get(f"{TYPES}/BOTTLE", marketplaceIds=US, requirements=requirements).json()
    download = requests.get(answer["schema"]["link"]["resource"], timeout=10)
    assert base64.b64encode(hashlib.md5(download.content).digest()).decode() == answer["schema"]["checksum"]
    schema = download.json()
    assert has <= set(schema["required"])
    assert not lacks & set(schema["properties"])
    loose = client.get(
        f"{TYPES}/BOTTLE", marketplaceIds=US, requirements=requirements, requirementsEnforced="NOT_ENFORCED"
    ).json()
    assert "required" not in requests.get(loose["schema"]["link"]["resource"], timeout=10).json()
    assert client.get(f"{TYPES}/SPACESHIP", marketplaceIds=US).status_code == 404


def test_restrictions_say_what_needs_approval(simulator, client):
    assert restrictions(client, "B0LKS00003").json() == {"restrictions": []}
    [row] = restrictions(client, "B0OTHER003").json()["restrictions"]
    assert row["reasons"][0]["reasonCode"] == "APPROVAL_REQUIRED"
    assert "B0OTHER003" in row["reasons"][0]["links"][0]["resource"]
    [row] = restrictions(client, "B0OTHER004").json()["restrictions"]
    assert (row["reasons"][0]["reasonCode"], "links" in row["reasons"][0]) == ("NOT_ELIGIBLE", False)
    [row] = restrictions(client, "B0NOWHERE1").json()["restrictions"]
    assert row["reasons"][0]["reasonCode"] == "ASIN_NOT_FOUND"
    simulator.approve_brand("Aurelle Maison")
    assert restrictions(client, "B0OTHER003").json() == {"restrictions": []}


def test_errors_of_restrictions_are_a_bare_list(client):
    answer = restrictions(client, "")
    assert (answer.status_code, answer.json()[0]["code"]) == (400, "InvalidInput")
    assert restrictions(client, "B0LKS00003", marketplaceIds=DE).status_code == 403


def test_products_are_found_by_barcode_asin_sku_and_words(simulator, client):
    item = client.get(f"{ITEMS}/B0LKS00003", marketplaceIds=US, includedData="identifiers").json()
    barcode = item["identifiers"][0]["identifiers"][0]["identifier"]
    assert asins(client, identifiers=barcode, identifiersType="EAN") == ["B0LKS00003", "B0OTHER002"]
    assert asins(client, identifiers="B0LKS00003,NONE", identifiersType="ASIN") == ["B0LKS00003"]
    assert asins(client, identifiers=SKU, identifiersType="SKU", sellerId=seller_of(client)) == ["B0LKS00003"]
    assert asins(client, keywords="mug,ocean") == ["B0LKS00003", "B0OTHER002"]
    page = client.get(ITEMS, marketplaceIds=US, keywords="e", pageSize="20").json()
    assert page["numberOfResults"] > len(page["items"]) == 20
    assert len(asins(client, keywords="e", pageSize="20", pageToken=page["pagination"]["nextToken"])) > 0
    assert client.get(ITEMS, marketplaceIds=US).status_code == 400
    assert client.get(f"{ITEMS}/B0NOWHERE1", marketplaceIds=US).status_code == 404


def test_answers_fit_amazons_models(client):
    pytest.importorskip("spapi")
    from .model_checker import Checker

    types = Checker("spapi.models.product_type_definitions_v2020_09_01")
    assert types.errors(client.get(TYPES, marketplaceIds=US).json(), "ProductTypeList") == []
    definition = client.get(f"{TYPES}/BOTTLE", marketplaceIds=US).json()
    assert types.errors(definition, "ProductTypeDefinition") == []
    listing = Checker("spapi.models.listings_restrictions_v2021_08_01")
    assert listing.errors(restrictions(client, "B0OTHER003").json(), "RestrictionList") == []
    catalog = Checker("spapi.models.catalogitems_v2022_04_01")
    included = "identifiers,images,productTypes,summaries,salesRanks,classifications,dimensions,relationships"
    page = client.get(ITEMS, marketplaceIds=US, keywords="mug", includedData=included).json()
    assert [error for item in page["items"] for error in catalog.errors(item, "Item")] == []


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ("searchDefinitionsProductTypes", TYPES),
        ("getDefinitionsProductType", f"{TYPES}/BOTTLE"),
        ("getListingsRestrictions", RESTRICTIONS),
        ("getCatalogItem", f"{ITEMS}/B0LKS00003"),
        ("searchCatalogItems", ITEMS),
    ],
)
def test_faults_and_roles_know_the_operations(simulator, client, operation, path):
    simulator.add_fault(operation, "status", status=503)
    assert client.get(path, marketplaceIds=US).status_code == 503
    simulator.change_seller(seller_of(client), roles=["FINANCE_AND_ACCOUNTING"])
    assert client.get(path, marketplaceIds=US).status_code == 403
