"""What a seller sends about a listing: it is checked at once, accepted or not, and shows later."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from . import listing_patches
from .catalog_items import CatalogItem
from .clock import iso
from .listing_families import CODES, family_problems, is_parent, parent_sku, unknown_parent
from .listing_journal import LEFT_AMAZON, QUANTITY_FOR_AMAZON
from .listing_rules import brand_problems, out_of_bounds, problems
from .listing_seed import fnsku, stock
from .listing_state import by_amazon, issue, text_of
from .listings import new_document, share

ACCEPTED, INVALID, VALID = "ACCEPTED", "INVALID", "VALID"


@dataclass
class Outcome:
    """What became of a submission: its status, Amazon's issues, and {marketplace id: ASIN}."""

    status: str
    issues: list = field(default_factory=list)
    asins: dict = field(default_factory=dict)


def submission_id(simulator, seller_id, sku):
    """Return a new id in Amazon's shape."""
    simulator.submissions += 1
    text = f"{simulator.seed}:{simulator.submissions}:{seller_id}:{sku}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


def put(simulator, seller_id, sku, marketplace_ids, body, now, preview=False, feed=""):
    """Replace all attributes of a listing, or make a new one. `body` is that of putListingsItem, checked."""
    requirements = body.get("requirements", "LISTING")
    plan = []
    for marketplace_id in marketplace_ids:
        entry = simulator.listings.entry(seller_id, marketplace_id, sku)
        old = entry.accepted
        document = {
            **(old or new_document(sku=sku, created=iso(now))),
            "productType": body["productType"],
            "requirements": requirements,
            "attributes": listing_patches.only_for(body["attributes"], marketplace_id),
            "closed": False,
        }
        strange = [rows for rows in body["attributes"].values() if not _for_any(rows, marketplace_ids)]
        found = problems(document, marketplace_id)
        if strange:
            found.append(issue(4000001, "The provided value for 'marketplace_id' is invalid.", "INVALID_ATTRIBUTE"))
        if old is None:
            found += brand_problems(document, simulator.catalog_items, marketplace_id)
        plan.append((entry, document, found, old))
    outcome = _conclude(simulator, plan, now, preview)
    if not preview:
        rows = body["attributes"].get("fulfillment_availability", [])
        _note(simulator, "PUT", plan, rows, outcome, now, feed)
    return outcome


def _for_any(rows, marketplace_ids):
    return all(row.get("marketplace_id", marketplace_ids[0]) in marketplace_ids for row in rows)


def patch(simulator, seller_id, sku, marketplace_ids, body, now, preview=False, feed=""):
    """Change some attributes of a listing. `body` is that of patchListingsItem, checked."""
    names = {listing_patches.name_of(row) for row in body["patches"]}
    plan, known = [], False
    for marketplace_id in marketplace_ids:
        entry = simulator.listings.entry(seller_id, marketplace_id, sku)
        if entry.accepted is None:
            continue
        known = True
        found = []
        document = dict(entry.accepted)
        try:
            document["attributes"] = listing_patches.apply(document["attributes"], body["patches"], marketplace_id)
        except listing_patches.BadPatch as error:
            found.append(issue(4000001, str(error), "INVALID_ATTRIBUTE", *names))
        found += problems(document, marketplace_id, names)
        plan.append((entry, document, found, entry.accepted))
    if not known:
        text = "SKU does not match any ASIN and the product data provided is not eligible for ASIN creation."
        return Outcome(INVALID, [issue(8566, text, "INVALID_ATTRIBUTE")])
    outcome = _conclude(simulator, plan, now, preview)
    if not preview:
        sent = [row for row in body["patches"] if listing_patches.name_of(row) == "fulfillment_availability"]
        rows = [part for row in sent if row["op"] != "delete" for part in row["value"]]
        _note(simulator, "PATCH", plan, rows, outcome, now, feed)
    return outcome


def _note(simulator, operation, plan, rows, outcome, now, feed):
    """Write down what was sent, and mistakes in it; `rows` are those of fulfillment_availability."""
    entry, document, _issues, old = plan[0]
    places = [row[0].marketplace_id for row in plan]
    simulator.journal.submitted(operation, entry.seller_id, entry.sku, places, outcome.status, now, feed)
    if outcome.status != ACCEPTED:
        return
    if by_amazon(document) and any(row.get("quantity") is not None for row in rows):
        simulator.journal.mistaken(QUANTITY_FOR_AMAZON, entry.seller_id, entry.sku, now, feed)
    elif operation == "PUT" and old is not None and by_amazon(old) and not by_amazon(document):
        simulator.journal.mistaken(LEFT_AMAZON, entry.seller_id, entry.sku, now, feed)


def delete(simulator, seller_id, sku, marketplace_ids, now, feed=""):
    """Remove a listing; one that does not exist is removed just the same."""
    for marketplace_id in marketplace_ids:
        entry = simulator.listings.entry(seller_id, marketplace_id, sku)
        if entry.accepted is not None:
            simulator.listings.write(entry, _shown_at(simulator, now), None, iso(now))
    simulator.journal.submitted("DELETE", seller_id, sku, marketplace_ids, ACCEPTED, now, feed)
    return Outcome(ACCEPTED)


def _shown_at(simulator, now):
    return iso(now + timedelta(seconds=simulator.listing_seconds))


def _conclude(simulator, plan, now, preview):
    """Accept what has no errors; `plan` holds (entry, document, issues, the document before) for each marketplace."""
    found = []
    for entry, document, issues, _old in plan:
        issues += family_problems(document, _parent(simulator, entry, document))
        found += [{**row, "marketplaceIds": [entry.marketplace_id]} for row in issues]
    if any(row["severity"] == "ERROR" for row in found):
        return Outcome(INVALID, found)
    asins = {}
    for entry, document, _issues, old in plan:
        document["issues"] = [row for row in document["issues"] if row.get("code") not in MATCHING | CODES]
        _bounds(document)
        if parent_sku(document) and _parent(simulator, entry, document) is None:
            document["issues"].append(unknown_parent(document))
        identify(simulator.catalog_items, document, entry.marketplace_id, create=not preview)
        if document["asin"]:
            asins[entry.marketplace_id] = document["asin"]
        if not preview:
            _stock(document, old)
            _write(simulator, entry, document, old, now)
    return Outcome(VALID if preview else ACCEPTED, found, asins)


def _parent(simulator, entry, document):
    sku = parent_sku(document)
    return simulator.listings.entry(entry.seller_id, entry.marketplace_id, sku).accepted if sku else None


def _write(simulator, entry, document, old, now):
    """Let a document show later; so does its stock in the region's other marketplaces."""
    listings, at = simulator.listings, _shown_at(simulator, now)
    listings.write(entry, at, document, iso(now))
    if old is None or any(old[name] is not document[name] for name in ("attributes", "stock")):
        for sibling in listings.siblings(entry):
            other = dict(sibling.accepted)
            if share(document, other):
                listings.write(sibling, at, other, iso(now))
    if is_parent(document) and (old is None or not is_parent(old)):
        _find_children(listings, entry)


def _find_children(listings, parent):
    """A parent that came after its children: they are no longer without one."""
    for entry in listings.shelf(parent.seller_id, parent.marketplace_id).values():
        for version in entry.versions:
            document = version.document
            if document and parent_sku(document) == parent.sku:
                kept = [row for row in document["issues"] if row["code"] not in CODES]
                version.document = {**document, "issues": kept}


BOUNDS = "The 'minimum price' is greater than the selling price, or the 'maximum price' less, for the listing."


def _bounds(document):
    """Take a listing down while its price is beyond what the seller itself allows."""
    document["issues"] = [row for row in document["issues"] if row["message"] != BOUNDS]
    if out_of_bounds(document):
        row = issue(18155, BOUNDS, "INVALID_PRICE", "purchasable_offer", actions=["LISTING_SUPPRESSED"])
        document["issues"].append(row)


MATCHING = {"8542", "8566", "13013"}
"""Codes of issues that say why a listing has no ASIN; they go when it is sent again."""


def identify(catalog, document, marketplace_id, create):
    """Find out which ASIN a listing is about: by its name, by the barcode, or a new one. What fails is an issue."""
    if document["asin"]:
        return
    asin = text_of(document, "merchant_suggested_asin")
    if asin:
        found = [catalog.get(asin, marketplace_id)]
        found = [item for item in found if item]
    else:
        found = catalog.with_barcode(text_of(document, "externally_assigned_product_identifier"), marketplace_id)
    if len(found) == 1:
        document["asin"], document["title"] = found[0].asin, found[0].title
    elif found:
        names = ", ".join(item.asin for item in found)
        _hold(document, 8542, f"The product identifier matches several ASINs: {names}.")
    elif asin or document["requirements"] == "LISTING_OFFER_ONLY":
        _hold(document, 13013, "The offer cannot be added: the product is not in the catalogue.")
    elif create:
        document["asin"] = catalog.add(_new_item(document)).asin


def _new_item(document):
    barcodes = [row["value"] for row in document["attributes"].get("externally_assigned_product_identifier", [])]
    title = text_of(document, "item_name")
    return CatalogItem("", title, text_of(document, "brand"), document["productType"], barcodes)


def _hold(document, code, message):
    name = "merchant_suggested_asin" if code == 13013 else "externally_assigned_product_identifier"
    row = issue(code, message, "INVALID_ATTRIBUTE", name, actions=["LISTING_SUPPRESSED"])
    document["issues"] = [*document["issues"], row]


def _stock(document, old):
    """What Amazon ships has a name in its warehouses, and a stock, which is empty at first."""
    if by_amazon(document):
        if old is None or not by_amazon(old):
            # From now on Amazon ships it: what the seller has is not for sale any more.
            rows = document["attributes"]["fulfillment_availability"]
            rows = [row for row in rows if row["fulfillment_channel_code"].startswith("AMAZON")]
            document["attributes"] = {**document["attributes"], "fulfillment_availability": rows}
        document["fnsku"] = document["fnsku"] or fnsku(document["sku"])
        document["stock"] = document["stock"] or stock(0)
