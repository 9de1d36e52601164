"""Addresses: no part is lost, and equal keys mean equal places."""

from dataclasses import replace

from odoo.tests import tagged

from ..mapping.order import read_order
from .test_mapping_common import MappingCase, samples, simple_order

HOME = {
    "name": "Jane Doe",
    "companyName": "Doe Ltd",
    "addressLine1": "12 High Street",
    "addressLine2": "Flat 3",
    "city": "York",
    "stateOrRegion": "North Yorkshire",
    "postalCode": "YO1 7HH",
    "countryCode": "GB",
    "phone": "+44 1904 000000",
    "addressType": "RESIDENTIAL",
}


def read(**fields):
    return read_order(simple_order(recipient={"deliveryAddress": fields})).address


def home(**fields):
    return read(**{**HOME, **fields})


@tagged("post_install", "-at_install")
class TestMappingAddress(MappingCase):
    def test_an_address_fills_the_fields_of_a_contact(self):
        address = home()
        self.assertEqual((address.name, address.company), ("Jane Doe", "Doe Ltd"))
        self.assertEqual((address.street, address.street2), ("12 High Street", "Flat 3"))
        self.assertEqual((address.city, address.state, address.postal_code), ("York", "North Yorkshire", "YO1 7HH"))
        self.assertEqual((address.country_code, address.phone), ("GB", "+44 1904 000000"))
        self.assertEqual(address.kind, "RESIDENTIAL")

    def test_the_third_line_joins_the_second(self):
        self.assertEqual(home(addressLine3="Ring twice").street2, "Flat 3, Ring twice")

    def test_an_empty_first_line_leaves_no_gap(self):
        address = home(addressLine1="", addressLine2="12 High Street")
        self.assertEqual((address.street, address.street2), ("12 High Street", ""))

    def test_district_and_municipality_join_the_second_line(self):
        address = home(districtOrCounty="Clifton", municipality="Greater York")
        self.assertEqual(address.street2, "Flat 3, Clifton, Greater York")

    def test_a_district_that_is_already_said_is_not_repeated(self):
        for district in ("YORK", "North Yorkshire", "Flat 3", "high"):
            with self.subTest(district=district):
                line2 = "Flat 3, High" if district == "high" else "Flat 3"
                self.assertEqual(home(addressLine2=line2, districtOrCounty=district).street2, line2)

    def test_a_district_that_is_only_part_of_a_street_is_not_lost(self):
        self.assertEqual(home(districtOrCounty="High").street2, "Flat 3, High")

    def test_a_municipality_stands_in_for_the_city(self):
        address = home(city="", municipality="Acomb", districtOrCounty="Holgate")
        self.assertEqual((address.city, address.street2), ("Acomb", "Flat 3, Holgate"))
        self.assertEqual(home(city=None, districtOrCounty="Holgate").city, "Holgate")

    def test_brazilian_fields_make_up_missing_lines(self):
        fields = {
            "streetName": "Rua das Flores",
            "streetNumber": "123",
            "complement": "Apto 45",
            "neighborhood": "Vila Madalena",
        }
        address = read(city="São Paulo", countryCode="BR", extendedFields=fields)
        self.assertEqual((address.street, address.street2), ("Rua das Flores, 123", "Apto 45, Vila Madalena"))

    def test_brazilian_fields_add_what_the_lines_leave_out(self):
        address = read_order(samples()["171-9876543-2109876"]).address
        self.assertEqual((address.street, address.street2), ("Rua das Flores, 123", "Apartamento 45, Vila Madalena"))

    def test_a_house_number_is_not_taken_for_said_because_the_street_has_it(self):
        fields = {"streetName": "Rua 25 de Março", "streetNumber": "25"}
        self.assertEqual(read(addressLine1="Rua 25 de Março", extendedFields=fields).street2, "25")
        self.assertEqual(read(addressLine1="Rua 25 de Março, 25", extendedFields=fields).street2, "")

    def test_a_country_is_two_capital_letters_or_nothing(self):
        self.assertEqual(home(countryCode="gb").country_code, "GB")
        for code in ("GBR", "G1", "ГБ", "\u0131t"):
            with self.subTest(code=code):
                document = simple_order(recipient={"deliveryAddress": {**HOME, "countryCode": code}})
                data = read_order(document)
                self.assertEqual(data.address.country_code, "")
                self.assertEqual(data.unknown, (f"recipient.deliveryAddress.countryCode = {code}",))

    def test_no_address_is_none(self):
        self.assertIsNone(read(name="", addressLine1=" ", city=None))
        self.assertIsNone(read_order(simple_order()).address)

    def test_the_least_of_an_address_is_an_address(self):
        for field in ("name", "city", "stateOrRegion", "postalCode", "countryCode", "phone"):
            with self.subTest(field=field):
                self.assertIsNotNone(read(**{field: HOME[field]}))

    def test_a_district_that_is_the_municipality_is_said_once(self):
        self.assertEqual(home(districtOrCounty="Clifton", municipality="CLIFTON").street2, "Flat 3, Clifton")

    def test_a_name_or_a_street_is_personal_and_a_town_is_not(self):
        town = {"city": "York", "districtOrCounty": "Clifton", "postalCode": "YO1 7HH", "countryCode": "GB"}
        self.assertFalse(read(**town).is_personal)
        for field, value in (("name", "Jane Doe"), ("companyName", "Doe Ltd"), ("addressLine2", "12 High Street")):
            with self.subTest(field=field):
                self.assertTrue(read(**town, **{field: value}).is_personal)


@tagged("post_install", "-at_install")
class TestMappingAddressKey(MappingCase):
    def test_the_key_is_stable(self):
        self.assertEqual(home().key, "c4aa6c760c82bee1db2488aebd901543942472c7a3babd2b3a94bd6689304e2c")

    def test_spelling_makes_no_difference(self):
        for fields in (
            {"addressLine1": " 12  high STREET. "},
            {"addressLine1": "\uff11\uff12 High Street"},
            {"addressLine1": "12 High Street, Flat 3", "addressLine2": ""},
            {"addressLine2": "FLAT\u00a03"},
            {"addressLine2": "Fl\u00adat 3"},
            {"phone": "", "addressType": None},
        ):
            with self.subTest(fields=fields):
                self.assertEqual(home(**fields).key, home().key)

    def test_composed_and_decomposed_letters_are_the_same(self):
        self.assertEqual(home(city="Zu\u0308rich").key, home(city="ZÜRICH").key)
        self.assertEqual(home(addressLine1="Hauptstraße 1").key, home(addressLine1="HAUPTSTRASSE 1").key)

    def test_another_place_has_another_key(self):
        keys = {home().key}
        changes = {
            "name": "John Doe",
            "companyName": "Doe Inc",
            "addressLine1": "1 High Street",
            "addressLine2": "Flat 33",
            "addressLine3": "Back yard",
            "city": "New York",
            "stateOrRegion": "",
            "postalCode": "YO1 7HJ",
            "countryCode": "US",
            "districtOrCounty": "Clifton",
            "municipality": "Acomb",
        }
        for field, value in changes.items():
            keys.add(home(**{field: value}).key)
        self.assertEqual(len(keys), len(changes) + 1)

    def test_numbers_are_not_pulled_together(self):
        self.assertNotEqual(home(addressLine2="Flat 1/2").key, home(addressLine2="Flat 12").key)

    def test_vowel_signs_make_a_difference(self):
        self.assertNotEqual(home(addressLine1="कि").key, home(addressLine1="कु").key)

    def test_words_do_not_wander_between_fields(self):
        self.assertNotEqual(home(name="Jane", companyName="Doe").key, home(name="Jane Doe", companyName="").key)

    def test_any_text_has_a_key(self):
        self.assertEqual(len(replace(home(), name="\ud800").key), 64)
