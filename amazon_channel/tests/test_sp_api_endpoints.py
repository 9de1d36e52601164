from odoo.tests import BaseCase, tagged

from ..sp_api.client import Client
from ..sp_api.endpoints import LWA_URL, api_url, checked_url, is_loopback
from ..sp_api.lwa import Credentials, TokenCache, request_access_token
from ..sp_api.throttle import MemoryThrottle


@tagged("post_install", "-at_install")
class TestSpApiEndpoints(BaseCase):
    def test_each_region_has_its_production_and_sandbox_address(self):
        expected = {
            ("na", "production"): "https://sellingpartnerapi-na.amazon.com",
            ("eu", "production"): "https://sellingpartnerapi-eu.amazon.com",
            ("fe", "production"): "https://sellingpartnerapi-fe.amazon.com",
            ("na", "sandbox"): "https://sandbox.sellingpartnerapi-na.amazon.com",
            ("eu", "sandbox"): "https://sandbox.sellingpartnerapi-eu.amazon.com",
            ("fe", "sandbox"): "https://sandbox.sellingpartnerapi-fe.amazon.com",
        }
        self.assertEqual({key: api_url(*key) for key in expected}, expected)
        self.assertEqual(LWA_URL, "https://api.amazon.com/auth/o2/token")

    def test_unknown_region_or_environment_is_refused(self):
        for region, environment in (("us", "production"), ("eu", "simulator"), ("", "")):
            with self.assertRaises(ValueError):
                api_url(region, environment)

    def test_https_anywhere_and_http_to_this_machine_are_accepted(self):
        for url in (
            api_url("eu"),
            LWA_URL,
            "http://127.0.0.1:8080",
            "http://127.8.9.1",
            "http://localhost:1/base",
            "http://[::1]:8080",
        ):
            self.assertEqual(checked_url(url), url)
        self.assertEqual(checked_url("https://example.com/base/"), "https://example.com/base")

    def test_any_other_address_is_refused_without_repeating_it(self):
        for url in (
            "http://sellingpartnerapi-eu.amazon.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "ftp://127.0.0.1",
            "//127.0.0.1",
            "sellingpartnerapi-eu.amazon.com",
            "https://",
            "https://user:password@example.com",
            "https://user@example.com",
            "https://:password@example.com",
            "https://example.com/?next=password",
            "https://example.com/#password",
            "https://example.com:password",
            "http://[::1",
            "",
        ):
            with self.assertRaises(ValueError, msg=url) as caught:
                checked_url(url)
            self.assertNotIn("password@", str(caught.exception))
            self.assertNotIn("=password", str(caught.exception))

    def test_loopback_is_judged_by_the_host_alone(self):
        self.assertTrue(is_loopback("http://127.0.0.1:80/x"))
        self.assertFalse(is_loopback("http://example.com/127.0.0.1"))
        self.assertFalse(is_loopback("http://127.0.0.1@example.com"))

    def test_client_and_login_refuse_an_insecure_address(self):
        credentials = Credentials("id", "secret", "token")
        settings = {
            "base_url": api_url("eu"),
            "lwa_url": LWA_URL,
            "credentials": credentials,
            "user_agent": "Test/1",
            "throttle": MemoryThrottle(),
            "token_cache": TokenCache(),
            "token_key": 1,
        }
        Client(**settings).close()
        for name in ("base_url", "lwa_url"):
            with self.assertRaises(ValueError):
                Client(**settings | {name: "http://example.com"})
        with self.assertRaises(ValueError):
            request_access_token(None, "http://example.com", credentials)
