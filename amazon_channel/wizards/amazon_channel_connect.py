from odoo import api, fields, models

from ..tools import consent, secret_store


class AmazonChannelConnect(models.TransientModel):
    """Connect a seller's account: asks for what is missing, then goes to Amazon or tries the token.

    The account is stored before Amazon is asked anything, so that a refusal loses nothing of what was entered.
    """

    _name = "amazon.channel.connect"
    _description = "Connect Amazon Account"

    account_id = fields.Many2one("amazon.channel.account", readonly=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    application_id = fields.Many2one(
        "amazon.channel.application",
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._default_application_id(),
    )
    application_name = fields.Char("Name", default="Odoo")
    amazon_application_id = fields.Char("Application ID")
    lwa_client_id = fields.Char("Client ID")
    lwa_client_secret_stored = fields.Char()
    lwa_client_secret = fields.Char("Client Secret", compute="_compute_secrets", inverse="_inverse_secrets")
    is_draft = fields.Boolean("Draft", default=True)
    way = fields.Selection(
        [("website", "Give consent on Amazon's website"), ("token", "Paste a refresh token (private application)")],
        "Authorization",
        required=True,
        default="website",
    )
    marketplace_id = fields.Many2one("amazon.channel.marketplace", "Home Marketplace")
    region = fields.Selection(related="marketplace_id.region")
    environment = fields.Selection(
        lambda self: [
            each for each in self.env["amazon.channel.account"]._fields["environment"].selection if each[0] != "demo"
        ],
        required=True,
        default="production",
    )
    refresh_token_stored = fields.Char()
    refresh_token = fields.Char(compute="_compute_secrets", inverse="_inverse_secrets")
    selling_partner_id = fields.Char("Seller ID", help="Seller Central shows it as merchant token. May follow later.")
    redirect_uri = fields.Char("Redirect URI", compute="_compute_redirect_uri")

    @api.model
    def _default_application_id(self):
        """The company's only application: most have one."""
        found = self.env["amazon.channel.application"].search([("company_id", "=", self.env.company.id)], limit=2)
        return found if len(found) == 1 else found.browse()

    @api.depends("refresh_token_stored", "lwa_client_secret_stored")
    def _compute_secrets(self):
        for wizard in self:
            wizard.refresh_token = secret_store.reveal_or_false(wizard.refresh_token_stored)
            wizard.lwa_client_secret = secret_store.reveal_or_false(wizard.lwa_client_secret_stored)

    def _inverse_secrets(self):
        for wizard in self:
            wizard.update(
                {
                    "refresh_token_stored": secret_store.seal((wizard.refresh_token or "").strip()),
                    "lwa_client_secret_stored": secret_store.seal((wizard.lwa_client_secret or "").strip()),
                }
            )

    def _compute_redirect_uri(self):
        self.redirect_uri = consent.redirect_uri(self.env)

    @api.onchange("account_id")
    def _onchange_account_id(self):
        account = self.account_id
        if account:
            self.company_id = account.company_id
            self.application_id = account.application_id
            self.marketplace_id = account.home_marketplace_id
            self.environment = account.environment
            self.way = "token" if account.authorization_kind == "self" and account.has_refresh_token else "website"

    def action_connect(self):
        """Button: store, then go to Amazon's consent page, or try the token."""
        self.ensure_one()
        if not self.application_id:
            self.application_id = self.application_id.create(self._prepare_application_vals())
        vals = self._prepare_account_vals()
        if self.account_id:
            self.account_id.write(vals)
        else:
            self.account_id = self.account_id.create(vals)
        # What is stored where it belongs need not lie here until the wizard is swept away.
        self.write({"refresh_token_stored": False, "lwa_client_secret_stored": False})
        if self.way == "website":
            return self.account_id.action_authorize()
        return self._try_token()

    def _try_token(self):
        """Ask Amazon in a request of its own: this one is over, and stored, before."""
        action = self.env["ir.actions.actions"]._for_xml_id("amazon_channel.amazon_channel_account_action_finish")
        context = {"active_model": "amazon.channel.account", "active_id": self.account_id.id}
        if self.env.context.get("amazon_channel_setup"):
            context["amazon_channel_setup"] = True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("Asking Amazon where this seller sells ..."),
                "next": {"type": "ir.actions.server", "id": action["id"], "context": context},
            },
        }

    def _prepare_application_vals(self):
        return {
            "name": self.application_name,
            "company_id": self.company_id.id,
            "amazon_application_id": self.amazon_application_id,
            "lwa_client_id": self.lwa_client_id,
            "lwa_client_secret": self.lwa_client_secret,
            "is_draft": self.is_draft,
        }

    def _prepare_account_vals(self):
        vals = {
            "application_id": self.application_id.id,
            "home_marketplace_id": self.marketplace_id.id,
            "region": self.marketplace_id.region,
            "environment": self.environment,
        }
        if not self.account_id:
            vals |= {"company_id": self.company_id.id, "name": self._new_account_name()}
            vals["authorization_kind"] = "self" if self.way == "token" else "website"
        if self.way == "token":
            vals["authorization_kind"] = "self"
            if self.refresh_token:
                vals["refresh_token"] = self.refresh_token
            if self.selling_partner_id:
                vals["selling_partner_id"] = self.selling_partner_id
        return vals

    def _new_account_name(self):
        """Company and region, numbered when there are several."""
        region = {"na": self.env._("North America"), "eu": self.env._("Europe"), "fe": self.env._("Far East")}
        name = f"{self.company_id.name} {region[self.marketplace_id.region]}"
        taken = self.account_id.with_context(active_test=False).search([("name", "=like", f"{name}%")])
        return f"{name} {len(taken) + 1}" if taken else name
