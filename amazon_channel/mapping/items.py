"""What was bought: Amazon's `orderItems`."""

from .errors import DocumentError
from .order_data import ItemData
from .values import missing, shown

REQUESTERS = frozenset({"BUYER"})
CANCELLERS = frozenset({"BUYER", "MERCHANT", "AMAZON"})
TAX_MODELS = frozenset({"MARKETPLACE_FACILITATOR"})
REPORTING_SCHEMES = frozenset({"UOSS", "IOSS"})
# The web addresses of customised articles carry a signature and get long.
URL_LIMIT = 4096


def item_nodes(order, required):
    """The nodes of `orderItems`, each with an id of its own.

    :param bool required: an order to be imported has at least one.
    :raise DocumentError: `missing`, `malformed` for an id that comes twice.
    """
    items = order.children("orderItems", required=True)
    if required and not items:
        raise missing(order.path_of("orderItems[0]"))
    seen = set()
    for item in items:
        reference = item.reference("orderItemId", required=True)
        if reference in seen:
            path = item.path_of("orderItemId")
            message = f"In Amazon's document, two items have the same id {reference}."
            raise DocumentError("malformed", path, message, field=path, item_ref=reference)
        seen.add(reference)
    return items


def item_quantities(item, cancelled):
    """Units ordered, fulfilled and unfulfilled, which fit each other unless the order is cancelled.

    :return: the third is `None` when Amazon does not tell; the second is then what it tells, else 0.
    :rtype: tuple[int, int, int | None]
    :raise DocumentError: `missing`, `quantity`.
    """
    ordered = item.count("quantityOrdered", required=True)
    fulfillment = item.child("fulfillment")
    fulfilled, unfulfilled = fulfillment.count("quantityFulfilled"), fulfillment.count("quantityUnfulfilled")
    if not cancelled:
        counted = (fulfilled or 0) + (unfulfilled or 0)
        if counted > ordered or (counted != ordered and None not in (fulfilled, unfulfilled)):
            message = (
                f"Of {ordered} units ordered, Amazon counts {fulfilled or 0} as fulfilled "
                f"and {unfulfilled or 0} as not fulfilled ({fulfillment.path})."
            )
            values = {"ordered": ordered, "fulfilled": fulfilled, "unfulfilled": unfulfilled}
            raise DocumentError("quantity", fulfillment.path, message, **values)
        if unfulfilled is not None:
            fulfilled = ordered - unfulfilled
    return ordered, fulfilled or 0, unfulfilled


def read_item(item, quantities, charges, total):
    """One entry of `orderItems`.

    :param tuple quantities: as from `item_quantities`.
    :param tuple charges: what it costs, and `total` its proceedsTotal.
    :rtype: ItemData
    :raise DocumentError: `malformed`.
    """
    _note_measurement(item)
    product, fulfillment, tax = item.child("product"), item.child("fulfillment"), item.child("tax")
    gift = fulfillment.child("packing").child("giftOption")
    return ItemData(
        item_ref=item.reference("orderItemId", required=True),
        sku=product.reference("sellerSku"),
        asin=product.reference("asin"),
        title=product.text("title"),
        quantity=quantities[0],
        quantity_fulfilled=quantities[1],
        quantity_unfulfilled=quantities[2],
        charges=charges,
        total=total,
        tax_models=_distinct(tax.children("taxCollections"), "model", TAX_MODELS),
        tax_reporting_schemes=_distinct(tax.children("taxCalculationBreakdowns"), "reportingScheme", REPORTING_SCHEMES),
        ioss_number=fulfillment.child("shipping").child("internationalShipping").reference("iossNumber"),
        gift_message=gift.text("giftMessage"),
        gift_wrap_level=gift.text("giftWrapLevel"),
        promotion_refs=_promotions(item),
        customization_url=_customization_url(product.child("customization")),
        **_cancellation(item.child("cancellation")),
    )


def _cancellation(cancellation):
    request, execution = cancellation.child("cancellationRequest"), cancellation.child("cancellationExecution")
    requester = request.word("requester", REQUESTERS)
    asked, done = request.text("cancelReason"), execution.text("cancelReason")
    cancelled_by = execution.word("cancelledBy", CANCELLERS)
    return {
        "cancel_requested": bool(requester or asked) and not (cancelled_by or done),
        "cancel_reason": done or asked,
        "cancelled_by": cancelled_by,
    }


def _distinct(nodes, key, known):
    words = (node.word(key, known) for node in nodes)
    return tuple(dict.fromkeys(word for word in words if word))


def _promotions(item):
    references = (node.reference("promotionId") for node in item.child("promotion").children("breakdowns"))
    return tuple(dict.fromkeys(reference for reference in references if reference))


def _customization_url(customization):
    url = customization.reference("customizedUrl", limit=URL_LIMIT)
    # It will be a link to click on: anything but the web has no business there.
    if url and not url.startswith(("https://", "http://")):
        customization.note("customizedUrl", "not a web address")
        return ""
    return url


def _note_measurement(item):
    """Keep measures other than pieces for people to see: quantities stay numbers of pieces."""
    measurement = item.child("measurement")
    unit = measurement.reference("unit")
    if unit not in ("", "COUNT"):
        item.note("measurement", f"{shown(measurement.raw('value'))} {unit}")
