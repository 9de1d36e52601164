"""What Amazon is to be told when goods leave: which packages, which items, how many."""

from odoo.fields import Command
from odoo.tests import tagged

from .order_documents import item, order
from .shipment_common import ShipmentCase


@tagged("post_install", "-at_install")
class TestShipment(ShipmentCase):
    # -- Whole, in parts, in packages --------------------------------------------------------------------------

    def test_whole_delivery_is_told_once_with_its_carrier_and_number(self):
        sale_order, picking = self.sold(2)
        submission = self.ship(picking)
        self.assertEqual(self.told(sale_order), [{"MUG": 2}])
        self.assertEqual(
            (submission.state, submission.carrier_code, submission.tracking_number), ("to_send", "UPS", "1Z001")
        )
        self.assertEqual(submission.shipped_at, picking.date_done)
        self.assertEqual(submission.deadline, sale_order.amazon_channel_ship_by)

    def test_backorder_is_told_when_it_leaves(self):
        sale_order, picking = self.sold(3)
        self.ship(picking, 1)
        self.assertEqual(self.told(sale_order), [{"MUG": 1}])
        self.ship(self.open_delivery(sale_order))
        self.assertEqual(self.told(sale_order), [{"MUG": 1}, {"MUG": 2}])

    def test_delivery_without_backorder_tells_what_has_left_only(self):
        sale_order, picking = self.sold(3)
        self.ship(picking, 1, backorder=False)
        self.assertEqual(self.told(sale_order), [{"MUG": 1}])

    def test_each_package_is_told_with_its_own_items_and_number(self):
        sale_order = self.imported(order(item("MUG", "20.00", 2), item("KETTLE", "30.00")))
        picking = self.open_delivery(sale_order)
        packages = self.put_in_packages(picking, {self.mug: 1}, {self.mug: 1, self.kettle: 1})
        packages[0].amazon_channel_tracking_ref, packages[1].amazon_channel_tracking_ref = "1Z-A", "1Z-B"
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.told(sale_order), [{"MUG": 1}, {"MUG": 1, "KETTLE": 1}])
        self.assertEqual(picking.amazon_channel_submission_ids.mapped("tracking_number"), ["1Z-A", "1Z-B"])
        numbers = [submission._as_shipment().package_ref for submission in picking.amazon_channel_submission_ids]
        self.assertEqual(len(set(numbers)), 2)
        self.assertTrue(all(number.isdecimal() for number in numbers))

    def test_as_many_numbers_as_packages_are_shared_out(self):
        _sale_order, picking = self.sold(2)
        self.put_in_packages(picking, {self.mug: 1}, {self.mug: 1})
        picking.carrier_tracking_ref = "1Z-A, 1Z-B"
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.amazon_channel_submission_ids.mapped("tracking_number"), ["1Z-A", "1Z-B"])

    def test_one_number_for_two_packages_waits_for_the_others(self):
        _sale_order, picking = self.sold(2)
        packages = self.put_in_packages(picking, {self.mug: 1}, {self.mug: 1})
        picking.carrier_tracking_ref = "1Z-A"
        picking.with_context(skip_backorder=True).button_validate()
        submissions = picking.amazon_channel_submission_ids
        self.assertEqual(submissions.mapped("waiting_for"), ["tracking", "tracking"])
        self.assertIn(packages[0].name, submissions[0].note)
        submissions[0].tracking_number = "1Z-A"
        self.assertEqual(packages[0].amazon_channel_tracking_ref, "1Z-A")
        self.assertEqual(submissions.mapped("state"), ["to_send", "waiting"])

    def test_package_without_number_beside_one_that_has_its_own_is_named(self):
        _sale_order, picking = self.sold(2)
        packages = self.put_in_packages(picking, {self.mug: 1}, {self.mug: 1})
        packages[0].amazon_channel_tracking_ref = "1Z-A"
        picking.with_context(skip_backorder=True).button_validate()
        first, second = picking.amazon_channel_submission_ids.sorted("id")
        self.assertEqual((first.state, second.waiting_for), ("to_send", "tracking"))
        self.assertIn(packages[1].name, second.note)

    def test_two_items_of_one_product_are_told_as_two_items(self):
        sale_order, picking = self.sold(1, 2)
        submission = self.ship(picking)
        refs = sale_order.order_line.mapped("amazon_channel_item_ref")
        self.assertEqual(submission.items, {refs[0]: 1, refs[1]: 2})

    # -- Units, substitutes, parts of lines ---------------------------------------------------------------------

    def test_dozens_are_told_in_amazons_pieces(self):
        sale_order, picking = self.sold(24)
        dozen = self.env.ref("uom.product_uom_dozen")
        picking.move_ids.write({"product_uom": dozen.id, "product_uom_qty": 2})
        self.ship(picking, 2)
        self.assertEqual(self.told(sale_order), [{"MUG": 24}])

    def test_line_that_somebody_put_into_dozens_is_told_in_pieces(self):
        sale_order, _picking = self.sold(12)
        sale_order.order_line.write({"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "product_uom_qty": 1})
        self.ship(self.open_delivery(sale_order))
        self.assertEqual(self.told(sale_order), [{"MUG": 12}])

    def test_line_that_stands_for_an_item_is_told_as_that_item(self):
        sale_order, picking = self.sold(2)
        line = sale_order.order_line
        sale_order.order_line = [
            Command.create(
                {
                    "product_id": self.lamp.id,
                    "product_uom_qty": 1,
                    "price_unit": 0,
                    "amazon_channel_substitute_for_id": line.id,
                }
            )
        ]
        picking = self.open_delivery(sale_order)
        quantities = [1 for _move in picking.move_ids]
        self.ship(picking, *quantities)
        self.assertEqual(self.told(sale_order), [{"MUG": 2}])

    def test_same_product_added_by_hand_counts_for_its_item(self):
        sale_order, picking = self.sold(2)
        picking.move_ids.product_uom_qty = 1
        sale_order.order_line = [Command.create({"product_id": self.mug.id, "product_uom_qty": 1, "price_unit": 0})]
        for delivery in self.open_delivery(sale_order):
            self.ship(delivery)
        self.assertEqual(sum(package["MUG"] for package in self.told(sale_order)), 2)

    def test_substitute_put_on_the_delivery_by_hand_is_told_after_somebody_said_what_it_stands_for(self):
        sale_order, picking = self.sold(1)
        picking.move_ids.product_uom_qty = 0
        picking.move_ids = [
            Command.create(
                {
                    "product_id": self.lamp.id,
                    "product_uom_qty": 1,
                    "company_id": self.company.id,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        ]
        self.ship(picking, 0, 1, backorder=False)
        self.assertEqual(self.told(sale_order), [])
        issue = sale_order.amazon_channel_issue_ids
        self.assertEqual(issue.code, "goods_without_item")
        self.assertIn("LAMP", issue.name)
        item_line, lamp_line = sale_order.order_line
        lamp_line.amazon_channel_substitute_for_id = item_line
        self.env["amazon.channel.shipment"]._tell(picking)
        self.assertEqual(self.told(sale_order), [{"MUG": 1}])
        self.assertEqual(issue.state, "closed")

    def test_never_more_than_amazon_sold(self):
        sale_order, picking = self.sold(1)
        picking.move_ids.product_uom_qty = 5
        self.ship(picking)
        self.assertEqual(self.told(sale_order), [{"MUG": 1}])

    # -- What is not told ---------------------------------------------------------------------------------------

    def test_return_tells_nothing(self):
        sale_order, picking = self.sold(1)
        self.ship(picking)
        self.ship(self.return_of(picking), tracking=False)
        self.assertEqual(self.told(sale_order), [{"MUG": 1}])

    def test_exchange_of_what_came_back_is_not_told_again(self):
        sale_order, picking = self.sold(1)
        self.ship(picking)
        again = picking.copy()
        again.move_ids.sale_line_id = sale_order.order_line
        again.action_confirm()
        self.ship(again)
        self.assertEqual(self.told(sale_order), [{"MUG": 1}])

    def test_exchange_does_not_count_for_what_was_never_shipped(self):
        sale_order, picking = self.sold(2)
        self.ship(picking, 1)
        backorder = self.open_delivery(sale_order)
        back = self.return_of(picking)
        self.ship(back, tracking=False)
        self.ship(self.return_of(back))
        self.assertEqual(self.told(sale_order), [{"MUG": 1}])
        self.ship(backorder)
        self.assertEqual(self.told(sale_order), [{"MUG": 1}, {"MUG": 1}])

    def test_orders_that_are_not_from_amazon_leave_nothing_in_the_outbox(self):
        customer = self.env["res.partner"].create({"name": "Ordinary Customer"})
        sale_order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": self.mug.id})],
            }
        )
        sale_order.action_confirm()
        self.ship(sale_order.picking_ids)
        self.assertFalse(self.env["amazon.channel.submission"].search([("sale_order_id", "=", sale_order.id)]))

    def test_picking_step_tells_nothing_and_shipping_step_does(self):
        self.warehouse.delivery_steps = "pick_ship"
        sale_order, pick = self.sold(1)
        self.ship(pick)
        self.assertEqual(self.told(sale_order), [])
        self.ship(self.open_delivery(sale_order))
        self.assertEqual(self.told(sale_order), [{"MUG": 1}])

    # -- What is missing ----------------------------------------------------------------------------------------

    def test_carrier_that_amazon_does_not_know_holds_and_the_choice_releases_all(self):
        self.parcel.amazon_channel_carrier_id = False
        submissions = self.env["amazon.channel.submission"]
        for _number in range(3):
            submissions |= self.ship(self.sold(1)[1])
        self.assertEqual(submissions.mapped("waiting_for"), ["carrier"] * 3)
        self.assertIn("Parcel", submissions[0].note)
        self.parcel.amazon_channel_carrier_id = self.ups
        self.assertEqual(submissions.mapped("state"), ["to_send"] * 3)
        self.assertEqual(submissions.mapped("carrier_code"), ["UPS"] * 3)

    def test_other_carrier_needs_its_name(self):
        other = self.env["amazon.channel.carrier"].search([("name", "=", "Other")])
        self.parcel.amazon_channel_carrier_id = other
        submission = self.ship(self.sold(1)[1])
        self.assertEqual(submission.waiting_for, "carrier")
        self.parcel.amazon_channel_carrier_name = "Larkspur Couriers"
        self.assertEqual((submission.state, submission.carrier_name), ("to_send", "Larkspur Couriers"))

    def test_delivery_without_carrier_waits_for_one(self):
        _sale_order, picking = self.sold(1)
        picking.carrier_id = False
        submission = self.ship(picking)
        self.assertEqual(submission.waiting_for, "carrier")
        picking.carrier_id = self.parcel
        self.assertEqual(submission.state, "to_send")

    def test_missing_number_waits_and_goes_out_when_it_is_entered(self):
        _sale_order, picking = self.sold(1)
        submission = self.ship(picking, tracking=False)
        self.assertEqual((submission.state, submission.waiting_for), ("waiting", "tracking"))
        self.assertEqual(picking.amazon_channel_confirmation, "waiting")
        picking.carrier_tracking_ref = "1Z777"
        self.assertEqual((submission.state, submission.tracking_number), ("to_send", "1Z777"))

    def test_number_entered_in_the_outbox_is_on_the_delivery(self):
        _sale_order, picking = self.sold(1)
        submission = self.ship(picking, tracking=False)
        worker = self.create_user("larkspur_worker", "stock.group_stock_user")
        submission.with_user(worker).tracking_number = " 1Z888 "
        self.assertEqual(picking.carrier_tracking_ref, "1Z888")
        self.assertEqual((submission.state, submission.tracking_number), ("to_send", "1Z888"))

    def test_carrier_without_numbers_waits_for_none(self):
        self.parcel.amazon_channel_tracking_required = False
        self.assertEqual(self.ship(self.sold(1)[1], tracking=False).state, "to_send")

    def test_shadow_channel_keeps_it_until_it_goes_live(self):
        self.channel.mode = "shadow"
        submission = self.ship(self.sold(1)[1])
        self.assertEqual((submission.state, submission.waiting_for), ("waiting", "live"))
        self.channel.action_go_live()
        self.assertEqual((submission.state, submission.ask_first), ("to_send", True))

    def test_corrected_number_is_told_again_for_the_same_package(self):
        _sale_order, picking = self.sold(1)
        submission = self.ship(picking)
        reference = submission._as_shipment().package_ref
        submission._accepted(submission.digest)
        self.assertEqual(submission.state, "sent")
        picking.carrier_tracking_ref = "1Z-CORRECTED"
        self.assertEqual(submission.state, "to_send")
        self.assertEqual(submission._as_shipment().tracking_number, "1Z-CORRECTED")
        self.assertEqual(submission._as_shipment().package_ref, reference)

    def test_number_that_is_wiped_out_does_not_untell_the_package(self):
        _sale_order, picking = self.sold(1)
        submission = self.ship(picking)
        submission._accepted(submission.digest)
        picking.carrier_tracking_ref = False
        self.assertEqual(submission.state, "sent")

    # -- Cost ---------------------------------------------------------------------------------------------------

    def test_telling_costs_the_same_for_few_and_for_many_deliveries(self):
        def queries(number):
            pickings = self.env["stock.picking"].union(*(self.sold(1)[1] for _number in range(number)))
            pickings.carrier_tracking_ref = "1Z"
            for move in pickings.move_ids:
                move.quantity, move.picked = 1, True
            pickings.with_context(amazon_channel_deliver=True)._action_done()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["amazon.channel.shipment"]._tell(pickings)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2)
        few, many = queries(2), queries(12)
        self.assertLessEqual(many - few, 10)
