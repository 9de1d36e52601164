from odoo import models


class AmazonChannelRun(models.Model):
    """What the operations on listings did, in words."""

    _inherit = "amazon.channel.run"

    def _import_listings_in_words(self):
        return self.env._(
            "%(fetched)s listings in Amazon's report: %(new)s new, %(changed)s changed, %(missing)s no longer there, "
            "%(linked)s linked.",
            fetched=self.fetched_count,
            new=self.new_count,
            changed=self.changed_count,
            missing=self.missing_count,
            linked=self.linked_count,
        )

    def _sync_listings_in_words(self):
        return self.env._(
            "%(fetched)s listings looked at: %(changed)s changed, %(linked)s linked.",
            fetched=self.fetched_count,
            changed=self.changed_count,
            linked=self.linked_count,
        )

    def _publish_listings_in_words(self):
        return self.env._(
            "%(sent)s publications sent, %(confirmed)s live, %(refused)s with errors, %(waiting)s waiting.",
            sent=self.sent_count,
            confirmed=self.confirmed_count,
            refused=self.refused_count,
            waiting=self.waiting_count,
        )

    def _sync_inventory_in_words(self):
        return self._offers_in_words(self.env._("quantities"))

    def _sync_prices_in_words(self):
        return self._offers_in_words(self.env._("prices"))

    def _offers_in_words(self, what):
        return self.env._(
            "%(changed)s %(what)s changed in Odoo, %(sent)s sent, %(confirmed)s confirmed, %(refused)s refused, "
            "%(waiting)s waiting.",
            what=what,
            changed=self.changed_count,
            sent=self.sent_count,
            confirmed=self.confirmed_count,
            refused=self.refused_count,
            waiting=self.waiting_count,
        )
