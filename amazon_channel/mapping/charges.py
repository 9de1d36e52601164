"""The charges of one item: which amounts become order lines, and what each bears of the tax."""

from .errors import DocumentError
from .money import CHARGE_KINDS, ZERO
from .order_data import Charge
from .tax import shared_tax


def item_charges(proceeds, quantity, purse):
    """The charges of one item, goods first, then extras, then promotions.

    :param Proceeds proceeds: what Amazon says.
    :param int quantity: units ordered; goods get their charge even at 0.00, as in replacement orders.
    :return: charges that sum to `proceeds.amounts` with discounts subtracted.
    :rtype: tuple[Charge, ...]
    :raise DocumentError: `quantity`, `charge`, `total`, `tax`.
    """
    amounts = _amounts(proceeds, quantity, purse)
    taxes = shared_tax(proceeds, amounts, purse)
    return tuple(Charge(kind, amount, taxes.get(kind, ZERO)) for kind, amount in amounts.items())


def item_sum(proceeds):
    """What the buyer pays for an item by its breakdowns: the only reading in which a discount lowers the price."""
    kinds = (amount for kind, amount in proceeds.amounts.items() if kind in CHARGE_KINDS)
    return sum(kinds, ZERO) - proceeds.discount + proceeds.tax


def check_item_total(proceeds, purse):
    """Refuse breakdowns that do not add up to `proceedsTotal`, to the cent.

    :raise DocumentError: `total`.
    """
    computed = item_sum(proceeds)
    if proceeds.total is None or computed == proceeds.total:
        return
    path = f"{proceeds.path}.proceedsTotal"
    message = (
        f"The amounts of an item add up to {purse.show(computed)}, "
        f"but Amazon's total of the item is {purse.show(proceeds.total)} ({path})."
    )
    raise DocumentError("total", path, message, computed=computed, stated=proceeds.total, currency=purse.currency)


def _amounts(proceeds, quantity, purse):
    """Amounts without tax by kind of charge, in the order of the lines."""
    amounts = {}
    for amazon_type, kind in CHARGE_KINDS.items():
        amount = proceeds.amounts.get(amazon_type, ZERO)
        # Corrections that Amazon calls OTHER may go either way; nobody pays a negative price or postage.
        if amount < 0 and kind != "other":
            message = f"Amazon charges a negative amount as {amazon_type}: {purse.show(amount)} ({proceeds.path})."
            raise DocumentError(
                "charge", proceeds.path, message, kind=amazon_type, amount=amount, currency=purse.currency
            )
        if amount or (kind == "item" and quantity):
            amounts[kind] = amount
    if "item" in amounts and not quantity:
        message = f"Amazon charges {purse.show(amounts['item'])} for 0 units ({proceeds.path})."
        raise DocumentError("quantity", proceeds.path, message, amount=amounts["item"], currency=purse.currency)
    shipping = _shipping_discount(proceeds, purse)
    if shipping != proceeds.discount:
        amounts["promotion"] = shipping - proceeds.discount
    if shipping:
        amounts["shipping_promotion"] = -shipping
    return amounts


def _shipping_discount(proceeds, purse):
    """How much of the discount is on shipping, as a positive amount.

    DISCOUNT.subtotal contains it, and its detail says how much it is. Subtotal and details may be signed differently,
    but details among themselves may not, and together they are the subtotal. Where SHIPPING alone is detailed, the rest
    is the discount on the goods.
    """
    details = proceeds.details.get("DISCOUNT", {})
    sizes = {subtype: abs(amount) for subtype, amount in details.items()}
    detailed = sum(sizes.values(), ZERO)
    one_sign = abs(sum(details.values(), ZERO)) == detailed
    complete = detailed == proceeds.discount or (set(sizes) <= {"SHIPPING"} and detailed < proceeds.discount)
    if one_sign and complete:
        return sizes.get("SHIPPING", ZERO)
    path = f"{proceeds.path}.breakdowns"
    computed = sum(details.values(), ZERO)
    message = (
        f"The details of a discount add up to {purse.show(computed)}, "
        f"but Amazon's discount is {purse.show(proceeds.discount)} ({path})."
    )
    raise DocumentError("total", path, message, computed=computed, stated=proceeds.discount, currency=purse.currency)
