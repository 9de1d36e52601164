"""Seller Central: the website workflow and the Appstore workflow."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

BACK = "http://localhost:8069/somewhere/back"


def consent_page(url, simulator, **parameters):
    defaults = {
        "application_id": simulator.application.application_id,
        "state": "S1",
        "redirect_uri": BACK,
        "version": "beta",
    }
    parameters = {name: value for name, value in {**defaults, **parameters}.items() if value is not None}
    return requests.get(f"{url}/apps/authorize/consent", params=parameters, timeout=10), parameters


def press_authorize(url, simulator, region="na", **parameters):
    _answer, parameters = consent_page(url, simulator, **parameters)
    form = {**parameters, "selling_partner_id": simulator.seller(region).selling_partner_id}
    return requests.post(f"{url}/apps/authorize/consent", data=form, allow_redirects=False, timeout=10)


def query_of(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_page_offers_every_seller_and_a_button(simulator, url):
    answer, _parameters = consent_page(url, simulator)
    assert answer.status_code == 200
    for seller in simulator.accounts.sellers.values():
        assert seller.name in answer.text
    assert "Authorize</button>" in answer.text


def test_authorize_sends_the_browser_back_with_state_seller_and_code(simulator, url, client):
    answer = press_authorize(url, simulator, "eu")
    assert answer.status_code == 302
    location = answer.headers["Location"]
    assert location.startswith(f"{BACK}?")
    query = query_of(location)
    assert set(query) == {"state", "selling_partner_id", "spapi_oauth_code"}
    assert query["state"] == "S1"
    assert query["selling_partner_id"] == simulator.seller("eu").selling_partner_id
    token = client.token(grant_type="authorization_code", code=query["spapi_oauth_code"], redirect_uri=BACK)
    assert token.status_code == 200
    client.access_token = token.json()["access_token"]
    rows = client.get("/sellers/v1/marketplaceParticipations").json()["payload"]
    assert "DE" in {row["marketplace"]["countryCode"] for row in rows}


def test_a_query_in_the_redirect_uri_is_kept(simulator, url):
    answer = press_authorize(url, simulator, redirect_uri=f"{BACK}?db=demo")
    assert query_of(answer.headers["Location"])["db"] == "demo"


def test_a_draft_needs_version_beta(simulator, url):
    answer, _parameters = consent_page(url, simulator, version=None)
    assert answer.status_code == 400
    assert "MD1000" in answer.text
    simulator.change_application(simulator.application.client_id, is_draft=False)
    assert consent_page(url, simulator, version=None)[0].status_code == 200


def test_the_redirect_uri_must_be_registered(simulator, url):
    simulator.change_application(simulator.application.client_id, redirect_uris=[BACK])
    assert consent_page(url, simulator)[0].status_code == 200
    answer, _parameters = consent_page(url, simulator, redirect_uri="http://localhost:8069/elsewhere")
    assert answer.status_code == 400
    assert "MD5101" in answer.text


def test_without_registration_only_this_very_machine_is_sent_to(simulator, url):
    for address in ("http://127.0.0.1:1/x", "http://localhost/x", "http://[::1]/x", "https://shop.localhost/x"):
        assert consent_page(url, simulator, redirect_uri=address)[0].status_code == 200
    for address in ("https://example.com/x", "http://localhost.example.com/x", "javascript:alert(1)", "/x"):
        assert "MD5101" in consent_page(url, simulator, redirect_uri=address)[0].text
        assert press_authorize(url, simulator, redirect_uri=address).status_code == 400


def test_a_fragment_in_the_redirect_uri_is_refused(simulator, url):
    assert "MD5110" in consent_page(url, simulator, redirect_uri=f"{BACK}#part")[0].text


def test_without_redirect_uri_the_first_registered_one_is_taken(simulator, url):
    simulator.change_application(simulator.application.client_id, redirect_uris=[BACK, "http://localhost/second"])
    answer = press_authorize(url, simulator, redirect_uri=None)
    assert answer.headers["Location"].startswith(f"{BACK}?")


def test_an_unknown_application_or_a_missing_state_shows_an_error_page(simulator, url):
    assert consent_page(url, simulator, application_id="amzn1.sp.solution.none")[0].status_code == 400
    assert consent_page(url, simulator, state=None)[0].status_code == 400


def test_an_unknown_seller_is_refused(simulator, url):
    _answer, parameters = consent_page(url, simulator)
    form = {**parameters, "selling_partner_id": "ANOBODY"}
    answer = requests.post(f"{url}/apps/authorize/consent", data=form, allow_redirects=False, timeout=10)
    assert answer.status_code == 400


def test_what_the_address_says_is_shown_as_text(simulator, url):
    answer, _parameters = consent_page(url, simulator, state='"><script>alert(1)</script>')
    assert "<script>" not in answer.text


def start_at_appstore(simulator, url, login_uri="http://localhost:8069/login"):
    simulator.change_application(simulator.application.client_id, login_uri=login_uri)
    form = {
        "client_id": simulator.application.client_id,
        "selling_partner_id": simulator.seller("eu").selling_partner_id,
    }
    return requests.post(f"{url}/appstore", data=form, allow_redirects=False, timeout=10)


def test_the_appstore_sends_the_seller_to_the_login_uri_and_goes_on_from_there(simulator, url, client):
    assert requests.get(f"{url}/appstore", timeout=10).status_code == 200
    answer = start_at_appstore(simulator, url)
    assert answer.status_code == 302
    query = query_of(answer.headers["Location"])
    assert answer.headers["Location"].startswith("http://localhost:8069/login?")
    assert set(query) == {"amazon_callback_uri", "amazon_state", "selling_partner_id", "version"}
    assert query["version"] == "beta"
    onward = {"amazon_state": query["amazon_state"], "state": "S2", "redirect_uri": BACK, "version": "beta"}
    answer = requests.get(query["amazon_callback_uri"], params=onward, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    final = query_of(answer.headers["Location"])
    assert final["state"] == "S2"
    assert final["selling_partner_id"] == simulator.seller("eu").selling_partner_id
    token = client.token(grant_type="authorization_code", code=final["spapi_oauth_code"])
    assert token.status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(9, 302), (10, 400)])
def test_an_amazon_state_lives_ten_minutes_and_works_once(simulator, url, clock, minutes, status):
    query = query_of(start_at_appstore(simulator, url).headers["Location"])
    clock.advance(minutes=minutes)
    onward = {"amazon_state": query["amazon_state"], "state": "S2", "redirect_uri": BACK, "version": "beta"}
    for expected in (status, 400):
        answer = requests.get(query["amazon_callback_uri"], params=onward, allow_redirects=False, timeout=10)
        assert answer.status_code == expected


def test_the_appstore_needs_a_login_uri(simulator, url):
    assert start_at_appstore(simulator, url, login_uri="").status_code == 400
