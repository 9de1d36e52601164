"""What may happen to an order, and what a client sees of it."""

from decimal import Decimal

import pytest

from amazon_simulator import SimulatorError
from amazon_simulator.money import amount_of

from .adding_up import assert_adds_up


def place(simulator, kind="us_facilitator_tax"):
    return simulator.generate_orders(1, kinds=[kind], marketplaces=["US"])[0]


def status(client, order_id):
    return client.order(order_id)["fulfillment"]["fulfillmentStatus"]


def items(order):
    return {item["orderItemId"]: item for item in order["orderItems"]}


def test_an_order_is_placed_from_a_bare_document(simulator, client):
    order_id = simulator.place_order({"orderItems": [{"product": {"sellerSku": "A"}, "quantityOrdered": 2}]})
    order = client.order(order_id)
    assert order["salesChannel"] == {
        "channelName": "AMAZON",
        "marketplaceId": "ATVPDKIKX0DER",
        "marketplaceName": "Amazon.com",
    }
    assert order["createdTime"] == order["lastUpdatedTime"] == "2026-11-23T12:00:00.000Z"
    assert order["fulfillment"] == {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"}
    assert order["orderItems"][0]["orderItemId"].isdigit()


def test_a_document_keeps_what_it_says_and_gets_totals_it_lacks(simulator, client):
    def usd(amount):
        return {"amount": amount, "currencyCode": "USD"}

    breakdowns = [
        {"type": "ITEM", "subtotal": usd("20.00")},
        {"type": "SHIPPING", "subtotal": usd("4.00")},
        {"type": "DISCOUNT", "subtotal": usd("7.00")},
    ]
    document = {
        "orderId": "111-2222222-3333333",
        "orderItems": [{"orderItemId": "1", "product": {}, "proceeds": {"breakdowns": breakdowns}}],
    }
    assert simulator.place_order(document) == "111-2222222-3333333"
    order = client.order("111-2222222-3333333")
    assert order["orderItems"][0]["proceeds"]["proceedsTotal"] == usd("17.00")
    assert order["proceeds"]["grandTotal"] == usd("17.00")
    broken = {**document, "orderId": "111-2222222-4444444", "proceeds": {"grandTotal": usd("99.00")}}
    simulator.place_order(broken)
    assert client.order("111-2222222-4444444")["proceeds"] == {"grandTotal": usd("99.00")}


def test_an_order_id_is_used_once(simulator):
    document = {"orderId": "111-2222222-3333333", "orderItems": [{"product": {}}]}
    simulator.place_order(document)
    with pytest.raises(SimulatorError, match="exists"):
        simulator.place_order(document)


def test_an_order_without_items_is_refused(simulator):
    with pytest.raises(SimulatorError):
        simulator.place_order({})


def test_the_callers_document_is_not_changed(simulator):
    document = {"orderItems": [{"product": {}}]}
    simulator.place_order(document)
    assert document == {"orderItems": [{"product": {}}]}


def test_a_whole_order_is_shipped_in_one_package(simulator, client, clock):
    order_id = place(simulator, "several_items")
    clock.advance(hours=1)
    simulator.ship_order(order_id, carrier="USPS", tracking_number="T1", shipping_service="Priority Mail")
    order = client.order(order_id)
    assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert order["lastUpdatedTime"] == "2026-11-23T13:00:00.000Z"
    [package] = order["packages"]
    assert package["packageReferenceId"] == "1"
    assert package["carrier"] == "USPS"
    assert package["trackingNumber"] == "T1"
    assert package["shippingService"] == "Priority Mail"
    assert {row["orderItemId"]: row["quantity"] for row in package["packageItems"]} == {
        item_id: item["quantityOrdered"] for item_id, item in items(order).items()
    }
    for item in order["orderItems"]:
        assert item["fulfillment"]["quantityFulfilled"] == item["quantityOrdered"]
        assert item["fulfillment"]["quantityUnfulfilled"] == 0


def test_an_order_is_shipped_in_parts(simulator, client):
    order_id = place(simulator, "indivisible_quantity")
    [item_id] = items(simulator.get_order(order_id))
    simulator.ship_order(order_id, {item_id: 1})
    order = client.order(order_id)
    assert order["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
    assert order["orderItems"][0]["fulfillment"]["quantityUnfulfilled"] == 2
    with pytest.raises(SimulatorError, match="2 left"):
        simulator.ship_order(order_id, {item_id: 3})
    simulator.ship_order(order_id)
    order = client.order(order_id)
    assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert [package["packageReferenceId"] for package in order["packages"]] == ["1", "2"]


def test_packages_arrive(simulator, client):
    order_id = place(simulator)
    simulator.ship_order(order_id)
    simulator.deliver_order(order_id)
    assert client.order(order_id)["packages"][0]["packageStatus"]["status"] == "DELIVERED"


@pytest.mark.parametrize("cancelled_by", ["BUYER", "MERCHANT", "AMAZON"])
def test_an_order_is_cancelled(simulator, client, cancelled_by):
    order_id = place(simulator)
    simulator.cancel_order(order_id, cancelled_by, "NoInventory")
    order = client.order(order_id)
    assert order["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    execution = order["orderItems"][0]["cancellation"]["cancellationExecution"]
    assert execution == {"cancelledBy": cancelled_by, "cancelReason": "NoInventory"}


def test_the_buyer_asks_for_a_cancellation_and_the_status_stays(simulator, client):
    order_id = place(simulator)
    simulator.request_cancellation(order_id, "Too late")
    order = client.order(order_id)
    assert order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    request = order["orderItems"][0]["cancellation"]["cancellationRequest"]
    assert request == {"requester": "BUYER", "cancelReason": "Too late"}


def test_a_pending_order_is_released(simulator, client):
    order_id = place(simulator, "pending_availability")
    assert status(client, order_id) == "PENDING_AVAILABILITY"
    simulator.release_order(order_id)
    assert status(client, order_id) == "PENDING"
    simulator.release_order(order_id)
    assert status(client, order_id) == "UNSHIPPED"
    with pytest.raises(SimulatorError):
        simulator.release_order(order_id)


def test_what_makes_no_sense_is_refused(simulator):
    shipped, cancelled = place(simulator, "shipped_by_merchant"), place(simulator, "cancelled")
    for action in (simulator.ship_order, simulator.cancel_order, simulator.request_cancellation):
        for order_id in (shipped, cancelled):
            with pytest.raises(SimulatorError):
                action(order_id)
    with pytest.raises(SimulatorError, match="no such order"):
        simulator.ship_order("111-0000000-0000000")
    with pytest.raises(SimulatorError, match="no item"):
        simulator.ship_order(place(simulator), {"1": 1})
    with pytest.raises(SimulatorError, match="cancelled_by"):
        simulator.cancel_order(place(simulator), "NOBODY")


def test_a_quantity_changes_and_all_amounts_follow_to_the_cent(simulator, client):
    for kind in ("quantity", "shipping_promotion", "discount_tax", "indivisible_quantity", "several_items"):
        order_id = place(simulator, kind)
        item = simulator.get_order(order_id)["orderItems"][0]
        before = amount_of(item["proceeds"]["breakdowns"][0]["subtotal"])
        simulator.change_quantity(order_id, item["orderItemId"], item["quantityOrdered"] + 1)
        order = client.order(order_id)
        changed = items(order)[item["orderItemId"]]
        assert changed["quantityOrdered"] == item["quantityOrdered"] + 1
        after = amount_of(changed["proceeds"]["breakdowns"][0]["subtotal"])
        assert abs(after / before - Decimal(changed["quantityOrdered"]) / item["quantityOrdered"]) < Decimal("0.01")
        assert changed["fulfillment"]["quantityUnfulfilled"] == changed["quantityOrdered"]
        assert_adds_up(order)


def test_an_address_changes(simulator, client):
    order_id = place(simulator)
    simulator.change_address(order_id, addressLine1="2 New Street", city="Elsewhere")
    address = client.order(order_id)["recipient"]["deliveryAddress"]
    assert (address["addressLine1"], address["city"], address["countryCode"]) == ("2 New Street", "Elsewhere", "US")


def test_any_part_of_an_order_can_be_changed(simulator, client):
    order_id = place(simulator)
    [item_id] = items(simulator.get_order(order_id))
    changes = {
        "programs": ["PRIME"],
        "fulfillment": {"fulfillmentServiceLevel": "NEXT_DAY", "deliverByWindow": None},
        "orderItems": {item_id: {"product": {"sellerSku": "OTHER"}}},
    }
    simulator.change_order(order_id, changes)
    order = client.order(order_id)
    assert order["programs"] == ["PRIME"]
    assert order["fulfillment"]["fulfillmentServiceLevel"] == "NEXT_DAY"
    assert order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert "deliverByWindow" not in order["fulfillment"]
    assert order["orderItems"][0]["product"]["sellerSku"] == "OTHER"
    with pytest.raises(SimulatorError, match="keeps its id"):
        simulator.change_order(order_id, {"orderId": "111-9999999-9999999"})


def test_a_touched_order_has_a_new_time_and_nothing_else(simulator, client, clock):
    order_id = place(simulator)
    before = client.order(order_id)
    clock.advance(minutes=3)
    simulator.touch_order(order_id)
    after = client.order(order_id)
    assert after.pop("lastUpdatedTime") == "2026-11-23T12:03:00.000Z"
    before.pop("lastUpdatedTime")
    assert after == before


def test_a_change_in_the_same_moment_is_seen_too(simulator, client):
    order_id = place(simulator)
    simulator.cancel_order(order_id)
    listed = client.search(includedData="FULFILLMENT").json()["orders"]
    assert [order["fulfillment"]["fulfillmentStatus"] for order in listed] == ["CANCELLED"]


def test_a_failed_change_changes_nothing(simulator):
    order_id = place(simulator, "several_items")
    before = simulator.get_order(order_id)
    first = before["orderItems"][0]["orderItemId"]
    with pytest.raises(SimulatorError):
        simulator.ship_order(order_id, {first: 1, "1": 1})
    assert simulator.get_order(order_id) == before
