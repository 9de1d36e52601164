"""Listings to be linked: a channel in a shop, products, and rows as an import would leave them."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from .order_common import OrderCase


class LinkingCase(OrderCase):
    def listing(self, sku, channel=None, **vals):
        """A listing that nobody has linked yet."""
        return self.listings([sku], channel, **vals)

    def listings(self, skus, channel=None, **vals):
        channel = channel or self.channel
        values = {"channel_id": channel.id, "state": "active", "title": "A title", **vals}
        return self.env["amazon.channel.listing"].create([{**values, "sku": sku} for sku in skus])

    def link(self, listings):
        """Link them as an import does."""
        linked = self.env["amazon.channel.listing.link"]._link(listings)
        self.env.invalidate_all()
        return linked

    def set_keys(self, *pairs, channel=None):
        """Give the channel these linking keys instead of its own."""
        channel = channel or self.channel
        channel.linking_key_ids.unlink()
        return self.env["amazon.channel.linking.key"].create(
            [
                {"channel_id": channel.id, "sequence": place, "amazon_field": theirs, "product_field": ours}
                for place, (theirs, ours) in enumerate(pairs)
            ]
        )

    def issues_of(self, listings, state="open"):
        return self.env["amazon.channel.issue"].search(
            [
                ("res_model", "=", "amazon.channel.listing"),
                ("res_id", "in", listings.ids),
                ("code", "=", "listing_ambiguous"),
                ("state", "=", state),
            ],
            order="id",
        )

    @contextmanager
    def statements(self):
        """Collect what is sent to the database, savepoints aside."""
        collected = []
        execute = type(self.env.cr).execute

        def collect(cr, query, *args, **kwargs):
            text = str(getattr(query, "code", query))
            if not re.match(r"\s*(SAVEPOINT|RELEASE|ROLLBACK)", text):
                collected.append(text)
            return execute(cr, query, *args, **kwargs)

        self.env.flush_all()
        with patch.object(type(self.env.cr), "execute", collect):
            yield collected
            self.env.flush_all()
