"""A small builder of Amazon's order documents (Orders API 2026-01-01) whose totals always add up.

Amounts are texts, as Amazon sends them. People, places and numbers are invented.
"""

import copy
import itertools
from datetime import datetime, timedelta
from decimal import Decimal

MARKETPLACES = {
    "US": ("ATVPDKIKX0DER", "USD"),
    "GB": ("A1F83G8C2ARO7P", "GBP"),
    "DE": ("A1PA6795UKMFR9", "EUR"),
    "FR": ("A13V1IB3VIYZZH", "EUR"),
    "JP": ("A1VC38T7YXB528", "JPY"),
}
BOUGHT_AT = "2026-03-01T10:00:00.123Z"
SHIP_BY = "2026-03-03T22:59:59Z"
DELIVER_BY = "2026-03-07T21:59:59Z"

ADDRESSES = {
    "US": {"addressLine1": "12 Harbor Lane", "city": "Portland", "stateOrRegion": "OR", "postalCode": "97201"},
    "GB": {"addressLine1": "4 Weaver's Yard", "city": "Leeds", "postalCode": "LS1 4AP"},
    "DE": {"addressLine1": "Lindenweg 9", "city": "Kassel", "postalCode": "34117"},
    "JP": {"addressLine1": "2-5 Aoyama", "city": "Minato", "stateOrRegion": "Tokyo", "postalCode": "107-0061"},
}

_numbers = itertools.count(1)


def item(sku="MUG", price="10.00", quantity=1, *, collected=False, details=None, **charges):
    """One entry of `orderItems`, its currency filled in by `order`.

    :param str price: ITEM, the whole line
    :param bool collected: Amazon collects and remits the tax (MARKETPLACE_FACILITATOR)
    :param dict details: detailed breakdowns by type: `{"tax": {"ITEM": "3.19"}}`
    :param charges: by Amazon's type in small letters: `shipping="3.99"`, `tax="0.80"`, `discount="2.00"`
    """
    return {
        "orderItemId": f"{next(_numbers):014d}",
        "quantityOrdered": quantity,
        "product": {"asin": "B0INVENTED", "sellerSku": sku, "title": f"Title of {sku}"},
        "proceeds": {
            "breakdowns": [
                _breakdown(kind.upper(), amount, (details or {}).get(kind))
                for kind, amount in {"item": price, **charges}.items()
            ],
        },
        "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": quantity},
        **({"tax": {"taxCollections": [{"model": "MARKETPLACE_FACILITATOR"}]}} if collected else {}),
    }


def _breakdown(kind, amount, details=None):
    breakdown = {"type": kind, "subtotal": {"amount": amount}}
    if details:
        breakdown["detailedBreakdowns"] = [
            {"subtype": subtype, "value": {"amount": value}} for subtype, value in details.items()
        ]
    return breakdown


def buyer(name="Ada Fenwick", email="ada-1@marketplace.example", **fields):
    return {"buyerName": name, "buyerEmail": email, **fields}


def address(country="US", name="Ada Fenwick", **fields):
    return {"name": name, "countryCode": country, **ADDRESSES.get(country, {}), **fields}


def order(*items, marketplace="US", status="UNSHIPPED", by="MERCHANT", service="STANDARD", charges=None, **fields):
    """One order, unshipped and to be shipped by the merchant unless said otherwise.

    :param dict charges: of the order itself, by Amazon's type in small letters: `{"delivery_tip": "2.00"}`
    :param fields: top level fields of the document, over those made here; None leaves one out
    """
    number = next(_numbers)
    marketplace_ref, currency = MARKETPLACES[marketplace]
    document = {
        "orderId": f"302-{number:07d}-{number:07d}",
        "createdTime": BOUGHT_AT,
        "lastUpdatedTime": "2026-03-01T10:30:00.456Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": marketplace_ref},
        "buyer": buyer(),
        "recipient": {"deliveryAddress": address(marketplace)},
        "fulfillment": {
            "fulfillmentStatus": status,
            "fulfilledBy": by,
            "fulfillmentServiceLevel": service,
            "shipByWindow": {"earliestDateTime": BOUGHT_AT, "latestDateTime": SHIP_BY},
            "deliverByWindow": {"latestDateTime": DELIVER_BY},
        },
        "proceeds": {"breakdowns": [_breakdown(kind.upper(), amount) for kind, amount in (charges or {}).items()]},
        "orderItems": [copy.deepcopy(one) for one in items or (item(),)],
        **fields,
    }
    return totalled({name: value for name, value in document.items() if value is not None}, currency)


def totalled(document, currency=None):
    """The document with every currency and total that follows from its amounts."""
    if "proceeds" not in document:
        return document
    currency = currency or document["proceeds"]["grandTotal"]["currencyCode"]
    grand_total = _sum(document["proceeds"])
    for one in document["orderItems"]:
        total = _sum(one["proceeds"])
        one["proceeds"]["proceedsTotal"] = {"amount": str(total)}
        grand_total += total
    document["proceeds"]["grandTotal"] = {"amount": str(grand_total)}
    _fill_currency(document, currency)
    return document


def _sum(proceeds):
    amounts = ((row["type"], Decimal(row["subtotal"]["amount"])) for row in proceeds["breakdowns"])
    return sum((-abs(amount) if kind == "DISCOUNT" else amount for kind, amount in amounts), Decimal(0))


def _fill_currency(value, currency):
    if isinstance(value, dict):
        if "amount" in value:
            value["currencyCode"] = currency
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            _fill_currency(inner, currency)


def later(document, minutes=10, status=None, **fields):
    """The same order as Amazon tells it `minutes` later.

    :param str status: new fulfillmentStatus
    :param fields: new top level fields
    """
    document = copy.deepcopy(document)
    moment = datetime.fromisoformat(document["lastUpdatedTime"].replace("Z", "+00:00")) + timedelta(minutes=minutes)
    document["lastUpdatedTime"] = moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if status:
        document["fulfillment"]["fulfillmentStatus"] = status
    document.update(fields)
    return document


def without_person(document):
    """The order as an application without the role for personal data gets it: the place alone."""
    place = ("city", "stateOrRegion", "postalCode", "countryCode")
    document = copy.deepcopy(document)
    document.pop("buyer", None)
    full = document["recipient"]["deliveryAddress"]
    document["recipient"] = {"deliveryAddress": {name: full[name] for name in place if name in full}}
    return document


def pending(document):
    """The order as Amazon tells it before it is paid: without money and without address."""
    document = copy.deepcopy(document)
    document["fulfillment"]["fulfillmentStatus"] = "PENDING"
    for part in (document, *document["orderItems"]):
        part.pop("proceeds", None)
    document.pop("recipient", None)
    return document


def asking_to_cancel(document, reason="Ordered by mistake"):
    """The order whose buyer asks to cancel it."""
    document = copy.deepcopy(document)
    for one in document["orderItems"]:
        one["cancellation"] = {"cancellationRequest": {"requester": "BUYER", "cancelReason": reason}}
    return document


def with_quantity(document, quantity, price, index=0):
    """The order with another number of units, and another price, of one item."""
    document = copy.deepcopy(document)
    one = document["orderItems"][index]
    one["quantityOrdered"] = one["fulfillment"]["quantityUnfulfilled"] = quantity
    one["proceeds"]["breakdowns"][0]["subtotal"]["amount"] = price
    return totalled(document)
