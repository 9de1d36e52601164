from odoo import api, models


class AmazonChannelListingSync(models.AbstractModel):
    """Sync & Link Listings: what Amazon shows of single listings."""

    _name = "amazon.channel.listing.sync"
    _inherit = ["amazon.channel.operation", "amazon.channel.listing.store"]
    _description = "Sync Amazon Listings"

    @api.model
    def _link(self, listings):
        """Look for the products of listings that have none.

        :return: how many were found
        """
        unlinked = listings.filtered(lambda listing: not listing.product_id)
        if not unlinked or "amazon.channel.listing.link" not in self.env:
            return 0
        return self.env["amazon.channel.listing.link"]._link(unlinked) or 0
