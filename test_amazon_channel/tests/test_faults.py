from datetime import timedelta
from functools import partial
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.amazon_channel.sp_api.client import Client
from odoo.addons.amazon_channel.tools import connection

from .common import EndToEndCase

ORDERS = 120  # two pages
# A call that fails is repeated once by itself: only what fails twice ends a run.
TWICE = 2


@tagged("post_install", "-at_install")
class TestFaults(EndToEndCase):
    """Amazon and the network on a bad day, between the first page of orders and the second."""

    def setUp(self):
        super().setUp()
        self.numbers = set(self.simulator.generate_orders(ORDERS, ["us_facilitator_tax"], ["US"]))

    def fail_on_second_page(self, kind, times=TWICE, **options):
        return self.simulator.add_fault("searchOrders", kind, times=times, after=1, **options)

    def assertCompleteAfterNextPoll(self):
        """The trouble is over: the next poll brings the rest, nothing twice, nothing left out."""
        self.let_retry_time_pass()
        run = self.get_orders()
        self.assertEqual(run.state, "done")
        rows = self.inbox()
        self.assertEqual(len(rows), ORDERS)
        self.assertEqual(set(rows.mapped("amazon_order_ref")), self.numbers)

    def assertFailsThenRecovers(self, words):
        """The run says what happened and when it goes on; what came before is kept; then it is all there."""
        run = self.get_orders()
        self.assertEqual(run.state, "failed")
        self.assertIn(words, run.message)
        self.assertEqual(len(self.inbox()), 100)
        self.assertTrue(self.account.orders_retry_at > fields.Datetime.now())
        self.assertEqual(self.account.state, "connected")
        self.assertCompleteAfterNextPoll()
        self.assertFalse(self.account.orders_retry_at)

    # -- Amazon's trouble ------------------------------------------------------------------------------------------

    def test_an_internal_error_of_amazon_is_told_and_survived(self):
        self.fail_on_second_page("status", status=500)
        self.assertFailsThenRecovers("HTTP 500")

    def test_an_unavailable_amazon_is_told_and_survived(self):
        self.fail_on_second_page("status", status=503)
        self.assertFailsThenRecovers("HTTP 503")

    def test_an_error_that_passes_at_once_is_not_even_noticed(self):
        self.fail_on_second_page("status", times=1, status=500)
        run = self.get_orders()
        self.assertEqual((run.state, run.call_count), ("done", 3))
        self.assertEqual(set(self.inbox().mapped("amazon_order_ref")), self.numbers)

    def test_a_run_carries_the_request_id_that_amazons_support_asks_for(self):
        self.fail_on_second_page("status", status=500)
        run = self.get_orders()
        self.assertRegex(run.request_ref, r"^[0-9a-f-]{36}$")

    def test_polls_that_fail_again_and_again_are_made_less_often(self):
        fault = self.simulator.add_fault("searchOrders", "status", status=500, times=None)
        waits = []
        for _attempt in range(3):
            self.get_orders()
            waits.append(self.account.orders_retry_at - fields.Datetime.now())
            self.let_retry_time_pass()
        self.assertTrue(waits[0] < waits[1] < waits[2] <= timedelta(hours=1, seconds=1))
        self.simulator.remove_fault(fault.id)
        self.assertCompleteAfterNextPoll()

    # -- The network's trouble -------------------------------------------------------------------------------------

    def test_a_connection_that_is_reset_is_told_and_survived(self):
        self.fail_on_second_page("reset")
        self.assertFailsThenRecovers("does not answer")

    def test_an_answer_that_never_comes_is_told_and_survived(self):
        self.fail_on_second_page("delay", seconds=1.0)
        impatient = partial(Client, timeout=(2, 0.2), sleep=self.pauses.append)
        with patch.object(connection, "Client", impatient):
            run = self.get_orders()
        self.assertEqual(run.state, "failed")
        self.assertIn("does not answer", run.message)
        self.assertCompleteAfterNextPoll()

    def test_an_answer_that_is_cut_off_is_told_and_survived(self):
        self.fail_on_second_page("truncated")
        self.assertFailsThenRecovers("not readable")

    def test_a_web_page_instead_of_an_answer_is_told_and_survived(self):
        self.fail_on_second_page("html", status=200)
        self.assertFailsThenRecovers("not readable")

    def test_a_maintenance_page_is_told_and_survived(self):
        self.fail_on_second_page("html")
        run = self.get_orders()
        self.assertEqual(run.state, "failed")
        self.assertRegex(run.message, "503|not readable")
        self.assertCompleteAfterNextPoll()

    def test_a_login_that_fails_is_told_and_survived(self):
        self.simulator.add_fault("token", "status", status=503, times=TWICE)
        run = self.get_orders()
        self.assertEqual((run.state, len(self.inbox())), ("failed", 0))
        self.assertTrue(run.message)
        self.simulator.clear_faults()
        self.assertCompleteAfterNextPoll()

    def test_everything_at_random_loses_and_doubles_nothing(self):
        for kind in ("status", "throttle", "reset", "truncated", "html", "expire_tokens"):
            self.simulator.add_fault("*", kind, probability=0.3)
        for _attempt in range(12):
            self.get_orders()
            self.let_retry_time_pass()
        self.simulator.clear_faults()
        self.assertCompleteAfterNextPoll()

    # -- Authorisation ---------------------------------------------------------------------------------------------

    def test_an_access_token_that_expires_during_a_run_is_renewed_without_a_word(self):
        self.fail_on_second_page("expire_tokens", times=1)
        run = self.get_orders()
        self.assertEqual(run.state, "done")
        self.assertEqual(set(self.inbox().mapped("amazon_order_ref")), self.numbers)
        self.assertEqual(len(self.calls("token")), 2)

    def test_a_consent_that_is_withdrawn_during_a_run_stops_the_account(self):
        self.fail_on_second_page("revoke", times=1)
        run = self.get_orders()
        self.assertEqual(run.state, "failed")
        self.assertIn("consent", run.message)
        self.assertEqual(self.account.state, "reauthorize")
        self.assertIn("consent", self.account.last_error)
        self.assertEqual(len(self.inbox()), 100)

    def test_an_account_without_consent_is_left_in_peace(self):
        self.fail_on_second_page("revoke", times=1)
        self.get_orders()
        self.let_retry_time_pass()
        calls = len(self.calls())
        self.assertFalse(self.get_orders())
        self.assertEqual(len(self.calls()), calls)

    def test_a_new_consent_lets_an_account_catch_up_by_itself(self):
        self.fail_on_second_page("revoke", times=1)
        self.get_orders()
        later = self.simulator.generate_orders(3, ["us_facilitator_tax"], ["US"])
        self.env["ir.cron.trigger"].search([]).unlink()
        self.account.refresh_token = self.simulator.authorize(self.account.selling_partner_id)
        self.assertEqual(self.account.state, "connected")
        self.assertTrue(self._triggers(), "nobody would poll at once")
        self.get_orders()  # what was begun
        self.get_orders()  # what is new
        self.assertFalse(self.account.last_error)
        self.assertEqual(set(self.inbox().mapped("amazon_order_ref")), self.numbers | set(later))

    # -- Quotas ----------------------------------------------------------------------------------------------------

    def test_a_refused_call_ends_the_run_and_the_next_one_is_made_when_the_quota_refills(self):
        self.simulator.change_settings(throttle_scale=1)
        self.fail_on_second_page("throttle", times=1)
        run = self.get_orders()
        self.assertEqual((run.state, run.call_count), ("throttled", 2))
        self.assertIn("quota", run.message)
        self.assertEqual(len(self.inbox()), 100)
        # 0.0056 calls a second: the next one is there after three minutes.
        wait = self.account.orders_retry_at - fields.Datetime.now()
        self.assertTrue(timedelta(seconds=150) < wait < timedelta(seconds=200), wait)
        self.assertIn(self.account.orders_retry_at, self._triggers())
        self.assertEqual(self.pauses, [])
        self.assertCompleteAfterNextPoll()

    def test_nobody_is_asked_before_the_quota_refills(self):
        self.simulator.change_settings(throttle_scale=1)
        self.fail_on_second_page("throttle", times=1)
        self.get_orders()
        self.assertFalse(self.get_orders())
        self.assertEqual(len(self.calls()), 2)

    def test_an_empty_quota_of_our_own_costs_no_call(self):
        self.get_orders()
        self.simulator.calls.clear()
        self.env["amazon.channel.quota"].search([]).write({"tokens": 0.0, "rate": 0.0056})
        run = self.get_orders()
        self.assertEqual((run.state, run.call_count, len(self.calls())), ("throttled", 0, 0))
        self.assertIn(self.account.orders_retry_at, self._triggers())

    def test_amazons_own_quota_is_kept_to(self):
        # Amazon allows 20 calls at once: the 21st is not made, instead of being made and refused.
        self.simulator.change_settings(throttling=True, throttle_scale=1)
        states = [self.get_orders().state for _poll in range(11)]
        self.assertEqual(states, ["done"] * 10 + ["throttled"])
        self.assertEqual([call.status for call in self.calls()], [200] * 20)

    def _triggers(self):
        cron = self.env.ref("amazon_channel.ir_cron_get_orders")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at")
