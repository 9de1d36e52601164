"""Amazon's ship-by times on deliveries: what is late, due today, at risk, and how many of them there are."""

from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .order_common import OrderCase
from .order_documents import item, order

NOW = "2026-03-03 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDeadline(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "UTC"
        cls.stock_up(cls.mug, 100)

    def delivery(self, hours, *items):
        """A delivery that has to leave so many hours from now, of mugs that are in stock."""
        ship_by = datetime.fromisoformat(NOW) + timedelta(hours=hours)
        sale_order = self.imported(order(*(items or [item("MUG")])))
        sale_order.amazon_channel_ship_by = ship_by
        return sale_order.picking_ids

    def missing(self, hours):
        """Such a delivery of goods that are not in stock."""
        return self.delivery(hours, item("LAMP"))

    def assert_deadline(self, picking, deadline, at_risk=False):
        """The field and the search agree."""
        self.assertEqual((picking.amazon_channel_deadline, picking.amazon_channel_at_risk), (deadline, at_risk))
        pickings = self.env["stock.picking"]
        for value in ("late", "today", "at_risk", "ok", "none"):
            found = pickings.search([("id", "=", picking.id), ("amazon_channel_deadline", "=", value)])
            self.assertEqual(bool(found), value == deadline, value)
        found = pickings.search([("id", "=", picking.id), ("amazon_channel_at_risk", "=", True)])
        self.assertEqual(bool(found), at_risk)

    # -- One delivery ------------------------------------------------------------------------------------------

    def test_a_delivery_whose_time_has_passed_is_late(self):
        self.assert_deadline(self.delivery(-1), "late")

    def test_a_delivery_of_this_evening_is_to_ship_today(self):
        self.assert_deadline(self.delivery(11), "today")

    def test_a_delivery_of_tomorrow_is_in_time(self):
        self.assert_deadline(self.delivery(13), "ok")

    def test_a_delivery_of_tomorrow_without_stock_is_at_risk(self):
        self.assert_deadline(self.missing(13), "at_risk", at_risk=True)

    def test_a_delivery_of_next_week_without_stock_is_in_time(self):
        self.assert_deadline(self.missing(100), "ok")

    def test_a_late_delivery_without_stock_is_at_risk_too(self):
        self.assert_deadline(self.missing(-1), "late", at_risk=True)

    def test_a_delivery_with_half_of_its_goods_is_at_risk(self):
        self.assert_deadline(self.delivery(13, item("MUG"), item("LAMP")), "at_risk", at_risk=True)

    def test_goods_that_arrive_end_the_risk(self):
        picking = self.missing(13)
        self.stock_up(self.lamp, 5)
        picking.action_assign()
        self.assert_deadline(picking, "ok")

    def test_what_has_left_has_no_deadline(self):
        picking = self.delivery(-1)
        self.deliver(picking.sale_id)
        self.assertEqual(picking.state, "done")
        self.assert_deadline(picking, "none")

    def test_what_was_shipped_outside_odoo_has_no_deadline(self):
        picking = self.delivery(-1)
        picking.amazon_channel_shipped_elsewhere = True
        self.assert_deadline(picking, "none")

    def test_other_deliveries_have_no_deadline(self):
        picking = self.env["stock.picking"].create(
            {"picking_type_id": self.warehouse.out_type_id.id, "company_id": self.company.id}
        )
        self.assert_deadline(picking, "none")

    def test_a_day_ends_at_the_users_midnight(self):
        picking = self.delivery(13)  # Tomorrow at one o'clock in UTC, today at five in the afternoon in Los Angeles.
        self.assertEqual(picking.with_context(tz="America/Los_Angeles").amazon_channel_deadline, "today")
        self.assertEqual(picking.with_context(tz="Asia/Tokyo").amazon_channel_deadline, "ok")
        today = [("id", "=", picking.id), ("amazon_channel_deadline", "=", "today")]
        self.assertTrue(picking.with_context(tz="America/Los_Angeles").search(today))
        self.assertFalse(picking.search(today))

    def test_the_time_left_is_told_in_words(self):
        self.assertEqual(self.delivery(5).amazon_channel_time_left, "5 hours left")
        self.assertEqual(self.delivery(-50).amazon_channel_time_left, "2 days late")

    def test_what_must_not_be_shipped_says_so(self):
        picking = self.delivery(5)
        picking.sale_id.amazon_channel_cancel_requested = True
        self.assertEqual(picking.amazon_channel_time_left, "Do not ship")

    def test_what_is_not_urgent_is_found_too(self):
        late, good = self.delivery(-1), self.delivery(100)
        found = late.search([("id", "in", (late | good).ids), ("amazon_channel_deadline", "!=", "late")])
        self.assertEqual(found, good)

    # -- Several steps -----------------------------------------------------------------------------------------

    def chain(self, hours, product, quantity):
        """A delivery that waits for a transfer from the shelves to the dock."""
        delivery = self.delivery(hours, item(product.default_code))
        dock = self.env["stock.location"].create({"name": "Dock", "usage": "internal", "company_id": self.company.id})
        delivery.do_unreserve()
        pick = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": dock.id,
                "picking_type_id": self.warehouse.int_type_id.id,
                "company_id": self.company.id,
                "move_dest_ids": [(4, delivery.move_ids.id)],
            }
        )
        delivery.move_ids.write({"procure_method": "make_to_order", "location_id": dock.id, "state": "waiting"})
        pick._action_confirm()
        pick._action_assign()
        return delivery

    def test_a_delivery_whose_goods_are_being_picked_is_not_at_risk(self):
        self.assert_deadline(self.chain(13, self.mug, 1), "ok")

    def test_a_delivery_whose_goods_cannot_be_picked_is_at_risk(self):
        self.assert_deadline(self.chain(13, self.lamp, 1), "at_risk", at_risk=True)

    # -- Counters ----------------------------------------------------------------------------------------------

    def test_channel_and_operation_type_count_what_is_urgent(self):
        for hours in (-1, -2, 5):
            self.delivery(hours)
        self.missing(13)
        for record, prefix in ((self.channel, ""), (self.warehouse.out_type_id, "amazon_channel_")):
            counts = [record[f"{prefix}{name}_count"] for name in ("late", "today", "at_risk")]
            self.assertEqual(counts, [2, 1, 1], record)

    def test_a_counter_opens_the_list_behind_it(self):
        late, _risky = self.delivery(-1), self.missing(13)
        action = self.channel.with_context(amazon_channel_deadline="late").action_open_deliveries()
        self.assertIn("search_default_amazon_channel_late", action["context"])
        found = self.env["stock.picking"].search([*action["domain"], ("amazon_channel_deadline", "=", "late")])
        self.assertEqual(found, late)

    def test_urgency_of_many_deliveries_costs_no_more_queries(self):
        pickings = self.delivery(-1) | self.missing(13)
        counts = []
        for some in (pickings[:1], pickings):
            self.env.invalidate_all()
            some.mapped("state")
            before = self.env.cr.sql_log_count
            some.mapped("amazon_channel_deadline")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
