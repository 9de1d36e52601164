"""FBA Inventory API v1: what the seller has in Amazon's warehouses. Source: Amazon's model `fbaInventory.json`."""

from datetime import datetime

from .answers import wrong_shape
from .client import Client
from .operation import Operation, UsagePlan
from .pages import check_page

GET_INVENTORY_SUMMARIES = Operation(
    "getInventorySummaries", "GET", "/fba/inventory/v1/summaries", UsagePlan(2, 2), True
)
MAX_SKUS = 50


def get_inventory_summaries(
    client: Client,
    marketplace_id: str,
    *,
    skus=None,
    changed_since: datetime | None = None,
    next_token: str | None = None,
) -> dict:
    """Return one page of quantities at Amazon, in all their details.

    Marketplaces of one region may show the same units: do not add them up.

    :param skus: 1 to 50 SKUs; None for all. A SKU with a comma cannot be asked for this way.
    :param changed_since: aware datetime, at most 18 months ago: only what changed since; not together with `skus`.
    :param next_token: of the page before, see `pages.next_page_token`. Good for 30 seconds; everything else must be as
        it was.
    :return: the answer: `payload` with a list `inventorySummaries`, and `pagination` unless it is the last page.
    :raises ValueError: for parameters that Amazon would refuse or ignore, before they cost a call.
    :raises AmazonError: see `Client.call`.
    """
    if skus is not None and (isinstance(skus, str) or not 1 <= len(skus) <= MAX_SKUS):
        raise ValueError(f"Quantities are asked for with a list of 1 to {MAX_SKUS} SKUs.")
    if skus is not None and changed_since is not None:
        raise ValueError("Amazon ignores SKUs when it is asked for what changed.")
    query = {
        "details": True,
        "granularityType": "Marketplace",
        "granularityId": marketplace_id,
        "marketplaceIds": [marketplace_id],
        "sellerSkus": skus,
        "startDateTime": changed_since,
        "nextToken": next_token,
    }
    answer = client.call(GET_INVENTORY_SUMMARIES, query=query)
    payload = answer.payload.get("payload") if isinstance(answer.payload, dict) else None
    summaries = payload.get("inventorySummaries") if isinstance(payload, dict) else None
    if not isinstance(summaries, list) or not all(isinstance(each, dict) for each in summaries):
        raise wrong_shape(answer, GET_INVENTORY_SUMMARIES, "a list 'inventorySummaries' of objects")
    check_page(answer, GET_INVENTORY_SUMMARIES)
    return answer.payload
