from odoo import api, fields, models

from ..tools.stock_quantity import StockPolicy

# What a rule is about, the nearest first. A rule of a category is also about the categories below it.
TARGETS = ("listing_id", "product_id", "product_tmpl_id", "categ_id")
MARKS = {"listing_id": "listing", "product_id": "product", "product_tmpl_id": "template", "categ_id": "category"}
NO_POLICY = StockPolicy()


class AmazonChannelStockRule(models.Model):
    """How much of the stock is offered at Amazon, and when it can leave.

    One rule decides for a listing, as a whole: the nearest one. A listing is nearer than a variant, that than its
    product, that than a category, a category deeper down than the one above it; and of two rules about the same thing
    the one that names the channel. A rule that names nothing is for everything else.
    """

    _name = "amazon.channel.stock.rule"
    _description = "Amazon Stock Rule"
    _order = "listing_id, product_id, product_tmpl_id, categ_id, channel_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    active = fields.Boolean(default=True)
    channel_id = fields.Many2one(
        "amazon.channel", index=True, check_company=True, ondelete="cascade", help="Left empty: all channels."
    )
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
        "amazon.channel.listing", index="btree_not_null", check_company=True, ondelete="cascade"
    )

    basis = fields.Selection(
        [("stock", "What Is in Stock"), ("fixed", "A Fixed Quantity")],
        "Offer",
        required=True,
        default="stock",
        help="A fixed quantity is for what has no stock in Odoo: made to order, services, consumables.",
    )
    fixed_quantity = fields.Integer(help="Offered at all times, whatever was sold.")
    safety_stock = fields.Integer(help="Units that are never offered.")
    share = fields.Integer("Share (%)", default=100, help="Of what is left after safety stock and sales buffer.")
    maximum = fields.Integer(help="Never offer more than this. 0: no maximum.")
    stop_below = fields.Integer(help="Offer nothing when less than this would be offered. 0: sell to the last one.")
    buffer_days = fields.Integer(
        "Buffer (Days of Sales)",
        help="Keep back what is sold in so many days: the faster it sells, the more is kept. 0: no buffer.",
    )
    buffer_window = fields.Integer("Sales of the Last (Days)", default=30, help="How far back sales are counted.")
    buffer_scope = fields.Selection(
        [("channel", "This Channel"), ("amazon", "All Amazon Channels"), ("all", "All Sales Orders")],
        "Sales Of",
        required=True,
        default="amazon",
    )
    handling_days = fields.Integer(
        "Handling Time (Days)", help="From order to handing over to the carrier. 0: as set at Amazon."
    )
    send_restock_date = fields.Boolean(
        "Tell Restock Date", help="When nothing is left, tell Amazon the day of the next planned receipt."
    )

    _target_uniq = models.UniqueIndex(
        "(company_id, COALESCE(channel_id, 0), COALESCE(categ_id, 0), COALESCE(product_tmpl_id, 0), "
        "COALESCE(product_id, 0), COALESCE(listing_id, 0)) WHERE active",
        "There is a rule for exactly this already. Change that one.",
    )
    _one_target = models.Constraint(
        "CHECK (num_nonnulls(categ_id, product_tmpl_id, product_id, listing_id) <= 1)",
        "A rule is about a category, a product, a variant or a listing: name one of them.",
    )
    _not_negative = models.Constraint(
        "CHECK (safety_stock >= 0 AND maximum >= 0 AND stop_below >= 0 AND buffer_days >= 0 AND handling_days >= 0 "
        "AND fixed_quantity >= 0)",
        "Quantities and days cannot be negative.",
    )
    _share_range = models.Constraint("CHECK (share BETWEEN 0 AND 100)", "The share is between 0 and 100 percent.")
    _window_range = models.Constraint(
        "CHECK (buffer_window BETWEEN 1 AND 365)", "Sales are counted over 1 to 365 days."
    )
    _handling_range = models.Constraint("CHECK (handling_days <= 30)", "Amazon takes a handling time of up to 30 days.")

    @api.depends("channel_id", "categ_id", "product_tmpl_id", "product_id", "listing_id")
    def _compute_display_name(self):
        for rule in self:
            target = next((rule[name].display_name for name in TARGETS if rule[name]), self.env._("Everything"))
            channel = rule.channel_id.display_name
            rule.display_name = f"{target} ({channel})" if channel else target

    # -- Which rule decides ------------------------------------------------------------------------------------

    @api.model
    def _by_target(self, company):
        """All rules of a company, to be looked up by `_nearest`. One query.

        :return: dict (field of TARGETS or "", id or 0) -> dict channel id or False -> rule
        """
        index = {}
        for rule in self.search_fetch([("company_id", "=", company.id)], order="id"):
            name = next((name for name in TARGETS if rule[name]), "")
            index.setdefault((name, rule[name].id if name else 0), {})[rule.channel_id.id] = rule
        return index

    @api.model
    def _nearest(self, index, channel_id, targets):
        """The rule that decides, or an empty recordset.

        :param dict index: from `_by_target`
        :param targets: pairs (field of TARGETS, id), the nearest first
        """
        for target in (*targets, ("", 0)):
            rules = index.get(target)
            rule = rules and (rules.get(channel_id) or rules.get(False))
            if rule:
                return rule
        return self.browse()

    def _policy(self):
        """What this rule says; without rule, all of the free stock is offered.

        :rtype: StockPolicy
        """
        if not self:
            return NO_POLICY
        return StockPolicy(
            safety=self.safety_stock,
            share=self.share,
            maximum=self.maximum,
            stop_below=self.stop_below,
            buffer_days=self.buffer_days,
            buffer_window=self.buffer_window,
            fixed=self.fixed_quantity if self.basis == "fixed" else None,
        )

    # -- Changes -----------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._mark_listings()
        return rules

    def write(self, vals):
        self._mark_listings()
        result = super().write(vals)
        self._mark_listings()
        return result

    def unlink(self):
        self._mark_listings()
        return super().unlink()

    def _mark_listings(self):
        """Compute anew what these rules may decide."""
        marks = self.env["amazon.channel.stock.mark"]
        for rule in self:
            name = next((name for name in TARGETS if rule[name]), None)
            if name:
                marks._mark(MARKS[name], rule[name].ids)
            elif rule.channel_id:
                marks._mark("channel", rule.channel_id.ids)
            else:
                marks._mark("company", rule.company_id.ids)
