"""The simulator: everything that a fake Amazon remembers, and what can be done to it."""

import threading
from datetime import timedelta

from . import state
from .account_controls import AccountControls
from .accounts import Accounts
from .calls import CallLog
from .catalog_items import CatalogItems
from .catalogue import CATALOGUE
from .clock import iso, system_clock
from .documents import Documents
from .errors import SimulatorError
from .faults import Faults
from .job_controls import JobControls
from .jobs import Jobs
from .journal_controls import JournalControls
from .listing_controls import ListingControls
from .listing_journal import Journal
from .listings import Listings
from .order_book import OrderBook
from .order_controls import OrderControls
from .page_tokens import PageTokens
from .throttle import Throttle
from .world import populate

AMAZON_SETTLE_SECONDS = 120
JOB_SECONDS = 30
LISTING_SECONDS = 60
FIRST_FEED, FIRST_REPORT = 50_000_020_001, 60_000_020_001


class Simulator(OrderControls, AccountControls, JobControls, ListingControls, JournalControls):
    """A fake Amazon. Serve it with `amazon_simulator.serve`; steer it with its methods, from any thread.

    `seed` decides ids, credentials and generated orders. `clock` returns the present as an aware datetime.
    `settle` is how many seconds searchOrders lags behind a change (Amazon: two minutes). `throttling` switches
    Amazon's usage plans on. `state_path` names a file that is loaded now if it exists, and written after every change.

    Parts: `accounts`, `orders` (an `OrderBook`), `feeds` and `reports` (`Jobs`), `documents`, `listings`,
    `catalog_items`, `faults`, `calls`, `throttle`; hold `lock` to use them directly.
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
        self.feeds, self.reports = Jobs(FIRST_FEED), Jobs(FIRST_REPORT)
        self.documents = Documents(seed)
        self.feed_seconds = self.report_seconds = JOB_SECONDS
        self.compress_documents = True
        self.planned_trouble = []
        self.catalogue = CATALOGUE
        self.listings, self.catalog_items = Listings(CATALOGUE), CatalogItems(CATALOGUE)
        self.listing_seconds = LISTING_SECONDS
        self.localised_reports = True
        self.generated_listings = self.submissions = 0
        self.schemas = {}
        self.journal = Journal()
        self.generated = 0
        self._closing = threading.Event()
        self._state_path = state_path
        document = state.load(state_path) if state_path else None
        if document:
            self._restore(document)
        else:
            populate(self.accounts, seed)
            self.save()

    @property
    def settle_time(self):
        """`settle` as a timedelta."""
        return timedelta(seconds=self.settle)

    # Trouble

    def add_fault(self, operation="*", kind="status", **options):
        """Switch trouble on and return it; see `faults.Fault` for kinds and options. By default it strikes once."""
        with self.lock:
            return self.faults.add(operation, kind, **options)

    def remove_fault(self, fault_id):
        """Switch one fault off, by its id."""
        with self.lock:
            self.faults.remove(fault_id)

    def clear_faults(self):
        """Switch all trouble off, also what was planned for feeds and reports that are still to come."""
        with self.lock:
            self.faults.clear()
            self.planned_trouble.clear()

    @property
    def settings(self):
        """What `change_settings` changes, as a dictionary."""
        return {
            "settle": self.settle,
            "throttling": self.throttle.enabled,
            "throttle_scale": self.throttle.scale,
            "plans": {name: list(plan) for name, plan in self.throttle.plans.items()},
            "feed_seconds": self.feed_seconds,
            "report_seconds": self.report_seconds,
            "compress_documents": self.compress_documents,
            "listing_seconds": self.listing_seconds,
            "localised_reports": self.localised_reports,
        }

    def change_settings(self, **settings):
        """Change how Amazon behaves; what is not given, or None, stays as it is.

        `settle`: seconds that searchOrders lags behind; `throttling`: usage plans on or off; `throttle_scale`: factor
        for all rates; `plans`: {operation: (calls per second, burst)} for operations with other than Amazon's default;
        `feed_seconds`, `report_seconds`: how long the next feeds and reports take; `compress_documents`: whether
        results and reports come gzipped; `listing_seconds`: how long it takes until an accepted change of a listing
        shows; `localised_reports`: whether Japan's report on listings has Japanese headers.
        """
        if unknown := set(settings) - set(self.settings):
            raise SimulatorError(f"unknown settings: {', '.join(sorted(unknown))}")
        settings = {name: value for name, value in settings.items() if value is not None}
        with self.lock:
            for name in ("settle", "feed_seconds", "report_seconds", "listing_seconds"):
                if name in settings:
                    setattr(self, name, _number(settings[name], name))
            for name in ("compress_documents", "localised_reports"):
                if name in settings:
                    setattr(self, name, bool(settings[name]))
            if "throttle_scale" in settings:
                self.throttle.scale = _number(settings["throttle_scale"], "throttle_scale")
            if "throttling" in settings:
                self.throttle.enabled = bool(settings["throttling"])
            if "plans" in settings:
                plans = settings["plans"].items()
                self.throttle.plans = {name: (float(rate), int(burst)) for name, (rate, burst) in plans}

    # Running

    def open(self):
        """Be ready to serve (again)."""
        self._closing.clear()

    def wait(self, seconds):
        """Let real time pass, but no longer than the simulator runs."""
        self._closing.wait(seconds)

    def log_call(self, request, operation, status, parameters=None):
        """Write a served request to the call log."""
        with self.lock:
            parameters = request.args.to_dict() if parameters is None else parameters
            self.calls.record(iso(self.clock()), request.method, request.path, operation, status, parameters)

    def close(self):
        """End waiting calls and save the state."""
        self._closing.set()
        self.save()

    def save(self):
        """Write the state file, if there is one. Faults, settings and the call log are not kept."""
        if self._state_path:
            with self.lock:
                state.save(self._state_path, self._as_dict())

    def _as_dict(self):
        return {
            "seed": self.seed,
            "generated": self.generated,
            "accounts": self.accounts.as_dict(),
            "orders": self.orders.as_list(),
            "feeds": self.feeds.as_list(),
            "reports": self.reports.as_list(),
            "documents": self.documents.as_list(),
            "listings": self.listings.as_dict(),
            "catalog_items": self.catalog_items.as_dict(),
            "generated_listings": self.generated_listings,
            "submissions": self.submissions,
        }

    def _restore(self, document):
        self.seed = document["seed"]
        self.generated = document["generated"]
        self.accounts.load(document["accounts"])
        self.orders.load(document["orders"])
        self.page_tokens = PageTokens(self.seed)
        self.documents = Documents(self.seed)
        # A file of an earlier version has none of these.
        self.feeds.load(document.get("feeds", []))
        self.reports.load(document.get("reports", []))
        self.documents.load(document.get("documents", []))
        self.listings.load(document.get("listings", {}))
        self.catalog_items.load(document.get("catalog_items", {}))
        self.generated_listings = document.get("generated_listings", 0)
        self.submissions = document.get("submissions", 0)


def _number(value, name):
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise SimulatorError(f"{name} must be a number that is not negative")
    return value
