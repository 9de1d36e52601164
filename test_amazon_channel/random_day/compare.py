"""After a random day: Amazon and Odoo hold the same, item by item, or an open issue says why not.

What Amazon shows is taken from its documents, what Odoo did from its stock moves, not from the code that is checked.
"""

from collections import defaultdict

from odoo.addons.amazon_channel.models.amazon_channel_submission import OPEN_STATES

# A person has been told that both sides differ, and was not able to mend it in Odoo.
EXPLAINED_BY = {
    "shipment_refused",
    "cancel_refused",
    "cancelled_after_delivery",
    "shipped_though_cancelled",
    "change_refused",
}


def problems(env, amazon, story):
    """What is wrong after everything has settled.

    :param amazon: see `LocalAmazon`
    :param dict story: what `Day.story` told
    :return: (sentences, dict with counts, and as `explained` the differences that an open issue tells of)
    """
    orders = {number: amazon.order(number) for number in story["numbers"]}
    rows = {row.amazon_order_ref: row for row in env["amazon.channel.order"].search([])}
    counts, explained, found = (
        defaultdict(int),
        [],
        [f"{number} is not in the inbox" for number in orders if number not in rows],
    )
    for number, order in orders.items():
        if number not in rows:
            continue
        sale = rows[number].sale_order_id
        elsewhere = number in story["elsewhere"]
        issues = open_issues(env, rows[number], sale).filtered(lambda issue: issue.code in EXPLAINED_BY)
        wrong = quantity_problems(rows[number], sale, order, elsewhere)
        counts["orders"] += 1
        if issues and wrong:
            words = issues[0].fix if issues[0].code == "change_refused" else issues[0].name
            explained.append(f"{wrong[0]} because of {issues[0].code}: {words}")
            wrong = []
        found += [f"{number}: {problem}" for problem in wrong]
        found += [f"{number}: {problem}" for problem in package_problems(sale, order, elsewhere)]
    counts["packages"] = env["amazon.channel.submission"].search_count([("kind", "=", "shipment")])
    counts["cancellations"] = env["amazon.channel.submission"].search_count([("kind", "=", "cancellation")])
    return found + submission_problems(env) + issue_problems(env), {**counts, "explained": explained}


def open_issues(env, row, sale):
    """The open issues of an order, whatever record they are about."""
    return env["amazon.channel.issue"].search(
        [("state", "=", "open"), "|", ("order_id", "=", row.id), ("sale_order_id", "=", sale.id or -1)]
    )


# -- Quantities --------------------------------------------------------------------------------------------------------


def quantity_problems(row, sale, order, elsewhere):
    """Ordered, shipped and open are the same at Amazon and in Odoo, item by item."""
    cancelled = order["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    if not sale:
        return [] if cancelled and row.state == "cancelled" else [f"is {row.state}: {row.hold_reason}"]
    lines = {line.amazon_channel_item_ref: line for line in sale.order_line if line.amazon_channel_charge == "item"}
    found = []
    for item in order["orderItems"]:
        item_ref, line = item["orderItemId"], lines.get(item["orderItemId"])
        odoo = _in_odoo(line) if line else (0, 0, 0)
        shipped = item["fulfillment"]["quantityFulfilled"]
        ordered = 0 if cancelled else item["quantityOrdered"]
        amazon = (ordered, shipped, ordered - shipped)
        same = odoo == amazon
        if elsewhere and not same:
            # Amazon counts what other stock left for; Odoo only what left its own.
            same = odoo[0] == ordered and odoo[2] == amazon[2] and odoo[1] <= shipped
        if not same:
            states = ", ".join(f"{picking.name} {picking.state}" for picking in sale.picking_ids)
            found.append(
                f"item {item_ref}: (ordered, shipped, open) is {odoo} in Odoo, {amazon} at Amazon"
                f" (sale {sale.state}, {order['fulfillment']['fulfillmentStatus']}, {states},"
                f" {[(s.kind, s.state, s.items) for s in sale.amazon_channel_submission_ids]}"
                f"{', shipped outside too' if elsewhere else ''})"
            )
    return found


def _in_odoo(line):
    """(ordered, shipped, open) of an item by its order line and stock moves."""
    moves = line.move_ids.filtered(lambda move: move.location_dest_id.usage == "customer")
    shipped = sum(moves.filtered(lambda move: move.state == "done").mapped("quantity"))
    still_open = sum(moves.filtered(lambda move: move.state not in ("done", "cancel")).mapped("product_uom_qty"))
    ordered = 0 if line.order_id.state == "cancel" else line.product_uom_qty
    return int(ordered), int(shipped), int(still_open)


# -- Packages ----------------------------------------------------------------------------------------------------------


def package_problems(sale, order, elsewhere):
    """Each package of Odoo's is at Amazon once, with its items, carrier and number, and no other is."""
    packages = defaultdict(list)
    for package in order.get("packages", []):
        packages[package["packageReferenceId"]].append(package)
    told = sale.amazon_channel_submission_ids.filtered(lambda submission: submission.kind == "shipment")
    found = []
    for submission in told:
        at_amazon = packages.pop(submission._package_ref(), [])
        if submission.state == "done" and not at_amazon and not elsewhere:
            found.append(f"package {submission.display_name} is done and not at Amazon")
        if len(at_amazon) > 1:
            found.append(f"package {submission.display_name} is {len(at_amazon)} times at Amazon")
        if submission.state == "done":
            for package in at_amazon:
                found += _differences(submission, package)
    if packages and not elsewhere:
        found.append(f"Amazon has packages that Odoo does not know: {sorted(packages)}")
    moved = sum(line.quantity for line in sale.picking_ids.move_line_ids if _has_left(line))
    in_packages = sum(sum((submission.items or {}).values()) for submission in told)
    if moved < in_packages:
        found.append(f"{moved} pieces have left, Amazon is told about {in_packages}")
    return found


def _differences(submission, package):
    """What Amazon shows of a package, and what Odoo knows by its own records."""
    items = {row["orderItemId"]: row["quantity"] for row in package["packageItems"]}
    found, name = [], submission.display_name
    if items != submission.items:
        found.append(f"package {name} has {items} at Amazon, {submission.items} in Odoo")
    picking = submission.picking_id
    numbers = {submission.package_id.amazon_channel_tracking_ref} - {False, ""}
    if not numbers:
        numbers = set((picking.carrier_tracking_ref or "").replace(",", " ").split())
    if numbers and package["trackingNumber"] not in numbers:
        found.append(f"package {name} has number {package['trackingNumber']} at Amazon, not {numbers}")
    if package["carrier"] != submission.carrier_code:
        found.append(f"package {name} goes by {package['carrier']} at Amazon, {submission.carrier_code} in Odoo")
    return found


def _has_left(line):
    return line.state == "done" and line.location_dest_id.usage == "customer"


# -- Submissions and issues --------------------------------------------------------------------------------------------


def submission_problems(env):
    """Nothing is left on its way; what was refused has an open issue."""
    submissions = env["amazon.channel.submission"]
    found = [
        f"{submission.sale_order_id.amazon_channel_order_ref} {submission.kind} {submission.display_name} is still "
        f"{submission.state} ({submission.note})"
        for submission in submissions.search([("state", "in", OPEN_STATES)])
    ]
    for submission in submissions.search([("state", "=", "refused")]):
        domain = [("res_model", "=", submission._name), ("res_id", "=", submission.id), ("state", "=", "open")]
        if not env["amazon.channel.issue"].search_count(domain):
            found.append(f"{submission.display_name} was refused ({submission.note}) and nobody hears of it")
    return found


def issue_problems(env):
    """Every open issue has its cause still."""
    found = []
    for issue in env["amazon.channel.issue"].search([("state", "=", "open")]):
        record = env[issue.res_model].browse(issue.res_id).exists()
        if not record or not CAUSES.get(issue.code, lambda record: False)(record):
            state = "state" in record._fields and record.state
            found.append(
                f"issue {issue.code} of {issue.res_model} {record.display_name} ({state}) is open: {issue.name}"
            )
    return found


def _is_refused(submission):
    return submission.state == "refused"


def _has_left_in_vain(row):
    done = row.sale_order_id.picking_ids.filtered(lambda picking: picking.state == "done")
    return row.amazon_status == "CANCELLED" and done


def _has_failed_last(document):
    """Whether no later document of the same purpose went well: that closes the issue."""
    later = document.search([("id", ">", document.id), ("purpose", "=", document.purpose), ("state", "=", "done")])
    return document.state == "failed" and not later.filtered(lambda other: other.account_id == document.account_id)


ENDED = ("done", "cancel")
# Which open issues may be left, and whether their cause is still there.
CAUSES = {
    "shipment_refused": _is_refused,
    "cancel_refused": _is_refused,
    "cancelled_after_delivery": _has_left_in_vain,
    "shipped_though_cancelled": lambda row: row.sale_order_id.state == "cancel",
    "nothing_to_deliver": lambda row: not row.sale_order_id.picking_ids.filtered(lambda p: p.state not in ENDED),
    "change_refused": lambda row: row.state == "imported",
    "document_failed": _has_failed_last,
    "tax_difference": lambda row: row.sale_order_id.amazon_channel_tax_differs,
}
