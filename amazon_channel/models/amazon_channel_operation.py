import logging
import traceback
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
from psycopg2 import errors as pg_errors

from odoo import api, fields, models
from odoo.tools import SQL

from ..sp_api.errors import AuthorizationError, ThrottledError

_logger = logging.getLogger(__name__)

# Two transactions met: the work is started again on a fresh snapshot, it is nobody's fault.
TRANSIENT_ERRORS = (pg_errors.SerializationFailure, pg_errors.DeadlockDetected, pg_errors.LockNotAvailable)


class AmazonChannelOperation(models.AbstractModel):
    """What all operations share: whose rights they run with, that nobody runs them twice at once, what is logged."""

    _name = "amazon.channel.operation"
    _description = "Amazon Operation"

    @api.model
    def _importer(self, account):
        """This model and `account` as operations use them: with full rights, in the account's company.

        The person who pressed a button need not be allowed to do all that follows from an order.
        """
        account = account.sudo().with_company(account.company_id)
        return self.with_env(account.env), account

    @contextmanager
    def _alone(self, operation, record):
        """Hold the lock of one operation of one account, or of one company, across commits.

        It belongs to the database session: it is gone when the process dies, which a column could not promise.
        Yields False when somebody else holds it.
        """
        name = f"amazon_channel/{operation}/{record._name}/{record.id}"
        locked = self.env.execute_query(SQL("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name))[0][0]
        try:
            yield locked
        finally:
            if locked:
                unlock = SQL("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)
                try:
                    self.env.cr.execute(unlock)
                except psycopg2.Error:
                    self.env.cr.rollback()
                    self.env.cr.execute(unlock)

    @contextmanager
    def _calling(self, account, run):
        """Open the client of one run, and note in the run how many calls were made with it, however it ends.

        What the block has done is committed; when it ends with an error, what it had not committed is undone.

        :raises AmazonError: the account cannot be used, or what the block raises
        """
        with account._amazon_client() as client:
            try:
                yield client
                self.env["ir.cron"]._commit_progress()
            finally:
                calls = client.calls
                self.env.cr.rollback()
                run.call_count += calls
                # The calls were made, whatever the error that ends them undoes.
                self.env["ir.cron"]._commit_progress()

    @api.model
    def _end_run_with_error(self, about, run, error, code, denied):
        """Write down in the run how Amazon ended it, and tell people what only they can change.

        :param about: the channel or account that the run was for
        :param AmazonError error: what ended it; roll back before
        :param str code: of the issue for what Amazon does not let the account do, which is open until a run goes well
        :param str denied: its name
        :return: when Amazon may be asked again, naive UTC; None when that takes a person
        """
        account = run.account_id
        words = account._error_in_words(error)
        run._end("throttled" if isinstance(error, ThrottledError) else "failed", words, error.request_id)
        if not isinstance(error, AuthorizationError):
            return fields.Datetime.now() + timedelta(seconds=(error.retry_after or 60) + 1)
        if error.cause == "denied":
            # Perhaps only the role for this is missing, and orders can be fetched all the same. If the account is shut
            # out altogether, Get Orders finds that out within minutes.
            self.env["amazon.channel.issue"]._open(about, code, denied, words)
        else:
            account._authorization_lost(error)
        return None

    @api.model
    def _log_surprise(self, what, error):
        """Log an error nobody foresaw: its type and the lines of code, since its text may be personal data."""
        trace = "".join(traceback.format_tb(error.__traceback__))
        _logger.error("%s failed with %s\n%s", what, type(error).__name__, trace)
