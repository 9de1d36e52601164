from odoo import api, fields, models


class AmazonChannelIssue(models.Model):
    """What a person must look at after an order was imported: what happened, why, what to do.

    One open issue per record and code; it closes itself when its cause is gone.
    """

    _name = "amazon.channel.issue"
    _description = "Amazon Issue"
    _order = "state, create_date desc, id desc"
    _check_company_auto = True

    name = fields.Char("What Happened", required=True, readonly=True)
    fix = fields.Text("What to Do", readonly=True)
    code = fields.Selection(
        [
            ("shipped_elsewhere", "Shipped outside Odoo"),
            ("cancelled_after_delivery", "Cancelled after goods left"),
            ("cancel_requested", "Buyer asks to cancel"),
            ("change_refused", "Change at Amazon not applied"),
            ("tax_difference", "Tax differs from Amazon's"),
        ],
        "Cause",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], required=True, default="open", readonly=True, index=True
    )
    order_id = fields.Many2one("amazon.channel.order", required=True, readonly=True, index=True, ondelete="cascade")
    channel_id = fields.Many2one(related="order_id.channel_id", store=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    sale_order_id = fields.Many2one(related="order_id.sale_order_id", store=True)
    closed_at = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex("(order_id, code) WHERE state = 'open'", "This issue is open already.")

    @api.model
    def _open(self, order, code, name, fix):
        """Open the issue `code` of an inbox order, or word the open one anew.

        :param order: amazon.channel.order, one record
        :param str name: what happened, a translated sentence
        :param str fix: what to do about it, a translated sentence
        """
        issue = self.search([("order_id", "=", order.id), ("code", "=", code), ("state", "=", "open")])
        if not issue:
            return self.create({"order_id": order.id, "code": code, "name": name, "fix": fix})
        if (issue.name, issue.fix) != (name, fix):
            issue.write({"name": name, "fix": fix})
        return issue

    @api.model
    def _close(self, orders, *codes):
        """Close the open issues of these inbox orders; of these codes only, when given."""
        domain = [("order_id", "in", orders.ids), ("state", "=", "open")]
        if codes:
            domain.append(("code", "in", codes))
        self.search(domain).action_close()

    def action_close(self):
        """A person has dealt with it, or its cause is gone."""
        self.write({"state": "closed", "closed_at": fields.Datetime.now()})
        asked = self.filtered(lambda issue: issue.code == "cancel_requested")
        asked.sale_order_id.activity_unlink(["amazon_channel.mail_activity_type_cancel_request"])

    def action_open_order(self):
        self.ensure_one()
        return (self.sale_order_id or self.order_id)._get_records_action()
