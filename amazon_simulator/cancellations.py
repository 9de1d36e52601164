"""What a merchant cancels of an order. Amazon has no operation for it: merchants send a feed."""

from dataclasses import dataclass

from .order_changes import PENDING, by_amazon, left_of, set_quantity, set_shipped, shipped_of, status_of
from .shipments import Refusal

CANCEL_REASONS = (
    "NoInventory",
    "ShippingAddressUndeliverable",
    "CustomerExchange",
    "BuyerCanceled",
    "GeneralAdjustment",
    "CarrierCreditDecision",
    "RiskAssessmentInformationNotValid",
    "CarrierCoverageFailure",
    "CustomerReturn",
    "MerchandiseNotReceived",
    "CannotVerifyInformation",
    "PricingError",
    "RejectOrder",
    "WeatherDelay",
)
USUAL_REASON = "GeneralAdjustment"


@dataclass(frozen=True)
class Dropped:
    """Units of one order item that the merchant cancels; `quantity` None stands for all that is left."""

    item_id: str
    reason: str
    quantity: int | None = None


def cancel_by_merchant(order, now, dropped=()):
    """Cancel units of an order, without `dropped` the whole order; raise Refusal.

    When nothing of the order has been shipped and nothing is left, the order is cancelled. Otherwise the units are
    taken off what was ordered, with their share of all amounts.
    """
    _check_order(order)
    if not dropped:
        if any(shipped_of(item) for item in order["orderItems"]):
            raise Refusal("shipped")
        dropped = [Dropped(item["orderItemId"], USUAL_REASON) for item in order["orderItems"] if left_of(item)]
    quantities = _quantities(order, dropped)
    reasons = {part.item_id: part.reason for part in dropped}
    items = order["orderItems"]
    if all(quantities.get(item["orderItemId"], 0) == item["quantityOrdered"] for item in items):
        _cancel_whole(order, reasons)
        return
    for item in items:
        quantity = quantities.get(item["orderItemId"], 0)
        if quantity:
            set_quantity(order, item, item["quantityOrdered"] - quantity)
            if not item["quantityOrdered"]:
                _execute(item, reasons[item["orderItemId"]])
    if not any(left_of(item) for item in items):
        order["fulfillment"]["fulfillmentStatus"] = "SHIPPED"


def _check_order(order):
    if by_amazon(order):
        raise Refusal("by_amazon")
    status = status_of(order)
    if status in PENDING:
        raise Refusal("pending")
    if status in ("CANCELLED", "SHIPPED"):
        raise Refusal(status.lower())


def _quantities(order, dropped):
    """Return how many units of which item go, by item id."""
    items = {item["orderItemId"]: item for item in order["orderItems"]}
    quantities = {}
    for part in dropped:
        if part.item_id not in items or part.item_id in quantities:
            raise Refusal("item", item=part.item_id)
        if part.reason not in CANCEL_REASONS:
            raise Refusal("field", field="CancelReason")
        item = items[part.item_id]
        left = left_of(item)
        if not left:
            raise Refusal("shipped" if shipped_of(item) else "cancelled")
        quantity = left if part.quantity is None else part.quantity
        if not 0 < quantity <= left:
            raise Refusal("quantity", item=part.item_id, left=left)
        quantities[part.item_id] = quantity
    return quantities


def _cancel_whole(order, reasons):
    order["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
    for item in order["orderItems"]:
        set_shipped(item, 0)
        item["fulfillment"]["quantityUnfulfilled"] = 0
        if item["orderItemId"] in reasons:
            _execute(item, reasons[item["orderItemId"]])


def _execute(item, reason):
    execution = {"cancelledBy": "MERCHANT", "cancelReason": reason}
    item.setdefault("cancellation", {})["cancellationExecution"] = execution
