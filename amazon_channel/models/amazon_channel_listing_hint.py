from odoo import api, fields, models


class AmazonChannelListingHint(models.Model):
    """What usually helps with an issue of Amazon's: a catalogue that sellers extend with what they have learnt.

    A hint applies to a code, to a category, or to an attribute; the more of them it names, the nearer it is, and a code
    is nearer than the rest. Nothing is decided by a hint: Amazon's codes are not a published list.
    """

    _name = "amazon.channel.listing.hint"
    _description = "Hint to an Issue of Amazon"
    _order = "code, category, attribute, id"
    _rec_name = "hint"

    code = fields.Char(index=True, help="Amazon's number of the issue. Empty: any.")
    category = fields.Char(help="Amazon's word, such as QUALIFICATION_REQUIRED. Empty: any.")
    attribute = fields.Char(help="Name of the attribute. Empty: any.")
    hint = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)

    _named = models.Constraint(
        "CHECK (code IS NOT NULL OR category IS NOT NULL OR attribute IS NOT NULL)",
        "A hint needs a code, a category or an attribute that it applies to.",
    )

    @api.model
    def _find(self, issues):
        """The nearest hint to each issue.

        :param issues: records with `code`, and `categories` and `attributes` separated by commas
        :return: dict record -> text, or False
        """
        hints = self.search_fetch([], ["code", "category", "attribute", "hint"])
        found = {}
        for issue in issues:
            fitting = hints.filtered(lambda hint, issue=issue: hint._fits(issue))
            found[issue] = max(fitting, key=self._nearness).hint if fitting else False
        return found

    def _fits(self, issue):
        self.ensure_one()
        return (
            self.code in (False, issue.code)
            and self.category in (False, *_words(issue.categories))
            and self.attribute in (False, *_words(issue.attributes))
        )

    @staticmethod
    def _nearness(hint):
        return bool(hint.code), bool(hint.attribute), bool(hint.category)


def _words(text):
    return [word.strip() for word in (text or "").split(",") if word.strip()]
