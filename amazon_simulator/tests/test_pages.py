"""The pages: what a person sees and presses."""

import re

import pytest
import requests


def get(url, path):
    answer = requests.get(url + path, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def press(url, path, expect="message success", **fields):
    answer = requests.post(url + path, data=fields, timeout=10)
    assert answer.status_code == 200, answer.text
    assert answer.history[0].status_code == 303, "a reload of the page must not press the button again"
    failed = 'class="message error"' in answer.text
    assert failed == (expect == "error"), answer.text
    return answer.text


def test_the_orders_are_listed_with_links(simulator, url):
    order_ids = simulator.generate_orders(5)
    page = get(url, "/")
    for order_id in order_ids:
        assert f'href="/order/{order_id}"' in page
    simulator.generate_orders(1, kinds=["cancelled"])
    assert len(re.findall(r'href="/order/', get(url, "/?status=CANCELLED"))) >= 1


def test_orders_are_placed_with_a_button(simulator, url):
    page = press(url, "/generate", n="3", kind="pending", marketplace="DE")
    assert "3 orders placed" in page
    assert len(simulator.orders) == 3
    assert "does not occur" in press(url, "/generate", "error", n="1", kind="br", marketplace="DE")
    press(url, "/generate", "error", n="many", kind="", marketplace="")


@pytest.mark.parametrize(
    "kind",
    [
        "us_facilitator_tax",
        "pending",
        "cancelled",
        "fba_shipped",
        "minimal",
        "partially_shipped",
        "emoji_names",
        "sparse",
    ],
)
def test_the_page_of_an_order_of_any_kind_can_be_shown(simulator, url, kind):
    order_id = simulator.generate_orders(1, kinds=[kind])[0]
    assert order_id in get(url, f"/order/{order_id}")


def test_what_buyers_write_is_shown_as_text(simulator, url):
    evil = "<script>alert('x')</script>"
    item = {"product": {"sellerSku": evil, "title": evil}}
    address = {"deliveryAddress": {"name": evil}}
    order_id = simulator.place_order({"orderItems": [item], "recipient": address})
    assert "<script" not in get(url, f"/order/{order_id}")
    assert "<script" not in get(url, f"/?message={evil}&error={evil}")


def test_an_order_is_shipped_in_parts_with_the_form(simulator, url):
    order_id = simulator.generate_orders(1, kinds=["indivisible_quantity"])[0]
    item_id = simulator.get_order(order_id)["orderItems"][0]["orderItemId"]
    form = {f"item-{item_id}": "2", "carrier": "DHL", "shipping_service": "Paket", "tracking_number": ""}
    press(url, f"/order/{order_id}/ship", **form)
    order = simulator.get_order(order_id)
    assert order["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
    assert order["packages"][0]["carrier"] == "DHL"
    assert order["packages"][0]["trackingNumber"]
    press(url, f"/order/{order_id}/ship", "error", **{f"item-{item_id}": "5"})


def test_everything_else_may_happen_with_a_button(simulator, url):
    first, second = simulator.generate_orders(2, kinds=["pending"])
    press(url, f"/order/{first}/release")
    press(url, f"/order/{first}/request_cancellation", reason="Late")
    assert "buyer asks to cancel" in get(url, f"/order/{first}")
    item_id = simulator.get_order(first)["orderItems"][0]["orderItemId"]
    press(url, f"/order/{first}/change_quantity", order_item_id=item_id, quantity="4")
    press(url, f"/order/{first}/change_address", addressLine1="2 New Street", city="")
    press(url, f"/order/{first}/touch")
    assert "lost from searchOrders" in press(url, f"/order/{first}/lose")
    press(url, f"/order/{first}/find")
    press(url, f"/order/{second}/cancel", cancelled_by="AMAZON", reason="Fraud")
    press(url, f"/order/{second}/release", "error")
    order = simulator.get_order(first)
    assert order["orderItems"][0]["quantityOrdered"] == 4
    assert order["recipient"]["deliveryAddress"]["addressLine1"] == "2 New Street"
    assert simulator.get_order(second)["fulfillment"]["fulfillmentStatus"] == "CANCELLED"


def test_trouble_is_switched_on_and_off(simulator, url, client):
    page = press(url, "/traffic/faults", operation="searchOrders", kind="status", status="503", seconds="", times="2")
    assert "503" in page
    assert client.search().status_code == 503
    press(url, "/traffic/faults/clear")
    assert client.search().status_code == 200
    press(url, "/traffic/faults", "error", operation="searchOrders", kind="earthquake")


def test_calls_are_shown(simulator, url, client):
    client.search()
    page = get(url, "/traffic")
    assert "searchOrders: 1" in page
    assert "/orders/2026-01-01/orders" in page


def test_throttling_and_lag_are_set(simulator, url):
    press(url, "/traffic/settings", throttling="off", settle="30")
    assert simulator.settings["settle"] == 30
    assert simulator.settings["throttling"] is False


def test_the_accounts_page_has_what_a_seller_copies_and_presses(simulator, url, client):
    page = get(url, "/accounts")
    assert simulator.application.client_secret in page
    assert simulator.refresh_token("eu") in page
    partner_id = simulator.seller("na").selling_partner_id
    press(url, f"/accounts/seller/{partner_id}/authorize")
    press(url, f"/accounts/seller/{partner_id}/expire_access_tokens")
    assert "withdrawn" in press(url, f"/accounts/seller/{partner_id}/revoke_consent")
    old = simulator.application.client_secret
    press(url, f"/accounts/application/{simulator.application.client_id}/rotate_secret")
    assert simulator.application.client_secret != old
    press(url, f"/accounts/application/{simulator.application.client_id}/expire_secrets")
    assert client.token(refresh_token="x").status_code == 401


def test_pages_load_nothing_from_elsewhere(simulator, url):
    order_id = simulator.generate_orders(1)[0]
    for path in ("/", f"/order/{order_id}", "/traffic", "/accounts", "/appstore"):
        page = get(url, path)
        assert not re.findall(r'(?:src|href|action)="https?:', page)
        assert "<script" not in page
        assert "url(" not in page
