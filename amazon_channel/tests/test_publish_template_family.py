from odoo.fields import Command
from odoo.tests import tagged

from .publish_common import US, PublishCase


@tagged("post_install", "-at_install")
class TestPublishTemplateFamily(PublishCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._define("LISTING_PRODUCT_ONLY")
        cls.color = cls.env["product.attribute"].create(
            {"name": "Color", "value_ids": [Command.create({"name": name}) for name in ("Blue", "Green")]}
        )
        cls.cup = cls.env["product.template"].create(
            {
                "name": "Bath Sheet",
                "list_price": 30,
                "attribute_line_ids": [
                    Command.create({"attribute_id": cls.color.id, "value_ids": [Command.set(cls.color.value_ids.ids)]})
                ],
            }
        )
        cls.variants = cls.env["amazon.channel.listing"]
        for number, (product, barcode) in enumerate(
            zip(cls.cup.product_variant_ids, ("4012345678901", "4099999999998"), strict=True), start=1
        ):
            product.write({"default_code": f"SHEET-{number}", "barcode": barcode})
            cls.variants |= cls._listing(product)
        cls.template.variation_theme = "COLOR"

    def test_variants_are_told_with_their_parent(self):
        self.line("color", source="attribute", product_attribute_id=self.color.id)
        parent = self.template._families(self.variants)
        documents = self.template._build(self.variants | parent)
        blue = documents[self.variants[0]]
        self.assertFalse(blue.findings)
        self.assertEqual(blue.attributes["parentage_level"], [{"value": "child", "marketplace_id": US}])
        self.assertEqual(blue.attributes["variation_theme"], [{"name": "COLOR"}])
        self.assertEqual(
            blue.attributes["child_parent_sku_relationship"],
            [{"child_relationship_type": "variation", "parent_sku": parent.sku, "marketplace_id": US}],
        )
        colors = {
            document.attributes["color"][0]["value"] for document in documents.values() if document != documents[parent]
        }
        self.assertEqual(colors, {"Blue", "Green"})

    def test_a_parent_has_neither_price_nor_stock_nor_barcode(self):
        self.line("color", source="attribute", product_attribute_id=self.color.id)
        parent = self.template._families(self.variants)
        document = self.template._build(parent)[parent]
        self.assertFalse(document.findings)
        self.assertEqual(document.requirements, "LISTING_PRODUCT_ONLY")
        self.assertEqual(set(document.attributes), {"item_name", "brand", "parentage_level", "variation_theme"})
        self.assertEqual(document.attributes["item_name"][0]["value"], "Bath Sheet")

    def test_a_family_has_one_parent_however_often_it_is_published(self):
        parent = self.template._families(self.variants[0])
        self.assertEqual(self.template._families(self.variants), parent)
        self.assertEqual(self.variants.parent_id, parent)
        self.assertEqual(parent.state, "draft")

    def test_a_product_without_variants_is_no_family(self):
        self.assertFalse(self.template._families(self.listing))
        self.assertNotIn("parentage_level", self.build().attributes)

    def test_without_a_theme_each_variant_is_told_for_itself(self):
        self.template.variation_theme = False
        self.assertFalse(self.template._families(self.variants))
        self.assertNotIn("parentage_level", self.build(self.variants[0]).attributes)

    def test_a_theme_that_amazon_does_not_have_is_refused(self):
        self.template.variation_theme = "TASTE"
        self.template._families(self.variants)
        self.assert_finding("choice", "TASTE", "COLOR", listing=self.variants[0])
