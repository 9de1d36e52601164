"""Checking that the figures of an order add up."""

from decimal import Decimal

from amazon_simulator.money import amount_of


def signed(kind, amount):
    """A discount lowers a sum whether Amazon writes it as 5.00 or as -5.00."""
    return -abs(amount) if kind == "DISCOUNT" else amount


def assert_adds_up(order):
    """Check an order that has proceeds: details, breakdowns, items, order; all in one currency, all rounded."""
    grand_total = Decimal(0)
    for item in order["orderItems"]:
        proceeds = item["proceeds"]
        total = Decimal(0)
        for row in proceeds["breakdowns"]:
            total += signed(row["type"], amount_of(row["subtotal"]))
            if "detailedBreakdowns" in row:
                details = row["detailedBreakdowns"]
                parts = [(detail["subtype"], amount_of(detail["value"])) for detail in details]
                sign = {"TAX": signed, "DISCOUNT": lambda kind, amount: amount}[row["type"]]
                assert sum((sign(*part) for part in parts), Decimal(0)) == amount_of(row["subtotal"])
        assert total == amount_of(proceeds["proceedsTotal"])
        grand_total += total
    rows = order["proceeds"]["breakdowns"]
    tips = sum((amount_of(row["subtotal"]) for row in rows if row["type"] == "DELIVERY_TIP"), Decimal(0))
    assert grand_total + tips == amount_of(order["proceeds"]["grandTotal"])
    summed = sum((signed(row["type"], amount_of(row["subtotal"])) for row in rows), Decimal(0))
    assert summed == amount_of(order["proceeds"]["grandTotal"])
