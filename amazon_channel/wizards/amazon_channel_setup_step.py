from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.amazon_channel_setup_facts import STEPS

SYSTEM = "base.group_system"
MANAGER = "amazon_channel.amazon_channel_group_manager"
USER = "amazon_channel.amazon_channel_group_user"
WHO = {
    "application": SYSTEM,
    "authorize": SYSTEM,
    "marketplaces": MANAGER,
    "warehouse": MANAGER,
    "shipping": USER,
    "listings": USER,
    "link": USER,
    "review": USER,
    "live": MANAGER,
}


class AmazonChannelSetupStep(models.TransientModel):
    """One step of the guided setup. Nothing of it is stored but which step it is."""

    _name = "amazon.channel.setup.step"
    _description = "Step of the Amazon Setup"
    _order = "setup_id, id"
    _transient_max_hours = 24.0

    setup_id = fields.Many2one("amazon.channel.setup", required=True, index=True, ondelete="cascade")
    code = fields.Selection(STEPS, "Step", required=True)
    number = fields.Integer("No.", compute="_compute_state")
    state = fields.Selection(
        [("done", "Done"), ("todo", "To Do"), ("working", "Under Way"), ("later", "Later")], compute="_compute_state"
    )
    words = fields.Text("What Is There, What Is Missing", compute="_compute_state")
    is_mine = fields.Boolean(compute="_compute_state", help="Whether who looks at it may do it.")
    is_next = fields.Boolean(compute="_compute_state")

    @api.depends("setup_id.account_id", "setup_id.company_id", "code")
    @api.depends_context("uid", "lang")
    def _compute_state(self):
        codes = [code for code, _label in STEPS]
        for setup, steps in self.grouped("setup_id").items():
            facts = self.env["amazon.channel.setup.facts"]._facts(setup.company_id, setup.account_id)
            following = next((code for code in codes if facts[code].state == "todo"), None)
            for step in steps:
                fact = facts[step.code]
                step.number = codes.index(step.code) + 1
                step.state = fact.state
                step.is_mine = step._may()
                step.is_next = step.code == following
                step.words = fact.words
                if fact.state == "todo" and not step.is_mine:
                    step.words = f"{fact.words} {step._whose()}"

    @api.depends("code")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for step in self:
            step.display_name = labels.get(step.code)

    def _create_for(self, setups):
        return self.create([{"setup_id": setup.id, "code": code} for setup in setups for code, _label in STEPS])

    # -- Who ---------------------------------------------------------------------------------------------------

    def _group(self):
        """Who does this step: only system administrators make channels."""
        if self.code == "marketplaces" and not self.setup_id.account_id.channel_ids:
            return SYSTEM
        return WHO[self.code]

    def _may(self):
        return self.env.user.has_group(self._group())

    def _whose(self):
        group = self._group()
        if group == SYSTEM:
            return self.env._("A system administrator has to do this.")
        if group == MANAGER:
            return self.env._("A manager of Amazon has to do this.")
        return self.env._("Somebody who works with Amazon has to do this.")

    # -- Doing -------------------------------------------------------------------------------------------------

    def action_do(self):
        """Button: do the step, or open the screen where it is done."""
        self.ensure_one()
        if not self._may():
            raise AccessError(self._whose())
        return getattr(self, f"_do_{self.code}")()

    def _account(self):
        return self.setup_id.account_id

    def _channels(self):
        return self._account().channel_ids

    def _do_application(self):
        application = self.env["amazon.channel.setup.facts"]._application(self.setup_id.company_id, self._account())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Application"),
            "res_model": "amazon.channel.application",
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": application.id,
            "context": {"default_company_id": self.setup_id.company_id.id},
        }

    def _do_authorize(self):
        return self.setup_id._with_return(self._account().action_connect())

    def _do_marketplaces(self):
        account = self._account()
        unused = account.with_context(active_test=False).channel_ids
        if not unused:
            return account.action_discover_channels()
        return self._do_warehouse()

    def _do_warehouse(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_setup_channel_action")
        context = {"active_test": False}
        return {**action, "domain": [("account_id", "=", self._account().id)], "context": context}

    def _do_shipping(self):
        mappings = self.env["amazon.channel.shipping.mapping"]
        # Amazon's usual service, so that there is a line to answer before the first order asks for it.
        bare = self._channels().filtered(lambda channel: not channel.shipping_mapping_ids)
        mappings._ask([(channel, "standard") for channel in bare])
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_shipping_mapping_action")
        return {**action, "domain": [("channel_id", "in", self._channels().ids)], "context": {}}

    def _do_listings(self):
        missing = self._channels().filtered(lambda channel: not channel.listings_imported_at)
        return (missing or self._channels()).action_import_listings()

    def _do_link(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_listing_action")
        context = {"search_default_not_gone": 1, "search_default_unlinked": 1}
        return {**action, "domain": [("channel_id", "in", self._channels().ids)], "context": context}

    def _do_review(self):
        shadow = self._channels().filtered(lambda channel: channel.mode == "shadow")
        if not shadow:
            action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_offer_action")
            return {**action, "domain": [("channel_id", "in", self._channels().ids)]}
        batches = self.env["amazon.channel"]._review(shadow)
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_offer_batch_line_action")
        return {**action, "domain": [("batch_id", "in", batches.ids)], "context": {}}

    def _do_live(self):
        shadow = self._channels().filtered(lambda channel: channel.mode == "shadow")
        if not shadow:
            return self._do_warehouse()
        return shadow[0].action_review_go_live()
