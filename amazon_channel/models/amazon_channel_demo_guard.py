from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class AmazonChannelAccount(models.Model):
    """The demo and what is real exclude each other, and the demo calls nobody."""

    _inherit = "amazon.channel.account"

    demo_records = fields.Json(
        readonly=True, copy=False, groups="base.group_system", help="What was made for the demo."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_demo_change(self.browse(), vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_demo_change(self, vals)
        return super().write(vals)

    @api.model
    def _check_demo_change(self, accounts, vals):
        """Only Settings > Amazon makes demo accounts, and they stay what they are.

        :raises UserError: something else tries to
        """
        if self.env.context.get("amazon_channel_demo"):
            return
        becomes = vals.get("environment") == "demo"
        was = "environment" in vals and any(account.environment == "demo" for account in accounts)
        if becomes != was or (becomes and not accounts):
            raise UserError(self.env._("Demo data is made and removed under Settings > Amazon, and in no other way."))

    @api.constrains("environment", "company_id")
    def _check_demo_alone(self):
        companies = self.company_id
        found = self.sudo().with_context(active_test=False).search([("company_id", "in", companies.ids)])
        for company in companies:
            environments = found.filtered(lambda account, of=company: account.company_id == of).mapped("environment")
            if "demo" in environments and len(environments) > 1:
                raise ValidationError(
                    self.env._(
                        "%s has demo data. Remove it first, under Settings > Amazon: nothing invented may get among "
                        "what is real.",
                        company.name,
                    )
                )

    @api.constrains("state", "environment")
    def _check_demo_not_connected(self):
        if any(account.environment == "demo" and account.state != "draft" for account in self):
            raise ValidationError(self.env._("Demo data has no Amazon behind it, so it cannot be connected."))

    def _check_not_demo(self):
        """:raises UserError: there is no Amazon behind this account"""
        if any(account.environment == "demo" for account in self):
            raise UserError(
                self.env._(
                    "This is demo data: there is no Amazon behind it, and nothing is asked or sent. To sell at Amazon, "
                    "remove the demo data under Settings > Amazon, then open Set Up."
                )
            )

    def action_authorize(self):
        self._check_not_demo()
        return super().action_authorize()

    def action_connect(self):
        self._check_not_demo()
        return super().action_connect()


class AmazonChannel(models.Model):
    _inherit = "amazon.channel"

    is_demo = fields.Boolean(compute="_compute_is_demo")

    @api.depends("account_id.environment")
    def _compute_is_demo(self):
        for channel in self:
            channel.is_demo = channel.sudo().account_id.environment == "demo"

    @api.constrains("mode", "account_id")
    def _check_demo_stays_in_shadow(self):
        if any(channel.mode == "live" and channel.is_demo for channel in self):
            raise ValidationError(self.env._("A demo channel stays in shadow mode: there is no Amazon behind it."))

    def _check_connected(self):
        self.account_id._check_not_demo()
        return super()._check_connected()


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Override of `stock`: no goods leave for an invented order, and so all of the demo can be taken away again."""
        self._check_amazon_channel_demo()
        return super()._action_done()

    def _check_amazon_channel_demo(self):
        if any(channel.is_demo for channel in self.amazon_channel_id.sudo()):
            raise UserError(self.env._("This is a demo order: nobody bought anything, and no goods may leave for it."))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Override of `sale`: nothing invented gets into the books."""
        if any(channel.is_demo for channel in self.amazon_channel_id.sudo()):
            raise UserError(self.env._("This is a demo order: nobody bought anything, and no invoice is made for it."))
        return super()._create_invoices(grouped=grouped, final=final, date=date)
