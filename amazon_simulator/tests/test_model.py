"""Everything the simulator sends is what Amazon's own SDK knows, to the field and to the value."""

import pytest

from amazon_simulator import KINDS

from .conftest import EVERYTHING, Client

pytest.importorskip("spapi")

from .model_checker import Checker

ORDERS = "spapi.models.orders_v2026_01_01"
OFFENDING = {"unknown_tax_model", "unknown_charge"}
REGIONS = ("na", "eu", "fe")


def read_all(simulator, url, **parameters):
    """Yield every page of every region's searchOrders."""
    for region in REGIONS:
        client = Client(simulator, url, region)
        page = client.search(**parameters).json()
        yield page
        while "pagination" in page:
            page = client.search(**parameters, paginationToken=page["pagination"]["nextToken"]).json()
            yield page


def test_a_thousand_orders_of_every_kind_fit_amazons_model_strictly(simulator, url):
    kinds = [name for name in KINDS if name not in OFFENDING]
    placed = simulator.generate_orders(1000 + len(kinds), kinds=kinds)
    simulator.throttle.enabled = False
    checker = Checker(ORDERS)
    read = []
    for page in read_all(simulator, url, includedData=EVERYTHING):
        assert checker.errors(page, "SearchOrdersResponse") == []
        read += [order["orderId"] for order in page["orders"]]
    assert sorted(read) == sorted(placed)


def test_the_basic_answer_without_data_sets_fits_the_model_too(simulator, url):
    simulator.generate_orders(200)
    checker = Checker(ORDERS)
    for page in read_all(simulator, url):
        assert checker.errors(page, "SearchOrdersResponse") == []


def test_one_order_of_each_kind_fits_the_model_of_get_order(simulator, url):
    simulator.throttle.enabled = False
    checker = Checker(ORDERS)
    clients = {region: Client(simulator, url, region) for region in REGIONS}
    for name in KINDS:
        if name in OFFENDING:
            continue
        order_id = simulator.generate_orders(1, kinds=[name])[0]
        region = next(
            region
            for region in REGIONS
            if simulator.orders.get(order_id, simulator.seller(region).selling_partner_id) is not None
        )
        path = f"/orders/2026-01-01/orders/{order_id}"
        answer = clients[region].get(path, includedData=EVERYTHING).json()
        assert checker.errors(answer, "GetOrderResponse") == [], name


def test_participations_and_account_fit_amazons_model(simulator, url):
    checker = Checker("spapi.models.sellers_v1")
    for region in REGIONS:
        client = Client(simulator, url, region)
        answer = client.get("/sellers/v1/marketplaceParticipations").json()
        assert checker.errors(answer, "GetMarketplaceParticipationsResponse") == []
        assert checker.errors(client.get("/sellers/v1/account").json(), "GetAccountResponse") == []


def test_errors_fit_amazons_model(client):
    answer = client.get("/orders/2026-01-01/orders").json()
    assert Checker(ORDERS).errors(answer, "ErrorList") == []


def test_the_generator_exercises_nearly_the_whole_order_model(simulator, url):
    kinds = [name for name in KINDS if name not in OFFENDING]
    simulator.generate_orders(2 * len(kinds), kinds=kinds)
    simulator.throttle.enabled = False
    checker = Checker(ORDERS)
    for page in read_all(simulator, url, includedData=EVERYTHING):
        checker.errors(page, "SearchOrdersResponse")
    models = {name: getattr(checker.models, name) for name in {field.split(".")[0] for field in checker.seen}}
    fields = {f"{name}.{key}" for name, model in models.items() for key in model.attribute_map.values()}
    missing = fields - checker.seen
    assert len(missing) / len(fields) < 0.15, sorted(missing)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda order: order.update(surprise=1), "unknown field"),
        (lambda order: order.pop("salesChannel"), "sales_channel"),
        (lambda order: order.update(createdTime="yesterday"), "does not look like"),
        (lambda order: order["salesChannel"].update(channelName="MARS"), "none of"),
        (lambda order: order["fulfillment"].update(fulfillmentStatus="LOST"), "enumeration"),
        (lambda order: order["orderItems"][0].update(quantityOrdered="1"), "is no int"),
    ],
)
def test_the_checker_itself_finds_what_is_wrong(simulator, client, spoil, complaint):
    order_id = simulator.generate_orders(1, kinds=["us_facilitator_tax"])[0]
    order = client.order(order_id)
    spoil(order)
    errors = Checker(ORDERS).errors(order, "Order")
    assert len(errors) == 1
    assert complaint in errors[0]
