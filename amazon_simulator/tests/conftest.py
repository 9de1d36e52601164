"""What the simulator's own tests share: a simulator with a clock that is moved by hand, and a client for it."""

import importlib.util

import pytest
import requests

from amazon_simulator import ManualClock, Simulator, serve

US, CA, GB, DE, JP = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1F83G8C2ARO7P", "A1PA6795UKMFR9", "A1VC38T7YXB528"
USER_AGENT = "Simulator Tests/1.0 (Language=Python)"
EVERYTHING = (
    "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT,FULFILLMENT_ORDERS"
)


class Client:
    """A small client of the Selling Partner API: one seller, over real HTTP."""

    def __init__(self, simulator, url, region="na"):
        self.simulator, self.url, self.region = simulator, url, region
        self.access_token = None

    def token(self, **parameters):
        """POST to Login with Amazon; the application's credentials and the seller's refresh token are the default."""
        application = self.simulator.application
        defaults = {
            "grant_type": "refresh_token",
            "client_id": application.client_id,
            "client_secret": application.client_secret,
        }
        if "refresh_token" not in parameters:
            defaults["refresh_token"] = self.simulator.refresh_token(self.region)
        data = {name: value for name, value in {**defaults, **parameters}.items() if value is not None}
        return requests.post(f"{self.url}/auth/o2/token", data=data, timeout=10)

    def get(self, path, headers=None, **parameters):
        """GET from the API with an access token of the seller."""
        return self.call("GET", path, headers, params=parameters)

    def post(self, path, document):
        """POST a JSON document to the API."""
        return self.call("POST", path, json=document)

    def call(self, method, path, headers=None, **options):
        """Send a request to the API with an access token of the seller."""
        if self.access_token is None:
            self.access_token = self.token().json()["access_token"]
        headers = {"x-amz-access-token": self.access_token, "user-agent": USER_AGENT, **(headers or {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        return requests.request(method, self.url + path, headers=headers, timeout=10, **options)

    def search(self, **parameters):
        """Call searchOrders; everything since 2025 unless told otherwise."""
        if not any(name.endswith("After") for name in parameters):
            parameters["lastUpdatedAfter"] = "2025-01-01T00:00:00Z"
        return self.get("/orders/2026-01-01/orders", **parameters)

    def order_ids(self, **parameters):
        """Return the ids on one page of searchOrders."""
        response = self.search(**parameters)
        assert response.status_code == 200, response.text
        return [order["orderId"] for order in response.json()["orders"]]

    def order(self, order_id, included=EVERYTHING):
        """Call getOrder and return the order document."""
        response = self.get(f"/orders/2026-01-01/orders/{order_id}", includedData=included)
        assert response.status_code == 200, response.text
        return response.json()["order"]


@pytest.fixture(scope="session", autouse=True)
def quick_sdk():
    """Amazon's SDK makes a configuration, and with it a log handler, for every object it reads: give it one."""
    if importlib.util.find_spec("spapi"):
        import spapi

        spapi.Configuration.set_default(spapi.Configuration())


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def simulator(clock):
    return Simulator(seed=1, clock=clock, settle=0)


@pytest.fixture
def url(simulator):
    with serve(simulator) as base:
        yield base


@pytest.fixture
def client(simulator, url):
    return Client(simulator, url)


@pytest.fixture
def client_eu(simulator, url):
    return Client(simulator, url, "eu")


@pytest.fixture
def client_fe(simulator, url):
    return Client(simulator, url, "fe")
