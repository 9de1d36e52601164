from contextlib import contextmanager
from datetime import timezone
from itertools import islice

from odoo import api, fields, models
from odoo.tools import SQL

from .amazon_channel_operation import TRANSIENT_ERRORS

BATCH_SIZE = 1000
TEXT_BATCH_SIZE = 5000
MAX_COLLISIONS = 10

# Amazon's words of the report (prefixes) for what is over, and the inbox's for what is not.
OVER = ("shipped%", "cancel%")
OPEN_STATUSES = ("PENDING", "PENDING_AVAILABILITY", "UNSHIPPED", "PARTIALLY_SHIPPED")


class AmazonChannelOrderAuditStage(models.AbstractModel):
    """The orders of one report in a table of this database session, where they are compared with the inbox at once.

    Half a million lines so need no more memory than a thousand, an order of several items counts once wherever its
    lines stand, and the comparison is a handful of queries whatever the size of the shop.
    """

    _name = "amazon.channel.order.audit.stage"
    _description = "Amazon Order Audit: Report"

    @contextmanager
    def _stage(self):
        """Have an empty table across commits; it is gone with the session, or the next time, at the latest."""
        self.env.cr.execute("DROP TABLE IF EXISTS amazon_channel_audit_stage")
        self.env.cr.execute(
            """CREATE TEMPORARY TABLE amazon_channel_audit_stage (
                   ref varchar PRIMARY KEY, channel_id integer, sales_channel varchar, purchased timestamp,
                   updated timestamp, status varchar, shipping_text varchar)"""
        )
        # Not after an error: in a transaction that has failed, this would hide what it failed with.
        yield
        self.env.cr.execute("DROP TABLE IF EXISTS amazon_channel_audit_stage")

    @api.model
    def _fill(self, report, channels):
        """Read the whole report, 1,000 lines at a time.

        :param report: iterator of `ReportedOrder`
        :param dict channels: Amazon's website in small letters -> id of amazon.channel
        """
        lines = iter(report)
        while batch := list(islice(lines, BATCH_SIZE)):
            rows = {order.amazon_order_ref: order for order in batch}
            values = SQL(", ").join(
                SQL(
                    "%s",
                    (
                        order.amazon_order_ref,
                        channels.get(order.sales_channel.casefold()),
                        order.sales_channel,
                        _naive(order.purchase_date),
                        _naive(order.last_updated),
                        order.status.lower(),
                        order.shipping_text,
                    ),
                )
                for order in rows.values()
            )
            self.env.cr.execute(SQL("INSERT INTO amazon_channel_audit_stage VALUES %s ON CONFLICT DO NOTHING", values))
        self.env.cr.execute("ANALYZE amazon_channel_audit_stage")

    @api.model
    def _compare(self, account):
        """Compare the report with the account's inbox.

        An order is expected here if the polls have passed the time of its last change: not what is younger than the
        cursor, and not what was over before the time from which orders are fetched.

        :return: dicts per channel and day of purchase: `channel_id`, `day`, `amazon_count`, `here_count`,
            `missing` and `stale`: lists of Amazon's order numbers
        """
        self.env["amazon.channel.order"].flush_model()
        changed = SQL("COALESCE(s.updated, s.purchased, now() AT TIME ZONE 'UTC')")
        cursor, since = account.orders_cursor, account.orders_since
        reached = SQL("%s <= %s", changed, cursor) if cursor else SQL("FALSE")
        expected = SQL("%s AND %s >= %s", reached, changed, since) if since else reached
        self.env.cr.execute(
            SQL(
                """SELECT channel_id, day, count(*) FILTER (WHERE here OR missing), count(*) FILTER (WHERE here),
                          array_agg(ref ORDER BY ref) FILTER (WHERE missing),
                          array_agg(ref ORDER BY ref) FILTER (WHERE stale)
                     FROM (SELECT s.ref, s.channel_id, o.id IS NOT NULL AS here,
                                  COALESCE(s.purchased, s.updated, now() AT TIME ZONE 'UTC')::date AS day,
                                  o.id IS NULL AND %(expected)s AS missing,
                                  o.id IS NOT NULL AND %(reached)s AND s.status LIKE ANY (%(over)s)
                                  AND COALESCE(o.amazon_status, 'PENDING') IN %(open)s
                                  AND (o.last_updated IS NULL OR s.updated IS NULL
                                       OR o.last_updated < date_trunc('second', s.updated)) AS stale
                             FROM amazon_channel_audit_stage s
                        LEFT JOIN amazon_channel_order o
                               ON o.account_id = %(account)s AND o.amazon_order_ref = s.ref
                            WHERE s.channel_id IS NOT NULL) AS compared
                 GROUP BY channel_id, day ORDER BY channel_id, day""",
                expected=expected,
                reached=reached,
                over=list(OVER),
                open=OPEN_STATUSES,
                account=account.id,
            )
        )
        return [
            {
                "channel_id": channel_id,
                "day": day,
                "amazon_count": amazon_count,
                "here_count": here_count,
                "missing": missing or [],
                "stale": stale or [],
            }
            for channel_id, day, amazon_count, here_count, missing, stale in self.env.cr.fetchall()
        ]

    @api.model
    def _elsewhere(self):
        """Orders of sales channels that are no channel of the account.

        :return: dict Amazon's name of the sales channel -> number of orders
        """
        self.env.cr.execute(
            """SELECT COALESCE(sales_channel, ''), count(*) FROM amazon_channel_audit_stage WHERE channel_id IS NULL
                GROUP BY 1 ORDER BY 2 DESC, 1"""
        )
        return dict(self.env.cr.fetchall())

    # -- Shipping texts ----------------------------------------------------------------------------------------

    @api.model
    def _keep_shipping_texts(self, account):
        """Put the report's shipping texts on the inbox orders, 5,000 at a time, each a transaction of its own."""
        collisions = 0
        while collisions < MAX_COLLISIONS:
            try:
                self.env["ir.cron"]._commit_progress()
                written = self._write_shipping_texts(account)
                self.env["ir.cron"]._commit_progress()
            except TRANSIENT_ERRORS:
                # Get Orders wrote one of them meanwhile.
                self.env.cr.rollback()
                collisions += 1
                continue
            if not written:
                return

    def _write_shipping_texts(self, account):
        """Write what is new of the next orders that nobody else is at.

        :return: how many that were
        """
        orders = self.env["amazon.channel.order"]
        orders.flush_model(["shipping_text"])
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_channel_order o SET shipping_text = n.shipping_text
                     FROM (SELECT o.id, s.shipping_text
                             FROM amazon_channel_audit_stage s
                             JOIN amazon_channel_order o ON o.account_id = %s AND o.amazon_order_ref = s.ref
                            WHERE s.shipping_text > '' AND o.shipping_text IS DISTINCT FROM s.shipping_text
                            LIMIT %s FOR NO KEY UPDATE OF o SKIP LOCKED) n
                    WHERE o.id = n.id""",
                account.id,
                TEXT_BATCH_SIZE,
            ),
            # The caller begins again when somebody wrote one of them meanwhile.
            log_exceptions=False,
        )
        written = self.env.cr.rowcount
        orders.invalidate_model(["shipping_text"])
        return written

    @api.model
    def _shipping_services(self, account):
        """The services of the report's orders that the seller ships.

        :return: list of (channel id, Amazon's method, tuple of programs, shipping text)
        """
        self.env.cr.execute(
            SQL(
                """SELECT DISTINCT o.channel_id, o.service_level, o.programs, o.shipping_text
                     FROM amazon_channel_audit_stage s
                     JOIN amazon_channel_order o ON o.account_id = %s AND o.amazon_order_ref = s.ref
                    WHERE o.fulfillment = 'merchant' AND o.channel_id IS NOT NULL AND o.shipping_text > ''
                    ORDER BY 1, 2, 4, 3""",
                account.id,
            )
        )
        return [
            (channel_id, method or "", tuple((programs or "").split(", ")), text)
            for channel_id, method, programs, text in self.env.cr.fetchall()
        ]


def _naive(value):
    return value and fields.Datetime.to_string(value.astimezone(timezone.utc).replace(tzinfo=None))
