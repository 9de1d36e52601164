from odoo import api, fields, models
from odoo.exceptions import UserError

from .amazon_channel_publication import OPEN_STATES


class AmazonChannelListing(models.Model):
    """A listing's way to Amazon: published, paused, resumed, deleted."""

    _inherit = "amazon.channel.listing"

    publication_ids = fields.One2many("amazon.channel.publication", "listing_id", "Publications", readonly=True)
    publication_count = fields.Integer(compute="_compute_publication_count")
    open_publication_id = fields.Many2one(
        "amazon.channel.publication",
        "On Its Way",
        compute="_compute_publication_count",
        help="What Amazon's and Odoo's objections hold up at the moment.",
    )

    @api.depends("publication_ids.state")
    def _compute_publication_count(self):
        publications = self.env["amazon.channel.publication"]
        if not publications.has_access("read"):
            self.publication_count = 0
            self.open_publication_id = False
            return
        mine = [("listing_id", "in", self.ids)]
        counts = dict(publications._read_group(mine, ["listing_id"], ["__count"]))
        open_ones = publications.search([*mine, ("state", "in", OPEN_STATES)]).grouped("listing_id")
        for listing in self:
            listing.publication_count = counts.get(listing._origin, 0)
            listing.open_publication_id = open_ones.get(listing._origin, publications)[:1]

    def action_open_publications(self):
        """Button: what was and is published of it."""
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_publication_action")
        return {**action, "domain": [("listing_id", "in", self.ids)], "context": {}}

    def action_publish(self):
        """Button: choose a template and publish."""
        unlinked = self.filtered(lambda listing: not listing.product_id)
        if unlinked:
            raise UserError(
                self.env._(
                    "Link %(sku)s with a product first: what Amazon is told comes from there.", sku=unlinked[0].sku
                )
            )
        return self.env["amazon.channel.publish"].open_wizard({"listing_ids": self.ids})

    def action_pause(self):
        """Button: offer it with quantity 0; the SKU and its reviews stay."""
        self._check_quantity_is_ours()
        self.check_access("write")
        return self._tell("pause")

    def action_resume(self):
        """Button: offer as many again as are wanted, or as were offered before."""
        self._check_quantity_is_ours()
        self.check_access("write")
        return self._tell("resume")

    def action_delete_at_amazon(self):
        """Button: ask before the SKU is deleted at Amazon."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delete at Amazon"),
            "res_model": "amazon.channel.listing.delete",
            "view_mode": "form",
            "target": "new",
            "context": {"default_listing_ids": self.ids},
        }

    def _check_quantity_is_ours(self):
        """
        :raises UserError: Amazon has the units of one of these, or does not know it yet
        """
        theirs = self.filtered(lambda listing: listing.fulfillment_channel == "amazon")
        if theirs:
            raise UserError(
                self.env._(
                    "%(sku)s is fulfilled by Amazon, which counts the units itself: a quantity of yours would make you "
                    "send it. To stop selling it, close the listing in Seller Central or create a removal order.",
                    sku=theirs[0].sku,
                )
            )
        parents = self.filtered(lambda listing: listing.parentage == "parent")
        if parents:
            raise UserError(
                self.env._("%(sku)s is a parent, which nobody can buy: pause its variants.", sku=parents[0].sku)
            )
        absent = self.filtered(lambda listing: listing.state in ("draft", "gone"))
        if absent:
            raise UserError(self.env._("%(sku)s is not at Amazon: there is nothing to pause.", sku=absent[0].sku))

    def _tell(self, kind):
        """Start publications of these listings, and say what happens next."""
        publications = self.env["amazon.channel.publication"]._start(self, kind)
        if kind in ("pause", "resume"):
            # A wish at once: sending of quantities respects it from now on, whatever Amazon shows. What is in a feed
            # is neither told nor paused.
            publications.sudo().listing_id.is_paused = kind == "pause"
        if len(publications) < len(self):
            message = self.env._("Some are in a feed at this moment. Try again when Amazon has processed it.")
        elif all(channel.mode == "shadow" for channel in self.channel_id):
            message = self.env._("The channel is in shadow mode: nothing is sent. It goes out when you go live.")
        else:
            message = self.env._("Amazon is told within minutes, and shows it some minutes later.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Amazon"),
                "message": message,
                "type": "success" if len(publications) == len(self) else "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _quantity_to_resume(self):
        """How many are offered again: what is wanted, or else what Amazon was told last before the pause.

        Sending of quantities corrects it at its next run.
        """
        self.ensure_one()
        # While it was paused, 0 was wanted and sent: that says nothing about what to offer now.
        for known, quantity in (
            (self.quantity_wanted_at, self.quantity_wanted),
            (self.quantity_sent_at, self.quantity_sent),
        ):
            if known and quantity > 0:
                return quantity
        earlier = self.publication_ids.filtered(lambda one: one.kind == "pause" and one.quantity_before)
        return earlier[:1].quantity_before


class AmazonChannelListingIssue(models.Model):
    """Which publication Amazon's objection holds up."""

    _inherit = "amazon.channel.listing.issue"

    blocked_publication_id = fields.Many2one(
        "amazon.channel.publication",
        "Holds Up",
        compute="_compute_blocked_publication_id",
        help="The publication that Amazon refused, or would refuse, for this.",
    )

    @api.depends("severity", "code", "listing_id.publication_ids.state", "listing_id.publication_ids.finding_ids.code")
    def _compute_blocked_publication_id(self):
        for issue in self:
            publication = issue.listing_id.open_publication_id
            told = publication.finding_ids.filtered(lambda one: one.severity == "error" and one.origin == "amazon")
            holds = issue.severity == "error" and issue.code in told.mapped("code")
            issue.blocked_publication_id = publication if holds else False
