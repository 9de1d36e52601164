"""What the benchmark of quantities does inside the measured processes."""

import gc

from odoo.fields import Command

from .meter import Meter

AT_ONCE = 1000
LINES = 50
PLENTY = 100000


def build_listings(env, _turn, number):
    """Products with stock, and a listing of each on the first channel."""
    channel = env["amazon.channel"].search([], limit=1, order="id")
    for start in range(0, number, AT_ONCE):
        names = [f"LISTED-{n}" for n in range(start, min(start + AT_ONCE, number))]
        products = _products(env, names, channel.warehouse_id)
        env["amazon.channel.listing"].create(
            [
                {
                    "channel_id": channel.id,
                    "sku": product.default_code,
                    "product_id": product.id,
                    "state": "active",
                    "fulfillment_channel": "merchant",
                }
                for product in products
            ]
        )
        env.cr.commit()


def compute_quantities(env, turn, some, repeat):
    """Quantities when all listings changed and when some did, each beside one read of `free_qty` of all products.

    :param int some: how many change in the second case
    :return: list of dicts with the figures of `floor`, `all` and `some`, and how many changed
    """
    listings = env["amazon.channel.listing"].search([], order="id")
    account, compute = listings.account_id, env["amazon.channel.stock.compute"]
    products = listings.product_id
    places = {"warehouse_id": listings.channel_id.warehouse_id.id}
    compute._compute_marked(account)
    runs = []
    for _round in range(repeat):
        run = {"floor": _free_quantities(env, turn, products, places)}
        for name, changing in (("all", products), ("some", products[:some])):
            _change_stock(env, changing)
            gc.collect()
            with Meter(turn) as meter:
                changed = compute._compute_marked(account)
            run[name] = {**meter.as_dict(), "changed": len(changed), "expected": len(changing)}
        runs.append(run)
    return runs


def _free_quantities(env, turn, products, places):
    env.cr.commit()
    env.invalidate_all()
    with Meter(turn) as meter:
        sum(env["product.product"].with_context(**places).browse(products.ids).mapped("free_qty"))
    return meter.as_dict()


def _change_stock(env, products):
    """One unit more of each product, marked as stock that has moved is."""
    env.cr.execute("UPDATE stock_quant SET quantity = quantity + 1 WHERE product_id = ANY(%s)", [products.ids])
    env["amazon.channel.stock.mark"]._mark("product", products.ids)
    env.cr.commit()
    env.invalidate_all()


def validate_long_deliveries(env, turn, rounds):
    """Deliveries of 50 lines, validated one after the other; with the addon, each product has a listing.

    :return: figures
    """
    if "has_received_warning_stock_sms" in env.company._fields:
        env.company.has_received_warning_stock_sms = True
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    names = [f"LINE-{n}" for n in range(LINES)]
    products = _products(env, names, warehouse)
    if "amazon.channel.listing" in env:
        _list_products(env, products)
    pickings = env["stock.picking"].create([_delivery_values(env, warehouse, products) for _round in range(rounds + 2)])
    pickings.action_confirm()
    pickings.action_assign()
    pickings.move_ids.picked = True
    env.cr.commit()
    for picking in pickings[:2]:
        picking.button_validate()
        env.cr.commit()
    turn.pass_on()
    with Meter(turn) as meter:
        for picking in pickings[2:]:
            turn.pass_on()
            picking.button_validate()
            env.cr.commit()
    return {**meter.as_dict(), "deliveries": rounds, "done": pickings[2:].mapped("state").count("done")}


def _delivery_values(env, warehouse, products):
    out = warehouse.out_type_id
    places = {
        "location_id": warehouse.lot_stock_id.id,
        "location_dest_id": env.ref("stock.stock_location_customers").id,
    }
    moves = [
        Command.create({"product_id": product.id, "product_uom_qty": 1, "picking_type_id": out.id, **places})
        for product in products
    ]
    return {"picking_type_id": out.id, "move_ids": moves, **places}


def _list_products(env, products):
    channel = env["amazon.channel"].search([], limit=1, order="id")
    env["amazon.channel.listing"].create(
        [
            {
                "channel_id": channel.id,
                "sku": product.default_code,
                "product_id": product.id,
                "state": "active",
                "fulfillment_channel": "merchant",
            }
            for product in products
        ]
    )


def _products(env, names, warehouse):
    """Storable products with plenty of stock."""
    products = env["product.product"].create(
        [{"name": name, "default_code": name, "is_storable": True} for name in names]
    )
    env["stock.quant"].create(
        [
            {"product_id": product.id, "location_id": warehouse.lot_stock_id.id, "quantity": PLENTY}
            for product in products
        ]
    )
    return products
