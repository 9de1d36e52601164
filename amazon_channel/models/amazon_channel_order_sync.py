import time
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ..mapping.errors import DocumentError
from ..mapping.shipment import confirmation_body
from ..sp_api.errors import AmazonError, AuthorizationError, NotFoundError, RequestError, ThrottledError
from ..sp_api.orders import get_order
from ..sp_api.shipments import confirm_shipment
from .amazon_channel_operation import TRANSIENT_ERRORS
from .amazon_channel_submission_answer import SHOWN_WITHIN

BATCH_SIZE = 10
MAX_PAUSE = 2  # seconds; a longer wait for the quota ends the run
MAX_FAILURES = 3  # in a row: Amazon is not there, the others need not be tried now
LOOK_AFTER = timedelta(hours=1)
LOOK_AGAIN_AFTER = timedelta(hours=6)


class Task(NamedTuple):
    """A submission on its way: what is told to Amazon, as it was when the transaction before the call ended."""

    submission: models.BaseModel
    order_ref: str
    digest: str
    body: dict | None  # of confirmShipment; None for what goes in a feed
    ask_first: bool


class AmazonChannelOrderSync(models.AbstractModel):
    """Sync Orders: from the outbox to Amazon, and what Amazon shows of it back.

    One confirmShipment call per package, or one feed for many; cancellations by feed. No transaction is open while
    Amazon is being asked, and the outcome of each call is committed before the next.
    """

    _name = "amazon.channel.order.sync"
    _inherit = ["amazon.channel.operation", "amazon.channel.order.sync.feed"]
    _description = "Sync Amazon Orders"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_sync_orders(self):
        """Send what is due and look after what Amazon has not shown yet, account by account."""
        submissions = self.env["amazon.channel.submission"]
        for (account,) in submissions._read_group(submissions._due_domain() | self._unseen_domain(), ["account_id"]):
            self._sync(account)
        # Last, and after what was sent is committed: a reminder that fails stops nothing.
        submissions._remind()

    @api.model
    def _sync_and_notify(self, accounts):
        """Button: send what is due now.

        :return: a notification that says what happened
        """
        runs = self.env["amazon.channel.run"]
        for account in accounts:
            runs |= self._sync(account)
        return runs._notification()

    @api.model
    def _sync(self, account):
        """Send all that is due for `account`.

        Whatever Amazon does ends in the submissions and the run, never in an exception.

        :return: the amazon.channel.run; empty when there was nothing to do or somebody else is at it
        """
        self, account = self._importer(account)
        run = self.env["amazon.channel.run"]
        submissions = self.env["amazon.channel.submission"]
        mine = Domain("account_id", "=", account.id)
        if not submissions.search_count(mine & (submissions._due_domain() | self._unseen_domain()), limit=1):
            return run
        with self._alone("sync_orders", account) as alone:
            if not alone:
                soon = fields.Datetime.now() + timedelta(minutes=1)
                self.env.ref("amazon_channel.ir_cron_sync_orders").sudo()._trigger(at=soon)
                return run
            run = run._start("sync_orders", account)
            try:
                self._queue_feeds(account, mine, run)
                finished = self._call_amazon(account, mine, run)
            except AmazonError as error:
                self._end_with_error(account, run, error)
            except TRANSIENT_ERRORS:
                # Somebody changed the same submission meanwhile: begin again with what is there now.
                self.env.cr.rollback()
                self.env.ref("amazon_channel.ir_cron_sync_orders").sudo()._trigger()
                run._end("done", self.env._("Somebody else changed the same records; the rest follows at once."))
            except Exception as error:  # noqa: BLE001 - our own mistake must not stop the other accounts
                self._log_surprise(f"Sync Orders of account {account.id}", error)
                self._end_with_error(account, run, AmazonError(type(error).__name__, operation="confirmShipment"))
            else:
                self.env["amazon.channel.issue"]._close(account, "access_denied")
                run._end("done", not finished and self.env._("Not all was done in time; the rest follows at once."))
                if not finished:
                    self.env.ref("amazon_channel.ir_cron_sync_orders").sudo()._trigger()
            waiting = submissions.search_count(mine & Domain("state", "=", "waiting"))
            run._count(waiting=waiting)
            self.env["ir.cron"]._commit_progress()
        return run

    # -- Calls -------------------------------------------------------------------------------------------------

    def _direct_domain(self):
        """What is sent by calls of its own; or, when Amazon may know it already, looked up by one."""
        called = Domain("kind", "=", "shipment") & Domain("tracking_number", "!=", False)
        return self.env["amazon.channel.submission"]._due_domain() & (called | Domain("ask_first", "=", True))

    def _unseen_domain(self):
        """What Amazon accepted and has not shown since, though orders are polled all the time."""
        now = fields.Datetime.now()
        unchecked = Domain("checked_at", "=", False) | Domain("checked_at", "<", now - LOOK_AGAIN_AFTER)
        sent = Domain("state", "=", "sent") & Domain("sent_at", "<", now - LOOK_AFTER)
        return sent & unchecked & Domain("account_id.state", "=", "connected")

    def _call_amazon(self, account, mine, run):
        """Send package by package, then look up what Amazon has not shown in time.

        :return: False when the cron's time ran out
        """
        wanted = mine & (self._direct_domain() | self._unseen_domain())
        if not self.env["amazon.channel.submission"].search_count(wanted, limit=1):
            return True
        self.env["ir.cron"]._commit_progress()
        with self._calling(account, run) as client:
            return self._send_all(client, mine, run) and self._look_up_all(client, mine, run)

    def _send_all(self, client, mine, run):
        """Send what is due, those with the earliest deadline first.

        :return: False when the cron's time ran out
        :raises AmazonError: nothing can be sent at present
        """
        failures = 0
        while batch := self.env["amazon.channel.submission"].search(mine & self._direct_domain(), limit=BATCH_SIZE):
            tasks = list(filter(None, map(self._prepare_task, batch)))
            # A crash from here on leaves a trace: whatever may have been told is looked up before it is told again.
            batch.write({"ask_first": True, "attempted_at": fields.Datetime.now()})
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                self._put_back(tasks)
                return False
            while tasks:
                try:
                    error = self._send_one(client, tasks[0], run)
                except AmazonError:
                    self._put_back(tasks)
                    raise
                tasks.pop(0)
                failures = failures + 1 if error else 0
                if failures >= MAX_FAILURES:
                    self._put_back(tasks)
                    raise error
        return True

    def _prepare_task(self, submission):
        """What is needed to tell Amazon, read before the call; None for what cannot be put into words."""
        body = None
        try:
            if submission.kind == "shipment" and submission.tracking_number:
                body = confirmation_body(submission._as_shipment())
        except DocumentError as error:
            submission._refused(str(error))
            return None
        return Task(submission, submission.order_id.amazon_order_ref, submission.digest, body, submission.ask_first)

    def _put_back(self, tasks):
        """These were not tried after all."""
        self.env.cr.rollback()
        for task in tasks:
            task.submission.ask_first = task.ask_first
        self.env["ir.cron"]._commit_progress()

    def _send_one(self, client, task, run):
        """Tell Amazon about one package, and commit what it answers.

        :return: the AmazonError that came instead of an answer, or None
        :raises AmazonError: no other package can be sent now either
        """
        submission = task.submission
        try:
            if task.ask_first and self._is_settled(client, submission, run):
                pass
            elif task.body is None:
                # Amazon does not know: the next feed takes it.
                submission.ask_first = False
                self.env.ref("amazon_channel.ir_cron_sync_orders").sudo()._trigger()
            else:
                self._confirm(client, task, run)
        except (AuthorizationError, ThrottledError):
            raise
        except AmazonError as error:
            self.env.cr.rollback()
            submission._postpone(submission.account_id._error_in_words(error), error.retry_after, error.request_id)
            run._count(failed=1)
            self.env["ir.cron"]._commit_progress()
            return error
        self.env["ir.cron"]._commit_progress()
        return None

    def _confirm(self, client, task, run):
        submission = task.submission
        # What was looked up before is kept, and no transaction is open during the call.
        self.env["ir.cron"]._commit_progress()
        try:
            self._patiently(confirm_shipment, client, task.order_ref, task.body)
        except RequestError as error:
            words = str(error)
            if submission._says_already(words) and self._is_settled(client, submission, run):
                return
            submission._refused(words, error.request_id)
            run._count(refused=1)
        else:
            submission._accepted(task.digest)
            run._count(sent=1)

    def _is_settled(self, client, submission, run):
        """Look up the order, and say whether what Amazon shows of it leaves nothing to tell."""
        try:
            shown = self._look_up(client, submission)
        except NotFoundError as error:
            submission._refused(str(error), error.request_id)
            run._count(refused=1)
            return True
        run._count(confirmed=len(shown))
        return submission.state != "to_send"

    def _look_up(self, client, submission):
        """Read an order from Amazon into the inbox, and compare the outbox with it.

        :return: the submissions that Amazon shows
        :raises AmazonError: see `get_order`
        """
        self.env["ir.cron"]._commit_progress()
        document = self._patiently(get_order, client, submission.order_id.amazon_order_ref)
        order = submission.order_id
        if order._store_documents(order.account_id, [document])["changed"]:
            self.env.ref("amazon_channel.ir_cron_process_orders").sudo()._trigger()
        try:
            return submission._compare(order, order._read_payload())
        except DocumentError:
            # What cannot be read proves nothing; the inbox tells why.
            return submission.browse()

    @staticmethod
    def _patiently(operation, *args):
        """Call Amazon; wait for the quota if that takes a moment only.

        :raises ThrottledError: it takes longer, or Amazon itself refused the call
        """
        while True:
            try:
                return operation(*args)
            except ThrottledError as error:
                if error.http_status or error.retry_after > MAX_PAUSE:
                    raise
                time.sleep(error.retry_after)

    def _look_up_all(self, client, mine, run):
        """Look up what Amazon accepted long ago and has not shown.

        :return: False when the cron's time ran out
        """
        while submission := self.env["amazon.channel.submission"].search(mine & self._unseen_domain(), limit=1):
            submission.checked_at = fields.Datetime.now()
            with suppress(NotFoundError):
                run._count(confirmed=len(self._look_up(client, submission)))
            if submission.state == "sent" and submission.sent_at < fields.Datetime.now() - SHOWN_WITHIN:
                submission._open_issue_of_silence()
            if not self.env["ir.cron"]._commit_progress():
                return False
        return True

    # -- Ends that are not good ends ---------------------------------------------------------------------------

    def _end_with_error(self, account, run, error):
        """Write down in the run how Amazon ended it, and when it is asked again."""
        self.env.cr.rollback()
        denied = self.env._("Amazon does not let %(account)s confirm shipments.", account=account.name)
        if retry_at := self._end_run_with_error(account, run, error, "access_denied", denied):
            self.env.ref("amazon_channel.ir_cron_sync_orders").sudo()._trigger(at=retry_at)
