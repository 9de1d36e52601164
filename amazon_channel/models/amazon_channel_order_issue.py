from odoo import api, models
from odoo.fields import Domain

# Once is nothing: the order is tried again. What fails three times in a row fails for a reason.
MANY_ATTEMPTS = 3


class AmazonChannelOrder(models.Model):
    """Issues of the inbox: those of one order, and those that many waiting orders have in common."""

    _inherit = "amazon.channel.order"

    # Orders are processed 50 at a time: those of several issues go together.
    _amazon_channel_retry_together = True

    def _amazon_channel_open_issue(self, _issues):
        """People decide on the sale order; before there is one, in the inbox."""
        return (self.sale_order_id or self)._get_records_action()

    def _amazon_channel_retry(self, _issues):
        """Read Amazon's document again and follow it; for an imported order too, as if Amazon had just changed it."""
        self.check_access("write")
        imported = self.filtered("sale_order_id")
        imported.sudo().hold_ids.unlink()
        imported.write({"state": "to_process", "hold_reason": False, "attempts": 0, "next_attempt_at": False})
        (self - imported)._requeue()
        return self.env["amazon.channel.order.import"]._process_and_notify(self.account_id)

    # -- What many orders have in common -----------------------------------------------------------------------

    @api.model
    def _report_waiting(self, account):
        """Bring the issues about held and failing orders of `account` up to date, and commit.

        For the end of a processing run. The number of queries does not depend on how many orders wait.
        """
        issues, what = self.env["amazon.channel.issue"], f"Issues of account {account.id}"
        issues._apart(lambda: self._report_held(account), what)
        issues._apart(lambda: self._report_failing(account), what)

    def _report_held(self, account):
        """One issue for each channel and reason to wait, with how many do; without a channel, of the account."""
        issues = self.env["amazon.channel.issue"]
        holds = self.env["amazon.channel.order.hold"].sudo()
        groups = holds._read_group(
            [("order_id.account_id", "=", account.id)],
            ["channel_id", "code", "key"],
            ["order_id:count_distinct", "id:min"],
        )
        examples = {hold.id: hold for hold in holds.browse([example for *_group, example in groups])}
        entries = [
            (
                channel or account,
                "orders_held",
                self._held_in_words(count, examples[example].waits_for),
                self._held_fix(count, examples[example]),
                f"{code}/{key or ''}",
            )
            for channel, code, key, count, example in groups
        ]
        waiting = issues._open_all(entries)
        known = issues.sudo().search(
            [("account_id", "=", account.id), ("code", "=", "orders_held"), ("state", "=", "open")]
        )
        (known - waiting).action_close()

    def _held_in_words(self, count, reason):
        if count == 1:
            return self.env._("1 order waits: %(reason)s", reason=reason)
        return self.env._("%(count)s orders wait: %(reason)s", count=count, reason=reason)

    def _held_fix(self, count, example):
        """What to do. A key is the same for all of them; without one, each has its own figures."""
        if example.key or count == 1:
            return example.message
        return self.env._("Press Open: each order says what it waits for. One of them: %s", example.message)

    def _report_failing(self, account):
        """One issue for all orders of the account that technical errors keep stopping."""
        issues = self.env["amazon.channel.issue"]
        count = self.search_count(self._failing_domain(account))
        if not count:
            issues._close(account, "orders_failed")
            return
        issues._open(
            account,
            "orders_failed",
            self.env._("A technical error stops orders again and again: %(count)s.", count=count),
            self.env._(
                "Odoo tries again by itself, more and more slowly. The inbox says what kind of error it is, the server "
                "log has the details. Once it is mended, press Try Again."
            ),
        )

    @api.model
    def _failing_domain(self, account):
        """Orders of this account that failed several times."""
        return Domain([("account_id", "=", account.id), ("state", "=", "failed"), ("attempts", ">=", MANY_ATTEMPTS)])

    @api.model
    def _waiting_domain(self, issue):
        """The orders that an issue about held or failing orders stands for."""
        if issue.code == "orders_failed":
            return self._failing_domain(issue.account_id)
        code, _slash, key = issue.key.partition("/")
        return Domain(
            [
                ("account_id", "=", issue.account_id.id),
                ("channel_id", "=", issue.channel_id.id),
                ("hold_ids", "any", [("code", "=", code), ("key", "=", key)]),
            ]
        )

    @api.model
    def _open_waiting(self, issue):
        """Show these orders: below their reason and with its Fix when they are held."""
        orders = self.search(self._waiting_domain(issue))
        if issue.code == "orders_failed":
            return orders._get_records_action(name=issue.name)
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_order_hold_action")
        code, _slash, key = issue.key.partition("/")
        domain = [("order_id", "in", orders.ids), ("code", "=", code), ("key", "=", key)]
        return {**action, "domain": domain, "context": {"search_default_group_by_waits_for": 1}}
