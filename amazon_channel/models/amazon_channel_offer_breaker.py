from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

RECENTLY = timedelta(hours=1)  # what was sold out in small portions counts together

# How far a price moves, in percent of the old one; a sale price far below it is a move as well.
MOVE = SQL("100 * GREATEST(ABS(d.value - d.value_before), d.value_before - d.lowest) / d.value_before")


class AmazonChannelOfferBreaker(models.AbstractModel):
    """The circuit breaker: judges what a run would tell Amazon before anything of it is told.

    Works on the table `amazon_channel_offer_due` (see `amazon.channel.offer.find`) and turns it into offers to send, or
    into a batch that waits for a person, or, in shadow mode, into a preview.

    A run that is too much is stopped as a whole, with one exception: quantities that fall, but not to zero. They only
    say that there is less to sell; to keep them back would sell what is not there, for as long as nobody decides.
    """

    _name = "amazon.channel.offer.breaker"
    _description = "Circuit Breaker of Quantities and Prices"

    @api.model
    def _judge(self, channel, kind):
        """What is wrong with the run as a whole, in words; False when nothing is."""
        return self._judge_quantities(channel) if kind == "quantity" else self._judge_prices(channel)

    def _judge_quantities(self, channel):
        zero = self._one("SELECT COUNT(*) FROM amazon_channel_offer_due d WHERE %s", _is_zero())
        if not zero:
            return False
        query = """SELECT COUNT(*) FROM amazon_channel_offer o WHERE o.channel_id = %s AND o.kind = 'quantity'
                    AND o.state IN ('calling', 'feed', 'sent', 'confirmed', 'not_shown')
                    AND o.value = 0 AND o.value_before > 0 AND o.batch_id IS NULL
                    AND o.attempted_at > %s"""
        recent = self._one(query, channel.id, fields.Datetime.now() - RECENTLY)
        offered = recent + self._one(
            "SELECT COUNT(*) FROM amazon_channel_listing l WHERE l.channel_id = %s AND %s AND %s > 0",
            channel.id,
            self._allowed_sql("quantity"),
            self._known_sql("quantity"),
        )
        total = zero + recent
        if total < max(channel.breaker_zero_min, 1) or total * 100 <= offered * channel.breaker_zero_share:
            return False
        return self.env._(
            "%(count)s of %(offered)s offered listings would be sold out, more than the limit of %(share)g %%.",
            count=total,
            offered=offered,
            share=channel.breaker_zero_share,
        )

    def _judge_prices(self, channel):
        query = "SELECT COUNT(*), COALESCE(MAX(%s), 0) FROM amazon_channel_offer_due d WHERE %s"
        ((far, worst),) = self.env.execute_query(SQL(query, MOVE, _is_moved(channel)))
        if far > channel.breaker_price_count:
            return self.env._(
                "%(count)s prices would move by more than %(share)g %%; the limit is %(limit)s prices.",
                count=far,
                share=channel.breaker_price_share,
                limit=channel.breaker_price_count,
            )
        if worst > channel.breaker_price_single:
            return self.env._(
                "A price would move by %(worst)d %%, more than the limit of %(share)g %% for a single price.",
                worst=worst,
                share=channel.breaker_price_single,
            )
        return False

    def _one(self, query, *values):
        return self.env.execute_query(SQL(query, *values))[0][0]

    # -- What follows ------------------------------------------------------------------------------------------

    @api.model
    def _prepare(self, channel, kind):
        """Judge what is due, and write down what is to be sent and what waits for a person. The caller commits.

        :return: how many figures differ from what Amazon was told, and how many of them wait for a person
        """
        count = self._gather_due(channel, kind)
        if channel.mode != "live":
            self._show(channel, kind, "preview", SQL("TRUE"), False)
            return count, 0
        problem = count and self._judge(channel, kind)
        goes = SQL("TRUE")
        if problem:
            falls = SQL("d.value > 0 AND d.value <= d.value_before") if kind == "quantity" else SQL("FALSE")
            goes = SQL("COALESCE(d.approved OR d.paused OR (%s), FALSE)", falls)
        self._write_offers(channel, kind, goes)
        held = self._show(channel, kind, "waiting", SQL("NOT %s", goes), problem)
        return count, held

    def _write_offers(self, channel, kind, goes):
        """Make the rows of what is due `to_send` or `stopped`, and drop the rows of what is not due any more."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM amazon_channel_offer o WHERE o.channel_id = %s AND o.kind = %s
                      AND o.state IN ('to_send', 'stopped')
                      AND NOT EXISTS (SELECT FROM amazon_channel_offer_due d WHERE d.listing_id = o.listing_id)""",
                channel.id,
                kind,
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_channel_offer AS o (listing_id, channel_id, company_id, kind, state, value, terms,
                       value_before, must_send, checks, repeats, create_uid, create_date, write_uid, write_date)
                   SELECT d.listing_id, %(channel)s, %(company)s, %(kind)s,
                          CASE WHEN %(goes)s THEN 'to_send' ELSE 'stopped' END, d.value, d.terms, d.value_before,
                          FALSE, 0, 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM amazon_channel_offer_due d
                       ON CONFLICT (listing_id, kind) DO UPDATE SET
                          state = EXCLUDED.state, value = EXCLUDED.value, terms = EXCLUDED.terms,
                          value_before = EXCLUDED.value_before, check_at = NULL, checks = 0,
                          error_code = NULL, note = NULL, document_id = NULL, write_date = EXCLUDED.write_date,
                          repeats = CASE WHEN o.value = EXCLUDED.value THEN o.repeats ELSE 0 END,
                          batch_id = CASE WHEN o.value = EXCLUDED.value AND o.state IN ('to_send', 'stopped')
                                          THEN o.batch_id END
                    WHERE o.state NOT IN ('calling', 'feed') AND (o.state, o.value, COALESCE(o.terms, ''))
                          IS DISTINCT FROM (EXCLUDED.state, EXCLUDED.value, EXCLUDED.terms)""",
                channel=channel.id,
                company=channel.company_id.id,
                kind=kind,
                goes=goes,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.env["amazon.channel.offer"].invalidate_model()

    def _show(self, channel, kind, state, shown, problem):
        """Bring the open batch in line with what is due; open one when `problem` says so, or in shadow mode.

        :param SQL shown: which rows of the table belong into the batch
        :param problem: why the run was stopped, in words
        :return: how many lines the batch has now
        """
        batches = self.env["amazon.channel.offer.batch"]
        batch = batches.search(
            [("channel_id", "=", channel.id), ("kind", "=", kind), ("state", "in", ("preview", "waiting"))]
        )
        held = self._one("SELECT COUNT(*) FROM amazon_channel_offer_due d WHERE %s", shown)
        if state == "waiting" and not (problem and held):
            self._end(batch)
            return 0
        if batch and batch.state != state:
            self._end(batch)
            batch = batches
        is_new = not batch
        if is_new:
            batch = batches.create(
                {"channel_id": channel.id, "company_id": channel.company_id.id, "kind": kind, "state": state}
            )
        counts = self._fill(batch, channel, shown)
        batch.write({"reason": problem, "refreshed_at": fields.Datetime.now(), **counts})
        if state == "waiting":
            batch._alarm()
        return held

    def _end(self, batch):
        """The run can go on without a decision: a preview is over, or the cause is gone."""
        batch.filtered(lambda one: one.state == "preview").unlink()
        waiting = batch.exists()
        waiting.write({"state": "obsolete"})
        waiting._settle()

    def _fill(self, batch, channel, shown):
        """Make the lines of `batch` those of the table, touching only what differs; return its counts."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """DELETE FROM amazon_channel_offer_batch_line n WHERE n.batch_id = %s AND NOT EXISTS (
                     SELECT FROM amazon_channel_offer_due d WHERE d.listing_id = n.listing_id AND d.value = n.value
                        AND d.value_before IS NOT DISTINCT FROM n.value_before AND %s)""",
                batch.id,
                shown,
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_channel_offer_batch_line (batch_id, listing_id, reason, severity, is_known,
                       value_before, value, change)
                   SELECT %(batch)s, d.listing_id,
                          CASE WHEN %(zero)s THEN 'zero' WHEN %(moved)s THEN 'moved' ELSE 'within' END,
                          CASE WHEN %(quantity)s AND d.value = 0 THEN 1000000 + COALESCE(d.value_before, 0)
                               WHEN d.value_before > 0 THEN %(move)s ELSE 0 END,
                          d.value_before IS NOT NULL, d.value_before, d.value,
                          CASE WHEN d.value_before > 0
                               THEN ROUND(100 * (d.value - d.value_before) / d.value_before, 1) END
                     FROM amazon_channel_offer_due d
                    WHERE %(shown)s AND NOT EXISTS (SELECT FROM amazon_channel_offer_batch_line n
                                                    WHERE n.batch_id = %(batch)s AND n.listing_id = d.listing_id)""",
                batch=batch.id,
                quantity=batch.kind == "quantity",
                zero=_is_zero() if batch.kind == "quantity" else SQL("FALSE"),
                moved=_is_moved(channel) if batch.kind == "price" else SQL("FALSE"),
                move=MOVE,
                shown=shown,
            )
        )
        batch.line_ids.invalidate_model()
        batch.invalidate_recordset(["line_ids"])
        lines = self.env["amazon.channel.offer.batch.line"]
        counts = dict(lines._read_group([("batch_id", "=", batch.id)], ["reason"], ["__count"]))
        return {
            "line_count": sum(counts.values()),
            "zero_count": counts.get("zero", 0),
            "moved_count": counts.get("moved", 0),
        }


def _is_zero():
    """What is offered now and would be sold out, unless a person wants it so."""
    return SQL("(d.value = 0 AND d.value_before > 0 AND NOT d.paused AND NOT d.approved)")


def _is_moved(channel):
    """Prices that move further than the channel's limit."""
    return SQL("(d.value_before > 0 AND NOT d.approved AND %s > %s)", MOVE, channel.breaker_price_share)
