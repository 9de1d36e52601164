"""What has to be told to Amazon, and what must never be."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .order_common import OrderCase


class OfferCase(OrderCase):
    """Listings of a live channel, with a figure that Amazon shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel.mode = "live"
        cls.sync = cls.env["amazon.channel.offer.sync"]
        now = fields.Datetime.now()
        cls.listings = cls.env["amazon.channel.listing"].create(
            [
                {
                    "channel_id": cls.channel.id,
                    "sku": f"OFFER-{number}",
                    "product_id": cls.mug.id,
                    "state": "active",
                    "fulfillment_channel": "merchant",
                    "fulfillment_code": "DEFAULT",
                    "quantity_confirmed": 10,
                    "quantity_confirmed_at": now - timedelta(days=1),
                    "quantity_wanted": 11,
                    "quantity_wanted_at": now,
                    "price_confirmed": 20,
                    "price_confirmed_at": now - timedelta(days=1),
                }
                for number in range(4)
            ]
        )
        cls.listing = cls.listings[0]

    def due(self, kind="quantity"):
        """The listings to be told about."""
        self.env.flush_all()
        rows = self.env.execute_query(self.sync._due_sql(self.channel, kind))
        return self.listings.browse([row[0] for row in rows])

    def prepare(self, kind="quantity"):
        counts = self.sync._prepare(self.channel, kind)
        self.env.invalidate_all()
        return counts

    def offers(self, **values):
        domain = [("channel_id", "=", self.channel.id), *((name, "=", value) for name, value in values.items())]
        return self.env["amazon.channel.offer"].search(domain, order="id")


@tagged("post_install", "-at_install")
class TestOfferFind(OfferCase):
    def test_what_differs_from_what_amazon_shows_is_due(self):
        self.listing.quantity_wanted = 10
        self.assertEqual(self.due(), self.listings[1:])

    def test_what_was_sent_counts_more_than_what_amazon_shows(self):
        self.listing.write({"quantity_sent": 11, "quantity_sent_at": fields.Datetime.now()})
        self.listing.quantity_terms_sent = "/"
        self.assertEqual(self.due(), self.listings[1:])

    def test_zero_that_was_never_sent_is_due(self):
        self.listing.write({"quantity_wanted": 0, "quantity_confirmed_at": False})
        self.assertIn(self.listing, self.due())

    def test_nothing_is_due_without_a_figure(self):
        self.listing.quantity_wanted_at = False
        self.assertNotIn(self.listing, self.due())

    def test_fulfilment_by_amazon_is_never_due(self):
        for vals in (
            {"fulfillment_channel": "amazon", "fulfillment_code": "AMAZON_EU"},
            {"fulfillment_channel": "merchant", "fulfillment_code": "AMAZON_EU"},
            {"fulfillment_channel": "merchant", "fulfillment_code": "amazon_na"},
            {"fulfillment_channel": False, "fulfillment_code": False},
        ):
            self.listing.write({**vals, "is_paused": True})
            self.assertNotIn(self.listing, self.due(), vals)

    def test_last_look_refuses_what_may_not_be_told_any_more(self):
        for vals in (
            {"fulfillment_channel": "amazon"},
            {"fulfillment_code": "AMAZON_EU"},
            {"state": "gone"},
            {"quantity_wanted": 12},
            {"product_id": False},
        ):
            with self.env.cr.savepoint() as point:
                self.prepare()
                offer = self.offers(listing_id=self.listing.id)
                self.assertEqual(self.sync._still_good(offer), offer)
                self.listing.write(vals)
                self.assertFalse(self.sync._still_good(offer), vals)
                point.rollback()
                self.env.invalidate_all()

    def test_last_look_refuses_when_the_channel_is_back_in_shadow(self):
        self.prepare()
        self.channel.mode = "shadow"
        self.assertFalse(self.sync._still_good(self.offers()))

    def test_refused_figure_is_due_again_after_a_day(self):
        self.prepare()
        self.sync._refuse({offer.id: ("99300", "Not like this.") for offer in self.offers()})
        self.assertFalse(self.due())
        self.offers().write({"attempted_at": fields.Datetime.now() - timedelta(days=2)})
        self.assertEqual(self.due(), self.listings)

    def test_price_of_zero_is_never_told(self):
        self.listings.write({"price_wanted": 0, "price_wanted_at": fields.Datetime.now()})
        self.assertFalse(self.due("price"))

    def test_same_prepared_twice_writes_nothing(self):
        self.prepare()
        before = self.offers().mapped("write_date")
        self.prepare()
        self.assertEqual(self.offers().mapped("write_date"), before)

    def test_what_is_not_due_any_more_is_forgotten(self):
        self.prepare()
        self.listing.quantity_wanted = 10
        self.prepare()
        self.assertEqual(self.offers().listing_id, self.listings[1:])

    def test_uncertain_figure_stays_due_though_nothing_differs(self):
        self.prepare()
        offer = self.offers(listing_id=self.listing.id)
        offer.must_send = True
        self.listing.quantity_wanted = 10
        self.prepare()
        self.assertEqual((offer.state, offer.value), ("to_send", 10))

    def test_limits_below_zero_are_refused(self):
        with self.assertRaises(ValidationError):
            self.channel.breaker_zero_share = -1

    def test_sale_price_far_below_the_price_is_a_move(self):
        vals = {"price_wanted": 20, "price_wanted_at": fields.Datetime.now(), "sale_price_wanted": 2}
        self.listing.write(vals)
        self.assertEqual(self.prepare("price"), (1, 1))
        batch = self.env["amazon.channel.offer.batch"].search([("channel_id", "=", self.channel.id)])
        self.assertEqual((batch.state, batch.moved_count), ("waiting", 1))

    def test_half_prepared_limits(self):
        """Exactly the share is allowed, one listing more is not."""
        self.channel.write({"breaker_zero_share": 50, "breaker_zero_min": 1})
        self.listings[:2].quantity_wanted = 0
        self.assertEqual(self.prepare(), (4, 0))
        self.listings[2].quantity_wanted = 0
        self.assertEqual(self.prepare(), (4, 4))
