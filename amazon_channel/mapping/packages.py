"""What Amazon knows as shipped by the merchant: Amazon's `packages`.

Read leniently: they are compared with what Odoo shipped, nothing is booked from them. An order is never refused for an
odd package; what is odd is left out and noted for people to see.
"""

from .lenient import nodes, read
from .order_data import PackageData
from .values import NAME_LIMIT

PACKAGE_STATUSES = frozenset({"PENDING", "IN_TRANSIT", "SHIPPED", "DELIVERED", "CANCELLED", "UNDELIVERABLE"})


def read_packages(order):
    """The packages of an order.

    :param Node order: the document.
    :return: one entry for each package that can be read at all, its unreadable fields empty.
    :rtype: tuple[PackageData, ...]
    """
    return tuple(_package(node) for node in nodes(order, "packages"))


def _package(package):
    return PackageData(
        package_ref=read(package, "packageReferenceId", "", package.reference),
        status=_status(package),
        carrier=read(package, "carrier", "", lambda key: package.text(key, NAME_LIMIT)),
        shipping_service=read(package, "shippingService", "", lambda key: package.text(key, NAME_LIMIT)),
        tracking_number=read(package, "trackingNumber", "", package.reference),
        ship_time=read(package, "shipTime", None, package.time),
        items=tuple(item for item in map(_item, nodes(package, "packageItems")) if item),
    )


def _status(package):
    status = read(package, "packageStatus", None, package.child)
    return "" if status is None else read(status, "status", "", lambda key: status.word(key, PACKAGE_STATUSES))


def _item(content):
    """Pair of item and quantity, `None` when either is missing: half of it would be a wrong statement."""
    reference = read(content, "orderItemId", "", lambda key: content.reference(key, required=True))
    quantity = read(content, "quantity", 0, lambda key: content.count(key, required=True))
    return (reference, quantity) if reference and quantity else None
