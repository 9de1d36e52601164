"""Amazon's report of all listings, of any size, and the products that they stand for."""

from amazon_simulator.listings_report import IN_EUROPE

MARKETPLACE_COUNTRY = "GB"
AMBIGUOUS = 100  # of the listings that are linked, how many fit two products


def sku(number):
    """Return the SKU of a listing."""
    return f"BL-{number:07d}"


def barcode(number):
    """Return a barcode of the range for use within a shop."""
    digits = f"201{number:09d}"
    total = sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(digits))
    return digits + str(-total % 10)


def write_report(path, number):
    """Write a report of `number` listings: one in ten by Amazon, one in twenty inactive, one in fifty incomplete."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("\t".join(IN_EUROPE) + "\n")
        for position in range(number):
            values = _values(position)
            file.write("\t".join(values.get(name, "") for name in IN_EUROPE) + "\n")


def _values(position):
    by_amazon = position % 10 == 3
    incomplete = position % 50 == 7
    status = "Incomplete" if incomplete else "Inactive" if position % 20 == 5 else "Active"
    asin = "" if incomplete else f"B0BL{position:06d}"
    return {
        "item-name": f"Larchwood Article {position}, Large – {position % 7} Pieces",
        "item-description": f"Larchwood Article {position}. Made to last.",
        "listing-id": f"0701{position:07d}",
        "seller-sku": sku(position),
        "price": f"{5 + position % 90}.{position % 100:02d}",
        "quantity": "" if by_amazon else str(position % 40),
        "open-date": f"2025-{1 + position % 12:02d}-{1 + position % 28:02d} 10:00:00 GMT",
        "item-is-marketplace": "y",
        "product-id-type": "4",
        "item-condition": "11",
        "asin1": asin,
        "product-id": barcode(position),
        "fulfillment-channel": "AMAZON_EU" if by_amazon else "DEFAULT",
        "merchant-shipping-group": "Migrated Template",
        "status": status,
    }


def products(number):
    """Return the values of products for the first `number` listings.

    Every other one has the SKU as its internal reference, the rest the barcode. Of the first `AMBIGUOUS` with a SKU
    there are two.
    """
    rows = []
    for position in range(number):
        row = {"name": f"Larchwood Article {position}", "type": "consu"}
        row |= {"barcode": barcode(position)} if position % 2 else {"default_code": sku(position)}
        rows.append(row)
        if position % 2 == 0 and position < 2 * AMBIGUOUS:
            rows.append(dict(row))
    return rows
