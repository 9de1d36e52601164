"""The floor: what plain Odoo takes for the same sale orders, in batches, with everything known beforehand."""

from odoo import fields
from odoo.fields import Command

BATCH_SIZE = 50
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_auto_subscribe_no_notify": True}


class Floor:
    """Creates and confirms the sale orders of Amazon's documents by bare ORM.

    Nothing is looked up while it is measured: everything is read from the documents beforehand.
    """

    def __init__(self, env):
        self.env = env
        self.company = env.company
        self.country = env["res.country"].search([("code", "=", "GB")])
        self.products = {product.default_code: product for product in env["product.product"].search([])}
        self.shipping = self._shipping_product()
        self.carrier = env["delivery.carrier"].search([("name", "=", "Parcel Standard")], limit=1)
        self.warehouse = env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        self.pricelist = self._pricelist()
        self.team = env["crm.team"].search([("name", "=", "Amazon")], limit=1) or env["crm.team"].search([], limit=1)
        self.position = env["account.fiscal.position"].search([("country_id", "=", self.country.id)], limit=1)
        self.tax = self._included_tax()

    def _shipping_product(self):
        found = self.env.ref("amazon_channel.product_shipping", raise_if_not_found=False)
        return found or self.env["product.product"].create({"name": "Shipping", "type": "service", "taxes_id": False})

    def _pricelist(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "GBP")])
        currency.active = True
        pricelists = self.env["product.pricelist"]
        found = pricelists.search([("currency_id", "=", currency.id)], limit=1)
        return found or pricelists.create({"name": "GBP", "currency_id": currency.id})

    def _included_tax(self):
        """The tax of the lines: inside the price, the same for all products."""
        tax = self.position.map_tax(self.products["BENCH-001"].taxes_id)
        if hasattr(tax, "_amazon_channel_price_included"):
            return tax._amazon_channel_price_included()
        return tax.copy({"name": f"{tax.name} included", "price_include_override": "tax_included"})

    # -- Beforehand --------------------------------------------------------------------------------------------

    def prepare(self, documents):
        """Return (buyer, recipient, sale order) values of each document."""
        return [self._prepare(document) for document in documents]

    def _prepare(self, document):
        address = document["recipient"]["deliveryAddress"]
        common = {"company_id": self.company.id, "lang": "en_US", "country_id": self.country.id}
        buyer = {**common, "name": document["buyer"]["buyerName"], "customer_rank": 1}
        recipient = {
            **common,
            "type": "delivery",
            "name": address["name"],
            "street": address["addressLine1"],
            "street2": address.get("addressLine2", ""),
            "city": address["city"],
            "zip": address["postalCode"],
            "phone": address["phone"],
        }
        lines = [line for item in document["orderItems"] for line in self._lines(item)]
        order = {
            "company_id": self.company.id,
            "pricelist_id": self.pricelist.id,
            "warehouse_id": self.warehouse.id,
            "team_id": self.team.id,
            "user_id": False,
            "carrier_id": self.carrier.id,
            "client_order_ref": document["orderId"],
            "origin": document["orderId"],
            "date_order": _naive(document["createdTime"]),
            "commitment_date": _naive(document["fulfillment"]["shipByWindow"]["latestDateTime"]),
            "note": False,
            "require_signature": False,
            "require_payment": False,
            "order_line": [Command.create(line) for line in lines],
        }
        return buyer, recipient, order

    def _lines(self, item):
        for breakdown in item["proceeds"]["breakdowns"]:
            goods = breakdown["type"] == "ITEM"
            product = self.products[item["product"]["sellerSku"]] if goods else self.shipping
            quantity = item["quantityOrdered"] if goods else 1
            yield {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom_id": product.uom_id.id,
                "price_unit": float(breakdown["subtotal"]["amount"]) / quantity,
                "tax_ids": [Command.set(self.tax.ids)],
            }

    # -- Measured ----------------------------------------------------------------------------------------------

    def create(self, prepared, before_batch=lambda: None):
        """Create and confirm the orders, one commit a batch."""
        for start in range(0, len(prepared), BATCH_SIZE):
            before_batch()
            self._create_batch(prepared[start : start + BATCH_SIZE])
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _create_batch(self, batch):
        partners = self.env["res.partner"].with_context(**QUIET)
        buyers = partners.create([buyer for buyer, _recipient, _order in batch])
        recipients = partners.create(
            [
                {**recipient, "parent_id": buyer.id}
                for buyer, (_values, recipient, _order) in zip(buyers, batch, strict=True)
            ]
        )
        orders = (
            self.env["sale.order"]
            .with_context(**QUIET)
            .create(
                [
                    {
                        **order,
                        "partner_id": buyer.id,
                        "partner_invoice_id": buyer.id,
                        "partner_shipping_id": recipient.id,
                    }
                    for buyer, recipient, (_buyer, _recipient, order) in zip(buyers, recipients, batch, strict=True)
                ]
            )
        )
        orders.action_confirm()


def _naive(text):
    """Amazon's time as Odoo's naive UTC."""
    return fields.Datetime.to_datetime(text[:19].replace("T", " "))
