"""Who may publish, pause and delete; and what the window says before anything starts."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .publish_common import USER, PublicationCase


@tagged("post_install", "-at_install")
class TestPublicationAccess(PublicationCase):
    def wizard(self, user, **vals):
        values = {"product_ids": self.product.ids, "channel_ids": self.channel.ids, "template_id": self.template.id}
        return self.env["amazon.channel.publish"].with_user(user).create({**values, **vals})

    def test_an_amazon_user_publishes_checks_again_and_cancels(self):
        product = self._product("TOWEL-2")
        action = self.wizard(self.user, product_ids=product.ids).action_publish()
        publication = self.publications.with_user(self.user).search(action["domain"])
        self.assertEqual(publication.listing_id.sku, "TOWEL-2")
        self.assertEqual(publication.listing_id.link_source, "published")
        publication.action_cancel()
        self.assertEqual(publication.state, "cancelled")
        self.assertIn(self.user.name, publication.note)
        with self.assertRaises(UserError):
            publication.action_check_again()

    def test_an_amazon_user_pauses_resumes_and_deletes(self):
        self.listing.state = "active"
        listing = self.listing.with_user(self.user)
        listing.action_pause()
        self.assertTrue(listing.is_paused)
        listing.action_resume()
        self.assertFalse(listing.is_paused)
        wizard = self.env["amazon.channel.listing.delete"].with_user(self.user).create({"listing_ids": listing.ids})
        with self.assertRaises(UserError):
            wizard.action_delete()
        with Form(wizard) as form:
            form.typed_count = " 1 "
        wizard.action_delete()
        self.assertEqual(listing.open_publication_id.kind, "delete")

    def test_nobody_writes_a_publication_by_hand(self):
        publication = self.start()
        for user in (self.user, self._user("publishing_manager", self.company, f"{USER[:-4]}manager")):
            with self.assertRaises(AccessError):
                publication.with_user(user).write({"state": "done"})

    def test_a_salesperson_neither_sees_nor_starts_publications(self):
        seller = self._user("publishing_seller", self.company, "sales_team.group_sale_salesman")
        self.listing.state = "active"
        publication = self.start()
        with self.assertRaises(AccessError):
            publication.with_user(seller).read(["state"])
        listing = self.listing.with_user(seller)
        self.assertFalse(listing.publication_count)
        for act in (
            listing.action_pause,
            listing.action_resume,
            listing.action_delete_at_amazon,
            listing.action_publish,
        ):
            with self.subTest(act.__name__), self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            self.wizard(seller, listing_ids=listing.ids)
        self.assertFalse(self.listing.is_paused)

    def test_another_company_neither_sees_nor_changes_them(self):
        stranger = self._user("publishing_stranger", self.env["res.company"].create({"name": "Foxglove"}))
        self.listing.state = "active"
        publication = self.start()
        self.assertFalse(self.publications.with_user(stranger).with_context(allowed_company_ids=None).search([]))
        publication, listing = publication.with_user(stranger), self.listing.with_user(stranger)
        publication, listing = (each.with_context(allowed_company_ids=None) for each in (publication, listing))
        for act in (
            publication.action_check_again,
            publication.action_send,
            publication.action_cancel,
            listing.action_pause,
            listing.action_delete_at_amazon,
            self.channel.with_env(listing.env).action_publish_listings,
        ):
            with self.subTest(act.__name__), self.assertRaises(AccessError):
                act()
        self.assertEqual((self.listing.is_paused, publication.sudo().state), (False, "to_check"))

    def test_another_company_publishes_nothing_here_through_the_window(self):
        other = self.env["res.company"].create({"name": "Foxglove"})
        stranger = self._user("publishing_stranger", other)
        template = self.template.copy({"company_id": other.id})
        plan = {"channel_id": self.channel.id, "product_id": self.product.id}
        listings = self.env["amazon.channel.listing"].search_count([])
        for known in ({"listing_id": self.listing.id, "sku": self.listing.sku}, {"sku": "STOLEN"}):
            wizard = self.env["amazon.channel.publish"].with_user(stranger).with_context(allowed_company_ids=None)
            wizard = wizard.create({"template_id": template.id})
            self.assertFalse(wizard.line_ids)
            # As a browser could send it.
            self.env["amazon.channel.publish.plan"].sudo().create({"wizard_id": wizard.id, **plan, **known})
            wizard.invalidate_recordset()
            with self.subTest(known), self.assertRaises(AccessError):
                wizard.action_publish()
        self.assertEqual(self.env["amazon.channel.listing"].search_count([]), listings)


@tagged("post_install", "-at_install")
class TestPublishWindow(PublicationCase):
    def plan(self, products, **vals):
        wizard = self.env["amazon.channel.publish"].create(
            {"product_ids": products.ids, "channel_ids": self.channel.ids, "template_id": self.template.id, **vals}
        )
        return wizard, {line.product_id: line for line in wizard.line_ids}

    def test_each_product_says_what_happens_to_it(self):
        self.listing.state = "active"
        new, bare = self._product("TOWEL-2"), self._product(False)
        same = self._product("TOWEL-3") | self._product("TOWEL-3")
        taken = self._product("TAKEN")
        self._listing(self._product("TOWEL-4"), sku="TAKEN")
        wizard, lines = self.plan(self.product | new | bare | same | taken)
        self.assertIn("replaced", lines[self.product].outcome)
        self.assertEqual(lines[new].outcome, "New listing")
        self.assertIn("No internal reference", lines[bare].outcome)
        self.assertIn("Two of these products", lines[same[0]].outcome)
        self.assertIn("TOWEL-4", lines[taken].outcome)
        self.assertEqual((wizard.new_count, wizard.known_count, wizard.problem_count), (1, 1, 4))
        self.assertTrue(wizard.has_shadow)
        action = wizard.action_publish()
        self.assertEqual(set(self.publications.search(action["domain"]).mapped("sku")), {"TOWEL-1", "TOWEL-2"})

    def test_an_unlinked_listing_with_the_reference_gets_the_product(self):
        product = self._product("TOWEL-2")
        listing = self._listing(product, product_id=False)
        self.plan(product)[0].action_publish()
        self.assertEqual((listing.product_id, listing.link_source), (product, "published"))

    def test_where_nothing_can_be_published_it_is_said(self):
        with self.assertRaisesRegex(UserError, "Nothing can be published"):
            self.plan(self._product(False))[0].action_publish()

    def test_a_template_of_other_channels_is_refused(self):
        place = self.env["amazon.channel.marketplace"].search([("amazon_ref", "=", "A2EUQ1WTGCTBG2")])
        other = self.env["amazon.channel"].create({"account_id": self.account.id, "marketplace_id": place.id})
        self.template.channel_ids = other
        with self.assertRaisesRegex(UserError, "is not for"):
            self.plan(self.product)[0].action_publish()
        self.assertFalse(self.listing.publication_ids)

    def test_a_listing_without_a_product_is_linked_first(self):
        self.listing.product_id = False
        with self.assertRaisesRegex(UserError, "Link TOWEL-1"):
            self.listing.action_publish()
