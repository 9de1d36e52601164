"""Before a secret or a consent ends, administrators hear of it: early enough, and once."""

from datetime import date, timedelta

from odoo.tests import freeze_time, new_test_user, tagged

from .connection_common import ConnectionCase

TODAY = date(2026, 11, 23)


@freeze_time("2026-11-23 10:00:00")
@tagged("post_install", "-at_install")
class TestConnectionExpiry(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.application.secret_created_on = TODAY
        self.account.write({"authorization_kind": "website", "consented_on": TODAY})

    def check(self):
        self.env["amazon.channel.application"]._cron_check_expirations()

    def warnings(self, record):
        return record.activity_ids.filtered(lambda activity: activity.user_id == self.administrator)

    def secret_ends_in(self, days):
        self.application.secret_created_on = TODAY + timedelta(days=days - 180)

    def consent_ends_in(self, days):
        self.account.consented_on = TODAY + timedelta(days=days - 365)

    def test_a_secret_ends_after_180_days(self):
        self.assertEqual(self.application.secret_expires_on, TODAY + timedelta(days=180))
        self.assertEqual((self.application.secret_days_left, self.application.secret_state), (180, "good"))
        self.secret_ends_in(30)
        self.assertEqual(self.application.secret_state, "soon")
        self.secret_ends_in(-1)
        self.assertEqual(self.application.secret_state, "over")
        self.application.secret_created_on = False
        self.assertEqual(self.application.secret_state, "none")

    def test_a_consent_ends_after_a_year_that_of_a_private_application_never(self):
        self.assertEqual(self.account.consent_expires_on, TODAY + timedelta(days=365))
        self.account.authorization_kind = "self"
        self.assertFalse(self.account.consent_expires_on)
        self.assertEqual(self.account.consent_state, "none")

    def test_nobody_is_bothered_early(self):
        self.secret_ends_in(91)
        self.consent_ends_in(61)
        self.check()
        self.assertFalse(self.warnings(self.application) + self.warnings(self.account))

    def test_each_threshold_warns_once(self):
        for days, warned in ((90, True), (89, False), (31, False), (30, True), (8, False), (7, True), (0, False)):
            with self.subTest(days=days):
                # As time passes, without anybody entering a date.
                self.env.cr.execute(
                    "UPDATE amazon_channel_application SET secret_expires_on = %s WHERE id = %s",
                    [TODAY + timedelta(days=days), self.application.id],
                )
                self.application.invalidate_recordset()
                before = self.warnings(self.application)
                self.check()
                after = self.warnings(self.application)
                self.assertEqual(bool(after - before), warned)
                self.assertEqual(len(after), 1, "a new warning takes the place of the former one")

    def test_a_consent_warns_60_30_and_7_days_before(self):
        for days in (60, 30, 7):
            self.consent_ends_in(days)
            self.check()
            self.assertEqual(self.warnings(self.account).date_deadline, TODAY + timedelta(days=days))
            self.check()
            self.assertEqual(len(self.warnings(self.account)), 1)

    def test_only_administrators_of_the_company_are_warned(self):
        stranger = new_test_user(self.env, "conn_stranger", "base.group_system")
        self.secret_ends_in(5)
        self.check()
        self.assertIn(self.administrator, self.application.activity_ids.user_id)
        self.assertNotIn(stranger, self.application.activity_ids.user_id)
        self.assertNotIn(self.manager, self.application.activity_ids.user_id)

    def test_a_new_secret_takes_the_warning_away(self):
        self.secret_ends_in(5)
        self.check()
        self.application.lwa_client_secret = "fresh"
        self.assertEqual(self.application.secret_days_left, 180)
        self.assertFalse(self.warnings(self.application))
        self.secret_ends_in(5)
        self.check()
        self.assertTrue(self.warnings(self.application), "the next secret is warned about as well")

    def test_a_new_consent_takes_the_warning_away(self):
        self.consent_ends_in(5)
        self.check()
        self.assertTrue(self.warnings(self.account))
        self.account._store_consent("SELLER1", "Atzr|fresh", "website")
        self.assertFalse(self.warnings(self.account))
        self.assertEqual(self.account.consent_days_left, 365)
