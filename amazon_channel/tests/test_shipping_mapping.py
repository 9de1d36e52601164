"""Shipping mappings: Amazon's services as questions, their answers, and which answer decides."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .order_common import OrderCase
from .order_documents import item, order


@tagged("post_install", "-at_install")
class TestShippingMapping(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mappings = cls.env["amazon.channel.shipping.mapping"]

    def create_mapping(self, carrier=None, channel=None, **vals):
        return self.mappings.create(
            {"channel_id": (channel or self.channel).id, "carrier_id": carrier and carrier.id, **vals}
        )

    def carrier_of(self, **fields):
        """The delivery method of an order with these fields."""
        return self.imported(order(**fields)).carrier_id

    # -- Which answer decides ----------------------------------------------------------------------------------

    def test_channel_of_the_united_states_knows_amazons_four_default_services(self):
        services = self.channel.shipping_mapping_ids.mapped(lambda line: (line.shipping_text, line.amazon_method))
        self.assertEqual(
            sorted(services),
            [
                ("Econ US Dom", "free_economy"),
                ("Exp US D2D Dom", "expedited"),
                ("Second US D2D Dom", "second_day"),
                ("Std US D2D Dom", "standard"),
            ],
        )

    def test_default_services_wait_for_their_delivery_method(self):
        unanswered = self.channel.shipping_mapping_ids.filtered(lambda line: not line.carrier_id)
        self.assertEqual(len(unanswered), 3)  # the fourth one was answered by these tests
        self.assertEqual(self.receive(order(service="SECOND_DAY")).state, "held")

    def test_other_channels_start_without_services(self):
        self.assertEqual(self.channels["DE"].shipping_mapping_ids.mapped("amazon_method"), ["standard"])

    def test_program_decides_before_the_method_alone(self):
        self.create_mapping(self.express, amazon_method="standard", program="prime")
        self.assertEqual(self.carrier_of(programs=["PRIME"]), self.express)
        self.assertEqual(self.carrier_of(), self.parcel)

    def test_program_without_a_line_of_its_own_takes_the_method(self):
        self.assertEqual(self.carrier_of(programs=["PREMIUM"]), self.parcel)

    def test_text_of_a_report_decides_before_the_method(self):
        self.create_mapping(self.express, shipping_text="Std Alaska Dom")
        found = self.mappings._match(self.channel, "standard", ("prime",), " std alaska dom ")
        self.assertEqual(found.carrier_id, self.express)

    def test_text_on_the_order_decides_its_delivery_method(self):
        self.create_mapping(self.express, shipping_text="Std Alaska Dom")
        document = order()
        self.store(document)
        row = self.inbox(document)
        row.shipping_text = "Std Alaska Dom"
        self.process()
        self.assertEqual(row.sale_order_id.carrier_id, self.express)

    def test_unknown_text_falls_back_to_the_method(self):
        found = self.mappings._match(self.channel, "standard", (), "Std Moon Dom")
        self.assertEqual(found.carrier_id, self.parcel)

    def test_line_of_a_special_text_leaves_ordinary_orders_alone(self):
        german = self.channels["DE"]
        german.shipping_mapping_ids.unlink()
        self.create_mapping(self.express, german, amazon_method="standard", shipping_text="Very Special")
        self.create_mapping(self.parcel, german, amazon_method="standard")
        for text, carrier in (("", self.parcel), ("Other", self.parcel), ("Very Special", self.express)):
            self.assertEqual(self.mappings._match(german, "standard", (), text).carrier_id, carrier, text)

    def test_line_of_another_channel_does_not_count(self):
        self.create_mapping(self.express, self.channels["DE"], amazon_method="expedited")
        self.assertEqual(self.receive(order(service="EXPEDITED")).state, "held")

    def test_order_that_names_no_service_has_a_line_of_its_own(self):
        document = order()
        del document["fulfillment"]["fulfillmentServiceLevel"]
        row = self.receive(document)
        self.assert_held(row, "shipping", "names no shipping service")
        question = self.channel.shipping_mapping_ids.filtered(lambda line: line.amazon_method == "unspecified")
        question.carrier_id = self.parcel
        self.process()
        self.assertEqual(row.sale_order_id.carrier_id, self.parcel)

    # -- Questions ---------------------------------------------------------------------------------------------

    def test_service_that_orders_wait_for_becomes_a_question_with_their_number(self):
        self.receive(order(service="NEXT_DAY"), order(service="NEXT_DAY"), order(service="PRIORITY"))
        questions = self.channel.shipping_mapping_ids.filtered("waiting_count")
        self.assertEqual(
            sorted((line.amazon_method, line.waiting_count) for line in questions), [("next_day", 2), ("priority", 1)]
        )

    def test_question_is_asked_once(self):
        self.receive(order(service="NEXT_DAY"))
        self.receive(order(service="NEXT_DAY"))
        self.assertEqual(self.channel.shipping_mapping_ids.mapped("amazon_method").count("next_day"), 1)

    def test_answer_counts_for_nobody_any_more(self):
        self.receive(order(service="NEXT_DAY"))
        self.map_shipping(self.channel, "next_day", self.express)
        self.process()
        self.assertEqual(sum(self.channel.shipping_mapping_ids.mapped("waiting_count")), 0)

    def test_service_nobody_knows_can_be_answered(self):
        row = self.receive(order(service="DRONE_DROP"))
        self.assert_held(row, "shipping", "'Drone Drop'")
        question = self.channel.shipping_mapping_ids.filtered(lambda line: line.amazon_method == "drone_drop")
        self.assertIn(("drone_drop", "Drone Drop"), self.mappings.fields_get()["amazon_method"]["selection"])
        question.carrier_id = self.express
        self.process()
        self.assertEqual(row.state, "imported")

    def test_question_that_is_deleted_is_asked_again(self):
        row = self.receive(order(service="NEXT_DAY"))
        self.channel.shipping_mapping_ids.filtered(lambda line: line.amazon_method == "next_day").unlink()
        self.process()
        self.assertEqual(row.state, "held")
        self.assertIn("next_day", self.channel.shipping_mapping_ids.mapped("amazon_method"))

    def test_answer_for_a_program_releases_the_orders_of_that_program(self):
        row = self.receive(order(service="NEXT_DAY", programs=["PRIME"]))
        self.create_mapping(self.express, amazon_method="next_day", program="prime")
        self.process()
        self.assertEqual(row.sale_order_id.carrier_id, self.express)

    def test_order_held_for_another_reason_is_not_counted(self):
        self.receive(order(item("VASE")))
        self.assertEqual(sum(self.channel.shipping_mapping_ids.mapped("waiting_count")), 0)

    # -- Rules -------------------------------------------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_service_has_one_line_per_channel(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.create_mapping(self.express, self.channels["DE"], amazon_method="standard")

    @mute_logger("odoo.sql_db")
    def test_text_has_one_line_whatever_its_capitals(self):
        self.create_mapping(self.express, shipping_text="Std Alaska Dom")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.create_mapping(self.parcel, shipping_text="STD alaska dom")

    @mute_logger("odoo.sql_db")
    def test_line_names_a_method_or_a_text(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.create_mapping(self.express)

    def test_delivery_method_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.parcel.copy({"company_id": other.id})
        with self.assertRaises(UserError):
            self.create_mapping(foreign, amazon_method="priority")

    def test_line_is_called_by_its_service(self):
        self.assertEqual(
            self.create_mapping(amazon_method="priority", program="prime").display_name, "Priority (Prime)"
        )
        self.assertEqual(self.create_mapping(shipping_text="Std Alaska Dom").display_name, "Std Alaska Dom")

    def test_line_is_entered_in_its_list(self):
        view = "amazon_channel.amazon_channel_shipping_mapping_view_list"
        with Form(self.mappings, view=view) as form:
            form.channel_id = self.channel
            form.amazon_method = "priority"
            form.carrier_id = self.express
        self.assertEqual(self.carrier_of(service="PRIORITY"), self.express)
