import json

from odoo.tests import tagged

from amazon_simulator import KINDS

from .. import checks
from ..mutations import mutated
from .common import REGIONS, EndToEndCase

DOCUMENTS = 320
USUAL = [name for name, kind in KINDS.items() if kind.weight]


@tagged("post_install", "-at_install")
class TestDamagedOrders(EndToEndCase):
    """Documents with values missing, of the wrong type, huge, negative, unreadable: nothing crashes, nothing is lost,
    and what is imported is right to the cent."""

    regions = REGIONS

    def documents_of_account(self, number):
        """Orders of every kind, one list for each account."""
        self.simulator.generate_orders(number, USUAL)
        documents = self.simulator.list_orders(limit=number)
        regions = {channel.marketplace_id.amazon_ref: channel.account_id for channel in self.channels}
        grouped = {}
        for document in documents:
            account = regions[document["salesChannel"]["marketplaceId"]]
            grouped.setdefault(account, []).append(document)
        return grouped

    def store(self, account, documents):
        with self.request() as env:
            orders = env["amazon.channel.order"]
            return orders._store_documents(env["amazon.channel.account"].browse(account.id), documents)

    def test_damaged_orders_are_kept_and_never_become_a_wrong_sale(self):
        damages, kept = {}, []
        for account, documents in self.documents_of_account(DOCUMENTS).items():
            damaged = [mutated(document, document["orderId"]) for document in documents]
            damages.update({json.dumps(document, sort_keys=True): what for document, what in damaged})
            self.store(account, [document for document, _what in damaged])
        self.process_orders()
        for row in checks.inbox(self.env, self.accounts):
            kept.append(row["payload"])
            what = damages[row["payload"]]
            with self.subTest(row["amazon_order_ref"], damage=what):
                self.assertEqual(checks.damaged_problems(row), [])
        self.assertEqual(sorted(kept), sorted(damages))

    def test_a_damaged_update_never_makes_a_right_sale_wrong(self):
        documents = self.documents_of_account(80)
        self.sync()
        originals = {row["amazon_order_ref"]: row for row in checks.inbox(self.env, self.accounts)}
        for account, orders in documents.items():
            self.store(account, [self._damaged_update(document) for document in orders])
        self.process_orders()
        for row in checks.inbox(self.env, self.accounts):
            original = originals.get(row["amazon_order_ref"])
            if original and original["sale_order_id"]:
                with self.subTest(row["amazon_order_ref"]):
                    self.assertEqual(checks.updated_problems(original, row), [])

    @staticmethod
    def _damaged_update(document):
        number, updated = document["orderId"], document["lastUpdatedTime"]
        damaged, _what = mutated(document, f"update {number}")
        return {**damaged, "orderId": number, "lastUpdatedTime": updated}

    def test_a_whole_document_heals_what_a_damaged_one_held(self):
        documents = self.documents_of_account(80)
        for account, orders in documents.items():
            self.store(account, [self._damaged_update(document) for document in orders])
        self.process_orders()
        self.sync()
        genuine = [document for orders in documents.values() for document in orders]
        self.assertEqual(checks.problems(self.env, self.accounts, genuine), [])

    def test_what_is_no_document_at_all_is_kept_too(self):
        rubbish = [None, 7, "text", [], {}, {"orderId": None}, {"orderId": "\ud800"}, {"orderId": "x" * 500}]
        counts = self.store(self.account, rubbish)
        self.assertEqual(counts["new"], len(rubbish))
        self.process_orders()
        self.assertEqual(set(self.inbox().mapped("state")), {"held"})
        self.assertTrue(all(self.inbox().mapped("hold_reason")))

    def test_one_damaged_order_on_a_page_does_not_keep_the_others_away(self):
        numbers = self.simulator.generate_orders(30, ["us_facilitator_tax"], ["US"])
        # As it would come over the wire: broken where every order must have it.
        self.simulator.change_order(numbers[7], {"orderItems": [{"orderItemId": 5, "product": {}}]})
        self.sync()
        rows = self.inbox(*numbers)
        self.assertEqual(len(rows), 30)
        self.assertEqual(rows.filtered(lambda row: row.state != "imported").mapped("amazon_order_ref"), [numbers[7]])
