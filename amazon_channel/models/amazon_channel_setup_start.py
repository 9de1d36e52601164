from odoo import api, fields, models

from .amazon_channel_setup_facts import STEPS


class AmazonChannelAccount(models.Model):
    """The guided setup of an account: how far it is, and the way there."""

    _inherit = "amazon.channel.account"

    setup_done_count = fields.Integer("Steps of Setup Done", compute="_compute_setup")
    setup_text = fields.Char("Setup", compute="_compute_setup")

    def _compute_setup(self):
        for account in self:
            if account.environment == "demo":
                account.setup_done_count, account.setup_text = 0, False
                continue
            facts = self.env["amazon.channel.setup.facts"]._facts(account.company_id, account)
            done = sum(fact.state == "done" for fact in facts.values())
            account.setup_done_count = done
            account.setup_text = self.env._("%(done)s of %(count)s steps", done=done, count=len(STEPS))

    def action_open_setup(self):
        """Button: what is still missing until this account sells. Without an account: the one to go on with."""
        setup = self.env["amazon.channel.setup"]
        real = self.filtered(lambda account: account.environment != "demo")
        account = real[:1] or setup._account_to_go_on_with(self.env.company)
        company = account.company_id or self.env.company
        opened = setup.create({"company_id": company.id, "chosen_account_id": account.id})
        return {**opened._get_records_action(), "name": self.env._("Set Up Amazon")}

    def _finish_connecting(self):
        action = super()._finish_connecting()
        if self.env.context.get("amazon_channel_setup"):
            # Whoever came from the guided setup goes on there.
            action["params"]["next"] = self.action_open_setup()
        return action


class AmazonChannel(models.Model):
    """Who looked at what a channel would send, before it goes live."""

    _inherit = "amazon.channel"

    reviewed_at = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    def action_review_go_live(self):
        action = super().action_review_go_live()
        self._note_review()
        return action

    def _note_review(self):
        """Somebody is looking at what would be sent now."""
        self.sudo().write({"reviewed_at": fields.Datetime.now(), "reviewed_by_id": self.env.uid})

    @api.model
    def _review(self, channels):
        """Compute what these channels would send, and note that somebody looks at it.

        :return: the amazon.channel.offer.batch records of what would be sent
        """
        for channel in channels:
            for kind in ("quantity", "price"):
                self.env["amazon.channel.offer.sync"]._sync(channel, kind)
        channels._note_review()
        preview = [("channel_id", "in", channels.ids), ("state", "=", "preview")]
        return self.env["amazon.channel.offer.batch"].search(preview)
