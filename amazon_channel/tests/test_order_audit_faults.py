"""The audit when Amazon is slow or fails, when the process is killed, and when two workers meet."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..sp_api.errors import AuthorizationError, RequestError, ServerError, ThrottledError
from .audit_common import AuditCase, line
from .order_documents import order

LOGGER = "odoo.addons.amazon_channel.models.amazon_channel_operation"


@tagged("post_install", "-at_install")
class TestOrderAuditFaults(AuditCase):
    def missing(self, number):
        """An audit that misses so many orders, which Amazon knows; return their numbers in the sequence of asking."""
        documents = [order() for _index in range(number)]
        self.known = {document["orderId"]: document for document in documents}
        self.audit(*[line(reference) for reference in self.known])
        return sorted(self.known)

    def here(self):
        return sorted(
            self.env["amazon.channel.order"].search([("account_id", "=", self.account.id)]).mapped("amazon_order_ref")
        )

    def last_run(self):
        return self.env["amazon.channel.run"].search([("operation", "=", "audit_orders")], order="id desc", limit=1)

    def test_used_up_quota_ends_the_run_and_the_next_goes_on(self):
        first, second, third = self.missing(3)
        self.get_order_errors[second] = [ThrottledError(operation="getOrder", retry_after=60)]
        self.audit_cron()
        self.assertEqual((self.here(), self.counts()), ([first], (3, 1, 2)))
        self.assertEqual((self.last_run().state, self.last_run().new_count), ("throttled", 1))
        self.assertIn("2 orders are still to be asked for", self.last_run().message)
        cron = self.env.ref("amazon_channel.ir_cron_audit_orders")
        self.assertIn(
            "2026-03-02 12:01:01",
            map(str, self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at")),
        )
        self.assertFalse(self.missing_issue())
        self.audit_cron()
        self.assertEqual((self.here(), self.counts()), ([first, second, third], (3, 3, 0)))
        self.assertEqual(self.get_order_calls.count(first), 1)

    def test_order_that_amazon_fails_at_does_not_stop_the_others(self):
        first, second, third = self.missing(3)
        self.get_order_errors[first] = [ServerError(http_status=500)]
        self.audit_cron()
        self.assertEqual(self.here(), [second, third])
        self.audit_cron()
        self.assertEqual(self.here(), [first, second, third])

    def test_amazon_that_is_down_is_left_alone(self):
        references = self.missing(5)
        for reference in references:
            self.get_order_errors[reference] = [ServerError(http_status=503)]
        self.audit_cron()
        self.assertEqual((len(self.get_order_calls), self.last_run().state), (3, "failed"))

    def test_number_that_amazon_refuses_is_asked_for_once_a_night(self):
        (reference,) = self.missing(1)
        self.get_order_errors[reference] = [RequestError("not yours", http_status=400)]
        self.audit_cron()
        self.audit_cron()
        self.assertEqual(len(self.get_order_calls), 1)
        self.assertTrue(self.missing_issue())

    def test_lost_authorization_stops_the_account(self):
        (reference,) = self.missing(1)
        self.get_order_errors[reference] = [AuthorizationError(cause="revoked")]
        self.audit_cron()
        self.assertEqual(self.account.state, "reauthorize")
        self.audit_cron()
        self.assertEqual(len(self.get_order_calls), 1)
        self.account.state = "connected"
        self.audit_cron()
        self.assertEqual(self.here(), [reference])

    def test_killed_while_fetching_it_goes_on_with_the_rest(self):
        first, second = self.missing(2)
        self.get_order_errors[second] = [KeyboardInterrupt()]
        with self.killed(), self.surviving():
            self.fetch._cron_audit_orders()
        self.assertEqual((self.here(), self.row().to_fetch), ([first], second))
        self.audit_cron()
        self.assertEqual((self.here(), self.get_order_calls.count(first)), ([first, second], 1))

    def test_killed_while_comparing_the_report_is_read_again(self):
        stage = self.registry["amazon.channel.order.audit.stage"]
        original = stage._compare
        self.patch(stage, "_compare", self.die)
        with self.killed():
            self.missing(1)
        self.patch(stage, "_compare", original)
        document = self.documents.search([("purpose", "=", "order_audit")])
        self.assertTrue(document.is_open)
        self.later(document)
        self.assertEqual((document.state, self.counts()), ("done", (1, 0, 1)))

    def test_order_that_came_by_itself_meanwhile_is_no_trouble(self):
        (reference,) = self.missing(1)
        self.receive(self.known[reference])
        self.audit_cron()
        self.assertEqual((self.here(), self.counts()), ([reference], (1, 1, 0)))

    def test_report_waits_while_somebody_fetches(self):
        operation = self.registry["amazon.channel.operation"]
        original = operation._alone
        busy = lambda model, name, record: original(model, name, record) if name != "audit_orders" else Busy()  # noqa: E731
        self.patch(operation, "_alone", busy)
        document = self.audit(line("111-1"))
        self.assertEqual((document.state, document.is_open, document.attempts), ("in_progress", True, 0))
        self.patch(operation, "_alone", original)
        self.later(document)
        self.assertEqual((document.state, self.counts()), ("done", (1, 0, 1)))

    def test_mistake_of_ours_is_seen_in_the_run(self):
        stage = self.registry["amazon.channel.order.audit.stage"]
        self.patch(stage, "_compare", lambda *_args: 1 / 0)
        with mute_logger(LOGGER):
            document = self.audit(line("111-1"))
        self.assertEqual((document.is_open, document.attempts, self.last_run().state), (True, 1, "failed"))

    def die(self, *_args):
        raise KeyboardInterrupt

    def surviving(self):
        return Surviving(self)


class Busy:
    """The lock of an operation that somebody else holds."""

    def __enter__(self):
        return False

    def __exit__(self, *_error):
        return False


class Surviving:
    """Commits count, and what was not committed is gone, when the process is killed inside."""

    def __init__(self, test):
        self.test = test

    def __enter__(self):
        self.committing = self.test.committing()
        self.committing.__enter__()

    def __exit__(self, kind, error, trace):
        if kind is KeyboardInterrupt:
            self.test.env.cr.rollback()
        self.committing.__exit__(None, None, None)
        return False
