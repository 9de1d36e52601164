from odoo import api, fields, models
from odoo.fields import Domain

KINDS = [("quantity", "Quantity"), ("price", "Price")]


class AmazonChannelOffer(models.Model):
    """What Amazon is told, or was told last, of one figure of a listing: its quantity or its price.

    One row for each listing and kind, made when there is something to tell. What is about to be told is written here
    and committed before Amazon is called; the listing's own `..._sent` follows when Amazon has accepted it. So after a
    crash between any two lines the row says that Amazon may have been told, and it is told again.

    The rows are written in sets, by `amazon.channel.offer.sync` and its parts only.
    """

    _name = "amazon.channel.offer"
    _description = "Quantity or Price on Its Way to Amazon"
    _order = "attempted_at desc, id desc"
    _rec_name = "listing_id"
    _check_company_auto = True

    listing_id = fields.Many2one("amazon.channel.listing", required=True, readonly=True, ondelete="cascade")
    channel_id = fields.Many2one("amazon.channel", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    currency_id = fields.Many2one(related="channel_id.currency_id")
    product_id = fields.Many2one(related="listing_id.product_id")
    kind = fields.Selection(KINDS, "What", required=True, readonly=True)
    state = fields.Selection(
        [
            ("to_send", "To Send"),
            ("stopped", "Stopped"),
            ("calling", "Being Sent"),
            ("feed", "In a Feed"),
            ("sent", "Accepted"),
            ("confirmed", "Shown by Amazon"),
            ("not_shown", "Not Shown by Amazon"),
            ("refused", "Refused by Amazon"),
            ("rejected", "Rejected by You"),
        ],
        required=True,
        readonly=True,
    )
    value = fields.Float(
        digits=(16, 2), readonly=True, help="Units, or the price in the channel's currency, as it is told to Amazon."
    )
    terms = fields.Char(readonly=True, help="What goes with it: lead time and restock date, or the price's parts.")
    figure = fields.Char(compute="_compute_figure")
    value_before = fields.Float(digits=(16, 2), readonly=True, help="What was known at Amazon before.")
    must_send = fields.Boolean(
        "Again",
        readonly=True,
        help="Amazon may hold something else by now: told even if Odoo's figure has not changed.",
    )
    batch_id = fields.Many2one("amazon.channel.offer.batch", readonly=True, index="btree_not_null", ondelete="set null")
    document_id = fields.Many2one(
        "amazon.channel.document", "Feed", readonly=True, index="btree_not_null", ondelete="set null"
    )
    late_document_id = fields.Many2one(
        "amazon.channel.document",
        "Late Feed",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="A feed that Amazon has not finished in time. When it ends, this is told again, since it may be older.",
    )
    attempted_at = fields.Datetime("Last Tried", readonly=True)
    sent_at = fields.Datetime("Accepted On", readonly=True)
    confirmed_at = fields.Datetime("Shown On", readonly=True)
    check_at = fields.Datetime("Next Look", readonly=True)
    checks = fields.Integer("Looks", readonly=True)
    repeats = fields.Integer(
        readonly=True, help="How often the same figure was told again because Amazon did not show it."
    )
    error_code = fields.Char(readonly=True)
    note = fields.Text("Answer", readonly=True, help="What Amazon says, in its own words.")

    _listing_uniq = models.Constraint("UNIQUE (listing_id, kind)", "This figure of the listing is on its way already.")
    _open_idx = models.Index(
        "(channel_id, kind, state) WHERE state IN ('to_send', 'stopped', 'calling', 'feed', 'sent', 'not_shown')"
    )
    _check_idx = models.Index("(channel_id, check_at) WHERE check_at IS NOT NULL")

    @api.depends("kind", "value", "currency_id")
    def _compute_figure(self):
        for offer in self:
            offer.figure = offer.channel_id._figure_in_words(offer.kind, offer.value)

    def action_send_again(self):
        """Button: tell Amazon again what it refused or does not show, or what a person rejected."""
        self.env["amazon.channel.offer.batch"].check_access("write")
        self.check_access("read")
        ended = self.sudo().filtered(lambda offer: offer.state in ("refused", "not_shown", "rejected", "sent"))
        ended.write({"state": "to_send", "must_send": True, "repeats": 0, "error_code": False, "note": False})
        self.env["amazon.channel.offer.sync"]._wake(set(ended.mapped("kind")))

    @api.model
    def _refused_domain(self, channel, key):
        """The offers that an issue `offer_refused` stands for; `key` is 'kind:code'."""
        kind, _colon, code = (key or "").partition(":")
        domain = Domain("channel_id", "=", channel.id) & Domain("state", "=", "refused") & Domain("kind", "=", kind)
        return domain & Domain("error_code", "=", code or False)
