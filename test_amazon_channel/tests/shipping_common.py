"""Orders on their way out: the warehouse ships, the operator cancels, Amazon listens."""

from .common import EndToEndCase


class ShippingCase(EndToEndCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channels.action_go_live()

    def bought(self, quantity=1):
        """Place an order of so many pieces of one product and import it; return its number and its sale order."""
        number = self.place_at("US", f"{10 * quantity}.00", quantity)
        self.sync()
        self.assertEqual(self.inbox(number).state, "imported", self.inbox(number).hold_reason)
        return number, self.sale_order(number)

    def bought_many(self, count):
        """Place orders and import them; return their open deliveries, each with a tracking number."""
        numbers = [self.place_at("US", "10.00", 1) for _number in range(count)]
        self.sync()
        pickings = self.inbox(*numbers).sale_order_id.picking_ids
        for picking in pickings:
            picking.carrier_tracking_ref = f"1Z{picking.id}"
        return pickings

    @staticmethod
    def open_delivery(sale_order):
        return sale_order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

    def ship(self, pickings, quantity=None, tracking="1Z001"):
        """The warehouse validates deliveries: whole, or `quantity` pieces of each move."""
        for picking in pickings:
            if tracking:
                picking.carrier_tracking_ref = tracking
            for move in picking.move_ids:
                move.write({"quantity": quantity or move.product_uom_qty, "picked": True})
        pickings.with_context(skip_backorder=True).button_validate()
        self.assertEqual(set(pickings.mapped("state")), {"done"})
        return pickings.amazon_channel_submission_ids

    def sync_orders(self):
        """Tell Amazon; return the runs that this made."""
        return self._run_and_return_runs("sync_orders")

    def follow_feeds(self):
        """Let feeds be sent, processed at Amazon, and their results be read."""
        self.run_cron("follow_documents")
        self.simulator.finish_feeds()
        self.env["amazon.channel.document"].search([]).next_attempt_at = False
        self.run_cron("follow_documents")

    def confirmed_calls(self):
        """The confirmShipment calls that Amazon was sent."""
        return self.calls("confirmShipment")

    def packages(self, number):
        """The packages that Amazon knows of an order, as (carrier, tracking number, {item: quantity})."""
        return [
            (
                package["carrier"],
                package["trackingNumber"],
                {entry["orderItemId"]: entry["quantity"] for entry in package["packageItems"]},
            )
            for package in self.simulator.get_order(number).get("packages", [])
        ]

    def status(self, number):
        """The order's status at Amazon."""
        return self.simulator.get_order(number)["fulfillment"]["fulfillmentStatus"]

    def items(self, number):
        """The items of an order at Amazon and how many were bought."""
        return {one["orderItemId"]: one["quantityOrdered"] for one in self.simulator.get_order(number)["orderItems"]}
