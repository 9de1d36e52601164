from odoo.tests import tagged

from .linking_common import LinkingCase


@tagged("post_install", "-at_install")
class TestLinkingChoice(LinkingCase):
    """Where several products fit, a person chooses; what a person has chosen stays."""

    def setUp(self):
        super().setUp()
        self.twin = self.create_product("MUG", name="Twin mug")

    def ambiguous(self, sku="MUG", **vals):
        listing = self.listing(sku, **vals)
        self.link(listing)
        return listing

    def test_two_products_that_fit_are_asked_about_once(self):
        listing = self.ambiguous()
        self.link(listing)
        self.assertFalse(listing.product_id)
        issue = self.issues_of(listing)
        self.assertEqual(len(issue), 1)
        self.assertIn("MUG", issue.name)
        self.assertIn("Twin mug", issue.name)
        self.assertEqual(issue.channel_id, self.channel)
        self.assertEqual(issue.listing_candidate_ids, self.mug | self.twin)
        self.assertEqual(listing.candidate_ids, self.mug | self.twin)

    def test_key_with_several_is_not_passed_over_for_the_next_key(self):
        self.lamp.barcode = "4006381333931"
        listing = self.ambiguous(product_ref="4006381333931")
        self.assertFalse(listing.product_id)
        self.assertNotIn(self.lamp, listing.candidate_ids)

    def test_choice_on_the_issue_links_and_closes_it(self):
        listing = self.ambiguous()
        issue = self.issues_of(listing)
        user = self.create_user("lin", "amazon_channel.amazon_channel_group_user")
        self.twin.with_user(user).with_context(amazon_channel_listing_id=listing.id).action_amazon_channel_this_one()
        self.assertEqual((listing.product_id, listing.link_source), (self.twin, "manual"))
        self.assertEqual(issue.state, "closed")
        self.assertFalse(listing.is_ambiguous)

    def test_choice_on_the_listing_closes_the_issue(self):
        listing = self.ambiguous()
        issue = self.issues_of(listing)
        listing.product_id = self.lamp
        self.assertEqual(issue.state, "closed")
        self.assertFalse(listing.candidate_ids)

    def test_issue_closes_when_one_candidate_is_left(self):
        listing = self.ambiguous()
        issue = self.issues_of(listing)
        self.twin.active = False
        self.assertEqual((listing.product_id, listing.link_source), (self.mug, "key"))
        self.assertEqual(issue.state, "closed")

    def test_issue_closes_when_no_candidate_is_left(self):
        listing = self.ambiguous()
        issue = self.issues_of(listing)
        (self.mug | self.twin).write({"default_code": "OTHER"})
        self.assertFalse(listing.product_id)
        self.assertEqual(issue.state, "closed")
        self.assertFalse(listing.is_ambiguous)

    def test_issue_that_a_person_put_aside_does_not_come_back(self):
        listing = self.ambiguous()
        self.issues_of(listing).action_close()
        self.link(listing)
        self.assertFalse(self.issues_of(listing))

    def test_open_issue_names_a_candidate_that_came_later(self):
        listing = self.ambiguous()
        self.create_product("MUG", name="Third mug")
        self.assertIn("Third mug", self.issues_of(listing).name)

    def test_nobody_is_asked_about_what_is_gone_from_amazon(self):
        listing = self.ambiguous(state="gone")
        self.assertFalse(self.issues_of(listing))

    def test_link_by_hand_is_never_changed(self):
        listing = self.listing("KETTLE", product_id=self.lamp.id)
        self.assertEqual(listing.link_source, "manual")
        self.assertEqual(self.link(listing), 0)
        self.assertEqual(listing.product_id, self.lamp)

    def test_link_by_key_stays_when_the_reference_moves_on(self):
        listing = self.listing("KETTLE")
        self.link(listing)
        self.kettle.default_code = "OLD-KETTLE"
        self.lamp.default_code = "KETTLE"
        self.assertEqual(self.link(listing), 0)
        self.assertEqual(listing.product_id, self.kettle)

    def test_what_a_person_unlinked_stays_unlinked_until_he_asks_for_it(self):
        listing = self.listing("KETTLE")
        self.link(listing)
        listing.action_unlink_product()
        self.assertEqual((listing.product_id.id, listing.link_source), (False, "manual"))
        self.assertEqual(self.link(listing), 0)
        self.kettle.barcode = "4006381333931"
        self.assertFalse(listing.product_id)
        listing.action_link()
        self.env.invalidate_all()
        self.assertEqual((listing.product_id, listing.link_source), (self.kettle, "key"))

    def test_deleted_product_leaves_its_listings_to_the_keys(self):
        listing = self.listing("SPOON", product_id=self.create_product("SPOON").id)
        listing.product_id.unlink()
        self.env.invalidate_all()
        self.assertFalse(listing.product_id)
        spoon = self.create_product("SPOON")
        self.assertEqual(listing.product_id, spoon)

    def test_link_says_how_many_were_linked_and_what_is_left(self):
        listings = self.listings(["KETTLE", "MUG", "NOBODY"])
        answer = listings.action_link()
        self.assertEqual(answer["params"]["type"], "warning")
        for words in ("1 of 3 listings linked", "1 fit several products", "1 fit no product"):
            self.assertIn(words, answer["params"]["message"])

    def test_listings_with_several_products_can_be_filtered(self):
        listing, _other = self.ambiguous(), self.listing("KETTLE")
        self.assertEqual(self.env["amazon.channel.listing"].search([("is_ambiguous", "=", True)]), listing)
