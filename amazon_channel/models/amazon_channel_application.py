from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import consent, expiry, secret_store

SECRET_DAYS = 180
WARNING_DAYS = (90, 30, 7)


class AmazonChannelApplication(models.Model):
    """A developer application that is registered with Amazon: who asks for access to sellers' accounts.

    It serves several accounts, so its secret, which Amazon lets expire after 180 days, is renewed in one place.
    """

    _name = "amazon.channel.application"
    _description = "Amazon Application"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    amazon_application_id = fields.Char(
        "Application ID",
        tracking=True,
        help="As the developer console shows it: amzn1.sp.solution. followed by letters and digits. "
        "Only needed when sellers give their consent on Amazon's website.",
    )
    is_draft = fields.Boolean(
        "Draft",
        default=True,
        tracking=True,
        help="The application is not published in Amazon's Appstore. Amazon refuses consent when this is wrong.",
    )
    developer_name = fields.Char()
    developer_number = fields.Char("Developer ID")
    lwa_client_id = fields.Char(
        "Client ID",
        required=True,
        help="Login with Amazon client identifier, starting with amzn1.application-oa2-client.",
    )
    lwa_client_secret_stored = fields.Char(groups="base.group_system", copy=False)
    lwa_client_secret = fields.Char(
        "Client Secret",
        compute="_compute_lwa_client_secret",
        inverse="_inverse_lwa_client_secret",
        groups="base.group_system",
        copy=False,
    )
    has_secret = fields.Boolean(compute="_compute_has_secret", compute_sudo=True)
    secret_created_on = fields.Date(
        copy=False, tracking=True, help="Amazon lets a client secret expire 180 days after this day."
    )
    secret_expires_on = fields.Date(compute="_compute_secret_expires_on", store=True)
    secret_days_left = fields.Integer(compute="_compute_secret_days_left")
    secret_state = fields.Selection(expiry.STATES, compute="_compute_secret_days_left")
    secret_warned_at = fields.Integer(copy=False, help="Days before the end at which people were warned last.")
    redirect_uri = fields.Char(
        "Redirect URI", compute="_compute_uris", help="Register it with the application at Amazon, letter for letter."
    )
    login_uri = fields.Char(
        "Login URI", compute="_compute_uris", help="Where Amazon's Appstore sends sellers who want to connect."
    )
    account_ids = fields.One2many("amazon.channel.account", "application_id")
    account_count = fields.Integer(compute="_compute_account_count")

    _client_uniq = models.Constraint(
        "UNIQUE (company_id, lwa_client_id)", "This company has an application with this client ID already."
    )

    # -- Compute -----------------------------------------------------------------------------------------------

    @api.depends("lwa_client_secret_stored")
    def _compute_lwa_client_secret(self):
        for application in self:
            application.lwa_client_secret = secret_store.reveal_or_false(application.lwa_client_secret_stored)

    def _inverse_lwa_client_secret(self):
        for application in self:
            application.lwa_client_secret_stored = secret_store.seal(application.lwa_client_secret)

    @api.depends("lwa_client_secret_stored")
    def _compute_has_secret(self):
        for application in self:
            application.has_secret = bool(application.lwa_client_secret_stored)

    @api.depends("secret_created_on")
    def _compute_secret_expires_on(self):
        for application in self:
            created = application.secret_created_on
            application.secret_expires_on = created and created + timedelta(days=SECRET_DAYS)

    @api.depends("secret_expires_on")
    def _compute_secret_days_left(self):
        today = fields.Date.context_today(self)
        for application in self:
            ends = application.secret_expires_on
            days_left = (ends - today).days if ends else None
            application.secret_days_left = days_left or 0
            application.secret_state = expiry.state_of(days_left)

    def _compute_uris(self):
        for application in self:
            application.redirect_uri = consent.redirect_uri(self.env)
            application.login_uri = consent.login_uri(self.env, application._origin)

    @api.depends("account_ids")
    def _compute_account_count(self):
        counts = dict(
            self.env["amazon.channel.account"]._read_group(
                [("application_id", "in", self.ids)], ["application_id"], ["__count"]
            )
        )
        for application in self:
            application.account_count = counts.get(application._origin, 0)

    @api.onchange("lwa_client_secret")
    def _onchange_lwa_client_secret(self):
        if self.lwa_client_secret and self.lwa_client_secret != self._origin.lwa_client_secret:
            self.secret_created_on = fields.Date.context_today(self)

    # -- CRUD --------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._clean_vals(vals)
            if vals.get("lwa_client_secret"):
                vals.setdefault("secret_created_on", fields.Date.context_today(self))
        return super().create(vals_list)

    def write(self, vals):
        vals = self._clean_vals(dict(vals))
        if vals.get("lwa_client_secret") and any(
            application.lwa_client_secret != vals["lwa_client_secret"] for application in self
        ):
            vals.setdefault("secret_created_on", fields.Date.context_today(self))
        if "secret_created_on" in vals:
            vals["secret_warned_at"] = 0
            expiry.withdraw_warnings(self)
        result = super().write(vals)
        if vals.get("lwa_client_secret"):
            # What was refused with the old secret may work with this one: the next poll finds out.
            self.account_ids.filtered(lambda account: account.state == "reauthorize")._authorization_restored()
        return result

    @api.model
    def _clean_vals(self, vals):
        """Drop the spaces that come along when people copy credentials from Amazon's page."""
        for name in ("lwa_client_id", "lwa_client_secret", "amazon_application_id"):
            if isinstance(vals.get(name), str):
                vals[name] = vals[name].strip()
        return vals

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_open_accounts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_account_action")
        return {**action, "domain": [("application_id", "=", self.id)], "context": {"default_application_id": self.id}}

    # -- Expiry ------------------------------------------------------------------------------------------------

    @api.model
    def _cron_check_expirations(self):
        """Warn administrators before secrets and consents end."""
        self.search([("secret_expires_on", "!=", False)])._warn_before_secret_ends()
        self.env["amazon.channel.account"].search([("consent_expires_on", "!=", False)])._warn_before_consent_ends()

    def _warn_before_secret_ends(self):
        """Warn 90, 30 and 7 days before the end of a client secret, each once."""
        for application in self:
            days_left = application.secret_days_left
            threshold = expiry.due_threshold(days_left, application.secret_warned_at, WARNING_DAYS)
            if not threshold:
                continue
            application.secret_warned_at = threshold
            ends_on = application.secret_expires_on
            expiry.warn_administrators(
                application,
                ends_on,
                self.env._(
                    "Renew the client secret of %(name)s: it ends on %(date)s",
                    name=application.name,
                    date=format_date(self.env, ends_on),
                ),
                self.env._(
                    "Make a new client secret in Amazon's developer console and enter it in the application. "
                    "The old one works for 7 more days; without a new one, no order is fetched."
                ),
            )
