"""What is on an order and what it costs."""

from decimal import Decimal

from ..money import round_money
from .registry import kind
from .tax import included, separate_from_gross

EU = ("DE", "FR", "IT", "ES", "NL", "BE", "IE", "SE", "PL")
TAXED = ("US", "CA", "DE", "IT", "BE", "PL")
"""Marketplaces whose orders have a TAX breakdown."""


@kind(6)
def several_items(plan):
    """Two to five different products, some of them more than once."""
    for _ in range(plan.rng.randint(1, 4)):
        plan.add_line(plan.rng.randint(1, 3))


@kind(3)
def quantity(plan):
    """More than one piece of a product."""
    plan.lines[0].quantity = plan.rng.randint(2, 12)


@kind(2)
def indivisible_quantity(plan):
    """Three for 10.00: the line's amount cannot be divided by its quantity."""
    line = plan.lines[0]
    line.quantity = 3
    line.item = Decimal(1000) if plan.currency == "JPY" else Decimal("10.00")
    line.unit_price = round_money(line.item / 3, plan.currency)


@kind(4)
def promotion(plan):
    """A discount on the goods, with the id of the promotion."""
    _discount(plan, plan.lines[0])


@kind(3)
def shipping_promotion(plan):
    """Shipping is charged and given back: DISCOUNT contains the goods' discount and the shipping discount."""
    line = plan.lines[0]
    line.quantity = 2
    line.shipping = line.shipping_discount = plan.price("4.20")
    _discount(plan, line)
    line.promotion_ids.append("Core Free Shipping 2026/03/12")


@kind(2)
def free_shipping(plan):
    """Shipping is charged and given back in full; the goods have no discount."""
    line = plan.lines[0]
    line.shipping = line.shipping_discount = plan.price("5.50")
    line.promotion_ids.append("Core Free Shipping 2026/03/12")


@kind(2, *TAXED)
def discount_tax(plan):
    """A discount where tax is reported separately: TAX has a DISCOUNT detail, for goods and shipping together."""
    line = plan.lines[0]
    line.shipping = plan.price("6.10")
    line.shipping_discount = plan.price("3.30")
    _discount(plan, line)


def _discount(plan, line):
    share = Decimal(plan.rng.choice(("0.10", "0.15", "0.333", "0.50")))
    line.item_discount = round_money(line.goods * share, plan.currency)
    line.promotion_ids.append(f"PAWS-V2-{plan.rng.randrange(10**10):010d}")


@kind(2, *TAXED)
def shipping_tax(plan):
    """Shipping is charged and taxed: TAX has a SHIPPING detail."""
    plan.lines[0].shipping = plan.price("7.49")


@kind(2)
def gift_wrap(plan):
    """Wrapped, with a message."""
    line = plan.lines[0]
    line.gift_wrap = plan.price("3.99")
    line.details["fulfillment"] = {
        "packing": {
            "giftOption": {
                "giftMessage": f"Alles Gute & happy birthday 🎁\nFrom {plan.person.name}",
                "giftWrapLevel": "Gift Bag",
            }
        }
    }


@kind(1)
def delivery_tip(plan):
    """A tip for the delivery, charged to the order and to no item."""
    plan.tip = plan.price("3")
    plan.tip_status = plan.rng.choice(("PENDING", "FINALIZED"))


@kind(1, "JP")
def cod_fee(plan):
    """Cash on delivery, with its fee."""
    plan.lines[0].cod_fee = Decimal(330)
    plan.lines[0].details["fulfillment"] = {"shipping": {"shippingConstraints": {"cashOnDelivery": "MANDATORY"}}}
    plan.finish.append(lambda order: order["payment"]["paymentExecutions"][0].update(paymentMethod="CashOnDelivery"))


@kind(1, "JP")
def points(plan):
    """Amazon points that the seller grants (an expense, no part of the proceeds)."""
    number = int(plan.lines[0].goods / 100)
    value = {"amount": str(number), "currencyCode": plan.currency}
    plan.lines[0].details["expense"] = {
        "pointsCost": {"pointsGranted": {"pointsNumber": number, "pointsMonetaryValue": value}}
    }


@kind(0.5)
def other_charge(plan):
    """A charge of type OTHER."""
    plan.lines[0].other = plan.price("2.49")


@kind(1, *EU)
def ioss(plan):
    """Imported into the EU; Amazon collects the VAT under the import one stop shop."""
    plan.tax = separate_from_gross(plan.marketplace, facilitated=True)
    plan.lines[0].details.update(
        tax={"taxCalculationBreakdowns": [{"reportingScheme": "IOSS"}]},
        fulfillment={"shipping": {"internationalShipping": {"iossNumber": "IM0000000000"}}},
    )


@kind(1, *EU)
def uoss(plan):
    """Sold across a border inside the EU, reported under the union one stop shop."""
    plan.tax = included(plan.marketplace)
    plan.lines[0].details["tax"] = {"taxCalculationBreakdowns": [{"reportingScheme": "UOSS"}]}


@kind(1)
def customized(plan):
    """A product made to the buyer's wishes (Amazon Custom)."""
    url = f"https://{plan.marketplace.domain}/gp/simulated-custom/{plan.rng.randrange(10**9)}.zip"
    plan.lines[0].details["product"] = {"customization": {"customizedUrl": url}}


@kind(1)
def used_item(plan):
    """A used product with the seller's note about its condition."""
    note = "Box opened – light scratches on the lid, works perfectly"
    condition = {"conditionType": "USED", "conditionSubtype": "VERY_GOOD", "conditionNote": note}
    plan.lines[0].details["product"] = {"condition": condition}


@kind(1)
def item_programs(plan):
    """Items of the Transparency and Subscribe & Save programs."""
    plan.lines[0].details["programs"] = ["TRANSPARENCY"]
    plan.add_line().details["programs"] = ["SUBSCRIBE_AND_SAVE"]


@kind(0.5, "US")
def with_service(plan):
    """A product bought with a service, which is an order of its own (for instance its installation)."""
    service = {
        "orderId": f"114-{plan.rng.randrange(10**7):07d}-{plan.rng.randrange(10**7):07d}",
        "orderItemId": f"{plan.rng.randrange(10**13):014d}",
        "associationType": "VALUE_ADD_SERVICE",
    }
    plan.lines[0].details["associatedOrderItems"] = [service]


@kind(0.5, "US", "GB", "DE")
def sold_by_measure(plan):
    """An item with a unit of measure."""
    plan.lines[0].details["measurement"] = {"unit": "COUNT", "value": 1}
