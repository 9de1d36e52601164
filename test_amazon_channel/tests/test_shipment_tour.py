"""The way of two packages, seen by the person who packs them."""

from odoo.tests import HttpCase, new_test_user, tagged

from .shipping_common import ShippingCase


@tagged("post_install", "-at_install")
class TestShipmentTour(ShippingCase, HttpCase):
    # The registry is in test mode for the whole class already.
    registry_test_mode = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "stock.group_stock_user,stock.group_tracking_lot,base.group_partner_manager"
        new_test_user(cls.env, "touring-packer", groups=groups, email="packer@larkspur.example")

    def test_an_order_packed_in_two_packages_is_confirmed_with_both_numbers(self):
        number = self.simulator.place_order(
            {
                "fulfillment": {"fulfillmentServiceLevel": "STANDARD"},
                "orderItems": [
                    {
                        "quantityOrdered": 1,
                        "product": {"sellerSku": sku},
                        "proceeds": {
                            "breakdowns": [{"type": "ITEM", "subtotal": {"amount": "10.00", "currencyCode": "USD"}}]
                        },
                    }
                    for sku in ("LK-SOAP-3", "LK-CANDLE-FIG")
                ],
            }
        )
        self.sync()
        picking = self.sale_order(number).picking_ids
        address = f"/odoo/action-stock.action_picking_tree_outgoing/{picking.id}"

        self.start_tour(address, "amazon_channel_two_packages", login="touring-packer")

        self.sync_orders()
        self.sync()
        sent = [(tracking, len(items)) for _carrier, tracking, items in self.packages(number)]
        self.assertEqual(sorted(sent), [("1Z-ONE", 1), ("1Z-TWO", 1)])
        self.start_tour(address, "amazon_channel_two_packages_confirmed", login="touring-packer")
