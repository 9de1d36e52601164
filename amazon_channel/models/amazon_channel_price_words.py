from odoo import api, models
from odoo.tools import format_amount, format_date


class AmazonChannelPriceWords(models.AbstractModel):
    """What the computation of a price did, in words."""

    _name = "amazon.channel.price.words"
    _description = "Words of Amazon Prices"

    @api.model
    def _problem_in_words(self, code):
        """Why there is no price, and what to do.

        :param str code: of a PriceProblem
        """
        words = {
            "no_price": self.env._(
                "The pricelist comes to no price above zero. Set a sales price on the product, or a rule in the "
                "pricelist of the channel."
            ),
            "cost_unknown": self.env._(
                "The lowest price is a margin over the cost, and the product has no cost. Enter its cost, or take the "
                "margin out of the price rule."
            ),
            "fees": self.env._(
                "Fees and tax of the price rule leave nothing of any price. Correct Amazon's fees in the price rule."
            ),
            "floor_above_ceiling": self.env._(
                "The lowest price is above the highest one. Correct the price rule, or the cost of the product."
            ),
            "no_rate": self.env._(
                "There is no exchange rate to the currency of this marketplace. Enter one in Accounting, or choose "
                "a pricelist in that currency."
            ),
            "too_high": self.env._("Amazon takes no price that high. Check the pricelist and the price rule."),
        }
        return words[code]

    @api.model
    def _section_in_words(self, name):
        if isinstance(name, int):
            return self.env._("%(quantity)s or more, for businesses", quantity=name)
        return {
            "limits": self.env._("Limits"),
            "price": self.env._("Price"),
            "sale": self.env._("Sale price"),
            "business": self.env._("Price for businesses"),
        }[name]

    @api.model
    def _step_in_words(self, channel, step):
        """What a step did.

        :return: pair of texts: what, and details or an empty text
        """
        describe = getattr(self, f"_step_{step.code}", None)
        if describe:
            return describe(channel, *step.params)
        return {
            "floor_amount": (self.env._("Never below"), ""),
            "ceiling_amount": (self.env._("Never above"), ""),
            "floor": (self.env._("Raised to the lowest price"), ""),
            "ceiling": (self.env._("Lowered to the highest price"), ""),
            "rounding": (self.env._("Rounded"), ""),
            "no_sale": (self.env._("Not below the price: no sale"), ""),
            "not_above": (self.env._("Not above the price for everybody"), ""),
            "no_tier": (self.env._("Left out: not lower than for fewer, or more than Amazon takes"), ""),
        }[step.code]

    def _step_listed(self, channel, pricelist_id=None, item_id=None, _quantity=1):
        if pricelist_id == "locked":
            return self.env._("Locked price"), self.env._("Set by a person; no rule changes it")
        pricelist = self.env["product.pricelist"].browse(pricelist_id or None)
        item = self.env["product.pricelist.item"].browse(item_id or None)
        what = pricelist.display_name or self.env._("Sales price of the product")
        return what, f"{item.name}: {item.price}" if item else self.env._("No rule of the pricelist applies")

    def _step_currency(self, channel, rate):
        return self.env._("In %(currency)s", currency=channel.currency_id.name), self.env._(
            "Exchange rate %(rate)s of today", rate=f"{rate:.6f}"
        )

    def _step_tax(self, channel):
        if channel.prices_with_tax:
            return self.env._("With the tax of the buyer's country"), self._position_in_words(channel)
        return self.env._("Without tax"), self.env._("It is added at the checkout")

    def _position_in_words(self, channel):
        position = self.env["amazon.channel.price.engine"]._fiscal_position(channel)
        return position.name or self.env._("Taxes of the product")

    def _step_floor_margin(self, channel, cost, margin, fee):
        currency = channel.currency_id
        return self.env._("Never below the margin over cost"), self.env._(
            "Cost %(cost)s, margin %(margin)s %%, Amazon's fees %(fee)s %%",
            cost=format_amount(self.env, float(cost), currency),
            margin=margin,
            fee=fee,
        )

    def _step_sale_days(self, _channel, start, end):
        return self.env._(
            "From %(start)s until %(end)s", start=format_date(self.env, start), end=format_date(self.env, end)
        ), ""
