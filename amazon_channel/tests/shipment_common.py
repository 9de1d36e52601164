"""Orders that are shipped, in a shop whose channels are live and whose carriers Amazon knows."""

from odoo.fields import Command

from .order_common import OrderCase
from .order_documents import item, order


class ShipmentCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ups = cls.env["amazon.channel.carrier"].search([("name", "=", "UPS")])
        cls.parcel.amazon_channel_carrier_id = cls.ups
        for channel in cls.channels.values():
            channel.mode = "live"
        for product in (cls.mug, cls.kettle, cls.lamp):
            cls.stock_up(product, 100)

    def sold(self, *quantities, sku="MUG"):
        """An imported order with one item per quantity, and its open delivery."""
        sale_order = self.imported(order(*(item(sku, f"{10 * quantity}.00", quantity) for quantity in quantities)))
        return sale_order, self.open_delivery(sale_order)

    @staticmethod
    def open_delivery(sale_order):
        return sale_order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

    def ship(self, picking, *quantities, tracking="1Z001", backorder=True):
        """Validate a delivery: whole, or with these quantities in the sequence of its moves."""
        if tracking:
            picking.carrier_tracking_ref = tracking
        moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
        for move, quantity in zip(moves, quantities or moves.mapped("product_uom_qty"), strict=True):
            move.quantity = quantity
            move.picked = bool(quantity)
        keep = {} if backorder else {"picking_ids_not_to_backorder": picking.ids}
        picking.with_context(skip_backorder=True, **keep).button_validate()
        self.assertEqual(picking.state, "done")
        return picking.amazon_channel_submission_ids

    def return_of(self, picking):
        """The transfer that brings a delivery back."""
        wizard = self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking")
        wizard = wizard.create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity
        return wizard._create_return()

    def put_in_packages(self, picking, *contents):
        """Pack a delivery: each content maps a product to the quantity in that package."""
        packages = self.env["stock.package"].create([{"name": f"PACK{number}"} for number, _c in enumerate(contents)])
        picking.move_line_ids.unlink()
        for package, content in zip(packages, contents, strict=True):
            for move in picking.move_ids:
                if content.get(move.product_id):
                    move.move_line_ids = [
                        Command.create(
                            {
                                "picking_id": picking.id,
                                "product_id": move.product_id.id,
                                "product_uom_id": move.product_uom.id,
                                "quantity": content[move.product_id],
                                "location_id": move.location_id.id,
                                "location_dest_id": move.location_dest_id.id,
                                "result_package_id": package.id,
                                "picked": True,
                            }
                        )
                    ]
        return packages

    def told(self, sale_order):
        """What Amazon is to be told of an order: a list of {SKU: quantity}, one for each package."""
        skus = {line.amazon_channel_item_ref: line.product_id.default_code for line in sale_order.order_line}
        submissions = sale_order.amazon_channel_submission_ids.filtered(lambda s: s.kind == "shipment").sorted("id")
        return [{skus[ref]: quantity for ref, quantity in submission.items.items()} for submission in submissions]
