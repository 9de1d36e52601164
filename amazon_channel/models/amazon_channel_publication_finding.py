from odoo import api, fields, models
from odoo.exceptions import UserError

# Sources of a template's line whose values are kept with the product.
IN_PRODUCT = ("field", "attribute", "barcode_type", "price", "sku")
# What is corrected on the listing, on the channel or in the settings, or by itself.
ELSEWHERE = ("unlinked", "no_product", "no_parent", "price_currency", "language_missing", "quantity_unknown")


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
    message = fields.Text(required=True, readonly=True)
    fix = fields.Char("Odoo's Advice", readonly=True)
    hint = fields.Char(compute="_compute_hint", help="What usually helps, from the catalogue of hints.")
    attributes = fields.Char(readonly=True, help="Amazon's names of what it is about, separated by commas.")
    categories = fields.Char(readonly=True)
    link = fields.Char(readonly=True, help="Where Amazon takes the application for approval.")
    line_id = fields.Many2one("amazon.channel.publish.template.line", readonly=True, ondelete="set null")
    advice = fields.Text("What to Do", compute="_compute_advice")
    place = fields.Selection(
        [("product", "Product"), ("template", "Template")],
        "Corrected In",
        compute="_compute_place",
        help="Where the value is that it is about; empty when the seller cannot change it there.",
    )

    @api.depends("code", "categories", "attributes", "origin")
    @api.depends_context("lang")
    def _compute_hint(self):
        hints = self.env["amazon.channel.listing.hint"].sudo()
        for finding in self:
            finding.hint = False
        told = self.filtered(lambda finding: finding.origin == "amazon")
        for finding, hint in hints._find(told).items():
            finding.hint = hint

    @api.depends("fix", "hint")
    @api.depends_context("lang")
    def _compute_advice(self):
        for finding in self:
            finding.advice = finding.fix or finding.hint

    @api.depends(
        "line_id.source", "attributes", "code", "origin", "publication_id.template_id", "publication_id.product_id"
    )
    def _compute_place(self):
        for finding in self:
            place, publication = False, finding.publication_id
            if finding.origin == "odoo" and publication.template_id:
                place = _place_of(finding.code or "", finding.line_id.source)
            elif finding.origin == "catalog" and finding.code == "not_in_catalogue":
                place = "product"
            elif finding.origin == "amazon":
                names = (finding.attributes or "").split(",")
                lines = publication.template_id.line_ids.filtered(lambda line, names=names: line.attribute in names)
                place = bool(lines) and _place_of("", lines[-1].source)
            finding.place = place if place != "product" or publication.product_id else False

    def action_open_link(self):
        """Button: Amazon's page that the finding leads to."""
        self.ensure_one()
        if not (self.link or "").startswith("https://"):
            raise UserError(self.env._("Amazon names no page for this."))
        return {"type": "ir.actions.act_url", "url": self.link, "target": "new"}

    def action_correct(self):
        """Button: open the record in which this is corrected: the product, or the template."""
        self.ensure_one()
        publication = self.publication_id
        record = publication.template_id if self.place == "template" else publication.product_id
        if not record:
            raise UserError(self.env._("Link the listing with a product first."))
        return record._get_records_action()


def _place_of(code, source):
    """Where a person corrects what Odoo found.

    :param str code: of the finding
    :param source: of the template's line that gives the value; False for none
    """
    if code in ELSEWHERE:
        return False
    if code.startswith(("price_", "sku_")) or source in IN_PRODUCT:
        return "product"
    return "template"


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
