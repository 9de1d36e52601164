import io
import logging
import time

from odoo.tests import BaseCase, tagged

from ..sp_api.redact import MASK, RedactingFilter, get_logger, mask, mask_text, one_line


@tagged("post_install", "-at_install")
class TestSpApiRedact(BaseCase):
    def setUp(self):
        super().setUp()
        self.logger = get_logger(f"{__name__}.{self._testMethodName}")
        self.logger.propagate = False
        self.logger.setLevel(logging.DEBUG)
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        self.logger.addHandler(handler)
        self.addCleanup(self.logger.removeHandler, handler)

    def logged(self):
        return self.stream.getvalue()

    def test_secrets_are_masked_in_every_spelling(self):
        for text in (
            "Atza|hidden-1/2+3=",
            "Atzr|hidden",
            "Atz.sprdt|hidden",
            "Atzr%7Chidden",
            "amzn1.oa2-cs.v1.hidden",
            "refresh_token=hidden&scope=x",
            "client_secret=hidden",
            "lwa_client_secret: hidden",
            "newClientSecret=hidden",
            "spapi_oauth_code=hidden",
            "https://shop.example/callback?state=1&code=hidden",
            "code=hidden&grant_type=authorization_code",
            "x-amz-access-token: hidden",
            "X-Amz-Access-Token=hidden",
            "{'x-amz-access-token': 'hidden'}",
            '{"client_secret": "hid\\"den hidden"}',
            "{b'Authorization': b'hidden'}",
            "Authorization: Bearer hidden-token",
            "authorization: Basic hidden",
            "sent bearer hidden-token to",
            '{"restrictedDataToken":"hidden"}',
            "password = hidden",
        ):
            masked = mask_text(text)
            self.assertNotIn("hidden", masked, text)
            self.assertIn(MASK, masked, text)

    def test_mail_addresses_are_masked(self):
        for text in ("to jane.doe+x@marketplace.amazon.co.uk now", "?email=jane%40example.com"):
            self.assertNotIn("jane", mask_text(text))

    def test_long_tokens_are_masked_and_ordinary_identifiers_are_kept(self):
        self.assertEqual(mask_text("token " + "9ZhB4RmVyc2lvbiAx" * 3), f"token {MASK}")
        for text in (
            "/orders/2026-01-01/orders/250-1234567-8901234",
            "0f1a2b3c-4d5e-6f70-8192-a3b4c5d6e7f8",
            "Invalid value for marketplaceIds: A1PA6795UKMFR9",
            "error code=InvalidInput, HTTP 400",
            "'code': 'InvalidInput'",
            "SKU " + "A1" * 20,
            "getOrder 404 NotFound",
            "-" * 80,
        ):
            self.assertEqual(mask_text(text), text)

    def test_nested_values_are_masked_by_their_keys(self):
        value = {"a": [{"refresh_token": "hidden", "n": 1}, ("Atza|hidden", None)], b"Authorization": b"hidden"}
        self.assertEqual(mask(value), {"a": [{"refresh_token": MASK, "n": 1}, (MASK, None)], b"Authorization": MASK})
        self.assertEqual(mask(b"Atza|hidden"), MASK)
        self.assertEqual(mask({1: "Atza|hidden", None: 2}), {1: MASK, None: 2})

    def test_a_code_is_secret_in_a_login_form_and_not_in_an_error(self):
        self.assertEqual(mask({"code": "x", "grant_type": "y"}), {"code": MASK, "grant_type": "y"})
        self.assertEqual(mask({"code": "InvalidInput"}), {"code": "InvalidInput"})

    def test_masking_leaves_the_original_alone(self):
        value = {"client_secret": "hidden"}
        mask(value)
        self.assertEqual(value, {"client_secret": "hidden"})

    def test_hostile_texts_cost_no_time(self):
        started = time.monotonic()
        for piece in ("a", "a.", "At", "code=", "bearer ", "access_token", "@", '"', "A1", "refresh_token   ", "a@a-"):
            mask_text(piece * (40_000 // len(piece)))
        self.assertLess(time.monotonic() - started, 5)

    def test_one_line_cuts_and_flattens(self):
        self.assertEqual(one_line(" a\r\n\tb\x1b[31m "), "a b [31m")
        self.assertEqual(one_line("abcdef", 4), "abc…")
        self.assertEqual(len(one_line("x " * 10_000, 500)), 500)

    def test_log_messages_and_arguments_are_masked(self):
        arguments = ("refresh_token=hidden", {"client_secret": "hid den"}, 7)
        self.logger.info("sent Atza|hidden with %s and %r and %d", *arguments)
        expected = f"sent {MASK} with refresh_token={MASK} and {{'client_secret': {MASK}}} and 7\n"
        self.assertEqual(self.logged(), expected)

    def test_a_dictionary_as_the_only_argument_is_masked(self):
        self.logger.info("%(client_secret)s %(n)d", {"client_secret": "hidden", "n": 1})
        self.assertEqual(self.logged(), f"{MASK} 1\n")

    def test_tracebacks_are_masked(self):
        try:
            raise ValueError("client_secret=hidden")
        except ValueError:
            self.logger.exception("failed")
        self.assertIn("ValueError: client_secret=" + MASK, self.logged())
        self.assertNotIn("=hidden", self.logged().replace('ValueError("client_secret=hidden")', ""))

    def test_handlers_do_not_get_the_exception_itself(self):
        records = []
        handler = logging.Handler()
        handler.emit = records.append
        self.logger.addHandler(handler)
        self.addCleanup(self.logger.removeHandler, handler)
        try:
            raise ValueError("client_secret=hidden")
        except ValueError:
            self.logger.exception("failed")
        self.assertIsNone(records[0].exc_info)

    def test_a_format_that_does_not_fit_still_leaks_nothing(self):
        record = logging.LogRecord("x", logging.INFO, "", 1, "%d", ("Atza|hidden",), None)
        self.assertTrue(RedactingFilter().filter(record))
        self.assertEqual(record.args, (MASK,))

    def test_a_logger_carries_the_filter_once(self):
        logger = get_logger(self.logger.name)
        self.assertIs(logger, self.logger)
        self.assertEqual(len(logger.filters), 1)
