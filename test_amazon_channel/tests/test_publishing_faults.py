"""Publishing while Amazon, the network and the server fail."""

from contextlib import suppress
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.amazon_channel.models import amazon_channel_listing_publish_check as checking
from odoo.addons.amazon_channel.models import amazon_channel_listing_publish_send as sending

from .publishing_common import PublishingCase


@tagged("post_install", "-at_install")
class TestPublishingFaults(PublishingCase):
    def die_at(self, target, name):
        """Run the schedule with a process that dies when it gets to this method, before it does anything."""
        with self.dying(target, name), suppress(KeyboardInterrupt), self.request() as env:
            env["amazon.channel.listing.publish"]._cron_publish_listings()
        self.env.invalidate_all()

    def finish(self, publication):
        """Run on until nothing changes any more."""
        for _turn in range(4):
            self.later()
            self.publish()
        self.assertEqual(publication.state, "done", self.messages(publication))

    def test_a_crash_between_any_two_steps_puts_nothing_twice(self):
        steps = (
            ("amazon.channel.publication", "_build"),
            ("amazon.channel.publication", "_take_document"),
            ("amazon.channel.publication", "_take_restrictions"),
            ("amazon.channel.publication", "_take_preview"),
            ("amazon.channel.publication", "_pass_checks"),
            ("amazon.channel.listing.publish", "_tell"),
            ("amazon.channel.listing.publish", "_take_answer"),
            ("amazon.channel.publication", "_accepted"),
            ("amazon.channel.publication", "_compare"),
            ("amazon.channel.publication", "_arrived"),
        )
        for number, (target, name) in enumerate(steps):
            with self.subTest(name):
                sku = f"PUB-DIE-{number}"
                publication = self.start(self.product(sku, 910 + number), self.full)
                self.die_at(target, name)
                self.later()
                self.die_at(target, name)
                self.finish(publication)
                puts = [call for call in self.puts() if sku in call.path]
                self.assertEqual(len(puts), 1)

    def test_a_put_whose_answer_is_lost_is_looked_up_and_not_repeated(self):
        self.simulator.add_fault("putListingsItem", "reset_after", after=1)
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.assertTrue(publication.ask_first)
        self.finish(publication)
        self.assertEqual(len(self.puts()), 1)

    def test_answers_lost_in_a_row_end_the_run_and_none_is_repeated_unseen(self):
        self.simulator.add_fault("putListingsItem", "reset_after", after=3, times=3)
        products = self.product("PUB-1", 900) | self.product("PUB-2", 901) | self.product("PUB-3", 902)
        publications = self.start(products, self.full)
        self.assertEqual(self.publish()[:1].state, "failed")
        self.assertTrue(all(publications.mapped("ask_first")))
        for publication in publications:
            self.finish(publication)
        self.assertEqual(len(self.puts()), 3)

    def test_a_put_that_never_arrived_is_sent_again(self):
        self.simulator.add_fault("putListingsItem", "reset", after=1)
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.finish(publication)

    def test_server_errors_delay_and_lose_nothing(self):
        self.simulator.add_fault("putListingsItem", "status", status=500, times=3)
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.finish(publication)
        self.assertEqual(len([call for call in self.puts() if call.status == 200]), 1)

    def test_when_amazon_throttles_the_run_ends_and_the_schedule_is_woken(self):
        self.simulator.add_fault("putListingsItem", "throttle", times=10)
        publication = self.start(self.product("PUB-1", 900), self.full)
        run = self.publish()[-1:]
        self.assertEqual(run.state, "throttled")
        self.assertEqual(publication.state, "to_check")
        self.assertFalse(publication.attempts)
        cron = self.env.ref("amazon_channel.ir_cron_publish_listings")
        self.assertTrue(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]))

    def test_a_throttled_put_is_not_taken_for_an_uncertain_one(self):
        self.simulator.add_fault("putListingsItem", "throttle", times=10, after=1)
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.assertEqual((publication.state, publication.ask_first), ("to_send", False))

    def test_a_missing_role_is_an_issue_and_the_rest_waits(self):
        self.simulator.add_fault("putListingsItem", "status", status=403, times=None)
        self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        domain = [("code", "=", "access_denied"), ("state", "=", "open")]
        self.assertEqual(self.env["amazon.channel.issue"].search_count(domain), 1)

    # -- People who change their minds meanwhile ---------------------------------------------------------------

    def meanwhile(self, operation, act, module=checking):
        """Let somebody do something while Amazon is asked by this call."""
        call = getattr(module, operation)

        def acting(*args, **options):
            act()
            return call(*args, **options)

        return patch.object(module, operation, acting)

    def test_what_is_cancelled_while_amazon_is_asked_stays_cancelled(self):
        product = self.product("PUB", 505)
        for number, (operation, template) in enumerate(
            (
                ("search_catalog_items", self.offer),
                ("get_listings_restrictions", self.offer),
                ("put_listings_item", self.full),
            )
        ):
            with self.subTest(operation):
                product.default_code = f"PUB-{number}"
                publication = self.start(product, template)
                with self.meanwhile(operation, publication.action_cancel):
                    self.publish()
                self.assertEqual(publication.state, "cancelled")
                self.assertFalse(self.puts())

    def test_what_is_cancelled_while_others_are_sent_is_not_sent(self):
        publications = self.start(self.product("PUB-1", 900) | self.product("PUB-2", 901), self.full)
        with patch.object(type(publications), "_accepted", lambda told, *args: (publications - told).action_cancel()):
            self.publish()
        self.assertEqual(len(self.puts()), 1)
        self.assertEqual(sorted(publications.mapped("state")), ["cancelled", "to_send"])

    def replace(self, product):
        self.env.invalidate_all()
        self.start(product, self.full)
        self.env.flush_all()

    def test_what_is_replaced_while_amazon_is_told_leaves_the_newer_one_to_be_sent(self):
        product = self.product("PUB-1", 900)
        first = self.start(product, self.full)
        with self.meanwhile("put_listings_item", lambda: self.replace(product), sending), self.request() as env:
            env["amazon.channel.listing.publish"]._cron_publish_listings()
        newer = first.listing_id.publication_ids - first
        self.assertEqual((first.state, newer.state), ("cancelled", "to_check"))
        self.finish(newer)

    def test_a_question_that_amazon_calls_wrong_blocks_and_is_not_repeated(self):
        self.simulator.add_fault("getListingsRestrictions", "status", status=400, times=None)
        publication = self.start(self.product("PUB-OFFER", 505), self.offer)
        self.publish()
        self.assertEqual((publication.state, publication.error_count), ("blocked", 1))

    # -- Feeds -------------------------------------------------------------------------------------------------

    def many(self, count):
        products = self.env["product.product"].browse()
        for number in range(count):
            products |= self.product(f"PUB-{number}", 1000 + number)
        return self.start(products, self.full)

    def test_many_go_in_one_feed_and_each_has_its_own_result(self):
        publications = self.many(60)
        self.publish()
        self.assertEqual(set(publications.mapped("state")), {"feed"})
        self.assertFalse(self.puts())
        self.assertEqual(len(self.puts(preview=True)), 5)
        bad = publications[3:6]
        self.simulator.fail_next_feed("PARTIAL", messages=bad.ids)
        self.follow_feeds()
        self.assertEqual(len(self.calls("createFeed")), 1)
        self.assertEqual(publications.filtered(lambda one: one.state == "refused"), bad)
        self.assertTrue(all(bad.mapped("first_finding")))
        self.later()
        self.publish()
        self.assertEqual(set((publications - bad).mapped("state")), {"done"})
        self.assertEqual(set(bad.mapped("state")), {"refused"})
        refused = self.env["amazon.channel.issue"].search(
            [("code", "=", "publication_refused"), ("state", "=", "open")]
        )
        self.assertIn("3", refused.name)

    def test_a_feed_that_amazon_cannot_read_is_sent_again(self):
        publications = self.many(60)
        self.publish()
        self.simulator.fail_next_feed("FATAL")
        self.follow_feeds()
        self.assertEqual(set(publications.mapped("state")), {"to_send"})
        self.later()
        self.publish()
        self.follow_feeds()
        self.later()
        self.publish()
        self.assertEqual(set(publications.mapped("state")), {"done"})

    def test_going_back_to_shadow_takes_a_waiting_feed_back(self):
        publications = self.many(60)
        self.publish()
        self.channel.action_go_shadow()
        self.assertEqual(set(publications.mapped("state")), {"ready"})
        self.follow_feeds()
        self.assertFalse(self.calls("createFeed"))

    def test_a_template_that_amazon_refuses_altogether_stops_after_the_sample(self):
        self.simulator.restrict_brand("Larkspur")
        publications = self.many(60)
        self.publish()
        self.assertEqual(set(publications.mapped("state")), {"blocked"})
        self.assertEqual(len(self.puts(preview=True)), 5)

    def test_a_crash_while_a_feed_is_queued_leaves_no_half(self):
        publications = self.many(60)
        self.die_at("amazon.channel.document", "_queue_feed")
        self.assertEqual(set(publications.mapped("state")), {"to_send"})
        self.publish()
        self.assertEqual(self.env["amazon.channel.document"].search_count([("purpose", "=", "publications")]), 1)

    def test_hundreds_of_products_go_in_one_feed_and_each_has_its_own_result(self):
        publications = self.many(300)
        self.publish()
        bad = publications[::30]
        self.simulator.fail_next_feed("PARTIAL", messages=bad.ids)
        self.follow_feeds()
        self.assertEqual(len(self.calls("createFeed")), 1)
        self.assertEqual(publications.filtered(lambda one: one.state == "refused"), bad)
        self.assertEqual(set((publications - bad).mapped("state")), {"sent"})
        self.assertGreater(sending.FEED_SIZE, 1000)
