from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AmazonChannelListing(models.Model):
    """A SKU of a channel: what Amazon shows of it, the product it stands for, and what Odoo wants Amazon to show.

    Of quantity and price there are three figures each. *Wanted* is what Odoo's rules come to, *sent* is what Amazon
    was told last, *confirmed* is what Amazon showed last. A figure is known when its time is set: 0 units are not "no
    idea". Amazon's facts are written by the operations only, in batches.
    """

    _name = "amazon.channel.listing"
    _description = "Amazon Listing"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "error_count desc, sku, id"
    _rec_name = "sku"
    _rec_names_search = ["sku", "asin", "title"]
    _check_company_auto = True

    channel_id = fields.Many2one("amazon.channel", required=True, readonly=True, index=True, ondelete="cascade")
    account_id = fields.Many2one(related="channel_id.account_id", store=True, precompute=True)
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="channel_id.currency_id", store=True, precompute=True)
    channel_mode = fields.Selection(related="channel_id.mode")
    sku = fields.Char("SKU", required=True, help="The seller's own number of it at Amazon, letter for letter.")

    # The product
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="set null", tracking=True, check_company=True
    )
    link_source = fields.Selection(
        [
            ("manual", "By Hand"),
            ("key", "By Linking Key"),
            ("file", "From a File"),
            ("created", "Product Created From It"),
            ("published", "Published From Odoo"),
        ],
        "Linked",
        readonly=True,
        copy=False,
        help="How the product came to it. What a person has linked is never changed by a rule.",
    )

    # What Amazon shows
    state = fields.Selection(
        [
            ("draft", "Not at Amazon Yet"),
            ("active", "Active"),
            ("inactive", "Inactive"),
            ("incomplete", "Incomplete"),
            ("suppressed", "Suppressed"),
            ("gone", "No Longer at Amazon"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
        copy=False,
    )
    amazon_status = fields.Char(
        "Status at Amazon", readonly=True, copy=False, help="In Amazon's own words, such as BUYABLE, DISCOVERABLE."
    )
    is_buyable = fields.Boolean("Buyable", readonly=True, copy=False, help="Shoppers can buy it now.")
    is_discoverable = fields.Boolean("Discoverable", readonly=True, copy=False, help="Shoppers can find it.")
    is_paused = fields.Boolean(
        "Paused", readonly=True, copy=False, tracking=True, help="Offered with quantity 0 until it is resumed."
    )
    asin = fields.Char("ASIN", index="btree_not_null", readonly=True, tracking=True, help="Amazon's product number.")
    fn_sku = fields.Char("FNSKU", readonly=True, help="The number on the label of units in Amazon's warehouses.")
    title = fields.Char(readonly=True)
    product_type = fields.Char(readonly=True, help="Amazon's name of the kind of product, such as LUGGAGE.")
    condition = fields.Char(readonly=True, help="In Amazon's word, such as new_new.")
    image_url = fields.Char("Picture at Amazon", readonly=True)
    product_ref = fields.Char(
        "Product ID", readonly=True, help="The barcode or ASIN by which Amazon knows the product."
    )
    product_ref_type = fields.Char("Product ID Type", readonly=True, help="ASIN, EAN, UPC, ISBN or as Amazon says.")
    shipping_group = fields.Char("Shipping Template", readonly=True)
    fulfillment_channel = fields.Selection(
        [("merchant", "Merchant"), ("amazon", "Amazon (FBA)")],
        "Fulfilled By",
        readonly=True,
        tracking=True,
        help="Who sends it to the buyer. The quantity of what Amazon sends is never told to Amazon.",
    )
    fulfillment_code = fields.Char(readonly=True, help="Amazon's fulfillment_channel_code: DEFAULT, AMAZON_NA ...")
    opened_at = fields.Datetime("Listed Since", readonly=True)
    amazon_updated_at = fields.Datetime("Changed at Amazon", readonly=True)
    synced_at = fields.Datetime(
        "Last Asked For",
        readonly=True,
        copy=False,
        help="When Amazon was last asked about this very SKU. An older report does not overwrite what it said.",
    )
    is_to_sync = fields.Boolean(readonly=True, copy=False, help="Amazon is to be asked about it soon.")
    unknown = fields.Text("Not Understood", readonly=True, copy=False, help="What Amazon says beyond what is known.")

    # Quantity: whole units. Price: in the channel's currency, as shoppers see it at Amazon.
    quantity_wanted = fields.Integer(readonly=True, copy=False, aggregator=None)
    quantity_wanted_at = fields.Datetime(readonly=True, copy=False)
    quantity_sent = fields.Integer(readonly=True, copy=False, aggregator=None)
    quantity_sent_at = fields.Datetime(readonly=True, copy=False)
    quantity_confirmed = fields.Integer("Quantity at Amazon", readonly=True, copy=False, aggregator=None)
    quantity_confirmed_at = fields.Datetime(readonly=True, copy=False)
    price_wanted = fields.Monetary(readonly=True, copy=False, aggregator=None)
    price_wanted_at = fields.Datetime(readonly=True, copy=False)
    price_sent = fields.Monetary(readonly=True, copy=False, aggregator=None)
    price_sent_at = fields.Datetime(readonly=True, copy=False)
    price_confirmed = fields.Monetary("Price at Amazon", readonly=True, copy=False, aggregator=None)
    price_confirmed_at = fields.Datetime(readonly=True, copy=False)
    has_drift = fields.Boolean(
        "Drift",
        compute="_compute_has_drift",
        search="_search_has_drift",
        help="Amazon shows another quantity or price than Odoo wants.",
    )

    # What Amazon objects to
    amazon_issue_ids = fields.One2many("amazon.channel.listing.issue", "listing_id", "Amazon's Issues", readonly=True)
    # 0 and not empty: PostgreSQL would sort that before the most errors.
    error_count = fields.Integer("Errors", default=0, readonly=True, copy=False, aggregator="sum")
    warning_count = fields.Integer("Warnings", default=0, readonly=True, copy=False, aggregator="sum")

    _sku_uniq = models.Constraint("UNIQUE (channel_id, sku)", "This channel has a listing with this SKU already.")
    _errors_idx = models.Index("(error_count DESC, sku, id)")

    @api.depends("quantity_wanted", "quantity_confirmed", "price_wanted", "price_confirmed")
    def _compute_has_drift(self):
        for listing in self:
            listing.has_drift = listing._quantity_drifts() or listing._price_drifts()

    def _quantity_drifts(self):
        """Whether Amazon shows another quantity than is wanted; of what Amazon sends, the quantity is Amazon's."""
        self.ensure_one()
        known = self.quantity_wanted_at and self.quantity_confirmed_at and self.fulfillment_channel != "amazon"
        return bool(known and self.quantity_wanted != self.quantity_confirmed)

    def _price_drifts(self):
        self.ensure_one()
        known = self.price_wanted_at and self.price_confirmed_at
        return bool(known and self.currency_id.compare_amounts(self.price_wanted, self.price_confirmed))

    @api.model
    def _search_has_drift(self, operator, value):
        if operator != "in":
            return NotImplemented
        drifts = Domain.custom(to_sql=lambda model, alias, query: _drift_sql(alias))
        if set(value) == {True, False}:
            return Domain.TRUE
        return drifts if True in value else ~drifts


def _drift_sql(alias):
    """The condition of `has_drift` on one row of the table. Both prices are rounded by the currency when they are
    written."""

    def column(name):
        return SQL.identifier(alias, name)

    return SQL(
        """((%s IS NOT NULL AND %s IS NOT NULL AND %s IS DISTINCT FROM 'amazon' AND %s IS DISTINCT FROM %s)
            OR (%s IS NOT NULL AND %s IS NOT NULL AND %s IS DISTINCT FROM %s))""",
        column("quantity_wanted_at"),
        column("quantity_confirmed_at"),
        column("fulfillment_channel"),
        column("quantity_wanted"),
        column("quantity_confirmed"),
        column("price_wanted_at"),
        column("price_confirmed_at"),
        column("price_wanted"),
        column("price_confirmed"),
    )
