from unittest.mock import patch

from odoo.tests import tagged

from .shipping_common import ShippingCase

ORDER_SYNC = "odoo.addons.amazon_channel.models.amazon_channel_order_sync_feed"


@tagged("post_install", "-at_install")
class TestShipmentFeeds(ShippingCase):
    """More packages than single calls can tell in time go out in one feed."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch(f"{ORDER_SYNC}.FEED_FROM", 3))

    def shipped_in_a_feed(self, count=5):
        submissions = self.ship(self.bought_many(count), tracking=None)
        self.sync_orders()
        return submissions

    def test_many_packages_are_confirmed_by_one_feed(self):
        submissions = self.shipped_in_a_feed()
        self.assertEqual(set(submissions.mapped("state")), {"feed"})
        self.follow_feeds()
        self.assertEqual((set(submissions.mapped("state")), self.confirmed_calls()), ({"sent"}, []))
        self.assertEqual(len(self.calls("createFeed")), 1)
        self.sync()
        self.assertEqual(set(submissions.mapped("state")), {"done"})
        for submission in submissions:
            number = submission.order_id.amazon_order_ref
            self.assertEqual(self.packages(number), [("UPS", submission.tracking_number, submission.items)])

    def test_a_few_packages_do_not_wait_for_a_feed(self):
        self.ship(self.bought_many(3), tracking=None)
        self.sync_orders()
        self.assertEqual((len(self.confirmed_calls()), self.calls("createFeed")), (3, []))

    def test_one_bad_message_does_not_spoil_the_feed(self):
        submissions = self.ship(self.bought_many(5), tracking=None)
        self.simulator.cancel_order(submissions[2].order_id.amazon_order_ref)
        self.sync_orders()
        self.follow_feeds()
        self.run_cron("sync_orders")
        others = submissions - submissions[2]
        self.assertEqual(set(others.mapped("state")), {"sent"})
        self.assertNotIn(submissions[2].state, ("sent", "done"))

    def test_packages_that_are_shipped_already_are_success(self):
        submissions = self.ship(self.bought_many(4), tracking=None)
        self.simulator.ship_order(submissions[0].order_id.amazon_order_ref)
        self.sync_orders()
        self.follow_feeds()
        submissions.next_attempt_at = False
        self.run_cron("sync_orders")
        self.assertEqual(submissions[0].state, "done")

    def test_a_feed_that_amazon_gives_up_on_is_sent_again(self):
        self.simulator.fail_next_feed("FATAL")
        submissions = self.shipped_in_a_feed()
        self.follow_feeds()
        self.assertEqual(set(submissions.mapped("state")), {"to_send"})
        self.assertNotIn("<", submissions[0].note)
        submissions.next_attempt_at = False
        self.sync_orders()
        self.follow_feeds()
        self.assertEqual(set(submissions.mapped("state")), {"sent"})

    def test_a_package_without_number_goes_out_in_a_feed(self):
        carrier = self.env["delivery.carrier"].search([("name", "=", "Parcel Standard")])
        carrier.amazon_channel_tracking_required = False
        number, order = self.bought()
        order.picking_ids.carrier_id = carrier
        submission = self.ship(order.picking_ids, tracking=None)
        self.sync_orders()
        self.follow_feeds()
        self.assertEqual((submission.state, self.status(number), self.confirmed_calls()), ("sent", "SHIPPED", []))

    def test_a_number_corrected_while_the_feed_is_under_way_is_told_afterwards(self):
        submissions = self.shipped_in_a_feed()
        self.run_cron("follow_documents")
        submissions[0].picking_id.carrier_tracking_ref = "1Z-CORRECTED"
        self.follow_feeds()
        self.run_cron("sync_orders")
        (package,) = self.packages(submissions[0].order_id.amazon_order_ref)
        self.assertEqual(package[1], "1Z-CORRECTED")

    def test_a_feed_that_waits_is_taken_back_when_the_channel_goes_back_to_shadow(self):
        submissions = self.shipped_in_a_feed()
        self.channels.action_go_shadow()
        self.follow_feeds()
        self.assertEqual(set(submissions.mapped("state")), {"to_send"})
        self.assertEqual({self.status(one.order_id.amazon_order_ref) for one in submissions}, {"UNSHIPPED"})
