from decimal import Decimal

from odoo import api, models

from ..tools.price import Affine

PROBE = 1_000_000.0
# Of these, a price with tax is the price without it times something plus something, whatever the product.
LINEAR = {"percent", "division", "fixed"}


class AmazonChannelPriceTax(models.AbstractModel):
    """From the price as Odoo means it, with or without tax as the product's taxes say, to what shoppers see at Amazon.

    Odoo's own tax engine is asked, twice for each set of taxes instead of once for each product.
    """

    _name = "amazon.channel.price.tax"
    _description = "Taxes in Amazon Prices"

    @api.model
    def _fiscal_position(self, channel):
        """The channel's fiscal position; or what Odoo finds for an ordinary buyer in the marketplace's country."""
        if channel.fiscal_position_id:
            return channel.fiscal_position_id
        buyer = self.env["res.partner"].new({"name": "Buyer", "country_id": channel.country_id.id})
        return self.env["account.fiscal.position"]._get_fiscal_position(buyer)

    @api.model
    def _maps(self, channel, position, product, amount, cache):
        """What tax does to the prices of a product.

        :param float amount: a price of it, where the taxes depend on more than that
        :param dict cache: of the batch, filled here: taxes -> maps
        :return: pair of Affine: from Odoo's price, and from the price without tax, to what shoppers see
        """
        taxes = product.taxes_id._filter_taxes_by_company(channel.company_id)
        if taxes in cache:
            return cache[taxes]
        mapped = position.map_tax(taxes)
        linear = all(tax.amount_type in LINEAR for tax in (taxes | mapped).flatten_taxes_hierarchy())
        seller = (product, taxes, mapped, channel.prices_with_tax)
        maps = tuple(
            self._affine(seller, function, None if linear else amount) for function in (self._shown, self._shown_of_net)
        )
        if linear:
            cache[taxes] = maps
        return maps

    def _affine(self, seller, function, amount):
        if amount:
            return Affine(_exact(function(*seller, amount) / amount))
        if amount is not None:
            return Affine()
        first, second = function(*seller, PROBE), function(*seller, 2 * PROBE)
        factor = (second - first) / PROBE
        return Affine(_exact(factor), _exact(first - factor * PROBE, 6))

    @api.model
    def _shown(self, product, taxes, mapped, with_tax, price):
        price = taxes._adapt_price_unit_to_another_taxes(price, product, taxes, mapped)
        return self._total(mapped, product, with_tax, price)

    @api.model
    def _shown_of_net(self, product, _taxes, mapped, with_tax, price):
        return self._total(mapped, product, with_tax, price, special_mode="total_excluded")

    @staticmethod
    def _total(taxes, product, with_tax, price, **mode):
        details = taxes._get_tax_details(price, 1.0, rounding_method="round_globally", product=product, **mode)
        return details["total_included" if with_tax else "total_excluded"]


def _exact(number, digits=12):
    """The decimal that the float stands for: 1.19 and not 1.1899999999999999."""
    return Decimal(f"{number:.{digits}f}").normalize()
