from decimal import Decimal

from odoo import api, fields, models

from ..mapping.listing_patch import BUSINESSES, PriceOffer, PriceTier, SalePrice
from ..tools.price_offer import Offer


class AmazonChannelListing(models.Model):
    """What a listing shall cost. Figures are written by `amazon.channel.price.compute` only."""

    _inherit = "amazon.channel.listing"

    price_locked = fields.Boolean(
        copy=False,
        tracking=True,
        help="Amazon is told the price that a person set, and no rule changes it.",
    )
    price_fixed = fields.Monetary(
        "Locked Price", copy=False, tracking=True, aggregator=None, help="As shoppers see it at Amazon."
    )
    price_problem = fields.Text(
        "Why There Is No Price", readonly=True, copy=False, help="Amazon is told nothing until this is solved."
    )
    price_offer = fields.Json(readonly=True, copy=False)
    price_digest = fields.Char(readonly=True, copy=False, help="Differs whenever anything in the offer does.")
    sale_price_wanted = fields.Monetary("Sale Price", readonly=True, copy=False, aggregator=None)
    sale_start_wanted = fields.Date("Sale From", readonly=True, copy=False)
    sale_end_wanted = fields.Date("Sale Until", readonly=True, copy=False)
    business_price_wanted = fields.Monetary("Business Price", readonly=True, copy=False, aggregator=None)
    price_tiers_text = fields.Char("Prices by Quantity", compute="_compute_price_tiers_text")

    _price_fixed_positive = models.Constraint("CHECK (price_fixed >= 0)", "A price cannot be negative.")
    _price_problem_idx = models.Index("(channel_id) WHERE price_problem IS NOT NULL")

    @api.depends("price_offer")
    def _compute_price_tiers_text(self):
        for listing in self:
            tiers = (listing.price_offer or {}).get("tiers", [])
            listing.price_tiers_text = ", ".join(f"{quantity}+: {price}" for quantity, price in tiers)

    @api.onchange("price_locked")
    def _onchange_price_locked(self):
        if self.price_locked and not self.price_fixed:
            self.price_fixed = self.price_wanted if self.price_wanted_at else self.price_confirmed

    @api.model_create_multi
    def create(self, vals_list):
        listings = super().create(vals_list)
        wanted = listings.filtered(lambda listing: listing.product_id or listing.price_locked)
        self.env["amazon.channel.price.mark"]._mark_listings(wanted.ids)
        return listings

    def write(self, vals):
        result = super().write(vals)
        if {"product_id", "price_locked", "price_fixed", "state"} & set(vals):
            self.env["amazon.channel.price.mark"]._mark_listings(self.ids)
        return result

    def action_explain_price(self):
        """Button: the way from the pricelist to the price."""
        self.ensure_one()
        explanation = self.env["amazon.channel.price.explanation"]._explain(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why This Price"),
            "res_model": explanation._name,
            "res_id": explanation.id,
            "view_mode": "form",
            "target": "new",
        }

    def _price_offers(self):
        """What Amazon is to be told of the price: for consumers, and for businesses where that is wanted.

        :rtype: tuple(PriceOffer); empty when there is no figure
        """
        self.ensure_one()
        offer = Offer.from_json(self.price_offer) if self.price_wanted_at else None
        if not offer:
            return ()
        place = {"marketplace_ref": self.channel_id.marketplace_id.amazon_ref, "currency": self.currency_id.name}
        sale = offer.sale and SalePrice(offer.sale.price, offer.sale.start, offer.sale.end)
        consumers = PriceOffer(
            **place, price=offer.price, sale=sale or None, minimum=offer.minimum, maximum=offer.maximum
        )
        if offer.business is None:
            return (consumers,)
        tiers = tuple(PriceTier(quantity, price) for quantity, price in offer.tiers)
        return consumers, PriceOffer(**place, price=offer.business, audience=BUSINESSES, tiers=tiers)

    def _store_price(self, offer, problem, now):
        """Write what the computation came to, where it differs.

        :param offer: Offer or None
        :param problem: words or False
        :return: whether what Amazon is to be told changed
        """
        self.ensure_one()
        place = (self.currency_id.name, self.channel_id.marketplace_id.amazon_ref)
        digest = offer.digest(*place) if offer else False
        if self.price_digest == digest and (self.price_problem or False) == problem:
            return False
        vals = {"price_problem": problem}
        changed = self.price_digest != digest
        if changed:
            # Without an offer, the last one is kept: a sale that Amazon knows may have to be ended later.
            vals.update({"price_digest": digest, "price_wanted_at": now if offer else False})
            vals.update(_figures(offer) if offer else {"price_wanted": 0})
        self.write(vals)
        return changed


def _figures(offer):
    """The values of the fields that show an offer."""
    zero, sale = Decimal(0), offer.sale
    return {
        "price_offer": offer.as_json(),
        "price_wanted": float(offer.price),
        "sale_price_wanted": float(sale.price if sale else zero),
        "sale_start_wanted": sale.start if sale else False,
        "sale_end_wanted": sale.end if sale else False,
        "business_price_wanted": float(offer.business or zero),
    }
