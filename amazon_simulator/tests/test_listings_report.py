"""The report on all listings, and the stock in Amazon's warehouses."""

import pytest

from amazon_simulator.listing_kinds import KINDS

from .conftest import DE, JP, US
from .feeding import REPORTS, downloaded
from .listing import seller_of

TYPE = "GET_MERCHANT_LISTINGS_ALL_DATA"


@pytest.fixture(autouse=True)
def unhurried(simulator):
    simulator.change_settings(throttling=False)


def content(client, marketplace=US):
    """Return (text, charset) of the report on a marketplace."""
    answer = client.post(f"{REPORTS}/reports", {"reportType": TYPE, "marketplaceIds": [marketplace]})
    assert answer.status_code == 202, answer.text
    client.simulator.finish_reports()
    done = client.get(f"{REPORTS}/reports/{answer.json()['reportId']}").json()
    assert done["processingStatus"] == "DONE"
    raw, download = downloaded(client, f"{REPORTS}/documents/{done['reportDocumentId']}")
    charset = download.headers["Content-Type"].rpartition("charset=")[2]
    return raw.decode({"UTF-8": "utf-8", "windows-31j": "cp932"}[charset]), charset


def rows(client, marketplace=US, key="seller-sku"):
    text, _charset = content(client, marketplace)
    header, *lines = text.split("\r\n")[:-1]
    names = header.split("\t")
    return {row[key]: row for row in (dict(zip(names, line.split("\t"), strict=True)) for line in lines)}


def test_every_listing_has_a_line_with_amazons_columns(simulator, client):
    found = rows(client)
    assert set(found) == {product.sku for product in simulator.catalogue}
    row = found["LK-MUG-BLUE"]
    assert len(row) == 29
    assert (row["asin1"], row["product-id"], row["product-id-type"]) == ("B0LKS00003", "B0LKS00003", "1")
    assert (row["price"], row["quantity"], row["status"]) == ("9.99", "26", "Active")
    assert (row["fulfillment-channel"], row["item-condition"]) == ("DEFAULT", "11")
    assert row["open-date"] == "2025-02-06 01:30:00 PST"
    assert row["item-name"] == "Tallow & Finch Stoneware Mug, Ocean Blue"


def test_kinds_of_listings_show_as_amazon_shows_them(simulator, client):
    skus = dict(zip(KINDS, simulator.generate_listings(len(KINDS), list(KINDS)), strict=True))
    lines = rows(client)
    found = {kind: lines[sku] for kind, sku in skus.items()}
    words = {kind: row["status"] for kind, row in found.items()}
    assert words["incomplete"] == words["no_price"] == "Incomplete"
    assert {kind for kind, word in words.items() if word == "Inactive"} == {
        "fba_empty",
        "sold_out",
        "inactive",
        "suppressed",
    }
    assert (found["fba"]["quantity"], found["fba"]["fulfillment-channel"]) == ("", "AMAZON_NA")
    assert found["sold_out"]["quantity"] == "0"
    assert found["no_price"]["price"] == ""
    assert found["incomplete"]["asin1"] == ""
    assert found["quote_title"]["item-name"].count('"') == 4, "there is no quoting"
    assert found["unicode_title"]["item-name"].endswith("日本製 ☕ ½ l")
    assert found["used"]["item-note"] == "Signs of use, works well"


def test_japans_report_has_japanese_headers_in_its_own_encoding(simulator, client_fe):
    simulator.generate_listings(1, ["unicode_title"], ["JP"])
    text, charset = content(client_fe, JP)
    assert charset == "windows-31j"
    assert text.startswith("商品名\t出品ID\t出品者SKU\t価格\t数量\t")
    row = rows(client_fe, JP, "出品者SKU")["LK-MUG-BLUE"]
    assert (row["価格"], row["商品ID"], row["ステータス"]) == ("1500", "B0LKS00003", "Active")
    assert "日本製 ?" in rows(client_fe, JP, "出品者SKU")["GEN-000001"]["商品名"], "what the encoding does not have"
    simulator.change_settings(localised_reports=False)
    assert "LK-MUG-BLUE" in rows(client_fe, JP)


def test_europe_has_two_columns_more(client_eu):
    row = rows(client_eu, DE)["LK-MUG-BLUE"]
    assert list(row)[-2:] == ["Minimum order quantity", "Sell remainder"]
    assert row["price"] == "8.99"


def test_a_seller_without_listings_gets_no_report(simulator, client):
    simulator.clear_listings("US")
    answer = client.post(f"{REPORTS}/reports", {"reportType": TYPE, "marketplaceIds": [US]})
    simulator.finish_reports()
    assert client.get(f"{REPORTS}/reports/{answer.json()['reportId']}").json()["processingStatus"] == "CANCELLED"


def inventory(client, marketplace=US, **more):
    parameters = {"granularityType": "Marketplace", "granularityId": marketplace, "marketplaceIds": marketplace}
    return client.get("/fba/inventory/v1/summaries", **parameters | more)


def stock(client, marketplace=US, **more):
    answer = inventory(client, marketplace, **more)
    assert answer.status_code == 200, answer.text
    return {row["sellerSku"]: row for row in answer.json()["payload"]["inventorySummaries"]}


def test_the_stock_in_amazons_warehouses_is_told(simulator, client):
    found = stock(client)
    assert set(found) == {product.sku for product in simulator.catalogue[9::10]}
    simulator.set_fba_stock("LK-MAT-YOGA", 7, inboundShippedQuantity=4, fcProcessingQuantity=2, expiredQuantity=1)
    row = stock(client, details="true", sellerSkus="LK-MAT-YOGA,NONE")["LK-MAT-YOGA"]
    assert row["totalQuantity"] == 14
    details = row["inventoryDetails"]
    assert (details["fulfillableQuantity"], details["inboundShippedQuantity"]) == (7, 4)
    assert details["reservedQuantity"]["totalReservedQuantity"] == 2
    assert details["unfulfillableQuantity"]["totalUnfulfillableQuantity"] == 1
    assert set(stock(client, startDateTime="2026-11-23T11:00:00Z")) == {"LK-MAT-YOGA"}
    assert set(stock(client, sellerSku="LK-MAT-YOGA")) == {"LK-MAT-YOGA"}


def test_pages_of_stock_have_tokens_that_live_for_half_a_minute(simulator, client, clock):
    skus = simulator.generate_listings(120, ["fba"])
    read, token = [], {}
    while token is not None:
        page = inventory(client, **token).json()
        read += [row["sellerSku"] for row in page["payload"]["inventorySummaries"]]
        token = {"nextToken": page["pagination"]["nextToken"]} if "pagination" in page else None
    assert set(skus) < set(read)
    assert len(read) == len(set(read)) == 124
    old = inventory(client).json()["pagination"]
    clock.advance(seconds=31)
    assert inventory(client, nextToken=old["nextToken"]).status_code == 400


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"granularityId": DE}, 400),
        ({"granularityType": "Warehouse"}, 400),
        ({"marketplaceIds": DE}, 403),
        ({"details": "yes"}, 400),
        ({"startDateTime": "2020-01-01T00:00:00Z"}, 400),
        ({"sellerSkus": ",".join(map(str, range(51)))}, 400),
        ({"nextToken": "x"}, 400),
    ],
)
def test_wrong_questions_about_stock(client, parameters, status):
    assert inventory(client, **parameters).status_code == status


def test_stock_needs_a_role_and_has_a_quota(simulator, client):
    simulator.change_settings(throttling=True)
    assert [inventory(client).status_code for _number in range(3)] == [200, 200, 429]
    simulator.throttle.refill()
    simulator.add_fault("getInventorySummaries", "status", status=500)
    assert inventory(client).status_code == 500
    simulator.change_seller(seller_of(client), roles=["FINANCE_AND_ACCOUNTING"])
    assert inventory(client).status_code == 403


def test_stock_fits_amazons_model(simulator, url, client):
    pytest.importorskip("spapi")
    from spapi.api.fba_inventory_v1.fba_inventory_api import FbaInventoryApi

    from .model_checker import Checker
    from .test_sdk import sdk

    checker = Checker("spapi.models.fba_inventory_v1")
    simulator.generate_listings(60, ["fba"])
    assert checker.errors(inventory(client, details="true").json(), "GetInventorySummariesResponse") == []
    assert checker.errors(inventory(client).json(), "GetInventorySummariesResponse") == []
    answer = FbaInventoryApi(sdk(simulator, url, "na")).get_inventory_summaries("Marketplace", US, [US], details=True)
    assert len(answer.payload.inventory_summaries) == 50
