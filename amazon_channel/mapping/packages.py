"""What Amazon knows as shipped by the merchant: Amazon's `packages`.

Read leniently: they are compared with what Odoo shipped, nothing is booked from them. An order is never refused for an
odd package; what is odd is left out and noted for people to see.
"""

from .errors import DocumentError
from .order_data import PackageData
from .values import NAME_LIMIT

PACKAGE_STATUSES = frozenset({"PENDING", "IN_TRANSIT", "SHIPPED", "DELIVERED", "CANCELLED", "UNDELIVERABLE"})


def read_packages(order):
    """The packages of an order.

    :param Node order: the document.
    :return: one entry for each package that can be read at all, its unreadable fields empty.
    :rtype: tuple[PackageData, ...]
    """
    return tuple(_package(node) for node in _nodes(order, "packages"))


def _package(package):
    return PackageData(
        package_ref=_read(package, "packageReferenceId", "", package.reference),
        status=_status(package),
        carrier=_read(package, "carrier", "", lambda key: package.text(key, NAME_LIMIT)),
        shipping_service=_read(package, "shippingService", "", lambda key: package.text(key, NAME_LIMIT)),
        tracking_number=_read(package, "trackingNumber", "", package.reference),
        ship_time=_read(package, "shipTime", None, package.time),
        items=tuple(item for item in map(_item, _nodes(package, "packageItems")) if item),
    )


def _status(package):
    status = _read(package, "packageStatus", None, package.child)
    return "" if status is None else _read(status, "status", "", lambda key: status.word(key, PACKAGE_STATUSES))


def _item(content):
    """Pair of item and quantity, `None` when either is missing: half of it would be a wrong statement."""
    reference = _read(content, "orderItemId", "", lambda key: content.reference(key, required=True))
    quantity = _read(content, "quantity", 0, lambda key: content.count(key, required=True))
    return (reference, quantity) if reference and quantity else None


def _read(node, key, fallback, read):
    try:
        return read(key)
    except DocumentError as error:
        node.note(key, error.code)
        return fallback


def _nodes(parent, key):
    """The objects in the list below `key`; what is none is noted."""
    values = parent.raw(key)
    if values is None:
        return []
    if not isinstance(values, list):
        parent.note(key, "malformed")
        return []
    nodes = []
    for index, value in enumerate(values):
        if isinstance(value, dict):
            nodes.append(parent.entry(key, index, value))
        else:
            parent.note(f"{key}[{index}]", "malformed")
    return nodes
