import random
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import Form, tagged

from .price_common import PriceCase

LISTINGS = 500


@tagged("post_install", "-at_install")
class TestPriceExplanation(PriceCase):
    def explain(self, listing):
        return self.env["amazon.channel.price.explanation"]._explain(listing)

    def figures(self, explanation):
        """Dict section -> the last figure in it, as a person reads it from top to bottom."""
        lines = explanation.line_ids.filtered(lambda line: not line.display_type)
        return {line.section: Decimal(line.value) for line in lines}

    def test_the_steps_of_500_random_listings_come_to_what_is_wanted(self):
        listings = self.create_random_shop(random.Random(4711))
        self.compute()
        found = 0
        for listing in listings:
            explanation = self.explain(listing)
            if listing.price_problem:
                self.assertEqual(explanation.problem, listing.price_problem)
                continue
            found += 1
            self.check_steps(listing, self.figures(explanation))
        self.assertGreater(found, LISTINGS // 2)

    def check_steps(self, listing, figures):
        consumers, *businesses = listing._price_offers()
        self.assertEqual(figures["price"], consumers.price, listing.sku)
        self.assertEqual(float(figures["price"]), listing.price_wanted)
        if consumers.sale:
            self.assertEqual(figures["sale"], consumers.sale.price, listing.sku)
        for offer in businesses:
            self.assertEqual(figures["business"], offer.price, listing.sku)
            for tier in offer.tiers:
                self.assertEqual(figures[str(tier.quantity)], tier.price, listing.sku)

    def create_random_shop(self, rng):
        """Products of all taxes and prices, rules of all kinds, sales, businesses, some locked."""
        taxes = [(), self.vat_included, self.vat_excluded]
        products = (
            self.env["product.product"]
            .with_company(self.company)
            .create(
                [
                    {
                        "name": f"Product {number}",
                        "company_id": self.company.id,
                        "list_price": rng.choice([0, *(rng.randint(1, 20000) / 100 for _ in range(30))]),
                        "standard_price": rng.randint(0, 8000) / 100,
                        "taxes_id": [Command.set(list(getattr(rng.choice(taxes), "ids", ())))],
                    }
                    for number in range(LISTINGS)
                ]
            )
        )
        for product in rng.sample(products, 60):
            self.create_item(self.pricelist, product, fixed_price=rng.randint(1, 9000) / 100)
        self.create_item(self.pricelist, compute_price="percentage", percent_price=12.5)
        sale, business = self.create_pricelist("GBP"), self.create_pricelist("GBP")
        self.shop.write({"sale_pricelist_id": sale.id, "business_pricelist_id": business.id})
        self.create_item(sale, compute_price="percentage", percent_price=20, date_end="2099-01-01 00:00:00")
        self.create_item(business, compute_price="percentage", percent_price=15)
        self.create_item(business, compute_price="percentage", percent_price=30, min_quantity=10)
        self.create_rule(rounding="ending", price_ending=0.99, use_margin=True, margin_percent=5, fee_percent=15)
        for product in rng.sample(products, 50):
            self.create_rule(
                product_id=product.id,
                rounding=rng.choice(["none", "ending", "step"]),
                rounding_direction=rng.choice(["nearest", "up", "down"]),
                price_floor=rng.randint(0, 3000) / 100,
                price_ceiling=rng.choice([0, rng.randint(3000, 9000) / 100]),
                send_bounds=rng.random() < 0.5,
            )
        listings = self.env["amazon.channel.listing"].create(
            [
                {
                    "channel_id": self.shop.id,
                    "sku": f"R-{product.id}",
                    "product_id": product.id,
                    "state": "active",
                    "price_locked": rng.random() < 0.05,
                    "price_fixed": rng.randint(100, 9999) / 100,
                }
                for product in products
            ]
        )
        return listings

    def test_the_steps_are_told_in_words(self):
        item = self.create_item(self.pricelist, self.kettle, fixed_price=21.5)
        self.create_rule(rounding="ending", price_ending=0.99, rounding_direction="up")
        explanation = self.explain(self.listing)
        steps = explanation.line_ids.filtered(lambda line: not line.display_type)
        self.assertEqual(steps.mapped("name"), [self.pricelist.display_name, "Rounded"])
        self.assertEqual(steps.mapped("amount"), ["21.50 GBP", "21.99 GBP"])
        self.assertEqual(steps[0].item_id, item)

    def test_what_has_no_price_says_why(self):
        self.kettle.list_price = 0
        explanation = self.explain(self.listing)
        self.assertIn("no price above zero", explanation.problem)
        self.assertEqual(explanation.outcome, "No price")

    def test_an_operator_opens_it_from_the_listing(self):
        user = self.create_user("price_operator", "amazon_channel.amazon_channel_group_user")
        action = self.listing.with_user(user).action_explain_price()
        form = Form(self.env[action["res_model"]].with_user(user).browse(action["res_id"]))
        self.assertIn("24", form.outcome)
