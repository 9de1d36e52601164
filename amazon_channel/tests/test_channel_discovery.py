"""Discover Channels: one channel for each marketplace, complete enough to receive orders."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .connection_common import BRITAIN, CANADA, US, ConnectionCase, participation

MEXICO = "A1AM78C64UM0Y8"


@tagged("post_install", "-at_install")
class TestChannelDiscovery(ConnectionCase):
    def discover(self):
        return self.account.with_user(self.administrator).action_discover_channels()

    def channel(self, ref):
        return self.account.channel_ids.filtered(lambda channel: channel.marketplace_id.amazon_ref == ref)

    def test_one_channel_for_each_marketplace(self):
        action = self.discover()
        self.assertEqual(self.account.state, "connected")
        self.assertEqual(set(self.account.channel_ids.mapped("name")), {"Amazon US", "Amazon CA"})
        self.assertIn("New channels: Amazon CA, Amazon US", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["tag"], "soft_reload")

    def test_a_new_channel_reads_only_and_is_complete(self):
        self.discover()
        channel = self.channel(CANADA)
        self.assertEqual(channel.mode, "shadow")
        self.assertEqual(channel.company_id, self.company)
        self.assertEqual(channel.currency_id.name, "CAD")
        self.assertTrue(channel.currency_id.active)
        self.assertEqual(channel.language_code, "en_CA")
        self.assertEqual(channel.pricelist_id.currency_id.name, "CAD")
        self.assertEqual(channel.warehouse_id.company_id, self.company)
        self.assertEqual(channel.team_id.name, "Amazon")
        self.assertEqual(channel.tax_collected_policy, "off")
        self.assertEqual(channel.tax_difference_policy, "flag")

    def test_channels_share_the_team(self):
        self.discover()
        self.assertEqual(len(self.account.channel_ids.team_id), 1)

    def test_a_pricelist_in_the_currency_is_taken(self):
        dollars = self.env.ref("base.USD")
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": dollars.id, "company_id": self.company.id, "sequence": 1}
        )
        self.discover()
        self.assertEqual(self.channel(US).pricelist_id, pricelist)

    def test_a_warehouse_in_the_country_is_preferred(self):
        partner = self.env["res.partner"].create({"name": "Toronto", "country_id": self.env.ref("base.ca").id})
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Toronto", "code": "TOR", "company_id": self.company.id, "partner_id": partner.id}
        )
        self.discover()
        self.assertEqual(self.channel(CANADA).warehouse_id, warehouse)
        self.assertNotEqual(self.channel(US).warehouse_id, warehouse)

    def test_the_united_states_get_their_four_shipping_services(self):
        self.discover()
        self.assertEqual(len(self.channel(US).shipping_mapping_ids), 4)
        self.assertFalse(self.channel(CANADA).shipping_mapping_ids)

    def test_what_exists_is_left_alone(self):
        self.discover()
        self.channel(US).write({"name": "My shop", "mode": "live"})
        self.channel(CANADA).active = False
        self.amazon.participations.append(participation(MEXICO, currency="MXN"))
        action = self.discover()
        self.assertIn("New channels: Amazon MX", action["params"]["message"])
        self.assertIn("Already there: 2", action["params"]["message"])
        self.assertRecordValues(self.channel(US), [{"name": "My shop", "mode": "live"}])
        self.assertEqual(self.env["amazon.channel"].search_count([("account_id", "=", self.account.id)]), 2)

    def test_what_is_not_ours_is_named_or_ignored(self):
        self.amazon.participations += [
            participation("A9", "Amazon.cl", "www.amazon.cl"),
            participation("A2ZV50J4W1RKNI", "Non-Amazon US", "sim1.stores.amazon.com"),
            participation(BRITAIN, "Amazon.co.uk", "www.amazon.co.uk"),
            participation(MEXICO, participation={"isParticipating": False, "hasSuspendedListings": False}),
        ]
        action = self.discover()
        self.assertEqual(len(self.account.channel_ids), 2)
        self.assertIn("Not supported yet: Amazon.cl", action["params"]["message"])
        self.assertNotIn("Non-Amazon", action["params"]["message"])

    def test_entries_without_sense_break_nothing(self):
        self.amazon.participations = [
            {},
            {"marketplace": None, "participation": None},
            {"marketplace": "US", "participation": {"isParticipating": True}},
            {"marketplace": {"id": None}, "participation": {"isParticipating": True}},
            {"marketplace": {"id": CANADA}, "participation": {}},
            {"marketplace": {"id": US}, "participation": {"isParticipating": True}},
        ]
        self.discover()
        channel = self.account.channel_ids
        self.assertEqual(channel.marketplace_id.amazon_ref, US)
        self.assertEqual((channel.currency_id.name, channel.language_code), ("USD", "en_US"))

    def test_amazon_s_currency_and_language_win(self):
        self.amazon.participations = [participation(US, currency="EUR", language="es_US")]
        self.discover()
        channel = self.account.channel_ids
        self.assertEqual((channel.currency_id.name, channel.language_code), ("EUR", "es_US"))
        self.assertEqual(channel.pricelist_id.currency_id.name, "EUR")

    def test_suspended_listings_are_mentioned(self):
        self.amazon.participations[0]["participation"]["hasSuspendedListings"] = True
        self.assertIn("suspended listings on: Amazon", self.discover()["params"]["message"])

    def test_a_second_account_of_a_marketplace_is_told_apart(self):
        self.discover()
        other = self.account.copy({"name": "Second", "refresh_token": "Atzr|second"})
        other.action_discover_channels()
        self.assertIn("Amazon US (Second)", other.channel_ids.mapped("name"))

    def test_nothing_is_written_before_amazon_has_answered(self):
        writes = []
        note = lambda _self, vals: writes.append(len(self.amazon.requests))  # noqa: E731
        with patch.object(type(self.account), "write", note):
            self.account.action_discover_channels()
        self.assertTrue(writes)
        self.assertTrue(all(count == 2 for count in writes), "login and call were over")

    def test_only_administrators_discover(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.manager).action_discover_channels()
        self.assertFalse(self.amazon.requests)

    def test_a_refusal_is_worded_and_kept(self):
        self.amazon.login = (400, {"error": "invalid_grant"})
        with self.refused("consent"):
            self.discover()
        self.assertEqual(self.account.state, "reauthorize")
