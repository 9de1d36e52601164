from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .amazon_channel_product_type import REQUIREMENTS


class AmazonChannelPublishTemplate(models.Model):
    """How products of one kind are told to Amazon: which of its attributes get their values from where."""

    _name = "amazon.channel.publish.template"
    _description = "Amazon Publish Template"
    _order = "sequence, name, id"
    _inherit = ["mail.thread"]
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    channel_ids = fields.Many2many(
        "amazon.channel",
        "amazon_channel_publish_template_channel_rel",
        "template_id",
        "channel_id",
        "Channels",
        check_company=True,
        help="Where it may be used. Empty: on all channels of the company.",
    )
    product_type = fields.Char(
        required=True, default="PRODUCT", tracking=True, help="Amazon's name of the kind of product, such as LUGGAGE."
    )
    requirements = fields.Selection(
        REQUIREMENTS, "What Is Told", required=True, default="LISTING_OFFER_ONLY", tracking=True
    )
    line_ids = fields.One2many("amazon.channel.publish.template.line", "template_id", "Attributes", copy=True)
    definition_ids = fields.Many2many(
        "amazon.channel.product.type", compute="_compute_definitions", string="Amazon's Definitions"
    )
    definition_note = fields.Char(compute="_compute_definitions")
    missing_attributes = fields.Text(compute="_compute_missing_attributes")
    unknown_attributes = fields.Text(compute="_compute_missing_attributes")

    # -- Compute -----------------------------------------------------------------------------------------------

    @api.depends("product_type", "requirements", "channel_ids", "company_id")
    def _compute_definitions(self):
        for template in self:
            channels = template._channels()
            definitions = template._find_definitions(channels)
            template.definition_ids = definitions
            without = channels - definitions.channel_id
            template.definition_note = bool(without) and self.env._(
                "Amazon's definition of %(type)s is not here yet for %(channels)s. Get it to see what is missing.",
                type=template.product_type or "?",
                channels=", ".join(without.mapped("name")),
            )

    @api.depends("definition_ids", "line_ids.attribute", "variation_theme")
    def _compute_missing_attributes(self):
        for template in self:
            mapped, missing, unknown = set(template.line_ids.mapped("attribute")), {}, set()
            for check in filter(None, (each._check() for each in template.definition_ids)):
                definition = check.definition
                lacking = [name for name in check.required if name not in mapped | template._filled_in()]
                missing |= {name: definition.attributes[name].title or name for name in lacking}
                unknown |= mapped - set(definition.attributes) - {False}
            template.missing_attributes = "\n".join(
                title if title == name else f"{title} ({name})" for name, title in missing.items()
            )
            template.unknown_attributes = "\n".join(sorted(unknown))

    # -- CRUD --------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidy(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._tidy(vals))

    @api.model
    def _tidy(self, vals):
        if vals.get("product_type"):
            return vals | {"product_type": vals["product_type"].strip().upper().replace(" ", "_")}
        return vals

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return [
            vals | {"name": self.env._("%(name)s (copy)", name=template.name)}
            for template, vals in zip(self, vals_list, strict=True)
        ]

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_get_definition(self):
        """Button: ask Amazon what it wants to know of this kind of product, on each channel."""
        self.ensure_one()
        self.check_access("write")
        channels = self._channels()
        if not channels:
            raise UserError(self.env._("Connect an account first: there is no channel to ask Amazon for."))
        for channel in channels:
            for requirements in self._requirement_sets():
                self.env["amazon.channel.product.type"].sudo()._get(
                    channel, self.product_type, requirements, force=True
                )
        return True

    def action_find_product_type(self):
        """Button: search Amazon's product types by words."""
        self.ensure_one()
        wizard = self.env["amazon.channel.find.product.type"].create({"template_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find a Product Type"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_preview(self):
        """Button: what Amazon would be told of a product."""
        self.ensure_one()
        preview = self.env["amazon.channel.publish.preview"].create({"template_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": preview._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }

    # -- Definitions -------------------------------------------------------------------------------------------

    def _channels(self):
        """The channels on which this template may be used."""
        self.ensure_one()
        mine = [("company_id", "=", self.company_id.id)]
        return self.channel_ids or self.env["amazon.channel"].search(mine)

    def _find_definitions(self, channels, requirements=None):
        self.ensure_one()
        domain = Domain("channel_id", "in", channels.ids) & Domain("name", "=", self.product_type)
        wanted = domain & Domain("requirements", "=", requirements or self.requirements)
        return self.env["amazon.channel.product.type"].sudo().search(wanted)

    def _ensure_definitions(self, client, channels):
        """Have the definitions for these channels of one account, from Amazon when they are older than a day.

        Commits. Call it before `_build`, outside business transactions.

        :raises AmazonError: see `amazon.channel.product.type`._fetch
        :raises DocumentError: a definition cannot be read
        """
        for channel in channels:
            for requirements in self._requirement_sets():
                self.env["amazon.channel.product.type"]._ensure(client, channel, self.product_type, requirements)
