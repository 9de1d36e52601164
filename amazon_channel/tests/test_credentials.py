"""Credentials: encrypted with a key outside the database, and out of everybody's sight."""

from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import config, file_open

from ..tools import secret_store
from .connection_common import SECRET, TOKEN, ConnectionCase

KEY, FORMER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def configured(*keys):
    """The configuration file names these keys."""
    return patch.dict(config.options, {secret_store.OPTION: ", ".join(keys)})


@tagged("post_install", "-at_install")
class TestCredentialsStore(BaseCase):
    def test_without_a_key_secrets_are_stored_as_they_are(self):
        with configured():
            self.assertEqual(secret_store.seal(SECRET), SECRET)
            self.assertEqual(secret_store.reveal(SECRET), SECRET)
            self.assertEqual(secret_store.condition(SECRET), "plain")
            self.assertEqual(secret_store.key_state(), "none")

    def test_with_a_key_they_are_not_readable_without_it(self):
        with configured(KEY):
            sealed = secret_store.seal(SECRET)
            self.assertTrue(sealed.startswith("fernet:"))
            self.assertNotIn(SECRET, sealed)
            self.assertEqual(secret_store.reveal(sealed), SECRET)
            self.assertEqual(secret_store.condition(sealed), "encrypted")
        for keys, cause in (((), "no_key"), ((FORMER_KEY,), "wrong_key"), (("rubbish",), "bad_key")):
            with configured(*keys), self.assertRaises(secret_store.SecretStoreError) as caught:
                secret_store.reveal(sealed)
            self.assertEqual(caught.exception.cause, cause)

    def test_a_key_can_be_replaced(self):
        with configured(FORMER_KEY):
            sealed = secret_store.seal(SECRET)
        with configured(KEY, FORMER_KEY):
            self.assertEqual(secret_store.reveal(sealed), SECRET)
            self.assertEqual(secret_store.condition(sealed), "outdated")
            self.assertEqual(secret_store.condition(secret_store.seal(SECRET)), "encrypted")

    def test_nothing_stays_nothing(self):
        with configured(KEY):
            self.assertFalse(secret_store.seal(""))
            self.assertFalse(secret_store.reveal(False))
            self.assertEqual(secret_store.condition(None), "empty")

    def test_a_damaged_value_is_unreadable_not_a_crash(self):
        with configured(KEY):
            for stored in ("fernet:", "fernet:rubbish", "fernet:ä"):
                self.assertEqual(secret_store.condition(stored), "unreadable")
                self.assertFalse(secret_store.reveal_or_false(stored))

    def test_a_bad_key_is_an_error_not_plain_text(self):
        with configured("rubbish"):
            self.assertEqual(secret_store.key_state(), "bad")
            with self.assertRaises(secret_store.SecretStoreError):
                secret_store.seal(SECRET)


@tagged("post_install", "-at_install")
class TestCredentials(ConnectionCase):
    def stored(self, record, column):
        record.env.flush_all()
        self.env.cr.execute(f"SELECT {column} FROM {record._table} WHERE id = %s", [record.id])
        return self.env.cr.fetchone()[0]

    def test_what_is_written_is_encrypted_and_read_as_before(self):
        with configured(KEY):
            self.account.refresh_token = "Atzr|new"
            self.application.lwa_client_secret = "new secret"
            self.assertTrue(self.stored(self.account, "refresh_token_stored").startswith("fernet:"))
            self.assertTrue(self.stored(self.application, "lwa_client_secret_stored").startswith("fernet:"))
            self.env.invalidate_all()
            self.assertEqual(self.account.refresh_token, "Atzr|new")
            self.assertEqual(self.application.lwa_client_secret, "new secret")
            self.assertEqual(self.account._amazon_credentials().refresh_token, "Atzr|new")

    def test_a_lost_key_stops_the_account_with_words(self):
        with configured(KEY):
            self.account.refresh_token = "Atzr|new"
            self.env.flush_all()
        for keys, words in (((), "encrypted"), ((FORMER_KEY,), "former key back"), (("rubbish",), "is not a key")):
            self.env.invalidate_all()
            with configured(*keys):
                with self.refused(words):
                    self.account.action_test_connection()
                self.assertEqual(self.account.state, "reauthorize")
                self.assertFalse(self.account.refresh_token, "the screen opens")
                self.assertTrue(self.account.has_refresh_token)

    def test_a_lost_key_does_not_break_the_poll_of_other_accounts(self):
        with configured(KEY):
            self.account.write({"refresh_token": "Atzr|new", "state": "connected"})
            self.env.flush_all()
        with self.env.registry.cursor() as cr:
            account = self.account.with_env(self.env(cr=cr))
            account.env["amazon.channel.order.fetch"]._fetch(account)
        self.env.invalidate_all()
        self.assertEqual(self.account.state, "reauthorize")
        self.assertIn("amazon_channel_key", self.account.last_error)

    def test_encrypt_now(self):
        settings = self.env["res.config.settings"]
        with configured(FORMER_KEY):
            self.application.lwa_client_secret = "another"
            self.env.flush_all()
        with configured(KEY, FORMER_KEY):
            before = settings.create({})
            self.assertGreaterEqual(before.amazon_channel_plain_count, 1)
            self.assertGreaterEqual(before.amazon_channel_outdated_count, 1)
            before.action_amazon_channel_encrypt()
            after = settings.create({})
            self.assertEqual(after.amazon_channel_plain_count + after.amazon_channel_outdated_count, 0)
        with configured(KEY):
            self.env.invalidate_all()
            self.assertEqual(self.account.refresh_token, TOKEN)
            self.assertEqual(self.application.lwa_client_secret, "another")

    def test_encrypt_now_needs_a_key_and_an_administrator(self):
        settings = self.env["res.config.settings"].create({})
        with configured(), self.assertRaises(UserError):
            settings.action_amazon_channel_encrypt()
        with configured(KEY), self.assertRaises(AccessError):
            settings.with_user(self.manager).action_amazon_channel_encrypt()

    def test_encrypting_does_not_make_a_secret_younger(self):
        self.application.secret_created_on = "2026-01-01"
        with configured(KEY):
            self.env["res.config.settings"].create({}).action_amazon_channel_encrypt()
        self.assertEqual(str(self.application.secret_created_on), "2026-01-01")

    # -- Who sees them -----------------------------------------------------------------------------------------

    def test_only_administrators_see_credentials(self):
        manager = self.manager
        accountant = new_test_user(self.env, "conn_accountant", "account.group_account_invoice")
        accountant.write({"company_ids": [(4, self.company.id)]})
        for user in (manager, accountant):
            user.group_ids += self.env.ref("base.group_allow_export")
            for name in ("refresh_token", "refresh_token_stored", "oauth_nonce", "orders_page_token"):
                with self.assertRaises(AccessError):
                    self.account.with_user(user).read([name])
                with self.assertRaises(AccessError):
                    self.account.with_user(user).export_data([name])
                with self.assertRaises(AccessError):
                    self.env["amazon.channel.account"].with_user(user).search([(name, "=like", "A%")])
        for name in ("lwa_client_secret", "lwa_client_secret_stored"):
            with self.assertRaises(AccessError):
                self.application.with_user(manager).read([name])
            with self.assertRaises(AccessError):
                self.application.with_user(manager).write({name: "mine"})
        self.assertEqual(self.account.with_user(self.administrator).refresh_token, TOKEN)

    def test_credentials_are_neither_copied_nor_tracked(self):
        copy = self.account.copy({"name": "Copy"})
        self.assertFalse(copy.refresh_token)
        self.assertFalse(self.application.copy({"lwa_client_id": "other"}).lwa_client_secret)
        for record in (self.account, self.application):
            for name, field in record._fields.items():
                if "secret" in name or "token" in name or "nonce" in name:
                    self.assertFalse(getattr(field, "tracking", None) and field.type == "char", name)

    def test_spaces_around_a_pasted_secret_are_dropped(self):
        self.application.lwa_client_secret = " secret\n"
        self.assertEqual(self.application.lwa_client_secret, "secret")

    def test_a_new_secret_is_dated_today_unless_somebody_knows_better(self):
        today = self.env["amazon.channel.application"].create({"name": "A", "lwa_client_id": "a"})
        self.assertFalse(today.secret_created_on)
        today.lwa_client_secret = "new"
        self.assertEqual(today.secret_created_on, self.env.cr.now().date())
        today.write({"lwa_client_secret": "newer", "secret_created_on": "2026-02-03"})
        self.assertEqual(str(today.secret_created_on), "2026-02-03")
        today.write({"lwa_client_secret": "newer"})
        self.assertEqual(str(today.secret_created_on), "2026-02-03", "the same secret is as old as before")

    def test_a_copied_database_acts_for_nobody(self):
        self.account.write({"state": "connected", "orders_page_token": "page"})
        channel = self.env["amazon.channel"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.env["amazon.channel.marketplace"].search([], limit=1).id,
                "mode": "live",
            }
        )
        self.env.flush_all()
        with file_open("amazon_channel/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(self.account.refresh_token)
        self.assertFalse(self.account.orders_page_token)
        self.assertFalse(self.application.lwa_client_secret)
        self.assertEqual((self.account.state, channel.mode), ("draft", "shadow"))

    # -- The simulator's address -------------------------------------------------------------------------------

    def test_the_simulator_is_this_machine_or_https(self):
        settings = self.env["res.config.settings"]
        for url in ("http://example.com", "127.0.0.1:8099", "http://169.254.169.254/"):
            with self.assertRaises(UserError):
                settings.create({"amazon_channel_simulator_url": url}).set_values()
        settings.create({"amazon_channel_simulator_url": " http://127.0.0.1:8099/ "}).set_values()
        self.assertEqual(
            self.env["ir.config_parameter"].get_param("amazon_channel.simulator_url"), "http://127.0.0.1:8099"
        )
