"""The arithmetic of quantities, without a database."""

import random

from odoo.tests import BaseCase, tagged

from ..tools.stock_quantity import StockPolicy, StockSupply, quantity_steps


@tagged("post_install", "-at_install")
class TestStockQuantity(BaseCase):
    def figure(self, supply, paused=False, **policy):
        if not isinstance(supply, StockSupply):
            supply = StockSupply(supply, supply)
        return quantity_steps(supply, StockPolicy(**policy), paused)[-1].result

    def test_without_rule_all_that_is_free_is_offered(self):
        self.assertEqual(self.figure(StockSupply(on_hand=10, free=7)), 7)

    def test_orders_that_odoo_does_not_know_yet_are_not_offered_again(self):
        self.assertEqual(self.figure(StockSupply(10, 10, pending=2, held=3)), 5)

    def test_planned_deliveries_are_taken_away(self):
        self.assertEqual(self.figure(StockSupply(10, 10, planned=4)), 6)

    def test_safety_stock_comes_before_the_share(self):
        self.assertEqual(self.figure(10, safety=4, share=50), 3)

    def test_share_is_rounded_down(self):
        self.assertEqual(self.figure(7, share=50), 3)

    def test_maximum_comes_after_the_share(self):
        self.assertEqual(self.figure(100, share=50, maximum=20), 20)

    def test_below_the_stop_nothing_is_offered(self):
        self.assertEqual(self.figure(3, stop_below=3), 3)
        self.assertEqual(self.figure(2, stop_below=3), 0)

    def test_maximum_below_the_stop_offers_nothing(self):
        self.assertEqual(self.figure(9, maximum=2, stop_below=3), 0)

    def test_less_than_nothing_is_nothing(self):
        self.assertEqual(self.figure(StockSupply(2, -3, pending=1), share=50), 0)

    def test_parts_of_a_unit_are_not_offered(self):
        self.assertEqual(self.figure(12.9), 12)
        self.assertEqual(self.figure(StockSupply(2.7, 2.7, pending=1)), 1)

    def test_float_noise_of_the_database_costs_no_unit(self):
        self.assertEqual(self.figure(2.9999999999996), 3)

    def test_faster_sales_keep_more_back(self):
        kept = [20 - self.figure(StockSupply(20, 20, sold=sold), buffer_days=3) for sold in (0, 1, 10, 30)]
        self.assertEqual(kept, [0, 1, 1, 3])

    def test_returns_do_not_make_the_buffer_negative(self):
        self.assertEqual(self.figure(StockSupply(20, 20, sold=-30), buffer_days=3), 20)

    def test_fixed_quantity_needs_no_stock(self):
        self.assertEqual(self.figure(0, fixed=25, safety=3), 25)
        self.assertEqual(self.figure(50, fixed=0), 0)

    def test_paused_listing_offers_nothing(self):
        self.assertEqual(self.figure(50, paused=True), 0)
        self.assertEqual(self.figure(0, paused=True, fixed=25), 0)

    def test_steps_add_up_whatever_the_figures(self):
        chance = random.Random(11)
        for _number in range(2000):
            supply = StockSupply(*(round(chance.uniform(-20, 200), chance.choice((0, 0, 1, 2))) for _field in range(6)))
            policy = StockPolicy(
                safety=chance.choice((0, 3, 50)),
                share=chance.randrange(101),
                maximum=chance.choice((0, 5, 100)),
                stop_below=chance.choice((0, 2, 20)),
                buffer_days=chance.choice((0, 2, 14)),
                fixed=chance.choice((None, None, 0, 7)),
            )
            steps = quantity_steps(supply, policy, chance.random() < 0.1)
            figure = steps[-1].result
            self.assertEqual(sum(step.change for step in steps), figure)
            self.assertEqual(figure, int(figure))
            self.assertGreaterEqual(figure, 0)
            self.assertEqual(len({step.code for step in steps}), len(steps))
