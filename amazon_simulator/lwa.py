"""Login with Amazon: POST /auth/o2/token."""

from .accounts import ACCESS_TOKEN_SECONDS, CONSENT_DAYS
from .errors import LwaError, unauthorized

OPERATION = "token"
SCOPES = (
    "sellingpartnerapi::notifications",
    "sellingpartnerapi::client_credential:rotation",
    "sellingpartnerapi::shipments:track",
)


def token_response(accounts, parameters):
    """Exchange a code, a refresh token or client credentials for an access token.

    `parameters` is the form or JSON body as a mapping. Return the JSON document of the answer; raise LwaError.
    """
    grant_type = _required(parameters, "grant_type")
    if grant_type not in GRANT_TYPES:
        raise LwaError(400, "unsupported_grant_type", "The authorization grant type is not supported")
    application = authenticate(accounts, parameters)
    return GRANT_TYPES[grant_type](accounts, application, parameters)


def authenticate(accounts, parameters):
    """Return the application whose client id and secret are given."""
    client_id, client_secret = _required(parameters, "client_id"), _required(parameters, "client_secret")
    application = accounts.applications.get(client_id)
    if application is None or not accounts.secret_is_valid(application, client_secret):
        raise LwaError(401, "invalid_client", "Client authentication failed")
    return application


def _authorization_code(accounts, application, parameters):
    code = accounts.codes.get(_required(parameters, "code"))
    if code is None or code.used or accounts.is_over(code) or code.client_id != application.client_id:
        raise LwaError(400, "invalid_grant", "The request has an invalid grant parameter : code")
    if parameters.get("redirect_uri") not in (None, "", code.redirect_uri):
        raise LwaError(400, "invalid_grant", "The request has an invalid grant parameter : redirect_uri")
    code.used = True
    refresh_token = accounts.authorize(code.selling_partner_id, application.client_id, days=CONSENT_DAYS)
    return _bearer(accounts, application, grant=accounts.grants[refresh_token])


def _refresh_token(accounts, application, parameters):
    grant = accounts.grants.get(_required(parameters, "refresh_token"))
    if grant is None or grant.revoked or accounts.is_over(grant):
        raise LwaError(
            400,
            "invalid_grant",
            "The request has an invalid grant parameter : refresh_token. "
            "User may have revoked or didn't grant the permission.",
        )
    if grant.client_id != application.client_id:
        raise LwaError(400, "unauthorized_client", "Not authorized for requested operation")
    return _bearer(accounts, application, grant=grant)


def _client_credentials(accounts, application, parameters):
    scope = _required(parameters, "scope")
    if any(part not in SCOPES for part in scope.split()):
        raise LwaError(400, "invalid_scope", "The requested scope is invalid, unknown or malformed")
    return {**_bearer(accounts, application, scope=scope), "scope": scope}


GRANT_TYPES = {
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
    "client_credentials": _client_credentials,
}


def _bearer(accounts, application, grant=None, scope=None):
    answer = {
        "access_token": accounts.new_access_token(application.client_id, grant, scope),
        "token_type": "bearer",
        "expires_in": ACCESS_TOKEN_SECONDS,
    }
    if grant:
        answer["refresh_token"] = grant.refresh_token
    return answer


def _required(parameters, name):
    value = parameters.get(name)
    if not isinstance(value, str) or not value:
        raise LwaError(400, "invalid_request", f"The request is missing a required parameter : {name}")
    return value


def caller_of(accounts, token):
    """Return the valid `AccessToken` for the value of x-amz-access-token; raise Amazon's 403 otherwise."""
    if not token:
        raise unauthorized("Access token is missing in the request header.")
    known = accounts.access_tokens.get(token)
    if known is None:
        raise unauthorized("The access token you provided is revoked, malformed or invalid.")
    if accounts.is_over(known):
        raise unauthorized("The access token you provided has expired.")
    return known
