"""Two workers find the same thing at the same time: one issue, and both transactions live."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestIssueWorkers(TransactionCase):
    """Sessions of their own, that commit: only so do they get in each other's way.

    The issues are about countries: every session sees those, and no real issue is about one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country_ids = cls.env["res.country"].search([], limit=3, order="id").ids

    def setUp(self):
        super().setUp()
        self.addCleanup(self.delete_all)

    def delete_all(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("DELETE FROM amazon_channel_issue WHERE res_model = 'res.country'")

    @contextmanager
    def worker(self):
        """An environment of a session of its own, with its snapshot taken."""
        with db_connect(self.env.cr.dbname).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute("SELECT 1")
            yield env

    def open_issue(self, env, name="It broke.", which=(0,)):
        """Open an issue for some of the three countries."""
        countries = env["res.country"].browse([self.country_ids[number] for number in which])
        return env["amazon.channel.issue"]._open_all(
            [(country, "document_failed", name, "Mend it.", "") for country in countries]
        )

    def opened(self, env):
        return env["amazon.channel.issue"].search([("res_model", "=", "res.country")])

    def test_an_issue_that_another_worker_has_just_opened_is_not_doubled(self):
        with self.worker() as slow, self.worker() as quick:
            self.open_issue(quick)
            quick.cr.commit()
            self.assertFalse(self.open_issue(slow))
            # The transaction goes on as if nothing had happened.
            slow.cr.execute("SELECT 1")
            slow.cr.commit()
            self.assertEqual(len(self.opened(slow)), 1)

    def test_the_others_of_a_batch_are_opened_all_the_same(self):
        with self.worker() as slow, self.worker() as quick:
            self.open_issue(quick, which=[1])
            quick.cr.commit()
            self.assertEqual(len(self.open_issue(slow, which=[0, 1, 2])), 2)
            slow.cr.commit()
            self.assertEqual(len(self.opened(slow)), 3)

    def test_an_issue_that_a_person_is_writing_keeps_its_words(self):
        with self.worker() as worker, self.worker() as person:
            self.open_issue(worker)
            worker.cr.commit()
            person.cr.commit()
            worker.cr.execute("SELECT 1")
            issue = self.opened(person)
            issue.action_snooze_day()
            person.flush_all()
            self.open_issue(worker, name="It broke again.")
            person.cr.commit()
            self.open_issue(worker, name="It broke once more.")
            worker.cr.commit()
            self.assertEqual(self.opened(worker).name, "It broke.")
            self.assertTrue(self.opened(worker).snoozed)
