"""Steering listings: over HTTP and on the page."""

import pytest
import requests

from amazon_simulator import SimulatorError

from .listing import SKU, found, patch, quantity, shown, units
from .test_pages import get, press


def control(url, path, expected=200, **body):
    answer = requests.post(f"{url}/simulator/{path}", json=body, timeout=10)
    assert answer.status_code == expected, answer.text
    return answer.json()


def test_everything_can_be_done_over_http(url, client):
    [sku] = control(url, "listings/generate", n=1, kinds=["slash_sku"])["result"]
    control(url, "listings/change", sku=sku, quantity=8, marketplace="US")
    assert units(client, sku) == 8
    control(url, "listings/add_issue", sku=sku, code="18155", severity="WARNING")
    assert [row["code"] for row in shown(client, sku)["issues"]] == ["18155"]
    control(url, "listings/clear_issues", sku=sku)
    control(url, "listings/stick", sku=sku)
    patch(client, sku, ("merge", "fulfillment_availability", quantity(3)))
    control(url, "listings/finish")
    assert units(client, sku) == 8
    control(url, "listings/release", sku=sku)
    assert units(client, sku) == 3
    listed = requests.get(f"{url}/simulator/listings?marketplace=US&limit=1", timeout=10).json()["listings"]
    assert [row["sku"] for row in listed] == [sku]
    control(url, "listings/delete", sku=sku)
    control(url, "listings/clear", marketplace="US")
    assert found(client) == []
    assert control(url, "catalog/add_item", title="Kettle")["result"].startswith("B0")
    assert "slash_sku" in requests.get(f"{url}/simulator/listings/kinds", timeout=10).json()["kinds"]


def test_mistakes_are_told(simulator, url):
    assert "no such listing" in control(url, "listings/change", 400, sku="NONE", price=1)["error"]
    assert "unknown changes" in control(url, "listings/change", 400, sku=SKU, colour="red")["error"]
    assert "unknown kinds" in control(url, "listings/generate", 400, n=1, kinds=["odd"])["error"]
    assert "unknown action" in control(url, "listings/explode", 400)["error"]
    assert "not a barcode" in control(url, "catalog/add_item", 400, title="x", barcodes=["123"])["error"]
    with pytest.raises(SimulatorError):
        simulator.change_settings(listing_seconds=-1)
    with pytest.raises(SimulatorError):
        simulator.restrict_brand("Garth", "WHIM")


def test_listings_are_shown_and_steered_on_their_page(simulator, url, client):
    page = press(url, "/listings/generate", n="2", kind="markup_title", marketplace="US")
    assert "GEN-000002" in page
    assert "<script" not in page
    press(url, "/listings/seconds", seconds="30")
    assert simulator.settings["listing_seconds"] == 30
    patch(client, SKU, ("merge", "fulfillment_availability", quantity(3)))
    assert "not shown yet" in get(url, "/listings")
    press(url, "/listings/finish")
    assert units(client) == 3
    for action in ("close", "open", "add_issue", "clear_issues", "stick", "release"):
        press(url, f"/listings/{action}", sku=SKU, marketplace="US")
    press(url, "/listings/close", "error", sku="NONE", marketplace="US")
    assert "LK-BULBS-GLASS" in get(url, "/listings?marketplace=DE&status=Inactive")
    assert SKU not in get(url, "/listings?marketplace=DE&status=Inactive")


def test_the_listings_of_a_seller_are_its_own(simulator, client):
    other = simulator.add_seller("Second", "na", ["US"]).selling_partner_id
    simulator.change_listing(SKU, quantity=1, selling_partner_id=other)
    assert units(client) != 1
    assert simulator.get_listing(SKU, "US", other)["attributes"]["fulfillment_availability"][0]["quantity"] == 1
