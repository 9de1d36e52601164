from odoo import api, fields, models
from odoo.exceptions import UserError


class AmazonChannelPublicationFinding(models.Model):
    """What is wrong with a publication: found by Odoo before anything is sent, or said by Amazon."""

    _name = "amazon.channel.publication.finding"
    _description = "Finding on an Amazon Publication"
    _order = "severity, id"
    _rec_name = "message"

    publication_id = fields.Many2one("amazon.channel.publication", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="publication_id.company_id", store=True, index=True, precompute=True)
    severity = fields.Selection(
        # In the alphabet's sequence, which is also that of urgency but for the last two.
        [("error", "Error"), ("info", "Information"), ("warning", "Warning")],
        required=True,
        readonly=True,
    )
    origin = fields.Selection(
        [
            ("odoo", "Odoo"),
            ("catalog", "Amazon's Catalogue"),
            ("restriction", "Amazon's Restrictions"),
            ("amazon", "Amazon"),
        ],
        "Found By",
        required=True,
        readonly=True,
        default="odoo",
    )
    code = fields.Char(readonly=True)
    message = fields.Char(required=True, readonly=True)
    fix = fields.Char("What to Do", readonly=True)
    hint = fields.Char(compute="_compute_hint", help="What usually helps, from the catalogue of hints.")
    attributes = fields.Char(readonly=True, help="Amazon's names of what it is about, separated by commas.")
    categories = fields.Char(readonly=True)
    link = fields.Char(readonly=True, help="Where Amazon takes the application for approval.")
    line_id = fields.Many2one("amazon.channel.publish.template.line", readonly=True, ondelete="set null")

    @api.depends("code", "categories", "attributes", "origin")
    @api.depends_context("lang")
    def _compute_hint(self):
        hints = self.env["amazon.channel.listing.hint"].sudo()
        for finding in self:
            finding.hint = False
        told = self.filtered(lambda finding: finding.origin == "amazon")
        for finding, hint in hints._find(told).items():
            finding.hint = hint

    def action_open_link(self):
        """Button: Amazon's page that the finding leads to."""
        self.ensure_one()
        if not (self.link or "").startswith("https://"):
            raise UserError(self.env._("Amazon names no page for this."))
        return {"type": "ir.actions.act_url", "url": self.link, "target": "new"}

    def action_open_line(self):
        """Button: where this is corrected: the line's template, or the product."""
        self.ensure_one()
        record = self.publication_id.template_id if self.line_id else self.publication_id.product_id
        if not record:
            raise UserError(self.env._("Link the listing with a product first."))
        return record._get_records_action()


class AmazonChannelPublicationCandidate(models.Model):
    """One of several products of Amazon's catalogue with the same barcode; a person chooses."""

    _name = "amazon.channel.publication.candidate"
    _description = "Amazon Product to Choose"
    _order = "publication_id, id"
    _rec_name = "asin"

    publication_id = fields.Many2one("amazon.channel.publication", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="publication_id.company_id", store=True, index=True, precompute=True)
    asin = fields.Char("ASIN", required=True, readonly=True)
    title = fields.Char(readonly=True)
    brand = fields.Char(readonly=True)
    image_url = fields.Char("Picture", readonly=True)

    def action_choose(self):
        """Button: this is the one; the checks go on."""
        self.ensure_one()
        self.publication_id._choose(self.asin)
