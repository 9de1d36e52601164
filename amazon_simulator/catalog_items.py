"""Amazon's catalogue of products: what an ASIN stands for, whoever sells it."""

import hashlib
from dataclasses import asdict, dataclass, field

from .errors import SimulatorError
from .product_types import fitting

BRANDS = ("Tallow & Finch",)
"""Brands of the simulator's catalogue whose names are more than the first word of the title."""

APPROVAL, NOT_ELIGIBLE = "APPROVAL_REQUIRED", "NOT_ELIGIBLE"
RESTRICTED = {"Aurelle Maison": APPROVAL, "Nordvane": NOT_ELIGIBLE}
"""Brands that a new simulator restricts."""

OF_OTHERS = (
    ("B0OTHER001", "Brookmere Insulated Steel Bottle, 750 ml, Old Design", "Brookmere", 1),
    ("B0OTHER002", "Tallow & Finch Stoneware Mug, Ocean Blue, Gift Box", "Tallow & Finch", 3),
    ("B0OTHER003", "Aurelle Maison Scented Candle, Rose", "Aurelle Maison", 503),
    ("B0OTHER004", "Nordvane Trekking Backpack, 50 l", "Nordvane", 504),
    ("B0OTHER005", "Calder Day LED Lamp, Walnut", "Calder Day", 505),
)
"""Products that nobody of the simulator sells yet: ASIN, title, brand, number of the barcode.

The first two have the barcode of another ASIN: searching for it gives two.
"""


@dataclass
class CatalogItem:
    """One ASIN. `barcodes` are texts of digits, `marketplaces` ids (None: all of them)."""

    asin: str
    title: str
    brand: str
    product_type: str
    barcodes: list = field(default_factory=list)
    marketplaces: list | None = None

    def is_in(self, marketplace_id):
        """Say whether it is in the catalogue of a marketplace."""
        return self.marketplaces is None or marketplace_id in self.marketplaces


class CatalogItems:
    """All items by ASIN, and which brands are restricted."""

    def __init__(self, products):
        self._items, self._own, self._by_barcode = {}, set(), {}
        self.restricted = dict(RESTRICTED)
        for number, product in enumerate(products, 1):
            self._put(CatalogItem(product.asin, product.title, brand_of(product.title), type_of(product.title)), number)
        for asin, title, brand, number in OF_OTHERS:
            self._put(CatalogItem(asin, title, brand, type_of(title)), number)

    def _put(self, item, number):
        item.barcodes = [barcode(number)]
        self._keep(item)

    def _keep(self, item):
        self._items[item.asin] = item
        for code in item.barcodes:
            self._by_barcode.setdefault(code.lstrip("0"), []).append(item)

    def __iter__(self):
        return iter(self._items.values())

    def get(self, asin, marketplace_id):
        """Return the item of an ASIN in a marketplace, or None."""
        item = self._items.get(asin)
        return item if item and item.is_in(marketplace_id) else None

    def add(self, item):
        """Add an item; without an ASIN it gets one. Return it."""
        if not item.asin:
            digest = hashlib.sha256(f"{item.title}:{len(self._items)}".encode()).hexdigest()
            item.asin = f"B0{digest[:8].upper()}"
        if item.asin in self._items:
            raise SimulatorError(f"ASIN {item.asin} exists already")
        self._keep(item)
        self._own.add(item.asin)
        return item

    def with_barcode(self, value, marketplace_id):
        """Return the items that have a barcode; leading zeros do not count, as between UPC, EAN and GTIN."""
        return [item for item in self._by_barcode.get(value.lstrip("0"), ()) if item.is_in(marketplace_id)]

    def restriction(self, brand):
        """Return why a brand cannot be sold, or an empty text."""
        return self.restricted.get(brand, "")

    def as_dict(self):
        """Return what was added or changed as a JSON document."""
        return {"items": [asdict(item) for item in self if item.asin in self._own], "restricted": self.restricted}

    def load(self, document):
        """Take up what `as_dict` once returned."""
        for row in document.get("items", []):
            self.add(CatalogItem(**row))
        self.restricted = document.get("restricted", self.restricted)


def brand_of(title):
    """Return the brand that a title of the simulator's catalogue begins with."""
    return next((name for name in BRANDS if title.startswith(name)), title.split(" ", 1)[0])


def type_of(title):
    """Return the name of the product type that fits a title best; HOME if none does."""
    found = fitting(title)
    return found[0].name if found else "HOME"


def barcode(number):
    """Return an EAN-13 for a number: of the range that is for use within a shop, so it is nobody's."""
    digits = f"200{number:09d}"
    return digits + check_digit(digits)


def check_digit(digits):
    """Return the last digit of an EAN, UPC or GTIN whose other digits are given."""
    total = sum(int(digit) * (1 if position % 2 else 3) for position, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_barcode(value):
    """Say whether a text is a GTIN of 8 to 14 digits with the right check digit."""
    return (
        value.isascii() and value.isdigit() and len(value) in (8, 12, 13, 14) and check_digit(value[:-1]) == value[-1]
    )
