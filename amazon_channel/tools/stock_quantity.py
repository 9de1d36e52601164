"""How many units a listing offers: from what is on hand to the figure, step by step.

One place decides it, for ten thousand listings at night and for the person who asks why: the figure is where
the steps end.
"""

import math
from decimal import Decimal
from typing import NamedTuple


class StockPolicy(NamedTuple):
    """What a rule says. Whole units; `share` in percent; 0 of `maximum`, `stop_below` and `buffer_days`: no such limit.

    With `fixed` the figure is that, whatever the stock.
    """

    safety: int = 0
    share: int = 100
    maximum: int = 0
    stop_below: int = 0
    buffer_days: int = 0
    buffer_window: int = 30
    fixed: int | None = None


class StockSupply(NamedTuple):
    """What there is of a product in the places a channel sells from, in the product's unit.

    `free` is what Odoo calls free to use; `on_hand` less `free` is reserved (or expired). `planned` is what deliveries
    need that have nothing reserved yet, `pending` what Amazon's pending orders want, `held` what orders want that are
    in the inbox but not yet sale orders, `sold` what was sold in the days of `buffer_window`.
    """

    on_hand: float = 0
    free: float = 0
    planned: float = 0
    pending: float = 0
    held: float = 0
    sold: float = 0


class Step(NamedTuple):
    """One line of the way to the figure: what it changes, and what is left after it."""

    code: str
    change: int | Decimal
    result: int | Decimal


def quantity_steps(supply, policy, paused=False):
    """The way from what is on hand to the quantity that is offered.

    :param StockSupply supply:
    :param StockPolicy policy:
    :param bool paused: the listing rests: 0, whatever there is
    :return: list of `Step`; the changes sum to the result of the last, a whole number of at least 0
    """
    steps = _fixed_steps(policy) if policy.fixed is not None else _stock_steps(supply, policy)
    if paused:
        _to(steps, "paused", 0)
    return steps


def _fixed_steps(policy):
    return [Step("fixed", policy.fixed, policy.fixed)]


def _stock_steps(supply, policy):
    on_hand = _exact(supply.on_hand)
    steps = [Step("on_hand", on_hand, on_hand)]
    _less(steps, "reserved", on_hand - _exact(supply.free))
    _less(steps, "planned", _exact(supply.planned))
    _less(steps, "pending", _exact(supply.pending))
    _less(steps, "held", _exact(supply.held))
    _to(steps, "whole", math.floor(steps[-1].result))
    _less(steps, "safety", policy.safety)
    if policy.buffer_days and supply.sold > 0:
        _less(steps, "speed", math.ceil(_exact(supply.sold) * policy.buffer_days / max(policy.buffer_window, 1)))
    _to(steps, "zero", max(steps[-1].result, 0))
    _to(steps, "share", steps[-1].result * policy.share // 100)
    if policy.maximum:
        _to(steps, "maximum", min(steps[-1].result, policy.maximum))
    if steps[-1].result < policy.stop_below:
        _to(steps, "stop", 0)
    return steps


def _less(steps, code, quantity):
    """Take `quantity` away; a step that changes nothing is none."""
    if quantity:
        steps.append(Step(code, -quantity, steps[-1].result - quantity))


def _to(steps, code, result):
    """Make it `result`."""
    if result != steps[-1].result:
        steps.append(Step(code, result - steps[-1].result, result))


def _exact(quantity):
    """A quantity from the database, where it is a float, as a number that sums exactly."""
    whole = int(quantity)
    return whole if whole == quantity else Decimal(str(round(quantity, 6)))
