from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..sp_api import lwa
from ..sp_api.errors import AmazonError, AuthorizationError
from ..sp_api.transport import open_session
from ..tools import appstore, connection, consent, diagnosis, discovery

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
                    "This authorization was started by somebody else, more than ten minutes ago, or was used already. "
                    "Start it again from the account."
                )
            )
        if not spapi_oauth_code or not consent.is_seller_id(selling_partner_id):
            return self._refuse(request.env._("Amazon sent no authorization. Was consent given?"), account)
        refusal = self._other_seller(account, selling_partner_id)
        if refusal:
            return self._refuse(refusal, account)
        try:
            token = self._exchange(account, spapi_oauth_code)
            participations, problem = self._try_token(account, token)
        except AmazonError as error:
            return self._refuse(self._exchange_problem(account, error), account)
        except UserError as error:
            return self._refuse(str(error), account)
        self._store(account, selling_partner_id, token, participations)
        account.last_error = problem
        return self._leave(f"/odoo/action-{ACCOUNT_ACTION}/{account.id}")

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
                "Central, log in as the right seller, and authorize again; or connect the other seller as a new "
                "account.",
                account=account.name,
                known=account.selling_partner_id,
                given=selling_partner_id,
            )
        twin = account._seller_twin(selling_partner_id)
        if twin:
            return request.env._(
                "The seller %(seller)s is connected to this region already: '%(account)s'. Authorize that account.",
                seller=selling_partner_id,
                account=twin.name,
            )
        return ""

    def _exchange(self, account, code):
        """The refresh token for the authorization code.

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
            return request.env._("Amazon's authorization code is good for five minutes and one use. Authorize again.")
        return account._error_in_words(error)

    def _try_token(self, account, token):
        """Ask where the seller takes part, before anything is stored.

        :return: (participations, no problem), or (None, the problem in words) when Amazon has trouble: that passes
        :raises AuthorizationError: the token is good for nothing, at least not in this region
        :raises UserError: the seller belongs to another region
        """
        try:
            participations = account._ask_participations(token)
        except AuthorizationError:
            raise
        except AmazonError as error:
            return None, account._error_in_words(error)
        if not discovery.sold(account, participations):
            raise UserError(diagnosis.explain_region(account, participations))
        return participations, False

    def _store(self, account, selling_partner_id, token, participations):
        """All that is written, after the last call to Amazon."""
        # Amazon took its time, and the account may have been polled meanwhile: start from what is there now.
        # Without it, the database would refuse the write, and the code cannot be used a second time.
        request.env.cr.commit()
        kind = "appstore" if account.authorization_kind == "appstore" else "website"
        account._store_consent(selling_partner_id, token, kind)
        if participations:
            discovery.create_channels(account, participations)

    def _refuse(self, message, account=None):
        """A page that says what happened and leads back."""
        target = f"/odoo/action-{ACCOUNT_ACTION}" + (f"/{account.id}" if account else "")
        values = {"message": message, "target": target}
        response = request.render("amazon_channel.oauth_problem", values, status=400)
        return self._keep_private(response)

    def _leave(self, url):
        return self._keep_private(request.redirect(url, local=url.startswith("/")))

    def _keep_private(self, response):
        """The address of this page holds the authorization code: no other server may learn it."""
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
