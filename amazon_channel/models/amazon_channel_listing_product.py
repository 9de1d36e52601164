from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# In the context of products that are created for listings: their listings are linked by whoever creates them.
LINKING = "amazon_channel_linking"


class AmazonChannelListing(models.Model):
    """The product of a listing: what a person decides about it stays decided."""

    _inherit = "amazon.channel.listing"

    is_ambiguous = fields.Boolean(
        "Several Products Fit", readonly=True, copy=False, help="A person has to choose between them."
    )
    candidate_ids = fields.Many2many(
        "product.product", string="Products That Fit", compute="_compute_candidate_ids", compute_sudo=True
    )

    _unlinked_idx = models.Index("(channel_id) WHERE product_id IS NULL AND link_source IS DISTINCT FROM 'manual'")

    @api.depends("is_ambiguous", "product_id")
    def _compute_candidate_ids(self):
        asked = self.filtered(lambda listing: listing.is_ambiguous and not listing.product_id)
        (self - asked).candidate_ids = False
        for channel, listings in asked.grouped("channel_id").items():
            _links, ambiguous = self.env["amazon.channel.listing.link"]._match(channel, listings)
            for listing in listings:
                listing.candidate_ids = ambiguous.get(listing, self.env["product.product"])

    # -- CRUD --------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("product_id") and not vals.get("link_source"):
                vals["link_source"] = "manual"
        listings = super().create(vals_list)
        listings.filtered("product_id")._product_decided()
        return listings

    def write(self, vals):
        if "product_id" not in vals:
            return super().write(vals)
        # Without a product it is a decision as well: the keys leave the listing alone.
        result = super().write({"link_source": "manual", "is_ambiguous": False, **vals})
        self._product_decided()
        return result

    def _product_decided(self):
        """Nobody has to choose any more, and the orders that waited for these SKUs go on."""
        self.env["amazon.channel.issue"]._close(self, "listing_ambiguous")
        for channel, listings in self.filtered("product_id").grouped("channel_id").items():
            self.env["amazon.channel.order.hold"]._release("sku", listings.mapped("sku"), channel)

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_link(self):
        """Button: let the linking keys look for the product, also where a person had taken it away."""
        self.check_access("write")
        unlinked = self.filtered(lambda listing: not listing.product_id)
        if not unlinked:
            raise UserError(self.env._("All of them have a product already. Press Unlink first to find another one."))
        unlinked.filtered(lambda listing: listing.link_source == "manual").sudo().link_source = False
        linked = self.env["amazon.channel.listing.link"]._link(unlinked)
        unlinked.invalidate_recordset(["is_ambiguous"])
        asked = len(unlinked.filtered("is_ambiguous"))
        message = self.env._("%(linked)s of %(count)s listings linked.", linked=linked, count=len(unlinked))
        if asked:
            message += " " + self.env._("%s fit several products: choose on the listing.", asked)
        if none := len(unlinked) - linked - asked:
            message += " " + self.env._("%s fit no product.", none)
        kind = "success" if linked == len(unlinked) else "warning"
        return self.env["amazon.channel.issue"]._notification(message, kind)

    def action_create_products(self):
        """Button: look at the products that could be created from these listings."""
        return self.env["amazon.channel.product.create"]._open(self)

    def action_unlink_product(self):
        """Button: these are not sold as this product; the keys leave them alone from now on."""
        self.check_access("write")
        self.filtered("product_id").product_id = False

    # -- Issues ------------------------------------------------------------------------------------------------

    def _amazon_channel_retry(self, _issues):
        """Look again which products fit."""
        self.check_access("write")
        self.env["amazon.channel.listing.link"]._link(self)

    @api.model
    def _waiting_for_product(self):
        """Domain of the listings that somebody has to link."""
        return Domain("product_id", "=", False) & Domain("state", "!=", "gone")
