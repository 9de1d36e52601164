"""From Amazon's order document (Orders API 2026-01-01) to `OrderData`.

`read_order` is the only way in. It refuses, with a sentence a person can act on, what it cannot represent exactly; it
keeps what it does not know (new statuses, programs, service levels).
"""

from .address import read_address
from .items import item_nodes, item_quantities, read_item
from .order_data import (
    AddressData,
    BuyerData,
    Charge,
    ItemData,
    OrderData,
    PackageData,
    TaxRegistration,
    TimeWindow,
)
from .order_money import binding_money, informal_money
from .packages import read_packages
from .parties import read_buyer, read_tax_registrations
from .values import Node

__all__ = [
    "AddressData",
    "BuyerData",
    "Charge",
    "ItemData",
    "OrderData",
    "PackageData",
    "TaxRegistration",
    "TimeWindow",
    "read_order",
]

PENDING_STATUSES = frozenset({"PENDING", "PENDING_AVAILABILITY"})
STATUSES = PENDING_STATUSES | {"UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE"}
SALES_CHANNELS = frozenset({"AMAZON", "NON_AMAZON"})
FULFILLERS = frozenset({"AMAZON", "MERCHANT"})
SERVICE_LEVELS = frozenset(
    {"EXPEDITED", "FREE_ECONOMY", "NEXT_DAY", "PRIORITY", "SAME_DAY", "SECOND_DAY", "SCHEDULED", "STANDARD"}
)
PROGRAMS = frozenset(
    {
        "AMAZON_BAZAAR",
        "AMAZON_BUSINESS",
        "AMAZON_EASY_SHIP",
        "AMAZON_HAUL",
        "DELIVERY_BY_AMAZON",
        "FBM_SHIP_PLUS",
        "INVOICE_BY_AMAZON",
        "IN_STORE_PICK_UP",
        "PREMIUM",
        "PREORDER",
        "PRIME",
    }
)
ASSOCIATIONS = frozenset({"REPLACEMENT_ORIGINAL_ID", "EXCHANGE_ORIGINAL_ID"})
ALIASES = frozenset({"SELLER_ORDER_ID"})


def read_order(document):
    """One order, as `searchOrders` lists it or `getOrder` returns it, exactly or not at all.

    The document needs the data sets FULFILLMENT and, for orders to be imported, PROCEEDS. Amounts of pending and
    cancelled orders, and of those sold elsewhere (NON_AMAZON), are kept where they can be read, without checks: such
    orders are not imported. For all others the charges of the items and of the order sum to the grand total exactly.

    :param dict document: Amazon's `Order`, as parsed from JSON.
    :rtype: OrderData
    :raise DocumentError: for whatever cannot be represented; never anything else.
    """
    unknown = []
    order = Node(document, "", unknown)
    channel, fulfillment = order.child("salesChannel"), order.child("fulfillment")
    status = fulfillment.word("fulfillmentStatus", STATUSES, required=True)
    sales_channel = channel.word("channelName", SALES_CHANNELS, required=True)
    money, items = _read_items(order, status, sales_channel)
    return OrderData(
        order_ref=order.reference("orderId", required=True),
        seller_order_ref=_seller_order_ref(order),
        marketplace_ref=channel.reference("marketplaceId"),
        sales_channel=sales_channel,
        status=status,
        fulfilled_by=fulfillment.word("fulfilledBy", FULFILLERS),
        service_level=fulfillment.word("fulfillmentServiceLevel", SERVICE_LEVELS).lower(),
        programs=tuple(sorted({program.lower() for program in order.words("programs", PROGRAMS)})),
        purchase_date=order.time("createdTime", required=True),
        last_updated=order.time("lastUpdatedTime", required=True),
        ship_by=_window(fulfillment.child("shipByWindow")),
        deliver_by=_window(fulfillment.child("deliverByWindow")),
        buyer=read_buyer(order.child("buyer")),
        address=read_address(order.child("recipient").child("deliveryAddress")),
        tax_registrations=read_tax_registrations(order.child("tax")),
        items=items,
        order_charges=money.order_charges,
        currency=money.currency,
        grand_total=money.grand_total,
        replaces=_replaces(order),
        packages=read_packages(order),
        unknown=tuple(unknown),
    )


def _read_items(order, status, sales_channel):
    binding = status not in PENDING_STATUSES | {"CANCELLED"} and sales_channel != "NON_AMAZON"
    nodes = item_nodes(order, required=binding)
    quantities = [item_quantities(node, cancelled=status == "CANCELLED") for node in nodes]
    read_money = binding_money if binding else informal_money
    money = read_money(order, nodes, [ordered for ordered, *_ in quantities])
    parts = zip(nodes, quantities, money.items, strict=True)
    return money, tuple(read_item(node, units, charges, total) for node, units, (charges, total) in parts)


def _window(window):
    return TimeWindow(window.time("earliestDateTime"), window.time("latestDateTime"))


def _seller_order_ref(order):
    references = {
        alias.word("aliasType", ALIASES): alias.reference("aliasId") for alias in order.children("orderAliases")
    }
    return references.get("SELLER_ORDER_ID", "")


def _replaces(order):
    pairs = (
        (associated.word("associationType", ASSOCIATIONS), associated.reference("orderId"))
        for associated in order.children("associatedOrders")
    )
    return tuple((kind, reference) for kind, reference in pairs if reference)
