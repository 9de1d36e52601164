from odoo import models
from odoo.exceptions import UserError

from ..mapping.publication_check import FULFILLMENT, IDENTIFIER, SUGGESTED

# Amazon's attribute -> the lines it usually needs: part, source, and the source's own value.
LIKELY = {
    "item_name": [("", "field", "name")],
    "product_description": [("", "field", "description_sale")],
    "bullet_point": [("", "field", "description_sale")],
    "model_number": [("", "field", "default_code")],
    "part_number": [("", "field", "default_code")],
    "country_of_origin": [("", "field", "country_of_origin.code")],
    "brand": [("", "company", "")],
    "manufacturer": [("", "company", "")],
    "condition_type": [("", "fixed", "new_new")],
    "purchasable_offer": [("our_price.schedule.value_with_tax", "price", "")],
    "list_price": [("", "price", "")],
    "item_weight": [("value", "field", "weight"), ("unit", "fixed", "kilograms")],
    "supplier_declared_dg_hz_regulation": [("", "fixed", "not_applicable")],
    FULFILLMENT: [("fulfillment_channel_code", "fixed", "DEFAULT"), ("quantity", "quantity", "")],
    IDENTIFIER: [("type", "barcode_type", ""), ("value", "field", "barcode")],
    SUGGESTED: [("", "asin", "")],
}
OPTIONAL = {IDENTIFIER, SUGGESTED}


class AmazonChannelPublishTemplate(models.Model):
    _inherit = "amazon.channel.publish.template"

    def action_fill_in(self):
        """Button: a line for each attribute that Amazon requires and that is likely to be found in Odoo.

        What cannot be guessed stays in the list of what is missing: a wrong value is worse than none.
        """
        self.ensure_one()
        self.check_access("write")
        check = next(filter(None, (record._check() for record in self.definition_ids)), None)
        if not check:
            raise UserError(self.env._("Get Amazon's definition first: it says what is required."))
        mapped = set(self.line_ids.mapped("attribute")) | self._filled_in()
        definition = check.definition
        wanted = [name for name in check.required if name not in mapped]
        wanted += [name for name in (SUGGESTED, IDENTIFIER) if name in definition.attributes and name not in mapped]
        sequence = max(self.line_ids.mapped("sequence"), default=0)
        lines = []
        for name in wanted:
            lines += self._likely_lines(definition.attributes[name])
        vals_list = [
            vals | {"template_id": self.id, "sequence": sequence + place} for place, vals in enumerate(lines, start=1)
        ]
        self.env["amazon.channel.publish.template.line"].create(vals_list)
        return True

    def _likely_lines(self, attribute):
        """Values of the lines of one attribute; none when nothing is likely."""
        lines = []
        for path, source, value in LIKELY.get(attribute.name, []):
            if attribute.leaf(path or attribute.main_path or "value") is None:
                continue
            if source == "company":
                source, value = "fixed", self.company_id.name
            vals = {"attribute": attribute.name, "path": path, "source": source}
            vals["is_required"] = attribute.name not in OPTIONAL
            lines.append(vals | {{"field": "field_path", "fixed": "fixed_value"}.get(source, "path"): value or path})
        if not lines and (found := self._odoo_attribute(attribute)):
            values = {"source": "attribute", "product_attribute_id": found.id, "is_required": True}
            lines.append({"attribute": attribute.name, **values})
        leaf = attribute.leaf(attribute.main_path) if attribute.main_path else None
        if not lines and leaf and len(leaf.choices) == 1:
            only = next(iter(leaf.choices))
            lines.append({"attribute": attribute.name, "source": "fixed", "fixed_value": only, "is_required": True})
        return lines

    def _odoo_attribute(self, attribute):
        """The attribute of Odoo's variants with the same name."""
        names = [name for name in (attribute.title, attribute.name.replace("_", " ")) if name]
        return self.env["product.attribute"].search([("name", "=ilike", names[0])], limit=1) or self.env[
            "product.attribute"
        ].search([("name", "=ilike", names[-1])], limit=1)
