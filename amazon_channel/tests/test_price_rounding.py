from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from odoo.tests import BaseCase, tagged

from ..tools.price import Affine, Policy, PriceProblem, Terms, bounds, figure, round_price
from ..tools.price_offer import Offer, Sale, ended_sale, falling_tiers


@tagged("post_install", "-at_install")
class TestPriceRounding(BaseCase):
    def rounded(self, amount, floor=None, ceiling=None, unit="0.01", **policy):
        return round_price(D(amount), Terms(Policy(**policy), D(unit)), floor and D(floor), ceiling and D(ceiling))

    def test_prices_end_as_the_rule_says(self):
        cases = [
            ("19.20", "0.99", "nearest", "18.99"),
            ("19.60", "0.99", "nearest", "19.99"),
            ("19.20", "0.99", "up", "19.99"),
            ("19.99", "0.99", "up", "19.99"),
            ("19.98", "0.99", "down", "18.99"),
            ("23.00", "9.99", "nearest", "19.99"),
            ("26.00", "9.99", "nearest", "29.99"),
            ("19.20", "0.95", "up", "19.95"),
            ("19.20", "0", "up", "20.00"),
        ]
        for amount, ending, direction, price in cases:
            found = self.rounded(amount, rounding="ending", ending=D(ending), direction=direction)
            self.assertEqual(found, D(price), (amount, ending, direction))

    def test_prices_go_in_steps(self):
        self.assertEqual(self.rounded("19.22", rounding="step", step=D("0.05")), D("19.20"))
        self.assertEqual(self.rounded("19.22", rounding="step", step=D("0.05"), direction="up"), D("19.25"))
        self.assertEqual(self.rounded("1234", rounding="step", step=D(100), unit="1"), D(1200))

    def test_half_a_cent_is_rounded_up(self):
        self.assertEqual(self.rounded("15.125"), D("15.13"))

    def test_rounding_never_crosses_a_limit(self):
        ending = {"rounding": "ending", "ending": D("0.99")}
        self.assertEqual(self.rounded("15.20", floor="15.20", **ending), D("15.99"))
        self.assertEqual(self.rounded("15.80", ceiling="15.80", **ending), D("14.99"))
        self.assertEqual(self.rounded("15.20", floor="15.20", ceiling="15.50", **ending), D("15.20"))

    def test_rounding_never_leaves_nothing(self):
        self.assertEqual(self.rounded("0.40", rounding="ending", ending=D("0.99"), direction="down"), D("0.99"))

    def test_an_ending_finer_than_the_currency_is_no_ending(self):
        self.assertEqual(self.rounded("1280.4", rounding="ending", ending=D("0.99"), unit="1"), D(1280))

    def test_the_margin_is_what_is_left_after_tax_and_fees(self):
        vat = Affine(D("1.2"))
        terms = Terms(Policy(margin=D(10), fee=D(15)), tax=vat, net=vat, cost=D(30))
        price = bounds(terms)[0]
        left = price / D("1.2") - price * D("0.15")
        self.assertGreaterEqual(left, D(33))
        self.assertLess(left, D("33.01"))

    def test_what_has_no_price_says_why(self):
        for code, policy, cost in (
            ("cost_unknown", Policy(margin=D(10)), None),
            ("fees", Policy(margin=D(10), fee=D(99)), D(1)),
            ("floor_above_ceiling", Policy(margin=D(10), ceiling=D(5)), D(10)),
        ):
            with self.assertRaises(PriceProblem) as caught:
                bounds(Terms(policy, net=Affine(D("1.2")), cost=cost))
            self.assertEqual(caught.exception.code, code)
        for code, listed in (("no_price", D(0)), ("no_price", D(-3)), ("too_high", D(10) ** 10)):
            with self.assertRaises(PriceProblem) as caught:
                figure(listed, None, Terms(Policy()), (None, None, ()))
            self.assertEqual(caught.exception.code, code)


@tagged("post_install", "-at_install")
class TestPriceOfferParts(BaseCase):
    today = date(2026, 3, 10)
    sale = Sale(D("9.00"), date(2026, 3, 1), date(2026, 3, 20))

    def test_an_offer_survives_being_kept(self):
        offer = Offer(D("19.90"), self.sale, D("5.00"), D(30), D("18.10"), ((5, D("17.00")), (10, D("16.50"))))
        self.assertEqual(Offer.from_json(offer.as_json()), offer)
        self.assertIsNone(Offer.from_json(False))

    def test_every_part_of_an_offer_counts(self):
        offer = Offer(D("19.90"), self.sale, D("5.00"), D(30), D("18.10"), ((5, D("17.00")),))
        others = [
            replace(offer, price=D("19.91")),
            replace(offer, sale=replace(self.sale, end=date(2026, 3, 21))),
            replace(offer, minimum=None),
            replace(offer, maximum=D(31)),
            replace(offer, business=D(18)),
            replace(offer, tiers=((6, D("17.00")),)),
        ]
        self.assertEqual(len({each.digest() for each in [offer, *others]}), 7)
        self.assertNotEqual(offer.digest("EUR"), offer.digest("GBP"))

    def test_a_sale_that_ended_by_itself_is_told_as_before(self):
        over = replace(self.sale, end=date(2026, 3, 5))
        offer = ended_sale(Offer(D(10)), Offer(D(10), over), self.today, D("0.01"))
        self.assertEqual(offer.sale, over)

    def test_an_ended_sale_stays_below_the_price(self):
        offer = ended_sale(Offer(D(8)), Offer(D(10), self.sale), self.today, D("0.01"))
        self.assertEqual(offer.sale.price, D("7.99"))

    def test_prices_by_quantity_fall_and_are_five_at_most(self):
        found = falling_tiers(D(10), [(50, D(4)), (2, D(10)), (3, D(9)), (5, D(9)), (10, D(8))])
        self.assertEqual(found, ((3, D(9)), (10, D(8)), (50, D(4))))
        self.assertEqual(len(falling_tiers(D(100), [(n, D(100 - n)) for n in range(2, 20)])), 5)
