from odoo import api, fields, models
from odoo.fields import Domain

from .amazon_channel_publication_answer import SHOWN_WITHIN

CODES = ("publications_blocked", "publication_refused", "publication_not_live")


def domain_of(code):
    """The publications that an issue with this code is about."""
    if code == "publication_not_live":
        late = Domain("sent_at", "<", fields.Datetime.now() - SHOWN_WITHIN)
        return Domain("state", "=", "sent") & Domain("note", "!=", False) & late
    return Domain("state", "=", "blocked" if code == "publications_blocked" else "refused")


class AmazonChannelPublicationIssue(models.AbstractModel):
    """What people hear of publications: one issue per channel, cause and template, with how many they are.

    Forty products with the same fault are one line, not forty; the list of publications has each of them. An issue
    closes when none is left.
    """

    _name = "amazon.channel.publication.issue"
    _description = "Issues of Amazon Publications"

    @api.model
    def _refresh(self, channels):
        """Open, reword or close the issues of these channels, by what there is now."""
        issues = self.env["amazon.channel.issue"].sudo()
        publications = self.env["amazon.channel.publication"].sudo()
        entries, wanted = [], set()
        for code in CODES:
            mine = domain_of(code) & Domain("channel_id", "in", channels.ids)
            groups = publications._read_group(mine, ["channel_id", "template_id"], ["__count", "id:max"])
            for channel, template, count, latest in groups:
                key = str(template.id or 0)
                wanted.add((channel.id, code, key))
                example = publications.browse(latest)
                entries.append((channel, code, *self._in_words(code, count, example, template), key))
        issues._open_all(entries)
        mine = [("res_model", "=", channels._name), ("res_id", "in", channels.ids), ("code", "in", list(CODES))]
        stale = issues.search([*mine, ("state", "=", "open")])
        stale.filtered(lambda issue: (issue.res_id, issue.code, issue.key or "") not in wanted).action_close()

    def _in_words(self, code, count, example, template):
        """What happened and what to do, for one issue."""
        values = {
            "count": count,
            "channel": example.channel_id.name,
            "template": template.name or dict(example._fields["kind"]._description_selection(self.env))[example.kind],
            "sku": example.sku,
            "reason": example.first_finding or example.note or "",
        }
        if code == "publications_blocked":
            name = self.env._(
                "%(count)s publications to %(channel)s (%(template)s) wait for a correction. %(sku)s: %(reason)s",
                **values,
            )
            fix = self.env._("Correct what each of them names, in the product or the template, and press Check Again.")
        elif code == "publication_refused":
            name = self.env._(
                "Amazon refused %(count)s publications to %(channel)s (%(template)s). %(sku)s: %(reason)s", **values
            )
            fix = self.env._(
                "Correct what Amazon names, and press Check Again: a new version is put together and sent."
            )
        else:
            name = self.env._(
                "Amazon accepted %(count)s publications to %(channel)s (%(template)s) and does not show them, such as "
                "%(sku)s.",
                **values,
            )
            fix = self.env._("Look at the listing in Seller Central. Publish it again if Amazon knows nothing of it.")
        return name, fix


class AmazonChannel(models.Model):
    """A channel's publications."""

    _inherit = "amazon.channel"

    def action_publish_listings(self):
        """Button: check, send and follow now what is due."""
        self.env["amazon.channel.listing"].check_access("write")
        self.check_access("read")
        self.env["amazon.channel.publication"].sudo().search(
            [("channel_id", "in", self.ids), ("state", "in", ("to_check", "to_send", "sent")), ("attempts", "=", 0)]
        ).next_attempt_at = False
        return self.env["amazon.channel.listing.publish"]._publish_and_notify(self)

    def action_open_publications(self):
        """Button: the publications of these channels."""
        return self._open_publications([])

    def _open_publications(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_channel.amazon_channel_publication_action")
        return {**action, "domain": [("channel_id", "in", self.ids), *domain], "context": {}}

    def _publications_of(self, issue):
        template = int(issue.key or 0) or False
        mine = Domain("template_id", "=", template) & Domain("channel_id", "=", self.id)
        return self.env["amazon.channel.publication"].search(domain_of(issue.code) & mine)

    def _amazon_channel_open_issue(self, issue):
        if issue.code in CODES:
            return self._open_publications([("id", "in", self._publications_of(issue).ids)])
        return super()._amazon_channel_open_issue(issue)

    def _amazon_channel_retry(self, issue):
        if issue.code in CODES and issue.code != "publication_not_live":
            return self._publications_of(issue).action_check_again()
        if issue.code in (*CODES, "access_denied"):
            return self.action_publish_listings()
        return super()._amazon_channel_retry(issue)

    def write(self, vals):
        result = super().write(vals)
        if "mode" in vals:
            # Each way: what is ready goes out, or feeds that nobody has sent yet are taken back.
            states = ("to_send", "ready", "feed")
            domain = [("channel_id", "in", self.ids), ("state", "in", states)]
            if vals["mode"] == "shadow":
                domain += ["|", ("document_id", "=", False), ("document_id.state", "=", "to_send")]
            self.env["amazon.channel.publication"].sudo().search(domain)._mode_changed()
        return result
