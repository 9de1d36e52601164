"""Generated orders: the same for the same seed, of the kinds asked for, in the shape of Amazon's."""

import re
from datetime import timedelta

import pytest

from amazon_simulator import KINDS, ManualClock, Simulator, SimulatorError
from amazon_simulator.catalogue import CATALOGUE
from amazon_simulator.clock import iso, parse_iso
from amazon_simulator.marketplaces import BY_COUNTRY, MARKETPLACES

ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}")
LEVELS = {
    "EXPEDITED", "FREE_ECONOMY", "NEXT_DAY", "PRIORITY", "SAME_DAY", "SECOND_DAY", "SCHEDULED", "STANDARD",
}  # fmt: skip


def generate(simulator, n, *kinds, **options):
    return [simulator.get_order(order_id) for order_id in simulator.generate_orders(n, kinds=kinds or None, **options)]


def one(simulator, kind, **options):
    return generate(simulator, 1, kind, **options)[0]


def test_the_same_seed_gives_the_same_orders_and_another_seed_others():
    def orders(seed):
        simulator = Simulator(seed=seed, clock=ManualClock())
        return generate(simulator, 50)

    assert orders(7) == orders(7)
    assert orders(7) != orders(8)


def test_a_second_batch_differs_from_the_first(simulator):
    first, second = generate(simulator, 20), generate(simulator, 20)
    assert not {order["orderId"] for order in first} & {order["orderId"] for order in second}
    assert [order["orderItems"] for order in first] != [order["orderItems"] for order in second]


def test_ids_have_amazons_shape_and_occur_once(simulator):
    orders = generate(simulator, 1000)
    assert all(ORDER_ID.fullmatch(order["orderId"]) for order in orders)
    assert len({order["orderId"] for order in orders}) == 1000
    item_ids = [item["orderItemId"] for order in orders for item in order["orderItems"]]
    assert all(item_id.isdigit() and 11 <= len(item_id) <= 14 for item_id in item_ids)
    assert len(set(item_ids)) == len(item_ids)


def test_a_mixture_has_all_states_and_both_ways_of_fulfilment(simulator):
    orders = generate(simulator, 1000)
    statuses = {order["fulfillment"]["fulfillmentStatus"] for order in orders}
    assert statuses == {
        "PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE",
    }  # fmt: skip
    assert {order["fulfillment"].get("fulfilledBy") for order in orders} >= {"MERCHANT", "AMAZON"}
    assert {order["fulfillment"].get("fulfillmentServiceLevel") for order in orders} >= LEVELS
    assert {order["salesChannel"]["channelName"] for order in orders} == {"AMAZON", "NON_AMAZON"}
    assert len({order["salesChannel"]["marketplaceId"] for order in orders}) == 23


def test_a_mixture_has_nothing_broken_or_unknown(simulator):
    skus = {product.sku for product in CATALOGUE}
    for order in generate(simulator, 500):
        assert {item["product"]["sellerSku"] for item in order["orderItems"]} <= skus


def test_kinds_are_taken_in_turn(simulator):
    orders = generate(simulator, 9, "pending", "cancelled", "shipped_by_merchant")
    statuses = sorted(order["fulfillment"]["fulfillmentStatus"] for order in orders)
    assert statuses == ["CANCELLED"] * 3 + ["PENDING"] * 3 + ["SHIPPED"] * 3


def test_every_kind_can_be_asked_for_by_name(simulator):
    for name in KINDS:
        assert one(simulator, name)["orderItems"], name


def test_every_kind_says_what_it_is():
    for kind in KINDS.values():
        assert kind.description.endswith("."), kind.name
        assert "partial" not in kind.description.split()[:4], kind.name


def test_an_unknown_kind_or_marketplace_is_refused(simulator):
    with pytest.raises(SimulatorError, match="unknown kind"):
        simulator.generate_orders(1, kinds=["nonsense"])
    with pytest.raises(ValueError, match="unknown marketplace"):
        simulator.generate_orders(1, marketplaces=["MARS"])
    with pytest.raises(SimulatorError, match="does not occur"):
        simulator.generate_orders(1, kinds=["us_no_tax_state"], marketplaces=["DE"])
    assert len(simulator.orders) == 0


@pytest.mark.parametrize("country", sorted(BY_COUNTRY))
def test_every_marketplace_has_orders_in_its_currency(simulator, country):
    marketplace = BY_COUNTRY[country]
    orders = generate(simulator, 5, marketplaces=[country])
    for order in orders:
        assert order["salesChannel"]["marketplaceId"] == marketplace.id
        assert order["orderId"][:3] in marketplace.order_prefixes
        total = order.get("proceeds", {}).get("grandTotal")
        assert total is None or total["currencyCode"] == marketplace.currency


def test_marketplaces_may_be_ids_or_countries(simulator):
    orders = generate(simulator, 10, marketplaces=["UK", "A1PA6795UKMFR9"])
    assert {order["salesChannel"]["marketplaceName"] for order in orders} <= {"Amazon.co.uk", "Amazon.de"}


def test_orders_go_to_the_seller_of_the_region(simulator):
    simulator.generate_orders(100)
    for entry in simulator.orders:
        region = MARKETPLACES[entry.current["salesChannel"]["marketplaceId"]].region
        assert simulator.accounts.sellers[entry.seller_id].region == region


def test_another_catalogue_may_be_sold(simulator):
    catalogue = [
        {"sku": "FURN_0001", "title": "Desk", "price": {"USD": "123.45"}},
        {"sku": "FURN_0002", "title": "Chair", "asin": "B000000001", "price": 70},
    ]
    orders = generate(simulator, 20, "us_facilitator_tax", "several_items", catalogue=catalogue, marketplaces=["US"])
    products = {item["product"]["sellerSku"]: item["product"] for order in orders for item in order["orderItems"]}
    assert set(products) == {"FURN_0001", "FURN_0002"}
    assert products["FURN_0001"]["price"]["unitPrice"] == {"amount": "123.45", "currencyCode": "USD"}
    assert products["FURN_0002"]["asin"] == "B000000001"
    with pytest.raises(SimulatorError, match="no price in EUR"):
        simulator.generate_orders(1, kinds=["de_tax_separate"], catalogue=catalogue[:1])


def test_orders_are_placed_in_the_period_asked_for_and_changed_no_later_than_now(simulator, clock):
    start, end = clock() - timedelta(days=40), clock() - timedelta(days=10)
    for order in generate(simulator, 300, placed_between=(start, end)):
        assert iso(start) <= order["createdTime"] <= iso(end)
        assert order["createdTime"] <= order["lastUpdatedTime"] <= iso(clock())


def test_nothing_is_shipped_in_the_future(simulator, clock):
    just_now = (clock() - timedelta(minutes=10), clock())
    kinds = ("shipped_by_merchant", "shipped_in_two_packages", "delivered", "partially_shipped")
    for order in generate(simulator, 40, *kinds, placed_between=just_now):
        assert all(order["createdTime"] <= package["shipTime"] <= iso(clock()) for package in order["packages"])


def test_without_a_period_they_were_updated_this_moment_so_that_no_reader_misses_them(simulator, client, clock):
    cursor = client.search().json()["lastUpdatedBefore"]
    clock.advance(seconds=1)
    placed = simulator.generate_orders(10, marketplaces=["US"])
    assert sorted(client.order_ids(lastUpdatedAfter=cursor)) == sorted(placed)
    for order_id in placed:
        created = parse_iso(simulator.get_order(order_id)["createdTime"])
        assert clock() - timedelta(days=3) <= created <= clock()


def test_windows_are_in_the_right_order(simulator):
    for order in generate(simulator, 300):
        fulfillment = order["fulfillment"]
        for window in (fulfillment.get("shipByWindow"), fulfillment.get("deliverByWindow")):
            assert window is None or window["earliestDateTime"] < window["latestDateTime"]
        if {"shipByWindow", "deliverByWindow"} <= set(fulfillment):
            assert fulfillment["shipByWindow"]["latestDateTime"] <= fulfillment["deliverByWindow"]["latestDateTime"]


def test_a_brazilian_address_is_structured_and_has_a_cpf_or_cnpj(simulator):
    order = one(simulator, "br")
    address = order["recipient"]["deliveryAddress"]
    assert {"streetName", "streetNumber", "neighborhood"} <= set(address["extendedFields"])
    [registration] = order["tax"]["taxRegistrations"]
    assert registration["taxRegistrationType"] == "CPF"
    assert order["tax"]["taxInvoicing"]["invoiceStatus"]
    execution = order["payment"]["paymentExecutions"][0]
    assert {"acquirerId", "cardBrand", "authorizationCode"} <= set(execution)
    [registration] = one(simulator, "br_company")["tax"]["taxRegistrations"]
    assert registration["taxRegistrationType"] == "CNPJ"


def test_a_japanese_address_has_no_city_of_its_own_and_names_in_japanese(simulator):
    address = one(simulator, "jp")["recipient"]["deliveryAddress"]
    assert "city" not in address
    assert "districtOrCounty" not in address
    assert not address["name"].isascii()


def test_a_business_buyer_has_company_vat_number_and_business_price(simulator):
    order = one(simulator, "business", marketplaces=["FR"])
    assert order["programs"] == ["AMAZON_BUSINESS"]
    assert order["buyer"]["buyerCompanyName"] == order["recipient"]["deliveryAddress"]["companyName"]
    [registration] = order["tax"]["taxRegistrations"]
    assert registration["taxRegistrationNumber"].startswith("FR")
    assert order["orderItems"][0]["product"]["price"]["priceDesignation"] == "BUSINESS_PRICE"
    assert one(simulator, "business_purchase_order")["buyer"]["buyerPurchaseOrderNumber"].startswith("PO-")


def test_a_gift_has_message_and_wrap(simulator):
    order = one(simulator, "gift_wrap")
    gift = order["orderItems"][0]["fulfillment"]["packing"]["giftOption"]
    assert gift["giftMessage"]
    assert gift["giftWrapLevel"]
    kinds = {row["type"] for row in order["orderItems"][0]["proceeds"]["breakdowns"]}
    assert "GIFT_WRAP" in kinds


def test_merchant_orders_that_were_shipped_have_packages(simulator):
    assert len(one(simulator, "shipped_by_merchant")["packages"]) == 1
    two = one(simulator, "shipped_in_two_packages")
    assert [package["packageReferenceId"] for package in two["packages"]] == ["1", "2"]
    assert two["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    delivered = one(simulator, "delivered")
    assert delivered["packages"][0]["packageStatus"]["status"] == "DELIVERED"


def test_both_one_stop_shops_occur(simulator):
    for kind, scheme in (("ioss", "IOSS"), ("uoss", "UOSS")):
        tax = one(simulator, kind)["orderItems"][0]["tax"]
        assert tax["taxCalculationBreakdowns"] == [{"reportingScheme": scheme}]


def test_mcf_orders_are_no_sales_on_amazon(simulator):
    order = one(simulator, "non_amazon")
    assert order["salesChannel"]["channelName"] == "NON_AMAZON"
    assert order["salesChannel"]["marketplaceName"].startswith("Non-Amazon")
    assert order["fulfillment"]["fulfilledBy"] == "AMAZON"


def test_a_minimal_order_has_nothing_optional(simulator):
    order = one(simulator, "minimal")
    assert set(order) == {"orderId", "createdTime", "lastUpdatedTime", "salesChannel", "orderItems", "fulfillment"}
    assert set(order["orderItems"][0]) == {"orderItemId", "quantityOrdered", "product"}


def test_an_unknown_sku_is_in_no_catalogue(simulator):
    skus = {product.sku for product in CATALOGUE}
    assert one(simulator, "unknown_sku")["orderItems"][0]["product"]["sellerSku"] not in skus


def test_the_catalogue_has_about_forty_products_with_a_price_in_every_currency():
    assert len(CATALOGUE) >= 40
    assert len({product.sku for product in CATALOGUE}) == len(CATALOGUE)
    assert len({product.asin for product in CATALOGUE}) == len(CATALOGUE)
    for product in CATALOGUE:
        assert re.fullmatch(r"B0[A-Z0-9]{8}", product.asin)
        for marketplace in MARKETPLACES.values():
            assert product.unit_price(marketplace.currency) > 0
