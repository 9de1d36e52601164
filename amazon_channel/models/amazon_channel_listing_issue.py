from odoo import api, fields, models


class AmazonChannelListingIssue(models.Model):
    """What Amazon objects to in a listing, in Amazon's own words, with a hint where the catalogue has one.

    The rows are replaced whenever Amazon tells anew: they are Amazon's view, nobody's work. What a person has to do is
    in `amazon.channel.issue`.
    """

    _name = "amazon.channel.listing.issue"
    _description = "Issue of Amazon with a Listing"
    _order = "severity, id"
    _rec_name = "message"

    listing_id = fields.Many2one("amazon.channel.listing", required=True, index=True, ondelete="cascade")
    channel_id = fields.Many2one(related="listing_id.channel_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="listing_id.company_id", store=True, index=True, precompute=True)
    code = fields.Char(readonly=True, help="Amazon's number of it.")
    message = fields.Char(readonly=True)
    severity = fields.Selection(
        # In the sequence in which people want to see them, which is also the alphabet's.
        [("error", "Error"), ("info", "Information"), ("other", "Other"), ("warning", "Warning")],
        required=True,
        readonly=True,
    )
    severity_ref = fields.Char("Amazon's Severity", readonly=True, help="The word itself, where it is a new one.")
    categories = fields.Char(readonly=True, help="Amazon's words, separated by commas, such as MISSING_ATTRIBUTE.")
    attributes = fields.Char(readonly=True, help="Names of the attributes it is about, separated by commas.")
    enforcements = fields.Char(
        "Consequence", readonly=True, help="What Amazon does about it, such as LISTING_SUPPRESSED."
    )
    is_suppressing = fields.Boolean("Not Sold For It", readonly=True, help="This is why nobody can buy it now.")
    exempt_until = fields.Datetime(readonly=True, help="Until then Amazon does nothing about it.")
    hint = fields.Char(compute="_compute_hint", help="What usually helps, from the catalogue of hints.")

    @api.depends("code", "categories", "attributes")
    @api.depends_context("lang")
    def _compute_hint(self):
        hints = self.env["amazon.channel.listing.hint"].sudo()._find(self)
        for issue in self:
            issue.hint = hints[issue]
