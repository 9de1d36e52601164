from odoo.tests import BaseCase, tagged

from odoo.addons.amazon_channel.mapping.linking import ASIN, BARCODE, EXACT, form_of, spellings_of


@tagged("post_install", "-at_install")
class TestLinkingValues(BaseCase):
    def test_upc_is_the_ean_with_a_zero_in_front(self):
        for spelling in ("012345678905", "0012345678905", "00012345678905", "12345678905", "0 12345-67890 5"):
            self.assertEqual(form_of(BARCODE, spelling), "00012345678905", spelling)

    def test_every_way_to_write_a_barcode_is_looked_for(self):
        expected = {"12345678905", "012345678905", "0012345678905", "00012345678905"}
        self.assertEqual(spellings_of(BARCODE, "012345678905"), expected)
        self.assertLessEqual({"96385074", "000096385074"}, spellings_of(BARCODE, "96385074"))

    def test_short_numbers_and_words_are_no_barcodes(self):
        self.assertEqual(form_of(BARCODE, "0042"), "0042")
        self.assertEqual(form_of(BARCODE, "00000001"), "00000001")
        self.assertEqual(form_of(BARCODE, "MUG-01"), "MUG-01")

    def test_capitals_do_not_count_in_asins(self):
        self.assertEqual(form_of(ASIN, "b0exampl01"), form_of(ASIN, "B0EXAMPL01"))
        self.assertIn("b0exampl01", spellings_of(ASIN, "B0EXAMPL01"))

    def test_asin_among_barcodes_is_an_asin(self):
        self.assertEqual(form_of(BARCODE, "b0exampl01"), "B0EXAMPL01")

    def test_skus_are_compared_letter_for_letter(self):
        self.assertNotEqual(form_of(EXACT, "mug"), form_of(EXACT, "MUG"))
        self.assertNotEqual(form_of(EXACT, "0123456789012"), form_of(EXACT, "123456789012"))

    def test_nothing_equals_nothing(self):
        for kind in (EXACT, ASIN, BARCODE):
            self.assertEqual((form_of(kind, None), form_of(kind, " "), spellings_of(kind, "")), ("", "", set()))
