"""The simulator's Python API for orders."""

import copy
import json

from . import order_changes
from .catalogue import as_products
from .clock import iso
from .controls import controlled
from .errors import SimulatorError
from .generator import Generator
from .marketplaces import MARKETPLACES

MAX_SHOWN = 200


class OrderControls:
    """Placing orders and letting things happen to them. A part of `Simulator`."""

    @controlled
    def place_order(self, document, selling_partner_id=None):
        """Place one order and return its id.

        `document` is an Order of Orders 2026-01-01, whole or in part: ids, times, the status and the sales channel are
        filled in where missing. The order goes to `selling_partner_id`, or to the seller of the marketplace's region.
        """
        # Unlike a deep copy, this also separates parts of the document that are one and the same object.
        order = self._generator().complete(json.loads(json.dumps(document)), self.clock())
        self.generated += 1
        return self._add(order, selling_partner_id)

    @controlled
    def generate_orders(self, n, kinds=None, marketplaces=None, catalogue=None, placed_between=None, **options):
        """Place `n` realistic orders and return their ids, in the order of their creation.

        `kinds` are names from `amazon_simulator.KINDS`, taken in turn (None: a realistic mixture); `marketplaces` ids
        or country codes (None: all); `catalogue` products (see `catalogue.as_products`). `placed_between` is a pair of
        datetimes: orders and what became of them date from then. Without it they were placed in the last three days
        and updated this moment, so that a client which has read everything so far still sees them.
        Options: `selling_partner_id`; `negative_discounts` (write discounts as -5.00 instead of 5.00).
        """
        partner_id = options.pop("selling_partner_id", None)
        if partner_id and not marketplaces:
            marketplaces = [name for name in self._get_seller(partner_id).marketplaces if name in MARKETPLACES]
        products = as_products(catalogue) if catalogue else self.catalogue
        generator = self._generator(products, **options)
        orders = generator.generate(n, kinds, marketplaces, placed_between, self.clock())
        self.generated += n
        return [self._add(order, partner_id) for order in orders]

    def _generator(self, products=None, **options):
        return Generator(products or self.catalogue, f"{self.seed}:{self.generated}", self.orders, **options)

    def _add(self, order, partner_id):
        marketplace = MARKETPLACES.get(order["salesChannel"].get("marketplaceId"))
        if partner_id is None:
            partner_id = self.seller(marketplace.region if marketplace else "na").selling_partner_id
        self._get_seller(partner_id)
        self.orders.add(partner_id, order)
        return order["orderId"]

    def _get_seller(self, partner_id):
        if partner_id not in self.accounts.sellers:
            raise SimulatorError(f"no such seller: {partner_id!r}")
        return self.accounts.sellers[partner_id]

    def get_order(self, order_id):
        """Return a copy of the whole order document as it is now, whatever a client would see of it."""
        with self.lock:
            self.work()
            return copy.deepcopy(self.orders.entry(order_id).current)

    def list_orders(self, status=None, limit=MAX_SHOWN):
        """Return copies of the latest orders (whole documents, as they are now), newest first."""
        with self.lock:
            self.work()
            orders = [entry.current for entry in self.orders]
        if status:
            orders = [order for order in orders if order_changes.status_of(order) == status]
        orders.sort(key=lambda order: order["createdTime"], reverse=True)
        return copy.deepcopy(orders[:limit])

    def change_order(self, order_id, changes):
        """Merge any part of an order document into an order; see `order_changes.merge`."""
        self.let_happen(order_id, order_changes.merge, changes)

    def change_quantity(self, order_id, order_item_id, quantity):
        """Change the quantity of an order item; amounts and totals follow."""
        self.let_happen(order_id, order_changes.change_quantity, order_item_id, quantity)

    def change_address(self, order_id, **fields):
        """Change fields of the delivery address, by Amazon's names (`addressLine1`, `city` ...)."""
        self.let_happen(order_id, order_changes.change_address, **fields)

    def release_order(self, order_id):
        """Let a pending order become ready: PENDING_AVAILABILITY -> PENDING -> UNSHIPPED."""
        self.let_happen(order_id, order_changes.release)

    def ship_order(self, order_id, items=None, carrier="UPS", tracking_number=None, shipping_service="Standard"):
        """Ship an order or, with `items` ({orderItemId: quantity}), a part of it; see `order_changes.ship`."""
        self.let_happen(order_id, order_changes.ship, items, carrier, tracking_number, shipping_service)

    def deliver_order(self, order_id):
        """Let the packages of an order arrive."""
        self.let_happen(order_id, order_changes.deliver)

    def cancel_order(self, order_id, cancelled_by="BUYER", reason="BuyerCanceled"):
        """Cancel an order, by BUYER, MERCHANT or AMAZON."""
        self.let_happen(order_id, order_changes.cancel, cancelled_by, reason)

    def request_cancellation(self, order_id, reason="Ordered by mistake"):
        """Let the buyer ask for the cancellation of an order."""
        self.let_happen(order_id, order_changes.request_cancellation, reason)

    def touch_order(self, order_id):
        """Give an order a new lastUpdatedTime and change nothing else, as Amazon often does."""
        self.let_happen(order_id, lambda order, now: None)

    @controlled
    def lose_order(self, order_id):
        """Let searchOrders leave an order out although getOrder still returns it."""
        self.orders.entry(order_id).lost = True

    @controlled
    def find_order(self, order_id):
        """Let searchOrders return a lost order again (its times stay as they were)."""
        self.orders.entry(order_id).lost = False

    @controlled
    def let_happen(self, order_id, change, *args, **kwargs):
        """Call `change(order, now, ...)` with a copy of an order, which becomes the order if nothing is raised."""
        self.change_at(self.clock(), order_id, change, *args, **kwargs)

    def change_at(self, now, order_id, change, *args, **kwargs):
        """Do as `let_happen` at a moment `now`; for parts of the simulator that hold its lock and save its state."""
        order = copy.deepcopy(self.orders.entry(order_id).current)
        change(order, now, *args, **kwargs)
        order["lastUpdatedTime"] = max(iso(now), order["lastUpdatedTime"])
        self.orders.replace(order, horizon=iso(self.clock() - self.settle_time))
