from urllib.parse import quote

from odoo import api, models
from odoo.exceptions import UserError

# What is told about a listing that is at Amazon no longer: nothing is offered, nothing is objected to.
GONE = {
    "state": "gone",
    "amazon_status": False,
    "is_buyable": False,
    "is_discoverable": False,
    "is_to_sync": False,
    "quantity_confirmed": False,
    "quantity_confirmed_at": False,
    "price_confirmed": False,
    "price_confirmed_at": False,
    "error_count": 0,
    "warning_count": 0,
}


class AmazonChannelListing(models.Model):
    """What the operations that bring Amazon's facts need of the listings themselves."""

    _inherit = "amazon.channel.listing"

    @api.model
    def _inserted_vals(self, channel):
        """The columns of a new listing of `channel`, but its SKU: for those who insert many by SQL.

        :return: dict column -> value
        """
        stored = [name for name, field in self._fields.items() if field.store and field.column_type]
        defaults = self.default_get(stored)
        now, uid = self.env.cr.now(), self.env.uid
        vals = {
            **{name: self._fields[name].convert_to_column(value, self) for name, value in defaults.items()},
            "channel_id": channel.id,
            "account_id": channel.account_id.id,
            "company_id": channel.company_id.id,
            "currency_id": channel.currency_id.id,
            **{"error_count": 0, "warning_count": 0},
            **{"create_uid": uid, "create_date": now, "write_uid": uid, "write_date": now},
        }
        return {name: value for name, value in vals.items() if value is not None and name not in ("id", "sku")}

    def action_sync(self):
        """Button: ask Amazon now what it shows of these listings.

        :return: a notification that says what happened
        """
        self.check_access("write")
        self.channel_id._check_connected()
        runs = self.env["amazon.channel.run"]
        for channel, listings in self.grouped("channel_id").items():
            runs |= self.env["amazon.channel.listing.sync"]._sync(channel, listings)
        return runs._notification()

    def action_open_at_amazon(self):
        """Button: the page of the product as shoppers see it."""
        self.ensure_one()
        if not self.asin:
            raise UserError(self.env._("Amazon has not given it an ASIN yet: there is no page of the product."))
        domain = self.channel_id.marketplace_id.domain
        return self._open_url(f"https://www.{domain.lower()}/dp/{self.asin}")

    def action_open_in_seller_central(self):
        """Button: the listing in Seller Central, where the seller can look after it."""
        self.ensure_one()
        host = self.channel_id.marketplace_id.seller_central_host
        return self._open_url(f"https://{host}/myinventory/inventory?searchTerm={quote(self.sku, safe='')}")

    @staticmethod
    def _open_url(url):
        return {"type": "ir.actions.act_url", "target": "new", "url": url}

    def _mark_gone(self):
        """Amazon has them no longer: no figures, no objections. What people decided about them stays."""
        self.amazon_issue_ids.unlink()
        self.write(GONE)
