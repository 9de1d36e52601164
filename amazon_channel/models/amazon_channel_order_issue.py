from odoo import models


class AmazonChannelOrder(models.Model):
    """Issues of inbox orders: what they open, and how they are tried again."""

    _inherit = "amazon.channel.order"

    # Orders are processed 50 at a time: those of several issues go together.
    _amazon_channel_retry_together = True

    def _amazon_channel_open_issue(self, _issue):
        """People decide on the sale order; before there is one, in the inbox."""
        return (self.sale_order_id or self)._get_records_action()

    def _amazon_channel_retry(self, _issues):
        """Read Amazon's document again and follow it; for an imported order too, as if Amazon had just changed it."""
        self.check_access("write")
        imported = self.filtered("sale_order_id")
        imported.write({"state": "to_process", "attempts": 0, "next_attempt_at": False})
        (self - imported)._requeue()
        return self.env["amazon.channel.order.import"]._process_and_notify(self.account_id)
