from odoo import api, fields, models
from odoo.tools import SQL

from .amazon_channel_operation import TRANSIENT_ERRORS

KINDS = ("listing", "product", "template", "category", "channel", "company")
EXPAND_AT_ONCE = 20000
MAX_COLLISIONS = 10

# Which listings a mark is about.
LISTINGS_OF = {
    "template": SQL(
        """JOIN product_product p ON p.product_tmpl_id = m.record_id
           JOIN amazon_channel_listing l ON l.product_id = p.id"""
    ),
    "category": SQL(
        """JOIN product_category above ON above.id = m.record_id
           JOIN product_category c ON c.parent_path LIKE above.parent_path || '%%'
           JOIN product_template t ON t.categ_id = c.id
           JOIN product_product p ON p.product_tmpl_id = t.id
           JOIN amazon_channel_listing l ON l.product_id = p.id"""
    ),
    "channel": SQL("JOIN amazon_channel_listing l ON l.channel_id = m.record_id AND l.product_id IS NOT NULL"),
    "company": SQL("JOIN amazon_channel_listing l ON l.company_id = m.record_id AND l.product_id IS NOT NULL"),
}


class AmazonChannelStockMark(models.Model):
    """Something changed that quantities offered at Amazon depend on: they are to be computed again.

    Rows are only ever inserted, and deleted by who has computed: two deliveries of one product never wait for each
    other here, as they would for a flag on a row or for a unique key. All marks of a transaction are one statement at
    its end.
    """

    _name = "amazon.channel.stock.mark"
    _description = "Amazon Stock Mark"
    _log_access = False

    kind = fields.Selection([(kind, kind) for kind in KINDS], required=True, readonly=True)
    record_id = fields.Integer(required=True, readonly=True)

    _listing_idx = models.Index("(record_id, id) WHERE kind = 'listing'")
    _other_idx = models.Index("(id) WHERE kind != 'listing'")

    # -- Marking -----------------------------------------------------------------------------------------------

    @api.model
    def _mark(self, kind, ids):
        """Have everything computed again that depends on these records, soon after this transaction.

        :param str kind: one of KINDS: what the ids are of
        :param ids: ids of records
        """
        cr = self.env.cr
        marked = cr.precommit.data.get("amazon_channel_stock_marks")
        if marked is None:
            marked = cr.precommit.data["amazon_channel_stock_marks"] = {}
            cr.precommit.add(self.sudo()._insert_marks)
        marked.setdefault(kind, set()).update(ids)

    @api.model
    def _insert_marks(self):
        marked = self.env.cr.precommit.data.pop("amazon_channel_stock_marks", {})
        pairs = [(kind, record_id) for kind, ids in marked.items() for record_id in sorted(filter(None, ids))]
        if not pairs:
            return
        # A shop without listings has nothing to offer; a listing that comes later is computed for being new.
        inserted = self.env.execute_query(
            SQL(
                """INSERT INTO amazon_channel_stock_mark (kind, record_id) SELECT * FROM unnest(%s, %s)
                   WHERE EXISTS (SELECT FROM amazon_channel_listing) RETURNING id""",
                [kind for kind, _id in pairs],
                [record_id for _kind, record_id in pairs],
            )
        )
        if inserted:
            self._wake()

    @api.model
    def _wake(self):
        """Have the quantities computed and sent soon."""
        cron = self.env.ref("amazon_channel.ir_cron_sync_inventory", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    # -- From marks to listings --------------------------------------------------------------------------------

    @api.model
    def _expand(self):
        """Replace the marks of products and the like by marks of their listings, of all accounts. Commits.

        Whoever finds another worker at it leaves it to that one.
        """
        operation = self.env["amazon.channel.operation"]
        with operation._alone("expand_stock_marks", self) as alone:
            collisions = 0
            while alone and collisions < MAX_COLLISIONS:
                try:
                    found = self._expand_some()
                    self.env["ir.cron"]._commit_progress()
                except TRANSIENT_ERRORS:
                    self.env.cr.rollback()
                    collisions += 1
                    continue
                if not found:
                    return

    def _expand_some(self):
        """Expand the oldest marks; return how many they were."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id, kind, record_id FROM amazon_channel_stock_mark
                    WHERE kind != 'listing' ORDER BY id LIMIT %s""",
                EXPAND_AT_ONCE,
            )
        )
        kinds = {}
        for mark_id, kind, record_id in rows:
            kinds.setdefault(kind, {})[mark_id] = record_id
        for kind, records in kinds.items():
            if kind == "product":
                products = self.env["product.product"].browse(set(records.values())).exists()
                # An order that wants a kit wants its components, of which other listings and kits are made.
                products |= self.env["amazon.channel.stock.kit"]._components(products)
                self._mark_listings_of(products | self._kits_of(products))
            else:
                self._mark_listings(kind, list(records))
        if rows:
            self._delete([mark_id for mark_id, _kind, _record in rows])
        return len(rows)

    def _mark_listings(self, kind, mark_ids):
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_channel_stock_mark (kind, record_id) SELECT DISTINCT 'listing', l.id
                     FROM amazon_channel_stock_mark m %s WHERE m.id = ANY(%s)""",
                LISTINGS_OF[kind],
                mark_ids,
            )
        )

    def _mark_listings_of(self, products):
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_channel_stock_mark (kind, record_id)
                   SELECT 'listing', id FROM amazon_channel_listing WHERE product_id = ANY(%s)""",
                list(products.ids),
            )
        )

    @api.model
    def _kits_of(self, products):
        """Kits that contain any of `products`, however deep, where kits exist (`mrp`)."""
        kits = products.browse()
        if "mrp.bom.line" not in self.env:
            return kits
        lines = self.env["mrp.bom.line"].sudo()
        new = products
        while new:
            boms = lines.search([("product_id", "in", new.ids), ("bom_id.type", "=", "phantom")]).bom_id
            above = boms.product_id | boms.filtered(lambda bom: not bom.product_id).product_tmpl_id.product_variant_ids
            new = above - kits
            kits |= new
        return kits

    @api.model
    def _delete(self, mark_ids):
        self.env.cr.execute(SQL("DELETE FROM amazon_channel_stock_mark WHERE id = ANY(%s)", list(mark_ids)))

    @api.model
    def _mark_everything(self):
        """Mark every linked listing, and forget marks of listings that are gone and those that stand there twice."""
        self.env.cr.execute(
            """DELETE FROM amazon_channel_stock_mark m WHERE m.kind = 'listing' AND (
                   NOT EXISTS (SELECT FROM amazon_channel_listing l WHERE l.id = m.record_id)
                   OR EXISTS (SELECT FROM amazon_channel_stock_mark n
                               WHERE n.kind = 'listing' AND n.record_id = m.record_id AND n.id > m.id))"""
        )
        self.env.cr.execute(
            """INSERT INTO amazon_channel_stock_mark (kind, record_id)
               SELECT 'listing', id FROM amazon_channel_listing WHERE product_id IS NOT NULL"""
        )
