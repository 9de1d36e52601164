"""The flat files of all orders: one line per order item, tab separated, with nothing that says who the buyer is."""

from .clock import iso, parse_iso
from .marketplaces import BY_COUNTRY, MARKETPLACES
from .order_changes import by_amazon, left_of, shipped_of, status_of
from .orders_view import NOT_READY, WITHOUT_MONEY

BY_ORDER_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
BY_LAST_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
TIMES = {BY_ORDER_DATE: "createdTime", BY_LAST_UPDATE: "lastUpdatedTime"}
"""The report types, and the field of an order that each one selects by."""

COLUMNS = (
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
    "url",
    "ship-service-level",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "item-promotion-discount",
    "ship-promotion-discount",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "promotion-ids",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
)
STATUS_WORDS = {
    "PENDING_AVAILABILITY": "PendingAvailability",
    "PENDING": "Pending",
    "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "PartiallyShipped",
    "SHIPPED": "Shipped",
    "CANCELLED": "Canceled",
    "UNFULFILLABLE": "Unfulfillable",
}
"""The words of Orders v0, which the reports have kept."""

SHORT_LEVELS = {
    "EXPEDITED": "Exp",
    "FREE_ECONOMY": "Econ",
    "NEXT_DAY": "Next",
    "PRIORITY": "Priority",
    "SAME_DAY": "Same",
    "SCHEDULED": "Sched",
    "SECOND_DAY": "Second",
    "STANDARD": "Std",
}
TO_THE_DOOR = frozenset({"US", "CA", "MX", "JP", "AU"})


def charset_of(marketplace_ids):
    """Return (charset as the download's header names it, Python's codec)."""
    return ("windows-31j", "cp932") if BY_COUNTRY["JP"].id in marketplace_ids else ("UTF-8", "utf-8")


def lines_of(orders, report_type, marketplace_ids, start, end):
    """Return the lines of a report with its header first, or an empty list if there is no order to report.

    `orders` are whole documents, `start` and `end` ISO texts, both included.
    """
    name = TIMES[report_type]
    chosen = [
        order
        for order in orders
        if start <= order[name] <= end and order["salesChannel"].get("marketplaceId") in marketplace_ids
    ]
    chosen.sort(key=lambda order: (order[name], order["orderId"]))
    lines = [_line(order, item) for order in chosen for item in order["orderItems"]]
    return ["\t".join(COLUMNS), *lines] if lines else []


def _line(order, item):
    values = {**_order_values(order), **_item_values(order, item)}
    if status_of(order) not in WITHOUT_MONEY:
        values |= _amounts(item)
    return "\t".join(_clean(values.get(name, "")) for name in COLUMNS)


def _clean(value):
    """The format knows no quoting: whatever would end a field or a line becomes a space."""
    return " ".join(str(value).split())


def _date(text):
    return iso(parse_iso(text))[:19] + "+00:00"


def _order_values(order):
    status = status_of(order)
    own_ids = [row["aliasId"] for row in order.get("orderAliases", []) if row.get("aliasType") == "SELLER_ORDER_ID"]
    channel = order["salesChannel"]
    address = order.get("recipient", {}).get("deliveryAddress", {})
    return {
        "amazon-order-id": order["orderId"],
        "merchant-order-id": own_ids[0] if own_ids else order["orderId"],
        "purchase-date": _date(order["createdTime"]),
        "last-updated-date": _date(order["lastUpdatedTime"]),
        "order-status": STATUS_WORDS.get(status, status),
        "fulfillment-channel": "Amazon" if by_amazon(order) else "Merchant",
        "sales-channel": channel.get("marketplaceName", "") if channel["channelName"] == "AMAZON" else "Non-Amazon",
        "ship-service-level": service_level_text(order),
        "ship-country": "" if status in NOT_READY else address.get("countryCode", ""),
        "is-business-order": "true" if "AMAZON_BUSINESS" in order.get("programs", []) else "false",
    }


def service_level_text(order):
    """Return what the reports call the shipping service: the same text for a marketplace, service and program."""
    level = order["fulfillment"].get("fulfillmentServiceLevel", "")
    if not level:
        return ""
    if by_amazon(order):
        return level.title().replace("_", "")
    marketplace = MARKETPLACES.get(order["salesChannel"].get("marketplaceId"))
    country = "UK" if marketplace.country == "GB" else marketplace.country
    short = SHORT_LEVELS.get(level, level.title())
    if "PRIME" in order.get("programs", []):
        return f"{short} {country} Prime Dom"
    return f"{short} {country} {'D2D ' if country in TO_THE_DOOR else ''}Dom"


def _item_values(order, item):
    product = item["product"]
    cancelled = status_of(order) == "CANCELLED" or not item["quantityOrdered"]
    promotions = item.get("promotion", {}).get("breakdowns", [])
    return {
        "product-name": product.get("title", ""),
        "sku": product.get("sellerSku", ""),
        "asin": product.get("asin", ""),
        "item-status": "Cancelled" if cancelled else _item_status(item),
        "quantity": 0 if cancelled else item["quantityOrdered"],
        "promotion-ids": ",".join(row.get("promotionId", "") for row in promotions),
    }


def _item_status(item):
    if not left_of(item):
        return "Shipped"
    return "PartiallyShipped" if shipped_of(item) else "Unshipped"


def _amounts(item):
    """Return the item's money by column; a discount has no sign, and its tax is not told apart."""
    rows = {row["type"]: row for row in item.get("proceeds", {}).get("breakdowns", [])}
    if not rows:
        return {}
    taxes, discounts = _details(rows.get("TAX")), _details(rows.get("DISCOUNT"))
    amounts = {
        "item-price": _subtotal(rows.get("ITEM")),
        "item-tax": taxes.get("ITEM", ""),
        "shipping-price": _subtotal(rows.get("SHIPPING")),
        "shipping-tax": taxes.get("SHIPPING", ""),
        "gift-wrap-price": _subtotal(rows.get("GIFT_WRAP")),
        "gift-wrap-tax": taxes.get("GIFT_WRAP", ""),
        "item-promotion-discount": discounts.get("ITEM", "").lstrip("-"),
        "ship-promotion-discount": discounts.get("SHIPPING", "").lstrip("-"),
    }
    return {"currency": next(iter(rows.values()))["subtotal"]["currencyCode"], **amounts}


def _subtotal(row):
    return row["subtotal"]["amount"] if row else ""


def _details(row):
    return {part["subtype"]: part["value"]["amount"] for part in (row or {}).get("detailedBreakdowns", [])}
