from odoo import models
from odoo.fields import Domain

CODES = ("offer_not_shown", "offer_refused")
REASONS_LISTED = 20  # of Amazon's reasons to refuse, for one channel


class AmazonChannelOfferAlarm(models.AbstractModel):
    """What people hear of quantities and prices that do not get through: one issue a channel and cause, however many
    listings it is about."""

    _name = "amazon.channel.offer.alarm"
    _description = "Issues of Quantities and Prices"

    def _alarm(self, channel):
        """One issue for what Amazon does not show, and one for each reason of Amazon's to refuse."""
        issues, offers = self.env["amazon.channel.issue"], self.env["amazon.channel.offer"]
        here = Domain("channel_id", "=", channel.id)
        kept, entries = issues.browse(), []
        silent = here & (
            Domain("state", "=", "not_shown") | (Domain("state", "in", ("to_send", "sent")) & Domain("repeats", ">", 0))
        )
        for kind, count in offers._read_group(silent, ["kind"], ["__count"]):
            name = self.env._(
                "Amazon accepted %(count)s figures of %(channel)s and does not show them.",
                count=count,
                channel=channel.name,
            )
            if kind == "quantity":
                fix = self.env._(
                    "They are sent once more. Look at the listings: Amazon's own issues may say why they stand still."
                )
            else:
                fix = self.env._(
                    "They are sent once more. A pricing rule at Amazon (Automate Pricing) may set its own prices."
                )
            entries.append((channel, "offer_not_shown", name, fix, kind))
        refused = here & Domain("state", "=", "refused")
        groups = offers._read_group(refused, ["kind", "error_code"], ["__count", "note:min"], limit=REASONS_LISTED)
        for kind, code, count, words in groups:
            name = self.env._(
                "Amazon refuses %(count)s figures of %(channel)s: %(words)s",
                count=count,
                channel=channel.name,
                words=words or code or "",
            )
            fix = self.env._(
                "Correct what Amazon says. They are sent again when they change, after a day, or by Try Again."
            )
            entries.append((channel, "offer_refused", name, fix, f"{kind}:{code or ''}"))
        if entries:
            kept = issues._open_all(entries)
        self._close_others(channel, kept)

    def _close_alarms(self, channel):
        """Nothing is under way; then nothing is silent but what an issue says already."""
        if self.env["amazon.channel.issue"].search_count(
            [
                ("res_model", "=", "amazon.channel"),
                ("res_id", "=", channel.id),
                ("state", "=", "open"),
                ("code", "in", ("offer_not_shown", "offer_refused")),
            ],
            limit=1,
        ):
            self._alarm(channel)

    def _close_others(self, channel, kept):
        issues = self.env["amazon.channel.issue"]
        stale = (
            issues.search(
                [
                    ("res_model", "=", "amazon.channel"),
                    ("res_id", "=", channel.id),
                    ("state", "=", "open"),
                    ("code", "in", ("offer_not_shown", "offer_refused")),
                ]
            )
            - kept
        )
        stale.action_close()
