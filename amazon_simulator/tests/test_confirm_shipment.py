"""confirmShipment: what Amazon takes, what it refuses, and what the order shows afterwards."""

import copy

import pytest
import requests

from .conftest import DE, GB, JP

SHIPPED_AT = "2026-11-23T11:30:00Z"


def place(simulator, kind="us_facilitator_tax", country="US"):
    """Place an order of yesterday and return its document."""
    order_id = simulator.generate_orders(1, kinds=[kind], marketplaces=[country])[0]
    return simulator.get_order(order_id)


def body_for(order, **changes):
    """Return a confirmation of everything in `order`; `changes` go into its packageDetail (None removes a field)."""
    items = [{"orderItemId": item["orderItemId"], "quantity": item["quantityOrdered"]} for item in order["orderItems"]]
    detail = {
        "packageReferenceId": "1",
        "carrierCode": "UPS",
        "shippingMethod": "Ground",
        "trackingNumber": "1Z999",
        "shipDate": SHIPPED_AT,
        "orderItems": items,
        **changes,
    }
    detail = {name: value for name, value in detail.items() if value is not None}
    return {"marketplaceId": order["salesChannel"]["marketplaceId"], "packageDetail": detail}


def confirm(client, order, body=None):
    return client.post(f"/orders/v0/orders/{order['orderId']}/shipmentConfirmation", body or body_for(order))


def message(answer):
    assert answer.status_code == 400, answer.text
    [error] = answer.json()["errors"]
    assert error["code"] == "InvalidInput"
    return error["message"]


def status(order):
    return order["fulfillment"]["fulfillmentStatus"]


def test_a_confirmed_order_is_shipped_and_shows_the_package(simulator, client, clock):
    order = place(simulator, "several_items")
    clock.advance(minutes=5)
    answer = confirm(client, order)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["x-amzn-RateLimit-Limit"] == "2"
    seen = client.order(order["orderId"])
    assert status(seen) == "SHIPPED"
    assert seen["lastUpdatedTime"] == "2026-11-23T12:05:00.000Z"
    assert seen["packages"] == [
        {
            "packageReferenceId": "1",
            "createdTime": "2026-11-23T12:05:00.000Z",
            "packageStatus": {"status": "SHIPPED", "detailedStatus": "PICKED_UP"},
            "carrier": "UPS",
            "shipTime": "2026-11-23T11:30:00.000Z",
            "trackingNumber": "1Z999",
            "shippingService": "Ground",
            "packageItems": body_for(order)["packageDetail"]["orderItems"],
        }
    ]
    for item in seen["orderItems"]:
        assert item["fulfillment"]["quantityUnfulfilled"] == 0
    assert "packages" not in client.order(order["orderId"], "FULFILLMENT")


def test_an_order_is_confirmed_package_by_package(simulator, client):
    order = place(simulator, "indivisible_quantity")
    [item] = order["orderItems"]
    for reference, quantity, expected in (("4", 1, "PARTIALLY_SHIPPED"), ("5", 2, "SHIPPED")):
        rows = [{"orderItemId": item["orderItemId"], "quantity": quantity}]
        assert confirm(client, order, body_for(order, packageReferenceId=reference, orderItems=rows)).status_code == 204
        assert status(client.order(order["orderId"])) == expected
    seen = client.order(order["orderId"])
    assert [row["packageReferenceId"] for row in seen["packages"]] == ["4", "5"]


def test_the_same_reference_again_updates_the_package(simulator, client, clock):
    order = place(simulator, "indivisible_quantity")
    confirm(client, order)
    clock.advance(minutes=30)
    item_id = order["orderItems"][0]["orderItemId"]
    changed = body_for(
        order,
        carrierCode="FedEx",
        trackingNumber="9400",
        orderItems=[{"orderItemId": item_id, "quantity": 2, "transparencyCodes": ["AZ:1"]}],
    )
    assert confirm(client, order, changed).status_code == 204
    seen = client.order(order["orderId"])
    [package] = seen["packages"]
    assert (package["carrier"], package["trackingNumber"]) == ("FedEx", "9400")
    assert package["packageItems"] == [{"orderItemId": item_id, "quantity": 2, "transparencyCodes": ["AZ:1"]}]
    assert package["createdTime"] == "2026-11-23T12:00:00.000Z"
    assert status(seen) == "PARTIALLY_SHIPPED"
    assert seen["lastUpdatedTime"] == "2026-11-23T12:30:00.000Z"


def test_an_other_carrier_is_shown_by_its_name(simulator, client):
    order = place(simulator)
    assert "CarrierName" in message(confirm(client, order, body_for(order, carrierCode="Other")))
    confirm(client, order, body_for(order, carrierCode="Other", carrierName="Example Couriers"))
    assert client.order(order["orderId"])["packages"][0]["carrier"] == "Example Couriers"


@pytest.mark.parametrize("name", ["packageReferenceId", "carrierCode", "trackingNumber", "shipDate", "orderItems"])
def test_what_amazon_requires_may_not_be_missing(simulator, client, name):
    order = place(simulator)
    assert message(confirm(client, order, body_for(order, **{name: None}))).endswith("is required.")
    assert simulator.get_order(order["orderId"]) == order


def test_marketplace_and_package_are_required(simulator, client):
    order = place(simulator)
    for name in ("marketplaceId", "packageDetail"):
        body = body_for(order)
        del body[name]
        message(confirm(client, order, body))
    assert client.post(f"/orders/v0/orders/{order['orderId']}/shipmentConfirmation", []).status_code == 400


def test_a_package_reference_is_a_positive_number_written_as_a_text(simulator, client):
    order = place(simulator)
    words = message(confirm(client, order, body_for(order, packageReferenceId=1)))
    assert words.endswith("Please check the fields with invalid type [packageDetail.packageReferenceId].")
    for wrong in ("0", "-1", "1.5", "A1", " 1", "١"):
        words = message(confirm(client, order, body_for(order, packageReferenceId=wrong)))
        assert words == "PackageReferenceId: is invalid, must be a positive numeric value."


@pytest.mark.parametrize(
    "wrong",
    [
        "2026-11-23",
        "2026-11-23T11:30:00",
        "23.11.2026 11:30",
        "2026-13-01T00:00:00Z",
        "2026-11-23T12:00:01Z",
        "2026-11-01T00:00:00Z",
    ],
)
def test_a_ship_date_is_a_moment_between_purchase_and_now(simulator, client, wrong):
    order = place(simulator)
    assert message(confirm(client, order, body_for(order, shipDate=wrong))).startswith("ShipDate: is invalid")


def test_a_ship_date_may_have_any_zone_and_the_second_of_the_purchase(simulator, client):
    item = {"orderItemId": "1", "product": {}, "quantityOrdered": 2}
    order_id = simulator.place_order({"createdTime": "2026-11-23T11:00:00.700Z", "orderItems": [item]})
    rows = [{"orderItemId": "1", "quantity": 1}]
    for reference, moment in (("1", "2026-11-23T12:00:00.000+01:00"), ("2", "2026-11-23T04:00:00-08:00")):
        body = body_for(simulator.get_order(order_id), packageReferenceId=reference, shipDate=moment, orderItems=rows)
        assert confirm(client, {"orderId": order_id}, body).status_code == 204


def test_items_are_a_list_of_the_orders_items_and_what_is_left_of_them(simulator, client):
    order = place(simulator, "indivisible_quantity")
    item_id = order["orderItems"][0]["orderItemId"]

    def refused(rows):
        return message(confirm(client, order, body_for(order, orderItems=rows)))

    assert "OrderItemId is invalid" in refused([{"orderItemId": "1", "quantity": 1}])
    assert "at most 3" in refused([{"orderItemId": item_id, "quantity": 4}])
    assert "at most 1" in refused([{"orderItemId": item_id, "quantity": 2}] * 2)
    assert "Quantity" in refused([{"orderItemId": item_id, "quantity": 0}])
    assert "invalid type" in refused([{"orderItemId": item_id, "quantity": "1"}])
    assert "invalid type" in refused({"orderItemId": item_id, "quantity": 1})
    assert "invalid type" in refused([{"orderItemId": int(item_id), "quantity": 1}])
    assert "required" in refused([])
    assert "required" in refused([{"orderItemId": item_id}])
    assert simulator.get_order(order["orderId"]) == order


def test_a_quantity_counts_what_other_packages_hold_but_not_the_package_itself(simulator, client):
    order = place(simulator, "indivisible_quantity")
    item_id = order["orderItems"][0]["orderItemId"]
    two, three = ([{"orderItemId": item_id, "quantity": quantity}] for quantity in (2, 3))
    assert confirm(client, order, body_for(order, orderItems=two)).status_code == 204
    assert "at most 1" in message(confirm(client, order, body_for(order, packageReferenceId="2", orderItems=two)))
    assert confirm(client, order, body_for(order, orderItems=three)).status_code == 204


@pytest.mark.parametrize("kind", ["shipped_by_merchant", "cancelled"])
def test_what_is_shipped_or_cancelled_has_no_package_to_update(simulator, client, kind):
    order = place(simulator, kind)
    words = message(confirm(client, order, body_for(order, packageReferenceId="77")))
    assert words.startswith("Failed to create package due to not finding a matching package or order already fulfilled")
    assert "PackageToUpdateNotFound" in words
    assert order["orderId"] in words


@pytest.mark.parametrize("kind", ["pending", "pending_availability", "fba_shipped", "fba_pending"])
def test_what_is_not_the_merchants_to_ship_is_refused(simulator, client, kind):
    order = place(simulator, kind)
    message(confirm(client, order))
    assert simulator.get_order(order["orderId"]) == order


def test_the_order_must_be_there_of_this_seller_and_of_this_marketplace(simulator, client, client_eu):
    order = place(simulator)
    assert confirm(client, {"orderId": "111-0000000-0000000"}, body_for(order)).status_code == 404
    assert confirm(client_eu, order).status_code == 404
    assert confirm(client, {"orderId": "nonsense"}, body_for(order)).status_code == 400
    for other in (GB, DE, "ATVPDKIKX0DEX"):
        assert message(confirm(client, order, {**body_for(order), "marketplaceId": other})).startswith("MarketplaceId")


def test_collecting_the_payment_at_the_door_is_for_japan(simulator, client, client_fe):
    order, japanese = place(simulator), place(simulator, "cod_fee", "JP")
    assert japanese["salesChannel"]["marketplaceId"] == JP
    collected = {"codCollectionMethod": "DirectPayment"}
    message(confirm(client, order, {**body_for(order), **collected}))
    message(confirm(client_fe, japanese, {**body_for(japanese), "codCollectionMethod": "Cheque"}))
    assert confirm(client_fe, japanese, {**body_for(japanese), **collected}).status_code == 204


def test_a_tracking_number_may_be_empty_but_not_left_out(simulator, client):
    order = place(simulator)
    assert confirm(client, order, body_for(order, trackingNumber="")).status_code == 204


def test_an_order_that_search_orders_lost_can_be_confirmed(simulator, client):
    order = place(simulator)
    simulator.lose_order(order["orderId"])
    assert confirm(client, order).status_code == 204


def test_two_calls_a_second_after_ten_at_once(simulator, client, clock):
    order = place(simulator)
    assert [confirm(client, order).status_code for _ in range(11)] == [204] * 10 + [429]
    clock.advance(seconds=1)
    assert [confirm(client, order).status_code for _ in range(3)] == [204, 204, 429]


def test_trouble_strikes_before_or_after_the_work(simulator, client):
    order = place(simulator)
    client.search()
    simulator.add_fault("confirmShipment", "reset")
    with pytest.raises(requests.exceptions.ConnectionError):
        confirm(client, order)
    assert status(simulator.get_order(order["orderId"])) == "UNSHIPPED"
    simulator.add_fault("confirmShipment", "reset_after")
    with pytest.raises(requests.exceptions.ConnectionError):
        confirm(client, order)
    assert status(simulator.get_order(order["orderId"])) == "SHIPPED"
    assert [call.status for call in simulator.calls.recent if call.operation == "confirmShipment"] == [0, 0]


def test_packages_of_the_page_never_take_a_reference_of_the_merchant(simulator, client):
    order = place(simulator, "indivisible_quantity")
    rows = [{"orderItemId": order["orderItems"][0]["orderItemId"], "quantity": 1}]
    confirm(client, order, body_for(order, packageReferenceId="2", orderItems=rows))
    simulator.ship_order(order["orderId"])
    assert [row["packageReferenceId"] for row in client.order(order["orderId"])["packages"]] == ["2", "3"]


def test_a_refused_confirmation_changes_nothing_at_all(simulator, client):
    order = place(simulator, "several_items")
    body = body_for(order)
    body["packageDetail"]["orderItems"][-1]["quantity"] = 99
    before = copy.deepcopy(simulator.get_order(order["orderId"]))
    message(confirm(client, order, body))
    assert simulator.get_order(order["orderId"]) == before
