import base64
import io

from odoo.exceptions import UserError
from odoo.tests import tagged

from .linking_common import LinkingCase
from .order_documents import item, order


@tagged("post_install", "-at_install")
class TestLinkingFile(LinkingCase):
    def wizard(self, content, encoding="utf-8"):
        content = content.encode(encoding) if isinstance(content, str) else content
        return self.env["amazon.channel.link.file"].create(
            {"channel_id": self.channel.id, "file": base64.b64encode(content)}
        )

    def problems(self, wizard):
        wizard.action_check()
        return {line.sku: line.problem for line in wizard.line_ids if line.problem}

    def test_file_links_by_reference_and_by_barcode(self):
        self.kettle.barcode = "4006381333931"
        listings = self.listings(["A", "B"])
        wizard = self.wizard("SKU;Internal Reference;Barcode\r\nA;MUG;\r\nB;;04006381333931\r\n")
        self.assertFalse(self.problems(wizard))
        self.assertEqual(wizard.link_count, 2)
        self.assertFalse(listings.product_id)
        wizard.action_link()
        self.env.invalidate_all()
        self.assertEqual([listing.product_id for listing in listings], [self.mug, self.kettle])
        self.assertEqual(set(listings.mapped("link_source")), {"file"})

    def test_separator_encoding_and_headings_are_those_of_the_person(self):
        lamp = self.create_product("LÄMPCHEN")
        for separator, encoding in ((",", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252"), ("|", "utf-8")):
            listing = self.listing(f"S-{encoding}")
            content = separator.join(["Seller-SKU", "default_code"]) + f"\nS-{encoding}{separator}LÄMPCHEN\n"
            self.wizard(content, encoding).action_link()
            self.env.invalidate_all()
            self.assertEqual(listing.product_id, lamp, encoding)

    def test_each_line_that_cannot_be_linked_says_why(self):
        self.create_product("TWICE")
        self.create_product("TWICE")
        self.listings(["A", "B", "C", "TAKEN"])
        self.listing("BYHAND", product_id=self.lamp.id)
        self.listing("AWAY").product_id = False
        content = "sku,reference\nNOWHERE,MUG\nA,NOTHING\nB,TWICE\nC,\nBYHAND,MUG\nAWAY,MUG\nTAKEN,MUG\n"
        problems = self.problems(self.wizard(content))
        expected = {
            "NOWHERE": "no listing",
            "A": "No product",
            "B": "2 products fit",
            "C": "names no product",
            "BYHAND": "linked to another",
            "AWAY": "by hand",
        }
        self.assertEqual(set(problems), set(expected))
        for sku, words in expected.items():
            self.assertIn(words, problems[sku])

    def test_reference_and_barcode_that_contradict_each_other_link_nothing(self):
        self.kettle.barcode = "4006381333931"
        self.listing("A")
        self.assertIn("A", self.problems(self.wizard("sku,reference,barcode\nA,MUG,4006381333931\n")))

    def test_files_without_the_columns_are_refused_with_what_they_say(self):
        for content in ("", "Colour;Size\nred;1\n", b"PK\x03\x04 no table"):
            with self.assertRaises(UserError):
                self.wizard(content or b" ").action_check()

    def test_excel_files_are_read(self):
        try:
            import openpyxl
        except ImportError:
            self.skipTest("openpyxl is not installed")
        book = openpyxl.Workbook()
        book.active.append(["SKU", "Barcode"])
        book.active.append(["A", 4006381333931.0])
        stream = io.BytesIO()
        book.save(stream)
        self.kettle.barcode = "4006381333931"
        listing = self.listing("A")
        self.wizard(stream.getvalue()).action_link()
        self.env.invalidate_all()
        self.assertEqual(listing.product_id, self.kettle)

    def test_many_lines_cost_no_more_queries(self):
        self.listings([f"S-{number}" for number in range(300)])
        self.env["product.product"].create(
            [{"name": "P", "default_code": f"P-{n}", "company_id": self.company.id} for n in range(300)]
        )

        def cost(first, last):
            rows = "".join(f"S-{number};P-{number}\n" for number in range(first, last))
            wizard = self.wizard("SKU;Reference\n" + rows)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.statements() as collected:
                wizard.action_link()
            return len(collected)

        cost(0, 5)
        self.assertLessEqual(cost(10, 300), cost(5, 10) + 1)

    def test_file_releases_the_orders_that_wait(self):
        self.listing("A")
        row = self.receive(order(item("A", "10.00")))
        self.assertEqual(row.state, "held")
        self.wizard("SKU;Reference\nA;MUG\n").action_link()
        self.env.invalidate_all()
        self.assertEqual(row.state, "to_process")
