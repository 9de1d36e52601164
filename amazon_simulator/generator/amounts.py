"""From displayed prices to Amazon's proceeds. Every total is the exact sum of what is written beside it."""

from ..money import money, round_money
from ..order_changes import refresh_totals, sum_of_details

PARTS = (
    ("ITEM", "goods"),
    ("SHIPPING", "shipping"),
    ("GIFT_WRAP", "gift_wrap"),
    ("COD_FEE", "cod_fee"),
    ("OTHER", "other"),
)


def item_proceeds(line, plan):
    """Return the ItemProceeds document of a line; `proceedsTotal` is set by `order_proceeds`."""
    currency, taxes, breakdowns = plan.currency, [], []
    sign = -1 if plan.negative_discounts else 1

    def split(displayed):
        rounded = round_money(0 if plan.free else displayed, currency)
        return plan.tax.split(rounded, lambda amount: round_money(amount, currency))

    for kind, name in PARTS:
        amount, tax = split(getattr(line, name))
        if amount or kind == "ITEM":
            breakdowns.append({"type": kind, "subtotal": money(amount, currency)})
            taxes.append((kind, tax))
    discounts, discount_tax = [], 0
    for kind, amount in (("ITEM", line.item_discount), ("SHIPPING", line.shipping_discount)):
        net, tax = split(amount)
        discount_tax += tax
        if net:
            discounts.append((kind, sign * net))
    if discount_tax:
        taxes.append(("DISCOUNT", sign * discount_tax))
    if plan.tax.separate and not plan.free:
        breakdowns.append(_detailed("TAX", taxes, currency))
    if discounts:
        breakdowns.append(_detailed("DISCOUNT", discounts, currency))
    return {"proceedsTotal": money(0, currency), "breakdowns": breakdowns}


def _detailed(kind, details, currency):
    breakdown = {
        "type": kind,
        "subtotal": None,
        "detailedBreakdowns": [{"subtype": name, "value": money(amount, currency)} for name, amount in details],
    }
    breakdown["subtotal"] = money(sum_of_details(breakdown), currency)
    return breakdown


def order_proceeds(order, plan):
    """Set the totals of the order's items and of the order itself, with the delivery tip if there is one."""
    if plan.tip:
        tip = {"type": "DELIVERY_TIP", "status": plan.tip_status, "subtotal": money(plan.tip, plan.currency)}
        order["proceeds"] = {"breakdowns": [tip]}
    refresh_totals(order)
