from odoo import api, fields, models
from odoo.exceptions import UserError


class AmazonChannel(models.Model):
    """The listings of a channel: when Amazon was asked for them, and what people can do about it."""

    _inherit = "amazon.channel"

    listings_imported_at = fields.Datetime(
        "Listings Imported", readonly=True, copy=False, help="When the last report that was imported was asked for."
    )
    listings_problem = fields.Text(readonly=True, copy=False, help="Why the last report came to nothing.")
    listings_vanished_count = fields.Integer(
        "Not in the Report", readonly=True, copy=False, help="So many were missing that none was marked as gone."
    )
    listings_vanish_confirmed = fields.Boolean(
        readonly=True, copy=False, help="A person says that they are gone: the next import marks them."
    )

    listings_cursor = fields.Datetime(
        "Changes Read Until", readonly=True, copy=False, help="What changed at Amazon since then is read next."
    )
    listings_pass_at = fields.Datetime(readonly=True, copy=False, help="When the pass through all pages began.")
    listings_page_token = fields.Char(readonly=True, copy=False, groups="base.group_system")

    listing_error_count = fields.Integer("Listings with Errors", compute="_compute_listing_trouble")
    listing_unlinked_count = fields.Integer("Unlinked Listings", compute="_compute_listing_trouble")

    @api.depends("listing_ids.error_count", "listing_ids.product_id", "listing_ids.state")
    def _compute_listing_trouble(self):
        listings = self.env["amazon.channel.listing"]
        counts = {}
        # Warehouse workers see the channel on a delivery; not everybody sees the listings.
        if listings.has_access("read"):
            mine = [("channel_id", "in", self.ids), ("state", "!=", "gone")]
            for name, domain in (("error", [("error_count", ">", 0)]), ("unlinked", [("product_id", "=", False)])):
                counts[name] = dict(listings._read_group(mine + domain, ["channel_id"], ["__count"]))
        for channel in self:
            channel.listing_error_count = counts.get("error", {}).get(channel._origin, 0)
            channel.listing_unlinked_count = counts.get("unlinked", {}).get(channel._origin, 0)

    def action_import_listings(self):
        """Button: ask Amazon for the report of all listings; it is imported as soon as Amazon has made it.

        :return: a notification
        """
        self.env["amazon.channel.listing"].check_access("write")
        self._check_connected()
        self.env["amazon.channel.listing.import"]._request(self)
        message = self.env._(
            "Amazon makes the report of %(channels)s now. It is imported as soon as it is there, mostly within a few "
            "minutes.",
            channels=", ".join(self.mapped("name")),
        )
        return self.account_id[:1]._notification(message)

    def action_confirm_vanished(self):
        """Button: what the last report did not have is gone indeed. A new report is asked for, and marks it."""
        self.env["amazon.channel.listing"].check_access("write")
        self.sudo().listings_vanish_confirmed = True
        return self.action_import_listings()

    def action_sync_listings(self):
        """Button: ask Amazon now what it shows of the listings, and link those without a product.

        :return: a notification that says what happened
        """
        self.env["amazon.channel.listing"].check_access("write")
        self._check_connected()
        return self.env["amazon.channel.listing.sync"]._sync_and_notify(self)

    def _check_connected(self):
        """:raises UserError: Amazon cannot be asked"""
        broken = self.account_id.filtered(lambda account: account.state != "connected")
        if broken:
            raise UserError(
                self.env._(
                    "%(account)s is not connected with Amazon. Connect it under Configuration > Accounts, then try "
                    "again.",
                    account=broken[0].name,
                )
            )
