"""What the tests of publish templates share: a product type, a channel, products, and a template that fits."""

import hashlib
import json

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

US = "ATVPDKIKX0DER"
USER = "amazon_channel.amazon_channel_group_user"
LOCAL = {"marketplace_id": {"$ref": "#/$defs/marketplace_id"}, "language_tag": {"$ref": "#/$defs/language_tag"}}
PLACE = {"marketplace_id": {"$ref": "#/$defs/marketplace_id"}}


def rows(title, properties, required=("value",), selectors=("marketplace_id",), most=1):
    """The schema of an attribute: a list of objects."""
    return {
        "title": title,
        "type": "array",
        "minItems": 1,
        "minUniqueItems": 1,
        "maxUniqueItems": most,
        "selectors": list(selectors),
        "items": {
            "type": "object",
            "properties": properties,
            "required": [*required, *(name for name in ("marketplace_id", "language_tag") if name in properties)],
            "additionalProperties": False,
        },
    }


def text(title, longest=200, most=1):
    """A text of shoppers' language."""
    value = {"title": title, "type": "string", "minLength": 1, "maxLength": longest, "maxUtf8ByteLength": longest}
    return rows(title, {"value": value, **LOCAL}, selectors=("marketplace_id", "language_tag"), most=most)


def choice(title, **names):
    """One of several values, each with its name."""
    value = {"type": "string", "enum": list(names), "enumNames": list(names.values())}
    return rows(title, {"value": value, **PLACE})


def inner(properties, *required):
    """A list inside an attribute."""
    items = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return {"type": "array", "minItems": 1, "items": items}


NUMBER = {"type": "number", "minimum": 0}
DAY = {"type": "string"}
PRICE = inner(
    {"schedule": inner({"value_with_tax": NUMBER, "start_at": DAY, "end_at": DAY}, "value_with_tax")}, "schedule"
)
OFFER = {
    "condition_type": choice("Condition", new_new="New", used_good="Used - Good"),
    "condition_note": text("Condition Note"),
    "purchasable_offer": rows(
        "Price",
        {
            "currency": {"type": "string", "enum": ["USD"]},
            "audience": {"type": "string", "enum": ["ALL", "B2B"]},
            "our_price": PRICE,
            "discounted_price": PRICE,
            "minimum_seller_allowed_price": PRICE,
            "maximum_seller_allowed_price": PRICE,
            **PLACE,
        },
        ("our_price", "currency"),
        ("marketplace_id", "currency", "audience"),
    ),
    "fulfillment_availability": rows(
        "Stock",
        {
            "fulfillment_channel_code": {"type": "string", "enum": ["DEFAULT", "AMAZON_NA"]},
            "quantity": {"type": "integer", "minimum": 0},
            "lead_time_to_ship_max_days": {"type": "integer", "minimum": 0},
            "restock_date": DAY,
        },
        ("fulfillment_channel_code",),
        ("fulfillment_channel_code",),
    ),
    "merchant_suggested_asin": rows("ASIN", {"value": {"type": "string"}, **PLACE}),
    "externally_assigned_product_identifier": rows(
        "Product ID", {"type": {"type": "string"}, "value": {"type": "string"}, **PLACE}, ("type", "value")
    ),
    "supplier_declared_has_product_identifier_exemption": rows("No Barcode", {"value": {"type": "boolean"}, **PLACE}),
}
PRODUCT = {
    "item_name": text("Title", 60),
    "brand": text("Brand"),
    "bullet_point": text("Highlight", most=3),
    "color": text("Color"),
    "material": choice("Material", cotton="Cotton", linen="Linen"),
    "item_weight": rows(
        "Weight", {"value": NUMBER, "unit": {"type": "string", "enum": ["grams"]}, **PLACE}, ("value", "unit")
    ),
    "batteries_required": rows("Batteries", {"value": {"type": "boolean"}, **PLACE}),
    "main_product_image_locator": rows("Picture", {"media_location": {"type": "string"}, **PLACE}, ("media_location",)),
    "parentage_level": choice("Parentage", parent="Parent", child="Child"),
    "variation_theme": rows("Theme", {"name": {"type": "string", "enum": ["COLOR", "SIZE"]}}, ("name",), ()),
    "child_parent_sku_relationship": rows(
        "Parent",
        {
            "child_relationship_type": {"type": "string", "enum": ["variation"]},
            "parent_sku": {"type": "string"},
            **PLACE,
        },
        ("child_relationship_type",),
    ),
}
IDENTITY = (
    "merchant_suggested_asin",
    "externally_assigned_product_identifier",
    "supplier_declared_has_product_identifier_exemption",
)


def schema(requirements="LISTING", marketplace=US, language="en_US"):
    """The definition of an invented product type, as Amazon stores it."""
    product_only = {**PRODUCT, **{name: OFFER[name] for name in IDENTITY}}
    properties = {"LISTING": {**OFFER, **PRODUCT}, "LISTING_PRODUCT_ONLY": product_only, "LISTING_OFFER_ONLY": OFFER}
    needed = {
        "LISTING": ["condition_type", "purchasable_offer", "fulfillment_availability", "item_name", "brand"],
        "LISTING_PRODUCT_ONLY": ["item_name", "brand"],
        "LISTING_OFFER_ONLY": ["condition_type", "purchasable_offer", "fulfillment_availability"],
    }
    return {
        "$schema": "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1",
        "$id": "https://schemas.amazon.com/selling-partners/definitions/product-types/schema/v1/TOWEL",
        "$defs": {
            "marketplace_id": {"type": "string", "enum": [marketplace], "default": marketplace, "hidden": True},
            "language_tag": {"type": "string", "enum": [language], "editable": False},
        },
        "type": "object",
        "properties": properties[requirements],
        "required": needed[requirements],
        "anyOf": [{"required": [name]} for name in IDENTITY],
        "additionalProperties": False,
    }


class PublishCase(TransactionCase):
    """A channel that sells in the United States, one product and its listing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Larkspur", "country_id": cls.env.ref("base.us").id})
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.account = cls.env["amazon.channel.account"].create(
            {"name": "Larkspur America", "company_id": cls.company.id, "region": "na", **cls._application()}
        )
        cls.marketplace = cls.env["amazon.channel.marketplace"].search([("amazon_ref", "=", US)])
        cls.channel = cls.env["amazon.channel"].create(
            {"account_id": cls.account.id, "marketplace_id": cls.marketplace.id}
        )
        cls.product = cls._product("TOWEL-1", barcode="4006381333931")
        cls.listing = cls._listing(cls.product)
        cls.template = cls._template()
        cls._define("LISTING")

    @classmethod
    def _application(cls):
        application = cls.env["amazon.channel.application"].create(
            {
                "name": "Larkspur ERP",
                "company_id": cls.company.id,
                "amazon_application_id": "amzn1.sp.solution.test",
                "lwa_client_id": "amzn1.application-oa2-client.test",
            }
        )
        return {"application_id": application.id}

    @classmethod
    def _product(cls, code, **vals):
        values = {"name": "Linen Towel", "default_code": code, "list_price": 19.9, "is_storable": True}
        return cls.env["product.product"].create({**values, **vals})

    @classmethod
    def _listing(cls, product, **vals):
        values = {
            "channel_id": cls.channel.id,
            "sku": product.default_code,
            "product_id": product.id,
            "quantity_wanted": 5,
            "quantity_wanted_at": fields.Datetime.now(),
        }
        return cls.env["amazon.channel.listing"].create({**values, **vals})

    @classmethod
    def _template(cls, **vals):
        lines = [
            {"attribute": "item_name", "source": "field", "field_path": "name", "is_required": True},
            {"attribute": "brand", "source": "fixed", "fixed_value": "Larkspur", "is_required": True},
            {"attribute": "condition_type", "source": "fixed", "fixed_value": "new_new"},
            {"attribute": "purchasable_offer", "source": "price", "is_required": True},
            *(
                {"attribute": "fulfillment_availability", "path": path, "source": source, "fixed_value": value}
                for path, source, value in (
                    ("fulfillment_channel_code", "fixed", "DEFAULT"),
                    ("quantity", "quantity", False),
                )
            ),
            {"attribute": "externally_assigned_product_identifier", "path": "type", "source": "barcode_type"},
            {
                "attribute": "externally_assigned_product_identifier",
                "path": "value",
                "source": "field",
                "field_path": "barcode",
            },
        ]
        values = {
            "name": "Towels",
            "company_id": cls.company.id,
            "product_type": "TOWEL",
            "requirements": "LISTING",
            "line_ids": [Command.create(line) for line in lines],
        }
        return cls.env["amazon.channel.publish.template"].create({**values, **vals})

    @classmethod
    def _define(cls, requirements, document=None):
        content = json.dumps(document or schema(requirements)).encode()
        return cls.env["amazon.channel.product.type"].create(
            {
                "channel_id": cls.channel.id,
                "name": "TOWEL",
                "requirements": requirements,
                "fetched_at": fields.Datetime.now(),
                **cls.env["amazon.channel.product.type"]._schema_vals(
                    content, hashlib.md5(content, usedforsecurity=False).hexdigest()
                ),
            }
        )

    def line(self, attribute, path=False, **vals):
        """The template's line of an attribute, changed; a new one if there is none."""
        found = self.template.line_ids.filtered(lambda each: each.attribute == attribute and each.path == path)
        if found:
            found.write(vals)
            return found
        values = {"template_id": self.template.id, "attribute": attribute, "path": path, **vals}
        return self.env["amazon.channel.publish.template.line"].create(values)

    def build(self, listing=None):
        """The document of a listing."""
        return self.template._build(listing or self.listing)[listing or self.listing]

    def assert_finding(self, code, *words, severity="error", listing=None):
        """The document has this finding, which says all of `words` and what to do.

        :return: the finding
        """
        document = self.build(listing)
        found = [finding for finding in document.findings if finding.code == code]
        self.assertTrue(found, f"{code} is not among {document.findings}")
        self.assertEqual(found[0].severity, severity)
        self.assertTrue(found[0].fix)
        for word in words:
            self.assertIn(word, f"{found[0].message} {found[0].fix}")
        return found[0]


class PublicationCase(PublishCase):
    """The same listing on its way to Amazon, and somebody who may publish."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.publications = cls.env["amazon.channel.publication"]
        cls.user = cls._user("publisher", cls.company)

    @classmethod
    def _user(cls, login, company, groups=USER):
        return new_test_user(cls.env, login, groups, company_id=company.id, company_ids=[company.id])

    def start(self, kind="publish", listing=None, template=None):
        template = template or (self.template if kind == "publish" else None)
        return self.publications._start(listing or self.listing, kind, template)

    def built(self, kind="publish"):
        publication = self.start(kind)
        publication._build()
        return publication
