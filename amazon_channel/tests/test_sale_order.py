"""What an imported order looks like to those who work with it: dates, carrier, references, silence to buyers."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .order_common import OrderCase
from .order_documents import BOUGHT_AT, DELIVER_BY, SHIP_BY, buyer, item, order


def odoo_time(text):
    """Amazon's time as Odoo stores it."""
    return fields.Datetime.to_datetime(text[:19].replace("T", " "))


@tagged("post_install", "-at_install")
class TestSaleOrder(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.create_user("larkspur_sales", "sales_team.group_sale_salesman")

    def ordinary_order(self, partner, **vals):
        """An order of the same shop that has nothing to do with Amazon."""
        sale_order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": self.mug.id})],
                **vals,
            }
        )
        sale_order.action_confirm()
        return sale_order

    # -- Dates and services ------------------------------------------------------------------------------------

    def test_order_is_confirmed_with_the_date_of_the_purchase(self):
        sale_order = self.imported(order())
        self.assertEqual(sale_order.state, "sale")
        self.assertEqual(sale_order.date_order, odoo_time(BOUGHT_AT))

    def test_other_orders_are_still_dated_when_they_are_confirmed(self):
        partner = self.env["res.partner"].create({"name": "Somebody"})
        sale_order = self.ordinary_order(partner, date_order="2020-01-01 10:00:00")
        self.assertGreater(sale_order.date_order, odoo_time(BOUGHT_AT))

    def test_deadlines_are_on_the_order_and_on_the_delivery(self):
        sale_order = self.imported(order())
        self.assertEqual(sale_order.amazon_channel_ship_by, odoo_time(SHIP_BY))
        self.assertEqual(sale_order.amazon_channel_deliver_by, odoo_time(DELIVER_BY))
        self.assertEqual(sale_order.picking_ids.amazon_channel_ship_by, odoo_time(SHIP_BY))
        self.assertEqual(sale_order.picking_ids.amazon_channel_deliver_by, odoo_time(DELIVER_BY))

    def test_deadline_of_the_delivery_is_when_it_has_to_be_shipped(self):
        sale_order = self.imported(order())
        self.assertEqual(sale_order.commitment_date, odoo_time(SHIP_BY))
        self.assertEqual(sale_order.picking_ids.date_deadline, odoo_time(SHIP_BY))

    def test_order_without_deadline_is_imported(self):
        document = order()
        del document["fulfillment"]["shipByWindow"], document["fulfillment"]["deliverByWindow"]
        sale_order = self.imported(document)
        self.assertFalse(sale_order.amazon_channel_ship_by)
        self.assertFalse(sale_order.commitment_date)

    def test_mapped_delivery_method_is_on_the_order_and_on_the_delivery(self):
        self.map_shipping(self.channel, "expedited", self.express)
        sale_order = self.imported(order(service="EXPEDITED"))
        self.assertEqual(sale_order.carrier_id, self.express)
        self.assertEqual(sale_order.picking_ids.carrier_id, self.express)

    def test_delivery_method_adds_no_line_of_its_own(self):
        self.stock_up(self.mug, 5)
        self.parcel.invoice_policy = "real"
        sale_order = self.imported(order())
        self.deliver(sale_order)
        self.assert_lines(sale_order, ("MUG", 1, "10.00"))
        self.assertEqual(sale_order.picking_ids.state, "done")

    def test_programs_and_service_are_on_the_order(self):
        sale_order = self.imported(order(programs=["PRIME", "AMAZON_BUSINESS"]))
        self.assertEqual(sale_order.amazon_channel_programs, "amazon_business, prime")
        self.assertEqual(sale_order.amazon_channel_service_level, "standard")

    # -- References --------------------------------------------------------------------------------------------

    def test_amazons_number_is_the_customer_reference(self):
        document = order()
        sale_order = self.imported(document)
        self.assertEqual(sale_order.client_order_ref, document["orderId"])
        self.assertEqual(sale_order.amazon_channel_order_ref, document["orderId"])
        self.assertEqual(sale_order.picking_ids.amazon_channel_order_ref, document["orderId"])

    def test_purchase_order_of_a_business_is_the_customer_reference(self):
        sale_order = self.imported(order(buyer=buyer(buyerPurchaseOrderNumber="PO-77")))
        self.assertEqual(sale_order.client_order_ref, "PO-77")

    def test_button_opens_the_order_in_seller_central(self):
        document = order(marketplace="DE")
        action = self.imported(document).action_amazon_channel_open()
        host = self.channels["DE"].marketplace_id.seller_central_host
        self.assertEqual(action["url"], f"https://{host}/orders-v3/order/{document['orderId']}")

    def test_channel_decides_pricelist_currency_warehouse_and_team(self):
        sale_order = self.imported(order(marketplace="DE"))
        channel = self.channels["DE"]
        self.assertEqual(sale_order.amazon_channel_id, channel)
        self.assertEqual(sale_order.pricelist_id, channel.pricelist_id)
        self.assertEqual(sale_order.currency_id.name, "EUR")
        self.assertEqual(sale_order.warehouse_id, channel.warehouse_id)
        self.assertEqual(sale_order.team_id, channel.team_id)
        self.assertEqual(sale_order.company_id, self.company)

    def test_gift_message_is_on_the_line_of_the_goods(self):
        gift = item("MUG", "10.00")
        gift["fulfillment"]["packing"] = {"giftOption": {"giftMessage": "Happy birthday!"}}
        sale_order = self.imported(order(gift))
        self.assertEqual(sale_order.order_line.amazon_channel_gift_message, "Happy birthday!")

    # -- Once --------------------------------------------------------------------------------------------------

    def test_duplicate_of_the_order_is_not_from_amazon(self):
        copy = self.imported(order()).copy()
        self.assertFalse(copy.amazon_channel_id)
        self.assertFalse(copy.amazon_channel_order_id)
        self.assertFalse(copy.amazon_channel_order_ref)
        self.assertFalse(copy.order_line.filtered("amazon_channel_item_ref"))

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_sale_order_of_one_amazon_order(self):
        sale_order = self.imported(order())
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            sale_order.copy({"amazon_channel_order_id": sale_order.amazon_channel_order_id.id}).flush_recordset()

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_inbox_row_of_one_amazon_order(self):
        row = self.receive(order())
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            row.create({"account_id": self.account.id, "amazon_order_ref": row.amazon_order_ref})

    def test_same_document_twice_on_a_page_makes_one_order(self):
        document = order()
        self.receive(document, document)
        self.assertEqual(
            self.env["sale.order"].search_count([("amazon_channel_order_ref", "=", document["orderId"])]), 1
        )

    # -- Silence -----------------------------------------------------------------------------------------------

    def messages_to(self, partners):
        """Everything that was sent, or is about to be, to these contacts."""
        found = self.env["mail.message"].search(
            ["|", ("partner_ids", "in", partners.ids), ("notified_partner_ids", "in", partners.ids)]
        )
        mails = self.env["mail.mail"].search([("recipient_ids", "in", partners.ids)])
        texts = self.env["sms.sms"].search([("partner_id", "in", partners.ids)]) if "sms.sms" in self.env else []
        return list(found) + list(mails) + list(texts)

    def write_to_customers(self):
        """The company wants every customer to get a mail and a text message with every delivery."""
        template = self.env.ref("stock.mail_template_data_delivery_confirmation")
        wishes = {
            "stock_move_email_validation": True,
            "stock_mail_confirmation_template_id": template.id,
            "stock_text_confirmation": True,
            "stock_confirmation_type": "sms",
            "has_received_warning_stock_sms": True,
        }
        # Text messages come with another app.
        self.company.write({name: value for name, value in wishes.items() if name in self.company._fields})
        self.stock_up(self.mug, 50)

    def test_buyer_hears_nothing_from_odoo(self):
        self.write_to_customers()
        sale_order = self.imported(order())
        # Even if somebody has entered an address and a number by hand.
        buyers = sale_order.partner_id | sale_order.partner_shipping_id
        buyers.write({"email": "ada@fenwick.example", "phone": "+1 555 0100"})
        # Odoo sends no text messages while it is tested.
        with patch("odoo.modules.module.current_test", False):
            self.deliver(sale_order)
        self.assertEqual(sale_order.picking_ids.state, "done")
        self.assertEqual(self.messages_to(buyers), [])

    def test_no_text_message_is_made_of_a_delivery_of_amazon(self):
        picking = self.imported(order()).picking_ids
        self.assertFalse(picking._message_sms_with_template(partner_ids=picking.partner_id.ids))

    def test_other_customers_still_get_their_mail(self):
        self.write_to_customers()
        partner = self.env["res.partner"].create({"name": "Somebody", "email": "somebody@customer.example"})
        self.deliver(self.ordinary_order(partner))
        self.assertTrue(self.messages_to(partner))

    def test_delivery_of_both_kinds_at_once_writes_to_the_other_customer_only(self):
        self.write_to_customers()
        partner = self.env["res.partner"].create({"name": "Somebody", "email": "somebody@customer.example"})
        amazon, other = self.imported(order()), self.ordinary_order(partner)
        amazon.partner_id.email = "ada@fenwick.example"
        pickings = amazon.picking_ids | other.picking_ids
        for move in pickings.move_ids:
            move.quantity, move.picked = move.product_uom_qty, True
        pickings.with_context(skip_sms=False).button_validate()
        self.assertEqual(set(pickings.mapped("state")), {"done"})
        self.assertEqual(self.messages_to(amazon.partner_id), [])
        self.assertTrue(self.messages_to(partner))

    def test_quotation_mail_is_not_sent_for_amazon_orders(self):
        sale_order = self.imported(order())
        sale_order.partner_id.email = "ada@fenwick.example"
        sale_order._send_order_confirmation_mail()
        self.assertEqual(self.messages_to(sale_order.partner_id), [])

    def test_nobody_follows_an_imported_order_but_odoo_itself(self):
        self.channel.user_id = self.salesperson
        sale_order = self.imported(order())
        self.assertEqual(sale_order.user_id, self.salesperson)
        followers = sale_order.message_partner_ids | sale_order.picking_ids.message_partner_ids
        self.assertFalse(followers & (sale_order.partner_id | sale_order.partner_shipping_id))
        self.assertFalse(followers & self.salesperson.partner_id)

    def test_salesperson_gets_no_mail_about_each_order(self):
        self.channel.user_id = self.salesperson
        self.imported(order())
        self.assertEqual(self.messages_to(self.salesperson.partner_id), [])
