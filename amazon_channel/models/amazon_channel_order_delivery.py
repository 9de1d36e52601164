from odoo import api, models
from odoo.fields import Command


class AmazonChannelOrderDelivery(models.AbstractModel):
    """Deliveries that follow what Amazon says has happened: its own shipments, shipments outside Odoo, and the
    buyer's request to cancel."""

    _name = "amazon.channel.order.delivery"
    _description = "Deliveries of Amazon Orders"

    @api.model
    def _follow_amazon(self, candidates):
        """Bring the deliveries of freshly confirmed sale orders to where Amazon already is."""
        by_amazon = [candidate.sale_order.id for candidate in candidates if candidate.by_amazon]
        if by_amazon:
            self.env["sale.order"].browse(by_amazon).picking_ids._amazon_channel_deliver()
        for candidate in candidates:
            if not candidate.by_amazon:
                self._mark_shipped_elsewhere(candidate.order, candidate.data, candidate.sale_order)
            self._follow_cancel_request(candidate.order, candidate.data, candidate.sale_order)
            if candidate.sale_order.amazon_channel_tax_differs:
                self._report_tax(candidate.order, candidate.sale_order)

    @api.model
    def _mark_shipped_elsewhere(self, order, data, sale_order):
        """When Amazon counts more as shipped than Odoo does, ask whether the stock should move.

        :param order: amazon.channel.order
        """
        shipped = self._shipped_quantities(data)
        if not any(shipped.values()):
            return
        lines = sale_order.order_line.filtered(lambda line: line.amazon_channel_charge == "item")
        ahead = any(
            shipped.get(line.amazon_channel_item_ref, 0) > self.env["amazon.channel.shipment"]._gone(line)
            for line in lines
            if line.product_id.type == "consu"
        )
        pickings = sale_order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if not ahead or not pickings:
            pickings.filtered("amazon_channel_shipped_elsewhere").amazon_channel_shipped_elsewhere = False
            self.env["amazon.channel.issue"]._close(order, "shipped_elsewhere")
            return
        pickings.amazon_channel_shipped_elsewhere = True
        self.env["amazon.channel.issue"]._open(
            order,
            "shipped_elsewhere",
            self.env._(
                "Amazon says that order %(order)s was shipped, Odoo has not shipped it.", order=order.amazon_order_ref
            ),
            self.env._(
                "On the sale order, press Goods Have Left if they came from this stock, or Goods Are Here if not."
            ),
        )

    @api.model
    def _ask_about_shipped_though_cancelled(self, order, data, sale_order):
        """The sale order is cancelled here. When Amazon counts pieces as shipped that Odoo has not, somebody has
        sold and shipped them all the same.

        :param order: amazon.channel.order
        """
        issues = self.env["amazon.channel.issue"]
        issues._close(order, "shipped_elsewhere")
        shipped, shipments = self._shipped_quantities(data), self.env["amazon.channel.shipment"]
        lines = sale_order.order_line.filtered(lambda line: line.amazon_channel_charge == "item")
        if all(shipped.get(line.amazon_channel_item_ref, 0) <= shipments._gone(line) for line in lines):
            issues._close(order, "shipped_though_cancelled")
            return
        name = self.env._(
            "Amazon says that order %(order)s was shipped, but it is cancelled in Odoo.", order=order.amazon_order_ref
        )
        fix = self.env._(
            "If it was sold, press Set to Quotation and Confirm on the sale order, then say there where the goods came "
            "from."
        )
        issues._open(order, "shipped_though_cancelled", name, fix)

    @staticmethod
    def _shipped_quantities(data):
        """Dict item -> quantity that Amazon counts as shipped. An order that is SHIPPED is shipped whole."""
        if data.status == "SHIPPED":
            return {item.item_ref: item.quantity for item in data.items}
        return {item.item_ref: item.quantity_fulfilled for item in data.items}

    @api.model
    def _follow_cancel_request(self, order, data, sale_order):
        """Block the deliveries while the buyer asks to cancel; free them when the request is gone."""
        asked = any(item.cancel_requested for item in data.items) and data.status in ("UNSHIPPED", "PARTIALLY_SHIPPED")
        if not asked:
            if sale_order.amazon_channel_cancel_requested or sale_order.amazon_channel_cancel_refused:
                sale_order.amazon_channel_cancel_requested = False
                sale_order.amazon_channel_cancel_refused = False
                self.env["amazon.channel.issue"]._close(order, "cancel_requested")
            return
        # Amazon keeps telling of a request that somebody has refused already.
        if sale_order.amazon_channel_cancel_requested or sale_order.amazon_channel_cancel_refused:
            return
        sale_order.amazon_channel_cancel_requested = True
        summary = self.env._("The buyer asks to cancel Amazon order %(order)s.", order=order.amazon_order_ref)
        fix = self.env._("Its deliveries are blocked. On the sale order, press Accept and Cancel or Ship Anyway.")
        self.env["amazon.channel.issue"]._open(order, "cancel_requested", summary, fix)
        sale_order.activity_schedule(
            "amazon_channel.mail_activity_type_cancel_request",
            summary=summary,
            note=fix,
            user_id=self._responsible(order.channel_id).id,
        )

    def _responsible(self, channel):
        return channel.user_id or channel.team_id.user_id or self.env.user

    @api.model
    def _report_tax(self, order, sale_order):
        self.env["amazon.channel.issue"]._open(
            order,
            "tax_difference",
            self.env._("Tax of Amazon order %(order)s differs.", order=order.amazon_order_ref),
            sale_order._amazon_channel_tax_message(),
        )

    # -- Amazon's warehouse ------------------------------------------------------------------------------------

    @api.model
    def _fba_route(self, account):
        """The route by which Amazon ships for this account; made with the first order that needs it.

        :rtype: stock.route
        """
        return account.fba_route_id or self._set_up_fba(account)

    def _set_up_fba(self, account):
        """Create what deliveries from Amazon's warehouses need: a location outside every warehouse, so that its stock
        is never offered by the merchant; an operation type without lots, so that tracked products never block a
        sale that Amazon has already shipped; a route that joins them.

        :return: the stock.route
        """
        account = account.sudo()
        location = account.fba_location_id or self._create_fba_location(account)
        picking_type = account.fba_picking_type_id or self._create_fba_picking_type(account, location)
        route = account.fba_route_id or self._create_fba_route(account, location, picking_type)
        account.write(
            {"fba_location_id": location.id, "fba_picking_type_id": picking_type.id, "fba_route_id": route.id}
        )
        return route

    def _create_fba_location(self, account):
        name = self.env._("Amazon FBA %s", account.name)
        vals = {"name": name, "usage": "internal", "company_id": account.company_id.id}
        return self.env["stock.location"].sudo().create(vals)

    def _create_fba_picking_type(self, account, location):
        vals = {
            "name": self.env._("Amazon FBA: %s", account.name),
            "code": "outgoing",
            "sequence_code": f"FBA{account.id}",
            "company_id": account.company_id.id,
            "warehouse_id": False,
            "default_location_src_id": location.id,
            "default_location_dest_id": self.env.ref("stock.stock_location_customers").id,
            "use_create_lots": False,
            "use_existing_lots": False,
            "reservation_method": "manual",
        }
        return self.env["stock.picking.type"].sudo().create(vals)

    def _create_fba_route(self, account, location, picking_type):
        rule = {
            "name": self.env._("Amazon ships"),
            "action": "pull",
            "procure_method": "make_to_stock",
            "location_src_id": location.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            "picking_type_id": picking_type.id,
            "company_id": account.company_id.id,
        }
        vals = {
            "name": self.env._("Amazon FBA %s", account.name),
            "company_id": account.company_id.id,
            "sale_selectable": True,
            "product_selectable": False,
            "rule_ids": [Command.create(rule)],
        }
        return self.env["stock.route"].sudo().create(vals)
