from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..sp_api.errors import AuthorizationError, NotFoundError, RequestError, ThrottledError

PATIENCE = timedelta(hours=24)
INDEXING = timedelta(minutes=30)  # so long Amazon may not find yet what it has just accepted
MAX_RETRY_MINUTES = 60
ALARM_AFTER = 3  # failures in a row before a person hears of it


class AmazonChannelDocumentRetry(models.AbstractModel):
    """What becomes of a document whose step failed: tried again, and when; given up; who hears of it."""

    _name = "amazon.channel.document.retry"
    _description = "Retry Amazon Documents"

    def _after_error(self, document, error):
        """Amazon ended a step with `error`: decide whether it is tried again, and when. Commits."""
        account = document.account_id
        words = account._error_in_words(error)
        if isinstance(error, AuthorizationError) and error.cause != "denied":
            account._authorization_lost(error)
            self._postpone(document, words, 0, failed=False)
        elif isinstance(error, AuthorizationError):
            # 403: perhaps only a role for this kind of document is missing. Whether the account is shut out
            # altogether, Get Orders finds out within minutes; orders must not rest for a report.
            self._postpone(document, words, 3600, alarm_after=1)
        elif isinstance(error, ThrottledError):
            self._postpone(document, words, error.retry_after, failed=False)
        elif self._is_final(document, error):
            self._give_up(document, words)
        else:
            self._postpone(document, words, error.retry_after)

    @staticmethod
    def _is_final(document, error):
        """Whether the same step would fail again, or has failed for too long."""
        if document.state == "to_send":
            return isinstance(error, RequestError) and error.code != "simulator_url"
        age = fields.Datetime.now() - (document.sent_at or fields.Datetime.now())
        if age > PATIENCE and document.attempts >= ALARM_AFTER:
            return True
        if isinstance(error, NotFoundError) and age < INDEXING:
            return False
        return isinstance(error, RequestError) and error.code != "simulator_url"

    def _give_up(self, document, words):
        """The document failed for good. Commits; its purpose is told next."""
        document.write(
            {
                "state": "failed",
                "note": words,
                "done_at": fields.Datetime.now(),
                "next_attempt_at": False,
                "attempts": 0,
            }
        )
        name = self.env._("%(document)s failed", document=document.display_name)
        self._raise_alarm(document, name, words)
        self.env["ir.cron"]._commit_progress()

    def _postpone(self, document, words, seconds=None, failed=True, alarm_after=ALARM_AFTER):
        """Look at the document again after `seconds`, or ever more slowly when they are None. Commits.

        :param words: why, for people; False when all is well
        :param bool failed: whether it counts as a failure
        :param int alarm_after: failures in a row after which a person hears of it
        """
        earlier = document.attempts if words else 0
        attempts = document.attempts + 1 if failed else earlier
        if seconds is None:
            seconds = 60 * min(2**attempts, MAX_RETRY_MINUTES)
        next_attempt_at = fields.Datetime.now() + timedelta(seconds=int(seconds) + bool(seconds))
        if failed and attempts >= alarm_after:
            name = self.env._("%(document)s does not get on", document=document.display_name)
            self._raise_alarm(document, name, words)
        elif document.attempts and not attempts:
            self.env["amazon.channel.issue"]._close(document, "document_failed")
        vals = {"attempts": attempts, "next_attempt_at": next_attempt_at}
        if document.state not in ("done", "failed"):
            # How it ended is not forgotten because nobody could be told yet.
            vals["note"] = words
        document.write(vals)
        self.env["ir.cron"]._commit_progress()

    def _raise_alarm(self, document, name, words):
        fix = self.env._("%(what)s It is under Reporting > Documents.", what=words)
        issues = self.env["amazon.channel.issue"]
        issues._close(self._of_same_purpose(document) - document, "document_failed")
        issues._open(document, "document_failed", name, fix)

    def _surprise_in_words(self, error):
        if isinstance(error, UserError):
            return self.env._("Odoo could not take over the result: %(reason)s", reason=str(error))
        return self.env._(
            "A technical error (%(error)s) stopped it; it is tried again. If it stays, the server log has the details.",
            error=type(error).__name__,
        )

    def _of_same_purpose(self, document):
        return document.search([("account_id", "=", document.account_id.id), ("purpose", "=", document.purpose)])
