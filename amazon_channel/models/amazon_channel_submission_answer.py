from datetime import timedelta

from odoo import api, fields, models

from .amazon_channel_submission import OPEN_STATES

MAX_RETRY_MINUTES = 60
MAX_FEED_FAILURES = 3
MANY_FAILURES = 5  # about an hour; it goes on being tried, but a person hears of it
# Amazon takes minutes to show what it accepted; after hours, somebody should look.
SHOWN_WITHIN = timedelta(hours=24)

# Amazon's words when a package cannot be told any more, because the order is shipped or cancelled already.
ALREADY_TOLD = ("packagetoupdatenotfound", "already fulfilled", "already shipped", "already been shipped")

# An issue of a submission lasts as long as the submission is in this state.
STATE_OF_ISSUE = {
    "shipment_refused": "refused",
    "cancel_refused": "refused",
    "shipment_not_confirmed": "sent",
    "cancel_not_confirmed": "sent",
    "amazon_not_reached": "to_send",
    "tracking_missing": "waiting",
    "cancel_reason_missing": "waiting",
}


class AmazonChannelSubmission(models.Model):
    """What becomes of submissions by what Amazon answers, and by what it shows afterwards."""

    _inherit = "amazon.channel.submission"

    # -- Answers -----------------------------------------------------------------------------------------------

    def _accepted(self, digest=None):
        """Amazon took what it was told. What has changed since then is told again.

        :param str digest: of what was told; None where `sent_digest` names it already
        """
        if digest:
            self.sent_digest = digest
        vals = {
            "sent_at": fields.Datetime.now(),
            "checked_at": False,
            "note": False,
            "ask_first": False,
            "attempts": 0,
            "next_attempt_at": False,
            "request_ref": False,
        }
        changed = self.filtered(lambda submission: submission.digest != submission.sent_digest)
        (self - changed).write({**vals, "state": "sent"})
        changed.write({**vals, "state": "to_send"})
        self._close_settled_issues()

    def _refused(self, reason, request_ref=False):
        """Amazon will not take it as it is: a person is asked.

        :param str reason: Amazon's own words
        """
        self.write({"state": "refused", "note": reason, "request_ref": request_ref})
        for submission in self:
            submission.sent_digest = submission.digest
        self.env["amazon.channel.issue"]._open_all([submission._prepare_refusal(reason) for submission in self])

    def _postpone(self, reason, seconds=None, request_ref=False):
        """It may or may not have reached Amazon: look there and try again, more and more slowly.

        :param float seconds: how long Amazon asked to wait; None for a pause that grows with each failure
        """
        now, many = fields.Datetime.now(), self.browse()
        for attempts, same in self.grouped("attempts").items():
            attempts += 1
            pause = seconds or 60 * min(2**attempts, MAX_RETRY_MINUTES)
            same.write(
                {
                    "state": "to_send",
                    "attempts": attempts,
                    "next_attempt_at": now + timedelta(seconds=pause),
                    "ask_first": True,
                    "note": reason,
                    "request_ref": request_ref,
                }
            )
            if attempts >= MANY_FAILURES:
                many |= same
        moments = set(self.mapped("next_attempt_at"))
        self.env.ref("amazon_channel.ir_cron_sync_orders").sudo()._trigger(at=moments)
        self.env["amazon.channel.issue"]._open_all([submission._prepare_failures(reason) for submission in many])

    @api.model
    def _says_already(self, text):
        """Whether Amazon's refusal may mean that it knows already."""
        text = (text or "").casefold().replace(" ", "")
        return any(words.replace(" ", "") in text for words in ALREADY_TOLD)

    # -- A feed has ended --------------------------------------------------------------------------------------

    @api.model
    def _feed_finished(self, document, result):
        """The feed that carried submissions has ended; message ids are their database ids.

        :param document: amazon.channel.document
        :param result: mapping.feed_result.FeedResult; None when Amazon gave up on the whole feed
        """
        submissions = self.search([("document_id", "=", document.id), ("state", "=", "feed")])
        if not submissions:
            return
        if result is None or result.whole_feed_error:
            submissions._feed_failed(result.whole_feed_error.description if result else document.note)
            return
        errors = {message.message_id: message for message in result.messages if message.code == "Error"}
        if result.unlisted_errors:
            # Amazon counts errors that it does not name: what became of the unnamed messages is looked up.
            unsure = submissions.filtered(lambda submission: submission.id not in errors)
            unsure._postpone(self.env._("Amazon refused messages without naming them."), seconds=1)
        for submission in submissions.filtered(lambda s: s.id in errors):
            message = errors[submission.id]
            words = " ".join(filter(None, [message.description, message.error_code and f"({message.error_code})"]))
            # Looked up once: who is refused with the same words again is refused for good.
            if self._says_already(words) and submission.note != words:
                submission._postpone(words, seconds=1)
            else:
                submission._refused(words)
        submissions.filtered(lambda submission: submission.state == "feed")._accepted()
        self.env.ref("amazon_channel.ir_cron_sync_orders").sudo()._trigger()

    @api.model
    def _feed_taken_back(self, document):
        """The feed was never sent: what it carried is to send as before."""
        submissions = self.search([("document_id", "=", document.id), ("state", "=", "feed")])
        submissions.write({"state": "to_send", "document_id": False})
        submissions._wake()

    def _feed_failed(self, reason):
        """Amazon could not read the feed, or stopped: send its messages again, a few times."""
        given_up = self.filtered(lambda submission: submission.attempts + 1 >= MAX_FEED_FAILURES)
        given_up._refused(reason)
        again = self - given_up
        again._postpone(reason)
        # Amazon says itself that it came to nothing; a message that did get through changes its package to the same.
        again.ask_first = False

    # -- Shown by Amazon ---------------------------------------------------------------------------------------

    @api.model
    def _compare(self, order, data):
        """Bring the submissions of one order to what Amazon shows of it.

        :param order: amazon.channel.order
        :param data: mapping.order_data.OrderData
        """
        submissions = self.search([("order_id", "=", order.id), ("state", "in", (*OPEN_STATES, "refused"))])
        shown = submissions.filtered(lambda submission: submission._is_shown(data))
        # What is on its way in a feed is settled by the feed, unless Amazon shows exactly this.
        shown.write(
            {
                "state": "done",
                "waiting_for": False,
                "done_at": fields.Datetime.now(),
                "note": False,
                "ask_first": False,
                "attempts": 0,
                "next_attempt_at": False,
            }
        )
        for submission in shown.filtered(lambda submission: submission.sent_digest != submission.digest):
            # Told by somebody else: only what changes from now on is told.
            submission.sent_digest = submission.digest
        if data.status == "CANCELLED":
            void = (submissions - shown).filtered(lambda submission: submission.kind == "shipment")
            void.write(
                {
                    "state": "cancelled",
                    "waiting_for": False,
                    "note": self.env._("Amazon has cancelled this order."),
                }
            )
        submissions._close_settled_issues()
        return shown

    def _is_shown(self, data):
        """Whether Amazon shows what this tells."""
        if self.kind == "cancellation":
            return self._is_cancel_shown(data)
        package = next((package for package in data.packages if package.package_ref == self._package_ref()), None)
        if package:
            same_items = dict(package.items) == self.items
            same_number = not self.tracking_number or _plain(package.tracking_number) == _plain(self.tracking_number)
            return same_items and same_number and not self._is_other_carrier(package.carrier)
        if self.state == "to_send" and self.sent_at:
            # A correction of what Amazon was told before.
            return False
        # Told by somebody else, or under another number: what counts is that these pieces count as shipped.
        return self._is_shipped(data)

    def _is_other_carrier(self, shown):
        """Whether Amazon shows another carrier than it is to be told next. What it knows, it may word its own way."""
        if self.state not in ("to_send", "feed") or not shown:
            return False
        return shown.casefold() not in {(name or "").casefold() for name in (self.carrier_code, self.carrier_name)}

    def _is_shipped(self, data):
        """Whether all pieces of these items that Odoo has shipped, these included, count as shipped at Amazon."""
        if data.status == "SHIPPED":
            return True
        lines = self.sale_order_id.order_line.filtered(lambda line: line.amazon_channel_charge == "item")
        told = {line.amazon_channel_item_ref: line.amazon_channel_known_quantity for line in lines}
        for submission in self.search([("order_id", "=", self.order_id.id), ("kind", "=", "shipment")]):
            if submission.state != "cancelled":
                for item_ref, quantity in (submission.items or {}).items():
                    told[item_ref] = told.get(item_ref, 0) + quantity
        fulfilled = {item.item_ref: item.quantity_fulfilled for item in data.items}
        return all(fulfilled.get(item_ref, 0) >= told.get(item_ref, 0) for item_ref in self.items)

    def _is_cancel_shown(self, data):
        if data.status == "CANCELLED":
            return True
        items = {item.item_ref: item for item in data.items}
        left = self.items_left or {}
        return bool(left) and all(self._is_item_cancelled(items.get(ref), ref, pieces) for ref, pieces in left.items())

    def _is_item_cancelled(self, item, item_ref, left):
        """Whether Amazon expects no more than `left` pieces; or, asked to cancel all that was open, none at all."""
        if item is None or item.quantity <= left:
            return True
        whole = self.items.get(item_ref) is None
        return self.state == "sent" and whole and item.quantity_fulfilled >= item.quantity

    # -- Issues ------------------------------------------------------------------------------------------------

    def _prepare_refusal(self, reason):
        """The issue of a submission that Amazon refused, as `_open_all` takes it."""
        self.ensure_one()
        order = self.sale_order_id.amazon_channel_order_ref
        if self.kind == "shipment":
            name = self.env._(
                "Amazon refused the shipment of %(package)s, order %(order)s: %(reason)s",
                package=self.display_name,
                order=order,
                reason=reason,
            )
            fix = self.env._(
                "Correct what Amazon names and press Try Again; or confirm it in Seller Central, and Odoo follows."
            )
            return self, "shipment_refused", name, fix, ""
        name = self.env._(
            "Amazon did not cancel order %(order)s and still expects the goods: %(reason)s", order=order, reason=reason
        )
        fix = self.env._("Press Try Again, cancel it in Seller Central, or press Ship It after All on the sale order.")
        return self, "cancel_refused", name, fix, ""

    def _prepare_failures(self, reason):
        """The issue of a submission that has been tried again and again, as `_open_all` takes it."""
        name = self.env._(
            "%(what)s of order %(order)s does not reach Amazon: %(reason)s",
            what=self.display_name,
            order=self.sale_order_id.amazon_channel_order_ref,
            reason=reason,
        )
        fix = self.env._("It is tried again every hour. If its deadline is near, tell it in Seller Central.")
        return self, "amazon_not_reached", name, fix, ""

    def _open_issue_of_silence(self):
        """Amazon accepted it long ago and does not show it."""
        for submission in self:
            issues = self.env["amazon.channel.issue"]
            order = submission.sale_order_id.amazon_channel_order_ref
            code = "shipment_not_confirmed" if submission.kind == "shipment" else "cancel_not_confirmed"
            issues._open(
                submission,
                code,
                self.env._(
                    "Amazon accepted %(what)s of order %(order)s and does not show it.",
                    what=submission.display_name,
                    order=order,
                ),
                self.env._("Look at the order in Seller Central. Try Again tells Amazon again."),
            )

    def _close_settled_issues(self):
        """Close the issues of these submissions whose cause is gone."""
        issues = self.env["amazon.channel.issue"].sudo()
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("state", "=", "open")]
        states = {submission.id: submission.state for submission in self}
        issues.search(domain).filtered(
            lambda issue: states[issue.res_id] != STATE_OF_ISSUE.get(issue.code)
        ).action_close()


def _plain(number):
    """A tracking number without what carriers and Amazon write differently: spaces and small letters."""
    return "".join((number or "").split()).upper()
