from odoo import api, fields, models
from odoo.exceptions import UserError


class AmazonChannelListingDelete(models.TransientModel):
    """Asks a second time before SKUs are deleted at Amazon: what is lost, and how many they are."""

    _name = "amazon.channel.listing.delete"
    _description = "Delete Amazon Listings"

    listing_ids = fields.Many2many("amazon.channel.listing", readonly=True)
    count = fields.Integer(compute="_compute_count")
    fba_count = fields.Integer(compute="_compute_count")
    has_shadow = fields.Boolean(compute="_compute_count")
    # A text: an empty number would show 0 in place of the question.
    typed_count = fields.Char("Number of SKUs to Delete", help="Enter how many SKUs go.")

    @api.depends("listing_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.listing_ids)
            wizard.fba_count = len(wizard.listing_ids.filtered(lambda one: one.fulfillment_channel == "amazon"))
            wizard.has_shadow = "shadow" in wizard.listing_ids.channel_id.mapped("mode")

    def action_delete(self):
        """Button: delete them at Amazon; they are gone once Amazon shows them no more."""
        self.ensure_one()
        if (self.typed_count or "").strip() != str(self.count):
            raise UserError(self.env._("Enter %(count)s to confirm that so many SKUs go.", count=self.count))
        self.listing_ids.check_access("write")
        return self.listing_ids._tell("delete")
