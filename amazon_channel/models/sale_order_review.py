from odoo import api, fields, models

# Charges of a whole order that are taxed like the goods; a tip is nobody's turnover.
SHARED_CHARGES = ("shipping", "gift_wrap", "cod_fee", "other", "promotion", "shipping_promotion")


class SaleOrder(models.Model):
    """What an accountant has to decide about an order of Amazon, since Odoo cannot."""

    # One concern a file.
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    amazon_channel_tax_unknown = fields.Boolean(
        "Tax of Postage Unknown",
        compute="_compute_amazon_channel_tax_unknown",
        store=True,
        help="Postage, fee or promotion of the whole order carries no tax, since its goods carry different ones.",
    )

    @api.depends(
        "amazon_channel_id",
        "order_line.tax_ids",
        "order_line.price_unit",
        "order_line.amazon_channel_charge",
        "order_line.amazon_channel_item_ref",
    )
    def _compute_amazon_channel_tax_unknown(self):
        amazon = self.filtered("amazon_channel_id")
        (self - amazon).amazon_channel_tax_unknown = False
        for order in amazon:
            lines = order.order_line
            taxed = any(line.tax_ids for line in lines if line.amazon_channel_charge == "item")
            order.amazon_channel_tax_unknown = taxed and any(
                line.price_unit
                and not line.tax_ids
                and not line.amazon_channel_item_ref
                and line.amazon_channel_charge in SHARED_CHARGES
                for line in lines
            )
