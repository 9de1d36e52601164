from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .linking_common import LinkingCase


@tagged("post_install", "-at_install")
class TestLinkingKeys(LinkingCase):
    def test_new_channel_knows_sku_and_barcode(self):
        keys = [(key.amazon_field, key.product_field) for key in self.channel.linking_key_ids]
        self.assertEqual(keys, [("sku", "default_code"), ("product_ref", "barcode")])

    def test_sku_finds_the_internal_reference(self):
        listing = self.listing("MUG")
        self.assertEqual(self.link(listing), 1)
        self.assertEqual((listing.product_id, listing.link_source), (self.mug, "key"))

    def test_product_id_finds_the_barcode_whatever_its_leading_zeros(self):
        self.kettle.barcode = "0012345678905"
        listing = self.listing("ANOTHER", product_ref="012345678905")
        self.link(listing)
        self.assertEqual(listing.product_id, self.kettle)

    def test_asin_finds_it_in_small_letters(self):
        self.set_keys(("asin", "default_code"))
        self.lamp.default_code = "b0exampl01"
        listing = self.listing("ANOTHER", asin="B0EXAMPL01")
        self.link(listing)
        self.assertEqual(listing.product_id, self.lamp)

    def test_sku_in_other_capitals_is_another_one(self):
        listing = self.listing("Mug")
        self.assertEqual(self.link(listing), 0)
        self.assertFalse(listing.product_id)

    def test_custom_field_of_the_product_can_be_a_key(self):
        self.env["ir.model.fields"].create(
            {
                "model_id": self.env.ref("product.model_product_template").id,
                "name": "x_shop_number",
                "field_description": "Shop Number",
                "ttype": "char",
            }
        )
        self.set_keys(("sku", "x_shop_number"))
        self.mug.x_shop_number = "4711"
        listing = self.listing("4711")
        self.link(listing)
        self.assertEqual(listing.product_id, self.mug)
        other = self.listing("4712")
        self.lamp.product_tmpl_id.x_shop_number = "4712"
        self.assertEqual(other.product_id, self.lamp)

    def test_keys_are_tried_in_their_sequence(self):
        self.kettle.barcode = "4006381333931"
        first, second = self.set_keys(("product_ref", "barcode"), ("sku", "default_code"))
        listing = self.listing("MUG", product_ref="4006381333931")
        self.link(listing)
        self.assertEqual(listing.product_id, self.kettle)
        listing.with_context(tracking_disable=True).write({"product_id": False, "link_source": False})
        first.sequence, second.sequence = 2, 1
        self.link(listing)
        self.assertEqual(listing.product_id, self.mug)

    def test_archived_products_do_not_match(self):
        self.mug.active = False
        listing = self.listing("MUG")
        self.link(listing)
        self.assertFalse(listing.product_id)

    def test_inactive_listings_are_linked(self):
        listing = self.listing("MUG", state="inactive")
        self.link(listing)
        self.assertEqual(listing.product_id, self.mug)

    def test_products_of_all_companies_match_those_of_others_do_not(self):
        other = self.env["res.company"].create({"name": "Hawthorn Goods"})
        shared = self.create_product("SHARED", company_id=False)
        self.create_product("FOREIGN", company_id=other.id)
        listings = self.listings(["SHARED", "FOREIGN"])
        self.link(listings)
        self.assertEqual([listing.product_id for listing in listings], [shared, self.env["product.product"]])

    def test_field_that_differs_by_language_is_refused(self):
        with self.assertRaises(ValidationError), mute_logger("odoo.sql_db"):
            # `name` is not in the selection either.
            self.channel.linking_key_ids[0].product_field = "description_sale"

    def test_users_read_the_keys_managers_change_them(self):
        user = self.create_user("lin", "amazon_channel.amazon_channel_group_user")
        manager = self.create_user("mo", "amazon_channel.amazon_channel_group_manager")
        keys = self.channel.linking_key_ids
        self.assertEqual(keys.with_user(user)[0].amazon_field, "sku")
        with self.assertRaises(AccessError):
            keys.with_user(user)[0].sequence = 3
        keys.with_user(manager)[0].sequence = 3
        self.assertEqual(keys[0].sequence, 3)
