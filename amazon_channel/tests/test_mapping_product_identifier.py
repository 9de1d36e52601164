import random

from odoo.tests import BaseCase, tagged

from ..mapping.product_identifier import TYPES, check_digit, check_identifier, possible_types

GOOD = (
    ("EAN", "4006381333931"),
    ("EAN", "73513537"),
    ("GTIN", "4006381333931"),
    ("GTIN", "00012345600012"),
    ("UPC", "036000291452"),
    ("JAN", "4901234567894"),
    ("ISBN", "9783161484100"),
    ("ISBN", "3-16-148410-X"),
    ("ISBN", "080442957X"),
    ("ASIN", "B000000001"),
    ("ASIN", "080442957x"),
    ("ean", " 4006381 333931 "),
    ("", ""),
    (None, None),
)


@tagged("post_install", "-at_install")
class TestMappingProductIdentifier(BaseCase):
    def problem(self, kind, value):
        return check_identifier(kind, value).problem

    def test_good_ids_of_every_kind_are_good(self):
        for kind, value in GOOD:
            with self.subTest(kind=kind, value=value):
                self.assertEqual(self.problem(kind, value), "")
                self.assertTrue(check_identifier(kind, value).is_good)

    def test_a_kind_needs_a_value_and_a_value_a_kind(self):
        self.assertEqual(self.problem("EAN", " "), "no_value")
        self.assertEqual(self.problem("", "4006381333931"), "no_type")
        self.assertEqual(self.problem("PLU", "4006381333931"), "unknown_type")

    def test_a_typing_error_is_found_and_the_right_digit_named(self):
        for kind, value, digit in (("EAN", "4006381333932", "1"), ("UPC", "036000291453", "2")):
            check = check_identifier(kind, value)
            self.assertEqual((check.problem, check.expected_digit), ("check_digit", digit))
        self.assertEqual(check_identifier("ISBN", "0804429570").expected_digit, "X")

    def test_a_good_value_of_another_kind_names_the_kinds_it_can_be(self):
        check = check_identifier("UPC", "4006381333931")
        self.assertEqual((check.problem, check.possible_types), ("wrong_type", ("EAN", "GTIN")))
        self.assertEqual(self.problem("JAN", "4006381333931"), "wrong_type")
        self.assertEqual(self.problem("EAN", "B000000001"), "wrong_type")
        self.assertEqual(self.problem("ISBN", "4006381333931"), "wrong_type")
        self.assertEqual(possible_types("9783161484100"), ("EAN", "GTIN", "ISBN"))

    def test_what_can_be_nothing_is_told(self):
        for value in ("ABC", "12345", "1" * 15, "１２３４５６７８", "4006381333931x", "B00000000Ü"):
            self.assertEqual(self.problem("EAN", value), "characters", value)

    def test_one_wrong_digit_never_passes(self):
        chance = random.Random(13)
        for _number in range(500):
            digits = "".join(chance.choice("0123456789") for _place in range(12))
            good = digits + check_digit(digits)
            self.assertEqual(self.problem("GTIN", good), "")
            place = chance.randrange(13)
            wrong = chance.choice([digit for digit in "0123456789" if digit != good[place]])
            self.assertEqual(self.problem("GTIN", good[:place] + wrong + good[place + 1 :]), "check_digit")

    def test_any_text_gets_an_answer(self):
        chance = random.Random(14)
        for _number in range(2000):
            value = "".join(chance.choice("0123456789XB- \x00\ud800\u0661Üa") for _place in range(chance.randrange(16)))
            check = check_identifier(chance.choice((*TYPES, "", "x")), value)
            self.assertIsInstance(check.is_good, bool)
