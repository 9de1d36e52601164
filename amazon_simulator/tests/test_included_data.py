"""includedData: each data set opens its own fields and no others."""

import pytest

from .conftest import EVERYTHING

ORDER_BASE = {
    "orderId", "orderAliases", "createdTime", "lastUpdatedTime", "programs", "associatedOrders", "salesChannel",
    "orderItems",
}  # fmt: skip
ITEM_BASE = {"orderItemId", "quantityOrdered", "measurement", "associatedOrderItems", "programs", "product"}
OPENS = {
    "BUYER": ({"buyer"}, set()),
    "RECIPIENT": ({"recipient"}, set()),
    "PROCEEDS": ({"proceeds"}, {"proceeds"}),
    "EXPENSE": (set(), {"expense"}),
    "PROMOTION": (set(), {"promotion"}),
    "CANCELLATION": (set(), {"cancellation"}),
    "FULFILLMENT": ({"fulfillment"}, {"fulfillment"}),
    "PACKAGES": ({"packages"}, set()),
    "TAX": ({"tax"}, {"tax"}),
    "PAYMENT": ({"payment"}, set()),
    "FULFILLMENT_ORDERS": ({"fulfillmentOrders"}, set()),
}


@pytest.fixture
def rich_order(simulator):
    """An order that has every field of the first level."""
    order_id = simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]
    item = simulator.get_order(order_id)["orderItems"][0]["orderItemId"]
    simulator.change_order(
        order_id,
        {
            "orderAliases": [{"aliasId": "A1", "aliasType": "SELLER_ORDER_ID"}],
            "associatedOrders": [{"orderId": "111-1111111-1111111", "associationType": "EXCHANGE_ORIGINAL_ID"}],
            "programs": ["PRIME"],
            "tax": {"taxRegistrations": [{"entityType": "BUYER", "taxRegistrationNumber": "1"}]},
            "fulfillmentOrders": [{"fulfillmentOrderId": "1"}],
            "packages": [{"packageReferenceId": "1"}],
            "orderItems": {
                item: {
                    "measurement": {"unit": "COUNT", "value": 1},
                    "associatedOrderItems": [{"associationType": "VALUE_ADD_SERVICE"}],
                    "programs": ["TRANSPARENCY"],
                    "expense": {"pointsCost": {}},
                    "promotion": {"breakdowns": []},
                    "cancellation": {"cancellationRequest": {"requester": "BUYER"}},
                }
            },
        },
    )
    return order_id


def test_without_data_sets_only_the_basics_come(client, rich_order):
    order = client.order(rich_order, included="")
    assert set(order) == ORDER_BASE
    assert set(order["orderItems"][0]) == ITEM_BASE
    assert set(order["orderItems"][0]["product"]) == {"asin", "title", "sellerSku", "condition", "price"}


@pytest.mark.parametrize("data_set", OPENS)
def test_a_data_set_opens_its_own_fields_and_no_others(client, rich_order, data_set):
    in_order, in_item = OPENS[data_set]
    order = client.order(rich_order, included=data_set)
    assert set(order) == ORDER_BASE | in_order
    assert set(order["orderItems"][0]) == ITEM_BASE | in_item


def test_all_data_sets_open_everything(client, rich_order):
    order = client.order(rich_order, included=EVERYTHING)
    assert set(order) == ORDER_BASE | {name for names, _ in OPENS.values() for name in names}
    assert set(order["orderItems"][0]) == ITEM_BASE | {name for _, names in OPENS.values() for name in names}


def test_the_list_call_opens_the_same_fields(client, rich_order):
    for data_set in OPENS:
        listed = client.search(includedData=data_set).json()["orders"][0]
        assert listed == client.order(rich_order, included=data_set)


def test_the_status_is_part_of_fulfillment(client, rich_order):
    assert "fulfillmentStatus" not in str(client.order(rich_order, included="PROCEEDS"))
    assert client.order(rich_order, included="FULFILLMENT")["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
