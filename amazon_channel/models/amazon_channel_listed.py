from odoo import fields, models
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
