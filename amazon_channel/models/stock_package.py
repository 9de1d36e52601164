from odoo import fields, models


class StockPackage(models.Model):
    _inherit = "stock.package"

    amazon_channel_tracking_ref = fields.Char(
        "Tracking Number",
        copy=False,
        help="Of this package alone, for Amazon, which wants one number a package. Not needed when the delivery has a "
        "single package, or names as many numbers as packages.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "amazon_channel_tracking_ref" in vals:
            submissions = self.env["amazon.channel.submission"].sudo()
            submissions.search([("package_id", "in", self.ids)])._refresh()
        return result
