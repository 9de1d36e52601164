"""The orders that are measured: two products and shipping, tax inside the prices, bought for somebody else."""

from amazon_simulator import Simulator
from amazon_simulator.catalogue import as_products
from amazon_simulator.generator.people import invent_person
from amazon_simulator.generator.registry import kind

PRODUCTS = 200
# Two products with a flaw: see `benchmarks.bad_orders`.
BAD_CONFIRMATION = "BENCH-CONFIRM"
BAD_TOTAL = "BENCH-TOTAL"
MARKETPLACE = "GB"
REGION = "eu"
# The client keeps its calls below Amazon's quota, which refills in minutes: what is measured is Odoo, not waiting.
QUOTA_SCALE = 100_000

CATALOGUE = as_products(
    [
        {"sku": f"BENCH-{number:03d}", "title": f"Larchwood Article {number}", "price": f"{5 + number % 40}.49"}
        for number in range(1, PRODUCTS + 1)
    ]
    + [{"sku": sku, "title": f"Larchwood Article {sku}", "price": "9.49"} for sku in (BAD_CONFIRMATION, BAD_TOTAL)]
)
_GOOD = CATALOGUE[:PRODUCTS]


@kind(0, MARKETPLACE)
def benchmark(plan):
    """Two products and shipping; buyer and recipient are two people."""
    plan.lines.clear()
    first, second = plan.rng.sample(_GOOD, 2)
    plan.add_line(plan.rng.randint(1, 3), first).shipping = plan.price("4.20")
    plan.add_line(plan.rng.randint(1, 2), second)
    buyer = f"{invent_person(plan.rng, plan.marketplace).name} {plan.rng.choice('ABCDEFGHKLMNPRST')}."
    plan.details["buyer"] = {"buyerName": buyer}


@kind(0, MARKETPLACE)
def benchmark_bad_confirmation(plan):
    """The same, with the product whose orders Odoo fails to confirm."""
    benchmark(plan)
    plan.lines[0].product = _product(BAD_CONFIRMATION)


@kind(0, MARKETPLACE)
def benchmark_bad_total(plan):
    """The same, with the product whose tax leads to another total than Amazon's."""
    benchmark(plan)
    plan.lines[0].product = _product(BAD_TOTAL)


def _product(sku):
    return next(product for product in CATALOGUE if product.sku == sku)


def new_simulator():
    """Return a fake Amazon without delays: the same one, and the same orders, every time."""
    simulator = Simulator(seed=20_260_101, settle=0, throttling=False)
    simulator.catalogue = CATALOGUE
    simulator.change_settings(throttle_scale=QUOTA_SCALE)
    return simulator


def documents(*numbers):
    """Return the documents of ordinary orders, placed in portions of these sizes, as lists."""
    simulator = new_simulator()
    placed = [simulator.generate_orders(n, kinds=["benchmark"], marketplaces=[MARKETPLACE]) for n in numbers]
    return [[simulator.get_order(order_id) for order_id in portion] for portion in placed]
