import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .publish_common import PublishCase, schema

FORBIDDEN = (
    "product.env",
    "product.write({'name': 'x'})",
    "product.company_id.account_ids",
    "'{0.__class__}'.format(product)",
    "product.create_uid.password",
    "().__class__",
    "nothing",
    "product.name +",
)


@tagged("post_install", "-at_install")
class TestPublishTemplate(PublishCase):
    def test_what_amazon_requires_and_no_line_gives_is_shown(self):
        self.line("brand").unlink()
        self.line("thread_count", source="fixed", fixed_value="200")
        self.assertEqual(self.template.missing_attributes, "Brand (brand)")
        self.assertEqual(self.template.unknown_attributes, "thread_count")

    def test_required_attributes_are_filled_in_from_amazons_definition(self):
        self.template.line_ids.unlink()
        self.template.action_fill_in()
        self.assertFalse(self.template.missing_attributes)
        self.assertFalse(self.build().findings)
        lines = len(self.template.line_ids)
        self.template.action_fill_in()
        self.assertEqual(len(self.template.line_ids), lines)

    def test_what_cannot_be_guessed_stays_missing(self):
        document = schema()
        document["required"].append("material")
        self.template.definition_ids.write(
            self.env["amazon.channel.product.type"]._schema_vals(json.dumps(document).encode(), "another")
        )
        self.template.invalidate_recordset()
        self.template.action_fill_in()
        self.assertEqual(self.template.missing_attributes, "Material (material)")

    def test_an_expression_reads_fields_and_nothing_else(self):
        for expression in FORBIDDEN:
            with self.subTest(expression), self.assertRaises(ValidationError):
                self.line("color", source="expression", expression=expression)

    def test_a_field_that_only_some_may_read_is_no_source(self):
        for path in ("write_uid.password", "name.length", "no_such_field", "image_1920"):
            with self.subTest(path), self.assertRaises(ValidationError):
                self.line("color", source="field", field_path=path)

    def test_only_managers_change_templates(self):
        user = new_test_user(
            self.env,
            "template_user",
            "amazon_channel.amazon_channel_group_user",
            company_id=self.company.id,
            company_ids=[self.company.id],
        )
        with self.assertRaises(AccessError):
            self.template.line_ids[0].with_user(user).write({"fixed_value": "x"})
        self.assertEqual(self.template.with_user(user).name, "Towels")

    def test_a_template_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Foxglove"})
        user = new_test_user(
            self.env,
            "other_user",
            "amazon_channel.amazon_channel_group_manager",
            company_id=other.id,
            company_ids=[other.id],
        )
        templates = self.env["amazon.channel.publish.template"].with_context(allowed_company_ids=other.ids)
        self.assertNotIn(self.template, templates.with_user(user).search([]))

    def test_a_preview_shows_the_document_and_what_is_wrong(self):
        self.product.barcode = "4006381333932"
        preview = self.env["amazon.channel.publish.preview"].create({"template_id": self.template.id})
        with Form(preview) as form:
            form.product_id = self.product
        self.assertEqual(preview.channel_id, self.channel)
        self.assertIn("typing error", preview.findings_html)
        self.assertIn("Linen Towel", preview.table_html)
        self.assertEqual(json.loads(preview.json_text)["productType"], "TOWEL")

    def test_a_preview_needs_no_listing(self):
        product = self._product("TOWEL-9", barcode="4012345678901")
        preview = self.env["amazon.channel.publish.preview"].create(
            {"template_id": self.template.id, "product_id": product.id}
        )
        self.assertIn("4012345678901", preview.table_html)
        self.assertFalse(product.amazon_channel_listing_ids)

    def test_the_template_that_comes_with_the_app_makes_offers(self):
        self.template = self.env.ref("amazon_channel.publish_template_offer").copy(
            {"company_id": self.company.id, "product_type": "TOWEL"}
        )
        self._define("LISTING_OFFER_ONLY")
        self.assertFalse(self.build().findings)

    def test_a_hundred_documents_cost_as_many_queries_as_ten(self):
        listings = self.env["amazon.channel.listing"]
        for number in range(100):
            listings |= self._listing(self._product(f"MANY-{number}"))
        counts = []
        for mine in (listings[:10], listings):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.template._build(mine.browse(mine.ids))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
