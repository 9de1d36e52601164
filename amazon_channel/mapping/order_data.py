"""What an order says: Amazon's order document (Orders API 2026-01-01) as frozen dataclasses.

Amounts are `Decimal` in the order's currency; times are aware `datetime`s in UTC; texts are stripped,
without control characters, and empty for what Amazon left out.
`order.read_order` is the only way in.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .text import normalised


@dataclass(frozen=True)
class TimeWindow:
    """Amazon's `DateTimeRange`. Either end may be missing."""

    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True)
class AddressData:
    """Where to deliver (`recipient.deliveryAddress`). Empty strings for what Amazon left out."""

    name: str
    company: str
    street: str
    street2: str
    city: str
    state: str
    postal_code: str
    country_code: str  # ISO 3166-1 alpha-2, upper case
    phone: str
    kind: str  # RESIDENTIAL, COMMERCIAL, PICKUP_POINT, '' or a value not known today

    @property
    def is_personal(self) -> bool:
        """True when it names somebody or a street: enough to make a contact of its own."""
        return bool(self.name or self.company or self.street)

    @property
    def key(self) -> str:
        """SHA-256, in hex, of the whole normalised text (case, spaces, punctuation, unicode form).

        Equal only for equal places; whether a street fills one line or two makes no difference.
        """
        lines = f"{self.street} {self.street2}"
        fields = (self.name, self.company, lines, self.city, self.state, self.postal_code, self.country_code)
        # The separator keeps "Ann" at "Lee Ltd" apart from "Ann Lee" at "Ltd"; no normalised text contains it.
        text = "\x1f".join(normalised(field) for field in fields)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class BuyerData:
    """Who bought (`buyer`). `email` is Amazon's relay alias, lower case."""

    name: str
    email: str
    company: str
    purchase_order: str


@dataclass(frozen=True)
class TaxRegistration:
    """One entry of `tax.taxRegistrations`: whose number, which kind, the number as Amazon gives it."""

    entity: str  # BUYER, MERCHANT, MARKETPLACE or a value not known today
    kind: str  # VAT, BUSINESS, CST, CPF, CNPJ or a value not known today
    number: str
    legal_name: str
    country_code: str


@dataclass(frozen=True)
class Charge:
    """One amount of an item (or of the order) that becomes one order line.

    `amount` is signed and as Amazon gives it: positive for what the buyer pays, negative for promotions;
    whole line, not per unit; without `tax` when Amazon reports tax separately.
    `tax` is the separately reported tax of this charge, signed alike.
    """

    kind: str  # item, shipping, gift_wrap, cod_fee, other, delivery_tip, promotion, shipping_promotion
    amount: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """What the buyer paid for this charge, tax included."""
        return self.amount + self.tax


@dataclass(frozen=True)
class ItemData:
    """One `orderItems[]` entry."""

    item_ref: str  # orderItemId: up to 14 digits, a text
    sku: str
    asin: str
    title: str
    quantity: int
    quantity_fulfilled: int
    quantity_unfulfilled: int | None
    charges: tuple[Charge, ...]  # non-zero ones, `item` first and always there (not for 0 units, not without money)
    total: Decimal | None  # proceedsTotal
    tax_models: tuple[str, ...]  # taxCollections[].model, e.g. MARKETPLACE_FACILITATOR; () when Amazon names none
    tax_reporting_schemes: tuple[str, ...]  # UOSS, IOSS ...
    ioss_number: str
    gift_message: str
    gift_wrap_level: str
    cancel_requested: bool  # the buyer asks to cancel and nobody has executed it
    cancel_reason: str
    cancelled_by: str
    promotion_refs: tuple[str, ...]
    customization_url: str


@dataclass(frozen=True)
class PackageData:
    """One `packages[]` entry: what Amazon knows as shipped by the merchant. What was odd in it is empty."""

    package_ref: str  # packageReferenceId, the seller's
    status: str  # PENDING, IN_TRANSIT, SHIPPED, DELIVERED, CANCELLED, UNDELIVERABLE, '' or a value not known today
    carrier: str
    shipping_service: str
    tracking_number: str
    ship_time: datetime | None
    items: tuple[tuple[str, int], ...]  # (item_ref, quantity)


@dataclass(frozen=True)
class OrderData:
    """One order as Amazon last told it."""

    order_ref: str
    seller_order_ref: str  # orderAliases SELLER_ORDER_ID, '' when absent
    marketplace_ref: str  # salesChannel.marketplaceId
    sales_channel: str  # AMAZON, NON_AMAZON or a value not known today
    status: str  # fulfillmentStatus; a value not known today is kept
    fulfilled_by: str  # AMAZON, MERCHANT, '' or a value not known today
    service_level: str  # fulfillmentServiceLevel in lower case: standard, second_day ...; '' when absent
    programs: tuple[str, ...]  # lower case, sorted: prime, premium, amazon_business ...
    purchase_date: datetime
    last_updated: datetime
    ship_by: TimeWindow
    deliver_by: TimeWindow
    buyer: BuyerData
    address: AddressData | None
    tax_registrations: tuple[TaxRegistration, ...]
    items: tuple[ItemData, ...]
    order_charges: tuple[Charge, ...]  # charges that belong to no item (DELIVERY_TIP ...) and are part of grand_total
    currency: str  # ISO 4217; '' when the order carries no money (pending)
    grand_total: Decimal | None
    replaces: tuple[tuple[str, str], ...]  # (associationType, orderId)
    packages: tuple[PackageData, ...]
    unknown: tuple[str, ...]  # values outside Amazon's published lists, "path = value", kept for people to see
