"""Products from listings: what a person is shown before, what is created, and where the pictures come from."""

import base64
import io
from unittest.mock import patch

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models import amazon_channel_picture
from .linking_common import LinkingCase
from .order_documents import item, order
from .scripted_server import ScriptedServer, answer

EAN = "4006381333931"


class ProductCreateCase(LinkingCase):
    def wizard(self, listings):
        action = listings.action_create_products()
        return self.env[action["res_model"]].browse(action["res_id"])

    def line(self, listing):
        return self.wizard(listing).line_ids

    def create_from(self, listings):
        wizard = self.wizard(listings)
        wizard.action_create()
        self.env.invalidate_all()
        return listings.product_id


@tagged("post_install", "-at_install")
class TestProductCreate(ProductCreateCase):
    def test_preview_shows_title_sku_barcode_and_creates_nothing(self):
        before = self.env["product.product"].search_count([])
        line = self.line(self.listing("TEA", title="Green Tea", product_ref=EAN, product_ref_type="EAN"))
        self.assertEqual((line.name, line.default_code, line.barcode), ("Green Tea", "TEA", EAN))
        self.assertTrue(line.is_selected)
        self.assertEqual(self.env["product.product"].search_count([]), before)

    def test_listing_without_title_is_called_by_its_sku(self):
        self.assertEqual(self.line(self.listing("TEA", title=False)).name, "TEA")

    def test_barcode_with_a_wrong_check_digit_is_left_out(self):
        self.assertFalse(self.line(self.listing("TEA", product_ref="4006381333932", product_ref_type="EAN")).barcode)

    def test_asin_is_no_barcode(self):
        self.assertFalse(self.line(self.listing("TEA", product_ref="B000000001", product_ref_type="ASIN")).barcode)

    def test_price_is_converted_to_the_company_s_currency(self):
        usd = self.channel.currency_id
        self.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "company_id": self.company.id, "rate": rate, "name": "2020-01-01"}
                for currency, rate in ((usd, 2.0), (self.company.currency_id, 1.0))
            ]
        )
        listing = self.listing("TEA", price_confirmed=25, price_confirmed_at=fields.Datetime.now())
        self.assertEqual(self.line(listing).list_price, 12.5)

    def test_price_in_a_currency_without_rate_is_no_price(self):
        usd = self.channel.currency_id
        self.assertNotEqual(usd, self.company.currency_id)
        self.env["res.currency.rate"].search([("currency_id", "=", usd.id)]).unlink()
        # What another company knows is no rate of this one's.
        other = self.env["res.company"].create({"name": "Fernbrook"})
        self.env["res.currency.rate"].create({"currency_id": usd.id, "company_id": other.id, "rate": 2})
        listing = self.listing("TEA", price_confirmed=25, price_confirmed_at=fields.Datetime.now())
        line = self.line(listing)
        self.assertEqual(line.list_price, 0)
        self.assertIn(usd.name, line.note)

    def test_created_product_is_storable_and_linked(self):
        listing = self.listing("TEA", title="Green Tea", product_ref=EAN, product_ref_type="EAN")
        category = self.env["product.category"].create({"name": "Drinks"})
        wizard = self.wizard(listing)
        wizard.categ_id = category
        wizard.line_ids.name = "Sencha"
        wizard.action_create()
        product = listing.product_id
        self.assertEqual((product.name, product.default_code, product.barcode), ("Sencha", "TEA", EAN))
        self.assertEqual((product.is_storable, product.categ_id, product.company_id), (True, category, self.company))
        self.assertEqual(listing.link_source, "created")

    def test_order_that_waits_for_the_sku_is_imported(self):
        listing = self.listing("TEA")
        row = self.receive(order(item("TEA", "10.00")))
        self.assertEqual(row.state, "held")
        wizard = self.wizard(listing)
        wizard.line_ids.default_code = "OUR-OWN"
        wizard.action_create()
        self.assertEqual(row.state, "to_process")
        self.process()
        self.assertEqual(row.sale_order_id.order_line[:1].product_id, listing.product_id)

    def test_listing_that_somebody_unlinked_gets_its_product(self):
        listing = self.listing("TEA", link_source="manual")
        self.assertTrue(self.create_from(listing))

    def test_deselected_line_is_left_alone(self):
        tea, cup = self.listings(["TEA", "CUP"])
        wizard = self.wizard(tea | cup)
        wizard.line_ids.filtered(lambda line: line.sku == "CUP").is_selected = False
        wizard.action_create()
        self.assertTrue(tea.product_id)
        self.assertFalse(cup.product_id)

    def test_fba_and_merchant_sku_of_one_asin_become_one_product(self):
        fba = self.listing("TEA-FBA", asin="B000000001", fulfillment_channel="amazon", product_ref=EAN)
        own = self.listing("TEA", asin="B000000001", fulfillment_channel="merchant")
        wizard = self.wizard(fba | own)
        self.assertEqual((wizard.new_count, wizard.link_count), (1, 2))
        self.assertIn("TEA", wizard.line_ids[1].note)
        product = self.create_from(fba | own)
        self.assertEqual((len(product), product.default_code, product.barcode), (1, "TEA", EAN))

    def test_same_asin_on_several_channels_becomes_one_product(self):
        listings = self.listing("TEA", asin="B000000001")
        listings |= self.listing("TEE", self.channels["DE"], asin="B000000001")
        self.assertEqual(len(self.create_from(listings)), 1)
        self.assertTrue(all(listings.mapped("product_id")))

    def test_used_article_is_a_product_of_its_own(self):
        listings = self.listing("TEA", asin="B000000001", condition="new_new")
        listings |= self.listing("TEA-USED", asin="B000000001", condition="used_good")
        self.assertEqual(len(self.create_from(listings)), 2)

    def test_existing_reference_is_to_be_linked_instead(self):
        listing = self.listing("MUG", link_source="manual")
        wizard = self.wizard(listing)
        self.assertEqual((wizard.line_ids.product_id, wizard.line_ids.is_selected), (self.mug, False))
        self.assertIn("internal reference exists", wizard.line_ids.note)
        wizard.line_ids.is_selected = True
        wizard.action_create()
        self.assertEqual((listing.product_id, listing.link_source), (self.mug, "manual"))

    def test_barcode_of_another_product_is_not_given_twice(self):
        self.mug.barcode = "0" + "012345678905"
        line = self.line(self.listing("TEA", product_ref="012345678905", product_ref_type="UPC"))
        self.assertEqual((line.product_id, line.is_selected, line.barcode), (self.mug, False, False))

    def test_product_of_another_listing_of_the_asin_is_suggested(self):
        self.listing("TEA", self.channels["GB"], asin="B000000001", product_id=self.mug.id)
        self.assertEqual(self.line(self.listing("TEA-2", asin="B000000001")).product_id, self.mug)

    def test_second_product_with_the_same_reference_is_not_ticked(self):
        listings = self.listing("TEA", asin="B000000001")
        listings |= self.listing("TEA", self.channels["GB"], asin="B000000002")
        self.assertEqual(self.wizard(listings).line_ids.mapped("is_selected"), [True, False])

    def test_reference_taken_meanwhile_is_named_and_nothing_is_created(self):
        wizard = self.wizard(self.listings(["TEA", "CUP"]))
        self.env["product.product"].create({"name": "Odd", "default_code": "CUP-X"})
        wizard.line_ids.filtered(lambda line: line.sku == "CUP").default_code = "CUP-X"
        with self.assertRaisesRegex(UserError, "CUP-X"):
            wizard.action_create()
        self.assertFalse(wizard.line_ids.listing_id.product_id)

    def test_second_click_creates_nothing(self):
        listing = self.listing("TEA")
        wizards = self.wizard(listing), self.wizard(listing)
        wizards[0].action_create()
        with self.assertRaisesRegex(UserError, "by now"):
            wizards[1].action_create()

    def test_linked_listings_and_parents_are_not_offered(self):
        linked = self.listing("TEA", product_id=self.mug.id)
        parent = self.listing("FAMILY", parentage="parent")
        with self.assertRaisesRegex(UserError, "have a product"):
            (linked | parent).action_create_products()

    def test_operator_who_may_create_products_does_it_on_the_form(self):
        groups = "amazon_channel.amazon_channel_group_user"
        listing = self.listing("TEA")
        with self.assertRaises(AccessError):
            listing.with_user(self.create_user("plain", groups)).action_create_products()
        user = self.create_user("maker", f"{groups},product.group_product_manager")
        action = listing.with_user(user).action_create_products()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.name = "By Hand"
        wizard.action_create()
        self.assertEqual(listing.product_id.name, "By Hand")

    def cost(self, prefix, number):
        listings = self.listings([f"{prefix}-{place}" for place in range(number)], image_url="https://images.example/1")
        wizard = self.wizard(listings)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.statements() as collected:
            wizard.action_create()
        self.assertEqual(len(listings.product_id), number)
        # Odoo itself asks three questions about each new product: of its routes, locations and serial numbers.
        return [text for text in collected if "amazon_channel" in text]

    def test_two_hundred_listings_get_products_by_as_many_statements_as_twenty(self):
        self.cost("W", 20)
        few, many = self.cost("A", 20), self.cost("B", 200)
        self.assertLessEqual(len(many), len(few) + 2, "\n".join(many))

    def test_preview_of_two_hundred_costs_hardly_more_statements_than_of_twenty(self):
        few, many = [], []
        for prefix, number, target in (("W", 20, []), ("A", 20, few), ("B", 200, many)):
            listings = self.listings([f"{prefix}-{place}" for place in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            with self.statements() as collected:
                self.wizard(listings)
            target += collected
        self.assertLessEqual(len(many), len(few) + 5)


@tagged("post_install", "-at_install")
class TestProductPictures(ProductCreateCase):
    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.server = ScriptedServer()
        self.addCleanup(self.server.close)
        self.tea = self.listing("TEA", image_url=f"{self.server.url}/tea.png")

    def script(self, body, status=200):
        self.server.script("/tea.png", answer(body=body, status=status, content_type="image/png"))

    def fetch(self):
        self.env.flush_all()
        self.env.ref("amazon_channel.ir_cron_fetch_pictures").method_direct_trigger()
        self.env.invalidate_all()

    def let_time_pass(self):
        self.tea.picture_retry_at = False

    def messages(self):
        messages = self.tea.product_id.product_tmpl_id.message_ids
        return messages.filtered(lambda message: "picture" in message.body)

    def picture(self):
        file = io.BytesIO()
        Image.new("RGB", (30, 20), "red").save(file, "PNG")
        return file.getvalue()

    def test_picture_arrives_after_the_product(self):
        self.script(self.picture())
        product = self.create_from(self.tea)
        self.assertFalse(product.image_1920)
        self.fetch()
        image = Image.open(io.BytesIO(base64.b64decode(product.image_1920)))
        self.assertEqual((image.size, self.tea.picture_wanted), ((30, 20), False))

    def test_picture_is_not_asked_for_when_it_is_not_wanted(self):
        wizard = self.wizard(self.tea)
        wizard.with_pictures = False
        wizard.action_create()
        self.fetch()
        self.assertFalse(self.server.requests)

    def test_what_is_no_picture_is_told_once(self):
        bodies = (b"nonsense", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0 no JPEG")
        for place, body in enumerate(bodies):
            self.script(body)
            self.tea = self.listing(f"TEA-{place}", image_url=self.tea.image_url)
            product = self.create_from(self.tea)
            self.fetch()
            self.fetch()
            self.assertFalse(product.image_1920)
            self.assertEqual(len(self.messages()), 1, body)

    def test_server_that_fails_is_asked_three_times(self):
        self.script(b"", status=503)
        self.create_from(self.tea)
        for _turn in range(5):
            self.fetch()
            self.let_time_pass()
        self.assertEqual(len(self.server.requests), 3)
        self.assertEqual(len(self.messages()), 1)

    def test_failed_picture_waits_before_the_next_try(self):
        self.script(b"", status=503)
        self.create_from(self.tea)
        self.fetch()
        self.fetch()
        self.assertEqual(len(self.server.requests), 1)
        self.assertFalse(self.messages())

    def test_plain_http_to_others_is_refused(self):
        self.tea.image_url = "http://images.example/tea.png"
        self.create_from(self.tea)
        self.fetch()
        self.assertEqual(len(self.messages()), 1)

    def test_too_large_picture_is_refused(self):
        self.script(self.picture())
        self.create_from(self.tea)
        with patch.object(amazon_channel_picture, "MAX_BYTES", 10):
            self.fetch()
        self.assertFalse(self.tea.product_id.image_1920)
        self.assertEqual(len(self.messages()), 1)

    def test_picture_that_kills_the_process_is_counted(self):
        self.create_from(self.tea)
        with patch.object(amazon_channel_picture, "download", side_effect=SystemExit):
            try:
                self.fetch()
            except SystemExit:
                self.env.invalidate_all()
        self.assertEqual(self.tea.picture_tries, 1)

    def test_own_picture_stays(self):
        self.script(self.picture())
        product = self.create_from(self.tea)
        own = base64.b64encode(self.picture())
        product.image_1920 = own
        self.fetch()
        self.assertEqual(product.image_1920, own)
