from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonChannel(models.Model):
    """One marketplace of one seller: what is sold there, from which warehouse, at which prices."""

    _name = "amazon.channel"
    _description = "Amazon Channel"
    _inherit = ["amazon.channel.audited", "mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    account_id = fields.Many2one("amazon.channel.account", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True, precompute=True)
    marketplace_id = fields.Many2one("amazon.channel.marketplace", required=True, ondelete="restrict")
    country_id = fields.Many2one(related="marketplace_id.country_id")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_from_marketplace",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="What Amazon sells in on this marketplace.",
    )
    language_code = fields.Char(
        "Language", compute="_compute_from_marketplace", store=True, readonly=False, precompute=True
    )
    mode = fields.Selection(
        [("shadow", "Shadow"), ("live", "Live")],
        required=True,
        default="shadow",
        copy=False,
        tracking=True,
        help="In shadow mode everything is read, and nothing is sent that changes anything at Amazon.",
    )

    # Sales
    pricelist_id = fields.Many2one("product.pricelist", check_company=True, ondelete="restrict")
    team_id = fields.Many2one("crm.team", "Sales Team", check_company=True, ondelete="set null")
    user_id = fields.Many2one(
        "res.users", "Salesperson", domain="[('share', '=', False)]", check_company=True, help="Of the sale orders."
    )

    # Delivery
    warehouse_id = fields.Many2one("stock.warehouse", required=True, check_company=True, ondelete="restrict")
    shipping_mapping_ids = fields.One2many("amazon.channel.shipping.mapping", "channel_id")

    # Money
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        check_company=True,
        help="For all orders of this channel. Left empty, Odoo finds it by the delivery address.",
    )
    tax_collected_policy = fields.Selection(
        [("off", "Keep off the order"), ("line", "As a line on a clearing product")],
        "Tax Collected by Amazon",
        required=True,
        default="off",
        help="Tax that Amazon collects and hands to the authorities itself is no revenue of yours. The amount is "
        "always kept on the order for information.",
    )
    tax_collected_product_id = fields.Many2one(
        "product.product", "Clearing Product", domain="[('type', '=', 'service')]", check_company=True
    )
    tax_difference_policy = fields.Selection(
        [("flag", "Import the order and flag it"), ("hold", "Hold the order")],
        "If Tax Differs from Amazon's",
        required=True,
        default="flag",
        help="For tax that you owe: what to do when Odoo's figure and Amazon's differ by more than a cent a line.",
    )
    tax_collected_models = fields.Char(
        "Tax Models: Amazon Collects",
        default="MARKETPLACE_FACILITATOR",
        help="Amazon's names of the ways in which Amazon itself collects tax, separated by commas.",
    )
    tax_owed_models = fields.Char(
        "Tax Models: You Owe", help="Amazon's names of the ways in which the tax is yours to pay, separated by commas."
    )
    pricelist_warning = fields.Char(compute="_compute_pricelist_warning")

    # Orders
    order_ids = fields.One2many("amazon.channel.order", "channel_id")
    order_count = fields.Integer("Orders", compute="_compute_order_count")
    held_count = fields.Integer("Held Orders", compute="_compute_order_count")

    # Listings
    listing_ids = fields.One2many("amazon.channel.listing", "channel_id")
    linking_key_ids = fields.One2many("amazon.channel.linking.key", "channel_id")
    listing_count = fields.Integer("Listings", compute="_compute_listing_count")

    _marketplace_uniq = models.Constraint(
        "UNIQUE (account_id, marketplace_id)", "This account has a channel for this marketplace already."
    )

    # -- Compute -----------------------------------------------------------------------------------------------

    @api.depends("marketplace_id", "account_id")
    def _compute_name(self):
        for channel in self:
            name = channel.marketplace_id.name
            others = self.with_context(active_test=False).search_count(
                [("marketplace_id", "=", channel.marketplace_id.id), ("id", "!=", channel._origin.id)], limit=1
            )
            channel.name = f"{name} ({channel.account_id.name})" if name and others else name

    @api.depends("marketplace_id")
    def _compute_from_marketplace(self):
        for channel in self:
            channel.currency_id = channel.marketplace_id.currency_id
            channel.language_code = channel.marketplace_id.language_code

    @api.depends("pricelist_id", "currency_id")
    def _compute_pricelist_warning(self):
        for channel in self:
            prices, sales = channel.pricelist_id.currency_id, channel.currency_id
            channel.pricelist_warning = bool(prices and prices != sales) and self.env._(
                "This pricelist is in %(prices)s, but %(channel)s sells in %(sales)s: orders will be held.",
                prices=prices.name,
                channel=channel.name,
                sales=sales.name,
            )

    @api.depends("order_ids.state")
    def _compute_order_count(self):
        orders = self.env["amazon.channel.order"]
        groups = []
        # Warehouse workers see the channel on a delivery, but not the inbox.
        if orders.has_access("read"):
            groups = orders._read_group([("channel_id", "in", self.ids)], ["channel_id", "state"], ["__count"])
        for channel in self:
            counts = {state: count for of, state, count in groups if of == channel._origin}
            channel.order_count = sum(counts.values())
            channel.held_count = counts.get("held", 0)

    @api.depends("listing_ids")
    def _compute_listing_count(self):
        listings = self.env["amazon.channel.listing"]
        counts = {}
        if listings.has_access("read"):
            counts = dict(listings._read_group([("channel_id", "in", self.ids)], ["channel_id"], ["__count"]))
        for channel in self:
            channel.listing_count = counts.get(channel._origin, 0)

    @api.constrains("tax_collected_policy", "tax_collected_product_id")
    def _check_tax_collected_product(self):
        for channel in self:
            if channel.tax_collected_product_id and channel.tax_collected_product_id.type != "service":
                raise ValidationError(self.env._("The clearing product for tax has to be a service."))

    # -- CRUD --------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        channels = super().create([self._with_defaults(vals) for vals in vals_list])
        self.env["amazon.channel.shipping.mapping"]._create_defaults(channels)
        self.env["amazon.channel.linking.key"]._create_defaults(channels)
        channels._catch_up()
        return channels

    def write(self, vals):
        result = super().write(vals)
        holds = self.env["amazon.channel.order.hold"]
        for channel in self:
            if vals.get("tax_collected_models") or vals.get("tax_owed_models"):
                holds._release("tax_model", channel._tax_models(), channel)
            if vals.get("pricelist_id"):
                holds._release("currency", [channel.pricelist_id.currency_id.name], channel)
        if vals.get("active"):
            self._catch_up()
        if vals.get("mode") == "shadow":
            in_feeds = [("channel_id", "in", self.ids), ("state", "=", "feed"), ("document_id.state", "=", "to_send")]
            self.env["amazon.channel.submission"].sudo().search(in_feeds).document_id._take_back()
        if vals.get("mode") == "live":
            waiting = [("channel_id", "in", self.ids), ("state", "=", "waiting"), ("waiting_for", "=", "live")]
            self.env["amazon.channel.submission"].sudo().search(waiting)._go_live()
        return result

    def _catch_up(self):
        """These channels are new, or back: release the orders that waited for them, and read from the start what
        their account passed by, since only the marketplaces of its channels are asked for."""
        self.env["amazon.channel.order.hold"]._release("channel", self.marketplace_id.mapped("amazon_ref"))
        behind = self.account_id.filtered("orders_cursor")
        behind.sudo().write({"orders_cursor": False, **self.env["amazon.channel.order.fetch"]._no_window()})

    def _with_defaults(self, vals):
        """Complete the values of a new channel with a warehouse, a pricelist and a sales team that fit."""
        account = self.env["amazon.channel.account"].browse(vals.get("account_id")).exists()
        marketplace = self.env["amazon.channel.marketplace"].browse(vals.get("marketplace_id")).exists()
        if not account or not marketplace:
            return vals
        company = account.company_id
        vals = dict(vals)
        if "warehouse_id" not in vals:
            vals["warehouse_id"] = self._default_warehouse(company, marketplace.country_id).id
        if "pricelist_id" not in vals:
            currency = self.env["res.currency"].browse(vals.get("currency_id")) or marketplace.currency_id
            vals["pricelist_id"] = self._default_pricelist(company, currency).id
        if "team_id" not in vals:
            vals["team_id"] = self._default_team(company).id
        return vals

    @api.model
    def _default_warehouse(self, company, country):
        """The company's first warehouse in the country, or its first one."""
        warehouses = self.env["stock.warehouse"].sudo().search([("company_id", "=", company.id)])
        return warehouses.filtered(lambda warehouse: warehouse.partner_id.country_id == country)[:1] or warehouses[:1]

    @api.model
    def _default_pricelist(self, company, currency):
        """A pricelist in this currency, found or made; the currency is made active."""
        if not currency.active:
            currency.sudo().active = True
        pricelists = self.env["product.pricelist"].sudo()
        found = pricelists.search([("currency_id", "=", currency.id), ("company_id", "in", [company.id, False])])
        return found[:1] or pricelists.create(
            {
                # Odoo shows the currency behind it, and all marketplaces of that currency share the pricelist.
                "name": "Amazon",
                "currency_id": currency.id,
                "company_id": company.id,
            }
        )

    @api.model
    def _default_team(self, company):
        """The sales team Amazon of the company, found or made."""
        teams = self.env["crm.team"].sudo()
        found = teams.search([("name", "=", "Amazon"), ("company_id", "in", [company.id, False])], limit=1)
        return found or teams.create({"name": "Amazon", "company_id": company.id})

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_go_live(self):
        """Button: from now on, what changes something at Amazon is sent."""
        self.write({"mode": "live"})

    def action_go_shadow(self):
        """Button: send nothing any more that changes something at Amazon."""
        self.write({"mode": "shadow"})

    def action_sync_orders(self):
        """Button: tell Amazon about shipments and cancellations that wait, now."""
        self.env["amazon.channel.submission"].check_access("write")
        return self.env["amazon.channel.order.sync"]._sync_and_notify(self.account_id)

    def action_open_orders(self):
        """Button: the inbox of this channel; only what is held when the context says `held`."""
        self.ensure_one()
        domain = [("channel_id", "=", self.id)]
        name = self.env._("Orders of %(channel)s", channel=self.name)
        if self.env.context.get("held"):
            domain.append(("state", "=", "held"))
            name = self.env._("Held Orders of %(channel)s", channel=self.name)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "amazon.channel.order",
            "view_mode": "list,form",
            "domain": domain,
        }

    def action_open_listings(self):
        """Button: the listings of this channel, with the filters of the context (`search_default_...`)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_listing_action")
        filters = {name: value for name, value in self.env.context.items() if name.startswith("search_default_")}
        context = {"search_default_not_gone": 1, **filters, "default_channel_id": self.id}
        return {**action, "domain": [("channel_id", "=", self.id)], "context": context}

    # -- Tax models --------------------------------------------------------------------------------------------

    def _tax_models(self, kind=None):
        """Amazon's tax collection models that this channel knows.

        :param str kind: `collected` (by Amazon) or `owed` (by the seller); both when None
        :return: set of upper case texts
        """
        self.ensure_one()
        texts = {"collected": self.tax_collected_models, "owed": self.tax_owed_models}
        chosen = [texts[kind]] if kind else texts.values()
        return {name.strip().upper() for text in chosen for name in (text or "").split(",") if name.strip()}
