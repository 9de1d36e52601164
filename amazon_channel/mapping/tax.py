"""Which charge bears how much of the tax that Amazon reports beside an item's amounts."""

from decimal import Decimal

from .errors import DocumentError
from .money import CHARGE_KINDS, ZERO

PROMOTIONS = ("promotion", "shipping_promotion")


def shared_tax(proceeds, amounts, purse):
    """TAX.subtotal, shared among the charges.

    By Amazon's own details where they add up to it. Else in proportion to the amounts, promotions included, so that
    each charge bears one rate, by largest remainder in the smallest unit of money that the document uses. The sum is
    the subtotal in any case.

    :param Proceeds proceeds: what Amazon says.
    :param dict amounts: amounts without tax by kind of charge.
    :return: tax by kind of charge, signed like the charge; nothing for charges without tax.
    :rtype: dict[str, Decimal]
    :raise DocumentError: `tax` for a negative tax, or tax on a charge that does not exist.
    """
    if proceeds.tax < 0:
        raise _refused(proceeds, purse, proceeds.tax, "a negative tax")
    details = dict(proceeds.details.get("TAX", {}))
    discount_tax = _discount_tax(details.pop("DISCOUNT", ZERO), sum(details.values(), ZERO), proceeds.tax)
    if discount_tax is None:
        return _in_proportion(proceeds, amounts, purse) if proceeds.tax else {}
    return _by_details(proceeds, amounts, details, discount_tax, purse)


def _discount_tax(discount, others, tax):
    """The tax saved by discounts, signed as it counts in the sum, `None` when the details are not the whole tax.

    Amazon does not document the sign; only one reading adds up.
    """
    for reading in (discount, -discount):
        if others + reading == tax:
            return reading
    return None


def _by_details(proceeds, amounts, details, discount_tax, purse):
    taxes = {CHARGE_KINDS[subtype]: tax for subtype, tax in details.items() if tax}
    for kind, tax in taxes.items():
        if kind not in amounts:
            raise _refused(proceeds, purse, tax, f"tax on a charge that does not exist, {kind}")
        if (tax < 0) != (amounts[kind] < 0):
            raise _refused(proceeds, purse, tax, f"tax against the sign of its charge, {kind}")
    if discount_tax:
        promotions = [kind for kind in PROMOTIONS if kind in amounts]
        if not promotions:
            raise _refused(proceeds, purse, discount_tax, "tax on a discount that does not exist")
        if discount_tax > 0:
            raise _refused(proceeds, purse, discount_tax, "a discount that raises the tax")
        taxes.update(_discount_shares(discount_tax, amounts, promotions, purse.exponent))
    return taxes


def _discount_shares(tax, amounts, promotions, exponent):
    """Amazon's one figure for both promotions: the second one's share to the nearest unit, the rest on the first."""
    if len(promotions) == 1:
        return {promotions[0]: tax}
    first, second = promotions
    weight, whole = _units(-amounts[second], exponent), _units(-amounts[first] - amounts[second], exponent)
    share = _amount((2 * _units(-tax, exponent) * weight + whole) // (2 * whole), exponent)
    return {first: tax + share, second: -share}


def _in_proportion(proceeds, amounts, purse):
    # A tip is nobody's turnover.
    taxable = {kind: amount for kind, amount in amounts.items() if amount and kind != "delivery_tip"}
    if proceeds.tax > sum(taxable.values(), ZERO):
        # More tax than price: discounts are nearly everything, and the tax is that of the full prices.
        taxable = {kind: amount for kind, amount in taxable.items() if amount > 0}
    if not taxable:
        raise _refused(proceeds, purse, proceeds.tax, "tax on nothing")
    units = _units(proceeds.tax, purse.exponent)
    weights = {kind: _units(amount, purse.exponent) for kind, amount in taxable.items()}
    return {kind: _amount(share, purse.exponent) for kind, share in _largest_remainder(units, weights).items()}


def _largest_remainder(units, weights):
    """Whole units in proportion to the weights; those left over go to the largest remainders, earlier ones first."""
    whole = sum(weights.values())
    shares = {kind: units * weight // whole for kind, weight in weights.items()}
    left_over = units - sum(shares.values())
    by_remainder = sorted(weights, key=lambda kind: -(units * weights[kind] % whole))
    for kind in by_remainder[:left_over]:
        shares[kind] += 1
    return shares


def _units(amount, exponent):
    """An amount as a whole number of the smallest unit."""
    return int(amount.scaleb(-exponent))


def _amount(units, exponent):
    return Decimal(units).scaleb(exponent)


def _refused(proceeds, purse, tax, what):
    path = f"{proceeds.path}.breakdowns"
    message = f"Amazon's document has {what}: {purse.show(tax)} ({path})."
    return DocumentError("tax", path, message, tax=tax, currency=purse.currency)
