from odoo.tests import BaseCase, tagged

from ..sp_api.errors import RequestError
from ..sp_api.operation import Operation, UsagePlan

ITEM = Operation("getItem", "GET", "/items/{sellerId}/{sku}", UsagePlan(5, 10), True)


@tagged("post_install", "-at_install")
class TestSpApiOperation(BaseCase):
    def test_path_values_are_fully_encoded_the_slash_too(self):
        self.assertEqual(
            ITEM.url_path({"sellerId": "A1", "sku": "rot/größe 1?#%&+"}),
            "/items/A1/rot%2Fgr%C3%B6%C3%9Fe%201%3F%23%25%26%2B",
        )

    def test_a_placeholder_in_a_value_stays_a_value(self):
        self.assertEqual(ITEM.url_path({"sellerId": "{sku}", "sku": "1"}), "/items/%7Bsku%7D/1")

    def test_values_that_would_reach_another_operation_are_refused(self):
        for value in ("", ".", ".."):
            with self.assertRaises(RequestError) as caught:
                ITEM.url_path({"sellerId": "A1", "sku": value})
            self.assertEqual(caught.exception.code, "unsendable")
            self.assertFalse(caught.exception.retryable)

    def test_missing_and_unknown_parameters_are_mistakes_of_the_caller(self):
        for values in (None, {"sku": "1"}, {"sku": "1", "sellerId": "2", "other": "3"}):
            with self.assertRaises(ValueError):
                ITEM.url_path(values)
