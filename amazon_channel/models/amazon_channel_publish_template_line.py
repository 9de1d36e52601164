from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..mapping.publication_assemble import default_path
from .amazon_channel_publish_source import BUILT_IN, check_expression, check_field_path


class AmazonChannelPublishTemplateLine(models.Model):
    """Where one value of one of Amazon's attributes comes from."""

    _name = "amazon.channel.publish.template.line"
    _description = "Amazon Publish Template Line"
    _order = "sequence, id"
    _rec_name = "attribute"
    _check_company_auto = True

    template_id = fields.Many2one("amazon.channel.publish.template", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True, precompute=True)
    sequence = fields.Integer(default=10)
    attribute = fields.Char(required=True, help="Amazon's name of the attribute, such as item_name.")
    path = fields.Char(
        "Part",
        help="For attributes of several parts: which one, such as type, value or our_price.schedule.value_with_tax. "
        "Empty: the value itself.",
    )
    entry = fields.Integer(
        "No.", default=1, help="Of attributes with several values, such as bullet_point: which one this is."
    )
    title = fields.Char("In Words", compute="_compute_title")
    is_unknown = fields.Boolean(compute="_compute_title")
    source = fields.Selection(
        [("field", "Product Field"), ("fixed", "Fixed Value"), ("expression", "Expression"), *BUILT_IN],
        "Value From",
        required=True,
        default="field",
    )
    field_path = fields.Char("Field", help="A field of the product, also through relations.")
    fixed_value = fields.Char()
    expression = fields.Char(
        help="For instance: product.name + ' ' + product.default_code. There are product, listing and channel with "
        "their fields, and the functions str, int, float, round, len, min, max, sum and join(separator, values)."
    )
    product_attribute_id = fields.Many2one("product.attribute", "Odoo Attribute", ondelete="restrict")
    is_required = fields.Boolean("Required", help="Nothing is sent when it is empty.")
    default_value = fields.Char("If Empty", help="What Amazon is told when the product has no value.")
    value_ids = fields.One2many("amazon.channel.publish.template.value", "line_id", "Values", copy=True)
    summary = fields.Char("What", compute="_compute_summary")
    product_model = fields.Char(compute="_compute_product_model")

    _entry_from_one = models.Constraint("CHECK (entry >= 1)", "The values of an attribute are numbered from 1.")

    @api.depends("attribute", "path", "template_id.definition_ids")
    def _compute_title(self):
        for line in self:
            found = None
            for record in line.template_id.definition_ids[:1]:
                definition = record._definition()
                found = definition and definition.attributes.get(line.attribute)
                line.is_unknown = bool(definition and not found)
            line.is_unknown = line.is_unknown and bool(line.attribute)
            line.title = found.title if found else ""

    @api.depends("source", "field_path", "fixed_value", "expression", "product_attribute_id")
    def _compute_summary(self):
        for line in self:
            texts = {
                "field": line.field_path,
                "fixed": line.fixed_value,
                "expression": line.expression,
                "attribute": line.product_attribute_id.name,
            }
            line.summary = texts.get(line.source)

    def _compute_product_model(self):
        self.product_model = "product.product"

    @api.constrains("source", "field_path", "expression", "fixed_value", "product_attribute_id")
    def _check_source(self):
        wanted = {
            "field": ("field_path", self.env._("Choose the product field that %(name)s is taken from.")),
            "expression": ("expression", self.env._("Write the expression that %(name)s is computed by.")),
            "fixed": ("fixed_value", self.env._("Enter the fixed value of %(name)s.")),
            "attribute": ("product_attribute_id", self.env._("Choose the attribute of Odoo for %(name)s.")),
        }
        for line in self:
            name, words = wanted.get(line.source, ("source", ""))
            if not line[name]:
                raise ValidationError(words % {"name": line.attribute})
            if line.source == "field":
                check_field_path(self.env, line.field_path)
            elif line.source == "expression":
                check_expression(self.env, line.expression)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidy(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._tidy(vals))

    @api.model
    def _tidy(self, vals):
        """Amazon's names as Amazon writes them."""
        return vals | {name: vals[name].strip().strip(".") for name in ("attribute", "path") if vals.get(name)}

    def _path_in(self, rules):
        """Where in the attribute's objects the value goes.

        :param dict rules: `Definition.attributes`
        """
        self.ensure_one()
        rule = rules.get(self.attribute)
        return self.path or (rule and rule.main_path) or default_path(self.attribute)

    def _mapped(self, value):
        """Amazon's word for a value of Odoo's, where the line has one."""
        if not self.value_ids or isinstance(value, (dict, list)):
            return value
        key = str(value).strip().casefold()
        for each in self.value_ids:
            if each.odoo_value.strip().casefold() == key:
                return each.amazon_value
        return value


class AmazonChannelPublishTemplateValue(models.Model):
    """Amazon's word for one value of Odoo's."""

    _name = "amazon.channel.publish.template.value"
    _description = "Amazon Publish Template Value"
    _order = "id"
    _rec_name = "odoo_value"

    line_id = fields.Many2one("amazon.channel.publish.template.line", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True, precompute=True)
    odoo_value = fields.Char("In Odoo", required=True)
    amazon_value = fields.Char("At Amazon", required=True)
