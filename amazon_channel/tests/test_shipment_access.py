"""Who may see and enter what of shipments and cancellations; every screen opens for those who need it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .order_documents import asking_to_cancel, order
from .shipment_common import ShipmentCase


@tagged("post_install", "-at_install")
class TestShipmentAccess(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls.create_user("larkspur_operator", "amazon_channel.amazon_channel_group_user")
        cls.manager = cls.create_user("larkspur_manager", "amazon_channel.amazon_channel_group_manager")
        cls.accountant = cls.create_user("larkspur_accountant", "account.group_account_invoice")
        # As people are set up in Odoo: whoever works somewhere may enter contacts.
        cls.picker = cls.create_user("larkspur_picker", "stock.group_stock_user,base.group_partner_manager")
        cls.salesperson = cls.create_user("larkspur_salesperson", "sales_team.group_sale_salesman_all_leads")
        cls.everybody = (cls.operator, cls.manager, cls.accountant, cls.picker, cls.salesperson)

    def may(self, user, records):
        """What somebody may do with these records."""
        rights = records.with_user(user)
        return [operation for operation in ("read", "write", "create", "unlink") if rights.has_access(operation)]

    def waiting(self):
        """A package that has left without tracking number."""
        _sale_order, picking = self.sold(1)
        return self.ship(picking, tracking=False)

    # -- Rights ------------------------------------------------------------------------------------------------

    def test_outbox_is_written_by_those_who_ship_and_read_by_those_who_sell_or_invoice(self):
        submission = self.waiting()
        for user in (self.operator, self.manager, self.picker):
            self.assertEqual(self.may(user, submission), ["read", "write"], user.login)
        for user in (self.accountant, self.salesperson):
            self.assertEqual(self.may(user, submission), ["read"], user.login)

    def test_warehouse_worker_enters_the_number_that_is_missing(self):
        submission = self.waiting()
        submission.with_user(self.picker).tracking_number = "1Z-LATER"
        self.assertEqual((submission.state, submission.picking_id.carrier_tracking_ref), ("to_send", "1Z-LATER"))

    def test_nobody_says_by_hand_that_amazon_knows(self):
        submission = self.waiting()
        for user in (self.picker, self.operator, self.manager):
            with self.assertRaises(AccessError):
                submission.with_user(user).state = "done"

    def test_salesperson_changes_no_number(self):
        submission = self.waiting()
        with self.assertRaises(AccessError):
            submission.with_user(self.salesperson).tracking_number = "1Z-MINE"

    def test_another_company_sees_nothing(self):
        submission = self.waiting()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.create_user("other_manager", "amazon_channel.amazon_channel_group_manager")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        outbox = self.env["amazon.channel.submission"]
        self.assertEqual(outbox.search([("id", "=", submission.id)]), submission)
        self.assertFalse(outbox.with_user(stranger).search([("id", "=", submission.id)]))

    # -- The button on the delivery ----------------------------------------------------------------------------

    def test_nothing_to_press_while_a_number_is_missing_or_amazon_knows(self):
        submission = self.waiting()
        picking = submission.picking_id
        self.assertFalse(picking.amazon_channel_can_confirm)
        submission.sudo().write({"state": "refused"})
        self.assertTrue(picking.amazon_channel_can_confirm)
        submission.sudo().write({"state": "done"})
        self.assertFalse(picking.amazon_channel_can_confirm)

    def test_substitute_beside_a_confirmed_package_can_still_be_told(self):
        sale_order, picking = self.sold(1, 1)
        substitute = self.create_product("CUP")
        self.stock_up(substitute, 5)
        second = picking.move_ids[1]
        second.product_uom_qty = 0
        move = {"product_id": substitute.id, "product_uom": substitute.uom_id.id, "product_uom_qty": 1}
        places = {"location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id}
        picking.move_ids = [Command.create({**move, **places, "company_id": self.company.id})]
        self.ship(picking, *(0 if one == second else 1 for one in picking.move_ids), backorder=False)
        picking.amazon_channel_submission_ids.state = "done"
        self.assertIn("goods_without_item", sale_order.amazon_channel_issue_ids.mapped("code"))
        self.assertTrue(picking.amazon_channel_can_confirm)

    # -- Screens -----------------------------------------------------------------------------------------------

    def open_form(self, user, record, view=None):
        """Open the form of a record as its user sees it; return the names of its fields."""
        return set(Form(record.with_user(user), view)._view["fields"])

    def test_delivery_that_waits_opens_with_its_packages(self):
        picking = self.waiting().picking_id
        for user in (self.operator, self.manager, self.picker, self.salesperson):
            with self.subTest(user=user.login):
                self.assertIn("amazon_channel_submission_ids", self.open_form(user, picking))

    def test_outbox_opens_for_everybody_who_reads_it(self):
        submission = self.waiting()
        for user in self.everybody:
            with self.subTest(user=user.login):
                self.assertIn("note", self.open_form(user, submission))
                submission.with_user(user).search_read([("id", "=", submission.id)], ["note", "items_text"])

    def test_sale_order_with_a_refused_cancellation_opens(self):
        sale_order = self.imported(order())
        sale_order.with_context(amazon_channel_cancel_reason="NoInventory")._action_cancel()
        sale_order.amazon_channel_submission_ids._refused("It is too late.")
        for user in (self.operator, self.manager, self.accountant, self.salesperson):
            with self.subTest(user=user.login):
                self.assertIn("amazon_channel_cancel_state", self.open_form(user, sale_order))

    def test_those_who_sell_choose_why_an_order_is_cancelled(self):
        for user in (self.operator, self.manager, self.salesperson):
            with self.subTest(user=user.login):
                sale_order = self.imported(asking_to_cancel(order()))
                action = sale_order.with_user(user).action_amazon_channel_accept_cancel()
                wizard = self.env["amazon.channel.cancel"].with_user(user).with_context(**action["context"])
                form = Form(wizard)
                self.assertEqual((form.cancel_reason, len(form.line_ids)), ("BuyerCanceled", 1))
                form.save().action_cancel_orders()
                self.assertEqual(sale_order.state, "cancel")

    def test_several_orders_are_cancelled_for_one_reason_others_are_left_out(self):
        ours = self.imported(order()) | self.imported(order())
        other = self.env["sale.order"].create({"partner_id": ours[0].partner_id.id, "company_id": self.company.id})
        action = (ours | other).with_user(self.operator).action_amazon_channel_cancel_many()
        wizard = self.env["amazon.channel.cancel"].with_user(self.operator).with_context(**action["context"])
        form = Form(wizard)
        form.cancel_reason = "NoInventory"
        form.save().action_cancel_orders()
        self.assertEqual((ours.mapped("state"), other.state), (["cancel", "cancel"], "draft"))
        self.assertEqual(set(ours.amazon_channel_submission_ids.mapped("state")), {"to_send"})
        with self.assertRaisesRegex(UserError, "any of these"):
            other.with_user(self.operator).action_amazon_channel_cancel_many()

    def test_package_and_its_number_open_for_the_warehouse(self):
        package = self.env["stock.package"].create({"name": "PACK1"})
        form = Form(package.with_user(self.picker))
        form.amazon_channel_tracking_ref = "1Z-PACK"
        form.save()
        self.assertEqual(package.amazon_channel_tracking_ref, "1Z-PACK")

    def test_delivery_method_opens_for_those_who_look_after_it(self):
        keeper = self.create_user("larkspur_keeper", "stock.group_stock_manager")
        for user in (self.salesperson, keeper):
            with self.subTest(user=user.login):
                self.assertIn("amazon_channel_carrier_id", self.open_form(user, self.parcel))
