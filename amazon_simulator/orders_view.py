"""Orders API 2026-01-01: which part of an order a client gets to see.

Three gates: the data sets that `includedData` asks for, the roles of the application (personal data), and the
state of the order (a pending order has no prices, an order fulfilled by Amazon no names and streets).
"""

from datetime import datetime

from .clock import iso, parse_iso

ORDER_SETS = {
    "BUYER": "buyer",
    "RECIPIENT": "recipient",
    "PROCEEDS": "proceeds",
    "PAYMENT": "payment",
    "TAX": "tax",
    "FULFILLMENT": "fulfillment",
    "PACKAGES": "packages",
    "FULFILLMENT_ORDERS": "fulfillmentOrders",
}
ITEM_SETS = {
    "PROCEEDS": "proceeds",
    "EXPENSE": "expense",
    "PROMOTION": "promotion",
    "CANCELLATION": "cancellation",
    "FULFILLMENT": "fulfillment",
    "TAX": "tax",
}
ORDER_BASE = (
    "orderId",
    "orderAliases",
    "createdTime",
    "lastUpdatedTime",
    "programs",
    "associatedOrders",
    "salesChannel",
)
ITEM_BASE = ("orderItemId", "quantityOrdered", "measurement", "associatedOrderItems", "programs", "product")
PLACE = (
    "city",
    "districtOrCounty",
    "stateOrRegion",
    "municipality",
    "postalCode",
    "countryCode",
    "addressType",
)
"""What remains of an address when names, streets and phone numbers are kept back."""

SHIPPING_ROLE = "DIRECT_TO_CONSUMER_SHIPPING"
TAX_ROLES = frozenset({"TAX_INVOICING", "TAX_REMITTANCE"})
NOT_READY = frozenset({"PENDING", "PENDING_AVAILABILITY"})
WITHOUT_MONEY = NOT_READY | {"CANCELLED"}


def render(document, included, roles, now):
    """Return the part of an order that Amazon would send.

    `document` is the full order, `included` the data sets asked for, `roles` those of the application, `now` an
    aware datetime. Nothing of `document` is changed.
    """
    seen = _Seen(document, frozenset(included), frozenset(roles), now)
    order = {name: document[name] for name in ORDER_BASE if name in document}
    for data_set, name in ORDER_SETS.items():
        if data_set in seen.included and name in document:
            part = seen.order_part(name, document[name])
            if part:
                order[name] = part
    order["orderItems"] = [seen.item(item) for item in document["orderItems"]]
    return order


class _Seen:
    """One order in the eyes of one application."""

    def __init__(self, document, included, roles, now: datetime):
        fulfillment = document.get("fulfillment", {})
        self.document = document
        self.included = included
        self.now = now
        self.status = fulfillment.get("fulfillmentStatus")
        self.by_amazon = fulfillment.get("fulfilledBy") == "AMAZON"
        self.may_ship = SHIPPING_ROLE in roles
        self.may_invoice = bool(TAX_ROLES & roles)
        self.with_money = self.status not in WITHOUT_MONEY

    def order_part(self, name, value):
        """Return what is sent of one field of the order; None or empty if nothing is."""
        gate = getattr(self, f"_{name}", None)
        return gate(value) if gate else value

    def _buyer(self, buyer):
        hidden = set()
        if not self.may_ship or self.by_amazon or self.status in WITHOUT_MONEY:
            hidden.add("buyerEmail")
        if not (self.may_ship or self.may_invoice) or self.by_amazon or self.status in NOT_READY:
            hidden.add("buyerName")
        return _without(buyer, hidden)

    def _recipient(self, recipient):
        if self.status in NOT_READY:
            return None
        address = recipient.get("deliveryAddress", {})
        if self.by_amazon or not self.may_ship:
            address = {name: address[name] for name in PLACE if name in address}
            return {"deliveryAddress": address} if address else None
        if self._delivered_long_ago():
            address = _without(address, {"phone"})
        return {**recipient, "deliveryAddress": address} if address else recipient

    def _delivered_long_ago(self):
        window = self.document.get("fulfillment", {}).get("deliverByWindow", {})
        latest = window.get("latestDateTime")
        return self.status == "SHIPPED" and latest is not None and iso(parse_iso(latest)) < iso(self.now)

    def _proceeds(self, proceeds):
        return proceeds if self.with_money else None

    def _payment(self, payment):
        return payment if self.with_money else None

    def _tax(self, tax):
        if self.may_invoice:
            return tax
        registrations = [row for row in tax.get("taxRegistrations", []) if row.get("entityType") != "BUYER"]
        return _without({**tax, "taxRegistrations": registrations}, () if registrations else {"taxRegistrations"})

    def _packages(self, packages):
        return None if self.by_amazon else packages

    def item(self, item):
        """Return the part of an order item that is sent."""
        shown = {name: item[name] for name in ITEM_BASE if name in item}
        shown["product"] = self._product(item["product"])
        for data_set, name in ITEM_SETS.items():
            if data_set in self.included and name in item and (name != "proceeds" or self.with_money):
                shown[name] = self._item_fulfillment(item[name]) if name == "fulfillment" else item[name]
        return shown

    def _product(self, product):
        hidden = set() if self.may_ship else {"customization"}
        return _without(product, hidden if self.with_money else hidden | {"price"})

    def _item_fulfillment(self, fulfillment):
        gift = fulfillment.get("packing", {}).get("giftOption", {})
        if self.may_ship or "giftMessage" not in gift:
            return fulfillment
        packing = {**fulfillment["packing"], "giftOption": _without(gift, {"giftMessage"})}
        return {**fulfillment, "packing": packing}


def _without(document, names):
    return {name: value for name, value in document.items() if name not in names}
