"""Who may see and do what with Amazon's orders; every screen opens for those who need it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .order_common import OrderCase
from .order_documents import asking_to_cancel, item, order

OWN_MODELS = (
    "amazon.channel",
    "amazon.channel.account",
    "amazon.channel.issue",
    "amazon.channel.order",
    "amazon.channel.order.hold",
    "amazon.channel.run",
    "amazon.channel.shipping.mapping",
)


@tagged("post_install", "-at_install")
class TestOrderAccess(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls.create_user("larkspur_operator", "amazon_channel.amazon_channel_group_user")
        cls.manager = cls.create_user("larkspur_manager", "amazon_channel.amazon_channel_group_manager")
        cls.accountant = cls.create_user("larkspur_accountant", "account.group_account_invoice")
        cls.auditor = cls.create_user("larkspur_auditor", "account.group_account_readonly")
        cls.picker = cls.create_user("larkspur_picker", "stock.group_stock_user")
        cls.salesperson = cls.create_user("larkspur_salesperson", "sales_team.group_sale_salesman_all_leads")
        cls.administrator = cls.create_user("larkspur_admin", "base.group_system")

    def may(self, user, records):
        """What somebody may do with these records."""
        rights = records.with_user(user)
        return [operation for operation in ("read", "write", "create", "unlink") if rights.has_access(operation)]

    # -- Rights ------------------------------------------------------------------------------------------------

    def test_inbox_is_for_operators_and_read_by_accountants(self):
        row = self.receive(order(item("VASE")))
        for user in (self.operator, self.manager, self.administrator):
            self.assertEqual(self.may(user, row), ["read", "write"], user.login)
        for user in (self.accountant, self.auditor):
            self.assertEqual(self.may(user, row), ["read"], user.login)
        for user in (self.picker, self.salesperson):
            self.assertEqual(self.may(user, row), [], user.login)

    def test_holds_and_issues_are_written_by_odoo_alone(self):
        row = self.receive(order(item("VASE")))
        for user in (self.operator, self.manager, self.accountant):
            self.assertEqual(self.may(user, row.hold_ids), ["read"], user.login)
        sale_order = self.imported(asking_to_cancel(order()))
        self.assertEqual(self.may(self.operator, sale_order.amazon_channel_issue_ids), ["read", "write"])
        self.assertEqual(self.may(self.accountant, sale_order.amazon_channel_issue_ids), ["read"])

    def test_shipping_mappings_are_answered_by_operators_and_deleted_by_managers(self):
        mapping = self.channel.shipping_mapping_ids[:1]
        self.assertEqual(self.may(self.operator, mapping), ["read", "write", "create"])
        self.assertEqual(self.may(self.manager, mapping), ["read", "write", "create", "unlink"])
        for user in (self.accountant, self.picker, self.salesperson):
            self.assertEqual(self.may(user, mapping), [], user.login)

    def test_document_of_amazon_is_for_administrators_only(self):
        row = self.receive(order())
        for user in (self.operator, self.manager, self.accountant):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["payload"])
            self.assertNotIn("payload", row.with_user(user).fields_get())
        self.assertIn("Harbor Lane", row.with_user(self.administrator).payload)

    def test_nobody_searches_in_the_documents(self):
        self.receive(order())
        with self.assertRaises(AccessError):
            self.env["amazon.channel.order"].with_user(self.manager).search([("payload", "ilike", "harbor")])

    def test_another_company_sees_nothing(self):
        self.receive(order(item("VASE")), asking_to_cancel(order()))
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.create_user("other_admin", "base.group_system")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        for model in OWN_MODELS:
            domain = [("company_id", "=", self.company.id)]
            self.assertTrue(self.env[model].search(domain, limit=1), model)
            self.assertFalse(self.env[model].with_user(stranger).search(domain), model)

    # -- Doing the work ----------------------------------------------------------------------------------------

    def test_operator_tries_an_order_again(self):
        row = self.receive(order(item("VASE")))
        self.create_product("VASE")
        with self.committing():
            row.with_user(self.operator).action_retry()
        self.assertEqual(row.state, "imported")
        # Nobody asked to be told about each of these orders.
        followers = row.sale_order_id.message_partner_ids | row.sale_order_id.picking_ids.message_partner_ids
        self.assertNotIn(self.operator.partner_id, followers)

    def test_accountant_cannot_try_an_order_again(self):
        row = self.receive(order(item("VASE")))
        with self.assertRaises(AccessError):
            row.with_user(self.accountant).action_retry()

    def test_operator_answers_a_shipping_service(self):
        row = self.receive(order(service="NEXT_DAY"))
        question = self.channel.shipping_mapping_ids.filtered(lambda line: line.amazon_method == "next_day")
        question.with_user(self.operator).carrier_id = self.express
        self.assertEqual(row.state, "to_process")

    def test_whoever_creates_the_product_releases_the_order(self):
        row = self.receive(order(item("VASE")))
        buyer = self.create_user("larkspur_buyer", "base.group_user,product.group_product_manager")
        self.env["product.product"].with_user(buyer).create({"name": "Vase", "default_code": "VASE"})
        self.assertEqual(row.state, "to_process")

    def test_operator_refuses_a_request_to_cancel(self):
        sale_order = self.imported(asking_to_cancel(order()))
        sale_order.with_user(self.operator).action_amazon_channel_refuse_cancel()
        self.assertFalse(sale_order.amazon_channel_cancel_requested)

    def test_operator_says_that_goods_have_left(self):
        sale_order = self.imported(order(status="SHIPPED"))
        sale_order.with_user(self.operator).action_amazon_channel_goods_left()
        self.assertEqual(sale_order.picking_ids.state, "done")

    def test_operator_says_that_goods_are_here(self):
        sale_order = self.imported(order(status="SHIPPED"))
        sale_order.with_user(self.operator).action_amazon_channel_goods_here()
        self.assertEqual(sale_order.picking_ids.state, "cancel")

    def test_auditor_decides_nothing(self):
        shipped, asked = self.imported(order(status="SHIPPED")), self.imported(asking_to_cancel(order()))
        for action in ("action_amazon_channel_goods_left", "action_amazon_channel_goods_here"):
            with self.assertRaises(AccessError):
                getattr(shipped.with_user(self.auditor), action)()
        with self.assertRaises(AccessError):
            asked.with_user(self.auditor).action_amazon_channel_refuse_cancel()
        self.assertTrue(asked.amazon_channel_cancel_requested)

    def test_operator_closes_an_issue(self):
        issue = self.imported(asking_to_cancel(order())).amazon_channel_issue_ids
        issue.with_user(self.operator).action_close()
        self.assertEqual(issue.state, "closed")

    def test_picker_is_told_why_a_delivery_is_blocked(self):
        sale_order = self.imported(asking_to_cancel(order()))
        with self.assertRaisesRegex(UserError, "asks to cancel"):
            sale_order.picking_ids.with_user(self.picker).button_validate()

    def test_picker_ships_an_order_of_amazon(self):
        self.stock_up(self.mug, 5)
        sale_order = self.imported(order())
        pickings = sale_order.picking_ids.with_user(self.picker)
        pickings.move_ids.write({"quantity": 1, "picked": True})
        pickings.button_validate()
        self.assertEqual(pickings.state, "done")

    def test_salesperson_confirms_own_orders_as_before(self):
        partner = self.env["res.partner"].create({"name": "Somebody"})
        sale_order = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create({"partner_id": partner.id, "order_line": [Command.create({"product_id": self.mug.id})]})
        )
        sale_order.action_confirm()
        self.assertEqual(sale_order.state, "sale")

    def test_accountant_invoices_an_order_of_amazon(self):
        sale_order = self.imported(order(item("LAMP", "16.80", tax="3.19"), marketplace="DE"))
        invoice = sale_order.with_user(self.accountant)._create_invoices()
        invoice.action_post()
        self.assertEqual(f"{invoice.amount_total:.2f}", "19.99")

    # -- Screens -----------------------------------------------------------------------------------------------

    def open_form(self, user, record):
        """Open the form of a record as its user sees it; return the names of its fields."""
        form = Form(record.with_user(user))
        return set(form._view["fields"])

    def test_sale_order_opens_for_everybody_who_sells_or_invoices(self):
        sale_order = self.imported(asking_to_cancel(order()))
        for user in (self.operator, self.manager, self.accountant, self.salesperson, self.administrator):
            with self.subTest(user=user.login):
                names = self.open_form(user, sale_order)
                self.assertIn("amazon_channel_ship_by", names)
                self.assertIn("amazon_channel_tax_collected", names)

    def test_inbox_opens_for_those_who_read_it(self):
        row = self.receive(order(item("VASE")))
        for user in (self.operator, self.manager, self.accountant, self.auditor, self.administrator):
            with self.subTest(user=user.login):
                names = self.open_form(user, row)
                self.assertEqual("payload" in names, user == self.administrator)

    def test_salesperson_opens_orders_that_are_not_from_amazon(self):
        partner = self.env["res.partner"].create({"name": "Somebody"})
        sale_order = self.env["sale.order"].with_user(self.salesperson).create({"partner_id": partner.id})
        self.open_form(self.salesperson, sale_order)

    def test_delivery_opens_for_operators(self):
        sale_order = self.imported(order(status="SHIPPED"))
        self.assertIn("amazon_channel_ship_by", self.open_form(self.operator, sale_order.picking_ids))

    def test_warehouse_sees_the_deadlines_of_a_delivery(self):
        sale_order = self.imported(order())
        names = ["amazon_channel_id", "amazon_channel_order_ref", "amazon_channel_ship_by", "amazon_channel_deliver_by"]
        [values] = sale_order.picking_ids.with_user(self.picker).read(names)
        self.assertTrue(all(values[name] for name in names), values)

    def test_channel_opens_for_everybody_who_may_read_it(self):
        for user in (self.operator, self.manager, self.accountant, self.auditor, self.picker, self.salesperson):
            with self.subTest(user=user.login):
                self.assertIn("marketplace_id", self.open_form(user, self.channel))

    def test_lists_open_for_those_who_read_them(self):
        self.receive(order(item("VASE")), asking_to_cancel(order()))
        for user in (self.operator, self.manager, self.accountant):
            for model in ("amazon.channel.order", "amazon.channel.order.hold", "amazon.channel.issue"):
                with self.subTest(user=user.login, model=model):
                    view = self.env[model].with_user(user).get_view(view_type="list")
                    names = list(view["models"][model])
                    self.assertTrue(self.env[model].with_user(user).search([]).read(names))
