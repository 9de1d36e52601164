"""The wizard asks for what is missing, and loses nothing of what was entered."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .connection_common import CLIENT_ID, SECRET, US, ConnectionCase


@tagged("post_install", "-at_install")
class TestConnectionWizard(ConnectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.us = cls.env["amazon.channel.marketplace"].search([("amazon_ref", "=", US)])

    def wizard(self, **context):
        env = self.env(user=self.administrator, context={"allowed_company_ids": [self.company.id], **context})
        return Form(env["amazon.channel.connect"])

    def test_the_only_application_is_proposed(self):
        self.assertEqual(self.wizard().application_id, self.application)

    def test_a_new_application_and_a_token(self):
        self.application.active = False
        form = self.wizard()
        form.way = "token"
        form.lwa_client_id = "amzn1.application-oa2-client.new"
        form.lwa_client_secret = "new-secret"
        form.marketplace_id = self.us
        form.refresh_token = "Atzr|pasted "
        wizard = form.save()
        action = wizard.action_connect()["params"]["next"]
        self.assertEqual(action["type"], "ir.actions.server")
        account = wizard.account_id
        self.assertRecordValues(
            account,
            [
                {
                    "name": "Larkspur North America",
                    "region": "na",
                    "company_id": self.company.id,
                    "environment": "production",
                    "authorization_kind": "self",
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(account.refresh_token, "Atzr|pasted")
        self.assertEqual(account.application_id.lwa_client_secret, "new-secret")
        self.assertFalse(self.amazon.requests, "Amazon is asked by the next request, when all is stored")
        self.assertFalse(wizard.refresh_token_stored or wizard.lwa_client_secret_stored)

        server_action = self.env["ir.actions.server"].browse(action["id"])
        result = server_action.with_user(self.administrator).with_context(**action["context"]).run()
        self.assertEqual(account.state, "connected")
        self.assertEqual(len(account.channel_ids), 2)
        self.assertEqual(result["params"]["next"]["res_id"], account.id)

    def test_pressing_connect_again_after_a_refusal_makes_no_second_account(self):
        form = self.wizard()
        form.way = "token"
        form.marketplace_id = self.us
        form.refresh_token = "Atzr|wrong"
        wizard = form.save()
        wizard.action_connect()
        account = wizard.account_id
        wizard.refresh_token = "Atzr|right"
        wizard.action_connect()
        self.assertEqual(wizard.account_id, account)
        self.assertEqual(account.refresh_token, "Atzr|right")

    def test_the_website_way_goes_to_amazon(self):
        form = self.wizard()
        form.marketplace_id = self.us
        wizard = form.save()
        action = wizard.action_connect()
        self.assertIn("sellercentral.amazon.com/apps/authorize/consent", action["url"])
        self.assertEqual(wizard.account_id.authorization_kind, "website")
        self.assertEqual(wizard.account_id.home_marketplace_id, self.us)
        self.assertFalse(wizard.account_id.has_refresh_token)

    def test_an_account_is_renewed_with_a_token_only(self):
        form = self.wizard(default_account_id=self.account.id)
        self.assertEqual((form.application_id, form.way), (self.application, "token"))
        form.marketplace_id = self.us
        form.refresh_token = "Atzr|renewed"
        form.save().action_connect()
        self.assertEqual(self.account.refresh_token, "Atzr|renewed")
        self.assertEqual(self.account.name, "Larkspur America")

    def test_accounts_of_one_region_are_numbered(self):
        names = []
        for _time in range(2):
            form = self.wizard()
            form.marketplace_id = self.us
            wizard = form.save()
            wizard.action_connect()
            names.append(wizard.account_id.name)
        self.assertEqual(names, ["Larkspur North America", "Larkspur North America 2"])

    def test_secrets_in_the_wizard_are_encrypted_too(self):
        with patch("odoo.addons.amazon_channel.tools.secret_store.seal", side_effect=lambda text: text and "sealed"):
            form = self.wizard()
            form.way = "token"
            form.marketplace_id = self.us
            form.refresh_token = "Atzr|pasted"
            self.assertEqual(form.save().refresh_token_stored, "sealed")

    def test_only_administrators_connect(self):
        with self.assertRaises(AccessError):
            self.env["amazon.channel.connect"].with_user(self.manager).create({"marketplace_id": self.us.id})

    def test_the_application_keeps_its_own_credentials(self):
        form = self.wizard()
        form.marketplace_id = self.us
        form.save().action_connect()
        self.assertEqual((self.application.lwa_client_id, self.application.lwa_client_secret), (CLIENT_ID, SECRET))
