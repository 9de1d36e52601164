"""The control API: the simulator's methods as JSON over HTTP."""

import pytest
import requests


class Control:
    """A client of the control API."""

    def __init__(self, url):
        self.url = f"{url}/simulator"

    def __call__(self, method, path, body=None, status=200, **options):
        answer = requests.request(method, self.url + path, json=body, timeout=10, **options)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def control(url):
    return Control(url)


def test_the_overview_lists_the_routes(control):
    assert "POST /simulator/orders/generate" in control("GET", "")["routes"]


def test_credentials_are_enough_to_connect(control, url):
    found = control("GET", "/credentials")
    assert set(found["sellers"]) == {"na", "eu", "fe"}
    data = {
        "grant_type": "refresh_token",
        "client_id": found["client_id"],
        "client_secret": found["client_secret"],
        "refresh_token": found["sellers"]["eu"]["refresh_token"],
    }
    assert requests.post(f"{url}/auth/o2/token", data=data, timeout=10).status_code == 200


def test_orders_are_generated_listed_and_shown(control):
    placed = control("POST", "/orders/generate", {"n": 3, "kinds": ["pending"], "marketplaces": ["US"]}, 201)[
        "orderIds"
    ]
    control("POST", "/orders/generate", {"n": 2, "kinds": ["cancelled"]}, 201)
    listed = control("GET", "/orders?status=PENDING")["orders"]
    assert sorted(order["orderId"] for order in listed) == sorted(placed)
    assert len(control("GET", "/orders")["orders"]) == 5
    assert len(control("GET", "/orders?limit=1")["orders"]) == 1
    assert control("GET", f"/orders/{placed[0]}")["orderId"] == placed[0]


def test_generation_takes_a_catalogue_and_a_period(control):
    body = {
        "n": 2,
        "kinds": ["us_facilitator_tax"],
        "catalogue": [{"sku": "X", "title": "X", "price": 5}],
        "placed_between": ["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"],
    }
    for order_id in control("POST", "/orders/generate", body, 201)["orderIds"]:
        order = control("GET", f"/orders/{order_id}")
        assert order["createdTime"].startswith("2026-11-01")
        assert order["orderItems"][0]["product"]["sellerSku"] == "X"


def test_an_order_goes_through_its_life(control):
    document = {"orderItems": [{"orderItemId": "1", "quantityOrdered": 3, "product": {"sellerSku": "A"}}]}
    order_id = control("POST", "/orders", document, 201)["orderId"]
    path = f"/orders/{order_id}"
    assert control("PATCH", path, {"programs": ["PRIME"]})["programs"] == ["PRIME"]
    control("POST", f"{path}/change_address", {"city": "Elsewhere"})
    assert control("GET", path)["recipient"]["deliveryAddress"] == {"city": "Elsewhere"}
    changed = control("POST", f"{path}/change_quantity", {"order_item_id": "1", "quantity": 2})
    assert changed["orderItems"][0]["quantityOrdered"] == 2
    asked = control("POST", f"{path}/request_cancellation", {"reason": "Late"})
    assert asked["orderItems"][0]["cancellation"]["cancellationRequest"]["cancelReason"] == "Late"
    shipped = control("POST", f"{path}/ship", {"items": {"1": 1}, "carrier": "DHL"})
    assert shipped["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
    shipped = control("POST", f"{path}/ship")
    assert shipped["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    delivered = control("POST", f"{path}/deliver")
    assert delivered["packages"][0]["packageStatus"]["status"] == "DELIVERED"
    control("POST", f"{path}/touch")


def test_orders_are_cancelled_released_lost_and_found(control, client):
    generate = {"n": 2, "kinds": ["pending"], "marketplaces": ["US"]}
    first, second = control("POST", "/orders/generate", generate, 201)["orderIds"]
    assert control("POST", f"/orders/{first}/release")["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    cancelled = control("POST", f"/orders/{second}/cancel", {"cancelled_by": "AMAZON", "reason": "Fraud"})
    assert cancelled["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    control("POST", f"/orders/{first}/lose")
    assert client.order_ids() == [second]
    control("POST", f"/orders/{first}/find")
    assert sorted(client.order_ids()) == sorted([first, second])


def test_kinds_are_listed_with_what_they_are(control):
    kinds = control("GET", "/kinds")["kinds"]
    assert kinds["replacement"].startswith("A replacement")


def test_faults_are_switched_on_and_off(control, client):
    fault = control("POST", "/faults", {"operation": "searchOrders", "kind": "throttle", "times": 5}, 201)
    control("POST", "/faults", {"operation": "getOrder", "kind": "html"}, 201)
    assert client.search().status_code == 429
    assert len(control("GET", "/faults")["faults"]) == 2
    assert len(control("DELETE", f"/faults/{fault['id']}")["faults"]) == 1
    assert control("DELETE", "/faults")["faults"] == []
    assert client.search().status_code == 200


def test_calls_are_counted(control, client):
    client.search()
    calls = control("GET", "/calls")
    assert calls["counts"] == {"token": 1, "searchOrders": 1}
    assert [call["operation"] for call in calls["recent"]] == ["token", "searchOrders"]
    assert control("DELETE", "/calls")["counts"] == {}


def test_settings_are_changed(control, simulator):
    assert control("GET", "/settings")["settle"] == 0
    changes = {"settle": 30, "throttling": False, "throttle_scale": 2, "plans": {"searchOrders": [1, 5]}}
    changes |= {"feed_seconds": 5, "report_seconds": 7.5, "compress_documents": False}
    changes |= {"listing_seconds": 9, "localised_reports": False}
    assert control("PATCH", "/settings", changes) == changes
    assert simulator.settle == 30
    control("PATCH", "/settings", {"settle": "soon"}, 400)


def test_applications_are_registered_changed_and_get_new_secrets(control, simulator):
    added = control("POST", "/applications", {"name": "Second", "redirect_uris": ["https://shop.example/back"]}, 201)
    path = f"/applications/{added['client_id']}"
    assert control("PATCH", path, {"is_draft": False})["is_draft"] is False
    secret = control("POST", f"{path}/rotate_secret")["result"]
    assert simulator.accounts.applications[added["client_id"]].client_secret == secret
    control("POST", f"{path}/expire_secrets")
    assert len(control("GET", "/applications")["applications"]) == 2
    control("PATCH", path, {"client_id": "other"}, 400)
    control("PATCH", "/applications/unknown", {"name": "X"}, 400)


def test_sellers_are_added_changed_and_withdraw_consent(control, client):
    added = control("POST", "/sellers", {"name": "Second", "region": "eu", "marketplaces": ["DE", "UK"]}, 201)
    path = f"/sellers/{added['selling_partner_id']}"
    assert control("PATCH", path, {"roles": ["PRICING"]})["roles"] == ["PRICING"]
    token = control("POST", f"{path}/authorize")["result"]
    assert client.token(refresh_token=token).status_code == 200
    code = control("POST", f"{path}/consent", {"redirect_uri": "http://localhost/x"})["result"]
    assert client.token(grant_type="authorization_code", code=code, refresh_token=None).status_code == 200
    control("POST", f"{path}/expire_access_tokens")
    control("POST", f"{path}/revoke_consent")
    assert client.token(refresh_token=token).status_code == 400
    assert len(control("GET", "/sellers")["sellers"]) == 4


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/orders", {}),
        ("POST", "/orders", []),
        ("POST", "/orders", {"orderItems": "many"}),
        ("POST", "/orders", {"orderItems": [{"product": {}}], "createdTime": "yesterday"}),
        ("POST", "/orders/generate", {}),
        ("POST", "/orders/generate", {"n": 1, "kinds": ["nonsense"]}),
        ("POST", "/orders/generate", {"n": 1, "colour": "red"}),
        ("POST", "/orders/generate", {"n": 1, "placed_between": ["now", "then"]}),
        ("GET", "/orders/111-0000000-0000000", None),
        ("POST", "/orders/111-0000000-0000000/ship", None),
        ("POST", "/orders/111-0000000-0000000/explode", None),
        ("POST", "/faults", {"kind": "earthquake"}),
    ],
)
def test_mistakes_are_answered_with_400_and_a_reason(control, method, path, body):
    assert control(method, path, body, 400)["error"]


def test_an_unknown_control_is_404_and_a_wrong_method_405(control):
    assert control("GET", "/nowhere", status=404)["error"]
    assert control("PUT", "/orders", status=405)["error"]


def test_a_page_of_another_site_cannot_steer_the_simulator(control, url, simulator):
    foreign = {"Origin": "https://evil.example"}
    control("POST", "/orders/generate", {"n": 1}, 403, headers=foreign)
    assert requests.post(f"{url}/generate", data={"n": "1"}, headers=foreign, timeout=10).status_code == 403
    assert len(simulator.orders) == 0
    control("POST", "/orders/generate", {"n": 1}, 201, headers={"Origin": url})
