"""What is measured of prices, inside the process; see `tasks`."""

from .listings_workload import MARKETPLACE_COUNTRY
from .meter import Meter


def prices(env, turn, listings, changed, repeat):
    """Prices of `listings` products: the pricelist's in one batch; then ours, when all, none and some changed.

    :return: figures of the middle of `repeat` times
    """
    channel, products = _build(env, listings)
    found = [_once(env, turn, channel, products, changed, number) for number in range(repeat)]
    middle = {
        part: sorted((figures[part] for figures in found), key=lambda figures: figures["seconds"])[repeat // 2]
        for part in found[0]
    }
    return {**middle, "listings": listings, "changed": changed}


def _build(env, number):
    channel = env["amazon.channel"].search([("marketplace_id.country_id.code", "=", MARKETPLACE_COUNTRY)], limit=1)
    pricelist = channel.pricelist_id
    # Where money cannot be converted there is no price, and nothing to measure.
    for currency in (pricelist.currency_id | channel.currency_id | env.company.currency_id).filtered(
        lambda currency: not currency.rate_ids
    ):
        env["res.currency.rate"].create({"currency_id": currency.id, "name": "2020-01-01", "rate": 1})
    pricelist.item_ids.unlink()
    pricelist.item_ids.create({"pricelist_id": pricelist.id, "compute_price": "percentage", "percent_price": 10})
    products = env["product.product"].create(
        [{"name": f"Priced {number}", "list_price": 10 + number / 100, "taxes_id": []} for number in range(number)]
    )
    env["amazon.channel.listing"].create(
        [
            {"channel_id": channel.id, "sku": f"PRICED-{product.id}", "product_id": product.id, "state": "active"}
            for product in products
        ]
    )
    env["amazon.channel.price.rule"].create({"channel_id": channel.id, "rounding": "ending", "price_ending": 0.99})
    env.cr.commit()
    priced = env["amazon.channel.price.compute"]._compute_marked(channel)
    if len(priced) < number:
        problems = set(env["amazon.channel.listing"].search([("channel_id", "=", channel.id)]).mapped("price_problem"))
        raise RuntimeError(f"{len(priced)} of {number} listings have a price: {problems}")
    return channel, products


def _once(env, turn, channel, products, changed, number):
    # By more than the ending rounds away, each time by something else.
    _raise_prices(env, products, 5 + number)
    figures = {"floor": _floor(env, turn, channel, products), "all": _ours(env, turn, channel)}
    env["amazon.channel.price.mark"]._mark_channels(channel)
    env.cr.commit()
    figures["same"] = _ours(env, turn, channel)
    _raise_prices(env, products[:changed], 5)
    figures["some"] = _ours(env, turn, channel)
    return figures


def _raise_prices(env, products, amount):
    for product in products:
        product.list_price += amount
    env.cr.commit()
    env.invalidate_all()


def _floor(env, turn, channel, products):
    with Meter(turn) as meter:
        channel.pricelist_id._get_products_price(products, 1.0)
    env.invalidate_all()
    return meter.as_dict()


def _ours(env, turn, channel):
    env.invalidate_all()
    with Meter(turn) as meter:
        found = env["amazon.channel.price.compute"]._compute_marked(channel)
        env.cr.commit()
    return {**meter.as_dict(), "written": len(found)}
