"""Why this quantity: the steps people see are the figure that is computed."""

import random

from .order_documents import item, order, pending
from .stock_common import StockCase


class TestStockWhy(StockCase):
    def test_each_step_is_told_with_its_figure(self):
        self.create_rule(safety_stock=4, share=50, maximum=5)
        self.sell(self.mug, 3)
        self.receive(pending(order(item("MUG", "10.00", 2))))
        self.assertEqual(
            self.steps(),
            {"on_hand": 20, "reserved": -3, "pending": -2, "safety": -4, "share": -6},
        )
        self.assertEqual(self.wanted(), 5)

    def test_it_tells_the_rule(self):
        rule = self.create_rule(safety_stock=4)
        why = self.why()
        self.assertEqual(why.rule_id, rule)
        line = why.line_ids.filtered(lambda line: line.code == "safety")
        self.assertIn("Everything", line.note)
        self.assertEqual(line.action_open_records()["res_id"], rule.id)

    def test_it_tells_that_a_change_is_on_its_way(self):
        self.assertTrue(self.why().is_waiting)
        self.wanted()
        self.assertFalse(self.why().is_waiting)

    def test_it_tells_why_there_is_none(self):
        self.listing.product_id = False
        why = self.why()
        self.assertIn("No product", why.reason)
        self.assertFalse(why.line_ids)

    def records(self, code, listing=None):
        [line] = self.why(listing).line_ids.filtered(lambda line: line.code == code)
        self.assertTrue(line.has_records)
        action = line.action_open_records()
        return self.env[action["res_model"]].search(action["domain"])

    def test_steps_open_the_records_behind_them(self):
        sale = self.sell(self.mug, 3)
        row = self.receive(pending(order(item("MUG", "10.00", 2))))
        held = self.receive(order(item("MUG", "10.00", 1), item("NOBODY-KNOWS", "10.00", 1)))
        self.create_rule(buffer_days=1, buffer_window=1, buffer_scope="all")
        quants = self.records("on_hand")
        self.assertEqual((quants.product_id, sum(quants.mapped("quantity"))), (self.mug, 20))
        self.assertEqual(self.records("reserved"), sale.picking_ids.move_ids)
        self.assertEqual(self.records("pending"), row)
        self.assertEqual(self.records("held"), held)
        self.assertEqual(self.records("speed"), sale.order_line)

    def test_user_without_rights_to_stock_settings_gets_the_answer(self):
        user = self.create_user("why-user", "amazon_channel.amazon_channel_group_user")
        self.receive(pending(order(item("MUG", "10.00", 2))))
        self.env.flush_all()
        why = self.why(self.listing.with_user(user))
        self.assertEqual(why.quantity, 18)
        for line in why.line_ids:
            if line.has_records:
                line.action_open_records()

    def test_steps_of_500_random_listings_are_exactly_their_figures(self):
        chance = random.Random(7)
        listings = self.random_shop(chance, 500)
        self.compute()
        self.compute(self.accounts["eu"])
        kinds = set()
        for listing in listings:
            why = self.why(listing)
            if not listing.quantity_wanted_at:
                self.assertTrue(why.reason, listing.sku)
                continue
            self.assertEqual(sum(why.line_ids.mapped("change")), listing.quantity_wanted, listing.sku)
            self.assertFalse(why.is_waiting, listing.sku)
            kinds.update(why.line_ids.mapped("code"))
        self.assertGreaterEqual(
            kinds, {"on_hand", "reserved", "pending", "held", "safety", "share", "maximum", "stop", "fixed", "paused"}
        )

    def random_shop(self, chance, number):
        """Products with some stock and reservations, orders, rules and listings of all kinds."""
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Piece {n}",
                    "default_code": f"P{n}",
                    "is_storable": n % 25 > 0,
                    "company_id": self.company.id,
                }
                for n in range(number)
            ]
        )
        stock = self.warehouse.lot_stock_id
        self.env["stock.quant"].create(
            [
                {
                    "product_id": product.id,
                    "location_id": stock.id,
                    "quantity": chance.choice((0, 3, 40, 7.5)),
                    "reserved_quantity": chance.choice((0, 0, 2)),
                }
                for product in products
                if product.is_storable
            ]
        )
        for product in chance.sample(products, number // 3):
            self.create_rule(
                product_id=product.id,
                basis="fixed" if chance.random() < 0.1 else "stock",
                fixed_quantity=chance.randrange(9),
                safety_stock=chance.choice((0, 2)),
                share=chance.choice((100, 70, 33)),
                maximum=chance.choice((0, 10)),
                stop_below=chance.choice((0, 4)),
                buffer_days=chance.choice((0, 3)),
            )
        for product in chance.sample(products, 20):
            self.store(pending(order(item(product.default_code, "10.00", chance.randrange(1, 4)))))
            self.store(order(item(product.default_code, "10.00", 1), marketplace="GB"))
        self.process()
        return self.env["amazon.channel.listing"].create(
            [
                {
                    "channel_id": self.channels[chance.choice(("US", "GB", "DE"))].id,
                    "sku": product.default_code,
                    "product_id": product.id,
                    "state": chance.choice(("active", "active", "active", "inactive", "gone")),
                    "fulfillment_channel": chance.choice(("merchant", "merchant", "merchant", "amazon")),
                    "is_paused": chance.random() < 0.05,
                }
                for product in products
            ]
        )
