from odoo import api, fields, models


class AmazonChannelIssue(models.Model):
    """Issues about listings: the person chooses the product where the question is asked."""

    _inherit = "amazon.channel.issue"

    listing_candidate_ids = fields.Many2many(
        "product.product", string="Products That Fit", compute="_compute_listing_candidate_ids"
    )

    @api.depends("res_model", "res_id", "code", "state")
    def _compute_listing_candidate_ids(self):
        asked = self.filtered(lambda issue: issue.code == "listing_ambiguous" and issue.state == "open")
        (self - asked).listing_candidate_ids = False
        listings = self.env["amazon.channel.listing"].browse(asked.mapped("res_id")).exists()
        candidates = {listing.id: listing.candidate_ids for listing in listings}
        for issue in asked:
            issue.listing_candidate_ids = candidates.get(issue.res_id, self.env["product.product"])
