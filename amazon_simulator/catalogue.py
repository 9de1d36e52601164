"""What the simulated sellers sell: invented products with a price in every marketplace's currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .errors import SimulatorError

RATES = {
    "USD": "1",
    "CAD": "1.37",
    "MXN": "18.5",
    "BRL": "5.6",
    "GBP": "0.81",
    "EUR": "0.95",
    "SEK": "10.4",
    "PLN": "4.1",
    "TRY": "34",
    "AED": "3.67",
    "SAR": "3.75",
    "EGP": "48",
    "ZAR": "18",
    "INR": "84",
    "JPY": "150",
    "AUD": "1.52",
    "SGD": "1.35",
}
"""Rough exchange rates; they only serve to give invented prices a believable size."""


@dataclass(frozen=True)
class Product:
    """One product: seller SKU, ASIN, title, and its unit price (Decimal, as displayed) by currency."""

    sku: str
    asin: str
    title: str
    price: dict

    def unit_price(self, currency):
        """Return the displayed price of one piece in `currency`."""
        if currency not in self.price:
            raise SimulatorError(f"product {self.sku} has no price in {currency}")
        return self.price[currency]


def prices(dollars):
    """Return a price in every currency for a price in US dollars, ending as shop prices do (.99, or tens of yen)."""
    dollars = Decimal(dollars)
    result = {"USD": dollars}
    for currency, rate in RATES.items():
        value = dollars * Decimal(rate)
        if currency == "JPY":
            result[currency] = (value / 10).quantize(Decimal(1), ROUND_HALF_UP) * 10
        elif currency != "USD":
            result[currency] = max(Decimal("0.99"), value.quantize(Decimal(1), ROUND_HALF_UP) - Decimal("0.01"))
    return result


_TABLE = """
LK-BOTTLE-750   | 17.99 | Brookmere Insulated Steel Bottle, 750 ml
LK-BOTTLE-500   | 14.49 | Brookmere Insulated Steel Bottle, 500 ml
LK-MUG-BLUE     |  9.99 | Tallow & Finch Stoneware Mug, Ocean Blue
LK-MUG-SAND     |  9.99 | Tallow & Finch Stoneware Mug, Sand
LK-MUG-SET4     | 34.95 | Tallow & Finch Stoneware Mugs, Set of 4
LK-TEAPOT       | 29.50 | Tallow & Finch Teapot with Strainer, 1 l
LK-LAMP-DESK    | 42.00 | Halden LED Desk Lamp, Dimmable
LK-LAMP-CLIP    | 19.90 | Halden LED Clip Lamp
LK-CABLE-USBC-1 |  7.49 | Ridgeline USB-C Cable, 1 m
LK-CABLE-USBC-2 |  8.99 | Ridgeline USB-C Cable, 2 m
LK-CHARGER-65W  | 32.99 | Ridgeline USB-C Charger, 65 W
LK-PBANK-10K    | 27.99 | Ridgeline Power Bank, 10,000 mAh
LK-NOTEBOOK-A5  |  6.80 | Quillow Dotted Notebook, A5, 160 pages
LK-NOTEBOOK-A4  |  9.20 | Quillow Dotted Notebook, A4, 160 pages
LK-PEN-3PK      |  5.25 | Quillow Gel Pens, Black, Pack of 3
LK-PEN-12PK     | 15.40 | Quillow Gel Pens, Assorted, Pack of 12
LK-BACKPACK-20  | 49.90 | Fernhollow Day Backpack, 20 l
LK-BACKPACK-35  | 79.00 | Fernhollow Trekking Backpack, 35 l
LK-TENT-2P      | 139.00 | Fernhollow Two-Person Tent
LK-MAT-YOGA     | 24.95 | Fernhollow Yoga Mat, 6 mm
LK-TOWEL-M      | 12.75 | Softwater Bath Towel, 70 x 140 cm
LK-TOWEL-SET    | 38.40 | Softwater Towel Set, 6 Pieces
LK-SOAP-3       | 10.00 | Softwater Olive Soap, 3 Bars
LK-CANDLE-FIG   | 16.20 | Wickley Scented Candle, Fig
LK-CANDLE-CEDAR | 16.20 | Wickley Scented Candle, Cedar
LK-PUZZLE-1000  | 18.65 | Merrow Jigsaw Puzzle, 1,000 Pieces, Harbour
LK-BLOCKS-120   | 26.30 | Merrow Wooden Blocks, 120 Pieces
LK-BEAR-40      | 21.10 | Merrow Plush Bear, 40 cm
LK-DOGBED-L     | 54.60 | Paddock Dog Bed, Large
LK-LEASH        | 13.35 | Paddock Dog Leash, 2 m
LK-KNIFE-CHEF   | 44.44 | Ironleaf Chef's Knife, 20 cm
LK-BOARD-OAK    | 31.15 | Ironleaf Oak Cutting Board
LK-PAN-28       | 58.70 | Ironleaf Frying Pan, 28 cm
LK-SCALE-KITCH  | 22.05 | Ironleaf Kitchen Scale
LK-HEADSET-BT   | 64.99 | Ridgeline Bluetooth Headset
LK-KEYB-COMPACT | 47.25 | Ridgeline Compact Keyboard
LK-MOUSE-VERT   | 28.85 | Ridgeline Vertical Mouse
LK-SEEDS-HERB   |  4.15 | Garth Herb Seeds, 8 Kinds
LK-POT-20       | 11.55 | Garth Terracotta Pot, 20 cm
LK-HOSE-15      | 36.60 | Garth Garden Hose, 15 m
LK-BULBS-GLASS  |  0.99 | Garth Glass Marker, Single
"""


def _read(number, line):
    sku, dollars, title = (part.strip() for part in line.split("|", 2))
    return Product(sku, f"B0LKS{number:05d}", title, prices(dollars))


CATALOGUE = tuple(_read(number, line) for number, line in enumerate(_TABLE.strip().splitlines(), start=1))
"""The products of the default sellers."""


def as_products(rows):
    """Return a tuple of `Product` for a catalogue given as products or as mappings.

    A mapping has `sku`, `title` and `price`, and may have `asin`. The price is by currency, or a single number: then
    it is the price in US dollars and the others follow from it.
    """
    products = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, Mapping):
            given = row["price"]
            by_currency = (
                {name: Decimal(str(value)) for name, value in given.items()}
                if isinstance(given, Mapping)
                else prices(str(given))
            )
            row = Product(
                row["sku"], row.get("asin") or f"B0XKS{number:05d}", row.get("title", row["sku"]), by_currency
            )
        products.append(row)
    if not products:
        raise SimulatorError("the catalogue is empty")
    return tuple(products)
