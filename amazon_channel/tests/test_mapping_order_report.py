import io
import random
import time
import tracemalloc
from dataclasses import fields
from datetime import datetime, timezone

from odoo.tests import BaseCase, tagged

from ..mapping.errors import DocumentError
from ..mapping.order_report import ReportedOrder, read_order_report
from .mapping_feeds import FIXTURES

REPORTS = FIXTURES / "order_reports"
MUTATIONS = 3000
HEADER = "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\tship-service-level\n"
BOUGHT = datetime(2026, 3, 1, 10, tzinfo=timezone.utc)
# What may stand anywhere instead of what belongs there.
WEIRD = (
    *(b"", b"\t", b"\n", b"\r\n", b"\r", b"\t\t\t", b'"', b"\x00", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\x1a"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"9" * 300, b"amazon-order-id", b"2026-13-45T99:99:99+99:99"),
    *("９９９-1234567-1234567".encode(), b"0000-00-00", b" ", b"\x85", b"\x0b\x0c\x1c"),
)


def read(text, charset="utf-8", encoding=None):
    content = text if isinstance(text, bytes) else text.encode(encoding or charset)
    return list(read_order_report(io.BytesIO(content), charset))


def fixture(name, charset):
    with open(REPORTS / name, "rb") as file:
        return list(read_order_report(file, charset))


def reference(number, prefix="302"):
    return f"{prefix}-{number:07d}-{number:07d}"


@tagged("post_install", "-at_install")
class TestMappingOrderReport(BaseCase):
    def test_an_american_report_is_read_line_by_line(self):
        lines = fixture("us_utf8.txt", "utf-8")
        shipped = datetime(2026, 3, 2, 8, 30, tzinfo=timezone.utc)
        first = ReportedOrder(reference(1), BOUGHT, shipped, "Shipped", "Amazon.com", "merchant", "Std US D2D Dom")
        self.assertEqual(lines[0], first)
        # The order of two items comes twice; quotes are characters like others.
        references = [reference(1), reference(1), reference(2), reference(3), reference(4, "S01")]
        self.assertEqual([line.amazon_order_ref for line in lines], references)
        self.assertEqual((lines[2].status, lines[2].fulfillment), ("Pending", "amazon"))
        self.assertEqual((lines[3].status, lines[3].sales_channel), ("Cancelled", "Non-Amazon"))
        self.assertIsNone(lines[3].last_updated)

    def test_a_japanese_report_is_read_in_its_code_page(self):
        first, second = fixture("jp_cp932.txt", "cp932")
        self.assertEqual((first.shipping_text, second.shipping_text), ("通常配送", "お急ぎ便"))
        self.assertEqual(first.purchase_date, BOUGHT)
        self.assertEqual(second.fulfillment, "amazon")

    def test_a_german_report_has_its_columns_in_another_order_and_fewer(self):
        first, second = fixture("de_latin1.txt", "iso8859-1")
        self.assertEqual(first.amazon_order_ref, reference(7))
        self.assertEqual(second.shipping_text, "Prämienversand")
        self.assertIsNone(first.last_updated)

    def test_a_wrong_charset_never_costs_the_order_numbers(self):
        for name, numbers in (("us_utf8.txt", 5), ("jp_cp932.txt", 2), ("de_latin1.txt", 2)):
            for charset in (
                "utf-8",
                "cp932",
                "cp1252",
                "ascii",
                "klingon",
                "hex",
                "idna",
                "undefined",
                "utf-16",
                "utf-32",
                "",
                "a\x00b",
            ):
                with self.subTest(name=name, charset=charset):
                    self.assertEqual(len(fixture(name, charset)), numbers)

    def test_bytes_that_cannot_be_decoded_are_replaced(self):
        content = HEADER.encode() + b"302-0000001-0000001\t\tShipped\t\tEile \xff\xfe!\n"
        self.assertEqual(read(content)[0].shipping_text, "Eile \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}!")
        self.assertEqual(read(content + b"\xe3\x81")[0].status, "Shipped")

    def test_a_byte_order_mark_knows_better_than_the_charset(self):
        text = f"{HEADER}{reference(1)}\t\t\t\tPrämie\n"
        for encoding in ("utf-8-sig", "utf-16"):
            for charset in ("cp1252", "cp932", "utf-8"):
                self.assertEqual(read(text, charset, encoding)[0].shipping_text, "Prämie")
        self.assertEqual(read(text.encode("utf-16-be"), "utf-16-be")[0].shipping_text, "Prämie")

    def test_columns_that_are_missing_are_empty(self):
        (line,) = read(f"sku\tAmazon-Order-ID \nMUG\t{reference(1)}\n")
        self.assertEqual(line, ReportedOrder(reference(1), None, None, "", "", "", ""))

    def test_a_report_without_order_numbers_is_refused_at_once(self):
        for text in ("", "\n", "sku\tasin\n", "Internal error: try again later", "\N{BYTE ORDER MARK}order-id\tx\n"):
            with self.assertRaises(DocumentError) as caught:
                read_order_report(io.BytesIO(text.encode()), "utf-8")
            self.assertEqual((caught.exception.code, caught.exception.path), ("missing", "amazon-order-id"))

    def test_a_report_without_orders_is_empty(self):
        self.assertEqual(read(HEADER), [])
        self.assertEqual(read(HEADER.rstrip("\n")), [])

    def test_lines_that_name_no_order_are_counted(self):
        text = f"{HEADER}\n  \n{reference(1)}\n\tx\na title that\tbroke\n{'9' * 51}\n{reference(2)}"
        lines = read_order_report(io.BytesIO(text.encode()), "utf-8")
        self.assertEqual([line.amazon_order_ref for line in lines], [reference(1), reference(2)])
        self.assertEqual(lines.skipped, 3)

    def test_lines_end_at_line_feeds_only(self):
        text = f"{HEADER}{reference(1)}\t\t\t\ta\u2028b\x0bc\x85d\re\r\n{reference(2)}\t\t\t\tf\r\n"
        first, second = read(text)
        self.assertEqual(len(first.shipping_text.split()), 5)
        self.assertEqual(second.shipping_text, "f")

    def test_dates_that_cannot_be_read_are_left_out(self):
        for odd in ("yesterday", "2026-13-01T00:00:00+00:00", "0001-01-01T00:00:00Z", "2026-03-01"):
            self.assertIsNone(read(f"{HEADER}{reference(1)}\t{odd}\n")[0].purchase_date)

    def test_who_fulfils_is_told_in_two_words(self):
        words = {"Amazon": "amazon", "AFN": "amazon", "AMAZON_EU": "amazon", "Merchant": "merchant", "MFN": "merchant"}
        for word, expected in {**words, "DEFAULT": "merchant", "": "", "Robot": ""}.items():
            self.assertEqual(read(f"{HEADER}{reference(1)}\t\t\t{word}\n")[0].fulfillment, expected)

    def test_the_file_stays_open_for_its_owner(self):
        file = io.BytesIO(f"{HEADER}{reference(1)}\n".encode())
        list(read_order_report(file, "utf-8"))
        self.assertFalse(file.closed)


class _Endless(io.RawIOBase):
    """A report of so many lines, made while it is read; one piece splits lines and characters anywhere."""

    def __init__(self, lines):
        self._line = f"{reference(1)}\t2026-03-01T10:00:00+00:00\tShipped\tMerchant\t通常配送\n".encode()
        self._rest, self._lines = HEADER.encode(), lines

    def read(self, size=-1):
        while self._lines and len(self._rest) < size:
            self._rest += self._line * min(1000, self._lines)
            self._lines -= min(1000, self._lines)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


@tagged("post_install", "-at_install")
class TestMappingHugeOrderReport(BaseCase):
    def test_half_a_million_lines_take_seconds_and_little_memory(self):
        started = time.process_time()
        total = sum(line.shipping_text == "通常配送" for line in read_order_report(_Endless(500_000), "utf-8"))
        self.assertEqual(total, 500_000)
        self.assertLess(time.process_time() - started, 30)

    def test_only_pieces_of_a_report_are_in_memory(self):
        lines = read_order_report(_Endless(20_000), "utf-8")
        tracemalloc.start()
        try:
            self.assertEqual(sum(1 for _line in lines), 20_000)
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        self.assertLess(peak, 8_000_000)

    def test_a_line_without_end_is_refused(self):
        with self.assertRaises(DocumentError) as caught:
            read(HEADER + "x" * 3_000_000)
        self.assertEqual(caught.exception.code, "malformed")

    def test_damaged_reports_are_read_or_refused_and_nothing_else(self):
        chance = random.Random(20260103)
        originals = [(REPORTS / name).read_bytes() for name in ("us_utf8.txt", "jp_cp932.txt", "de_latin1.txt")]
        good = refused = 0
        for _number in range(MUTATIONS):
            content = bytearray(chance.choice(originals))
            for _damage in range(chance.choice((1, 1, 2, 3))):
                start = chance.randrange(chance.choice((30, len(content))))
                content[start : start + chance.choice((0, 1, 1, 5, 40))] = chance.choice(WEIRD)
            try:
                lines = read(
                    bytes(content), chance.choice(("utf-8", "cp932", "iso8859-1", "cp1252", "utf-16", "gb18030"))
                )
            except DocumentError as error:
                refused += 1
                self.assertEqual((error.code, error.path), ("missing", "amazon-order-id"))
            else:
                good += 1
                self.assert_plausible(lines)
        self.assertGreater(good, MUTATIONS // 20)
        self.assertGreater(refused, MUTATIONS // 20)

    def assert_plausible(self, lines):
        for line in lines:
            self.assertRegex(line.amazon_order_ref, r"^\S{1,50}$")
            self.assertIn(line.fulfillment, ("amazon", "merchant", ""))
            for field in fields(line):
                value = getattr(line, field.name)
                if isinstance(value, datetime):
                    self.assertEqual(value.utcoffset().total_seconds(), 0)
                elif value is not None:
                    self.assertNotRegex(value, "[\x00\ud800-\udfff]")
                    self.assertLessEqual(len(value), 256)
