"""What a database tells of its Amazon orders, in words that are the same in two databases if the same was done."""

from collections import Counter


def tell(env):
    """Return everything that an import leaves, without ids, numbers and times of Odoo's own.

    :return: dict with `orders` by Amazon's number, `contacts` and `stock` with their counts
    """
    inbox = env["amazon.channel.order"].search([], order="amazon_order_ref")
    return {
        "orders": {row.amazon_order_ref: _order(row) for row in inbox},
        "sale orders": env["sale.order"].search_count([]),
        "contacts": _counted(_contact(partner) for partner in env["res.partner"].search([])),
        "moves": _counted(_move(move) for move in env["stock.move"].search([])),
        "stock": _stock(env),
        "taxes": _counted(tax.name for tax in env["account.tax"].with_context(active_test=False).search([])),
    }


def differences(one, other, limit=20):
    """Return where two stories differ, as sentences."""
    found = []
    for name in one:
        left, right = one[name], other[name]
        if isinstance(left, dict):
            keys = sorted(left.keys() | right.keys())
            found += [
                f"{name} {key}: {left.get(key)} != {right.get(key)}" for key in keys if left.get(key) != right.get(key)
            ]
        elif left != right:
            found.append(f"{name}: {left} != {right}")
    return found[:limit]


def _order(row):
    sale = row.sale_order_id
    return [
        row.state,
        row.hold_reason or "",
        sorted(issue.code + " " + issue.state for issue in row.issue_ids),
        sale.state or "",
        sale.amount_total,
        sale.amazon_channel_tax_collected,
        sale.carrier_id.name or "",
        _contact(sale.partner_id) if sale else [],
        _contact(sale.partner_shipping_id) if sale else [],
        sorted(
            [
                line.amazon_channel_item_ref or "",
                line.amazon_channel_charge or "",
                line.product_uom_qty,
                line.price_total,
            ]
            for line in sale.order_line
        ),
        sorted([picking.state, sorted(_move(move) for move in picking.move_ids)] for picking in sale.picking_ids),
    ]


def _contact(partner):
    return [
        partner.name or "",
        partner.street or "",
        partner.zip or "",
        partner.country_id.code or "",
        partner.parent_id.name or "",
    ]


def _move(move):
    product = move.product_id.default_code or ""
    return [
        product,
        move.product_uom_qty,
        move.quantity,
        move.state,
        _place(move.location_id),
        _place(move.location_dest_id),
    ]


def _stock(env):
    """Quantities by product and place: two transactions that meet leave two quants, which Odoo joins later."""
    groups = env["stock.quant"]._read_group(
        [], ["product_id", "location_id"], ["quantity:sum", "reserved_quantity:sum"]
    )
    return {
        f"{product.default_code} {_place(location)}": [quantity, reserved]
        for product, location, quantity, reserved in groups
    }


def _place(location):
    return location.complete_name or ""


def _counted(things):
    """How often each thing is there, by its words."""
    return dict(Counter(str(thing) for thing in things))
