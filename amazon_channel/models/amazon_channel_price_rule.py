from decimal import Decimal

from odoo import api, fields, models

from ..tools.price import Policy

# What a rule is about, the nearest first. A rule of a category is also about the categories below it.
TARGETS = ("listing_id", "product_id", "product_tmpl_id", "categ_id")


class AmazonChannelPriceRule(models.Model):
    """How a price of the pricelist becomes the price at Amazon: rounded to what, never below and never above what.

    One rule decides for a listing, as a whole: the nearest one. A listing is nearer than a variant, that than its
    product, that than a category, and a category deeper down than the one above it. A rule that names nothing is for
    everything else of the channel. Amounts are in the channel's currency, as shoppers see them.
    """

    _name = "amazon.channel.price.rule"
    _description = "Amazon Price Rule"
    _order = "channel_id, listing_id, product_id, product_tmpl_id, categ_id, id"
    _check_company_auto = True

    channel_id = fields.Many2one("amazon.channel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="channel_id.currency_id")
    categ_id = fields.Many2one(
        "product.category", "Category", index="btree_not_null", ondelete="cascade", help="And all below it."
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", index="btree_not_null", check_company=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", "Variant", index="btree_not_null", check_company=True, ondelete="cascade"
    )
    listing_id = fields.Many2one(
        "amazon.channel.listing",
        index="btree_not_null",
        domain="[('channel_id', '=', channel_id)]",
        ondelete="cascade",
    )

    rounding = fields.Selection(
        [("none", "To the Cent"), ("ending", "To an Ending"), ("step", "In Steps")], required=True, default="none"
    )
    rounding_direction = fields.Selection(
        [("nearest", "Nearest"), ("up", "Up"), ("down", "Down")], "Direction", required=True, default="nearest"
    )
    price_ending = fields.Monetary(
        "Ending", default=0.99, help="0.99: every price ends in .99. 9.99: 9.99, 19.99, 29.99 and so on."
    )
    price_step = fields.Monetary("Step", default=0.05, help="0.05: every price is a multiple of 0.05.")
    price_floor = fields.Monetary("Never Below", help="As shoppers see it. 0: no lower limit.")
    price_ceiling = fields.Monetary("Never Above", help="As shoppers see it. 0: no upper limit.")
    use_margin = fields.Boolean(
        "Margin Over Cost", help="Never below the price that leaves this margin over the cost of the product."
    )
    margin_percent = fields.Float(
        "Margin (%)", digits=(16, 2), help="Of the cost: 20 means that 12.00 are left of what costs 10.00."
    )
    fee_percent = fields.Float(
        "Amazon's Fees (%)",
        digits=(16, 2),
        help="The share of the price that Amazon keeps. Only used for the margin.",
    )
    send_bounds = fields.Boolean(
        "Tell Amazon the Limits",
        help="Amazon itself then refuses prices below and above them, from whatever program they come.",
    )

    _target_uniq = models.UniqueIndex(
        "(channel_id, COALESCE(categ_id, 0), COALESCE(product_tmpl_id, 0), COALESCE(product_id, 0), "
        "COALESCE(listing_id, 0))",
        "There is a rule for exactly this already. Change that one.",
    )
    _one_target = models.Constraint(
        "CHECK (num_nonnulls(categ_id, product_tmpl_id, product_id, listing_id) <= 1)",
        "A rule is about a category, a product, a variant or a listing: name one of them.",
    )
    _not_negative = models.Constraint(
        "CHECK (price_ending >= 0 AND price_step >= 0 AND price_floor >= 0 AND price_ceiling >= 0)",
        "Amounts of a price rule cannot be negative.",
    )
    _floor_below_ceiling = models.Constraint(
        "CHECK (COALESCE(price_ceiling, 0) = 0 OR COALESCE(price_floor, 0) <= price_ceiling)",
        "The lowest price is above the highest one.",
    )
    _fee_range = models.Constraint("CHECK (fee_percent >= 0 AND fee_percent < 100)", "Fees are 0 to 99.99 percent.")
    _margin_range = models.Constraint("CHECK (margin_percent > -100)", "A margin is more than -100 percent.")

    @api.depends("channel_id", *TARGETS)
    def _compute_display_name(self):
        for rule in self:
            target = next((rule[name].display_name for name in TARGETS if rule[name]), self.env._("Everything"))
            rule.display_name = f"{target} ({rule.channel_id.display_name})" if rule.channel_id else target

    # -- CRUD: what a rule says, or said, is computed anew ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._mark()
        return rules

    def write(self, vals):
        self._mark()
        result = super().write(vals)
        self._mark()
        return result

    def unlink(self):
        self._mark()
        return super().unlink()

    def _mark(self):
        """Note what these rules are about. A category may be deep: the whole channel then."""
        marks = self.env["amazon.channel.price.mark"]
        for rule in self:
            if rule.listing_id:
                marks._mark_listings(rule.listing_id.ids)
            elif rule.product_id:
                marks._mark_products(rule.product_id.ids)
            elif rule.product_tmpl_id:
                marks._mark_templates(rule.product_tmpl_id.ids)
            else:
                marks._mark_channels(rule.channel_id)

    # -- Which rule decides ------------------------------------------------------------------------------------

    @api.model
    def _by_target(self, channel):
        """All rules of a channel, to be looked up by `_nearest`. One query.

        :return: dict (field of TARGETS or "", id or 0) -> rule
        """
        index = {}
        for rule in self.search([("channel_id", "=", channel.id)]):
            name = next((name for name in TARGETS if rule[name]), "")
            index[(name, rule[name].id if name else 0)] = rule
        return index

    @api.model
    def _nearest(self, index, listing):
        """The rule that decides for a listing, or an empty recordset.

        :param dict index: from `_by_target`
        """
        if not index:
            return self.browse()
        product = listing.product_id
        path = (product.categ_id.parent_path or "").strip("/").split("/")
        targets = [
            ("listing_id", listing.id),
            ("product_id", product.id),
            ("product_tmpl_id", product.product_tmpl_id.id),
            *(("categ_id", int(part)) for part in reversed(path) if part),
            ("", 0),
        ]
        return next((index[target] for target in targets if target in index), self.browse())

    def _policy(self):
        """What the rule says, in exact decimals; of no rule: to the cent, without limits."""
        if not self:
            return Policy()
        self.ensure_one()
        digits = self.currency_id.decimal_places

        def amount(value):
            return Decimal(f"{value:.{digits}f}")

        return Policy(
            rounding=self.rounding,
            direction=self.rounding_direction,
            ending=amount(self.price_ending),
            step=amount(self.price_step),
            floor=amount(self.price_floor) if self.price_floor else None,
            ceiling=amount(self.price_ceiling) if self.price_ceiling else None,
            margin=Decimal(f"{self.margin_percent:.2f}") if self.use_margin else None,
            fee=Decimal(f"{self.fee_percent:.2f}"),
            bounds=self.send_bounds,
        )
