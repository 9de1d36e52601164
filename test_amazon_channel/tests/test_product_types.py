"""Amazon's definitions of product types: fetched, kept by checksum, and fit for what templates make."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.amazon_channel.mapping.exact_json import exact_json
from odoo.addons.amazon_channel.sp_api.errors import NotFoundError
from odoo.addons.amazon_channel.sp_api.listings import put_listings_item

from .common import EndToEndCase


@tagged("post_install", "-at_install")
class TestProductTypes(EndToEndCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.account.channel_ids.filtered(lambda each: each.marketplace_id.country_id.code == "US")
        cls.types = cls.env["amazon.channel.product.type"]
        cls.template = cls.env["amazon.channel.publish.template"].create(
            {
                "name": "Shirts",
                "company_id": cls.account.company_id.id,
                "channel_ids": cls.channel.ids,
                "product_type": "SHIRT",
                "requirements": "LISTING",
            }
        )

    def setUp(self):
        super().setUp()
        self.env.flush_all()

    def get(self, name="SHIRT", requirements="LISTING", way="_fetch"):
        """Get a definition as an operation does.

        :return: it, and how many calls that took
        """
        with self.request() as env:
            account, channel = self.account.with_env(env), self.channel.with_env(env)
            with account.sudo()._amazon_client() as client:
                record = getattr(env["amazon.channel.product.type"], way)(client, channel, name, requirements)
                return self.types.browse(record.id), client.calls

    def press(self, record, button):
        """Press a button as a person does."""
        with self.request() as env:
            getattr(record.with_env(env), button)()

    def test_a_definition_is_fetched_with_titles_and_required_attributes(self):
        record, _calls = self.get()
        self.assertEqual((record.name, record.title, record.requirements), ("SHIRT", "Shirt", "LISTING"))
        self.assertIn("item_name", record._definition().required)
        self.assertEqual(record._definition().attributes["item_name"].main_path, "value")
        self.assertTrue(record.attribute_count > record.required_count > 3)

    def test_an_unchanged_definition_is_not_downloaded_again(self):
        record, _calls = self.get()
        record.changed_at = changed = fields.Datetime.now() - timedelta(days=3)
        downloads = self.simulator.calls.count("downloadDocument")
        self.assertEqual(self.get()[0], record)
        self.assertEqual(record.changed_at, changed)
        self.assertEqual(self.simulator.calls.count("downloadDocument"), downloads)

    def test_a_changed_definition_takes_the_place_of_the_old_one(self):
        record, _calls = self.get()
        record.write({"checksum": "old", "changed_at": fields.Datetime.now() - timedelta(days=3)})
        self.get()
        self.assertNotEqual(record.checksum, "old")
        self.assertGreater(record.changed_at, fields.Datetime.now() - timedelta(hours=1))

    def test_amazon_is_asked_again_after_a_day_only(self):
        record, _calls = self.get()
        self.assertEqual(self.get(way="_ensure"), (record, 0))
        record.fetched_at = fields.Datetime.now() - timedelta(days=2)
        again, calls = self.get(way="_ensure")
        self.assertEqual(again, record)
        self.assertGreater(calls, 0)

    def test_an_unknown_product_type_is_told(self):
        with self.assertRaises(NotFoundError):
            self.get("NO_SUCH_TYPE")

    def test_product_types_are_found_by_words_and_chosen(self):
        wizard = self.env["amazon.channel.find.product.type"].create({"template_id": self.template.id, "words": "mug"})
        self.press(wizard, "action_search")
        self.assertIn("DRINKING_CUP", wizard.line_ids.mapped("name"))
        wizard.line_ids.filtered(lambda line: line.name == "DRINKING_CUP").action_choose()
        self.assertEqual(self.template.product_type, "DRINKING_CUP")

    def test_the_button_gets_what_the_template_needs(self):
        self.press(self.template, "action_get_definition")
        self.assertFalse(self.template.definition_note)
        self.assertIn("item_name", self.template.missing_attributes)

    # -- Documents that Amazon takes -------------------------------------------------------------------------------

    def _complete(self):
        """Fill the template in, and add by hand what cannot be guessed."""
        self.press(self.template, "action_get_definition")
        self.template.action_fill_in()
        lines = self.env["amazon.channel.publish.template.line"]
        by_hand = {
            "department": "Unisex",
            "target_gender": "unisex",
            "age_range_description": "Adult",
            "color": "Blue",
            "size": "M",
            "country_of_origin": "PT",
        }
        for name, value in by_hand.items():
            mine = self.template.line_ids.filtered(lambda line, name=name: line.attribute == name)
            vals = {"source": "fixed", "fixed_value": value}
            if mine:
                mine.write(vals)
            elif name in self.template.definition_ids._definition().attributes:
                lines.create({"template_id": self.template.id, "attribute": name, **vals})

    def _shirts(self):
        sizes = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [Command.create({"name": name}) for name in ("S", "M")]}
        )
        shirt = self.env["product.template"].create(
            {
                "name": "Linen Shirt",
                "list_price": 49,
                "description_sale": "Light linen for warm days.",
                "attribute_line_ids": [
                    Command.create({"attribute_id": sizes.id, "value_ids": [Command.set(sizes.value_ids.ids)]})
                ],
            }
        )
        listings = self.env["amazon.channel.listing"]
        for product, barcode in zip(shirt.product_variant_ids, ("4012345678901", "4099999999996"), strict=True):
            product.write({"default_code": f"SHIRT-{product.id}", "barcode": barcode})
            listings |= listings.create(
                {
                    "channel_id": self.channel.id,
                    "sku": product.default_code,
                    "product_id": product.id,
                    "quantity_wanted": 3,
                    "quantity_wanted_at": fields.Datetime.now(),
                }
            )
        return sizes, listings

    def assert_taken(self, document):
        """Amazon's own preview of the document finds nothing."""
        with self.account.sudo()._amazon_client() as client:
            answer = put_listings_item(
                client,
                self.account.selling_partner_id,
                document.sku,
                self.channel.marketplace_id.amazon_ref,
                exact_json(document.body),
                preview=True,
            )
        self.assertEqual((answer["status"], answer["issues"]), ("VALID", []))

    def test_what_a_filled_in_template_makes_is_taken_by_amazon(self):
        self._complete()
        _sizes, listings = self._shirts()
        document = self.template._build(listings[0])[listings[0]]
        self.assertFalse(document.findings)
        self.assertEqual(
            document.attributes["purchasable_offer"][0]["our_price"][0]["schedule"][0]["value_with_tax"],
            Decimal("49.00"),
        )
        self.assert_taken(document)

    def test_a_family_is_taken_by_amazon(self):
        self.template.variation_theme = "SIZE"
        self._complete()
        sizes, listings = self._shirts()
        self.template.line_ids.filtered(lambda line: line.attribute == "size").write(
            {"source": "attribute", "product_attribute_id": sizes.id}
        )
        parent = self.template._families(listings)
        documents = self.template._build(parent | listings)
        for listing, document in documents.items():
            self.assertFalse(document.findings, listing.sku)
        self.assert_taken(documents[parent])
        for listing in listings:
            self.assertNotIn("error", {each.severity for each in documents[listing].findings})
