"""The way to Amazon's consent page and back."""

import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools.misc import hash_sign

from ..controllers.access_log import QueryFilter
from ..tools import consent
from .connection_common import CLIENT_ID, SECRET, US, FakeAmazonMixin, participation

CODE = "ANhiddenCode"
SELLER = "A2SELLER"


class OAuthCase(FakeAmazonMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_seller()
        cls.us = cls.env["amazon.channel.marketplace"].search([("amazon_ref", "=", US)])
        cls.account.write({"authorization_kind": "website", "refresh_token": False, "home_marketplace_id": cls.us.id})
        cls.administrator = cls.new_user("oauth_admin", "base.group_system")
        cls.manager = cls.new_user("oauth_manager", "amazon_channel.amazon_channel_group_manager")

    @classmethod
    def new_user(cls, login, groups):
        return new_test_user(
            cls.env, login, groups, password=login, company_ids=[cls.company.id], company_id=cls.company.id
        )

    def setUp(self):
        super().setUp()
        self.amazon.login = (200, {"access_token": "Atza|a", "refresh_token": "Atzr|fresh", "expires_in": 3600})
        self.log_in("oauth_admin")

    def log_in(self, login):
        self.authenticate(login, login)

    def start(self, user=None):
        """Press Authorize; return the parameters Amazon gets."""
        action = self.account.with_user(user or self.administrator).action_authorize()
        self.env.flush_all()
        return parameters(action["url"])

    def come_back(self, state, seller=SELLER, code=CODE, **others):
        query = {"state": state, "selling_partner_id": seller, "spapi_oauth_code": code, **others}
        return self.opener.get(self.base_url() + consent.CALLBACK_PATH, params=query, allow_redirects=False)

    def assert_refused(self, response, *words):
        self.assertEqual(response.status_code, 400)
        for word in words:
            self.assertIn(word, response.text)
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertNotIn(CODE, response.text)
        self.env.invalidate_all()


def parameters(url):
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


@tagged("post_install", "-at_install")
class TestOAuthWebsite(OAuthCase):
    def test_the_seller_is_sent_to_the_seller_central_of_the_home_marketplace(self):
        action = self.account.action_authorize()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertEqual(urlsplit(action["url"]).netloc, "sellercentral.amazon.com")
        self.assertEqual(urlsplit(action["url"]).path, "/apps/authorize/consent")
        sent = parameters(action["url"])
        self.assertEqual(sent["application_id"], "amzn1.sp.solution.test")
        self.assertEqual(sent["version"], "beta")
        self.assertEqual(sent["redirect_uri"], self.application.redirect_uri)
        self.assertTrue(sent["redirect_uri"].endswith("/amazon_channel/oauth/callback"))

    def test_a_published_application_is_no_beta(self):
        self.application.is_draft = False
        self.assertNotIn("version", self.start())

    def test_the_simulator_has_a_consent_page_of_its_own(self):
        self.account.environment = "simulator"
        self.env["ir.config_parameter"].set_param("amazon_channel.simulator_url", "http://127.0.0.1:8099")
        url = self.account.action_authorize()["url"]
        self.assertTrue(url.startswith("http://127.0.0.1:8099/apps/authorize/consent?"))

    def test_what_is_missing_is_said_before_leaving(self):
        self.account.home_marketplace_id = False
        with self.assertRaisesRegex(UserError, "home marketplace"):
            self.account.action_authorize()
        self.application.amazon_application_id = False
        with self.assertRaisesRegex(UserError, "Application ID"):
            self.account.action_authorize()

    def test_coming_back_connects_the_account_and_finds_its_channels(self):
        response = self.come_back(self.start()["state"])
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(f"/{self.account.id}"), response.headers["Location"])
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.env.invalidate_all()
        self.assertRecordValues(
            self.account,
            [{"state": "connected", "selling_partner_id": SELLER, "authorization_kind": "website"}],
        )
        self.assertEqual(self.account.refresh_token, "Atzr|fresh")
        self.assertEqual(self.account.consent_days_left, 365)
        self.assertEqual(len(self.account.channel_ids), 2)

    def test_the_code_is_exchanged_with_the_application_s_credentials(self):
        self.come_back(self.start()["state"])
        form = self.amazon.logins()[0]
        self.assertEqual(form["grant_type"], "authorization_code")
        self.assertEqual((form["code"], form["client_id"], form["client_secret"]), (CODE, CLIENT_ID, SECRET))
        self.assertEqual(form["redirect_uri"], self.application.redirect_uri)

    def test_the_account_stays_connected_when_the_channels_cannot_be_found(self):
        self.amazon.failures["sellingpartnerapi-na.amazon.com"] = (503, {})
        response = self.come_back(self.start()["state"])
        self.assertEqual(response.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.account.refresh_token, "Atzr|fresh")
        self.assertEqual(self.account.state, "connected")
        self.assertIn("problem of its own", self.account.last_error)

    def test_a_seller_of_another_region_is_refused_and_nothing_is_stored(self):
        self.amazon.participations = [participation("A1F83G8C2ARO7P", "Amazon.co.uk", "www.amazon.co.uk")]
        self.assert_refused(self.come_back(self.start()["state"]), "no marketplace of the region", "Amazon.co.uk")
        self.assertFalse(self.account.selling_partner_id or self.account.refresh_token)

    def test_a_token_that_amazon_refuses_to_serve_is_not_stored(self):
        self.amazon.failures["sellingpartnerapi-na.amazon.com"] = (403, {"errors": [{"code": "Unauthorized"}]})
        self.assert_refused(self.come_back(self.start()["state"]), "lacks a role")
        self.assertFalse(self.account.selling_partner_id or self.account.refresh_token)

    # -- The state ---------------------------------------------------------------------------------------------

    def test_a_state_is_good_for_one_use(self):
        state = self.start()["state"]
        self.come_back(state)
        self.amazon.requests.clear()
        self.assert_refused(self.come_back(state), "used already")
        self.assertFalse(self.amazon.requests)

    def test_a_state_is_spent_even_if_the_exchange_fails(self):
        state = self.start()["state"]
        self.amazon.login = (503, {"error": "server_error"})
        self.assert_refused(self.come_back(state), "problem of its own")
        self.assertFalse(self.account.oauth_nonce)

    def test_a_state_is_good_for_ten_minutes(self):
        with freeze_time(self.env.cr.now() - timedelta(minutes=11)):
            state = self.start()["state"]
        self.assert_refused(self.come_back(state), "Start it again")

    def test_a_state_is_good_for_the_one_who_left(self):
        state = self.start(self.manager)["state"]
        self.assert_refused(self.come_back(state), "somebody else")

    def test_the_latest_state_counts(self):
        first = self.start()["state"]
        self.start()
        self.assert_refused(self.come_back(first), "Start it again")

    def test_forged_states_are_refused(self):
        right = self.start()["state"]
        nonce = self.account.oauth_nonce
        for state in (
            "",
            "rubbish",
            "ä",
            right[:-4] + "AAAA",
            hash_sign(self.env(su=True), "another scope", [self.account.id, self.administrator.id, nonce]),
            hash_sign(self.env(su=True), consent.SCOPE, [self.account.id]),
        ):
            self.assert_refused(self.come_back(state))
        self.assertFalse(self.amazon.requests)
        self.assertEqual(self.come_back(right).status_code, 303, "the true state is still good")

    # -- Refusals ----------------------------------------------------------------------------------------------

    def test_another_seller_cannot_take_over_an_account(self):
        self.account.selling_partner_id = "A1FIRST"
        self.assert_refused(self.come_back(self.start()["state"]), "A1FIRST", SELLER)
        self.assertEqual(self.account.selling_partner_id, "A1FIRST")
        self.assertFalse(self.account.refresh_token)
        self.assertFalse(self.amazon.requests)

    def test_a_seller_who_is_connected_already_is_named(self):
        self.account.copy({"name": "The Other", "selling_partner_id": SELLER})
        self.assert_refused(self.come_back(self.start()["state"]), "The Other")

    def test_a_code_that_is_too_old(self):
        self.amazon.login = (400, {"error": "invalid_grant"})
        self.assert_refused(self.come_back(self.start()["state"]), "five minutes")

    def test_a_wrong_secret(self):
        self.amazon.login = (401, {"error": "invalid_client"})
        self.assert_refused(self.come_back(self.start()["state"]), "client secret")

    def test_no_consent(self):
        self.assert_refused(self.come_back(self.start()["state"], code=""), "Was consent given?")

    def test_only_administrators_come_back(self):
        state = self.start(self.manager)["state"]
        self.log_in("oauth_manager")
        self.assertEqual(self.come_back(state).status_code, 403)

    def test_strangers_have_to_log_in(self):
        state = self.start()["state"]
        self.logout()
        response = self.come_back(state)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_nothing_of_it_is_logged(self):
        state = self.start()["state"]
        with self.assertLogs(level="DEBUG") as logs:
            self.come_back(state)
        # Left out: the database's own statements, and the browser of this test.
        for line in (line for line in logs.output if "odoo.sql_db" not in line and "urllib3" not in line):
            for secret in (CODE, state, "Atzr|fresh", SECRET):
                self.assertNotIn(secret, line)

    def test_the_web_server_s_log_leaves_queries_out(self):
        for address in (
            f"/amazon_channel/oauth/callback?spapi_oauth_code={CODE}",
            f"/web/login?redirect=%2Famazon_channel%2Foauth%2Fcallback%3Fspapi_oauth_code%3D{CODE}",
        ):
            record = logging.LogRecord("werkzeug", 20, "", 0, '%s "GET %s HTTP/1.1" 200', ("100%", address), None)
            self.assertTrue(QueryFilter().filter(record))
            self.assertNotIn(CODE, record.getMessage())
            self.assertIn('?... HTTP/1.1" 200', record.getMessage())
        other = logging.LogRecord("werkzeug", 20, "", 0, "GET /web?debug=1", (), None)
        QueryFilter().filter(other)
        self.assertEqual(other.getMessage(), "GET /web?debug=1")


@tagged("post_install", "-at_install")
class TestOAuthAppstore(OAuthCase):
    def arrive(self, callback="https://sellercentral.amazon.com/apps/authorize/confirm/1", path=None, **others):
        query = {"amazon_callback_uri": callback, "amazon_state": "amazon's", "selling_partner_id": SELLER, **others}
        path = path or f"{consent.LOGIN_PATH}/{self.application.id}"
        response = self.opener.get(self.base_url() + path, params=query, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def test_a_new_seller_gets_an_account_and_goes_on_at_amazon(self):
        response = self.arrive()
        self.assertEqual(response.status_code, 303)
        target = response.headers["Location"]
        self.assertTrue(target.startswith("https://sellercentral.amazon.com/apps/authorize/confirm/1?"), target)
        sent = parameters(target)
        self.assertEqual(sent["amazon_state"], "amazon's")
        self.assertEqual(sent["redirect_uri"], self.application.redirect_uri)
        self.assertEqual(sent["version"], "beta")
        account = self.env["amazon.channel.account"].search([("selling_partner_id", "=", SELLER)])
        self.assertRecordValues(
            account,
            [{"state": "draft", "region": "na", "authorization_kind": "appstore", "company_id": self.company.id}],
        )
        self.assertEqual(self.come_back(sent["state"]).status_code, 303)
        self.env.invalidate_all()
        self.assertRecordValues(account, [{"state": "connected", "authorization_kind": "appstore"}])

    def test_a_known_seller_keeps_the_account(self):
        self.account.selling_partner_id = SELLER
        sent = parameters(self.arrive().headers["Location"])
        self.assertEqual(self.env["amazon.channel.account"].search_count([("selling_partner_id", "=", SELLER)]), 1)
        self.come_back(sent["state"])
        self.env.invalidate_all()
        self.assertEqual(self.account.refresh_token, "Atzr|fresh")

    def test_the_region_follows_the_seller_central(self):
        for host in ("sellercentral-europe.amazon.com", "sellercentral.amazon.de"):
            self.assertEqual(self.arrive(f"https://{host}/confirm", selling_partner_id=host).status_code, 303)
            account = self.env["amazon.channel.account"].search([("selling_partner_id", "=", host)])
            self.assertEqual(account.region, "eu")

    def test_the_only_application_is_meant_when_the_address_names_none(self):
        self.env["amazon.channel.application"].search([("id", "!=", self.application.id)]).active = False
        self.assertEqual(self.arrive(path=consent.LOGIN_PATH).status_code, 303)
        self.application.copy({"lwa_client_id": "second"})
        self.env.flush_all()
        self.assert_refused(self.arrive(path=consent.LOGIN_PATH, selling_partner_id="OTHER"), "which application")

    def test_no_open_redirect(self):
        for callback in (
            "",
            "http://sellercentral.amazon.com/x",
            "https://evil.com/x",
            "https://sellercentral.amazon.com.evil.com/x",
            "https://sellercentral.amazon.com@evil.com/x",
            "https://evil.com\\@sellercentral.amazon.com/x",
            "https://sellercentral.amazon.com:8443/x",
            "https://sellercentral.amazon.com\t.evil.com/x",
            "//sellercentral.amazon.com/x",
            "javascript:alert(1)",
            "https://[x",
        ):
            self.assert_refused(self.arrive(callback), "did not come from a Seller Central")
        self.assertFalse(self.env["amazon.channel.account"].search([("selling_partner_id", "=", SELLER)]))

    def test_the_simulator_may_send_sellers_too(self):
        simulator = "http://127.0.0.1:8099"
        self.assert_refused(self.arrive(f"{simulator}/confirm"), "did not come from")
        self.env["ir.config_parameter"].set_param("amazon_channel.simulator_url", simulator)
        self.env.flush_all()
        self.assertTrue(
            self.arrive(f"{simulator}/confirm?x=1").headers["Location"].startswith(f"{simulator}/confirm?x=1&")
        )
        account = self.env["amazon.channel.account"].search([("selling_partner_id", "=", SELLER)])
        self.assertEqual(account.environment, "simulator")
        self.assert_refused(self.arrive("http://127.0.0.1:8099@evil.com/"), "did not come from")

    def test_a_request_that_names_no_seller(self):
        for seller in ("", "A\x00B", "<script>", "A" * 65):
            self.assert_refused(self.arrive(selling_partner_id=seller), "which seller")

    def test_only_administrators_connect(self):
        self.log_in("oauth_manager")
        self.assertEqual(self.arrive().status_code, 403)
