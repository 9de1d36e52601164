from datetime import timedelta, timezone

from odoo import api, fields, models

MAX_RETRY_MINUTES = 60
MAX_FEED_FAILURES = 3
FIRST_LOOK = timedelta(minutes=5)  # Amazon takes 5 to 15 minutes to show what it accepted
MAX_PAUSE = timedelta(hours=6)
SHOWN_WITHIN = timedelta(hours=24)
CLOCKS = timedelta(minutes=1)  # Amazon's clock and ours need not agree to the second


class AmazonChannelPublication(models.Model):
    """What becomes of publications by what Amazon answers, and by what it shows afterwards."""

    _inherit = "amazon.channel.publication"

    # -- Answers -----------------------------------------------------------------------------------------------

    def _accepted(self, submission_ref=False):
        """Amazon took it. It is looked at after some minutes, and then ever more rarely."""
        now = fields.Datetime.now()
        self.write(
            {
                "state": "sent",
                "sent_at": now,
                "submission_ref": submission_ref,
                "note": False,
                "ask_first": False,
                "attempts": 0,
                "next_attempt_at": now + FIRST_LOOK,
                "request_ref": False,
            }
        )
        if self:
            self._wake(now + FIRST_LOOK)

    def _refused(self, note, findings=(), request_ref=False):
        """Amazon will not take it as it is: a person has to put something right.

        :param str note: what happened, in words
        :param findings: see `_set_findings`
        """
        for publication in self:
            rows = list(findings) or [{"severity": "error", "message": note, "origin": "amazon"}]
            publication._set_findings(rows, origins=("amazon",))
        self.write(
            {"state": "refused", "note": note, "next_attempt_at": False, "ask_first": False, "request_ref": request_ref}
        )

    def _postpone(self, note, seconds=None, request_ref=False, ask_first=True):
        """It may or may not have reached Amazon: look there and try again, more and more slowly.

        :param float seconds: how long Amazon asked to wait; None for a pause that grows with each failure
        """
        now = fields.Datetime.now()
        for attempts, same in self.grouped("attempts").items():
            pause = (
                timedelta(seconds=seconds)
                if seconds
                else timedelta(minutes=min(2 ** (attempts + 1), MAX_RETRY_MINUTES))
            )
            same.write(
                {
                    "attempts": attempts + 1,
                    "next_attempt_at": now + pause,
                    "note": note,
                    "request_ref": request_ref,
                    "ask_first": ask_first,
                }
            )
            self._wake(now + pause)

    # -- A feed has ended --------------------------------------------------------------------------------------

    @api.model
    def _feed_finished(self, document, result):
        """The feed that carried publications has ended; message ids are their database ids.

        :param document: amazon.channel.document
        :param result: mapping.listing_feed_result.ListingFeedResult; None when Amazon gave up on the whole feed
        """
        publications = self.search([("document_id", "=", document.id), ("state", "=", "feed")])
        if not publications:
            return
        if result is None or result.whole_feed_error:
            publications._feed_failed(result.whole_feed_error.message if result else document.note)
            return
        issues = {}
        for issue in result.issues:
            issues.setdefault(issue.message_id, []).append(issue)
        refused = publications.filtered(lambda publication: publication.id in result.refused_ids)
        for publication in publications.filtered(lambda publication: publication.id in issues):
            findings = publication._amazon_findings(issues[publication.id])
            if publication in refused:
                errors = [finding["message"] for finding in findings if finding["severity"] == "error"]
                publication._refused(errors[0], findings)
            else:
                publication._set_findings(findings, origins=("amazon",))
        others = publications - refused
        if result.unlisted:
            # Amazon counts messages that it refused and does not name: each of the others is looked up.
            others.write({"state": "to_send", "document_id": False})
            others._postpone(self.env._("Amazon refused messages of the feed without naming them."), 300)
            return
        others._accepted(document.amazon_ref)

    @api.model
    def _feed_taken_back(self, document):
        """The feed was never sent: what it carried is to send as before."""
        publications = self.search([("document_id", "=", document.id), ("state", "=", "feed")])
        publications.write({"state": "to_send", "document_id": False, "ask_first": False})
        publications._settle_mode()
        if publications:
            self._wake()

    def _feed_failed(self, reason):
        """Amazon could not read the feed, or stopped: send its messages again, a few times."""
        reason = reason or self.env._("Amazon gave up on the feed.")
        given_up = self.filtered(lambda publication: publication.attempts + 1 >= MAX_FEED_FAILURES)
        given_up._refused(reason)
        again = self - given_up
        again.write({"state": "to_send", "document_id": False})
        again._postpone(reason)

    # -- Shown by Amazon ---------------------------------------------------------------------------------------

    def _compare(self, items):
        """Bring publications to what Amazon shows of their SKUs. What it shows is stored on the listings before.

        :param dict items: SKU -> ListingData of what Amazon has
        :return: those that are done
        """
        done = self.browse()
        for publication in self:
            item = items.get(publication.sku)
            if publication._is_shown(item):
                done |= publication
                publication._arrived(item)
            elif publication.state == "sent":
                publication._wait_longer()
        return done

    def _is_shown(self, item):
        """Whether Amazon shows what it was told; `item` is None for a SKU that Amazon does not have."""
        self.ensure_one()
        if self.kind == "delete":
            return item is None
        if item is None:
            return False
        if self.kind in ("pause", "resume"):
            return self._shown_quantity(item) == self.quantity
        told_at = (self.sent_at if self.state == "sent" else self.attempted_at) or fields.Datetime.now()
        updated_at = item.updated_at and item.updated_at.astimezone(timezone.utc).replace(tzinfo=None)
        if not updated_at or updated_at < told_at - CLOCKS:
            return False
        # An ASIN and a status, or what keeps it from them: before that Amazon is still at it.
        return bool((item.asin and item.statuses) or any(issue.is_error for issue in item.issues))

    @staticmethod
    def _shown_quantity(item):
        return next((one.quantity for one in item.availability if not one.is_amazon), None)

    def _arrived(self, item):
        """Amazon shows it: done, or refused for what Amazon found wrong with it afterwards."""
        errors = [issue for issue in item.issues if issue.is_error] if item and self.kind == "publish" else []
        # What Amazon sells in spite of its objections is on the listing, where it stays up to date.
        if errors and not item.is_buyable:
            findings = self._amazon_findings(item.issues)
            reason = self.env._("Amazon took it and does not sell it: %(reason)s", reason=errors[0].message)
            self._refused(reason, findings)
            return
        if item:
            self._set_findings(self._amazon_findings(item.issues), origins=("amazon",))
        now = fields.Datetime.now()
        vals = {"state": "done", "done_at": now, "note": False, "next_attempt_at": False, "ask_first": False}
        self.write({**vals, "sent_at": self.sent_at or now, "attempts": 0})

    def _wait_longer(self):
        """Look again after as long as it has taken so far, 5 minutes to 6 hours."""
        now = fields.Datetime.now()
        pause = min(max(now - self.sent_at, FIRST_LOOK), MAX_PAUSE)
        note = False
        if now - self.sent_at > SHOWN_WITHIN:
            note = self.env._("Amazon accepted it more than a day ago and does not show it.")
        self.write({"next_attempt_at": now + pause, "note": note, "attempts": 0})
        self._wake(now + pause)
