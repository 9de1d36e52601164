"""The money of a whole order: its items, what belongs to no item, and whether all of it is the grand total."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations

from .charges import check_item_total, item_charges, item_sum
from .errors import DocumentError
from .money import CHARGE_KINDS, TYPES, ZERO, Proceeds, Purse, known_kind, read_proceeds
from .order_data import Charge
from .values import missing

TIP_STATUSES = frozenset({"PENDING", "FINALIZED"})


@dataclass(frozen=True)
class OrderMoney:
    """All amounts of an order."""

    currency: str
    grand_total: Decimal | None
    order_charges: tuple[Charge, ...]
    items: tuple[tuple[tuple[Charge, ...], Decimal | None], ...]  # charges and proceedsTotal, item by item


def binding_money(order, items, quantities):
    """The money of an order that is to be imported: every figure fits every other, to the cent.

    :param Node order: the order document.
    :param items: the nodes of `orderItems`, and `quantities` their numbers of units.
    :raise DocumentError: `missing`, `malformed`, `currency`, `charge`, `quantity`, `total`, `tax`.
    """
    purse = Purse()
    money = order.child("proceeds")
    grand_total = purse.read(money, "grandTotal")
    if grand_total is None:
        raise missing(money.path_of("grandTotal"))
    proceeds = [read_proceeds(item.child("proceeds"), purse) for item in items]
    aggregates = _read_aggregates(money, purse)
    # Only now does the purse know the smallest unit, which shares of a tax need.
    for one in proceeds:
        check_item_total(one, purse)
    charges = [item_charges(one, quantity, purse) for one, quantity in zip(proceeds, quantities, strict=True)]
    order_charges = _order_charges(aggregates, proceeds, grand_total, purse, money.path_of("grandTotal"))
    totals = (one.total for one in proceeds)
    return OrderMoney(purse.currency, grand_total, order_charges, tuple(zip(charges, totals, strict=True)))


def informal_money(order, items, quantities):
    """The money of an order that is not to be imported (pending, cancelled): what is readable, nothing checked."""
    purse = Purse()
    money = order.child("proceeds")
    grand_total = _readable(money, "grandTotal", None, lambda: purse.read(money, "grandTotal"))
    proceeds = [_informal_proceeds(item, purse) for item in items]
    charges = [
        _readable(item, "proceeds", (), lambda one=one, quantity=quantity: item_charges(one, quantity, purse))
        if one.amounts
        else ()
        for item, one, quantity in zip(items, proceeds, quantities, strict=True)
    ]
    totals = (one.total for one in proceeds)
    return OrderMoney(purse.currency, grand_total, (), tuple(zip(charges, totals, strict=True)))


def _informal_proceeds(item, purse):
    nothing = Proceeds(item.path_of("proceeds"), None)
    return _readable(item, "proceeds", nothing, lambda: read_proceeds(item.child("proceeds"), purse))


def _readable(node, key, default, read):
    try:
        return read()
    except DocumentError as error:
        node.note(key, f"not readable ({error.code})")
        return default


def _read_aggregates(money, purse):
    """`proceeds.breakdowns` of the order, added up by type; pending tips by themselves, being paid separately."""
    aggregates = {}
    for breakdown in money.children("breakdowns"):
        amount = purse.read(breakdown, "subtotal", required=True)
        kind = known_kind(breakdown, "type", TYPES, amount, purse)
        status = breakdown.word("status", TIP_STATUSES)
        if kind:
            key = (kind, kind == "DELIVERY_TIP" and status == "PENDING")
            aggregates[key] = aggregates.get(key, ZERO) + amount
    return aggregates


def _order_charges(aggregates, proceeds, grand_total, purse, path):
    """What the order charges beside its items.

    Amazon's breakdowns of the order repeat the items'. Only what they have beyond the items can belong to the order
    itself, and it does if the grand total contains it: a pending tip, say, may be in the list, yet not in the total.

    :raise DocumentError: `total` when the grand total cannot be reached, or in more than one way.
    """
    computed = sum(map(item_sum, proceeds), ZERO)
    excesses = _excesses(aggregates, proceeds)
    selections = chain.from_iterable(combinations(excesses, size) for size in range(len(excesses) + 1))
    fitting = [chosen for chosen in selections if computed + sum((amount for _, amount in chosen), ZERO) == grand_total]
    if len(fitting) == 1 and grand_total >= 0:
        return _as_charges(fitting[0], purse, path)
    stated = purse.show(grand_total)
    if grand_total < 0:
        message = f"Amazon's grand total of the order is negative: {stated}."
    elif fitting:
        message = f"Amazon's grand total of {stated} can be reached in more than one way from {purse.show(computed)}."
    else:
        message = f"The items add up to {purse.show(computed)}, but Amazon's grand total is {stated}."
    raise DocumentError("total", path, message, computed=computed, stated=grand_total, currency=purse.currency)


def _excesses(aggregates, proceeds):
    """What the order has beyond its items: pairs of kind of charge (or ``tax``) and amount as it counts in the sum."""
    excesses = []
    for (kind, _pending), amount in aggregates.items():
        if kind == "DISCOUNT":
            discount = abs(amount) - sum((one.discount for one in proceeds), ZERO)
            if discount > 0:
                excesses.append(("promotion", -discount))
        elif kind != "ITEM":  # goods always belong to an item
            excess = amount - sum((one.amounts.get(kind, ZERO) for one in proceeds), ZERO)
            if excess > 0:
                excesses.append((CHARGE_KINDS.get(kind, "tax"), excess))
    return excesses


def _as_charges(chosen, purse, path):
    """One charge a kind. Tax beyond the items' is that of the only charge that can be taxed."""
    amounts = {}
    for kind, amount in chosen:
        amounts[kind] = amounts.get(kind, ZERO) + amount
    tax = amounts.pop("tax", ZERO)
    taxable = [kind for kind, amount in amounts.items() if amount > 0 and kind != "delivery_tip"]
    if tax and len(taxable) != 1:
        message = f"Amazon's document has tax on a charge that does not exist: {purse.show(tax)} beyond the items."
        raise DocumentError("tax", path, message, tax=tax, currency=purse.currency)
    kinds = (*CHARGE_KINDS.values(), "promotion")
    return tuple(Charge(kind, amounts[kind], tax if [kind] == taxable else ZERO) for kind in kinds if kind in amounts)
