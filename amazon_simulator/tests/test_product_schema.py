"""The JSON Schemas of product types: as Amazon publishes them, and what they accept."""

import itertools

import pytest
import requests

from amazon_simulator.listing_seed import attributes_of
from amazon_simulator.product_schema import schema_of
from amazon_simulator.product_types import PRODUCT_TYPES, REQUIREMENTS
from amazon_simulator.schema_check import fits, flaws

from .conftest import DE, JP, US
from .listing import offer, put

TYPES = "/definitions/2020-09-01/productTypes"
SIZES = {
    "SHIRT": "Garth Work Shirt",
    "BOTTLE": "Brookmere Bottle",
    "LAMP": "Halden Lamp",
    "BACKPACK": "Merrow Backpack",
}


@pytest.fixture(autouse=True)
def unhurried(simulator):
    simulator.change_settings(throttling=False)


def complete(product_type, place=US, **changes):
    """Return complete attributes of a product; a change to None takes one away."""
    attributes = attributes_of(SIZES[product_type], 19, 4, place, False, 900, product_type)
    return {name: rows for name, rows in (attributes | changes).items() if rows is not None}


def published(client, product_type="SHIRT", **parameters):
    answer = client.get(f"{TYPES}/{product_type}", marketplaceIds=parameters.pop("place", US), **parameters).json()
    return requests.get(answer["schema"]["link"]["resource"], timeout=10).json()


@pytest.mark.parametrize("product_type", PRODUCT_TYPES)
def test_every_schema_is_one_of_2019_09_and_judges_as_the_simulator_does(product_type):
    validators = pytest.importorskip("jsonschema").Draft201909Validator
    for requirements, place, parentage in itertools.product(REQUIREMENTS, (US, DE, JP), (None, "NONE", "CHILD")):
        schema = schema_of(product_type, requirements, place, parentage=parentage)
        validators.check_schema(schema)
        ours = {flaw.path for flaw in flaws({"colour": []}, schema, schema)}
        theirs = {tuple(error.absolute_path) for error in validators(schema).iter_errors({"colour": []})}
        assert bool(ours) == bool(theirs)


@pytest.mark.parametrize("place", [US, DE, JP])
@pytest.mark.parametrize("product_type", SIZES)
def test_complete_products_fit_their_schema(product_type, place):
    validators = pytest.importorskip("jsonschema").Draft201909Validator
    schema = schema_of(product_type, "LISTING", place)
    assert [error.message for error in validators(schema).iter_errors(complete(product_type, place))] == []
    assert fits(complete(product_type, place), schema, schema)


def test_names_of_values_are_in_the_language_asked_for_and_values_in_the_marketplaces(client_eu):
    for locale, name in ((None, "Neu"), ("en_US", "New")):
        schema = published(client_eu, place=DE, locale=locale)
        condition = schema["properties"]["condition_type"]["items"]["properties"]["value"]
        assert (condition["enum"][0], condition["enumNames"][0]) == ("new_new", name)
        ages = schema["properties"]["age_range_description"]["items"]["properties"]["value"]["enum"]
        assert ages == ["Erwachsener", "Kind", "Baby"]


def test_a_parent_and_a_child_have_schemas_of_their_own(client):
    parent = published(client, parentageLevel="PARENT")
    assert "purchasable_offer" not in parent["properties"]
    assert {"variation_theme", "parentage_level"} <= set(parent["required"])
    assert "color" not in parent["required"]
    assert {"color", "child_parent_sku_relationship"} <= set(published(client, parentageLevel="CHILD")["required"])
    assert "variation_theme" not in published(client, parentageLevel="NONE")["properties"]


WRONG = {
    "an unknown attribute": ("SHIRT", {"wattage": [{"value": 8, "unit": "watts"}]}, "90000900"),
    "a value in the wrong language": (
        "SHIRT",
        {"age_range_description": [{"value": "Erwachsener", "language_tag": "en_US"}]},
        "4000001",
    ),
    "a name for a value": ("SHIRT", {"target_gender": [{"value": "Unisex"}]}, "4000001"),
    "too many bullet points": (
        "BOTTLE",
        {"bullet_point": [{"value": f"{number}", "language_tag": "en_US"} for number in range(11)]},
        "4000001",
    ),
    "too many bytes": ("BOTTLE", {"generic_keyword": [{"value": "茶" * 90, "language_tag": "en_US"}]}, "4000001"),
    "no language": ("BOTTLE", {"item_name": [{"value": "Bottle"}]}, "99022"),
    "no unit": ("BOTTLE", {"capacity": [{"value": 1}]}, "99022"),
    "batteries without saying whether they are included": ("LAMP", {"batteries_required": [{"value": True}]}, "90220"),
    "a note on the condition of what is new": (
        "BOTTLE",
        {"condition_note": [{"value": "As new", "language_tag": "en_US"}]},
        "4000001",
    ),
    "Amazon of another region": (
        "BOTTLE",
        {"fulfillment_availability": [{"fulfillment_channel_code": "AMAZON_EU"}]},
        "4000001",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_the_schema_forbids_is_refused(client, case):
    product_type, changes, code = WRONG[case]
    answer = put(client, "NEW", complete(product_type, **changes), product_type=product_type).json()
    assert (answer["status"], [row["code"] for row in answer["issues"]]) == ("INVALID", [code])


def test_a_note_on_the_condition_of_what_is_used_is_taken(client):
    note = [{"value": "A scratch", "language_tag": "en_US"}]
    attributes = complete("BOTTLE", condition_note=note, condition_type=[{"value": "used_good"}])
    assert put(client, "NEW", attributes, product_type="BOTTLE").json()["status"] == "ACCEPTED"


def test_an_offer_does_not_describe_the_product(client):
    attributes = offer() | {"item_name": [{"value": "Mug", "language_tag": "en_US"}]}
    answer = put(client, "NEW", attributes, requirements="LISTING_OFFER_ONLY").json()
    assert [row["code"] for row in answer["issues"]] == ["90000900"]
