"""A few invented product types: which attributes a listing may have, and which it must have."""

from dataclasses import dataclass

from .product_attributes import (
    ATTRIBUTES,
    IDENTIFIERS,
    OFFER_ATTRIBUTES,
    PRODUCT_ATTRIBUTES,
    SPECIAL_ATTRIBUTES,
    VARIATION_ATTRIBUTES,
)

LISTING, PRODUCT_ONLY, OFFER_ONLY = "LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"
REQUIREMENTS = (LISTING, PRODUCT_ONLY, OFFER_ONLY)
OFFER_REQUIRED = ("condition_type", "purchasable_offer", "fulfillment_availability")
PRODUCT_REQUIRED = ("item_name", "brand", "product_description", "bullet_point", "country_of_origin")
PRODUCT = "PRODUCT"


@dataclass(frozen=True)
class ProductType:
    """One product type; `words` are what it is found by.

    `extra` are attributes that its products need besides the usual, `own` those that they may have, `themes` what the
    variants of a family may differ in, such as `SIZE/COLOR`.
    """

    name: str
    title: str
    words: tuple
    extra: tuple = ()
    own: tuple = ()
    themes: tuple = ()

    def attributes(self, requirements):
        """Return {name: Attribute} of those that a requirements set knows."""
        if requirements == OFFER_ONLY:
            return OFFER_ATTRIBUTES
        if self.name == PRODUCT:
            return ATTRIBUTES
        special = {name: row for name, row in SPECIAL_ATTRIBUTES.items() if name in (*self.extra, *self.own)}
        offer = OFFER_ATTRIBUTES if requirements == LISTING else {name: OFFER_ATTRIBUTES[name] for name in IDENTIFIERS}
        variations = VARIATION_ATTRIBUTES if self.themes else {}
        return {**offer, **PRODUCT_ATTRIBUTES, **special, **variations}

    def product_required(self, requirements):
        """Return the names of the attributes that describe the product and must be there, for parents as well."""
        return () if requirements == OFFER_ONLY or self.name == PRODUCT else (*PRODUCT_REQUIRED, *self.extra)

    def offer_required(self, requirements):
        """Return the names of the attributes that every offer must have."""
        return () if requirements == PRODUCT_ONLY else OFFER_REQUIRED


def attributes_of_theme(theme):
    """Return the names of the attributes in which the variants of a theme differ."""
    return [word.lower() for word in theme.split("/")]


PRODUCT_TYPES = {
    row.name: row
    for row in (
        ProductType(
            "BACKPACK",
            "Backpack",
            ("backpack", "rucksack", "luggage", "bag"),
            ("color", "department"),
            ("age_range_description", "capacity"),
            ("COLOR", "SIZE", "SIZE/COLOR"),
        ),
        ProductType("BOTTLE", "Bottle", ("bottle", "flask"), ("capacity", "material")),
        ProductType(
            "DRINKING_CUP",
            "Drinking Cup",
            ("mug", "cup", "tea", "teapot"),
            ("material", "color"),
            ("capacity",),
            ("COLOR", "NUMBER_OF_ITEMS"),
        ),
        ProductType("HOME", "Home", ("home", "kitchen", "garden", "towel", "candle", "pan", "knife")),
        ProductType("LAMP", "Lamp", ("lamp", "light", "led"), ("batteries_required", "wattage")),
        ProductType(
            "OFFICE_PRODUCTS", "Office Products", ("notebook", "pen", "pens", "office", "paper"), (), ("sheet_count",)
        ),
        ProductType(PRODUCT, "Product", ("product",)),
        ProductType(
            "SHIRT",
            "Shirt",
            ("shirt", "clothes", "apparel"),
            ("color", "size", "department", "target_gender", "age_range_description"),
            (),
            ("SIZE", "COLOR", "SIZE/COLOR"),
        ),
        ProductType(
            "CONSUMER_ELECTRONICS",
            "Consumer Electronics",
            ("electronics", "cable", "charger", "headset", "keyboard", "mouse", "power"),
            ("batteries_required", "supplier_declared_dg_hz_regulation"),
            ("wattage", "connectivity_technology"),
        ),
    )
}
"""All product types by name. PRODUCT serves for offers, of products of any type."""


def fitting(text):
    """Return the product types whose words occur in a text, PRODUCT last; all of them for an empty text."""
    words = set(text.lower().replace(",", " ").replace("_", " ").split())
    found = [row for row in PRODUCT_TYPES.values() if not words or words & {*row.words, row.name.lower()}]
    return sorted(found, key=lambda row: (row.name == PRODUCT, row.name))
