from odoo import api, fields, models
from odoo.tools import SQL

from .amazon_channel_order_lines import TAX_ADDED_AT_CHECKOUT

# Reason -> words; the most urgent first, which is the one that an order is grouped under.
REASONS = [
    ("held", "Held for its money"),
    ("cancelled", "Cancelled, but invoiced"),
    ("difference", "Total differs from Amazon's"),
    ("tax_unknown", "Tax unknown"),
    ("tax_differs", "Tax differs from Amazon's"),
    ("no_vat", "Business abroad without VAT number"),
    ("no_position", "Business abroad without fiscal position"),
]


class AmazonChannelOrderReview(models.Model):
    """Amazon's orders as an accountant reviews them: both totals, whose the tax is, and what needs a look.

    A question to the database, not a table: one row for each order of the inbox that is, or waits to become, a sale.
    Its id is the id of the inbox order. Nothing is copied, so nothing can be out of date.
    """

    _name = "amazon.channel.order.review"
    _description = "Review of Amazon Orders"
    _auto = False
    _rec_name = "amazon_order_ref"
    _order = "purchase_date desc, id desc"
    # What has to be in the database before it is asked.
    _depends = {
        "amazon.channel.order": [
            *("amazon_order_ref", "channel_id", "company_id", "state", "sale_order_id", "purchase_date"),
            *("amazon_status", "fulfillment", "programs", "currency_id", "amazon_total"),
        ],
        "amazon.channel.order.hold": ["order_id", "code", "key"],
        "amazon.channel": ["marketplace_id"],
        "amazon.channel.marketplace": ["country_id"],
        "sale.order": [
            *("state", "partner_id", "partner_shipping_id", "fiscal_position_id", "invoice_status", "currency_id"),
            *("amount_total", "amount_tax", "amazon_channel_total", "amazon_channel_tax_collected"),
            *("amazon_channel_tax_reported", "amazon_channel_difference", "amazon_channel_tax_differs"),
            *("amazon_channel_tax_unknown", "amazon_channel_status", "amazon_channel_replaces"),
        ],
        "sale.order.line": ["order_id", "tax_ids", "untaxed_amount_invoiced"],
        "res.partner": ["country_id", "vat", "amazon_channel_tax_number", "is_company"],
        "res.company": ["partner_id"],
        "res.country": ["code"],
    }

    amazon_order_ref = fields.Char("Amazon Order", readonly=True)
    order_id = fields.Many2one("amazon.channel.order", "Inbox Order", readonly=True, exportable=False)
    sale_order_id = fields.Many2one("sale.order", readonly=True)
    channel_id = fields.Many2one("amazon.channel", readonly=True)
    marketplace_id = fields.Many2one("amazon.channel.marketplace", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    purchase_date = fields.Datetime("Bought", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Not in Odoo Yet"),
            ("draft", "Quotation"),
            ("sent", "Quotation Sent"),
            ("sale", "Sale Order"),
            ("cancel", "Cancelled"),
        ],
        "State in Odoo",
        readonly=True,
    )
    amazon_status = fields.Char("Status at Amazon", readonly=True)
    fulfillment = fields.Selection([("merchant", "Merchant"), ("amazon", "Amazon")], "Fulfilled By", readonly=True)
    replaces = fields.Char(readonly=True, help="The Amazon order that this free one replaces.")

    # Who bought, and where it goes
    partner_id = fields.Many2one("res.partner", "Buyer", readonly=True)
    buyer_vat = fields.Char(
        "Buyer's VAT Number", readonly=True, help="Of the contact; else the tax number as Amazon gave it."
    )
    is_business = fields.Boolean(
        "Business", readonly=True, help="Bought with Amazon Business, or in the name of a company."
    )
    country_id = fields.Many2one("res.country", readonly=True)
    is_cross_border = fields.Boolean(
        "Cross-border", readonly=True, help="Goes to another country than the one of your company."
    )
    fiscal_position_id = fields.Many2one("account.fiscal.position", readonly=True)

    # Money, in the currency of the order
    currency_id = fields.Many2one("res.currency", readonly=True)
    amazon_total = fields.Monetary("Amazon's Total", readonly=True, help="What the buyer paid, all taxes included.")
    odoo_total = fields.Monetary("Odoo's Total", readonly=True, help="Total of the sale order.")
    difference = fields.Monetary(readonly=True, help="Amazon's total less Odoo's and the tax that Amazon collected.")
    tax_amazon = fields.Monetary(
        "Tax by Amazon", readonly=True, help="Collected from the buyer and handed over by Amazon, who owes it."
    )
    tax_seller = fields.Monetary("Your Tax", readonly=True, help="Tax of the sale order: you owe it.")
    tax_reported = fields.Monetary(
        "Your Tax, by Amazon", readonly=True, help="What Amazon reports as owed by you; 0 if it reports nothing."
    )
    tax_owed_by = fields.Selection(
        [
            ("amazon", "Amazon"),
            ("seller", "You"),
            ("both", "Amazon and You"),
            ("none", "Nobody"),
            ("unknown", "Unknown"),
        ],
        readonly=True,
    )
    invoice_state = fields.Selection(
        [
            ("no", "Nothing to Invoice"),
            ("to invoice", "To Invoice"),
            ("invoiced", "Invoiced"),
            ("upselling", "Upselling"),
        ],
        "Invoice",
        readonly=True,
    )

    # What needs a look
    needs_look = fields.Boolean("Needs a Look", readonly=True)
    reason = fields.Selection(REASONS, "Main Reason", readonly=True)
    reasons = fields.Char("Why", compute="_compute_reasons", help="All that is odd about this order.")
    is_held = fields.Boolean(readonly=True, exportable=False)
    is_cancelled = fields.Boolean(readonly=True, exportable=False)
    is_difference = fields.Boolean(readonly=True, exportable=False)
    is_tax_unknown = fields.Boolean(readonly=True, exportable=False)
    is_tax_differs = fields.Boolean(readonly=True, exportable=False)
    is_no_vat = fields.Boolean(readonly=True, exportable=False)
    is_no_position = fields.Boolean(readonly=True, exportable=False)

    @api.depends(*(f"is_{code}" for code, _words in REASONS))
    @api.depends_context("lang")
    def _compute_reasons(self):
        words = self._fields["reason"]._description_selection(self.env)
        for order in self:
            order.reasons = "; ".join(word for code, word in words if order[f"is_{code}"])

    # -- The question to the database ----------------------------------------------------------------------------

    @property
    def _table_query(self):
        flags = [SQL.identifier(f"is_{code}") for code, _words in REASONS]
        reasons = [SQL("WHEN %s THEN %s", SQL.identifier(f"is_{code}"), code) for code, _words in REASONS]
        return SQL(
            "SELECT judged.*, %s AS needs_look, CASE %s END AS reason FROM (%s) AS judged",
            SQL(" OR ").join(flags),
            SQL(" ").join(reasons),
            self._judged_query(),
        )

    def _judged_query(self):
        """The facts of each order, and a column for each reason to look at it."""
        live = SQL("(facts.state = 'sale')")
        # Where Amazon collects the tax there is nothing to decide, whoever buys.
        abroad = SQL(
            """(%s AND facts.is_business AND facts.is_cross_border
                AND facts.tax_owed_by IN ('none', 'seller', 'unknown'))""",
            live,
        )
        return SQL(
            """SELECT facts.*,
                %(held)s AS is_held,
                %(cancelled)s AS is_cancelled,
                (%(live)s AND facts.difference <> 0) AS is_difference,
                (%(live)s AND (facts.tax_owed_by = 'unknown' OR facts.postage_unknown)) AS is_tax_unknown,
                (%(live)s AND facts.odoo_tax_differs) AS is_tax_differs,
                (%(abroad)s AND facts.buyer_vat IS NULL) AS is_no_vat,
                (%(abroad)s AND facts.fiscal_position_id IS NULL) AS is_no_position
            FROM (%(facts)s) AS facts""",
            held=self._held_sql(),
            cancelled=self._cancelled_sql(),
            live=live,
            abroad=abroad,
            facts=self._facts_query(),
        )

    def _held_sql(self):
        """Whether it waits because of its money."""
        return SQL(
            """(facts.state = 'waiting' AND EXISTS (
                SELECT 1 FROM amazon_channel_order_hold hold
                WHERE hold.order_id = facts.id
                AND (hold.code IN ('total', 'tax', 'tax_model', 'currency')
                    OR (hold.code = 'document' AND hold.key IN ('total', 'tax', 'charge', 'currency')))))"""
        )

    def _cancelled_sql(self):
        """Whether something is invoiced, less what was credited, though Amazon or Odoo has cancelled it."""
        return SQL(
            """(CASE WHEN facts.state = 'cancel' OR facts.amazon_status = 'CANCELLED' THEN EXISTS (
                SELECT 1 FROM sale_order_line line
                WHERE line.order_id = facts.sale_order_id AND line.untaxed_amount_invoiced <> 0) ELSE FALSE END)"""
        )

    def _facts_query(self):
        """One row for each order. Joins by key only, so that the newest are found without reading the others."""
        return SQL(
            """SELECT
                o.id, o.id AS order_id, o.amazon_order_ref, o.sale_order_id, o.channel_id, c.marketplace_id,
                o.company_id, o.purchase_date, o.fulfillment,
                COALESCE(s.state, 'waiting') AS state,
                COALESCE(s.amazon_channel_status, o.amazon_status) AS amazon_status,
                s.amazon_channel_replaces AS replaces,
                s.partner_id,
                COALESCE(NULLIF(buyer.vat, ''), NULLIF(buyer.amazon_channel_tax_number, '')) AS buyer_vat,
                (COALESCE(o.programs, '') LIKE %(business)s OR COALESCE(buyer.is_company, FALSE)) AS is_business,
                recipient.country_id,
                COALESCE(recipient.country_id <> seller.country_id, FALSE) AS is_cross_border,
                s.fiscal_position_id,
                COALESCE(s.currency_id, o.currency_id) AS currency_id,
                COALESCE(s.amazon_channel_total, o.amazon_total) AS amazon_total,
                s.amount_total AS odoo_total,
                s.amazon_channel_difference AS difference,
                s.amazon_channel_tax_collected AS tax_amazon,
                s.amount_tax AS tax_seller,
                s.amazon_channel_tax_reported AS tax_reported,
                %(tax_owed_by)s AS tax_owed_by,
                CASE WHEN s.invoice_status = 'to invoice' AND s.amount_total = 0 THEN 'no'
                    ELSE s.invoice_status END AS invoice_state,
                COALESCE(s.amazon_channel_tax_unknown, FALSE) AS postage_unknown,
                COALESCE(s.amazon_channel_tax_differs, FALSE) AS odoo_tax_differs
            FROM amazon_channel_order o
            LEFT JOIN sale_order s ON s.id = o.sale_order_id
            LEFT JOIN amazon_channel c ON c.id = o.channel_id
            LEFT JOIN amazon_channel_marketplace m ON m.id = c.marketplace_id
            LEFT JOIN res_country market ON market.id = m.country_id
            LEFT JOIN res_partner buyer ON buyer.id = s.partner_id
            LEFT JOIN res_partner recipient ON recipient.id = s.partner_shipping_id
            LEFT JOIN res_company company ON company.id = o.company_id
            LEFT JOIN res_partner seller ON seller.id = company.partner_id
            WHERE o.sale_order_id IS NOT NULL OR o.state IN ('held', 'failed')""",
            business="%amazon_business%",
            tax_owed_by=self._tax_owed_by_sql(),
        )

    def _tax_owed_by_sql(self):
        """Whose the tax is. No tax at all is right where something says so: nothing to pay, a checkout that adds tax
        and added none, a fiscal position, or a tax of 0 % on the lines."""
        return SQL(
            """CASE
                WHEN s.id IS NULL THEN NULL
                WHEN s.amazon_channel_tax_collected <> 0 AND s.amount_tax <> 0 THEN 'both'
                WHEN s.amazon_channel_tax_collected <> 0 THEN 'amazon'
                WHEN s.amount_tax <> 0 THEN 'seller'
                WHEN s.amount_total = 0 OR market.code IN %(added)s OR s.fiscal_position_id IS NOT NULL THEN 'none'
                WHEN EXISTS (
                    SELECT 1 FROM sale_order_line line
                    JOIN account_tax_sale_order_line_rel rel ON rel.sale_order_line_id = line.id
                    WHERE line.order_id = s.id) THEN 'none'
                ELSE 'unknown'
            END""",
            added=TAX_ADDED_AT_CHECKOUT,
        )

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_open(self):
        """Open the sale order; where there is none yet, the order of the inbox."""
        self.ensure_one()
        return (self.sale_order_id or self.order_id)._get_records_action()
