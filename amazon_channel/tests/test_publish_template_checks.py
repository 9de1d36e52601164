from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .publish_common import PublishCase

OFFER, STOCK = "purchasable_offer", "fulfillment_availability"
IDENTIFIER = "externally_assigned_product_identifier"
PRICE = "our_price.schedule.value_with_tax"
SALE = "discounted_price.schedule"


@tagged("post_install", "-at_install")
class TestPublishTemplateChecks(PublishCase):
    """What sellers get wrong is told before anything is sent, with what to do about it."""

    def fixed(self, attribute, path, value):
        return self.line(attribute, path, source="fixed", fixed_value=value)

    # -- The four of the manual --------------------------------------------------------------------------------

    def test_a_template_without_stock_misses_the_mapping_of_the_fulfillment_center(self):
        self.template.line_ids.filtered(lambda line: line.path == "fulfillment_channel_code").unlink()
        finding = self.assert_finding("fulfillment_missing", "DEFAULT")
        words = "Missing required mapping for fulfillment_center_id in publish template 'Towels'"
        self.assertEqual(finding.message, words)
        self.assertEqual([each.code for each in self.build().findings], ["fulfillment_missing"])

    def test_a_mapping_of_the_fulfillment_center_that_gives_nothing_is_linked_from_the_finding(self):
        line = self.line(STOCK, "fulfillment_channel_code", source="field", field_path="description")
        self.assertEqual(self.assert_finding("fulfillment_missing").line_id, line.id)

    def test_a_type_of_product_id_without_the_id_is_refused(self):
        self.fixed(IDENTIFIER, "type", "ean")
        self.product.barcode = False
        finding = self.assert_finding("id_no_value", "barcode")
        self.assertEqual(finding.message, "The product ID is required when the Product ID Type is provided")

    def test_a_condition_note_of_a_new_product_is_left_out_with_a_warning(self):
        self.fixed("condition_note", False, "Never opened")
        finding = self.assert_finding("condition_note_new", severity="warning")
        self.assertEqual(finding.message, "Condition notes are not accepted for products with a new condition type")
        self.assertNotIn("condition_note", self.build().attributes)
        self.assertTrue(self.build().is_good)

    def test_a_condition_note_of_a_used_product_is_told(self):
        self.fixed("condition_note", False, "A scratch")
        self.fixed("condition_type", False, "used_good")
        self.assertFalse(self.build().findings)
        self.assertIn("condition_note", self.build().attributes)

    # -- Product ids -------------------------------------------------------------------------------------------

    def test_a_typing_error_in_a_barcode_is_noticed(self):
        self.product.barcode = "4006381333932"
        self.assert_finding("id_check_digit", "4006381333932", "the last one is 1")

    def test_an_ean_is_no_upc(self):
        self.fixed(IDENTIFIER, "type", "upc")
        self.assert_finding("id_wrong_type", "4006381333931", "EAN")

    def test_a_product_id_needs_its_type(self):
        self.line(IDENTIFIER, "type").unlink()
        self.assert_finding("id_no_type", "Kind of the Barcode")

    def test_a_barcode_of_letters_is_no_product_id(self):
        self.product.barcode = "TOWEL-BLUE"
        self.assert_finding("id_characters", "TOWEL-BLUE")

    def test_a_made_up_type_of_product_id_is_refused(self):
        self.fixed(IDENTIFIER, "type", "sku")
        self.assert_finding("id_unknown_type", "SKU")

    def test_an_asin_of_the_wrong_form_is_refused(self):
        self.fixed("merchant_suggested_asin", False, "B0-TOO-SHORT")
        self.assert_finding("asin_form", "B0-TOO-SHORT")

    def test_who_has_a_barcode_needs_no_exemption(self):
        self.fixed("supplier_declared_has_product_identifier_exemption", False, "true")
        self.assert_finding("exemption_and_id", "4006381333931")

    def test_a_product_with_neither_barcode_nor_asin_is_refused(self):
        self.product.barcode = False
        self.assert_finding("one_of_missing", "ASIN", "Product ID")

    # -- SKU ---------------------------------------------------------------------------------------------------

    def test_a_sku_with_a_space_before_it_is_refused(self):
        self.listing.sku = " TOWEL-1"
        self.assert_finding("sku_space", " TOWEL-1")

    def test_a_sku_of_more_than_forty_characters_is_refused(self):
        self.listing.sku = "T" * 41
        self.assert_finding("sku_long", "41", "40")

    def test_two_products_with_one_internal_reference_are_refused(self):
        self._product("TOWEL-1", name="Cotton Towel")
        self.assert_finding("sku_twice", "TOWEL-1", "Cotton Towel", "Linen Towel")

    def test_a_listing_without_a_product_is_refused(self):
        self.listing.product_id = False
        self.assert_finding("no_product")

    # -- Price -------------------------------------------------------------------------------------------------

    def test_a_price_of_nothing_is_refused(self):
        self.product.list_price = 0
        self.assert_finding("price_zero")

    def test_a_negative_price_is_refused(self):
        self.fixed(OFFER, PRICE, "-3")
        self.line(OFFER).unlink()
        self.assert_finding("price_negative", "-3")

    def test_a_channel_without_pricelist_has_no_price(self):
        self.channel.pricelist_id = False
        self.fixed(OFFER, "audience", "ALL")
        self.assert_finding("price_missing", "pricelist")

    def test_a_pricelist_in_another_currency_is_refused(self):
        euros = self.env.ref("base.EUR")
        euros.active = True
        self.channel.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Euros", "currency_id": euros.id, "company_id": self.company.id}
        )
        self.assert_finding("price_currency", "EUR", "USD")

    def test_a_sale_price_above_the_price_is_refused(self):
        self.fixed(OFFER, f"{SALE}.value_with_tax", "25")
        self.assert_finding("sale_above", "25", "19.90")

    def test_a_sale_price_without_dates_is_refused(self):
        self.fixed(OFFER, f"{SALE}.value_with_tax", "15")
        self.assert_finding("sale_dates", "start_at")

    def test_a_sale_that_ends_before_it_begins_is_refused(self):
        self.fixed(OFFER, f"{SALE}.value_with_tax", "15")
        self.fixed(OFFER, f"{SALE}.start_at", "2026-12-02")
        self.fixed(OFFER, f"{SALE}.end_at", "2026-12-01")
        self.assert_finding("sale_dates_order", "2026-12-02")

    def test_a_date_that_nobody_can_read_is_refused(self):
        self.fixed(OFFER, f"{SALE}.value_with_tax", "15")
        self.fixed(OFFER, f"{SALE}.start_at", "24.11.2026")
        self.fixed(OFFER, f"{SALE}.end_at", "2026-12-01")
        self.assert_finding("date", "24.11.2026")

    def test_a_lowest_price_above_the_price_is_refused(self):
        self.fixed(OFFER, "minimum_seller_allowed_price.schedule.value_with_tax", "20")
        self.assert_finding("minimum_above", "20", "19.90")

    def test_a_highest_price_below_the_price_is_refused(self):
        self.fixed(OFFER, "maximum_seller_allowed_price.schedule.value_with_tax", "10")
        self.assert_finding("maximum_below", "10")

    def test_a_price_of_three_decimals_is_refused(self):
        self.fixed(OFFER, PRICE, "3.999")
        self.line(OFFER).unlink()
        self.assert_finding("price_digits", "3.999")

    # -- Quantity ----------------------------------------------------------------------------------------------

    def test_a_negative_quantity_is_refused(self):
        self.listing.quantity_wanted = -2
        self.assert_finding("quantity_negative", "-2")

    def test_a_quantity_beyond_reason_is_refused(self):
        self.listing.quantity_wanted = 20_000_000
        self.assert_finding("quantity_large", "20000000")

    def test_half_a_piece_is_refused(self):
        self.fixed(STOCK, "quantity", "2.5")
        self.assert_finding("not_whole", "2.5")

    def test_a_quantity_that_is_not_computed_yet_is_nothing(self):
        self.listing.quantity_wanted_at = False
        self.listing.quantity_wanted = 0
        self.assert_finding("quantity_unknown", severity="warning")
        self.assertEqual(self.build().attributes[STOCK][0]["quantity"], 0)

    def test_a_handling_time_of_years_is_refused(self):
        self.fixed(STOCK, "lead_time_to_ship_max_days", "900")
        self.assert_finding("lead_time", "900")

    def test_amazon_is_never_told_the_quantity_of_what_it_sends(self):
        self.fixed(STOCK, "fulfillment_channel_code", "AMAZON_NA")
        self.fixed(STOCK, "lead_time_to_ship_max_days", "2")
        self.assert_finding("quantity_at_amazon", "AMAZON_NA", severity="warning")
        self.assertEqual(self.build().attributes[STOCK], [{"fulfillment_channel_code": "AMAZON_NA"}])

    def test_what_amazon_sends_is_not_taken_from_it_by_a_template(self):
        self.listing.fulfillment_channel = "amazon"
        self.assert_finding("would_leave_amazon")
        self.assertNotIn("quantity", self.build().attributes[STOCK][0])

    # -- Texts and pictures ------------------------------------------------------------------------------------

    def test_a_product_without_brand_is_refused(self):
        self.line("brand", source="field", field_path="description_purchase")
        self.assert_finding("brand_missing", "description_purchase")

    def test_a_product_without_title_is_refused(self):
        self.line("item_name", source="field", field_path="description_purchase")
        self.assert_finding("title_missing")

    def test_html_in_a_text_is_refused(self):
        self.fixed("bullet_point", False, "Soft<br/>and warm")
        self.assert_finding("html", "<br/>")

    def test_a_text_is_measured_in_bytes(self):
        self.product.name = "ü" * 40
        self.assert_finding("text_long_bytes", "80", "60")

    def test_a_text_is_measured_in_characters(self):
        self.product.name = "x" * 61
        self.assert_finding("text_long", "61", "60")

    def test_a_picture_without_https_is_refused(self):
        self.fixed("main_product_image_locator", False, "http://pictures.example.com/towel.jpg")
        self.assert_finding("picture_https", "http://pictures")

    def test_a_picture_inside_the_company_is_refused(self):
        self.fixed("main_product_image_locator", False, "https://odoo.local/web/image/5")
        self.assert_finding("picture_private", "odoo.local")

    # -- Amazon's definition -----------------------------------------------------------------------------------

    def test_an_attribute_that_amazon_does_not_know_is_refused(self):
        line = self.fixed("thread_count", False, "200")
        self.assertEqual(self.assert_finding("attribute_unknown", "thread_count", "TOWEL").line_id, line.id)

    def test_a_part_that_an_attribute_does_not_have_is_refused(self):
        self.fixed("item_weight", "heaviness", "5")
        self.assert_finding("part_unknown", "heaviness")

    def test_a_value_in_another_language_is_answered_with_amazons_word(self):
        self.fixed("material", False, "Linen")
        self.assert_finding("choice_meant", "Linen", "Amazon's word is linen")

    def test_a_value_that_amazon_does_not_have_is_answered_with_those_it_has(self):
        self.fixed("material", False, "Seide")
        self.assert_finding("choice", "Seide", "cotton (Cotton)")

    def test_an_attribute_that_amazon_requires_is_missed(self):
        self.line("condition_type").unlink()
        self.assert_finding("attribute_missing", "condition_type")

    def test_an_attribute_without_one_of_its_parts_is_refused(self):
        self.line("item_weight", "unit", source="field", field_path="description_purchase")
        self.fixed("item_weight", "value", "20")
        document = self.build()
        self.assertEqual(document.attributes["item_weight"][0]["unit"], "grams")
        self.line(OFFER).unlink()
        self.fixed(OFFER, "audience", "B2B")
        self.assert_finding("part_missing", "our_price")

    def test_too_many_values_of_an_attribute_are_refused(self):
        for number in range(1, 5):
            self.env["amazon.channel.publish.template.line"].create(
                {
                    "template_id": self.template.id,
                    "attribute": "bullet_point",
                    "entry": number,
                    "source": "fixed",
                    "fixed_value": f"Highlight {number}",
                }
            )
        self.assert_finding("too_many", "3")

    def test_a_text_where_a_number_belongs_is_refused(self):
        self.fixed("item_weight", "value", "heavy")
        self.assert_finding("text_not_number", "heavy")

    def test_a_number_where_a_text_belongs_is_told_with_a_warning(self):
        self.line("color", source="field", field_path="list_price")
        self.assert_finding("number_as_text", "19.9", severity="warning")
        self.assertEqual(self.build().attributes["color"][0]["value"], "19.9")

    def test_neither_yes_nor_no_is_refused(self):
        self.fixed("batteries_required", False, "perhaps")
        self.assert_finding("text_not_truth", "perhaps")

    def test_without_amazons_definition_nothing_is_sent(self):
        self.template.product_type = "TEAPOT"
        self.assert_finding("no_definition", "TEAPOT")

    # -- Sources -----------------------------------------------------------------------------------------------

    def test_a_required_line_whose_field_is_empty_is_refused(self):
        self.line("color", source="field", field_path="description_purchase", is_required=True)
        self.assert_finding("line_empty", "Color", "description_purchase")

    def test_a_relation_that_leads_nowhere_is_named(self):
        self.product.seller_ids = False
        self.line("color", source="field", field_path="seller_ids.partner_id.name", is_required=True)
        self.assert_finding("relation_empty", "Vendors")

    def test_a_required_expression_that_gives_nothing_is_refused(self):
        self.line("color", source="expression", expression="product.description_purchase", is_required=True)
        self.assert_finding("expression_empty", "Color")

    def test_an_expression_that_fails_says_why(self):
        self.line("color", source="expression", expression="product.name[99]")
        self.assert_finding("expression_error", "product.name[99]", "index out of range")

    def test_a_language_that_is_not_installed_is_told(self):
        self.channel.language_code = "pt_BR"
        self.assert_finding("language_missing", "pt_BR", severity="warning")

    def test_what_is_empty_takes_the_value_of_the_template(self):
        self.line("color", source="field", field_path="description_purchase", default_value="White", is_required=True)
        self.assertFalse(self.build().findings)
        self.assertEqual(self.build().attributes["color"][0]["value"], "White")

    def test_a_value_of_odoo_becomes_amazons_word(self):
        mapped = [Command.create({"odoo_value": "Leinen", "amazon_value": "linen"})]
        self.product.description_purchase = "leinen"
        self.line("material", source="field", field_path="description_purchase", value_ids=mapped)
        self.assertFalse(self.build().findings)
        self.assertEqual(self.build().attributes["material"][0]["value"], "linen")

    def test_days_and_truth_values_are_told_as_amazon_wants_them(self):
        self.line(STOCK, "restock_date", source="expression", expression="'2026-12-01'")
        self.line("batteries_required", source="field", field_path="is_storable")
        self.line(
            "color",
            source="expression",
            expression="join(' ', [product.name, product.default_code, product.categ_id.name])",
        )
        document = self.build()
        self.assertFalse(document.findings)
        self.assertIs(document.attributes["batteries_required"][0]["value"], True)
        self.assertEqual(date.fromisoformat(document.attributes[STOCK][0]["restock_date"]), date(2026, 12, 1))
        self.assertIn("Linen Towel TOWEL-1", document.attributes["color"][0]["value"])
