"""What the warehouse and an operator do in the demo: ship orders in every way there is, cancel two, tell Amazon.

Runs inside Odoo, like `devtools.demo_job`. The first run does everything once; every further run ships a few of the
orders that are new.
"""

import json
import urllib.request

from odoo.fields import Command

from . import shop

SHIPPED_EACH_RUN = 3
UNKNOWN_TO_AMAZON = "Larkspur Couriers"


def ship_and_tell(env, url, accounts, first):
    """Ship, cancel, and let Amazon hear and show it; commits in between, as the schedules do.

    :param str url: base URL of the simulator
    :param first: whether this shop has not shipped anything before
    """
    if first:
        shop.use_packages(env)
        accounts.channel_ids.action_go_live()
        _ship_in_every_way(env, url)
    else:
        for picking in _ready(env)[:SHIPPED_EACH_RUN]:
            _ship(picking, _number(picking))
    env.cr.commit()
    env["amazon.channel.order.sync"]._sync_and_notify(accounts)
    follow_documents(env, url)
    env["amazon.channel.order.sync"]._sync_and_notify(accounts)
    # What Amazon shows of it comes back with the orders.
    for account in accounts:
        account.action_get_orders()
    env["amazon.channel.submission"]._remind()
    env.cr.commit()


def summary(env):
    """What Amazon was told so far, and what waits for whom.

    :return: dict `packages`, `confirmed`, `cancelled` (counts) and `open`: what is not settled, with its reason
    """
    submissions = env["amazon.channel.submission"].search([], order="id")
    packages = submissions.filtered(lambda submission: submission.kind == "shipment")
    done = submissions.filtered(lambda submission: submission.state == "done")
    states, kinds = (dict(submissions._fields[name]._description_selection(env)) for name in ("state", "kind"))
    unsettled = submissions.filtered(lambda submission: submission.state not in ("done", "cancelled"))
    return {
        "packages": len(packages),
        "confirmed": len(done & packages),
        "cancelled": len(done - packages),
        "open": [
            {
                "what": f"{kinds[submission.kind].lower()} {submission.display_name}",
                "state": states[submission.state],
                "note": submission.note or "",
            }
            for submission in unsettled
        ],
    }


# -- The warehouse ---------------------------------------------------------------------------------------------------


def _ready(env):
    """The deliveries that can be shipped, the oldest first."""
    domain = [
        ("amazon_channel_id", "!=", False),
        ("state", "=", "assigned"),
        ("amazon_channel_submission_ids", "=", False),
        ("backorder_id", "=", False),
    ]
    pickings = env["stock.picking"].search(domain, order="id")
    return pickings.filtered(lambda p: not p.amazon_channel_cancel_requested and not p.amazon_channel_shipped_elsewhere)


def _ship_in_every_way(env, url):
    """One delivery whole, one in parts, one in two packages, one without number, one with a carrier that Amazon does
    not know; two orders are cancelled, of which Amazon refuses one."""
    ready = _ready(env)
    many = ready.filtered(lambda picking: len(picking.move_ids) == 1 and picking.move_ids.product_uom_qty >= 2)
    in_parts, in_packages = many[0], many[1]
    others = ready - in_parts - in_packages
    _ship(others[0], _number(others[0]))
    _ship(in_parts, _number(in_parts), pieces=1)
    _ship_in_two_packages(in_packages)
    _ship(others[1], False)
    others[2].carrier_id = _create_unknown_carrier(env)
    _ship(others[2], _number(others[2]))
    _cancel(others[3].sale_id, "NoInventory")
    refused = _cancel(others[4].sale_id, "ShippingAddressUndeliverable")
    trouble = {"outcome": "PARTIAL", "feed_type": "POST_ORDER_ACKNOWLEDGEMENT_DATA", "messages": refused.ids}
    description = "The order is being prepared for shipment and cannot be cancelled."
    for _account in env["amazon.channel.account"].search([]):
        # Each account sends a feed of its own; the message is in one of them.
        ask(url, "/simulator/feeds/fail_next", {**trouble, "description": description})


def _number(picking):
    """An invented tracking number."""
    return f"1Z{picking.id:016d}"


def _ship(picking, number, pieces=None):
    """Validate a delivery, whole or with `pieces` of it; the rest becomes a backorder."""
    picking.carrier_tracking_ref = number
    for move in picking.move_ids:
        move.quantity = pieces or move.product_uom_qty
        move.picked = True
    _validate(picking)


def _validate(picking):
    """Validate without the questions that Odoo asks people on the way."""
    picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
    if picking.state != "done":
        raise RuntimeError(f"{picking.name} was not validated: {picking.state}")


def _ship_in_two_packages(picking):
    """One piece in the first package, the rest in the second, each with a tracking number of its own."""
    move = picking.move_ids
    number = _number(picking)
    packages = picking.env["stock.package"].create(
        [{"amazon_channel_tracking_ref": number[:-1] + digit} for digit in "AB"]
    )
    line = move.move_line_ids[0]
    line.write({"quantity": 1, "result_package_id": packages[0].id})
    rest = {"quantity": move.product_uom_qty - 1, "result_package_id": packages[1].id}
    (move.move_line_ids - line).unlink()
    line.copy(rest)
    move.picked = True
    _validate(picking)


def _create_unknown_carrier(env):
    """A delivery method for which nobody has chosen Amazon's carrier yet."""
    service = env["product.product"].create({"name": UNKNOWN_TO_AMAZON, "type": "service"})
    return env["delivery.carrier"].create({"name": UNKNOWN_TO_AMAZON, "product_id": service.id})


def _cancel(order, reason):
    """Cancel an order as an operator does; return what Amazon is told."""
    wizard = order.env["amazon.channel.cancel"].with_context(default_sale_order_ids=order.ids)
    values = {"sale_order_ids": [Command.set(order.ids)], "cancel_reason": reason}
    wizard.create(values).action_cancel_orders()
    return order.amazon_channel_submission_ids.filtered(lambda submission: submission.kind == "cancellation")


# -- Amazon ----------------------------------------------------------------------------------------------------------


def follow_documents(env, url):
    """Send feeds and ask for reports, let the simulated Amazon end them at once instead of in half a minute, and take
    the results."""
    for _turn in range(2):
        if documents := env["amazon.channel.document"].search([("is_open", "=", True)]):
            documents.action_follow()
        ask(url, "/simulator/feeds/finish", {})
        ask(url, "/simulator/reports/finish", {})


def ask(url, path, body):
    """Call the simulator's own interface."""
    request = urllib.request.Request(
        url + path, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
