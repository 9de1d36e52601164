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

        Three for 10.00 are 3.33 each, which leaves a cent. Each part is a whole number of cents, taken from what
        earlier parts left; so the last one is exact, however taxes are rounded.
        """
        values = super()._prepare_invoice_line(**optional_values)
        quantity, left = values.get("quantity") or 0, self.product_uom_qty - self.qty_invoiced
        if self.amazon_channel_charge and 0 < quantity <= left:
            gross = self.currency_id.round(self.price_unit * self.product_uom_qty)
            for line in self.invoice_lines.filtered(lambda line: line.parent_state != "cancel"):
                sign = -1 if line.move_id.move_type == "out_refund" else 1
                gross -= sign * line.currency_id.round(line.price_unit * line.quantity * (1 - line.discount / 100))
            values["price_unit"] = self.currency_id.round(gross * quantity / left) / quantity
        return values
