"""What the demo does inside Odoo: build the shop, connect the sellers, get the orders, ship some, count."""

import json
import time
import urllib.request

from amazon_simulator.catalogue import CATALOGUE

from . import demo_listings, demo_shipping, shop

# Left out on purpose, so that the demo shows orders that wait and how they are released.
UNKNOWN_PRODUCTS = 2
UNMAPPED_METHODS = ("same_day",)


def run(env, url):
    """Do the main job against the simulator at `url` and commit.

    :return: the summary, as JSON text
    """
    with urllib.request.urlopen(f"{url}/simulator/credentials", timeout=10) as answer:
        credentials = json.load(answer)
    catalogue = list(CATALOGUE)
    first = not env["amazon.channel.account"].search_count([])
    if first:
        shop.build_shop(env, catalogue, without_skus=[product.sku for product in catalogue[:UNKNOWN_PRODUCTS]])
    accounts = shop.connect(env, url, credentials)
    if first:
        shop.map_shipping(env, accounts.channel_ids, without=UNMAPPED_METHODS)
    env.cr.commit()
    last_run = env["amazon.channel.run"].search([], order="id desc", limit=1).id or 0
    started = time.monotonic()
    for account in accounts:
        account.action_get_orders()
    seconds = round(time.monotonic() - started, 1)
    env.cr.commit()
    runs = env["amazon.channel.run"].search([("id", ">", last_run)])
    fetched = [_account_summary(account, runs) for account in accounts]
    shipped_before = env["amazon.channel.submission"].search_count([], limit=1)
    demo_shipping.ship_and_tell(env, url, accounts, first=not shipped_before)
    listed_before = env["amazon.channel.listing"].search_count([], limit=1)
    demo_listings.import_and_link(env, url, accounts, first=not listed_before)
    if not listed_before:
        demo_listings.publish(env, url)
        demo_listings.send_offers(env, url)
    told, listed = demo_shipping.summary(env), demo_listings.summary(env)
    return json.dumps({"seconds": seconds, "accounts": fetched, "told": told, "listed": listed, **_summary(env)})


def _summary(env):
    orders = env["amazon.channel.order"]
    states = dict(orders._fields["state"]._description_selection(env))
    counts = orders._read_group([], ["state"], ["__count"])
    sale_orders = env["sale.order"].search_count([("amazon_channel_id", "!=", False)])
    differing = env["sale.order"].search_count([("amazon_channel_difference", "!=", 0)])
    holds = env["amazon.channel.order.hold"]._read_group([], ["message"], ["__count"], order="__count desc")
    causes = dict(env["amazon.channel.issue"]._fields["code"]._description_selection(env))
    issues = env["amazon.channel.issue"]._read_group([("state", "=", "open")], ["code"], ["__count"])
    return {
        "inbox": ", ".join(f"{count} {states[state].lower()}" for state, count in counts),
        "sale_orders": sale_orders,
        "differing": differing,
        "held": [{"reason": reason, "count": count} for reason, count in holds],
        "issues": [{"cause": causes[code], "count": count} for code, count in issues],
    }


def _account_summary(account, runs):
    orders = account.env["amazon.channel.order"]
    runs = runs.filtered(lambda run: run.account_id == account)
    return {
        "name": account.name,
        "channels": len(account.channel_ids),
        "fetched": sum(runs.mapped("fetched_count")),
        "new": sum(runs.mapped("new_count")),
        "imported": sum(runs.mapped("imported_count")),
        "imported in all": orders.search_count([("account_id", "=", account.id), ("state", "=", "imported")]),
        "held": orders.search_count([("account_id", "=", account.id), ("state", "=", "held")]),
        "pending": orders.search_count([("account_id", "=", account.id), ("state", "=", "pending")]),
        "API calls": sum(runs.mapped("call_count")),
    }
