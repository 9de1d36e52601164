"""The simulator's Python API for listings and the catalogue of products."""

import copy
from decimal import Decimal

from . import listing_kinds
from .catalog_items import APPROVAL, NOT_ELIGIBLE, CatalogItem, is_barcode
from .clock import iso
from .controls import controlled
from .errors import SimulatorError
from .listing_patches import apply
from .listing_seed import fnsku, number_of, stock
from .listing_state import by_amazon, channel_of, issue, issues_of, price_of, quantity_of, status_of, title_of, word_of
from .marketplaces import MARKETPLACES, marketplace_id
from .product_attributes import CHANNELS
from .product_types import PRODUCT_TYPES


class ListingControls:
    """Listings, and what happens to them without the client's doing. A part of `Simulator`.

    Everywhere: `marketplace` is an id or a country code (None: all of the seller's), `selling_partner_id` a seller
    (None: the first one of the marketplace's region, or of North America).
    """

    def _places(self, marketplace, selling_partner_id):
        """Return (seller id, marketplace ids)."""
        wanted = None if marketplace is None else marketplace_id(marketplace)
        if selling_partner_id is None:
            selling_partner_id = self.seller(MARKETPLACES[wanted].region if wanted else "na").selling_partner_id
        own = self._get_seller(selling_partner_id).marketplaces
        return selling_partner_id, [wanted] if wanted else [name for name in own if name in MARKETPLACES]

    @controlled
    def generate_listings(self, n, kinds=None, marketplaces=None, selling_partner_id=None):
        """Add `n` invented listings to each of the marketplaces (None: the United States) and return their SKUs.

        `kinds` are names from `listing_kinds.KINDS`, taken in turn (None: a mixture, most of them active).
        """
        skus = []
        for marketplace in marketplaces or ["US"]:
            seller_id, [place] = self._places(marketplace, selling_partner_id)
            first = self.generated_listings + 1
            rows = listing_kinds.generated(self.seed, first, n, kinds, place, self.clock())
            for document in rows:
                known = self.catalog_items.get(document["asin"], place)
                if document["asin"] and not known:
                    brand = document["attributes"]["brand"][0]["value"]
                    self.catalog_items.add(CatalogItem(document["asin"], document["title"], brand, "HOME"))
                entry = self.listings.entry(seller_id, place, document["sku"])
                updated = document["updated"]
                entry.add(updated, document, iso(self.clock()))
                self.listings.shelf(seller_id, place)[document["sku"]] = entry
            skus += [document["sku"] for document in rows]
            self.generated_listings += n
        return skus

    @controlled
    def change_listing(self, sku, marketplace=None, selling_partner_id=None, **changes):
        """Change a listing at once, as the seller does in Seller Central or Amazon by itself.

        `changes`: `price`, `quantity`, `title`, `asin`, `closed` (True makes it inactive), `by_amazon` (who ships).
        """
        unknown = set(changes) - set(_CHANGES)
        if unknown:
            raise SimulatorError(f"unknown changes: {', '.join(sorted(unknown))}")

        def change(names):
            def apply(document, place):
                for name in names:
                    _CHANGES[name](document, changes[name], place)

            return apply

        stock = [name for name in changes if name in ("quantity", "by_amazon")]
        if stock:
            self._change_listing(sku, *self._region(marketplace, selling_partner_id), change(stock))
        self._change_listing(sku, marketplace, selling_partner_id, change([*set(changes) - set(stock)]))

    @controlled
    def add_listing_issue(
        self,
        sku,
        code="18027",
        message="We believe the main image is not permitted.",
        severity="ERROR",
        category="INVALID_IMAGE",
        actions=(),
        attributes=(),
        marketplace=None,
        selling_partner_id=None,
    ):
        """Let Amazon find something wrong with a listing; `actions` (LISTING_SUPPRESSED ...) are in force at once."""
        row = issue(code, message, category, *attributes, severity=severity, actions=actions)

        def change(document, place):
            document["issues"] = [*document["issues"], row]

        self._change_listing(sku, marketplace, selling_partner_id, change)

    @controlled
    def clear_listing_issues(self, sku, code=None, marketplace=None, selling_partner_id=None):
        """Take the issues with a code (None: all) from a listing; those for missing attributes stay."""

        def change(document, place):
            document["issues"] = [row for row in document["issues"] if code not in (None, row["code"])]

        self._change_listing(sku, marketplace, selling_partner_id, change)

    @controlled
    def set_fba_stock(self, sku, fulfillable, marketplace=None, selling_partner_id=None, **quantities):
        """Set the FBA stock of a SKU; `quantities` by Amazon's names (`inboundShippedQuantity` ...)."""

        def change(document, place):
            if not by_amazon(document):
                _CHANGES["by_amazon"](document, True, place)
            document["stock"] = stock(fulfillable, **quantities)

        self._change_listing(sku, *self._region(marketplace, selling_partner_id), change)

    def _region(self, marketplace, selling_partner_id):
        """Return (no marketplace, seller id): there is one stock of a SKU in all marketplaces of a region."""
        return None, self._places(marketplace, selling_partner_id)[0]

    def _change_listing(self, sku, marketplace, selling_partner_id, change):
        """Change what shows and what is still to show, so that neither undoes the other."""
        seller_id, places = self._places(marketplace, selling_partner_id)
        now = iso(self.clock())
        for entry in self.listings.find(sku, seller_id, places):
            for version in entry.versions:
                if version.document is not None:
                    version.document = copy.deepcopy(version.document)
                    change(version.document, entry.marketplace_id)
                    if version.at <= now:
                        version.document["updated"] = version.at = now

    @controlled
    def delete_listing(self, sku, marketplace=None, selling_partner_id=None):
        """Let a listing be gone at once."""
        seller_id, places = self._places(marketplace, selling_partner_id)
        now = iso(self.clock())
        for entry in self.listings.find(sku, seller_id, places):
            entry.add(now, None, now)

    @controlled
    def clear_listings(self, marketplace=None, selling_partner_id=None):
        """Let a seller have no listings."""
        seller_id, places = self._places(marketplace, selling_partner_id)
        for place in places:
            self.listings.clear(seller_id, place)

    @controlled
    def stick_listing(self, sku):
        """Let nothing that is accepted for a SKU from now on show, until `release_listing`."""
        self.listings.stuck.add(sku)

    @controlled
    def release_listing(self, sku):
        """Let everything that was accepted for a SKU show now, also if it was stuck."""
        self.listings.stuck.discard(sku)
        self._release(sku)

    @controlled
    def finish_listings(self):
        """Let everything that was accepted show now, but for stuck SKUs."""
        self._release(None)

    def _release(self, sku):
        now = iso(self.clock())
        for entry in self.listings.touched():
            if entry.sku == sku or (sku is None and entry.sku not in self.listings.stuck):
                entry.release(now)

    def list_listings(self, marketplace=None, selling_partner_id=None, status=None, limit=200):
        """Return what is known of a seller's listings, in short, newest change first.

        `status` is one of the words of the report on all listings: Active, Inactive, Incomplete.
        """
        with self.lock:
            self.work()
            seller_id, places = self._places(marketplace or (None if selling_partner_id else "US"), selling_partner_id)
            rows = [
                (place, document)
                for place in places
                for document in self.listings.shown(seller_id, place, self.clock())
                if status in (None, word_of(document))
            ]
            rows.sort(key=lambda row: (row[1]["updated"], row[1]["sku"]), reverse=True)
            return [self._listed_listing(seller_id, *row) for row in rows[:limit]]

    def _listed_listing(self, seller_id, place, document):
        entry = self.listings.entry(seller_id, place, document["sku"])
        price = price_of(document)
        return {
            "sku": document["sku"],
            "seller": seller_id,
            "marketplace": MARKETPLACES[place].country,
            "asin": document["asin"],
            "title": title_of(document),
            "price": None if price is None else str(price),
            "quantity": quantity_of(document),
            "channel": channel_of(document).get("fulfillment_channel_code", ""),
            "word": word_of(document),
            "status": status_of(document),
            "issues": issues_of(document, place),
            "waiting": entry.waiting(iso(self.clock())),
            "stuck": document["sku"] in self.listings.stuck,
            "updated": document["updated"],
        }

    def get_listing(self, sku, marketplace="US", selling_partner_id=None, accepted=False):
        """Return a copy of a listing's document as it shows now (or as `accepted`), None if it does not show."""
        with self.lock:
            self.work()
            seller_id, [place] = self._places(marketplace, selling_partner_id)
            entry = self.listings.entry(seller_id, place, sku)
            return copy.deepcopy(entry.accepted if accepted else entry.shown(iso(self.clock())))

    # The catalogue of products

    @controlled
    def add_catalog_item(self, title, brand="Generic", barcodes=(), product_type="HOME", marketplaces=None, asin=""):
        """Add a product to Amazon's catalogue and return its ASIN; a barcode may belong to several ASINs."""
        if product_type not in PRODUCT_TYPES:
            raise SimulatorError(f"unknown product type: {product_type!r}")
        for code in barcodes:
            if not is_barcode(code):
                raise SimulatorError(f"not a barcode: {code!r}")
        places = None if marketplaces is None else [marketplace_id(name) for name in marketplaces]
        return self.catalog_items.add(CatalogItem(asin, title, brand, product_type, list(barcodes), places)).asin

    @controlled
    def restrict_brand(self, brand, reason=APPROVAL):
        """Let a brand need approval (APPROVAL_REQUIRED), or be out of reach (NOT_ELIGIBLE)."""
        if reason not in (APPROVAL, NOT_ELIGIBLE):
            raise SimulatorError(f"unknown reason: {reason!r}")
        self.catalog_items.restricted[brand] = reason

    @controlled
    def approve_brand(self, brand):
        """Let everybody sell a brand."""
        self.catalog_items.restricted.pop(brand, None)


def _set_price(document, price, place):
    currency = MARKETPLACES[place].currency
    amount = number_of(Decimal(str(price)), currency)
    row = {"currency": currency, "audience": "ALL", "our_price": [{"schedule": [{"value_with_tax": amount}]}]}
    _patch(document, "replace", "purchasable_offer", row, place)


def _set_quantity(document, quantity, place):
    row = {"fulfillment_channel_code": "DEFAULT", "quantity": int(quantity)}
    _patch(document, "merge", "fulfillment_availability", row, place)


def _set_title(document, title, place):
    document["title"] = title
    row = {"value": title, "language_tag": MARKETPLACES[place].language, "marketplace_id": place}
    _patch(document, "replace", "item_name", row, place)


def _set_by_amazon(document, value, place):
    code = CHANNELS[MARKETPLACES[place].region] if value else "DEFAULT"
    document["attributes"]["fulfillment_availability"] = [
        {"fulfillment_channel_code": code, **({} if value else {"quantity": 0})}
    ]
    document["fnsku"] = fnsku(document["sku"]) if value else ""
    document["stock"] = (document["stock"] or stock(0)) if value else None


def _patch(document, operation, name, row, place):
    patches = [{"op": operation, "path": f"/attributes/{name}", "value": [row]}]
    document["attributes"] = apply(document["attributes"], patches, place)


_CHANGES = {
    "price": _set_price,
    "quantity": _set_quantity,
    "title": _set_title,
    "asin": lambda document, asin, place: document.update(asin=asin),
    "closed": lambda document, closed, place: document.update(closed=bool(closed)),
    "by_amazon": _set_by_amazon,
}
