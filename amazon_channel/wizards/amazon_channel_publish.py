from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AmazonChannelPublish(models.TransientModel):
    """Which channels and which template; and what would happen to each variant."""

    _name = "amazon.channel.publish"
    _description = "Publish on Amazon"

    product_ids = fields.Many2many("product.product", readonly=True)
    listing_ids = fields.Many2many("amazon.channel.listing", readonly=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    channel_ids = fields.Many2many("amazon.channel", string="Channels", domain="[('company_id', '=', company_id)]")
    template_id = fields.Many2one(
        "amazon.channel.publish.template", domain="[('company_id', '=', company_id)]", required=True
    )
    requirements = fields.Selection(related="template_id.requirements")
    line_ids = fields.One2many("amazon.channel.publish.plan", "wizard_id", compute="_compute_line_ids", store=True)
    new_count = fields.Integer(compute="_compute_counts")
    known_count = fields.Integer(compute="_compute_counts")
    problem_count = fields.Integer(compute="_compute_counts")
    has_shadow = fields.Boolean(compute="_compute_counts")

    @api.model
    def open_wizard(self, vals):
        """The action that opens the wizard for `product_ids` or `listing_ids`."""
        context = {f"default_{name}": value for name, value in vals.items()}
        listings = self.env["amazon.channel.listing"].browse(vals.get("listing_ids"))
        channels = listings.channel_id or self.env["amazon.channel"].search([("company_id", "=", self.env.company.id)])
        company = listings.company_id[:1] or self.env.company
        context["default_company_id"] = company.id
        if listings or len(channels) == 1:
            context["default_channel_ids"] = channels.ids
        templates = self.env["amazon.channel.publish.template"].search([("company_id", "=", company.id)], limit=2)
        if len(templates) == 1:
            context["default_template_id"] = templates.id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Publish on Amazon"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    @api.depends("product_ids", "listing_ids", "channel_ids")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear(), *(Command.create(vals) for vals in wizard._plan())]

    def _plan(self):
        """What would happen, as values of `amazon.channel.publish.plan`."""
        if self.listing_ids:
            return [_plan_of(listing.channel_id, listing.product_id, listing, "") for listing in self.listing_ids]
        rows, listings = [], self.env["amazon.channel.listing"]
        channels = self.channel_ids
        known = listings.search([("channel_id", "in", channels.ids), ("product_id", "in", self.product_ids.ids)])
        of_product = known.grouped(lambda listing: (listing.channel_id, listing.product_id))
        by_sku = listings.search(
            [("channel_id", "in", channels.ids), ("sku", "in", self.product_ids.mapped("default_code"))]
        ).grouped(lambda listing: (listing.channel_id, listing.sku))
        references = self.product_ids.mapped("default_code")
        for channel in channels:
            for product in self.product_ids:
                mine = of_product.get((channel._origin, product._origin), listings)
                mine = mine.filtered(lambda one: one.state != "gone") or mine
                other = by_sku.get((channel._origin, product.default_code), listings)
                problem = self._problem_of(product, mine, other, references)
                rows.append(_plan_of(channel, product, (mine or other)[:1], problem))
        return rows

    def _problem_of(self, product, mine, other, references):
        """Why a product cannot be published like this; '' when it can."""
        if mine:
            return ""
        sku = product.default_code
        if not sku:
            return self.env._("No internal reference: it becomes the SKU.")
        if references.count(sku) > 1:
            return self.env._("Two of these products have the internal reference %(sku)s.", sku=sku)
        if other.product_id and other.product_id != product._origin:
            return self.env._("The SKU %(sku)s is %(product)s.", sku=sku, product=other.product_id.display_name)
        return ""

    @api.depends("line_ids", "channel_ids")
    def _compute_counts(self):
        for wizard in self:
            problems = wizard.line_ids.filtered("problem")
            known = (wizard.line_ids - problems).filtered(
                lambda line: line.listing_id.state not in (False, "draft", "gone")
            )
            wizard.problem_count = len(problems)
            wizard.known_count = len(known)
            wizard.new_count = len(wizard.line_ids - problems - known)
            wizard.has_shadow = "shadow" in wizard.line_ids.channel_id.mapped("mode")

    def action_publish(self):
        """Button: make the listings that are missing, and start."""
        self.ensure_one()
        listings = self.env["amazon.channel.listing"]
        listings.check_access("write")
        lines = self.line_ids.filtered(lambda line: not line.problem)
        # The lines come back from the browser, and what follows has full rights.
        (lines.channel_id | self.channel_ids).check_access("read")
        lines.listing_id.check_access("write")
        if not lines:
            raise UserError(self.env._("Nothing can be published: see what is wrong with each product."))
        wrong = lines.channel_id - (self.template_id.channel_ids or lines.channel_id)
        if wrong:
            raise UserError(
                self.env._(
                    "The template '%(template)s' is not for %(channel)s.",
                    template=self.template_id.name,
                    channel=wrong[0].name,
                )
            )
        new = lines.filtered(lambda line: not line.listing_id)
        created = listings.sudo().create([line._listing_vals() for line in new])
        unlinked = lines.listing_id.filtered(lambda listing: not listing.product_id)
        for line in lines.filtered(lambda line: line.listing_id in unlinked):
            line.listing_id.sudo().write({"product_id": line.product_id.id, "link_source": "published"})
        publications = self.env["amazon.channel.publication"]._start(
            lines.listing_id | created.with_env(self.env), "publish", self.template_id
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_publication_action")
        return {**action, "domain": [("id", "in", publications.ids)], "context": {}}


class AmazonChannelPublishPlan(models.TransientModel):
    """What would happen to one product on one channel."""

    _name = "amazon.channel.publish.plan"
    _description = "Publish on Amazon: Plan"

    wizard_id = fields.Many2one("amazon.channel.publish", required=True, ondelete="cascade")
    channel_id = fields.Many2one("amazon.channel", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    listing_id = fields.Many2one("amazon.channel.listing", readonly=True)
    sku = fields.Char("SKU", readonly=True)
    outcome = fields.Char("What Happens", compute="_compute_outcome")
    problem = fields.Char(readonly=True)

    @api.depends("listing_id", "problem")
    def _compute_outcome(self):
        for line in self:
            if line.problem:
                line.outcome = line.problem
            elif not line.listing_id or line.listing_id.state in ("draft", "gone"):
                line.outcome = self.env._("New listing")
            else:
                line.outcome = self.env._("The listing is replaced by the template's data")

    def _listing_vals(self):
        return {
            "channel_id": self.channel_id.id,
            "sku": self.sku,
            "product_id": self.product_id.id,
            "link_source": "published",
            "state": "draft",
        }


def _plan_of(channel, product, listing, problem):
    return {
        "channel_id": channel._origin.id,
        "product_id": product._origin.id,
        "listing_id": listing.id,
        "sku": listing.sku or product.default_code,
        "problem": problem,
    }
