import hashlib
import json
from decimal import Decimal

from odoo import models

from ..mapping.errors import DocumentError
from ..mapping.exact_json import exact_json
from ..mapping.listing_patch import patch_body, quantity_patch

SUGGESTED, IDENTIFIER = "merchant_suggested_asin", "externally_assigned_product_identifier"
AVAILABILITY = "fulfillment_availability"


def parsed(text):
    """A stored document with its decimals digit by digit."""
    return json.loads(text, parse_float=Decimal)


class AmazonChannelPublication(models.Model):
    """The document of a publication: put together, kept as it will be sent, completed with what the checks found."""

    _inherit = "amazon.channel.publication"

    def _build(self):
        """Put the documents of these together and check them here, without asking anybody."""
        patched = self.filtered(lambda one: one.kind in ("pause", "resume"))
        for publication in patched:
            publication._build_patch()
        deleted = self.filtered(lambda one: one.kind == "delete")
        deleted._pass_checks()
        for template, publications in (self - patched - deleted).grouped("template_id").items():
            publications._build_with(template)

    def _build_patch(self):
        """A pause offers 0 units, whatever else is known of the listing."""
        listing = self.listing_id
        self.quantity_before = listing.quantity_confirmed
        quantity = 0 if self.kind == "pause" else listing._quantity_to_resume()
        try:
            body = patch_body(listing.product_type or "PRODUCT", [quantity_patch(quantity)])
        except DocumentError as error:
            self._set_findings([{"severity": "error", "message": str(error)}])
            self._block()
            return
        self._keep_document(body)
        self.quantity = quantity
        self._pass_checks()

    def _build_with(self, template):
        """Let the template make the documents; what it finds wrong blocks them."""
        unlinked = self.filtered(
            lambda one: not one.template_id or not (one.product_id or one.listing_id.parentage == "parent")
        )
        for publication in unlinked:
            words = self.env._("Link the listing with a product: what Amazon is told comes from there.")
            publication._set_findings([{"severity": "error", "code": "unlinked", "message": words}])
            publication._block()
        documents = template._build((self - unlinked).listing_id) if self - unlinked else {}
        for publication in self - unlinked:
            publication._take_document(documents[publication.listing_id])

    def _take_document(self, document):
        """Keep a document and what is wrong with it.

        :param document: mapping.publication.PublishDocument
        """
        body = {**document.body, "attributes": dict(document.attributes)}
        findings = [self._own_finding(finding) for finding in document.findings]
        self._pause_in(body["attributes"])
        try:
            self._keep_document(body)
        except DocumentError as error:
            findings.append({"severity": "error", "code": error.code, "message": str(error)})
        condition = (body["attributes"].get("condition_type") or [{}])[0].get("value")
        self.write({"condition": condition if isinstance(condition, str) else False})
        if self._set_findings(findings):
            self._block()
        elif not self._skip_known():
            self.write({"step": "match", "note": False})

    @staticmethod
    def _own_finding(finding):
        return {
            "severity": finding.severity if finding.severity in ("error", "warning") else "info",
            "code": finding.code,
            "message": finding.message,
            "fix": finding.fix,
            "attributes": finding.attribute,
            "line_id": finding.line_id or False,
            "origin": "odoo",
        }

    def _pause_in(self, attributes):
        """A paused listing stays paused, whatever the template says of its quantity."""
        if self.listing_id.is_paused and attributes.get(AVAILABILITY):
            attributes[AVAILABILITY] = [
                row | {"quantity": 0} if isinstance(row, dict) and "quantity" in row else row
                for row in attributes[AVAILABILITY]
            ]

    def _keep_document(self, body):
        """Keep the document as it will be sent.

        :raise DocumentError: JSON cannot carry it
        """
        content = exact_json(body).decode()
        self.write({"document": content, "digest": hashlib.sha256(content.encode()).hexdigest()})

    def _skip_known(self):
        """Amazon shows exactly this already: nothing is sent.

        Only when nothing was changed at Amazon since, and nothing stands against it.
        """
        listing = self.listing_id
        latest = self.search(
            [("listing_id", "=", listing.id), ("state", "=", "done")], order="done_at desc, id desc", limit=1
        )
        touched = listing.amazon_updated_at and latest.done_at and listing.amazon_updated_at > latest.done_at
        if latest.kind != "publish" or latest.digest != self.digest or touched or listing.state != "active":
            return False
        # Since when Amazon shows it, so that the next one sees what was changed at Amazon after that.
        words = self.env._("Amazon shows exactly this already: nothing was sent.")
        self.write({"state": "done", "done_at": latest.done_at, "note": words})
        return True

    def _requirements(self):
        return parsed(self.document or "{}").get("requirements")

    def _set_asin(self, asin):
        """Offer this product of Amazon's catalogue. A barcode that belongs to several would contradict it."""
        body = parsed(self.document)
        place = self.channel_id.marketplace_id.amazon_ref
        body["attributes"][SUGGESTED] = [{"value": asin, "marketplace_id": place}]
        body["attributes"].pop(IDENTIFIER, None)
        self._keep_document(body)
        self.asin = asin

    def _suggested_asin(self):
        """The ASIN that the document names, or that the listing has."""
        rows = parsed(self.document or "{}").get("attributes", {}).get(SUGGESTED) or [{}]
        return rows[0].get("value") or self.listing_id.asin or False

    def _barcode(self):
        """The barcode in the document and its kind in Amazon's word; (False, False) without one."""
        rows = parsed(self.document or "{}").get("attributes", {}).get(IDENTIFIER) or [{}]
        return rows[0].get("value") or False, str(rows[0].get("type") or "").upper() or False

    def _pass_checks(self):
        """All checks are through: sent if the channel is live, kept ready if not."""
        self.write({"state": "to_send", "note": False})
        self._settle_mode()
