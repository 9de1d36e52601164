"""What worker processes do. Each function gets a superuser environment and options, and returns a JSON document."""

import json
import random
import resource
import time
from pathlib import Path

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.test_amazon_channel import checks
from odoo.addons.test_amazon_channel.mutations import mutated

from amazon_simulator import Simulator
from amazon_simulator.catalogue import CATALOGUE
from devtools import shop

from . import story
from .simulated import USUAL

PAUSE_SECONDS = 1
CHUNK = 300


def build(env, url, credentials):
    """Build the shop and connect its accounts with the simulator at `url`."""
    shop.build_shop(env, CATALOGUE)
    accounts = shop.connect(env, url, credentials)
    shop.map_shipping(env, accounts.channel_ids)
    env.cr.commit()
    return accounts.ids


def sync(env, since_run=0, seconds=3600):
    """Fetch and process until every account was polled to the present after `since_run` and nothing is left to do.

    :return: seconds that it took, number of attempts, peak memory in MiB
    """
    started = time.monotonic()
    accounts = env["amazon.channel.account"].search([])
    attempts = 0
    while not _is_done(env, accounts, since_run):
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"not done after {seconds} s")
        attempts += 1
        _attempt(env, accounts)
        env.invalidate_all()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": time.monotonic() - started, "attempts": attempts, "memory": memory}


def _attempt(env, accounts):
    """Press Get Orders, as a person would."""
    before = _last_run(env)
    try:
        accounts.action_get_orders()
        env.cr.commit()
    except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:  # pylint: disable=catching-non-exception
        # Two transactions met. A request of the web client is made again by Odoo, and so it is here.
        env.cr.rollback()
    if not env["amazon.channel.run"].search_count([("id", ">", before), ("operation", "=", "process_orders")]):
        # Somebody else is at it, maybe a session whose process was killed and that the database has not missed yet.
        env.cr.commit()
        time.sleep(PAUSE_SECONDS)


def _last_run(env):
    return env["amazon.channel.run"].search([], limit=1, order="id desc").id or 0


def _is_done(env, accounts, since_run):
    env.cr.commit()
    env.invalidate_all()
    polled = env["amazon.channel.run"].search(
        [("operation", "=", "get_orders"), ("state", "=", "done"), ("id", ">", since_run)]
    )
    due = env["amazon.channel.order"].search_count([("state", "=", "to_process")], limit=1)
    return accounts <= polled.account_id and not due


def tell(env):
    """Return the story of the database: see `benchmarks.soak.story`."""
    return story.tell(env)


def check(env, documents_file):
    """Hold the inbox and its sale orders against Amazon's documents; return what is wrong and the states' counts."""
    documents = json.loads(Path(documents_file).read_text())
    accounts = env["amazon.channel.account"].search([])
    states = env["amazon.channel.order"]._read_group([], ["state"], ["__count"])
    return {"problems": checks.problems(env, accounts, documents), "states": dict(states)}


def deliver_and_invoice(env, number, seed):
    """Ship and invoice some orders with all messages to customers switched on; return what is wrong.

    Text messages are sent only outside of Odoo's tests, so that this is the place to see that none is.
    """
    company = env.company
    switches = {"stock_move_email_validation": True, "stock_text_confirmation": True}
    company.write({name: value for name, value in switches.items() if name in company._fields})
    if "has_received_warning_stock_sms" in company._fields:
        company.has_received_warning_stock_sms = True
    orders = env["amazon.channel.order"].search([("state", "=", "imported")]).sale_order_id
    orders = orders.filtered(lambda order: order.state == "sale" and order.amount_total)
    problems = []
    for order in orders.browse(random.Random(seed).sample(orders.ids, min(number, len(orders)))):
        _ship(order)
        order._create_invoices().action_post()
        invoiced, ordered = sum(order.invoice_ids.mapped("amount_total")), order.amount_total
        if order.currency_id.compare_amounts(invoiced, ordered):
            problems.append(f"{order.amazon_channel_order_ref}: invoices come to {invoiced}, the order to {ordered}")
    buyers = orders.partner_id | orders.partner_shipping_id
    for model in ("mail.mail", "sms.sms"):
        to = {"mail.mail": "recipient_ids", "sms.sms": "partner_id"}[model]
        messages = env[model].search([(to, "in", buyers.ids)])
        problems += [f"{len(messages)} {model} to buyers"] if messages else []
    env.cr.commit()
    return problems


def _ship(order):
    pickings = order.picking_ids.filtered(
        lambda p: p.state not in ("done", "cancel") and not p.amazon_channel_shipped_elsewhere
    )
    if not pickings or order.amazon_channel_cancel_requested:
        return
    for move in pickings.move_ids:
        move.write({"quantity": move.product_uom_qty, "picked": True})
    pickings.button_validate()


def damage(env, number, seed):
    """Put damaged documents into the inbox, process them, and return what is wrong, with the states' counts."""
    accounts = env["amazon.channel.account"].search([])
    simulator = Simulator(seed=seed, settle=0, throttling=False)
    problems, states = [], {}
    for start in range(0, number, CHUNK):
        documents = _documents(simulator, min(CHUNK, number - start))
        damages = _store_damaged(env, accounts, documents, f"{seed}:{start}")
        _process(env, accounts)
        kept = set()
        for row in checks.inbox(env, accounts):
            if row["payload"] in damages:
                kept.add(row["payload"])
                found = checks.damaged_problems(row)
                problems += [f"{row['amazon_order_ref']} {damages[row['payload']]}: {problem}" for problem in found]
                states[row["state"]] = states.get(row["state"], 0) + 1
        problems += [f"lost: {damages[payload]}" for payload in damages.keys() - kept]
    problems += checks.doubled(env, accounts)
    return {"problems": problems, "states": states}


def _documents(simulator, number):
    return [simulator.get_order(order_id) for order_id in simulator.generate_orders(number, USUAL)]


def _store_damaged(env, accounts, documents, seed):
    """Store a damaged copy of each document with the account of its marketplace; return payload -> damages."""
    by_marketplace = {channel.marketplace_id.amazon_ref: channel.account_id for channel in accounts.channel_ids}
    portions, damages = {}, {}
    for document in documents:
        account = by_marketplace[document["salesChannel"]["marketplaceId"]]
        copy, what = mutated(document, f"{seed}:{document['orderId']}")
        portions.setdefault(account, []).append(copy)
        damages[json.dumps(copy, sort_keys=True)] = what
    for account, portion in portions.items():
        env["amazon.channel.order"]._store_documents(account, portion)
    env.cr.commit()
    return damages


def _process(env, accounts):
    for account in accounts:
        env["amazon.channel.order.import"]._process(account)
    env.cr.commit()
    env.invalidate_all()
