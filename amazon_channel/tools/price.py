"""From the price of a pricelist to what Amazon is told, in exact decimals.

Knows no records: whoever calls it has looked up everything. Each step of the way is kept as a code with its figures, so
that the batch and the explanation to people cannot differ; the words are made when somebody asks.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
TOO_HIGH = Decimal(10) ** 9


class PriceProblem(Exception):
    """There is no price to tell. `code` says why: no_price, cost_unknown, fees, floor_above_ceiling, too_high."""

    def __init__(self, code, steps=()):
        super().__init__(code)
        self.code = code
        self.steps = tuple(steps)


@dataclass(frozen=True)
class Step:
    """One step: what was done, with which figures, and the price after it."""

    code: str
    amount: Decimal
    params: tuple = ()


@dataclass(frozen=True)
class Affine:
    """``factor * x + constant``: what taxes of percentages and fixed amounts do to a price."""

    factor: Decimal = ONE
    constant: Decimal = ZERO

    def __call__(self, amount):
        return self.factor * amount + self.constant


@dataclass(frozen=True)
class Policy:
    """What a rule says. Amounts are in the channel's currency, as shoppers see them; None is "does not matter"."""

    rounding: str = "none"  # none | ending | step
    direction: str = "nearest"  # nearest | up | down
    ending: Decimal = ZERO  # 0.99; 9.99 for every tenth
    step: Decimal = ZERO
    floor: Decimal | None = None
    ceiling: Decimal | None = None
    margin: Decimal | None = None  # percent over cost
    fee: Decimal = ZERO  # percent of the price that Amazon keeps
    bounds: bool = False  # tell Amazon floor and ceiling


@dataclass(frozen=True)
class Terms:
    """What is the same for all the prices of one product.

    :param Decimal unit: the smallest part of the currency.
    :param rate: from the pricelist's currency to the channel's; 1 without a step.
    :param Affine tax: from the price as Odoo means it to the price as Amazon shows it.
    :param Affine net: from the price without tax to the price as Amazon shows it.
    :param cost: of a unit, in the channel's currency; None when it is unknown.
    """

    policy: Policy
    unit: Decimal = Decimal("0.01")
    tax: Affine = Affine()
    net: Affine = Affine()
    cost: Decimal | None = None


def bounds(terms):
    """The lowest and the highest price that the policy allows, each None or a whole number of units, and the steps
    that led to the lowest.

    :raise PriceProblem: cost_unknown, fees, floor_above_ceiling.
    """
    policy, steps, floor = terms.policy, [], None
    if policy.floor is not None:
        floor = _round(policy.floor, terms.unit, ROUND_CEILING)
        steps.append(Step("floor_amount", floor))
    if policy.margin is not None:
        lowest = _round(_price_of_margin(terms), terms.unit, ROUND_CEILING)
        steps.append(Step("floor_margin", lowest, (terms.cost, policy.margin, policy.fee)))
        floor = lowest if floor is None else max(floor, lowest)
    ceiling = None if policy.ceiling is None else _round(policy.ceiling, terms.unit, ROUND_FLOOR)
    if ceiling is not None and (ceiling <= 0 or (floor is not None and floor > ceiling)):
        raise PriceProblem("floor_above_ceiling", [*steps, Step("ceiling_amount", ceiling)])
    return floor, ceiling, steps


def _price_of_margin(terms):
    """The price of which, without tax and Amazon's fee, cost and margin are left."""
    policy = terms.policy
    if not terms.cost or terms.cost <= 0:
        raise PriceProblem("cost_unknown")
    left = terms.cost * (ONE + policy.margin / HUNDRED)
    share = ONE / terms.net.factor - policy.fee / HUNDRED
    if share <= 0:
        raise PriceProblem("fees")
    return (left + terms.net.constant / terms.net.factor) / share


def figure(listed, rate, terms, limits, origin=()):
    """The price that Amazon is told for one price of a pricelist.

    :param Decimal listed: of the pricelist, in its own currency.
    :param rate: Decimal or None when the currency is the channel's.
    :param limits: what `bounds` returned.
    :param tuple origin: where `listed` comes from, kept with its step.
    :return: price, list of steps; the amount of the last step is the price.
    :raise PriceProblem: no_price, too_high.
    """
    floor, ceiling, _steps = limits
    steps = [Step("listed", listed, origin)]
    if listed <= 0:
        raise PriceProblem("no_price", steps)
    amount = listed
    if rate is not None:
        amount = listed * rate
        steps.append(Step("currency", amount, (rate,)))
    if terms.tax != Affine():
        amount = terms.tax(amount)
        steps.append(Step("tax", amount))
    if floor is not None and amount < floor:
        amount = floor
        steps.append(Step("floor", amount))
    if ceiling is not None and amount > ceiling:
        amount = ceiling
        steps.append(Step("ceiling", amount))
    price = round_price(amount, terms, floor, ceiling)
    if price != amount:
        steps.append(Step("rounding", price))
    if price <= 0:
        raise PriceProblem("no_price", steps)
    if price >= TOO_HIGH:
        raise PriceProblem("too_high", steps)
    return price, steps


def round_price(amount, terms, floor=None, ceiling=None):
    """The amount with the ending or in the steps of the policy, never beyond floor and ceiling.

    Rounded the other way where the chosen way leads beyond them or to nothing; where no such price lies between them,
    only to whole units.
    """
    lowest = terms.unit if floor is None else max(floor, terms.unit)
    direction = {"up": ROUND_CEILING, "down": ROUND_FLOOR}.get(terms.policy.direction, ROUND_HALF_UP)
    for way in (direction, ROUND_CEILING, ROUND_FLOOR):
        price = _with_ending(amount, terms, way)
        if price >= lowest and (ceiling is None or price <= ceiling):
            return price
    return _round(amount, terms.unit, ROUND_HALF_UP)


def _with_ending(amount, terms, way):
    policy = terms.policy
    if policy.rounding == "ending" and 0 <= policy.ending == _round(policy.ending, terms.unit, ROUND_HALF_UP):
        period = ONE
        while period <= policy.ending:
            period *= 10
        return _round(amount - policy.ending, period, way) + policy.ending
    if policy.rounding == "step" and policy.step > 0:
        return _round(_round(amount, policy.step, way), terms.unit, ROUND_HALF_UP)
    return _round(amount, terms.unit, ROUND_HALF_UP)


def _round(amount, unit, way):
    """A whole multiple of `unit`, with no more digits than `unit` has."""
    return (amount / unit).to_integral_value(way) * unit
