from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..mapping.product_type import Definition, read_schema
from ..mapping.publication_assemble import Part, Selectors, assemble, convert
from ..mapping.schema_check import SchemaCheck
from .publish_common import US, rows, schema

PLACE = {"marketplace_id": US}
LOCAL = {**PLACE, "language_tag": "en_US"}


def check(document=None):
    return SchemaCheck(Definition(document or schema("LISTING_PRODUCT_ONLY")))


def good():
    return {
        "item_name": [{"value": "Towel", **LOCAL}],
        "brand": [{"value": "Larkspur", **LOCAL}],
        "merchant_suggested_asin": [{"value": "B0EXAMPLE1", **PLACE}],
    }


@tagged("post_install", "-at_install")
class TestPublicationSchema(BaseCase):
    def codes(self, attributes, document=None):
        return [(problem.code, problem.attribute) for problem in check(document).problems(attributes)]

    def test_a_good_document_has_no_problems(self):
        self.assertEqual(self.codes(good()), [])

    def test_the_same_value_has_the_same_problem_in_the_next_document(self):
        same, bad = check(), {**good(), "material": [{"value": "silk", **PLACE}]}
        self.assertEqual(same.problems(bad), same.problems({**bad, "item_name": [{"value": "Sheet", **LOCAL}]}))
        self.assertTrue(same.problems(bad))
        self.assertFalse(same.problems(good()))

    def test_as_many_values_as_allowed_may_stand_in_each_language(self):
        document = schema("LISTING_PRODUCT_ONLY")
        document["$defs"]["language_tag"]["enum"] = ["en_US", "es_US"]
        tags = ["en_US", "es_US"] * 3
        points = [{"value": str(number), **PLACE, "language_tag": tag} for number, tag in enumerate(tags)]
        self.assertEqual(self.codes({**good(), "bullet_point": points}, document), [])
        points.append({"value": "4", **LOCAL})
        self.assertEqual(self.codes({**good(), "bullet_point": points}, document), [("too_many", "bullet_point")])

    def test_what_is_required_on_a_condition_is_missed_when_it_holds(self):
        document = schema("LISTING_PRODUCT_ONLY")
        linen = {"properties": {"material": {"contains": {"properties": {"value": {"const": "linen"}}}}}}
        document["allOf"] = [{"if": {"required": ["material"], **linen}, "then": {"required": ["color"]}}]
        self.assertEqual(self.codes({**good(), "material": [{"value": "cotton", **PLACE}]}, document), [])
        found = self.codes({**good(), "material": [{"value": "linen", **PLACE}]}, document)
        self.assertEqual(found, [("attribute_missing", "color")])

    def test_what_parents_alone_may_lack_counts_as_required(self):
        document = schema("LISTING_PRODUCT_ONLY")
        parent = {"properties": {"parentage_level": {"contains": {"properties": {"value": {"const": "parent"}}}}}}
        condition = {"required": ["parentage_level"], **parent}
        document["allOf"] = [{"if": condition, "then": {}, "else": {"required": ["color"]}}]
        self.assertEqual(check(document).required, ("item_name", "brand", "color"))

    def test_words_and_patterns_that_are_not_known_forbid_nothing(self):
        document = schema("LISTING_PRODUCT_ONLY")
        document["properties"]["color"]["items"]["properties"]["value"] |= {"pattern": "(?<x>\\p{L}", "novelty": 1}
        self.assertEqual(self.codes({**good(), "color": [{"value": "Blue", **LOCAL}]}, document), [])

    def test_a_schema_that_refers_to_another_address_is_not_fetched(self):
        document = schema("LISTING_PRODUCT_ONLY")
        document["properties"]["color"] = {"$ref": "https://schemas.amazon.com/elsewhere"}
        self.assertEqual(self.codes({**good(), "color": [{"value": "Blue"}]}, document), [("schema_unusable", "")])

    def test_open_lists_of_values_take_others_too(self):
        document = schema("LISTING_PRODUCT_ONLY")
        value = {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["blue"], "enumNames": ["Blue"]}]}
        document["properties"]["color"] = rows("Color", {"value": value, "marketplace_id": {"type": "string"}})
        self.assertEqual(self.codes({**good(), "color": [{"value": "Teal", **PLACE}]}, document), [])
        self.assertEqual(Definition(document).attributes["color"].leaf("value").choices, {"blue": "Blue"})

    def test_what_is_no_schema_is_refused(self):
        for content in (b"", b"[]", b"{}", b'{"properties": 1}', b"\xff", b"[" * 100_000):
            with self.subTest(content[:20]), self.assertRaisesRegex(Exception, "cannot be read"):
                read_schema(content)

    def test_an_odd_schema_breaks_nothing(self):
        for odd in (None, 1, [], {"items": []}, {"items": {"properties": 3}}, {"$ref": "#/$defs/odd"}):
            document = {"$defs": {"odd": {"$ref": "#/$defs/odd"}}, "properties": {"odd": odd}}
            with self.subTest(odd):
                attribute = Definition(document).attributes["odd"]
                self.assertEqual((attribute.main_path, attribute.leaf("value")), ("", None))


@tagged("post_install", "-at_install")
class TestPublicationAssemble(BaseCase):
    selectors = Selectors(US, "en_US", "USD")

    def build(self, *parts, rules=None):
        rules = Definition(schema()).attributes if rules is None else rules
        attributes, problems = assemble([Part(*part) for part in parts], rules, self.selectors)
        self.assertFalse(problems)
        return attributes

    def test_selectors_are_filled_in_from_the_definition(self):
        self.assertEqual(self.build(("item_name", "value", 0, "Towel")), {"item_name": [{"value": "Towel", **LOCAL}]})

    def test_parts_of_one_attribute_come_together(self):
        offer = self.build(
            ("purchasable_offer", "our_price.schedule.value_with_tax", 0, Decimal("9.90")),
            ("purchasable_offer", "discounted_price.schedule.value_with_tax", 0, Decimal("8.90")),
            ("purchasable_offer", "discounted_price.schedule.start_at", 0, "2026-12-01"),
        )["purchasable_offer"]
        self.assertEqual(offer[0]["our_price"], [{"schedule": [{"value_with_tax": Decimal("9.90")}]}])
        sale = {"value_with_tax": Decimal("8.90"), "start_at": "2026-12-01"}
        self.assertEqual(offer[0]["discounted_price"], [{"schedule": [sale]}])
        self.assertEqual((offer[0]["currency"], offer[0]["audience"]), ("USD", "ALL"))

    def test_without_a_definition_the_usual_form_is_used(self):
        price = ("purchasable_offer", "our_price.schedule.value_with_tax", 0, Decimal("9.90"))
        offer = self.build(price, rules={})["purchasable_offer"]
        self.assertEqual(offer, [{"our_price": [{"schedule": [{"value_with_tax": Decimal("9.90")}]}], **PLACE}])

    def test_texts_become_numbers_where_numbers_are_wanted(self):
        self.assertEqual(convert("12.50", ("number",)), (Decimal("12.50"), ""))
        self.assertEqual(convert("12", ("integer",)), (12, ""))
        self.assertEqual(convert("1e5", ("number",))[1], "text_not_number")
        self.assertEqual(convert(0.1, ("number",)), (Decimal("0.1"), ""))
        self.assertEqual(convert("yes", ("boolean",)), (True, ""))

    def test_a_text_keeps_its_digits(self):
        self.assertEqual(convert("0012", ("string",)), ("0012", ""))
