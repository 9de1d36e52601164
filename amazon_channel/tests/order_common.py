"""A small company that sells on four marketplaces, and the way of orders through its inbox."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from .order_documents import MARKETPLACES

REGIONS = {"US": "na", "GB": "eu", "DE": "eu", "FR": "eu", "JP": "fe"}


@tagged("post_install", "-at_install")
class OrderCase(TransactionCase):
    """A company of its own, so that nothing depends on what else the database holds.

    It is not the company of the user that processes orders, as for a cron in a database with several companies.
    """

    rounding = "round_per_line"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {
                "name": "Larkspur Trading",
                "country_id": cls.env.ref("base.uk").id,
                "currency_id": cls.env.ref("base.GBP").id,
                "tax_calculation_rounding_method": cls.rounding,
            }
        )
        cls._create_bookkeeping()
        cls._create_carriers()
        cls.accounts = {region: cls._create_account(region) for region in ("na", "eu", "fe")}
        cls.channels = {code: cls._create_channel(code) for code in ("US", "GB", "DE", "JP")}
        cls.account, cls.channel = cls.accounts["na"], cls.channels["US"]
        cls.warehouse = cls.channel.warehouse_id
        cls.vat_included = cls.create_tax(20, "tax_included")
        cls.vat_excluded = cls.create_tax(19, "tax_excluded")
        cls.mug = cls.create_product("MUG")
        cls.kettle = cls.create_product("KETTLE", cls.vat_included)
        cls.lamp = cls.create_product("LAMP", cls.vat_excluded)

    # -- What a shop has ---------------------------------------------------------------------------------------

    @classmethod
    def _create_bookkeeping(cls):
        company_id = cls.company.id
        accounts = cls.env["account.account"].create(
            [
                {"name": name, "code": code, "account_type": kind, "company_ids": [Command.set([company_id])]}
                for name, code, kind in (
                    ("Sales", "411100", "income"),
                    ("Receivable", "411200", "asset_receivable"),
                    ("Tax", "411300", "liability_current"),
                )
            ]
        )
        cls.income_account, cls.receivable_account, cls.tax_account = accounts
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Invoices",
                "code": "LARK",
                "type": "sale",
                "company_id": company_id,
                "default_account_id": cls.income_account.id,
            }
        )
        cls.tax_group = cls.env["account.tax.group"].create(
            {"name": "VAT", "company_id": company_id, "country_id": cls.company.country_id.id}
        )

    @classmethod
    def _create_carriers(cls):
        names = ("Parcel", "Express")
        services = cls.env["product.product"].create([{"name": name, "type": "service"} for name in names])
        cls.parcel, cls.express = cls.env["delivery.carrier"].create(
            [
                {"name": service.name, "product_id": service.id, "company_id": cls.company.id, "fixed_price": 5}
                for service in services
            ]
        )

    @classmethod
    def _create_account(cls, region):
        application = cls.env["amazon.channel.application"].search([("company_id", "=", cls.company.id)])
        application = application or application.create(
            {"name": "Test", "lwa_client_id": "amzn1.application-oa2-client.test", "company_id": cls.company.id}
        )
        return cls.env["amazon.channel.account"].create(
            {
                "name": f"Larkspur {region.upper()}",
                "company_id": cls.company.id,
                "application_id": application.id,
                "region": region,
                "environment": "simulator",
                "state": "connected",
                "selling_partner_id": f"LARKSPUR{region.upper()}",
            }
        )

    @classmethod
    def _create_channel(cls, code, account=None, carrier=None, **vals):
        """A channel whose standard service has a delivery method."""
        marketplace = cls.env["amazon.channel.marketplace"].search([("amazon_ref", "=", MARKETPLACES[code][0])])
        account = account or cls.accounts[REGIONS[code]]
        channel = cls.env["amazon.channel"].create({"account_id": account.id, "marketplace_id": marketplace.id, **vals})
        cls.map_shipping(channel, "standard", carrier or cls.parcel)
        return channel

    @classmethod
    def map_shipping(cls, channel, method, carrier, program=False):
        """Answer the question which delivery method a shipping service gets."""
        mappings = channel.shipping_mapping_ids.filtered(lambda m: (m.amazon_method, m.program) == (method, program))
        if mappings:
            mappings.carrier_id = carrier
        else:
            mappings.create(
                {
                    "channel_id": channel.id,
                    "amazon_method": method,
                    "program": program,
                    "carrier_id": carrier.id,
                }
            )

    @classmethod
    def create_tax(cls, amount, price_include, **vals):
        """A sales tax that posts to the tax account."""
        tax = cls.env["account.tax"].create(
            {
                "name": f"VAT {amount} {price_include} {vals.get('name', '')}",
                "amount": amount,
                "type_tax_use": "sale",
                "price_include_override": price_include,
                "company_id": cls.company.id,
                "country_id": cls.company.country_id.id,
                "tax_group_id": cls.tax_group.id,
                **{name: value for name, value in vals.items() if name != "name"},
            }
        )
        lines = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        lines.filtered(lambda line: line.repartition_type == "tax").account_id = cls.tax_account
        return tax

    @classmethod
    def create_product(cls, sku, taxes=(), **vals):
        """A storable product with the SKU as internal reference."""
        return cls.env["product.product"].create(
            {
                "name": sku.title(),
                "default_code": sku,
                "is_storable": True,
                "list_price": 1,
                "invoice_policy": "order",
                "company_id": cls.company.id,
                "taxes_id": [Command.set(taxes.ids if taxes else [])],
                **vals,
            }
        )

    @classmethod
    def stock_up(cls, product, quantity, location=None):
        cls.env["stock.quant"]._update_available_quantity(product, location or cls.warehouse.lot_stock_id, quantity)

    @classmethod
    def create_user(cls, login, groups):
        """Somebody of this company."""
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            email=f"{login}@larkspur.example",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    # -- The way of an order -----------------------------------------------------------------------------------

    @contextmanager
    def committing(self):
        """Commit and rollback of the code under test set and return to a savepoint, as in the cursor of Odoo's tests.

        Afterwards everything is read from the database again.
        """
        cr = self.env.cr
        points = [cr.savepoint()]

        def commit():
            cr.flush()
            points.pop().close(rollback=False)
            points.append(cr.savepoint())

        def rollback():
            cr.clear()
            points[0].rollback()

        try:
            with patch.object(cr, "commit", commit), patch.object(cr, "rollback", rollback):
                yield
        except Exception:
            points.pop().close()
            raise
        points.pop().close(rollback=False)
        self.env.invalidate_all()

    def store(self, *documents, account=None):
        """Put documents in the inbox; return what `_store_documents` counts."""
        with self.committing():
            return self.env["amazon.channel.order"]._store_documents(account or self._account_of(*documents), documents)

    def process(self, account=None):
        """Process what is due, as the cron does."""
        with self.committing():
            return self.env["amazon.channel.order.import"]._process(account or self.account)

    def receive(self, *documents, account=None):
        """Store and process; return the inbox rows in the sequence of the documents."""
        account = account or self._account_of(*documents)
        self.store(*documents, account=account)
        self.process(account)
        return self.inbox(*documents, account=account)

    def inbox(self, *documents, account=None):
        """The inbox rows of these documents, in their sequence."""
        account = account or self._account_of(*documents)
        references = [document["orderId"] for document in documents]
        rows = self.env["amazon.channel.order"].search(
            [("account_id", "=", account.id), ("amazon_order_ref", "in", references)]
        )
        by_reference = {row.amazon_order_ref: row for row in rows}
        return rows.browse([by_reference[reference].id for reference in references])

    def imported(self, document):
        """Receive one order that has to become a sale order at once; return that."""
        row = self.receive(document)
        self.assertEqual(row.state, "imported", row.hold_reason)
        return row.sale_order_id

    def _account_of(self, *documents):
        references = {code: reference for code, (reference, _currency) in MARKETPLACES.items()}
        codes = {reference: code for code, reference in references.items()}
        code = codes.get(documents[0].get("salesChannel", {}).get("marketplaceId"), "US")
        return self.accounts[REGIONS[code]]

    @contextmanager
    def failing(self, error, *documents, at="action_confirm"):
        """While this lasts, the sale orders of these documents make Odoo raise `error`."""
        references = {document["orderId"] for document in documents}
        sale_order_class = self.env.registry["sale.order"]
        original = getattr(sale_order_class, at)

        def failing_method(sale_orders, *args, **kwargs):
            if references & set(sale_orders.mapped("amazon_channel_order_ref")):
                raise error
            return original(sale_orders, *args, **kwargs)

        with patch.object(sale_order_class, at, failing_method):
            yield

    # -- What comes out ----------------------------------------------------------------------------------------

    def deliver(self, sale_order):
        """The warehouse ships the open deliveries of an order whole."""
        pickings = sale_order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        pickings.with_context(skip_backorder=True).button_validate()
        return pickings

    def assert_lines(self, sale_order, *expected):
        """The lines, as (internal reference, quantity, what the buyer pays for the line)."""
        # Where a company rounds the tax of the whole order, Odoo's own total of a line may be a cent off.
        rounded = sale_order.company_id.tax_calculation_rounding_method == "round_globally"
        lines = [
            (
                line.product_id.default_code,
                line.product_uom_qty,
                f"{line.price_unit * line.product_uom_qty if rounded else line.price_total:.2f}",
            )
            for line in sale_order.order_line
        ]
        self.assertEqual(lines, [tuple(row) for row in expected])

    def assert_money(self, sale_order, total, tax="0.00", collected="0.00"):
        """The totals of an order, as texts with cents."""
        figures = [f"{sale_order[name]:.2f}" for name in ("amount_total", "amount_tax", "amazon_channel_tax_collected")]
        self.assertEqual(figures, [total, tax, collected])
        self.assertEqual(sale_order.amazon_channel_difference, 0.0)

    def assert_held(self, row, code, *words):
        """The order waits for this reason only, told with these words, and has left nothing behind."""
        self.assertEqual(row.state, "held", row.hold_reason)
        self.assertEqual(row.hold_ids.mapped("code"), [code])
        for word in words:
            self.assertIn(word, row.hold_reason)
        self.assertFalse(self.env["sale.order"].search([("amazon_channel_order_id", "=", row.id)]))
