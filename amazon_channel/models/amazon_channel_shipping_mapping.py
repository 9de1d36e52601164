from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

AMAZON_METHODS = [
    ("standard", "Standard"),
    ("expedited", "Expedited"),
    ("next_day", "Next Day"),
    ("same_day", "Same Day"),
    ("second_day", "Second Day"),
    ("priority", "Priority"),
    ("free_economy", "Free Economy"),
    ("scheduled", "Scheduled"),
    ("unspecified", "No Service Named"),
]
UNSPECIFIED = "unspecified"  # Amazon may leave the service out; ours, not a value of Amazon's
PROGRAMS = [("prime", "Prime"), ("premium", "Premium"), ("fbm_ship_plus", "FBM Ship+")]

# Amazon's default shipping texts of the United States, which order reports carry.
US_DEFAULTS = [
    ("Std US D2D Dom", "standard"),
    ("Exp US D2D Dom", "expedited"),
    ("Second US D2D Dom", "second_day"),
    ("Econ US Dom", "free_economy"),
]


class AmazonChannelShippingMapping(models.Model):
    """Amazon's shipping service -> Odoo's delivery method, per channel.

    A service is known by its method (`fulfillmentServiceLevel`), the order's programs, and, where a report
    brings it, its text. The exact text wins, then method with program, then method alone. A row without
    delivery method is a question: orders wait for its answer.
    """

    _name = "amazon.channel.shipping.mapping"
    _description = "Amazon Shipping Mapping"
    _order = "channel_id, amazon_method, program, shipping_text, id"
    _check_company_auto = True

    channel_id = fields.Many2one("amazon.channel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True)
    amazon_method = fields.Selection("_selection_amazon_method", "Amazon's Method", index=True)
    program = fields.Selection(
        "_selection_program", help="Only for orders of this program; empty for all that no other line names."
    )
    shipping_text = fields.Char(
        help="Amazon's own wording of the service, as order reports show it, e.g. 'Std US D2D Dom'."
    )
    carrier_id = fields.Many2one("delivery.carrier", "Delivery Method", check_company=True, ondelete="restrict")
    waiting_count = fields.Integer("Orders Waiting", compute="_compute_waiting_count")

    _service_uniq = models.UniqueIndex(
        "(channel_id, COALESCE(amazon_method, ''), COALESCE(program, ''), COALESCE(LOWER(shipping_text), ''))",
        "This channel already has a line for this shipping service.",
    )
    _service_named = models.Constraint(
        "CHECK (amazon_method IS NOT NULL OR shipping_text IS NOT NULL)",
        "A shipping mapping names Amazon's method, its shipping text, or both.",
    )

    @api.depends("channel_id", "amazon_method", "program")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = mapping._service_name(mapping.amazon_method, mapping.program, mapping.shipping_text)

    def _compute_waiting_count(self):
        waiting = self._count_waiting(self.channel_id)
        texts = {
            (line.channel_id, plain_text(line.shipping_text))
            for line in self.channel_id.shipping_mapping_ids
            if line._is_question() and line.shipping_text
        }
        for mapping in self:
            mapping.waiting_count = mapping._is_question() and sum(
                count
                for (channel, method, text), count in waiting.items()
                if channel == mapping.channel_id
                # A text that has a line of its own waits there; every other order waits at the lines of its method.
                and (
                    text == plain_text(mapping.shipping_text)
                    if (channel, text) in texts
                    else method == mapping.amazon_method
                )
            )

    def _is_question(self):
        """Whether orders may wait for this line: a service is asked for by its lines without program."""
        return not self.program and not self.carrier_id

    @api.model
    def _count_waiting(self, channels):
        """Dict (channel, Amazon's method, shipping text in small letters) -> number of orders held for shipping."""
        groups = self.env["amazon.channel.order.hold"]._read_group(
            [("code", "=", "shipping"), ("order_id.state", "=", "held"), ("channel_id", "in", channels.ids)],
            ["channel_id", "key"],
            ["order_id:recordset"],
        )
        waiting = Counter()
        for channel, method, orders in groups:
            waiting.update((channel, method, plain_text(text)) for text in orders.mapped("shipping_text"))
        return waiting

    @api.model
    def _selection_amazon_method(self):
        return AMAZON_METHODS + self._selection_seen("amazon_method", AMAZON_METHODS, also="service_level")

    @api.model
    def _selection_program(self):
        return PROGRAMS + self._selection_seen("program", PROGRAMS)

    def _selection_seen(self, column, known, also=None):
        """Amazon adds values now and then: those that lines and held orders already name can be chosen like the others.

        Plain SQL: this answers `fields_get` and must not depend on what the user may read.
        """
        values = self.env.execute_query(
            SQL("SELECT DISTINCT %s FROM amazon_channel_shipping_mapping", SQL.identifier(column))
        )
        if also:
            values += self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %s FROM amazon_channel_order WHERE state IN ('to_process', 'held')",
                    SQL.identifier(also),
                )
            )
        new = {value for (value,) in values if value} - {value for value, _label in known}
        return [(value, value.replace("_", " ").title()) for value in sorted(new)]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("carrier_id"):
                # Whoever may answer may take the question away.
                self._open_question(vals).sudo().unlink()
        mappings = super().create(vals_list)
        mappings._release_orders()
        return mappings

    def _open_question(self, vals):
        """The line that asks for what `vals` answers; the answer takes its place instead of being refused as double."""
        service = {
            name: vals.get(name) or False for name in ("channel_id", "amazon_method", "program", "shipping_text")
        }
        domain = [(name, "=", value) for name, value in service.items()]
        return self.search([*domain, ("carrier_id", "=", False)])

    def write(self, vals):
        result = super().write(vals)
        self._release_orders()
        return result

    def unlink(self):
        # The orders that wait for a line must not lose their question with it.
        channels = self.channel_id
        result = super().unlink()
        self.env["amazon.channel.order"].search(
            [("state", "=", "held"), ("channel_id", "in", channels.ids), ("hold_ids.code", "=", "shipping")]
        )._requeue()
        return result

    def _release_orders(self):
        """Process again the orders that may find their delivery method in one of these lines."""
        for channel, mappings in self.filtered("carrier_id").grouped("channel_id").items():
            keys = set(mappings.mapped("amazon_method"))
            if False in keys:
                # A line that knows only the text may answer for any method.
                keys = set(channel.shipping_mapping_ids.mapped("amazon_method"))
            self.env["amazon.channel.order.hold"]._release("shipping", keys, channel)
            self._release_texts(channel)

    @api.model
    def _service_name(self, amazon_method, program, shipping_text):
        """The service in words: 'Expedited', 'Second Day (Prime)', 'Std US D2D Dom'."""
        if not amazon_method and shipping_text:
            return shipping_text
        amazon_method = amazon_method or UNSPECIFIED
        labels = dict(self._fields["amazon_method"]._description_selection(self.env))
        name = labels.get(amazon_method) or amazon_method.replace("_", " ").title()
        if program:
            programs = dict(self._fields["program"]._description_selection(self.env))
            return self.env._("%(method)s (%(program)s)", method=name, program=programs.get(program, program))
        return name

    @api.model
    def _create_defaults(self, channels):
        """Give channels of the United States the four services that Amazon uses there by default, as questions."""
        self.create(
            [
                {"channel_id": channel.id, "shipping_text": text, "amazon_method": method}
                for channel in channels
                if channel.marketplace_id.country_id.code == "US"
                for text, method in US_DEFAULTS
            ]
        )

    @api.model
    def _match(self, channel, amazon_method, programs, shipping_text=""):
        """The line that decides the delivery method of an order.

        :param str amazon_method: `fulfillmentServiceLevel` in lower case, '' when Amazon gave none
        :param programs: the order's programs in lower case
        :param str shipping_text: Amazon's text of the service, '' when unknown
        :return: a line with a delivery method, or an empty recordset
        """
        answered = channel.shipping_mapping_ids.filtered("carrier_id")
        text = plain_text(shipping_text)
        if text:
            exact = answered.filtered(lambda m: plain_text(m.shipping_text) == text)
            if exact:
                return exact[:1]
        # A line that also names another text is for other orders; it decides only where nothing plainer does.
        same_method = answered.filtered(lambda m: m.amazon_method == (amazon_method or UNSPECIFIED))
        same_method = same_method.sorted(lambda m: bool(m.shipping_text))
        return (
            same_method.filtered(lambda m: m.program and m.program in programs)[:1]
            or same_method.filtered(lambda m: not m.program)[:1]
        )

    @api.model
    def _likely_carrier(self, channel, amazon_method):
        """What other channels of the company use for this method: a suggestion.

        :rtype: delivery.carrier
        """
        domain = [("company_id", "=", channel.company_id.id), ("amazon_method", "=", amazon_method)]
        return self.search([*domain, ("carrier_id", "!=", False)], limit=1).carrier_id

    @api.model
    def _ask(self, services):
        """Make sure that every service orders wait for is a line that can be answered.

        :param services: pairs (amazon.channel, amazon_method)
        """
        wanted = {(channel.id, method or UNSPECIFIED) for channel, method in services}
        if not wanted:
            return
        known = self.search_fetch(
            Domain("channel_id", "in", [channel_id for channel_id, _method in wanted]),
            ["channel_id", "amazon_method", "program"],
        )
        wanted -= {(mapping.channel_id.id, mapping.amazon_method) for mapping in known if not mapping.program}
        self.create([{"channel_id": channel_id, "amazon_method": method} for channel_id, method in sorted(wanted)])


def plain_text(text):
    """A shipping text as texts are compared."""
    return (text or "").strip().casefold()
