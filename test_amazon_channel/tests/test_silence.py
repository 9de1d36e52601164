from odoo.tests import tagged

from .common import EndToEndCase


@tagged("post_install", "-at_install")
class TestSilence(EndToEndCase):
    """Amazon writes to its buyers. Odoo does not, whatever the company has switched on for its other customers."""

    def setUp(self):
        super().setUp()
        self.env.company.stock_move_email_validation = True
        self.before = self.env["mail.mail"].search([])
        self.messages = self.env["mail.message"].search([])

    def deliver(self, order):
        for move in order.picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        order.picking_ids.button_validate()
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])

    def mails(self):
        return self.env["mail.mail"].search([]) - self.before

    def notified(self):
        """Contacts whom any message of Odoo's was meant for."""
        return (self.env["mail.message"].search([]) - self.messages).notified_partner_ids

    def test_no_mail_leaves_when_an_order_is_imported_and_shipped(self):
        self.simulator.generate_orders(6, ["us_facilitator_tax", "fba_shipped"], ["US"])
        self.sync()
        orders = self.inbox().sale_order_id
        self.assertEqual(len(orders), 6)
        for order in orders.filtered(lambda order: order.amazon_channel_fulfillment == "merchant"):
            self.deliver(order)
        self.assertFalse(self.mails())
        self.assertFalse(self.notified() & (orders.partner_id | orders.partner_shipping_id))

    def test_a_buyer_whose_own_address_somebody_entered_gets_no_mail_either(self):
        number = self.place("us_facilitator_tax")
        self.sync()
        order = self.sale_order(number)
        buyers = order.partner_id | order.partner_shipping_id
        buyers.email = "buyer@home.example"
        self.deliver(order)
        self.assertFalse(self.mails())
        self.assertFalse(self.notified() & buyers)

    def test_no_mail_leaves_when_an_order_changes(self):
        number = self.place("us_facilitator_tax")
        self.sync()
        self.simulator.change_address(number, addressLine1="7 Invented Lane")
        self.simulator.request_cancellation(number)
        self.sync()
        self.simulator.cancel_order(number)
        self.sync()
        order = self.sale_order(number)
        self.assertEqual(order.state, "cancel")
        self.assertFalse(self.mails().recipient_ids & (order.partner_id | order.partner_shipping_id))
        self.assertFalse(self.notified() & (order.partner_id | order.partner_shipping_id))

    def test_buyers_follow_nothing_and_have_no_address_to_write_to(self):
        number = self.place("us_facilitator_tax")
        self.sync()
        order = self.sale_order(number)
        buyers = order.partner_id | order.partner_shipping_id
        self.assertFalse(any(buyers.mapped("email")))
        self.assertFalse((order.message_partner_ids | order.picking_ids.message_partner_ids) & buyers)
        self.assertTrue(order.partner_id.amazon_channel_relay_email)

    def test_no_text_message_is_sent(self):
        number = self.place("us_facilitator_tax")
        self.sync()
        order = self.sale_order(number)
        template = self.env["sms.template"].search([("model_id.model", "=", "stock.picking")], limit=1)
        order.picking_ids._message_sms_with_template(template=template, partner_ids=order.partner_id.ids)
        self.assertFalse(self.env["sms.sms"].search([("partner_id", "=", order.partner_id.id)]))

    def test_other_customers_still_get_theirs(self):
        # Or the tests above would prove nothing.
        customer = self.env["res.partner"].create({"name": "Customer", "email": "customer@shop.example"})
        product = self.env["product.product"].search([("default_code", "=", "LK-MUG-BLUE")])
        order = self.env["sale.order"].create(
            {"partner_id": customer.id, "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})]}
        )
        order.action_confirm()
        self.deliver(order)
        self.assertIn(customer, self.notified())
