from odoo import fields, models
from odoo.exceptions import UserError

from ..sp_api.errors import AmazonError
from ..sp_api.product_types import search_product_types

MAX_SHOWN = 40


class AmazonChannelFindProductType(models.TransientModel):
    """Ask Amazon which of its product types fits some words, and give it to a publish template."""

    _name = "amazon.channel.find.product.type"
    _description = "Find an Amazon Product Type"

    template_id = fields.Many2one("amazon.channel.publish.template", required=True, readonly=True, ondelete="cascade")
    words = fields.Char("What Is It?", help="One or two words, such as towel, or the title of the product.")
    line_ids = fields.One2many("amazon.channel.find.product.type.line", "wizard_id", readonly=True)
    note = fields.Char(readonly=True)

    def action_search(self):
        """Button: ask Amazon (searchDefinitionsProductTypes). What was typed is committed before the call."""
        self.ensure_one()
        words = (self.words or "").split()
        channel = self.template_id._channels()[:1]
        if not words or not channel:
            raise UserError(self.env._("Enter a word that says what the product is."))
        account, language = channel.account_id.sudo(), channel.language_code or None
        marketplaces = [channel.marketplace_id.amazon_ref]
        self.env["ir.cron"]._commit_progress()
        try:
            with account._amazon_client() as client:
                found = search_product_types(client, marketplaces, keywords=words, locale=language)
        except AmazonError as error:
            raise UserError(account._error_in_words(error)) from None
        self._show(found)
        return {**self._get_records_action(), "target": "new", "views": [(False, "form")]}

    def _show(self, found):
        self.line_ids.unlink()
        self.env["amazon.channel.find.product.type.line"].create(
            [
                {"wizard_id": self.id, "name": row["name"], "title": str(row.get("displayName") or row["name"])}
                for row in found[:MAX_SHOWN]
            ]
        )
        more = self.env._("Amazon knows %(count)s; here are the first. Enter more words.", count=len(found))
        none = self.env._("Amazon knows none by these words. Try others, in the marketplace's language.")
        self.note = none if not found else more if len(found) > MAX_SHOWN else False


class AmazonChannelFindProductTypeLine(models.TransientModel):
    """One product type that Amazon found."""

    _name = "amazon.channel.find.product.type.line"
    _description = "Found Amazon Product Type"
    _order = "id"

    wizard_id = fields.Many2one("amazon.channel.find.product.type", required=True, ondelete="cascade")
    name = fields.Char("Product Type", readonly=True)
    title = fields.Char("In Words", readonly=True)

    def action_choose(self):
        """Button: this is the type of the template's products."""
        self.ensure_one()
        self.wizard_id.template_id.product_type = self.name
        return {"type": "ir.actions.client", "tag": "soft_reload"}
