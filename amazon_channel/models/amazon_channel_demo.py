import io
import json
import re
from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools.misc import file_open

from ..mapping.listing import read_listing
from ..mapping.listings_report import LISTINGS_REPORT

FOLDER = "amazon_channel/data/demo_amazon"
# The day in the files that is today when the demo is made.
DEMO_DAY = date(2026, 3, 10)
DEFAULT_MARKETPLACE = "ATVPDKIKX0DER"
DEMO_CLIENT = "demo"
_DAY = re.compile(r'"(2026-03-\d\d)T')


class AmazonChannelDemo(models.AbstractModel):
    """Amazon to try out without an account: invented documents, taken in by the code that takes in Amazon's.

    All of it hangs on one account whose environment is `demo`: it never calls anybody, and its channel cannot go live.
    A company has either demo data or accounts of its own, never both, so that nothing invented gets among what is real.
    """

    _name = "amazon.channel.demo"
    _inherit = "amazon.channel.operation"
    _description = "Amazon Demo Data"

    @api.model
    def _account(self, company):
        """The company's demo account, or none.

        :rtype: amazon.channel.account
        """
        accounts = self.env["amazon.channel.account"].sudo().with_context(active_test=False)
        return accounts.search([("company_id", "=", company.id), ("environment", "=", "demo")])

    @api.model
    def _check_administrator(self):
        if not self.env.is_system():
            raise AccessError(self.env._("Only system administrators make and remove demo data."))

    # -- Making ------------------------------------------------------------------------------------------------

    @api.model
    def _start(self, company):
        """Make the demo of a company; commits in between. What is there already is removed first by hand.

        :return: the demo's amazon.channel
        :raises UserError: the company has demo data or a real account already
        """
        self._check_administrator()
        self = self.sudo().with_company(company).with_context(amazon_channel_demo=True, lang="en_US")
        accounts = self.env["amazon.channel.account"].with_context(active_test=False)
        if accounts.search_count([("company_id", "=", company.id)], limit=1):
            raise UserError(
                self.env._(
                    "%s has an Amazon account or demo data already. Demo data is only for companies without an "
                    "account, so that nothing invented gets among what is real.",
                    company.name,
                )
            )
        channel = self._create_channel(company)
        self._import_listings(channel)
        self._import_orders(channel)
        self._preview(channel)
        return channel

    def _create_channel(self, company):
        """The account, the channel and what they sell. What is made here is noted on the account."""
        made = {}

        def make(model, vals_list):
            records = self.env[model].create(vals_list)
            made.setdefault(model, []).extend(records.ids)
            return records

        marketplace = self._marketplace(company)
        application = make(
            "amazon.channel.application", {"name": "Demo", "lwa_client_id": DEMO_CLIENT, "company_id": company.id}
        )
        account = self.env["amazon.channel.account"].create(
            {
                "name": self.env._("Demo (no Amazon)"),
                "company_id": company.id,
                "application_id": application.id,
                "region": marketplace.region,
                "environment": "demo",
            }
        )
        self._create_products(company, make)
        models_ = ("product.pricelist", "crm.team")
        mine = [("company_id", "in", [company.id, False])]
        before = {model: self.env[model].search(mine) for model in models_}
        currency_was_active = marketplace.currency_id.active
        channel = self.env["amazon.channel"].create(
            {
                "name": self.env._("Demo %s", marketplace.name),
                "account_id": account.id,
                "marketplace_id": marketplace.id,
            }
        )
        for model, known in before.items():
            made[model] = (self.env[model].search(mine) - known).ids
        if not currency_was_active:
            made["res.currency"] = marketplace.currency_id.ids
        self._create_carrier(channel, make)
        account.demo_records = made
        return channel

    @api.model
    def _marketplace(self, company):
        """A marketplace in the company's country or currency, so that no other currency is needed."""
        marketplaces = self.env["amazon.channel.marketplace"]
        same = marketplaces.browse()
        if company.currency_id.decimal_places == 2:  # as the amounts in the files
            same = marketplaces.search([("currency_id", "=", company.currency_id.id)])
        at_home = same.filtered(lambda each: each.country_id == company.country_id)
        return at_home[:1] or same[:1] or marketplaces.search([("amazon_ref", "=", DEFAULT_MARKETPLACE)])

    def _create_products(self, company, make):
        """Products that need no stock, each offered in a fixed quantity: no goods ever move for the demo."""
        rows = json.loads(self._read("products.json"))
        products = make(
            "product.product",
            [
                {
                    "name": row["name"],
                    "default_code": row["sku"],
                    "type": "consu",
                    "list_price": row["price"],
                    "taxes_id": [Command.clear()],
                    "company_id": company.id,
                }
                for row in rows
            ],
        )
        make(
            "amazon.channel.stock.rule",
            [
                {
                    "company_id": company.id,
                    "product_id": product.id,
                    "basis": "fixed",
                    "fixed_quantity": row["quantity"],
                }
                for product, row in zip(products, rows, strict=True)
            ],
        )

    def _create_carrier(self, channel, make):
        """One delivery method, for Amazon's usual services; orders with another one wait."""
        name = self.env._("Demo Parcel")
        company_id = channel.company_id.id
        service = make("product.product", {"name": name, "type": "service", "company_id": company_id, "sale_ok": False})
        carrier = make(
            "delivery.carrier", {"name": name, "product_id": service.id, "company_id": company_id, "fixed_price": 0}
        )
        channel.shipping_mapping_ids.unlink()
        self.env["amazon.channel.shipping.mapping"].create(
            [
                {"channel_id": channel.id, "amazon_method": method, "carrier_id": carrier.id}
                for method in ("standard", "expedited")
            ]
        )

    # -- Documents ---------------------------------------------------------------------------------------------

    @api.model
    def _read(self, name):
        with file_open(f"{FOLDER}/{name}") as file:
            return file.read()

    @api.model
    def _documents(self, name, channel):
        """Amazon's documents of a file, of this channel, with their times moved to today."""
        moved = fields.Date.today() - DEMO_DAY

        def move(match):
            return f'"{datetime.fromisoformat(match[1]).date() + moved}T'

        text = _DAY.sub(move, self._read(name))
        for mark, value in (
            ("@MARKETPLACE@", channel.marketplace_id.amazon_ref),
            ("@CURRENCY@", channel.currency_id.name),
            ("@COUNTRY@", channel.marketplace_id.country_id.code),
        ):
            text = text.replace(mark, value)
        return json.loads(text)

    def _import_listings(self, channel):
        """As after Import Listings and Sync Listings: the report first, then what Amazon shows of each SKU."""
        document = self.env["amazon.channel.document"].create(
            {
                "account_id": channel.account_id.id,
                "channel_id": channel.id,
                "kind": "report",
                "purpose": "listings",
                "amazon_type": LISTINGS_REPORT,
                "state": "done",
                "is_open": False,
                "sent_at": fields.Datetime.now() - timedelta(minutes=5),
                "done_at": fields.Datetime.now(),
            }
        )
        report = io.BytesIO(self._read("listings.txt").encode())
        self.env["amazon.channel.listing.import"]._report_finished(document, report, "utf-8")
        marketplace_ref = channel.marketplace_id.amazon_ref
        items = [read_listing(item, marketplace_ref) for item in self._documents("items.json", channel)]
        self.env["amazon.channel.listing.sync"]._store(channel, items)
        self.env["ir.cron"]._commit_progress()

    def _import_orders(self, channel):
        """As after Get Orders and Process Orders."""
        documents = self._documents("orders.json", channel)
        self.env["amazon.channel.order"]._store_documents(channel.account_id, documents)
        self.env["amazon.channel.order.import"]._process(channel.account_id)

    def _preview(self, channel):
        """As after Sync Inventory and Sync Prices in shadow mode: the tables of what would be sent."""
        sync, _account = self.env["amazon.channel.offer.sync"]._importer(channel.account_id)
        for kind in ("quantity", "price"):
            sync._sync_alone(channel.with_env(sync.env), kind)
        self.env["ir.cron"]._commit_progress()
