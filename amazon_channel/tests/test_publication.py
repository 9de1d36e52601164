"""Publications without Amazon: what becomes of them, and where a finding is corrected."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .publish_common import PublicationCase


@tagged("post_install", "-at_install")
class TestPublication(PublicationCase):
    def test_publishing_anew_replaces_what_was_on_its_way(self):
        first = self.start()
        newer = self.start()
        self.assertEqual((first.state, newer.state), ("cancelled", "to_check"))
        self.assertEqual(self.listing.open_publication_id, newer)

    def test_what_amazon_fulfils_is_neither_paused_nor_resumed(self):
        self.listing.write({"state": "active", "fulfillment_channel": "amazon"})
        for act in (self.listing.action_pause, self.listing.action_resume):
            with self.assertRaisesRegex(UserError, "removal order"):
                act()
        self.assertFalse(self.listing.publication_ids)
        self.assertFalse(self.listing.is_paused)

    def test_a_parent_is_not_paused(self):
        self.listing.write({"state": "active", "parentage": "parent"})
        with self.assertRaisesRegex(UserError, "pause its variants"):
            self.listing.action_pause()

    def test_what_is_in_a_feed_is_not_called_paused(self):
        self.listing.state = "active"
        self.start().state = "feed"
        answer = self.listing.action_pause()
        self.assertIn("in a feed", answer["params"]["message"])
        self.assertFalse(self.listing.is_paused)

    def test_a_paused_listing_is_published_with_none_and_without_a_stock_where_none_is_told(self):
        self.listing.write({"state": "active", "is_paused": True})
        self.assertIn('"quantity":0', self.built().document)
        self.template.requirements = "LISTING_PRODUCT_ONLY"
        self._define("LISTING_PRODUCT_ONLY")
        self.template.line_ids.filtered(lambda line: line.attribute == "fulfillment_availability").unlink()
        self.assertNotIn("fulfillment_availability", self.built().document)

    def test_what_was_changed_at_amazon_since_is_told_again_however_often_it_was_known(self):
        hours = [fields.Datetime.now() - timedelta(hours=number) for number in range(4)]
        self.listing.write({"state": "active", "amazon_updated_at": hours[3]})
        first = self.built()
        self.assertEqual((first.state, first.step), ("to_check", "match"))
        first.write({"state": "done", "done_at": hours[2]})
        known = self.built()
        self.assertEqual((known.state, known.done_at), ("done", hours[2]))
        self.listing.amazon_updated_at = hours[1]
        self.assertEqual(self.built().state, "to_check")

    def test_a_parent_whose_variants_are_archived_blocks_only_itself(self):
        self.listing.write(
            {"parentage": "parent", "family_tmpl_id": self.product.product_tmpl_id.id, "product_id": False}
        )
        self.product.product_tmpl_id.active = False
        self.env.invalidate_all()
        publication = self.built()
        self.assertEqual(publication.state, "blocked")
        self.assertIn("no_product", publication.finding_ids.mapped("code"))

    def test_one_failed_look_is_no_alarm_and_a_day_without_the_listing_is(self):
        publication = self.start()
        publication._accepted()
        publication._postpone("Amazon is not there.")
        refresh, issues = self.env["amazon.channel.publication.issue"]._refresh, self.env["amazon.channel.issue"]
        mine = [("code", "=", "publication_not_live"), ("channel_id", "=", self.channel.id), ("state", "=", "open")]
        refresh(self.channel)
        self.assertFalse(issues.search(mine))
        publication.sent_at = fields.Datetime.now() - timedelta(hours=25)
        publication._wait_longer()
        refresh(self.channel)
        self.assertEqual(issues.search(mine).action_open_record()["domain"][-1], ("id", "in", publication.ids))

    def test_a_resumed_listing_offers_what_is_wanted_or_what_was_sent_or_what_was_there(self):
        now = fields.Datetime.now()
        self.listing.write({"state": "active", "quantity_confirmed": 7, "quantity_wanted": 0})
        self.built("pause").state = "done"
        self.assertEqual(self.built("resume").quantity, 7)
        self.listing.write({"quantity_sent": 6, "quantity_sent_at": now})
        self.assertEqual(self.built("resume").quantity, 6)
        self.listing.write({"quantity_wanted": 3})
        self.assertEqual(self.built("resume").quantity, 3)

    # -- Findings ----------------------------------------------------------------------------------------------

    def finding(self, publication=None, **vals):
        publication = publication or self.listing.open_publication_id or self.start()
        publication._set_findings([{"severity": "error", "message": "So it is not.", **vals}])
        return publication.finding_ids

    def test_a_finding_leads_to_where_it_is_corrected(self):
        lines = {line.attribute: line for line in self.template.line_ids}
        cases = {
            "product": [
                {"code": "price_missing"},
                {"code": "sku_twice"},
                {"code": "title_missing", "line_id": lines["item_name"].id},
                {"code": "not_in_catalogue", "origin": "catalog"},
                {"code": "90220", "origin": "amazon", "attributes": "item_name"},
            ],
            "template": [
                {"code": "choice", "line_id": lines["condition_type"].id},
                {"code": "attribute_missing", "attributes": "color"},
                {"code": "90220", "origin": "amazon", "attributes": "bullet_point,brand"},
                {},
            ],
            False: [
                {"code": "quantity_unknown"},
                {"code": "no_product"},
                {"code": "unlinked"},
                {"code": "90220", "origin": "amazon", "attributes": "color"},
                {"code": "90220", "origin": "amazon"},
                {"code": "APPROVAL_REQUIRED", "origin": "restriction"},
            ],
        }
        records = {"product": self.product, "template": self.template}
        for place, findings in cases.items():
            for vals in findings:
                with self.subTest(place=place, **vals):
                    finding = self.finding(**vals).with_user(self.user)
                    self.assertEqual(finding.place, place)
                    if place:
                        action = finding.action_correct()
                        self.assertEqual(
                            (action["res_model"], action["res_id"]), (records[place]._name, records[place].id)
                        )

    def test_a_finding_on_a_pause_or_without_a_product_leads_nowhere(self):
        self.listing.state = "active"
        self.assertFalse(self.finding(self.start("pause"), code="price_missing").place)
        finding = self.finding(self.start(), code="price_missing")
        self.listing.product_id = False
        self.assertFalse(finding.place)
        with self.assertRaises(UserError):
            finding.action_correct()

    def test_amazons_objection_names_the_publication_that_it_holds_up(self):
        issue = {"listing_id": self.listing.id, "message": "So it is not.", "severity": "error"}
        issues = self.env["amazon.channel.listing.issue"].create(
            [{**issue, "code": "90220"}, {**issue, "code": "18742"}, {**issue, "code": "90220", "severity": "warning"}]
        )
        self.assertFalse(issues.with_user(self.user).blocked_publication_id)
        publication = self.start()
        self.finding(publication, code="90220", origin="amazon")
        issues.invalidate_recordset()
        held = [issue.blocked_publication_id for issue in issues.with_user(self.user)]
        none = publication.browse()
        self.assertEqual(held, [publication, none, none])

    def test_the_first_error_is_shown_before_earlier_warnings(self):
        publication = self.start()
        rows = [
            {"severity": "warning", "message": "Odd.", "fix": "Look."},
            {"severity": "error", "message": "Wrong.", "fix": "Mend it."},
        ]
        publication._set_findings(rows)
        self.assertEqual((publication.first_finding, publication.first_advice), ("Wrong.", "Mend it."))
        self.assertEqual((publication.error_count, publication.warning_count), (1, 1))
