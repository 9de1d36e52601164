"""Shipping texts, which the order report brings: on the orders, on the mapping screen, as a release."""

from odoo.tests import tagged

from .audit_common import AuditCase, line
from .order_documents import order


@tagged("post_install", "-at_install")
class TestShippingText(AuditCase):
    def setUp(self):
        super().setUp()
        self.mappings = self.channel.shipping_mapping_ids

    def lines(self, method):
        """The lines of a method, as (text, delivery method)."""
        self.env.invalidate_all()
        lines = self.channel.shipping_mapping_ids.filtered(lambda line: line.amazon_method == method)
        return sorted((line.shipping_text or "", line.carrier_id.name or "") for line in lines)

    def reported(self, text, *documents):
        self.audit(*[line(document["orderId"], text=text) for document in documents])

    def test_report_brings_the_text_of_every_order(self):
        documents = [order(), order()]
        rows = self.receive(*documents)
        self.reported("Std US D2D Dom", *documents)
        self.assertEqual(rows.mapped("shipping_text"), ["Std US D2D Dom"] * 2)
        self.reported("", *documents)
        self.assertEqual(rows.mapped("shipping_text"), ["Std US D2D Dom"] * 2)

    def test_text_survives_when_the_order_changes(self):
        document = order()
        row = self.receive(document)
        self.reported("Std US D2D Dom", document)
        self.receive({**document, "lastUpdatedTime": "2026-03-02T09:00:00Z"})
        self.assertEqual(row.shipping_text, "Std US D2D Dom")

    def test_question_without_text_is_given_its_text(self):
        document = order(service="PRIORITY")
        self.receive(document)
        self.assertEqual(self.lines("priority"), [("", "")])
        self.reported("Pri US Dom", document)
        self.assertEqual(self.lines("priority"), [("Pri US Dom", "")])

    def test_every_further_text_becomes_a_question_of_its_own(self):
        first, second = order(service="PRIORITY"), order(service="PRIORITY")
        self.receive(first, second)
        self.audit(line(first["orderId"], text="Pri A"), line(second["orderId"], text="Pri B"))
        self.assertEqual(self.lines("priority"), [("Pri A", ""), ("Pri B", "")])
        self.reported("pri a", first)
        self.assertEqual(len(self.lines("priority")), 2)

    def test_text_that_the_method_answers_is_no_question(self):
        document = order()
        self.receive(document)
        self.reported("Std Alaska Dom", document)
        self.assertNotIn(("Std Alaska Dom", ""), self.lines("standard"))

    def test_text_of_an_order_that_amazon_ships_is_no_question(self):
        document = order(service="PRIORITY", by="AMAZON")
        self.receive(document)
        self.reported("Pri FBA", document)
        self.assertEqual(self.lines("priority"), [])

    def test_order_whose_text_is_answered_already_is_released(self):
        document = order(service="PRIORITY")
        row = self.receive(document)
        self.assertEqual(row.state, "held")
        self.mappings.create(
            {"channel_id": self.channel.id, "shipping_text": "Pri US Dom", "carrier_id": self.express.id}
        )
        self.process()
        self.assertEqual(row.state, "held")  # nobody knows its text yet
        self.reported("PRI us dom", document)
        self.process()
        self.assertEqual((row.state, row.sale_order_id.carrier_id), ("imported", self.express))

    def test_answer_to_a_text_releases_its_orders_whatever_their_method(self):
        document = order(service="PRIORITY")
        row = self.receive(document)
        self.reported("Std Alaska Dom", document)
        self.mappings.create(
            {
                "channel_id": self.channel.id,
                "amazon_method": "expedited",
                "shipping_text": "Std Alaska Dom",
                "carrier_id": self.express.id,
            }
        )
        self.process()
        self.assertEqual(row.sale_order_id.carrier_id, self.express)

    def test_orders_wait_at_the_line_of_their_text(self):
        documents = [order(service="PRIORITY") for _index in range(3)]
        self.receive(*documents)
        first, second, third = (document["orderId"] for document in documents)
        self.audit(line(first, text="Pri A"), line(second, text="Pri A"), line(third, text="Pri B"))
        lines = self.channel.shipping_mapping_ids.filtered("waiting_count")
        self.assertEqual({line.shipping_text: line.waiting_count for line in lines}, {"Pri A": 2, "Pri B": 1})

    def test_number_of_queries_does_not_grow_with_texts(self):
        documents = [order(service="PRIORITY") for _index in range(12)]
        self.receive(*documents)
        services = [(self.channel.id, "priority", (), f"Text {number}") for number in range(60)]
        texts = self.env["amazon.channel.shipping.mapping"]

        def queries(some):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            texts._learn_texts(self.account.channel_ids, some)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(services[:5])
        self.assertLessEqual(queries(services[30:]), queries(services[5:10]) + 2)
