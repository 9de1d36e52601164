"""From Amazon's inventory summaries (FBA Inventory API v1) to `FbaStock`: what of a SKU is in Amazon's hands.

Read leniently: a figure that cannot be read is left out and noted, the others are shown.
"""

from dataclasses import dataclass
from datetime import datetime

from .errors import DocumentError
from .lenient import read
from .values import Node


@dataclass(frozen=True)
class FbaStock:
    """Units of a SKU in Amazon's warehouses and on their way there; None for what Amazon did not tell."""

    sku: str
    fn_sku: str
    fulfillable: int | None  # can be sold now
    inbound_working: int | None  # of shipments that are planned
    inbound_shipped: int | None
    inbound_receiving: int | None
    reserved: int | None  # for orders, for transfers, being processed
    unsellable: int | None  # damaged, expired
    researching: int | None  # misplaced, being looked for
    updated_at: datetime | None
    unknown: tuple[str, ...] = ()

    @property
    def on_hand(self) -> int | None:
        """All that is in Amazon's warehouses; None when a part of it is not known."""
        parts = (self.fulfillable, self.reserved, self.unsellable, self.researching)
        return None if None in parts else sum(parts)


def read_fba_stocks(payload):
    """The stock of each SKU of one page of summaries.

    :param dict payload: an answer of getInventorySummaries, asked for with details.
    :return: list of FbaStock; an entry without a readable SKU is left out.
    """
    rows = ((payload.get("payload") or {}).get("inventorySummaries")) or []
    return [stock for stock in map(_stock, rows) if stock]


def _stock(fields):
    notes = []
    try:
        node = Node(fields, "", notes)
        sku = node.reference("sellerSku", required=True)
    except DocumentError:
        return None
    details = _child(node, "inventoryDetails")
    return FbaStock(
        sku=sku,
        fn_sku=read(node, "fnSku", "", node.reference),
        fulfillable=_count(details, "fulfillableQuantity"),
        inbound_working=_count(details, "inboundWorkingQuantity"),
        inbound_shipped=_count(details, "inboundShippedQuantity"),
        inbound_receiving=_count(details, "inboundReceivingQuantity"),
        reserved=_count(_child(details, "reservedQuantity"), "totalReservedQuantity"),
        unsellable=_count(_child(details, "unfulfillableQuantity"), "totalUnfulfillableQuantity"),
        researching=_count(_child(details, "researchingQuantity"), "totalResearchingQuantity"),
        updated_at=read(node, "lastUpdatedTime", None, node.time),
        unknown=tuple(notes),
    )


def _child(node, key):
    return node and read(node, key, None, node.child)


def _count(node, key):
    return read(node, key, None, node.count) if node else None
