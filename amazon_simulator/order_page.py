"""The page of one order."""

from .markup import field, form, select, table, tag, text_input
from .order_changes import CANCELLED_BY, OPEN, PENDING, status_of

ADDRESS = ("name", "companyName", "addressLine1", "addressLine2", "city", "stateOrRegion", "postalCode", "countryCode")


def order_page(order, lost):
    """Return the sections of the page of an order; `lost` tells whether searchOrders leaves it out."""
    status = status_of(order)
    sections = [_summary(order, status, lost)]
    if status in OPEN:
        sections.append(_ship_form(order))
    return [*sections, tag("div", _events(order, status, lost), _address_form(order), class_="columns")]


def _summary(order, status, lost):
    total = order.get("proceeds", {}).get("grandTotal")
    rows = [_item_row(order, item) for item in order["orderItems"]]
    return tag(
        "section",
        tag("h1", f"Order {order['orderId']}"),
        tag(
            "p",
            tag("span", status.replace("_", " ").lower(), class_=f"badge {status}"),
            " ",
            tag("span", "lost from searchOrders", class_="badge lost") if lost else None,
            f" {order['salesChannel'].get('marketplaceName', '')}, placed {_readable(order['createdTime'])}, "
            f"updated {_readable(order['lastUpdatedTime'])} (UTC)",
        ),
        table(("SKU", "Title", "Ordered", "Shipped", "Total", "Change the quantity"), rows),
        tag("p", tag("strong", f"Total {_amount(total)}")) if total else None,
        _packages(order),
    )


def _readable(time):
    return time[:19].replace("T", " ")


def _amount(money):
    return f"{money['amount']} {money['currencyCode']}"


def _item_row(order, item):
    proceeds = item.get("proceeds", {}).get("proceedsTotal")
    change = form(
        f"/order/{order['orderId']}/change_quantity",
        tag("input", type="hidden", name="order_item_id", value=item["orderItemId"]),
        text_input("quantity", item["quantityOrdered"], type="number", min="1"),
        button="Change",
    )
    asks = "cancellationRequest" in item.get("cancellation", {})
    return (
        tag("code", item["product"].get("sellerSku", "")),
        [item["product"].get("title", ""), tag("div", "buyer asks to cancel", class_="badge lost") if asks else None],
        item["quantityOrdered"],
        item.get("fulfillment", {}).get("quantityFulfilled", 0),
        _amount(proceeds) if proceeds else "",
        change,
    )


def _packages(order):
    skus = {item["orderItemId"]: item["product"].get("sellerSku", "") for item in order["orderItems"]}
    rows = [
        (
            package["packageReferenceId"],
            ", ".join(
                f"{row['quantity']} × {skus.get(row['orderItemId']) or row['orderItemId']}"
                for row in package.get("packageItems", [])
            ),
            package.get("carrier", ""),
            package.get("shippingService", ""),
            package.get("trackingNumber", ""),
            _readable(package.get("shipTime", "")),
            package.get("packageStatus", {}).get("status", "").lower(),
        )
        for package in order.get("packages", [])
    ]
    header = ("Package", "Contains", "Carrier", "Service", "Tracking number", "Shipped", "Status")
    return table(header, rows) if rows else None


def _ship_form(order):
    fields = []
    for item in order["orderItems"]:
        left = item["quantityOrdered"] - item.get("fulfillment", {}).get("quantityFulfilled", 0)
        if left:
            label = f"{item['product'].get('sellerSku', item['orderItemId'])} (of {left})"
            control = text_input(f"item-{item['orderItemId']}", left, type="number", min="0", max=left)
            fields.append(field(label, control))
    return tag(
        "section",
        tag("h2", "Ship"),
        form(
            f"/order/{order['orderId']}/ship",
            fields,
            field("Carrier", text_input("carrier", "UPS")),
            field("Service", text_input("shipping_service", "Ground")),
            field("Tracking number", text_input("tracking_number", "", placeholder="invented")),
            button="Ship",
        ),
    )


def _events(order, status, lost):
    address = f"/order/{order['orderId']}"
    parts = [tag("h2", "What else may happen")]
    if status in PENDING:
        parts.append(form(f"{address}/release", button="Payment clears"))
    if status in OPEN:
        reason = field("Reason", text_input("reason", "Ordered by mistake"))
        parts.append(form(f"{address}/request_cancellation", reason, button="Buyer asks to cancel"))
    if status in (*PENDING, "UNSHIPPED"):
        by = field("By", select("cancelled_by", [(name, name.capitalize()) for name in CANCELLED_BY]))
        reason = field("Reason", text_input("reason", "BuyerCanceled"))
        parts.append(form(f"{address}/cancel", by, reason, button="Cancel the order", danger=True))
    if order.get("packages"):
        parts.append(form(f"{address}/deliver", button="Packages arrive"))
    parts.append(form(f"{address}/touch", button="Update without a change"))
    hide = ("find", "Show in searchOrders again") if lost else ("lose", "Lose from searchOrders")
    parts.append(form(f"{address}/{hide[0]}", button=hide[1]))
    return tag("section", parts)


def _address_form(order):
    address = order.get("recipient", {}).get("deliveryAddress", {})
    fields = [field(name, text_input(name, address.get(name, ""))) for name in ADDRESS]
    action = f"/order/{order['orderId']}/change_address"
    return tag("section", tag("h2", "Delivery address"), form(action, fields, button="Change", class_="stacked"))
