from odoo import api, fields, models

QUANTITIES = (
    "fulfillable",
    "inbound_working",
    "inbound_shipped",
    "inbound_receiving",
    "reserved",
    "unsellable",
    "researching",
)


class AmazonChannelFbaStock(models.Model):
    """What of a listing is in Amazon's warehouses, as Amazon told last. It never changes stock in Odoo.

    Marketplaces of one region may show the same units: figures of several channels are never added up.
    """

    _name = "amazon.channel.fba.stock"
    _description = "Amazon FBA Stock"
    _order = "has_difference desc, listing_id, id"
    _rec_name = "listing_id"

    listing_id = fields.Many2one("amazon.channel.listing", required=True, readonly=True, ondelete="cascade")
    channel_id = fields.Many2one(related="listing_id.channel_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="listing_id.company_id", store=True, index=True, precompute=True)
    product_id = fields.Many2one(related="listing_id.product_id", store=True, index="btree_not_null", precompute=True)
    fulfillable = fields.Integer("Sellable", readonly=True, aggregator=None, help="Shoppers can buy these now.")
    inbound_working = fields.Integer(
        "Planned", readonly=True, aggregator=None, help="Of shipments to Amazon that have not left."
    )
    inbound_shipped = fields.Integer("On the Way", readonly=True, aggregator=None)
    inbound_receiving = fields.Integer("Being Received", readonly=True, aggregator=None)
    reserved = fields.Integer(
        readonly=True, aggregator=None, help="For orders, for transfers between warehouses, or being processed."
    )
    unsellable = fields.Integer(readonly=True, aggregator=None, help="Damaged or expired.")
    researching = fields.Integer(readonly=True, aggregator=None, help="Misplaced; Amazon looks for them.")
    on_hand = fields.Integer(
        "At Amazon",
        readonly=True,
        aggregator=None,
        help="Sellable, reserved, unsellable and researching together: all that is in Amazon's warehouses.",
    )
    odoo_quantity = fields.Float(
        "In Odoo",
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="Of the product in the account's FBA location, when Amazon was asked.",
    )
    difference = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="Odoo's figure less Amazon's, of all SKUs of the product in this channel.",
    )
    has_difference = fields.Boolean("Differs", readonly=True)
    as_of = fields.Datetime(readonly=True, required=True, help="When Amazon was asked.")
    amazon_updated_at = fields.Datetime("Changed at Amazon", readonly=True)
    unknown = fields.Text("Not Understood", readonly=True)

    _listing_uniq = models.Constraint("UNIQUE (listing_id)", "The stock of this listing is kept already.")

    # -- Storing -----------------------------------------------------------------------------------------------

    @api.model
    def _store(self, channel, stocks):
        """Write what Amazon told of these SKUs, where it differs. One batch.

        :param stocks: list of `FbaStock`
        :return: how many changed; SKUs that are not listed here are passed over
        """
        by_sku = {stock.sku: stock for stock in stocks}
        listings = self.env["amazon.channel.listing"].search(
            [("channel_id", "=", channel.id), ("sku", "in", list(by_sku))]
        )
        rows = {row.listing_id: row for row in self.search([("listing_id", "in", listings.ids)])}
        now, new, changed = fields.Datetime.now(), [], 0
        for listing in listings:
            vals, row = self._prepare(by_sku[listing.sku]), rows.get(listing)
            if not row:
                new.append({"listing_id": listing.id, "as_of": now, **vals})
                continue
            changed += any(row[name] != value for name, value in vals.items())
            row.write({"as_of": now, **{name: value for name, value in vals.items() if row[name] != value}})
        self.create(new)
        return changed + len(new)

    @staticmethod
    def _prepare(stock):
        known = {name: getattr(stock, name) for name in QUANTITIES}
        vals = {name: value for name, value in known.items() if value is not None}
        if stock.on_hand is not None:
            vals["on_hand"] = stock.on_hand
        updated = stock.updated_at and stock.updated_at.replace(tzinfo=None, microsecond=0)
        return {**vals, "amazon_updated_at": updated or False, "unknown": "\n".join(stock.unknown) or False}

    @api.model
    def _compare(self, channel):
        """Compare what Amazon told with the account's FBA location, product by product. Two queries."""
        rows = self.search([("channel_id", "=", channel.id)])
        location = channel.account_id.fba_location_id
        held = {}
        if location:
            quants = [("location_id", "child_of", location.id), ("product_id", "in", rows.product_id.ids)]
            held = dict(self.env["stock.quant"]._read_group(quants, ["product_id"], ["quantity:sum"]))
        for product, of_product in rows.grouped("product_id").items():
            quantity = held.get(product, 0.0) if product else 0.0
            # Nothing is compared without a location: a shop that does not keep FBA stock in Odoo has no drift.
            difference = quantity - sum(of_product.mapped("on_hand")) if product and location else 0.0
            vals = {"odoo_quantity": quantity, "difference": difference, "has_difference": bool(difference)}
            for row in of_product:
                different = {name: value for name, value in vals.items() if row[name] != value}
                if different:
                    row.write(different)

    def action_sync(self):
        """Button: ask Amazon now, for all accounts that one may see."""
        accounts = self.env["amazon.channel.account"].search([("state", "=", "connected")])
        return self.env["amazon.channel.fba.sync"]._sync_and_notify(accounts)
