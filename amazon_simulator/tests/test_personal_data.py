"""Personal data: by role, by who fulfils the order, and by its state."""

from .conftest import EVERYTHING

WITHOUT_SHIPPING = ["INVENTORY_AND_ORDER_TRACKING", "FINANCE_AND_ACCOUNTING"]
STREET = {"name", "addressLine1", "addressLine2", "addressLine3", "phone", "companyName", "extendedFields"}


def place(simulator, kind, marketplace="DE"):
    return simulator.generate_orders(1, kinds=[kind], marketplaces=[marketplace])[0]


def address(order):
    return order["recipient"]["deliveryAddress"]


def set_roles(simulator, roles, region="eu"):
    simulator.change_seller(simulator.seller(region).selling_partner_id, roles=roles)


def test_a_merchants_order_has_name_street_phone_and_mail(simulator, client_eu):
    order = client_eu.order(place(simulator, "de_tax_separate"))
    assert {"name", "addressLine1", "postalCode", "phone", "countryCode"} <= set(address(order))
    assert order["buyer"]["buyerEmail"].endswith("@marketplace.amazon.de")
    assert order["buyer"]["buyerName"]


def test_without_the_shipping_role_the_personal_fields_are_left_out(simulator, client_eu):
    order_id = place(simulator, "de_tax_separate")
    set_roles(simulator, WITHOUT_SHIPPING)
    order = client_eu.order(order_id)
    assert not set(address(order)) & STREET
    assert {"postalCode", "countryCode"} <= set(address(order))
    assert "buyer" not in order


def test_without_the_shipping_role_gift_message_and_customization_are_left_out(simulator, client_eu):
    gift, custom = place(simulator, "gift_wrap"), place(simulator, "customized")
    assert "giftMessage" in str(client_eu.order(gift))
    assert "customizedUrl" in str(client_eu.order(custom, included=""))
    set_roles(simulator, WITHOUT_SHIPPING)
    order = client_eu.order(gift)
    assert "giftMessage" not in str(order)
    assert order["orderItems"][0]["fulfillment"]["packing"]["giftOption"]["giftWrapLevel"]
    assert "customizedUrl" not in str(client_eu.order(custom))


def test_a_tax_role_opens_names_and_tax_numbers_but_no_street_and_no_mail(simulator, client_eu):
    order_id = place(simulator, "business")
    set_roles(simulator, ["INVENTORY_AND_ORDER_TRACKING", "TAX_INVOICING"])
    order = client_eu.order(order_id)
    assert order["buyer"]["buyerName"]
    assert "buyerEmail" not in order["buyer"]
    assert not set(address(order)) & STREET
    assert order["tax"]["taxRegistrations"][0]["taxRegistrationNumber"].startswith("DE")


def test_without_a_tax_role_the_buyers_registration_is_left_out(simulator, client_eu):
    order_id = place(simulator, "business")
    set_roles(simulator, ["DIRECT_TO_CONSUMER_SHIPPING"])
    order = client_eu.order(order_id)
    assert "tax" not in order
    assert order["buyer"]["buyerCompanyName"]


def test_without_any_role_orders_are_forbidden(simulator, client_eu):
    order_id = place(simulator, "de_tax_separate")
    set_roles(simulator, [])
    assert client_eu.search().status_code == 403
    assert client_eu.get(f"/orders/2026-01-01/orders/{order_id}").status_code == 403


def test_an_order_fulfilled_by_amazon_has_no_names_no_streets_no_packages(simulator, client_eu):
    order_id = place(simulator, "fba_shipped")
    simulator.change_order(order_id, {"packages": [{"packageReferenceId": "1"}]})
    order = client_eu.order(order_id)
    assert order["fulfillment"]["fulfilledBy"] == "AMAZON"
    assert not set(address(order)) & STREET
    assert address(order)["postalCode"]
    assert "buyer" not in order
    assert "packages" not in order


def test_a_pending_order_has_no_prices_no_address_and_no_mail(simulator, client_eu):
    for kind in ("pending", "pending_availability", "fba_pending"):
        order = client_eu.order(place(simulator, kind))
        assert not {"proceeds", "recipient", "payment"} & set(order)
        assert "proceeds" not in order["orderItems"][0]
        assert "price" not in order["orderItems"][0]["product"]
        assert "buyer" not in order


def test_a_pending_order_shows_prices_and_address_once_it_is_released(simulator, client_eu):
    order_id = place(simulator, "pending")
    simulator.release_order(order_id)
    order = client_eu.order(order_id)
    assert order["proceeds"]["grandTotal"]
    assert address(order)["addressLine1"]


def test_a_cancelled_order_has_no_money(simulator, client_eu):
    order = client_eu.order(place(simulator, "cancelled"))
    assert "proceeds" not in order
    assert "buyerEmail" not in order.get("buyer", {})


def test_the_phone_number_of_a_shipped_order_goes_with_the_latest_delivery_date(simulator, client_eu, clock):
    order_id = place(simulator, "shipped_by_merchant")
    assert "phone" in address(client_eu.order(order_id))
    clock.advance(days=30)
    client_eu.access_token = None
    shown = address(client_eu.order(order_id))
    assert "phone" not in shown
    assert shown["addressLine1"]


def test_the_list_call_keeps_the_same_things_back(simulator, client_eu):
    simulator.generate_orders(60, marketplaces=["DE"])
    set_roles(simulator, WITHOUT_SHIPPING)
    answer = client_eu.search(includedData=EVERYTHING).json()
    for order in answer["orders"]:
        assert not set(order.get("recipient", {}).get("deliveryAddress", {})) & STREET
        assert not {"buyerName", "buyerEmail"} & set(order.get("buyer", {}))
