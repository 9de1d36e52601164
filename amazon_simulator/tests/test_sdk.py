"""Amazon's own SDK, pointed at the simulator, works as it does with Amazon."""

import pytest

from amazon_simulator import KINDS, SimulatorError

pytest.importorskip("spapi")

from spapi import SPAPIClient, SPAPIConfig
from spapi.api.orders_v0.orders_v0_api import OrdersV0Api
from spapi.api.orders_v2026_01_01.get_order_api import GetOrderApi
from spapi.api.orders_v2026_01_01.search_orders_api import SearchOrdersApi
from spapi.api.sellers_v1.sellers_api import SellersApi
from spapi.models.orders_v0 import ConfirmShipmentOrderItem, ConfirmShipmentRequest, PackageDetail
from spapi.rest import ApiException

from .conftest import EVERYTHING, GB, JP, US
from .model_checker import Checker
from .test_confirm_shipment import SHIPPED_AT, body_for, confirm, place

INCLUDED = EVERYTHING.split(",")


def sdk(simulator, url, region):
    """Return the SDK's client, as a developer would make it, with the simulator's addresses."""
    application = simulator.application
    config = SPAPIConfig(
        client_id=application.client_id,
        client_secret=application.client_secret,
        refresh_token=simulator.refresh_token(region),
        region=region.upper(),
    )
    return SPAPIClient(config, oauth_endpoint=f"{url}/auth/o2/token", endpoint=url).api_client


def test_the_sdk_reads_marketplace_participations(simulator, url):
    for region, expected in (("na", US), ("eu", GB), ("fe", JP)):
        answer = SellersApi(sdk(simulator, url, region)).get_marketplace_participations()
        assert expected in {row.marketplace.id for row in answer.payload}


def test_the_sdk_pages_through_all_orders_to_the_end(simulator, url):
    placed = simulator.generate_orders(230, marketplaces=["GB", "DE", "FR"])
    api = SearchOrdersApi(sdk(simulator, url, "eu"))
    parameters = {
        "created_after": "2026-11-01T00:00:00Z",
        "marketplace_ids": [GB, "A1PA6795UKMFR9", "A13V1IB3VIYZZH"],
        "included_data": INCLUDED,
    }
    answer = api.search_orders(**parameters)
    pages = [answer]
    while answer.pagination is not None:
        answer = api.search_orders(**parameters, pagination_token=answer.pagination.next_token)
        pages.append(answer)
    read = [order.order_id for page in pages for order in page.orders]
    assert [len(page.orders) for page in pages] == [100, 100, 30]
    assert sorted(read) == sorted(placed)


def test_the_sdk_gets_a_single_order_of_every_kind(simulator, url):
    simulator.throttle.enabled = False
    apis = {region: GetOrderApi(sdk(simulator, url, region)) for region in ("na", "eu", "fe")}
    for kind in KINDS:
        for region, places in (("na", ["US", "CA", "BR", "MX"]), ("eu", ["GB", "DE", "IN", "TR"]), ("fe", ["JP"])):
            try:
                order_id = simulator.generate_orders(1, kinds=[kind], marketplaces=places)[0]
            except SimulatorError:
                continue  # this kind does not occur in this region
            order = apis[region].get_order(order_id, included_data=INCLUDED).order
            assert order.order_id == order_id
            assert order.order_items[0].product is not None


def test_the_sdk_sees_amazons_errors(simulator, url):
    with pytest.raises(ApiException) as caught:
        GetOrderApi(sdk(simulator, url, "na")).get_order("111-0000000-0000000")
    assert caught.value.status == 404
    assert '"errors"' in caught.value.body


def test_the_sdk_confirms_a_shipment_and_the_answers_fit_amazons_models(simulator, url, client):
    order = place(simulator, "several_items")
    items = [
        ConfirmShipmentOrderItem(order_item_id=item["orderItemId"], quantity=item["quantityOrdered"])
        for item in order["orderItems"]
    ]
    detail = PackageDetail(
        package_reference_id="1", carrier_code="USPS", tracking_number="9400", ship_date=SHIPPED_AT, order_items=items
    )
    request = ConfirmShipmentRequest(package_detail=detail, marketplace_id=US)
    OrdersV0Api(sdk(simulator, url, "na")).confirm_shipment(order["orderId"], request)
    seen = client.get(f"/orders/2026-01-01/orders/{order['orderId']}", includedData="PACKAGES,FULFILLMENT").json()
    assert seen["order"]["packages"][0]["trackingNumber"] == "9400"
    assert Checker("spapi.models.orders_v2026_01_01").errors(seen, "GetOrderResponse") == []
    refused = confirm(client, order, body_for(order, packageReferenceId="2")).json()
    assert Checker("spapi.models.orders_v0").errors(refused, "ConfirmShipmentErrorResponse") == []
