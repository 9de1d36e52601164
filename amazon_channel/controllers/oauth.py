from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..sp_api import lwa
from ..sp_api.errors import AmazonError, AuthorizationError
from ..sp_api.transport import open_session
from ..tools import appstore, connection, consent

ACCOUNT_ACTION = "amazon_channel.amazon_channel_account_action"


class AmazonChannelOAuth(http.Controller):
    """Where people come back to from Amazon. What Amazon sends along is never logged."""

    @http.route(consent.CALLBACK_PATH, type="http", auth="user", methods=["GET"])
    def callback(self, state="", selling_partner_id="", spapi_oauth_code="", **_others):
        """The seller gave consent: exchange the code, which is good for five minutes, for a refresh token."""
        self._check_administrator()
        account = consent.spend_state(request.env, state)
        if not account:
            return self._refuse(
                request.env._(
                    "This authorisation was started by somebody else, more than ten minutes ago, or was used already. "
                    "Start it again from the account."
                )
            )
        if not spapi_oauth_code or not selling_partner_id:
            return self._refuse(request.env._("Amazon sent no authorisation. Was consent given?"), account)
        refusal = self._other_seller(account, selling_partner_id)
        if refusal:
            return self._refuse(refusal, account)
        try:
            token = self._exchange(account, spapi_oauth_code)
        except AmazonError as error:
            return self._refuse(self._exchange_problem(account, error), account)
        kind = "appstore" if account.authorization_kind == "appstore" else "website"
        account._store_consent(selling_partner_id, token, kind)
        # The code is used up: whatever happens next, this token must not be lost.
        request.env.cr.commit()
        return self._discover_and_open(account)

    @http.route(
        [consent.LOGIN_PATH, f"{consent.LOGIN_PATH}/<int:application_id>"],
        type="http",
        auth="user",
        methods=["GET"],
    )
    def appstore_login(
        self, application_id=0, amazon_callback_uri="", amazon_state="", selling_partner_id="", **_others
    ):
        """A seller starts in Amazon's Appstore: remember who, and send the browser back for the consent."""
        self._check_administrator()
        try:
            account = appstore.account_of(request.env, application_id, amazon_callback_uri, selling_partner_id)
        except UserError as error:
            return self._refuse(str(error))
        return self._leave(consent.appstore_url(account, amazon_callback_uri, amazon_state))

    def _check_administrator(self):
        if not request.env.user.has_group("base.group_system"):
            raise Forbidden(request.env._("Only administrators connect Amazon accounts."))

    def _other_seller(self, account, selling_partner_id):
        """Say why this account cannot become the seller's, or return an empty text."""
        if account.selling_partner_id and account.selling_partner_id != selling_partner_id:
            return request.env._(
                "'%(account)s' belongs to the seller %(known)s, but %(given)s gave the consent. Log out of Seller "
                "Central, log in as the right seller, and authorise again; or connect the other seller as a new "
                "account.",
                account=account.name,
                known=account.selling_partner_id,
                given=selling_partner_id,
            )
        twin = account._seller_twin(selling_partner_id)
        if twin:
            return request.env._(
                "The seller %(seller)s is connected to this region already: '%(account)s'. Authorise that account.",
                seller=selling_partner_id,
                account=twin.name,
            )
        return ""

    def _exchange(self, account, code):
        """The refresh token for the authorisation code.

        :raises AmazonError: see `lwa.exchange_code`; or the application's secret is missing or unreadable
        """
        application = account.sudo().application_id
        if not application.lwa_client_secret_stored:
            raise AuthorizationError(cause="missing", code="secret")
        with open_session() as session:
            return lwa.exchange_code(
                session,
                connection.lwa_url(account),
                client_id=application.lwa_client_id,
                client_secret=connection.readable(application.lwa_client_secret_stored),
                code=code,
                redirect_uri=consent.redirect_uri(request.env),
            )

    def _exchange_problem(self, account, error):
        if isinstance(error, AuthorizationError) and error.cause == "expired":
            return request.env._("Amazon's authorisation code is good for five minutes and one use. Authorise again.")
        return account._error_in_words(error)

    def _discover_and_open(self, account):
        """The account is connected; what it sells on is a comfort that may fail, and be had by a button."""
        try:
            account.action_discover_channels()
        except UserError:
            # The account says what is wrong.
            request.env.cr.rollback()
        return self._leave(f"/odoo/action-{ACCOUNT_ACTION}/{account.id}")

    def _refuse(self, message, account=None):
        """A page that says what happened and leads back."""
        target = f"/odoo/action-{ACCOUNT_ACTION}" + (f"/{account.id}" if account else "")
        values = {"message": message, "target": target}
        response = request.render("amazon_channel.oauth_problem", values, status=400)
        return self._keep_private(response)

    def _leave(self, url):
        return self._keep_private(request.redirect(url, local=url.startswith("/")))

    def _keep_private(self, response):
        """The address of this page holds the authorisation code: no other server may learn it."""
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
