from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytz

from odoo import api, fields, models

from ..tools.price import PriceProblem, Step, Terms, bounds, figure
from ..tools.price_offer import Offer, Sale, ended_sale, falling_tiers

CENT = Decimal("0.01")


@dataclass
class Setup:
    """What is the same for all listings of a channel, looked up once."""

    channel: models.BaseModel
    now: object
    unit: Decimal
    position: models.BaseModel
    rules: dict
    today: object
    taxes: dict = field(default_factory=dict)  # caches
    rates: dict = field(default_factory=dict)
    policies: dict = field(default_factory=dict)


@dataclass
class Batch:
    """What the pricelists say of the products of a batch."""

    regular: dict
    sales: dict
    business: dict
    tiers: dict


@dataclass(frozen=True)
class Result:
    """What a listing shall cost, or why there is no price, and the steps that led there.

    `sections` are pairs of a name (limits, price, sale, business, or a quantity) and steps; of a section other than
    the limits, the last step is the price.
    """

    offer: Offer | None = None
    problem: str | None = None
    sections: tuple = ()
    rule: models.BaseModel | None = None


class AmazonChannelPriceEngine(models.AbstractModel):
    """From pricelists and rules to what Amazon is told. The batch and the explanation both take this way."""

    _name = "amazon.channel.price.engine"
    _inherit = ["amazon.channel.price.list", "amazon.channel.price.tax"]
    _description = "Computation of Amazon Prices"

    @api.model
    def _setup(self, channel):
        """:param channel: with full rights, in its own company"""
        now = fields.Datetime.now()
        zone = pytz.timezone(channel.company_id.partner_id.tz or "UTC")
        return Setup(
            channel=channel,
            now=now,
            unit=Decimal(1) if not channel.currency_id.decimal_places else CENT,
            position=self._fiscal_position(channel),
            rules=self.env["amazon.channel.price.rule"]._by_target(channel),
            today=pytz.utc.localize(now).astimezone(zone).date(),
        )

    @api.model
    def _results(self, setup, listings):
        """Dict listing -> Result, for listings of one channel. Some queries, however many they are."""
        channel, now = setup.channel, setup.now
        products = listings.filtered(lambda listing: not listing.price_locked).product_id
        batch = Batch(
            regular=self._listed(channel.pricelist_id, products, now),
            sales=self._sales(channel, products, now),
            business=self._listed(channel.business_pricelist_id, products, now)
            if channel.business_pricelist_id
            else {},
            tiers=self._tiers(channel, products, now),
        )
        return {listing: self._result(setup, batch, listing) for listing in listings}

    def _result(self, setup, batch, listing):
        if listing.state == "gone" or not (listing.product_id or listing.price_locked):
            return Result()
        rule = self.env["amazon.channel.price.rule"]._nearest(setup.rules, listing)
        sections = []
        try:
            if listing.price_locked:
                offer = self._locked(setup, listing, rule, sections)
            else:
                offer = self._offer(setup, batch, listing, rule, sections)
        except PriceProblem as problem:
            if problem.steps:
                sections.append(("price", problem.steps))
            return Result(problem=problem.code, sections=tuple(sections), rule=rule)
        offer = ended_sale(offer, Offer.from_json(listing.price_offer), setup.today, setup.unit)
        return Result(offer, sections=tuple(sections), rule=rule)

    def _locked(self, setup, listing, rule, sections):
        """A person's price. Limits that Amazon may know already are widened, or Amazon would refuse it."""
        policy = self._policy(setup, rule)
        listed = Decimal(f"{listing.price_fixed:.{setup.channel.currency_id.decimal_places}f}")
        price, steps = figure(listed, None, Terms(type(policy)(), setup.unit), (None, None, ()), ("locked",))
        sections.append(("price", steps))
        if not policy.bounds:
            return Offer(price)
        limits = {
            "minimum": None if policy.floor is None else min(policy.floor, price),
            "maximum": None if policy.ceiling is None else max(policy.ceiling, price),
        }
        return Offer(price, **limits)

    def _offer(self, setup, batch, listing, rule, sections):
        product = listing.product_id
        listed = batch.regular[product.id]
        terms = self._terms(setup, product, rule, listed)
        limits = bounds(terms)
        if limits[2]:
            sections.append(("limits", limits[2]))

        def compute(name, pricelist, listed):
            rate = self._rate(setup, pricelist, listed.item)
            origin = (pricelist.id, listed.item.id, listed.quantity)
            price, steps = figure(_exact(listed.price), rate, terms, limits, origin)
            sections.append((name, steps))
            return price

        channel = setup.channel
        price = compute("price", channel.pricelist_id, listed)
        offer = Offer(price, sale=self._sale(channel, batch.sales.get(product.id), price, compute, sections))
        if terms.policy.bounds:
            offer = replace(offer, minimum=limits[0], maximum=limits[1])
        if product.id in batch.business:
            business = compute("business", channel.business_pricelist_id, batch.business[product.id])
            if business > price:
                # Amazon shows businesses no price above everybody's.
                business = price
                sections[-1][1].append(Step("not_above", business))
            tiers = [
                (tier.quantity, compute(tier.quantity, channel.business_pricelist_id, tier))
                for tier in batch.tiers.get(product.id, ())
            ]
            offer = replace(offer, business=business, tiers=falling_tiers(business, tiers))
            self._note_left_out(sections, dict(offer.tiers))
        return offer

    @staticmethod
    def _sale(channel, listed, price, compute, sections):
        """The sale, if it is one: rounding and limits may leave nothing of it."""
        if not listed:
            return None
        sale_price = compute("sale", channel.sale_pricelist_id, listed)
        if sale_price >= price:
            sections[-1][1].append(Step("no_sale", sale_price))
            return None
        sections[-1][1].append(Step("sale_days", sale_price, (listed.start, listed.end)))
        return Sale(sale_price, listed.start, listed.end)

    @staticmethod
    def _note_left_out(sections, tiers):
        for name, steps in sections:
            if isinstance(name, int) and name not in tiers:
                steps.append(Step("no_tier", steps[-1].amount))

    # -- Looked up once ----------------------------------------------------------------------------------------

    def _terms(self, setup, product, rule, listed):
        policy = self._policy(setup, rule)
        tax, net = self._maps(setup.channel, setup.position, product, listed.price, setup.taxes)
        cost = None
        if policy.margin is not None and product.standard_price:
            rate = self._rate_between(setup, product.cost_currency_id)
            cost = _exact(product.standard_price) * (rate or 1)
        return Terms(policy, setup.unit, tax, net, cost)

    def _policy(self, setup, rule):
        if rule.id not in setup.policies:
            setup.policies[rule.id] = rule._policy()
        return setup.policies[rule.id]

    def _rate(self, setup, pricelist, item):
        """From the pricelist's currency to the channel's; None where it is the same.

        :raise PriceProblem: no_rate
        """
        company_currency = setup.channel.company_id.currency_id
        currency = pricelist.currency_id or company_currency
        if currency != company_currency and item.compute_price != "fixed":
            # Converted by the pricelist itself, from the currency of the product.
            self._rate_between(setup, currency, company_currency)
        return self._rate_between(setup, currency)

    def _rate_between(self, setup, currency, target=None):
        company, target = setup.channel.company_id, target or setup.channel.currency_id
        if currency == target:
            return None
        if (currency, target) not in setup.rates:
            rate = currency._amazon_channel_rate(target, company, setup.now.date())
            setup.rates[(currency, target)] = Decimal(str(rate))
        rate = setup.rates[(currency, target)]
        if not rate:
            raise PriceProblem("no_rate")
        return rate


def _exact(price):
    """The decimal that Odoo's float stands for: 19.99 and not 19.989999999999998."""
    return Decimal(f"{price:.9f}").normalize()
