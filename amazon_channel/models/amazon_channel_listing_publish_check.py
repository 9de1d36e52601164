from odoo import models

from ..mapping.errors import DocumentError
from ..sp_api.catalog import MAX_IDENTIFIERS, search_catalog_items
from ..sp_api.errors import NotFoundError, RequestError
from ..sp_api.listings import put_listings_item
from ..sp_api.listings_restrictions import get_listings_restrictions
from .amazon_channel_listing_publish_send import FEED_FROM

BATCH_SIZE = 100
# Of what goes out in a feed, so many of a template are previewed. Only if Amazon refuses all of them, the rest waits:
# the fault is then the template's, and a thousand refusals would say the same.
SAMPLE = 5
OFFER_ONLY = "LISTING_OFFER_ONLY"


class AmazonChannelListingPublishCheck(models.AbstractModel):
    """The checks of Publish Listings, the cheapest first: here, in Amazon's catalogue, for restrictions, by preview.

    Nothing of this changes anything at Amazon; channels in shadow mode do all of it.
    """

    _name = "amazon.channel.listing.publish.check"
    _description = "Check Amazon Publications"

    # -- Here --------------------------------------------------------------------------------------------------

    def _build_all(self, client, channel, run):
        """Put documents together and check them without Amazon, but for the definitions they are checked by.

        :return: False when the cron's time ran out
        """
        ready = set()
        while batch := self._due(channel, [("state", "=", "to_check"), ("step", "=", "build")], BATCH_SIZE):
            for template in batch.template_id - self.env["amazon.channel.publish.template"].browse(ready):
                ready.add(template.id)
                if not self._get_definitions(client, channel, template):
                    break
            else:
                # What a definition is missing for has just been blocked.
                batch = batch.filtered(lambda one: one.state == "to_check")
                batch._build()
                run._count(refused=len(batch.filtered(lambda one: one.state == "blocked")))
            if not self._commit(1):
                return False
        return True

    def _get_definitions(self, client, channel, template):
        """Have Amazon's definitions of a template's product type.

        :return: False when there are none: what is published with the template is blocked then
        :raises AmazonError: Amazon cannot be asked at present
        """
        try:
            template._ensure_definitions(client, channel)
        except NotFoundError:
            words = self.env._("Amazon has no product type '%(type)s'.", type=template.product_type)
        except (RequestError, DocumentError) as error:
            words = str(error)
        else:
            return True
        fix = self.env._("Choose another product type in the template, then press Check Again.")
        domain = [("state", "=", "to_check"), ("step", "=", "build"), ("template_id", "=", template.id)]
        for publication in self._due(channel, domain, None):
            publication._set_findings([{"severity": "error", "code": "product_type", "message": words, "fix": fix}])
            publication._block()
        return False

    # -- In the catalogue --------------------------------------------------------------------------------------

    def _match_all(self, client, channel, run):
        """Find the ASIN of what is offered on a product that Amazon has, 20 barcodes a call."""
        failures = self.with_context(amazon_channel_failures=[])
        while batch := self._due(channel, [("state", "=", "to_check"), ("step", "=", "match")], BATCH_SIZE):
            wanted = batch.filtered(lambda one: one._requirements() == OFFER_ONLY and not one._suggested_asin())
            chosen = wanted.filtered("asin")
            for publication in chosen:
                publication._set_asin(publication.asin)
            searched = wanted - chosen
            (batch - searched).write({"step": "restrict"})
            for kind, same in searched.grouped(lambda one: one._barcode()[1]).items():
                for start in range(0, len(same), MAX_IDENTIFIERS):
                    failures._match(client, channel, same[start : start + MAX_IDENTIFIERS], kind)
            run._count(refused=len(searched._still("blocked")))
            if not self._commit(1):
                return False
        return True

    def _match(self, client, channel, publications, kind):
        """Look for the products with these barcodes (searchCatalogItems)."""
        publications = publications._still("to_check", "match")
        if not kind:
            for publication in publications:
                publication._not_found(self.env._("It has no barcode, and no ASIN is known of it."))
            return
        codes = {publication.id: publication._barcode()[0] for publication in publications}
        place = channel.marketplace_id.amazon_ref

        def ask():
            return self._patiently(search_catalog_items, client, place, kind, sorted(set(codes.values())))

        answer = self._asking(publications, "match", ask)
        if answer is None:
            return
        found = {}
        for item in answer["items"]:
            for code in _barcodes_of(item):
                found.setdefault(code.lstrip("0"), {})[item["asin"]] = item
        for publication in publications._still("to_check", "match"):
            items = found.get(codes[publication.id].lstrip("0"), {})
            publication._take_matches(list(items.values()), codes[publication.id], place)
        self._commit()

    # -- Restrictions ------------------------------------------------------------------------------------------

    def _restrict_all(self, client, channel, run):
        """Ask whether the seller may sell the ASINs (getListingsRestrictions), each ASIN and condition once a run."""
        failures, known = self.with_context(amazon_channel_failures=[]), {}
        while batch := self._due(channel, [("state", "=", "to_check"), ("step", "=", "restrict")], BATCH_SIZE):
            for publication in batch:
                failures._restrict_one(client, channel, publication, known)
                run._count(refused=len(publication._still("blocked")))
                if not self._commit(1):
                    return False
        return True

    def _restrict_one(self, client, channel, publication, known):
        """Block what Amazon does not let the seller offer.

        :param dict known: (ASIN, condition) -> Amazon's answer of this run
        """
        if not publication._still("to_check", "restrict"):
            return
        restrictions, key = [], (publication._suggested_asin(), publication.condition)
        # What Amazon sells of ours already, it lets us sell.
        if key[0] and publication.listing_id.state != "active":
            restrictions = known.get(key)
            if restrictions is None:
                restrictions = known[key] = self._ask_restrictions(client, channel, publication, key)
        if restrictions is not None and publication._still("to_check", "restrict"):
            publication._take_restrictions(restrictions, channel)

    def _ask_restrictions(self, client, channel, publication, key):
        seller, place = channel.account_id.selling_partner_id, channel.marketplace_id.amazon_ref
        asin, condition = key

        def ask():
            return self._patiently(
                get_listings_restrictions,
                client,
                seller,
                asin,
                [place],
                condition_type=condition or None,
                reason_locale=channel.language_code or None,
            )

        return self._asking(publication, "restrict", ask)

    # -- Preview -----------------------------------------------------------------------------------------------

    def _preview_all(self, client, channel, run):
        """Have Amazon validate what is to be put: all of few, a sample of many."""
        failures = self.with_context(amazon_channel_failures=[])
        waiting = [("state", "=", "to_check"), ("step", "=", "preview")]
        if len(self._due(channel, waiting, FEED_FROM + 1)) > FEED_FROM:
            return failures._preview_samples(client, channel, run, waiting)
        while batch := self._due(channel, waiting, BATCH_SIZE):
            for publication in batch:
                failures._preview_one(client, channel, publication, run)
                if not self._commit(1):
                    return False
        return True

    def _preview_samples(self, client, channel, run, waiting):
        for template, publications in self._due(channel, waiting, None).grouped("template_id").items():
            sample = publications[:SAMPLE]
            for publication in sample:
                self._preview_one(client, channel, publication, run)
            rest = (publications - sample)._still("to_check", "preview")
            if rest and sample._still("blocked") == sample:
                words = self.env._(
                    "Amazon refused the first %(count)s with the template '%(template)s': %(reason)s",
                    count=len(sample),
                    template=template.name,
                    reason=sample[0].first_finding,
                )
                fix = self.env._("Correct the template, then press Check Again.")
                for publication in rest:
                    row = {"severity": "error", "code": "sample_refused", "message": words, "fix": fix}
                    publication._set_findings([row], origins=("amazon",))
                rest._block()
                run._count(refused=len(rest))
            else:
                rest._pass_checks()
            if not self._commit(1):
                return False
        return True

    def _preview_one(self, client, channel, publication, run):
        """Amazon's own validation (putListingsItem, VALIDATION_PREVIEW): its errors block, its warnings are shown."""
        if not publication._still("to_check", "preview"):
            return
        seller, place = channel.account_id.selling_partner_id, channel.marketplace_id.amazon_ref
        body, sku, locale = publication.document.encode(), publication.sku, channel.language_code or None

        def ask():
            return self._patiently(
                put_listings_item, client, seller, sku, place, body, preview=True, issue_locale=locale
            )

        answer = self._asking(publication, "preview", ask)
        if answer is not None and publication._still("to_check", "preview"):
            publication._take_preview(answer, place)
        run._count(refused=len(publication._still("blocked")))

    # -- Questions ---------------------------------------------------------------------------------------------

    def _asking(self, publications, step, call):
        """As `_trying`, for a check: what Amazon calls a wrong question blocks, since it would stay the same.

        :param str step: the check that the publications wait for
        """

        def ask():
            try:
                return call()
            except RequestError as error:
                return error

        answer = self._trying(publications, ask)
        if not isinstance(answer, RequestError):
            return answer
        for publication in publications._still("to_check", step):
            row = {"severity": "error", "message": str(answer), "origin": "amazon"}
            publication._set_findings([row], origins=("amazon",))
            publication._block()
        return None


def _barcodes_of(item):
    """All barcodes that Amazon's catalogue has for one of its items."""
    for group in item.get("identifiers") or []:
        for row in group.get("identifiers") or [] if isinstance(group, dict) else []:
            if isinstance(row, dict) and isinstance(row.get("identifier"), str):
                yield row["identifier"]
