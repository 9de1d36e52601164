from decimal import Decimal

import pytest

from benchmarks import workload


@pytest.fixture(scope="module")
def orders():
    return workload.documents(20, 30)[1]


def test_every_order_has_two_products_and_one_shipping_charge(orders):
    for order in orders:
        kinds = [row["type"] for item in order["orderItems"] for row in item["proceeds"]["breakdowns"]]
        assert sorted(kinds) == ["ITEM", "ITEM", "SHIPPING"]


def test_the_recipient_is_not_the_buyer(orders):
    for order in orders:
        assert order["buyer"]["buyerName"] != order["recipient"]["deliveryAddress"]["name"]


def test_every_buyer_is_new(orders):
    assert len({order["buyer"]["buyerEmail"] for order in orders}) == len(orders)


def test_tax_is_inside_the_prices(orders):
    for order in orders:
        parts = [
            Decimal(row["subtotal"]["amount"]) for item in order["orderItems"] for row in item["proceeds"]["breakdowns"]
        ]
        assert sum(parts) == Decimal(order["proceeds"]["grandTotal"]["amount"])


def test_both_ways_get_the_same_orders(orders):
    def essence(documents):
        return [(order["orderId"], order["orderItems"], order["buyer"]) for order in documents]

    assert essence(workload.documents(20, 30)[1]) == essence(orders)


def test_products_with_a_flaw_are_on_bad_orders_only(orders):
    flawed = {workload.BAD_CONFIRMATION, workload.BAD_TOTAL}
    simulator = workload.new_simulator()
    [bad] = simulator.generate_orders(1, kinds=["benchmark_bad_total"], marketplaces=[workload.MARKETPLACE])
    skus = {item["product"]["sellerSku"] for order in orders for item in order["orderItems"]}
    assert not flawed & skus
    assert simulator.get_order(bad)["orderItems"][0]["product"]["sellerSku"] == workload.BAD_TOTAL
