import random
import time

from odoo.tests import BaseCase, tagged

from ..mapping.errors import DocumentError
from ..mapping.feed_result import MessageResult, read_processing_report
from .mapping_feeds import FIXTURES

RESULTS = FIXTURES / "feed_results"
MUTATIONS = 3000
SUMMARY = (
    "<MessagesProcessed>{}</MessagesProcessed><MessagesSuccessful>{}</MessagesSuccessful>"
    "<MessagesWithError>{}</MessagesWithError><MessagesWithWarning>{}</MessagesWithWarning>"
)
ALL_GOOD = SUMMARY.format(1, 1, 0, 0)
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
# What may stand anywhere instead of what belongs there.
WEIRD = (
    *(
        b"",
        b" ",
        b"<",
        b">",
        b"&",
        b"&#0;",
        b"&amp;",
        b"&x;",
        b"<!--",
        b"]]>",
        b"<![CDATA[",
        b"</Message>",
        b"<Result>",
    ),
    *(b"\x00", b"\xff", b"\xfe\xff", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"-1", b"9" * 500, b"1e9", b"\x1b"),
    *(b"<!DOCTYPE x>", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"<?xml version='1.0' encoding='utf-7'?>", b"<a:b/>"),
)


def fixture(name):
    return (RESULTS / name).read_bytes()


def report(summary=ALL_GOOD, results="", status="<StatusCode>Complete</StatusCode>"):
    """A result document, without declaration."""
    return (
        "<AmazonEnvelope><Header/><MessageType>ProcessingReport</MessageType><Message><MessageID>1</MessageID>"
        f"<ProcessingReport>{status}<ProcessingSummary>{summary}</ProcessingSummary>{results}</ProcessingReport>"
        "</Message></AmazonEnvelope>"
    )


def result(number, code="Error", description="Wrong"):
    return (
        f"<Result><MessageID>{number}</MessageID><ResultCode>{code}</ResultCode>"
        f"<ResultMessageCode>18028</ResultMessageCode><ResultDescription>{description}</ResultDescription></Result>"
    )


class FeedResultCase(BaseCase):
    def figures(self, data):
        return (data.processed, data.successful, data.with_error, data.with_warning)

    def assert_refused(self, code, content, path=None):
        with self.assertRaises(DocumentError) as caught:
            read_processing_report(content)
        self.assertEqual(caught.exception.code, code, str(caught.exception))
        if path:
            self.assertEqual(caught.exception.path, path)
        return caught.exception


@tagged("post_install", "-at_install")
class TestMappingFeedResult(FeedResultCase):
    def test_a_feed_without_errors_says_nothing_about_its_messages(self):
        data = read_processing_report(fixture("accepted.xml"))
        self.assertEqual(self.figures(data), (3, 3, 0, 0))
        self.assertEqual((data.messages, data.status), ((), "Complete"))
        self.assertEqual((data.whole_feed_error, data.unlisted_errors), (None, 0))

    def test_messages_that_failed_are_named_with_their_reason(self):
        data = read_processing_report(fixture("partly_failed.xml"))
        self.assertEqual(self.figures(data), (4, 2, 2, 1))
        text = (
            "The data you submitted is incomplete or invalid: the item <00000000000002> does not belong to the order."
        )
        expected = (
            MessageResult(2, "Error", "18028", text),
            MessageResult(3, "Warning", "25", "Der Versanddienst „Eilbote“ ist nicht bekannt."),
            MessageResult(4, "Error", "18030", "注文はすでにキャンセルされています。"),
        )
        self.assertEqual(data.messages, expected)
        self.assertEqual((data.whole_feed_error, data.unlisted_errors), (None, 0))

    def test_the_failure_of_the_whole_feed_is_about_message_0(self):
        data = read_processing_report(fixture("whole_feed_failed.xml"))
        self.assertEqual(self.figures(data), (0, 0, 1, 0))
        self.assertEqual((data.whole_feed_error.message_id, data.whole_feed_error.error_code), (0, "5001"))
        self.assertIn("XML Parsing Error", data.whole_feed_error.description)

    def test_a_warning_about_the_whole_feed_is_no_failure(self):
        data = read_processing_report(report(results=result(0, "Warning")).encode())
        self.assertIsNone(data.whole_feed_error)

    def test_errors_that_are_counted_but_not_named_are_known(self):
        results = result(1) + result(1) + result(2, "Warning")
        data = read_processing_report(report(SUMMARY.format(9, 6, 3, 1), results).encode())
        self.assertEqual(data.unlisted_errors, 2)

    def test_a_result_without_a_number_is_about_the_whole_feed(self):
        for number in ("<MessageID/>", "<MessageID> </MessageID>", ""):
            results = f"<Result>{number}<ResultCode>ERROR</ResultCode></Result>"
            data = read_processing_report(report(results=results).encode())
            self.assertEqual(data.messages, (MessageResult(0, "Error", "", ""),))

    def test_words_that_are_not_known_today_are_kept(self):
        content = report(results=result(1, "Notice"), status="<StatusCode>Deferred</StatusCode>")
        data = read_processing_report(content.encode())
        self.assertEqual((data.status, data.messages[0].code), ("Deferred", "Notice"))

    def test_several_reports_are_added_up(self):
        one = report(SUMMARY.format(2, 1, 1, 0), result(1)).partition("<Message>")[2].partition("</AmazonEnvelope>")[0]
        content = report(SUMMARY.format(3, 2, 1, 1), result(2)).replace(
            "</AmazonEnvelope>", f"<Message>{one}</AmazonEnvelope>"
        )
        data = read_processing_report(content.encode())
        self.assertEqual(self.figures(data), (5, 3, 2, 1))
        self.assertEqual([one.message_id for one in data.messages], [2, 1])

    def test_figures_of_the_summary_are_needed(self):
        names = ("MessagesProcessed", "MessagesSuccessful", "MessagesWithError")
        for name in names:
            self.assert_refused(
                "missing", report().replace(f"<{name}>", "<X>").replace(f"</{name}>", "</X>").encode(), name
            )
        self.assert_refused("missing", report().replace("ProcessingSummary", "Summary").encode())
        for odd in ("-1", "1.0", "many", "1 2", "٣", "9" * 13):
            self.assert_refused("malformed", report(SUMMARY.format(odd, 0, 0, 0)).encode(), "MessagesProcessed")
        without = report(SUMMARY.partition("<MessagesWithWarning>")[0].format(1, 1, 0))
        self.assertEqual(read_processing_report(without.encode()).with_warning, 0)

    def test_numbers_of_messages_are_numbers(self):
        self.assert_refused("malformed", report(results=result("two")).encode(), "MessageID")

    def test_what_is_no_report_is_refused(self):
        self.assert_refused("missing", b"<AmazonEnvelope/>", "ProcessingReport")
        self.assert_refused("missing", b"<html><body>Sign in</body></html>")
        for content in (
            b"",
            b" ",
            b"{}",
            b"Feed processing summary:\n\tNumber of records\t3",
            b"\x1f\x8b\x08\x00",
            b"\x00" * 9,
        ):
            self.assert_refused("malformed", content, "the document")

    def test_a_report_cut_short_is_refused(self):
        content = fixture("partly_failed.xml").rstrip()
        for length in range(0, len(content) - 1, 7):
            self.assert_refused("malformed", content[:length])

    def test_a_description_gone_wrong_does_not_cost_the_others(self):
        content = report(results=result(1) + result(2, description="@@")).encode()
        for odd in (b"Gr\xfc\xdfe", b"a\x00b", b"a\x1bb", b"\xed\xa0\x80", b"a\xef\xbf\xbeb"):
            for declared in (b"", b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n'):
                with self.subTest(odd=odd, declared=declared):
                    data = read_processing_report(declared + content.replace(b"@@", odd))
                    self.assertEqual([one.message_id for one in data.messages], [1, 2])
                    self.assertIn("\N{REPLACEMENT CHARACTER}", data.messages[1].description)

    def test_other_encodings_are_read_as_they_say(self):
        content = report(results=result(1, description="Größe – 注文"))
        for encoding in ("utf-8", "utf-16", "gb18030"):
            declared = f'<?xml version="1.0" encoding="{encoding}"?>{content}'.encode(encoding)
            self.assertEqual(read_processing_report(declared).messages[0].description, "Größe – 注文")
        latin = f'<?xml version="1.0" encoding="ISO-8859-1"?>{report(results=result(1, description="Größe"))}'
        self.assertEqual(read_processing_report(latin.encode("latin-1")).messages[0].description, "Größe")

    def test_an_encoding_that_is_not_the_one_named_is_read_all_the_same(self):
        content = report(results=result(1, description="Größe"))
        for named in ("klingon", "utf-16", "us-ascii"):
            for mark in ("", "\N{BYTE ORDER MARK}"):
                with self.subTest(named=named, mark=mark):
                    declared = f'{mark}<?xml version="1.0" encoding="{named}"?>{content}'.encode()
                    self.assertEqual(read_processing_report(declared).messages[0].description, "Größe")

    def test_namespaces_and_comments_do_not_matter(self):
        content = report(results=result(1, description="a<!-- b -->c"))
        spaced = content.replace("<AmazonEnvelope>", '<AmazonEnvelope xmlns="urn:amazon">')
        self.assertEqual(read_processing_report(spaced.encode()).messages[0].description, "ac")


@tagged("post_install", "-at_install")
class TestMappingHostileFeedResult(FeedResultCase):
    def test_a_document_with_a_dtd_is_refused(self):
        for doctype in (
            "<!DOCTYPE AmazonEnvelope>",
            '<!DOCTYPE AmazonEnvelope [<!ENTITY x "expanded">]>',
            '<!DOCTYPE AmazonEnvelope [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE AmazonEnvelope SYSTEM "http://127.0.0.1:1/x.dtd">',
        ):
            for encoding in ("utf-8", "utf-16"):
                content = f"{doctype}{report(results=result(1, description='&amp;'))}"
                error = self.assert_refused("malformed", content.encode(encoding))
                self.assertIn("DTD", str(error))

    def test_entities_are_never_expanded(self):
        started = time.process_time()
        for description in ("&e11;", "&x;"):
            content = f'<!DOCTYPE x [<!ENTITY e0 "ha">{BOMB}]>{report(results=result(1, description=description))}'
            self.assert_refused("malformed", content.encode())
        attribute = f'<!DOCTYPE x [<!ENTITY e0 "ha">{BOMB}]><AmazonEnvelope a="&e11;"/>'
        self.assert_refused("malformed", attribute.encode())
        self.assertLess(time.process_time() - started, 2)

    def test_a_bottomless_nesting_is_refused(self):
        self.assert_refused("malformed", b"<AmazonEnvelope>" + b"<a>" * 100_000)
        self.assert_refused("malformed", b"<a>" * 1000 + b"</a>" * 1000)

    def test_huge_descriptions_are_cut(self):
        data = read_processing_report(report(results=result(1, description="x" * 1_000_000)).encode())
        self.assertEqual(len(data.messages[0].description), 2000)

    def test_damaged_reports_are_read_or_refused_and_nothing_else(self):
        chance = random.Random(20260102)
        originals = [fixture(name) for name in ("accepted.xml", "partly_failed.xml", "whole_feed_failed.xml")]
        read = refused = 0
        for _number in range(MUTATIONS):
            content = bytearray(chance.choice(originals))
            for _damage in range(chance.choice((1, 1, 2, 3))):
                start = chance.randrange(len(content))
                content[start : start + chance.choice((0, 1, 1, 5, 40))] = chance.choice(WEIRD)
            try:
                data = read_processing_report(bytes(content))
            except DocumentError as error:
                refused += 1
                self.assertIn(error.code, ("missing", "malformed"))
                self.assertNotIn("Eilbote", f"{error} {error.values}")
            else:
                read += 1
                self.assert_plausible(data)
        self.assertGreater(read, MUTATIONS // 20)
        self.assertGreater(refused, MUTATIONS // 20)

    def assert_plausible(self, data):
        for figure in (*self.figures(data), data.unlisted_errors, *(one.message_id for one in data.messages)):
            self.assertTrue(type(figure) is int and figure >= 0)
        for one in data.messages:
            for text in (one.code, one.error_code, one.description):
                self.assertNotRegex(text, "[\x00\ud800-\udfff]")
                self.assertLessEqual(len(text), 2000)
