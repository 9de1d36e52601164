import io
from contextlib import contextmanager
from datetime import timezone
from itertools import islice

from odoo import api, models
from odoo.tools import SQL

READ_SIZE = 2000  # lines of the report that are in memory at a time
BATCH_SIZE = 5000  # listings that are written in one transaction
TRACKED = ("state", "asin", "fulfillment_channel")

_STATES = {"active": "active", "inactive": "inactive", "incomplete": "incomplete"}
# What the report's numbers for conditions mean, in the words of Amazon's other interfaces.
CONDITIONS = {
    "1": "used_like_new",
    "2": "used_very_good",
    "3": "used_good",
    "4": "used_acceptable",
    "5": "collectible_like_new",
    "6": "collectible_very_good",
    "7": "collectible_good",
    "8": "collectible_acceptable",
    "10": "refurbished_refurbished",
    "11": "new_new",
}
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class AmazonChannelListingStage(models.AbstractModel):
    """The lines of one report in a table of this database session, from where they go into the listings at once.

    Half a million lines so need no more memory than two thousand, and the work per line is the database's. What a
    line does not tell (an empty cell) stays as it is, and what Amazon told of a SKU after the report was asked for is
    newer than the report.
    """

    _name = "amazon.channel.listing.stage"
    _description = "Import Amazon Listings: Report"

    @contextmanager
    def _stage(self):
        """Have an empty table across commits; it is gone with the session, or the next time, at the latest."""
        self.env.cr.execute("DROP TABLE IF EXISTS amazon_channel_listing_stage")
        self.env.cr.execute(
            """CREATE TEMPORARY TABLE amazon_channel_listing_stage (
                   n integer, sku varchar, state varchar, amazon_status varchar, asin varchar, title varchar,
                   price numeric, quantity integer, fulfillment_channel varchar, fulfillment_code varchar,
                   product_ref varchar, product_ref_type varchar, condition varchar, image_url varchar,
                   shipping_group varchar, opened_at timestamp, unknown text)"""
        )
        # Not after an error: in a transaction that has failed, this would hide what it failed with.
        yield
        self.env.cr.execute("DROP TABLE IF EXISTS amazon_channel_listing_stage")

    @api.model
    def _fill(self, report, currency):
        """Read the whole report.

        :param report: iterator of `ReportedListing`
        :param currency: res.currency, of the prices
        :return: number of SKUs; of one that stands there twice, the last line counts
        """
        listings, number = iter(report), 0
        while batch := list(islice(listings, READ_SIZE)):
            lines = [_line(number + place, listing, currency.decimal_places) for place, listing in enumerate(batch)]
            self.env.cr.copy_expert("COPY amazon_channel_listing_stage FROM STDIN", io.StringIO("".join(lines)))
            number += len(batch)
        self.env.cr.execute("CREATE INDEX ON amazon_channel_listing_stage (sku, n)")
        self.env.cr.execute("ANALYZE amazon_channel_listing_stage")
        twice = """DELETE FROM amazon_channel_listing_stage s USING amazon_channel_listing_stage later
                    WHERE later.sku = s.sku AND later.n > s.n"""
        self.env.cr.execute(twice)
        number -= self.env.cr.rowcount
        self.env.cr.execute("CREATE UNIQUE INDEX ON amazon_channel_listing_stage (n)")
        return number

    @api.model
    def _batches(self):
        """Yield the bounds (first, last + 1) of the staged lines, 5,000 at a time."""
        self.env.cr.execute("SELECT COALESCE(max(n), -1) + 1 FROM amazon_channel_listing_stage")
        end = self.env.cr.fetchone()[0]
        for start in range(0, end, BATCH_SIZE):
            yield start, start + BATCH_SIZE

    # -- Into the listings -------------------------------------------------------------------------------------

    @api.model
    def _insert_new(self, channel, bounds):
        """Create the listings of these lines that are unknown.

        :param tuple bounds: one of `_batches`
        :return: how many that were
        """
        listings = self.env["amazon.channel.listing"]
        vals = listings._inserted_vals(channel)
        facts = {
            "sku": SQL("s.sku"),
            "state": SQL("COALESCE(s.state, 'inactive')"),
            "is_buyable": SQL("s.state IS NOT DISTINCT FROM 'active'"),
            **{name: SQL.identifier("s", name) for name in (*_KEPT, *_REPLACED, *_SYNC_KNOWS_BETTER)},
            "asin": SQL("s.asin"),
            "fulfillment_channel": SQL("s.fulfillment_channel"),
            "price_confirmed": SQL("s.price"),
            "price_confirmed_at": SQL("CASE WHEN s.price IS NOT NULL THEN %s END", self.env.cr.now()),
            "quantity_confirmed": SQL("s.quantity"),
            "quantity_confirmed_at": SQL("CASE WHEN s.quantity IS NOT NULL THEN %s END", self.env.cr.now()),
        }
        columns = {name: SQL("%s", value) for name, value in vals.items()} | facts
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_channel_listing (%s) SELECT %s FROM amazon_channel_listing_stage s
                    WHERE s.n >= %s AND s.n < %s AND NOT EXISTS (
                          SELECT FROM amazon_channel_listing l WHERE l.channel_id = %s AND l.sku = s.sku)
                       ON CONFLICT (channel_id, sku) DO NOTHING""",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(columns.values()),
                *bounds,
                channel.id,
            ),
            log_exceptions=False,
        )
        return self.env.cr.rowcount

    @api.model
    def _tracked_changes(self, channel, made_at, bounds):
        """What differs of the facts that a listing's history tells.

        :param made_at: naive UTC, when the report was asked for
        :return: list of (listing id, dict field -> value)
        """
        known = (*TRACKED, "amazon_status")
        new = SQL(", ").join(self._new_value(name) for name in TRACKED)
        differs = SQL(" OR ").join(
            SQL("%s IS DISTINCT FROM %s", SQL.identifier("l", name), self._new_value(name)) for name in TRACKED
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT l.id, %s, s.amazon_status FROM amazon_channel_listing_stage s
                     JOIN amazon_channel_listing l ON l.channel_id = %s AND l.sku = s.sku
                    WHERE s.n >= %s AND s.n < %s AND %s AND (%s) ORDER BY l.id""",
                new,
                channel.id,
                *bounds,
                _is_older(made_at),
                differs,
            )
        )
        return [(row[0], dict(zip(known, (value or False for value in row[1:]), strict=True))) for row in rows]

    @api.model
    def _update(self, channel, made_at, bounds):
        """Write what else differs: figures and texts, which change all the time.

        :return: ids of the listings that were written
        """
        now = self.env.cr.now()
        names = (*_KEPT, *_REPLACED, *_SYNC_KNOWS_BETTER, *_FIGURES)
        values = {name: self._new_value(name) for name in names}
        differs = SQL(" OR ").join(
            SQL("%s IS DISTINCT FROM %s", _FIGURES.get(name) or SQL.identifier("l", name), value)
            for name, value in values.items()
        )
        values |= {
            **{f"{name}_at": _time_of(name, now) for name in _FIGURES},
            "write_date": SQL("%s", now),
            "write_uid": SQL("%s", self.env.uid),
        }
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_channel_listing l SET %s FROM amazon_channel_listing_stage s
                    WHERE l.channel_id = %s AND l.sku = s.sku AND s.n >= %s AND s.n < %s AND %s AND (%s)
                RETURNING l.id""",
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()),
                channel.id,
                *bounds,
                _is_older(made_at),
                differs,
            ),
            log_exceptions=False,
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @staticmethod
    def _new_value(name):
        """What a column of `l`, a listing, is to be by `s`, its line of the report."""
        return _NEW_VALUES.get(name) or SQL("COALESCE(%s, %s)", SQL.identifier("s", name), SQL.identifier("l", name))

    @api.model
    def _vanished_sql(self, channel, made_at):
        """The listings that were at Amazon and are not in the report.

        Suppressed ones the report may leave out: whether those are there is asked one by one (Sync Listings).
        """
        return SQL(
            """FROM amazon_channel_listing l WHERE l.channel_id = %s AND %s
                AND l.state NOT IN ('draft', 'gone', 'suppressed')
                AND NOT EXISTS (SELECT FROM amazon_channel_listing_stage s WHERE s.sku = l.sku)""",
            channel.id,
            _is_older(made_at),
        )


# Written when they are empty; what they say does not change.
_KEPT = ("opened_at", "image_url")
# Written when the report tells something else.
_REPLACED = ("title", "fulfillment_code", "product_ref", "product_ref_type", "condition", "shipping_group")
# The report has other words for them than a sync: written as long as Amazon was not asked for the SKU itself.
_SYNC_KNOWS_BETTER = ("amazon_status", "unknown")
# A figure is known when its time is set.
_FIGURES = {
    name: SQL("CASE WHEN %s IS NOT NULL THEN %s END", SQL.identifier("l", f"{name}_at"), SQL.identifier("l", name))
    for name in ("price_confirmed", "quantity_confirmed")
}
_IS_AMAZONS = SQL("COALESCE(s.fulfillment_channel, l.fulfillment_channel, '') = 'amazon'")
_NEW_VALUES = {
    # Amazon's issues are not in the report: only a sync knows that one is suppressed no longer.
    "state": SQL(
        """CASE WHEN l.state = 'suppressed' THEN l.state
                ELSE COALESCE(s.state, NULLIF(NULLIF(l.state, 'gone'), 'draft'), 'inactive') END"""
    ),
    **{name: SQL("COALESCE(%s, %s)", SQL.identifier("l", name), SQL.identifier("s", name)) for name in _KEPT},
    **{
        name: SQL(
            "CASE WHEN l.synced_at IS NULL THEN %s ELSE %s END", SQL.identifier("s", name), SQL.identifier("l", name)
        )
        for name in _SYNC_KNOWS_BETTER
    },
    "price_confirmed": SQL("COALESCE(s.price, %s)", _FIGURES["price_confirmed"]),
    # What the merchant had says nothing about what Amazon has.
    "quantity_confirmed": SQL(
        "CASE WHEN %s THEN NULL ELSE COALESCE(s.quantity, %s) END", _IS_AMAZONS, _FIGURES["quantity_confirmed"]
    ),
}


def _is_older(made_at):
    """Whether Amazon was asked for the listing `l` before the report was made, or never."""
    return SQL("(l.synced_at IS NULL OR l.synced_at < %s)", made_at)


def _time_of(figure, now):
    """When Amazon showed a figure first as it is now."""
    return SQL(
        "CASE WHEN %(new)s IS NULL THEN NULL WHEN %(old)s IS DISTINCT FROM %(new)s THEN %(now)s ELSE %(at)s END",
        new=_NEW_VALUES[figure],
        old=_FIGURES[figure],
        now=now,
        at=SQL.identifier("l", f"{figure}_at"),
    )


def _line(number, listing, digits):
    """One line of the report as COPY reads it."""
    price = listing.price
    quantity = None if listing.fulfillment == "amazon" else listing.quantity
    cells = (
        listing.sku,
        _STATES.get(listing.status.lower(), "inactive" if listing.status else ""),
        listing.status,
        listing.asin,
        listing.title,
        "" if price is None else f"{round(price, digits)}",
        "" if quantity is None else f"{quantity}",
        listing.fulfillment,
        listing.fulfillment_code,
        listing.product_id,
        listing.product_id_type,
        CONDITIONS.get(listing.condition, listing.condition),
        listing.image_url,
        listing.shipping_group,
        "" if listing.opened_at is None else _naive(listing.opened_at),
        "\n".join(f"{name}: {text}" for name, text in listing.unknown),
    )
    return f"{number}\t" + "\t".join(cell.translate(_ESCAPES) if cell else r"\N" for cell in cells) + "\n"


def _naive(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
