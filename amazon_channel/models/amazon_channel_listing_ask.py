from datetime import timezone

from odoo import api, models

from ..mapping.errors import DocumentError
from ..mapping.listing import read_listing
from ..sp_api.errors import NotFoundError
from ..sp_api.listings import MAX_IDENTIFIERS, get_listings_item, search_listings_items


class AmazonChannelListingAsk(models.AbstractModel):
    """Ask Amazon for listings, keep the answer, link what has no product. Part of Sync Listings."""

    _name = "amazon.channel.listing.ask"
    _description = "Ask for Amazon Listings"

    def _ask(self, client, channel, **options):
        """One page of the channel's items. No transaction is open while Amazon is asked."""
        account = channel.account_id
        seller, marketplaces = account.selling_partner_id, [channel.marketplace_id.amazon_ref]
        locale = channel.language_code or None
        self.env["ir.cron"]._commit_progress()
        return self.env["amazon.channel.order.sync"]._patiently(
            lambda: search_listings_items(client, seller, marketplaces, issue_locale=locale, **options)
        )

    def _ask_skus(self, client, channel, skus, run):
        """Ask for these SKUs, 20 a call; those that Amazon does not know are gone.

        :return: how many Amazon knows
        """
        found = 0
        # A comma would end the SKU in a list of SKUs.
        listed = [sku for sku in skus if "," not in sku]
        for start in range(0, len(listed), MAX_IDENTIFIERS):
            part = listed[start : start + MAX_IDENTIFIERS]
            items = self._ask(client, channel, identifiers=part, identifiers_type="SKU")["items"]
            found += self._keep_asked(channel, part, items, run)
        for sku in (sku for sku in skus if "," in sku):
            found += self._keep_asked(channel, [sku], self._get_one(client, channel, sku), run)
        return found

    def _get_one(self, client, channel, sku):
        """The item of one SKU, in a list; an empty one when Amazon does not know it."""
        seller, marketplaces = channel.account_id.selling_partner_id, [channel.marketplace_id.amazon_ref]
        locale = channel.language_code or None
        self.env["ir.cron"]._commit_progress()
        try:
            return [
                self.env["amazon.channel.order.sync"]._patiently(
                    lambda: get_listings_item(client, seller, sku, marketplaces, issue_locale=locale)
                )
            ]
        except NotFoundError:
            return []

    def _keep_asked(self, channel, skus, items, run):
        """Store what was asked for by SKU; mark the others as gone; commit."""
        self._keep(channel, items, run)
        answered = {item["sku"] for item in items}
        gone = self._store_missing(channel, [sku for sku in skus if sku not in answered])
        run._count(missing=len(gone))
        self.env["ir.cron"]._commit_progress()
        return len(answered)

    def _keep(self, channel, documents, run):
        """Store the items of a page and link those without a product. The caller commits.

        :return: times of their last changes, naive UTC, as far as Amazon tells
        """
        items = []
        for document in documents:
            try:
                items.append(read_listing(document, channel.marketplace_id.amazon_ref))
            except DocumentError:
                # It has no SKU that can be read: nobody could say what it is about.
                run._count(failed=1)
        listings, counts = self._store_and_count(channel, items)
        run._count(**counts, linked=self._link(listings))
        times = [item.updated_at for item in items if item.updated_at]
        return [moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0) for moment in times]

    @api.model
    def _link(self, listings):
        """Look for the products of listings that have none.

        :return: how many were found
        """
        unlinked = listings.filtered(lambda listing: not listing.product_id)
        return self.env["amazon.channel.listing.link"]._link(unlinked) if unlinked else 0
