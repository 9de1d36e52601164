"""Screens of listings: what a person sees of what is known, and where the buttons lead."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .listing_common import SUPPRESSED, ListingCase, item


@tagged("post_install", "-at_install")
class TestListingViews(ListingCase):
    def setUp(self):
        super().setUp()
        self.tea = self.store(item("TEA/1 %", issues=[SUPPRESSED]))

    def test_page_at_amazon_is_that_of_the_marketplace(self):
        self.assertEqual(self.tea.action_open_at_amazon()["url"], "https://www.amazon.com/dp/B000000001")

    def test_listing_without_asin_has_no_page(self):
        listing = self.store(item("NEW", asin="", statuses=()))
        with self.assertRaisesRegex(UserError, "ASIN"):
            listing.action_open_at_amazon()

    def test_odd_sku_is_found_in_seller_central(self):
        url = self.tea.action_open_in_seller_central()["url"]
        self.assertTrue(url.endswith("searchTerm=TEA%2F1%20%25"), url)
        self.assertTrue(url.startswith("https://sellercentral.amazon.com/"), url)

    def test_issue_has_a_hint_from_the_catalogue(self):
        self.assertIn("main picture", self.tea.amazon_issue_ids.hint)

    def test_listings_with_errors_come_before_drafts(self):
        self.listings.create({"channel_id": self.channel.id, "sku": "A-DRAFT"})
        self.assertEqual(self.listings.search([("channel_id", "=", self.channel.id)], limit=1), self.tea)

    def test_channel_counts_errors_and_unlinked_and_opens_them(self):
        self.store(item("MUG"))
        self.env.invalidate_all()
        self.assertEqual((self.channel.listing_error_count, self.channel.listing_unlinked_count), (1, 2))
        action = self.channel.with_context(search_default_with_errors=1).action_open_listings()
        self.assertEqual(action["context"]["search_default_with_errors"], 1)

    def test_product_and_its_template_show_their_listings(self):
        self.tea.product_id = self.mug
        self.env.invalidate_all()
        template = self.mug.product_tmpl_id
        self.assertEqual((self.mug.amazon_channel_listing_count, template.amazon_channel_listing_count), (1, 1))
        self.assertEqual(template.amazon_channel_listing_ids, self.tea)
        found = self.listings.search(template.action_amazon_channel_listings()["domain"])
        self.assertEqual(found, self.tea)

    def test_operator_opens_listing_and_product(self):
        self.tea.product_id = self.mug
        user = self.create_user("operator", "amazon_channel.amazon_channel_group_user,stock.group_stock_user")
        with Form(self.tea.with_user(user)) as form:
            self.assertEqual(form.sku, "TEA/1 %")
        with Form(self.mug.with_user(user)) as form:
            self.assertEqual(len(form.amazon_channel_listing_ids), 1)
