from ast import literal_eval
from datetime import datetime, time, timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import babel_locale_parse
from odoo.tools.misc import get_lang

DEADLINES = [
    ("late", "Late at Amazon"),
    ("today", "Ship Today"),
    ("at_risk", "At Risk"),
    ("ok", "In Time"),
    ("none", "None"),
]
SOON = timedelta(days=1)
# A chain of transfers has three steps at most: pick, pack, ship.
STEPS_BEFORE = 2


class StockPicking(models.Model):
    """How urgent a delivery to one of Amazon's buyers is: Amazon counts what is handed over after its ship-by time."""

    # One concern a file.
    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    amazon_channel_deadline = fields.Selection(
        DEADLINES,
        "Amazon: Urgency",
        compute="_compute_amazon_channel_deadline",
        search="_search_amazon_channel_deadline",
        help="Late: the ship-by time has passed. At risk: it is less than a day away, and not all goods are reserved.",
    )
    amazon_channel_at_risk = fields.Boolean(
        "Amazon: At Risk",
        compute="_compute_amazon_channel_deadline",
        search="_search_amazon_channel_at_risk",
        help="To be shipped within a day, today or yesterday, and not all goods are reserved.",
    )
    amazon_channel_time_left = fields.Char("Amazon: Time Left", compute="_compute_amazon_channel_deadline")

    # -- Compute and search ------------------------------------------------------------------------------------

    @api.depends(
        *("amazon_channel_ship_by", "amazon_channel_shipped_elsewhere", "amazon_channel_cancel_requested"),
        *("state", "move_ids.state"),
    )
    @api.depends_context("lang", "tz")
    def _compute_amazon_channel_deadline(self):
        now, midnight = fields.Datetime.now(), self._amazon_channel_midnight()
        locale = babel_locale_parse(get_lang(self.env).code)
        amazon = self.filtered("amazon_channel_ship_by")
        tracked = amazon.filtered_domain(self._amazon_channel_tracked())
        risky = tracked and self.search(Domain("id", "in", tracked.ids) & self._amazon_channel_risk())
        for picking in self:
            due = picking.amazon_channel_ship_by
            deadline = "none"
            at_risk = picking in tracked and picking._origin in risky
            if picking in tracked:
                today = "today" if due < midnight else "ok"
                deadline = "late" if due < now else "at_risk" if today == "ok" and at_risk else today
            picking.amazon_channel_deadline = deadline
            picking.amazon_channel_at_risk = at_risk
            picking.amazon_channel_time_left = picking._amazon_channel_time_left(now, locale)

    def _amazon_channel_time_left(self, now, locale):
        """How long until the ship-by time, or since then, in words; that nothing may be shipped when that is so."""
        due = self.amazon_channel_ship_by
        if not due or self.state in ("done", "cancel") or self.picking_type_id.code == "incoming":
            return False
        if self.amazon_channel_shipped_elsewhere or self.amazon_channel_cancel_requested:
            return self.env._("Do not ship")
        words = format_timedelta(abs(due - now), threshold=1, locale=locale)
        return self.env._("%s late", words) if due < now else self.env._("%s left", words)

    def _search_amazon_channel_deadline(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._amazon_channel_deadline_domains()
        return Domain.OR(domains[name] for name in value if name in domains)

    def _search_amazon_channel_at_risk(self, operator, _value):
        if operator != "in":
            return NotImplemented
        return self._amazon_channel_tracked() & self._amazon_channel_risk()

    # -- Domains -----------------------------------------------------------------------------------------------

    @api.model
    def _amazon_channel_tracked(self):
        """Transfers that Amazon's ship-by time is running for: open, not back from the buyer, not shipped already."""
        return Domain(
            [
                ("amazon_channel_ship_by", "!=", False),
                ("amazon_channel_shipped_elsewhere", "=", False),
                ("state", "not in", ("done", "cancel")),
                ("picking_type_id.code", "!=", "incoming"),
            ]
        )

    @api.model
    def _amazon_channel_deadline_domains(self):
        """Dict value of `amazon_channel_deadline` -> domain of the transfers that have it. Each has exactly one."""
        tracked, risk = self._amazon_channel_tracked(), self._amazon_channel_risk()
        late = Domain("amazon_channel_ship_by", "<", fields.Datetime.now())
        before_midnight = Domain("amazon_channel_ship_by", "<", self._amazon_channel_midnight())
        return {
            "late": tracked & late,
            "today": tracked & ~late & before_midnight,
            "at_risk": tracked & ~before_midnight & risk,
            "ok": tracked & ~before_midnight & ~risk,
            "none": ~tracked,
        }

    @api.model
    def _amazon_channel_risk(self):
        """Due within a day or overdue, and goods are missing: of the transfer itself, or of one that it waits for."""
        missing = Domain("state", "in", ("draft", "confirmed", "partially_available"))
        # A receipt is ready from the start, and a production makes what is not there yet.
        to_come = Domain("location_id.usage", "in", ("supplier", "production"))
        lacking = missing
        for _step in range(STEPS_BEFORE):
            before = lacking | (to_come & Domain("state", "not in", ("done", "cancel")))
            waits = Domain("move_orig_ids", "=", False) | Domain("move_orig_ids", "any", before)
            lacking = missing | (Domain("state", "=", "waiting") & waits)
        soon = Domain("amazon_channel_ship_by", "<", fields.Datetime.now() + SOON)
        return soon & Domain("move_ids", "any", lacking)

    @api.model
    def _amazon_channel_midnight(self):
        """When the user's day ends, as naive UTC."""
        zone = self.env.tz
        tomorrow = datetime.now(zone).date() + timedelta(days=1)
        midnight = zone.localize(datetime.combine(tomorrow, time.min))
        return (midnight - midnight.utcoffset()).replace(tzinfo=None)

    # -- Counting and opening ----------------------------------------------------------------------------------

    @api.model
    def _amazon_channel_count_deadlines(self, name, records):
        """How many transfers are urgent, for each of `records`.

        :param str name: the field of the transfer that names the record
        :return: dict `late`, `today` or `at_risk` -> dict id of the record -> number
        """
        if not self.has_access("read"):
            return {"late": {}, "today": {}, "at_risk": {}}
        of_records = Domain(name, "in", records.ids)
        domains = {
            "late": Domain("amazon_channel_deadline", "=", "late"),
            "today": Domain("amazon_channel_deadline", "=", "today"),
            "at_risk": Domain("amazon_channel_at_risk", "=", True),
        }
        return {
            kind: {record.id: count for record, count in self._read_group(of_records & domain, [name], ["__count"])}
            for kind, domain in domains.items()
        }

    @api.model
    def _amazon_channel_open_deliveries(self, domain, kind):
        """The open deliveries to Amazon's buyers, by ship-by time.

        :param domain: of these only
        :param kind: `late`, `today` or `at_risk`: the filter to start with; False for all
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_delivery_action")
        context = {"contact_display": "partner_address"}
        if kind:
            context[f"search_default_amazon_channel_{kind}"] = 1
        return {**action, "context": context, "domain": list(Domain(literal_eval(action["domain"])) & Domain(domain))}
