"""Who buys, and how much of it Amazon tells."""

from . import tax_numbers
from .registry import kind

WITH_VAT = ("GB", "DE", "FR", "IT", "ES", "NL", "BE", "IE", "SE", "PL")
OPTIONAL_IN_ORDER = ("buyer", "recipient", "proceeds", "payment", "tax", "fulfillment", "packages", "programs")
OPTIONAL_IN_ITEM = ("proceeds", "expense", "promotion", "cancellation", "fulfillment", "tax", "programs")


@kind(3, *WITH_VAT)
def business(plan):
    """An Amazon Business buyer: company, VAT number and its address, business price."""
    _company(plan)
    address = {name: plan.person.address[name] for name in plan.person.address if name not in ("phone", "addressType")}
    registration = {
        "entityType": "BUYER",
        "legalName": plan.person.company,
        "taxRegistrationType": "VAT",
        "taxRegistrationNumber": tax_numbers.vat_number(plan.rng, plan.marketplace.country),
        "taxRegistrationAddress": address,
    }
    plan.details["tax"] = {"taxRegistrations": [registration]}


@kind(2)
def business_purchase_order(plan):
    """An Amazon Business buyer who entered a purchase order number at checkout."""
    _company(plan)
    plan.details["buyer"]["buyerPurchaseOrderNumber"] = f"PO-{plan.created.year}-{plan.rng.randrange(10**5):05d}"


def _company(plan):
    plan.programs.append("AMAZON_BUSINESS")
    plan.person.address.update(companyName=plan.person.company, addressType="COMMERCIAL")
    plan.details["buyer"] = {"buyerCompanyName": plan.person.company}
    plan.lines[0].details["product"] = {"price": {"priceDesignation": "BUSINESS_PRICE"}}


@kind(2)
def unicode_names(plan):
    """Names and streets in several scripts, with signs that break careless code."""
    _rename(
        plan,
        plan.rng.choice(("Ólafur Þór O'Brínn", "Δάφνη Φανταστική", "Жанна Вымышленная", "أمل الخيالي", "虚構 花子")),
    )
    plan.person.address["addressLine1"] = "Straße “Zum <Ochsen> & Co.” №\u00a07½"


@kind(1)
def emoji_names(plan):
    """Emoji, a flag and a combining accent, in name, company and product title."""
    _rename(plan, "Zoe\u0301 🌻 Sternenfeld 🇪🇺")
    plan.person.address["companyName"] = "☕️ Kaffee & Träume 🧁"
    plan.lines[0].details["product"] = {"title": f"🔥 {plan.lines[0].product.title} ✅"}


@kind(1)
def long_names(plan):
    """Everything longer than a form expects."""
    _rename(plan, "Maximiliana Wolkenstein-Donnersberger von und zu Hohenfantasia-Beispielburg-Langenmusterhausen")
    plan.person.address.update(
        addressLine1="Untere Obere Mittlere Alte Neue Donaudampfschifffahrtsgesellschaftsstraße 1234, Hinterhof links",
        addressLine2="Aufgang C, drittes Obergeschoss, am Ende des Ganges, bitte zweimal klingeln und kurz warten",
        addressLine3="Postfach des Vereins zur Förderung ungewöhnlich langer Anschriften",
    )
    plan.lines[0].details["product"] = {"title": (plan.lines[0].product.title + " – extra long edition ") * 6}


def _rename(plan, name):
    plan.person.name = name
    plan.person.address["name"] = name


@kind(1)
def pickup_point(plan):
    """Delivered to a pick-up point."""
    plan.person.address.update(addressType="PICKUP_POINT", companyName="Parcel Shop 4711")


@kind(1)
def delivery_preferences(plan):
    """The buyer says where and when the parcel may be delivered."""
    opening = {"startTime": {"hour": 8, "minute": 30}, "endTime": {"hour": 17, "minute": 0}}
    plan.details["recipient"] = {
        "deliveryPreference": {
            "dropOffLocation": "Front Door",
            "addressInstruction": "Yellow gate behind the mill; mind the goose",
            "deliveryTime": {
                "businessHours": [{"dayOfWeek": "MON", "timeWindows": [opening]}],
                "exceptionDates": [
                    {"exceptionDate": plan.created.date().isoformat(), "exceptionDateType": "CLOSED", "timeWindows": []}
                ],
            },
            "deliveryCapabilities": ["HAS_ACCESS_POINT", "PALLET_DISABLED"],
        }
    }


@kind(1, "DE", "FR", "IT", "ES", "GB", "US")
def abroad(plan):
    """Bought in one marketplace, delivered to another country."""
    from .people import invent_person

    elsewhere = {"US": "CA", "GB": "IE"}.get(plan.marketplace.country, "NL")
    plan.person.address = invent_person(plan.rng, plan.marketplace, elsewhere).address


@kind(1)
def no_personal_data(plan):
    """Amazon tells nothing about the buyer but the country and the postal code."""
    plan.person.address = {
        name: value for name, value in plan.person.address.items() if name in ("countryCode", "postalCode")
    }
    plan.finish.append(lambda order: order.pop("buyer"))


@kind(0)
def minimal(plan):
    """Only what Amazon's model requires (and the status, without which nobody could do anything)."""

    def strip(order):
        for name in (*OPTIONAL_IN_ORDER, "orderAliases", "associatedOrders"):
            order.pop(name, None)
        order["fulfillment"] = {"fulfillmentStatus": plan.status}
        for item in order["orderItems"]:
            for name in OPTIONAL_IN_ITEM:
                item.pop(name, None)
            item["product"] = {"sellerSku": item["product"]["sellerSku"]}

    plan.finish.append(strip)


@kind(2)
def sparse(plan):
    """Here and there an optional field is missing."""

    def thin_out(order):
        address = order["recipient"]["deliveryAddress"]
        for name in plan.rng.sample(sorted(address), k=min(3, len(address))):
            if name != "countryCode":
                del address[name]
        for name in plan.rng.sample(("shipByWindow", "deliverByWindow", "fulfillmentServiceLevel"), k=1):
            order["fulfillment"].pop(name, None)
        order.pop(plan.rng.choice(("buyer", "payment")), None)
        for item in order["orderItems"]:
            item["product"].pop(plan.rng.choice(("asin", "title", "condition")), None)

    plan.finish.append(thin_out)


@kind(0.5, "US")
def in_store_pick_up(plan):
    """Picked up in a store."""
    plan.programs.append("IN_STORE_PICK_UP")
    plan.person.address.update(name="Sample Store #12", companyName="Sample Store", addressType="COMMERCIAL")


@kind(0.5, "IN")
def easy_ship(plan):
    """Easy Ship: Amazon picks the parcel up from the seller; the order has fulfillment orders."""
    plan.programs.append("AMAZON_EASY_SHIP")
    plan.details["fulfillmentOrders"] = [{"fulfillmentOrderId": f"FO{plan.rng.randrange(10**10):010d}"}]


@kind(0.5, "BR")
def seller_set_transit_time(plan):
    """Amazon tells from what it computed its promise."""
    transit = {"dataSource": "SELLER_SET", "details": {"carrier": "Correios", "shippingService": "SEDEX"}}
    plan.details["fulfillment"] = {"promiseCalculationInputs": {"transitTime": transit}}
