from odoo import api, fields, models

# What of a channel its quantities depend on.
QUANTITY_FIELDS = {
    "active",
    "inventory_basis",
    "inventory_location_ids",
    "inventory_sequence",
    "inventory_warehouse_ids",
    "mode",
    "warehouse_id",
}


class AmazonChannel(models.Model):
    """Which stock a channel offers."""

    _inherit = "amazon.channel"

    inventory_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "amazon_channel_inventory_warehouse_rel",
        string="Sell From Warehouses",
        check_company=True,
        help="Whose stock is offered. Left empty: the warehouse that delivers.",
    )
    inventory_location_ids = fields.Many2many(
        "stock.location",
        "amazon_channel_inventory_location_rel",
        string="Sell From Locations",
        check_company=True,
        domain="[('usage', 'in', ('internal', 'transit'))]",
        help="Only what lies in these places, and below them, is offered; with warehouses, also what lies in those.",
    )
    inventory_basis = fields.Selection(
        [
            ("free", "What is not reserved"),
            ("unplanned", "What is not reserved, less what planned deliveries still need"),
        ],
        "Free Stock Is",
        compute="_compute_inventory_basis",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Where deliveries are reserved by hand or shortly before their date, stock that is sold already would be "
        "offered again: let planned deliveries count.",
    )
    inventory_sequence = fields.Integer(
        "Inventory Priority",
        default=10,
        help="Marketplaces of one account share the quantity of a SKU. The live channel with the lowest figure here "
        "decides it, of equal ones that of your company's country, unless a listing was chosen.",
    )
    stock_rule_ids = fields.One2many("amazon.channel.stock.rule", "channel_id", "Stock Rules")

    @api.depends("warehouse_id")
    def _compute_inventory_basis(self):
        for channel in self:
            method = channel.warehouse_id.sudo().out_type_id.reservation_method
            channel.inventory_basis = "free" if method in (False, "at_confirm") else "unplanned"

    def write(self, vals):
        result = super().write(vals)
        if not QUANTITY_FIELDS.isdisjoint(vals):
            self.env["amazon.channel.stock.mark"]._mark("channel", self.ids)
        return result

    # -- Places ------------------------------------------------------------------------------------------------

    def _stock_scope(self):
        """The places whose stock this channel offers.

        :return: the context in which Odoo's quantities of products are read, as a hashable tuple of pairs; a frozenset
            of the ids of the warehouses concerned
        """
        self.ensure_one()
        warehouses, locations = self.inventory_warehouse_ids, self.inventory_location_ids
        if locations:
            places = warehouses.view_location_id | locations
            return (("location", tuple(sorted(places.ids))),), frozenset((warehouses | locations.warehouse_id).ids)
        warehouses = warehouses or self.warehouse_id
        return (("warehouse_id", tuple(sorted(warehouses.ids))),), frozenset(warehouses.ids)

    def action_open_stock_rules(self):
        """Button: the rules that name this channel or none."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_stock_rule_action")
        domain = [("company_id", "=", self.company_id.id), ("channel_id", "in", [self.id, False])]
        return {**action, "domain": domain, "context": {"default_channel_id": self.id}}


class AmazonChannelAccount(models.Model):
    _inherit = "amazon.channel.account"

    is_quantity_shared = fields.Boolean(
        "Marketplaces Share Quantities",
        default=True,
        help="Amazon keeps one quantity for a SKU on all marketplaces of the account: one listing decides it. Without, "
        "each listing has its own.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "is_quantity_shared" in vals:
            channels = self.with_context(active_test=False).channel_ids
            self.env["amazon.channel.stock.mark"]._mark("channel", channels.ids)
        return result
