from odoo import fields, models


class AmazonChannelRun(models.Model):
    """What reading Amazon's own stock did, in words."""

    _inherit = "amazon.channel.run"

    operation = fields.Selection(
        selection_add=[("sync_fba_stock", "Sync FBA Stock")], ondelete={"sync_fba_stock": "cascade"}
    )

    def _sync_fba_stock_in_words(self):
        return self.env._(
            "%(fetched)s SKUs in Amazon's warehouses read: %(changed)s changed.",
            fetched=self.fetched_count,
            changed=self.changed_count,
        )
