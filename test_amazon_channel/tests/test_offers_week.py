"""A week of trade, at random and with faults: Amazon never offers what cannot be delivered."""

import random
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.amazon_channel.models import amazon_channel_offer_send

from amazon_simulator.marketplaces import BY_COUNTRY

from .offers_real_common import RealOffersCase

DAYS, EVENTS = 7, 9
PARTS = {2: 1, 3: 2}  # the last listing is a kit: so many of these
KIT = 4
FAULTS = (
    {"kind": "status", "status": 429},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503},
    {"kind": "truncated"},
    {"kind": "reset"},
    {"kind": "reset_after"},  # Amazon has done it, and the answer is lost
)


class Killed(BaseException):
    """The process is gone."""


@tagged("post_install", "-at_install")
class TestOffersWeek(RealOffersCase):
    """What Amazon is to show is worked out here anew, by plain arithmetic over what the test itself has done."""

    count = 5

    def setUp(self):
        super().setUp()
        self.make_kit()
        self.channel.breaker_zero_min = 1000
        self.rules, self.paused = {}, set()
        self.reserved = []  # deliveries that are confirmed and not done: (picking, number of the product, quantity)
        self.pending = {}  # Amazon's pending orders: order id -> (number of the listing, quantity)
        self.done = []

    def make_kit(self):
        kit = self.own[KIT].product_id
        self.hand = [100] * KIT
        self.claimed = [0] * KIT  # by sale orders from Amazon
        lines = [
            Command.create({"product_id": self.own[number].product_id.id, "product_qty": count})
            for number, count in PARTS.items()
        ]
        self.deliver(self.own[KIT], 100)
        kit.is_storable = False
        self.env["mrp.bom"].create(
            {"product_tmpl_id": kit.product_tmpl_id.id, "type": "phantom", "bom_line_ids": lines}
        )

    # -- What is to be offered ---------------------------------------------------------------------------------

    def free(self, number):
        """Units of a product that nobody wants yet."""
        free = self.hand[number] - self.claimed[number]
        free -= sum(quantity for _picking, one, quantity in self.reserved if one == number)
        for one, quantity in self.pending.values():
            free -= quantity * (PARTS.get(number, 0) if one == KIT else one == number)
        return free

    def expected(self, number):
        if number in self.paused:
            return 0
        parts = PARTS if number == KIT else {number: 1}
        offered = min(self.free(part) // count for part, count in parts.items())
        rule = self.rules.get(number, {})
        offered = max(offered - rule.get("safety_stock", 0), 0) * rule.get("share", 100) // 100
        offered = min(offered, rule.get("maximum") or offered)
        return 0 if offered < rule.get("stop_below", 0) else offered

    # -- What happens ------------------------------------------------------------------------------------------

    def happen_receipt(self, dice):
        number, quantity = dice.randrange(KIT), dice.randint(1, 40)
        self.receive(self.own[number], quantity)
        self.hand[number] += quantity

    def happen_sale(self, dice):
        """Goods are promised to a customer elsewhere; they leave later or never."""
        number = dice.randrange(KIT)
        quantity = dice.randint(1, 12)
        with self.request() as env:
            kind = self.warehouse.out_type_id.with_env(env)
            places = {
                "location_id": kind.default_location_src_id.id,
                "location_dest_id": env.ref("stock.stock_location_customers").id,
            }
            move = {"product_id": self.own[number].product_id.id, "product_uom_qty": quantity, **places}
            vals = {"picking_type_id": kind.id, **places, "move_ids": [Command.create(move)]}
            picking = env["stock.picking"].create(vals)
            picking.action_confirm()
            picking.action_assign()
        self.reserved.append((picking.id, number, quantity))

    def happen_end_of_sale(self, dice):
        if not self.reserved:
            return
        picking_id, number, quantity = self.reserved.pop(dice.randrange(len(self.reserved)))
        leaves = dice.random() < 0.6 and self.hand[number] >= quantity
        with self.request() as env:
            picking = env["stock.picking"].browse(picking_id)
            if leaves:
                picking.move_ids.quantity = quantity
                picking.move_ids.picked = True
                picking.button_validate()
                self.assertEqual(picking.state, "done")
            else:
                picking.action_cancel()
        if leaves:
            self.hand[number] -= quantity

    def happen_order(self, dice):
        """Somebody orders at Amazon, and the payment is not through."""
        number, quantity = dice.randrange(KIT + 1), dice.randint(1, 4)
        amount = {"amount": "20.00", "currencyCode": "USD"}
        order_id = self.simulator.place_order(
            {
                "salesChannel": {"marketplaceId": BY_COUNTRY["US"].id},
                "recipient": {"deliveryAddress": {"countryCode": "US", "postalCode": "10001"}},
                "fulfillment": {"fulfillmentServiceLevel": "STANDARD", "fulfillmentStatus": "PENDING"},
                "orderItems": [
                    {
                        "quantityOrdered": quantity,
                        "product": {"sellerSku": self.own[number].sku},
                        "proceeds": {"breakdowns": [{"type": "ITEM", "subtotal": amount}]},
                    }
                ],
            }
        )
        self.sync()
        self.assertEqual(self.inbox(order_id).state, "pending")
        self.pending[order_id] = number, quantity

    def happen_end_of_order(self, dice):
        """It is paid, or cancelled."""
        if not self.pending:
            return
        order_id = dice.choice(sorted(self.pending))
        number, quantity = self.pending.pop(order_id)
        if dice.random() < 0.3:
            self.simulator.cancel_order(order_id)
            self.sync()
            return
        self.simulator.release_order(order_id)
        self.sync()
        self.assertEqual(self.inbox(order_id).state, "imported", self.issues(order_id))
        for part, count in PARTS.items() if number == KIT else [(number, 1)]:
            self.claimed[part] += quantity * count

    def happen_rule(self, dice):
        number = dice.randrange(KIT + 1)
        vals = {
            "safety_stock": dice.choice([0, 0, 2, 5, 10]),
            "share": dice.choice([100, 100, 80, 50, 33]),
            "maximum": dice.choice([0, 0, 0, 7, 50]),
            "stop_below": dice.choice([0, 0, 3, 20]),
        }
        with self.request() as env:
            rules = env["amazon.channel.stock.rule"]
            known = rules.search([("listing_id", "=", self.own[number].id)])
            if known:
                known.write(vals)
            else:
                rules.create({"listing_id": self.own[number].id, "company_id": self.channel.company_id.id, **vals})
        self.rules[number] = vals

    def happen_pause(self, dice):
        number = dice.randrange(KIT + 1)
        self.paused ^= {number}
        with self.request() as env:
            self.own[number].with_env(env).is_paused = number in self.paused

    # -- How it goes wrong -------------------------------------------------------------------------------------

    def trouble(self, dice):
        """Something that goes wrong with the next run, or nothing. Whether it does."""
        chance = dice.random()
        if chance < 0.2:
            self.simulator.add_fault("patchListingsItem", times=dice.randint(1, 3), **dice.choice(FAULTS))
        elif chance < 0.3:
            self.simulator.add_fault("searchListingsItems", times=1, **dice.choice(FAULTS))
        elif chance < 0.4:
            self.simulator.stick_listing(dice.choice(self.own).sku)
        return chance < 0.4

    def run_killed(self, after):
        """A run whose process dies at its first call to Amazon, before or after Amazon has got it."""
        original = amazon_channel_offer_send.patch_listings_item

        def killed(*args, **kwargs):
            if after:
                original(*args, **kwargs)
            raise Killed

        with patch.object(amazon_channel_offer_send, "patch_listings_item", killed):
            try:
                with self.registry.cursor() as cr:
                    self.env["amazon.channel.offer.sync"].with_env(self.env(cr=cr))._cron_sync_inventory()
            except Killed:
                self.env.invalidate_all()

    # -- The week ----------------------------------------------------------------------------------------------

    def assert_not_more(self):
        for number, listing in enumerate(self.own):
            self.assertLessEqual(self.at_amazon(listing), self.expected(number), (listing.sku, self.done))

    def settle(self):
        """A quiet moment: nothing goes wrong any more, and the schedules have their time."""
        self.simulator.clear_faults()
        for listing in self.own:
            self.simulator.release_listing(listing.sku)
        for _turn in range(3):
            self.let_retry_time_pass()
            self.inventory()
            self.simulator.finish_listings()
            self.later(minutes=90)
        self.inventory()
        expected = [self.expected(number) for number in range(KIT + 1)]
        self.assertEqual(self.own.mapped("quantity_wanted"), expected, self.done)
        self.assertEqual(self.shown(self.own), expected, self.done)
        self.assertEqual(self.shown(self.by_amazon), [None, None])
        self.assertEqual(self.simulator.mistakes, [], self.done)

    def live_through(self, seed, days=DAYS, events=EVENTS):
        dice = random.Random(seed)
        happenings = sorted(name for name in dir(self) if name.startswith("happen_"))
        self.inventory()
        self.settle()
        for _day in range(days):
            for _event in range(events):
                name = dice.choice(happenings)
                self.done.append(name)
                getattr(self, name)(dice)
                chance = dice.random()
                if chance < 0.1:
                    self.done.append("killed")
                    self.run_killed(after=dice.random() < 0.5)
                if self.trouble(dice):
                    self.done.append("trouble")
                    self.inventory()
                    self.simulator.clear_faults()
                    self.let_retry_time_pass()
                self.inventory()
                self.assert_not_more()
            self.settle()

    def test_week_of_trade_with_faults_ends_every_day_with_the_right_figures(self):
        self.live_through(seed=19)

    def test_another_week(self):
        self.live_through(seed=84)
