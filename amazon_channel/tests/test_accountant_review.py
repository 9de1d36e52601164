"""The accountant's review: Amazon's orders with both totals, whose the tax is, and what needs a look."""

from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import freeze_time, tagged

from .order_common import OrderCase
from .order_documents import buyer, item, later, order


class ReviewCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.create_user("larkspur_review", "account.group_account_invoice,base.group_allow_export")
        cls.auditor = cls.create_user("larkspur_review_only", "account.group_account_readonly")

    def review(self, *documents):
        """The rows of these orders, as the accountant reads them."""
        self.env.flush_all()
        self.env.invalidate_all()
        reviews = self.env["amazon.channel.order.review"].with_user(self.accountant)
        by_reference = {row.amazon_order_ref: row for row in reviews.search([])}
        return reviews.browse([by_reference[document["orderId"]].id for document in documents])

    def filtered_by(self, name):
        """Amazon order numbers that a filter of the search view leaves."""
        self.env.flush_all()
        reviews = self.env["amazon.channel.order.review"].with_user(self.accountant)
        view = self.env.ref("amazon_channel.amazon_channel_order_review_view_search")
        [domain] = etree.fromstring(view.arch).xpath(f"//filter[@name='{name}']/@domain")
        return reviews.search(literal_eval(domain)).mapped("amazon_order_ref")


@tagged("post_install", "-at_install")
class TestReviewFigures(ReviewCase):
    def test_both_totals_stand_side_by_side(self):
        document = order(item("KETTLE", "39.99", tax="3.30", collected=True))
        sale_order = self.imported(document)
        row = self.review(document)
        self.assertEqual(row.sale_order_id, sale_order)
        self.assertEqual(row.currency_id.name, "USD")
        self.assertEqual([row.amazon_total, row.odoo_total, row.tax_amazon, row.tax_seller], [43.29, 39.99, 3.3, 0.0])
        self.assertEqual(row.difference, 0.0)
        self.assertEqual(row.marketplace_id, self.channel.marketplace_id)

    def test_whose_the_tax_is(self):
        collected = order(item("KETTLE", "39.99", tax="3.30", collected=True))
        owed = order(item("KETTLE", "24.00"), marketplace="GB")
        both = order(item("MUG", "10.00", tax="0.80", collected=True), item("KETTLE", "12.00"), marketplace="GB")
        checkout = order(item("MUG", "10.00"))
        unknown = order(item("MUG", "10.00"), marketplace="GB")
        documents = [collected, owed, both, checkout, unknown]
        for document in documents:
            self.imported(document)
        self.assertEqual(self.review(*documents).mapped("tax_owed_by"), ["amazon", "seller", "both", "none", "unknown"])

    def test_no_tax_is_explained_by_a_fiscal_position_or_a_tax_of_nothing(self):
        self.create_product("STAMP", self.create_tax(0, "tax_included"))
        exempt, abroad = order(item("STAMP"), marketplace="GB"), order(item("MUG"), marketplace="DE")
        position = self.env["account.fiscal.position"].create({"name": "Export", "company_id": self.company.id})
        self.channels["DE"].fiscal_position_id = position
        self.imported(exempt)
        self.imported(abroad)
        self.assertEqual(self.review(exempt, abroad).mapped("tax_owed_by"), ["none", "none"])
        self.assertEqual(self.review(abroad).fiscal_position_id, position)

    def test_where_it_goes_and_who_bought_it(self):
        private = order(item("KETTLE"), marketplace="GB")
        company = order(
            item("KETTLE"),
            marketplace="DE",
            buyer=buyer("Bo Larch", "bo-2@marketplace.example", buyerCompanyName="Larch GmbH"),
            tax={
                "taxRegistrations": [
                    {"entityType": "BUYER", "taxRegistrationType": "VAT", "taxRegistrationNumber": "DE136695976"}
                ]
            },
        )
        program = order(item("KETTLE"), marketplace="GB", programs=["AMAZON_BUSINESS"])
        for document in (private, company, program):
            self.imported(document)
        rows = self.review(private, company, program)
        self.assertEqual(rows.mapped("country_id.code"), ["GB", "DE"])
        self.assertEqual([row.is_cross_border for row in rows], [False, True, False])
        self.assertEqual([row.is_business for row in rows], [False, True, True])
        self.assertEqual([row.buyer_vat for row in rows], [False, "DE136695976", False])

    def test_invoice_state_follows_the_invoice(self):
        document = order(item("KETTLE", "24.00"), marketplace="GB")
        sale_order = self.imported(document)
        self.assertEqual(self.review(document).invoice_state, "to invoice")
        self.assertIn(document["orderId"], self.filtered_by("without_invoice"))
        sale_order._create_invoices().action_post()
        self.assertEqual(self.review(document).invoice_state, "invoiced")
        self.assertNotIn(document["orderId"], self.filtered_by("without_invoice"))

    def test_a_free_replacement_waits_for_no_invoice(self):
        associated = [{"orderId": "302-7654321-7654321", "associationType": "REPLACEMENT_ORIGINAL_ID"}]
        document = order(item("KETTLE", "0.00"), marketplace="GB", associatedOrders=associated)
        self.imported(document)
        row = self.review(document)
        self.assertEqual((row.invoice_state, row.replaces), ("no", "302-7654321-7654321"))
        self.assertNotIn(document["orderId"], self.filtered_by("without_invoice"))
        self.assertEqual(self.filtered_by("replacements"), [document["orderId"]])
        self.assertFalse(row.needs_look)

    def test_months_are_filtered_by_the_date_of_purchase(self):
        document = order()
        self.imported(document)  # bought on 1 March
        with freeze_time("2026-03-20"):
            self.assertEqual(self.filtered_by("this_month"), [document["orderId"]])
            self.assertEqual(self.filtered_by("last_month"), [])
        with freeze_time("2026-04-02"):
            self.assertEqual(self.filtered_by("this_month"), [])
            self.assertEqual(self.filtered_by("last_month"), [document["orderId"]])

    def test_orders_that_are_no_sale_are_left_out(self):
        cancelled = order(status="CANCELLED")
        self.receive(cancelled)
        self.env.flush_all()
        rows = self.env["amazon.channel.order.review"].search([("amazon_order_ref", "=", cancelled["orderId"])])
        self.assertFalse(rows)


@tagged("post_install", "-at_install")
class TestReviewLook(ReviewCase):
    def assert_look(self, document, *reasons):
        row = self.review(document)
        found = [code for code, _words in row._fields["reason"].selection if row[f"is_{code}"]]
        self.assertEqual(found, list(reasons))
        self.assertEqual(row.needs_look, bool(reasons))
        self.assertEqual(row.reason, reasons[0] if reasons else False)
        self.assertEqual(document["orderId"] in self.filtered_by("needs_look"), bool(reasons))
        self.assertEqual(bool(row.reasons), bool(reasons))

    def test_usual_orders_need_no_look(self):
        for document in (
            order(item("KETTLE"), marketplace="GB"),
            order(item("LAMP", "16.80", tax="3.19"), marketplace="DE"),
            order(),
        ):
            self.imported(document)
            self.assert_look(document)

    def test_a_changed_price_needs_a_look(self):
        document = order(item("KETTLE", "24.00"), marketplace="GB")
        self.imported(document).order_line.price_unit = 23.0
        self.assert_look(document, "difference")
        self.assertEqual(self.filtered_by("differs"), [document["orderId"]])

    def test_goods_without_tax_need_a_look(self):
        document = order(item("MUG"), marketplace="GB")
        self.imported(document)
        self.assert_look(document, "tax_unknown")
        self.assertEqual(self.filtered_by("tax_unknown"), [document["orderId"]])

    def test_a_fee_of_the_whole_order_without_tax_needs_a_look_until_it_has_one(self):
        document = order(item("KETTLE", "24.00"), marketplace="GB", charges={"cod_fee": "2.00"})
        sale_order = self.imported(document)
        self.assert_look(document, "tax_unknown")
        sale_order.order_line[-1].tax_ids = self.vat_included
        self.assert_look(document)

    def test_a_tip_without_tax_needs_no_look(self):
        document = order(item("KETTLE", "24.00"), marketplace="GB", charges={"delivery_tip": "2.00"})
        self.imported(document)
        self.assert_look(document)

    def test_tax_that_amazon_sees_otherwise_needs_a_look(self):
        document = order(item("LAMP", "16.80", tax="1.19"), marketplace="DE")
        self.imported(document)
        self.assert_look(document, "tax_differs")

    def test_a_business_abroad_without_number_and_position_needs_a_look(self):
        document = order(item("KETTLE"), marketplace="DE", programs=["AMAZON_BUSINESS"])
        sale_order = self.imported(document)
        self.assert_look(document, "no_vat", "no_position")
        self.assertIn("VAT number; Business", self.review(document).reasons)
        sale_order.partner_id.amazon_channel_tax_number = "DE136695976"
        self.assert_look(document, "no_position")
        position = self.env["account.fiscal.position"].create({"name": "EU", "company_id": self.company.id})
        sale_order.fiscal_position_id = position
        self.assert_look(document)

    def test_a_business_at_home_needs_no_look(self):
        document = order(item("KETTLE"), marketplace="GB", programs=["AMAZON_BUSINESS"])
        self.imported(document)
        self.assert_look(document)

    def test_a_business_abroad_whose_tax_amazon_collects_needs_no_look(self):
        document = order(item("KETTLE", tax="0.80", collected=True), programs=["AMAZON_BUSINESS"])
        self.imported(document)
        self.assertTrue(self.review(document).is_cross_border)
        self.assert_look(document)

    def test_an_order_held_for_its_money_needs_a_look(self):
        document = order(item("MUG"), marketplace="GB")
        self.channels["GB"].pricelist_id = self.channels["US"].pricelist_id
        self.assert_held(self.receive(document), "currency")
        self.assert_look(document, "held")
        row = self.review(document)
        self.assertEqual((row.state, row.amazon_total, row.tax_owed_by), ("waiting", 10.0, False))

    def test_a_document_whose_figures_do_not_add_up_needs_a_look(self):
        document = order(item("MUG"), marketplace="GB")
        document["proceeds"]["grandTotal"]["amount"] = "99.00"
        self.assert_held(self.receive(document), "document")
        self.assert_look(document, "held")

    def test_an_order_held_for_its_sku_is_shown_and_is_nobody_s_sorrow_here(self):
        document = order(item("VASE"), marketplace="GB")
        self.assert_held(self.receive(document), "sku")
        self.assert_look(document)
        self.assertEqual(self.filtered_by("waiting"), [document["orderId"]])

    def test_an_invoice_of_an_order_that_amazon_cancelled_needs_a_look_until_it_is_credited(self):
        document = order(item("KETTLE", "24.00"), marketplace="GB")
        sale_order = self.imported(document)
        invoice = sale_order._create_invoices()
        invoice.action_post()
        self.receive(later(document, status="CANCELLED"))
        self.assert_look(document, "cancelled")
        invoice._reverse_moves(cancel=True)
        self.assert_look(document)

    def test_an_order_cancelled_before_its_invoice_needs_no_look(self):
        document = order(item("MUG", "24.00"), marketplace="GB")
        sale_order = self.imported(document)
        self.receive(later(document, status="CANCELLED"))
        self.assertEqual(sale_order.state, "cancel")
        self.assert_look(document)


@tagged("post_install", "-at_install")
class TestReviewAccess(ReviewCase):
    def test_accountants_and_operators_read_it_and_nobody_writes(self):
        document = order(item("KETTLE"), marketplace="GB")
        self.imported(document)
        operator = self.create_user("larkspur_review_operator", "amazon_channel.amazon_channel_group_user")
        row = self.review(document)
        for user in (self.accountant, self.auditor, operator):
            rights = row.with_user(user)
            may = [operation for operation in ("read", "write", "create", "unlink") if rights.has_access(operation)]
            self.assertEqual(may, ["read"], user.login)
            self.assertEqual(rights.read(["odoo_total", "reasons"])[0]["odoo_total"], 10.0)

    def test_pickers_and_salespeople_have_no_business_here(self):
        for groups in ("stock.group_stock_user", "sales_team.group_sale_salesman"):
            user = self.create_user(f"larkspur_{groups}", groups)
            with self.assertRaises(AccessError):
                self.env["amazon.channel.order.review"].with_user(user).search([])

    def test_accountants_find_it_in_both_menus(self):
        for user in (self.accountant, self.auditor):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for name in ("amazon_channel_order_review_menu", "amazon_channel_order_review_account_menu"):
                self.assertIn(self.env.ref(f"amazon_channel.{name}").id, visible, user.login)

    def test_another_company_sees_nothing(self):
        document = order(item("KETTLE"), marketplace="GB")
        self.imported(document)
        other = self.env["res.company"].create({"name": "Other"})
        self.accountant.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.env.flush_all()
        reviews = self.env["amazon.channel.order.review"].with_user(self.accountant)
        self.assertFalse(reviews.search([("amazon_order_ref", "=", document["orderId"])]))

    def test_a_row_opens_the_sale_order_or_the_order_that_waits(self):
        sold, waiting = order(item("KETTLE"), marketplace="GB"), order(item("VASE"), marketplace="GB")
        sale_order = self.imported(sold)
        inbox = self.receive(waiting)
        rows = self.review(sold, waiting)
        actions = [row.with_user(self.auditor).action_open() for row in rows]
        self.assertEqual(
            [(action["res_model"], action["res_id"]) for action in actions],
            [("sale.order", sale_order.id), ("amazon.channel.order", inbox.id)],
        )

    def test_the_spreadsheet_has_words_and_no_technical_columns(self):
        document = order(item("KETTLE", "24.00"), marketplace="GB", programs=["AMAZON_BUSINESS"])
        self.imported(document)
        row = self.review(document)
        offered = {name: field["string"] for name, field in row.fields_get().items() if field.get("exportable", True)}
        self.assertFalse(
            [name for name in offered if name.startswith("is_") and name not in ("is_business", "is_cross_border")]
        )
        self.assertFalse([words for words in offered.values() if "_" in words or words.startswith("Is ")])
        names = ["amazon_order_ref", "marketplace_id", "country_id", "currency_id", "amazon_total", "odoo_total"]
        names += ["difference", "tax_owed_by", "invoice_state", "is_business", "reasons", "purchase_date"]
        [values] = row.export_data(names)["datas"]
        expected = [document["orderId"], row.marketplace_id.display_name, "United Kingdom", "GBP", 24.0, 24.0]
        self.assertEqual(values[:6], expected)
        self.assertEqual(values[6:11], [0.0, "You", "To Invoice", True, ""])
        self.assertEqual(values[11], Datetime.to_datetime("2026-03-01 10:00:00"))
