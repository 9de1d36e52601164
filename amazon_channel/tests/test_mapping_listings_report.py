import io
import random
import time
import tracemalloc
from datetime import datetime, timezone
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..mapping.errors import DocumentError
from ..mapping.listings_report import ReportedListing, parsed_open_date, parsed_price, read_listings_report
from .mapping_feeds import FIXTURES

REPORTS = FIXTURES / "listings_reports"
CHARSETS = {
    "us_utf8.txt": "utf-8",
    "jp_cp932.txt": "cp932",
    "de_latin1.txt": "iso8859-1",
    "fr_utf8.txt": "utf-8",
    "it_utf8.txt": "utf-8",
    "es_latin1.txt": "iso8859-1",
}
MUTATIONS = 3000
HEADER = "item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date\tasin1\tstatus\n"
# What may stand anywhere instead of what belongs there.
WEIRD = (
    *(b"", b"\t", b"\n", b"\r\n", b"\r", b"\t\t\t", b'"', b"\x00", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\x1a"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"9" * 300, b"seller-sku", b"price", b"1.2.3", b"1,299", b"-5"),
    *("１２".encode(), b"NaN", b"1e9", b"0000-00-00", b"99/99/2026 99:99:99 CET", b" ", b"\x85", b"\x0b\x0c\x1c"),
)


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def read(text, charset="utf-8"):
    content = text if isinstance(text, bytes) else text.encode(charset)
    return list(read_listings_report(io.BytesIO(content), charset))


def fixture(name, charset=None):
    with open(REPORTS / name, "rb") as file:
        return list(read_listings_report(file, charset or CHARSETS[name]))


def line(sku="MUG", price="19.99", quantity="5", opened="2026-03-01 10:00:00 UTC", status="Active"):
    return f"Mug\tNice\t0301\t{sku}\t{price}\t{quantity}\t{opened}\tB000000001\t{status}\n"


@tagged("post_install", "-at_install")
class TestMappingListingsReport(BaseCase):
    def test_an_american_report_is_read_line_by_line(self):
        first, second, third = fixture("us_utf8.txt")
        expected = ReportedListing(
            sku="MUG-BLUE",
            asin="B000000001",
            title='Blue mug 12" "classic"',
            price=Decimal("19.99"),
            quantity=12,
            status="Active",
            fulfillment="merchant",
            fulfillment_code="DEFAULT",
            product_id="B000000001",
            product_id_type="ASIN",
            condition="11",
            description="A mug & more",
            opened_at=utc(2022, 6, 1, 0, 21, 53),
            image_url="https://images.example/mug.jpg",
            shipping_group="Migrated Template",
            unknown=(("listing-id", "0301AAAAAA1"), ("item-is-marketplace", "y"), ("pending-quantity", "0")),
        )
        self.assertEqual(first, expected)
        self.assertEqual((second.sku, second.fulfillment, second.quantity), ("MUG/RED +1", "amazon", None))
        self.assertEqual((second.product_id, second.product_id_type), ("036000291452", "UPC"))
        self.assertEqual(second.opened_at, utc(2023, 1, 2, 16))
        # The ASIN stands only where product ids stand; there is no price yet.
        self.assertEqual((third.asin, third.price, third.quantity), ("B000000003", None, 0))
        self.assertIn(("item-note", "A small crack"), third.unknown)

    def test_a_japanese_report_is_read_in_its_language_and_code_page(self):
        first, second = fixture("jp_cp932.txt")
        self.assertEqual((first.sku, first.title, first.asin), ("MUG-BLUE", "青いマグ", "B000000001"))
        self.assertEqual((str(first.price), first.quantity, first.status), ("1280", 5, "Active"))
        self.assertEqual((first.shipping_group, first.opened_at), ("標準", utc(2019, 10, 9, 3, 34, 56)))
        self.assertIn(("ポイント", "12"), first.unknown)
        self.assertEqual((second.sku, second.fulfillment_code, second.asin), ("マグ-赤", "AMAZON_JP", ""))
        self.assertEqual(second.product_id_type, "EAN")

    def test_european_reports_are_read_in_their_languages(self):
        (german,), (french,) = fixture("de_latin1.txt"), fixture("fr_utf8.txt")
        self.assertEqual((german.sku, german.title), ("TASSE-1", "Blaue Tasse für Tee"))
        self.assertEqual((german.price, german.quantity), (Decimal("1299.50"), 7))
        self.assertEqual(german.opened_at, utc(2022, 5, 31, 15, 21, 53))
        self.assertEqual((german.shipping_group, german.description), ("Prämienversand", "Schön"))
        self.assertEqual((french.sku, french.price, french.quantity), ("TASSE-2", Decimal("19.99"), 3))
        self.assertEqual((french.condition, french.status, french.fulfillment), ("11", "Active", "amazon"))
        for name in ("it_utf8.txt", "es_latin1.txt"):
            (listing,) = fixture(name)
            self.assertEqual((listing.price, listing.quantity, listing.status), (Decimal("19.99"), 3, "Active"))
            self.assertEqual((listing.asin, listing.condition, listing.fulfillment), ("B000000001", "11", "merchant"))
            self.assertEqual((listing.opened_at, listing.product_id), (utc(2023, 2, 1, 8), "4006381333931"))
            self.assertTrue(listing.title.startswith("Ta"))

    def test_a_wrong_charset_never_costs_the_columns(self):
        for name in ("us_utf8.txt", "de_latin1.txt", "fr_utf8.txt", "it_utf8.txt", "es_latin1.txt"):
            for charset in ("utf-8", "cp1252", "iso8859-1", "ascii", "klingon", ""):
                with self.subTest(name=name, charset=charset):
                    self.assertEqual(fixture(name, charset)[0].quantity, fixture(name)[0].quantity)
        (german,) = fixture("de_latin1.txt", "cp932")
        self.assertEqual((german.sku, german.status), ("TASSE-1", "Active"))

    def test_a_sku_that_cannot_be_decoded_is_left_out_and_counted(self):
        lines = read_listings_report(io.BytesIO(HEADER.encode() + line("M\xfcg").encode("latin-1")), "utf-8")
        self.assertEqual((list(lines), lines.skipped), ([], 1))

    def test_columns_that_are_missing_are_empty(self):
        (listing,) = read("asin1\tSeller-SKU (satıcı sku)\nB000000001\tMUG\n")
        self.assertEqual((listing.sku, listing.asin, listing.title), ("MUG", "B000000001", ""))
        self.assertEqual((listing.price, listing.quantity, listing.opened_at, listing.unknown), (None, None, None, ()))

    def test_a_report_without_skus_is_refused_at_once(self):
        for text in ("", "\n", "item-name\tasin1\n", "Internal error: try again later"):
            with self.assertRaises(DocumentError) as caught:
                read_listings_report(io.BytesIO(text.encode()), "utf-8")
            self.assertEqual((caught.exception.code, caught.exception.path), ("missing", "seller-sku"))

    def test_a_report_without_listings_is_empty(self):
        self.assertEqual(read(HEADER), [])

    def test_a_tab_inside_a_title_costs_only_that_listing(self):
        lines = read_listings_report(io.BytesIO(f"{HEADER}a\t{line()}{line('CUP')}".encode()), "utf-8")
        self.assertEqual([listing.sku for listing in lines], ["CUP"])
        self.assertEqual(lines.skipped, 1)

    def test_a_broken_description_never_makes_a_listing_of_its_pieces(self):
        broken = line().replace("Nice", "Nice\nand blue")
        lines = read_listings_report(io.BytesIO(f"{HEADER}{broken}{line('CUP')}\n \t\n".encode()), "utf-8")
        self.assertEqual([listing.sku for listing in lines], ["CUP"])
        self.assertEqual(lines.skipped, 2)

    def test_empty_cells_at_the_end_may_be_left_out_or_be_too_many(self):
        self.assertEqual(read(f"{HEADER}Mug\t\t\tMUG\t5.00\n")[0].price, Decimal(5))
        self.assertEqual(read(HEADER + line().rstrip("\n") + "\t\t\n")[0].sku, "MUG")

    def test_what_cannot_be_read_is_kept_as_it_is(self):
        (listing,) = read(HEADER + line(price="1,299", quantity="many", opened="yesterday"))
        self.assertEqual((listing.price, listing.quantity, listing.opened_at), (None, None, None))
        odd = {"price": "1,299", "quantity": "many", "open-date": "yesterday"}
        self.assertEqual(dict(listing.unknown), odd | {"listing-id": "0301"})

    def test_prices_are_read_with_point_and_comma(self):
        good = {"19.99": "19.99", "19,99": "19.99", "1.299,50": "1299.50", "1,299.50": "1299.50", "1280": "1280"}
        good |= {"1.299.000": "1299000", "0,125": "0.125", "1 299,00": "1299.00", "0": "0", "1299.000": "1299.000"}
        for text, expected in good.items():
            self.assertEqual(str(parsed_price(text)), expected)
        for odd in ("1,299", "1.299", "1.2.3", "-5", "1e3", "NaN", "１２", "5 EUR", ",", ".", "12,34,56", "9" * 30, ""):
            self.assertIsNone(parsed_price(odd), odd)

    def test_dates_that_may_mean_two_days_are_left_out(self):
        for odd in (
            "05/04/2022 10:00:00 PDT",
            "2022-05-31 17:21:53 XYZ",
            "2022-05-31 17:21:53 IST",
            "31/02/2022 10:00",
        ):
            self.assertIsNone(parsed_open_date(odd), odd)
        self.assertEqual(parsed_open_date("2022-05-31T10:00:00+02:00"), utc(2022, 5, 31, 8))

    def test_the_file_stays_open_for_its_owner(self):
        file = io.BytesIO((HEADER + line()).encode())
        list(read_listings_report(file, "utf-8"))
        self.assertFalse(file.closed)


class _Endless(io.RawIOBase):
    """A report of so many lines, made while it is read; one piece splits lines and characters anywhere."""

    def __init__(self, lines):
        self._line = fixture_line()
        self._rest, self._lines = (REPORTS / "us_utf8.txt").read_bytes().splitlines(True)[0], lines

    def read(self, size=-1):
        while self._lines and len(self._rest) < size:
            self._rest += self._line * min(1000, self._lines)
            self._lines -= min(1000, self._lines)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def fixture_line():
    return (REPORTS / "us_utf8.txt").read_bytes().splitlines(True)[1].replace(b"Blue", "Größe".encode())


@tagged("post_install", "-at_install")
class TestMappingHugeListingsReport(BaseCase):
    def test_a_hundred_thousand_listings_take_seconds(self):
        started = time.process_time()
        total = sum(listing.quantity for listing in read_listings_report(_Endless(100_000), "utf-8"))
        self.assertEqual(total, 1_200_000)
        self.assertLess(time.process_time() - started, 15)

    def test_only_pieces_of_a_report_are_in_memory(self):
        lines = read_listings_report(_Endless(10_000), "utf-8")
        tracemalloc.start()
        try:
            self.assertEqual(sum(1 for _line in lines), 10_000)
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        self.assertLess(peak, 8_000_000)

    def test_a_line_without_end_is_refused(self):
        with self.assertRaises(DocumentError) as caught:
            read(HEADER + "x" * 3_000_000)
        self.assertEqual(caught.exception.code, "malformed")

    def test_damaged_reports_are_read_or_refused_and_nothing_else(self):
        chance = random.Random(20260104)
        originals = [(REPORTS / name).read_bytes() for name in CHARSETS]
        good = refused = 0
        for _number in range(MUTATIONS):
            content = bytearray(chance.choice(originals))
            for _damage in range(chance.choice((1, 1, 2, 3))):
                start = chance.randrange(chance.choice((60, len(content))))
                content[start : start + chance.choice((0, 1, 1, 5, 40))] = chance.choice(WEIRD)
            charset = chance.choice(("utf-8", "cp932", "iso8859-1", "cp1252", "utf-16", "gb18030"))
            try:
                listings = read(bytes(content), charset)
            except DocumentError as error:
                refused += 1
                self.assertEqual((error.code, error.path), ("missing", "seller-sku"))
            else:
                good += 1
                self.assert_plausible(listings)
        self.assertGreater(good, MUTATIONS // 20)
        self.assertGreater(refused, MUTATIONS // 20)

    def assert_plausible(self, listings):
        for listing in listings:
            self.assertNotRegex(listing.sku, "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
            self.assertTrue(0 < len(listing.sku) <= 256)
            self.assertTrue(listing.price is None or 0 <= listing.price < 10**15)
            self.assertTrue(listing.quantity is None or 0 <= listing.quantity < 10**9)
            for text in (listing.title, listing.description, listing.status, *sum(listing.unknown, ())):
                self.assertNotRegex(text, "[\x00\ud800-\udfff]")
                self.assertLessEqual(len(text), 2000)
