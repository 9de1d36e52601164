"""A few invented product types: which attributes a listing may have and must have, as JSON Schemas."""

from dataclasses import dataclass

from .marketplaces import MARKETPLACES

LISTING, PRODUCT_ONLY, OFFER_ONLY = "LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"
REQUIREMENTS = (LISTING, PRODUCT_ONLY, OFFER_ONLY)
CHANNELS = {"na": "AMAZON_NA", "eu": "AMAZON_EU", "fe": "AMAZON_JP"}
"""What Amazon's fulfilment is called in a region."""

CONDITIONS = (
    "new_new",
    "new_open_box",
    "new_oem",
    "refurbished_refurbished",
    "used_like_new",
    "used_very_good",
    "used_good",
    "used_acceptable",
    "collectible_like_new",
    "collectible_very_good",
    "collectible_good",
    "collectible_acceptable",
    "club_club",
)
TEXT = {"type": "string", "minLength": 1, "maxLength": 2000}
NUMBER = {"type": "number", "minimum": 0}
LOCAL = ("marketplace_id", "language_tag")
OFFER, IMAGES, DETAILS, SAFETY, IDENTITY = "offer", "images", "product_details", "safety_and_compliance", "identity"


@dataclass(frozen=True)
class Attribute:
    """One attribute: a list of at most `most` objects with `properties`; `selectors` tell the objects apart."""

    title: str
    group: str
    properties: dict
    required: tuple = ("value",)
    selectors: tuple = ("marketplace_id",)
    most: int = 1


def _text(title, group=DETAILS, most=1, longest=2000):
    return Attribute(title, group, {"value": TEXT | {"maxLength": longest}}, selectors=LOCAL, most=most)


def _one_of(title, group, *values):
    return Attribute(title, group, {"value": {"type": "string", "enum": list(values)}})


def _value(title, schema, group=DETAILS):
    return Attribute(title, group, {"value": schema})


def _measure(title, *units):
    properties = {"value": NUMBER, "unit": {"type": "string", "enum": list(units)}}
    return Attribute(title, DETAILS, properties, ("value", "unit"))


def _image(title):
    return Attribute(title, IMAGES, {"media_location": TEXT | {"pattern": "^https?://"}}, ("media_location",))


def _list_of(properties, *required):
    items = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return {"type": "array", "minItems": 1, "items": items}


PRICE = _list_of({"schedule": _list_of({"value_with_tax": NUMBER}, "value_with_tax")}, "schedule")
TIMED_PRICE = _list_of(
    {"schedule": _list_of({"value_with_tax": NUMBER, "start_at": TEXT, "end_at": TEXT}, "value_with_tax")}, "schedule"
)
DISCOUNT_LEVELS = _list_of({"lower_bound": NUMBER, "value": NUMBER}, "lower_bound", "value")
DISCOUNT_PLAN = _list_of(
    {"schedule": _list_of({"discount_type": TEXT, "levels": DISCOUNT_LEVELS}, "discount_type", "levels")}, "schedule"
)
WHOLE = {"type": "integer", "minimum": 0}
DATE = {"type": "object", "properties": {"value": TEXT}, "required": ["value"]}

OFFER_ATTRIBUTES = {
    "condition_type": _one_of("Condition", OFFER, *CONDITIONS),
    "condition_note": _text("Condition Note", OFFER),
    "purchasable_offer": Attribute(
        "Purchasable Offer",
        OFFER,
        {
            "currency": {"type": "string", "minLength": 3, "maxLength": 3},
            "audience": {"type": "string", "enum": ["ALL", "B2B"]},
            "our_price": PRICE,
            "discounted_price": TIMED_PRICE,
            "minimum_seller_allowed_price": PRICE,
            "maximum_seller_allowed_price": PRICE,
            "quantity_discount_plan": DISCOUNT_PLAN,
            "start_at": DATE,
            "end_at": DATE,
        },
        ("our_price",),
        ("marketplace_id", "currency", "audience"),
        2,
    ),
    "fulfillment_availability": Attribute(
        "Fulfillment Availability",
        OFFER,
        {
            "fulfillment_channel_code": {"type": "string", "enum": ["DEFAULT", *CHANNELS.values()]},
            "quantity": WHOLE,
            "lead_time_to_ship_max_days": WHOLE,
            "restock_date": TEXT,
            "is_inventory_available": {"type": "boolean"},
        },
        ("fulfillment_channel_code",),
        ("fulfillment_channel_code",),
        2,
    ),
    "list_price": Attribute(
        "List Price",
        OFFER,
        {"currency": TEXT, "value": NUMBER, "value_with_tax": NUMBER},
        ("currency",),
        ("marketplace_id", "currency"),
    ),
    "merchant_shipping_group": _value("Shipping Template", TEXT, OFFER),
    "merchant_suggested_asin": _value("Merchant Suggested ASIN", TEXT | {"pattern": "^[A-Z0-9]{10}$"}, IDENTITY),
    "max_order_quantity": _value("Max Order Quantity", {"type": "integer", "minimum": 1}, OFFER),
    "externally_assigned_product_identifier": Attribute(
        "External Product ID",
        IDENTITY,
        {"type": {"type": "string", "enum": ["ean", "gtin", "isbn", "jan", "upc"]}, "value": TEXT},
        ("type", "value"),
        ("marketplace_id", "type"),
    ),
    "supplier_declared_has_product_identifier_exemption": _value("GTIN Exemption", {"type": "boolean"}, IDENTITY),
}
PRODUCT_ATTRIBUTES = {
    "item_name": _text("Item Name", longest=200),
    "brand": _text("Brand Name", longest=100),
    "product_description": _text("Product Description"),
    "bullet_point": _text("Bullet Point", most=10, longest=700),
    "generic_keyword": _text("Generic Keyword"),
    "manufacturer": _text("Manufacturer"),
    "model_number": _text("Model Number"),
    "part_number": _value("Part Number", TEXT),
    "country_of_origin": _one_of("Country of Origin", SAFETY, "CN", "DE", "FR", "GB", "IN", "IT", "JP", "PT", "US"),
    "supplier_declared_dg_hz_regulation": _one_of(
        "Dangerous Goods Regulations", SAFETY, "not_applicable", "ghs", "storage", "transportation", "other"
    ),
    "batteries_required": _value("Are batteries required?", {"type": "boolean"}, SAFETY),
    "color": _text("Color"),
    "size": _text("Size"),
    "material": _text("Material", most=3),
    "department": _text("Department"),
    "number_of_items": _value("Number of Items", {"type": "integer", "minimum": 1}),
    "item_weight": _measure("Item Weight", "grams", "kilograms", "ounces", "pounds"),
    "capacity": _measure("Capacity", "liters", "milliliters", "fluid_ounces"),
    "wattage": _measure("Wattage", "watts"),
    "main_product_image_locator": _image("Main Image"),
    **{f"other_product_image_locator_{number}": _image(f"Other Image {number}") for number in range(1, 9)},
    "parentage_level": _one_of("Parentage Level", DETAILS, "child", "parent"),
}
ATTRIBUTES = {**OFFER_ATTRIBUTES, **PRODUCT_ATTRIBUTES}
"""All attributes by name."""

IDENTIFIERS = (
    "merchant_suggested_asin",
    "externally_assigned_product_identifier",
    "supplier_declared_has_product_identifier_exemption",
)
"""Attributes of which a new listing needs one."""

OFFER_REQUIRED = ("condition_type", "purchasable_offer", "fulfillment_availability")
PRODUCT_REQUIRED = ("item_name", "brand", "product_description", "bullet_point", "country_of_origin")


@dataclass(frozen=True)
class ProductType:
    """One product type; `words` are what it is found by, `extra` what its products need besides the usual."""

    name: str
    title: str
    words: tuple
    extra: tuple = ()

    def required(self, requirements):
        """Return the names of the attributes that a requirements set demands (of IDENTIFIERS one more)."""
        if self.name == "PRODUCT":
            return OFFER_REQUIRED if requirements != PRODUCT_ONLY else ()
        product = (*PRODUCT_REQUIRED, *self.extra)
        return {LISTING: (*product, *OFFER_REQUIRED), PRODUCT_ONLY: product, OFFER_ONLY: OFFER_REQUIRED}[requirements]


PRODUCT_TYPES = {
    row.name: row
    for row in (
        ProductType("BACKPACK", "Backpack", ("backpack", "rucksack", "luggage", "bag"), ("color", "department")),
        ProductType("BOTTLE", "Bottle", ("bottle", "flask"), ("capacity", "material")),
        ProductType("DRINKING_CUP", "Drinking Cup", ("mug", "cup", "tea", "teapot"), ("material", "color")),
        ProductType("HOME", "Home", ("home", "kitchen", "garden", "towel", "candle", "pan", "knife")),
        ProductType("LAMP", "Lamp", ("lamp", "light", "led"), ("batteries_required", "wattage")),
        ProductType("OFFICE_PRODUCTS", "Office Products", ("notebook", "pen", "pens", "office", "paper")),
        ProductType("PRODUCT", "Product", ("product",)),
        ProductType("SHIRT", "Shirt", ("shirt", "clothes", "apparel"), ("color", "size", "department")),
        ProductType(
            "CONSUMER_ELECTRONICS",
            "Consumer Electronics",
            ("electronics", "cable", "charger", "headset", "keyboard", "mouse", "power"),
            ("batteries_required", "supplier_declared_dg_hz_regulation"),
        ),
    )
}
"""All product types by name. PRODUCT serves for offers, of products of any type."""


def allowed(requirements):
    """Return the attributes that a requirements set knows."""
    return {LISTING: ATTRIBUTES, PRODUCT_ONLY: {**PRODUCT_ATTRIBUTES, **_identity()}, OFFER_ONLY: OFFER_ATTRIBUTES}[
        requirements
    ]


def _identity():
    return {name: OFFER_ATTRIBUTES[name] for name in IDENTIFIERS}


def item_schema(attribute):
    """Return the JSON Schema of one object in an attribute's list."""
    selectors = {name: {"$ref": f"#/$defs/{name}"} for name in attribute.selectors if name in LOCAL}
    return {
        "type": "object",
        "properties": {**attribute.properties, **selectors, "marketplace_id": {"$ref": "#/$defs/marketplace_id"}},
        "required": list(attribute.required),
        "additionalProperties": False,
    }


def definitions(marketplace_id):
    """Return what the schemas refer to."""
    marketplace = MARKETPLACES[marketplace_id]
    return {
        "marketplace_id": {"type": "string", "enum": [marketplace.id], "default": marketplace.id},
        "language_tag": {"type": "string", "enum": sorted({marketplace.language, "en_US"})},
    }


def schema(product_type, requirements, marketplace_id, enforced=True):
    """Return the JSON Schema of the attributes of a listing."""
    attributes = allowed(requirements)
    document = {
        "$schema": "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1",
        "$id": f"https://schemas.amazon.com/selling-partners/definitions/product-types/schema/v1/{product_type.name}",
        "$comment": f"Amazon product type definition for {product_type.name} product type (2020-09-01).",
        "$defs": definitions(marketplace_id),
        "type": "object",
        "properties": {name: _attribute_schema(attribute) for name, attribute in attributes.items()},
        "additionalProperties": False,
    }
    if enforced:
        document["required"] = list(product_type.required(requirements))
        document["anyOf"] = [{"required": [name]} for name in IDENTIFIERS]
    return document


def _attribute_schema(attribute):
    return {
        "title": attribute.title,
        "type": "array",
        "minItems": 1,
        "minUniqueItems": 1,
        "maxUniqueItems": attribute.most,
        "selectors": list(attribute.selectors),
        "items": item_schema(attribute),
    }


def groups(requirements):
    """Return the property groups of a requirements set."""
    result = {}
    for name, attribute in allowed(requirements).items():
        title = attribute.group.replace("_", " ").title()
        group = result.setdefault(attribute.group, {"title": title, "description": title, "propertyNames": []})
        group["propertyNames"].append(name)
    return result


def fitting(text):
    """Return the product types whose words occur in a text, PRODUCT last; all of them for an empty text."""
    words = set(text.lower().replace(",", " ").replace("_", " ").split())
    found = [row for row in PRODUCT_TYPES.values() if not words or words & {*row.words, row.name.lower()}]
    return sorted(found, key=lambda row: (row.name == "PRODUCT", row.name))
