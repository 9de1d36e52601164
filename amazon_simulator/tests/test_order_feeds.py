"""What the messages of the two order feeds do to orders, and what the report says of them."""

import pytest

from amazon_simulator import SimulatorError
from amazon_simulator.money import amount_of

from .adding_up import assert_adds_up
from .feeding import CANCEL, SHIP, cancellation, codes, send, shipment

OK = {"MessagesProcessed": 1, "MessagesSuccessful": 1, "MessagesWithError": 0, "MessagesWithWarning": 0}


def place(simulator, kind="us_facilitator_tax", country="US"):
    return simulator.get_order(simulator.generate_orders(1, kinds=[kind], marketplaces=[country])[0])


def ids(order):
    return [item["orderItemId"] for item in order["orderItems"]]


def status(client, order):
    return client.order(order["orderId"])["fulfillment"]["fulfillmentStatus"]


def test_a_message_without_items_ships_the_whole_order(simulator, client):
    order = place(simulator, "several_items")
    report = send(client, SHIP, shipment(order["orderId"]))
    assert (report.status, report.summary, report.results) == ("Complete", OK, [])
    seen = client.order(order["orderId"])
    assert seen["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    [package] = seen["packages"]
    assert package["packageReferenceId"] == "1"
    assert (package["carrier"], package["shippingService"], package["trackingNumber"]) == ("UPS", "Ground", "1Z999")
    assert [row["orderItemId"] for row in package["packageItems"]] == ids(order)


def test_messages_of_one_feed_ship_an_order_package_by_package(simulator, client):
    order = place(simulator, "indivisible_quantity")
    [item_id] = ids(order)
    report = send(
        client,
        SHIP,
        shipment(order["orderId"], [(item_id, 1)]),
        shipment(order["orderId"], [(item_id, None)], reference="2", CarrierCode="Other", CarrierName="By Bike"),
    )
    assert report.results == []
    seen = client.order(order["orderId"])
    assert [row["packageItems"][0]["quantity"] for row in seen["packages"]] == [1, 2]
    assert seen["packages"][1]["carrier"] == "By Bike"
    assert seen["fulfillment"]["fulfillmentStatus"] == "SHIPPED"


def test_the_same_reference_updates_a_package_and_none_is_numbered(simulator, client):
    order = place(simulator, "indivisible_quantity")
    [item_id] = ids(order)
    for message in (
        shipment(order["orderId"], [(item_id, 1)], reference="6"),
        shipment(order["orderId"], [(item_id, 2)], reference="6", ShipperTrackingNumber="NEW"),
        shipment(order["orderId"], reference=None),
    ):
        assert send(client, SHIP, message).results == []
    packages = client.order(order["orderId"])["packages"]
    assert [(row["packageReferenceId"], row["packageItems"][0]["quantity"]) for row in packages] == [("6", 2), ("7", 1)]
    assert packages[0]["trackingNumber"] == "NEW"


def test_every_message_is_judged_alone_and_only_errors_are_told(simulator, client):
    good, shipped, pending = (place(simulator, kind) for kind in ("quantity", "shipped_by_merchant", "pending"))
    by_amazon, other = place(simulator, "fba_shipped"), place(simulator, "de_tax_separate", "DE")
    report = send(
        client,
        SHIP,
        shipment("111-0000000-0000000"),
        shipment(other["orderId"]),
        shipment(shipped["orderId"], reference="9"),
        shipment(pending["orderId"]),
        shipment(by_amazon["orderId"]),
        shipment(good["orderId"], [("1", 1)]),
        shipment(good["orderId"], [(ids(good)[0], 999)]),
        shipment(good["orderId"], moment="2026-11-24T00:00:00Z"),
        shipment(good["orderId"], moment="2020-01-01T00:00:00Z"),
        shipment(good["orderId"], moment="yesterday"),
        shipment(good["orderId"], reference="A-1"),
        shipment(good["orderId"], CarrierCode="Other"),
        shipment(good["orderId"], CarrierCode=None),
        shipment(good["orderId"], [(ids(good)[0], "none")]),
        shipment("", []),
        shipment(good["orderId"]),
    )
    assert report.summary == {
        "MessagesProcessed": 16,
        "MessagesSuccessful": 1,
        "MessagesWithError": 15,
        "MessagesWithWarning": 0,
    }
    assert [int(row[0]) for row in report.results] == list(range(1, 16))
    found = codes(report)
    assert found["1"] == found["2"] == "18028", "an order of another seller is unknown"
    assert found["7"] == "18021"
    assert "PackageToUpdateNotFound" in report.results[2][3]
    assert len({found[number] for number in ("3", "4", "5", "6", "7", "8", "9", "10")}) == 8
    assert {found[number] for number in ("10", "11", "12", "13", "14", "15")} == {found["10"]}
    assert status(client, good) == "SHIPPED"


def test_a_whole_order_is_cancelled(simulator, client, clock):
    order = place(simulator, "several_items")
    clock.advance(minutes=10)
    report = send(client, CANCEL, cancellation(order["orderId"]))
    assert (report.summary, report.results) == (OK, [])
    seen = client.order(order["orderId"])
    assert seen["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    assert seen["lastUpdatedTime"] == "2026-11-23T12:10:00.000Z"
    for item in seen["orderItems"]:
        assert item["cancellation"]["cancellationExecution"]["cancelledBy"] == "MERCHANT"
        assert item["fulfillment"] == {**item["fulfillment"], "quantityFulfilled": 0, "quantityUnfulfilled": 0}


def test_naming_all_items_cancels_the_order_each_for_its_reason(simulator, client):
    order = place(simulator, "several_items")
    reasons = ("NoInventory", "PricingError", "WeatherDelay", "BuyerCanceled", "CustomerReturn")
    named = [(item_id, reason, None) for item_id, reason in zip(ids(order), reasons, strict=False)]
    assert send(client, CANCEL, cancellation(order["orderId"], *named)).results == []
    seen = client.order(order["orderId"])
    assert seen["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    found = [item["cancellation"]["cancellationExecution"]["cancelReason"] for item in seen["orderItems"]]
    assert found == [reason for _item_id, reason, _quantity in named]


def test_one_item_is_cancelled_and_the_order_goes_on_without_it(simulator, client):
    order = place(simulator, "several_items")
    first, *others = ids(order)
    before = amount_of(order["proceeds"]["grandTotal"])
    assert send(client, CANCEL, cancellation(order["orderId"], (first, "NoInventory", None))).results == []
    seen = client.order(order["orderId"])
    assert seen["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    item = seen["orderItems"][0]
    assert item["quantityOrdered"] == 0
    assert item["fulfillment"]["quantityUnfulfilled"] == 0
    execution = {"cancelledBy": "MERCHANT", "cancelReason": "NoInventory"}
    assert item["cancellation"]["cancellationExecution"] == execution
    assert item["proceeds"]["proceedsTotal"]["amount"] == "0.00"
    assert amount_of(seen["proceeds"]["grandTotal"]) < before
    assert_adds_up(seen)
    with pytest.raises(SimulatorError, match="cancelled"):
        simulator.change_quantity(order["orderId"], first, 1)
    assert all("cancellation" not in row for row in seen["orderItems"][1:])
    assert send(client, SHIP, shipment(order["orderId"])).results == []
    seen = client.order(order["orderId"])
    assert seen["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert [row["orderItemId"] for row in seen["packages"][0]["packageItems"]] == others


def test_some_units_are_cancelled_with_their_share_of_the_money(simulator, client):
    order = place(simulator, "indivisible_quantity")
    [item_id] = ids(order)
    assert send(client, CANCEL, cancellation(order["orderId"], (item_id, "NoInventory", 1))).results == []
    seen = client.order(order["orderId"])
    [item] = seen["orderItems"]
    assert item["quantityOrdered"] == item["fulfillment"]["quantityUnfulfilled"] == 2
    assert "cancellation" not in item
    share = amount_of(seen["proceeds"]["grandTotal"]) / amount_of(order["proceeds"]["grandTotal"])
    assert round(share, 2) == round(2 / 3, 2) or abs(float(share) - 2 / 3) < 0.01
    assert_adds_up(seen)


def test_what_is_left_of_a_partly_shipped_order_is_cancelled(simulator, client):
    order = place(simulator, "indivisible_quantity")
    [item_id] = ids(order)
    simulator.ship_order(order["orderId"], {item_id: 1})
    refused = send(client, CANCEL, cancellation(order["orderId"]), cancellation(order["orderId"], (item_id, "X", 1)))
    assert [row[0] for row in refused.results] == ["1", "2"]
    assert "shipped" in refused.results[0][3]
    assert send(client, CANCEL, cancellation(order["orderId"], (item_id, "NoInventory", None))).results == []
    seen = client.order(order["orderId"])
    assert seen["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert seen["orderItems"][0]["quantityOrdered"] == 1


def test_the_last_units_cancel_the_order(simulator, client):
    order = place(simulator, "several_items")
    for item_id in ids(order):
        assert send(client, CANCEL, cancellation(order["orderId"], (item_id, "NoInventory", None))).results == []
    seen = client.order(order["orderId"])
    assert seen["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    assert all("cancellationExecution" in item["cancellation"] for item in seen["orderItems"])


def test_cancellations_that_amazon_refuses(simulator, client):
    order = place(simulator, "several_items")
    shipped, cancelled, pending, by_amazon = (
        place(simulator, kind) for kind in ("shipped_by_merchant", "cancelled", "pending", "fba_shipped")
    )
    item_id = ids(order)[0]
    report = send(
        client,
        CANCEL,
        cancellation("111-0000000-0000000"),
        cancellation(shipped["orderId"]),
        cancellation(cancelled["orderId"]),
        cancellation(pending["orderId"]),
        cancellation(by_amazon["orderId"]),
        cancellation(order["orderId"], ("1", "NoInventory", None)),
        cancellation(order["orderId"], (item_id, "NoInventory", 99)),
        cancellation(order["orderId"], (item_id, "NoInventory", None), (item_id, "NoInventory", None)),
        cancellation(order["orderId"], (item_id, "Bored", None)),
        cancellation(order["orderId"], (item_id, None, None)),
        cancellation(order["orderId"], (item_id, "NoInventory", 0)),
        cancellation(order["orderId"], status="Maybe"),
    )
    assert report.summary["MessagesWithError"] == report.summary["MessagesProcessed"] == 12
    assert len(set(codes(report).values())) == 8
    assert simulator.get_order(order["orderId"]) == order


def test_an_acknowledged_order_has_the_merchants_own_id(simulator, client):
    order = place(simulator)
    body = cancellation(order["orderId"], status="Success", MerchantOrderID="S00042")
    assert send(client, CANCEL, body).results == []
    seen = client.order(order["orderId"])
    assert seen["orderAliases"] == [{"aliasId": "S00042", "aliasType": "SELLER_ORDER_ID"}]
    assert seen["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"


def test_collecting_the_payment_at_the_door_is_for_japan(simulator, client, client_fe):
    order, japanese = place(simulator), place(simulator, "cod_fee", "JP")
    collected = "<CODCollectionMethod>DirectPayment</CODCollectionMethod>"
    assert len(send(client, SHIP, shipment(order["orderId"]) + collected).results) == 1
    from .conftest import JP
    from .feeding import created, envelope, result

    feed_id = created(client_fe, SHIP, envelope(SHIP, shipment(japanese["orderId"]) + collected), JP)
    simulator.finish_feeds(feed_id)
    assert result(client_fe, feed_id).results == []


@pytest.mark.parametrize("kind", ["quantity", "shipping_promotion", "discount_tax", "several_items", "gift_wrap"])
def test_amounts_add_up_after_any_cancellation(simulator, client, kind):
    order = place(simulator, kind)
    for item in order["orderItems"]:
        body = cancellation(order["orderId"], (item["orderItemId"], "NoInventory", 1))
        assert send(client, CANCEL, body).results == []
        seen = client.order(order["orderId"])
        if seen["fulfillment"]["fulfillmentStatus"] != "CANCELLED":
            assert_adds_up(seen)
        break


def test_amounts_that_are_gone_have_no_sign(simulator, client):
    def usd(amount):
        return {"amount": amount, "currencyCode": "USD"}

    details = [{"subtype": "ITEM", "value": usd("-5.00")}]
    discount = {"type": "DISCOUNT", "subtotal": usd("-5.00"), "detailedBreakdowns": details}
    breakdowns = [{"type": "ITEM", "subtotal": usd("20.00")}, discount]
    items = [{"orderItemId": ref, "product": {}, "proceeds": {"breakdowns": breakdowns}} for ref in ("1", "2")]
    order_id = simulator.place_order({"createdTime": "2026-11-20T00:00:00Z", "orderItems": items})
    assert send(client, CANCEL, cancellation(order_id, ("1", "NoInventory", None))).results == []
    seen = client.order(order_id)
    assert "-0.00" not in str(seen)
    assert seen["proceeds"]["grandTotal"] == usd("15.00")
