"""The simulator: everything that a fake Amazon remembers, and what can be done to it."""

import copy
import functools
import threading
from datetime import timedelta

from . import order_changes, state
from .accounts import Accounts
from .calls import CallLog
from .catalogue import CATALOGUE, as_products
from .clock import iso, system_clock
from .errors import SimulatorError
from .faults import Faults
from .generator import Generator
from .marketplaces import MARKETPLACES
from .order_book import OrderBook
from .page_tokens import PageTokens
from .throttle import Throttle
from .world import populate

AMAZON_SETTLE_SECONDS = 120
MAX_SHOWN = 200


def _controlled(method):
    """Make a method take the lock, and save the state after it."""

    @functools.wraps(method)
    def locked(self, *args, **kwargs):
        with self.lock:
            result = method(self, *args, **kwargs)
            self.save()
        return result

    return locked


class Simulator:
    """A fake Amazon. Serve it with `amazon_simulator.serve`; steer it with its methods, from any thread.

    `seed` decides ids, credentials and generated orders. `clock` returns the present as an aware datetime.
    `settle` is how many seconds searchOrders lags behind a change (Amazon: two minutes). `throttling` switches
    Amazon's usage plans on. `state_path` names a file that is loaded now if it exists, and written after every change.

    Parts: `accounts`, `orders` (an `OrderBook`), `faults`, `calls`, `throttle`; hold `lock` to use them directly.
    """

    def __init__(self, seed=1, clock=system_clock, settle=AMAZON_SETTLE_SECONDS, throttling=True, state_path=None):
        self.seed = seed
        self.clock = clock
        self.settle = settle
        self.lock = threading.RLock()
        self.accounts = Accounts(clock)
        self.orders = OrderBook()
        self.faults = Faults(seed)
        self.calls = CallLog()
        self.throttle = Throttle(clock, throttling)
        self.page_tokens = PageTokens(seed)
        self.catalogue = CATALOGUE
        self.generated = 0
        self._closing = threading.Event()
        self._state_path = state_path
        document = state.load(state_path) if state_path else None
        if document:
            self._restore(document)
        else:
            populate(self.accounts, seed)

    @property
    def settle_time(self):
        """`settle` as a timedelta."""
        return timedelta(seconds=self.settle)

    @property
    def application(self):
        """The first application: with `client_id`, `client_secret`, `application_id`."""
        return next(iter(self.accounts.applications.values()))

    def seller(self, region="na"):
        """Return the first seller of a region (`na`, `eu`, `fe`)."""
        for seller in self.accounts.sellers.values():
            if seller.region == region:
                return seller
        raise SimulatorError(f"no seller in region {region!r}")

    def refresh_token(self, region="na"):
        """Return a refresh token that the first seller of a region gave to the first application."""
        partner_id, client_id = self.seller(region).selling_partner_id, self.application.client_id
        for grant in self.accounts.grants.values():
            if (grant.selling_partner_id, grant.client_id, grant.revoked) == (partner_id, client_id, False):
                return grant.refresh_token
        raise SimulatorError(f"the seller of region {region!r} has not authorised the application")

    # Orders

    @_controlled
    def place_order(self, document, selling_partner_id=None):
        """Place one order and return its id.

        `document` is an Order of Orders 2026-01-01, whole or in part: ids, times, the status and the sales channel are
        filled in where missing. The order goes to `selling_partner_id`, or to the seller of the marketplace's region.
        """
        order = self._generator().complete(copy.deepcopy(document), self.clock())
        return self._add(order, selling_partner_id)

    @_controlled
    def generate_orders(self, n, kinds=None, marketplaces=None, catalogue=None, placed_between=None, **options):
        """Place `n` realistic orders and return their ids, in the order of their creation.

        `kinds` are names from `amazon_simulator.KINDS`, taken in turn (None: a realistic mixture); `marketplaces` ids
        or country codes (None: all); `catalogue` products (see `catalogue.as_products`); `placed_between` a pair of
        datetimes (None: the last three days). Options: `selling_partner_id`, `negative_discounts` (write discounts as
        -5.00 instead of 5.00).
        """
        partner_id = options.pop("selling_partner_id", None)
        now = self.clock()
        products = as_products(catalogue) if catalogue else self.catalogue
        orders = self._generator(products, **options).generate(n, kinds, marketplaces, placed_between, now)
        self.generated += n
        return [self._add(order, partner_id) for order in orders]

    def _generator(self, products=None, **options):
        return Generator(products or self.catalogue, f"{self.seed}:{self.generated}", self.orders, **options)

    def _add(self, order, partner_id):
        marketplace = MARKETPLACES.get(order["salesChannel"].get("marketplaceId"))
        if partner_id is None:
            partner_id = self.seller(marketplace.region if marketplace else "na").selling_partner_id
        elif partner_id not in self.accounts.sellers:
            raise SimulatorError(f"no such seller: {partner_id!r}")
        self.orders.add(partner_id, order)
        return order["orderId"]

    def get_order(self, order_id):
        """Return a copy of the whole order document as it is now, whatever a client would see of it."""
        with self.lock:
            return copy.deepcopy(self.orders.entry(order_id).current)

    def list_orders(self, status=None, limit=MAX_SHOWN):
        """Return the present documents of the latest orders, newest first."""
        with self.lock:
            orders = [entry.current for entry in self.orders]
        orders = [order for order in orders if status in (None, order_changes.status_of(order))]
        return sorted(orders, key=lambda order: order["createdTime"], reverse=True)[:limit]

    def change_order(self, order_id, changes):
        """Merge any part of an order document into an order; see `order_changes.merge`."""
        self._change(order_id, order_changes.merge, changes)

    def change_quantity(self, order_id, order_item_id, quantity):
        """Change the quantity of an order item; amounts and totals follow."""
        self._change(order_id, order_changes.change_quantity, order_item_id, quantity)

    def change_address(self, order_id, **fields):
        """Change fields of the delivery address, by Amazon's names."""
        self._change(order_id, order_changes.change_address, **fields)

    def release_order(self, order_id):
        """Let a pending order become ready: PENDING_AVAILABILITY -> PENDING -> UNSHIPPED."""
        self._change(order_id, order_changes.release)

    def ship_order(self, order_id, items=None, **package):
        """Ship an order or, with `items` ({orderItemId: quantity}), a part; see `order_changes.ship`."""
        self._change(order_id, order_changes.ship, items, **package)

    def deliver_order(self, order_id):
        """Let the packages of an order arrive."""
        self._change(order_id, order_changes.deliver)

    def cancel_order(self, order_id, cancelled_by="BUYER", reason="BuyerCanceled"):
        """Cancel an order, by BUYER, MERCHANT or AMAZON."""
        self._change(order_id, order_changes.cancel, cancelled_by, reason)

    def request_cancellation(self, order_id, reason="Ordered by mistake"):
        """Let the buyer ask for the cancellation of an order."""
        self._change(order_id, order_changes.request_cancellation, reason)

    def touch_order(self, order_id):
        """Give an order a new lastUpdatedTime and change nothing else, as Amazon often does."""
        self._change(order_id, lambda order, now: None)

    @_controlled
    def lose_order(self, order_id, lost=True):
        """Let searchOrders leave an order out although getOrder returns it (`lost=False`: find it again)."""
        self.orders.entry(order_id).lost = lost

    @_controlled
    def _change(self, order_id, change, *args, **kwargs):
        now = self.clock()
        order = copy.deepcopy(self.orders.entry(order_id).current)
        change(order, now, *args, **kwargs)
        order["lastUpdatedTime"] = max(iso(now), order["lastUpdatedTime"])
        self.orders.replace(order, horizon=iso(now - self.settle_time))

    # Accounts

    @_controlled
    def revoke_consent(self, selling_partner_id, client_id=None):
        """Let a seller withdraw consent: refresh and access tokens stop working."""
        self.accounts.revoke(selling_partner_id, client_id)

    @_controlled
    def authorize(self, selling_partner_id, client_id=None):
        """Self-authorisation in Seller Central: return a new refresh token that does not expire."""
        return self.accounts.authorize(selling_partner_id, client_id or self.application.client_id)

    @_controlled
    def expire_access_tokens(self, selling_partner_id=None):
        """Let the access tokens of one seller or all expire now."""
        self.accounts.expire_access_tokens(selling_partner_id)

    @_controlled
    def rotate_secret(self, client_id=None):
        """Give an application a new client secret and return it; the old one works for seven days."""
        return self.accounts.rotate_secret(client_id or self.application.client_id)

    @_controlled
    def expire_secrets(self, client_id=None):
        """Let an application's client secrets expire now."""
        self.accounts.expire_secrets(client_id or self.application.client_id)

    # Running

    def wait(self, seconds):
        """Let real time pass, but no longer than the simulator runs."""
        self._closing.wait(seconds)

    def log_call(self, request, operation, status, parameters=None):
        """Write a served request to the call log."""
        with self.lock:
            parameters = request.args.to_dict() if parameters is None else parameters
            self.calls.record(iso(self.clock()), request.method, request.path, operation, status, parameters)

    def save(self):
        """Write the state file, if there is one."""
        if self._state_path:
            with self.lock:
                state.save(self._state_path, self._as_dict())

    def open(self):
        """Be ready to serve (again)."""
        self._closing.clear()

    def close(self):
        """End waiting calls and save the state."""
        self._closing.set()
        self.save()

    def _as_dict(self):
        return {
            "seed": self.seed,
            "generated": self.generated,
            "accounts": self.accounts.as_dict(),
            "orders": self.orders.as_list(),
        }

    def _restore(self, document):
        self.seed = document["seed"]
        self.generated = document["generated"]
        self.accounts.load(document["accounts"])
        self.orders.load(document["orders"])
        self.page_tokens = PageTokens(self.seed)
