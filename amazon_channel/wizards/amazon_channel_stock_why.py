from odoo import api, fields, models

from ..tools.stock_quantity import StockPolicy


class AmazonChannelStockWhy(models.TransientModel):
    """Why this quantity: the way from what is on hand to the figure, as it is computed now, with the records behind."""

    _name = "amazon.channel.stock.why"
    _description = "Why This Amazon Quantity"

    listing_id = fields.Many2one("amazon.channel.listing", required=True, readonly=True, ondelete="cascade")
    owner_id = fields.Many2one("amazon.channel.listing", "Decided By", readonly=True, ondelete="cascade")
    owner_channel_id = fields.Many2one(related="owner_id.channel_id", string="Deciding Channel")
    product_id = fields.Many2one(related="listing_id.product_id")
    channel_id = fields.Many2one(related="listing_id.channel_id")
    rule_id = fields.Many2one("amazon.channel.stock.rule", readonly=True, ondelete="set null")
    reason = fields.Char(readonly=True)
    quantity = fields.Integer(readonly=True)
    lead_time = fields.Integer("Handling Time (Days)", readonly=True)
    restock_date = fields.Date(readonly=True)
    is_waiting = fields.Boolean(
        readonly=True, help="The quantity of the listing is still another: it is computed anew within minutes."
    )
    line_ids = fields.One2many("amazon.channel.stock.why.line", "why_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        whys = super().create(vals_list)
        for why in whys:
            why._explain()
        return whys

    def _explain(self):
        """Compute the listing, or the one that decides for it, and put down each step."""
        listing = self.listing_id
        # Whoever may see a listing may know where its figure comes from; who may not open an order is told its pieces.
        operation = self.env["amazon.channel.operation"]
        operation, account = operation._importer(listing.account_id)
        figures = operation.env["amazon.channel.stock.figure"]._figures(account, listing.ids)
        by_listing = {figure.row.id: figure for figure in figures}
        own = by_listing[listing.id]
        figure = by_listing.get(own.owner_id, own)
        reasons = dict(listing._fields["quantity_reason"]._description_selection(self.env))
        stored = listing.quantity_wanted if listing.quantity_wanted_at else None
        self.write(
            {
                "owner_id": own.owner_id,
                "rule_id": figure.rule.id if figure.rule else False,
                "reason": reasons.get(own.reason),
                "quantity": figure.quantity or 0,
                "lead_time": figure.lead_time,
                "restock_date": figure.restock_date,
                "is_waiting": stored != own.quantity,
                "line_ids": [fields.Command.create(vals) for vals in self._prepare_lines(figure)],
            }
        )

    def _prepare_lines(self, figure):
        policy = figure.rule._policy() if figure.rule else StockPolicy()
        texts = self._texts(figure, policy)
        for number, step in enumerate(figure.steps):
            name, note = texts[step.code]
            yield {
                "sequence": number,
                "code": step.code,
                "name": name,
                "note": note,
                "change": float(step.change),
                "result": float(step.result),
                "is_first": not number,
            }

    def _texts(self, figure, policy):
        """What each step is called, and what decided it: dict code -> (name, note)."""
        channel = self.env["amazon.channel"].browse(figure.row.channel_id)
        places = self.env._("In the places %(channel)s sells from", channel=channel.display_name)
        return {
            "on_hand": (self.env._("On hand"), places),
            "reserved": (self.env._("Reserved"), self.env._("For deliveries and production, or expired")),
            "planned": (self.env._("Planned deliveries without reservation"), ""),
            "pending": (
                self.env._("Orders pending at Amazon"),
                self.env._("Bought, but not yet released for shipping"),
            ),
            "held": (
                self.env._("Orders in the inbox"),
                self.env._("Not yet sale orders: held, failed, or about to be imported"),
            ),
            "whole": (self.env._("Whole units only"), ""),
            "zero": (self.env._("Nothing is left, not less"), ""),
            "paused": (self.env._("The listing is paused"), ""),
            **self._rule_texts(figure, policy),
        }

    def _rule_texts(self, figure, policy):
        """The same for the steps that the rule asks for."""
        name = self.env._("Rule: %(rule)s", rule=figure.rule.display_name) if figure.rule else ""
        buffer = self.env._(
            "%(rule)s: %(sold)g sold in %(window)s days, %(days)s days kept back",
            rule=name,
            sold=figure.supply.sold if figure.supply else 0,
            window=policy.buffer_window,
            days=policy.buffer_days,
        )
        return {
            "safety": (self.env._("Safety stock"), name),
            "speed": (self.env._("Buffer for fast sales"), buffer),
            "share": (self.env._("Share of %(share)s%%", share=policy.share), name),
            "maximum": (self.env._("Maximum of %(maximum)s", maximum=policy.maximum), name),
            "stop": (self.env._("Nothing below %(stop)s", stop=policy.stop_below), name),
            "fixed": (self.env._("Fixed quantity"), name),
        }

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why This Quantity"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_open_rule(self):
        """Button: the rule that decides."""
        self.ensure_one()
        return self.rule_id._get_records_action()

    def action_decide(self):
        """Button: this listing decides from now on."""
        self.listing_id.action_decide_quantity()
        return self.listing_id.action_why_quantity()


class AmazonChannelStockWhyLine(models.TransientModel):
    """One step from the stock to the figure."""

    _name = "amazon.channel.stock.why.line"
    _description = "Step to an Amazon Quantity"
    _order = "sequence, id"

    why_id = fields.Many2one("amazon.channel.stock.why", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    code = fields.Char()
    name = fields.Char("Step")
    note = fields.Char("Because Of")
    change = fields.Float(digits="Product Unit")
    result = fields.Float("Left", digits="Product Unit")
    is_first = fields.Boolean()
    has_records = fields.Boolean(compute="_compute_has_records")

    @api.depends("code")
    def _compute_has_records(self):
        for line in self:
            line.has_records = line.code in OPENERS or bool(line.why_id.rule_id and line.code in BY_RULE)

    def action_open_records(self):
        """Button: what is behind this step."""
        self.ensure_one()
        if self.code in BY_RULE:
            return self.why_id.action_open_rule()
        model, domain = getattr(self, OPENERS[self.code])()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": domain,
            "context": {"create": False},
        }

    def _listing(self):
        return self.why_id.owner_id or self.why_id.listing_id

    def _products(self):
        """The product of the figure, in the places of its channel; of a kit, its components."""
        listing = self._listing().sudo()
        supply = self.env["amazon.channel.stock.supply"].sudo()
        products, _warehouses = supply._in_scope(listing.channel_id, listing.product_id.ids)
        return self.env["amazon.channel.stock.kit"]._components(products).with_env(products.env) or products

    def _open_quants(self):
        products = self._products()
        quants, _moves_in, _moves_out = products._get_domain_locations()
        found = self.env["stock.quant"].search([("product_id", "in", products.ids), *quants])
        return "stock.quant", [("id", "in", found.ids)]

    def _open_moves(self):
        """Open moves that take from the places: those with something reserved, or those without."""
        products = self._products()
        quants, _moves_in, moves_out = products._get_domain_locations()
        domain = [
            ("product_id", "in", products.ids),
            ("state", "in", ("confirmed", "waiting", "partially_available", "assigned")),
        ]
        if self.code == "reserved":
            domain += [("move_line_ids", "any", [("quantity", ">", 0), *quants])]
        else:
            domain += [("state", "!=", "assigned"), *moves_out]
        return "stock.move", [("id", "in", self.env["stock.move"].search(domain).ids)]

    def _open_orders(self):
        """Orders in the inbox that want the product, one of its components, or a kit that has one of them."""
        listing = self._listing()
        marks, products = self.env["amazon.channel.stock.mark"], self._products() | listing.product_id
        wanted = set((products | marks.sudo()._kits_of(products)).ids)
        _places, warehouses = listing.channel_id.sudo()._stock_scope()
        order_ids = [
            order_id
            for product_id, warehouse_id, pending, _quantity, ids in self.env[
                "amazon.channel.order.demand"
            ]._by_product(listing.company_id)
            if product_id in wanted and pending == (self.code == "pending")
            if warehouse_id is None or warehouse_id in warehouses
            for order_id in ids
        ]
        return "amazon.channel.order", [("id", "in", order_ids)]

    def _open_sales(self):
        rule, listing = self.why_id.rule_id, self._listing()
        since = fields.Datetime.subtract(fields.Datetime.now(), days=rule.buffer_window)
        domain = [
            ("product_id", "=", listing.product_id.id),
            ("company_id", "=", listing.company_id.id),
            ("state", "=", "sale"),
            ("order_id.date_order", ">=", since),
        ]
        if rule.buffer_scope == "channel":
            domain += [("order_id.amazon_channel_id", "=", listing.channel_id.id)]
        elif rule.buffer_scope == "amazon":
            domain += [("order_id.amazon_channel_id", "!=", False)]
        return "sale.order.line", domain


BY_RULE = ("safety", "share", "maximum", "stop", "fixed")
OPENERS = {
    "on_hand": "_open_quants",
    "reserved": "_open_moves",
    "planned": "_open_moves",
    "pending": "_open_orders",
    "held": "_open_orders",
    "speed": "_open_sales",
}
