"""Where the orders are: by id, and in the order in which searchOrders pages through them."""

import bisect
from dataclasses import dataclass

from .errors import SimulatorError

TIMES = {"created": "createdTime", "lastUpdated": "lastUpdatedTime"}
"""The two families of search parameters and the field that each one reads."""


@dataclass
class Entry:
    """An order: its seller, its versions (full documents, oldest first), and whether the list call loses it."""

    seller_id: str
    versions: list
    lost: bool = False

    @property
    def current(self):
        """The document as it is now; getOrder answers with it."""
        return self.versions[-1]

    def settled(self, horizon):
        """Return the newest version that is not younger than `horizon` (ISO text), or None."""
        for version in reversed(self.versions):
            if version["lastUpdatedTime"] <= horizon:
                return version
        return None


class OrderBook:
    """All orders. Amazon's list call runs behind: a change shows only once it is as old as the horizon.

    Older versions are therefore kept until a newer one has settled. Documents are never changed in place.
    """

    def __init__(self):
        self._entries = {}
        self._index = {"created": {}, "lastUpdated": {}}

    def __len__(self):
        return len(self._entries)

    def __contains__(self, order_id):
        return order_id in self._entries

    def __iter__(self):
        return iter(self._entries.values())

    def entry(self, order_id):
        """Return the entry of an order; raise SimulatorError if there is none."""
        try:
            return self._entries[order_id]
        except KeyError:
            raise SimulatorError(f"no such order: {order_id!r}") from None

    def get(self, order_id, seller_id):
        """Return the present document of a seller's order, or None."""
        entry = self._entries.get(order_id)
        return entry.current if entry and entry.seller_id == seller_id else None

    def add(self, seller_id, document, lost=False):
        """Add a new order."""
        order_id = document["orderId"]
        if order_id in self._entries:
            raise SimulatorError(f"order {order_id} exists already")
        self._entries[order_id] = Entry(seller_id, [document], lost)
        for family, name in TIMES.items():
            bisect.insort(self._index[family].setdefault(seller_id, []), (document[name], order_id))

    def replace(self, document, horizon):
        """Make `document` the present version of its order, and forget versions nobody can see any more."""
        entry = self.entry(document["orderId"])
        before = {version["lastUpdatedTime"] for version in entry.versions}
        if entry.current["lastUpdatedTime"] == document["lastUpdatedTime"]:
            entry.versions.pop()
        entry.versions.append(document)
        settled = entry.settled(horizon)
        if settled is not None:
            entry.versions = [v for v in entry.versions if v["lastUpdatedTime"] >= settled["lastUpdatedTime"]]
        after = {version["lastUpdatedTime"] for version in entry.versions}
        index = self._index["lastUpdated"][entry.seller_id]
        for time in before - after:
            del index[bisect.bisect_left(index, (time, document["orderId"]))]
        for time in after - before:
            bisect.insort(index, (time, document["orderId"]))

    def search(self, seller_id, family, after, before, horizon, start=None):
        """Yield a seller's documents with `after` <= time <= `before`, oldest first, ties by order id.

        `family` is `created` or `lastUpdated`; moments are ISO texts; `start` is the (time, order id) of the last
        document of the page before. Going on from a key rather than a count means that a change made between two
        pages cannot push another order off the list.
        """
        index = self._index[family].get(seller_id, [])
        position = bisect.bisect_right(index, start) if start else bisect.bisect_left(index, (after, ""))
        for time, order_id in index[position:]:
            if time > before:
                return
            entry = self._entries[order_id]
            document = entry.settled(horizon)
            if not entry.lost and document is not None and document[TIMES[family]] == time:
                yield document

    def as_list(self):
        """Return all orders as JSON documents; versions are kept, so a restart settles nothing early."""
        return [{"seller": e.seller_id, "lost": e.lost, "versions": e.versions} for e in self]

    def load(self, rows):
        """Replace all orders by what `as_list` once returned."""
        self.__init__()
        for row in rows:
            first, *later = row["versions"]
            self.add(row["seller"], first, row["lost"])
            for version in later:
                self.replace(version, horizon="")
