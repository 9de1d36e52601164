from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.stock_quantity import StockSupply

# Odoo's own keys of `_compute_quantities_dict`.
NOTHING = {"qty_available": 0.0, "free_qty": 0.0}
TAKEN = ("planned", "pending", "held")


class AmazonChannelStockSupply(models.AbstractModel):
    """What there is of products in the places a channel sells from, read for many products at once.

    Odoo's own quantities are asked for (`_compute_quantities_dict`), so that what other apps say about them counts:
    kits, expiry dates.
    """

    _name = "amazon.channel.stock.supply"
    _description = "Supply of Amazon Listings"

    @api.model
    def _read(self, channel, product_ids, demand):
        """What `channel` has to offer of products.

        :param channel: one amazon.channel
        :param product_ids: ids of products of which Odoo keeps a stock, kits among them
        :param list demand: from `amazon.channel.order.demand._by_product`
        :return: dict product id -> StockSupply, without `sold`
        """
        products, warehouses = self._in_scope(channel, product_ids)
        quantities = products._compute_quantities_dict(None, None, None)
        taken = {"planned": self._planned(products, channel), "pending": Counter(), "held": Counter()}
        for product_id, warehouse_id, pending, quantity, _orders in demand:
            if warehouse_id is None or warehouse_id in warehouses:
                taken["pending" if pending else "held"][product_id] += quantity
        kits = self.env["amazon.channel.stock.kit"]._resolve(products, taken)
        supplies = {}
        for product in products:
            figures = quantities.get(product.id, NOTHING)
            own = kits.get(product.id) or {name: max(taken[name].get(product.id, 0), 0) for name in TAKEN}
            supplies[product.id] = StockSupply(figures["qty_available"], figures["free_qty"], **own)
        return supplies

    @api.model
    def _in_scope(self, channel, product_ids):
        """The products, seen in the company of the channel and in the places it sells from; ids of its warehouses."""
        places, warehouses = channel._stock_scope()
        company = channel.company_id
        places = {name: list(ids) for name, ids in places}
        # In bills of materials, `company_id` keeps those of other companies out.
        products = self.env["product.product"].with_company(company).with_context(company_id=company.id, **places)
        return products.browse(product_ids), warehouses

    def _planned(self, products, channel):
        """What planned deliveries need that have nothing reserved yet, where the channel counts that.

        Those that get their goods made or bought for them alone need nothing from the stock.

        :return: Counter product id -> quantity in its unit
        """
        planned = Counter()
        if channel.inventory_basis != "unplanned":
            return planned
        _quants, _moves_in, moves_out = products._get_domain_locations()
        stock_products = products | self.env["amazon.channel.stock.kit"]._components(products)
        domain = [
            ("product_id", "in", stock_products.ids),
            ("state", "in", ("confirmed", "waiting", "partially_available", "assigned")),
            ("procure_method", "=", "make_to_stock"),
            *moves_out,
        ]
        groups = self.env["stock.move"]._read_group(
            domain, ["product_id", "product_uom"], ["product_uom_qty:sum", "quantity:sum"]
        )
        for product, unit, needed, reserved in groups:
            if needed > reserved:
                planned[product.id] += unit._compute_quantity(needed - reserved, product.uom_id, round=False)
        return planned

    # -- Sales -------------------------------------------------------------------------------------------------

    @api.model
    def _sold(self, company, product_ids, days):
        """What was sold of products in the last `days`.

        :return: dict (product id, channel id or None for other sales) -> quantity in the product's unit
        """
        self.env["sale.order"].flush_model(["state", "date_order", "company_id", "amazon_channel_id"])
        self.env["sale.order.line"].flush_model(["product_id", "product_uom_id", "product_uom_qty", "order_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT l.product_id, o.amazon_channel_id, SUM(l.product_uom_qty * lu.factor / pu.factor)
                     FROM sale_order_line l
                     JOIN sale_order o ON o.id = l.order_id
                     JOIN uom_uom lu ON lu.id = l.product_uom_id
                     JOIN product_product p ON p.id = l.product_id
                     JOIN product_template t ON t.id = p.product_tmpl_id
                     JOIN uom_uom pu ON pu.id = t.uom_id
                    WHERE l.product_id = ANY(%s) AND o.state = 'sale' AND o.date_order >= %s AND o.company_id = %s
                    GROUP BY 1, 2""",
                list(product_ids),
                fields.Datetime.now() - timedelta(days=days),
                company.id,
            )
        )
        return {(product_id, channel_id): float(quantity) for product_id, channel_id, quantity in rows}

    # -- The next receipt --------------------------------------------------------------------------------------

    @api.model
    def _restock_dates(self, channel, product_ids):
        """The days of the next planned receipts in the places of a channel; days gone by are no promise.

        :return: dict product id -> date
        """
        products, _warehouses = self._in_scope(channel, product_ids)
        _quants, moves_in, _moves_out = products._get_domain_locations()
        domain = [
            ("product_id", "in", products.ids),
            ("state", "in", ("confirmed", "waiting", "partially_available", "assigned")),
            ("date", ">=", fields.Datetime.now()),
            *moves_in,
        ]
        groups = self.env["stock.move"]._read_group(domain, ["product_id"], ["date:min"])
        return {product.id: date.date() for product, date in groups}
