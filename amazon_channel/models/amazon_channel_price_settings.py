from odoo import api, fields, models

from .amazon_channel_order_lines import TAX_ADDED_AT_CHECKOUT

# What of a channel its prices depend on.
SETTINGS = {
    "pricelist_id",
    "sale_pricelist_id",
    "business_pricelist_id",
    "prices_with_tax",
    "currency_id",
    "fiscal_position_id",
}


class AmazonChannel(models.Model):
    """Where the prices of a channel come from."""

    _inherit = "amazon.channel"

    prices_with_tax = fields.Boolean(
        "Prices Include Tax",
        compute="_compute_prices_with_tax",
        store=True,
        readonly=False,
        precompute=True,
        help="Whether shoppers see prices with tax there. In the US and Canada, tax is added at the checkout.",
    )
    sale_pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        ondelete="restrict",
        help="Its rules with an end date are Amazon's sale prices: the one that applies now or, if none does, the one "
        "that begins next.",
    )
    business_pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        ondelete="restrict",
        help="Prices for Amazon Business. Its rules with a minimum quantity are the prices by quantity.",
    )
    price_rule_ids = fields.One2many("amazon.channel.price.rule", "channel_id", "Price Rules")
    price_problem_count = fields.Integer("Without Price", compute="_compute_price_problem_count")
    prices_seen_at = fields.Datetime(
        readonly=True, copy=False, help="Dates of pricelist rules up to then have been followed."
    )
    prices_checked_on = fields.Date(readonly=True, copy=False, help="When all prices were computed last.")

    @api.depends("marketplace_id")
    def _compute_prices_with_tax(self):
        for channel in self:
            channel.prices_with_tax = channel.marketplace_id.country_id.code not in TAX_ADDED_AT_CHECKOUT

    @api.depends("listing_ids.price_problem")
    def _compute_price_problem_count(self):
        listings = self.env["amazon.channel.listing"]
        counts = {}
        if listings.has_access("read"):
            domain = [("channel_id", "in", self.ids), ("price_problem", "!=", False)]
            counts = dict(listings._read_group(domain, ["channel_id"], ["__count"]))
        for channel in self:
            channel.price_problem_count = counts.get(channel._origin, 0)

    def write(self, vals):
        result = super().write(vals)
        if SETTINGS & set(vals):
            self.env["amazon.channel.price.mark"]._mark_channels(self)
        return result

    def action_open_price_problems(self):
        """Button: the listings of this channel that have no price to tell."""
        self.ensure_one()
        action = self.action_open_listings()
        return {**action, "context": {**action["context"], "search_default_price_problem": 1}}
