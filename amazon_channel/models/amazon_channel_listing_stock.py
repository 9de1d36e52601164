from odoo import api, fields, models

# What a figure was computed for, as one text. Where it differs, whoever changed the row, the figure is to be computed
# again: also after bulk SQL, which tells nobody.
BASIS = """(COALESCE(product_id, 0)::text || '/' || state || '/' || COALESCE(fulfillment_channel, '')
 || '/' || COALESCE(is_paused, FALSE)::text || '/' || COALESCE(is_quantity_owner, FALSE)::text)"""
STALE = f"(quantity_basis IS DISTINCT FROM {BASIS} OR (quantity_reason = 'shared' AND quantity_owner_id IS NULL))"
STALE_FIELDS = {"product_id", "state", "fulfillment_channel", "is_paused", "is_quantity_owner"}


class AmazonChannelListing(models.Model):
    """The quantity of a listing: why it has one or none, and what goes with it."""

    _inherit = "amazon.channel.listing"

    quantity_lead_time = fields.Integer(
        "Handling Time",
        readonly=True,
        copy=False,
        aggregator=None,
        help="In days, told with the quantity. 0: not told.",
    )
    quantity_restock_date = fields.Date("Restock Date", readonly=True, copy=False)
    quantity_owner_id = fields.Many2one(
        "amazon.channel.listing",
        "Quantity Decided By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Amazon keeps one quantity for a SKU on all marketplaces of the account: this listing decides it.",
    )
    is_quantity_owner = fields.Boolean(
        "Chosen to Decide the Quantity",
        copy=False,
        readonly=True,
        help="Of the listings of this SKU on the account's marketplaces, this one was chosen to decide.",
    )
    quantity_reason = fields.Selection(
        [
            ("gone", "No longer at Amazon"),
            ("draft", "Not at Amazon yet"),
            ("amazon", "Amazon sends it and counts it"),
            ("unknown", "Amazon has not said who sends it"),
            ("unlinked", "No product is linked"),
            ("shared", "Another listing of this SKU decides"),
            ("untracked", "Odoo keeps no stock of the product: a rule with a fixed quantity is needed"),
        ],
        "Why There Is No Quantity",
        readonly=True,
        copy=False,
    )
    quantity_basis = fields.Char(readonly=True, copy=False)

    _quantity_stale_idx = models.Index(f"(account_id, id) WHERE {STALE}")

    @api.model_create_multi
    def create(self, vals_list):
        listings = super().create(vals_list)
        if any(vals.get("product_id") for vals in vals_list):
            self.env["amazon.channel.stock.mark"]._wake()
        return listings

    def write(self, vals):
        result = super().write(vals)
        if not STALE_FIELDS.isdisjoint(vals):
            # No mark is needed: the row itself shows that its figure is of something else.
            self.env["amazon.channel.stock.mark"]._wake()
        return result

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_why_quantity(self):
        """Button: the way from the free stock to the quantity, as it would be computed now."""
        self.ensure_one()
        why = self.env["amazon.channel.stock.why"].create({"listing_id": self.id})
        return why._open()

    def action_decide_quantity(self):
        """Button: from now on, this listing decides the quantity of its SKU on all marketplaces of the account."""
        self.ensure_one()
        others = self.search(
            [
                ("account_id", "=", self.account_id.id),
                ("sku", "=", self.sku),
                ("is_quantity_owner", "=", True),
                ("id", "!=", self.id),
            ]
        )
        others.write({"is_quantity_owner": False})
        self.write({"is_quantity_owner": True})
