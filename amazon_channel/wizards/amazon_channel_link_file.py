import base64
import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mapping.linking import BARCODE, EXACT, form_of, spellings_of
from ..tools.table_file import TableError, read_table

SHOWN = 500
HEADINGS = {
    "sku": {"sku", "sellersku", "amazonsku", "merchantsku"},
    "reference": {"internalreference", "defaultcode", "reference", "internalref"},
    "barcode": {"barcode", "ean", "upc", "gtin", "ean13"},
}
TEMPLATE = "SKU;Internal Reference;Barcode\r\nMUG-BLUE-FBA;MUG-BLUE;\r\nKETTLE-2;;4006381333931\r\n"


class AmazonChannelLinkFile(models.TransientModel):
    """Link many listings from a table of SKUs and internal references or barcodes, after a look at what it would do."""

    _name = "amazon.channel.link.file"
    _description = "Link Amazon Listings from a File"

    channel_id = fields.Many2one("amazon.channel", required=True, default=lambda self: self._only_channel())
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    checked = fields.Boolean()
    link_count = fields.Integer(readonly=True)
    problem_count = fields.Integer(readonly=True)
    line_ids = fields.One2many("amazon.channel.link.file.line", "wizard_id", readonly=True)
    is_cut = fields.Boolean(readonly=True)

    @api.model
    def _only_channel(self):
        channels = self.env["amazon.channel"].search([], limit=2)
        return channels if len(channels) == 1 else channels.browse()

    @api.onchange("file", "channel_id")
    def _onchange_file(self):
        self.checked = False

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_check(self):
        """Button: show what would be linked, and why the rest would not."""
        self.ensure_one()
        links, problems = self._read()
        shown = [{**line, "problem": text} for line, text in problems]
        shown += [{**line, "product_id": product.id} for line, _listing, product in links]
        self.line_ids.unlink()
        self.write(
            {
                "checked": True,
                "link_count": len(links),
                "problem_count": len(problems),
                "is_cut": len(shown) > SHOWN,
                "line_ids": [fields.Command.create(vals) for vals in shown[:SHOWN]],
            }
        )
        return self._reopen()

    def action_link(self):
        """Button: link what can be linked. The file is read again: products may have changed since."""
        self.ensure_one()
        self.env["amazon.channel.listing"].check_access("write")
        links, problems = self._read()
        wanted = {listing: product for _line, listing, product in links}
        linked = self.env["amazon.channel.listing.link"]._set_products(self.channel_id, wanted, "file")
        message = self.env._("%(linked)s listings linked, %(left)s lines left.", linked=len(linked), left=len(problems))
        answer = self.env["amazon.channel.issue"]._notification(message, "warning" if problems else "success")
        answer["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return answer

    def action_template(self):
        """Button: a file to fill in."""
        data = base64.b64encode(TEMPLATE.encode()).decode()
        attachment = self.env["ir.attachment"].create(
            {"name": "links.csv", "datas": data, "mimetype": "text/csv", "res_model": self._name, "res_id": self.id}
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}

    def _reopen(self):
        return {**self._get_records_action(target="new"), "name": self.env._("Link from a File")}

    # -- Reading -----------------------------------------------------------------------------------------------

    def _read(self):
        """Look up the lines of the file; a few queries, however many there are.

        :return: list of (line, listing, product) to link, and list of (line, sentence) that cannot be
        :raises UserError: the file cannot be read or lacks a column
        """
        lines = self._lines()
        listings = self._listings({line["sku"] for line in lines})
        references = self._products("default_code", EXACT, {line["reference"] for line in lines})
        barcodes = self._products("barcode", BARCODE, {line["barcode"] for line in lines})
        links, problems, seen = [], [], set()
        for line in lines:
            listing = listings.get(line["sku"])
            product = self._product(line, references, barcodes)
            problem = self._problem(line, listing, product, seen)
            seen.add(line["sku"])
            if problem:
                problems.append((line, problem))
            else:
                links.append((line, listing, product))
        return links, problems

    def _lines(self):
        try:
            heading, *rows = read_table(base64.b64decode(self.file or b""))
        except TableError as error:
            raise UserError(self._error_in_words(error.code)) from None
        plain = [re.sub(r"[^a-z0-9]", "", cell.lower()) for cell in heading]
        places = {
            name: next((place for place, cell in enumerate(plain) if cell in names), None)
            for name, names in HEADINGS.items()
        }
        if places["sku"] is None or places["reference"] is places["barcode"] is None:
            raise UserError(
                self.env._(
                    "The first line has to name the columns: SKU, and Internal Reference or Barcode. It says: %s",
                    ", ".join(heading)[:200],
                )
            )
        found = [
            {
                "number": number,
                **{
                    name: row[place] if place is not None and place < len(row) else "" for name, place in places.items()
                },
            }
            for number, row in enumerate(rows, 2)
            if any(row)
        ]
        return found

    def _error_in_words(self, code):
        return {
            "empty": self.env._("The file is empty."),
            "excel": self.env._("The Excel file cannot be read. Save it anew, or as CSV."),
            "no_excel": self.env._("This server cannot read Excel files. Save the table as CSV."),
            "too_long": self.env._("The file has too many lines. Divide it."),
        }[code]

    def _listings(self, skus):
        domain = [("channel_id", "=", self.channel_id.id), ("sku", "in", list(skus))]
        found = self.env["amazon.channel.listing"].search_fetch(domain, ["sku", "product_id", "link_source"])
        return {listing.sku: listing for listing in found}

    def _products(self, name, kind, values):
        """Dict form of a value -> the products that have it in field `name`."""
        spellings = {text for value in values for text in spellings_of(kind, value)}
        if not spellings:
            return {}
        products = self.env["product.product"].with_context(active_test=True)
        domain = [(name, "in", list(spellings)), *products._check_company_domain(self.channel_id.company_id)]
        found = products.search_fetch(domain, [name])
        return found.grouped(lambda product: form_of(kind, product[name]))

    def _product(self, line, references, barcodes):
        """The products that a line means: those which fit both of what it says."""
        none = self.env["product.product"]
        by_reference = references.get(form_of(EXACT, line["reference"]), none)
        by_barcode = barcodes.get(form_of(BARCODE, line["barcode"]), none)
        if line["reference"] and line["barcode"]:
            return by_reference & by_barcode
        return by_reference or by_barcode

    def _problem(self, line, listing, product, seen):
        """Why a line cannot be linked, in words; '' when it can."""
        if not listing:
            return self.env._("%s has no listing with this SKU.", self.channel_id.display_name)
        if line["sku"] in seen:
            return self.env._("This SKU is in the file more than once; the first line counts.")
        if not line["reference"] and not line["barcode"]:
            return self.env._("The line names no product.")
        if not product:
            return self.env._("No product has this reference or barcode, or not both of them.")
        if len(product) > 1:
            return self.env._("%s products fit.", len(product))
        if listing.product_id == product:
            return self.env._("It is linked to this product already.")
        if listing.product_id:
            return self.env._("It is linked to another product. Unlink it first.")
        if listing.link_source == "manual":
            return self.env._("Somebody has unlinked it by hand. Press Link or choose the product on the listing.")
        return ""


class AmazonChannelLinkFileLine(models.TransientModel):
    """A line of the file, and what would become of it."""

    _name = "amazon.channel.link.file.line"
    _description = "Line of a File of Links"
    _order = "id"

    wizard_id = fields.Many2one("amazon.channel.link.file", required=True, ondelete="cascade")
    number = fields.Integer("Line")
    sku = fields.Char("SKU")
    reference = fields.Char("Internal Reference")
    barcode = fields.Char()
    product_id = fields.Many2one("product.product")
    problem = fields.Char("Why Not")
