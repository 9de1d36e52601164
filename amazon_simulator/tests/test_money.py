"""Money: every total is the exact sum of what stands beside it."""

from decimal import Decimal

import pytest

from amazon_simulator import KINDS
from amazon_simulator.generator.tax import TaxRegime
from amazon_simulator.money import amount_of, round_money

from .adding_up import assert_adds_up

BROKEN = {"broken_total", "broken_item_total"}


def amounts(document):
    """Yield every Money document inside a document."""
    if isinstance(document, dict):
        if "currencyCode" in document and "amount" in document:
            yield document
        for value in document.values():
            yield from amounts(value)
    elif isinstance(document, list):
        for value in document:
            yield from amounts(value)


@pytest.mark.parametrize("negative", [False, True])
def test_a_thousand_orders_of_all_kinds_add_up(simulator, negative):
    kinds = [name for name in KINDS if name not in BROKEN]
    order_ids = simulator.generate_orders(1000, kinds=kinds, negative_discounts=negative)
    checked = 0
    for order_id in order_ids:
        order = simulator.get_order(order_id)
        if "proceeds" not in order:
            continue
        assert_adds_up(order)
        checked += 1
        [currency] = {document["currencyCode"] for document in amounts(order)}
        for document in amounts(order):
            assert document["amount"] == str(round_money(Decimal(document["amount"]), currency))
    assert checked > 950


def one(simulator, kind, marketplace, **options):
    [order_id] = simulator.generate_orders(1, kinds=[kind], marketplaces=[marketplace], **options)
    return simulator.get_order(order_id)


def breakdowns(order):
    return {row["type"]: row for row in order["orderItems"][0]["proceeds"]["breakdowns"]}


def details(row):
    return {detail["subtype"]: amount_of(detail["value"]) for detail in row["detailedBreakdowns"]}


def fixed(price, currency):
    return [{"sku": "FIXED", "title": "Fixed", "price": {currency: price}}]


def test_in_the_us_amazon_collects_the_tax_beside_the_price(simulator):
    order = one(simulator, "us_facilitator_tax", "US")
    rows = breakdowns(order)
    assert amount_of(rows["TAX"]["subtotal"]) > 0
    assert details(rows["TAX"])["ITEM"] > 0
    assert order["orderItems"][0]["tax"]["taxCollections"][0]["model"] == "MARKETPLACE_FACILITATOR"
    unit_price = amount_of(order["orderItems"][0]["product"]["price"]["unitPrice"])
    assert amount_of(rows["ITEM"]["subtotal"]) == unit_price


def test_a_state_without_sales_tax_has_no_tax_breakdown(simulator):
    order = one(simulator, "us_no_tax_state", "US")
    assert "TAX" not in breakdowns(order)
    assert "tax" not in order["orderItems"][0]
    assert order["recipient"]["deliveryAddress"]["stateOrRegion"] in ("OR", "MT", "NH", "DE")


def test_in_the_uk_the_vat_is_inside_and_does_not_show(simulator):
    rows = breakdowns(one(simulator, "uk_vat_included", "GB", catalogue=fixed("24.00", "GBP")))
    assert "TAX" not in rows
    assert amount_of(rows["ITEM"]["subtotal"]) == Decimal("24.00")


def test_in_germany_item_is_net_and_the_tax_beside_it_makes_the_displayed_price(simulator):
    order = one(simulator, "de_tax_separate", "DE", catalogue=fixed("19.99", "EUR"))
    rows = breakdowns(order)
    assert amount_of(rows["ITEM"]["subtotal"]) == Decimal("16.80")
    assert details(rows["TAX"]) == {"ITEM": Decimal("3.19")}
    assert amount_of(order["proceeds"]["grandTotal"]) == Decimal("19.99")
    assert "tax" not in order["orderItems"][0], "the seller owes this tax"


def test_net_and_tax_make_the_displayed_price_at_any_price_and_rate():
    def cents(amount):
        return round_money(amount, "EUR")

    for rate in ("0.05", "0.19", "0.21", "0.22", "0.23"):
        regime = TaxRegime(Decimal(rate), separate=True, inclusive=True)
        for number in range(1, 3000):
            displayed = Decimal(number) / 100
            net, tax = regime.split(displayed, cents)
            assert net + tax == displayed
            assert abs(net * Decimal(rate) - tax) < Decimal("0.01")


def test_three_cost_ten(simulator):
    for country, total in (("US", "10.00"), ("GB", "10.00"), ("JP", "1000")):
        order = one(simulator, "indivisible_quantity", country)
        assert order["orderItems"][0]["quantityOrdered"] == 3
        assert breakdowns(order)["ITEM"]["subtotal"]["amount"] == total
        unit_price = amount_of(order["orderItems"][0]["product"]["price"]["unitPrice"])
        assert unit_price * 3 != Decimal(total)


def test_a_discount_contains_the_shipping_discount_and_has_promotion_ids(simulator):
    order = one(simulator, "shipping_promotion", "GB")
    rows = breakdowns(order)
    parts = details(rows["DISCOUNT"])
    assert parts["SHIPPING"] == amount_of(rows["SHIPPING"]["subtotal"])
    assert parts["ITEM"] > 0
    assert amount_of(rows["DISCOUNT"]["subtotal"]) == parts["ITEM"] + parts["SHIPPING"]
    assert len(order["orderItems"][0]["promotion"]["breakdowns"]) == 2


def test_discounts_are_positive_unless_asked_for_negative(simulator):
    assert amount_of(breakdowns(one(simulator, "promotion", "GB"))["DISCOUNT"]["subtotal"]) > 0
    order = one(simulator, "discount_tax", "US", negative_discounts=True)
    assert amount_of(breakdowns(order)["DISCOUNT"]["subtotal"]) < 0
    assert details(breakdowns(order)["TAX"])["DISCOUNT"] < 0


def test_separate_tax_knows_shipping_and_discount(simulator):
    parts = details(breakdowns(one(simulator, "discount_tax", "DE"))["TAX"])
    assert set(parts) == {"ITEM", "SHIPPING", "DISCOUNT"}
    assert all(amount > 0 for amount in parts.values())


def test_yen_have_no_decimals(simulator):
    order = one(simulator, "jp", "JP")
    assert all(document["amount"].isdigit() for document in amounts(order))


def test_a_replacement_costs_nothing_and_names_the_original(simulator):
    order = one(simulator, "replacement", "US")
    assert {amount_of(document) for document in amounts(order)} == {0}
    assert order["associatedOrders"][0]["associationType"] == "REPLACEMENT_ORIGINAL_ID"


def test_a_tip_belongs_to_the_order_and_to_no_item(simulator):
    order = one(simulator, "delivery_tip", "US")
    [tip] = [row for row in order["proceeds"]["breakdowns"] if row["type"] == "DELIVERY_TIP"]
    assert tip["status"] in ("PENDING", "FINALIZED")
    assert "DELIVERY_TIP" not in breakdowns(order)
    assert_adds_up(order)


def test_cash_on_delivery_has_its_fee(simulator):
    order = one(simulator, "cod_fee", "JP")
    assert breakdowns(order)["COD_FEE"]["subtotal"]["amount"] == "330"
    assert order["payment"]["paymentExecutions"][0]["paymentMethod"] == "CashOnDelivery"


def test_broken_orders_do_not_add_up(simulator):
    for kind in BROKEN:
        with pytest.raises(AssertionError):
            assert_adds_up(one(simulator, kind, "US"))
