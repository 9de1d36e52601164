from contextlib import contextmanager
from datetime import timedelta

import psycopg2.errors

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..sp_api.errors import AmazonError, AuthorizationError
from ..sp_api.sellers import get_marketplace_participations
from ..tools import connection, consent, diagnosis, discovery, expiry
from .amazon_channel_marketplace import REGIONS


class AmazonChannelAccount(models.Model):
    """A connection: one seller's authorization of one region, behind the channels of that region.

    It polls orders once for all its channels. An account that lost its authorization rests until a person has
    renewed it; then it goes on from where it stopped.
    """

    _name = "amazon.channel.account"
    _description = "Amazon Account"
    _inherit = ["amazon.channel.authorization", "amazon.channel.audited.account", "mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    application_id = fields.Many2one(
        "amazon.channel.application", required=True, index=True, check_company=True, ondelete="restrict"
    )
    region = fields.Selection(
        REGIONS, required=True, help="An authorization is good for the marketplaces of one region."
    )
    environment = fields.Selection(
        [("production", "Production"), ("sandbox", "Amazon's Sandbox"), ("simulator", "Simulator"), ("demo", "Demo")],
        required=True,
        default="production",
        tracking=True,
        help="The simulator is a make-believe Amazon for training and tests. Its address is in the settings.",
    )
    state = fields.Selection(
        [("draft", "Not Connected"), ("connected", "Connected"), ("reauthorize", "Needs Authorization")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    last_error = fields.Text("Last Problem", readonly=True, copy=False)
    channel_ids = fields.One2many("amazon.channel", "account_id")

    secret_state = fields.Selection(related="application_id.secret_state", related_sudo=True)
    secret_days_left = fields.Integer(related="application_id.secret_days_left", related_sudo=True)

    # Orders: how far they were read
    orders_since = fields.Datetime(
        "Get Orders Updated Since",
        default=lambda self: fields.Datetime.now() - timedelta(days=30),
        copy=False,
        help="Where the first poll starts. Later polls go on from where the last one ended.",
    )
    orders_cursor = fields.Datetime("Complete Until", readonly=True, copy=False)
    orders_window_start = fields.Datetime("Reading From", readonly=True, copy=False)
    orders_window_end = fields.Datetime("Reading Until", readonly=True, copy=False)
    orders_page_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    orders_token_at = fields.Datetime(readonly=True, copy=False)
    orders_bound = fields.Datetime(readonly=True, copy=False, help="What Amazon promised when the window was opened.")
    orders_last_fetch = fields.Datetime("Last Poll", readonly=True, copy=False)
    orders_retry_at = fields.Datetime("Next Try", readonly=True, copy=False)
    orders_failures = fields.Integer("Failures in a Row", readonly=True, copy=False)

    # Fulfillment by Amazon
    fba_location_id = fields.Many2one(
        "stock.location",
        "Amazon's Warehouse",
        check_company=True,
        help="The location that stands for the goods in Amazon's hands.",
    )
    fba_picking_type_id = fields.Many2one("stock.picking.type", "Amazon's Deliveries", check_company=True)
    fba_route_id = fields.Many2one("stock.route", "Amazon's Route", check_company=True)

    _seller_uniq = models.UniqueIndex(
        "(company_id, selling_partner_id, region, environment) WHERE selling_partner_id > ''",
        "This seller is connected to this region already.",
    )

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_connect(self):
        """Button: the wizard that asks for what is missing."""
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_connect_action")
        return {**action, "context": {"default_account_id": self.id if len(self) == 1 else False}}

    def action_authorize(self):
        """Button: go to Amazon's page where the seller gives consent."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "self", "url": consent.consent_url(self)}

    def action_test_connection(self):
        """Button: ask Amazon who the seller is, with a login made for this question."""
        self.ensure_one()
        participations = self._get_participations()
        self._authorization_restored()
        return self._notification(discovery.describe(self, participations))

    def action_discover_channels(self):
        """Button: one channel for each marketplace the seller takes part in."""
        self.ensure_one()
        self.env["amazon.channel"].check_access("create")
        participations = self._get_participations()
        self._authorization_restored()
        return self._notification(discovery.create_channels(self, participations))

    def _finish_connecting(self):
        """Once the account is stored: find its channels and show it."""
        action = self.action_discover_channels()
        action["params"]["next"] = self._get_records_action(views=[(False, "form")])
        return action

    def action_get_orders(self):
        """Button: fetch and process what is due."""
        return self.env["amazon.channel.order.fetch"]._get_and_process(self)

    def _notification(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # -- Amazon ------------------------------------------------------------------------------------------------

    @contextmanager
    def _amazon_client(self, fresh_login=False, refresh_token=None):
        """Open a client that calls Amazon for this account.

        :param bool fresh_login: do not use an access token of before: test the credentials themselves
        :param str refresh_token: use this one, which is not stored yet
        :raises AmazonError: the account cannot be used: what is wrong with its credentials or its address
        """
        self.ensure_one()
        connection.refuse_demo(self)
        throttle = self.env["amazon.channel.quota"]._throttle(self)
        credentials = self._amazon_credentials(refresh_token)
        with connection.open_client(self, credentials, throttle, fresh_login) as client:
            yield client

    def _amazon_credentials(self, refresh_token=None):
        """The only place where credentials are read to be used.

        :param str refresh_token: one that is not stored yet, instead of the stored one
        :rtype: Credentials
        :raises AuthorizationError: one is missing or cannot be decrypted
        """
        account = self.sudo()
        application = account.application_id
        return connection.read_credentials(
            application.lwa_client_id,
            application.lwa_client_secret_stored,
            refresh_token or account.refresh_token_stored,
        )

    def _api_url(self):
        return connection.api_url(self)

    def _lwa_url(self):
        return connection.lwa_url(self)

    def _ask_participations(self, refresh_token=None):
        """Ask Amazon where the seller takes part, with a login made for this question.

        :return: list of `discovery.Participation`, those of marketplaces that we do not know included
        :raises AmazonError: why there is no answer
        """
        with self._amazon_client(fresh_login=True, refresh_token=refresh_token) as client:
            return discovery.read(get_marketplace_participations(client))

    def _get_participations(self):
        """Ask Amazon where the seller takes part, in this region.

        :return: list of `discovery.Participation`, at least one of them in this region
        :raises UserError: in words what is wrong; it is on the account, too
        """
        try:
            participations = self._ask_participations()
        except AmazonError as error:
            words = self._error_in_words(error)
            self._keep_failure(words, lost=isinstance(error, AuthorizationError) and error.cause != "missing")
            raise UserError(words) from error
        if not discovery.sold(self, participations):
            words = diagnosis.explain_region(self, participations)
            self._keep_failure(words)
            raise UserError(words)
        return participations

    def _error_in_words(self, error):
        """What went wrong and what to do, for people.

        :param AmazonError error: why a call failed
        """
        self.ensure_one()
        return diagnosis.explain(self, error)

    # -- State -------------------------------------------------------------------------------------------------

    def _authorization_lost(self, error):
        """Amazon no longer accepts the credentials: rest until a person has renewed them.

        :param AuthorizationError error: why a call failed
        """
        for account in self:
            account._note_problem(account._error_in_words(error), lost=True)

    def _authorization_restored(self):
        """A call worked, or there are new credentials: go on, and catch up at once after a rest."""
        self.filtered("last_error").last_error = False
        rested = self.filtered(lambda account: account.state != "connected")
        if not rested:
            return
        rested.write({"state": "connected", "orders_retry_at": False, "orders_failures": 0})
        expiry.withdraw_warnings(rested, expiry.STOPPED)
        self.env["amazon.channel.issue"]._close(rested, "authorization_lost")
        cron = self.env.ref("amazon_channel.ir_cron_get_orders", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    def _note_problem(self, words, lost=False):
        """Keep what is wrong, in words; when an account in use stops because of it, tell the administrators."""
        stops = lost and self.state == "connected"
        if lost and self.state != "draft":
            self._report_lost_authorization(words)
        vals = {"last_error": words, "state": "reauthorize" if lost else self.state}
        if any(self[name] != value for name, value in vals.items()):
            self.write(vals)
        if stops:
            today = fields.Date.context_today(self)
            summary = self.env._("Amazon no longer accepts %(name)s: no order is fetched", name=self.name)
            expiry.warn_administrators(self, today, summary, words, expiry.STOPPED)

    def _keep_failure(self, words, lost=False):
        """Note a problem in a transaction of its own, since the error that follows undoes this one."""
        with self.env.registry.cursor() as cr:
            try:
                # Somebody else may be at this account, even this very transaction: the words are said anyway.
                query = "SELECT id FROM amazon_channel_account WHERE id = %s FOR NO KEY UPDATE NOWAIT"
                cr.execute(SQL(query, self.id), log_exceptions=False)
            except psycopg2.errors.LockNotAvailable:
                cr.rollback()
                return
            if cr.fetchone():
                env = api.Environment(cr, SUPERUSER_ID, {"lang": self.env.lang})
                self.with_env(env)._note_problem(words, lost)
