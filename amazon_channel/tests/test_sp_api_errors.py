from odoo.tests import BaseCase, tagged

from ..sp_api import errors
from ..sp_api.errors import AmazonError, AuthorizationError, ThrottledError


@tagged("post_install", "-at_install")
class TestSpApiErrors(BaseCase):
    def test_text_starts_with_the_request_id(self):
        error = AmazonError(
            "Bad marketplace", operation="searchOrders", http_status=400, code="InvalidInput", request_id="r-1"
        )
        self.assertEqual(str(error), "r-1 searchOrders 400 InvalidInput: Bad marketplace")

    def test_text_without_an_answer_names_operation_and_cause(self):
        self.assertEqual(
            str(AmazonError("No answer", operation="getOrder", code="timeout")), "getOrder timeout: No answer"
        )

    def test_message_and_code_are_cleaned_of_secrets_and_addresses(self):
        error = AmazonError("token Atza|abc of jane@example.com", code="refresh_token=Atzr|def", request_id="Atza|ghi")
        for text in (str(error), repr(error), *error.args):
            for secret in ("Atza|", "Atzr|", "jane"):
                self.assertNotIn(secret, text)

    def test_message_is_one_line_of_at_most_500_characters(self):
        error = AmazonError("line\nfeed\x00" + "word " * 1000)
        self.assertLessEqual(len(error.message), 500)
        self.assertTrue(error.message.startswith("line feed word"))
        self.assertTrue(str(error).isprintable())

    def test_only_passing_causes_are_retryable(self):
        retryable = {name for name, each in vars(errors).items() if getattr(each, "retryable", False)}
        self.assertEqual(retryable, {"ThrottledError", "ServerError", "AnswerError", "NetworkError"})

    def test_throttled_error_needs_a_time_to_come_back(self):
        self.assertEqual(ThrottledError(retry_after=2.5).retry_after, 2.5)
        with self.assertRaises(TypeError):
            ThrottledError("Too many calls")

    def test_authorization_error_says_what_to_look_at(self):
        self.assertEqual(AuthorizationError(cause="revoked").cause, "revoked")
