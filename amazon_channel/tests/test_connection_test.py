"""Test Connection: what works is shown, what does not is said in words that help, and stays on the account."""

import socket
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.tests import tagged

from ..sp_api.errors import AuthorizationError, ThrottledError
from ..sp_api.sellers import GET_MARKETPLACE_PARTICIPATIONS
from .connection_common import BRITAIN, CLIENT_ID, SECRET, TOKEN, ConnectionCase, participation

LOGIN_HOST = "api.amazon.com"
API_HOST = "sellingpartnerapi-na.amazon.com"
INVALID_CLIENT = (401, {"error": "invalid_client", "error_description": "Client authentication failed"})
INVALID_GRANT = (400, {"error": "invalid_grant", "error_description": "The request has an invalid grant parameter"})
FORBIDDEN = (403, {"errors": [{"code": "Unauthorized", "message": "Access to requested resource is denied."}]})


@tagged("post_install", "-at_install")
class TestConnectionTest(ConnectionCase):
    def test_a_working_account_is_connected_and_shown(self):
        self.account.last_error = "an old problem"
        self.env.flush_all()
        action = self.account.action_test_connection()
        self.assertEqual(self.account.state, "connected")
        self.assertFalse(self.account.last_error)
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Larkspur Shop", action["params"]["message"])
        self.assertIn("Amazon CA, Amazon US", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["tag"], "soft_reload")

    def test_amazon_is_asked_where_the_account_belongs_and_told_who_asks(self):
        self.account.action_test_connection()
        form, call = self.amazon.logins()[0], self.amazon.calls()[0]
        self.assertEqual((form["client_id"], form["client_secret"], form["refresh_token"]), (CLIENT_ID, SECRET, TOKEN))
        self.assertTrue(call.url.startswith(f"https://{API_HOST}/sellers/v1/"))
        agent = call.headers["User-Agent"]
        self.assertTrue(agent.startswith("AmazonChannelForOdoo/19.0."), agent)
        for part in ("Language=Python/", "Platform=", "Odoo=19.0"):
            self.assertIn(part, agent)

    def test_the_sandbox_and_other_regions_have_hosts_of_their_own(self):
        for region, environment, host in (
            ("eu", "production", "sellingpartnerapi-eu.amazon.com"),
            ("fe", "sandbox", "sandbox.sellingpartnerapi-fe.amazon.com"),
        ):
            self.account.write({"region": region, "environment": environment})
            self.assertEqual(self.account._api_url(), f"https://{host}")

    def test_every_test_makes_a_login_of_its_own(self):
        self.account.action_test_connection()
        self.account.action_test_connection()
        self.assertEqual(len(self.amazon.logins()), 2)

    def test_other_calls_share_a_login(self):
        for _time in range(2):
            with self.account._amazon_client() as client:
                client.call(GET_MARKETPLACE_PARTICIPATIONS)
        self.assertEqual(len(self.amazon.logins()), 1)
        self.account.refresh_token = "Atzr|another"
        with self.account._amazon_client() as client:
            client.call(GET_MARKETPLACE_PARTICIPATIONS)
        self.assertEqual(len(self.amazon.logins()), 2, "a login of other credentials is not used")

    # -- What is wrong -----------------------------------------------------------------------------------------

    def assert_lost(self, *words):
        with self.refused(*words):
            self.account.action_test_connection()
        self.assertEqual(self.account.state, "reauthorize")
        self.assertIn(words[0], self.account.last_error)

    def assert_failed(self, *words):
        self.account.state = "connected"
        self.env.flush_all()
        with self.refused(*words):
            self.account.action_test_connection()
        self.assertEqual(self.account.state, "connected", "trouble that passes does not stop the account")
        self.assertIn(words[0], self.account.last_error)

    def test_a_wrong_secret_is_named_with_its_age(self):
        self.application.secret_created_on = fields.Date.today() - timedelta(days=190)
        self.env.flush_all()
        self.amazon.login = INVALID_CLIENT
        self.assert_lost("client secret", "Larkspur ERP", "190 days ago")

    def test_a_withdrawn_consent_is_named(self):
        self.amazon.login = INVALID_GRANT
        self.assert_lost("consent", "Larkspur America", "Seller Central")

    def test_a_missing_role_or_a_wrong_region_is_named(self):
        self.amazon.failures[API_HOST] = FORBIDDEN
        self.assert_lost("refuses the call", API_HOST, "lacks a role", "North America", "request-1")

    def test_a_seller_of_another_region_is_named(self):
        self.amazon.participations = [participation(BRITAIN, "Amazon.co.uk", "www.amazon.co.uk")]
        self.assert_failed("no marketplace of the region North America", "Amazon.co.uk")

    def test_a_name_that_cannot_be_found(self):
        problem = requests.ConnectionError(socket.gaierror(-2, "Name or service not known"))
        self.amazon.failures[LOGIN_HOST] = problem
        self.assert_failed("cannot be found", LOGIN_HOST, API_HOST)

    def test_no_answer_in_time(self):
        self.amazon.failures[LOGIN_HOST] = requests.ConnectTimeout()
        self.assert_failed("did not answer in time", LOGIN_HOST)

    def test_no_connection(self):
        self.amazon.failures[LOGIN_HOST] = requests.ConnectionError(ConnectionRefusedError(111, "refused"))
        self.assert_failed("No connection", LOGIN_HOST)

    def test_trouble_at_amazon(self):
        self.amazon.failures[LOGIN_HOST] = (503, {"error": "temporarily_unavailable"})
        self.assert_failed("problem of its own", "503")

    def test_an_answer_that_is_no_answer(self):
        self.amazon.login = (200, b"<html>maintenance</html>")
        self.assert_failed("not readable")

    def test_throttled_by_amazon(self):
        self.amazon.failures[API_HOST] = (429, {"errors": [{"code": "QuotaExceeded", "message": "Slow down"}]})
        self.assert_failed("quota", "getMarketplaceParticipations", "seconds")

    def test_an_empty_bucket_of_our_own(self):
        throttle = self.env["amazon.channel.quota"]._throttle(self.account)
        with self.assertRaises(ThrottledError):
            for _time in range(20):
                throttle.acquire(GET_MARKETPLACE_PARTICIPATIONS)
        throttle.throttled(GET_MARKETPLACE_PARTICIPATIONS, 600)
        self.assert_failed("Try again in 10 minutes")
        self.assertFalse(self.amazon.calls())

    def test_no_token_yet(self):
        self.account.write({"refresh_token": False, "authorization_kind": "website"})
        self.env.flush_all()
        with self.refused("not authorized yet", "Press Authorize"):
            self.account.action_test_connection()
        self.assertEqual(self.account.state, "draft")
        self.assertFalse(self.amazon.requests)

    def test_no_secret_yet(self):
        self.application.lwa_client_secret = False
        self.env.flush_all()
        with self.refused("Larkspur ERP", "no client secret"):
            self.account.action_test_connection()

    # -- The simulator -----------------------------------------------------------------------------------------

    def test_a_simulator_that_is_not_running(self):
        self.account.environment = "simulator"
        self.env["ir.config_parameter"].set_param("amazon_channel.simulator_url", "http://127.0.0.1:9/")
        self.assertEqual(self.account._lwa_url(), "http://127.0.0.1:9/auth/o2/token")
        self.env.flush_all()
        refused = requests.ConnectionError(ConnectionRefusedError(111, "refused"))
        with patch("requests.sessions.Session.request", side_effect=refused):
            self.assert_failed("simulated Amazon at 127.0.0.1:9", "./dev simulator")

    def test_a_simulator_without_an_allowed_address(self):
        self.account.environment = "simulator"
        for url in ("", "http://example.com", "ftp://127.0.0.1", "http://user:secret@127.0.0.1"):
            self.env["ir.config_parameter"].set_param("amazon_channel.simulator_url", url)
            self.env.flush_all()
            self.assert_failed("address of the simulated Amazon")

    # -- Lost and found ----------------------------------------------------------------------------------------

    def test_losing_the_authorization_twice_writes_once(self):
        error = AuthorizationError(cause="revoked")
        self.account._authorization_lost(error)
        self.assertEqual(self.account.state, "reauthorize")
        with patch.object(type(self.account), "write") as write:
            self.account._authorization_lost(error)
        write.assert_not_called()

    def test_administrators_hear_once_of_an_account_that_stopped_until_it_goes_on(self):
        self.account.state = "connected"
        for _time in range(2):
            self.account._authorization_lost(AuthorizationError(cause="revoked"))
        activity = self.account.activity_ids.filtered(lambda activity: activity.user_id == self.administrator)
        self.assertEqual(len(activity), 1)
        self.assertIn("consent", activity.note)
        self.account._authorization_restored()
        self.assertFalse(self.account.activity_ids)

    def test_trying_a_token_for_the_first_time_bothers_nobody(self):
        self.account._authorization_lost(AuthorizationError(cause="revoked"))
        self.assertFalse(self.account.activity_ids)

    def test_getting_it_back_twice_writes_once(self):
        self.account._authorization_lost(AuthorizationError(cause="revoked"))
        self.account.write({"orders_retry_at": fields.Datetime.now(), "orders_failures": 3})
        self.account._authorization_restored()
        self.assertRecordValues(
            self.account,
            [{"state": "connected", "last_error": False, "orders_retry_at": False, "orders_failures": 0}],
        )
        with patch.object(type(self.account), "write") as write:
            self.account._authorization_restored()
        write.assert_not_called()

    def assert_polls_again(self, change):
        self.account._authorization_lost(AuthorizationError(cause="revoked"))
        cron = self.env.ref("amazon_channel.ir_cron_get_orders")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        change()
        self.assertEqual(self.account.state, "connected")
        self.assertGreater(triggers.search_count([("cron_id", "=", cron.id)]), before)

    def test_a_new_token_makes_a_resting_account_poll_again(self):
        self.assert_polls_again(lambda: self.account.write({"refresh_token": " Atzr|new \n"}))
        self.assertEqual(self.account.refresh_token, "Atzr|new")

    def test_a_new_secret_makes_a_resting_account_poll_again(self):
        self.assert_polls_again(lambda: self.application.write({"lwa_client_secret": "new"}))

    def test_a_successful_test_makes_a_resting_account_poll_again(self):
        self.assert_polls_again(self.account.action_test_connection)

    def test_a_new_token_does_not_connect_an_account_that_was_never_tried(self):
        self.account.refresh_token = "Atzr|new"
        self.assertEqual(self.account.state, "draft")

    def test_a_manager_may_test_without_seeing_credentials(self):
        self.account.with_user(self.manager).action_test_connection()
        self.assertEqual(self.account.state, "connected")

    def test_no_secret_in_logs_chatter_or_errors(self):
        self.amazon.login = INVALID_GRANT
        with self.assertLogs(level="DEBUG") as logs, self.refused():
            self.account.action_test_connection()
        texts = [*logs.output, self.account.last_error, *self.account.message_ids.mapped("body")]
        texts += self.account.message_ids.tracking_value_ids.mapped("new_value_char")
        for text in filter(None, texts):
            self.assertNotIn(SECRET, text)
            self.assertNotIn(TOKEN, text)
