"""Calling the listings operations as a client of Amazon does, for the tests."""

from urllib.parse import quote

from .conftest import US

ITEMS = "/listings/2021-08-01/items"
EVERYTHING = "summaries,attributes,issues,offers,fulfillmentAvailability,relationships,productTypes"
SKU = "LK-MUG-BLUE"


def seller_of(client):
    return client.simulator.seller(client.region).selling_partner_id


def path_of(client, sku):
    return f"{ITEMS}/{seller_of(client)}/{quote(sku, safe='')}"


def get(client, sku=SKU, marketplaces=US, included=EVERYTHING, **more):
    return client.get(path_of(client, sku), marketplaceIds=marketplaces, includedData=included, **more)


def shown(client, sku=SKU, marketplaces=US):
    answer = get(client, sku, marketplaces)
    assert answer.status_code == 200, answer.text
    return answer.json()


def search(client, marketplaces=US, **more):
    return client.get(f"{ITEMS}/{seller_of(client)}", marketplaceIds=marketplaces, **more)


def found(client, marketplaces=US, **more):
    answer = search(client, marketplaces, **more)
    assert answer.status_code == 200, answer.text
    return [item["sku"] for item in answer.json()["items"]]


def change(client, method, sku, body=None, marketplaces=US, **parameters):
    return client.call(method, path_of(client, sku), params={"marketplaceIds": marketplaces, **parameters}, json=body)


def put(client, sku, attributes, marketplaces=US, product_type="HOME", requirements="LISTING", **parameters):
    body = {"productType": product_type, "requirements": requirements, "attributes": attributes}
    return change(client, "PUT", sku, body, marketplaces, **parameters)


def patch(client, sku, *patches, marketplaces=US, product_type="PRODUCT", **parameters):
    rows = [{"op": op, "path": f"/attributes/{name}", "value": value} for op, name, value in patches]
    return change(client, "PATCH", sku, {"productType": product_type, "patches": rows}, marketplaces, **parameters)


def quantity(units, **more):
    return [{"fulfillment_channel_code": "DEFAULT", "quantity": units, **more}]


def price(amount, marketplace=US, currency="USD", **more):
    row = {"marketplace_id": marketplace, "currency": currency, "audience": "ALL", **more}
    return [row | {"our_price": [{"schedule": [{"value_with_tax": amount}]}]}]


def units(client, sku=SKU):
    return shown(client, sku)["fulfillmentAvailability"][0]["quantity"]


def offer(asin="B0OTHER005", marketplace=US, amount=12.5, units=3):
    """Return the attributes of an offer on an ASIN."""
    return {
        "condition_type": [{"value": "new_new", "marketplace_id": marketplace}],
        "merchant_suggested_asin": [{"value": asin, "marketplace_id": marketplace}],
        "fulfillment_availability": quantity(units),
        "purchasable_offer": price(amount, marketplace),
    }
