"""The attributes that invented product types share, and those that some of them have."""

from .schema_parts import (
    DETAILS,
    IDENTITY,
    OFFER,
    SAFETY,
    VARIATIONS,
    Attribute,
    choice,
    image,
    list_of,
    local_choice,
    measure,
    number,
    string,
    suggested,
    text,
    value,
    whole,
)

CHANNELS = {"na": "AMAZON_NA", "eu": "AMAZON_EU", "fe": "AMAZON_JP"}
"""What Amazon's fulfilment is called in a region."""

CONDITION_NAMES = {
    "new_new": "New",
    "new_open_box": "New - Open Box",
    "new_oem": "New - OEM",
    "refurbished_refurbished": "Refurbished",
    "used_like_new": "Used - Like New",
    "used_very_good": "Used - Very Good",
    "used_good": "Used - Good",
    "used_acceptable": "Used - Acceptable",
    "collectible_like_new": "Collectible - Like New",
    "collectible_very_good": "Collectible - Very Good",
    "collectible_good": "Collectible - Good",
    "collectible_acceptable": "Collectible - Acceptable",
    "club_club": "Club",
}
CONDITIONS = tuple(CONDITION_NAMES)
NEW = tuple(name for name in CONDITIONS if name.startswith("new_"))
COUNTRIES = {
    "CN": "China",
    "DE": "Germany",
    "FR": "France",
    "GB": "United Kingdom",
    "IN": "India",
    "IT": "Italy",
    "JP": "Japan",
    "PT": "Portugal",
    "US": "United States",
}
BOOLEAN = {"type": "boolean", "enumNames": ["Yes", "No"]}
DAY_OR_MOMENT = string(40, pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$")
DATE = {"type": "object", "properties": {"value": DAY_OR_MOMENT}, "required": ["value"], "additionalProperties": False}
PRICE = list_of({"schedule": list_of({"value_with_tax": number()}, "value_with_tax")}, "schedule")
TIMED = {"value_with_tax": number(), "start_at": DAY_OR_MOMENT, "end_at": DAY_OR_MOMENT}
TIMED_PRICE = list_of({"schedule": list_of(TIMED, *TIMED)}, "schedule")
LEVELS = list_of({"lower_bound": whole(2), "value": number()}, "lower_bound", "value", most=5)
DISCOUNT = {"discount_type": {"type": "string", "enum": ["fixed", "percent"]}, "levels": LEVELS}
DISCOUNT_PLAN = list_of({"schedule": list_of(DISCOUNT, *DISCOUNT)}, "schedule")


def _currency(place):
    return {"type": "string", "enum": [place.marketplace.currency]}


def _channel(place):
    codes = {"DEFAULT": "Default", CHANNELS[place.marketplace.region]: "Fulfilled by Amazon"}
    return choice(**codes)(place)


OFFER_ATTRIBUTES = {
    "condition_type": value("Condition", choice(**CONDITION_NAMES), OFFER),
    "condition_note": text("Condition Note", OFFER),
    "purchasable_offer": Attribute(
        "Purchasable Offer",
        OFFER,
        {
            "currency": _currency,
            "audience": choice(ALL="All", B2B="Amazon Business"),
            "our_price": PRICE,
            "discounted_price": TIMED_PRICE,
            "minimum_seller_allowed_price": PRICE,
            "maximum_seller_allowed_price": PRICE,
            "quantity_discount_plan": DISCOUNT_PLAN,
            "start_at": DATE,
            "end_at": DATE,
        },
        ("currency", "our_price"),
        ("marketplace_id", "currency", "audience"),
    ),
    "fulfillment_availability": Attribute(
        "Fulfillment Availability",
        OFFER,
        {
            "fulfillment_channel_code": _channel,
            "quantity": whole(),
            "lead_time_to_ship_max_days": whole(most=365),
            "restock_date": DAY_OR_MOMENT,
            "is_inventory_available": BOOLEAN,
        },
        ("fulfillment_channel_code",),
        ("fulfillment_channel_code",),
    ),
    "list_price": Attribute(
        "List Price",
        OFFER,
        {"currency": _currency, "value": number(), "value_with_tax": number()},
        ("currency",),
        ("marketplace_id", "currency"),
    ),
    "merchant_shipping_group": value("Merchant Shipping Group", string(100), OFFER),
    "merchant_suggested_asin": value("Merchant Suggested ASIN", string(10, pattern="^[A-Z0-9]{10}$"), IDENTITY),
    "max_order_quantity": value("Max Order Quantity", whole(1), OFFER),
    "externally_assigned_product_identifier": Attribute(
        "External Product ID",
        IDENTITY,
        {"type": choice(ean="EAN", gtin="GTIN", isbn="ISBN", jan="JAN", upc="UPC"), "value": string(14)},
        ("type", "value"),
        ("marketplace_id", "type"),
    ),
    "supplier_declared_has_product_identifier_exemption": value("Is exempt from GTIN", BOOLEAN, IDENTITY),
}
VARIATION_ATTRIBUTES = {
    "parentage_level": value("Parentage Level", choice(child="Child", parent="Parent"), VARIATIONS),
    "child_parent_sku_relationship": Attribute(
        "Parentage",
        VARIATIONS,
        {"child_relationship_type": choice(variation="Variation"), "parent_sku": string(40)},
        ("child_relationship_type",),
    ),
    # Its names differ between product types: see `product_schema`.
    "variation_theme": Attribute("Variation Theme", VARIATIONS, {"name": string(100)}, ("name",)),
}
PRODUCT_ATTRIBUTES = {
    "item_name": text("Item Name", longest=200),
    "brand": text("Brand Name", longest=100),
    "product_description": text("Product Description"),
    "bullet_point": text("Bullet Point", most=10, longest=700),
    "generic_keyword": text("Generic Keyword", maxUtf8ByteLength=250),
    "manufacturer": text("Manufacturer", longest=100),
    "model_number": text("Model Number", longest=40),
    "part_number": value("Part Number", string(40)),
    "country_of_origin": value("Country of Origin", choice(**COUNTRIES), SAFETY),
    "supplier_declared_dg_hz_regulation": value(
        "Dangerous Goods Regulations",
        choice(
            not_applicable="Not Applicable",
            ghs="GHS",
            storage="Storage",
            transportation="Transportation",
            other="Other",
        ),
        SAFETY,
    ),
    "ghs_classification_class": value(
        "GHS Class", choice(explosive="Explosive", flammable="Flammable", toxic="Toxic"), SAFETY
    ),
    "batteries_required": value("Are batteries required?", BOOLEAN, SAFETY),
    "batteries_included": value("Are batteries included?", BOOLEAN, SAFETY),
    "number_of_items": value("Number of Items", whole(1)),
    "item_weight": measure("Item Weight", grams="Grams", kilograms="Kilograms", ounces="Ounces", pounds="Pounds"),
    "color": text("Color", value=suggested("Blue", "Black", "Red", "Green")),
    "size": text("Size", longest=50),
    "material": text("Material", most=3, value=suggested("Stoneware", "Steel", "Cotton")),
    "main_product_image_locator": image("Main Image"),
    **{f"other_product_image_locator_{position}": image(f"Other Image {position}") for position in range(1, 9)},
}
"""What every product type knows."""

SPECIAL_ATTRIBUTES = {
    "department": text("Department", value=suggested("Women", "Men", "Unisex")),
    "target_gender": value("Target Gender", choice(female="Female", male="Male", unisex="Unisex")),
    "age_range_description": text("Age Range Description", value=local_choice("Adult", "Kid", "Baby")),
    "capacity": measure("Capacity", liters="Liters", milliliters="Milliliters", fluid_ounces="Fluid Ounces"),
    "wattage": measure("Wattage", watts="Watts"),
    "connectivity_technology": text("Connectivity Technology", DETAILS, most=5, longest=50),
    "sheet_count": value("Sheet Count", whole(1)),
}
"""What only the product types know that name it."""

ATTRIBUTES = {**OFFER_ATTRIBUTES, **VARIATION_ATTRIBUTES, **PRODUCT_ATTRIBUTES, **SPECIAL_ATTRIBUTES}
"""All attributes by name."""

IDENTIFIERS = (
    "merchant_suggested_asin",
    "externally_assigned_product_identifier",
    "supplier_declared_has_product_identifier_exemption",
)
"""Attributes of which a listing needs one."""
