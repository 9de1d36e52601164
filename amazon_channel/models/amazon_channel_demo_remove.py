from odoo import api, models
from odoo.exceptions import UserError

# What the demo made itself, in the sequence in which it can go.
OWN_MODELS = (
    *("amazon.channel.stock.rule", "delivery.carrier", "product.product", "product.pricelist", "crm.team"),
    "amazon.channel.application",
)


class AmazonChannelDemo(models.AbstractModel):
    """Taking the demo away: all that hangs on its account, and what was made for it."""

    _inherit = "amazon.channel.demo"

    @api.model
    def _remove(self, company):
        """Delete all demo data of a company, in one transaction: all of it or nothing.

        :raises UserError: there is none, or its orders are being processed right now
        """
        self._check_administrator()
        self = self.sudo().with_company(company).with_context(amazon_channel_demo=True, active_test=False)
        account = self._account(company)
        if not account:
            raise UserError(self.env._("%s has no demo data.", company.name))
        with self._alone("process_orders", company) as alone:
            if not alone:
                raise UserError(self.env._("Orders are being processed right now. Try again in a minute."))
            made = account.demo_records or {}
            partners = self._remove_orders(account)
            self._remove_account(account)
            partners.exists().unlink()
            self._remove_own(made)

    def _remove_orders(self, account):
        """Delete the sale orders with their deliveries, and the inbox.

        :return: the contacts that were made for them
        """
        inbox = self.env["amazon.channel.order"].search([("account_id", "=", account.id)])
        orders = self.env["sale.order"].search([("amazon_channel_order_id", "in", inbox.ids)])
        partners = orders.partner_id | orders.partner_shipping_id | orders.partner_invoice_id
        partners = partners.filtered(lambda partner: self._is_invented(partner))
        pickings, references = orders.picking_ids, orders.stock_reference_ids
        orders.filtered(lambda order: order.state not in ("draft", "cancel"))._action_cancel()
        self.env["amazon.channel.submission"].search([("account_id", "=", account.id)]).unlink()
        pickings.unlink()
        inbox.sale_order_id = False
        orders.unlink()
        references.exists().unlink()
        inbox.unlink()
        return partners | partners.child_ids

    @api.model
    def _is_invented(self, partner):
        """Whether the import made this contact for a demo order: it must never be somebody's real one."""
        used = self.env["sale.order"].search_count(
            [
                ("partner_id", "child_of", partner.commercial_partner_id.id),
                ("amazon_channel_id.account_id.environment", "!=", "demo"),
            ],
            limit=1,
        )
        return (partner.name or "").startswith("Demo ") and not used

    def _remove_account(self, account):
        channels = self.env["amazon.channel"].search([("account_id", "=", account.id)])
        self.env["amazon.channel.issue"].search([("account_id", "=", account.id)]).unlink()
        self.env["amazon.channel.listing"].search([("channel_id", "in", channels.ids)]).unlink()
        self.env["amazon.channel.offer.batch"].search([("channel_id", "in", channels.ids)]).unlink()
        channels.unlink()
        account.unlink()

    def _remove_own(self, made):
        for model in OWN_MODELS:
            records = self.env[model].browse(made.get(model, [])).exists()
            if model == "product.product":
                # What somebody used in an order of their own stays, archived, as Odoo does it everywhere.
                records._unlink_or_archive()
            elif model in ("product.pricelist", "crm.team"):
                self._remove_unless_used(records)
            else:
                records.unlink()
        self._switch_off(self.env["res.currency"].browse(made.get("res.currency", [])))

    def _switch_off(self, currencies):
        """Currencies that were only switched on for the demo."""
        for currency in currencies:
            uses = ("product.pricelist", "res.company", "account.journal")
            if not any(self.env[model].search_count([("currency_id", "=", currency.id)], limit=1) for model in uses):
                currency.active = False

    def _remove_unless_used(self, records):
        """A pricelist or team that somebody uses meanwhile stays."""
        field = "pricelist_id" if records._name == "product.pricelist" else "team_id"
        for record in records:
            uses = [("sale.order", field), ("amazon.channel", field)]
            if not any(self.env[model].search_count([(name, "=", record.id)], limit=1) for model, name in uses):
                record.unlink()
