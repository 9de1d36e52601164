from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang


class AmazonChannel(models.Model):
    """What a channel sends of quantities and prices, and when it stops to ask."""

    _inherit = "amazon.channel"

    sends_quantities = fields.Boolean(
        "Send Quantities",
        default=True,
        tracking=True,
        help="Odoo tells Amazon how many there are, while the channel is live.",
    )
    sends_prices = fields.Boolean(
        "Send Prices", default=True, tracking=True, help="Odoo tells Amazon what it costs, while the channel is live."
    )
    breaker_zero_share = fields.Float(
        "Sold Out: Share (%)",
        default=20,
        tracking=True,
        help="A run that would sell out more than this share of the offered listings is stopped.",
    )
    breaker_zero_min = fields.Integer(
        "Sold Out: At Least", default=10, tracking=True, help="Fewer listings than this never stop a run."
    )
    breaker_price_share = fields.Float(
        "Price Move (%)", default=30, tracking=True, help="A price that moves further, up or down, counts as far."
    )
    breaker_price_count = fields.Integer(
        "Far Moves Allowed", default=5, tracking=True, help="A run with more prices that move far is stopped."
    )
    breaker_price_single = fields.Float(
        "Single Price Move (%)", default=60, tracking=True, help="A single price that moves further stops a run."
    )
    offer_batch_ids = fields.One2many("amazon.channel.offer.batch", "channel_id")
    offer_waiting_count = fields.Integer("Changes Waiting for Approval", compute="_compute_offer_counts")
    offer_preview_count = fields.Integer("Changes in Preview", compute="_compute_offer_counts")

    @api.depends("offer_batch_ids.state", "offer_batch_ids.line_count")
    def _compute_offer_counts(self):
        batches = self.env["amazon.channel.offer.batch"]
        found = []
        if batches.has_access("read"):
            domain = [("channel_id", "in", self.ids), ("state", "in", ("waiting", "preview"))]
            found = batches._read_group(domain, ["channel_id", "state"], ["line_count:sum"])
        counts = {(channel.id, state): count for channel, state, count in found}
        for channel in self:
            channel.offer_waiting_count = counts.get((channel._origin.id, "waiting"), 0)
            channel.offer_preview_count = counts.get((channel._origin.id, "preview"), 0)

    @api.constrains(
        "breaker_zero_share", "breaker_zero_min", "breaker_price_share", "breaker_price_count", "breaker_price_single"
    )
    def _check_breaker(self):
        for channel in self:
            shares = (channel.breaker_zero_share, channel.breaker_price_share, channel.breaker_price_single)
            if min(*shares, channel.breaker_zero_min, channel.breaker_price_count) < 0:
                raise ValidationError(self.env._("The limits of the circuit breaker are 0 or more."))

    def write(self, vals):
        result = super().write(vals)
        if vals.get("mode") == "shadow" or vals.get("active") is False:
            # What has not left yet does not leave.
            waiting = [("channel_id", "in", self.ids), ("purpose", "=", "offers"), ("state", "=", "to_send")]
            self.env["amazon.channel.document"].sudo().search(waiting)._take_back()
        if vals.get("mode") == "live":
            previews = [("channel_id", "in", self.ids), ("state", "=", "preview")]
            self.env["amazon.channel.offer.batch"].sudo().search(previews).unlink()
        if {"mode", "active", "sends_quantities", "sends_prices"} & set(vals):
            self.env["amazon.channel.offer.sync"]._wake(("quantity", "price"))
        return result

    # -- Words -------------------------------------------------------------------------------------------------

    def _figure_in_words(self, kind, value):
        """A quantity or a price of this channel as people read it."""
        if kind == "quantity":
            return formatLang(self.env, value, digits=0)
        return formatLang(self.env, value, currency_obj=self.currency_id)

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_sync_inventory(self):
        """Button: send the quantities that changed, or show in shadow mode what would be sent."""
        self.env["amazon.channel.listing"].check_access("write")
        return self.env["amazon.channel.offer.sync"]._sync_and_notify(self, "quantity")

    def action_sync_prices(self):
        """Button: send the prices that changed, or show in shadow mode what would be sent."""
        self.env["amazon.channel.listing"].check_access("write")
        return self.env["amazon.channel.offer.sync"]._sync_and_notify(self, "price")

    def action_open_offer_batches(self):
        """Button: what waits for approval; in shadow mode what would be sent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_offer_batch_action")
        state = "waiting" if self.mode == "live" else "preview"
        return {**action, "domain": [("channel_id", "=", self.id), ("state", "=", state)], "context": {}}

    def action_open_offers(self):
        """Button: quantities and prices on their way."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_offer_action")
        return {**action, "domain": [("channel_id", "=", self.id)]}

    def action_review_go_live(self):
        """Button: show what would be sent, before anything is."""
        self.ensure_one()
        sync = self.env["amazon.channel.offer.sync"]
        for kind in ("quantity", "price"):
            sync._sync(self, kind)
        wizard = self.env["amazon.channel.go.live"].create({"channel_id": self.id})
        return {**wizard._get_records_action(), "name": self.env._("Go Live"), "target": "new"}

    # -- Issues ------------------------------------------------------------------------------------------------

    def _amazon_channel_open_issue(self, issue):
        offers = self.env["amazon.channel.offer"]
        if issue.code == "offer_refused":
            return {**self.action_open_offers(), "domain": list(offers._refused_domain(self, issue.key)), "context": {}}
        if issue.code == "offer_not_shown":
            domain = [
                ("channel_id", "=", self.id),
                ("kind", "=", issue.key),
                "|",
                ("state", "=", "not_shown"),
                ("repeats", ">", 0),
            ]
            return {**self.action_open_offers(), "domain": domain, "context": {}}
        return super()._amazon_channel_open_issue(issue)

    def _amazon_channel_retry(self, issue):
        offers = self.env["amazon.channel.offer"]
        if issue.code not in ("offer_refused", "offer_not_shown"):
            return super()._amazon_channel_retry(issue)
        if issue.code == "offer_refused":
            found = offers.search(offers._refused_domain(self, issue.key))
        else:
            found = offers.search([("channel_id", "=", self.id), ("kind", "=", issue.key), ("state", "=", "not_shown")])
        found.action_send_again()
        kinds = set(found.mapped("kind")) or {"quantity"}
        return [self.env["amazon.channel.offer.sync"]._sync_and_notify(self, kind) for kind in kinds][-1]
