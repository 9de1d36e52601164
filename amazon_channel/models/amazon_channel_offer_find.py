from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# What Amazon refused is tried again after a day: most refusals end by themselves or by Amazon's doing.
REFUSED_FOR = timedelta(hours=24)


class AmazonChannelOfferFind(models.AbstractModel):
    """What has to be told to Amazon: found in sets, by comparing what is wanted with what was sent last.

    What was never sent is compared with what Amazon shows. All conditions that forbid to tell something are here, and
    here only: they are used when the listings are chosen and again at the last moment before each call.
    """

    _name = "amazon.channel.offer.find"
    _description = "Find What to Tell Amazon"

    # -- Words of SQL, `l` being the listing and `o` its offer ---------------------------------------------------

    @api.model
    def _wanted_sql(self, kind):
        """The figure that Odoo wants Amazon to show; paused listings are offered with 0."""
        if kind == "quantity":
            return SQL("CASE WHEN l.is_paused THEN 0 ELSE l.quantity_wanted END")
        return SQL("l.price_wanted")

    @api.model
    def _terms_sql(self, kind):
        """What goes with the figure, as a text that differs when anything of it does."""
        if kind == "quantity":
            return SQL("CONCAT(NULLIF(l.quantity_lead_time, 0), '/', l.quantity_restock_date)")
        return SQL("CONCAT(l.price_digest, '/', NULLIF(l.sale_price_wanted, 0))")

    @api.model
    def _sale_sql(self, terms):
        """The sale price within the terms of a price, NULL without one."""
        return SQL("NULLIF(SPLIT_PART(%s, '/', 2), '')::numeric", terms)

    @api.model
    def _more_sql(self, kind):
        """Whether a listing that was never told anything has more to be told than the figure that Amazon shows."""
        if kind == "quantity":
            return SQL("(COALESCE(l.quantity_lead_time, 0) > 0 OR l.quantity_restock_date IS NOT NULL)")
        return SQL("(COALESCE(l.sale_price_wanted, 0) > 0 OR COALESCE(l.business_price_wanted, 0) > 0)")

    @api.model
    def _lowest_sql(self, kind):
        """The lowest figure that shoppers would meet: of a price, the sale price unless the sale is over."""
        if kind == "quantity":
            return self._wanted_sql(kind)
        return SQL(
            "CASE WHEN l.sale_end_wanted < %s THEN l.price_wanted"
            " ELSE LEAST(l.price_wanted, NULLIF(l.sale_price_wanted, 0)) END",
            fields.Date.today(),
        )

    @api.model
    def _known_sql(self, kind):
        """The figure that is the newest known at Amazon, NULL when none is: what was sent or what was seen last.

        Behind the sale price that was sent stands the price that was sent with it.
        """
        sent, sent_at, seen, seen_at = self._columns(kind)
        sale = self._sale_sql(SQL("l.price_terms_sent")) if kind == "price" else SQL("NULL")
        return SQL(
            "CASE WHEN %(seen_at)s IS NOT NULL AND (%(sent_at)s IS NULL OR %(seen_at)s > %(sent_at)s"
            " AND %(seen)s IS DISTINCT FROM %(sale)s) THEN %(seen)s"
            " WHEN %(sent_at)s IS NOT NULL THEN %(sent)s END",
            sent=sent,
            sent_at=sent_at,
            seen=seen,
            seen_at=seen_at,
            sale=sale,
        )

    @api.model
    def _is_shown_sql(self, kind):
        """Whether what Amazon showed last is what the offer says.

        Of a price, Amazon shows what shoppers pay: while its sale may run, the sale price, unless that was told to be
        over. Days do not begin at the same time everywhere, and the report of all listings shows the price itself.
        """
        _sent, _sent_at, seen, seen_at = self._columns(kind)
        if kind == "quantity":
            return SQL("%s = o.value", seen)
        return SQL(
            """(%(seen)s::numeric = o.value OR COALESCE(%(seen)s::numeric = %(sale)s
                AND l.sale_end_wanted >= o.sent_at::date
                AND %(seen_at)s::date BETWEEN l.sale_start_wanted - 1 AND l.sale_end_wanted + 1, FALSE))""",
            seen=seen,
            seen_at=seen_at,
            sale=self._sale_sql(SQL("o.terms")),
        )

    @api.model
    def _columns(self, kind):
        """The columns: sent, its time, confirmed, its time."""
        names = (f"{kind}_sent", f"{kind}_sent_at", f"{kind}_confirmed", f"{kind}_confirmed_at")
        return [SQL.identifier("l", name) for name in names]

    @api.model
    def _differs_sql(self, kind):
        """Whether what is wanted is not what was sent last; or, of what was never sent, not what Amazon shows."""
        sent, sent_at, seen, seen_at = self._columns(kind)
        return SQL(
            """CASE WHEN %(sent_at)s IS NOT NULL
                    THEN %(wanted)s IS DISTINCT FROM %(sent)s OR COALESCE(%(terms_sent)s, '') <> %(terms)s
                    ELSE %(seen_at)s IS NULL OR %(wanted)s IS DISTINCT FROM %(seen)s OR %(more)s END""",
            sent=sent,
            sent_at=sent_at,
            seen=seen,
            seen_at=seen_at,
            wanted=self._wanted_sql(kind),
            terms=self._terms_sql(kind),
            terms_sent=SQL.identifier("l", f"{kind}_terms_sent"),
            more=self._more_sql(kind),
        )

    @api.model
    def _allowed_sql(self, kind):
        """Whether Amazon may be told this figure of the listing at all.

        Never a quantity of what Amazon sends: it would be taken for the wish to send it oneself. What nobody knows who
        sends it counts as Amazon's.
        """
        if kind == "price":
            return SQL(
                """l.state NOT IN ('draft', 'gone') AND (l.product_id IS NOT NULL OR l.price_locked)
                   AND l.price_wanted_at IS NOT NULL AND l.price_wanted > 0"""
            )
        return SQL(
            """l.state NOT IN ('draft', 'gone') AND l.fulfillment_channel = 'merchant'
               AND COALESCE(l.fulfillment_code, '') NOT ILIKE 'AMAZON%%'
               AND COALESCE(l.fulfillment_code, '') NOT ILIKE 'AFN%%'
               AND l.quantity_owner_id IS NULL
               AND (l.is_paused OR (l.product_id IS NOT NULL AND l.quantity_wanted_at IS NOT NULL))"""
        )

    # -- What is due -------------------------------------------------------------------------------------------

    @api.model
    def _due_sql(self, channel, kind):
        """Query of what has to be told now: listing_id, value_before, value, lowest, terms, paused, approved.

        What is with Amazon at this moment is left out, as is what Amazon refused or a person rejected until it changes.
        """
        return SQL(
            """SELECT l.id AS listing_id, (%(known)s)::numeric AS value_before, (%(wanted)s)::numeric AS value,
                      (%(lowest)s)::numeric AS lowest, %(terms)s AS terms, l.is_paused IS TRUE AS paused,
                      COALESCE(b.state = 'approved' AND o.value = (%(wanted)s)::numeric, FALSE) AS approved
                 FROM amazon_channel_listing l
                 LEFT JOIN amazon_channel_offer o ON o.listing_id = l.id AND o.kind = %(kind)s
                 LEFT JOIN amazon_channel_offer_batch b ON b.id = o.batch_id
                WHERE l.channel_id = %(channel)s AND %(allowed)s
                  AND (%(differs)s OR (o.must_send AND o.state IN ('to_send', 'stopped')))
                  AND (o.id IS NULL OR o.state NOT IN ('calling', 'feed'))
                  AND NOT COALESCE(o.value = (%(wanted)s)::numeric AND COALESCE(o.terms, '') = %(terms)s
                        AND (o.state = 'rejected' OR o.state = 'refused' AND o.attempted_at > %(just_now)s), FALSE)""",
            kind=kind,
            channel=channel.id,
            known=self._known_sql(kind),
            wanted=self._wanted_sql(kind),
            lowest=self._lowest_sql(kind),
            terms=self._terms_sql(kind),
            allowed=self._allowed_sql(kind),
            differs=self._differs_sql(kind),
            just_now=fields.Datetime.now() - REFUSED_FOR,
        )

    @api.model
    def _gather_due(self, channel, kind):
        """Put what is due into the table `amazon_channel_offer_due`, which lives until the transaction ends.

        :return: how many it is
        """
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS amazon_channel_offer_due")
        query = SQL(
            "CREATE TEMPORARY TABLE amazon_channel_offer_due ON COMMIT DROP AS %s", self._due_sql(channel, kind)
        )
        cr.execute(query)
        return cr.rowcount

    @api.model
    def _has_due(self, channel, kind):
        """Whether anything is due at all."""
        self.env.flush_all()
        return bool(self.env.execute_query(SQL("SELECT EXISTS (%s)", self._due_sql(channel, kind)))[0][0])

    @api.model
    def _still_good(self, offers):
        """The last look before Amazon is told: which of these may be told, as they are.

        The rows of their listings are locked until the transaction ends, and read anew: somebody may have made it
        Amazon's to send, paused it, changed the figure, or sent the channel back to shadow.

        :return: those that may go; the others are not to be told now
        """
        self.env.flush_all()
        good = offers.browse()
        for kind, same in offers.grouped("kind").items():
            query = SQL(
                """SELECT o.id FROM amazon_channel_offer o
                     JOIN amazon_channel_listing l ON l.id = o.listing_id
                     JOIN amazon_channel c ON c.id = l.channel_id
                    WHERE o.id = ANY(%(ids)s) AND c.mode = 'live' AND c.active AND %(switch)s AND %(allowed)s
                      AND o.value = (%(wanted)s)::numeric AND COALESCE(o.terms, '') = %(terms)s
                    ORDER BY l.id FOR SHARE OF l""",
                ids=same.ids,
                switch=SQL.identifier("c", "sends_quantities" if kind == "quantity" else "sends_prices"),
                allowed=self._allowed_sql(kind),
                wanted=self._wanted_sql(kind),
                terms=self._terms_sql(kind),
            )
            good |= offers.browse([row[0] for row in self.env.execute_query(query)])
        return good & offers
