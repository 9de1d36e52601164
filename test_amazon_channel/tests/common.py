"""A shop in Odoo, connected over a real socket with a simulated Amazon that runs in this process."""

from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import TransactionCase

from odoo.addons.amazon_channel.mapping.listing_feed import LISTING_FEED
from odoo.addons.amazon_channel.sp_api.client import Client
from odoo.addons.amazon_channel.sp_api.lwa import TokenCache
from odoo.addons.amazon_channel.tests.listings_feed_schema import feed_errors
from odoo.addons.amazon_channel.tools import connection

from amazon_simulator import Simulator, serve
from amazon_simulator.catalogue import CATALOGUE
from amazon_simulator.marketplaces import BY_COUNTRY
from devtools import shop

SEED = 1
# The addon's quota refills at the rate that Amazon reports: with this factor it never runs dry.
FAST = 1000
REGIONS = ("na", "eu", "fe")


def new_simulator(**options):
    """A simulated Amazon without delays and without quota, unless `options` say otherwise.

    All have the same sellers with the same tokens, so that each test can have one of its own.
    """
    simulator = Simulator(**{"seed": SEED, "settle": 0, "throttling": False, **options})
    simulator.change_settings(throttle_scale=FAST)
    return simulator


def credentials_of(simulator):
    """What `GET /simulator/credentials` answers."""
    application = simulator.application
    sellers = {
        region: {
            "selling_partner_id": simulator.seller(region).selling_partner_id,
            "refresh_token": simulator.refresh_token(region),
        }
        for region in REGIONS
    }
    return {
        "application_id": application.application_id,
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "sellers": sellers,
    }


class EndToEndCase(TransactionCase):
    """The shop is built and connected once for all tests of a class; every test gets a new, empty Amazon.

    The registry is in test mode throughout: crons open cursors, commit and roll back as ever, and all of it is undone
    after the test.
    """

    regions = ("na",)
    without_skus = ()
    without_services = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_enter_test_mode_cls()
        # A call that failed is repeated once after a pause; nothing here waits.
        cls.pauses = []
        cls.startClassPatcher(patch.object(connection, "Client", partial(Client, sleep=cls.pauses.append)))
        shop.build_shop(cls.env, CATALOGUE, cls.without_skus)
        cls.simulator = new_simulator()
        with serve(cls.simulator) as url:
            cls.accounts = shop.connect(cls.env, url, credentials_of(cls.simulator), cls.regions)
        cls.account = cls.accounts[0]
        cls.channels = cls.accounts.channel_ids
        shop.map_shipping(cls.env, cls.channels, without=cls.without_services)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.pauses.clear()
        self.use(new_simulator())

    def use(self, simulator):
        """Let the accounts talk to this simulator until the test ends."""
        self.simulator = simulator
        self.addCleanup(self.assert_good_feeds, simulator)
        self.enterContext(self._connected(simulator))

    def assert_good_feeds(self, simulator):
        """Whatever a test was about: the feeds of listings that were sent hold to Amazon's schema."""
        for feed in simulator.feeds:
            if feed.type == LISTING_FEED:
                document = simulator.documents.find(feed.details["document_id"])
                self.assertEqual(feed_errors(document.plain), [])

    @classmethod
    @contextmanager
    def _connected(cls, simulator):
        """Let the accounts talk to this simulator, without access tokens of another one."""
        with serve(simulator) as url, patch.object(connection, "_token_cache", TokenCache()):
            cls.env["ir.config_parameter"].set_param("amazon_channel.simulator_url", url)
            yield

    # -- What people and schedules do ------------------------------------------------------------------------------

    @classmethod
    def run_cron(cls, name):
        """Run a scheduled action of the addon as the scheduler does: again, as long as it asks to go on at once.

        :raises AssertionError: it ended with an exception
        """
        cron = cls.env.ref(f"amazon_channel.ir_cron_{name}")
        due = cls._due_triggers(cron)
        for _turn in range(100):
            # The scheduler does it too, by the time at which its transaction began; this one began with the test.
            due.unlink()
            result = cron.method_direct_trigger()
            cls.env.invalidate_all()
            if result is not True:
                raise AssertionError(f"the scheduled action {name} ended with an exception: {result}")
            due = cls._due_triggers(cron)
            if not due:
                return
        raise AssertionError(f"the scheduled action {name} never ends")

    @classmethod
    def _due_triggers(cls, cron):
        domain = [("cron_id", "=", cron.id), ("call_at", "<=", fields.Datetime.now())]
        return cls.env["ir.cron.trigger"].search(domain)

    @classmethod
    def get_orders(cls):
        """Fetch; return the runs that this made, oldest first."""
        return cls._run_and_return_runs("get_orders")

    @classmethod
    def process_orders(cls):
        """Process what is in the inbox; return the runs that this made, oldest first."""
        return cls._run_and_return_runs("process_orders")

    @classmethod
    def sync(cls):
        """Fetch and process."""
        cls.get_orders()
        cls.process_orders()

    @classmethod
    def _run_and_return_runs(cls, operation):
        runs = cls.env["amazon.channel.run"]
        before = runs.search([])
        cls.run_cron(operation)
        return runs.search([("operation", "=", operation)], order="id") - before

    @contextmanager
    def request(self):
        """An environment of its own, as a request of the web client has: it is committed when the block ends well."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
        self.env.invalidate_all()

    def let_retry_time_pass(self):
        """Let the time pass after which accounts are asked again, and their quotas refill."""
        self.accounts.filtered("orders_retry_at").orders_retry_at = fields.Datetime.now()
        quotas = self.env["amazon.channel.quota"].search([])
        for quota in quotas:
            quota.write({"tokens": quota.burst})

    # -- Looking ---------------------------------------------------------------------------------------------------

    @classmethod
    def inbox(cls, *order_ids):
        """The inbox rows of these orders, or all of them."""
        domain = [("account_id", "in", cls.accounts.ids)]
        if order_ids:
            domain.append(("amazon_order_ref", "in", order_ids))
        return cls.env["amazon.channel.order"].search(domain)

    @classmethod
    def sale_order(cls, order_id):
        """The sale order of an Amazon order; empty when there is none."""
        return cls.env["sale.order"].search([("amazon_channel_order_ref", "=", order_id)])

    def issues(self, order_id, state="open"):
        """The issues of an Amazon order, by their causes."""
        issues = self.inbox(order_id).issue_ids.filtered(lambda issue: issue.state == state)
        return sorted(issues.mapped("code"))

    def calls(self, operation="searchOrders"):
        """The calls that Amazon was asked, oldest first: `LoggedCall` objects."""
        with self.simulator.lock:
            return [call for call in self.simulator.calls.recent if call.operation == operation]

    def place(self, kind, marketplace="US", **options):
        """Place one generated order and return its number."""
        return self.simulator.generate_orders(1, [kind], [marketplace], **options)[0]

    def place_at(self, marketplace, total, quantity, **charges):
        """Place an order of one product at this total for all pieces, with further charges; return its number."""
        currency = BY_COUNTRY[marketplace].currency
        amounts = {"ITEM": total, **charges}
        breakdowns = [
            {"type": kind, "subtotal": {"amount": amount, "currencyCode": currency}} for kind, amount in amounts.items()
        ]
        return self.simulator.place_order(
            {
                "salesChannel": {"marketplaceId": BY_COUNTRY[marketplace].id},
                "recipient": {"deliveryAddress": {"countryCode": marketplace, "postalCode": "1000"}},
                "fulfillment": {"fulfillmentServiceLevel": "STANDARD"},
                "orderItems": [
                    {
                        "quantityOrdered": quantity,
                        "product": {"sellerSku": "LK-SOAP-3"},
                        "proceeds": {"breakdowns": breakdowns},
                    }
                ],
            }
        )
