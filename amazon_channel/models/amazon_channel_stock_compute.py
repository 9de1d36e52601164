from odoo import api, fields, models
from odoo.tools import SQL

from .amazon_channel_listing_stock import BASIS, STALE
from .amazon_channel_operation import TRANSIENT_ERRORS

BATCH_SIZE = 2000
MAX_COLLISIONS = 10


class AmazonChannelStockCompute(models.AbstractModel):
    """The quantity wanted of listings, in batches: what has changed is found, computed and written, and nothing else.

    What a quantity comes from is decided by `amazon.channel.stock.figure`.
    """

    _name = "amazon.channel.stock.compute"
    _inherit = "amazon.channel.operation"
    _description = "Compute Amazon Quantities"

    # -- Entry points ------------------------------------------------------------------------------------------

    @api.model
    def _cron_compute_all(self):
        """Once a day everything is computed again: what depends on the time, such as the speed of sales, and what a
        change has escaped notice."""
        self.env["amazon.channel.stock.mark"]._mark_everything()
        self.env["ir.cron"]._commit_progress()
        for account in self.env["amazon.channel.account"].search([("channel_ids", "!=", False)]):
            self._compute_marked(account)
        self.env["amazon.channel.stock.mark"]._wake()

    @api.model
    def _compute_marked(self, record):
        """Compute the quantities of one account that may have changed, and commit them batch by batch.

        :param record: amazon.channel.account, or an amazon.channel, whose whole account is computed
        :return: the amazon.channel.listing records whose quantity, handling time or restock date changed; when somebody
            else is at it, or the time of the cron is over, those of the rest are found by the next call
        """
        account = record.account_id if record._name == "amazon.channel" else record
        self, account = self._importer(account)
        changed, collisions = [], 0
        with self._alone("compute_stock", account) as alone:
            if alone:
                # What others have committed by now is to be seen.
                self.env["ir.cron"]._commit_progress()
                self.env["amazon.channel.stock.mark"]._expand()
            while alone and collisions < MAX_COLLISIONS:
                try:
                    found, ids = self._compute_batch(account)
                    seconds_left = self.env["ir.cron"]._commit_progress()
                except TRANSIENT_ERRORS:
                    self.env.cr.rollback()
                    collisions += 1
                    continue
                changed += ids
                if not found:
                    break
                if not seconds_left:
                    self.env["amazon.channel.stock.mark"]._wake()
                    break
        return self.env["amazon.channel.listing"].browse(dict.fromkeys(changed))

    def _compute_batch(self, account):
        """Compute what is marked, and what is not as it was when it was computed.

        :return: whether there was anything; ids of the listings whose figures changed
        """
        self.env["amazon.channel.listing"].flush_model()
        marks = self.env.execute_query(
            SQL(
                """SELECT m.id, m.record_id FROM amazon_channel_stock_mark m
                     JOIN amazon_channel_listing l ON l.id = m.record_id
                    WHERE m.kind = 'listing' AND l.account_id = %s ORDER BY m.record_id LIMIT %s""",
                account.id,
                BATCH_SIZE,
            )
        )
        stale = self.env.execute_query(
            SQL(
                "SELECT id FROM amazon_channel_listing WHERE account_id = %s AND %s ORDER BY id LIMIT %s",
                account.id,
                SQL(STALE),
                BATCH_SIZE,
            )
        )
        ids = {record_id for _mark_id, record_id in marks} | {listing_id for (listing_id,) in stale}
        if not ids:
            return False, []
        figures = self.env["amazon.channel.stock.figure"]._figures(account, ids)
        self._mark_relinked(figures)
        changed = self._store(figures)
        self.env["amazon.channel.stock.mark"]._delete([mark_id for mark_id, _record_id in marks])
        return True, changed

    def _mark_relinked(self, figures):
        """Orders in the inbox go with the SKU: they now want another product, which other listings may offer."""
        marks = self.env["amazon.channel.stock.mark"]
        for figure in figures:
            before = int((figure.row.basis or "0/").split("/", 1)[0])
            if figure.row.is_stale and before != (figure.row.product_id or 0):
                ids = [product_id for product_id in (before, figure.row.product_id) if product_id]
                if self.env["amazon.channel.order.demand"].search_count([("sku", "=", figure.row.sku)], limit=1):
                    marks._mark("product", ids)

    # -- Writing -----------------------------------------------------------------------------------------------

    def _store(self, figures):
        """Write what changed, in one statement.

        :return: ids of the listings whose quantity, handling time or restock date is another
        """
        now = fields.Datetime.now().replace(microsecond=0)
        changed, values = [], []
        for figure in figures:
            row = figure.row
            known = row.quantity if row.quantity_at else None
            told = (known, row.lead_time or 0, row.restock_date)
            wanted = (figure.quantity, figure.lead_time, figure.restock_date)
            other = (row.owner_id or None, row.reason or None) != (figure.owner_id, figure.reason)
            if told != wanted:
                changed.append(row.id)
                at = now if figure.quantity is not None else None
                values.append((row.id, *wanted, at, figure.owner_id, figure.reason))
            elif other or row.is_stale:
                values.append((row.id, *wanted, row.quantity_at, figure.owner_id, figure.reason))
        if values:
            self._write(values)
        return changed

    def _write(self, values):
        columns = (list(column) for column in zip(*values, strict=True))
        query = """UPDATE amazon_channel_listing
                      SET quantity_wanted = v.quantity, quantity_lead_time = v.lead_time,
                          quantity_restock_date = v.restock_date, quantity_wanted_at = v.at,
                          quantity_owner_id = v.owner_id, quantity_reason = v.reason, quantity_basis = %s
                     FROM unnest(%s::int[], %s::int[], %s::int[], %s::date[], %s::timestamp[], %s::int[], %s::varchar[])
                          AS v (listing_id, quantity, lead_time, restock_date, at, owner_id, reason)
                    WHERE id = v.listing_id"""
        self.env.cr.execute(SQL(query, SQL(BASIS), *columns))
        self.env["amazon.channel.listing"].browse([value[0] for value in values]).invalidate_recordset(flush=False)
