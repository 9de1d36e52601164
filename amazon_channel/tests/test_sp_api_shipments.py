from odoo.tests import tagged

from ..sp_api import shipments
from ..sp_api.errors import AnswerError, AuthorizationError, NetworkError, RequestError, ServerError, ThrottledError
from .scripted_server import answer, raw, reset
from .sp_api_common import SpApiCase

ORDER = "902-1106328-1059050"
PATH = f"/orders/v0/orders/{ORDER}/shipmentConfirmation"
BODY = {"marketplaceId": "ATVPDKIKX0DER", "packageDetail": {"packageReferenceId": "1", "carrierCode": "FedEx"}}
DONE = answer(status=204, content_type=None)


@tagged("post_install", "-at_install")
class TestSpApiShipments(SpApiCase):
    def confirm(self):
        return shipments.confirm_shipment(self.client, ORDER, BODY)

    def test_a_package_is_told_once_exactly_as_given(self):
        self.server.script(PATH, DONE)
        self.assertIsNone(self.confirm())
        (request,) = self.server.requests_to(PATH)
        self.assertEqual((request.method, request.query, request.json()), ("POST", {}, BODY))
        self.assertEqual(request.headers["x-amz-access-token"], "Atza|token-1")

    def test_a_confirmation_of_unclear_outcome_is_not_sent_again(self):
        for scripted, error_class in (
            (answer({"errors": [{"code": "InternalFailure", "message": "Try later"}]}, 500), ServerError),
            (answer(status=503), ServerError),
            (reset(), NetworkError),
            (raw(b"HTTP/1.1 20"), NetworkError),
            (answer(body=b"<html>", content_type="text/html"), AnswerError),
        ):
            before = len(self.server.requests_to(PATH))
            self.server.script(PATH, scripted, DONE)
            self.fails(error_class, self.confirm, operation="confirmShipment", retryable=True)
            self.assertEqual(len(self.server.requests_to(PATH)) - before, 1)
            self.time.now += 10

    def test_what_amazon_refuses_comes_with_its_words(self):
        message = "Failed to create package due to not finding a matching package: PackageToUpdateNotFound"
        self.server.script(PATH, answer({"errors": [{"code": "InvalidInput", "message": message}]}, 400))
        self.fails(RequestError, self.confirm, code="InvalidInput", message=message, retryable=False)

    def test_a_used_up_quota_is_waited_for(self):
        self.server.script(PATH, answer({"errors": [{"code": "QuotaExceeded"}]}, 429))
        self.fails(ThrottledError, self.confirm, http_status=429, retry_after=0.5)
        self.assertEqual(len(self.server.requests_to(PATH)), 1)

    def test_a_refused_access_token_is_replaced_once(self):
        denied = answer({"errors": [{"code": "Unauthorized"}]}, 403)
        self.server.script(PATH, denied, DONE)
        self.confirm()
        tokens = [request.headers["x-amz-access-token"] for request in self.server.requests_to(PATH)]
        self.assertEqual(tokens, ["Atza|token-1", "Atza|token-2"])
        self.server.script(PATH, denied)
        self.fails(AuthorizationError, self.confirm, cause="denied")

    def test_an_order_number_cannot_reach_another_operation(self):
        self.fails(RequestError, lambda: shipments.confirm_shipment(self.client, "..", BODY), code="unsendable")
        self.assertEqual(self.server.requests, [])

    def test_the_published_quota_is_kept(self):
        plan = shipments.CONFIRM_SHIPMENT.plan
        self.assertEqual((plan.rate, plan.burst), (2, 10))
