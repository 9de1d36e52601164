"""What must be true of an inbox and its sale orders, whatever happened on the way there.

Every function returns sentences, one for each thing that is wrong: the tests and the long runs share them. What is
expected is worked out from Amazon's documents alone, in Decimal, without the code that is being checked.
"""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation

from odoo.tools import SQL

WITHOUT_SALE = {"CANCELLED": "cancelled", "PENDING": "pending", "PENDING_AVAILABILITY": "pending"}


def problems(env, accounts, documents):
    """Everything that is wrong with the inbox of these accounts and with what became of it.

    :param accounts: amazon.channel.account records
    :param list documents: all orders that Amazon has told of, whole
    """
    rows = inbox(env, accounts)
    known = {document["orderId"]: document for document in documents}
    found = [*completeness_problems(rows, known)]
    for row in rows:
        document = known.get(row["amazon_order_ref"])
        if document:
            found += [f"{row['amazon_order_ref']}: {problem}" for problem in order_problems(row, document)]
    return found + doubled(env, accounts)


def inbox(env, accounts):
    """The inbox rows with their sale orders, as dicts; amounts and quantities as Decimal, exactly as stored."""
    env.flush_all()
    query = """
        SELECT inbox.amazon_order_ref, inbox.state, inbox.hold_reason, inbox.sale_order_id, inbox.payload,
               sale.state AS sale_state, currency.name AS currency,
               sale.amount_total::text, sale.amazon_channel_tax_collected::text,
               (SELECT count(*) FROM amazon_channel_order_hold AS hold WHERE hold.order_id = inbox.id) AS holds,
               ARRAY(SELECT line.amazon_channel_item_ref || ' ' || line.product_uom_qty::int
                       FROM sale_order_line AS line
                      WHERE line.order_id = sale.id AND line.amazon_channel_charge = 'item') AS items,
               ARRAY(SELECT move.product_uom_qty::int || ' ' || move.state
                       FROM stock_move AS move JOIN stock_picking AS picking ON picking.id = move.picking_id
                      WHERE picking.sale_id = sale.id AND move.state != 'cancel') AS moves
          FROM amazon_channel_order AS inbox
          LEFT JOIN sale_order AS sale ON sale.id = inbox.sale_order_id
          LEFT JOIN res_currency AS currency ON currency.id = sale.currency_id
         WHERE inbox.account_id = ANY(%s)
         ORDER BY inbox.id"""
    env.cr.execute(SQL(query, accounts.ids))
    return env.cr.dictfetchall()


def completeness_problems(rows, documents):
    """Every order is in the inbox exactly once."""
    counts = Counter(row["amazon_order_ref"] for row in rows)
    found = [f"{reference} is missing" for reference in documents if reference not in counts]
    found += [f"{reference} is not Amazon's" for reference in counts if reference not in documents]
    return found + [f"{reference} is there {count} times" for reference, count in counts.items() if count > 1]


def order_problems(row, document):
    """What became of one order is what Amazon's document allows."""
    expected = expected_states(document)
    if row["state"] not in expected:
        return [f"is {row['state']} instead of {' or '.join(expected)} ({row['hold_reason'] or 'without a reason'})"]
    if row["state"] == "held":
        complete = row["hold_reason"] and row["holds"] and not row["sale_order_id"]
        return [] if complete else ["is held without a reason, or in spite of a sale order"]
    if row["state"] != "imported":
        open_sale = row["sale_order_id"] and row["sale_state"] != "cancel"
        return [f"is {row['state']} and has a sale order"] if open_sale else []
    return [*total_problems(row, document), *quantity_problems(row, document), *sale_problems(row)]


def expected_states(document):
    """The states in which an order may be once it is processed and nothing has failed."""
    status, by_amazon = status_of(document), document["fulfillment"].get("fulfilledBy") == "AMAZON"
    if document["salesChannel"]["channelName"] == "NON_AMAZON":
        return ("ignored",)
    if status in WITHOUT_SALE:
        return (WITHOUT_SALE[status],)
    if status == "UNFULFILLABLE":
        return ("held",)
    if by_amazon and status in ("UNSHIPPED", "PARTIALLY_SHIPPED"):
        return ("pending",)
    return ("imported", "held")


def status_of(document):
    return document["fulfillment"]["fulfillmentStatus"]


def damaged_problems(row):
    """What became of one document that may be damaged in any way, by the document itself.

    It is processed, not `failed`: nothing that Amazon sends may come as a surprise. If it was imported, it was right.
    """
    if row["state"] in ("failed", "to_process"):
        return [f"is {row['state']}: {row['hold_reason']}"]
    if row["state"] == "held" and not (row["hold_reason"] and row["holds"]):
        return ["is held without a reason"]
    if not row["sale_order_id"]:
        return [] if row["state"] != "imported" else ["is imported without a sale order"]
    document = json.loads(row["payload"])
    return [*total_problems(row, document), *quantity_problems(row, document), *sale_problems(row)]


def updated_problems(before, after):
    """What became of a right sale order whose document was replaced by one that may be damaged.

    Either nothing changed, or everything did, to what the new document says; `before` and `after` are inbox rows.
    """
    if after["state"] in ("failed", "to_process"):
        return [f"is {after['state']}: {after['hold_reason']}"]
    if after["sale_order_id"] != before["sale_order_id"]:
        return ["has another sale order"]
    if after["sale_state"] == "cancel":
        cancelled = status_of(json.loads(after["payload"])) == "CANCELLED"
        return [] if cancelled else ["its sale order was cancelled"]
    same = ("amount_total", "amazon_channel_tax_collected", "currency", "items")
    if all(sorted(after[name]) == sorted(before[name]) for name in same):
        return []
    return damaged_problems(after)


def total_problems(row, document):
    """`sale order total + tax collected by Amazon = Amazon's grand total`, to the cent and in the same currency."""
    money = amount_of(document)
    if money is None:
        return ["was imported although Amazon names no total"]
    amazon, currency = money
    odoo = Decimal(row["amount_total"]) + Decimal(row["amazon_channel_tax_collected"] or 0)
    if odoo == amazon and row["currency"] == currency:
        return []
    return [f"comes to {odoo} {row['currency']}, at Amazon it is {amazon} {currency}"]


def amount_of(document):
    """Amazon's grand total as (Decimal, currency), or None when there is none."""
    try:
        total = document["proceeds"]["grandTotal"]
        return Decimal(str(total["amount"])), total["currencyCode"].strip()
    except (AttributeError, KeyError, TypeError, InvalidOperation):
        return None


def quantity_problems(row, document):
    """Every item of Amazon's is one line of goods with Amazon's quantity, and as much is planned to be moved."""
    amazon = {item["orderItemId"].strip(): item["quantityOrdered"] for item in document["orderItems"]}
    lines = [line.rsplit(" ", 1) for line in row["items"]]
    odoo = {reference: int(quantity) for reference, quantity in lines if int(quantity)}
    found = []
    if len(lines) != len({reference for reference, _quantity in lines}):
        found.append("has an item twice")
    if odoo != {reference: quantity for reference, quantity in amazon.items() if quantity}:
        found.append(f"has the quantities {odoo}, at Amazon they are {amazon}")
    return found


def sale_problems(row):
    """The sale order is confirmed and what was ordered is planned to be moved, once."""
    if row["sale_state"] == "cancel":
        return []
    found = [] if row["sale_state"] == "sale" else [f"its sale order is in state {row['sale_state']}"]
    ordered = sum(int(line.rsplit(" ", 1)[1]) for line in row["items"])
    moved = sum(int(move.split(" ")[0]) for move in row["moves"])
    if ordered != moved:
        found.append(f"{ordered} are ordered, {moved} are planned to be moved")
    return found


def doubled(env, accounts):
    """Sale orders, contacts and stock that are there more than once, or without an order that brought them."""
    env.cr.execute(
        SQL(
            """SELECT sale.amazon_channel_order_ref, count(*)
                 FROM sale_order AS sale JOIN amazon_channel AS channel ON channel.id = sale.amazon_channel_id
                WHERE channel.account_id = ANY(%s)
                GROUP BY channel.account_id, 1 HAVING count(*) > 1""",
            accounts.ids,
        )
    )
    found = [f"{reference} has {count} sale orders" for reference, count in env.cr.fetchall()]
    env.cr.execute(
        SQL(
            """SELECT count(*)
                 FROM sale_order AS sale JOIN amazon_channel AS channel ON channel.id = sale.amazon_channel_id
                WHERE channel.account_id = ANY(%s)
                  AND NOT EXISTS (SELECT FROM amazon_channel_order AS inbox WHERE inbox.sale_order_id = sale.id)""",
            accounts.ids,
        )
    )
    strays = env.cr.fetchone()[0]
    return found + ([f"{strays} sale orders belong to no Amazon order"] if strays else [])
