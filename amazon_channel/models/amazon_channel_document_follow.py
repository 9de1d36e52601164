import base64
import tempfile
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..mapping.errors import DocumentError
from ..mapping.feed_result import read_processing_report
from ..mapping.listing_feed import LISTING_FEED
from ..mapping.listing_feed_result import read_listing_feed_result
from ..sp_api.errors import AmazonError, ThrottledError
from .amazon_channel_document import RECEIVERS
from .amazon_channel_document_retry import PATIENCE
from .amazon_channel_operation import TRANSIENT_ERRORS


class AmazonChannelDocumentFollow(models.AbstractModel):
    """Follow Documents: send feeds, ask for reports, ask how they are getting on, hand their results on.

    A transaction is committed before every call and after every step, so that a process may be killed between any two
    lines: the next one goes on with the last step that is stored. What may happen twice then:

    - a report is asked for twice, which is harmless;
    - a feed is created twice, when nobody knows whether Amazon accepted it: the document at Amazon is used for one
      attempt only, and a new one is uploaded for the next. Its messages name their order and package, so Amazon takes
      the second one for the first one told again;
    - a result is handed on twice only if the first time was rolled back.
    """

    _name = "amazon.channel.document.follow"
    _inherit = [
        "amazon.channel.operation",
        "amazon.channel.document.retry",
        "amazon.channel.document.transfer",
    ]
    _description = "Follow Amazon Documents"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_follow_documents(self):
        """Look at the documents that are due, account by account. Without any, nothing is called or written."""
        documents = self.env["amazon.channel.document"]
        for (account,) in documents._read_group(documents._due_domain(), ["account_id"]):
            self._follow(account)

    @api.model
    def _follow_and_notify(self, accounts):
        """Button: look at what is due now.

        :return: a notification that says what happened
        """
        runs = self.env["amazon.channel.run"]
        for account in accounts:
            runs |= self._follow(account)
        return runs._notification()

    @api.model
    def _follow(self, account):
        """Bring every due document of `account` as far as Amazon lets it.

        Whatever Amazon does ends on the document and in the run, never in an exception. Runs with the importer's
        rights in the account's company, whoever asked for it.

        :return: the amazon.channel.run; empty when nothing was due or somebody else is at it
        """
        self, account = self._importer(account)
        documents = self.env["amazon.channel.document"]
        run = self.env["amazon.channel.run"]
        domain = Domain("account_id", "=", account.id) & documents._due_domain()
        if not documents.search_count(domain, limit=1):
            return run
        with self._alone("follow_documents", account) as alone:
            # Whoever had the lock before may have done it all: that is seen in a new transaction only.
            self.env["ir.cron"]._commit_progress()
            documents = alone and documents.search(domain, order="id")
            if not documents:
                return run
            run = run._start("follow_documents", account)
            errors = self._call_amazon(account, documents, run)
            self._end_run(run, documents, errors)
            self._wake_for_next(account)
            self.env["ir.cron"]._commit_progress()
        return run

    def _call_amazon(self, account, documents, run):
        """Take all steps with one client, and note how many calls that took.

        :return: the errors that Amazon ended steps with
        """
        errors = []
        try:
            with self._calling(account, run) as client:
                for document in documents:
                    if not self.env["ir.cron"]._commit_progress():
                        break
                    error = self._advance(client, document)
                    if error:
                        errors.append(error)
                    if account.state != "connected":
                        break
        except AmazonError as error:
            # There is no client: the credentials or the address cannot be used, for none of the documents.
            self.env.cr.rollback()
            errors.append(error)
            for document in documents:
                self._after_error(document, error)
        return errors

    def _end_run(self, run, documents, errors):
        stuck = documents.filtered(lambda document: document.attempts or document.state == "failed")
        throttled = any(isinstance(error, ThrottledError) for error in errors)
        states = documents.mapped("state")
        message = self.env._(
            "%(count)s documents: %(to_send)s to send, %(in_progress)s in progress at Amazon, %(done)s done, "
            "%(failed)s failed.",
            count=len(states),
            **{name: states.count(name) for name in ("to_send", "in_progress", "done", "failed")},
        )
        words = stuck[:1].note or (errors and run.account_id._error_in_words(errors[0])) or ""
        request_ref = next((error.request_id for error in errors if error.request_id), False)
        state = "failed" if stuck else "throttled" if throttled else "failed" if errors else "done"
        run._end(state, " ".join(filter(None, (message, words))), request_ref)

    def _wake_for_next(self, account):
        """Run again when the first open document of this account is due; at once when the time ran out."""
        if account.state != "connected":
            return
        waiting = Domain("account_id", "=", account.id) & Domain("is_open", "=", True)
        documents = self.env["amazon.channel.document"].search(waiting)
        if documents:
            times = documents.mapped("next_attempt_at")
            documents._wake_follower(None if False in times else min(times) + timedelta(seconds=1))

    # -- One document ------------------------------------------------------------------------------------------

    def _advance(self, client, document):
        """Take the next steps of a document; write down on it how they end.

        :return: the AmazonError that ended them, or None
        """
        error = self._attempt(document, self._take_steps, client, document)
        if document.is_open and document.state in ("done", "failed"):
            self._attempt(document, self._hand_on, document, *_no_outcome(document))
        return error

    def _attempt(self, document, step, *arguments):
        """Call `step`; whatever it raises is undone and written on the document.

        :return: the AmazonError that ended it, or None
        """
        try:
            step(*arguments)
        except AmazonError as error:
            self.env.cr.rollback()
            self._after_error(document, error)
            return error
        except DocumentError as error:
            self.env.cr.rollback()
            self._give_up(document, self.env._("Amazon's answer cannot be used: %(problem)s", problem=str(error)))
        except TRANSIENT_ERRORS:
            self.env.cr.rollback()
            self._postpone(document, False, 60, failed=False)
        except Exception as error:  # noqa: BLE001 - our own mistake must not stop the other documents
            self.env.cr.rollback()
            self._log_surprise(f"Amazon document {document.id}", error)
            self._postpone(document, self._surprise_in_words(error))
        return None

    def _take_steps(self, client, document):
        """As far as Amazon lets it: to the next question that has to wait, or to the end."""
        if document.state == "to_send":
            self._send(client, document)
            return
        finished = document.amazon_status == "DONE"
        if document.state == "in_progress" and (finished or self._ask_status(client, document)):
            self._take_result(client, document)

    def _send(self, client, document):
        """Send a feed, or ask for a report."""
        channels = document.channel_id or document.account_id.channel_ids
        if document.kind == "feed":
            channels = channels.filtered(lambda channel: channel.mode == "live")
        marketplaces = sorted(channels.marketplace_id.mapped("amazon_ref"))
        if not marketplaces:
            words = self.env._("No channel of this account is live: nothing is sent to Amazon.")
            self._postpone(document, words, 600, failed=False)
            return
        amazon_ref = self._create_at_amazon(client, document, marketplaces)
        now = fields.Datetime.now()
        document.write({"amazon_ref": amazon_ref, "state": "in_progress", "sent_at": now})
        self._postpone(document, False, 30, failed=False)

    def _ask_status(self, client, document):
        """Ask how far Amazon is, and write it down.

        :return: True when the result can be taken now
        """
        status, result = self._status_at_amazon(client, document)
        document.write({"amazon_status": status, "result_document_ref": result})
        if status == "DONE" and document.result_document_ref:
            self._postpone(document, False, 0, failed=False)
            return True
        if status in ("DONE", "FATAL", "CANCELLED"):
            self._take_bad_end(client, document)
        elif fields.Datetime.now() - document.sent_at > PATIENCE:
            words = self.env._("Amazon has not finished it after 24 hours. Its status is '%(status)s'.", status=status)
            self._give_up(document, words)
        else:
            self._postpone(document, False, _pause(document), failed=False)
        return False

    # -- Results -----------------------------------------------------------------------------------------------

    def _take_result(self, client, document):
        """Download the result and hand it on; a feed's is kept and downloaded once."""
        with tempfile.TemporaryFile() as file:
            if document.kind == "report":
                charset = self._download(client, document, file)
                self._hand_on(document, file, charset)
                return
            if not document.result:
                self._download(client, document, file)
                document.result = base64.b64encode(file.read())
        self.env["ir.cron"]._commit_progress()
        content = base64.b64decode(document.result)
        if document.amazon_type == LISTING_FEED:
            result = read_listing_feed_result(content)
            document.error_count = result.invalid
        else:
            result = read_processing_report(content)
            document.error_count = result.with_error
        self._hand_on(document, result)

    def _take_bad_end(self, client, document):
        """Amazon gave up, or says that there is nothing: keep what it says about that."""
        status = document.amazon_status
        if document.kind == "report" and status == "CANCELLED":
            words = self.env._("Amazon cancelled the report, as it does when there is nothing to report.")
            document.write({"state": "done", "note": words, "done_at": fields.Datetime.now()})
            return
        if status == "DONE":
            words = self.env._("Amazon has finished it, but names no result.")
        else:
            words = self.env._("Amazon gave up: its status is '%(status)s'.", status=status)
        said = document.result_document_ref and self._error_text(client, document)
        if said:
            words = self.env._("%(words)s Amazon says: %(said)s", words=words, said=said)
        self._give_up(document, words)

    def _hand_on(self, document, *outcome):
        """Tell the model of the document's purpose, in a transaction of its own; then the document is closed.

        When that fails, everything of it is undone, and it is told again later.
        """
        self.env["ir.cron"]._commit_progress()
        getattr(self._receiver(document), f"_{document.kind}_finished")(document, *outcome)
        vals = {"is_open": False, "attempts": 0, "next_attempt_at": False}
        if document.state == "in_progress":
            vals |= {"state": "done", "done_at": fields.Datetime.now(), "note": False}
        document.write(vals)
        if document.state == "done":
            # This one went through: those that failed before it are history.
            self.env["amazon.channel.issue"]._close(self._of_same_purpose(document), "document_failed")
        self.env.flush_all()
        self.env["ir.cron"]._commit_progress()

    def _receiver(self, document):
        """The model that the document's result is for."""
        return self.env[RECEIVERS[document.purpose]]


def _no_outcome(document):
    """What is handed on when there is no result: a report has no charset then either."""
    return (None, "") if document.kind == "report" else (None,)


def _pause(document):
    """Seconds until Amazon is asked again: a quarter of the time it has taken so far, 1 to 15 minutes."""
    taken = (fields.Datetime.now() - document.sent_at).total_seconds()
    return max(60, min(900, taken / 4))
