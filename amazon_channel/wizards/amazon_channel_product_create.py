from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.amazon_channel_listing_product import LINKING

LIMIT = 1000  # listings at once: what a person can look through, and one transaction can hold


class AmazonChannelProductCreate(models.TransientModel):
    """Create products from listings that have none, after a look at what they will be."""

    _name = "amazon.channel.product.create"
    _description = "Create Products from Amazon Listings"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    categ_id = fields.Many2one("product.category", "Product Category", help="Of all new products.")
    with_pictures = fields.Boolean("Pictures from Amazon", default=True, help="They follow within minutes.")
    line_ids = fields.One2many("amazon.channel.product.create.line", "wizard_id")
    new_count = fields.Integer(compute="_compute_counts")
    link_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.is_selected", "line_ids.product_id", "line_ids.group_key")
    def _compute_counts(self):
        for wizard in self:
            selected = wizard.line_ids.filtered("is_selected")
            new = selected.filtered(lambda line: not line.product_id)
            wizard.new_count = len(set(new.mapped("group_key")))
            wizard.link_count = len(selected)

    @api.model
    def _open(self, listings):
        """The action that shows what would become of these listings; those with a product are passed by.

        :raises UserError: none is left, they are too many, or they belong to several companies
        """
        self.env["product.product"].check_access("create")
        listings.check_access("write")
        listings = listings.filtered(lambda listing: not listing.product_id and listing.parentage != "parent")
        if not listings:
            raise UserError(self.env._("All of them have a product, or are parents of variants, which need none."))
        if len(listings) > LIMIT:
            raise UserError(self.env._("Select at most %s listings at once.", LIMIT))
        if len(listings.company_id) > 1:
            raise UserError(self.env._("Select the listings of one company at a time."))
        company = listings.company_id
        lines = self.env["amazon.channel.product.create.line"].with_company(company)._plan(listings)
        commands = [Command.create(vals) for vals in lines]
        return self.create({"company_id": company.id, "line_ids": commands})._reopen()

    def _reopen(self):
        action = self._get_records_action(target="new", context={"dialog_size": "extra-large"})
        return {**action, "name": self.env._("Create Products from Listings")}

    # -- Creating ----------------------------------------------------------------------------------------------

    def action_create(self):
        """Button: create the products, link the listings, and let the orders go on that waited for them."""
        self.ensure_one()
        self = self.with_company(self.company_id)
        lines = self.line_ids.filtered("is_selected")
        if not lines:
            raise UserError(self.env._("Nothing is selected."))
        lines.listing_id.check_access("write")
        # Two clicks at once: the second one waits for its turn and then finds them linked.
        lines.listing_id.sudo().lock_for_update()
        lines.listing_id.invalidate_recordset(["product_id"])
        lines = lines.filtered(lambda line: not line.listing_id.product_id)
        if not lines:
            raise UserError(self.env._("All of these listings have a product by now."))
        existing = lines.filtered("product_id")
        leaders = (lines - existing)._leaders()
        first = lines.browse(dict.fromkeys(leader.id for leader in leaders.values()))
        first._check_values()
        created = self._create_products(first)
        self._link({line.listing_id: created[leader] for line, leader in leaders.items()}, "created")
        self._link({line.listing_id: line.product_id for line in existing}, "manual")
        products = self.env["product.product"].union(*created.values())
        # Other listings, too, may have waited for what was created.
        if products and products._amazon_channel_awaited():
            products._amazon_channel_changed({})
        if self.with_pictures:
            self.env["amazon.channel.picture"]._want(lines.listing_id)
        return self._shown(products | existing.product_id)

    def _create_products(self, leaders):
        """All of them by one `create`. Dict line -> product."""
        # Which listing gets which product was decided by a person: the keys come after that.
        products = self.env["product.product"].with_context(**{LINKING: True})
        alone = self.env["res.company"].sudo().search_count([], limit=2) == 1
        common = {"is_storable": True, "company_id": not alone and self.company_id.id}
        if self.categ_id:
            common["categ_id"] = self.categ_id.id
        created = products.create([{**common, **line._product_vals()} for line in leaders])
        return dict(zip(leaders, created.with_env(self.env), strict=True))

    def _link(self, links, source):
        by_channel = defaultdict(dict)
        for listing, product in links.items():
            by_channel[listing.channel_id][listing] = product
        for channel, wanted in by_channel.items():
            self.env["amazon.channel.listing.link"]._set_products(channel, wanted, source)

    def _shown(self, products):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Products of Listings"),
            "res_model": "product.product",
            "view_mode": "list,form",
            "domain": [("id", "in", products.ids)],
        }
        return products._get_records_action() if len(products) == 1 else action
