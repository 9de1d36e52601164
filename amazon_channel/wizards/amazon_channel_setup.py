from odoo import api, fields, models


class AmazonChannelSetup(models.TransientModel):
    """The first hour: nine steps from nothing to live, each with what is there or still missing.

    It keeps nothing but which account it is about; how far the steps are is read from the data whenever it is shown,
    so it can be left and taken up anywhere.
    """

    _name = "amazon.channel.setup"
    _description = "Set Up Amazon"
    _transient_max_hours = 24.0

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    chosen_account_id = fields.Many2one(
        "amazon.channel.account",
        "Of Account",
        domain="[('company_id', '=', company_id), ('environment', '!=', 'demo')]",
        ondelete="cascade",
    )
    account_id = fields.Many2one("amazon.channel.account", compute="_compute_account_id")
    account_count = fields.Integer(compute="_compute_account_id")
    is_demo = fields.Boolean(compute="_compute_account_id")
    step_ids = fields.One2many("amazon.channel.setup.step", "setup_id", readonly=True)
    done_count = fields.Integer(compute="_compute_progress")
    progress = fields.Char(compute="_compute_progress")

    @api.depends("chosen_account_id", "company_id")
    def _compute_account_id(self):
        accounts = self.env["amazon.channel.account"]
        for setup in self:
            # What was connected while this was open is found, too.
            setup.account_id = setup.chosen_account_id or self._account_to_go_on_with(setup.company_id)
            setup.account_count = accounts.search_count(
                [("company_id", "=", setup.company_id.id), ("environment", "!=", "demo")]
            )
            setup.is_demo = bool(self.env["amazon.channel.demo"]._account(setup.company_id))

    @api.depends("step_ids.state")
    def _compute_progress(self):
        for setup in self:
            states = setup.step_ids.mapped("state")
            setup.done_count = states.count("done")
            if states and setup.done_count == len(states):
                setup.progress = self.env._("All steps are done: this account is live.")
            else:
                setup.progress = self.env._(
                    "%(done)s of %(count)s steps done", done=setup.done_count, count=len(states)
                )

    @api.depends("company_id")
    def _compute_display_name(self):
        self.display_name = self.env._("Set Up Amazon")

    @api.model_create_multi
    def create(self, vals_list):
        setups = super().create(vals_list)
        setups.step_ids._create_for(setups)
        return setups

    @api.model
    def _account_to_go_on_with(self, company):
        """Of the company's accounts the newest that is not live on all its channels; else the newest.

        :rtype: amazon.channel.account
        """
        accounts = self.env["amazon.channel.account"].search(
            [("company_id", "=", company.id), ("environment", "!=", "demo")], order="id desc"
        )
        unfinished = accounts.filtered(
            lambda account: not account.channel_ids or "shadow" in account.channel_ids.mapped("mode")
        )
        return unfinished[:1] or accounts[:1]

    def action_refresh(self):
        """Button: look again."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_connect_another(self):
        """Button: one more seller or region."""
        return self._with_return(self.account_id.browse().action_connect())

    @api.model
    def _with_return(self, action):
        """The action, in a context that leads back here when it is done."""
        return {**action, "context": {**action.get("context", {}), "amazon_channel_setup": True}}
