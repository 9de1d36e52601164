"""The listings that a seller has from the start: the simulator's catalogue, in each of the seller's marketplaces."""

import hashlib
from datetime import datetime, timedelta, timezone

from .catalog_items import barcode, brand_of, type_of
from .clock import iso
from .marketplaces import MARKETPLACES
from .money import DECIMALS
from .product_attributes import CHANNELS
from .product_types import PRODUCT_TYPES
from .schema_words import in_language

FIRST_DAY = datetime(2025, 2, 3, 9, 30, tzinfo=timezone.utc)
EXTRAS = {
    "color": "Blue",
    "department": "Unisex",
    "material": "Stoneware",
    "batteries_required": False,
    "supplier_declared_dg_hz_regulation": "not_applicable",
    "capacity": {"value": 0.75, "unit": "liters"},
    "wattage": {"value": 8, "unit": "watts"},
    "size": "M",
    "target_gender": "unisex",
    "age_range_description": "Adult",
}
"""Values of the attributes that only some product types need."""

LOCALISED = frozenset(
    {
        "color",
        "department",
        "material",
        "size",
        "item_name",
        "brand",
        "product_description",
        "age_range_description",
    }
)


def seeds(products, marketplace_id):
    """Return the documents of the first listings in a marketplace: every tenth by Amazon, the last one sold out."""
    documents = []
    for number, product in enumerate(products, 1):
        by_amazon = number % 10 == 0
        quantity = 0 if number == len(products) else 5 + number * 7 % 90
        price = product.price.get(MARKETPLACES[marketplace_id].currency)
        if price is None:
            continue
        moment = iso(FIRST_DAY + timedelta(days=number))
        documents.append(
            {
                "sku": product.sku,
                "productType": type_of(product.title),
                "asin": product.asin,
                "fnsku": fnsku(product.sku) if by_amazon else "",
                "attributes": attributes_of(product.title, price, quantity, marketplace_id, by_amazon, number),
                "created": moment,
                "updated": moment,
                "stock": stock(quantity) if by_amazon else None,
            }
        )
    return documents


def fnsku(sku):
    """Return what Amazon's warehouses call the units of a SKU."""
    return "X00" + hashlib.sha256(sku.encode()).hexdigest()[:7].upper()


def stock(fulfillable, **quantities):
    """Return FBA quantities by Amazon's names; what is not given is 0."""
    names = (
        "inboundWorkingQuantity",
        "inboundShippedQuantity",
        "inboundReceivingQuantity",
        "pendingCustomerOrderQuantity",
        "pendingTransshipmentQuantity",
        "fcProcessingQuantity",
        "totalResearchingQuantity",
        "customerDamagedQuantity",
        "warehouseDamagedQuantity",
        "defectiveQuantity",
        "expiredQuantity",
    )
    return {"fulfillableQuantity": int(fulfillable), **{name: int(quantities.pop(name, 0)) for name in names}}


def number_of(price, currency):
    """Return a price as the JSON number that attributes have."""
    return float(price) if DECIMALS.get(currency, 2) else int(price)


def attributes_of(title, price, quantity, marketplace_id, by_amazon, number=None, product_type=None, text=None):
    """Return complete attributes of a listing; `number` is that of the barcode, None for a product without one."""
    marketplace = MARKETPLACES[marketplace_id]
    product_type = PRODUCT_TYPES[product_type or type_of(title)]
    values = {
        "item_name": title[:200],
        "brand": brand_of(title),
        "product_description": text or f"{title}. Made to last.",
        "country_of_origin": "PT",
        "condition_type": "new_new",
        **{name: EXTRAS[name] for name in product_type.extra},
    }
    attributes = {name: [_row(name, value, marketplace)] for name, value in values.items()}
    attributes["bullet_point"] = [
        {"value": point, "language_tag": marketplace.language, "marketplace_id": marketplace_id}
        for point in ("Made to last", "Easy to clean")
    ]
    attributes["main_product_image_locator"] = [
        {"media_location": "https://images.example/1.jpg", "marketplace_id": marketplace_id}
    ]
    if number is not None:
        attributes["externally_assigned_product_identifier"] = [
            {"type": "ean", "value": barcode(number), "marketplace_id": marketplace_id}
        ]
    return attributes | offer_attributes(price, quantity, marketplace, by_amazon)


def _row(name, value, marketplace):
    row = dict(value) if isinstance(value, dict) else {"value": value}
    if name in EXTRAS and name in LOCALISED:
        row["value"] = in_language(value, marketplace.language[:2])
    if name in LOCALISED:
        row["language_tag"] = marketplace.language
    return row | {"marketplace_id": marketplace.id}


def offer_attributes(price, quantity, marketplace, by_amazon, business_price=None):
    """Return the attributes that hold price and quantity; a price of None leaves it out."""
    channel = (
        {"fulfillment_channel_code": CHANNELS[marketplace.region]}
        if by_amazon
        else {"fulfillment_channel_code": "DEFAULT", "quantity": quantity, "lead_time_to_ship_max_days": 2}
    )
    offers = [_offer(amount, name, marketplace) for amount, name in ((price, "ALL"), (business_price, "B2B")) if amount]
    return {"fulfillment_availability": [channel], **({"purchasable_offer": offers} if offers else {})}


def _offer(price, audience, marketplace):
    amount = number_of(price, marketplace.currency)
    return {
        "marketplace_id": marketplace.id,
        "currency": marketplace.currency,
        "audience": audience,
        "our_price": [{"schedule": [{"value_with_tax": amount}]}],
    }
