from odoo import fields, models


class AmazonChannelIssuePlan(models.TransientModel):
    """Who sees to the chosen issues, and when."""

    _name = "amazon.channel.issue.plan"
    _description = "Assign or Snooze Amazon Issues"

    issue_ids = fields.Many2many("amazon.channel.issue", default=lambda self: self.env.context.get("active_ids"))
    user_id = fields.Many2one(
        "res.users",
        "Assign To",
        domain=lambda self: [("all_group_ids", "in", self.env.ref("amazon_channel.amazon_channel_group_user").ids)],
    )
    snoozed_until = fields.Datetime("Snooze Until")

    def action_apply(self):
        """Write what was filled in on all of them."""
        self.ensure_one()
        vals = {"user_id": self.user_id.id, "snoozed_until": self.snoozed_until}
        vals = {name: value for name, value in vals.items() if value}
        if vals:
            self.issue_ids.write(vals)
