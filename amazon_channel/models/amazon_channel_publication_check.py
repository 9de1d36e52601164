from odoo import models

from ..mapping.errors import DocumentError
from ..mapping.listing_issue import read_submission

MAX_CANDIDATES = 20
APPROVAL, NOT_FOUND = "APPROVAL_REQUIRED", "ASIN_NOT_FOUND"


class AmazonChannelPublication(models.Model):
    """What the checks at Amazon find, in words."""

    _inherit = "amazon.channel.publication"

    # -- Catalogue ---------------------------------------------------------------------------------------------

    def _take_matches(self, items, code, place):
        """What Amazon's catalogue has for a barcode: one product, none, or several to choose from.

        :param list items: Amazon's items
        """
        if not items:
            self._not_found(self.env._("Amazon's catalogue has no product with the barcode %(code)s.", code=code))
        elif len(items) == 1:
            self._set_asin(items[0]["asin"])
            self.step = "restrict"
        else:
            self._offer_choice(items, code, place)

    def _not_found(self, words):
        fix = self.env._(
            "Check the barcode of the product. If it is right, use a template for full listings, which creates the "
            "product at Amazon."
        )
        row = {"severity": "error", "code": "not_in_catalogue", "message": words, "fix": fix, "origin": "catalog"}
        self._set_findings([row], origins=("catalog",))
        self._block()

    def _offer_choice(self, items, code, place):
        words = self.env._("Amazon has %(count)s products with the barcode %(code)s.", count=len(items), code=code)
        fix = self.env._("Choose the one that you sell under To Choose From.")
        row = {"severity": "error", "code": "several_asins", "message": words, "fix": fix, "origin": "catalog"}
        self._set_findings([row], origins=("catalog",))
        self.candidate_ids.unlink()
        self.env["amazon.channel.publication.candidate"].create(
            [{"publication_id": self.id, **_candidate(item, place)} for item in items[:MAX_CANDIDATES]]
        )
        self.candidate_count = len(items)
        self._block()

    # -- Restrictions ------------------------------------------------------------------------------------------

    def _take_restrictions(self, restrictions, channel):
        """What keeps the seller from offering the product; nothing does for an empty list."""
        place = channel.marketplace_id.amazon_ref
        findings = [
            self._restriction_finding(reason)
            for restriction in restrictions
            if restriction.get("marketplaceId") in (place, None)
            for reason in restriction.get("reasons") or []
        ]
        if findings:
            self._set_findings(findings, origins=("restriction",))
            self._block()
        else:
            self._set_findings([], origins=("restriction",))
            self.step = "preview"

    def _restriction_finding(self, reason):
        code, said = str(reason.get("reasonCode") or ""), str(reason.get("message") or "")
        links = [link.get("resource") for link in reason.get("links") or [] if isinstance(link, dict)]
        link = next((each for each in links if isinstance(each, str) and each.startswith("https://")), False)
        asin = self._suggested_asin()
        if code == APPROVAL:
            words, fix = self.env._("You are not authorized to list products under this brand."), self._way_out()
        elif code == NOT_FOUND:
            words = self.env._("Amazon has no product %(asin)s in this marketplace.", asin=asin)
            fix = self.env._("Correct the ASIN, or use a template for full listings, which creates the product.")
        else:
            words = self.env._("Amazon does not let you sell %(asin)s: it is not open to you.", asin=asin)
            fix = self.env._("No approval can be asked for. Take it out of what you publish on this channel.")
        if said:
            words = self.env._("%(words)s Amazon says: %(said)s", words=words, said=said)
        return {
            "severity": "error",
            "code": code,
            "message": words,
            "fix": fix,
            "link": link,
            "origin": "restriction",
        }

    # -- Preview -----------------------------------------------------------------------------------------------

    def _take_preview(self, answer, place):
        """Amazon's own validation: errors block, warnings are shown."""
        try:
            submission = read_submission(answer, place)
        except DocumentError as error:
            self._set_findings([{"severity": "error", "message": str(error), "origin": "amazon"}], ("amazon",))
            self._block()
            return
        findings = self._amazon_findings(submission.issues)
        if submission.is_refused and not any(finding["severity"] == "error" for finding in findings):
            words = self.env._("Amazon's validation answers %(word)s.", word=submission.status)
            findings.append({"severity": "error", "message": words, "origin": "amazon"})
        if self._set_findings(findings, origins=("amazon",)):
            self._block()
        else:
            self._pass_checks()


def _candidate(item, place):
    summaries = [one for one in item.get("summaries") or [] if isinstance(one, dict)]
    summary = next((one for one in summaries if one.get("marketplaceId") == place), {})
    images = [one for one in item.get("images") or [] if isinstance(one, dict) and one.get("marketplaceId") == place]
    links = [image.get("link") for one in images for image in one.get("images") or [] if isinstance(image, dict)]
    return {
        "asin": item["asin"],
        "title": str(summary.get("itemName") or ""),
        "brand": str(summary.get("brand") or ""),
        "image_url": next((link for link in links if isinstance(link, str) and link.startswith("https://")), False),
    }
