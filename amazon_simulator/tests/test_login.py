"""Login with Amazon."""

import requests


def error_of(response):
    return response.status_code, response.json()["error"]


def test_a_refresh_token_gives_an_access_token_for_an_hour(client):
    answer = client.token()
    assert answer.status_code == 200
    document = answer.json()
    assert document["access_token"].startswith("Atza|")
    assert len(document["access_token"]) <= 2048
    assert document["token_type"] == "bearer"
    assert document["expires_in"] == 3600
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refresh_token_is_not_changed_by_use(client, simulator):
    assert client.token().json()["refresh_token"] == simulator.refresh_token("na")
    assert client.token().status_code == 200


def test_parameters_may_be_sent_as_json(client, simulator, url):
    application = simulator.application
    body = {
        "grant_type": "refresh_token",
        "refresh_token": simulator.refresh_token(),
        "client_id": application.client_id,
        "client_secret": application.client_secret,
    }
    assert requests.post(f"{url}/auth/o2/token", json=body, timeout=10).status_code == 200
    broken = requests.post(f"{url}/auth/o2/token", data="{", headers={"content-type": "application/json"}, timeout=10)
    assert error_of(broken) == (400, "invalid_request")


def test_a_code_gives_a_refresh_token_once(simulator, client):
    partner_id = simulator.seller("eu").selling_partner_id
    code = simulator.consent(partner_id, "http://localhost/back")
    answer = client.token(grant_type="authorization_code", code=code, refresh_token=None)
    assert answer.status_code == 200
    refresh_token = answer.json()["refresh_token"]
    assert client.token(refresh_token=refresh_token).status_code == 200
    again = client.token(grant_type="authorization_code", code=code, refresh_token=None)
    assert error_of(again) == (400, "invalid_grant")


def test_a_code_lives_five_minutes(simulator, client, clock):
    code = simulator.consent(simulator.seller("na").selling_partner_id)
    clock.advance(minutes=5)
    answer = client.token(grant_type="authorization_code", code=code, refresh_token=None)
    assert error_of(answer) == (400, "invalid_grant")


def test_a_code_is_for_one_application_and_one_redirect_uri(simulator, client):
    partner_id = simulator.seller("na").selling_partner_id
    other = simulator.add_application("Other")
    code = simulator.consent(partner_id, "http://localhost/back", other.client_id)
    assert error_of(client.token(grant_type="authorization_code", code=code)) == (400, "invalid_grant")
    code = simulator.consent(partner_id, "http://localhost/back")
    wrong = client.token(grant_type="authorization_code", code=code, redirect_uri="http://localhost/elsewhere")
    assert error_of(wrong) == (400, "invalid_grant")
    right = client.token(grant_type="authorization_code", code=code, redirect_uri="http://localhost/back")
    assert right.status_code == 200


def test_consent_given_on_the_website_ends_after_a_year(simulator, client, clock):
    code = simulator.consent(simulator.seller("na").selling_partner_id)
    refresh_token = client.token(grant_type="authorization_code", code=code).json()["refresh_token"]
    simulator.rotate_secret()
    clock.advance(days=170)
    simulator.rotate_secret()
    clock.advance(days=170)
    simulator.rotate_secret()
    assert client.token(refresh_token=refresh_token).status_code == 200
    clock.advance(days=25)
    assert error_of(client.token(refresh_token=refresh_token)) == (400, "invalid_grant")
    assert client.token().status_code == 200, "a self-authorisation does not expire"


def test_withdrawn_consent_is_an_invalid_grant_and_ends_access_tokens(simulator, client):
    assert client.search().status_code == 200
    refresh_token = simulator.refresh_token()
    simulator.revoke_consent(simulator.seller("na").selling_partner_id)
    assert error_of(client.token(refresh_token=refresh_token)) == (400, "invalid_grant")
    assert client.search().status_code == 403


def test_an_unknown_refresh_token_is_an_invalid_grant(client):
    assert error_of(client.token(refresh_token="Atzr|nonsense")) == (400, "invalid_grant")


def test_a_refresh_token_of_another_application_is_refused(simulator, client):
    other = simulator.add_application("Other")
    token = simulator.authorize(simulator.seller("na").selling_partner_id, other.client_id)
    assert error_of(client.token(refresh_token=token)) == (400, "unauthorized_client")


def test_a_wrong_client_or_secret_is_an_invalid_client(client):
    assert error_of(client.token(client_secret="wrong")) == (401, "invalid_client")
    assert error_of(client.token(client_secret="pässword")) == (401, "invalid_client")
    assert error_of(client.token(client_id="wrong")) == (401, "invalid_client")


def test_missing_and_unknown_parameters_are_named(client):
    for name in ("grant_type", "refresh_token", "client_id", "client_secret"):
        answer = client.token(**{name: None})
        assert error_of(answer) == (400, "invalid_request")
        assert name in answer.json()["error_description"]
    assert error_of(client.token(grant_type="password")) == (400, "unsupported_grant_type")


def test_a_rotated_secret_works_for_seven_more_days(simulator, client, clock):
    old = simulator.application.client_secret
    new = simulator.rotate_secret()
    assert client.token(client_secret=old).status_code == 200
    assert client.token(client_secret=new).status_code == 200
    clock.advance(days=7)
    assert error_of(client.token(client_secret=old)) == (401, "invalid_client")
    assert client.token(client_secret=new).status_code == 200


def test_a_secret_expires_after_180_days(simulator, client, clock):
    clock.advance(days=179)
    assert client.token().status_code == 200
    clock.advance(days=1)
    assert error_of(client.token()) == (401, "invalid_client")


def test_secrets_can_be_made_to_expire(simulator, client):
    simulator.expire_secrets()
    assert error_of(client.token()) == (401, "invalid_client")
    simulator.rotate_secret()
    assert client.token().status_code == 200


def test_client_credentials_give_a_grantless_token_that_opens_no_orders(client):
    answer = client.token(grant_type="client_credentials", scope="sellingpartnerapi::notifications")
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    client.access_token = answer.json()["access_token"]
    assert client.search().status_code == 403


def test_client_credentials_need_a_known_scope(client):
    assert error_of(client.token(grant_type="client_credentials")) == (400, "invalid_request")
    assert error_of(client.token(grant_type="client_credentials", scope="everything")) == (400, "invalid_scope")


def test_an_access_token_ends_after_an_hour(client, clock):
    assert client.search().status_code == 200
    clock.advance(seconds=3600)
    answer = client.search()
    assert answer.status_code == 403
    assert answer.json()["errors"][0] == {
        "code": "Unauthorized",
        "message": "Access to requested resource is denied.",
        "details": "The access token you provided has expired.",
    }
