from odoo import fields, models

CHARGES = [
    ("item", "Goods"),
    ("shipping", "Shipping"),
    ("gift_wrap", "Gift Wrap"),
    ("cod_fee", "Cash on Delivery Fee"),
    ("delivery_tip", "Delivery Tip"),
    ("other", "Other"),
    ("promotion", "Promotion"),
    ("shipping_promotion", "Shipping Promotion"),
    ("tax_collected", "Tax Collected by Amazon"),
]


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amazon_channel_item_ref = fields.Char(
        "Amazon Order Item",
        readonly=True,
        copy=False,
        help="Amazon's orderItemId; empty for charges of the whole order.",
    )
    amazon_channel_charge = fields.Selection(
        CHARGES, "Amazon Charge", readonly=True, copy=False, help="Which of Amazon's amounts this line carries."
    )
    amazon_channel_gift_message = fields.Text("Gift Message", readonly=True, copy=False)

    def _prepare_invoice_line(self, **optional_values):
        """Override of `sale`: invoiced in parts, a line comes to the same cents as invoiced whole.

        Three for 10.00 are 3.33 each, which leaves a cent: what was invoiced is taken from the line's total, and the
        rest is spread over the pieces that are left.
        """
        values = super()._prepare_invoice_line(**optional_values)
        invoiced = self.invoice_lines.filtered(lambda line: line.parent_state != "cancel")
        left = self.product_uom_qty - self.qty_invoiced
        if self.amazon_channel_charge and invoiced and left > 0:
            # Prices include their tax. Odoo's own totals of a line may be a cent off where taxes are rounded globally.
            gross = self.currency_id.round(self.price_unit * self.product_uom_qty)
            for line in invoiced:
                sign = -1 if line.move_id.move_type == "out_refund" else 1
                gross -= sign * line.currency_id.round(line.price_unit * line.quantity * (1 - line.discount / 100))
            values["price_unit"] = gross / left
        return values
