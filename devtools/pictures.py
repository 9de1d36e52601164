"""``./dev pictures``: make the pictures of the user guide anew, from a copy of the demo's database.

The same database gives the same pictures: the browser's clock stands still at the demo's last run, nothing is animated,
and all people in it are the simulator's inventions.
"""

import contextlib
import http.client
import io
import os
import socket
import subprocess
import sys
import time

from . import cache, databases, demo, odoo_process, system
from .console import ToolError, run, say

DATABASE = "amazon_channel_pictures"
TARGET = cache.CHECKOUT / "docs" / "pictures"
SIZE = {"width": 1400, "height": 900}
MAX_BYTES = 200_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STILL = """
*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent }
.o_menu_systray { visibility: hidden }
"""
LOADING = ".o_loading_indicator, .fa-spin, .o-mail-Chatter-topbar button:disabled"
READY = f"""() => !document.querySelector('{LOADING}') && document.fonts.status === 'loaded'
    && [...document.images].every((image) => image.complete)"""
LOGIN = "olive"
RECORDS_MARK = "AMAZON_CHANNEL_PICTURES "
RECORDS = (
    *("collected", "cancelling", "account", "delivery", "method", "several", "refused"),
    *("listing", "unlinked", "publication", "stopped", "shared", "priced", "channel", "template", "moment"),
)

# Somebody to look at the screens, and the records that are shown.
PREPARE = f"""
from odoo.fields import Command
groups = env.ref("base.group_user") | env.ref("base.group_system") | env.ref("stock.group_stock_manager")
olive = env["res.users"].create({{"name": "Olive Tarn", "login": "{LOGIN}", "password": "{LOGIN}",
    "email": "olive@shop.example", "group_ids": [Command.set(groups.ids)]}})
env.company.name = "Larkspur Trading"
env["ir.config_parameter"].set_param("web.base.url", "https://odoo.larkspur.example")
env["ir.config_parameter"].set_param("web.base.url.freeze", "True")
action = env.ref("amazon_channel.amazon_channel_sale_order_action")
env["ir.filters"].create({{"name": "US, UK, DE", "model_id": "sale.order", "action_id": action.id, "is_default": True,
    "user_ids": [Command.link(olive.id)],
    "domain": "[('amazon_channel_id.name', 'in', ['Amazon US', 'Amazon UK', 'Amazon DE'])]"}})
orders = env["sale.order"]
collected = orders.search([("amazon_channel_id.name", "=", "Amazon US"), ("amazon_channel_tax_collected", ">", 0),
    ("amazon_channel_fulfillment", "=", "merchant"), ("amazon_channel_issue_ids", "=", False)], order="id", limit=1)
issues = env["amazon.channel.issue"].search([("code", "=", "cancel_requested"), ("state", "=", "open")], order="id")
account = env["amazon.channel.account"].search([("region", "=", "na")], order="id", limit=1)
packages = env["amazon.channel.submission"].search([("package_id", "!=", False)], order="id")
refused = packages.search([("kind", "=", "cancellation"), ("state", "=", "refused")], order="id")
open_orders = orders.search([("amazon_channel_id", "!=", False), ("amazon_channel_fulfillment", "=", "merchant"),
    ("amazon_channel_status", "=", "UNSHIPPED"), ("state", "=", "sale"),
    ("amazon_channel_issue_ids", "=", False)], order="id")
several = open_orders.filtered(lambda order: len(order._amazon_channel_open_items()) > 1)
listings = env["amazon.channel.listing"]
american = env["amazon.channel"].search([("name", "=", "Amazon US")])
listing = listings.search([("channel_id", "=", american.id), ("error_count", ">", 0)], limit=1)
unlinked = listings.search([("product_id", "=", False), ("state", "=", "active")], order="id", limit=1)
publication = env["amazon.channel.publication.finding"].search([("link", "!=", False)], limit=1).publication_id
stopped = env["amazon.channel.offer.batch"].search([("state", "=", "waiting")], limit=1)
shared = listings.search([("quantity_sent_at", "!=", False)], order="sku, id", limit=1)
priced = listings.search([("channel_id", "=", american.id), ("price_wanted_at", "!=", False)], order="sku", limit=1)
template = env.ref("amazon_channel.publish_template_offer")
moment = max(env["amazon.channel.run"].search([]).mapped("started_at"))
env.cr.commit()
print("{RECORDS_MARK}", collected.id, issues.sale_order_id[:1].id, account.id, packages.picking_id[:1].id,
    packages.carrier_id[:1].id, several[:1].id, refused.sale_order_id[:1].id, listing.id, unlinked.id,
    publication.id, stopped.id, shared.id, priced.id, american.id, template.id, moment.isoformat())
"""

# Name of the picture -> address (with the record's id), what must be there, what is clicked before.
PICTURES = {
    "waiting": ("action-amazon_channel.amazon_channel_order_hold_action", ".o_data_row", ()),
    "shipping-mappings": ("action-amazon_channel.amazon_channel_shipping_mapping_action", ".o_data_row", ()),
    "inbox": ("action-amazon_channel.amazon_channel_order_action", ".o_data_row", ()),
    "issues": ("action-amazon_channel.amazon_channel_issue_action", ".o_data_row", ()),
    "review": ("action-amazon_channel.amazon_channel_sale_order_action", ".o_data_row", ()),
    "sale-order": ("sales/{collected}", "[name=amazon_channel_total]", ("a[name=amazon_channel]",)),
    "buyer-cancels": ("sales/{cancelling}", "[name=action_amazon_channel_refuse_cancel]", ()),
    "account": ("action-amazon_channel.amazon_channel_account_action/{account}", "[name=channel_ids] .o_data_row", ()),
    "delivery": (
        "action-stock.action_picking_tree_outgoing/{delivery}",
        "[name=amazon_channel_submission_ids] .o_data_row",
        ("a[name=amazon_channel]",),
    ),
    "outbox": ("action-amazon_channel.amazon_channel_submission_action", ".o_data_row", ()),
    "delivery-method": (
        "action-delivery.action_delivery_carrier_form/{method}",
        "[name=amazon_channel_carrier_id]",
        ("a[name=amazon_channel]",),
    ),
    "cancel": ("sales/{several}", ".modal [name=line_ids] .o_data_row", ("button[name=action_amazon_channel_cancel]",)),
    "cancel-refused": ("sales/{refused}", "[name=action_amazon_channel_ship_anyway]", ()),
    "listings": ("action-amazon_channel.amazon_channel_listing_action", ".o_data_row", ()),
    "listing": (
        "action-amazon_channel.amazon_channel_listing_action/{listing}",
        "[name=amazon_issue_ids] .o_data_row",
        (),
    ),
    "create-products": (
        "action-amazon_channel.amazon_channel_listing_action/{unlinked}",
        ".modal .o_data_row",
        ("button[name=action_create_products]",),
    ),
    "why-price": (
        "action-amazon_channel.amazon_channel_listing_action/{priced}",
        ".modal table",
        ("a[name=price]", "button[name=action_explain_price]"),
    ),
    "publications": ("action-amazon_channel.amazon_channel_publication_action", ".o_data_row", ()),
    "publication": (
        "action-amazon_channel.amazon_channel_publication_action/{publication}",
        "[name=finding_ids] .o_data_row",
        (),
    ),
    "publish-template": (
        "action-amazon_channel.amazon_channel_publish_template_action/{template}",
        "[name=line_ids] .o_data_row",
        (),
    ),
    "stopped": ("action-amazon_channel.amazon_channel_offer_batch_action/{stopped}", "[name=line_ids] .o_data_row", ()),
    "why-quantity": (
        "action-amazon_channel.amazon_channel_listing_action/{shared}",
        ".modal table",
        ("button[name=action_why_quantity]",),
    ),
    "setup": (
        "action-amazon_channel.amazon_channel_account_action/{account}",
        "[name=step_ids] .o_data_row",
        ("button[name=action_open_setup]",),
    ),
    "connect": ("action-amazon_channel.amazon_channel_connect_action", ".modal-footer button", ()),
}


def main():
    """Make all pictures, or those that are named."""
    names = sys.argv[1:] or list(PICTURES)
    unknown = set(names) - set(PICTURES)
    if unknown:
        raise ToolError(f"no such picture: {', '.join(sorted(unknown))}; there are: {', '.join(PICTURES)}")
    if not databases.exists(demo.DATABASE):
        raise ToolError("the pictures show the demo: run ./dev demo --once first")
    databases.drop(DATABASE)
    databases.copy(demo.DATABASE, DATABASE)
    try:
        records = _prepare()
        with _server() as url:
            _photograph(url, records, names)
    finally:
        databases.drop(DATABASE)


def _prepare():
    """Bring the copy up to the present code and look up what is shown.

    :return: dict with ids of records, and `moment`, the time at which the clock stands
    """
    environment = odoo_process.environment()
    common = ["-d", DATABASE, "--no-http", "--log-level=warn"]
    update = ["-u", "amazon_channel", "--stop-after-init", "--max-cron-threads=0"]
    run(odoo_process.command(*common, *update), env=environment)
    output = run(odoo_process.command("shell", *common), env=environment, given=PREPARE)
    for line in output.splitlines():
        if RECORDS_MARK in line:
            values = line.split(RECORDS_MARK, 1)[1].split()
            return dict(zip(RECORDS, values, strict=True))
    raise ToolError(f"the records to show were not found:\n{output[-4000:]}")


@contextlib.contextmanager
def _server():
    """Run Odoo's web server on a free port; give its base URL."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    arguments = ["-d", DATABASE, "--http-port", str(port), "--max-cron-threads=0", "--log-level=warn"]
    process = subprocess.Popen(odoo_process.command(*arguments), env=odoo_process.environment())
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        demo._end(process)


def _wait_for(port, process):
    """Return when the server answers."""
    for _attempt in range(600):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/web/login")
            connection.getresponse()
            return
        except OSError:
            if process.poll() is not None:
                raise ToolError("Odoo ended at once") from None
            time.sleep(0.1)
        finally:
            connection.close()
    raise ToolError("Odoo did not answer within a minute")


def _photograph(url, records, names):
    """Log in and take the pictures."""
    from playwright.sync_api import sync_playwright

    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.ensure_browser(), args=ARGUMENTS)
        try:
            page = browser.new_page(viewport=SIZE, timezone_id="UTC", locale="en-US")
            page.set_default_timeout(60_000)
            page.goto(f"{url}/web/login")
            page.fill("input[name=login]", LOGIN)
            page.fill("input[name=password]", LOGIN)
            page.click("form.oe_login_form button[type=submit]")
            page.wait_for_selector(".o_main_navbar")
            page.clock.set_fixed_time(f"{records['moment']}Z")
            for name in names:
                _take(page, url, name, records)
        finally:
            browser.close()


def _take(page, url, name, records):
    """Take one picture."""
    address, awaited, clicks = PICTURES[name]
    page.goto("about:blank")
    page.goto(f"{url}/odoo/{address.format(**records)}")
    page.add_style_tag(content=STILL)
    # What is on a tab that is not open yet is there without being visible.
    page.wait_for_selector(awaited if not clicks else clicks[0])
    for selector in clicks:
        page.click(selector)
    page.wait_for_selector(awaited)
    page.wait_for_function(READY)
    page.mouse.move(SIZE["width"] // 2, 1)
    data = _shrink(page.screenshot())
    if len(data) > MAX_BYTES:
        raise ToolError(f"{name}.png has {len(data)} bytes; at most {MAX_BYTES}")
    (TARGET / f"{name}.png").write_bytes(data)
    say(f"docs/pictures/{name}.png, {len(data) // 1000} kB")


def _shrink(data):
    """Return a PNG with a palette of 256 colours: a third of the size, and hardly to be told from the original."""
    from PIL import Image

    picture = Image.open(io.BytesIO(data)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    output = io.BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    try:
        main()
    except ToolError as error:
        sys.exit(f"dev: {error}")
