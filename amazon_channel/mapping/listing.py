"""From Amazon's item document (Listings Items API 2021-08-01) to `ListingData`: one SKU at one marketplace.

Read leniently: a listing is shown as far as it can be read, what is odd or new is noted for people to see.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .lenient import nodes, read
from .listing_issue import AnyWord, ListingIssue, concerns, read_issues
from .money import exact_amount
from .values import Node, malformed

STATUSES = frozenset({"BUYABLE", "DISCOVERABLE"})
OFFER_TYPES = frozenset({"B2C", "B2B"})
CONDITIONS = frozenset(
    {
        *("new_new", "new_open_box", "new_oem", "refurbished_refurbished", "club_club"),
        *("used_like_new", "used_very_good", "used_good", "used_acceptable"),
        *("collectible_like_new", "collectible_very_good", "collectible_good", "collectible_acceptable"),
    }
)
_CURRENCY = re.compile("[A-Z]{3}", re.ASCII)
_URL_LIMIT = 2000
_ITEM_LIMIT = 10**9  # units, and what a database's integer holds


@dataclass(frozen=True)
class ListingOffer:
    """A price at which the SKU is offered now, to whom."""

    type: str  # B2C, B2B or a word not known today
    price: Decimal | None  # None when it cannot be read
    currency: str
    audience: str  # ALL, B2B ...; '' when Amazon does not say


@dataclass(frozen=True)
class Availability:
    """How many there are to be sold, by whom they are sent."""

    code: str  # DEFAULT for the merchant, AMAZON_NA ...
    quantity: int | None  # None when Amazon has the units

    @property
    def is_amazon(self) -> bool:
        """Whether Amazon sends it: its quantity is then Amazon's, never the seller's to tell."""
        return self.code.upper().startswith("AMAZON")


@dataclass(frozen=True)
class ListingData:
    """A SKU at one marketplace as Amazon shows it. Empty for what Amazon did not tell or was not asked for."""

    sku: str
    asin: str
    product_type: str
    title: str
    statuses: tuple[str, ...]  # BUYABLE, DISCOVERABLE, words not known today
    condition: str  # e.g. new_new
    image_url: str
    offers: tuple[ListingOffer, ...]
    availability: tuple[Availability, ...]  # of the SKU, whatever the marketplace
    issues: tuple[ListingIssue, ...]
    created_at: datetime | None
    updated_at: datetime | None
    fn_sku: str
    unknown: tuple[str, ...]  # what is odd or new in the document, as "path = value"

    @property
    def is_buyable(self) -> bool:
        """Whether shoppers can buy it now."""
        return "BUYABLE" in self.statuses

    @property
    def is_suppressed(self) -> bool:
        """Whether Amazon took it down for an issue that is still open."""
        return any(issue.is_suppressed for issue in self.issues)


def read_listing(document, marketplace_ref):
    """One item, as `getListingsItem` returns it or `searchListingsItems` lists it, for one marketplace.

    :param dict document: Amazon's `Item`, as parsed from JSON, with any of the data sets summaries, offers,
        fulfillmentAvailability, issues and productTypes.
    :param str marketplace_ref: Amazon's id of the marketplace.
    :rtype: ListingData
    :raise DocumentError: `malformed` for what is no object or has an unreadable SKU, `missing` without one.
    """
    notes = []
    item = Node(document, "", notes)
    sku = item.reference("sku", required=True)
    summary = _of_marketplace(item, "summaries", marketplace_ref)
    product_type = read(summary, "productType", "", summary.reference)
    submitted = _of_marketplace(item, "productTypes", marketplace_ref)
    image = read(summary, "mainImage", Node({}, "", notes), summary.child)
    return ListingData(
        sku=sku,
        asin=read(summary, "asin", "", summary.reference),
        product_type=product_type or read(submitted, "productType", "", submitted.reference),
        title=read(summary, "itemName", "", summary.text),
        statuses=tuple(read(summary, "status", [], lambda key: summary.words(key, STATUSES))),
        condition=read(summary, "conditionType", "", lambda key: summary.word(key, CONDITIONS)),
        image_url=read(image, "link", "", lambda key: image.reference(key, limit=_URL_LIMIT)),
        offers=tuple(_offer(node) for node in nodes(item, "offers") if concerns(node, marketplace_ref)),
        availability=tuple(_availability(node) for node in nodes(item, "fulfillmentAvailability")),
        issues=read_issues(item, marketplace_ref),
        created_at=read(summary, "createdDate", None, summary.time),
        updated_at=read(summary, "lastUpdatedDate", None, summary.time),
        fn_sku=read(summary, "fnSku", "", summary.reference),
        unknown=tuple(notes),
    )


def listed_marketplaces(document):
    """The marketplaces that an item's summaries name.

    :param dict document: Amazon's `Item`.
    :rtype: tuple[str, ...]
    :raise DocumentError: `malformed` for what is no object.
    """
    found = [read(node, "marketplaceId", "", node.reference) for node in nodes(Node(document, "", []), "summaries")]
    return tuple(dict.fromkeys(filter(None, found)))


def _of_marketplace(item, key, marketplace_ref):
    """The entry of the marketplace; an empty object without one."""
    entries = [node for node in nodes(item, key) if _names(node, marketplace_ref)]
    return entries[0] if entries else Node({}, key, [])


def _names(node, marketplace_ref):
    return read(node, "marketplaceId", "", node.reference) == marketplace_ref


def _offer(offer):
    price = read(offer, "price", Node({}, "", []), offer.child)
    audience = read(offer, "audience", Node({}, "", []), offer.child)
    return ListingOffer(
        type=read(offer, "offerType", "", lambda key: offer.word(key, OFFER_TYPES)),
        price=read(price, "amount", None, lambda key: _amount(price, key)),
        currency=read(price, "currencyCode", "", lambda key: _currency(price, key)),
        audience=read(audience, "value", "", lambda key: audience.word(key, AnyWord())),
    )


def _amount(price, key):
    amount = exact_amount(price.raw(key)) if price.has(key) else None
    if (amount is None and price.has(key)) or (amount is not None and amount < 0):
        raise malformed(price.path_of(key), "an exact amount of money")
    return amount


def _currency(price, key):
    currency = price.reference(key)
    if currency and not _CURRENCY.fullmatch(currency):
        raise malformed(price.path_of(key), "the code of a currency")
    return currency


def _availability(node):
    return Availability(
        code=read(node, "fulfillmentChannelCode", "", node.reference),
        quantity=read(node, "quantity", None, lambda key: _quantity(node, key)),
    )


def _quantity(node, key):
    quantity = node.raw(key)
    if quantity is not None and (type(quantity) is not int or not 0 <= quantity < _ITEM_LIMIT):
        raise malformed(node.path_of(key), "a number of units")
    return quantity
