"""From a product in Odoo to a listing that Amazon shows."""

from odoo.fields import Command
from odoo.tests import tagged

from amazon_simulator.catalog_items import barcode

from .publishing_common import PublishingCase


@tagged("post_install", "-at_install")
class TestPublishing(PublishingCase):
    def test_a_new_product_is_put_once_and_done_when_amazon_shows_it(self):
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.assertEqual(publication.state, "sent", self.messages(publication))
        self.assertEqual(len(self.puts()), 1)
        self.assertEqual(publication.listing_id.state, "draft")
        self.later()
        self.publish()
        self.assertEqual(publication.state, "done")
        self.assertEqual(publication.listing_id.state, "active")
        self.assertTrue(publication.listing_id.asin)
        self.assertEqual(len(self.puts()), 1)

    def test_accepted_is_not_done(self):
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.simulator.stick_listing("PUB-1")
        publication.next_attempt_at = False
        self.publish()
        self.assertEqual(publication.state, "sent")

    def test_amazon_never_sees_what_the_checks_here_refuse(self):
        publication = self.start(self.product("PUB-BAD", None, barcode="4006381333932"), self.full)
        self.publish()
        self.assertEqual(publication.state, "blocked")
        self.assertFalse(self.calls("putListingsItem"))
        self.assertEqual(len(self.issues_of("publications_blocked")), 1)

    def quantity_at_amazon(self, sku):
        return self.simulator.get_listing(sku)["attributes"]["fulfillment_availability"][0]["quantity"]

    def issues_of(self, code):
        return self.env["amazon.channel.issue"].search(
            [("code", "=", code), ("state", "=", "open"), ("channel_id", "=", self.channel.id)]
        )

    def test_forty_with_the_same_fault_are_one_issue(self):
        products = self.product("PUB-0")
        for number in range(1, 40):
            products |= self.product(f"PUB-{number}")
        self.start(products, self.offer)
        self.publish()
        issues = self.issues_of("publications_blocked")
        self.assertEqual(len(issues), 1)
        opened = issues.action_open_record()
        self.assertEqual(opened["res_model"], "amazon.channel.publication")
        self.assertIn("40", issues.name)

    def test_the_issue_closes_when_the_fault_is_corrected_and_checked_again(self):
        product = self.product("PUB-BAD", None, barcode="4006381333932")
        publication = self.start(product, self.full)
        self.publish()
        product.barcode = "4006381333931"
        with self.request() as env:
            publication.with_env(env).action_check_again()
        self.assertEqual(publication.state, "sent", self.messages(publication))
        self.assertFalse(self.issues_of("publications_blocked"))

    def test_an_offer_finds_its_asin_by_the_barcode(self):
        publication = self.start(self.product("PUB-OFFER", 505), self.offer)
        self.publish()
        self.assertEqual((publication.state, publication.asin), ("sent", "B0OTHER005"), self.messages(publication))
        self.later()
        self.publish()
        self.assertEqual(publication.state, "done")
        self.assertEqual(publication.listing_id.asin, "B0OTHER005")

    def test_of_several_asins_a_person_chooses(self):
        publication = self.start(self.product("PUB-MUG", 3), self.offer)
        self.publish()
        self.assertEqual(publication.state, "blocked")
        candidates = publication.candidate_ids
        self.assertIn("B0OTHER002", candidates.mapped("asin"))
        self.assertTrue(all(candidates.mapped("title")) and all(candidates.mapped("brand")))
        self.assertFalse(self.calls("putListingsItem"))
        candidates.filtered(lambda one: one.asin == "B0OTHER002").action_choose()
        self.publish()
        self.later()
        self.publish()
        self.assertEqual(publication.listing_id.asin, "B0OTHER002", self.messages(publication))

    def test_a_barcode_that_amazon_does_not_know_is_said(self):
        publication = self.start(self.product("PUB-NONE", 777), self.offer)
        self.publish()
        self.assertEqual(publication.state, "blocked")
        self.assertIn("no product with the barcode", self.messages(publication))

    def test_a_brand_without_approval_shows_amazons_link_and_the_way_out(self):
        publication = self.start(self.product("PUB-CANDLE", 503), self.offer)
        self.publish()
        self.assertEqual(publication.state, "blocked")
        self.assertIn("You are not authorized to list products under this brand", self.messages(publication))
        self.assertIn("by hand in Seller Central", self.messages(publication))
        link = publication.finding_ids.filtered("link")
        self.assertIn("sellercentral.amazon.com", link.action_open_link()["url"])
        self.assertFalse(self.calls("putListingsItem"))

    def test_a_brand_out_of_reach_is_said_to_be_so(self):
        publication = self.start(self.product("PUB-PACK", 504), self.offer)
        self.publish()
        self.assertIn("No approval can be asked for", self.messages(publication))

    def test_amazons_validation_blocks_before_anything_is_put(self):
        self.simulator.restrict_brand("Larkspur")
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.assertEqual(publication.state, "blocked")
        self.assertTrue(self.puts(preview=True))
        self.assertFalse(self.puts())

    def test_a_listing_that_amazon_suppresses_afterwards_is_refused_with_its_words(self):
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.simulator.finish_listings()
        self.simulator.add_listing_issue("PUB-1", message="The picture is blurred.", actions=["LISTING_SUPPRESSED"])
        self.later()
        self.publish()
        self.assertEqual(publication.state, "refused")
        self.assertEqual(publication.listing_id.state, "suppressed")
        self.assertIn("The picture is blurred.", self.messages(publication))
        self.assertEqual(len(self.issues_of("publication_refused")), 1)

    def test_a_listing_that_does_not_show_in_a_day_is_an_issue(self):
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.simulator.stick_listing("PUB-1")
        self.publish()
        publication.sent_at = "2026-01-01 00:00:00"
        self.later()
        self.publish()
        self.assertEqual(publication.state, "sent")
        self.assertEqual(len(self.issues_of("publication_not_live")), 1)
        self.simulator.release_listing("PUB-1")

    def test_the_same_again_is_not_sent(self):
        product = self.product("PUB-1", 900)
        self.start(product, self.full)
        self.publish()
        self.later()
        self.publish()
        again = self.start(product, self.full)
        self.publish()
        self.assertEqual(again.state, "done")
        self.assertEqual(len(self.puts()), 1)

    def test_pausing_offers_none_and_resuming_as_many_as_before(self):
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.later()
        self.publish()
        listing = publication.listing_id
        listing.action_pause()
        self.assertTrue(listing.is_paused)
        self.publish()
        self.later()
        self.publish()
        told = listing.publication_ids.sorted("id")[-1]
        self.assertEqual(told.state, "done", (told.kind, told.note, self.messages(told)))
        self.assertEqual(self.quantity_at_amazon("PUB-1"), 0)
        listing.action_resume()
        self.publish()
        self.later()
        self.publish()
        self.assertEqual(self.quantity_at_amazon("PUB-1"), 5)
        self.assertFalse(listing.is_paused)

    def test_deleting_asks_for_the_number_and_ends_when_amazon_has_it_no_more(self):
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.later()
        self.publish()
        listing = publication.listing_id
        wizard = self.env["amazon.channel.listing.delete"].create({"listing_ids": listing.ids, "typed_count": "1"})
        wizard.action_delete()
        self.publish()
        self.assertEqual(listing.publication_ids[0].state, "sent")
        self.later()
        self.publish()
        self.assertEqual(listing.publication_ids.sorted("id")[-1].state, "done")
        self.assertEqual(listing.state, "gone")


@tagged("post_install", "-at_install")
class TestShadowPublishing(PublishingCase):
    live = False

    def test_a_channel_in_shadow_mode_stops_before_the_put_and_goes_on_when_it_goes_live(self):
        publication = self.start(self.product("PUB-1", 900), self.full)
        self.publish()
        self.assertEqual(publication.state, "ready", self.messages(publication))
        self.assertFalse(self.puts())
        self.channel.action_go_live()
        self.publish()
        self.assertEqual(publication.state, "sent")
        self.assertEqual(len(self.puts()), 1)


@tagged("post_install", "-at_install")
class TestPublishingFamilies(PublishingCase):
    def family(self):
        """A cup in two colours, each with a reference and a barcode of its own, and the template for it."""
        colour = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": [Command.create({"name": name}) for name in ("Blue", "Green")]}
        )
        line = {"attribute_id": colour.id, "value_ids": [Command.set(colour.value_ids.ids)]}
        cup = self.env["product.template"].create(
            {"name": "Fennick Cup", "list_price": 24.9, "attribute_line_ids": [Command.create(line)]}
        )
        for number, variant in enumerate(cup.product_variant_ids):
            variant.write({"default_code": f"CUP-{number}", "barcode": barcode(910 + number)})
        template = self._template("Cups", "LISTING", "DRINKING_CUP", **self._words(), material=("fixed", "Stoneware"))
        by_colour = {"attribute": "color", "source": "attribute", "product_attribute_id": colour.id}
        template.write({"variation_theme": "COLOR", "line_ids": [Command.create(by_colour)]})
        return cup.product_variant_ids, template

    def test_a_new_family_goes_out_with_its_parent_first_and_each_variant_names_it(self):
        publications = self.start(*self.family())
        self.assertEqual(len(publications), 3)
        self.publish()
        said = {one.sku: self.messages(one) for one in publications}
        self.assertEqual(set(publications.mapped("state")), {"sent"}, said)
        self.later()
        self.publish()
        self.assertEqual(set(publications.mapped("state")), {"done"}, said)
        parent = publications.listing_id.filtered(lambda listing: listing.parentage == "parent")
        self.assertEqual(publications.sorted("id")[0].listing_id, parent)
        shown = self.simulator.get_listing("CUP-0")["attributes"]["child_parent_sku_relationship"][0]
        self.assertEqual(shown["parent_sku"], parent.sku)
