"""What people do in the browser, from the menu on."""

from odoo.tests import HttpCase, tagged

from .order_common import OrderCase
from .order_documents import item, order


@tagged("post_install", "-at_install")
class TestTours(OrderCase, HttpCase):
    def test_an_operator_releases_a_held_order_and_finds_equal_totals(self):
        self.create_user("touring-operator", "amazon_channel.amazon_channel_group_user")
        row = self.receive(order(item(price="24.90", tax="3.25", collected=True), service="SECOND_DAY"))
        self.assertEqual(row.state, "held")

        self.start_tour("/odoo", "amazon_channel_held_order", login="touring-operator")

        self.assertEqual(row.sale_order_id.carrier_id, self.express)
        self.assert_money(row.sale_order_id, "24.90", collected="3.25")

    def test_an_administrator_finds_settings_and_account(self):
        self.create_user("touring-administrator", "base.group_system")
        self.account.refresh_token = "Atzr|invented"

        self.start_tour("/odoo", "amazon_channel_settings", login="touring-administrator")
