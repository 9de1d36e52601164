"""A shop with listings whose quantities Odoo decides."""

from odoo import Command

from .order_common import OrderCase


class StockCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_up(cls.mug, 20)
        cls.listing = cls.create_listing(cls.mug)

    @classmethod
    def create_listing(cls, product, sku=None, channel=None, **vals):
        """A listing that Amazon shows, sent by the merchant."""
        return cls.env["amazon.channel.listing"].create(
            {
                "channel_id": (channel or cls.channel).id,
                "sku": sku or product.default_code,
                "product_id": product.id,
                "state": "active",
                "fulfillment_channel": "merchant",
                **vals,
            }
        )

    @classmethod
    def create_rule(cls, **vals):
        return cls.env["amazon.channel.stock.rule"].create({"company_id": cls.company.id, **vals})

    @classmethod
    def create_warehouse(cls, code):
        return cls.env["stock.warehouse"].create({"name": code, "code": code, "company_id": cls.company.id})

    def compute(self, account=None):
        """Compute what has changed, as the schedule does; return the listings whose figures changed."""
        with self.committing():
            return self.env["amazon.channel.stock.compute"]._compute_marked(account or self.account)

    def wanted(self, listing=None):
        """The quantity wanted after computing what has changed; None when there is none."""
        listing = listing or self.listing
        self.compute(listing.account_id)
        return listing.quantity_wanted if listing.quantity_wanted_at else None

    def why(self, listing=None):
        action = (listing or self.listing).action_why_quantity()
        return self.env[action["res_model"]].browse(action["res_id"])

    def steps(self, listing=None):
        """The steps as people see them: dict code -> change."""
        return {line.code: line.change for line in self.why(listing).line_ids}

    def sell(self, product, quantity, confirm=True, **vals):
        """A sale order of somebody who is not Amazon's buyer."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Odile Fennimore"}).id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": quantity})],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        return order
