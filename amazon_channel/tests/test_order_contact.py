"""Buyers and addresses as contacts: known again, never merged, never written to."""

from unittest.mock import patch

from odoo.tests import tagged

from .order_common import OrderCase
from .order_documents import address, buyer, order, without_person

WORKSHOP = {"addressLine1": "88 Mill Road", "city": "Salem", "postalCode": "97301"}


def company_buyer(number, country="DE", **fields):
    """A business with a tax number."""
    registration = {
        "entityType": "BUYER",
        "taxRegistrationType": "VAT",
        "taxRegistrationNumber": number,
        "taxRegistrationAddress": {"countryCode": country},
    }
    return {
        "buyer": buyer(name="Jonas Lind", email="lind@marketplace.example", buyerCompanyName="Lind Werkzeuge"),
        "tax": {"taxRegistrations": [registration]},
        **fields,
    }


@tagged("post_install", "-at_install")
class TestOrderContact(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        states = cls.env["res.country.state"]
        cls.oregon = states.search([("country_id", "=", cls.env.ref("base.us").id), ("code", "=", "OR")])

    def bought(self, *documents):
        """The sale orders of these documents, imported in one batch."""
        rows = self.receive(*documents)
        self.assertEqual(set(rows.mapped("state")), {"imported"}, rows.mapped("hold_reason"))
        return [row.sale_order_id for row in rows]

    def delivered_to(self, **place):
        return {"recipient": {"deliveryAddress": address(**place)}}

    # -- Who is who --------------------------------------------------------------------------------------------

    def test_same_relay_address_is_the_same_buyer(self):
        first, second = self.bought(order(), order())
        self.assertEqual(first.partner_id, second.partner_id)

    def test_buyer_is_known_again_later(self):
        first = self.imported(order())
        second = self.imported(order())
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_shipping_id, second.partner_shipping_id)

    def test_relay_address_in_capitals_is_the_same_buyer(self):
        first, second = self.bought(order(), order(buyer=buyer(email="ADA-1@Marketplace.Example")))
        self.assertEqual(first.partner_id, second.partner_id)

    def test_same_name_with_another_relay_address_is_somebody_else(self):
        first, second = self.bought(order(), order(buyer=buyer(email="other@marketplace.example")))
        self.assertNotEqual(first.partner_id, second.partner_id)

    def test_same_name_at_another_address_is_somebody_else_when_nothing_else_is_known(self):
        nobody = {"buyerName": "Ada Fenwick"}
        first, second = self.bought(order(buyer=nobody), order(buyer=nobody, **self.delivered_to(**WORKSHOP)))
        self.assertNotEqual(first.partner_id, second.partner_id)

    def test_same_buyer_is_another_contact_of_another_account(self):
        american = self.imported(order())
        british = self.imported(order(marketplace="GB"))
        self.assertNotEqual(american.partner_id, british.partner_id)

    def test_archived_buyer_is_used_again(self):
        first = self.imported(order())
        first.partner_id.active = False
        second = self.imported(order())
        self.assertEqual(second.partner_id, first.partner_id)

    # -- Where it goes -----------------------------------------------------------------------------------------

    def test_somebody_who_buys_for_himself_is_one_contact_with_his_address(self):
        sale_order = self.imported(order())
        self.assertEqual(sale_order.partner_id, sale_order.partner_shipping_id)
        self.assertRecordValues(
            sale_order.partner_id,
            [
                {
                    "name": "Ada Fenwick",
                    "street": "12 Harbor Lane",
                    "city": "Portland",
                    "state_id": self.oregon.id,
                    "zip": "97201",
                    "country_id": self.env.ref("base.us").id,
                }
            ],
        )

    def test_two_addresses_of_one_buyer_are_two_delivery_addresses(self):
        first, second = self.bought(
            order(**self.delivered_to(name="Ben Ito")), order(**self.delivered_to(name="Ben Ito", **WORKSHOP))
        )
        self.assertEqual(first.partner_id, second.partner_id)
        children = first.partner_shipping_id | second.partner_shipping_id
        self.assertEqual(children.mapped("type"), ["delivery", "delivery"])
        self.assertEqual(children.parent_id, first.partner_id)
        self.assertEqual(sorted(children.mapped("street")), ["12 Harbor Lane", "88 Mill Road"])

    def test_address_that_differs_in_capitals_and_spaces_is_the_same(self):
        first, second = self.bought(
            order(), order(**self.delivered_to(addressLine1=" 12  HARBOR lane,", city="portland", name="ADA FENWICK"))
        )
        self.assertEqual(first.partner_shipping_id, second.partner_shipping_id)

    def test_house_number_makes_another_address(self):
        first, second = self.bought(order(), order(**self.delivered_to(addressLine1="14 Harbor Lane")))
        self.assertNotEqual(first.partner_shipping_id, second.partner_shipping_id)

    def test_second_line_of_the_address_is_kept(self):
        sale_order = self.imported(order(**self.delivered_to(addressLine2="Flat 3", addressLine3="Rear entrance")))
        self.assertEqual(sale_order.partner_shipping_id.street2, "Flat 3, Rear entrance")

    def test_unknown_state_stays_readable(self):
        sale_order = self.imported(order(**self.delivered_to(stateOrRegion="Cascadia")))
        self.assertFalse(sale_order.partner_shipping_id.state_id)
        self.assertEqual(sale_order.partner_shipping_id.city, "Portland, Cascadia")

    def test_state_is_found_by_its_name_too(self):
        sale_order = self.imported(order(**self.delivered_to(stateOrRegion="oregon")))
        self.assertEqual(sale_order.partner_shipping_id.state_id, self.oregon)

    def test_delivery_goes_to_the_address(self):
        sale_order = self.imported(order(**self.delivered_to(name="Ben Ito")))
        self.assertEqual(sale_order.picking_ids.partner_id, sale_order.partner_shipping_id)
        self.assertEqual(sale_order.partner_shipping_id.name, "Ben Ito")

    # -- Nobody ------------------------------------------------------------------------------------------------

    def test_orders_without_personal_data_share_a_contact_per_country(self):
        first, second, canadian = self.bought(
            without_person(order()),
            without_person(order(**self.delivered_to(city="Salem", postalCode="97301"))),
            without_person(order(**self.delivered_to(country="CA"))),
        )
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_id.name, "Amazon US customers - United States")
        self.assertNotEqual(first.partner_id, canadian.partner_id)

    def test_order_without_any_address_goes_to_the_contact_of_the_channel(self):
        sale_order = self.imported(order(buyer=None, recipient=None))
        self.assertEqual(sale_order.partner_id.name, "Amazon US customers")

    def test_channels_do_not_share_their_contact(self):
        american = self.imported(without_person(order()))
        british = self.imported(without_person(order(marketplace="GB", **self.delivered_to(country="US"))))
        self.assertNotEqual(american.partner_id, british.partner_id)

    # -- Businesses --------------------------------------------------------------------------------------------

    def test_business_gets_its_tax_number(self):
        sale_order = self.imported(order(marketplace="DE", **company_buyer("DE136695976")))
        partner = sale_order.partner_id
        self.assertRecordValues(
            partner,
            [{"name": "Lind Werkzeuge", "is_company": True, "vat": "DE136695976"}],
        )
        self.assertEqual(sale_order.partner_shipping_id.parent_id, partner)

    def test_tax_number_that_odoo_refuses_is_kept_beside(self):
        # Which numbers are refused depends on the apps that are installed.
        refuse = patch.object(self.env.registry["res.partner"], "_run_vat_checks", lambda *args, **kwargs: ("", ""))
        with refuse:
            sale_order = self.imported(order(marketplace="DE", **company_buyer("DE000000001")))
        self.assertFalse(sale_order.partner_id.vat)
        self.assertEqual(sale_order.partner_id.amazon_channel_tax_number, "DE000000001")

    def test_tax_number_that_comes_later_completes_the_buyer(self):
        fields = company_buyer("DE136695976")
        first = self.imported(order(marketplace="DE", buyer=fields["buyer"]))
        self.assertFalse(first.partner_id.vat)
        self.imported(order(marketplace="DE", **fields))
        self.assertEqual(first.partner_id.vat, "DE136695976")

    def test_tax_number_a_person_entered_is_left_alone(self):
        fields = company_buyer("DE136695976")
        first = self.imported(order(marketplace="DE", buyer=fields["buyer"]))
        first.partner_id.vat = "DE129273398"
        self.imported(order(marketplace="DE", **fields))
        self.assertEqual(first.partner_id.vat, "DE129273398")

    # -- Privacy -----------------------------------------------------------------------------------------------

    def test_relay_address_is_never_the_email_of_the_contact(self):
        sale_order = self.imported(order(**self.delivered_to(name="Ben Ito")))
        contacts = sale_order.partner_id | sale_order.partner_shipping_id
        self.assertEqual(contacts.mapped("email"), [False, False])
        self.assertEqual(sale_order.partner_id.amazon_channel_relay_email, "ada-1@marketplace.example")

    def test_key_of_the_buyer_does_not_tell_the_relay_address(self):
        sale_order = self.imported(order())
        self.assertNotIn("ada-1", sale_order.partner_id.amazon_channel_buyer_key)

    def test_contacts_belong_to_the_company_of_the_account(self):
        sale_order = self.imported(order(**self.delivered_to(name="Ben Ito")))
        self.assertEqual((sale_order.partner_id | sale_order.partner_shipping_id).company_id, self.company)

    def test_buyer_gets_the_language_of_the_marketplace_where_it_is_installed(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.assertEqual(self.imported(order(marketplace="DE")).partner_id.lang, "de_DE")

    def test_duplicate_of_a_contact_is_not_the_buyer(self):
        copy = self.imported(order()).partner_id.copy()
        self.assertFalse(copy.amazon_channel_buyer_key)
        self.assertFalse(copy.amazon_channel_address_key)
        self.assertFalse(copy.amazon_channel_relay_email)
