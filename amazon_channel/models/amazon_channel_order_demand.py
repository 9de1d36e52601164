import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..mapping.text import is_exact

# Orders whose goods Odoo's stock does not know of yet.
OPEN_STATES = ("pending", "to_process", "held", "failed")
MAX_QUANTITY = 10**6

# Which product an order waits for: that of its channel's listing, else every one with the SKU as internal reference.
PRODUCT_OF_SKU = SQL(
    """LEFT JOIN amazon_channel_listing l
              ON l.channel_id = d.channel_id AND l.sku = d.sku AND l.product_id IS NOT NULL
       LEFT JOIN LATERAL (
            SELECT p.id FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE l.id IS NULL AND p.default_code = d.sku AND p.active
               AND (t.company_id IS NULL OR t.company_id = d.company_id)) p ON TRUE"""
)


class AmazonChannelOrderDemand(models.Model):
    """What an order in the inbox wants, as long as no sale order wants it: it must not be offered a second time.

    Kept beside the inbox rows, so that nobody has to read their documents to know it.
    """

    _name = "amazon.channel.order.demand"
    _description = "Quantity Wanted by an Amazon Order"
    _log_access = False
    _rec_name = "sku"

    order_id = fields.Many2one("amazon.channel.order", required=True, readonly=True, index=True, ondelete="cascade")
    channel_id = fields.Many2one("amazon.channel", readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    sku = fields.Char("SKU", required=True, readonly=True)
    quantity = fields.Integer(required=True, readonly=True)

    # -- Keeping it --------------------------------------------------------------------------------------------

    @api.model
    def _note(self, orders):
        """These inbox rows are new or have changed: before the transaction ends, all of them are looked at together."""
        cr = self.env.cr
        noted = cr.precommit.data.get("amazon_channel_order_demand")
        if noted is None:
            noted = cr.precommit.data["amazon_channel_order_demand"] = set()
            cr.precommit.add(self.sudo()._refresh)
        noted.update(orders.ids)

    @api.model
    def _refresh(self):
        """Bring the rows of the noted orders to what their documents and states say."""
        ids = list(self.env.cr.precommit.data.pop("amazon_channel_order_demand", ()))
        if not ids:
            return
        wanted = self._wanted(ids)
        rows = self.env.execute_query(
            SQL(
                """SELECT id, order_id, channel_id, company_id, sku, quantity FROM amazon_channel_order_demand
                    WHERE order_id = ANY(%s)""",
                ids,
            )
        )
        known = {tuple(row): row_id for row_id, *row in rows}
        gone, new = known.keys() - wanted, wanted - known.keys()
        if gone:
            row_ids = [known[row] for row in gone]
            self.env.cr.execute(SQL("DELETE FROM amazon_channel_order_demand WHERE id = ANY(%s)", row_ids))
        if new:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO amazon_channel_order_demand (order_id, channel_id, company_id, sku, quantity)
                       SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::varchar[], %s::int[])""",
                    *(list(column) for column in zip(*sorted(new, key=str), strict=True)),
                )
            )
        self.invalidate_model(flush=False)
        self._mark_products({(channel_id, company_id, sku) for _o, channel_id, company_id, sku, _q in gone | new})

    def _wanted(self, ids):
        """The rows there should be for the orders `ids`, without id: of those that Odoo's stock does not know of."""
        orders = self.env.execute_query(
            SQL(
                """SELECT id, account_id, channel_id, company_id, payload FROM amazon_channel_order
                    WHERE id = ANY(%s) AND sale_order_id IS NULL AND state = ANY(%s)""",
                ids,
                list(OPEN_STATES),
            )
        )
        if not orders:
            return set()
        # An order that is not processed yet has no channel; its document names the marketplace.
        channels = {
            (account_id, marketplace_ref): channel_id
            for account_id, marketplace_ref, channel_id in self.env.execute_query(
                SQL(
                    """SELECT c.account_id, m.amazon_ref, c.id
                         FROM amazon_channel c JOIN amazon_channel_marketplace m ON m.id = c.marketplace_id"""
                )
            )
        }
        wanted = set()
        for order_id, account_id, channel_id, company_id, payload in orders:
            marketplace_ref, skus = read_demand(payload)
            channel_id = channel_id or channels.get((account_id, marketplace_ref))
            wanted.update((order_id, channel_id, company_id, sku, quantity) for sku, quantity in skus.items())
        return wanted

    def _mark_products(self, wants):
        """Have the quantities computed again of what these orders want.

        :param wants: triples (channel id or None, company id, SKU)
        """
        if not wants:
            return
        columns = (list(column) for column in zip(*sorted(wants, key=str), strict=True))
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT COALESCE(l.product_id, p.id)
                     FROM unnest(%s::int[], %s::int[], %s::varchar[]) AS d (channel_id, company_id, sku) %s""",
                *columns,
                PRODUCT_OF_SKU,
            )
        )
        self.env["amazon.channel.stock.mark"]._mark("product", [product_id for (product_id,) in rows if product_id])

    # -- Reading it --------------------------------------------------------------------------------------------

    @api.model
    def _by_product(self, company):
        """What the open orders of a company want, in pieces of Amazon's.

        :return: list of (product id, id of the warehouse that will send it or None when nobody knows, whether Amazon
            has it pending, quantity, order ids)
        """
        return self.env.execute_query(
            SQL(
                """SELECT COALESCE(l.product_id, p.id), c.warehouse_id, o.state = 'pending', SUM(d.quantity),
                          ARRAY_AGG(d.order_id)
                     FROM amazon_channel_order_demand d
                     JOIN amazon_channel_order o ON o.id = d.order_id
                     LEFT JOIN amazon_channel c ON c.id = d.channel_id
                     %s
                    WHERE d.company_id = %s AND COALESCE(l.product_id, p.id) IS NOT NULL
                    GROUP BY 1, 2, 3""",
                PRODUCT_OF_SKU,
                company.id,
            )
        )


class AmazonChannelOrder(models.Model):
    _inherit = "amazon.channel.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        self.env["amazon.channel.order.demand"]._note(orders)
        return orders

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("state", "payload", "channel_id", "sale_order_id")):
            self.env["amazon.channel.order.demand"]._note(self)
        return result


def read_demand(payload):
    """What the merchant has to send for an order, as far as its document can be read.

    :param str payload: Amazon's document as JSON; what is odd in it is passed over, so that the rest still counts
    :return: Amazon's id of the marketplace or None; dict SKU -> pieces, empty for what Amazon sends, what was sold
        elsewhere and what is cancelled
    """
    try:
        document = _dict(json.loads(payload or "null"))
    except ValueError:
        return None, {}
    fulfillment, channel = _dict(document.get("fulfillment")), _dict(document.get("salesChannel"))
    marketplace_ref = channel.get("marketplaceId")
    marketplace_ref = marketplace_ref if isinstance(marketplace_ref, str) else None
    elsewhere = channel.get("channelName") == "NON_AMAZON"
    if elsewhere or fulfillment.get("fulfilledBy") == "AMAZON" or fulfillment.get("fulfillmentStatus") == "CANCELLED":
        return marketplace_ref, {}
    items, skus = document.get("orderItems"), {}
    for item in items if isinstance(items, list) else ():
        sku = _dict(_dict(item).get("product")).get("sellerSku")
        quantity = _dict(item).get("quantityOrdered")
        # With a NUL it is nobody's SKU, and PostgreSQL refuses it. A no-break space is as good as any letter.
        is_sku = isinstance(sku, str) and sku.strip() and is_exact(sku)
        if is_sku and type(quantity) is int and 0 < quantity <= MAX_QUANTITY:
            skus[sku.strip()] = skus.get(sku.strip(), 0) + quantity
    return marketplace_ref, skus


def _dict(value):
    return value if isinstance(value, dict) else {}
