from decimal import Decimal

from odoo import api, models
from odoo.fields import Command

# Charge kinds that are no goods -> the service product that carries them.
SERVICE_PRODUCTS = {
    "shipping": "amazon_channel.product_shipping",
    "gift_wrap": "amazon_channel.product_gift_wrap",
    "cod_fee": "amazon_channel.product_cod_fee",
    "delivery_tip": "amazon_channel.product_delivery_tip",
    "other": "amazon_channel.product_other",
    "promotion": "amazon_channel.product_promotion",
    "shipping_promotion": "amazon_channel.product_shipping_promotion",
}
# Where prices are shown without tax and the checkout adds it: no tax reported there means none is owed.
TAX_ADDED_AT_CHECKOUT = ("US", "CA")
TAX_COLLECTED_PRODUCT = "amazon_channel.product_tax_collected"


class AmazonChannelOrderLines(models.AbstractModel):
    """Prices: from Amazon's charges to the lines of a sale order.

    Each non-zero charge is a line of its own, at what the buyer paid for it. Tax that Amazon collects is not the
    seller's and stays off these lines; tax that the seller owes is inside their price. All arithmetic in Decimal.
    """

    _name = "amazon.channel.order.lines"
    _description = "Amazon Order Lines"

    @api.model
    def _prepare_commands(self, candidate, fiscal_position, taxes, collected_as_line=None):
        """The `order_line` commands of one order.

        :param candidate: products looked up
        :param fiscal_position: of the sale order; may be empty
        :param dict taxes: cache of the batch, filled here: taxes -> their price-included twins
        :param collected_as_line: whether tax collected by Amazon becomes a line; None for what the channel says now
        """
        lines = [
            vals
            for item in candidate.data.items
            if item.quantity
            for vals in self._prepare_item_lines(candidate, item, fiscal_position, taxes)
        ]
        service_taxes = self.env["account.tax"]
        for charge in candidate.data.order_charges:
            lines.append(self._prepare_service_line(charge.kind, charge.gross, service_taxes))
        channel = candidate.channel
        collected = self._tax_collected(channel, candidate.data)
        if collected_as_line is None:
            collected_as_line = channel.tax_collected_policy == "line"
        if collected and collected_as_line:
            product = channel.tax_collected_product_id or self._service_product(TAX_COLLECTED_PRODUCT)
            line = self._prepare_service_line("tax_collected", collected, service_taxes, product)
            lines.append(line)
        return [Command.create(vals) for vals in lines]

    def _prepare_item_lines(self, candidate, item, fiscal_position, taxes):
        """Goods first, then what comes with them; accessory charges share the tax of the goods they come with."""
        product = candidate.products[item.sku]
        line_taxes = self._taxes(candidate, item, product, fiscal_position, taxes)
        accessory_taxes = self._without_fixed(line_taxes)
        collected = self._is_collected(candidate.channel, item)
        for charge in item.charges:
            price = charge.amount if collected else charge.gross
            if charge.kind == "item":
                vals = {
                    "product_id": product.id,
                    "product_uom_qty": item.quantity,
                    "product_uom_id": product.uom_id.id,
                    # Unrounded on purpose: three for 10.00 is 3.33333... each, and 10.00 on the line.
                    "price_unit": float(price / item.quantity),
                    "tax_ids": [Command.set(line_taxes.ids)],
                    "amazon_channel_charge": "item",
                    "amazon_channel_quantity": item.quantity,
                }
                if candidate.by_amazon:
                    vals["route_ids"] = [Command.set(self._fba_route(candidate).ids)]
            else:
                vals = self._prepare_service_line(charge.kind, price, accessory_taxes)
            vals["amazon_channel_item_ref"] = item.item_ref
            if charge.kind == "gift_wrap" or (charge.kind == "item" and item.gift_message):
                vals["amazon_channel_gift_message"] = item.gift_message
            yield vals

    def _fba_route(self, candidate):
        return self.env["amazon.channel.order.delivery"]._fba_route(candidate.order.account_id)

    def _prepare_service_line(self, kind, price, taxes, product=None):
        product = product or self._service_product(SERVICE_PRODUCTS[kind])
        return {
            "product_id": product.id,
            "product_uom_qty": 1,
            "product_uom_id": product.uom_id.id,
            "price_unit": float(price),
            "tax_ids": [Command.set(taxes.ids)],
            "amazon_channel_charge": kind,
        }

    def _service_product(self, xmlid):
        # `env.ref` asks the database each time whether the record still exists; creating the line tells as well.
        return self.env["product.product"].browse(self.env["ir.model.data"]._xmlid_to_res_id(xmlid))

    # -- Tax ---------------------------------------------------------------------------------------------------

    @api.model
    def _is_collected(self, channel, item):
        """Whether Amazon collects and remits the tax of this item."""
        return any(model in channel._tax_models("collected") for model in item.tax_models)

    @api.model
    def _tax_collected(self, channel, data):
        """Tax of the order that Amazon collects, in the order's currency.

        :rtype: Decimal
        """
        return sum(
            (charge.tax for item in data.items if self._is_collected(channel, item) for charge in item.charges),
            Decimal(0),
        )

    @api.model
    def _tax_reported(self, channel, data):
        """Tax that Amazon reports and the seller owes, in the order's currency; 0 where Amazon reports none.

        :rtype: Decimal
        """
        owed = [charge for item in data.items if not self._is_collected(channel, item) for charge in item.charges]
        return sum((charge.tax for charge in [*owed, *data.order_charges]), Decimal(0))

    @staticmethod
    def _without_fixed(taxes):
        """The rates among `taxes`: an amount per piece of the goods is not owed on their postage."""
        flat = taxes.flatten_taxes_hierarchy()
        rates = flat.filtered(lambda tax: tax.amount_type != "fixed")
        return taxes if rates == flat else rates

    def _taxes(self, candidate, item, product, fiscal_position, cache):
        """The taxes that the seller owes on this item, price-included; none when Amazon collects them, or when
        the marketplace adds tax at the checkout and added none."""
        channel = candidate.channel
        if self._is_collected(channel, item):
            return self.env["account.tax"]
        added = channel.country_id.code in TAX_ADDED_AT_CHECKOUT
        if added and not any(charge.tax for charge in item.charges):
            return self.env["account.tax"]
        taxes = fiscal_position.map_tax(product.taxes_id._filter_taxes_by_company(channel.company_id))
        if taxes not in cache:
            cache[taxes] = taxes._amazon_channel_price_included()
        return cache[taxes]
