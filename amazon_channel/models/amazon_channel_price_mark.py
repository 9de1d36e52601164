from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

PENDING = "amazon_channel.price_marks"


class AmazonChannelPriceMark(models.Model):
    """What may cost something else than before: a listing, or all listings of a channel.

    Marks are only added by whoever changes something and only removed by the computation, each by its id: two
    transactions never wait for each other here, and a change that is committed while prices are computed leaves a mark
    that the computation has not seen. They are collected during a transaction and written once, before its commit.
    """

    _name = "amazon.channel.price.mark"
    _description = "Prices to Compute"
    _log_access = False

    channel_id = fields.Many2one("amazon.channel", required=True, index=True, ondelete="cascade")
    listing_id = fields.Many2one(
        "amazon.channel.listing", index="btree_not_null", ondelete="cascade", help="Empty: all of the channel."
    )

    # -- Marking -----------------------------------------------------------------------------------------------

    @api.model
    def _mark_products(self, product_ids):
        """The listings of these products."""
        self._collect("products", product_ids)

    @api.model
    def _mark_templates(self, template_ids):
        """The listings of all variants of these products."""
        self._collect("templates", template_ids)

    @api.model
    def _mark_listings(self, listing_ids):
        self._collect("listings", listing_ids)

    @api.model
    def _mark_channels(self, channels):
        """All listings of these channels."""
        self._collect("channels", channels.ids)

    @api.model
    def _mark_company(self, companies, domain=()):
        """All channels of these companies; of all companies where there are none."""
        domain = Domain(list(domain))
        if companies:
            domain &= Domain("company_id", "in", companies.ids)
        self._mark_channels(self.env["amazon.channel"].sudo().search(domain))

    def _collect(self, kind, ids):
        if not ids:
            return
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = {kind: set() for kind in ("products", "templates", "listings", "channels")}
            precommit.add(self.sudo()._write_marks)
        precommit.data[PENDING][kind].update(ids)

    @api.model
    def _write_marks(self):
        """Before a commit: write down what was collected, in one query for each kind."""
        pending = self.env.cr.precommit.data.pop(PENDING, None)
        if not pending:
            return
        self.env["amazon.channel.listing"].flush_model(["product_id", "channel_id"])
        for column, kind in (("product_id", "products"), ("id", "listings")):
            if pending[kind]:
                self._insert(
                    SQL(
                        "SELECT channel_id, id FROM amazon_channel_listing WHERE %s = ANY(%s)",
                        SQL.identifier(column),
                        list(pending[kind]),
                    )
                )
        if pending["templates"]:
            self._insert(
                SQL(
                    """SELECT listing.channel_id, listing.id
                         FROM amazon_channel_listing listing JOIN product_product ON product_product.id = product_id
                        WHERE product_tmpl_id = ANY(%s)""",
                    list(pending["templates"]),
                )
            )
        if pending["channels"]:
            self._insert(
                SQL("SELECT id, NULL::integer FROM amazon_channel WHERE id = ANY(%s)", list(pending["channels"]))
            )

    def _insert(self, rows):
        self.env.cr.execute(SQL("INSERT INTO amazon_channel_price_mark (channel_id, listing_id) %s", rows))
        cron = self.env.ref("amazon_channel.ir_cron_sync_prices", raise_if_not_found=False)
        if self.env.cr.rowcount and cron:
            cron.sudo()._trigger()

    # -- Taking up ---------------------------------------------------------------------------------------------

    @api.model
    def _expand(self, channel):
        """Turn the marks of the whole channel into marks of its listings.

        :return: whether there were any
        """
        whole = self.search([("channel_id", "=", channel.id), ("listing_id", "=", False)])
        if not whole:
            return False
        self.env["amazon.channel.listing"].flush_model()
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_channel_price_mark (channel_id, listing_id)
                   SELECT channel_id, id FROM amazon_channel_listing
                    WHERE channel_id = %s AND state != 'gone' AND (product_id IS NOT NULL OR price_locked)""",
                channel.id,
            )
        )
        whole.unlink()
        return True

    @api.model
    def _next(self, channel, limit):
        """The listings to compute next, and the marks that are done when they are.

        :return: pair amazon.channel.listing, amazon.channel.price.mark
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT listing_id, array_agg(id) FROM amazon_channel_price_mark
                    WHERE channel_id = %s AND listing_id IS NOT NULL
                 GROUP BY listing_id ORDER BY listing_id LIMIT %s""",
                channel.id,
                limit,
            )
        )
        listings = self.env["amazon.channel.listing"].browse(row[0] for row in rows)
        return listings, self.browse(mark for row in rows for mark in row[1])
