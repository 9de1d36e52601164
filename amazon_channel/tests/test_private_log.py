import psycopg2

from odoo.tests import TransactionCase, tagged

from ..tools.private_log import values_withheld


@tagged("post_install", "-at_install")
class TestPrivateLog(TransactionCase):
    def test_a_query_that_fails_is_logged_without_its_values(self):
        with self.assertLogs("odoo.sql_db", "ERROR") as log, values_withheld():
            self._fail("Rosalind Fairweather, 7 Larch Lane")
        self.assertNotIn("Rosalind", "".join(log.output))
        self.assertIn("values withheld", "".join(log.output))

    def test_afterwards_queries_are_logged_as_usual(self):
        with values_withheld():
            pass
        with self.assertLogs("odoo.sql_db", "ERROR") as log:
            self._fail("harmless")
        self.assertIn("harmless", "".join(log.output))

    def _fail(self, text):
        with self.assertRaises(psycopg2.DataError), self.env.cr.savepoint():
            self.env.cr.execute("SELECT %s::integer", [text])
