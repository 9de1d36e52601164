"""The shortest way through: a token, the seller's marketplaces, orders page by page."""

from .conftest import EVERYTHING


def test_a_seller_gets_a_token_and_reads_marketplaces_and_orders_to_the_last_page(simulator, client):
    placed = simulator.generate_orders(25, marketplaces=["US", "CA"])

    participations = client.get("/sellers/v1/marketplaceParticipations").json()["payload"]
    assert "ATVPDKIKX0DER" in {row["marketplace"]["id"] for row in participations}

    parameters = {"lastUpdatedAfter": "2026-11-01T00:00:00Z", "includedData": EVERYTHING, "maxResultsPerPage": "10"}
    pages = [client.search(**parameters).json()]
    while "pagination" in pages[-1]:
        token = pages[-1]["pagination"]["nextToken"]
        pages.append(client.search(**parameters, paginationToken=token).json())
    read = [order["orderId"] for page in pages for order in page["orders"]]
    assert [len(page["orders"]) for page in pages] == [10, 10, 5]
    assert sorted(read) == sorted(placed)
