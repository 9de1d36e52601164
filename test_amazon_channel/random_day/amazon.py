"""What buyers, Amazon and the network do on a random day."""

from amazon_simulator.control_api import ORDER_ACTIONS
from amazon_simulator.errors import SimulatorError

# Kinds of ordinary orders that the seller ships himself and that nothing holds.
KINDS = ("several_items", "several_items", "quantity", "indivisible_quantity", "promotion", "gift_wrap")
OPEN = ("UNSHIPPED", "PARTIALLY_SHIPPED")
OPERATIONS = (
    "*", "token", "searchOrders", "getOrder", "confirmShipment", "confirmShipment", "createFeedDocument", "createFeed",
    "uploadFeedDocument", "getFeed", "getFeedDocument", "downloadDocument",
)  # fmt: skip
FAULTS = (
    {"kind": "throttle"},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503},
    {"kind": "html"},
    {"kind": "truncated"},
    {"kind": "reset"},
    {"kind": "reset_after"},
    {"kind": "reset_after"},
    {"kind": "expire_tokens"},
)
FEED_TROUBLE = ("FATAL", "CANCELLED", "STUCK", "PARTIAL", "WARNING", "NO_RESULT")


class Impossible(Exception):
    """The order is not in a state in which this can happen to it."""


class LocalAmazon:
    """A simulator of this process, with the methods that a random day needs of any."""

    def __init__(self, simulator):
        self.simulator = simulator

    def generate(self, number, kinds, marketplaces):
        """Place orders and return their numbers."""
        return self.simulator.generate_orders(number, list(kinds), list(marketplaces))

    def order(self, number):
        """An order as it is at Amazon now."""
        return self.simulator.get_order(number)

    def act(self, number, action, **arguments):
        """Let something happen to an order.

        :raises Impossible: it cannot happen to this one
        """
        try:
            getattr(self.simulator, ORDER_ACTIONS[action])(number, **arguments)
        except SimulatorError as error:
            raise Impossible(str(error)) from error

    def add_fault(self, **fault):
        """Switch trouble on."""
        self.simulator.add_fault(**fault)

    def clear_faults(self):
        """Switch all trouble off."""
        self.simulator.clear_faults()

    def fail_next_feed(self, **trouble):
        """Let a coming feed go wrong."""
        self.simulator.fail_next_feed(**trouble)

    def finish_jobs(self):
        """Let feeds and reports end now."""
        self.simulator.finish_feeds()
        self.simulator.finish_reports()


class Events:
    """What happens outside Odoo. Each method takes the step's random and says what it did.

    :param amazon: a `LocalAmazon`, or one that is reached over HTTP
    :param marketplaces: country codes of those where orders are placed
    :param faults: further kinds of trouble, as the simulator knows them
    """

    def __init__(self, amazon, marketplaces, faults=()):
        self.amazon = amazon
        self.marketplaces = marketplaces
        self.faults = (*FAULTS, *faults)
        self.numbers = []
        self.elsewhere = set()
        self.lost = set()

    def orders_arrive(self, rng):
        kinds = [rng.choice(KINDS) for _number in range(rng.randint(1, 4))]
        self.numbers += self.amazon.generate(len(kinds), kinds, [rng.choice(self.marketplaces)])
        return f"{len(kinds)} orders"

    def buyer_asks_to_cancel(self, rng):
        return self._happens(rng, "request_cancellation")

    def order_is_cancelled(self, rng):
        return self._happens(rng, "cancel", cancelled_by=rng.choice(("BUYER", "AMAZON")))

    def quantity_changes(self, rng):
        order = self._choose(rng, OPEN)
        item = rng.choice([item for item in order["orderItems"] if item["quantityOrdered"]])
        return self._act(order, "change_quantity", order_item_id=item["orderItemId"], quantity=rng.randint(1, 8))

    def shipped_outside(self, rng):
        order = self._choose(rng, OPEN)
        if order["orderId"] in self.elsewhere:
            raise Impossible("once is enough")
        items = None
        if rng.random() < 0.4:
            left = {item["orderItemId"]: item["fulfillment"]["quantityUnfulfilled"] for item in order["orderItems"]}
            item_ref = rng.choice([item_ref for item_ref, quantity in left.items() if quantity])
            items = {item_ref: rng.randint(1, left[item_ref])}
        done = self._act(order, "ship", items=items, tracking_number=f"OUT{rng.randrange(10**6)}")
        self.elsewhere.add(order["orderId"])
        return done

    def address_changes(self, rng):
        order = self._choose(rng, OPEN)
        return self._act(order, "change_address", addressLine1=f"{rng.randint(1, 99)} Invented Lane", city="Elsewhere")

    def order_is_lost(self, rng):
        order = self._choose(rng, OPEN)
        self.lost.add(order["orderId"])
        return self._act(order, "lose")

    def network_fails(self, rng):
        fault = {"operation": rng.choice(OPERATIONS), "times": rng.randint(1, 3), **rng.choice(self.faults)}
        if fault["kind"] == "expire_tokens":
            # A token that expires again at once is a consent that was withdrawn.
            fault["times"] = 1
        self.amazon.add_fault(**fault)
        return str(fault)

    def feed_fails(self, rng):
        outcome = rng.choice(FEED_TROUBLE)
        self.amazon.fail_next_feed(outcome=outcome, with_result=rng.random() < 0.5, processed=rng.random() < 0.5)
        return outcome

    def feeds_end(self, rng):
        self.amazon.finish_jobs()
        return "feeds and reports end"

    def _choose(self, rng, statuses):
        for _attempt in range(5):
            if self.numbers:
                order = self.amazon.order(rng.choice(self.numbers))
                if order["fulfillment"]["fulfillmentStatus"] in statuses:
                    return order
        raise Impossible("no such order")

    def _happens(self, rng, action, **arguments):
        return self._act(self._choose(rng, OPEN), action, **arguments)

    def _act(self, order, action, **arguments):
        self.amazon.act(order["orderId"], action, **arguments)
        return f"{order['orderId']} {action} {arguments}"


# How often each happens, beside the others.
WEIGHTS = {
    "orders_arrive": 14,
    "buyer_asks_to_cancel": 2,
    "order_is_cancelled": 2,
    "quantity_changes": 3,
    "shipped_outside": 2,
    "address_changes": 1,
    "order_is_lost": 1,
    "network_fails": 8,
    "feed_fails": 2,
    "feeds_end": 5,
}
