from datetime import timedelta
from typing import NamedTuple

import pytz

from odoo import api, fields, models


class Listed(NamedTuple):
    """A price of a pricelist, in its currency, and the rule behind it."""

    price: float
    item: models.BaseModel
    start: object = None  # days of a sale
    end: object = None
    quantity: int = 1


class AmazonChannelPriceList(models.AbstractModel):
    """What the pricelists of a channel say: for consumers, for a sale, for businesses, by quantity.

    Pricelists are asked by Odoo's own method, for a batch of products at once.
    """

    _name = "amazon.channel.price.list"
    _description = "Pricelists of Amazon Channels"

    @api.model
    def _listed(self, pricelist, products, now, quantity=1):
        """Dict product id -> Listed."""
        items = self.env["product.pricelist.item"]
        prices = pricelist._compute_price_rule(products, quantity, date=now)
        return {
            product_id: Listed(price, items.browse(item_id or None), quantity=quantity)
            for product_id, (price, item_id) in prices.items()
        }

    @api.model
    def _sales(self, channel, products, now):
        """Sale prices: of each product the dated rule that applies now or, where none does, the one that begins next.

        :return: dict product id -> Listed, with the first and the last day
        """
        pricelist, sales = channel.sale_pricelist_id, {}
        if not pricelist:
            return sales
        dated = [("pricelist_id", "=", pricelist.id), ("date_end", ">=", now), ("min_quantity", "<=", 1)]
        items = self.env["product.pricelist.item"].search(dated)
        if not items:
            return sales
        zone = pytz.timezone(channel.company_id.partner_id.tz or "UTC")
        for start in sorted({max(item.date_start or now, now) for item in items}):
            left = products.filtered(lambda product: product.id not in sales)
            for product_id, listed in self._listed(pricelist, left, start).items():
                item = listed.item
                if item in items:
                    first = _day(item.date_start or now, zone)
                    # Until midnight means until the day before.
                    sales[product_id] = listed._replace(
                        start=first, end=max(first, _day(item.date_end - timedelta(seconds=1), zone))
                    )
        return sales

    @api.model
    def _tiers(self, channel, products, now):
        """Prices for businesses by quantity: where a rule of their pricelist asks for that many.

        :return: dict product id -> list of Listed
        """
        pricelist, tiers = channel.business_pricelist_id, {}
        if not pricelist:
            return tiers
        by_quantity = [("min_quantity", ">", 1), *pricelist._get_applicable_rules_domain(products, now)]
        items = self.env["product.pricelist.item"].search(by_quantity)
        for quantity, rules in sorted(items.grouped("min_quantity").items()):
            if quantity != int(quantity):
                continue  # Amazon sells whole units.
            concerned = self._concerned(rules, products)
            for product_id, listed in self._listed(pricelist, concerned, now, int(quantity)).items():
                if listed.item in rules:
                    tiers.setdefault(product_id, []).append(listed)
        return tiers

    @staticmethod
    def _concerned(items, products):
        """The products that these rules may be about, so that a rule for one product does not ask for all."""
        if any(item.applied_on in ("3_global", "2_product_category") for item in items):
            return products
        variants, templates = set(items.product_id.ids), set(items.product_tmpl_id.ids)
        return products.filtered(lambda product: product.id in variants or product.product_tmpl_id.id in templates)

    @api.model
    def _behind(self, channel):
        """The pricelists that decide prices of the channel: its own, and those that these are based on."""
        found = pricelists = channel.pricelist_id | channel.sale_pricelist_id | channel.business_pricelist_id
        while pricelists:
            based = [("pricelist_id", "in", pricelists.ids), ("base", "=", "pricelist")]
            pricelists = self.env["product.pricelist.item"].search(based).base_pricelist_id - found
            found |= pricelists
        return found

    @api.model
    def _mark_dates(self, channel, now):
        """Mark what rules of the pricelists began or stopped to apply since the last time."""
        since = channel.prices_seen_at or now
        passed = [
            ("pricelist_id", "in", self._behind(channel).ids),
            *("|", "&", ("date_start", ">", since), ("date_start", "<=", now)),
            *("&", ("date_end", ">=", since), ("date_end", "<", now)),
        ]
        self.env["product.pricelist.item"].search(passed)._amazon_channel_mark(channel)
        channel.prices_seen_at = now
        today = fields.Date.to_date(now)
        if channel.prices_checked_on != today:
            # Rates of currencies, and whatever changed on ways that nobody marks.
            channel.prices_checked_on = today
            self.env["amazon.channel.price.mark"]._mark_channels(channel)


def _day(moment, zone):
    return pytz.utc.localize(moment).astimezone(zone).date()
