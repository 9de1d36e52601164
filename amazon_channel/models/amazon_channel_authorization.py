from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import expiry, secret_store

CONSENT_DAYS = 365
WARNING_DAYS = (60, 30, 7)


class AmazonChannelAuthorization(models.AbstractModel):
    """A seller's consent: who gave it, how, until when, and the refresh token that stands for it."""

    _name = "amazon.channel.authorization"
    _description = "Amazon Authorization"

    home_marketplace_id = fields.Many2one(
        "amazon.channel.marketplace",
        domain="[('region', '=', region)]",
        help="Where the seller registered. Consent is given in the Seller Central of this marketplace.",
    )
    selling_partner_id = fields.Char(
        "Seller ID", copy=False, tracking=True, help="Amazon's identifier of the seller, also called merchant token."
    )
    authorization_kind = fields.Selection(
        [
            ("website", "Consent on Amazon's website"),
            ("appstore", "From Amazon's Appstore"),
            ("self", "Private application, token pasted"),
        ],
        "Authorized By",
        required=True,
        default="self",
    )
    refresh_token_stored = fields.Char(groups="base.group_system", copy=False)
    refresh_token = fields.Char(
        compute="_compute_refresh_token",
        inverse="_inverse_refresh_token",
        groups="base.group_system",
        copy=False,
    )
    has_refresh_token = fields.Boolean(compute="_compute_has_refresh_token", compute_sudo=True)
    oauth_nonce = fields.Char(groups="base.group_system", copy=False)
    consented_on = fields.Date("Authorized On", readonly=True, copy=False)
    consent_expires_on = fields.Date("Authorized Until", compute="_compute_consent_expires_on", store=True)
    consent_days_left = fields.Integer(compute="_compute_consent_days_left")
    consent_state = fields.Selection(expiry.STATES, compute="_compute_consent_days_left")
    consent_warned_at = fields.Integer(copy=False, help="Days before the end at which people were warned last.")

    # -- Compute -----------------------------------------------------------------------------------------------

    @api.depends("refresh_token_stored")
    def _compute_refresh_token(self):
        for account in self:
            account.refresh_token = secret_store.reveal_or_false(account.refresh_token_stored)

    def _inverse_refresh_token(self):
        for account in self:
            account.refresh_token_stored = secret_store.seal(account.refresh_token)

    @api.depends("refresh_token_stored")
    def _compute_has_refresh_token(self):
        for account in self:
            account.has_refresh_token = bool(account.refresh_token_stored)

    @api.depends("consented_on", "authorization_kind")
    def _compute_consent_expires_on(self):
        for account in self:
            ends = account.consented_on and account.authorization_kind != "self"
            account.consent_expires_on = ends and account.consented_on + timedelta(days=CONSENT_DAYS)

    @api.depends("consent_expires_on")
    def _compute_consent_days_left(self):
        today = fields.Date.context_today(self)
        for account in self:
            ends = account.consent_expires_on
            days_left = (ends - today).days if ends else None
            account.consent_days_left = days_left or 0
            account.consent_state = expiry.state_of(days_left)

    # -- CRUD --------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._clean_vals(vals)
        if "consented_on" in vals:
            vals["consent_warned_at"] = 0
            expiry.withdraw_warnings(self)
        result = super().write(vals)
        if vals.get("refresh_token"):
            # What was refused with the old token may work with this one: the next poll finds out.
            self.filtered(lambda account: account.state == "reauthorize")._authorization_restored()
        return result

    @api.model
    def _clean_vals(self, vals):
        """Drop the spaces that come along when people copy from Amazon's page; date a new token."""
        vals = dict(vals)
        for name in ("refresh_token", "selling_partner_id"):
            if isinstance(vals.get(name), str):
                vals[name] = vals[name].strip() or False
        if vals.get("refresh_token"):
            vals.setdefault("consented_on", fields.Date.context_today(self))
        return vals

    # -- Consent -----------------------------------------------------------------------------------------------

    def _store_consent(self, selling_partner_id, refresh_token, kind):
        """Keep what the seller's consent brought.

        :param str kind: `website` or `appstore`
        """
        self.ensure_one()
        self.write(
            {
                "selling_partner_id": selling_partner_id,
                "refresh_token": refresh_token,
                "authorization_kind": kind,
                "consented_on": fields.Date.context_today(self),
            }
        )
        self._authorization_restored()

    def _seller_twin(self, selling_partner_id):
        """Another account that is this seller's already, in the same region and environment."""
        self.ensure_one()
        return self.with_context(active_test=False).search(
            [
                ("selling_partner_id", "=", selling_partner_id),
                ("company_id", "=", self.company_id.id),
                ("region", "=", self.region),
                ("environment", "=", self.environment),
                ("id", "!=", self.id),
            ],
            limit=1,
        )

    def _warn_before_consent_ends(self):
        """Warn 60, 30 and 7 days before the end of a consent, each once."""
        for account in self:
            threshold = expiry.due_threshold(account.consent_days_left, account.consent_warned_at, WARNING_DAYS)
            if not threshold:
                continue
            account.consent_warned_at = threshold
            ends_on = account.consent_expires_on
            expiry.warn_administrators(
                account,
                ends_on,
                self.env._(
                    "Renew the consent for %(name)s: it ends on %(date)s",
                    name=account.name,
                    date=format_date(self.env, ends_on),
                ),
                self.env._(
                    "Amazon wants sellers to renew their consent every year. Press Authorize on the account; "
                    "without consent, no order is fetched."
                ),
            )
