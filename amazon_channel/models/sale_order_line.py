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
