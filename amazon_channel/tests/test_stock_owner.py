"""Of the listings of one SKU on an account's marketplaces, one decides the quantity."""

from .stock_common import StockCase


class TestStockOwner(StockCase):
    """One SKU on several marketplaces of an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.british, cls.german = (cls.create_listing(cls.mug, channel=cls.channels[code]) for code in ("GB", "DE"))
        cls.british.channel_id.inventory_sequence = 1

    def figures(self):
        self.compute(self.accounts["eu"])
        return [listing.quantity_wanted_at and listing.quantity_wanted for listing in (self.british, self.german)]

    def test_channel_with_the_lowest_figure_decides(self):
        self.assertEqual(self.figures(), [20, False])
        self.assertEqual(self.german.quantity_owner_id, self.british)
        self.assertEqual(self.german.quantity_reason, "shared")

    def test_priority_of_channels_can_be_changed(self):
        self.figures()
        self.german.channel_id.inventory_sequence = 0
        self.assertEqual(self.figures(), [False, 20])
        self.assertEqual(self.british.quantity_owner_id, self.german)
        self.assertFalse(self.german.quantity_owner_id)

    def test_of_equal_channels_that_of_the_company_s_country_decides(self):
        channels = self.british.channel_id | self.german.channel_id
        for sequence, listing, expected in ((5, self.german, [False, 20]), (6, self.british, [20, False])):
            with self.subTest(country=listing.channel_id.name):
                self.company.country_id = listing.channel_id.marketplace_id.country_id
                channels.inventory_sequence = sequence
                self.assertEqual(self.figures(), expected)

    def test_live_channel_decides_before_a_shadow(self):
        self.figures()
        self.german.channel_id.mode = "live"
        self.assertEqual(self.figures(), [False, 20])

    def test_listing_can_be_chosen(self):
        self.figures()
        self.german.action_decide_quantity()
        self.assertEqual(self.figures(), [False, 20])
        self.british.action_decide_quantity()
        self.assertFalse(self.german.is_quantity_owner)
        self.assertEqual(self.figures(), [20, False])

    def test_next_one_decides_when_the_first_is_gone(self):
        self.figures()
        self.british.state = "gone"
        self.assertEqual(self.figures(), [False, 20])

    def test_next_one_decides_when_the_first_is_deleted(self):
        self.figures()
        self.british.unlink()
        self.compute(self.accounts["eu"])
        self.assertEqual(self.german.quantity_wanted, 20)
        self.assertFalse(self.german.quantity_reason)

    def test_paused_listing_decides_last(self):
        self.british.is_paused = True
        self.assertEqual(self.figures(), [False, 20])
        self.german.is_paused = True
        self.assertEqual(self.figures(), [0, False])

    def test_each_decides_where_amazon_does_not_share(self):
        self.figures()
        self.accounts["eu"].is_quantity_shared = False
        self.assertEqual(self.figures(), [20, 20])

    def test_other_accounts_decide_for_themselves(self):
        self.figures()
        self.assertEqual(self.wanted(), 20)

    def test_why_shows_the_figure_of_who_decides(self):
        self.figures()
        why = self.why(self.german)
        self.assertEqual(why.owner_id, self.british)
        self.assertEqual(why.quantity, 20)
        self.assertFalse(why.is_waiting)
        why.action_decide()
        self.assertEqual(self.figures(), [False, 20])
