from datetime import timezone

from odoo import api, fields, models
from odoo.tools import SQL

SEVERITIES = {"ERROR": "error", "WARNING": "warning", "INFO": "info"}
_ISSUE_FIELDS = (
    *("code", "message", "severity", "severity_ref", "categories", "attributes", "enforcements", "is_suppressing"),
    "exempt_until",
)


class AmazonChannelListingStore(models.AbstractModel):
    """The only way in which facts that Amazon shows get onto a listing, but for the report's.

    Only what changed is written, so that a chatter tells what happened and nothing else. The caller commits, and holds
    nothing open while Amazon is asked.
    """

    _name = "amazon.channel.listing.store"
    _description = "Store Amazon Listings"

    @api.model
    def _store(self, channel, items):
        """Write what Amazon shows of these SKUs, and create the unknown ones.

        The items have to be read with `sp_api.listings.SYNC_DATA`: what was not asked for looks as if there was none.

        :param channel: amazon.channel, one record
        :param list items: `ListingData`, of the channel's marketplace; the last one of a SKU counts
        :return: their amazon.channel.listing records
        """
        return self._store_and_count(channel, items)[0]

    @api.model
    def _store_and_count(self, channel, items):
        """As `_store`.

        :return: the listings, and a dict with the numbers `fetched`, `new` and `changed`
        """
        items = {item.sku: item for item in items}
        listings = self.env["amazon.channel.listing"].sudo()
        if not items:
            return listings.with_env(self.env), {"fetched": 0, "new": 0, "changed": 0}
        new = self._insert_skus(channel, items)
        listings = listings.search([("channel_id", "=", channel.id), ("sku", "in", list(items))])
        now = fields.Datetime.now()
        differs = {listing.id: self._store_one(listing, items[listing.sku], listing.id in new) for listing in listings}
        issues_differ = self._store_issues({listing: items[listing.sku].issues for listing in listings})
        listings.write({"synced_at": now})
        listings.filtered("is_to_sync").write({"is_to_sync": False})
        self._stamp(listings, items, now)
        changed = sum(
            bool(differs[listing.id] or listing in issues_differ) for listing in listings if listing.id not in new
        )
        return listings.with_env(self.env), {"fetched": len(items), "new": len(new), "changed": changed}

    @api.model
    def _store_missing(self, channel, skus):
        """Amazon was asked for these SKUs, and has none of them: mark those that were there.

        :return: the listings that are gone since
        """
        known = [("channel_id", "=", channel.id), ("sku", "in", list(skus))]
        listings = self.env["amazon.channel.listing"].sudo().search(known)
        # Even what was gone already: an older report must not bring it back.
        listings.filtered(lambda listing: listing.state != "draft").write({"synced_at": fields.Datetime.now()})
        listings.filtered("is_to_sync").write({"is_to_sync": False})
        gone = listings.filtered(lambda listing: listing.state not in ("draft", "gone"))
        gone._mark_gone()
        return gone.with_env(self.env)

    # -- Rows --------------------------------------------------------------------------------------------------

    def _insert_skus(self, channel, skus):
        """Create the listings that are unknown, as drafts without facts, whoever else does the same right now.

        :return: set of the ids of the new ones
        """
        listings = self.env["amazon.channel.listing"].sudo()
        listings.flush_model(["channel_id", "sku"])
        known = dict(listings._read_group([("channel_id", "=", channel.id), ("sku", "in", list(skus))], ["sku", "id"]))
        vals = listings._inserted_vals(channel)
        rows = [SQL("%s", (*vals.values(), sku)) for sku in skus if sku not in known]
        if not rows:
            return set()
        columns = SQL(", ").join(map(SQL.identifier, (*vals, "sku")))
        insert = SQL(
            "INSERT INTO amazon_channel_listing (%s) VALUES %s ON CONFLICT (channel_id, sku) DO NOTHING RETURNING id",
            columns,
            SQL(", ").join(rows),
        )
        new = {row[0] for row in self.env.execute_query(insert)}
        channel.invalidate_recordset(["listing_ids", "listing_count"])
        return new

    def _store_one(self, listing, item, is_new):
        """Write what differs between a listing and what Amazon shows of it.

        :return: whether anything did
        """
        facts = self._facts(listing, item)
        vals = {name: value for name, value in facts.items() if _differs(listing, name, value)}
        if vals:
            # A listing that is new has no history yet.
            listing.with_context(tracking_disable=is_new).write(vals)
        return bool(vals)

    def _facts(self, listing, item):
        """What Amazon shows, by field. What it does not tell stays as it is."""
        told = {
            "asin": item.asin,
            "fn_sku": item.fn_sku,
            "title": item.title,
            "product_type": item.product_type,
            "condition": item.condition,
            "image_url": item.image_url,
            "amazon_updated_at": _naive(item.updated_at),
            "opened_at": listing.opened_at or _naive(item.created_at),
            **self._availability_facts(item),
        }
        price = self._price(listing, item)
        if price is not None:
            told["price_confirmed"] = price
        return {
            # Zero is a figure: nothing is offered.
            **{name: value for name, value in told.items() if value or (value == 0 and value is not False)},
            **self._cleared(listing, told.get("fulfillment_channel")),
            "state": self._state(listing, item),
            "amazon_status": ", ".join(item.statuses) or False,
            "is_buyable": item.is_buyable,
            "is_discoverable": "DISCOVERABLE" in item.statuses,
            "unknown": "\n".join(item.unknown) or False,
        }

    @staticmethod
    def _state(listing, item):
        if item.is_suppressed:
            return "suppressed"
        if item.is_buyable:
            return "active"
        # Only the report tells what is incomplete though it has an ASIN.
        stays = listing.state == "incomplete" and not item.statuses
        return "incomplete" if stays or not item.asin else "inactive"

    @staticmethod
    def _availability_facts(item):
        """Who sends it; and how many there are, unless Amazon has them: then the figure is Amazon's business."""
        entries = sorted(item.availability, key=lambda entry: not entry.is_amazon)
        if not entries:
            return {}
        entry = entries[0]
        facts = {"fulfillment_channel": "amazon" if entry.is_amazon else "merchant", "fulfillment_code": entry.code}
        if not entry.is_amazon and entry.quantity is not None:
            facts["quantity_confirmed"] = entry.quantity
        return facts

    @staticmethod
    def _cleared(listing, fulfillment_channel):
        """What the merchant had says nothing about what Amazon has."""
        if fulfillment_channel == "amazon" and listing.quantity_confirmed_at:
            return {"quantity_confirmed": False, "quantity_confirmed_at": False}
        return {}

    @staticmethod
    def _price(listing, item):
        """The price for everybody, in the channel's currency; None when there is none."""
        currency = listing.currency_id
        for offer in item.offers:
            everybody = offer.type == "B2C" and offer.audience in ("", "ALL") and offer.currency == currency.name
            if everybody and offer.price is not None:
                return currency.round(float(offer.price))
        return None

    def _stamp(self, listings, items, now):
        """Note when Amazon showed these figures, the same as before or not."""
        priced = listings.filtered(lambda listing: self._price(listing, items[listing.sku]) is not None)
        priced.write({"price_confirmed_at": now})
        counted = listings.filtered(
            lambda listing: "quantity_confirmed" in self._availability_facts(items[listing.sku])
        )
        counted.write({"quantity_confirmed_at": now})

    # -- Amazon's issues ---------------------------------------------------------------------------------------

    def _store_issues(self, found):
        """Replace Amazon's issues where they differ, and count them.

        :param dict found: amazon.channel.listing -> tuple of `ListingIssue`
        :return: the listings whose issues differed
        """
        rows = self.env["amazon.channel.listing.issue"].sudo()
        listings = rows.env["amazon.channel.listing"].union(*found)
        known = rows.search([("listing_id", "in", listings.ids)]).grouped("listing_id")
        differing, vals_list, over = listings.browse(), [], rows.browse()
        for listing, issues in found.items():
            left = known.get(listing, rows.browse())
            for vals in map(self._issue_vals, issues):
                same = next((row for row in left if _same(row, vals)), None)
                if same:
                    left -= same
                else:
                    vals_list.append({**vals, "listing_id": listing.id})
                    differing |= listing
            differing |= left.listing_id
            over |= left
        over.unlink()
        rows.create(vals_list)
        for listing in listings:
            severities = [SEVERITIES.get(issue.severity) for issue in found[listing]]
            counts = {f"{name}_count": severities.count(name) for name in ("error", "warning")}
            if any(listing[name] != count for name, count in counts.items()):
                listing.write(counts)
        return differing

    @staticmethod
    def _issue_vals(issue):
        severity = SEVERITIES.get(issue.severity, "other")
        return {
            "code": issue.code or False,
            "message": issue.message or False,
            "severity": severity,
            "severity_ref": severity == "other" and issue.severity,
            "categories": ", ".join(issue.categories) or False,
            "attributes": ", ".join(issue.attributes) or False,
            "enforcements": ", ".join(issue.enforcements) or False,
            "is_suppressing": issue.is_suppressed,
            "exempt_until": _naive(issue.exempt_until) or False,
        }


def _differs(listing, name, value):
    if name == "price_confirmed":
        return not listing.price_confirmed_at or listing.currency_id.compare_amounts(listing[name], value) != 0
    if name == "quantity_confirmed" and value is not False:
        return not listing.quantity_confirmed_at or listing[name] != value
    return listing[name] != value


def _same(row, vals):
    return all((row[name] or False) == (vals[name] or False) for name in _ISSUE_FIELDS)


def _naive(moment):
    """In UTC without microseconds, as Odoo keeps it; None without one."""
    return moment and moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
