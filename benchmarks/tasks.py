"""What is done inside the measured processes. Every task gets an environment and its `Turn`."""

import contextlib
from collections import Counter

import requests

from odoo.tools import mute_logger

from devtools import shop

from . import workload
from .floor import BATCH_SIZE, Floor
from .inventory_tasks import build_listings, compute_quantities, validate_long_deliveries  # noqa: F401 - by name
from .listings_tasks import import_floor, import_ours, link  # noqa: F401 - found here by name
from .meter import CallTimer, Meter, replaced
from .prices_tasks import prices  # noqa: F401 - found here by name

# Batches to compare -> the kind of the order in their middle.
MIDDLE = {
    "clean": "benchmark",
    "total": "benchmark_bad_total",
    "refused": "benchmark_bad_confirmation",
    "late": "benchmark_bad_confirmation",
}


def build_shop(env, _turn):
    """Products with stock, taxes by country and delivery methods: what both ways need."""
    shop.build_shop(env, workload.CATALOGUE)
    env.cr.commit()


def connect(env, _turn, url):
    """All simulated sellers connected, every shipping service mapped, and a product with a wrong tax."""
    accounts = shop.connect(env, url, requests.get(f"{url}/simulator/credentials", timeout=30).json())
    shop.map_shipping(env, accounts.channel_ids)
    product = env["product.product"].search([("default_code", "=", workload.BAD_TOTAL)])
    tax = env["account.tax"].create({"name": "Tax 7%", "amount": 7, "type_tax_use": "sale"})
    product.taxes_id = tax
    # Somebody made its twin price-excluded: the total of such an order cannot be Amazon's.
    tax._amazon_channel_price_included().price_include_override = "tax_excluded"
    env.cr.commit()


def floor(env, turn, warm_up, orders):
    """The same orders by bare ORM.

    :param warm_up: documents of orders to warm up with
    :param orders: documents of the orders that are measured
    :return: figures
    """
    plain = Floor(env)
    env.cr.commit()
    plain.create(plain.prepare(warm_up))
    prepared = plain.prepare(orders)
    env.cr.commit()
    turn.pass_on()
    with Meter(turn) as meter:
        plain.create(prepared, before_batch=turn.pass_on)
    return {**meter.as_dict(), "orders": len(orders), "made": _made(env)}


def ours(env, turn, url, warm_up, orders, **generated):
    """The whole way: Amazon is asked, and what it answers is processed.

    :param int warm_up: how many orders to warm up with
    :param int orders: how many orders to measure
    :param generated: see `_Amazon`; by default ordinary orders
    :return: figures
    """
    amazon = _Amazon(env, url, **generated)
    amazon.place(warm_up)
    amazon.accounts.action_get_orders()
    amazon.place(orders)
    before = amazon.outcome()
    turn.pass_on()
    fetch = CallTimer(type(env["amazon.channel.order.fetch"]), "_fetch")
    with _passing_on(env, turn), fetch, Meter(turn) as meter:
        amazon.accounts.action_get_orders()
    runs = env["amazon.channel.run"].search([("operation", "=", "get_orders")], limit=len(amazon.accounts))
    return {
        **meter.as_dict(),
        "orders": orders,
        "states": amazon.outcome() - before,
        "fetch_seconds": fetch.seconds,
        "calls": sum(runs.mapped("call_count")),
        "made": _made(env),
    }


def validate_floor(env, turn, warm_up, orders):
    """Deliveries of sale orders by bare ORM, validated one by one with a commit each, without the addon.

    :param warm_up: documents of orders to warm up with
    :param orders: documents of the orders whose deliveries are measured
    :return: figures
    """
    plain = Floor(env)
    env.cr.commit()
    plain.create(plain.prepare(warm_up))
    _validate(env, _open_deliveries(env))
    plain.create(plain.prepare(orders))
    pickings = _open_deliveries(env)
    turn.pass_on()
    with Meter(turn) as meter:
        _validate(env, pickings, before_each=turn.pass_on)
    return {**meter.as_dict(), "deliveries": len(pickings)}


def validate_ours(env, turn, url, warm_up, orders):
    """The same deliveries of orders from Amazon, and then their confirmation at Amazon.

    :return: figures; those of Sync Orders under `sync`
    """
    amazon = _Amazon(env, url)
    amazon.accounts.channel_ids.action_go_live()
    amazon.place(warm_up)
    amazon.accounts.action_get_orders()
    _validate(env, _open_deliveries(env))
    env["amazon.channel.order.sync"]._sync(amazon.accounts)
    amazon.place(orders)
    amazon.accounts.action_get_orders()
    pickings = _open_deliveries(env)
    turn.pass_on()
    with Meter(turn) as meter:
        _validate(env, pickings, before_each=turn.pass_on)
    with Meter(turn) as sync_meter:
        run = env["amazon.channel.order.sync"]._sync(amazon.accounts)
    sync = {**sync_meter.as_dict(), "packages": run.sent_count, "calls": run.call_count}
    return {**meter.as_dict(), "deliveries": len(pickings), "sync": sync}


def _open_deliveries(env):
    """The deliveries that are left to do, picked whole, each with its tracking number."""
    if "has_received_warning_stock_sms" in env.company._fields:
        # Otherwise Odoo asks the first time, instead of validating.
        env.company.has_received_warning_stock_sms = True
    pickings = env["stock.picking"].search([("state", "=", "assigned"), ("picking_type_code", "=", "outgoing")])
    for picking in pickings:
        picking.carrier_tracking_ref = f"1Z{picking.id:012d}"
    pickings.move_ids.picked = True
    env.cr.commit()
    return pickings


def _validate(env, pickings, before_each=lambda: None):
    """Validate deliveries as the warehouse does: each by its button, in a transaction of its own."""
    for picking in pickings:
        before_each()
        picking.with_context(skip_backorder=True).button_validate()
        env.cr.commit()


def _made(env):
    """What there is in the database, to see that both ways came to the same."""
    [(orders, total)] = env["sale.order"]._read_group([("state", "=", "sale")], [], ["__count", "amount_total:sum"])
    buyers = env["sale.order"].search([]).partner_id
    return {
        "confirmed orders": orders,
        "their total": round(total, 2),
        "lines": env["sale.order.line"].search_count([]),
        "buyers": len(buyers),
        "delivery addresses": len(buyers.child_ids),
        "deliveries": env["stock.picking"].search_count([]),
        "reserved moves": env["stock.move"].search_count([("state", "=", "assigned")]),
    }


def bad_orders(env, turn, url, warm_up, rounds):
    """Batches of 50 with one bad order, between clean batches.

    :return: dict name -> list of figures, one a round
    """
    amazon = _Amazon(env, url)
    amazon.place(warm_up)
    amazon.accounts.action_get_orders()
    results = {name: [] for name in MIDDLE}
    for _round in range(rounds):
        for name, kind in MIDDLE.items():
            amazon.place(BATCH_SIZE // 3)
            amazon.place(1, kinds=[kind])
            amazon.place(BATCH_SIZE - BATCH_SIZE // 3 - 1)
            results[name].append(_one_batch(env, turn, amazon, late=name == "late"))
    return results


def _one_batch(env, turn, amazon, late):
    """Fetch what was placed and measure its processing alone."""
    env["amazon.channel.order.fetch"]._fetch(amazon.accounts)
    before = amazon.outcome()
    with _failing_confirmation(env, late), Meter(turn) as meter:
        env["amazon.channel.order.import"]._process(amazon.accounts)
    states = amazon.outcome() - before
    # A failed order comes again after a while, which would be in another measurement.
    env["amazon.channel.order"].search([("state", "=", "failed")]).write({"state": "ignored"})
    env.cr.commit()
    return {**meter.as_dict(), "orders": BATCH_SIZE, "states": states}


@contextlib.contextmanager
def _passing_on(env, turn):
    """Let the importer pass its turn on before each batch, when it has just committed the one before."""
    importer = type(env["amazon.channel.order.import"])
    next_batch = importer._next_batch

    def _next_batch(self, *args):
        turn.pass_on()
        return next_batch(self, *args)

    with replaced(importer, "_next_batch", _next_batch):
        yield


@contextlib.contextmanager
def _failing_confirmation(env, late):
    """Let the confirmation of orders with the bad product fail in a way that nobody has foreseen.

    :param bool late: after all its work is done, which is the dearest moment; else before it begins
    """
    orders = type(env["sale.order"])
    confirm = orders.action_confirm

    def action_confirm(self):
        bad = workload.BAD_CONFIRMATION in self.order_line.product_id.mapped("default_code")
        if bad and not late:
            raise ValueError("an order that cannot be confirmed")
        result = confirm(self)
        if bad:
            raise ValueError("an order that cannot be confirmed")
        return result

    with replaced(orders, "action_confirm", action_confirm), mute_logger("odoo.addons.amazon_channel"):
        yield


class _Amazon:
    """The simulated Amazon, seen from Odoo.

    :param kinds: of the orders that are placed; None for a realistic mixture
    :param marketplaces: where they are placed; None for all
    :param regions: of the accounts that are asked
    """

    def __init__(
        self, env, url, kinds=("benchmark",), marketplaces=(workload.MARKETPLACE,), regions=(workload.REGION,)
    ):
        self.env, self.url = env, url
        self.options = {"kinds": kinds and list(kinds), "marketplaces": marketplaces and list(marketplaces)}
        env["ir.config_parameter"].set_param("amazon_channel.simulator_url", url)
        self.accounts = env["amazon.channel.account"].search([("region", "in", list(regions))])
        env.cr.commit()

    def place(self, n, **options):
        """Let `n` orders be placed."""
        body = {"n": n, **self.options, **options}
        requests.post(f"{self.url}/simulator/orders/generate", json=body, timeout=600).raise_for_status()

    def outcome(self):
        """How many inbox rows are in which state.

        :rtype: Counter
        """
        return Counter(dict(self.env["amazon.channel.order"]._read_group([], ["state"], ["__count"])))
