import copy
import json
import random
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..mapping.errors import DocumentError
from ..mapping.listing_feed import (
    delete_message,
    listing_feeds,
    partial_update_message,
    patch_message,
    put_message,
)
from ..mapping.listing_feed_result import FeedIssue, read_listing_feed_result
from ..mapping.listing_patch import quantity_patch
from .listings_feed_schema import feed_errors
from .mapping_listings import LISTINGS
from .test_mapping_fuzz import damage, texts

MUTATIONS = 3000
NAME = {"item_name": [{"value": "Mug"}]}


def patches(count, size=0):
    """So many messages, one after the other."""
    for number in range(1, count + 1):
        yield patch_message(number, f"SKU-{number}" + "x" * size, "PRODUCT", [quantity_patch(number % 100)])


def feeds(messages, **options):
    return list(listing_feeds("A1SELLER", messages, **options))


@tagged("post_install", "-at_install")
class TestMappingListingFeed(BaseCase):
    def assert_refused(self, code, path, call):
        with self.assertRaises(DocumentError) as caught:
            call()
        self.assertEqual((caught.exception.code, caught.exception.path), (code, path), str(caught.exception))

    def test_all_kinds_of_messages_make_one_feed(self):
        messages = [
            delete_message(1, "A"),
            partial_update_message(2, "B", "LUGGAGE", NAME),
            put_message(3, "C", "LUGGAGE", NAME | {"list_price": [{"value": Decimal("24.90")}]}, "LISTING_OFFER_ONLY"),
            patch_message(4, "マグ", "LUGGAGE", [quantity_patch(10)]),
        ]
        (feed,) = feeds(messages, issue_locale="en_US")
        self.assertEqual(feed.message_ids, (1, 2, 3, 4))
        self.assertEqual(feed_errors(feed.content), [])
        self.assertIn(b'"value":24.90', feed.content)
        price = {"list_price": [{"value": 24.9}]}
        patch = {"op": "merge", "path": "/attributes/fulfillment_availability"}
        value = [{"fulfillment_channel_code": "DEFAULT", "quantity": 10}]
        expected = [
            {"messageId": 1, "sku": "A", "operationType": "DELETE"},
            {
                "messageId": 2,
                "sku": "B",
                "operationType": "PARTIAL_UPDATE",
                "productType": "LUGGAGE",
                "attributes": NAME,
            },
            {"messageId": 3, "sku": "C", "operationType": "UPDATE", "productType": "LUGGAGE"}
            | {"attributes": NAME | price, "requirements": "LISTING_OFFER_ONLY"},
            {"messageId": 4, "sku": "マグ", "operationType": "PATCH", "productType": "LUGGAGE"}
            | {"patches": [patch | {"value": value}]},
        ]
        header = {"sellerId": "A1SELLER", "version": "2.0", "issueLocale": "en_US"}
        self.assertEqual(json.loads(feed.content), {"header": header, "messages": expected})

    def test_more_messages_than_amazon_takes_make_several_feeds(self):
        found = feeds(patches(25_001))
        self.assertEqual([len(feed.message_ids) for feed in found], [25_000, 1])
        self.assertEqual(found[1].message_ids, (25_001,))
        self.assertEqual(len(json.loads(found[0].content)["messages"]), 25_000)

    def test_no_feed_is_larger_than_amazon_takes(self):
        found = feeds(patches(200, size=200), max_bytes=5000)
        self.assertGreater(len(found), 10)
        self.assertLessEqual(max(len(feed.content) for feed in found), 5000)
        numbers = [number for feed in found for number in feed.message_ids]
        self.assertEqual(numbers, list(range(1, 201)))
        for feed in found:
            told = [message["messageId"] for message in json.loads(feed.content)["messages"]]
            self.assertEqual(tuple(told), feed.message_ids)

    def test_a_feed_may_be_exactly_as_large_as_amazon_takes(self):
        (feed,) = feeds(patches(3))
        size = len(feed.content)
        self.assertEqual(len(feeds(patches(3), max_bytes=size)), 1)
        self.assertEqual(len(feeds(patches(3), max_bytes=size - 1)), 2)

    def test_messages_are_taken_only_as_they_are_needed(self):
        taken = []
        made = (taken.append(message["messageId"]) or message for message in patches(100))
        next(listing_feeds("A1SELLER", made, max_messages=10))
        self.assertEqual(len(taken), 11)

    def test_nothing_to_tell_is_no_feed(self):
        self.assertEqual(feeds([]), [])

    def test_a_number_or_a_sku_comes_once(self):
        for second in (delete_message(1, "B"), delete_message(2, "A")):
            name = f"message {second['messageId']}"
            messages = [delete_message(1, "A"), second]
            self.assert_refused("malformed", name, lambda messages=messages: feeds(messages, max_messages=1))

    def test_a_message_larger_than_a_feed_is_refused(self):
        self.assert_refused("malformed", "message 1", lambda: feeds(patches(1, size=200), max_bytes=300))

    def test_messages_that_amazon_would_refuse_are_refused(self):
        for odd in (0, -1, 2**31, "1", True, None):
            self.assert_refused("malformed", "messageId", lambda odd=odd: delete_message(odd, "A"))
        for odd in (" A", "a\x00", "x" * 300, 7):
            self.assert_refused("malformed", "sku", lambda odd=odd: delete_message(1, odd))
        self.assert_refused("missing", "sku", lambda: delete_message(1, ""))
        self.assert_refused("missing", "productType", lambda: put_message(1, "A", "", NAME))
        self.assert_refused("missing", "attributes", lambda: put_message(1, "A", "MUG", {}))
        self.assert_refused("malformed", "attributes", lambda: put_message(1, "A", "MUG", [1]))
        self.assert_refused("missing", "patches", lambda: patch_message(1, "A", "MUG", []))
        self.assert_refused("malformed", "requirements", lambda: put_message(1, "A", "MUG", NAME, "ALL"))
        for odd in ("", "Ä", "a\n"):
            self.assert_refused("malformed", "sellerId", lambda odd=odd: list(listing_feeds(odd, [])))


@tagged("post_install", "-at_install")
class TestMappingListingFeedResult(BaseCase):
    def document(self, *issues, **figures):
        summary = {"errors": 0, "warnings": 0, "messagesProcessed": 2, "messagesAccepted": 2, "messagesInvalid": 0}
        return {"header": {"feedId": "7"}, "issues": list(issues), "summary": summary | figures}

    def read(self, document):
        return read_listing_feed_result(json.dumps(document).encode())

    def test_amazons_example_names_what_was_refused(self):
        result = read_listing_feed_result((LISTINGS / "processing_report.json").read_bytes())
        figures = (result.processed, result.accepted, result.invalid, result.errors, result.warnings)
        self.assertEqual((figures, result.feed_ref), ((4, 2, 2, 3, 0), "1234567890"))
        self.assertEqual((result.refused_ids, result.unlisted, result.whole_feed_error), ({4, 5}, 0, None))
        self.assertEqual([issue.code for issue in result.issues_of(4)], ["90220", "90220"])
        self.assertEqual(result.issues_of(5)[0].attribute, "purchasable_offer.our_price")
        self.assertEqual((result.issues_of(3), result.unknown), ((), ()))

    def test_a_warning_refuses_nothing(self):
        issue = {"messageId": 1, "sku": "A", "severity": "WARNING", "message": "Hm", "code": "8008"}
        result = self.read(self.document(issue))
        self.assertEqual(
            (result.refused_ids, result.issues), (set(), (FeedIssue(1, "A", "8008", "WARNING", "Hm", ""),))
        )

    def test_an_error_without_a_message_is_about_the_whole_feed(self):
        result = self.read(self.document({"severity": "ERROR", "message": "Bad feed"}))
        self.assertEqual((result.whole_feed_error.message, result.refused_ids), ("Bad feed", set()))

    def test_refusals_that_are_not_named_are_counted(self):
        issue = {"messageId": 1, "severity": "ERROR", "message": "No"}
        self.assertEqual(self.read(self.document(issue, messagesInvalid=3)).unlisted, 2)
        self.assertEqual(self.read(self.document(7, messagesInvalid=1)).unlisted, 1)

    def test_a_report_that_tells_nothing_is_refused(self):
        good = json.dumps(self.document()).encode()
        for content in (
            b"",
            b"[]",
            b"{}",
            b"null",
            good[:-1],
            b"<html/>",
            b"[" * 100_000,
            b'{"summary": {"errors": NaN}}',
        ):
            with self.assertRaises(DocumentError):
                read_listing_feed_result(content)
        self.assertEqual(read_listing_feed_result(b"\xef\xbb\xbf" + good).processed, 2)

    def test_bytes_gone_wrong_do_not_cost_the_outcome(self):
        good = json.dumps(self.document({"messageId": 1, "severity": "ERROR", "message": "Gr@sse"})).encode()
        result = read_listing_feed_result(good.replace(b"@", b"\xf6"))
        self.assertEqual(result.issues[0].message, "Gr\N{REPLACEMENT CHARACTER}sse")

    def test_damaged_reports_are_read_or_refused_and_nothing_else(self):
        chance = random.Random(20260107)
        original = json.loads((LISTINGS / "processing_report.json").read_text(encoding="utf-8"))
        read = refused = 0
        for _number in range(MUTATIONS):
            document = copy.deepcopy(original)
            holder = chance.choice([document, document["issues"], document["summary"]])
            damage(holder, chance)
            try:
                content = json.dumps(document, default=str).encode()
            except ValueError:
                continue  # a number that not even this end can write
            try:
                result = read_listing_feed_result(content)
            except DocumentError:
                refused += 1
            else:
                read += 1
                self.assertGreaterEqual(result.unlisted, 0)
                for text in texts(result):
                    self.assertNotRegex(text, "[\x00\ud800-\udfff]")
        self.assertGreater(read, MUTATIONS // 10)
        self.assertGreater(refused, MUTATIONS // 10)
