"""What the tests of connections share: an Amazon that answers what a test wants, and a seller's account."""

import json
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import requests

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged

CLIENT_ID = "amzn1.application-oa2-client.test"
SECRET = "amzn1.oa2-cs.v1.hidden-secret"
TOKEN = "Atzr|hidden-refresh-token"
US = "ATVPDKIKX0DER"
CANADA = "A2EUQ1WTGCTBG2"
BRITAIN = "A1F83G8C2ARO7P"


def participation(ref, name="Amazon", domain="www.amazon.com", currency="USD", language="en_US", **others):
    """One entry of getMarketplaceParticipations."""
    return {
        "marketplace": {
            "id": ref,
            "name": name,
            "countryCode": "US",
            "defaultCurrencyCode": currency,
            "defaultLanguageCode": language,
            "domainName": domain,
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
        "storeName": "Larkspur Shop",
        **others,
    }


class FakeAmazon:
    """Amazon's hosts, in memory. Set what they answer; `requests` keeps what they were asked.

    `failures` maps a host to an exception to raise, or to a pair (status, body).
    """

    def __init__(self):
        self.requests = []
        self.failures = {}
        self.participations = [participation(US), participation(CANADA, currency="CAD", language="en_CA")]
        self.login = (200, {"access_token": "Atza|access", "token_type": "bearer", "expires_in": 3600})

    def knows(self, host):
        return host.endswith(".amazon.com")

    def answer(self, request):
        url = urlsplit(request.url)
        self.requests.append(request)
        failure = self.failures.get(url.hostname)
        if isinstance(failure, Exception):
            raise failure
        status, body = failure or (self.login if url.path == "/auth/o2/token" else self._ask(url))
        response = requests.Response()
        response.status_code = status
        response.headers["x-amzn-RequestId"] = "request-1"
        response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
        response.request, response.url = request, request.url
        return response

    def _ask(self, url):
        if url.path == "/sellers/v1/marketplaceParticipations":
            return 200, {"payload": self.participations}
        return 404, {"errors": [{"code": "NotFound", "message": "Unknown path"}]}

    def logins(self):
        """The forms that were sent to the login."""
        return [
            {key: values[0] for key, values in parse_qs(request.body).items()}
            for request in self.requests
            if urlsplit(request.url).path == "/auth/o2/token"
        ]

    def calls(self):
        """The requests to the API, the logins left out."""
        return [request for request in self.requests if urlsplit(request.url).path != "/auth/o2/token"]


class FakeAmazonMixin:
    """Answers requests to Amazon's hosts with `self.amazon`, new for each test."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        if cls.amazon and cls.amazon.knows(urlsplit(request.url).hostname):
            return cls.amazon.answer(request)
        return super()._request_handler(session, request, **options)

    amazon = None

    def setUp(self):
        super().setUp()
        type(self).amazon = FakeAmazon()

    @classmethod
    def _create_seller(cls):
        """An application with a secret, and an account that was never used."""
        cls.company = cls.env["res.company"].create({"name": "Larkspur", "country_id": cls.env.ref("base.us").id})
        cls.env.user.company_ids += cls.company
        cls.application = cls.env["amazon.channel.application"].create(
            {
                "name": "Larkspur ERP",
                "company_id": cls.company.id,
                "amazon_application_id": "amzn1.sp.solution.test",
                "lwa_client_id": CLIENT_ID,
                "lwa_client_secret": SECRET,
            }
        )
        cls.account = cls.env["amazon.channel.account"].create(
            {
                "name": "Larkspur America",
                "company_id": cls.company.id,
                "application_id": cls.application.id,
                "region": "na",
                "refresh_token": TOKEN,
            }
        )
        cls.env.flush_all()

    @contextmanager
    def refused(self, *words):
        """The block ends with a `UserError` that says all of `words`.

        `assertRaises` would undo what was written in a transaction of its own, since in a test it is none.
        """
        try:
            yield
        except UserError as error:
            self.env.invalidate_all()
            for word in words:
                self.assertIn(word, str(error))
        else:
            self.fail("nothing was refused")


@tagged("post_install", "-at_install")
class ConnectionCase(FakeAmazonMixin, TransactionCase):
    """A seller's account. New cursors share the test's transaction, as far as a test can have it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_seller()
        cls.administrator = new_test_user(
            cls.env, "conn_admin", "base.group_system", company_ids=[cls.company.id], company_id=cls.company.id
        )
        cls.manager = new_test_user(
            cls.env,
            "conn_manager",
            "amazon_channel.amazon_channel_group_manager",
            company_ids=[cls.company.id],
            company_id=cls.company.id,
        )

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()
