"""What clients sent about listings, and what of it no careful client sends."""

from collections import deque
from dataclasses import asdict, dataclass

from .clock import iso

KEPT = 200_000
QUANTITY_FOR_AMAZON, LEFT_AMAZON, TWICE_IN_FEED = "quantity_for_amazon", "left_amazon", "twice_in_feed"


@dataclass(frozen=True)
class Submission:
    """One PUT, PATCH or DELETE that was answered, by a call or in a feed; previews are none."""

    at: str
    operation: str
    seller: str
    sku: str
    marketplaces: tuple
    status: str
    feed: str


@dataclass(frozen=True)
class Mistake:
    """What a client should never have sent. `kind` is one of

    - `quantity_for_amazon`: a quantity for what Amazon ships;
    - `left_amazon`: a PUT by which the seller ships what Amazon has in its warehouses;
    - `twice_in_feed`: a SKU that one feed names twice.
    """

    kind: str
    at: str
    seller: str
    sku: str
    feed: str


class Journal:
    """The last submissions, and all mistakes."""

    def __init__(self):
        self.submissions, self.mistakes = deque(maxlen=KEPT), []

    def submitted(self, operation, seller_id, sku, marketplace_ids, status, now, feed=""):
        """Note a submission."""
        self.submissions.append(Submission(iso(now), operation, seller_id, sku, tuple(marketplace_ids), status, feed))

    def mistaken(self, kind, seller_id, sku, now, feed=""):
        """Note a mistake."""
        self.mistakes.append(Mistake(kind, iso(now), seller_id, sku, feed))

    def find(self, sku=None, operation=None, status=None):
        """Return submissions as dictionaries, oldest first."""
        wanted = {"sku": sku, "operation": operation, "status": status}
        return [
            asdict(row)
            for row in self.submissions
            if all(value in (None, getattr(row, name)) for name, value in wanted.items())
        ]
