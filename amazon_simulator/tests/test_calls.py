"""The call log."""


def test_calls_are_counted_by_operation(simulator, client):
    client.search()
    client.search()
    client.get("/sellers/v1/account")
    assert simulator.calls.count("searchOrders") == 2
    assert simulator.calls.count("getAccount") == 1
    assert simulator.calls.count("token") == 1
    assert simulator.calls.count("getOrder") == 0
    assert simulator.calls.count() == 4
    simulator.calls.clear()
    assert simulator.calls.count() == 0


def test_the_latest_calls_are_kept_with_what_was_asked(simulator, client):
    client.search(createdAfter="2026-11-01T00:00:00Z", includedData="BUYER")
    call = simulator.calls.recent[-1]
    assert (call.method, call.path, call.operation, call.status) == (
        "GET",
        "/orders/2026-01-01/orders",
        "searchOrders",
        200,
    )
    assert call.parameters == {"createdAfter": "2026-11-01T00:00:00Z", "includedData": "BUYER"}
    assert call.time == "2026-11-23T12:00:00.000Z"


def test_refused_calls_are_logged_with_their_status(simulator, client):
    client.get("/orders/2026-01-01/orders")
    client.get("/orders/2026-01-01/orders", headers={"x-amz-access-token": "wrong"})
    assert [call.status for call in simulator.calls.recent][-2:] == [400, 403]


def test_the_log_holds_no_secret(simulator, client):
    simulator.generate_orders(3, marketplaces=["US"])
    parameters = {"createdAfter": "2026-11-01T00:00:00Z", "maxResultsPerPage": "1"}
    token = client.search(**parameters).json()["pagination"]["nextToken"]
    client.search(**parameters, paginationToken=token)
    code = simulator.consent(simulator.seller("na").selling_partner_id)
    client.token(grant_type="authorization_code", code=code)
    text = str(simulator.calls.as_dict())
    secrets = [
        token,
        code,
        client.access_token,
        simulator.application.client_secret,
        *simulator.accounts.grants,
        *simulator.accounts.access_tokens,
    ]
    assert not [secret for secret in secrets if secret in text]
    assert "'paginationToken': '...'" in text


def test_the_log_is_not_endless(simulator, client):
    for _ in range(600):
        simulator.calls.record("", "GET", "/", "getOrder", 200)
    assert len(simulator.calls.recent) == 500
    assert simulator.calls.count("getOrder") == 600
