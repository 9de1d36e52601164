from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..sp_api.endpoints import checked_url
from ..tools import secret_store
from ..tools.connection import SIMULATOR_PARAMETER

# Where credentials are: model, stored field.
SECRETS = [
    ("amazon.channel.application", "lwa_client_secret"),
    ("amazon.channel.account", "refresh_token"),
]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    amazon_channel_simulator_url = fields.Char("Simulator Address", config_parameter=SIMULATOR_PARAMETER)
    amazon_channel_key_state = fields.Selection(
        [("none", "No key"), ("good", "Key in use"), ("bad", "Not a key")], compute="_compute_amazon_channel_secrets"
    )
    amazon_channel_encrypted_count = fields.Integer(compute="_compute_amazon_channel_secrets")
    amazon_channel_plain_count = fields.Integer(compute="_compute_amazon_channel_secrets")
    amazon_channel_outdated_count = fields.Integer(compute="_compute_amazon_channel_secrets")
    amazon_channel_unreadable_count = fields.Integer(compute="_compute_amazon_channel_secrets")

    amazon_channel_demo_state = fields.Selection(
        [("none", "None"), ("there", "Demo data"), ("refused", "Has an account")],
        compute="_compute_amazon_channel_demo",
    )

    @api.depends("company_id")
    def _compute_amazon_channel_demo(self):
        accounts = self.env["amazon.channel.account"].sudo().with_context(active_test=False)
        for settings in self:
            found = accounts.search([("company_id", "=", settings.company_id.id)], limit=1)
            settings.amazon_channel_demo_state = (
                "there" if found.environment == "demo" else "refused" if found else "none"
            )

    @api.depends_context("uid")
    def _compute_amazon_channel_secrets(self):
        conditions = [secret_store.condition(stored) for _record, _name, stored in self._amazon_channel_secrets()]
        for settings in self:
            settings.amazon_channel_key_state = secret_store.key_state()
            for condition in ("encrypted", "plain", "outdated", "unreadable"):
                settings[f"amazon_channel_{condition}_count"] = conditions.count(condition)

    def set_values(self):
        url = (self.amazon_channel_simulator_url or "").strip()
        if url:
            try:
                url = checked_url(url)
            except ValueError as error:
                raise UserError(
                    self.env._(
                        "The simulator's address has to be https, or http to this machine, such as "
                        "http://127.0.0.1:8765. Credentials are sent there."
                    )
                ) from error
        self.amazon_channel_simulator_url = url
        return super().set_values()

    def action_amazon_channel_encrypt(self):
        """Button: encrypt what is still plain, and what was encrypted with a former key."""
        if not self.env.is_system():
            raise AccessError(self.env._("Only administrators may encrypt credentials."))
        if secret_store.key_state() != "good":
            raise UserError(self.env._("There is no key in Odoo's configuration file yet, or it is not a key."))
        for record, name, stored in self._amazon_channel_secrets():
            if secret_store.condition(stored) in ("plain", "outdated"):
                record[f"{name}_stored"] = secret_store.seal(secret_store.reveal(stored))
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_amazon_channel_demo_start(self):
        """Button: make invented listings, orders and issues, and show their channel."""
        channel = self.env["amazon.channel.demo"]._start(self.env.company)
        return channel.with_env(self.env)._get_records_action()

    def action_amazon_channel_demo_remove(self):
        """Button: take all of it away again."""
        self.env["amazon.channel.demo"]._remove(self.env.company)
        return {"type": "ir.actions.client", "tag": "reload"}

    @api.model
    def _amazon_channel_secrets(self):
        """Yield (record, field, stored value) for all credentials of the database, archived records included."""
        for model, name in SECRETS:
            records = self.env[model].sudo().with_context(active_test=False).search([(f"{name}_stored", "!=", False)])
            for record in records:
                yield record, name, record[f"{name}_stored"]
