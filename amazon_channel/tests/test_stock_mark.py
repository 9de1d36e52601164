"""Changes of the stock are noticed cheaply, and never in anybody's way."""

from .order_documents import item, order
from .stock_common import StockCase


class TestStockMark(StockCase):
    def setUp(self):
        super().setUp()
        self.compute()
        self.env.cr.flush()
        self.marks = self.env["amazon.channel.stock.mark"]

    def marked(self, kind="product"):
        """Ids of what is marked, and how many marks there are; they are taken away."""
        self.env.cr.flush()
        marks = self.marks.search([("kind", "=", kind)])
        ids = marks.mapped("record_id")
        self.marks._delete(self.marks.search([]).ids)
        return ids

    def test_transaction_marks_each_product_once(self):
        self.marked()
        self.stock_up(self.mug, 1)
        self.stock_up(self.mug, 2)
        self.stock_up(self.kettle, 2)
        self.assertEqual(sorted(self.marked()), sorted((self.mug | self.kettle).ids))

    def test_all_marks_of_a_transaction_are_one_statement(self):
        products = self.env["product.product"].create([{"name": f"Bead {n}"} for n in range(50)])
        self.env.cr.flush()
        self.marks._mark("product", products.ids)
        wake = self.env.ref("amazon_channel.ir_cron_sync_inventory", raise_if_not_found=False)
        with self.assertQueryCount(1 if not wake else 4):
            self.env.cr.precommit.run()

    def test_shop_without_listings_marks_nothing(self):
        self.env["amazon.channel.listing"].search([]).unlink()
        self.marked()
        self.stock_up(self.mug, 1)
        self.assertEqual(self.marked(), [])

    def test_delivery_and_order_mark_their_products(self):
        sale = self.sell(self.mug, 1)
        self.assertIn(self.mug.id, self.marked())
        self.deliver(sale)
        self.assertIn(self.mug.id, self.marked())
        self.store(order(item("MUG", "10.00", 1)))
        self.assertIn(self.mug.id, self.marked())

    def test_two_transactions_mark_the_same_product_without_waiting(self):
        # A second connection: what the first has not committed must not make it wait.
        self.marked()
        with self.registry.cursor() as one:
            one.execute("SET lock_timeout = '1s'")
            one.execute(
                "INSERT INTO amazon_channel_stock_mark (kind, record_id) VALUES ('product', %s)", (self.mug.id,)
            )
            self.marks._mark("product", self.mug.ids)
            self.env.cr.flush()
            one.rollback()
        self.assertEqual(self.marked(), self.mug.ids)

    def test_mark_set_while_computing_is_kept(self):
        self.marked()
        self.marks._mark("listing", self.listing.ids)
        self.env.cr.flush()
        figures = type(self.env["amazon.channel.stock.figure"])
        original = figures._figures

        def meanwhile(model, *args):
            result = original(model, *args)
            self.marks._mark("listing", self.listing.ids)
            return result

        self.patch(figures, "_figures", meanwhile)
        found, _changed = self.env["amazon.channel.stock.compute"]._compute_batch(self.account)
        self.assertTrue(found)
        self.assertEqual(self.marked("listing"), self.listing.ids)

    def test_marks_of_one_account_wait_for_its_own_computation(self):
        british = self.create_listing(self.mug, channel=self.channels["GB"])
        self.compute(self.accounts["eu"])
        self.stock_up(self.mug, 5)
        self.compute()
        self.assertEqual((self.listing.quantity_wanted, british.quantity_wanted), (25, 20))
        self.compute(self.accounts["eu"])
        self.assertEqual(british.quantity_wanted, 25)

    def test_marks_that_nobody_computes_do_not_pile_up(self):
        self.marked()
        for _number in range(3):
            self.marks._mark("listing", [self.listing.id])
            self.env.cr.flush()
        self.marks._mark("listing", [999999999])
        self.env.cr.flush()
        self.marks._mark_everything()
        self.marks._mark_everything()
        self.assertLessEqual(self.marked("listing").count(self.listing.id), 2)
        self.assertNotIn(999999999, self.marked("listing"))

    def test_somebody_else_computing_is_left_alone(self):
        self.stock_up(self.mug, 5)
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                (f"amazon_channel/compute_stock/amazon.channel.account/{self.account.id}",),
            )
            self.assertFalse(self.compute())
        self.assertEqual(self.compute(), self.listing)
