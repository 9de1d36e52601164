from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from amazon_simulator.clock import ManualClock, parse_iso, system_clock
from amazon_simulator.page_tokens import PageTokens

from .common import EndToEndCase, new_simulator

FIVE_PAGES = 430


class Killed(BaseException):
    """What no code catches: the process is gone."""


@tagged("post_install", "-at_install")
class TestPages(EndToEndCase):
    """Which orders Amazon is asked for, page by page and window by window."""

    def assertInbox(self, numbers):
        rows = self.inbox().mapped("amazon_order_ref")
        self.assertEqual(len(rows), len(set(rows)))
        self.assertEqual(set(rows), set(numbers))

    def pages(self):
        """The calls as a word each: `first` for the first page of a window, `next` for one by its token."""
        return ["next" if "paginationToken" in call.parameters else "first" for call in self.calls()]

    # -- Pages -----------------------------------------------------------------------------------------------------

    def test_a_run_that_ended_after_page_two_is_taken_up_with_page_three(self):
        numbers = self.simulator.generate_orders(FIVE_PAGES, ["us_no_tax_state"], ["US"])
        self.simulator.add_fault("searchOrders", "status", status=500, after=2, times=2)
        self.assertEqual(self.get_orders().state, "failed")
        self.assertEqual(len(self.inbox()), 200)
        self.simulator.calls.clear()
        self.let_retry_time_pass()
        self.assertEqual(self.get_orders().state, "done")
        self.assertEqual(self.pages(), ["next", "next", "next"])
        self.assertInbox(numbers)

    def test_a_run_that_was_killed_is_taken_up_where_it_stopped(self):
        numbers = self.simulator.generate_orders(250, ["us_no_tax_state"], ["US"])
        inbox, stored = type(self.env["amazon.channel.order"]), []

        def store(orders, account, documents):
            stored.append(len(documents))
            if len(stored) == 2:
                raise Killed
            return original(orders, account, documents)

        original = inbox._store_documents
        self.patch(inbox, "_store_documents", store)
        self._get_killed()
        self.assertEqual(len(self.inbox()), 100)
        self.simulator.calls.clear()
        self.get_orders()
        self.assertEqual(self.pages(), ["next", "next"])
        self.assertInbox(numbers)

    def test_a_run_that_was_killed_is_shown_as_interrupted(self):
        self.place("us_no_tax_state")
        inbox = type(self.env["amazon.channel.order"])
        with patch.object(inbox, "_store_documents", side_effect=Killed):
            self._get_killed()
        killed = self.env["amazon.channel.run"].search([], limit=1)
        self.assertEqual(killed.state, "running")
        self.get_orders()
        self.assertEqual(killed.state, "interrupted")
        self.assertIn("ended before", killed.message)

    def _get_killed(self):
        """Fetch, and die of it. Not `assertRaises`: that of Odoo also takes back what was committed."""
        try:
            self.get_orders()
        except Killed:
            self.env.invalidate_all()
        else:
            self.fail("nothing was killed")

    def test_a_page_token_that_amazon_refuses_starts_the_window_again(self):
        numbers = self.simulator.generate_orders(250, ["us_no_tax_state"], ["US"])
        self.simulator.add_fault("searchOrders", "status", status=500, after=1, times=2)
        self.get_orders()
        self.simulator.page_tokens = PageTokens("another Amazon")
        self.simulator.calls.clear()
        self.let_retry_time_pass()
        self.assertEqual(self.get_orders().state, "done")
        self.assertEqual(self.pages(), ["next", "first", "next", "next"])
        self.assertInbox(numbers)

    def test_a_page_token_older_than_a_day_is_not_even_tried(self):
        numbers = self.simulator.generate_orders(250, ["us_no_tax_state"], ["US"])
        self.simulator.add_fault("searchOrders", "status", status=500, after=1, times=2)
        self.get_orders()
        self.account.orders_token_at -= timedelta(hours=24)
        self.simulator.calls.clear()
        self.let_retry_time_pass()
        self.get_orders()
        self.assertEqual(self.pages(), ["first", "next", "next"])
        self.assertInbox(numbers)

    def test_orders_that_change_between_two_pages_are_not_lost(self):
        numbers = self.simulator.generate_orders(150, ["us_no_tax_state"], ["US"])
        self.simulator.add_fault("searchOrders", "status", status=500, after=1, times=2)
        self.get_orders()
        # They move behind the page that is read next; one of them was to come, one has come.
        come = self.inbox()[0].amazon_order_ref
        to_come = next(number for number in numbers if number not in self.inbox().mapped("amazon_order_ref"))
        for number in (come, to_come):
            self.simulator.cancel_order(number)
        self.let_retry_time_pass()
        self.get_orders()
        self.sync()
        self.assertInbox(numbers)
        self.assertEqual(self.inbox(come, to_come).mapped("state"), ["cancelled", "cancelled"])

    # -- Polling again ---------------------------------------------------------------------------------------------

    def test_a_poll_that_brings_nothing_new_writes_nothing(self):
        self.simulator.generate_orders(60, ["us_facilitator_tax"], ["US"])
        self.sync()
        before = self._versions()
        run = self.get_orders()
        self.assertEqual((run.fetched_count, run.new_count, run.changed_count), (60, 0, 0))
        self.assertFalse(self.process_orders())
        self.assertEqual(self._versions(), before)

    def test_a_poll_that_brings_nothing_new_costs_few_queries(self):
        self.simulator.generate_orders(60, ["us_facilitator_tax"], ["US"])
        self.sync()
        self.get_orders()
        before = self.cr.sql_log_count
        self.get_orders()
        self.assertLess(self.cr.sql_log_count - before, 80)

    def test_an_order_that_amazon_only_touched_stays_as_it_is(self):
        number = self.place("us_facilitator_tax")
        self.sync()
        before = self._versions("sale_order", "stock_picking", "stock_move")
        self.simulator.touch_order(number)
        self.sync()
        self.assertEqual(self._versions("sale_order", "stock_picking", "stock_move"), before)

    def test_polling_again_adds_only_what_is_new(self):
        old = self.simulator.generate_orders(20, ["us_facilitator_tax"], ["US"])
        self.sync()
        new = self.simulator.generate_orders(5, ["us_facilitator_tax"], ["US"])
        run = self.get_orders()
        self.assertEqual((run.new_count, run.changed_count), (5, 0))
        self.process_orders()
        self.assertInbox([*old, *new])
        self.assertEqual(len(self.inbox().sale_order_id), 25)

    def _versions(self, *tables):
        """Where PostgreSQL keeps each row: every update moves it."""
        self.env.flush_all()
        tables = tables or ("amazon_channel_order", "sale_order", "sale_order_line", "stock_picking", "res_partner")
        versions = {}
        for table in tables:
            self.env.cr.execute(f"SELECT id, ctid::text FROM {table} ORDER BY id")  # pylint: disable=E8103
            versions[table] = self.env.cr.fetchall()
        return versions

    # -- Windows ---------------------------------------------------------------------------------------------------

    def test_a_long_downtime_is_caught_up_in_bounded_windows(self):
        now = self.simulator.clock()
        numbers = self.simulator.generate_orders(
            60, ["us_no_tax_state"], ["US"], placed_between=(now - timedelta(days=99), now - timedelta(minutes=1))
        )
        self.account.orders_since = fields.Datetime.now() - timedelta(days=100)
        self.get_orders()
        self.assertInbox(numbers)
        # A hundred days in stretches of at most 31, the last one open towards the present.
        *closed, last = self.calls()
        self.assertIn(len(closed), (3, 4))
        self.assertLessEqual(max(map(self._span, closed)), timedelta(days=31))
        self.assertNotIn("lastUpdatedBefore", last.parameters)

    @staticmethod
    def _span(call):
        return parse_iso(call.parameters["lastUpdatedBefore"]) - parse_iso(call.parameters["lastUpdatedAfter"])

    def test_orders_from_before_the_first_poll_come_when_somebody_asks_for_them(self):
        now = self.simulator.clock()
        old = self.simulator.generate_orders(
            5, ["us_no_tax_state"], ["US"], placed_between=(now - timedelta(days=80), now - timedelta(days=70))
        )
        new = self.simulator.generate_orders(5, ["us_no_tax_state"], ["US"])
        self.sync()
        self.assertInbox(new)
        before = self.inbox().sale_order_id
        self._ask(way="since", since=fields.Datetime.now() - timedelta(days=90))
        self.assertInbox([*old, *new])
        self.assertEqual(len(self.inbox().sale_order_id), 10)
        self.assertLessEqual(before, self.inbox().sale_order_id)

    def test_a_marketplace_that_is_discovered_later_brings_its_earlier_orders_too(self):
        self.channels.filtered(lambda channel: channel.country_id.code == "CA").unlink()
        known = self.simulator.generate_orders(3, ["us_no_tax_state"], ["US"])
        new = self.simulator.generate_orders(3, ["ca"], ["CA"])
        self.sync()
        self.assertInbox(known)
        # Long after: the next polls would look at what changed since.
        self.account.orders_cursor = fields.Datetime.now()
        self.simulator.clock = ManualClock(self.simulator.clock() + timedelta(hours=1))
        with self.request() as env:
            env["amazon.channel.account"].browse(self.account.id).action_discover_channels()
        self.get_orders()
        self.assertInbox([*known, *new])

    def test_orders_that_amazons_list_shows_late_are_not_lost(self):
        # A quarter of an hour late, more than polls overlap: only what Amazon says to be complete is.
        clock = ManualClock(system_clock() - timedelta(minutes=40))
        self.use(new_simulator(settle=900, clock=clock))
        numbers = []
        for _poll in range(8):
            numbers.append(self.place("us_no_tax_state"))
            self.get_orders()
            clock.advance(minutes=3)
        self.assertLess(len(self.inbox()), 8)
        clock.advance(minutes=15)
        self.get_orders()
        self.assertInbox(numbers)

    # -- One order -------------------------------------------------------------------------------------------------

    def test_one_order_is_imported_by_its_number(self):
        wanted = self.place("us_facilitator_tax")
        other = self.place("us_facilitator_tax")
        self._ask(way="number", amazon_order_ref=f" {wanted} ")
        self.assertInbox([wanted])
        self.assertTrue(self.sale_order(wanted))
        self.sync()
        self.assertInbox([wanted, other])
        self.assertEqual(len(self.sale_order(wanted)), 1)

    def test_a_lost_order_that_amazons_list_leaves_out_is_imported_by_its_number(self):
        lost = self.place("us_facilitator_tax")
        self.simulator.lose_order(lost)
        self.sync()
        self.assertInbox([])
        self._ask(way="number", amazon_order_ref=lost)
        self.assertTrue(self.sale_order(lost))

    def test_an_unknown_number_is_answered_in_words(self):
        for number in ("111-0000000-0000000", "what?", "..", "a/b"):
            with self.subTest(number), self.assertRaises(UserError) as caught:
                self._ask(way="number", amazon_order_ref=number)
            self.assertGreater(len(str(caught.exception)), 20)
            self.assertFalse(self.inbox())

    def _ask(self, **values):
        with self.request() as env:
            env["amazon.channel.get.orders"].create({"account_id": self.account.id, **values}).action_get()
