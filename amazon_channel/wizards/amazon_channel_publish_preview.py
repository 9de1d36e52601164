import json
from decimal import Decimal

from odoo import api, fields, models


class AmazonChannelPublishPreview(models.TransientModel):
    """What Amazon would be told of one product, and what is wrong with it. Nothing is sent."""

    _name = "amazon.channel.publish.preview"
    _description = "Preview of an Amazon Listing"

    template_id = fields.Many2one("amazon.channel.publish.template", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id")
    channel_id = fields.Many2one(
        "amazon.channel", compute="_compute_channel_id", store=True, readonly=False, ondelete="cascade"
    )
    allowed_channel_ids = fields.Many2many("amazon.channel", compute="_compute_allowed_channel_ids")
    product_id = fields.Many2one(
        "product.product", domain="[('company_id', 'in', (company_id, False))]", ondelete="cascade"
    )
    findings_html = fields.Html("Findings", compute="_compute_document", sanitize=False)
    table_html = fields.Html("Attributes", compute="_compute_document", sanitize=False)
    json_text = fields.Text("JSON", compute="_compute_document")

    @api.depends("template_id")
    def _compute_channel_id(self):
        for preview in self:
            channels = preview.template_id and preview.template_id._channels()
            preview.channel_id = channels and channels.sorted(lambda channel: channel.mode != "live")[:1]

    @api.depends("template_id")
    def _compute_allowed_channel_ids(self):
        for preview in self:
            preview.allowed_channel_ids = preview.template_id and preview.template_id._channels()

    @api.depends("template_id", "channel_id", "product_id")
    def _compute_document(self):
        for preview in self:
            if not preview.channel_id or not preview.product_id:
                preview.update({"findings_html": False, "table_html": False, "json_text": False})
                continue
            listing = preview._listing()
            document = preview.template_id._build(listing)[listing]
            preview.update(
                {
                    "findings_html": preview._render("publish_preview_findings", document),
                    "table_html": preview._render("publish_preview_table", document),
                    "json_text": json.dumps(document.body, indent=2, ensure_ascii=False, default=_number),
                }
            )

    def _listing(self):
        """The product's listing on the channel; one that is not stored when it has none yet."""
        product, channel = self.product_id, self.channel_id
        listings = self.env["amazon.channel.listing"]
        found = listings.search([("channel_id", "=", channel.id), ("product_id", "=", product.id)], limit=1)
        return found or listings.new(
            {"channel_id": channel.id, "product_id": product.id, "sku": product.default_code or ""}
        )

    def _render(self, template, document):
        rows = [
            (name, path, value) for name, entries in document.attributes.items() for path, value in _flat(entries, "")
        ]
        values = {"document": document, "rows": rows}
        return self.env["ir.qweb"]._render(f"amazon_channel.{template}", values)


def _number(value):
    """A decimal as people read it; documents are sent exactly."""
    return float(value) if isinstance(value, Decimal) else str(value)


def _flat(value, path):
    """Pairs of a path and a value that is neither list nor object."""
    if isinstance(value, list):
        for each in value:
            yield from _flat(each, path)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(each, f"{path}.{key}" if path else key)
    else:
        yield path, value
