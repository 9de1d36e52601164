"""What has become of an order, and who fulfils it."""

import functools

from .. import order_changes
from .document import window
from .people import digits
from .registry import kind
from .tax import TaxRegime

CANCEL_REASONS = ("Ordered by mistake", "Found a better price", "Arrives too late", "Wrong delivery address")


def _step(change, **arguments):
    return functools.partial(change, **arguments)


def _by_amazon(plan):
    plan.fulfilled_by = "AMAZON"
    plan.status = "PENDING"


@kind(8)
def fba_shipped(plan):
    """Fulfilled and shipped by Amazon; sometimes Amazon tells the serial numbers."""
    _by_amazon(plan)
    plan.story.append(order_changes.ship)
    if plan.rng.random() < 0.3:
        line = plan.lines[0]
        line.details["product"] = {"serialNumbers": [digits(plan.rng, "SN#######") for _ in range(line.quantity)]}


@kind(2)
def fba_pending(plan):
    """To be fulfilled by Amazon, payment not cleared."""
    _by_amazon(plan)


@kind(3)
def pending(plan):
    """Payment not cleared: no prices, no address yet. It may still be released or cancelled."""
    plan.status = "PENDING"


@kind(1)
def pending_availability(plan):
    """Pre-ordered: the product is not out yet."""
    plan.status = "PENDING_AVAILABILITY"
    plan.programs.append("PREORDER")


@kind(3)
def cancelled(plan):
    """Cancelled before anything was shipped, by whomever."""
    plan.story.append(
        _step(
            order_changes.cancel,
            cancelled_by=plan.rng.choice(order_changes.CANCELLED_BY),
            reason=plan.rng.choice(("BuyerCanceled", "NoInventory", "CustomerRequest")),
        )
    )


@kind(2)
def buyer_cancel_request(plan):
    """The buyer asks for a cancellation; the order is still to be shipped."""
    plan.story.append(_step(order_changes.request_cancellation, reason=plan.rng.choice(CANCEL_REASONS)))


@kind(6)
def shipped_by_merchant(plan):
    """Shipped by the merchant in one package."""
    plan.story.append(_ship(plan))


@kind(2)
def delivered(plan):
    """Shipped by the merchant and delivered."""
    plan.story += [_ship(plan), order_changes.deliver]


@kind(1)
def shipped_in_two_packages(plan):
    """Shipped by the merchant in two packages."""
    plan.add_line()
    plan.story += [_ship_first_item, _ship(plan)]


@kind(2)
def partially_shipped(plan):
    """One item of two has been shipped, or two pieces of three."""
    if plan.rng.random() < 0.5:
        plan.add_line()
    else:
        plan.lines[0].quantity = 3
    plan.story.append(_ship_first_item)


def _ship(plan):
    carrier, service = plan.rng.choice(
        (("UPS", "Ground"), ("DHL", "Paket"), ("USPS", "Priority Mail"), ("DPD", "Classic"))
    )
    tracking_number = digits(plan.rng, "1Z##############")
    return _step(order_changes.ship, carrier=carrier, shipping_service=service, tracking_number=tracking_number)


def _ship_first_item(order, now):
    first = order["orderItems"][0]
    several = len(order["orderItems"]) > 1
    quantity = first["quantityOrdered"] if several else first["quantityOrdered"] - 1
    order_changes.ship(order, now, {first["orderItemId"]: quantity})


@kind(1)
def unfulfillable(plan):
    """An order that was not placed on Amazon's shop and that Amazon cannot fulfil."""
    plan.fulfilled_by = "AMAZON"
    plan.status = "UNFULFILLABLE"
    plan.channel_name = "NON_AMAZON"


@kind(1, "US", "GB", "DE", "JP")
def non_amazon(plan):
    """Multi-Channel Fulfilment: Amazon ships an order of another shop. It is no sale on Amazon and has no money."""
    _by_amazon(plan)
    plan.channel_name = "NON_AMAZON"
    plan.free = True
    plan.details["salesChannel"] = {"marketplaceName": f"Non-{plan.marketplace.name}"}
    plan.details["orderAliases"] = [{"aliasId": f"WEB-{plan.rng.randrange(10**6):06d}", "aliasType": "SELLER_ORDER_ID"}]
    plan.story.append(order_changes.ship)


@kind(1)
def replacement(plan):
    """A replacement for an earlier order: all amounts are zero."""
    _follows(plan, "REPLACEMENT_ORIGINAL_ID")


@kind(0.5)
def exchange(plan):
    """An exchange for an earlier order: all amounts are zero."""
    _follows(plan, "EXCHANGE_ORIGINAL_ID")


def _follows(plan, association):
    plan.free = True
    plan.tax = TaxRegime(plan.tax.rate, separate=False, inclusive=plan.tax.inclusive)
    prefix = plan.marketplace.order_prefixes[0]
    original = f"{prefix}-{plan.rng.randrange(10**7):07d}-{plan.rng.randrange(10**7):07d}"
    plan.details["associatedOrders"] = [{"orderId": original, "associationType": association}]


@kind(3, "US", "CA", "GB", "DE", "FR", "IT", "ES", "JP", "AU")
def prime(plan):
    """Seller Fulfilled Prime, with a label that may be printed from a certain time."""
    plan.programs.append("PRIME")
    plan.service_level = plan.rng.choice(("NEXT_DAY", "SECOND_DAY", "STANDARD"))
    earliest = {"earliestDateTime": window(plan.created, 0, 0)["earliestDateTime"]}
    plan.details["fulfillment"] = {"labelPrintingWindow": earliest}


@kind(1)
def premium(plan):
    """Premium shipping options."""
    plan.programs.append("PREMIUM")
    plan.service_level = plan.rng.choice(("SAME_DAY", "NEXT_DAY", "SECOND_DAY"))


def _service(level):
    def shape(plan):
        plan.service_level = level
        if level == "SCHEDULED":
            scheduled = {"shipping": {"scheduledDeliveryWindow": window(plan.created, 5, 5)}}
            plan.lines[0].details["fulfillment"] = scheduled
        if level == "FREE_ECONOMY":
            plan.programs.append("FBM_SHIP_PLUS")

    shape.__doc__ = f"Ordered with the shipping service {level}."
    return shape


for _level in (
    "EXPEDITED",
    "FREE_ECONOMY",
    "NEXT_DAY",
    "PRIORITY",
    "SAME_DAY",
    "SECOND_DAY",
    "SCHEDULED",
    "STANDARD",
):
    kind(1, name=f"service_{_level.lower()}")(_service(_level))
