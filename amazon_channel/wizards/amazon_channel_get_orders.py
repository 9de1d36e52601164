from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sp_api.errors import AmazonError


class AmazonChannelGetOrders(models.TransientModel):
    """Ask Amazon for orders again: one by its number, or all that changed since a date."""

    _name = "amazon.channel.get.orders"
    _description = "Get Amazon Orders Again"

    account_id = fields.Many2one(
        "amazon.channel.account",
        required=True,
        domain=[("state", "=", "connected")],
        default=lambda self: self._only_account(),
    )
    way = fields.Selection(
        [("number", "One order, by its Amazon number"), ("since", "All orders changed since a date")],
        required=True,
        default="number",
    )
    amazon_order_ref = fields.Char("Amazon Order Number", help="For instance 902-1845936-5435065.")
    since = fields.Datetime(help="Orders that are in the inbox already are recognised; nothing is imported twice.")

    @api.model
    def _only_account(self):
        """The connected account, where there is only one to choose."""
        accounts = self.env["amazon.channel.account"].search([("state", "=", "connected")], limit=2)
        return accounts if len(accounts) == 1 else accounts.browse()

    def action_get(self):
        """Fetch, process, and say what happened."""
        self.ensure_one()
        fetch = self.env["amazon.channel.order.fetch"]
        if self.way == "number":
            return self._get_one(fetch)
        if not self.since:
            raise UserError(self.env._("Enter the date."))
        fetch._restart_from(self.account_id, self.since)
        return fetch._get_and_process(self.account_id)

    def _get_one(self, fetch):
        reference = (self.amazon_order_ref or "").strip()
        if not reference:
            raise UserError(self.env._("Enter the order's number."))
        account = self.account_id
        try:
            order = fetch._fetch_one(account, reference)
        except AmazonError as error:
            raise UserError(account._error_in_words(error)) from None
        self.env["amazon.channel.order.import"]._process(account)
        return order._get_records_action()
