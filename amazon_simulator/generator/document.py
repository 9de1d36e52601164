"""From a plan to the Order document of Orders 2026-01-01."""

from datetime import datetime, time, timedelta

from ..clock import UTC, iso
from ..money import money
from .amounts import item_proceeds, order_proceeds
from .plan import merge

DAYS_TO_SHIP = {"SAME_DAY": 0, "NEXT_DAY": 0, "PRIORITY": 1, "SECOND_DAY": 1, "EXPEDITED": 1, "SCHEDULED": 3}
DAYS_TO_DELIVER = {"SAME_DAY": 0, "NEXT_DAY": 1, "PRIORITY": 2, "SECOND_DAY": 2, "EXPEDITED": 3, "SCHEDULED": 5}
STANDARD_DAYS_TO_SHIP = 2
STANDARD_DAYS_TO_DELIVER = 6


def write_order(plan, order_id, item_ids):
    """Return the Order document for a plan, its story told to the end.

    `item_ids` is an iterator of order item ids. `lastUpdatedTime` is when the last step of the story happened.
    """
    order = {
        "orderId": order_id,
        "createdTime": iso(plan.created),
        "lastUpdatedTime": iso(plan.created),
        "salesChannel": {
            "channelName": plan.channel_name,
            "marketplaceId": plan.marketplace.id,
            "marketplaceName": plan.marketplace.name,
        },
        "buyer": {"buyerName": plan.person.name, "buyerEmail": plan.person.email},
        "recipient": {"deliveryAddress": dict(plan.person.address)},
        "fulfillment": _fulfillment(plan),
        "orderItems": [_item(plan, line, next(item_ids)) for line in plan.lines],
    }
    if plan.programs:
        order["programs"] = sorted(set(plan.programs))
    order_proceeds(order, plan)
    merge(order, plan.details)
    if plan.fulfilled_by == "MERCHANT":
        order.setdefault("payment", {"paymentExecutions": [_payment(order, plan)]})
    _tell(order, plan)
    return order


def _item(plan, line, item_id):
    item = {
        "orderItemId": item_id,
        "quantityOrdered": line.quantity,
        "product": {
            "asin": line.product.asin,
            "title": line.product.title,
            "sellerSku": line.product.sku,
            "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
            "price": {"unitPrice": money(0 if plan.free else line.unit_price, plan.currency)},
        },
        "proceeds": item_proceeds(line, plan),
        "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": line.quantity},
    }
    if line.promotion_ids:
        item["promotion"] = {"breakdowns": [{"promotionId": identifier} for identifier in line.promotion_ids]}
    if plan.tax.facilitator:
        collection = {"model": "MARKETPLACE_FACILITATOR", "responsibleParty": plan.tax.facilitator}
        item["tax"] = {"taxCollections": [collection]}
    return merge(item, line.details)


def _fulfillment(plan):
    days_to_ship = DAYS_TO_SHIP.get(plan.service_level, STANDARD_DAYS_TO_SHIP)
    days_to_deliver = DAYS_TO_DELIVER.get(plan.service_level, STANDARD_DAYS_TO_DELIVER)
    return {
        "fulfillmentStatus": plan.status,
        "fulfilledBy": plan.fulfilled_by,
        "fulfillmentServiceLevel": plan.service_level,
        "shipByWindow": window(plan.created, 0, days_to_ship),
        "deliverByWindow": window(plan.created, min(days_to_deliver, days_to_ship + 1), days_to_deliver),
    }


def window(moment, first_day, last_day):
    """Return a DateTimeRange from the start of one day to the last second of another, counted from `moment`."""
    start = datetime.combine(moment.date(), time(), UTC)
    return {
        "earliestDateTime": iso(start + timedelta(days=first_day)),
        "latestDateTime": iso(start + timedelta(days=last_day + 1, seconds=-1)),
    }


def _payment(order, plan):
    execution = {"paymentMethod": "CreditCard", "paymentAmount": dict(order["proceeds"]["grandTotal"])}
    if plan.marketplace.country == "BR":
        code = f"{plan.rng.randrange(10**6):06d}"
        execution.update(acquirerId="00.000.000/0001-00", cardBrand="Visa", authorizationCode=code)
    return execution


def _tell(order, plan):
    """Let the story happen between the creation and now, and date the order by its last step."""
    moment = plan.created
    if plan.status not in ("PENDING", "PENDING_AVAILABILITY"):
        moment += timedelta(minutes=plan.rng.randint(15, 45))
    for step in plan.story:
        moment = min(moment + timedelta(minutes=plan.rng.randint(60, 1500)), plan.now)
        step(order, moment)
    for change in plan.finish:
        change(order)
    order["lastUpdatedTime"] = iso(min(max(moment, plan.created), max(plan.now, plan.created)))
