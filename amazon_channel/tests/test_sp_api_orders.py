from datetime import datetime, timezone

from odoo.tests import tagged

from ..sp_api import orders, sellers
from ..sp_api.errors import AnswerError, NotFoundError, RequestError
from .scripted_server import answer
from .sp_api_common import SpApiCase

SEARCH = "/orders/2026-01-01/orders"
ORDER = SEARCH + "/250-1234567-8901234"
START = datetime(2026, 1, 1, tzinfo=timezone.utc)
END = datetime(2026, 1, 2, tzinfo=timezone.utc)


@tagged("post_install", "-at_install")
class TestSpApiOrders(SpApiCase):
    def search(self, **options):
        settings = {"marketplace_ids": ["A1PA6795UKMFR9", "A1F83G8C2ARO7P"], "last_updated_after": START}
        return orders.search_orders(self.client, **settings | options)

    def test_a_search_asks_for_everything_an_import_needs(self):
        page = {
            "orders": [{"orderId": "1"}],
            "pagination": {"nextToken": "t"},
            "lastUpdatedBefore": "2026-01-02T00:00:00Z",
        }
        self.server.script(SEARCH, answer(page))
        self.assertEqual(self.search(), page)
        self.assertEqual(
            self.server.requests[-1].query,
            {
                "lastUpdatedAfter": "2026-01-01T00:00:00Z",
                "marketplaceIds": "A1PA6795UKMFR9,A1F83G8C2ARO7P",
                "includedData": "BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT,TAX,PACKAGES",
                "maxResultsPerPage": "100",
            },
        )

    def test_every_filter_reaches_amazon_under_its_name(self):
        self.server.script(SEARCH, answer({"orders": []}))
        self.search(
            last_updated_before=END,
            page_size=7,
            pagination_token="a/b+c=",
            fulfillment_statuses=["UNSHIPPED", "SHIPPED"],
            fulfilled_by=["MERCHANT"],
            included_data=["TAX"],
        )
        self.assertEqual(
            self.server.requests[-1].query,
            {
                "lastUpdatedAfter": "2026-01-01T00:00:00Z",
                "lastUpdatedBefore": "2026-01-02T00:00:00Z",
                "marketplaceIds": "A1PA6795UKMFR9,A1F83G8C2ARO7P",
                "fulfillmentStatuses": "UNSHIPPED,SHIPPED",
                "fulfilledBy": "MERCHANT",
                "includedData": "TAX",
                "maxResultsPerPage": "7",
                "paginationToken": "a/b+c=",
            },
        )
        self.search(last_updated_after=None, created_after=START, created_before=END, included_data=())
        query = self.server.requests[-1].query
        self.assertEqual(
            (query["createdAfter"], query["createdBefore"]), ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
        )
        self.assertFalse({"lastUpdatedAfter", "includedData"} & set(query))

    def test_a_search_that_amazon_would_refuse_costs_no_call(self):
        for options in (
            {"last_updated_after": None},
            {"created_after": START},
            {"created_before": END},
            {"last_updated_after": None, "created_after": START, "last_updated_before": END},
            {"marketplace_ids": []},
            {"marketplace_ids": ["A"] * 51},
            {"marketplace_ids": "A1PA6795UKMFR9"},
            {"page_size": 0},
            {"page_size": 101},
            {"last_updated_after": datetime(2026, 1, 1)},
            {"fulfillment_statuses": []},
        ):
            with self.assertRaises(ValueError, msg=options):
                self.search(**options)
        self.assertEqual(self.server.requests, [])

    def test_the_widest_search_is_allowed(self):
        self.server.script(SEARCH, answer({"orders": []}))
        self.search(marketplace_ids=["A"] * 50, page_size=100)
        self.search(marketplace_ids=["A"], page_size=1)

    def test_reading_may_be_repeated(self):
        for each in (
            orders.SEARCH_ORDERS,
            orders.GET_ORDER,
            sellers.GET_MARKETPLACE_PARTICIPATIONS,
            sellers.GET_ACCOUNT,
        ):
            self.assertTrue(each.repeatable, each.name)

    def test_no_data_sets_means_none_are_named(self):
        self.server.script(ORDER, answer({"order": {}}))
        orders.get_order(self.client, "250-1234567-8901234", ())
        self.assertEqual(self.server.requests[-1].query, {})

    def test_a_damaged_page_never_passes_for_an_empty_or_the_last_one(self):
        for page in (
            {},
            [],
            {"orders": None},
            {"orders": {}},
            {"errors": []},
            {"orders": [], "pagination": "t"},
            {"orders": [], "pagination": []},
            {"orders": [], "pagination": {"nextToken": 7}},
        ):
            self.server.script(SEARCH, answer(page))
            self.fails(AnswerError, self.search, operation="searchOrders", request_id="request-1")

    def test_the_last_page_is_recognised(self):
        for page in ({"orders": []}, {"orders": [], "pagination": None}, {"orders": [], "pagination": {}}):
            self.server.script(SEARCH, answer(page))
            self.assertIsNone(orders.next_page_token(self.search()))
        self.assertIsNone(orders.next_page_token({"pagination": {"nextToken": ""}}))
        self.assertEqual(orders.next_page_token({"pagination": {"nextToken": "t"}}), "t")

    def test_one_order_is_returned_without_its_wrapping(self):
        self.server.script(ORDER, answer({"order": {"orderId": "250-1234567-8901234"}}))
        order = orders.get_order(self.client, "250-1234567-8901234", ["TAX", "BUYER"])
        self.assertEqual(order, {"orderId": "250-1234567-8901234"})
        self.assertEqual(self.server.requests[-1].query, {"includedData": "TAX,BUYER"})

    def test_an_answer_without_the_order_is_no_answer(self):
        for payload in ({}, {"order": None}, {"order": []}, []):
            self.server.script(ORDER, answer(payload))
            self.fails(AnswerError, lambda: orders.get_order(self.client, "250-1234567-8901234"), operation="getOrder")

    def test_an_unknown_order_is_not_found(self):
        self.server.script(ORDER, answer({"errors": [{"code": "NotFound", "message": "No such order"}]}, 404))
        self.fails(NotFoundError, lambda: orders.get_order(self.client, "250-1234567-8901234"), code="NotFound")

    def test_an_order_number_cannot_reach_another_operation(self):
        self.fails(RequestError, lambda: orders.get_order(self.client, ".."))
        self.server.script("/orders/2026-01-01/orders/..%2F..%2Fsellers", answer({"order": {}}))
        self.assertEqual(orders.get_order(self.client, "../../sellers"), {})

    def test_the_published_quotas_are_kept(self):
        plans = {each.name: (each.plan.rate, each.plan.burst) for each in (orders.SEARCH_ORDERS, orders.GET_ORDER)}
        self.assertEqual(plans, {"searchOrders": (0.0056, 20), "getOrder": (0.5, 30)})


@tagged("post_install", "-at_install")
class TestSpApiSellers(SpApiCase):
    def test_participations_and_account_are_returned_without_their_wrapping(self):
        participation = {"marketplace": {"id": "A1PA6795UKMFR9"}, "participation": {"isParticipating": True}}
        self.server.script("/sellers/v1/marketplaceParticipations", answer({"payload": [participation]}))
        self.server.script("/sellers/v1/account", answer({"payload": {"sellingPlan": "PROFESSIONAL"}}))
        self.assertEqual(sellers.get_marketplace_participations(self.client), [participation])
        self.assertEqual(sellers.get_account(self.client), {"sellingPlan": "PROFESSIONAL"})

    def test_an_answer_without_its_payload_is_no_answer(self):
        for payload in ({}, [], {"payload": None}, {"payload": [7]}, {"payload": "x"}, {"errors": []}):
            self.server.script("/sellers/v1/marketplaceParticipations", answer(payload))
            self.server.script("/sellers/v1/account", answer(payload))
            for call in (sellers.get_marketplace_participations, sellers.get_account):
                self.fails(AnswerError, lambda call=call: call(self.client))
            self.time.now += 1000

    def test_the_published_quotas_are_kept(self):
        for each in (sellers.GET_MARKETPLACE_PARTICIPATIONS, sellers.GET_ACCOUNT):
            self.assertEqual((each.plan.rate, each.plan.burst), (0.016, 15))
