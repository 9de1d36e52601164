"""Where the listings are: by seller, marketplace and SKU, each as it was, is, and will be shown."""

import copy
from dataclasses import asdict, dataclass, field

from .clock import iso
from .errors import SimulatorError
from .jobs import NEVER
from .listing_seed import seeds
from .marketplaces import MARKETPLACES

FIELDS = {
    "sku": "",
    "productType": "PRODUCT",
    "requirements": "LISTING",
    "asin": "",
    "title": "",
    "fnsku": "",
    "attributes": {},
    "issues": [],
    "created": "",
    "updated": "",
    "closed": False,
    "stock": None,
}
"""What a listing's document has, with the usual values.

`attributes` are Amazon's; `issues` those that Amazon found by itself (missing attributes are found when looking);
`closed` is what a seller or Amazon did to make it inactive; `stock` the FBA quantities by Amazon's names.
"""


def share(source, target):
    """Give a document the stock of another one of the same SKU and region; say whether that changed anything."""
    rows = source["attributes"].get("fulfillment_availability")
    mine = target["attributes"].get("fulfillment_availability")
    if rows == mine and source["stock"] == target["stock"]:
        return False
    if rows and (mine or not target["attributes"].get("parentage_level")):
        target["attributes"] = {**target["attributes"], "fulfillment_availability": copy.deepcopy(rows)}
    target["stock"], target["fnsku"] = copy.deepcopy(source["stock"]), source["fnsku"]
    return True


def new_document(**values):
    """Return a listing's document with the usual values where none is given."""
    # Copied by hand: a hundred thousand of them are made at once.
    fresh = {name: value.copy() if isinstance(value, dict | list) else value for name, value in FIELDS.items()}
    return {**fresh, **values}


@dataclass
class Version:
    """What a listing is from a moment on (ISO text); `document` is None where it was deleted."""

    at: str
    document: dict | None


@dataclass
class Entry:
    """One SKU in one marketplace. Versions are in the order in which they were accepted."""

    seller_id: str
    marketplace_id: str
    sku: str
    versions: list = field(default_factory=list)

    def shown(self, now):
        """Return the document that clients see at `now` (ISO text), or None."""
        return next((row.document for row in reversed(self.versions) if row.at <= now), None)

    @property
    def accepted(self):
        """The document with everything that was accepted, whether it shows or not; None if there is none."""
        return self.versions[-1].document if self.versions else None

    def waiting(self, now):
        """Return how many accepted changes do not show yet."""
        positions = [number for number, row in enumerate(self.versions) if row.at <= now]
        return len(self.versions) - 1 - (positions[-1] if positions else -1)

    def add(self, at, document, now):
        """Add a version that shows from `at` on, and forget those that nobody will see again."""
        if document is not None:
            document["updated"] = at if at != NEVER else now
        self.versions.append(Version(at, document))
        shown = [number for number, row in enumerate(self.versions) if row.at <= now]
        if shown:
            del self.versions[: shown[-1]]

    def release(self, now):
        """Let everything that was accepted show now."""
        for row in self.versions:
            if row.at > now:
                row.at = now
                if row.document is not None:
                    row.document = {**row.document, "updated": now}


class Listings:
    """All listings. Those of the simulator's catalogue appear once somebody looks at a seller's marketplace."""

    def __init__(self, products):
        self._products = products
        self._shelves = {}
        self.stuck = set()

    def shelf(self, seller_id, marketplace_id):
        """Return {SKU: Entry} of a seller in a marketplace."""
        key = (seller_id, marketplace_id)
        if key not in self._shelves:
            rows = (new_document(**row) for row in seeds(self._products, marketplace_id))
            self._shelves[key] = {}
            for row in rows:
                entry = Entry(seller_id, marketplace_id, row["sku"], [Version(row["updated"], row)])
                for sibling in self.siblings(entry):
                    share(sibling.accepted, row)
                self._shelves[key][entry.sku] = entry
        return self._shelves[key]

    def entry(self, seller_id, marketplace_id, sku):
        """Return the entry of a SKU; a new one without versions if there is none."""
        return self.shelf(seller_id, marketplace_id).get(sku) or Entry(seller_id, marketplace_id, sku)

    def get(self, seller_id, marketplace_id, sku, now):
        """Return the document that clients see at `now` (an aware datetime), or None."""
        return self.entry(seller_id, marketplace_id, sku).shown(iso(now))

    def shown(self, seller_id, marketplace_id, now):
        """Yield the documents that clients see at `now`."""
        moment = iso(now)
        for entry in self.shelf(seller_id, marketplace_id).values():
            document = entry.shown(moment)
            if document is not None:
                yield document

    def write(self, entry, at, document, now):
        """Let a document (None: its deletion) show from `at` on; never, if the SKU is stuck. Moments are ISO texts."""
        entry.add(NEVER if entry.sku in self.stuck else at, document, now)
        self.shelf(entry.seller_id, entry.marketplace_id)[entry.sku] = entry

    def siblings(self, entry):
        """Yield the entries of the same SKU in the region's other marketplaces, as far as somebody has looked there.

        The seller has one stock of a SKU in a region.
        """
        region = MARKETPLACES[entry.marketplace_id].region
        for (seller_id, marketplace_id), shelf in self._shelves.items():
            if seller_id == entry.seller_id and marketplace_id != entry.marketplace_id:
                other = shelf.get(entry.sku) if MARKETPLACES[marketplace_id].region == region else None
                if other is not None and other.accepted is not None:
                    yield other

    def find(self, sku, seller_id, marketplace_ids):
        """Return the entries of a SKU in the marketplaces where it exists; raise SimulatorError if there is none."""
        entries = [self.entry(seller_id, marketplace_id, sku) for marketplace_id in marketplace_ids]
        found = [entry for entry in entries if entry.versions]
        if not found:
            raise SimulatorError(f"no such listing: {sku!r}")
        return found

    def touched(self):
        """Yield the entries of all shelves that somebody has looked at; nothing else can be waiting."""
        for shelf in self._shelves.values():
            yield from shelf.values()

    def clear(self, seller_id, marketplace_id):
        """Let a seller have no listings in a marketplace."""
        self._shelves[seller_id, marketplace_id] = {}

    def as_dict(self):
        """Return everything that differs from a new simulator as a JSON document."""
        shelves = [
            {
                "seller": key[0],
                "marketplace": key[1],
                "listings": [asdict(entry)["versions"] for entry in rows.values()],
            }
            for key, rows in self._shelves.items()
        ]
        for shelf, rows in zip(shelves, self._shelves.values(), strict=True):
            shelf["skus"] = list(rows)
        return {"stuck": sorted(self.stuck), "shelves": shelves}

    def load(self, document):
        """Replace all listings by what `as_dict` once returned."""
        self.stuck = set(document.get("stuck", []))
        self._shelves = {}
        for shelf in document.get("shelves", []):
            seller_id, marketplace_id = shelf["seller"], shelf["marketplace"]
            self._shelves[seller_id, marketplace_id] = {
                sku: Entry(seller_id, marketplace_id, sku, [Version(**row) for row in versions])
                for sku, versions in zip(shelf["skus"], shelf["listings"], strict=True)
            }
