from odoo import models
from odoo.exceptions import UserError

from .amazon_channel_publication import OPEN_STATES


class AmazonChannelPublication(models.Model):
    """What people do with publications, and what the mode of a channel does to them."""

    _inherit = "amazon.channel.publication"

    def action_check_again(self):
        """Button: put the document together anew from the product and the template, and check it from the start."""
        self._check_user()
        publications = self.sudo().filtered(lambda one: one.state in OPEN_STATES and one.state not in ("feed", "sent"))
        if not publications:
            raise UserError(self.env._("It is at Amazon, or over. Publish the listing again to send a new version."))
        publications._recheck()
        return self.env["amazon.channel.listing.publish"]._publish_and_notify(publications.channel_id)

    def _recheck(self):
        """From the first step again. What may be at Amazon already is still looked up before it is sent."""
        self.candidate_ids.unlink()
        self.finding_ids.unlink()
        self.write(
            {
                "state": "to_check",
                "step": "build",
                "note": False,
                "attempts": 0,
                "next_attempt_at": False,
                "error_count": 0,
                "warning_count": 0,
                "first_finding": False,
                "candidate_count": 0,
            }
        )

    def action_send(self):
        """Button: check and send now what can be."""
        self._check_user()
        publications = self.sudo()
        publications.filtered(lambda one: one.state in ("to_check", "to_send", "sent")).next_attempt_at = False
        publications.filtered(lambda one: one.state in ("blocked", "refused"))._recheck()
        return self.env["amazon.channel.listing.publish"]._publish_and_notify(publications.channel_id)

    def action_cancel(self):
        """Button: do not send it after all."""
        self._check_user()
        publications = self.sudo()
        if publications.filtered(lambda one: one.state in ("feed", "sent", "done")):
            raise UserError(self.env._("Amazon has it already. Pause or delete the listing instead."))
        publications.filtered(lambda one: one.state in OPEN_STATES)._cancel(
            self.env._("Cancelled by %(user)s.", user=self.env.user.name)
        )
        self.env["amazon.channel.publication.issue"]._refresh(publications.channel_id)

    def action_open_listing(self):
        """Button: the listing."""
        return self.listing_id._get_records_action()

    def _choose(self, asin):
        """A person says which product of Amazon's catalogue it is."""
        self._check_user()
        publication = self.sudo()
        publication.candidate_ids.unlink()
        publication.write(
            {"asin": asin, "candidate_count": 0, "state": "to_check", "step": "build", "note": False, "attempts": 0}
        )
        publication.finding_ids.unlink()
        publication.write({"error_count": 0, "warning_count": 0, "first_finding": False})
        self._wake()
        return self.env["amazon.channel.publication.issue"]._refresh(publication.channel_id)

    def _check_user(self):
        """Whoever may change listings may publish them; in the companies that are chosen."""
        self.env["amazon.channel.listing"].check_access("write")
        self.check_access("read")

    # -- The channel's mode ------------------------------------------------------------------------------------

    def _settle_mode(self):
        """What is checked waits for the channel to go live, or is sent."""
        live = self.filtered(lambda one: one.channel_id.mode == "live")
        live.filtered(lambda one: one.state == "ready").state = "to_send"
        (self - live).filtered(lambda one: one.state == "to_send").state = "ready"

    def _mode_changed(self):
        """The channels of these have gone live, or back into shadow mode."""
        feeds = self.filtered(lambda one: one.state == "feed" and one.channel_id.mode != "live").document_id
        feeds.sudo()._take_back()
        self.filtered(lambda one: one.state in ("to_send", "ready"))._settle_mode()
        if self:
            self._wake()
